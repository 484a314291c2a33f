//! What became of what the user said: taken, refused, or lost with the connection.

use std::collections::BTreeSet;

use super::Chat;
use super::caps::Caps;
use super::entry::{Key, State};
use super::hear::Heard;
use super::server::ServerId;
use super::window::WindowId;
use super::wire::{Sending, UNSENT};
use crate::now::Now;

/// Why something may not have arrived.
const LOST: &str = "the connection was lost before the server took it";
/// Time that history gets to tell what has arrived, milliseconds.
const DOUBT_MS: u64 = 30_000;

impl Chat {
    /// The server has taken a line of ours without saying more.
    pub(super) fn taken(&mut self, heard: &Heard<'_>) {
        self.resolve(heard, State::Sent);
    }

    /// The line of ours that `heard` answers came to this. `false` when it is none that was said.
    pub(super) fn resolve(&mut self, heard: &Heard<'_>, state: State) -> bool {
        let label = heard
            .label
            .as_deref()
            .and_then(|label| label.parse::<u64>().ok());
        let (Some(label), Some(server)) = (label, self.server_mut(heard.server)) else {
            return false;
        };
        let sending = &mut server.wire.sending;
        let Some(sent) = sending.iter().position(|it| it.label == label) else {
            return false;
        };
        let sent = sending.remove(sent);
        if let (Some(sent), State::Failed(_)) = (&sent, &state) {
            self.refused_in(sent.window);
        }
        self.become_of(sent.map(|it| (it.window, it.key)), state)
    }

    /// What was said to `target` was refused, and the server does not say which of it: it is the first.
    pub(super) fn refuse_first(&mut self, id: ServerId, target: &str, why: &str) -> bool {
        let window = self.find(id, target);
        if let Some(window) = window {
            self.refused_in(window);
        }
        let (Some(window), Some(server)) = (window, self.server_mut(id)) else {
            return false;
        };
        let sending = &mut server.wire.sending;
        let Some(place) = sending.iter().position(|it| it.window == window) else {
            return false;
        };
        let sent = sending.remove(place);
        self.become_of(
            sent.map(|it| (it.window, it.key)),
            State::Failed(why.to_owned()),
        )
    }

    pub(super) fn become_of(&mut self, sent: Option<(WindowId, Key)>, state: State) -> bool {
        let Some((window, key)) = sent else {
            return false;
        };
        self.changed = true;
        self.window_mut(window)
            .is_some_and(|it| it.change(key, |entry| entry.state = state))
    }

    /// The connection is lost. What did not go goes later; of what went and is not acknowledged, history will tell, or else
    /// it is the user's to say again: nothing is said twice by itself.
    pub(super) fn keep_unsent(&mut self, id: ServerId) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let wire = &mut server.wire;
        let queued: Vec<(WindowId, Key)> =
            wire.queue.drain(..).filter_map(|line| line.says).collect();
        let went: Vec<Sending> = wire.sending.drain(..).collect();
        for place in queued.iter().rev() {
            wire.unsent.push_front(*place);
        }
        for (window, key) in &queued {
            self.become_of(Some((*window, *key)), State::Unsent);
        }
        let able = self
            .server(id)
            .is_some_and(|it| it.caps.has(Caps::CHATHISTORY) && it.caps.has(Caps::ECHO_MESSAGE));
        for sent in went
            .into_iter()
            .filter(|it| !queued.iter().any(|(_, key)| *key == it.key))
        {
            if able {
                self.doubtful.push((id, sent));
            } else {
                self.fail_lost(&sent);
            }
        }
        while self.doubtful.len() > UNSENT {
            let (_, sent) = self.doubtful.remove(0);
            self.fail_lost(&sent);
        }
    }

    /// Whether it is not known of something said in a window if it has arrived: what was said after it waits.
    pub(super) fn doubts(&self, window: WindowId) -> bool {
        self.doubtful.iter().any(|(_, it)| it.window == window)
    }

    /// We are a member again: history is asked what has arrived, where that is not done on entering a group anyway.
    pub(super) fn inquire(&mut self, id: ServerId, now: Now) {
        let mine = self.doubtful.iter().filter(|(server, _)| *server == id);
        let windows: Vec<WindowId> = mine.map(|(_, it)| it.window).collect();
        if windows.is_empty() {
            return;
        }
        let able = self
            .server(id)
            .is_some_and(|it| it.caps.has(Caps::CHATHISTORY) && it.caps.has(Caps::BATCH));
        if !able {
            return self.give_doubts_up(id, None, now);
        }
        let conversations: BTreeSet<WindowId> = windows
            .into_iter()
            .filter(|it| self.window(*it).is_some_and(|it| !it.is_group()))
            .collect();
        for window in conversations {
            self.catch_up(id, window);
        }
        if let Some(server) = self.server_mut(id) {
            server.wire.doubt_until_ms = Some(now.mono_ms + DOUBT_MS);
        }
    }

    /// Nobody tells whether it arrived, in one window or in all of a server: the user is told so, and what waited goes.
    pub(super) fn give_doubts_up(&mut self, id: ServerId, only: Option<WindowId>, now: Now) {
        let fits = |it: &(ServerId, Sending)| it.0 == id && only.is_none_or(|at| it.1.window == at);
        let (lost, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.doubtful)
            .into_iter()
            .partition(fits);
        self.doubtful = rest;
        for (_, sent) in &lost {
            self.fail_lost(sent);
        }
        if only.is_none()
            && let Some(server) = self.server_mut(id)
        {
            server.wire.doubt_until_ms = None;
        }
        self.send_unsent(id, now);
    }

    fn fail_lost(&mut self, sent: &Sending) {
        let lost = State::Failed(LOST.to_owned());
        self.become_of(Some((sent.window, sent.key)), lost);
    }

    /// Whether words of ours that history tells are those of which we did not know; then we do.
    pub(super) fn was_doubtful(&mut self, window: WindowId, text: &str) -> Option<Key> {
        let text_of = |key| {
            let it = self.window(window)?;
            it.entries
                .get(it.place(key)?)
                .map(|entry| entry.text.as_str())
        };
        let mut doubtful = self.doubtful.iter();
        let place =
            doubtful.position(|(_, it)| it.window == window && text_of(it.key) == Some(text))?;
        Some(self.doubtful.remove(place).1.key)
    }

    /// All that was missed in a window has come: what is not among it did not arrive, and goes again.
    pub(super) fn settle(&mut self, id: ServerId, window: WindowId, now: Now) {
        let mine = |it: &(ServerId, Sending)| it.0 == id && it.1.window == window;
        if !self.doubtful.iter().any(mine) {
            return;
        }
        let (again, rest) = std::mem::take(&mut self.doubtful)
            .into_iter()
            .partition(mine);
        self.doubtful = rest;
        let again: Vec<(ServerId, Sending)> = again;
        for (_, sent) in again.iter().rev() {
            self.become_of(Some((sent.window, sent.key)), State::Unsent);
            if let Some(server) = self.server_mut(id) {
                server.wire.unsent.push_front((sent.window, sent.key));
            }
        }
        self.send_unsent(id, now);
    }
}
