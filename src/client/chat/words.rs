//! What people say, and what is said of it: replies, reactions, typing, words taken back.

use super::entry::{Entry, Kind, State};
use super::hear::Heard;
use super::roster::NAME;
use super::server::ServerId;
use super::window::{TYPISTS, Typist, Which, WindowId};
use super::{Chat, notice};
use crate::client::read::ctcp;
use crate::now::Now;

/// How long somebody who is typing is believed to be (typing tag, "Receiving typing notifications"), milliseconds.
const ACTIVE_MS: u64 = 6_000;
/// The same for somebody who paused.
const PAUSED_MS: u64 = 30_000;
/// Longest id of a message that is looked at, bytes.
const MSGID: usize = 512;

/// Words on their way into a window.
#[derive(Debug)]
pub(super) struct Said<'a> {
    /// What they are addressed to.
    pub(super) target: &'a str,
    pub(super) text: &'a str,
    /// Message or notice.
    pub(super) kind: Kind,
}

impl Chat {
    /// `PRIVMSG <target> :<text>`, `NOTICE <target> :<text>`
    pub(super) fn hear_words(&mut self, heard: &Heard<'_>) {
        let (target, text) = (heard.param(0), heard.param(1));
        if heard.is("NOTICE") && !heard.by_member() {
            return self.hear_server(heard, target, text);
        }
        let kind = if heard.is("NOTICE") {
            Kind::Notice
        } else {
            Kind::Message
        };
        let said = Said { target, text, kind };
        self.said(heard, &said);
    }

    /// Words of the server itself.
    fn hear_server(&mut self, heard: &Heard<'_>, target: &str, text: &str) {
        let id = heard.server;
        // What servers say while they look us up is of no use to anyone.
        let registering = self
            .server(id)
            .is_some_and(|it| it.link == super::Link::Registering);
        if registering && target == "*" {
            return;
        }
        let bare = self
            .server(id)
            .map_or(target, |server| server.supports.part(target).1);
        if let Some(window) = self.find(id, bare).or_else(|| self.own_window(id)) {
            let mut entry = Entry::new(Kind::Info, heard.unix_ms, text);
            entry.past = heard.past;
            self.tell(window, entry);
        }
    }

    /// Words of somebody, or our own coming back.
    pub(super) fn said(&mut self, heard: &Heard<'_>, said: &Said<'_>) {
        let (id, from) = (heard.server, heard.from());
        let Some(server) = self.server(id) else {
            return;
        };
        let mine = server.is_me(from);
        if !mine && self.is_ignored(heard) {
            return;
        }
        let (only, target) = server.supports.part(said.target);
        let private = !server.supports.is_group(target);
        let with = if private && !mine { from } else { target };
        let (kind, text) = match (ctcp(said.text), &said.kind) {
            (None, kind) => (kind.clone(), said.text.to_owned()),
            (Some(("ACTION", done)), _) => (Kind::Action, done.to_owned()),
            // A question to our program, or its answer. We do not answer: nobody should make us send.
            (Some((question, _)), Kind::Message) if !mine => {
                let text = format!("{from} asks our program for {question} (CTCP)");
                let window = self.find(id, with).or_else(|| self.own_window(id));
                if let Some(window) = window.filter(|_| !heard.past) {
                    self.event(heard, window, text);
                }
                return;
            }
            (Some((word, rest)), _) => (Kind::Notice, format!("{word} {rest}")),
        };
        if heard.past {
            self.caught(id, with, heard.unix_ms);
        }
        let notice = kind == Kind::Notice;
        let Some(window) = self.window_for(id, with, private, notice && !mine) else {
            return;
        };
        let msgid = heard
            .message
            .tag("msgid")
            .filter(|msgid| msgid.len() <= MSGID && !msgid.is_empty());
        if mine && self.acknowledge(heard, window, &text, msgid.as_deref()) {
            return;
        }
        let mut entry = Entry::new(kind, heard.unix_ms, text);
        entry.past = heard.past;
        entry.only = only;
        entry.mine = mine;
        entry.from = Some(from.to_owned());
        entry.id = self.number_of(id, from);
        entry.msgid = msgid;
        entry.reply_to = reply_to(heard);
        if self.is_known(window, &entry) {
            return;
        }
        let answers_us = entry.reply_to.as_deref().is_some_and(|msgid| {
            let answered = self.window(window).and_then(|it| it.by_msgid(msgid));
            answered.is_some_and(|entry| entry.mine)
        });
        let me = self.server(id).map_or("", |server| &server.name);
        entry.mention =
            !mine && (answers_us || notice::mentions(&entry.text, me, &self.noticing.words));
        let attracts = !mine && !heard.past && !notice && (entry.mention || private);
        let body = if attracts {
            entry.text.clone()
        } else {
            String::new()
        };
        if let Some(it) = self.window_mut(window) {
            it.newest_ms = it.newest_ms.max(heard.unix_ms);
            it.typing.retain(|typist| typist.name != from);
        }
        self.tell(window, entry);
        if attracts {
            let place = self.window(window).map(|it| self.title_of(it).to_owned());
            let title = match place {
                Some(place) if !private => format!("{from} in {place}"),
                _ => from.to_owned(),
            };
            self.attract(window, &title, &body);
        }
    }

    /// The window that words go to. Conversations open by themselves, but not for the notices of programs.
    fn window_for(
        &mut self,
        id: ServerId,
        with: &str,
        private: bool,
        notice: bool,
    ) -> Option<WindowId> {
        let known = self.find(id, with);
        if known.is_some() {
            return known;
        }
        if private && !notice {
            let window = self.open(id, Which::Conversation(with.to_owned()))?;
            if let Some(window) = self.window_mut(window) {
                window.present = true;
            }
            return Some(window);
        }
        self.own_window(id)
    }

    /// Whether it is in a window already.
    pub(super) fn is_known(&self, window: WindowId, entry: &Entry) -> bool {
        let Some(window) = self.window(window) else {
            return true;
        };
        match &entry.msgid {
            Some(msgid) => window.msgids.contains(msgid),
            // Without ids, what was said by the same one in the same millisecond is the same.
            None if entry.past => {
                let near = window
                    .entries
                    .iter()
                    .rev()
                    .take_while(|it| it.unix_ms >= entry.unix_ms);
                let mut same = near.filter(|it| it.unix_ms == entry.unix_ms);
                same.any(|it| it.from == entry.from && it.text == entry.text)
            }
            None => false,
        }
    }

    /// Our own words came back: they are there. `false` when they are not ones that we wait for.
    fn acknowledge(
        &mut self,
        heard: &Heard<'_>,
        window: WindowId,
        text: &str,
        msgid: Option<&str>,
    ) -> bool {
        if heard.past {
            // What history tells of us is news only where we do not know whether it arrived.
            let Some(key) = self.was_doubtful(window, text) else {
                return false;
            };
            self.arrived(heard, window, key, None, msgid);
            return true;
        }
        let label = heard
            .label
            .as_deref()
            .and_then(|label| label.parse::<u64>().ok());
        let Some(server) = self.servers.iter_mut().find(|it| it.id == heard.server) else {
            return false;
        };
        let windows = &self.windows;
        let text_of = |window: WindowId, key| {
            let window = windows.iter().find(|it| it.id == window)?;
            let at = window.place(key)?;
            window.entries.get(at).map(|entry| entry.text.as_str())
        };
        let sending = &mut server.wire.sending;
        let labeled = sending.iter().position(|it| Some(it.label) == label);
        let place = labeled.or_else(|| {
            let fits = |it: &super::wire::Sending| {
                it.window == window && text_of(it.window, it.key) == Some(text)
            };
            sending.iter().position(fits)
        });
        let Some(sent) = place.and_then(|place| sending.remove(place)) else {
            return false;
        };
        let text = labeled.is_some().then_some(text);
        self.arrived(heard, sent.window, sent.key, text, msgid);
        true
    }

    /// An entry of ours is there, perhaps in other words.
    fn arrived(
        &mut self,
        heard: &Heard<'_>,
        window: WindowId,
        key: super::Key,
        text: Option<&str>,
        msgid: Option<&str>,
    ) {
        let unix_ms = heard.unix_ms;
        if let Some(window) = self.window_mut(window) {
            window.newest_ms = window.newest_ms.max(unix_ms);
            window.change(key, |entry| {
                entry.state = State::Sent;
                entry.unix_ms = unix_ms;
                entry.msgid = msgid.map(str::to_owned);
                if let Some(text) = text {
                    text.clone_into(&mut entry.text);
                }
            });
        }
        self.changed = true;
    }

    /// `TAGMSG <target>`: typing, reactions.
    pub(super) fn hear_tags(&mut self, heard: &Heard<'_>, now: Now) {
        let (id, from) = (heard.server, heard.from());
        let Some(server) = self.server(id) else {
            return;
        };
        let mine = server.is_me(from);
        if !mine && self.is_ignored(heard) {
            return;
        }
        let target = server.supports.part(heard.param(0)).1;
        let private = !server.supports.is_group(target);
        let with = if private && !mine { from } else { target };
        let Some(window) = self.find(id, with) else {
            return;
        };
        let tag = |names: [&str; 2]| names.iter().find_map(|name| heard.message.tag(name));
        if let Some(typing) = heard.message.tag("+typing")
            && !mine
            && !heard.past
        {
            self.hear_typing(window, from, &typing, now);
        }
        let Some(msgid) = reply_to(heard) else {
            return;
        };
        let react = tag(["+draft/react", "+react"]).map(|sign| (sign, true));
        let react = react.or_else(|| tag(["+draft/unreact", "+unreact"]).map(|sign| (sign, false)));
        let (Some((sign, add)), Some(window)) = (react, self.window_mut(window)) else {
            return;
        };
        if let Some(key) = window.by_msgid(&msgid).map(|entry| entry.key) {
            let from = &from[..from.floor_char_boundary(NAME)];
            window.change(key, |entry| entry.react(&sign, from, add));
        }
    }

    fn hear_typing(&mut self, window: WindowId, from: &str, how: &str, now: Now) {
        let Some(window) = self.window_mut(window) else {
            return;
        };
        window.typing.retain(|typist| typist.name != from);
        let lasts = match how {
            "active" => ACTIVE_MS,
            "paused" => PAUSED_MS,
            _ => return,
        };
        if window.typing.len() < TYPISTS && from.len() <= NAME {
            window.typing.push(Typist {
                name: from.to_owned(),
                until_ms: now.mono_ms + lasts,
            });
        }
    }

    /// `REDACT <target> <msgid> [:<reason>]`
    pub(super) fn hear_redact(&mut self, heard: &Heard<'_>) {
        let Some(server) = self.server(heard.server) else {
            return;
        };
        let target = server.supports.part(heard.param(0)).1;
        let with = if server.is_me(target) {
            heard.from()
        } else {
            target
        };
        let reason = heard.param(2).to_owned();
        let window = self.find(heard.server, with);
        if let Some(window) = window.and_then(|window| self.window_mut(window))
            && let Some(key) = window.by_msgid(heard.param(1)).map(|entry| entry.key)
        {
            window.change(key, |entry| entry.redacted = Some(reason));
        }
    }
}

/// What a line answers.
fn reply_to(heard: &Heard<'_>) -> Option<String> {
    let tags = ["+draft/reply", "+reply"];
    let mut found = tags.iter().filter_map(|tag| heard.message.tag(tag));
    found.find(|msgid| !msgid.is_empty() && msgid.len() <= MSGID)
}
