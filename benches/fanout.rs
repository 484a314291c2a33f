//! One message to a whole group, in memory: `cargo bench --bench fanout`.
//!
//! Everything between a line's arrival and the bytes standing in every outbox, without a socket.

mod memory;

use divan::Bencher;
use divan::counter::ItemsCount;
use groupchat::hub::id::Seat;
use groupchat::net::{Arena, Outbox};
use groupchat::now::Now;

use crate::memory::{Sink, lobby};

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
