//! Labelled lines: what their authors are told, and that others never see a label.

use super::*;

const LABELS: &str = "batch labeled-response";

#[test]
fn an_answer_of_one_line_carries_the_label() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", LABELS);
    for (line, want) in [
        (
            "@label=a PING x",
            "@label=a :irc.example PONG irc.example :x",
        ),
        (
            "@label=a PRIVMSG bob :hi",
            "@label=a :irc.example 401 alice bob :No such nick/channel",
        ),
        ("@label=a PONG x", "@label=a :irc.example ACK"),
        ("@label=a PRIVMSG #lobby :hi", "@label=a :irc.example ACK"),
        (
            "@label=a\\sb\\x\\:;+y NONSENSE",
            "@label=a\\sbx\\: :irc.example 421 alice NONSENSE :Unknown command",
        ),
        (
            "@label=1;label=2 /join",
            "@label=2 :irc.example 421 alice /join :Unknown command",
        ),
        (
            "@label=a NICK carol",
            "@label=a :alice!u@10.0.0.1 NICK carol",
        ),
        // None of these is a label.
        ("@label PING x", ":irc.example PONG irc.example :x"),
        ("@+label=x PING x", ":irc.example PONG irc.example :x"),
        ("PING x", ":irc.example PONG irc.example :x"),
    ] {
        world.holds(0, line, &[want]);
    }
    let (most, beyond) = ("x".repeat(64), "x".repeat(65));
    let pong = ":irc.example PONG irc.example :x";
    let labelled = format!("@label={most} {pong}");
    world.holds(0, &format!("@label={most} PING x"), &[&labelled]);
    world.holds(0, &format!("@label={beyond} PING x"), &[pong]);
    world.holds(0, "@label=x", &[]);
}

#[test]
fn a_line_that_is_too_long_is_refused_under_its_label() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", LABELS);
    let (long, endless) = ("x".repeat(600), "x".repeat(9000));
    let refused = ":irc.example 417 alice :Input line was too long";
    for (line, want) in [
        (
            format!("@label=a PING {long}"),
            format!("@label=a {refused}"),
        ),
        (
            format!("@label=b PING {endless}"),
            format!("@label=b {refused}"),
        ),
        (
            format!("@label=c;+x={endless} PING"),
            format!("@label=c {refused}"),
        ),
        // The label may have been cut.
        (format!("@+x=y;label={endless} PING"), refused.to_owned()),
        (format!("PING {endless}"), refused.to_owned()),
    ] {
        world.holds(0, &line, &[&want]);
    }
}

#[test]
fn an_answer_of_several_lines_is_a_labelled_batch() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", LABELS);
    world.holds(
        0,
        "@label=a JOIN #ops",
        &[
            "@label=a :irc.example BATCH +r1 labeled-response",
            "@batch=r1 :alice!u@10.0.0.1 JOIN #ops",
            "@batch=r1 :irc.example 353 alice = #ops :@alice",
            "@batch=r1 :irc.example 366 alice #ops :End of NAMES list",
            ":irc.example BATCH -r1",
        ],
    );
    world.holds(
        0,
        "@label=b PRIVMSG x,y :hi",
        &[
            "@label=b :irc.example BATCH +r2 labeled-response",
            "@batch=r2 :irc.example 401 alice x :No such nick/channel",
            "@batch=r2 :irc.example 401 alice y :No such nick/channel",
            ":irc.example BATCH -r2",
        ],
    );
    // One telling of several lines, and what the command itself and the hub say of one question.
    world.holds(
        0,
        "@label=c WHOIS nobody",
        &[
            "@label=c :irc.example BATCH +r3 labeled-response",
            "@batch=r3 :irc.example 401 alice nobody :No such nick/channel",
            "@batch=r3 :irc.example 318 alice nobody :End of WHOIS list",
            ":irc.example BATCH -r3",
        ],
    );
    world.holds(
        0,
        "@label=d MODE #ops",
        &[
            "@label=d :irc.example BATCH +r4 labeled-response",
            "@batch=r4 :irc.example 324 alice #ops +nt",
            "@batch=r4 :irc.example 329 alice #ops 0",
            ":irc.example BATCH -r4",
        ],
    );
}

#[test]
fn what_is_read_again_is_labelled() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", &format!("{LABELS} draft/chathistory"));
    world.say(0, "PRIVMSG #lobby :hi\r\n");
    // A batch as it is carries the label itself.
    world.holds(
        0,
        "@label=a CHATHISTORY LATEST #lobby * 5",
        &[
            "@label=a :irc.example BATCH +e5 chathistory #lobby",
            "@batch=e5 :alice!u@10.0.0.1 PRIVMSG #lobby :hi",
            ":irc.example BATCH -e5",
        ],
    );
    world.holds(
        0,
        "@label=b CHATHISTORY LATEST alice * 5",
        &[
            "@label=b :irc.example BATCH +e6 chathistory alice",
            ":irc.example BATCH -e6",
        ],
    );
    world.holds(
        0,
        "@label=c CHATHISTORY LATEST #ops * 5",
        &["@label=c :irc.example FAIL CHATHISTORY INVALID_TARGET LATEST #ops :Messages could not be retrieved: There is no group #ops."],
    );
}

#[test]
fn registration_is_answered_in_a_batch() {
    let mut world = World::new(Limits::default());
    world.connect(0);
    world.say(
        0,
        "CAP REQ :batch labeled-response\r\nNICK alice\r\nUSER u 0 * :R\r\n",
    );
    world.read(0);
    world.say(0, "@label=x CAP END\r\n");
    let told = world.read(0);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[0], "@label=x :irc.example BATCH +r1 labeled-response");
    assert!(lines[1].starts_with("@batch=r1 :irc.example 001 alice "));
    assert_eq!(lines[lines.len() - 1], ":irc.example BATCH -r1");
    let inner = &lines[1..lines.len() - 1];
    assert!(
        inner.iter().all(|line| line.starts_with("@batch=r1 ")),
        "{told}"
    );
}

#[test]
fn others_never_see_a_label() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", &format!("{LABELS} echo-message"));
    world.irc(1, "bob", &format!("{LABELS} message-tags"));
    world.read(0);
    let words = ":alice!u@10.0.0.1 PRIVMSG #lobby :hi";
    let echo = format!("@label=a {words}");
    world.holds(0, "@label=a PRIVMSG #lobby :hi", &[&echo]);
    assert_eq!(world.read(1), format!("@msgid=0-3 {words}\r\n"));
    world.holds(
        0,
        "@label=b QUIT :bye",
        &["@label=b ERROR :Closing link: (quit: bye)"],
    );
    assert!(world.is_closed(0));
    assert_eq!(
        world.read(1),
        ":alice!u@10.0.0.1 QUIT :Quit: bye\r\n:irc.example MODE #lobby +o bob\r\n"
    );
}

#[test]
fn words_to_oneself_arrive_without_a_label_and_are_echoed_with_it() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", LABELS);
    let words = ":alice!u@10.0.0.1 PRIVMSG alice :hi";
    let line = "@label=a PRIVMSG alice :hi";
    world.holds(0, line, &[words, "@label=a :irc.example ACK"]);
    world.say(0, "CAP REQ echo-message\r\n");
    world.read(0);
    let echo = format!("@label=a {words}");
    world.holds(0, line, &[words, &echo]);
    world.holds(
        0,
        "@label=b NOTICE alice,1 :hi",
        &[
            ":alice!u@10.0.0.1 NOTICE alice :hi",
            ":alice!u@10.0.0.1 NOTICE alice :hi",
            "@label=b :irc.example BATCH +r3 labeled-response",
            "@batch=r3 :alice!u@10.0.0.1 NOTICE alice :hi",
            "@batch=r3 :alice!u@10.0.0.1 NOTICE alice :hi",
            ":irc.example BATCH -r3",
        ],
    );
}

#[test]
fn labels_are_only_for_those_who_asked_for_both_capabilities() {
    for caps in ["batch", "labeled-response", "message-tags"] {
        let mut world = World::new(Limits::default());
        world.irc(0, "alice", caps);
        let pong = ":irc.example PONG irc.example :x";
        world.holds(0, "@label=a PING x", &[pong]);
        world.holds(0, "@label=a PONG x", &[]);
    }
}

#[test]
fn a_reader_that_is_too_slow_is_cut_off_in_the_midst_of_an_answer() {
    let mut world = World::new(Limits {
        send_queue: 4000,
        ..Limits::default()
    });
    world.irc(0, "alice", LABELS);
    world.say(0, &"@label=a INFO\r\n".repeat(99));
    assert!(world.is_closed(0));
    let told = world.read(0);
    assert!(
        told.ends_with("\r\n") && told.contains("ERROR :Closing link"),
        "{told}"
    );
}

#[test]
fn a_reaction_is_labelled_for_its_author_and_refers_to_a_message_for_all() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", &format!("{LABELS} echo-message message-tags"));
    world.irc(1, "bob", "message-tags");
    world.irc(2, "carol", LABELS);
    for seat in 0..3 {
        world.read(seat);
    }
    let words = "@msgid=0-4 :bob!u@10.0.0.1 PRIVMSG #lobby :hi";
    world.holds(1, "PRIVMSG #lobby :hi", &[]);
    world.hears(0, &[words]);
    let tags = "msgid=0-5;+draft/reply=0-4;+draft/react=👋 :alice!u@10.0.0.1 TAGMSG #lobby";
    world.holds(
        0,
        "@label=a;+draft/reply=0-4;+draft/react=👋 TAGMSG #lobby",
        &[&format!("@label=a;{tags}")],
    );
    world.hears(1, &[&format!("@{tags}")]);
    world.hears(2, &[":bob!u@10.0.0.1 PRIVMSG #lobby :hi"]);
}

#[test]
fn a_message_of_several_lines_carries_the_label_where_it_begins() {
    let mut world = World::new(Limits::default());
    let caps = format!("{LABELS} draft/multiline");
    world.irc(0, "alice", &caps);
    world.irc(1, "bob", "");
    alice(&mut world);
    let lines = |to: &str| {
        format!(
            "@label=a BATCH +1 draft/multiline {to}\r\n@batch=1 PRIVMSG {to} :one\r\n@batch=1 PRIVMSG {to} :two\r\n"
        )
    };
    // Without an echo there is nothing to tell, and that is told at the end.
    world.say(0, &lines("#lobby"));
    assert!(alice(&mut world).is_empty());
    world.holds(0, "BATCH -1", &["@label=a :irc.example ACK"]);
    world.say(0, "CAP REQ echo-message\r\n");
    alice(&mut world);
    world.say(0, &lines("#lobby"));
    let echo = |tags: &str, to: &str, id: u64| {
        [
            format!("{tags}:alice!u@10.0.0.1 BATCH +m{id} draft/multiline {to}"),
            format!("@batch=m{id} :alice!u@10.0.0.1 PRIVMSG {to} :one"),
            format!("@batch=m{id} :alice!u@10.0.0.1 PRIVMSG {to} :two"),
            format!(":irc.example BATCH -m{id}"),
        ]
    };
    world.say(0, "BATCH -1\r\n");
    let heard = alice(&mut world);
    let id = number(&heard[0]);
    assert_eq!(heard, echo("@label=a ", "#lobby", id));
    // Words to oneself arrive without a label, and are echoed with it.
    world.say(0, &lines("alice"));
    world.say(0, "BATCH -1\r\n");
    let heard = alice(&mut world);
    let id = number(&heard[0]);
    assert_eq!(heard[..4], echo("", "alice", id));
    assert_eq!(heard[4..], echo("@label=a ", "alice", id));
    // With something more to tell it is a batch in a batch.
    world.say(1, "AWAY :lunch\r\n");
    world.say(0, &lines("bob"));
    world.say(0, "BATCH -1\r\n");
    let heard = alice(&mut world);
    assert_eq!(heard.len(), 7, "{heard:?}");
    assert!(heard[0].starts_with("@label=a :irc.example BATCH +r"));
    assert!(heard[1].starts_with("@batch=r") && heard[1].ends_with(" draft/multiline bob"));
    assert!(heard[2].starts_with("@batch=m") && heard[4].starts_with("@batch=r"));
    assert!(heard[5].ends_with(" 301 alice bob :lunch"));
}

/// What alice has been told, line by line.
fn alice(world: &mut World) -> Vec<String> {
    let told = world.read(0);
    told.split_terminator("\r\n").map(str::to_owned).collect()
}

/// The number of the message that a batch is.
fn number(line: &str) -> u64 {
    let (_, rest) = line.split_once("BATCH +m").expect("a batch");
    let digits = rest.split(' ').next().unwrap_or_default();
    digits.parse().expect("a number")
}
