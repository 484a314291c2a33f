//! One message to a whole group, in memory: `cargo bench --bench fanout`.
//!
//! Everything between a line's arrival and the bytes standing in every outbox, without a socket.

mod memory;

use divan::Bencher;
use divan::counter::ItemsCount;
use groupchat::hub::id::Seat;
use groupchat::net::{Arena, Outbox};
use groupchat::now::Now;

use crate::memory::{Boxes, Sink, lobby};

fn main() {
    divan::main();
}

fn bench(bencher: Bencher<'_, '_>, members: usize, greeting: impl Fn(usize) -> String, line: &str) {
    let (mut core, mut boxes) = lobby(members, greeting);
    // As many messages as one busy tick brings before everything is written once.
    const MESSAGES: usize = 16;
    bencher
        .counter(ItemsCount::new(members * MESSAGES))
        .bench_local(|| {
            for _ in 0..MESSAGES {
                core.data(&mut boxes, Seat(0), line.as_bytes(), Now::default());
            }
            boxes.drain();
        });
}

#[divan::bench(args = [10, 1_000, 10_000])]
fn plain(bencher: Bencher<'_, '_>, members: usize) {
    bench(
        bencher,
        members,
        |n| format!("m{n}\n"),
        &format!("{}\n", "x".repeat(100)),
    );
}

#[divan::bench(args = [10, 1_000])]
fn irc(bencher: Bencher<'_, '_>, members: usize) {
    bench(
        bencher,
        members,
        |n| format!("NICK m{n}\r\nUSER m 0 * :m\r\n"),
        &format!("PRIVMSG #lobby :{}\r\n", "x".repeat(100)),
    );
}

/// Every second member speaks IRC, so that every message has two forms.
#[divan::bench(args = [10, 1_000])]
fn mixed(bencher: Bencher<'_, '_>, members: usize) {
    let greeting = |n: usize| {
        if n.is_multiple_of(2) {
            format!("m{n}\n")
        } else {
            format!("NICK m{n}\r\nUSER m 0 * :m\r\n")
        }
    };
    bench(
        bencher,
        members,
        greeting,
        &format!("{}\n", "x".repeat(100)),
    );
}

/// Pushing ranges that touch, and writing them out: the outbox alone.
#[divan::bench]
fn outbox_push(bencher: Bencher<'_, '_>) {
    let (mut arena, mut outbox) = (Arena::new(), Outbox::new());
    bencher.counter(ItemsCount::new(100_usize)).bench_local(|| {
        for _ in 0..100 {
            let span = arena
                .write(|out| out.extend_from_slice(&[b'x'; 100]))
                .expect("something was written");
            outbox.push(&span);
        }
        while !outbox.is_empty() {
            outbox.write_to(&mut Sink).expect("a sink takes everything");
        }
    });
}

/// What is left of fan-out when everything else is done: the ranges of a tick's messages, queued to each outbox and written
/// out. Gathering 100,000 members takes too long here, for each is told of each; their outboxes alone are at hand at once.
#[divan::bench(args = [10, 1_000, 100_000])]
fn outboxes(bencher: Bencher<'_, '_>, count: usize) {
    const MESSAGES: usize = 16;
    let (mut arena, mut boxes) = (Arena::new(), Boxes::default());
    boxes.all.resize_with(count, Outbox::new);
    bencher
        .counter(ItemsCount::new(count * MESSAGES))
        .bench_local(|| {
            for _ in 0..MESSAGES {
                let span = arena
                    .write(|out| out.extend_from_slice(&[b'x'; 100]))
                    .expect("something was written");
                for outbox in &mut boxes.all {
                    outbox.push(&span);
                }
            }
            boxes.drain();
        });
}

/// Ranges from two forms by turns, which cannot be merged: the outbox at its worst.
#[divan::bench]
fn outbox_scattered(bencher: Bencher<'_, '_>) {
    let (mut arenas, mut outbox) = ([Arena::new(), Arena::new()], Outbox::new());
    bencher.counter(ItemsCount::new(100_usize)).bench_local(|| {
        for number in 0..100 {
            let span = arenas[number % 2]
                .write(|out| out.extend_from_slice(&[b'x'; 100]))
                .expect("something was written");
            outbox.push(&span);
        }
        while !outbox.is_empty() {
            outbox.write_to(&mut Sink).expect("a sink takes everything");
        }
    });
}

/// The names of everyone in a group, asked by one of them.
#[divan::bench(args = [100, 10_000])]
fn names(bencher: Bencher<'_, '_>, members: usize) {
    let (mut core, mut boxes) = lobby(members, |n| format!("NICK m{n}\r\nUSER m 0 * :m\r\n"));
    bencher.counter(ItemsCount::new(members)).bench_local(|| {
        core.data(&mut boxes, Seat(0), b"NAMES #lobby\r\n", Now::default());
        assert!(boxes.all[0].len() > members, "all of them are named");
        boxes.end_tick(&mut core);
    });
}
