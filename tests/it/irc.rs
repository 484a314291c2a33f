//! IRC clients coming in: capabilities, registration, what they are told first, and what is refused.

use crate::support::{Peer, Scratch, Server};

/// Capabilities the issue asks for at least.
const CAPS: &[&str] = &[
    "multi-prefix",
    "server-time",
    "message-tags",
    "echo-message",
    "userhost-in-names",
    "cap-notify",
    "groupchat/members",
    "batch",
    "labeled-response",
    "standard-replies",
    "extended-join",
    "away-notify",
    "invite-notify",
    "setname",
    "no-implicit-names",
    "draft/extended-isupport",
    "draft/pre-away",
];

#[test]
fn capabilities_are_listed_asked_for_and_given() {
    let server = Server::start(&[]);
    let mut alice = server.newcomer();
    alice.send("CAP LS 302");
    let mut offered = String::new();
    loop {
        let line = alice.expect(":… CAP * LS …");
        let (head, caps) = line.split_once(" :").expect("a list");
        offered.push_str(caps);
        offered.push(' ');
        if !head.ends_with(" *") {
            break;
        }
    }
    for cap in CAPS {
        assert!(
            offered
                .split(' ')
                .any(|offer| offer.split('=').next() == Some(cap)),
            "{cap} in {offered}"
        );
    }
    alice.send("NICK alice");
    alice.send("USER a 0 * :Alice");
    alice.send("CAP REQ :server-time echo-message");
    let ack = alice.expect(":… CAP … ACK :…");
    assert!(
        ack.contains("server-time") && ack.contains("echo-message"),
        "{ack}"
    );
    // All or nothing.
    alice.send("CAP REQ :multi-prefix no-such-thing");
    alice.expect(":… CAP … NAK :multi-prefix no-such-thing");
    alice.send("CAP LIST");
    let list = alice.expect(":… CAP … LIST :…");
    assert!(
        list.contains("server-time") && !list.contains("multi-prefix"),
        "{list}"
    );
    alice.send("CAP REQ :-server-time");
    alice.expect(":… CAP … ACK :-server-time");
    alice.send("CAP NONSENSE");
    alice.expect(":… 410 … NONSENSE :…");
    // Registration waits for the end of it.
    alice.expect_silence();
    alice.send("CAP END");
    alice.expect(":… 001 alice :…");
}

#[test]
fn registration_comes_in_the_order_every_client_knows() {
    let server = Server::start(&["--server-name", "chat.example"]);
    let mut alice = server.newcomer();
    alice.send("NICK alice");
    alice.send("USER al 0 * :Alice in Chains");
    let mut heard = vec![alice.expect(":chat.example 001 alice :…alice…")];
    heard.extend(alice.sync());
    let numerics: Vec<&str> = heard
        .iter()
        .map(|line| line.split(' ').nth(1).unwrap_or_default())
        .collect();
    for (first, second) in [
        ("001", "002"),
        ("002", "003"),
        ("003", "004"),
        ("004", "005"),
        ("005", "251"),
        ("251", "422"),
        ("422", "NOTICE"),
        ("NOTICE", "JOIN"),
        ("JOIN", "353"),
        ("353", "366"),
    ] {
        let at = |word| numerics.iter().position(|numeric| *numeric == word);
        assert!(
            at(first).is_some() && at(first) < at(second),
            "{first} before {second}: {heard:#?}"
        );
    }
    let address = alice.address();
    for expected in [
        ":chat.example 042 alice 1 :…".to_owned(),
        format!(":chat.example NOTICE alice :You are alice (#1), connected from {address}."),
        ":chat.example NOTICE alice :You are the first member here, so you are the coordinator of #lobby.".to_owned(),
        ":alice!al@127.0.0.1 JOIN #lobby".to_owned(),
        ":chat.example 353 alice = #lobby :@alice".to_owned(),
        ":chat.example 366 alice #lobby :…".to_owned(),
    ] {
        assert!(
            heard.iter().any(|line| crate::support::matches(&expected, line)
                || crate::support::matches(&expected.replace(":@alice", "@alice"), line)),
            "{expected}\n{heard:#?}"
        );
    }
    let supported = heard.join("\n");
    for token in [
        "CASEMAPPING=ascii",
        "CHANTYPES=#",
        "NICKLEN=32",
        "UTF8ONLY",
        "PREFIX=(ov)@+",
        "NETWORK=",
    ] {
        assert!(supported.contains(token), "{token}: {supported}");
    }
}

#[test]
fn a_newcomer_meets_its_contact() {
    let server = Server::start(&[]);
    let alice = server.irc("alice", &[]);
    let bob = server.irc("bob", &[]);
    let heard = bob.welcome.join("\n");
    assert!(
        heard.contains(&format!(
            "NOTICE bob :Your contact is alice (#1) at {}, the coordinator of #lobby.",
            alice.address()
        )),
        "{heard}"
    );
}

#[test]
fn the_message_of_the_day_is_told_and_told_again() {
    let scratch = Scratch::new("irc-motd");
    let motd = scratch.file("motd", b"Be kind.\nThe crew\n");
    let server = Server::start(&["--motd", &motd]);
    let mut alice = server.irc("alice", &[]);
    let heard = alice.welcome.join("\n");
    assert!(
        heard.contains(" 375 ") && heard.contains(" 372 alice :- Be kind.\n"),
        "{heard}"
    );
    alice.send("MOTD");
    alice.expect_all(&[
        ":… 375 alice :…",
        ":… 372 alice :- Be kind.",
        ":… 372 alice :- The crew",
        ":… 376 alice :…",
    ]);
}

#[test]
fn a_password_is_checked_at_registration() {
    let scratch = Scratch::new("irc-password");
    let password = scratch.file("password", b"open sesame\n");
    let server = Server::start(&["--password-file", &password]);
    let mut alice = server.newcomer();
    alice.send("PASS :open sesame");
    alice.register("alice", &[]);
    for pass in ["PASS :open", "PASS :open sesame!", "PASS :", ""] {
        let mut mallory = server.newcomer();
        if !pass.is_empty() {
            mallory.send(pass);
        }
        mallory.send("NICK mallory");
        mallory.send("USER m 0 * :m");
        mallory.await_line(":… 464 …");
        mallory.expect_end(&["ERROR :…password…"]);
    }
    alice.expect_silence();
}

#[test]
fn ordinary_clients_land_in_the_lobby_unless_told_otherwise() {
    let joined = |peer: &Peer| peer.welcome.iter().any(|line| line.contains(" JOIN "));
    let server = Server::start(&[]);
    assert!(joined(&server.irc("alice", &[])));
    assert!(!joined(&server.irc("client", &["groupchat/members"])));
    let server = Server::start(&["--no-auto-join"]);
    assert!(!joined(&server.irc("alice", &[])));
    let mut bob = server.connect();
    bob.send("bob");
    bob.await_line("In #lobby now: bob");
    let server = Server::start(&["--lobby", "#deck"]);
    let alice = server.irc("alice", &[]);
    let heard = alice.welcome.join("\n");
    assert!(heard.contains(" JOIN #deck"), "{heard}");
}

#[test]
fn leaving_is_told_and_answered_with_error() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &[]);
    let mut bob = server.irc("bob", &[]);
    alice.await_line("…JOIN #lobby");
    bob.send("QUIT :dinner");
    bob.expect_end(&["ERROR :…dinner…"]);
    alice.expect(":bob!bob@127.0.0.1 QUIT :…dinner");
    let mut carol = server.irc("carol", &[]);
    carol.end();
    carol.rest();
    alice.await_line(":carol!… QUIT :…");
    server.irc("dan", &[]).reset();
    alice.await_line(":dan!… QUIT :…lost…");
}
