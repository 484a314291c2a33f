//! The messages of a window: which rows of which entries are seen, and how to move among them.
//!
//! Nobody counts the rows of a whole window: what is seen is found from the entry at the bottom upwards, and only entries
//! on the way are wrapped. What was wrapped is kept while it may be needed again, so scrolling wraps each entry once.

use std::collections::HashMap;

use crate::calendar;
use crate::client::chat::entry::{Entry, Key};
use crate::client::chat::server::Server;
use crate::client::chat::window::{Scroll, Window, WindowId};
use crate::client::draw::entry::{Around, Look, rows};
use crate::client::draw::run::Row;

/// Most bytes of entries whose rows are kept, about.
const KEPT_BYTES: usize = 2 * 1024 * 1024;
/// Most entries whose rows are kept.
const KEPT: usize = 2_000;

/// Rows of entries, for as long as nothing they depend on has changed.
#[derive(Debug, Default)]
pub(super) struct Wrapped {
    look: Option<Look>,
    of: Option<WindowId>,
    kept: HashMap<Key, Kept>,
    bytes: usize,
    /// Entries wrapped so far, for tests of what is not.
    #[cfg(test)]
    pub(super) count: usize,
}

#[derive(Debug)]
struct Kept {
    /// What it was made of: there is nothing to forget to compare.
    entry: Entry,
    around: Around,
    rows: Vec<Row>,
}

/// Where one stands: the entry at the bottom, and how many of its rows are below the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    at: usize,
    hidden: usize,
}

/// A window with all that its entries are drawn with.
pub(super) struct Messages<'a> {
    pub(super) window: &'a Window,
    pub(super) server: Option<&'a Server>,
    pub(super) wrapped: &'a mut Wrapped,
}

impl<'a> Messages<'a> {
    /// Begins to draw a window with this look.
    pub(super) fn new(
        window: &'a Window,
        server: Option<&'a Server>,
        look: Look,
        wrapped: &'a mut Wrapped,
    ) -> Self {
        let same = wrapped.look.as_ref() == Some(&look) && wrapped.of == Some(window.id);
        if !same || wrapped.kept.len() > KEPT || wrapped.bytes > KEPT_BYTES {
            wrapped.kept.clear();
            wrapped.bytes = 0;
        }
        wrapped.look = Some(look);
        wrapped.of = Some(window.id);
        Messages {
            window,
            server,
            wrapped,
        }
    }

    /// The rows that are seen, from top to bottom, at most `height`.
    pub(super) fn seen(&mut self, height: u16) -> Vec<Row> {
        let height = usize::from(height);
        let Some(place) = self.place() else {
            return Vec::new();
        };
        let mut seen = self.upwards(place, height);
        // At the very top, what is below fills what is left.
        let mut next = place;
        while seen.len() < height && self.down_one(&mut next) {
            let rows = self.rows(next.at);
            seen.extend(
                rows.len()
                    .checked_sub(next.hidden + 1)
                    .and_then(|row| rows.get(row))
                    .cloned(),
            );
        }
        seen
    }

    /// What to show so that it moves by so many rows, down when positive, on a screen of `height` rows.
    pub(super) fn moved(&mut self, by: i32, height: u16) -> Scroll {
        let Some(mut place) = self.place() else {
            return Scroll::Newest;
        };
        let mut left = by.unsigned_abs();
        while left > 0 {
            let moved = if by > 0 {
                self.down_one(&mut place)
            } else {
                self.up_one(&mut place)
            };
            if !moved {
                break;
            }
            left -= 1;
        }
        if by <= 0 && self.upwards(place, usize::from(height)).len() < usize::from(height) {
            return self.oldest(height);
        }
        self.scroll_to(place)
    }

    /// What to show so that the oldest is at the top.
    pub(super) fn oldest(&mut self, height: u16) -> Scroll {
        let (mut rows, mut at) = (0, 0);
        while at < self.window.entries.len() {
            rows += self.rows(at).len();
            if rows >= usize::from(height) {
                let hidden = rows - usize::from(height);
                return self.scroll_to(Place { at, hidden });
            }
            at += 1;
        }
        Scroll::Newest
    }

    fn scroll_to(&mut self, place: Place) -> Scroll {
        let newest = place.at + 1 >= self.window.entries.len() && place.hidden == 0;
        match self.window.entries.get(place.at) {
            Some(entry) if !newest => Scroll::At {
                key: entry.key,
                hidden: u16::try_from(place.hidden).unwrap_or(u16::MAX),
            },
            _ => Scroll::Newest,
        }
    }

    fn place(&mut self) -> Option<Place> {
        let last = self.window.entries.len().checked_sub(1)?;
        Some(match self.window.scroll {
            Scroll::Newest => Place {
                at: last,
                hidden: 0,
            },
            Scroll::At { key, hidden } => {
                let at = self.window.place(key).unwrap_or(last);
                // It may have fewer rows than it had, on a wider screen.
                let most = self.rows(at).len().saturating_sub(1);
                Place {
                    at,
                    hidden: usize::from(hidden).min(most),
                }
            }
        })
    }

    /// The rows that end at a place, from top to bottom, at most `height`.
    fn upwards(&mut self, place: Place, height: usize) -> Vec<Row> {
        let mut seen: Vec<Row> = Vec::with_capacity(height);
        let mut hidden = place.hidden;
        for at in (0..=place.at).rev() {
            if seen.len() >= height {
                break;
            }
            let rows = self.rows(at);
            let end = rows.len().saturating_sub(hidden);
            seen.extend(rows[..end].iter().rev().take(height - seen.len()).cloned());
            hidden = 0;
        }
        seen.reverse();
        seen
    }

    fn up_one(&mut self, place: &mut Place) -> bool {
        if place.hidden + 1 < self.rows(place.at).len() {
            place.hidden += 1;
        } else if place.at > 0 {
            *place = Place {
                at: place.at - 1,
                hidden: 0,
            };
        } else {
            return false;
        }
        true
    }

    fn down_one(&mut self, place: &mut Place) -> bool {
        if place.hidden > 0 {
            place.hidden -= 1;
        } else if place.at + 1 < self.window.entries.len() {
            let at = place.at + 1;
            *place = Place {
                at,
                hidden: self.rows(at).len().saturating_sub(1),
            };
        } else {
            return false;
        }
        true
    }

    /// The rows of an entry.
    fn rows(&mut self, at: usize) -> &[Row] {
        let Some(entry) = self.window.entries.get(at) else {
            return &[];
        };
        let around = self.around(at, entry);
        let wrapped = &mut *self.wrapped;
        let known = wrapped.kept.get(&entry.key);
        if !known.is_some_and(|kept| kept.entry == *entry && kept.around == around)
            && let Some(look) = &wrapped.look
        {
            let rows = rows(entry, &around, look);
            #[cfg(test)]
            {
                wrapped.count += 1;
            }
            wrapped.bytes += entry.weight();
            let kept = Kept {
                entry: entry.clone(),
                around,
                rows,
            };
            if let Some(old) = wrapped.kept.insert(entry.key, kept) {
                wrapped.bytes = wrapped.bytes.saturating_sub(old.entry.weight());
            }
        }
        wrapped.kept.get(&entry.key).map_or(&[], |kept| &kept.rows)
    }

    fn around(&self, at: usize, entry: &Entry) -> Around {
        let window = self.window;
        let offset_s = self.wrapped.look.as_ref().map_or(0, |look| look.offset_s);
        let day = |entry: &Entry| calendar::day_number(entry.unix_ms, offset_s);
        let before = at.checked_sub(1).and_then(|at| window.entries.get(at));
        let from = entry.from.as_deref().unwrap_or_default();
        let folded = match self.server {
            Some(server) => server.supports.fold(from),
            None => from.to_owned(),
        };
        let hit = window
            .search
            .as_ref()
            .and_then(|search| search.hits.get(search.at));
        let answers = entry
            .reply_to
            .as_deref()
            .map(|msgid| match window.by_msgid(msgid) {
                Some(other) => {
                    let from = other.from.clone().unwrap_or_default();
                    let text = if other.redacted.is_some() {
                        "(taken back)"
                    } else {
                        &other.text
                    };
                    (from, beginning(text).to_owned())
                }
                None => ("in answer to something earlier".to_owned(), String::new()),
            });
        Around {
            new_day: before.is_none_or(|before| day(before) != day(entry)),
            unread: window.unread_line == Some(entry.key),
            answers,
            at_hit: hit == Some(&entry.key),
            chosen: window.chosen == Some(entry.key),
            folded,
        }
    }
}

/// As much of a text as a row may show of it.
fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(1_000)]
}
