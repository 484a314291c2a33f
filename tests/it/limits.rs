//! Limits that a flag sets: connections, queues, silence.

use std::time::{Duration, Instant};

use crate::support::{Gone, Peer, Server};

#[test]
fn only_so_many_are_let_in_at_a_time() {
    let server = Server::start(&["--max-clients", "2"]);
    let mut alice = server.plain("alice");
    let mut bob = server.irc("bob", &[]);
    let mut carol = server.connect();
    let (told, gone) = carol.rest();
    assert!(
        told.starts_with("ERROR :") && told.contains("full (2 connections)"),
        "{told}"
    );
    assert_eq!((told.lines().count(), gone), (1, Gone::Closed));
    drop(carol);
    bob.send("QUIT");
    bob.rest();
    drop(bob);
    alice.await_line("…bob (#2) left…");
    // Bob's place is free once his connection is closed, which a question of alice's comes after.
    alice.sync();
    server.plain("carol");
}

#[test]
fn loopback_is_not_counted_per_address() {
    let server = Server::start(&["--max-per-address", "1"]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    alice.expect("[hh:mm] #lobby -- bob (#2) joined");
    bob.send("hello");
    alice.expect("[hh:mm] #lobby <bob> hello");
}

/// Somebody speaks, with `reader` reading along, until the reader hears that another one was cut off; what it heard then.
#[track_caller]
fn flood(speaker: &mut Peer, reader: &mut Peer) -> String {
    let words = "x".repeat(2000);
    for n in 0..8000 {
        speaker.send(&format!("{n} {words}"));
        loop {
            let line = reader.line();
            if line.contains(" left (") {
                return line;
            }
            if line.contains("<speaker>") {
                break;
            }
        }
    }
    reader.fail("16 MB were said, and nobody was cut off")
}

#[test]
fn a_reader_that_never_reads_is_disconnected_with_the_reason_and_costs_little() {
    let server = Server::start(&["--rate", "0", "--send-queue", "100000"]);
    let mut speaker = server.plain("speaker");
    let mut reader = server.plain("reader");
    let mut stuck = Peer::connect_narrow(server.port());
    stuck.send("stuck");
    reader.await_line("…stuck (#3) joined");
    let before = server.status("VmRSS");
    let heard = flood(&mut speaker, &mut reader);
    assert!(
        heard.contains("stuck (#3) left (reads too slowly: more than 100000 bytes were waiting"),
        "{heard}"
    );
    let grown = server.status("VmRSS").saturating_sub(before);
    assert!(grown < 8 * 1024, "{grown} kB were kept");
    let (told, _) = stuck.rest();
    let last = told.lines().last().unwrap_or_default();
    assert!(
        last.starts_with("You are disconnected: reads too slowly"),
        "{last:?}"
    );
    // What it did get is whole lines, in order.
    let words = "x".repeat(2000);
    let said = told.lines().filter(|line| line.contains("<speaker>"));
    for (n, line) in said.enumerate() {
        assert!(
            crate::support::matches(&format!("[hh:mm] #lobby <speaker> {n} {words}"), line),
            "{n}: {line}"
        );
    }
}

#[test]
fn an_irc_reader_that_never_reads_is_disconnected_too() {
    let server = Server::start(&["--rate", "0", "--send-queue", "100000"]);
    let mut speaker = server.plain("speaker");
    let mut reader = server.plain("reader");
    let mut stuck = Peer::connect_narrow(server.port());
    stuck.register("stuck", &[]);
    reader.await_line("…stuck (#3) joined");
    flood(&mut speaker, &mut reader);
    let (told, _) = stuck.rest();
    let last = told.lines().last().unwrap_or_default();
    assert!(
        last.starts_with("ERROR :") && last.contains("SendQ"),
        "{last:?}"
    );
    // The words that cut it off may still come.
    assert!(reader.sync().len() <= 1);
}

#[test]
fn one_that_asks_and_does_not_read_waits_and_costs_little() {
    let server = Server::start(&["--rate", "0", "--send-queue", "100000"]);
    let mut reader = server.plain("reader");
    let mut greedy = Peer::connect_narrow(server.port());
    greedy.send("greedy");
    reader.await_line("…greedy (#2) joined");
    let before = server.status("VmRSS");
    // Answers to all of it would be many megabytes; what is not read yet waits in the system.
    let questions = 500;
    greedy.send(&"/help\n".repeat(questions));
    // Whoever waits is not in anybody's way.
    reader.sync();
    let grown = server.status("VmRSS").saturating_sub(before);
    assert!(grown < 1024, "{grown} kB were kept");
    // It is as if it had asked one by one.
    let told = greedy.sync();
    let answers = told.iter().filter(|line| line.contains(" /help"));
    assert_eq!(answers.count(), questions, "{told:#?}");
    assert!(reader.sync().is_empty(), "it has not left");
}

#[test]
fn a_silent_irc_member_is_pinged_and_then_dropped() {
    let server = Server::start(&["--ping-interval", "1"]);
    let mut alice = server.plain("alice");
    let mut bob = server.irc("bob", &[]);
    let mut carol = server.irc("carol", &[]);
    let began = Instant::now();
    bob.expect(":carol!… JOIN #lobby");
    bob.expect("PING …");
    assert!(began.elapsed() < Duration::from_secs(4));
    // Carol answers, bob does not.
    let mut pings = 0;
    loop {
        let line = carol.line();
        if line.starts_with("PING ") {
            carol.send(&line.replacen("PING", "PONG", 1));
            pings += 1;
        } else if line.starts_with(":bob!bob@127.0.0.1 QUIT :timed out") {
            break;
        }
    }
    assert!(pings >= 1);
    bob.expect_end(&["ERROR :…timed out…"]);
    alice.await_line("[hh:mm] #lobby -- bob (#2) left (timed out: …)");
    // A plain member is never pinged, and may be silent.
    assert!(alice.sync().is_empty());
}

#[test]
fn with_no_ping_interval_nobody_is_pinged() {
    let server = Server::start(&["--ping-interval", "0"]);
    let mut bob = server.irc("bob", &[]);
    assert!(!bob.hears_within(Duration::from_millis(1_200)));
    bob.expect_silence();
}
