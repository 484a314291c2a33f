//! What was said before, asked for and told (IRCv3 chathistory).

use super::{Session, same};
use crate::irc::message::{Line, Message};
use crate::now::Now;

/// The capability that lets us ask.
pub(super) const HISTORY: &str = "draft/chathistory";
/// The capability that tells us where an answer ends.
pub(super) const BATCH: &str = "batch";

/// Messages that `/history` asks for when no number is given: as many as the plain dialect shows.
const COUNT: usize = 20;

/// An answer that is coming in.
#[derive(Debug)]
pub(super) struct Reading {
    /// What its lines refer to it by.
    reference: String,
    /// The group it is about.
    group: String,
    /// Whether a line of it has come.
    any: bool,
}

impl Session {
    /// `/history [COUNT]`
    pub(super) fn ask_for_history(&mut self, word: &str, now: Now) {
        let count = match word {
            "" => Some(COUNT),
            word => word.parse().ok().filter(|&count| count > 0),
        };
        let Some(count) = count else {
            return self.fail("Usage: /history [COUNT]", now);
        };
        if !self.has_history {
            return self.fail("This server does not tell what was said before.", now);
        }
        if let Some(group) = self.group_or_current(None, now) {
            self.put(|line| {
                Line::to_server(line, "", "CHATHISTORY")
                    .arg("LATEST")
                    .arg(group)
                    .arg("*")
                    .arg(count)
                    .end();
            });
        }
    }

    /// `BATCH +<reference> <type> [<parameter>...]`, `BATCH -<reference>`: only history is of interest.
    pub(super) fn hear_batch(&mut self, message: &Message<'_>, now: Now) {
        let word = message.param(0).unwrap_or_default();
        if let Some(reference) = word.strip_prefix('+') {
            if message.param(1) == Some("chathistory") {
                self.reading = Some(Reading {
                    reference: reference.to_owned(),
                    group: message.param(2).unwrap_or_default().to_owned(),
                    any: false,
                });
            }
        } else if let Some(reference) = word.strip_prefix('-')
            && let Some(read) = self.reading.take_if(|read| read.reference == reference)
            && !read.any
        {
            self.inform(format!("Nothing was said in {} yet.", read.group), now);
        }
    }

    /// Whether a line is to be passed over: one that tells of the past, and would be taken for the present.
    pub(super) fn is_past(&mut self, message: &Message<'_>) -> bool {
        let Some(reading) = &mut self.reading else {
            return false;
        };
        if message
            .tag(BATCH)
            .is_none_or(|reference| reference != reading.reference)
        {
            return false;
        }
        reading.any = true;
        !["PRIVMSG", "NOTICE"]
            .iter()
            .any(|word| same(word, message.command))
    }
}
