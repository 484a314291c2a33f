//! One message to a whole group, in memory: `cargo bench --bench fanout`.
//!
//! Everything between a line's arrival and the bytes standing in every outbox, without a socket.

use std::io::{self, Write};
use std::time::Duration;

use divan::Bencher;
use divan::counter::ItemsCount;
use groupchat::hub::Rules;
use groupchat::hub::id::Seat;
use groupchat::hub::name::GroupName;
use groupchat::info::Info;
use groupchat::limits::Limits;
use groupchat::net::{Arena, Outbox, Span};
use groupchat::now::Now;
use groupchat::server::{Core, Wire};

fn main() {
    divan::main();
}

/// Outboxes that lead nowhere.
#[derive(Default)]
struct Boxes(Vec<Outbox>);

impl Wire for Boxes {
    fn send(&mut self, seat: Seat, span: &Span) -> usize {
        let outbox = &mut self.0[seat.index()];
        outbox.push(span);
        outbox.len()
    }
    fn cut(&mut self, _: Seat) {}
    fn close(&mut self, _: Seat) {}
    fn pause(&mut self, _: Seat) {}
    fn resume(&mut self, _: Seat) {}
    fn set_deadline(&mut self, _: Seat, _: Option<u64>) {}
    fn keep_alive(&mut self, _: Seat, _: Duration, _: Duration) {}
}

/// A sink that takes whatever it is given, as a socket with room does.
struct Sink;

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }
    fn write_vectored(&mut self, slices: &[io::IoSlice<'_>]) -> io::Result<usize> {
        Ok(slices.iter().map(|slice| slice.len()).sum())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Boxes {
    fn drain(&mut self) {
        for outbox in &mut self.0 {
            while !outbox.is_empty() {
                outbox.write_to(&mut Sink).expect("a sink takes everything");
            }
        }
    }
}

/// A lobby with so many members; `greeting` is what each says to become one.
fn lobby(members: usize, greeting: impl Fn(usize) -> String) -> (Core, Boxes) {
    let lobby = GroupName::new("#lobby").expect("a good name");
    let unlimited = Limits {
        send_queue: 0,
        rate: 0,
        per_address: 0,
        ..Limits::default()
    };
    let info = Info {
        limits: unlimited,
        ..Info::new("bench.local", lobby.clone())
    };
    let (mut core, mut boxes) = (Core::new(info, Rules::new(lobby)), Boxes::default());
    for number in 0..members {
        let seat = Seat(u32::try_from(number).expect("small"));
        boxes.0.push(Outbox::new());
        core.accept(
            &mut boxes,
            seat,
            "127.0.0.1:50612".parse().expect("an address"),
            Now::default(),
        );
        core.data(
            &mut boxes,
            seat,
            greeting(number).as_bytes(),
            Now::default(),
        );
        boxes.drain();
    }
    assert_eq!(core.hub().counts().members, members);
    (core, boxes)
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
