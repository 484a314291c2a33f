//! What was said and may be taken back (IRCv3 message-redaction): remembered long enough to say what it was.

use std::collections::VecDeque;

use super::Session;
use crate::client::happening::{Happening, Kind};
use crate::client::read::is_group;
use crate::irc::message::Message;
use crate::now::Now;

/// The capability that has us told.
pub(super) const REDACTION: &str = "draft/message-redaction";
/// The capability that tells us what messages are called.
pub(super) const TAGS: &str = "message-tags";

/// Messages that are remembered, and the longest id that is, bytes.
const MESSAGES: usize = 500;
const LONGEST: usize = 64;

/// Messages that were heard, the newest at the end. Their words are not in here.
#[derive(Debug, Default)]
pub(super) struct Said(VecDeque<One>);

#[derive(Debug)]
struct One {
    id: String,
    from: String,
    unix_ms: u64,
}

impl Said {
    /// Remembers who said a message, and when. Only the newest are.
    pub(super) fn remember(&mut self, message: &Message<'_>, said: &Happening) {
        let Some(id) = message
            .tag("msgid")
            .filter(|id| (1..=LONGEST).contains(&id.len()))
        else {
            return;
        };
        if self.0.len() == MESSAGES {
            self.0.pop_front();
        }
        self.0.push_back(One {
            id,
            from: said.from.clone().unwrap_or_default(),
            unix_ms: said.unix_ms,
        });
    }

    fn find(&self, id: &str) -> Option<&One> {
        self.0.iter().rev().find(|one| one.id == id)
    }
}

impl Session {
    /// `REDACT <target> <message id> [reason]`: somebody took back what it or somebody else said.
    pub(super) fn hear_redact(&mut self, message: &Message<'_>, now: Now) {
        let to = message.param(0).unwrap_or_default();
        let by = self.about(Kind::Redact, message, now);
        let mut told = Happening::new(Kind::Redact, by.unix_ms);
        if let Some(one) = self.said.find(message.param(1).unwrap_or_default()) {
            told.said_unix_ms = Some(one.unix_ms);
            let from = one.from.clone();
            told = self.about_member(told, &from);
        }
        if is_group(to) {
            told = told.group(to);
        }
        told.by = by.from;
        self.show(told.text(message.param(2).unwrap_or_default()));
    }
}
