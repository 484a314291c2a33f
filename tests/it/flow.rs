//! Fast senders are slowed, and nothing they say is lost.

use std::time::{Duration, Instant};

use crate::support::Server;

#[test]
fn a_fast_plain_sender_is_slowed_and_nothing_is_lost() {
    let server = Server::start(&["--rate", "200", "--burst", "10"]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    alice.sync();
    let lines: String = (0..100).map(|n| format!("line {n}\n")).collect();
    let began = Instant::now();
    bob.send_bytes(lines.as_bytes());
    for n in 0..100 {
        alice.expect(&format!("[hh:mm] #lobby <bob> line {n}"));
    }
    // A hundred lines less a burst of ten, at two hundred a second.
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(400), "slowed: {took:?}");
    assert!(took < Duration::from_secs(5), "not stopped: {took:?}");
    bob.expect_silence();
}

#[test]
fn a_fast_irc_sender_is_slowed_and_nothing_is_lost() {
    let server = Server::start(&["--rate", "200", "--burst", "10"]);
    let mut alice = server.plain("alice");
    let mut bob = server.irc("bob", &[]);
    alice.sync();
    let began = Instant::now();
    for n in 0..100 {
        bob.send(&format!("PRIVMSG #lobby :line {n}"));
    }
    for n in 0..100 {
        alice.expect(&format!("[hh:mm] #lobby <bob> line {n}"));
    }
    assert!(began.elapsed() >= Duration::from_millis(350));
    bob.expect_silence();
}

#[test]
fn others_are_not_slowed_by_a_fast_sender() {
    let server = Server::start(&["--rate", "20", "--burst", "5"]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    let mut carol = server.plain("carol");
    bob.sync();
    bob.send_bytes("noise\n".repeat(50).as_bytes());
    let began = Instant::now();
    carol.send("signal");
    alice.await_line("[hh:mm] #lobby <carol> signal");
    assert!(began.elapsed() < Duration::from_secs(1));
    // Bob's fifty lines take two seconds; the end of his connection comes after them.
    drop(carol);
}

#[test]
fn what_was_sent_before_hanging_up_is_still_heard() {
    let server = Server::start(&["--rate", "100", "--burst", "5"]);
    let mut alice = server.plain("alice");
    let mut bob = server.connect();
    bob.send("bob");
    let lines: String = (0..60).map(|n| format!("line {n}\n")).collect();
    bob.send_bytes(lines.as_bytes());
    bob.end();
    alice.expect("[hh:mm] #lobby -- bob (#2) joined");
    for n in 0..60 {
        alice.expect(&format!("[hh:mm] #lobby <bob> line {n}"));
    }
    alice.expect("[hh:mm] #lobby -- bob (#2) left (hung up)");
}

#[test]
fn a_slowed_sender_may_send_more_than_the_server_reads_at_once() {
    let server = Server::start(&["--rate", "10000", "--burst", "10"]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    alice.sync();
    let lines: String = (0..5000).map(|n| format!("line {n:050}\n")).collect();
    let reader = std::thread::spawn(move || {
        for n in 0..5000 {
            alice.expect(&format!("[hh:mm] #lobby <bob> line {n:050}"));
        }
        alice
    });
    bob.send_bytes(lines.as_bytes());
    bob.expect_silence();
    reader.join().expect("every line came, in order");
}

#[test]
fn a_slowed_sender_is_held_back_by_its_own_connection() {
    let server = Server::start(&["--rate", "10", "--burst", "10"]);
    let mut bob = server.plain("bob");
    let before = server.status("VmRSS");
    // Far more than may be said: the sockets fill, and the server's memory does not.
    let flood = "x".repeat(1000) + "\n";
    let began = Instant::now();
    let mut sent = 0;
    bob.set_write_patience(Duration::from_millis(500));
    while began.elapsed() < Duration::from_secs(5) && bob.try_send(flood.as_bytes()).is_ok() {
        sent += flood.len();
    }
    let grown = server.status("VmRSS").saturating_sub(before);
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{sent} bytes were taken"
    );
    assert!(grown < 2 * 1024, "{sent} bytes sent, {grown} kB kept");
}
