//! The process that does slow work: started when there is some, on the poll beside the sockets, let go when there is none.
//!
//! It is this program once more, told by its one argument to be a keeper ([`crate::keeper`]), at the other end of a pair of
//! sockets. One job at a time is sent to it; the others wait here, so that nothing is lost with it. When it ends by itself,
//! its job has failed and the next one starts another; when that one does no better, there is a pause, and no work is
//! taken until it is over. Closing the sockets ends it.

use std::collections::VecDeque;
use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::net::UnixStream as StdStream;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use log::{debug, error, warn};
use mio::net::UnixStream;
use mio::{Interest, Registry, Token};
use zeroize::Zeroizing;

use crate::config::KEEPER;
use crate::keeper::frame::Frames;
use crate::keeper::{self, Busy, Done, Job, Ticket};
use crate::limits;

/// How much less the keeper matters to the system than the chat does: as little as can be.
const NICE: i32 = 19;
/// The first pause after a keeper that was of no use, milliseconds; doubled with each that follows.
const FIRST_PAUSE_MS: u64 = 1_000;
/// How soon it is looked whether a process that was let go has ended, milliseconds.
const REAP_MS: u64 = 100;

/// The whole life of the process: works off what comes in on its standard input, which is a socket, and answers on it.
///
/// # Errors
/// When the socket breaks, is none, or something comes in that is no job.
pub fn run() -> io::Result<()> {
    // Where it cannot step back it works all the same.
    let _ = rustix::process::nice(NICE);
    let socket = StdStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    keeper::serve(&socket, &socket)
}

/// The server's end.
#[derive(Debug)]
pub(super) struct Keeper {
    registry: Registry,
    token: Token,
    program: Option<PathBuf>,
    waiting: VecDeque<(Ticket, Job)>,
    /// What it is at, and since when, milliseconds.
    running: Option<(Ticket, u64)>,
    process: Option<Process>,
    /// Let go, and not known to have ended.
    ending: Vec<Child>,
    /// When to look for them again, milliseconds.
    reap_ms: u64,
    answers: VecDeque<(Ticket, Done)>,
    /// How many in a row have ended before they had done anything.
    useless: u32,
    /// Until when none is started, milliseconds.
    paused_until_ms: u64,
}

/// A keeper that was started.
#[derive(Debug)]
struct Process {
    child: Child,
    socket: UnixStream,
    /// The poll has said that there is something to read or room to write.
    ready: bool,
    frames: Frames,
    /// The job on its way, and how much of it is out.
    out: Zeroizing<Vec<u8>>,
    sent: usize,
    /// Whether it has answered anything.
    useful: bool,
    /// When its last work was done, milliseconds.
    idle_since_ms: u64,
}

impl Keeper {
    /// No process yet: `program` is started when it is needed.
    pub(super) fn new(registry: Registry, token: Token, program: Option<PathBuf>) -> Keeper {
        Keeper {
            registry,
            token,
            program,
            waiting: VecDeque::new(),
            running: None,
            process: None,
            ending: Vec::new(),
            reap_ms: 0,
            answers: VecDeque::new(),
            useless: 0,
            paused_until_ms: 0,
        }
    }

    /// Whether a token of the poll is its own.
    pub(super) fn owns(&self, token: Token) -> bool {
        token == self.token
    }

    /// Notes that the poll found the socket ready.
    pub(super) fn ready(&mut self) {
        if let Some(process) = &mut self.process {
            process.ready = true;
        }
    }

    /// Takes work.
    ///
    /// # Errors
    /// When there is too much already, or nobody to do it.
    pub(super) fn work(&mut self, ticket: Ticket, job: Job, now_ms: u64) -> Result<(), Busy> {
        let taken = self.waiting.len() + usize::from(self.running.is_some()) + self.answers.len();
        if self.program.is_none() || now_ms < self.paused_until_ms || taken >= limits::JOBS {
            return Err(Busy);
        }
        self.waiting.push_back((ticket, job));
        Ok(())
    }

    /// Does what can be done now without waiting, and returns an answer if there is one. To be called until there is none.
    pub(super) fn next(&mut self, now_ms: u64) -> Option<(Ticket, Done)> {
        if self.answers.is_empty() {
            self.exchange(now_ms);
            self.start_next(now_ms);
            self.let_go(now_ms);
            self.reap(now_ms);
        }
        self.answers.pop_front()
    }

    /// How long the poll may wait before [`Keeper::next`] is called again.
    pub(super) fn timeout(&self, now_ms: u64) -> Option<Duration> {
        let reap = (!self.ending.is_empty()).then_some(self.reap_ms);
        let process = self.process.as_ref().map(|process| match self.running {
            Some((_, since_ms)) => since_ms + limits::JOB_MS,
            None => process.idle_since_ms + limits::KEEPER_IDLE_MS,
        });
        let at = [reap, process].into_iter().flatten().min()?;
        Some(Duration::from_millis(at.saturating_sub(now_ms)))
    }

    /// Reads and writes; ends a process that has ended, makes no sense, or takes too long.
    fn exchange(&mut self, now_ms: u64) {
        let Some(process) = &mut self.process else {
            return;
        };
        let result = match process.ready {
            true => process.exchange(),
            false => Ok(None),
        };
        match (result, self.running) {
            (Ok(Some(done)), Some((ticket, _))) => {
                process.useful = true;
                process.idle_since_ms = now_ms;
                self.running = None;
                self.useless = 0;
                self.answers.push_back((ticket, done));
            }
            (Ok(Some(_)), None) => self.failed("it answered without being asked", now_ms),
            (Ok(None), Some((_, since_ms))) if now_ms >= since_ms + limits::JOB_MS => {
                self.failed("it took too long", now_ms);
            }
            (Ok(None), _) => {}
            (Err(error), _) => self.failed(&error.to_string(), now_ms),
        }
    }

    /// Gives the next job to the process, starting one if there is none.
    fn start_next(&mut self, now_ms: u64) {
        if self.running.is_some() {
            return;
        }
        let Some((ticket, job)) = self.waiting.pop_front() else {
            return;
        };
        self.running = Some((ticket, now_ms));
        if self.process.is_none() {
            match self.spawn(now_ms) {
                Ok(process) => self.process = Some(process),
                Err(error) => return self.failed(&error.to_string(), now_ms),
            }
        }
        if let Some(process) = &mut self.process {
            process.out = job.encode();
            process.sent = 0;
            if let Err(error) = process.write() {
                self.failed(&error.to_string(), now_ms);
            }
        }
    }

    fn spawn(&self, now_ms: u64) -> io::Result<Process> {
        let program = self.program.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let (ours, theirs) = StdStream::pair()?;
        ours.set_nonblocking(true)?;
        let mut socket = UnixStream::from_std(ours);
        let both = Interest::READABLE | Interest::WRITABLE;
        self.registry.register(&mut socket, self.token, both)?;
        // A group of its own, so that Ctrl+C ends the server, and the server it. Nothing else that is open here is open
        // there: whatever the standard library and mio open is closed on exec.
        let spawned = Command::new(program)
            .arg(KEEPER)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .process_group(0)
            .spawn();
        let child = match spawned {
            Ok(child) => child,
            Err(error) => {
                let _ = self.registry.deregister(&mut socket);
                return Err(error);
            }
        };
        debug!("started the keeper, process {}", child.id());
        Ok(Process {
            child,
            socket,
            ready: false,
            frames: Frames::new(),
            out: Zeroizing::default(),
            sent: 0,
            useful: false,
            idle_since_ms: now_ms,
        })
    }

    /// The process is of no use any more, or could not be started.
    fn failed(&mut self, why: &str, now_ms: u64) {
        let useful = self.process.as_ref().is_some_and(|process| process.useful);
        self.end_process(now_ms);
        if let Some((ticket, _)) = self.running.take() {
            self.answers.push_back((ticket, Done::Failed));
        }
        if useful && self.answers.is_empty() {
            debug!("the keeper ended while it had nothing to do ({why})");
            return;
        }
        if useful {
            warn!("the keeper ended ({why}); another is started when there is work");
            return;
        }
        let pause_ms = FIRST_PAUSE_MS
            .saturating_mul(1 << self.useless.min(16))
            .min(limits::KEEPER_PAUSE_MS);
        self.useless = self.useless.saturating_add(1);
        self.paused_until_ms = now_ms + pause_ms;
        error!(
            "the keeper cannot work ({why}); no passwords are checked for {} seconds",
            pause_ms / 1000
        );
        let waiting = self.waiting.drain(..);
        self.answers
            .extend(waiting.map(|(ticket, _)| (ticket, Done::Failed)));
    }

    /// Lets a process go that has had nothing to do for a while.
    fn let_go(&mut self, now_ms: u64) {
        let idle = |process: &Process| now_ms >= process.idle_since_ms + limits::KEEPER_IDLE_MS;
        if self.running.is_none() && self.process.as_ref().is_some_and(idle) {
            debug!("let the keeper go: it has nothing to do");
            self.end_process(now_ms);
        }
    }

    fn end_process(&mut self, now_ms: u64) {
        let Some(mut process) = self.process.take() else {
            return;
        };
        let _ = self.registry.deregister(&mut process.socket);
        // It would end by itself, now that its socket is closed, but not before its work is done.
        let _ = process.child.kill();
        self.ending.push(process.child);
        self.reap_ms = now_ms;
    }

    /// Takes note of processes that have ended, so that nothing is left of them.
    fn reap(&mut self, now_ms: u64) {
        if self.ending.is_empty() || now_ms < self.reap_ms {
            return;
        }
        self.ending
            .retain_mut(|child| matches!(child.try_wait(), Ok(None)));
        self.reap_ms = now_ms + REAP_MS;
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.end_process(0);
        for child in &mut self.ending {
            // It has been killed: this does not take long.
            let _ = child.wait();
        }
    }
}

impl Process {
    /// Writes what is to be written and reads what is there; an answer if it is whole.
    fn exchange(&mut self) -> io::Result<Option<Done>> {
        self.write()?;
        let broken = |_| io::Error::new(io::ErrorKind::InvalidData, "it makes no sense");
        let mut buffer = [0; 256];
        loop {
            match self.socket.read(&mut buffer) {
                Ok(0) => return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it is gone")),
                Ok(count) => self.frames.push(&buffer[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.ready = false;
                    break;
                }
                Err(error) => return Err(error),
            }
            if let Some(body) = self.frames.next().map_err(broken)? {
                return Done::decode(&body).map(Some).map_err(broken);
            }
        }
        Ok(None)
    }

    /// Writes as much of the job as there is room for.
    fn write(&mut self) -> io::Result<()> {
        while let Some(rest) = self.out.get(self.sent..).filter(|rest| !rest.is_empty()) {
            match self.socket.write(rest) {
                Ok(count) => self.sent += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        // It is out, and a password may stand in it.
        self.out = Zeroizing::default();
        self.sent = 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
