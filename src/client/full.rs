//! The full screen: one poll for the terminal, the servers and signals.
//!
//! ```text
//! Tty → Keys → keys (what they mean) → Editor, Chat ─┐
//! servers → lines ────────────────────→ Chat ────────┴→ Drawing → Painter → Screen, at most every 16 ms
//! ```
//!
//! The loop never waits but in the poll, with one exception: the addresses of a host that is named for the first time are
//! asked of the system, which may take a while where its name service does not answer.

mod act;
pub mod bindings;
mod clock;
pub mod keymap;
mod keys;
mod known;
mod mode;
mod paste;
mod show;
mod signals;
#[cfg(test)]
mod tests;
mod wires;

use std::collections::HashMap;
use std::io;
use std::time::Instant;

use mio::{Events, Poll, Token};

use crate::client::app::now;
use crate::client::chat::server::ServerId;
use crate::client::chat::window::WindowId;
use crate::client::chat::{Action, Chat, Input, Settings};
use crate::client::draw::{Drawing, Painter, Theme};
use crate::client::edit::Editor;
use crate::client::keep::Keep;
use crate::client::resolve::{Place, reason};
use crate::client::term::guard::{Guard, Wishes};
use crate::client::term::keys::{Event as Pressed, Keys};
use crate::client::term::screen::Screen;
use crate::client::term::tty::{Taken, Tty};
use crate::limits;
use crate::net::signal::{Signal, Signals};
use crate::net::{Arena, Net};
use crate::now::Now;
use keymap::Keymap;
use mode::Mode;
use wires::{Known, Wire};

const SIGNALS: Token = Token(0);
const TTY: Token = Token(1);
const NET: usize = 2;

/// Time between two frames, milliseconds.
const FRAME_MS: u64 = 16;

/// Asks the terminal for its background (xterm, OSC 11). Those that do not know the question pass over it.
const ASK_GROUND: &[u8] = b"\x1b]11;?\x1b\\";

/// What a run needs to know.
#[derive(Debug)]
pub struct Config {
    /// What the chat begins with. The first server is the one that was named.
    pub settings: Settings,
    /// How it looks.
    pub theme: Theme,
    /// Ask the terminal whether it is light or dark.
    pub ask_ground: bool,
    /// Tell the terminal where addresses are, so that it opens them.
    pub links: bool,
    /// What keys do.
    pub keymap: Keymap,
    /// What is asked of the terminal.
    pub wishes: Wishes,
    /// How the desktop is notified.
    pub notify: Notify,
    /// What is remembered beyond the run.
    pub keep: Keep,
    /// What to add to UTC for local time, seconds.
    pub offset_s: i32,
}

/// The sequence that terminals notify the desktop by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notify {
    /// `OSC 9`: iTerm2, kitty, WezTerm, Windows Terminal.
    Osc9,
    /// `OSC 777`: rxvt-unicode, foot.
    Osc777,
}

impl Notify {
    /// The one for a terminal of that `TERM`.
    #[must_use]
    pub fn of(term: Option<&str>) -> Notify {
        match term {
            Some(term) if term.starts_with("rxvt") || term.starts_with("foot") => Notify::Osc777,
            _ => Notify::Osc9,
        }
    }
}

/// Runs to the end and returns the exit code.
///
/// # Errors
/// What keeps it from running, in words for the user.
pub fn run(config: Config) -> Result<u8, String> {
    let first: Option<Place> = config.settings.servers.first().map(|it| it.place.clone());
    let mut known = Vec::new();
    // This asks the system and may wait; no signal is caught yet, so Ctrl+C ends it.
    if let Some(place) = first {
        let addresses = place
            .resolve()
            .map_err(|why| format!("Cannot find {}: {}", place.shown(), reason(&why)))?;
        known.push((place, addresses));
    }
    let cannot = |why: io::Error| format!("Cannot begin: {}", reason(&why));
    let tty = Tty::open().map_err(|why| why.to_string())?;
    let poll = Poll::new().map_err(cannot)?;
    let (full, wishes) = Full::new(config, known, tty, &poll).map_err(cannot)?;
    let guard = Guard::enter(&full.tty, wishes).map_err(cannot)?;
    full.run(poll, guard)
        .map_err(|why| format!("Cannot go on: {}", reason(&why)))
}

struct Full {
    started: Instant,
    now: Now,
    tty: Tty,
    screen: Screen,
    keys: Keys,
    /// Something may be there to be read from the terminal.
    readable: bool,
    net: Net,
    arena: Arena,
    wires: Vec<Wire>,
    known: Vec<Known>,
    /// Servers to connect to after the next frame.
    wanted: Vec<ServerId>,
    signals: Signals,
    chat: Chat,
    keymap: Keymap,
    editor: Editor,
    mode: Mode,
    /// What is being written in other windows.
    drafts: HashMap<WindowId, String>,
    window: Option<WindowId>,
    /// Words to the user, and until when.
    words: Option<(String, u64)>,
    /// When Ctrl+C was pressed, if nothing else was since.
    leaving_ms: Option<u64>,
    drawing: Drawing,
    painter: Painter,
    /// There is something new to draw.
    dirty: bool,
    framed_ms: u64,
    notify: Notify,
    /// The terminal was asked for its background, and what it answers is what counts.
    ask_ground: bool,
    keep: Keep,
    offset_s: i32,
    /// It was asked for to stop, as a job of a shell.
    stop: bool,
    /// The user is gone, and servers have until then to read our good-bye.
    gone_by_ms: Option<u64>,
    /// The terminal is gone: nobody is there to be shown anything.
    blind: bool,
}

impl Full {
    fn new(config: Config, known: Vec<Known>, tty: Tty, poll: &Poll) -> io::Result<(Full, Wishes)> {
        let registry = poll.registry();
        let wanted = [
            Signal::Interrupt,
            Signal::Terminate,
            Signal::HangUp,
            Signal::Resize,
            Signal::Continue,
        ];
        let signals = Signals::new(registry, SIGNALS, &wanted)?;
        tty.register(registry, TTY)?;
        let started = Instant::now();
        let now = now(started);
        let history = config.keep.history();
        let mut screen = Screen::new(tty.clone());
        if config.ask_ground {
            screen.sign(ASK_GROUND);
        }
        let full = Full {
            started,
            now,
            screen,
            tty,
            keys: Keys::new(),
            readable: true,
            net: Net::new(registry.try_clone()?, NET),
            arena: Arena::new(),
            wires: Vec::new(),
            known,
            wanted: Vec::new(),
            signals,
            chat: Chat::new(config.settings, now),
            editor: Editor::new(config.keymap.line.clone(), history),
            keymap: config.keymap,
            mode: Mode::Write,
            drafts: HashMap::new(),
            window: None,
            words: None,
            leaving_ms: None,
            drawing: Drawing::new(config.theme),
            painter: Painter::new(config.links),
            dirty: true,
            framed_ms: 0,
            notify: config.notify,
            keep: config.keep,
            ask_ground: config.ask_ground,
            offset_s: config.offset_s,
            stop: false,
            gone_by_ms: None,
            blind: false,
        };
        Ok((full, config.wishes))
    }

    fn run(mut self, mut poll: Poll, guard: Guard) -> io::Result<u8> {
        let mut guard = Some(guard);
        let mut events = Events::with_capacity(64);
        let mut buf = vec![0; limits::READ_PER_TICK];
        self.act();
        loop {
            if self.stop {
                self.stop(&mut guard)?;
            }
            self.draw();
            for id in std::mem::take(&mut self.wanted) {
                self.connect(id);
            }
            self.net.finish();
            if let Some(by_ms) = self.gone_by_ms {
                // The shell's prompt does not wait for servers.
                if guard.take().is_some() {
                    self.keep.put_history(self.editor.history());
                }
                if self.net.is_empty() || by_ms <= self.now.mono_ms {
                    return Ok(0);
                }
            }
            match poll.poll(&mut events, self.timeout()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                polled => polled?,
            }
            self.now = now(self.started);
            for event in &events {
                match event.token() {
                    SIGNALS => self.signalled(&mut guard)?,
                    TTY => {
                        self.readable |= event.is_readable() || event.is_read_closed();
                        self.screen.advance();
                    }
                    token if self.net.owns(token) => self.net.ready(event),
                    _ => {}
                }
            }
            self.read();
            while let Some(happening) = self.net.next(self.now.mono_ms, &mut buf) {
                self.happened(happening, &buf);
            }
            let due = |at_ms: u64| at_ms <= self.now.mono_ms;
            if self.chat.deadline().is_some_and(due) {
                self.give(Input::Tick);
            }
            self.expire();
        }
    }

    /// Takes what was typed.
    fn read(&mut self) {
        if !self.readable || self.blind || self.gone_by_ms.is_some() {
            return;
        }
        let mut pressed: Vec<Pressed> = Vec::new();
        let (keys, now_ms) = (&mut self.keys, self.now.mono_ms);
        let taken = self
            .tty
            .read(|bytes| keys.feed(bytes, now_ms, &mut pressed));
        match taken {
            Taken::All => {
                self.readable = false;
                self.keys.fire(now_ms, &mut pressed);
            }
            Taken::Partly => {}
            Taken::Gone(why) => {
                log::info!("the terminal is gone: {why}");
                self.blind = true;
                self.give(Input::Do(Action::Quit));
            }
        }
        for event in pressed {
            self.pressed(event);
        }
    }
}
