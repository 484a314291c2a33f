//! Messages of several lines, what is taken back, and tags that are told again, in IRC and beside it.

use crate::support::{Peer, Server};

const CAPS: &[&str] = &[
    "batch",
    "draft/chathistory",
    "draft/message-redaction",
    "draft/multiline",
    "echo-message",
    "labeled-response",
    "message-tags",
];

/// Says a message of these lines, `+` before one that goes on with the one before.
fn say_lines(peer: &mut Peer, tags: &str, to: &str, lines: &[&str]) {
    peer.send(&format!("{tags}BATCH +b1 draft/multiline {to}"));
    for line in lines {
        match line.strip_prefix('+') {
            Some(rest) => peer.send(&format!(
                "@batch=b1;draft/multiline-concat PRIVMSG {to} :{rest}"
            )),
            None => peer.send(&format!("@batch=b1 PRIVMSG {to} :{line}")),
        }
    }
    peer.send("BATCH -b1");
}

/// The tag `msgid` of a line.
fn id_of(line: &str) -> String {
    let (_, rest) = line.split_once("msgid=").expect("an id");
    let end = rest.find([';', ' ']).expect("its end");
    rest[..end].to_owned()
}

#[test]
fn a_message_of_several_lines_reaches_everyone_in_its_own_way() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", CAPS);
    let caps = ["batch", "draft/multiline", "message-tags", "server-time"];
    let mut bob = server.irc("bob", &caps);
    let mut carol = server.irc("carol", &["message-tags", "server-time"]);
    let mut old = server.irc("old", &[]);
    let mut dan = server.plain("dan");
    for peer in [&mut alice, &mut bob, &mut carol, &mut old] {
        peer.sync();
    }
    let lines = ["", "#how is ", "+everyone?", ":)"];
    say_lines(&mut alice, "@label=x;+draft/reply=q ", "#lobby", &lines);
    let echo =
        alice.expect("@label=x;msgid=…;+draft/reply=q :alice!… BATCH +m… draft/multiline #lobby");
    alice.expect_all(&[
        "@batch=m… :alice!… PRIVMSG #lobby :",
        "@batch=m… :alice!… PRIVMSG #lobby :#how is ",
        "@batch=m…;draft/multiline-concat :alice!… PRIVMSG #lobby :everyone?",
        "@batch=m… :alice!… PRIVMSG #lobby ::)",
        ":… BATCH -m…",
    ]);
    let told =
        bob.expect("@time=…;msgid=…;+draft/reply=q :alice!… BATCH +m… draft/multiline #lobby");
    assert_eq!(id_of(&told), id_of(&echo));
    bob.expect_all(&[
        "@batch=m… :alice!… PRIVMSG #lobby :",
        "@batch=m… :alice!… PRIVMSG #lobby :#how is ",
        "@batch=m…;draft/multiline-concat :alice!… PRIVMSG #lobby :everyone?",
        "@batch=m… :alice!… PRIVMSG #lobby ::)",
        ":… BATCH -m…",
    ]);
    let first = carol.expect("@time=…;msgid=…;+draft/reply=q :alice!… PRIVMSG #lobby :#how is ");
    assert_eq!(id_of(&first), id_of(&echo));
    carol.expect_all(&[
        "@time=…Z :alice!… PRIVMSG #lobby :everyone?",
        "@time=…Z :alice!… PRIVMSG #lobby ::)",
    ]);
    old.expect_all(&[
        ":alice!… PRIVMSG #lobby :#how is ",
        ":alice!… PRIVMSG #lobby :everyone?",
        ":alice!… PRIVMSG #lobby ::)",
    ]);
    dan.expect_all(&[
        "[hh:mm] #lobby <alice> #how is everyone?",
        "[hh:mm] #lobby <alice> :)",
    ]);
    // It is one message of what was said.
    alice.send("PRIVMSG #lobby :after");
    alice.await_line("… PRIVMSG #lobby :after");
    alice.send("CHATHISTORY LATEST #lobby * 2");
    alice.expect(":… BATCH +e… chathistory #lobby");
    let again =
        alice.expect("@batch=e…;msgid=…;+draft/reply=q :alice!… BATCH +m… draft/multiline #lobby");
    assert_eq!(id_of(&again), id_of(&echo));
    for _ in 0..4 {
        alice.expect("@batch=m… PRIVMSG #lobby :…");
    }
    alice.expect("@batch=e… BATCH -m…");
    alice.expect("@batch=e… PRIVMSG #lobby :after");
    alice.expect(":… BATCH -e…");
    dan.expect("[hh:mm] #lobby <alice> after");
    dan.send("/history");
    dan.expect_all(&[
        "[hh:mm] #lobby <alice> #how is everyone?",
        "[hh:mm] #lobby <alice> :)",
        "[hh:mm] #lobby <alice> after",
    ]);
}

#[test]
fn several_lines_go_to_one_member_and_to_a_rank() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", CAPS);
    let mut bob = server.irc("bob", &["batch", "draft/multiline"]);
    let mut dan = server.plain("dan");
    alice.sync();
    bob.sync();
    say_lines(&mut bob, "", "alice", &["one", "two"]);
    alice.expect("@msgid=… :bob!… BATCH +m… draft/multiline alice");
    alice.expect("@batch=m… :bob!… PRIVMSG alice :one");
    alice.expect("@batch=m… :bob!… PRIVMSG alice :two");
    alice.expect(":… BATCH -m…");
    say_lines(&mut bob, "", "dan", &["one", "", "two"]);
    dan.expect_all(&["[hh:mm] *bob* one", "[hh:mm] *bob* two"]);
    say_lines(&mut bob, "", "@#lobby", &["help", "please"]);
    alice.expect("@msgid=… :bob!… BATCH +m… draft/multiline @#lobby");
    alice.expect("@batch=m… :bob!… PRIVMSG @#lobby :help");
    alice.expect("@batch=m… :bob!… PRIVMSG @#lobby :please");
    alice.expect(":… BATCH -m…");
    // The rules of a group hold for every line.
    alice.send("MODE #lobby +C");
    bob.await_line(":alice!… MODE #lobby +C");
    say_lines(&mut bob, "", "#lobby", &["one", "\u{1}VERSION\u{1}"]);
    bob.expect(":… 404 bob #lobby :…");
    say_lines(&mut bob, "", "#none", &["one", "two"]);
    bob.expect(":… 403 bob #none :…");
    dan.expect("[hh:mm] #lobby -- alice (#1) set mode +C");
    dan.expect_silence();
}

#[test]
fn what_a_batch_must_not_be_is_told_and_nobody_hears_it() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", CAPS);
    let mut bob = server.irc("bob", &[]);
    bob.sync();
    alice.sync();
    let fail = |rest: &str| format!(":… FAIL BATCH {rest}");
    alice.send("BATCH +123 draft/multiline #lobby");
    alice.send("@batch=231 PRIVMSG #lobby :hi");
    alice.expect(&fail("MULTILINE_INVALID :…"));
    say_lines(&mut alice, "", "#lobby", &["hi", "+"]);
    alice.expect(&fail("MULTILINE_INVALID :…"));
    alice.send("BATCH +1 draft/multiline #lobby");
    alice.send("@batch=1 PRIVMSG #other :hi");
    alice.expect(&fail("MULTILINE_INVALID_TARGET #lobby #other :…"));
    say_lines(&mut alice, "", "#lobby", &["x"; 101]);
    alice.expect(&fail("MULTILINE_MAX_LINES 100 :…"));
    let long = "x".repeat(410);
    say_lines(&mut alice, "@label=y ", "#lobby", &[&*long; 20]);
    alice.expect("@label=y :… FAIL BATCH MULTILINE_MAX_BYTES 8192 :…");
    alice.sync();
    say_lines(&mut alice, "", "#lobby", &["x"; 100]);
    alice.await_line(":… BATCH -m…");
    for _ in 0..100 {
        bob.expect(":alice!… PRIVMSG #lobby :x");
    }
    bob.expect_silence();
}

#[test]
fn what_is_said_can_be_taken_back() {
    let server = Server::start(&[]);
    let mut op = server.irc("op", CAPS);
    let mut bob = server.irc("bob", CAPS);
    let mut old = server.irc("old", &[]);
    let mut dan = server.plain("dan");
    for peer in [&mut op, &mut bob, &mut old] {
        peer.sync();
    }
    bob.send("PRIVMSG #lobby :one");
    let one = id_of(&bob.expect("@msgid=… :bob!… PRIVMSG #lobby :one"));
    say_lines(&mut bob, "", "#lobby", &["two", "three"]);
    let two = id_of(&bob.expect("@msgid=… BATCH +m… draft/multiline #lobby"));
    bob.await_line(":… BATCH -m…");
    op.send("PRIVMSG #lobby :four");
    let four = id_of(&op.await_line("@msgid=… :op!… PRIVMSG #lobby :four"));
    bob.send(&format!("REDACT #lobby {one} :wrong  window"));
    let told = format!("@msgid=… :bob!bob@127.0.0.1 REDACT #lobby {one} :wrong  window");
    bob.await_line(&told);
    op.expect(&told);
    op.send(&format!("@label=z REDACT #lobby {two}"));
    op.expect(&format!("@label=z;msgid=… :op!… REDACT #lobby {two}"));
    bob.expect(&format!("@msgid=… :op!… REDACT #lobby {two}"));
    bob.send(&format!("REDACT #lobby {four}"));
    bob.expect(&format!(":… FAIL REDACT REDACT_FORBIDDEN #lobby {four} :…"));
    for gone in [&*one, &*two, "nonsense"] {
        bob.send(&format!("REDACT #lobby {gone}"));
        bob.expect(&format!(":… FAIL REDACT UNKNOWN_MSGID #lobby {gone} :…"));
    }
    for nowhere in ["#none", "nobody", "b.b"] {
        bob.send(&format!("REDACT {nowhere} {one}"));
        bob.expect(&format!(":… FAIL REDACT INVALID_TARGET {nowhere} :…"));
    }
    // Those who do not know of it read it in words.
    for line in ["one", "two", "three", "four"] {
        old.expect(&format!("… PRIVMSG #lobby :{line}"));
        dan.expect(&format!("[hh:mm] #lobby <…> {line}"));
    }
    old.expect(":… NOTICE #lobby :bob took back what it said … ago: wrong  window");
    old.expect(":… NOTICE #lobby :op took back what bob said … ago");
    dan.expect("[hh:mm] #lobby -- bob (#2) took back what it said at …: wrong  window");
    dan.expect("[hh:mm] #lobby -- op (#1) took back what bob (#2) said at …");
    // It is gone, and that it is gone is told again to those who take events.
    bob.send("CHATHISTORY LATEST #lobby * 9");
    bob.expect(":… BATCH +e… chathistory #lobby");
    bob.expect("@batch=e… PRIVMSG #lobby :four");
    bob.expect(":… BATCH -e…");
    dan.send("/history");
    dan.expect("[hh:mm] #lobby <op> four");
    dan.expect_silence();
    let caps = [
        "draft/chathistory",
        "draft/event-playback",
        "draft/message-redaction",
    ];
    let mut eve = server.irc("eve", &caps);
    eve.send("CHATHISTORY LATEST #lobby * 4");
    eve.expect_all(&[
        ":op!… PRIVMSG #lobby :four",
        &format!(":bob!… REDACT #lobby {one} :wrong  window"),
        &format!(":op!… REDACT #lobby {two}"),
        ":eve!… JOIN #lobby",
    ]);
}

#[test]
fn private_words_are_taken_back_by_who_said_them() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", CAPS);
    let mut bob = server.irc("bob", CAPS);
    let mut dan = server.plain("dan");
    alice.sync();
    alice.send("PRIVMSG bob :psst");
    let id = id_of(&alice.expect("@msgid=… :alice!… PRIVMSG bob :psst"));
    bob.await_line("@msgid=… :alice!… PRIVMSG bob :psst");
    bob.send(&format!("REDACT alice {id}"));
    bob.expect(&format!(":… FAIL REDACT REDACT_FORBIDDEN alice {id} :…"));
    alice.send(&format!("REDACT bob {id} :oops"));
    for peer in [&mut alice, &mut bob] {
        peer.expect(&format!("@msgid=… :alice!… REDACT bob {id} :oops"));
        peer.send("CHATHISTORY LATEST alice * 9");
        peer.expect(":… BATCH +e… chathistory alice");
        peer.expect(":… BATCH -e…");
    }
    alice.send("PRIVMSG dan :psst");
    let id = id_of(&alice.expect("@msgid=… :alice!… PRIVMSG dan :psst"));
    alice.send(&format!("REDACT dan {id}"));
    alice.expect("… REDACT dan …");
    dan.expect("[hh:mm] *alice* psst");
    dan.expect("[hh:mm] -- alice (#1) took back what it said at …");
    dan.expect_silence();
}

#[test]
fn reactions_and_modes_are_told_again_and_typing_is_not() {
    let server = Server::start(&[]);
    let caps = ["draft/chathistory", "draft/event-playback", "message-tags"];
    let mut alice = server.irc("alice", CAPS);
    let mut dan = server.plain("dan");
    alice.sync();
    alice.send("@+typing=active TAGMSG #lobby");
    alice.expect("@msgid=…;+typing=active :alice!… TAGMSG #lobby");
    alice.send("PRIVMSG #lobby :hi");
    let hi = id_of(&alice.expect("@msgid=… PRIVMSG #lobby :hi"));
    alice.send(&format!("@+draft/reply={hi};+draft/react=👋 TAGMSG #lobby"));
    let react = alice.expect("@msgid=…;+draft/reply=…;+draft/react=👋 :alice!… TAGMSG #lobby");
    alice.send("MODE #lobby +mk s3cret");
    alice.expect(":alice!… MODE #lobby +mk s3cret");
    let mut bob = server.irc("bob", &caps);
    bob.send("JOIN #lobby s3cret");
    bob.await_line("@msgid=… :bob!… JOIN #lobby");
    bob.sync();
    bob.send("CHATHISTORY LATEST #lobby * 4");
    assert_eq!(id_of(&bob.line()), hi);
    let again = bob.expect("@msgid=…;+draft/reply=…;+draft/react=👋 :alice!… TAGMSG #lobby");
    assert_eq!(id_of(&again), id_of(&react));
    // The key is for those who are told it.
    bob.expect("@msgid=… :alice!… MODE #lobby +mk *");
    bob.expect("@msgid=… :bob!… JOIN #lobby");
    alice.await_line(":bob!… JOIN #lobby");
    alice.send("CHATHISTORY LATEST #lobby * 5");
    alice.expect(":… BATCH +e… chathistory #lobby");
    alice.expect("@batch=e… PRIVMSG #lobby :hi");
    alice.expect(":… BATCH -e…");
    // A reaction can be taken back, and those who never saw it are not told.
    alice.send(&format!("REDACT #lobby {}", id_of(&react)));
    alice.expect(&format!(
        "@msgid=… :alice!… REDACT #lobby {}",
        id_of(&react)
    ));
    bob.send("CHATHISTORY LATEST #lobby * 3");
    bob.expect("@msgid=… PRIVMSG #lobby :hi");
    bob.expect("@msgid=… :alice!… MODE #lobby +mk *");
    bob.expect("@msgid=… :bob!… JOIN #lobby");
    dan.expect("[hh:mm] #lobby <alice> hi");
    dan.expect("[hh:mm] #lobby -- alice (#1) set mode +mk s3cret");
    dan.expect("[hh:mm] #lobby -- bob (#3) joined");
    dan.expect_silence();
}
