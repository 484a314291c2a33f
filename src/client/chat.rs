//! The full-screen client without its screen: servers, windows and what is in them, as a state machine.
//!
//! ```text
//! server lines ─┐                          ┌→ lines to send, connections to make
//! the user     ─┼→ Chat::handle(Input) ────┼→ notices, things to remember
//! time         ─┘                          └→ the windows, which drawing reads
//! ```
//!
//! It does no I/O and reads no clock; chance comes in as a seed. Whoever runs it puts [`Input`] in, draws [`Output`]
//! until there is none, redraws when [`Chat::changed`] says so, and comes back at [`Chat::deadline`].
//!
//! It speaks IRC with any server. Everything that a server can make grow is bounded: windows, entries and their bytes,
//! members, what waits to be sent.

mod batch;
pub mod caps;
pub mod comings;
mod command;
mod cut;
mod early;
pub mod entry;
mod greet;
mod group;
mod hear;
mod history;
pub mod io;
mod login;
pub mod member;
mod names;
mod notice;
mod numeric;
mod people;
mod place;
mod pour;
mod reply;
mod roster;
mod seek;
pub mod server;
mod settings;
mod speak;
mod stay;
pub mod supports;
mod unsent;
pub mod window;
mod windows;
mod wire;
mod words;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use crate::now::Now;
use caps::Caps;
use entry::{Entry, Key};
use server::{Link, Server, ServerId};
use supports::Supports;
use window::{ALL_BYTES, ENTRY_BYTES, Which, Window, WindowId};
use wire::{Sending, Wire};

pub use io::{Account, Action, Input, Notice, Noticing, Output, Read, Save, Settings, Wanted};

/// Most servers.
pub const SERVERS: usize = 32;
/// Most windows.
pub const WINDOWS: usize = 500;

/// All of it.
#[derive(Debug)]
pub struct Chat {
    servers: Vec<Server>,
    /// In the order in which they are shown: each server's own window, then its groups and conversations.
    windows: Vec<Window>,
    active: WindowId,
    /// The terminal has the user's attention.
    attention: bool,
    noticing: Noticing,
    ignored: Vec<String>,
    /// How far was read in earlier runs, of what has no window yet.
    read: Vec<Read>,
    /// What was said on a connection that is lost, and may have arrived or not.
    doubtful: Vec<(ServerId, Sending)>,
    /// The window in which others were told that the user types, and when.
    typed: Option<(WindowId, u64)>,
    /// When it is reported how far the active window was read.
    mark_ms: Option<u64>,
    /// What the terminal is called.
    titled: String,
    /// The state of the random numbers.
    chance: u64,
    out: VecDeque<Output>,
    changed: bool,
    keys: u64,
    window_ids: u32,
    server_ids: u32,
}

impl Chat {
    /// A chat that connects to every server of `settings`.
    #[must_use]
    pub fn new(settings: Settings, now: Now) -> Chat {
        let mut chat = Chat {
            servers: Vec::new(),
            windows: Vec::new(),
            active: WindowId(0),
            attention: true,
            noticing: settings.noticing,
            ignored: settings.ignored,
            read: settings.read,
            doubtful: Vec::new(),
            typed: None,
            mark_ms: None,
            titled: String::new(),
            chance: settings.seed,
            out: VecDeque::new(),
            changed: true,
            keys: 0,
            window_ids: 0,
            server_ids: 0,
        };
        for wanted in settings.servers {
            chat.add_server(wanted, now);
        }
        if let Some(first) = chat.windows.first() {
            chat.active = first.id;
        }
        chat
    }

    /// Takes one input in.
    pub fn handle(&mut self, input: Input<'_>, now: Now) {
        match input {
            Input::Connected(id) => self.connected(id, now),
            Input::Heard(id, line) if self.hears(id) => self.hear(id, line, now),
            // The rest of what came on a connection that was given up meanwhile.
            Input::Heard(..) => {}
            Input::Lost(id, why) => self.lost(id, why, now),
            Input::Typed(text) => self.typed(text, now),
            Input::Typing(any) => self.typing(any, now),
            Input::Do(action) => self.act(action, now),
            Input::Tick => {}
        }
        self.look_at_the_clock(now);
        self.read();
        self.plan_mark(now);
        self.pump(now);
        self.pour(now);
        self.retitle();
    }

    /// The servers, in order of coming.
    #[must_use]
    pub fn servers(&self) -> &[Server] {
        &self.servers
    }

    /// A server.
    #[must_use]
    pub fn server(&self, id: ServerId) -> Option<&Server> {
        self.servers.iter().find(|server| server.id == id)
    }

    /// The windows in the order in which they are shown: each server's own, then its groups and conversations.
    #[must_use]
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// A window.
    #[must_use]
    pub fn window(&self, id: WindowId) -> Option<&Window> {
        self.windows.iter().find(|window| window.id == id)
    }

    /// The window the user is in; there is none only while there are no windows at all.
    #[must_use]
    pub fn active(&self) -> Option<&Window> {
        self.window(self.active)
    }

    /// What a window is called.
    #[must_use]
    pub fn title_of<'a>(&'a self, window: &'a Window) -> &'a str {
        match window.target() {
            Some(target) => target,
            None => self
                .server(window.server)
                .map_or("", |server| &server.shown),
        }
    }

    /// What is noticed.
    #[must_use]
    pub fn noticing(&self) -> &Noticing {
        &self.noticing
    }

    /// Whether anything that can be seen has changed since this was asked last.
    pub fn changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// Draws the next output.
    pub fn poll(&mut self) -> Option<Output> {
        self.out.pop_front()
    }

    /// Whether lines of a server mean anything.
    fn hears(&self, id: ServerId) -> bool {
        let link = self.server(id).map(|server| &server.link);
        matches!(link, Some(Link::Registering | Link::Joined))
    }

    /// Adds a server with a window of its own.
    pub(super) fn add_server(&mut self, wanted: Wanted, now: Now) -> Option<ServerId> {
        if self.servers.len() >= SERVERS {
            return None;
        }
        let id = ServerId(self.server_ids);
        self.server_ids += 1;
        self.servers.push(Server {
            id,
            shown: wanted.place.shown(),
            link: Link::Connecting,
            name: wanted.name.clone(),
            number: None,
            away: false,
            lag_ms: None,
            caps: Caps::default(),
            supports: Supports::default(),
            wire: Wire::new(now),
            wanted,
        });
        self.open(id, Which::Server);
        self.out.push_back(Output::Connect(id));
        Some(id)
    }

    /// Opens a window behind those of its server. `None` when there are too many.
    pub(super) fn open(&mut self, server: ServerId, which: Which) -> Option<WindowId> {
        if self.windows.len() >= WINDOWS {
            return None;
        }
        let id = WindowId(self.window_ids);
        self.window_ids += 1;
        let last = self.windows.iter().rposition(|it| it.server == server);
        let at = last.map_or(self.windows.len(), |last| last + 1);
        let mut window = Window::new(id, server, which);
        if let (Some(target), Some(server)) = (window.target(), self.server(server)) {
            let (place, supports) = (server.wanted.place.shown(), &server.supports);
            let mut read = self.read.iter();
            let known = read.find(|it| it.server == place && supports.same(&it.target, target));
            window.read_ms = known.map_or(0, |it| it.unix_ms);
            window.marked_ms = window.read_ms;
        }
        self.windows.insert(at, window);
        self.changed = true;
        Some(id)
    }

    pub(super) fn server_mut(&mut self, id: ServerId) -> Option<&mut Server> {
        self.servers.iter_mut().find(|server| server.id == id)
    }

    pub(super) fn window_mut(&mut self, id: WindowId) -> Option<&mut Window> {
        self.windows.iter_mut().find(|window| window.id == id)
    }

    /// Puts an entry into a window.
    pub(super) fn tell(&mut self, id: WindowId, mut entry: Entry) -> Option<Key> {
        self.keys += 1;
        let key = Key(self.keys);
        entry.key = key;
        let seen = self.sees(id);
        let most_bytes = ENTRY_BYTES.min(ALL_BYTES / self.windows.len().max(1));
        let window = self.window_mut(id)?;
        // Of what is told again, only what we have not read is news; where we do not know, nothing is.
        let news = match entry.past {
            true => window.read_ms > 0 && entry.unix_ms > window.read_ms,
            false => true,
        };
        let news = news && entry.kind.is_speech() && !entry.mine;
        if news && !seen {
            let private = matches!(window.which, Which::Conversation(_));
            window.mentions += usize::from(entry.mention || private);
            window.unread += 1;
            window.unread_line.get_or_insert(key);
        }
        if let Some(search) = &mut window.search
            && search.finds(&entry)
            && !entry.past
        {
            search.hits.push(key);
        }
        window.put(entry, most_bytes);
        self.changed = true;
        Some(key)
    }
}
