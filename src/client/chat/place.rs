//! Commands about where one is and whom one speaks to.

use super::Chat;
use super::caps::Caps;
use super::entry::Kind;
use super::greet::enter;
use super::server::ServerId;
use super::window::Which;
use crate::client::session::with_sign;
use crate::irc::message::Line;
use crate::now::Now;

impl Chat {
    pub(super) fn name(&mut self, id: ServerId, name: &str, rest: &str, all: &str, now: Now) {
        if !rest.is_empty() {
            let text = format!("{all} cannot be your name: it may not contain ' '.");
            return self.fail(self.active, text, now);
        }
        let Some(server) = self.server_mut(id) else {
            return;
        };
        if server.is_joined() {
            server.wire.regaining = false;
            server.wire.regain_ms = None;
            server
                .wire
                .put(|out| Line::to_server(out, "", "NICK").arg(name).end());
        } else {
            name.clone_into(&mut server.wanted.name);
            name.clone_into(&mut server.name);
            self.inform(self.active, format!("You will be called {name}."), now);
        }
    }

    /// Enters a group, or goes to it.
    pub(super) fn join(&mut self, id: ServerId, word: &str, key: &str, now: Now) {
        let is_group = self
            .server(id)
            .is_some_and(|server| server.supports.is_group(word));
        let group = if is_group {
            word.to_owned()
        } else {
            with_sign(word)
        };
        if group.contains(',') {
            let text =
                format!("{group} cannot be the name of a group: it may not contain a comma.");
            return self.fail(self.active, text, now);
        }
        let known = self.find(id, &group);
        let present = known
            .and_then(|it| self.window(it))
            .is_some_and(|it| it.present);
        if let (Some(window), true) = (known, present) {
            return self.activate(window);
        }
        let key = Some(key).filter(|key| !key.is_empty());
        let joined = self.server(id).is_some_and(super::Server::is_joined);
        if joined {
            self.put(id, |out| enter(out, &group, key));
            if let Some(server) = self.server_mut(id)
                && server.wire.entering.len() < super::WINDOWS
            {
                server.wire.entering.push(group);
            }
            return;
        }
        // It is entered with the others once the connection is there.
        let window = known.or_else(|| self.open(id, Which::Group(group)));
        if let Some(window) = window {
            if let Some(it) = self.window_mut(window) {
                it.left = false;
                it.key = key.map(str::to_owned);
            }
            self.activate(window);
        }
    }

    pub(super) fn leave(&mut self, first: &str, rest: &str, all: &str, now: Now) {
        let Some(id) = self.active().map(|window| window.server) else {
            return;
        };
        let named = self
            .server(id)
            .is_some_and(|server| server.supports.is_group(first));
        let (window, reason) = match named {
            true => (self.find(id, first), rest),
            false => (Some(self.active), all),
        };
        let group = window
            .and_then(|it| self.window(it))
            .filter(|it| it.target().is_some());
        match group.map(|window| window.id) {
            Some(window) => self.close(window, reason, now),
            None if named => self.fail(self.active, format!("You are not in {first}."), now),
            None => self.fail(
                self.active,
                "This is no group. /quit leaves everything.",
                now,
            ),
        }
    }

    /// Opens a conversation, says something in it, goes to it.
    pub(super) fn message(&mut self, to: &str, words: &str, go: bool, now: Now) {
        let Some(id) = self.active().map(|window| window.server) else {
            return;
        };
        let Some(who) = self.who(id, to, now) else {
            return;
        };
        let bad = who.contains(',') || who.starts_with(':');
        if bad {
            return self.fail(
                self.active,
                format!("{who} cannot be the name of anybody."),
                now,
            );
        }
        let is_group = self
            .server(id)
            .is_some_and(|server| server.supports.is_group(&who));
        let known = self.find(id, &who);
        let window = known.or_else(|| match is_group {
            true => None,
            false => self.open(id, Which::Conversation(who.clone())),
        });
        let Some(window) = window else {
            let text = match is_group {
                true => format!("You are not in {who}: /join {who} first."),
                false => "Too many windows are open; close one first.".to_owned(),
            };
            return self.fail(self.active, text, now);
        };
        if known.is_none() {
            if let Some(it) = self.window_mut(window) {
                it.present = true;
            }
            self.catch_up(id, window);
        }
        if go {
            self.activate(window);
        }
        if !words.is_empty() {
            self.speak(window, words, &Kind::Message, None, now);
        }
    }

    /// The group that a command is about: the one given, or that of the active window.
    pub(super) fn group(&mut self, given: Option<String>, now: Now) -> Option<String> {
        let active = self.active().filter(|window| window.is_group());
        let group = given.or_else(|| active.and_then(|window| window.target()).map(str::to_owned));
        if group.is_none() {
            self.fail(
                self.active,
                "This is no group: go to one, or /join #GROUP.",
                now,
            );
        }
        group
    }

    /// Whom a word means: `#7` is how numbers are shown, and no group is called so unless we are in it.
    pub(super) fn who(&mut self, id: ServerId, word: &str, now: Now) -> Option<String> {
        let digits = word.strip_prefix('#').unwrap_or_default();
        let number: Option<u64> = digits
            .parse()
            .ok()
            .filter(|_| digits.bytes().all(|b| b.is_ascii_digit()));
        let ours = self
            .server(id)
            .is_some_and(|server| server.caps.has(Caps::MEMBERS));
        let (Some(number), true, None) = (number, ours, self.find(id, word)) else {
            return Some(word.to_owned());
        };
        let windows = self.windows.iter().filter(|window| window.server == id);
        let found = windows
            .flat_map(|window| window.members.iter())
            .find(|member| member.id == Some(number))
            .map(|member| member.name.clone());
        if found.is_none() {
            let text = format!(
                "Nobody with the number {word} is in your groups; /members all lists everyone."
            );
            self.fail(self.active, text, now);
        }
        found
    }
}
