//! Lines that the server itself says to one recipient.

use std::fmt;

use crate::info::Info;
use crate::irc::message::Line;
use crate::irc::numeric::Numeric;

/// The server, speaking to somebody.
#[derive(Clone, Copy)]
pub(super) struct Voice<'a> {
    /// Facts about the server.
    pub(super) info: &'a Info,
    /// The recipient's name, `*` while it has none (Modern IRC, "Numeric Replies").
    pub(super) to: &'a str,
}

impl Voice<'_> {
    /// Begins a numeric reply. Its last parameter is the caller's to write.
    pub(super) fn numeric(self, out: &mut Vec<u8>, numeric: Numeric) -> Line<'_> {
        Line::from(out, "", &self.info.server_name, numeric).arg(self.to)
    }

    /// Writes a numeric reply that has nothing but its own words.
    pub(super) fn plain(self, out: &mut Vec<u8>, numeric: Numeric) {
        self.numeric(out, numeric).last(numeric.text);
    }

    /// Writes a numeric reply about `word`, with its own words.
    pub(super) fn about(self, out: &mut Vec<u8>, numeric: Numeric, word: &str) {
        self.numeric(out, numeric)
            .arg(clip(word))
            .last(numeric.text);
    }

    /// Says something to a person.
    pub(super) fn notice(self, out: &mut Vec<u8>, text: impl fmt::Display) {
        Line::from(out, "", &self.info.server_name, "NOTICE")
            .arg(self.to)
            .last(text);
    }

    /// Writes a failure for which there is no numeric (IRCv3 standard-replies, `FAIL`).
    pub(super) fn fail(
        self,
        out: &mut Vec<u8>,
        command: &str,
        code: &str,
        text: impl fmt::Display,
    ) {
        Line::from(out, "", &self.info.server_name, "FAIL")
            .arg(clip(command))
            .arg(code)
            .last(text);
    }

    /// Writes a failure about `word`.
    pub(super) fn fail_about(
        self,
        out: &mut Vec<u8>,
        command: &str,
        code: &str,
        word: &str,
        text: impl fmt::Display,
    ) {
        Line::from(out, "", &self.info.server_name, "FAIL")
            .arg(command)
            .arg(code)
            .arg(clip(word))
            .last(text);
    }
}

/// As much of a word that a peer made up as a reply can repeat without losing what follows it.
pub(super) fn clip(word: &str) -> &str {
    &word[..word.floor_char_boundary(CLIP)]
}

/// Longer than any name that exists, and short enough for a line.
const CLIP: usize = 200;
