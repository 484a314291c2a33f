//! The first bytes of a connection: who is a person, who is a program, and who is lost.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::support::{Gone, Peer, Server};

/// A member in the lobby that must not hear anything of what others send by mistake.
fn watched() -> (Server, Peer) {
    let server = Server::start(&[]);
    let watcher = server.plain("watcher");
    (server, watcher)
}

#[test]
fn web_requests_are_answered_and_closed_and_nobody_hears_of_them() {
    let (server, mut watcher) = watched();
    for request in [
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "HEAD / HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60\r\n\r\nNICK mallory\r\nUSER m 0 * :m\r\nPRIVMSG #lobby :pwned\r\n",
        "POST /x HTTP/1.1\nHost: localhost\n\nmallory\npwned\n",
        "BREW /pot HTTP/1.1\r\nmallory\r\npwned\r\n",
        "OPTIONS * HTTP/1.1\r\n\r\nmallory\r\npwned\r\n",
        "PUT http://localhost/ HTTP/1.1\r\n\r\nmallory\r\n",
        "CONNECT localhost:25 HTTP/1.1\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "get / http/1.1\r\n\r\n",
        "mallory /x HTTP/1.1\r\nmallory\r\npwned\r\n",
        "\r\n\r\nPOST / HTTP/1.1\r\n\r\nmallory\r\npwned\r\n",
    ] {
        let mut peer = server.connect();
        peer.send_bytes(request.as_bytes());
        let (answer, gone) = peer.rest();
        assert!(
            answer.starts_with("HTTP/1.1 4") && answer.contains("\r\n\r\n"),
            "{request:?} was answered {answer:?}"
        );
        assert!(answer.contains("Connection: close"), "{answer:?}");
        assert!(answer.len() < 1000, "short: {answer:?}");
        assert!(
            !answer.contains("mallory") && !answer.contains("pot"),
            "nothing is echoed: {answer:?}"
        );
        assert_eq!(gone, Gone::Closed, "{request:?}");
        watcher.expect_silence();
    }
}

#[test]
fn a_web_request_whose_first_line_is_too_long_is_one_all_the_same() {
    let (server, mut watcher) = watched();
    let path = "a".repeat(5000);
    for request in [
        format!("POST /{path} HTTP/1.1\r\n\r\nmallory\r\npwned\r\n"),
        format!("BREW /{path} HTTP/1.1\r\n\r\nmallory\r\npwned\r\n"),
        format!("\r\nBREW /{path} HTTP/1.1\r\n\r\nmallory\r\npwned\r\n"),
    ] {
        let mut peer = server.connect();
        peer.send_bytes(request.as_bytes());
        let (answer, _) = peer.rest();
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer:?}");
        watcher.expect_silence();
    }
}

#[test]
fn a_web_request_in_pieces_is_recognised_before_its_line_ends() {
    let (server, mut watcher) = watched();
    let mut peer = server.connect();
    for byte in b"POST / HTTP/1.1\r\nmallory\r\npwned\r\n" {
        if peer.try_send(&[*byte]).is_err() {
            break;
        }
    }
    let (answer, _) = peer.rest();
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer:?}");
    watcher.expect_silence();
}

#[test]
fn an_endless_web_request_is_cut_off() {
    let (server, mut watcher) = watched();
    let mut peer = server.connect();
    let _ = peer.try_send(b"POST /");
    let began = Instant::now();
    // More than sockets hold: what is not read would stop us.
    while began.elapsed() < Duration::from_secs(10) && peer.try_send(&[b'a'; 65536]).is_ok() {}
    assert!(began.elapsed() < Duration::from_secs(10), "it was read on");
    watcher.expect_silence();
}

#[test]
fn tls_is_told_at_once_that_there_is_none() {
    let (server, mut watcher) = watched();
    let mut peer = server.connect();
    // The beginning of a ClientHello (RFC 8446 section 4.1.2).
    peer.send_bytes(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03random\nbytes\n");
    let (answer, _) = peer.rest();
    assert!(
        answer.as_bytes().starts_with(&[0x15, 0x03]),
        "an alert: {answer:?}"
    );
    watcher.expect_silence();
}

#[test]
fn a_silent_person_is_greeted_after_about_a_second_and_not_before() {
    let server = Server::start(&[]);
    let began = Instant::now();
    let mut peer = server.connect();
    assert!(!peer.hears_within(Duration::from_millis(700)), "too early");
    peer.expect("Welcome to …your name…");
    let waited = began.elapsed();
    assert!(waited >= Duration::from_millis(900), "{waited:?}");
    peer.send("alice");
    peer.expect("You are alice (#1), connected from …");
}

#[test]
fn who_speaks_at_once_is_not_greeted() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    assert!(!alice.hears_within(Duration::from_millis(1_300)));
    alice.expect_silence();
}

#[test]
fn irc_is_still_possible_after_the_greeting() {
    let server = Server::start(&[]);
    let mut slow = server.connect();
    let greeting = slow.line();
    // A line without a source and with an unknown command is one that IRC clients pass over.
    assert!(!greeting.starts_with("ERROR"), "{greeting}");
    slow.register("slow", &["echo-message"]);
    slow.send("PRIVMSG #lobby :made it");
    slow.expect(":slow!… PRIVMSG #lobby :made it");
}

#[test]
fn irc_clients_are_known_by_their_first_command() {
    let server = Server::start(&[]);
    for (first, answer) in [
        ("CAP LS 302", ":… CAP * LS * :…"),
        ("cap ls", ":… CAP * LS :…"),
        ("PING hello", ":… PONG … …hello"),
        (":me PING hello", ":… PONG … …hello"),
        ("@a=b PING hello", ":… PONG … …hello"),
        ("USER a 0 *", ":… 461 * USER :…"),
        ("NICK 9lives", ":… 432 * 9lives :…"),
    ] {
        let mut peer = server.connect();
        peer.speaks_irc();
        peer.send(first);
        peer.expect(answer);
    }
}

#[test]
fn a_person_may_be_called_nick() {
    let server = Server::start(&[]);
    let mut nick = server.connect();
    nick.send("Nick");
    nick.expect("You are Nick (#1), connected from …");
}

#[test]
fn telnet_negotiation_is_ignored() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let mut bob = server.connect();
    // IAC DO SUPPRESS-GO-AHEAD, IAC WILL NAWS, IAC SB NAWS 0 80 0 10 (a line feed) IAC SE.
    bob.send_bytes(b"\xff\xfd\x03\xff\xfb\x1f\xff\xfa\x1f\x00\x50\x00\x0a\xff\xf0bob\r\n");
    bob.expect("You are bob (#2), connected from …");
    bob.send_bytes(b"hel\xff\xf1lo\r\0\n");
    bob.send_bytes(b"again\r\n");
    alice.await_line("[hh:mm] #lobby <bob> hello");
    alice.expect("[hh:mm] #lobby <bob> again");
}

#[test]
fn a_telnet_that_was_interrupted_is_told_to_show_what_comes_next() {
    let server = Server::start(&[]);
    let mut alice = TcpStream::connect(("127.0.0.1", server.port())).expect("it accepts");
    // Ctrl+C: IAC IP, and IAC DO TIMING-MARK, until whose answer telnet throws away what it reads.
    let typed = b"alice\r\n\xff\xf4\xff\xfd\x06/quit\r\n";
    alice.write_all(typed).expect("the server reads");
    let mut shown = Vec::new();
    alice.read_to_end(&mut shown).expect("the server hangs up");
    let answer = shown.windows(3).position(|bytes| bytes == b"\xff\xfc\x06");
    assert!(answer.is_some(), "{}", shown.escape_ascii());
}

#[test]
fn port_scanners_and_shy_ones_trouble_nobody() {
    let (server, mut watcher) = watched();
    for bytes in [
        &b""[..],
        b"\0",
        b"\n\n\n",
        b"\x16",
        b"G E",
        b"\xff\xfb",
        b"\r\n",
    ] {
        let mut peer = server.connect();
        peer.send_bytes(bytes);
        peer.end();
        peer.rest();
        let mut peer = server.connect();
        peer.send_bytes(bytes);
        peer.reset();
    }
    watcher.expect_silence();
}
