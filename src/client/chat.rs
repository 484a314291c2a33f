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

// What the model offers is used by the behaviour that stands on it.
#![allow(dead_code)]

pub mod caps;
pub mod comings;
pub mod entry;
pub mod io;
pub mod member;
pub mod server;
pub mod supports;
pub mod window;
mod wire;

use std::collections::VecDeque;

use crate::now::Now;
use caps::Caps;
use entry::{Entry, Key};
use server::{Link, Server, ServerId};
use supports::Supports;
use window::{Scroll, Which, Window, WindowId};
use wire::Wire;

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

    /// Adds a server with a window of its own.
    pub(super) fn add_server(&mut self, wanted: Wanted, _now: Now) -> Option<ServerId> {
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
            wire: Wire::default(),
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
        self.windows.insert(at, Window::new(id, server, which));
        self.changed = true;
        Some(id)
    }

    pub(super) fn window_mut(&mut self, id: WindowId) -> Option<&mut Window> {
        self.windows.iter_mut().find(|window| window.id == id)
    }

    /// Puts an entry into a window.
    pub(super) fn tell(&mut self, id: WindowId, mut entry: Entry) -> Option<Key> {
        self.keys += 1;
        let key = Key(self.keys);
        entry.key = key;
        let looked_at = self.active == id && self.attention;
        let window = self.window_mut(id)?;
        let seen = looked_at && window.scroll == Scroll::Newest;
        let new = entry.kind.is_speech() && !entry.mine && entry.unix_ms > window.read_ms;
        if new && !seen {
            let private = matches!(window.which, Which::Conversation(_));
            window.mentions += usize::from(entry.mention || private);
            window.unread += 1;
            window.unread_line.get_or_insert(key);
        }
        window.put(entry);
        self.changed = true;
        Some(key)
    }

    /// Goes to a window.
    pub(super) fn activate(&mut self, id: WindowId) {
        if self.window(id).is_none() || self.active == id {
            return;
        }
        let left = self.active;
        if let Some(window) = self.window_mut(left) {
            window.unread_line = None;
        }
        self.active = id;
        if let Some(window) = self.window_mut(id) {
            window.unread = 0;
            window.mentions = 0;
        }
        self.changed = true;
    }
}
