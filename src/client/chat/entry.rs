//! What is shown in a window, one thing after the other.
//!
//! Everything in here is as the network gave it, apart from the words we make ourselves: nothing is cleaned yet.

use crate::client::chat::comings::Comings;
use crate::client::happening::Row;

/// Names an entry as long as the chat lasts; never given twice. Later entries have larger keys, but history that comes in
/// late stands before entries with smaller ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u64);

/// What sort of thing it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `from` said `text`.
    Message,
    /// `from` did `text`.
    Action,
    /// A program's words: `from` said `text`, and nobody answers.
    Notice,
    /// Comings and goings, folded into one; `text` tells them.
    Comings(Comings),
    /// Something that happened here, told in `text`: a topic, a mode, a removal, a new coordinator.
    Event,
    /// Something to know, in `text`.
    Info,
    /// Something that went wrong, in `text`.
    Error,
    /// The member table; `text` says of what.
    Members(Vec<Row>),
    /// We were away from `unix_ms` of this entry until this moment, milliseconds since 1970 UTC; `text` is empty, because
    /// clock times are the reader's.
    Gap {
        /// The end, and `None` while it lasts.
        until_ms: Option<u64>,
    },
}

impl Kind {
    /// Whether somebody speaks: such entries count as unread and can be answered.
    #[must_use]
    pub fn is_speech(&self) -> bool {
        matches!(self, Kind::Message | Kind::Action | Kind::Notice)
    }
}

/// How far something that was said has come. What others said is `Sent`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// It is there.
    #[default]
    Sent,
    /// It waits for the connection, or for its turn.
    Unsent,
    /// It is on its way and not yet acknowledged.
    Sending,
    /// It was refused or may be lost, for this reason.
    Failed(String),
}

/// A reaction and who gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// The sign, a few characters that the network chose.
    pub sign: String,
    /// Names, in order of coming; at most [`REACTORS`].
    pub from: Vec<String>,
}

/// One thing in a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Ours for it.
    pub key: Key,
    /// The server's id for it (IRCv3 message-ids).
    pub msgid: Option<String>,
    /// When, milliseconds since 1970-01-01 UTC: by the server's clock where it says so.
    pub unix_ms: u64,
    /// What.
    pub kind: Kind,
    /// Who.
    pub from: Option<String>,
    /// The number of `from`.
    pub id: Option<u64>,
    /// `from` is the user.
    pub mine: bool,
    /// The words. Several lines are parted by `\n`.
    pub text: String,
    /// Meant for a part of the group only: the sign it was addressed to, `@` for its operators.
    pub only: Option<char>,
    /// It mentions the user, or a word to look for.
    pub mention: bool,
    /// How far it has come.
    pub state: State,
    /// It was taken back: `Some` with the reason, perhaps empty. `text` is kept; drawing need not show it.
    pub redacted: Option<String>,
    /// The id of what it answers.
    pub reply_to: Option<String>,
    /// What others thought of it; at most [`SIGNS`] signs.
    pub reactions: Vec<Reaction>,
    /// It was told from memory (history), not as it happened.
    pub past: bool,
}

/// Most different reactions to one entry.
pub const SIGNS: usize = 20;
/// Most names kept of one reaction.
pub const REACTORS: usize = 50;
/// Longest reaction, bytes.
pub const SIGN: usize = 64;

impl Entry {
    /// Something that nobody in particular said. Its key is given when it is put into a window.
    #[must_use]
    pub fn new(kind: Kind, unix_ms: u64, text: impl Into<String>) -> Entry {
        Entry {
            key: Key::default(),
            msgid: None,
            unix_ms,
            kind,
            from: None,
            id: None,
            mine: false,
            text: text.into(),
            only: None,
            mention: false,
            state: State::Sent,
            redacted: None,
            reply_to: None,
            reactions: Vec::new(),
            past: false,
        }
    }

    /// Bytes that its texts take, about.
    #[must_use]
    pub fn weight(&self) -> usize {
        let reactions = self.reactions.iter().map(|reaction| {
            reaction.sign.len() + reaction.from.iter().map(String::len).sum::<usize>()
        });
        let optional = [&self.msgid, &self.from, &self.redacted, &self.reply_to];
        let kind = match &self.kind {
            Kind::Comings(comings) => comings.weight(),
            Kind::Members(rows) => rows.len() * size_of::<Row>(),
            _ => 0,
        };
        size_of::<Entry>()
            + self.text.len()
            + kind
            + optional
                .into_iter()
                .flatten()
                .map(String::len)
                .sum::<usize>()
            + reactions.sum::<usize>()
    }

    /// Every id of the server for what it tells.
    pub(super) fn msgids(&self) -> impl Iterator<Item = &String> {
        let folded = match &self.kind {
            Kind::Comings(comings) => Some(comings.msgids()),
            _ => None,
        };
        self.msgid.iter().chain(folded.into_iter().flatten())
    }

    /// Adds a reaction, or takes it back.
    pub(super) fn react(&mut self, sign: &str, from: &str, add: bool) {
        let sign = &sign[..sign.floor_char_boundary(SIGN)];
        let known = self.reactions.iter().position(|known| known.sign == sign);
        match known {
            Some(at) if add => {
                let names = &mut self.reactions[at].from;
                if names.len() < REACTORS && !names.iter().any(|name| name == from) {
                    names.push(from.to_owned());
                }
            }
            Some(at) => {
                self.reactions[at].from.retain(|name| name != from);
                if self.reactions[at].from.is_empty() {
                    self.reactions.remove(at);
                }
            }
            None if add && !sign.is_empty() && self.reactions.len() < SIGNS => {
                self.reactions.push(Reaction {
                    sign: sign.to_owned(),
                    from: vec![from.to_owned()],
                });
            }
            None => {}
        }
    }
}
