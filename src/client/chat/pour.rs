//! Long texts, said bit by bit.
//!
//! A text of many messages would fill whatever waits to be sent, and nobody could take it back. So it stays whole, and its
//! next message is made only when that can go: what is seen in the window is out, and the rest can be stopped at any
//! moment. What is typed meanwhile goes between. However it ends, the user is told what was not said.

use super::Chat;
use super::caps::Caps;
use super::cut::Cut;
use super::entry::Kind;
use super::server::{Server, ServerId};
use super::window::WindowId;
use crate::client::pace;
use crate::now::Now;

/// Messages up to which a text goes at once.
pub(super) const AT_ONCE: usize = 20;
/// Most bytes of long texts that wait on one server.
const BYTES: usize = 4 * 1024 * 1024;
/// Most of them.
const TEXTS: usize = 16;
/// Messages that are on their way at a time where nothing has to be paced: of one line each, and of several.
const FLYING: usize = 100;
const FLYING_SEVERAL: usize = 2;

/// One long text.
#[derive(Debug)]
pub(super) struct Pouring {
    window: WindowId,
    text: String,
    /// What is before this place has been said.
    at: usize,
    kind: Kind,
    /// What its next message answers.
    reply_to: Option<String>,
    /// Lines there are, and how many of them are said.
    lines: usize,
    said: usize,
    /// The server has refused some of it.
    refused: bool,
}

impl Pouring {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// What the user is told when the rest is not said.
    fn epitaph(&self) -> String {
        let start: String = self.rest().trim_start().chars().take(40).collect();
        let start = start.split('\n').next().unwrap_or_default();
        let (left, lines) = (self.lines.saturating_sub(self.said), self.lines);
        format!("Stopped: {left} of {lines} lines were not said, from here on: {start}")
    }
}

impl Chat {
    /// How many lines of the long texts in a window are said, and how many there are. `None` when there are no such texts.
    #[must_use]
    pub fn pouring(&self, id: WindowId) -> Option<(usize, usize)> {
        let server = self.server(self.window(id)?.server)?;
        let mut texts = server.wire.pouring.iter().filter(|it| it.window == id);
        let first = texts.next().map(|it| (it.said, it.lines))?;
        Some(texts.fold(first, |(said, lines), it| {
            (said + it.said, lines + it.lines)
        }))
    }

    /// Whether a long text waits anywhere.
    #[must_use]
    pub fn is_pouring(&self) -> bool {
        self.servers.iter().any(|it| !it.wire.pouring.is_empty())
    }

    /// How many messages a text makes in the active window. `None` where nobody hears it.
    #[must_use]
    pub fn messages_of(&self, text: &str) -> Option<usize> {
        let window = self.active()?;
        let cut = self.cut(window.server, window.target()?, &Kind::Message);
        Some(cut.messages(text).count())
    }

    /// How long so many messages of one line take to be said in the active window, as its server is not to be rushed; milliseconds.
    #[must_use]
    pub fn takes_ms(&self, messages: usize) -> u64 {
        let server = self.active().and_then(|it| self.server(it.server));
        match server {
            Some(server) if !server.is_free() => pace::takes_ms(messages),
            _ => 0,
        }
    }

    /// Begins to say a long text. `false` when too much waits already.
    pub(super) fn begin_to_pour(
        &mut self,
        window: WindowId,
        text: &str,
        kind: &Kind,
        reply_to: Option<&str>,
    ) -> bool {
        let id = self.window(window).map(|it| it.server);
        let Some(server) = id.and_then(|id| self.server_mut(id)) else {
            return false;
        };
        let waiting: usize = server.wire.pouring.iter().map(|it| it.rest().len()).sum();
        if waiting + text.len() > BYTES || server.wire.pouring.len() >= TEXTS {
            return false;
        }
        server.wire.pouring.push_back(Pouring {
            window,
            text: text.to_owned(),
            at: 0,
            kind: kind.clone(),
            reply_to: reply_to.map(str::to_owned),
            lines: seen_lines(text),
            said: 0,
            refused: false,
        });
        true
    }

    /// Says as much of long texts as can go now.
    pub(super) fn pour(&mut self, now: Now) {
        let with_texts = |server: &&Server| !server.wire.pouring.is_empty();
        let ids: Vec<ServerId> = self
            .servers
            .iter()
            .filter(with_texts)
            .map(|it| it.id)
            .collect();
        for id in ids {
            self.give_pours_up(id, now);
            while let Some(at) = self.next_to_pour(id, now) {
                self.pour_one(id, at, now);
                self.pump(now);
            }
        }
    }

    /// When more can go, if it is time alone that it waits for.
    pub(super) fn pour_deadline(&self, server: &Server) -> Option<u64> {
        let waits = !server.is_free() && server.wire.queue.is_empty() && server.is_joined();
        let any = waits
            && server
                .wire
                .pouring
                .iter()
                .any(|it| self.is_ready(server, it));
        any.then(|| server.wire.pace.next_ms())
    }

    /// Stops what is being said, in one window or everywhere, and tells of it.
    pub(super) fn stop_pouring(&mut self, only: Option<WindowId>, now: Now) {
        for (window, epitaph) in self.take_pours(|it| only.is_none_or(|only| it.window == only)) {
            self.fail(window, epitaph, now);
        }
    }

    /// The server has refused something said in a window: the rest would fare no better.
    pub(super) fn refused_in(&mut self, window: WindowId) {
        for server in &mut self.servers {
            let texts = server.wire.pouring.iter_mut();
            texts
                .filter(|it| it.window == window)
                .for_each(|it| it.refused = true);
        }
    }

    /// Takes texts out. Returns where they were to be said, and what to tell of them.
    pub(super) fn take_pours(
        &mut self,
        which: impl Fn(&Pouring) -> bool,
    ) -> Vec<(WindowId, String)> {
        let mut taken = Vec::new();
        for server in &mut self.servers {
            server.wire.pouring.retain(|it| {
                let goes = which(it);
                if goes {
                    taken.push((it.window, it.epitaph()));
                }
                !goes
            });
        }
        self.changed |= !taken.is_empty();
        taken
    }

    /// What to tell of texts whose windows are about to close.
    pub(super) fn take_pours_of(&mut self, windows: &[WindowId]) -> Vec<String> {
        let taken = self.take_pours(|it| windows.contains(&it.window));
        taken.into_iter().map(|(_, epitaph)| epitaph).collect()
    }

    fn give_pours_up(&mut self, id: ServerId, now: Now) {
        let left: Vec<WindowId> = self
            .windows
            .iter()
            .filter(|it| it.server == id && it.is_group() && it.left)
            .map(|it| it.id)
            .collect();
        for (window, epitaph) in self.take_pours(|it| it.refused || left.contains(&it.window)) {
            self.fail(window, epitaph, now);
        }
    }

    /// The place of the text whose next message can go now.
    fn next_to_pour(&self, id: ServerId, now: Now) -> Option<usize> {
        let server = self.server(id).filter(|it| it.is_joined())?;
        let wire = &server.wire;
        let room = if server.is_free() {
            let most = match server.caps.has(Caps::MULTILINE) {
                true => FLYING_SEVERAL,
                false => FLYING,
            };
            wire.sending.len() < most && wire.queue.len() < most
        } else {
            wire.queue.is_empty() && wire.pace.next_ms() <= now.mono_ms
        };
        let mut texts = wire.pouring.iter();
        texts.position(|it| room && self.is_ready(server, it))
    }

    /// Whether nothing but time stands between a text and being said. What went before comes first: words of which it is
    /// not known yet whether they arrived may have to go again.
    fn is_ready(&self, server: &Server, text: &Pouring) -> bool {
        let Some(window) = self.window(text.window) else {
            return false;
        };
        let doubted = self.doubts(window.id);
        let waits = server.wire.unsent.iter().any(|(it, _)| *it == window.id);
        (window.present || !window.is_group()) && !doubted && !waits
    }

    fn pour_one(&mut self, id: ServerId, at: usize, now: Now) {
        let Some(text) = self.server(id).and_then(|it| it.wire.pouring.get(at)) else {
            return;
        };
        let (window, kind) = (text.window, text.kind.clone());
        let cut: Option<Cut> = self
            .window(window)
            .and_then(|it| it.target())
            .map(|target| self.cut(id, target, &kind));
        let next = self
            .server(id)
            .and_then(|it| it.wire.pouring.get(at))
            .and_then(|text| cut?.first(text.rest()));
        let Some(wire) = self.server_mut(id).map(|it| &mut it.wire) else {
            return;
        };
        let Some((message, used)) = next else {
            wire.pouring.remove(at);
            return;
        };
        let Some(text) = wire.pouring.get_mut(at) else {
            return;
        };
        let before = text.at;
        text.at += used;
        let reply_to = text.reply_to.take();
        text.said += ended_lines(&text.text[before..text.at]);
        if text.rest().trim().is_empty() {
            wire.pouring.remove(at);
        }
        if let Some(key) = self.write_down(id, window, message, &kind, reply_to, now) {
            self.transmit(id, window, key, now);
        }
    }
}

/// Lines that can be seen.
fn seen_lines(text: &str) -> usize {
    text.split('\n').filter(|it| !it.trim().is_empty()).count()
}

/// Lines that can be seen and end here.
fn ended_lines(text: &str) -> usize {
    text.rfind('\n').map_or(0, |end| seen_lines(&text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_once() {
        assert_eq!(seen_lines("a\n\n b\n"), 2);
        assert_eq!(ended_lines("a\nb"), 1);
        assert_eq!(ended_lines("a\n\nb\n"), 2);
        assert_eq!(ended_lines("a"), 0);
    }
}
