//! Moving between windows, opening and closing them.

use super::server::Link;
use super::window::{Scroll, Which, Window, WindowId};
use super::{Action, Chat, Output};
use crate::irc::message::Line;
use crate::now::Now;

/// Most time between two lines that tell others that the user types (typing tag, "Sending typing notifications"),
/// milliseconds.
const TYPING_MS: u64 = 3_000;

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
            Action::Close(id) => self.close(id, "", now),
            Action::Stop(only) => self.stop_pouring(only, now),
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

    pub(super) fn place_of_active(&self) -> usize {
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
    pub(super) fn close(&mut self, id: WindowId, reason: &str, now: Now) {
        let Some(window) = self.window(id) else {
            return;
        };
        let server = window.server;
        let all = window.target().is_none();
        let closing = |it: &&Window| it.id == id || all && it.server == server;
        let closing: Vec<WindowId> = self
            .windows
            .iter()
            .filter(closing)
            .map(|it| it.id)
            .collect();
        let unsaid = self.take_pours_of(&closing);
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
        for epitaph in unsaid {
            self.fail(self.active, epitaph, now);
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
        self.forget_account(id);
        if let Some(server) = self.server_mut(id) {
            server.link = Link::Left;
            server.wire.queue.clear();
        }
        if connected {
            self.out.push_back(Output::Close(id));
        }
    }

    /// `/quit`: leaves, unless a long text would be cut off by it.
    pub(super) fn ask_to_quit(&mut self, reason: &str, now: Now) {
        if !self.is_pouring() {
            return self.quit(reason, now);
        }
        self.stop_pouring(None, now);
        self.fail(
            self.active,
            "Not left yet, so that you see what was not said. /quit again leaves.",
            now,
        );
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

    pub(super) fn scroll(&mut self, scroll: Scroll) {
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
        let free = server.is_free() || server.wire.queue.is_empty();
        if tell && free && server.is_joined() && server.caps.has(super::Caps::MESSAGE_TAGS) {
            server.wire.put(|out| {
                Line::to_server(out, &format!("+typing={how}"), "TAGMSG")
                    .arg(&target)
                    .end();
            });
        }
    }
}
