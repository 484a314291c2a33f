//! The text that is being written, its cursor, and what was done to it, so that it can be undone.

use std::collections::VecDeque;
use std::ops::Range;

use super::text;

/// Most changes that can be undone.
const CHANGES: usize = 200;
/// Most bytes of text kept for undoing.
const KEPT: usize = 512 * 1024;

/// A text and a cursor, which always stands between two characters as a person counts them.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    text: String,
    cursor: usize,
    done: VecDeque<Change>,
    /// What was undone and can be done again, the next one last.
    undone: Vec<Change>,
}

/// At `at`, `removed` became `added`.
#[derive(Debug)]
struct Change {
    at: usize,
    removed: String,
    added: String,
    /// The cursor before it, and after it.
    cursors: (usize, usize),
    kind: Kind,
}

/// What a change is, for undoing several as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters were typed: a word is one change.
    Typing,
    /// Single characters were deleted, one next to the other.
    Erasing,
    /// Anything else, by itself.
    Whole,
}

impl Change {
    fn bytes(&self) -> usize {
        self.removed.len() + self.added.len()
    }

    /// Takes a change that follows this one into it, or returns it.
    fn absorb(&mut self, next: Change) -> Result<(), Change> {
        let goes_on = match (self.kind, next.kind) {
            (Kind::Typing, Kind::Typing) => {
                let ends_with_blank = self.added.ends_with(char::is_whitespace);
                let begins_word = !next.added.starts_with(char::is_whitespace);
                next.at == self.at + self.added.len() && !(ends_with_blank && begins_word)
            }
            (Kind::Erasing, Kind::Erasing) => {
                next.at == self.at || next.at + next.removed.len() == self.at
            }
            _ => false,
        };
        // Where letters ran together, the cursor is not where this change has left it.
        if !goes_on || self.cursors.1 != next.cursors.0 {
            return Err(next);
        }
        if next.kind == Kind::Typing {
            self.added.push_str(&next.added);
        } else if next.at == self.at {
            self.removed.push_str(&next.removed);
        } else {
            self.removed.insert_str(0, &next.removed);
            self.at = next.at;
        }
        self.cursors.1 = next.cursors.1;
        Ok(())
    }
}

impl Buffer {
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn cursor(&self) -> usize {
        self.cursor
    }

    /// Moves the cursor to a place. Returns whether it was elsewhere.
    pub(super) fn go(&mut self, to: usize) -> bool {
        let to = text::snap(&self.text, to);
        let moved = to != self.cursor;
        self.cursor = to;
        moved
    }

    /// Puts `with` in the place of `range`, whose ends are places, and the cursor behind it.
    pub(super) fn replace(&mut self, range: Range<usize>, with: &str, kind: Kind) {
        let removed = self.text[range.clone()].to_owned();
        self.text.replace_range(range.clone(), with);
        let before = self.cursor;
        self.cursor = text::snap(&self.text, range.start + with.len());
        self.undone.clear();
        let change = Change {
            at: range.start,
            removed,
            added: with.to_owned(),
            cursors: (before, self.cursor),
            kind,
        };
        let alone = match self.done.back_mut() {
            Some(last) => last.absorb(change).err(),
            None => Some(change),
        };
        self.done.extend(alone);
        let mut kept: usize = self.done.iter().map(Change::bytes).sum();
        while self.done.len() > CHANGES || kept > KEPT {
            kept -= self.done.pop_front().map_or(kept, |oldest| oldest.bytes());
        }
    }

    /// Undoes the last change, which can be done again. Returns whether there was one.
    pub(super) fn undo(&mut self) -> bool {
        let Some(change) = self.done.pop_back() else {
            return false;
        };
        let end = change.at + change.added.len();
        self.text.replace_range(change.at..end, &change.removed);
        self.cursor = change.cursors.0;
        self.undone.push(change);
        true
    }

    /// Does what was undone last. Returns whether there was anything.
    pub(super) fn redo(&mut self) -> bool {
        let Some(change) = self.undone.pop() else {
            return false;
        };
        let end = change.at + change.removed.len();
        self.text.replace_range(change.at..end, &change.added);
        self.cursor = change.cursors.1;
        self.done.push_back(change);
        true
    }

    /// Takes the last change back as if it had never been made.
    pub(super) fn retract(&mut self) {
        self.undo();
        self.undone.pop();
    }

    /// Another text, with nothing to undo and the cursor at its end. Returns the one before.
    pub(super) fn renew(&mut self, text: String) -> String {
        let cursor = text.len();
        let fresh = Buffer {
            text,
            cursor,
            ..Buffer::default()
        };
        std::mem::replace(self, fresh).text
    }
}
