//! Standard input and output on the poll, without a call that can wait.
//!
//! They are shared with whoever started us, so they are never made non-blocking: that would change them for the shell
//! as well. Instead the system is asked before each call whether it would wait, and a call moves no more than is certain
//! to fit. What cannot be polled (regular files, `/dev/null`) never makes anyone wait for long and is always ready.

use std::io;
use std::os::fd::{AsFd, AsRawFd};

use mio::unix::SourceFd;
use mio::{Interest, Registry, Token};
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::io::Errno;

use crate::client::resolve::reason;
use crate::client::waiting::Waiting;
use crate::line::{Framed, Lines};

/// Longest line of input, bytes.
pub const LINE: usize = 64 * 1024;
/// Most bytes read in one tick.
const READ: usize = 16 * 1024;
/// Most bytes written in one tick.
const WRITE: usize = 256 * 1024;
/// Most bytes of one write. A pipe that has room at all has room for this much (POSIX, `PIPE_BUF`).
const PIECE: usize = 4096;

/// What the input had to give.
#[derive(Debug, PartialEq, Eq)]
pub enum Given<'a> {
    /// A line.
    Line(&'a str),
    /// A line that cannot be sent, and why.
    Unusable(String),
    /// Something was read, but no whole line yet: ask again.
    Partly,
    /// Nothing now.
    Nothing,
    /// The end. Told once.
    End,
}

/// Lines from a descriptor.
#[derive(Debug)]
pub struct Source<F> {
    fd: F,
    /// The descriptor cannot be polled.
    always: bool,
    lines: Lines,
    /// What was read; used up to `at`.
    chunk: Vec<u8>,
    at: usize,
    /// Bytes that may still be read in this tick.
    budget: usize,
    /// Lines so far.
    number: u64,
    phase: Phase,
}

#[derive(Debug, PartialEq, Eq)]
enum Phase {
    Open,
    /// Nothing more will be read, perhaps for this reason.
    Ended(Option<String>),
    /// That was told.
    Told,
}

impl<F: AsFd> Source<F> {
    /// Takes lines from `fd`, which is announced under `token` if it can be.
    ///
    /// # Errors
    /// When the poll does not take it for another reason than its kind.
    pub fn new(fd: F, registry: &Registry, token: Token) -> io::Result<Source<F>> {
        let always = !register(&fd, registry, token, Interest::READABLE)?;
        Ok(Source {
            fd,
            always,
            lines: Lines::new(),
            chunk: Vec::new(),
            at: 0,
            budget: READ,
            number: 0,
            phase: Phase::Open,
        })
    }

    /// A new tick has begun.
    pub fn refill(&mut self) {
        self.budget = READ;
    }

    /// Whether there is more to ask for without waiting for the poll.
    #[must_use]
    pub fn owes(&self) -> bool {
        let read = self.at < self.chunk.len();
        read || self.budget == 0 || self.always && self.phase == Phase::Open
    }

    /// Takes what comes next. Never waits.
    pub fn take(&mut self) -> Given<'_> {
        if self.at >= self.chunk.len() && self.phase == Phase::Open && !self.read() {
            return Given::Nothing;
        }
        if self.at < self.chunk.len() {
            let mut rest = &self.chunk[self.at..];
            let framed = self.lines.next(&mut rest, LINE);
            self.at = self.chunk.len() - rest.len();
            return match framed {
                Some(framed) => given(&framed, &mut self.number),
                None => Given::Partly,
            };
        }
        match std::mem::replace(&mut self.phase, Phase::Told) {
            Phase::Open => {
                self.phase = Phase::Open;
                Given::Nothing
            }
            Phase::Told => Given::Nothing,
            Phase::Ended(Some(why)) => {
                self.phase = Phase::Ended(None);
                Given::Unusable(format!("Cannot read the input any further: {why}"))
            }
            Phase::Ended(None) => match self.lines.finish(LINE) {
                Some(framed) => {
                    self.phase = Phase::Ended(None);
                    given(&framed, &mut self.number)
                }
                None => Given::End,
            },
        }
    }

    /// Reads once if that cannot wait. Returns whether anything has changed.
    fn read(&mut self) -> bool {
        if self.budget == 0 || !is_ready(&self.fd, PollFlags::IN) {
            return false;
        }
        self.at = 0;
        self.chunk.resize(self.budget, 0);
        let read = rustix::io::read(&self.fd, &mut self.chunk);
        self.chunk.truncate(*read.as_ref().unwrap_or(&0));
        match read {
            Ok(0) => self.phase = Phase::Ended(None),
            Ok(taken) => self.budget -= taken,
            // Somebody made it non-blocking and read before us, or a signal came.
            Err(Errno::AGAIN | Errno::INTR) => return false,
            Err(error) => self.phase = Phase::Ended(Some(reason(&error.into()))),
        }
        true
    }
}

fn given<'a>(framed: &Framed<'a>, number: &mut u64) -> Given<'a> {
    *number += 1;
    match framed {
        Framed::TooLong(_) => Given::Unusable(format!(
            "Line {number} of the input is longer than {LINE} bytes; it was not sent."
        )),
        Framed::Line(line) => match std::str::from_utf8(line) {
            Ok(line) => Given::Line(line),
            Err(_) => Given::Unusable(format!(
                "Line {number} of the input is not UTF-8; it was not sent."
            )),
        },
    }
}

/// Text on its way to a descriptor.
#[derive(Debug)]
pub struct Sink<F> {
    fd: F,
    /// The descriptor cannot be polled.
    always: bool,
    waiting: Waiting,
    /// The last flush stopped early.
    owing: bool,
    /// Nothing more can be written.
    broken: Option<Break>,
}

/// Why nothing more can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// Nobody is there to read.
    Unread,
    /// It failed for this reason, such as a full disk.
    Failed(String),
}

impl<F: AsFd> Sink<F> {
    /// Writes to `fd`, which is announced under `token` if it can be.
    ///
    /// # Errors
    /// When the poll does not take it for another reason than its kind.
    pub fn new(fd: F, registry: &Registry, token: Token) -> io::Result<Sink<F>> {
        let always = !register(&fd, registry, token, Interest::WRITABLE)?;
        Ok(Sink {
            fd,
            always,
            waiting: Waiting::default(),
            owing: false,
            broken: None,
        })
    }

    /// Puts text behind what waits. It is thrown away when nothing more can be written.
    pub fn push(&mut self, text: &str) {
        if self.broken.is_none() {
            self.waiting.push(text.as_bytes());
        }
    }

    /// Bytes that wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Whether there is more to write without waiting for the poll.
    #[must_use]
    pub fn owes(&self) -> bool {
        !self.is_empty() && (self.owing || self.always)
    }

    /// Why nothing more can be written, if that is so.
    #[must_use]
    pub fn broken(&self) -> Option<&Break> {
        self.broken.as_ref()
    }

    /// Notes an event: the reader of a pipe that went away is announced even while nothing is written.
    pub fn ready(&mut self, event: &mio::event::Event) {
        if event.is_error() {
            self.give_up(Break::Unread);
        }
    }

    /// Writes what can be written without waiting, within the tick's bound.
    pub fn flush(&mut self) {
        self.owing = false;
        let mut budget = WRITE;
        while !self.is_empty() {
            if budget == 0 {
                self.owing = true;
                return;
            }
            if !is_ready(&self.fd, PollFlags::OUT) {
                return;
            }
            let piece = self.waiting.next(PIECE.min(budget));
            match rustix::io::write(&self.fd, piece) {
                Ok(written) => {
                    self.waiting.wrote(written);
                    budget -= written;
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return,
                Err(Errno::PIPE) => return self.give_up(Break::Unread),
                Err(error) => return self.give_up(Break::Failed(reason(&error.into()))),
            }
        }
        self.waiting.shrink(WRITE);
    }

    fn give_up(&mut self, why: Break) {
        self.broken.get_or_insert(why);
        self.waiting.forget();
    }
}

/// Has the poll announce `fd`. Returns whether it can.
fn register(
    fd: &impl AsFd,
    registry: &Registry,
    token: Token,
    interest: Interest,
) -> io::Result<bool> {
    match registry.register(&mut SourceFd(&fd.as_fd().as_raw_fd()), token, interest) {
        Ok(()) => Ok(true),
        // epoll_ctl(2): "The target file fd does not support epoll."
        Err(error) if error.raw_os_error() == Some(Errno::PERM.raw_os_error()) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether a call would not wait. An end or a fault counts as ready: the call tells which.
fn is_ready(fd: &impl AsFd, wanted: PollFlags) -> bool {
    let mut fds = [PollFd::new(fd, wanted)];
    let at_once = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    rustix::event::poll(&mut fds, Some(&at_once)).is_ok_and(|ready| ready > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use mio::Poll;
    use std::fs::File;
    use std::io::{Read, Write};

    fn lines<F: AsFd>(source: &mut Source<F>) -> Vec<String> {
        let mut got = Vec::new();
        loop {
            match source.take() {
                Given::Line(line) => got.push(line.to_owned()),
                Given::Unusable(why) => got.push(format!("!{why}")),
                Given::Partly => {}
                Given::Nothing => {
                    if !source.owes() {
                        return got;
                    }
                    source.refill();
                }
                Given::End => {
                    got.push("END".to_owned());
                    return got;
                }
            }
        }
    }

    #[test]
    fn a_pipe_gives_lines_as_they_come_and_never_waits() {
        let poll = Poll::new().expect("poll");
        let (reader, mut writer) = io::pipe().expect("pipe");
        let mut source = Source::new(reader, poll.registry(), Token(0)).expect("source");
        assert_eq!(lines(&mut source), [""; 0]);
        writer.write_all(b"one\r\ntw").expect("written");
        assert_eq!(lines(&mut source), ["one"]);
        writer.write_all(b"o\n\xff\nlast").expect("written");
        drop(writer);
        assert_eq!(
            lines(&mut source),
            [
                "two",
                "!Line 3 of the input is not UTF-8; it was not sent.",
                "last",
                "END"
            ]
        );
        assert_eq!(source.take(), Given::Nothing);
        source.refill();
        assert!(!source.owes());
    }

    #[test]
    fn what_cannot_be_polled_is_always_ready() {
        let poll = Poll::new().expect("poll");
        let null = File::open("/dev/null").expect("null");
        let mut source = Source::new(null, poll.registry(), Token(0)).expect("source");
        assert!(source.owes());
        assert_eq!(lines(&mut source), ["END"]);
        let file = File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).expect("a file");
        let mut source = Source::new(file, poll.registry(), Token(0)).expect("source");
        let text = include_str!("../../Cargo.toml");
        let mut want: Vec<&str> = text.lines().collect();
        want.push("END");
        assert_eq!(lines(&mut source), want);
    }

    #[test]
    fn a_tick_reads_no_more_than_its_share() {
        let poll = Poll::new().expect("poll");
        let (reader, mut writer) = io::pipe().expect("pipe");
        writer.write_all(&b"x\n".repeat(READ)).expect("written");
        let mut source = Source::new(reader, poll.registry(), Token(0)).expect("source");
        let mut count = 0;
        while source.take() != Given::Nothing {
            count += 1;
        }
        assert_eq!(count, READ / 2);
        assert!(source.owes());
    }

    #[test]
    fn a_full_pipe_keeps_the_rest_waiting_and_a_closed_one_throws_it_away() {
        let poll = Poll::new().expect("poll");
        let (mut reader, writer) = io::pipe().expect("pipe");
        let mut sink = Sink::new(writer, poll.registry(), Token(0)).expect("sink");
        let text = "0123456789".repeat(20_000);
        sink.push(&text);
        sink.flush();
        assert!(!sink.is_empty() && !sink.owes() && sink.broken().is_none());
        let mut got = Vec::new();
        while got.len() < text.len() {
            let mut some = [0; 10_000];
            let taken = reader.read(&mut some).expect("read");
            got.extend_from_slice(&some[..taken]);
            sink.flush();
        }
        assert!(got == text.as_bytes() && sink.is_empty());
        drop(reader);
        sink.push("more");
        sink.flush();
        assert!(sink.broken() == Some(&Break::Unread) && sink.is_empty());
    }

    #[test]
    fn a_full_disk_is_not_a_reader_that_left() {
        let poll = Poll::new().expect("poll");
        let full = File::create("/dev/full").expect("full");
        let mut sink = Sink::new(full, poll.registry(), Token(0)).expect("sink");
        sink.push("x");
        sink.flush();
        let why = "No space left on device".to_owned();
        assert_eq!(sink.broken(), Some(&Break::Failed(why)));
        assert!(sink.is_empty() && !sink.owes());
    }
}
