//! The line that is being written: keys and pastes in, text out.
//!
//! Nothing here reads a clock, touches a terminal or knows a server. A character is what a person takes for one (an
//! extended grapheme cluster): the cursor never stands inside it. What keys do stands in [`bindings`]; keys that the
//! line has no use for, also because it is empty, are handed back.
//!
//! Everything is bounded: the text by [`LENGTH`], what can be undone and put back by their own modules, what was sent by
//! [`history`].

pub mod bindings;
mod buffer;
mod complete;
mod deeds;
mod emoji;
pub mod history;
mod kills;
mod layout;
mod search;
#[cfg(test)]
mod tests;
mod text;

use std::borrow::Cow;

pub use complete::{Candidate, Known};
pub use layout::View;

use crate::client::bindings::Bindings;
use crate::client::term::keys::{Code, Key};
use crate::commands::{self, Command, Place};
use bindings::Deed;
use buffer::{Buffer, Kind};
use complete::Cycle;
use history::History;
use kills::Kills;
use search::Search;

/// Longest text, bytes.
pub const LENGTH: usize = 128 * 1024;

/// What a key came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to draw.
    Nothing,
    /// The line looks different.
    Changed,
    /// The line looks different, and so many bytes did not fit.
    Full(usize),
    /// This is to be sent. The line is empty again.
    Submit(String),
    /// The line has no use for this key. A search or a list of candidates that was open has been closed.
    Unhandled(Key),
}

/// The line. See the module.
#[derive(Debug, Default)]
pub struct Editor {
    bindings: Bindings<Deed>,
    buffer: Buffer,
    kills: Kills,
    history: History,
    search: Option<Search>,
    /// What was looked for last.
    looked_for: String,
    cycle: Option<Cycle>,
    last: Last,
}

/// What the last key did, for keys that go on with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Last {
    #[default]
    Other,
    /// Cut.
    Cut,
    /// Put what was cut there.
    Yank(usize),
    /// Moved up or down, from this column.
    Vertical(usize),
    /// Called back what was sent.
    Recall,
}

impl Editor {
    /// An empty line with these keys, and with what was sent before.
    #[must_use]
    pub fn new(bindings: Bindings<Deed>, history: History) -> Editor {
        Editor {
            bindings,
            history,
            ..Editor::default()
        }
    }

    /// The text. During a search it is what was written before that; [`view`](Self::view) shows what was found.
    #[must_use]
    pub fn text(&self) -> &str {
        self.buffer.text()
    }

    /// The cursor, a byte offset in the text.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.buffer.cursor()
    }

    /// What was sent before.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Puts another text in its place, as for another conversation, and returns the one before. There is nothing to undo
    /// afterwards. What is longer than [`LENGTH`] is cut.
    pub fn exchange(&mut self, mut text: String) -> String {
        self.search = None;
        self.cycle = None;
        self.last = Last::Other;
        self.history.leave();
        text.truncate(text.floor_char_boundary(LENGTH));
        self.buffer.renew(text)
    }

    /// The command that is being written, so that its parameters can be shown.
    #[must_use]
    pub fn hint(&self) -> Option<&'static Command> {
        let after = self.text().strip_prefix('/')?;
        commands::find(commands::first_word(after).0, Place::SCREEN)
    }

    /// The candidates that Tab goes through, and the one that stands in the line, if it is not the word as written.
    #[must_use]
    pub fn completion(&self) -> Option<(&[Candidate], Option<usize>)> {
        let cycle = self.cycle.as_ref()?;
        let chosen = Some(cycle.chosen).filter(|&chosen| chosen < cycle.candidates.len());
        Some((&cycle.candidates, chosen))
    }

    /// What is being looked for in what was sent, and whether nothing more holds it.
    #[must_use]
    pub fn searching(&self) -> Option<(&str, bool)> {
        let search = self.search.as_ref()?;
        Some((&search.query, search.failed))
    }

    /// What is to be drawn in `width` columns and at most `height` rows. `show` turns a character, or a tab, into what is
    /// drawn of it; what it makes of it is what is measured.
    #[must_use]
    pub fn view(&self, width: usize, height: usize, show: impl Fn(&str) -> Cow<'_, str>) -> View {
        let search = self.search.as_ref();
        let found = search.and_then(|search| search.found(&self.history));
        let (text, cursor) = match found {
            Some((line, at)) => (line, text::snap(line, at)),
            None => (self.text(), self.cursor()),
        };
        layout::lay_out(text, cursor, width, height, show)
    }

    /// Puts text at the cursor: a paste. Line ends become newlines; other control characters but tabs are left out.
    pub fn paste(&mut self, text: &str) -> Outcome {
        self.accept_search();
        self.cycle = None;
        self.last = Last::Other;
        self.insert(&pastable(text), Kind::Whole)
    }

    /// Everything with a paste at the cursor, however long that is. The line is empty again.
    pub fn take_with(&mut self, text: &str) -> String {
        self.accept_search();
        let at = self.cursor();
        let mut all = self.exchange(String::new());
        all.insert_str(at, &pastable(text));
        all
    }

    /// Takes a key. `known` is asked when it completes something.
    pub fn handle(&mut self, key: Key, known: &dyn Known) -> Outcome {
        if self.search.is_some() {
            if let Some(outcome) = self.handle_in_search(key) {
                return outcome;
            }
            // Any other key takes what was found and does what it does.
            self.accept_search();
            return match self.handle(key, known) {
                Outcome::Nothing => Outcome::Changed,
                outcome => outcome,
            };
        }
        let deed = self.bindings.find(key);
        if self.cycle.is_some() && !matches!(deed, Some(Deed::Complete | Deed::CompleteBack)) {
            return self.end_cycle(key, known);
        }
        let last = std::mem::take(&mut self.last);
        match (deed, key.typed()) {
            (Some(deed), _) if deed.needs_text() && self.text().is_empty() => {
                Outcome::Unhandled(key)
            }
            (Some(Deed::Complete), _) => self.complete(false, known),
            (Some(Deed::CompleteBack), _) => self.complete(true, known),
            (Some(deed), _) => self.perform(deed, last),
            (None, Some(c)) if !c.is_control() => self.type_in(c),
            _ => Outcome::Unhandled(key),
        }
    }

    /// A typed character; the colon behind the name of an emoji makes it one.
    fn type_in(&mut self, c: char) -> Outcome {
        let mut bytes = [0; 4];
        let opened = match c {
            ':' => emoji::opened(&self.text()[..self.cursor()]),
            _ => None,
        };
        let meant = opened.and_then(|(colon, name)| Some((colon, emoji::find(name)?)));
        let outcome = self.insert(c.encode_utf8(&mut bytes), Kind::Typing);
        if let (Some((colon, emoji)), Outcome::Changed) = (meant, &outcome) {
            let end = colon + self.text()[colon + 1..].find(':').map_or(0, |end| end + 2);
            self.buffer.replace(colon..end, emoji, Kind::Whole);
        }
        outcome
    }

    /// Puts as much of `text` at the cursor as fits.
    fn insert(&mut self, text: &str, kind: Kind) -> Outcome {
        let room = LENGTH.saturating_sub(self.text().len());
        let fitting = text.floor_char_boundary(room);
        if fitting > 0 {
            let at = self.cursor();
            self.buffer.replace(at..at, &text[..fitting], kind);
        }
        match text.len() - fitting {
            0 => looks(fitting > 0),
            left_out => Outcome::Full(left_out),
        }
    }

    fn complete(&mut self, back: bool, known: &dyn Known) -> Outcome {
        let going_on = self.cycle.take();
        let fresh = going_on.is_none();
        let Some(mut cycle) =
            going_on.or_else(|| Cycle::begin(self.buffer.text(), self.buffer.cursor(), known))
        else {
            return Outcome::Nothing;
        };
        // All candidates together are one change, and going back to what was written is none.
        if !fresh && cycle.chosen < cycle.candidates.len() {
            self.buffer.retract();
        }
        let range = cycle.range.clone();
        if let Some(text) = cycle.turn(back) {
            if self.buffer.text().len() - range.len() + text.len() > LENGTH {
                return Outcome::Full(text.len());
            }
            self.buffer.replace(range, text, Kind::Whole);
        }
        // With one candidate there is nothing to go through.
        self.cycle = Some(cycle).filter(|cycle| cycle.candidates.len() > 1);
        Outcome::Changed
    }

    /// Any key but Tab keeps what stands there; Escape alone brings back what was written.
    fn end_cycle(&mut self, key: Key, known: &dyn Known) -> Outcome {
        let cycle = self.cycle.take();
        if key == Key::plain(Code::Escape) {
            if cycle.is_some_and(|cycle| cycle.chosen < cycle.candidates.len()) {
                self.buffer.retract();
            }
            return Outcome::Changed;
        }
        // The list of candidates goes, whatever the key does.
        match self.handle(key, known) {
            Outcome::Nothing => Outcome::Changed,
            outcome => outcome,
        }
    }

    /// Keys that mean something of their own in a search. `None` for all others.
    fn handle_in_search(&mut self, key: Key) -> Option<Outcome> {
        let deed = self.bindings.find(key);
        let search = self.search.as_mut()?;
        let history = &self.history;
        match (key, deed) {
            (_, Some(Deed::Search)) if search.query.is_empty() => {
                for c in self.looked_for.chars() {
                    search.push(c, history);
                }
            }
            (_, Some(Deed::Search)) => search.older(history),
            (key, _) if key == Key::ctrl('s') => search.newer(history),
            (_, Some(Deed::Backspace)) => search.pop(history),
            (_, Some(Deed::Submit)) => self.accept_search(),
            (key, _) if key == Key::ctrl('g') || key == Key::plain(Code::Escape) => {
                self.search = None;
            }
            (key, None) => search.push(key.typed()?, history),
            _ => return None,
        }
        Some(Outcome::Changed)
    }

    /// Ends a search with what was found in the line, not sent.
    fn accept_search(&mut self) {
        let Some(search) = self.search.take() else {
            return;
        };
        let found = search.found(&self.history).map(|(_, at)| at);
        if let (Some(at), Some(back)) = (found, search.back()) {
            // Its neighbours are one Up or Down away.
            if let Some(line) = self.history.go(back, self.buffer.text()) {
                self.write_over(&line);
                self.buffer.go(at);
            }
        }
        if !search.query.is_empty() {
            self.looked_for = search.query;
        }
    }
}

/// What can be used of a paste.
fn pastable(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let fit = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    unified.chars().filter(fit).collect()
}

fn looks(different: bool) -> Outcome {
    if different {
        Outcome::Changed
    } else {
        Outcome::Nothing
    }
}
