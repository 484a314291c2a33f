//! What IRC clients get wrong, and the numeric for each.

use crate::support::Server;

#[test]
fn nicks_that_are_taken_or_impossible_are_refused() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &[]);
    let mut bob = server.newcomer();
    bob.send("USER b 0 * :Bob");
    for (nick, numeric) in [
        ("NICK alice", ":… 433 * alice :…"),
        ("NICK ALICE", ":… 433 * ALICE :…"),
        ("NICK 2bob", ":… 432 * 2bob :…"),
        ("NICK #bob", ":… 432 * #bob :…"),
        ("NICK b!b", ":… 432 * b!b :…"),
        ("NICK", ":… 431 * :…"),
        ("NICK :", ":… 431 * :…"),
    ] {
        bob.send(nick);
        bob.expect(numeric);
    }
    bob.send("NICK bob");
    bob.await_line(":… 001 bob :…");
    bob.sync();
    alice.await_line(":bob!b@127.0.0.1 JOIN #lobby");
    bob.send("NICK alice");
    bob.expect(":… 433 bob alice :…");
    bob.send("NICK robert");
    bob.expect(":bob!b@127.0.0.1 NICK …robert");
    alice.expect(":bob!b@127.0.0.1 NICK …robert");
    bob.send("NICK Robert");
    bob.expect(":robert!b@127.0.0.1 NICK …Robert");
    // A name that is only claimed cannot be taken either, and is free once its owner has gone.
    let mut slow = server.newcomer();
    slow.send("NICK carol");
    slow.send("PING 1");
    slow.await_line("…PONG…");
    let mut carol = server.newcomer();
    carol.send("NICK carol");
    carol.expect(":… 433 * carol :…");
    slow.send("QUIT");
    slow.rest();
    carol.send("NICK carol");
    carol.send("USER c 0 * :Carol");
    carol.await_line(":… 001 carol :…");
}

#[test]
fn before_registration_only_registration_is_possible() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &[]);
    let mut bob = server.newcomer();
    bob.send("NICK bob");
    for command in [
        "JOIN #lobby",
        "PRIVMSG #lobby :hi",
        "PRIVMSG alice :hi",
        "WHO *",
        "LIST",
        "NAMES #lobby",
        "TOPIC #lobby",
    ] {
        bob.send(command);
        bob.expect(":… 451 …");
    }
    bob.send("USER b 0 *");
    bob.expect(":… 461 … USER :…");
    alice.expect_silence();
    bob.send("USER b 0 * :Bob");
    bob.await_line(":… 001 bob :…");
    bob.sync();
    for again in ["USER b 0 * :Bob", "PASS secret"] {
        bob.send(again);
        bob.expect(":… 462 bob :…");
    }
}

#[test]
fn bad_input_is_answered_with_its_numeric() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &[]);
    let _bob = server.irc("bob", &[]);
    alice.sync();
    for (command, numeric) in [
        ("FROBNICATE now", "421 alice FROBNICATE :…"),
        ("JOIN", "461 alice JOIN :…"),
        ("PART", "461 alice PART :…"),
        ("KICK #lobby", "461 alice KICK :…"),
        ("INVITE bob", "461 alice INVITE :…"),
        ("TOPIC", "461 alice TOPIC :…"),
        ("JOIN lobby", "403 alice lobby :…"),
        ("PART #nowhere", "403 alice #nowhere :…"),
        ("TOPIC #nowhere", "403 alice #nowhere :…"),
        ("MODE #nowhere", "403 alice #nowhere :…"),
        ("KICK #nowhere bob", "403 alice #nowhere :…"),
        ("PRIVMSG nobody :hi", "401 alice nobody :…"),
        ("PRIVMSG 99 :hi", "401 alice 99 :…"),
        ("PRIVMSG #nowhere :hi", "40… alice #nowhere :…"),
        ("PRIVMSG", "411 alice :…"),
        ("PRIVMSG bob", "412 alice :…"),
        ("PRIVMSG bob :", "412 alice :…"),
        ("WHOIS", "431 alice :…"),
        ("KICK #lobby nobody", "401 alice nobody :…"),
        ("INVITE nobody #lobby", "401 alice nobody :…"),
        ("INVITE bob #lobby", "443 alice bob #lobby :…"),
        ("MODE bob", "502 alice :…"),
        ("MODE alice +x", "501 alice :…"),
        ("MODE #lobby +z", "472 alice z :…"),
        ("PING", "409 alice :…"),
        (
            "VERSION elsewhere.example",
            "402 alice elsewhere.example :…",
        ),
    ] {
        alice.send(command);
        let answer = alice.line();
        assert!(
            crate::support::matches(&format!(":… {numeric}"), &answer),
            "{command} was answered {answer}, not {numeric}"
        );
        alice.expect_silence();
    }
    // Nothing is ever answered to a notice (RFC 2812 section 3.3.2).
    for notice in [
        "NOTICE nobody :hi",
        "NOTICE #nowhere :hi",
        "NOTICE bob",
        "NOTICE",
    ] {
        alice.send(notice);
        alice.expect_silence();
    }
}

#[test]
fn a_line_that_is_too_long_is_refused_with_417() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.plain("bob"));
    // 512 bytes with CR LF fit, 513 do not.
    let text = |bytes: usize| "x".repeat(bytes - "PRIVMSG #lobby :\r\n".len());
    alice.sync();
    alice.send(&format!("PRIVMSG #lobby :{}", text(512)));
    alice.expect_silence();
    bob.expect(&format!("[hh:mm] #lobby <alice> {}", text(512)));
    for length in [513, 600, 5000, 100_000] {
        alice.send(&format!("PRIVMSG #lobby :{}", text(length)));
        alice.expect(":… 417 alice :…");
        alice.expect_silence();
    }
    let tags = "x".repeat(4096);
    alice.send(&format!("@{tags} PRIVMSG #lobby :hi"));
    alice.expect(":… 417 alice :…");
    bob.expect_silence();
}
