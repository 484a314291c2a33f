//! One person with `nc`: the introduction, names, lines and commands.

use crate::support::{Scratch, Server};

#[test]
fn the_first_member_is_introduced_in_exactly_two_lines() {
    let server = Server::start(&[]);
    let mut alice = server.connect();
    alice.send("alice");
    let address = alice.address();
    alice.expect_all(&[
        &format!("You are alice (#1), connected from {address}."),
        "You are the first member here, so you are the coordinator of #lobby.",
        "In #lobby now: alice",
    ]);
    alice.expect_silence();
}

#[test]
fn a_newcomer_meets_the_coordinator_and_the_others_hear_of_it() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let mut bob = server.connect();
    bob.send("bob");
    bob.expect_all(&[
        &format!("You are bob (#2), connected from {}.", bob.address()),
        &format!(
            "Your contact is alice (#1) at {}, the coordinator of #lobby.",
            alice.address()
        ),
        "In #lobby now: alice, bob",
    ]);
    bob.expect_silence();
    alice.expect("[hh:mm] #lobby -- bob (#2) joined");
    alice.expect_silence();
}

#[test]
fn topic_and_message_of_the_day_follow_the_introduction() {
    let scratch = Scratch::new("plain-motd");
    let motd = scratch.file("motd", b"Be kind.\n\nThe crew\n");
    let server = Server::start(&["--motd", &motd]);
    let mut alice = server.plain("alice");
    alice.send("/topic Release at noon");
    alice.sync();
    let mut bob = server.connect();
    bob.send("bob");
    bob.expect_all(&[
        "You are bob (#2), connected from …",
        "Your contact is alice (#1) at …",
        "Be kind.",
        "",
        "The crew",
        "Topic of #lobby, set by alice: Release at noon",
        "In #lobby now: alice, bob",
    ]);
}

#[test]
fn an_id_is_never_given_twice() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    for n in 2..6 {
        let mut bob = server.connect();
        bob.send("bob");
        bob.expect(&format!("You are bob (#{n}), connected from …"));
        bob.send("/quit");
        bob.await_line("Goodbye.");
        bob.rest();
        alice.await_line(&format!("…bob (#{n}) left (quit)"));
    }
}

#[test]
fn words_look_as_they_should() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    let mut carol = server.plain("carol");
    alice.sync();
    alice.send("hello");
    alice.send("/me waves");
    alice.send("//quit is what you type to go");
    alice.send("/msg bob psst");
    alice.send("/msg 2 psst by number");
    alice.send("/msg #2 psst by number with its sign");
    alice.send("  leading spaces stay");
    alice.send("nonsense: :) \\o/ äöü 👋");
    alice.expect_silence();
    for line in [
        "[hh:mm] #lobby -- carol (#3) joined",
        "[hh:mm] #lobby <alice> hello",
        "[hh:mm] #lobby * alice waves",
        "[hh:mm] #lobby <alice> /quit is what you type to go",
        "[hh:mm] *alice* psst",
        "[hh:mm] *alice* psst by number",
        "[hh:mm] *alice* psst by number with its sign",
        "[hh:mm] #lobby <alice>   leading spaces stay",
        "[hh:mm] #lobby <alice> nonsense: :) \\o/ äöü 👋",
    ] {
        bob.expect(line);
    }
    bob.expect_silence();
    let heard = carol.sync();
    assert_eq!(
        heard.len(),
        5,
        "what was said privately stays so: {heard:?}"
    );
}

#[test]
fn a_name_in_use_or_invalid_is_asked_for_again() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let mut bob = server.connect();
    for (name, says) in [
        ("alice", "The name alice is in use.…another…"),
        ("ALICE", "The name ALICE is in use.…another…"),
        ("9lives", "9lives cannot be your name: …letter…another…"),
        ("two words", "two words cannot be your name: …another…"),
        ("#lobby", "#lobby cannot be your name: …another…"),
        ("a:b", "a:b cannot be your name: …another…"),
        ("€", "€ cannot be your name: …another…"),
        ("\u{1b}[31m", "…cannot be your name: …another…"),
    ] {
        bob.send(name);
        bob.expect(says);
    }
    let long = "b".repeat(33);
    bob.send(&long);
    bob.expect("b…cannot be your name: …longer than 32…");
    alice.expect_silence();
    bob.send("");
    bob.send("  bob ");
    bob.expect("You are bob (#2), connected from …");
}

#[test]
fn renaming_is_told_to_everyone_in_the_group() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    alice.sync();
    bob.send("/name robert");
    bob.expect("[hh:mm] #lobby -- You are now called robert");
    alice.expect("[hh:mm] #lobby -- bob (#2) is now called robert");
    bob.send("/name alice");
    bob.expect("The name alice is in use.…");
    bob.send("/name");
    bob.expect("Usage: /name NAME");
    bob.send("/name 1st");
    bob.expect("1st cannot be your name: …");
    bob.send("hi");
    alice.expect("[hh:mm] #lobby <robert> hi");
    // The old name is free again, and one's own may change its case.
    bob.send("/name Robert");
    alice.expect("[hh:mm] #lobby -- robert (#2) is now called Robert");
    server.plain("bob");
    alice.expect("[hh:mm] #lobby -- bob (#3) joined");
}

#[test]
fn the_member_table_lines_up() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob_the_builder"));
    bob.send("/listen 7000");
    bob.await_line("…7000");
    alice.await_line("…bob_the_builder (#2) accepts direct connections on port 7000");
    let mut carol = server.plain("carol");
    carol.send("/join #other");
    carol.await_line("In #other now: carol");
    carol.send("/leave #lobby");
    carol.sync();
    alice.sync();
    alice.send("/members");
    let rows = alice.sync();
    let (a, b) = (alice.address().to_string(), bob.address().to_string());
    let width = a.len().max(b.len());
    let row = |cells: [&str; 6]| {
        let [id, name, address, listen, role, idle] = cells;
        format!("{id:<2}  {name:<15}  {address:<width$}  {listen:<6}  {role:<11}  {idle}")
    };
    assert_eq!(rows.len(), 3, "{rows:#?}");
    let expected = [
        row(["ID", "NAME", "ADDRESS", "LISTEN", "ROLE", "IDLE"]),
        row(["#1", "alice", &a, "-", "coordinator", "…s"]),
        row(["#2", "bob_the_builder", &b, "7000", "member", "…s"]),
    ];
    for (row, expected) in rows.iter().zip(&expected) {
        assert!(
            crate::support::matches(expected, row),
            "{row}\n{expected}\n{rows:#?}"
        );
    }
    alice.send("/members all");
    let rows = alice.sync();
    assert_eq!(rows.len(), 4, "{rows:#?}");
    assert!(
        rows[3].starts_with("#3  carol ") && rows[3].contains("coordinator"),
        "{rows:#?}"
    );
    alice.send("/members #nowhere");
    alice.expect("There is no group #nowhere.");
}

#[test]
fn an_unknown_command_is_named_with_the_nearest_one() {
    let server = Server::start(&[]);
    let mut bob = server.plain("bob");
    let mut alice = server.plain("alice");
    for (typed, nearest) in [
        ("/memebrs", "/members"),
        ("/hlep", "/help"),
        ("/topci new", "/topic"),
        ("/NAMEE", "/name"),
    ] {
        alice.send(typed);
        let word = typed.split(' ').next().unwrap_or(typed);
        let line = alice.line();
        assert!(line.contains(word), "named: {line}");
        assert!(line.contains(&format!("{nearest}.")), "{nearest}: {line}");
    }
    bob.await_line("…alice (#2) joined");
    bob.expect_silence();
}

#[test]
fn the_help_fits_a_terminal_of_24_lines() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    alice.send("/help");
    let help = alice.sync();
    assert!(help.len() <= 23, "{} lines", help.len());
    for word in [
        "help", "name", "join", "leave", "groups", "members", "msg", "me", "topic", "history",
        "quit",
    ] {
        assert!(
            help.iter()
                .any(|line| line.trim_start().starts_with(&format!("/{word}"))),
            "/{word}: {help:#?}"
        );
    }
    for line in &help {
        assert!(line.len() <= 80, "{line}");
    }
}

#[test]
fn leaving_is_told_with_its_reason() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    for (n, (goodbye, told)) in [
        ("/quit", "left (quit)"),
        ("/quit dinner", "left (quit: dinner)"),
        ("", "left (hung up)"),
    ]
    .iter()
    .enumerate()
    {
        let mut bob = server.plain("bob");
        if goodbye.is_empty() {
            bob.end();
        } else {
            bob.send(goodbye);
        }
        bob.expect_end(&["Goodbye."]);
        alice.await_line("…joined");
        alice.expect(&format!("[hh:mm] #lobby -- bob (#{}) {told}", n + 2));
    }
    server.plain("bob").reset();
    alice.await_line("…joined");
    alice.expect("[hh:mm] #lobby -- bob (#5) left (lost connection: …)");
}

#[test]
fn a_password_is_asked_for_before_the_name() {
    let scratch = Scratch::new("plain-password");
    let password = scratch.file("password", b"open sesame\nnot this\n");
    let server = Server::start(&["--password-file", &password]);
    let mut alice = server.connect();
    alice.expect("Welcome to …password…name…");
    alice.send("open sesame");
    alice.send("alice");
    alice.expect("You are alice (#1), connected from …");
    alice.await_line("In #lobby now: alice");
    for wrong in ["open", "open sesame!", "not this", "x"] {
        let mut mallory = server.connect();
        mallory.send(wrong);
        mallory.send("mallory");
        mallory.expect_end(&["You are disconnected: wrong or missing password."]);
    }
    // A taken name costs no second password.
    let mut bob = server.connect();
    bob.send("open sesame");
    bob.send("alice");
    bob.expect("The name alice is in use.…");
    bob.send("bob");
    bob.expect("You are bob (#2), connected from …");
    alice.expect("[hh:mm] #lobby -- bob (#2) joined");
}

#[test]
fn hidden_addresses_are_shown_to_their_owners_only() {
    let server = Server::start(&["--hide-addresses"]);
    let mut alice = server.connect();
    alice.send("alice");
    alice.expect(&format!(
        "You are alice (#1), connected from {}.",
        alice.address()
    ));
    alice.await_line("In #lobby now: alice");
    let mut bob = server.connect();
    bob.send("bob");
    bob.expect(&format!(
        "You are bob (#2), connected from {}.",
        bob.address()
    ));
    let contact = bob.expect("Your contact is alice (#1) at ….hidden, the coordinator of #lobby.");
    bob.await_line("In #lobby now: alice, bob");
    bob.send("/members");
    let table = bob.sync();
    let mine = bob.address().to_string();
    assert!(
        table[2].contains(&mine),
        "one's own: {table:#?}\nnot {mine}"
    );
    assert!(!table[1].contains("127.0.0.1"), "{table:#?}");
    let word = contact
        .split(' ')
        .find(|word| word.contains(".hidden"))
        .expect("a word");
    let word = word.trim_end_matches(',');
    assert!(table[1].contains(word), "the same word: {table:#?}");
    let mut carol = server.irc("carol", &[]);
    carol.send("WHOIS alice");
    let whois = carol.sync().join("\n");
    assert!(
        whois.contains(word) && !whois.contains("127.0.0.1"),
        "{whois}"
    );
    // Nothing else that IRC tells has it either.
    for question in ["WHO #lobby", "USERHOST alice bob", "NAMES #lobby"] {
        carol.send(question);
    }
    bob.send("hello");
    bob.send("/quit");
    bob.rest();
    carol.await_line(":bob!bob@….hidden PRIVMSG #lobby …hello");
    carol.await_line(":bob!bob@….hidden QUIT …");
    carol.send("WHOWAS bob");
    for line in carol.sync() {
        assert!(!line.contains("127.0.0.1"), "{line}");
    }
    alice.await_line("…carol (#3) joined");
}
