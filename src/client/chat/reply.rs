//! Commands about something that was said: answering it, giving it a sign, taking it back.

use super::Chat;
use super::caps::Caps;
use super::command::with_last;
use super::entry::{Entry, Kind};
use super::server::ServerId;
use crate::irc::message::{Line, escape};
use crate::now::Now;

impl Chat {
    pub(super) fn reply(&mut self, first: &str, rest: &str, all: &str, now: Now) {
        let (back, words) = back(first, rest, all);
        if words.is_empty() {
            return self.fail(self.active, "Usage: /reply [^N] TEXT", now);
        }
        match self.pick(back, |entry| !entry.mine) {
            Some(msgid) => self.speak(self.active, words, &Kind::Message, Some(&msgid), now),
            None => self.fail(self.active, "There is nothing here to answer.", now),
        }
    }

    pub(super) fn react(&mut self, id: ServerId, first: &str, rest: &str, all: &str, now: Now) {
        let (back, sign) = back(first, rest, all);
        let able = self
            .server(id)
            .is_some_and(|server| server.caps.has(Caps::MESSAGE_TAGS));
        let target = self
            .active()
            .and_then(|window| window.target())
            .map(str::to_owned);
        let problem = match (self.pick(back, |entry| !entry.mine), target) {
            _ if sign.is_empty() => "Usage: /react [^N] SIGN",
            _ if !able => "This server does not carry reactions.",
            (Some(msgid), Some(target)) => {
                let tags = format!(
                    "+draft/react={};+draft/reply={}",
                    escape(sign),
                    escape(&msgid)
                );
                self.put(id, |out| {
                    Line::to_server(out, &tags, "TAGMSG").arg(target).end();
                });
                let echoed = self
                    .server(id)
                    .is_some_and(|it| it.caps.has(Caps::ECHO_MESSAGE));
                let name = self
                    .server(id)
                    .map(|it| it.name.clone())
                    .unwrap_or_default();
                if let (false, Some(window)) = (echoed, self.window_mut(self.active))
                    && let Some(key) = window.by_msgid(&msgid).map(|entry| entry.key)
                {
                    window.change(key, |entry| entry.react(sign, &name, true));
                }
                return;
            }
            _ => "There is nothing here to react to.",
        };
        self.fail(self.active, problem, now);
    }

    pub(super) fn redact(&mut self, id: ServerId, first: &str, rest: &str, all: &str, now: Now) {
        let (back, reason) = back(first, rest, all);
        let able = self
            .server(id)
            .is_some_and(|server| server.caps.has(Caps::REDACTION));
        let target = self
            .active()
            .and_then(|window| window.target())
            .map(str::to_owned);
        let problem = match (self.pick(back, |entry| entry.mine), target) {
            _ if !able => "On this server, what is said stays said.",
            (Some(msgid), Some(target)) => {
                return self.put(id, |out| {
                    with_last(
                        Line::to_server(out, "", "REDACT").arg(target).arg(msgid),
                        reason,
                    );
                });
            }
            _ => "You said nothing here that could be taken back.",
        };
        self.fail(self.active, problem, now);
    }

    /// The id of what a command is about: what was chosen, or the last thing that fits, or the one so many before it.
    pub(super) fn pick(
        &self,
        back: Option<usize>,
        fits: impl Fn(&Entry) -> bool,
    ) -> Option<String> {
        if back.is_none()
            && let Some(chosen) = self.chosen()
        {
            return Some(chosen);
        }
        let window = self.active()?;
        let mut skip = back.unwrap_or(1).saturating_sub(1);
        let found = window.newest(|entry| {
            let fits = fits(entry) && entry.msgid.is_some() && entry.redacted.is_none();
            let here = fits && skip == 0;
            skip = skip.saturating_sub(usize::from(fits));
            here
        });
        found.and_then(|entry| entry.msgid.clone())
    }

    /// The id of what was chosen to be answered.
    pub(super) fn chosen(&self) -> Option<String> {
        let window = self.active()?;
        let at = window.place(window.chosen?)?;
        window.entries.get(at)?.msgid.clone()
    }
}

/// `^2 words`: the second last. The number, and what follows it.
fn back<'a>(first: &str, rest: &'a str, all: &'a str) -> (Option<usize>, &'a str) {
    let number = first.strip_prefix('^');
    let number = number.and_then(|digits| {
        if digits.is_empty() {
            Some(1)
        } else {
            digits.parse().ok()
        }
    });
    match number {
        Some(number) => (Some(number), rest),
        None => (None, all),
    }
}
