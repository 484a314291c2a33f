//! A server in memory for the benches: everything between a line's arrival and the bytes standing in every outbox.

use std::io::{self, Write};
use std::time::Duration;

use groupchat::hub::Rules;
use groupchat::hub::id::Seat;
use groupchat::hub::name::GroupName;
use groupchat::info::Info;
use groupchat::keeper::{Busy, Job, Ticket};
use groupchat::limits::Limits;
use groupchat::net::{Outbox, Span};
use groupchat::now::Now;
use groupchat::server::{Core, Wire};

/// Outboxes that lead nowhere.
#[derive(Default)]
pub(crate) struct Boxes {
    pub(crate) all: Vec<Outbox>,
    /// Bytes that were queued, each once per recipient.
    pub(crate) bytes: usize,
    /// How often something was queued for somebody.
    pub(crate) deliveries: usize,
}

impl Wire for Boxes {
    fn send(&mut self, seat: Seat, span: &Span) -> usize {
        self.bytes += span.len();
        self.deliveries += 1;
        let outbox = &mut self.all[seat.index()];
        outbox.push(span);
        outbox.len()
    }
    fn cut(&mut self, _: Seat) {}
    fn close(&mut self, _: Seat) {}
    fn backlog(&self) -> usize {
        0
    }
    fn queued(&self, seat: Seat) -> usize {
        self.all[seat.index()].len()
    }
    fn call_with_room(&mut self, _: Seat, _: usize) {}
    fn pause(&mut self, _: Seat) {}
    fn resume(&mut self, _: Seat) {}
    fn set_deadline(&mut self, _: Seat, _: Option<u64>) {}
    fn keep_alive(&mut self, _: Seat, _: Duration, _: Duration) {}
    fn work(&mut self, _: Ticket, _: Job) -> Result<(), Busy> {
        Err(Busy)
    }
}

/// A sink that takes whatever it is given, as a socket with room does.
pub(crate) struct Sink;

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
    /// Everybody takes what is queued, and whoever waits for its turn gets it.
    pub(crate) fn end_tick(&mut self, core: &mut Core) {
        self.drain();
        loop {
            core.take_turns(self, Now::default());
            if !core.is_owing() {
                return;
            }
            self.drain();
        }
    }

    /// Everybody takes what is queued, as at the end of a tick.
    pub(crate) fn drain(&mut self) {
        for outbox in &mut self.all {
            while !outbox.is_empty() {
                outbox.write_to(&mut Sink).expect("a sink takes everything");
            }
        }
    }
}

/// A lobby with so many members; `greeting` is what each says to become one.
pub(crate) fn lobby(members: usize, greeting: impl Fn(usize) -> String) -> (Core, Boxes) {
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
    let (mut core, mut boxes) = (
        Core::new(info, Rules::new(lobby), Box::new(|bytes| bytes.fill(7))),
        Boxes::default(),
    );
    for number in 0..members {
        let seat = Seat(u32::try_from(number).expect("small"));
        boxes.all.push(Outbox::new());
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
        // As many come in one tick.
        if number % 64 == 0 {
            boxes.end_tick(&mut core);
        }
    }
    boxes.end_tick(&mut core);
    assert_eq!(core.hub().counts().members, members);
    (core, boxes)
}
