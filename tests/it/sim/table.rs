//! The way out of the core, as a table of byte vectors.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use groupchat::hub::id::Seat;
use groupchat::keeper::{Busy, Done, Job, Ticket};
use groupchat::net::Span;
use groupchat::server::Wire;

/// One connection as the core sees it.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// Sent and not taken by the peer yet.
    queue: Vec<u8>,
    /// The last byte that was taken does not end a line.
    mid_line: bool,
    pub(super) paused: bool,
    pub(super) closing: bool,
    /// The core asked the system to probe it.
    pub(super) kept_alive: bool,
    pub(super) deadline: Option<u64>,
    /// The core is to be called when no more than so many bytes wait.
    room_wanted: Option<usize>,
}

impl Line {
    /// How much waits for the peer.
    pub(super) fn queued(&self) -> usize {
        self.queue.len()
    }

    /// Whether the core is to be called now, as there is room.
    pub(super) fn has_room(&mut self) -> bool {
        let queued = self.queue.len();
        self.room_wanted.take_if(|most| queued <= *most).is_some()
    }

    /// Takes up to `most` of the queued bytes, as a peer does that reads.
    pub(crate) fn take(&mut self, most: usize) -> Vec<u8> {
        let taken: Vec<u8> = self.queue.drain(..most.min(self.queue.len())).collect();
        if let Some(last) = taken.last() {
            self.mid_line = *last != b'\n';
        }
        taken
    }
}

/// What the core did to end a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Threw away what was queued.
    Cut,
    /// Closed it.
    Closed,
}

/// Every connection, by seat, and what the core did to them.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) lines: HashMap<u32, Line>,
    /// Seats whose queue was cut, and those that were closed, in order.
    pub(super) ends: Vec<(End, u32)>,
    /// Bytes that may wait for one reader when more are said to it; 0 for any number.
    pub(super) most: usize,
    /// What is to be done and has not been.
    pub(super) jobs: VecDeque<(Ticket, Job)>,
}

impl Table {
    /// Does the oldest job. What it comes to is none of the real thing, only the same for the same password.
    pub(super) fn next_job(&mut self) -> Option<(Ticket, Done)> {
        let (ticket, job) = self.jobs.pop_front()?;
        let Job::Derive { password, .. } = job else {
            return Some((ticket, Done::Failed));
        };
        let mut stored_key = [0; 32];
        for (byte, of) in stored_key.iter_mut().zip(password.bytes()) {
            *byte = *of;
        }
        let server_key = stored_key;
        Some((
            ticket,
            Done::Derived {
                stored_key,
                server_key,
            },
        ))
    }

    pub(crate) fn line(&mut self, seat: u32) -> &mut Line {
        self.lines.get_mut(&seat).expect("a seat that is taken")
    }
}

impl Wire for Table {
    fn send(&mut self, seat: Seat, span: &Span) -> usize {
        let line = self.line(seat.0);
        assert!(!span.is_empty(), "nothing is sent");
        if line.closing {
            return 0;
        }
        span.with(|bytes| line.queue.extend_from_slice(bytes));
        line.queue.len()
    }

    fn cut(&mut self, seat: Seat) {
        let most = self.most;
        let line = self.line(seat.0);
        assert!(!line.closing, "cut after it was closed");
        assert!(line.queue.len() > most, "cut without need");
        let rest = match line.mid_line {
            true => line.queue.iter().position(|&byte| byte == b'\n'),
            false => None,
        };
        line.queue.truncate(rest.map_or(0, |at| at + 1));
        self.ends.push((End::Cut, seat.0));
    }

    fn close(&mut self, seat: Seat) {
        let line = self.line(seat.0);
        line.closing = true;
        line.deadline = None;
        self.ends.push((End::Closed, seat.0));
    }

    fn backlog(&self) -> usize {
        0
    }
    fn queued(&self, seat: Seat) -> usize {
        self.lines.get(&seat.0).map_or(0, Line::queued)
    }

    fn call_with_room(&mut self, seat: Seat, most: usize) {
        self.line(seat.0).room_wanted = Some(most);
    }

    fn pause(&mut self, seat: Seat) {
        self.line(seat.0).paused = true;
    }

    fn resume(&mut self, seat: Seat) {
        self.line(seat.0).paused = false;
    }

    fn set_deadline(&mut self, seat: Seat, at_ms: Option<u64>) {
        let line = self.line(seat.0);
        if !line.closing {
            line.deadline = at_ms;
        }
    }

    fn keep_alive(&mut self, seat: Seat, idle: Duration, give_up: Duration) {
        assert!(!give_up.is_zero() && !idle.is_zero());
        self.line(seat.0).kept_alive = true;
    }

    fn work(&mut self, ticket: Ticket, job: Job) -> Result<(), Busy> {
        self.jobs.push_back((ticket, job));
        Ok(())
    }
}
