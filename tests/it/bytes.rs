//! Bytes as the network really brings them: cut anywhere, far too many, not text at all.

use crate::support::{Random, Server};

#[test]
fn bytes_may_come_one_at_a_time() {
    let server = Server::start(&[]);
    let (mut alice, mut carol) = (server.plain("alice"), server.irc("carol", &[]));
    alice.await_line("…carol (#2) joined");
    let mut bob = server.connect();
    for byte in "bob\r\nhällo 👋\n".bytes() {
        bob.send_bytes(&[byte]);
    }
    alice.expect("[hh:mm] #lobby -- bob (#3) joined");
    alice.expect("[hh:mm] #lobby <bob> hällo 👋");
    for byte in "PRIVMSG #lobby :hi 👋\r\n".bytes() {
        carol.send_bytes(&[byte]);
    }
    alice.expect("[hh:mm] #lobby <carol> hi 👋");
}

#[test]
fn ten_thousand_lines_may_come_in_one_write() {
    let server = Server::start(&["--rate", "0"]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    alice.sync();
    let lines: String = (0..10_000).map(|n| format!("line {n}\n")).collect();
    let reader = std::thread::spawn(move || {
        for n in 0..10_000 {
            alice.expect(&format!("[hh:mm] #lobby <bob> line {n}"));
        }
        alice.expect_silence();
    });
    bob.send_bytes(lines.as_bytes());
    bob.expect_silence();
    reader.join().expect("every line came, in order");
}

#[test]
fn both_line_ends_are_fine_and_mixed_ones_too() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    alice.sync();
    bob.send_bytes(b"unix\ndos\r\n\n\r\n   \nlast\r\n");
    bob.expect_silence();
    alice.expect_all(&[
        "[hh:mm] #lobby <bob> unix",
        "[hh:mm] #lobby <bob> dos",
        "[hh:mm] #lobby <bob> last",
    ]);
    alice.expect_silence();
}

#[test]
fn a_last_line_without_its_end_is_delivered() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let mut bob = server.connect();
    bob.send_bytes(b"bob\nbuild started\nbuild ok");
    bob.end();
    alice.expect_all(&[
        "[hh:mm] #lobby -- bob (#2) joined",
        "[hh:mm] #lobby <bob> build started",
        "[hh:mm] #lobby <bob> build ok",
        "[hh:mm] #lobby -- bob (#2) left (hung up)",
    ]);
    bob.await_line("Goodbye.");
    // The same for somebody who only gives a name, and for IRC.
    let mut carol = server.connect();
    carol.send_bytes(b"carol");
    carol.end();
    alice.expect("[hh:mm] #lobby -- carol (#3) joined");
    alice.expect("[hh:mm] #lobby -- carol (#3) left (hung up)");
    let mut dan = server.irc("dan", &[]);
    dan.send_bytes(b"PRIVMSG #lobby :bye");
    dan.end();
    alice.expect("[hh:mm] #lobby -- dan (#4) joined");
    alice.expect("[hh:mm] #lobby <dan> bye");
}

#[test]
fn a_line_over_the_limit_is_refused_and_the_connection_stays() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    alice.sync();
    for (length, fits) in [(4096, true), (4097, false), (5000, false), (300_000, false)] {
        let line = "x".repeat(length);
        bob.send(&line);
        if fits {
            alice.expect(&format!("[hh:mm] #lobby <bob> {line}"));
        } else {
            bob.expect("That line is longer than 4096 bytes…");
        }
        bob.expect_silence();
        alice.expect_silence();
    }
    bob.send("still here");
    alice.expect("[hh:mm] #lobby <bob> still here");
    let mut carol = server.connect();
    carol.send(&"c".repeat(9000));
    carol.expect("That line is longer than 4096 bytes…");
    carol.send("carol");
    carol.expect("You are carol (#3), connected from …");
}

#[test]
fn a_line_that_is_not_utf8_is_refused_and_the_connection_stays() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    let mut carol = server.irc("carol", &[]);
    alice.sync();
    for line in [&b"caf\xe9\n"[..], b"\xc3\n", b"\xed\xa0\x80\n", b"\xf5\n"] {
        bob.send_bytes(line);
        bob.await_line("That line is not UTF-8…");
    }
    for line in [&b"a\0b\n"[..], b"a\rb\n"] {
        bob.send_bytes(line);
        bob.expect("That line contains …");
    }
    carol.sync();
    carol.send_bytes(b"PRIVMSG #lobby :caf\xe9\r\n");
    carol.expect(":… FAIL PRIVMSG INVALID_UTF8 :…");
    carol.send_bytes(b"PRIVMSG #lobby :a\0b\r\n");
    carol.expect(":… NOTICE carol :Message rejected…");
    alice.expect_silence();
    carol.send("PRIVMSG #lobby :still here");
    bob.send("me too");
    alice.await_line("[hh:mm] #lobby <carol> still here");
}

#[test]
fn a_reset_in_the_middle_of_a_line_affects_only_that_connection() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let (mut bob, mut carol) = (server.plain("bob"), server.irc("carol", &[]));
    alice.sync();
    bob.send_bytes(b"half a li");
    carol.send_bytes(b"PRIVMSG #lob");
    bob.reset();
    alice.expect("[hh:mm] #lobby -- bob (#2) left (lost connection: connection reset)");
    carol.reset();
    alice.expect("[hh:mm] #lobby -- carol (#3) left (lost connection: connection reset)");
    alice.expect_silence();
}

#[test]
fn random_bytes_hurt_nobody() {
    let server = Server::start(&["--rate", "0"]);
    let mut alice = server.plain("alice");
    let mut random = Random::new(7);
    for _ in 0..100 {
        let mut peer = server.connect();
        let length = random.below(3000);
        let starts = [
            "",
            "NICK a\r\n",
            "CAP LS\r\n",
            "noise\n",
            "\u{16}\u{3}",
            "GET /",
        ];
        let mut bytes = random.pick(&starts).as_bytes().to_vec();
        bytes.extend((0..length).map(|_| match random.below(8) {
            0 => b'\n',
            1 => b' ',
            2 => b':',
            _ => random.next().to_le_bytes()[0],
        }));
        let _ = peer.try_send(&bytes);
        if random.chance(50) {
            peer.end();
        }
    }
    alice.sync();
    let mut bob = server.plain("bob");
    bob.send("all is well");
    alice.await_line("[hh:mm] #lobby <bob> all is well");
}
