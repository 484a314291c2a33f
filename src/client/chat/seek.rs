//! Finding: mentions, words in a window, windows themselves.

use super::Chat;
use super::entry::{Entry, Key};
use super::window::{Scroll, Search, Window, WindowId};
use crate::now::Now;

/// Longest text that is looked for, bytes.
const QUERY: usize = 200;

impl Chat {
    /// Goes to the next mention after what is shown, or to the one before, in any window.
    pub(super) fn go_to_mention(&mut self, forward: bool) {
        let at = self.place_of_active();
        let Some(active) = self.windows.get(at) else {
            return;
        };
        let from = match active.scroll {
            Scroll::Newest => active.entries.len(),
            Scroll::At { key, .. } => active.place(key).unwrap_or(active.entries.len()),
        };
        let mentions = |window: &Window, from: usize, to: usize| -> Option<Key> {
            let mut found = window
                .entries
                .range(from.min(to)..to)
                .filter(|entry| entry.mention);
            let found = if forward {
                found.next()
            } else {
                found.next_back()
            };
            found.map(|entry| entry.key)
        };
        let len = active.entries.len();
        let near = match forward {
            true => mentions(active, from.saturating_add(1).min(len), len),
            false => mentions(active, 0, from.min(len)),
        };
        let mut found = near.map(|key| (active.id, key));
        if found.is_none() {
            let (before, after) = self.windows.split_at(at);
            let mut round: Vec<&Window> = after.iter().skip(1).chain(before).collect();
            if !forward {
                round.reverse();
            }
            found = round.iter().find_map(|window| {
                let key = mentions(window, 0, window.entries.len())?;
                Some((window.id, key))
            });
        }
        if let Some((id, key)) = found {
            self.activate(id);
            self.scroll(Scroll::At { key, hidden: 0 });
        }
    }

    /// Looks for text in the active window; the newest hit is gone to.
    pub(super) fn search(&mut self, query: &str, now: Now) {
        let id = self.active;
        let query = query[..query.floor_char_boundary(QUERY)].trim();
        let Some(window) = self.window_mut(id) else {
            return;
        };
        if query.is_empty() {
            window.search = None;
            return;
        }
        let mut search = Search {
            query: query.to_owned(),
            ..Search::default()
        };
        let found = window.entries.iter().filter(|entry| search.finds(entry));
        let hits: Vec<Key> = found.map(|entry| entry.key).collect();
        search.at = hits.len().saturating_sub(1);
        let newest = hits.last().copied();
        search.hits = hits;
        window.search = Some(search);
        match newest {
            Some(key) => self.scroll(Scroll::At { key, hidden: 0 }),
            None => self.inform(id, format!("'{query}' was not found in this window."), now),
        }
    }

    pub(super) fn go_to_hit(&mut self, forward: bool) {
        let Some(search) = self
            .window_mut(self.active)
            .and_then(|window| window.search.as_mut())
        else {
            return;
        };
        let count = search.hits.len();
        if count == 0 {
            return;
        }
        search.at = match forward {
            true => (search.at + 1) % count,
            false => (search.at + count - 1) % count,
        };
        let key = search.hits[search.at];
        self.scroll(Scroll::At { key, hidden: 0 });
    }

    /// Windows whose name has the letters of `query` in their order, the best first; all of them, the unread ones first,
    /// for nothing.
    #[must_use]
    pub fn matches(&self, query: &str) -> Vec<WindowId> {
        let mut found: Vec<(i32, WindowId)> = Vec::new();
        for window in &self.windows {
            let title = self.title_of(window);
            if query.is_empty() {
                let unread = i32::from(window.mentions > 0) * 2 + i32::from(window.unread > 0);
                found.push((unread, window.id));
            } else if let Some(score) = score(query, title) {
                found.push((score, window.id));
            }
        }
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        found.into_iter().map(|(_, id)| id).collect()
    }
}

/// How well `query` fits `title`: letters in order; those at the start of words and next to each other count more.
fn score(query: &str, title: &str) -> Option<i32> {
    let title: Vec<char> = title.to_lowercase().chars().collect();
    let (mut at, mut score, mut last) = (0, 0, None);
    for c in query.to_lowercase().chars().filter(|c| !c.is_whitespace()) {
        let place = at + title.get(at..)?.iter().position(|t| *t == c)?;
        let start = place == 0 || !title[place - 1].is_alphanumeric();
        let next = last.is_some_and(|last| last + 1 == place);
        score += 1 + i32::from(start) * 4 + i32::from(next) * 6;
        last = Some(place);
        at = place + 1;
    }
    let length = i32::try_from(title.len().min(100)).unwrap_or(100);
    Some(score * 100 - length)
}

impl Search {
    /// Whether an entry has what is looked for.
    #[must_use]
    pub fn finds(&self, entry: &Entry) -> bool {
        let query = self.query.to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&query);
        has(&entry.text) || entry.from.as_deref().is_some_and(has)
    }
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn what_was_meant_scores_higher() {
        for (query, better, worse) in [
            ("lob", "#lobby", "#leopard-oboe"),
            ("gc", "#groupchat", "#logic"),
            ("rs", "#rs", "#rust-session"),
            ("bob", "bob", "#bobsled"),
        ] {
            assert!(score(query, better) > score(query, worse), "{query}");
        }
        assert_eq!(score("xyz", "#lobby"), None);
        assert_eq!(score("bl", "#lb"), None);
    }
}
