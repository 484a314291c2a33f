//! Looking for what was sent before, letter by letter (Ctrl+R).

use super::history::History;
use super::text;

/// Longest text looked for, bytes.
const QUERY: usize = 256;

/// A search that goes on.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub(super) query: String,
    /// Steps back of the line that was found; 0 before anything was.
    back: usize,
    /// Nothing older, or newer, holds the text.
    pub(super) failed: bool,
}

impl Search {
    /// The line that was found, and where the text stands in it.
    pub(super) fn found<'a>(&self, history: &'a History) -> Option<(&'a str, usize)> {
        let line = history.line(self.back.max(1)).filter(|_| self.back > 0)?;
        Some((line, find(line, &self.query).unwrap_or(line.len())))
    }

    /// Steps back of the line that was found.
    pub(super) fn back(&self) -> Option<usize> {
        (self.back > 0).then_some(self.back)
    }

    /// Looks for one more letter, in the line that was found and then in older ones.
    pub(super) fn push(&mut self, c: char, history: &History) {
        if self.query.len() + c.len_utf8() <= QUERY {
            self.query.push(c);
            self.older_from(self.back.max(1), history);
        }
    }

    /// Looks for one letter less, from the newest line on.
    pub(super) fn pop(&mut self, history: &History) {
        let end = text::previous(&self.query, self.query.len());
        self.query.truncate(end);
        self.back = 0;
        self.failed = false;
        if !self.query.is_empty() {
            self.older_from(1, history);
        }
    }

    /// Goes on to an older line.
    pub(super) fn older(&mut self, history: &History) {
        if !self.query.is_empty() {
            self.older_from(self.back + 1, history);
        }
    }

    /// Goes back to a newer line.
    pub(super) fn newer(&mut self, history: &History) {
        let mut newer = (1..self.back).rev();
        let found = newer.find(|&back| self.is_in(back, history));
        self.take(found);
    }

    fn older_from(&mut self, first: usize, history: &History) {
        let mut older = first..=history.len();
        let found = older.find(|&back| self.is_in(back, history));
        self.take(found);
    }

    /// What was found last stays when nothing more is.
    fn take(&mut self, found: Option<usize>) {
        self.failed = found.is_none();
        self.back = found.unwrap_or(self.back);
    }

    fn is_in(&self, back: usize, history: &History) -> bool {
        history
            .line(back)
            .is_some_and(|line| find(line, &self.query).is_some())
    }
}

/// Where `query` stands last in `line`, whatever the case: a byte offset.
fn find(line: &str, query: &str) -> Option<usize> {
    if query.is_empty() {
        return None;
    }
    let query: Vec<char> = query.chars().flat_map(char::to_lowercase).collect();
    let mut places = line.char_indices().rev();
    let found = places.find(|&(at, _)| {
        let mut letters = line[at..].chars().flat_map(char::to_lowercase);
        query.iter().all(|&wanted| letters.next() == Some(wanted))
    });
    found.map(|(at, _)| at)
}
