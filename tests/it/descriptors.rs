//! Running out of descriptors, and costing nothing when nothing happens.

use std::time::Duration;

use crate::support::{Peer, Server};

#[test]
fn running_out_of_descriptors_neither_ends_it_nor_spins() {
    let server = Server::with_descriptors(40, &[]);
    let mut alice = server.plain("alice");
    let mut crowd: Vec<Peer> = (0..60).map(|_| server.connect()).collect();
    server.await_stderr("cannot accept connections");
    let ticks = server.cpu_ticks();
    // Nobody comes and nobody goes for a while, but those inside can talk.
    alice.send("still here");
    alice.sync();
    assert!(!alice.hears_within(Duration::from_millis(1_500)));
    let spent = server.cpu_ticks() - ticks;
    assert!(spent <= 15, "{spent} hundredths of a second of computing");
    // As many leave as came; those who waited are let in.
    let waiting = crowd.split_off(40);
    drop(crowd);
    for (n, mut peer) in waiting.into_iter().enumerate() {
        peer.send(&format!("w{n}"));
        peer.await_line("You are w…");
    }
    server.plain("bob");
    alice.await_line("…bob (#…) joined");
    let told = server.stderr().matches("cannot accept").count();
    assert_eq!(told, 1, "{}", server.stderr());
}

#[test]
fn the_limit_on_descriptors_is_raised_as_far_as_it_may_be() {
    let server = Server::with_soft_descriptors(64, &[]);
    let mut peers: Vec<Peer> = (0..100).map(|_| server.connect()).collect();
    let last = peers.last_mut().expect("a hundred");
    last.send("alice");
    last.expect("You are alice (#1), connected from …");
    let limits = server.proc("limits");
    let row = limits.lines().find(|row| row.starts_with("Max open files"));
    let cells: Vec<&str> = row.unwrap_or_default().split_whitespace().collect();
    assert_eq!(cells[3], cells[4], "{limits}");
}

#[test]
fn an_idle_server_does_not_wake_up() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let mut bob = server.irc("bob", &[]);
    alice.await_line("…bob (#2) joined");
    bob.sync();
    alice.sync();
    // Past the moment at which they would have been greeted; timers that are set are not yet due.
    assert!(!alice.hears_within(Duration::from_millis(1_100)));
    let wakes = server.status("voluntary_ctxt_switches");
    let ticks = server.cpu_ticks();
    assert!(!alice.hears_within(Duration::from_millis(1_100)));
    assert_eq!(server.status("voluntary_ctxt_switches"), wakes);
    assert_eq!(server.cpu_ticks(), ticks);
}

#[test]
fn hundreds_of_idle_members_cost_no_cpu() {
    let server = Server::start(&[]);
    let mut crowd: Vec<Peer> = (0..300)
        .map(|n| {
            let mut peer = server.connect();
            peer.send(&format!("m{n}"));
            peer
        })
        .collect();
    for (n, peer) in crowd.iter_mut().enumerate() {
        peer.await_line(&format!("You are m{n} (#{}), connected from …", n + 1));
    }
    let first = &mut crowd[0];
    first.await_line("…m299 (#300) joined");
    // Past the moment of the greeting that none of them needs.
    assert!(!first.hears_within(Duration::from_millis(1_100)));
    let (wakes, ticks) = (server.status("voluntary_ctxt_switches"), server.cpu_ticks());
    assert!(!first.hears_within(Duration::from_millis(1_000)));
    assert_eq!(server.status("voluntary_ctxt_switches"), wakes);
    assert!(server.cpu_ticks() - ticks <= 1);
    first.send("good night");
    crowd[299].await_line("[hh:mm] #lobby <m0> good night");
}
