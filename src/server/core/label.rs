//! What follows from a line with a label, for its author (IRCv3 labeled-response).
//!
//! A line with a label is worked off on a wire that holds back what its author is told, and puts the label on it: on the
//! line where there is one, on a batch around them where there are several, on an `ACK` where there is nothing. No more
//! than the first telling is held back; with the second it is clear that there has to be a batch, and all goes on at once.
//! Others are told as ever, and lines without a label never come here.

use std::time::Duration;

use crate::hub::id::Seat;
use crate::irc::batch::{self, Reference};
use crate::irc::message::{Line, Message};
use crate::irc::multiline;
use crate::keeper::{Busy, Job, Ticket};
use crate::net::{Arena, Span};
use crate::server::wire::Wire;

/// The way out while one seat's line is worked off.
pub(super) struct Labelled<'w, W> {
    wire: &'w mut W,
    seat: Seat,
    /// The tag, escaped: `label=x`.
    tag: String,
    reference: Reference,
    server: String,
    /// The author hears of its own words as an echo, too.
    echoes: bool,
    /// The last thing told were words of the author to itself, as they arrive.
    arrived: bool,
    held: Held,
    arena: Arena,
    /// The connection is to be closed once all is sent.
    closing: bool,
    /// Work was begun for the line, whose result is told later.
    working: bool,
}

/// How far the answer has come.
enum Held {
    /// Nothing was told.
    Nothing,
    /// These lines were told, at once.
    Lines(Vec<u8>),
    /// A batch is open.
    Batch,
    /// What was queued is thrown away: what is told now are last words.
    Cut,
}

impl<'w, W: Wire> Labelled<'w, W> {
    /// A wire that puts `label` on what `seat` is told. `number` is the number of the batch, if there is to be one.
    pub(super) fn new(
        wire: &'w mut W,
        seat: Seat,
        label: &str,
        number: u64,
        server: &str,
        echoes: bool,
    ) -> Labelled<'w, W> {
        Labelled {
            wire,
            seat,
            tag: format!("label={label}"),
            reference: Reference::response(number),
            server: server.to_owned(),
            echoes,
            arrived: false,
            held: Held::Nothing,
            arena: Arena::new(),
            closing: false,
            working: false,
        }
    }

    /// Whether there is nothing to tell before some work is done.
    pub(super) fn is_put_off(&self) -> bool {
        self.working && !self.closing && matches!(self.held, Held::Nothing)
    }

    /// Ends the answer. Returns how many bytes are queued for the author now, how many of them are new, and the wire.
    pub(super) fn finish(mut self) -> (usize, usize, &'w mut W) {
        let mut out = Vec::new();
        match std::mem::replace(&mut self.held, Held::Cut) {
            Held::Nothing => Line::from(&mut out, &self.tag, &self.server, "ACK").end(),
            Held::Lines(lines) if is_one(&lines) => batch::with_tag(&lines, &self.tag, &mut out),
            Held::Lines(lines) => {
                self.open(&lines, &mut out);
                batch::close(&mut out, &self.server, self.reference);
            }
            Held::Batch => batch::close(&mut out, &self.server, self.reference),
            Held::Cut => {}
        }
        let queued = self.put(&out);
        if self.closing {
            self.wire.close(self.seat);
        }
        (queued, out.len(), self.wire)
    }

    fn open(&self, lines: &[u8], out: &mut Vec<u8>) {
        batch::open(out, &self.server, &self.tag, self.reference, KIND, &[]);
        batch::mark(lines, self.reference, out);
    }

    /// Takes what the author is told. Returns what is queued for it, as far as that is known.
    fn hold(&mut self, lines: &[u8]) -> usize {
        let mut out = Vec::new();
        match std::mem::replace(&mut self.held, Held::Batch) {
            Held::Nothing => {
                self.held = Held::Lines(lines.to_vec());
                return lines.len();
            }
            Held::Lines(first) => {
                self.open(&first, &mut out);
                batch::mark(lines, self.reference, &mut out);
            }
            Held::Batch => batch::mark(lines, self.reference, &mut out),
            Held::Cut => {
                self.held = Held::Cut;
                out.extend_from_slice(lines);
            }
        }
        self.put(&out)
    }

    fn put(&mut self, bytes: &[u8]) -> usize {
        let span = self.arena.write(|out| out.extend_from_slice(bytes));
        span.map_or(0, |span| self.wire.send(self.seat, &span))
    }

    /// Whether these are words of the author to itself as they arrive, not as they are echoed. They have no label, so that
    /// a client can tell the two apart ("Tags"). Where both are told, they arrive first.
    fn arrives(&mut self, lines: &[u8]) -> bool {
        self.arrived = is_to_self(lines) && !(self.echoes && self.arrived);
        self.arrived
    }
}

impl<W: Wire> Wire for Labelled<'_, W> {
    fn send(&mut self, seat: Seat, span: &Span) -> usize {
        if seat != self.seat || span.with(|lines| self.arrives(lines)) {
            return self.wire.send(seat, span);
        }
        span.with(|lines| self.hold(lines))
    }

    fn cut(&mut self, seat: Seat) {
        if seat == self.seat {
            self.held = Held::Cut;
        }
        self.wire.cut(seat);
    }

    fn close(&mut self, seat: Seat) {
        if seat == self.seat {
            self.closing = true;
        } else {
            self.wire.close(seat);
        }
    }

    fn backlog(&self) -> usize {
        self.wire.backlog()
    }
    fn queued(&self, seat: Seat) -> usize {
        self.wire.queued(seat)
    }

    fn call_with_room(&mut self, seat: Seat, most: usize) {
        self.wire.call_with_room(seat, most);
    }

    fn pause(&mut self, seat: Seat) {
        self.wire.pause(seat);
    }

    fn resume(&mut self, seat: Seat) {
        self.wire.resume(seat);
    }

    fn set_deadline(&mut self, seat: Seat, at_ms: Option<u64>) {
        self.wire.set_deadline(seat, at_ms);
    }

    fn keep_alive(&mut self, seat: Seat, idle: Duration, give_up: Duration) {
        self.wire.keep_alive(seat, idle, give_up);
    }

    fn work(&mut self, ticket: Ticket, job: Job) -> Result<(), Busy> {
        let taken = self.wire.work(ticket, job);
        self.working |= taken.is_ok();
        taken
    }
}

/// Whether lines are one message: one line, or one batch, which is labelled as it is.
fn is_one(lines: &[u8]) -> bool {
    let mut each = batch::whole_lines(lines).filter_map(parsed);
    let (Some(first), last) = (each.next(), each.last()) else {
        return false;
    };
    let Some(last) = last else { return true };
    let reference = |line: &Message<'_>| {
        let of = (line.command == "BATCH").then(|| line.param(0)).flatten();
        of.map(|word| (word.get(..1) == Some("+"), word.get(1..).map(str::to_owned)))
    };
    match (reference(&first), reference(&last)) {
        (Some((true, opened)), Some((false, closed))) => opened == closed,
        _ => false,
    }
}

/// Whether lines are words that somebody says to itself.
fn is_to_self(lines: &[u8]) -> bool {
    batch::whole_lines(lines)
        .next()
        .and_then(parsed)
        .is_some_and(|line| {
            let to = match line.command {
                "PRIVMSG" | "NOTICE" | "TAGMSG" => line.param(0),
                "BATCH" if line.param(1) == Some(multiline::BATCH) => line.param(2),
                _ => None,
            };
            to.is_some() && to == line.source_name()
        })
}

fn parsed(line: &[u8]) -> Option<Message<'_>> {
    let text = std::str::from_utf8(line).ok()?;
    Message::parse(text.trim_end_matches("\r\n")).ok()
}

/// The type of a batch that is nothing else ("Batch types").
const KIND: &str = "labeled-response";
