//! Moving between windows and in them.

use super::entry::Key;
use super::server::Link;
use super::window::{Scroll, Search, Which, Window, WindowId};
use super::{Action, Chat, Output};
use crate::irc::message::Line;
use crate::now::Now;

/// Most time between two lines that tell others that the user types (typing tag, "Sending typing notifications"),
/// milliseconds.
const TYPING_MS: u64 = 3_000;
/// Longest text that is looked for, bytes.
const QUERY: usize = 200;

impl Chat {
    pub(super) fn act(&mut self, action: Action<'_>, now: Now) {
        match action {
            Action::Activate(id) => self.activate(id),
            Action::Nth(place) => {
                let window = place
                    .checked_sub(1)
                    .and_then(|place| self.windows.get(place));
                if let Some(id) = window.map(|window| window.id) {
                    self.activate(id);
                }
            }
            Action::Step(by) => self.step(by),
            Action::NextActive => self.next_active(),
            Action::Mention(forward) => self.go_to_mention(forward),
            Action::Move(by) => self.move_window(by),
            Action::Close(id) => self.close(id, ""),
            Action::Scroll(scroll) => self.scroll(scroll),
            Action::Search(query) => self.search(query, now),
            Action::Hit(forward) => self.go_to_hit(forward),
            Action::Choose(key) => {
                if let Some(window) = self.window_mut(self.active) {
                    window.chosen = key.filter(|key| window.place(*key).is_some());
                }
            }
            Action::Attention(attention) => self.attention = attention,
            Action::Quit => self.quit("", now),
        }
        self.changed = true;
    }

    /// Goes to a window. What was read in the one before is reported.
    pub(super) fn activate(&mut self, id: WindowId) {
        if self.window(id).is_none() || self.active == id {
            return;
        }
        let left = self.active;
        self.mark(left);
        if let Some(window) = self.window_mut(left) {
            window.unread_line = None;
        }
        self.active = id;
        self.changed = true;
    }

    fn place_of_active(&self) -> usize {
        let mut windows = self.windows.iter();
        windows
            .position(|window| window.id == self.active)
            .unwrap_or(0)
    }

    fn step(&mut self, by: i32) {
        let count = i64::try_from(self.windows.len()).unwrap_or(0);
        if count == 0 {
            return;
        }
        let at = i64::try_from(self.place_of_active()).unwrap_or(0);
        let to = (at + i64::from(by)).rem_euclid(count);
        let window = usize::try_from(to).ok().and_then(|to| self.windows.get(to));
        if let Some(id) = window.map(|window| window.id) {
            self.activate(id);
        }
    }

    fn next_active(&mut self) {
        let at = self.place_of_active();
        let (before, after) = self.windows.split_at(at.min(self.windows.len()));
        let mut round = after.iter().skip(1).chain(before);
        let mentioned = round.clone().find(|window| window.mentions > 0);
        let next = mentioned.or_else(|| round.find(|window| window.unread > 0));
        if let Some(id) = next.map(|window| window.id) {
            self.activate(id);
        }
    }

    /// Goes to the next mention after what is shown, or to the one before, in any window.
    fn go_to_mention(&mut self, forward: bool) {
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

    fn move_window(&mut self, by: i32) {
        let at = self.place_of_active();
        let Some(window) = self
            .windows
            .get(at)
            .filter(|window| window.target().is_some())
        else {
            return;
        };
        let server = window.server;
        let mut places = (0..self.windows.len()).filter(|&place| {
            let other = &self.windows[place];
            other.server == server && other.target().is_some()
        });
        let first = places.next().unwrap_or(at);
        let last = places.next_back().unwrap_or(first);
        let by = isize::try_from(by).unwrap_or(0);
        let to = at.saturating_add_signed(by).clamp(first, last);
        let window = self.windows.remove(at);
        self.windows.insert(to, window);
    }

    /// Closes a window: leaves a group, for that reason; leaves a server and all that is on it.
    pub(super) fn close(&mut self, id: WindowId, reason: &str) {
        let Some(window) = self.window(id) else {
            return;
        };
        let server = window.server;
        self.mark(id);
        let Some(window) = self.window(id) else {
            return;
        };
        match window.which.clone() {
            Which::Group(group) => {
                if window.present {
                    self.put(server, |out| {
                        let line = Line::to_server(out, "", "PART").arg(&group);
                        if reason.is_empty() {
                            line.end();
                        } else {
                            line.last(reason);
                        }
                    });
                }
                self.remove_windows(|window| window.id == id);
            }
            Which::Conversation(_) => self.remove_windows(|window| window.id == id),
            Which::Server => {
                self.leave_server(server, reason);
                self.remove_windows(|window| window.server == server);
                self.servers.retain(|it| it.id != server);
            }
        }
    }

    fn remove_windows(&mut self, gone: impl Fn(&Window) -> bool) {
        let at = self.place_of_active();
        self.windows.retain(|window| !gone(window));
        let known = |id| self.windows.iter().any(|window| window.id == id);
        for server in &mut self.servers {
            server.wire.unsent.retain(|(window, _)| known(*window));
            server.wire.sending.retain(|sent| known(sent.window));
            for line in &mut server.wire.queue {
                line.says = line.says.filter(|(window, _)| known(*window));
            }
            for asked in &mut server.wire.tables {
                asked.shown = asked.shown.filter(|window| known(*window));
            }
        }
        self.doubtful.retain(|(_, sent)| known(sent.window));
        if !known(self.active) {
            let near = self
                .windows
                .get(at.saturating_sub(1))
                .or(self.windows.first());
            if let Some(near) = near {
                self.active = near.id;
            }
        }
        self.changed = true;
    }

    /// Says good-bye to a server.
    pub(super) fn leave_server(&mut self, id: super::ServerId, reason: &str) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let connected = !matches!(server.link, Link::Lost { .. } | Link::Left);
        let spoken = matches!(server.link, Link::Registering | Link::Joined);
        if spoken {
            let mut bytes = std::mem::take(&mut server.wire.out);
            let line = Line::to_server(&mut bytes, "", "QUIT");
            if reason.is_empty() {
                line.end();
            } else {
                line.last(reason);
            }
            self.out.push_back(Output::Send(id, bytes));
        }
        if let Some(server) = self.server_mut(id) {
            server.link = Link::Left;
            server.wire.queue.clear();
        }
        if connected {
            self.out.push_back(Output::Close(id));
        }
    }

    /// Leaves everything.
    pub(super) fn quit(&mut self, reason: &str, now: Now) {
        self.mark(self.active);
        self.pump(now);
        let ids: Vec<_> = self.servers.iter().map(|server| server.id).collect();
        for id in ids {
            self.leave_server(id, reason);
        }
        self.out.push_back(Output::Quit);
    }

    fn scroll(&mut self, scroll: Scroll) {
        let Some(window) = self.window_mut(self.active) else {
            return;
        };
        window.scroll = match scroll {
            Scroll::At { key, .. } if window.place(key).is_none() => Scroll::Newest,
            scroll => scroll,
        };
        if window.scroll == Scroll::Newest {
            window.new_below = 0;
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

    fn go_to_hit(&mut self, forward: bool) {
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

    /// The text that is being written has changed: others may be told that somebody writes.
    pub(super) fn typing(&mut self, any: bool, now: Now) {
        let Some(window) = self.active().filter(|window| window.present) else {
            return;
        };
        let (id, Some(target)) = (window.server, window.target().map(str::to_owned)) else {
            return;
        };
        let last = self.typed.filter(|(window, _)| *window == self.active);
        let how = match (any, last) {
            (true, Some((_, at_ms))) if now.mono_ms.saturating_sub(at_ms) < TYPING_MS => return,
            (true, _) => {
                self.typed = Some((self.active, now.mono_ms));
                "active"
            }
            (false, Some(_)) => {
                self.typed = None;
                "done"
            }
            (false, None) => return,
        };
        let tell = self.noticing.typing;
        let Some(server) = self.server_mut(id) else {
            return;
        };
        // Where lines are dear, words come first.
        let free = server.caps.has(super::Caps::MEMBERS) || server.wire.queue.is_empty();
        if tell && free && server.is_joined() && server.caps.has(super::Caps::MESSAGE_TAGS) {
            server.wire.put(|out| {
                Line::to_server(out, &format!("+typing={how}"), "TAGMSG")
                    .arg(&target)
                    .end();
            });
        }
    }
}

impl Search {
    /// Whether an entry has what is looked for.
    #[must_use]
    pub fn finds(&self, entry: &super::Entry) -> bool {
        let query = self.query.to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&query);
        has(&entry.text) || entry.from.as_deref().is_some_and(has)
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
