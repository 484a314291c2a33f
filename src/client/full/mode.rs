//! What the keys go to when it is not the line: boxes that are read, the choice of windows, the search.

use unicode_segmentation::UnicodeSegmentation as _;

use super::Full;
use super::bindings::Deed;
use crate::client::chat::window::Scroll;
use crate::client::chat::{Action, Input};
use crate::client::term::keys::{Code, Key};

/// Longest query, bytes.
const QUERY: usize = 200;

/// What the keys go to.
#[derive(Debug)]
pub(super) enum Mode {
    /// The line.
    Write,
    /// The help.
    Help { scroll: usize },
    /// The member table.
    Members { scroll: usize },
    /// The topic.
    Topic { scroll: usize },
    /// The choice of windows.
    Switch { query: String, chosen: usize },
    /// The search through the messages.
    Search { query: String },
    /// The question about a paste: what would be said, as how many messages, how long that takes, and how many bytes were
    /// too much for anybody.
    Paste {
        text: String,
        messages: usize,
        takes_ms: u64,
        lost: usize,
    },
}

impl Full {
    /// A key over something that is only read. Returns how far it is scrolled; `None` closes it.
    pub(super) fn leaf(&mut self, key: Key, own: Deed, scroll: usize) -> Option<usize> {
        let (seen, rows) = self.drawing.over_rows();
        let most = rows.saturating_sub(seen);
        let page = seen.saturating_sub(1).max(1);
        let scroll = scroll.min(most);
        let moved = match key.code {
            Code::Up => scroll.saturating_sub(1),
            Code::Down => scroll + 1,
            Code::PageUp => scroll.saturating_sub(page),
            Code::PageDown | Code::Char(' ') => scroll + page,
            Code::Home => 0,
            Code::End => most,
            Code::Escape | Code::Enter | Code::Char('q') => return None,
            _ if self.keymap.screen.find(key) == Some(own) => return None,
            _ => scroll,
        };
        Some(moved.min(most))
    }

    pub(super) fn switch(&mut self, key: Key, mut query: String, chosen: usize) {
        let found = self.chat.matches(&query);
        let last = found.len().saturating_sub(1);
        let mut chosen = chosen.min(last);
        match key.code {
            Code::Escape => return,
            Code::Enter => {
                if let Some(&id) = found.get(chosen) {
                    self.give(Input::Do(Action::Activate(id)));
                }
                return;
            }
            Code::Up => chosen = chosen.checked_sub(1).unwrap_or(last),
            Code::Down | Code::Tab => chosen = if chosen == last { 0 } else { chosen + 1 },
            _ if self.keymap.screen.find(key) == Some(Deed::Switch) => {
                chosen = if chosen == last { 0 } else { chosen + 1 }
            }
            _ if edit_query(&mut query, key) => chosen = 0,
            _ => {}
        }
        self.mode = Mode::Switch { query, chosen };
    }

    pub(super) fn search(&mut self, key: Key, mut query: String) {
        let current = self
            .chat
            .active()
            .and_then(|window| window.search.as_ref())
            .is_some_and(|search| search.query == query.trim());
        match key.code {
            Code::Escape => {
                self.give(Input::Do(Action::Search("")));
                return self.give(Input::Do(Action::Scroll(Scroll::Newest)));
            }
            Code::Enter | Code::Up if current => self.give(Input::Do(Action::Hit(false))),
            Code::Down if current => self.give(Input::Do(Action::Hit(true))),
            Code::Enter | Code::Up => self.give(Input::Do(Action::Search(&query))),
            Code::PageUp | Code::PageDown => {
                let page = i32::from(self.drawing.page().saturating_sub(1).max(1));
                self.scroll(if key.code == Code::PageUp {
                    -page
                } else {
                    page
                });
            }
            _ if self.keymap.screen.find(key) == Some(Deed::Search) && current => {
                self.give(Input::Do(Action::Hit(false)));
            }
            _ => {
                edit_query(&mut query, key);
            }
        }
        self.mode = Mode::Search { query };
    }
}

/// Changes a query by a key. `false` for a key that means nothing to it.
fn edit_query(query: &mut String, key: Key) -> bool {
    if key == Key::ctrl('u') {
        query.clear();
    } else if key.code == Code::Backspace || key == Key::ctrl('h') {
        let end = query
            .grapheme_indices(true)
            .next_back()
            .map_or(0, |(at, _)| at);
        query.truncate(end);
    } else if let Some(c) = key.typed().filter(|c| !c.is_control()) {
        push(query, c);
    } else {
        return false;
    }
    true
}

/// Adds to a query, as far as it goes.
pub(super) fn push(query: &mut String, c: char) {
    if query.len() + c.len_utf8() <= QUERY {
        query.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_edited_by_characters_and_bounded() {
        let mut query = String::new();
        for c in "e\u{301}x".chars() {
            assert!(edit_query(&mut query, Key::plain(Code::Char(c))));
        }
        assert!(edit_query(&mut query, Key::plain(Code::Backspace)));
        assert!(edit_query(&mut query, Key::ctrl('h')));
        assert_eq!(query, "");
        assert!(!edit_query(&mut query, Key::plain(Code::Up)));
        for _ in 0..1_000 {
            edit_query(&mut query, Key::plain(Code::Char('é')));
        }
        assert_eq!(query.len(), QUERY);
    }
}
