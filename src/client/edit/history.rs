//! What was sent before, to be sent again.

use std::collections::VecDeque;

/// Most lines kept.
pub const LINES: usize = 500;
/// Most bytes of them all.
pub const BYTES: usize = 256 * 1024;
/// Longest line kept, bytes. Longer ones were pasted and are pasted again.
pub const LONGEST: usize = 16 * 1024;
/// Most lines that were changed on the way through and are kept changed until one is sent.
const CHANGED: usize = 16;

/// Commands after which a password stands: such lines can be called back, but are never [written](History::encode).
const SECRET: [&str; 12] = [
    "oper",
    "pass",
    "identify",
    "register",
    "login",
    "auth",
    "authenticate",
    "quote",
    "raw",
    "nickserv",
    "ns",
    "chanserv",
];
/// Those who are told passwords.
const CONFIDANTS: [&str; 3] = ["nickserv", "chanserv", "q"];

/// Lines that were sent, oldest first, each once, and where somebody is on the way through them.
#[derive(Debug, Default)]
pub struct History {
    lines: VecDeque<String>,
    bytes: usize,
    /// How many steps back; 0 is the line that is being written.
    back: usize,
    /// What was being written when somebody went back.
    draft: String,
    /// Lines changed on the way, by steps back.
    changed: Vec<(usize, String)>,
}

impl History {
    /// Reads what [`encode`](Self::encode) wrote. Whatever else stands there is taken as well as it can be: a file of
    /// others, or one that was cut, is no reason to be without history.
    #[must_use]
    pub fn decode(written: &str) -> History {
        let mut history = History::default();
        for line in written.lines() {
            history.push(&unescape(line));
        }
        history
    }

    /// The lines as text, oldest first, one a line: a newline is `\n`, a backslash `\\`. Lines that may hold a password
    /// are left out.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut written = String::with_capacity(self.bytes + self.lines.len());
        for line in self.lines.iter().filter(|line| !is_secret(line)) {
            for c in line.chars() {
                match c {
                    '\n' => written.push_str("\\n"),
                    '\\' => written.push_str("\\\\"),
                    c => written.push(c),
                }
            }
            written.push('\n');
        }
        written
    }

    /// Adds what was sent and ends the way through. A line that is there already moves to the end; one that begins with
    /// a blank is not kept, as in shells.
    pub fn push(&mut self, line: &str) {
        self.leave();
        let blank = line.trim().is_empty() || line.starts_with(' ');
        if blank || line.len() > LONGEST {
            return;
        }
        if let Some(same) = self.lines.iter().position(|other| other == line) {
            self.lines.remove(same);
            self.bytes -= line.len();
        }
        self.lines.push_back(line.to_owned());
        self.bytes += line.len();
        while self.lines.len() > LINES || self.bytes > BYTES {
            self.bytes -= self
                .lines
                .pop_front()
                .map_or(self.bytes, |oldest| oldest.len());
        }
    }

    /// Ends the way through.
    pub(super) fn leave(&mut self) {
        self.back = 0;
        self.draft.clear();
        self.changed.clear();
    }

    /// How many lines there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The line so many steps back, from 1, as it was sent.
    pub(super) fn line(&self, back: usize) -> Option<&str> {
        let index = self.lines.len().checked_sub(back)?;
        self.lines.get(index).map(String::as_str)
    }

    /// One step back from `written`, the text as it is. `None` at the oldest.
    pub(super) fn older(&mut self, written: &str) -> Option<String> {
        self.go(self.back + 1, written)
    }

    /// One step forward. `None` when nothing is newer.
    pub(super) fn newer(&mut self, written: &str) -> Option<String> {
        self.go(self.back.checked_sub(1)?, written)
    }

    /// Goes so many steps back, from wherever we are, and returns what stands there. `written` is kept where we were.
    pub(super) fn go(&mut self, back: usize, written: &str) -> Option<String> {
        if back > self.lines.len() {
            return None;
        }
        let left = self.back;
        if left == 0 {
            written.clone_into(&mut self.draft);
        } else {
            self.changed.retain(|&(other, _)| other != left);
            if self.line(left) != Some(written) {
                self.changed.push((left, written.to_owned()));
                let beyond = self.changed.len().saturating_sub(CHANGED);
                self.changed.drain(..beyond);
            }
        }
        self.back = back;
        let changed = self.changed.iter().find(|&&(other, _)| other == back);
        Some(match (back, changed) {
            (0, _) => self.draft.clone(),
            (_, Some((_, changed))) => changed.clone(),
            _ => self.line(back).unwrap_or_default().to_owned(),
        })
    }
}

/// Whether a line may hold a password.
fn is_secret(line: &str) -> bool {
    let Some(command) = line.strip_prefix('/') else {
        return false;
    };
    let mut words = command.split_whitespace();
    let is = |word: Option<&str>, list: &[&str]| {
        word.is_some_and(|word| list.iter().any(|other| other.eq_ignore_ascii_case(word)))
    };
    let word = words.next();
    let told = words.next();
    is(word, &SECRET)
        || is(told, &CONFIDANTS)
        // The key of a group.
        || is(word, &["join", "j"]) && words.next().is_some()
}

fn unescape(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some('\\') | None => text.push('\\'),
                Some(other) => text.extend(['\\', other]),
            },
            c if c.is_control() && c != '\t' => {}
            c => text.push(c),
        }
    }
    text
}
