//! A window: a group, a conversation, or what a server itself has to say.

use std::collections::{HashSet, VecDeque};

use crate::client::chat::entry::{Entry, Key, Kind};
use crate::client::chat::member::Members;
use crate::client::chat::server::ServerId;

/// Most entries of one window.
pub const ENTRIES: usize = 5_000;
/// Most bytes of one window's entries, about.
pub const ENTRY_BYTES: usize = 4 * 1024 * 1024;
/// Bytes that all windows share for their entries: where there are many, each one's part is smaller.
pub const ALL_BYTES: usize = 64 * 1024 * 1024;
/// Most who are shown typing in one window.
pub const TYPISTS: usize = 16;

/// Names a window as long as the chat lasts; never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WindowId(pub u32);

/// What a window is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// A server: what it says itself, and answers that belong nowhere else.
    Server,
    /// A group, by the name the server gave it.
    Group(String),
    /// A conversation with somebody.
    Conversation(String),
}

/// What part of a window is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scroll {
    /// The newest entry is at the bottom.
    #[default]
    Newest,
    /// This entry is at the bottom, with so many of its rows hidden below the edge. What comes later does not move it.
    At {
        /// The entry.
        key: Key,
        /// Rows of it that are below the edge.
        hidden: u16,
    },
}

/// A search through a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// What was looked for.
    pub query: String,
    /// Entries that have it, the oldest first.
    pub hits: Vec<Key>,
    /// The hit one is at.
    pub at: usize,
}

/// Somebody who is typing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typist {
    /// Who.
    pub name: String,
    /// Until when it is believed, on the monotonic clock.
    pub until_ms: u64,
}

/// One window.
#[derive(Clone, Debug)]
pub struct Window {
    /// Its own id.
    pub id: WindowId,
    /// The server it is on.
    pub server: ServerId,
    /// What it is about.
    pub which: Which,
    /// The topic of a group; empty for none.
    pub topic: String,
    /// Who is there. Empty for a group we are not in at the moment, and for what is no group.
    pub members: Members,
    /// A group: we are in it. A conversation: the other one is there, as far as is known.
    pub present: bool,
    /// What was said and happened, the oldest first.
    pub entries: VecDeque<Entry>,
    /// Things said by others that were not read yet.
    pub unread: usize,
    /// How many of them mention the user; all of them in a conversation.
    pub mentions: usize,
    /// The first entry that was not read when the user came to the window: the unread line stands before it.
    pub unread_line: Option<Key>,
    /// What is shown.
    pub scroll: Scroll,
    /// Entries that came below what is shown while it stays where it is.
    pub new_below: usize,
    /// Who is typing, at most [`TYPISTS`].
    pub typing: Vec<Typist>,
    /// The search that is on.
    pub search: Option<Search>,
    /// The entry that is answered next: chosen by the user.
    pub chosen: Option<Key>,
    /// How far this was read, milliseconds since 1970 UTC (IRCv3 read-marker).
    pub read_ms: u64,

    pub(super) msgids: HashSet<String>,
    pub(super) bytes: usize,
    /// The newest moment the server has told of here, which is where history goes on.
    pub(super) newest_ms: u64,
    /// What was last told to the server of how far this was read.
    pub(super) marked_ms: u64,
    /// The user left the group, or was removed: it is not entered again by itself.
    pub(super) left: bool,
    /// The key that the group was entered with.
    pub(super) key: Option<String>,
    /// Names come in after which the members are complete.
    pub(super) naming: bool,
}

impl Window {
    pub(super) fn new(id: WindowId, server: ServerId, which: Which) -> Window {
        Window {
            id,
            server,
            which,
            topic: String::new(),
            members: Members::default(),
            present: false,
            entries: VecDeque::new(),
            unread: 0,
            mentions: 0,
            unread_line: None,
            scroll: Scroll::Newest,
            new_below: 0,
            typing: Vec::new(),
            search: None,
            chosen: None,
            read_ms: 0,
            msgids: HashSet::new(),
            bytes: 0,
            newest_ms: 0,
            marked_ms: 0,
            left: false,
            key: None,
            naming: false,
        }
    }

    /// What lines are addressed to; `None` for a server.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        match &self.which {
            Which::Server => None,
            Which::Group(name) | Which::Conversation(name) => Some(name),
        }
    }

    /// Whether it is a group.
    #[must_use]
    pub fn is_group(&self) -> bool {
        matches!(self.which, Which::Group(_))
    }

    /// The place of an entry.
    #[must_use]
    pub fn place(&self, key: Key) -> Option<usize> {
        // Keys grow along the window but where history came in late.
        match self.entries.binary_search_by_key(&key, |entry| entry.key) {
            Ok(at) => Some(at),
            Err(_) => self.entries.iter().position(|entry| entry.key == key),
        }
    }

    /// The entry that the server calls so.
    #[must_use]
    pub fn by_msgid(&self, msgid: &str) -> Option<&Entry> {
        if !self.msgids.contains(msgid) {
            return None;
        }
        let mut newest_first = self.entries.iter().rev();
        newest_first.find(|entry| entry.msgid.as_deref() == Some(msgid))
    }

    pub(super) fn entry_mut(&mut self, key: Key) -> Option<&mut Entry> {
        let at = self.place(key)?;
        self.entries.get_mut(at)
    }

    /// Puts an entry where its time belongs and forgets the oldest beyond the bounds. What is of now goes to the end.
    pub(super) fn put(&mut self, entry: Entry, most_bytes: usize) {
        self.msgids.extend(entry.msgids().cloned());
        self.bytes += entry.weight();
        let mut at = self.entries.len();
        if entry.past {
            while at > 0 && self.entries[at - 1].unix_ms > entry.unix_ms {
                at -= 1;
            }
        }
        if self.scroll != Scroll::Newest && at == self.entries.len() {
            self.new_below += 1;
        }
        self.entries.insert(at, entry);
        self.fit(most_bytes);
    }

    /// Forgets the oldest beyond the bounds.
    fn fit(&mut self, most_bytes: usize) {
        while self.entries.len() > ENTRIES || self.bytes > most_bytes && self.entries.len() > 1 {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        let Some(old) = self.entries.pop_front() else {
            return;
        };
        self.bytes = self.bytes.saturating_sub(old.weight());
        for msgid in old.msgids() {
            self.msgids.remove(msgid);
        }
        if self.unread_line == Some(old.key) {
            self.unread_line = self.entries.front().map(|entry| entry.key);
        }
        if self.chosen == Some(old.key) {
            self.chosen = None;
        }
        if let Scroll::At { key, .. } = self.scroll
            && key == old.key
        {
            // What was looked at is gone; the oldest that is left stands in for it.
            self.scroll = match self.entries.front() {
                Some(oldest) => Scroll::At {
                    key: oldest.key,
                    hidden: 0,
                },
                None => Scroll::Newest,
            };
        }
        if let Some(search) = &mut self.search
            && let Some(place) = search.hits.iter().position(|hit| *hit == old.key)
        {
            search.hits.remove(place);
            search.at -= usize::from(search.at > 0 && place <= search.at);
        }
    }

    /// Changes an entry, keeping count of its bytes.
    pub(super) fn change(&mut self, key: Key, change: impl FnOnce(&mut Entry)) -> bool {
        let Some(entry) = self.entry_mut(key) else {
            return false;
        };
        let before = entry.weight();
        let old: Vec<String> = entry.msgids().cloned().collect();
        change(entry);
        let after = entry.weight();
        let new: Vec<String> = entry.msgids().cloned().collect();
        self.bytes = (self.bytes + after).saturating_sub(before);
        if old != new {
            for msgid in &old {
                self.msgids.remove(msgid);
            }
            self.msgids.extend(new);
        }
        self.fit(ENTRY_BYTES);
        true
    }

    /// Moves an entry to the end, as something of that moment.
    pub(super) fn move_to_end(&mut self, key: Key, unix_ms: u64) {
        if let Some(mut entry) = self.place(key).and_then(|at| self.entries.remove(at)) {
            entry.unix_ms = unix_ms;
            self.entries.push_back(entry);
        }
    }

    /// Takes an entry out.
    pub(super) fn take(&mut self, key: Key) {
        if let Some(entry) = self.place(key).and_then(|at| self.entries.remove(at)) {
            self.bytes = self.bytes.saturating_sub(entry.weight());
            self.chosen = self.chosen.filter(|it| *it != key);
            if let Some(search) = &mut self.search {
                search.hits.retain(|it| *it != key);
                search.at = search.at.min(search.hits.len().saturating_sub(1));
            }
            if matches!(self.scroll, Scroll::At { key: at, .. } if at == key) {
                self.scroll = Scroll::Newest;
            }
        }
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.msgids.clear();
        self.bytes = 0;
        self.unread_line = None;
        self.scroll = Scroll::Newest;
        self.new_below = 0;
        self.search = None;
        self.chosen = None;
    }

    /// The newest thing that somebody said and that `fits`.
    pub(super) fn newest(&self, mut fits: impl FnMut(&Entry) -> bool) -> Option<&Entry> {
        self.entries
            .iter()
            .rev()
            .find(|entry| entry.kind.is_speech() && fits(entry))
    }

    /// What was told last that nobody said.
    pub(super) fn newest_info(&self) -> Option<&Entry> {
        let mut newest_first = self.entries.iter().rev();
        newest_first.find(|entry| matches!(entry.kind, Kind::Info))
    }

    /// Whether there is an entry of that kind at the end.
    pub(super) fn ends_with(&self, fits: impl FnOnce(&Kind) -> bool) -> bool {
        self.entries.back().is_some_and(|entry| fits(&entry.kind))
    }
}
