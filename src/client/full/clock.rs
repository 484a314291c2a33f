//! The clock: how long the loop may wait, and what time alone changes.

use std::time::Duration;

use super::{FRAME_MS, Full};
use crate::client::chat::server::Link;

impl Full {
    /// How long there is nothing to do but wait.
    pub(super) fn timeout(&self) -> Option<Duration> {
        if self.readable && !self.blind && self.gone_by_ms.is_none() || self.screen.owes() {
            return Some(Duration::ZERO);
        }
        let frame = (self.dirty && self.screen.wants_frame() && !self.blind)
            .then_some(self.framed_ms + FRAME_MS);
        let words = self.words.as_ref().map(|(_, until_ms)| *until_ms);
        let at = [
            self.chat.deadline(),
            self.keys.deadline(),
            self.countdown(),
            self.gone_by_ms,
            frame,
            words,
        ];
        let at = at.into_iter().flatten().min();
        let own = at.map(|at_ms| Duration::from_millis(at_ms.saturating_sub(self.now.mono_ms)));
        let net = self.net.timeout(self.now.mono_ms);
        own.into_iter().chain(net).min()
    }

    /// When the seconds until a server is tried again have to be drawn anew.
    fn countdown(&self) -> Option<u64> {
        let server = self.chat.server(self.chat.active()?.server)?;
        let Link::Lost {
            next_ms: Some(next_ms),
            ..
        } = server.link
        else {
            return None;
        };
        let left = next_ms.saturating_sub(self.framed_ms);
        Some(self.framed_ms + (left % 1_000).max(1))
    }

    /// Looks at what time alone changes.
    pub(super) fn expire(&mut self) {
        let now_ms = self.now.mono_ms;
        if self.keys.deadline().is_some_and(|at_ms| at_ms <= now_ms) {
            // Only once nothing is left to read does silence mean anything.
            self.readable = true;
        }
        if self
            .words
            .as_ref()
            .is_some_and(|(_, at_ms)| *at_ms <= now_ms)
        {
            self.words = None;
            self.dirty = true;
        }
        if self.countdown().is_some_and(|at_ms| at_ms <= now_ms) {
            self.dirty = true;
        }
    }
}
