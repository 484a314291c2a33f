//! Pastes: into the line, or, when they make more than a few messages, said once the user has agreed.

use super::Full;
use super::mode::{Mode, push};
use crate::client::chat::Input;
use crate::client::edit::Outcome;
use crate::client::term::keys::{PASTE, Paste};
use crate::limits;
use crate::pieces::pieces;

/// Messages that a paste may make without being asked about.
const ASKED_FROM: usize = 3;

impl Full {
    pub(super) fn pasted(&mut self, mut paste: Paste) {
        self.dirty = true;
        match &mut self.mode {
            Mode::Switch { query, .. } | Mode::Search { query } => {
                for c in paste.text.chars().filter(|c| !c.is_control()) {
                    push(query, c);
                }
                return;
            }
            Mode::Write => {}
            // Who pastes once more before the answer means both.
            Mode::Paste { text, lost, .. } => {
                paste = joined(std::mem::take(text), *lost, &paste);
                self.mode = Mode::Write;
            }
            // Whatever was open is closed by going on.
            _ => self.mode = Mode::Write,
        }
        let messages = messages(&paste.text);
        if messages <= ASKED_FROM {
            if let Outcome::Full(lost) = self.editor.paste(&paste.text) {
                self.tell(format!("The line is full: {lost} bytes were left out."));
            }
            return self.typing();
        }
        self.mode = Mode::Paste {
            messages: self.chat.messages_of(&paste.text).unwrap_or(messages),
            takes_ms: self.chat.takes_ms(messages),
            text: paste.text,
            lost: paste.lost,
        };
    }

    /// Says what was pasted, with what was written around it.
    pub(super) fn say_all(&mut self, text: &str) {
        let alone = self.editor.text().trim().is_empty();
        let mut all = self.editor.take_with(text);
        // Nothing that was pasted is a command.
        if alone && all.starts_with('/') {
            all.insert(0, '/');
        }
        self.give(Input::Typed(&all));
    }
}

/// Two pastes as one, which is bounded like each of them.
fn joined(mut text: String, lost: usize, paste: &Paste) -> Paste {
    let room = PASTE.saturating_sub(text.len());
    let fits = paste.text.floor_char_boundary(room);
    text.push_str(&paste.text[..fits]);
    Paste {
        text,
        lost: lost + paste.lost + (paste.text.len() - fits),
    }
}

/// How many messages a text makes where a server takes one line at a time.
fn messages(text: &str) -> usize {
    let lines = text.split('\n').filter(|line| !line.trim().is_empty());
    lines
        .map(|line| pieces(line, limits::IRC_LINE - 100).count())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_pastes_are_one_and_bounded() {
        let paste = |text: &str| Paste {
            text: text.to_owned(),
            lost: 1,
        };
        let both = joined("one\n".to_owned(), 0, &paste("two"));
        assert_eq!((both.text.as_str(), both.lost), ("one\ntwo", 1));
        let both = joined("x".repeat(PASTE - 1), 2, &paste("éa"));
        assert_eq!((both.text.len(), both.lost), (PASTE - 1, 6));
    }

    #[test]
    fn a_paste_makes_as_many_messages_as_it_has_lines_or_pieces() {
        for (text, want) in [("", 0), ("one", 1), ("one\n\n two\n", 2), ("a\nb\nc\nd", 4)] {
            assert_eq!(messages(text), want, "{text:?}");
        }
        assert_eq!(messages(&"x".repeat(1_000)), 3);
    }
}
