//! Line mode: one poll for the socket, standard input and output, signals and direct connections.
//!
//! The loop moves bytes between them and the [`Session`], which decides everything. It never waits but in the poll: every
//! source is bounded per tick, and whoever cannot keep up holds up the one who feeds it. When standard output is not
//! read, the socket is not read either; when the server does not read, standard input is not.

mod link;
mod peers;
mod user;

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant, SystemTime};

use log::debug;
use mio::event::Event;
use mio::{Events, Poll, Token};
use rustix::fd::BorrowedFd;

use crate::client::direct::Directs;
use crate::client::happening::{Happening, Kind};
use crate::client::resolve::{Attempts, Place, reason};
use crate::client::session::{Input, Output, Session, Settings};
use crate::client::stdio::{Sink, Source};
use crate::limits;
use crate::line::Lines;
use crate::net::signal::{Signal, Signals};
use crate::net::{Arena, Key, Net};
use crate::now::Now;

/// Bytes queued to the server above which standard input is left alone.
const UPLOAD: usize = 64 * 1024;

const SIGNALS: Token = Token(0);
const STDIN: Token = Token(1);
const STDOUT: Token = Token(2);
const STDERR: Token = Token(3);
const NET: usize = 4;

/// What a run needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// The server.
    pub place: Place,
    /// What the user wants there. Its `listen` is filled in once the port is known.
    pub settings: Settings,
    /// The port to accept direct connections on; 0 for any.
    pub listen: Option<u16>,
    /// Objects for programs rather than lines for people.
    pub json: bool,
    /// What to add to UTC for local time, seconds.
    pub offset_s: i32,
}

/// Runs to the end and returns the exit code.
///
/// # Errors
/// What keeps it from running at all, in words for the user.
pub fn run(config: Config) -> Result<u8, String> {
    // This asks the system and may wait; no signal is caught yet, so Ctrl+C ends it.
    let addresses = config
        .place
        .resolve()
        .map_err(|why| format!("Cannot find {}: {}", config.place.shown(), reason(&why)))?;
    debug!("{} is at {addresses:?}", config.place.shown());
    let (app, mut poll) = App::new(config, addresses)?;
    app.run(&mut poll)
        .map_err(|why| format!("Cannot go on: {}", reason(&why)))
}

/// How the connection to the server is.
#[derive(Clone, Copy, Debug)]
enum Link {
    /// Being made.
    Trying(Key, SocketAddr),
    /// There.
    Open(Key),
    /// Over.
    Gone,
}

struct App {
    config: Config,
    started: Instant,
    now: Now,
    net: Net,
    arena: Arena,
    attempts: Attempts,
    link: Link,
    /// What the server has said of a line.
    lines: Lines,
    session: Option<Session>,
    directs: Directs,
    signals: Signals,
    input: Source<BorrowedFd<'static>>,
    output: Sink<BorrowedFd<'static>>,
    errors: Sink<BorrowedFd<'static>>,
    /// The net is not read because standard output is not.
    deaf: bool,
    /// The session was told that standard output has no reader.
    unread: bool,
    /// The user wants to be gone by then, whoever still has to read something.
    gone_by_ms: Option<u64>,
    /// The exit code, once it is known.
    code: Option<u8>,
}

impl App {
    fn new(mut config: Config, addresses: Vec<SocketAddr>) -> Result<(App, Poll), String> {
        let refused = |why: io::Error| format!("Cannot begin: {}", reason(&why));
        let poll = Poll::new().map_err(refused)?;
        let registry = poll.registry();
        let wanted = [Signal::Interrupt, Signal::Terminate, Signal::HangUp];
        let signals = Signals::new(registry, SIGNALS, &wanted).map_err(refused)?;
        let input = Source::new(rustix::stdio::stdin(), registry, STDIN).map_err(refused)?;
        let output = Sink::new(rustix::stdio::stdout(), registry, STDOUT).map_err(refused)?;
        let errors = Sink::new(rustix::stdio::stderr(), registry, STDERR).map_err(refused)?;
        let mut net = Net::new(registry.try_clone().map_err(refused)?, NET);
        if let Some(port) = config.listen {
            let address = peers::listen(&mut net, port)
                .map_err(|why| format!("Cannot listen on port {port}: {}", reason(&why)))?;
            config.settings.listen = Some(address.port());
        }
        let attempts = Attempts::new(config.place.clone(), addresses);
        let started = Instant::now();
        let mut app = App {
            config,
            started,
            now: now(started),
            net,
            arena: Arena::new(),
            attempts,
            link: Link::Gone,
            lines: Lines::new(),
            session: None,
            directs: Directs::default(),
            signals,
            input,
            output,
            errors,
            deaf: false,
            unread: false,
            gone_by_ms: None,
            code: None,
        };
        if let Some(port) = app.config.settings.listen {
            app.tell(&Happening::new(Kind::Info, app.now.unix_ms).text(format!(
                "Others can connect to you directly on port {port}."
            )));
        }
        app.try_next();
        Ok((app, poll))
    }

    fn run(mut self, poll: &mut Poll) -> io::Result<u8> {
        let mut events = Events::with_capacity(64);
        let mut buf = vec![0; limits::READ_PER_TICK];
        loop {
            self.flush();
            if let Some(code) = self.finished() {
                return Ok(code);
            }
            match poll.poll(&mut events, self.timeout()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                polled => polled?,
            }
            self.now = now(self.started);
            for event in &events {
                self.event(event);
            }
            self.watch_output();
            while let Some(happening) = self.net.next(self.now.mono_ms, &mut buf) {
                self.happened(happening, &buf);
            }
            self.read_input();
            if self
                .session
                .as_ref()
                .and_then(Session::deadline)
                .is_some_and(|at_ms| at_ms <= self.now.mono_ms)
            {
                self.give(Input::Tick);
            }
        }
    }

    /// Ends the tick: what was said goes out.
    fn flush(&mut self) {
        self.output.flush();
        self.errors.flush();
        self.net.finish();
    }

    /// The exit code, when nothing is left to be done.
    fn finished(&self) -> Option<u8> {
        if self
            .gone_by_ms
            .is_some_and(|at_ms| at_ms <= self.now.mono_ms)
        {
            return Some(FORCED);
        }
        let code = self.code?;
        let out = self.output.is_empty() && self.errors.is_empty() && self.net.is_empty();
        (out || code == FORCED).then_some(code)
    }

    fn timeout(&self) -> Option<Duration> {
        let owing =
            self.output.owes() || self.errors.owes() || self.wants_input() && self.input.owes();
        if owing {
            return Some(Duration::ZERO);
        }
        let session = self.session.as_ref().and_then(Session::deadline);
        let own = session.into_iter().chain(self.gone_by_ms).min();
        let own = own.map(|at_ms| Duration::from_millis(at_ms.saturating_sub(self.now.mono_ms)));
        let net = self.net.timeout(self.now.mono_ms);
        own.into_iter().chain(net).min()
    }

    fn event(&mut self, event: &Event) {
        match event.token() {
            SIGNALS => {
                let came = self.signals.pending().count();
                for _ in 0..came {
                    self.interrupted();
                }
            }
            // Its readiness is looked at in every tick that wants it.
            STDIN => {}
            STDOUT => self.output.ready(event),
            STDERR => self.errors.ready(event),
            token if self.net.owns(token) => self.net.ready(event),
            _ => {}
        }
    }

    fn interrupted(&mut self) {
        if self.gone_by_ms.is_some() || self.session.is_none() {
            self.code = Some(FORCED);
            return;
        }
        self.gone_by_ms = Some(self.now.mono_ms + INTERRUPT_MS);
        self.give(Input::Interrupted);
    }

    /// Gives the session something and does what it wants done.
    fn give(&mut self, input: Input<'_>) {
        if let Some(session) = &mut self.session {
            session.handle(input, self.now);
            self.draw();
        }
    }

    fn draw(&mut self) {
        while let Some(output) = self.session.as_mut().and_then(Session::poll) {
            match output {
                Output::Send(bytes) => self.send(&bytes),
                Output::Show(happening) => self.tell(&happening),
                Output::Done(code) => self.end(code),
            }
        }
    }

    fn send(&mut self, bytes: &[u8]) {
        let Link::Open(key) = self.link else { return };
        if let Some(span) = self.arena.write(|out| out.extend_from_slice(bytes)) {
            self.net.send(key, &span);
        }
    }

    /// The session is over: the socket is closed in good order, and what was said is still shown.
    fn end(&mut self, code: u8) {
        self.code = Some(code);
        if let Link::Open(key) = self.link {
            self.net.close(key, self.now.mono_ms);
        }
        for key in self.directs.keys() {
            self.net.close(key, self.now.mono_ms);
        }
        self.net.stop_listening();
    }
}

/// Reads both clocks.
pub(super) fn now(started: Instant) -> Now {
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let unix = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Now {
        mono_ms: millis(started.elapsed()),
        unix_ms: millis(unix),
    }
}

/// Time from the user's wish to be gone to its being granted: a little more than the session gives the server.
const INTERRUPT_MS: u64 = 2_500;
/// Exit code of an end that did not wait.
const FORCED: u8 = 130;
