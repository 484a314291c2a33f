//! Who comes and who goes, and what becomes known of them.

use super::Chat;
use super::comings::{Coming, Comings, What};
use super::entry::{Entry, Kind};
use super::hear::Heard;
use super::member::Member;
use super::server::ServerId;
use super::window::{Which, WindowId};
use crate::client::happening;
use crate::client::read::farewell;
use crate::now::Now;

impl Chat {
    pub(super) fn hear_join(&mut self, heard: &Heard<'_>, now: Now) {
        let (id, group, from) = (heard.server, heard.param(0), heard.from());
        let Some(server) = self.server(id) else {
            return;
        };
        let mine = server.is_me(from);
        let folded = server.supports.fold(from);
        if heard.past {
            if let Some(window) = self.find(id, group) {
                self.tell_coming(heard, window, from, What::Joined);
            }
            return;
        }
        if mine {
            return self.entered(heard, group, now);
        }
        let Some(window) = self.find(id, group) else {
            return;
        };
        // extended-join: the account, and then the real name.
        let account = heard
            .message
            .param(1)
            .filter(|it| *it != "*" && heard.message.params().len() > 2);
        let member = Member {
            name: from.to_owned(),
            id: self.number_of(id, from),
            address: address(heard),
            account: account.map(str::to_owned),
            ..Member::default()
        };
        let place = self
            .server(id)
            .map_or(0, |server| server.supports.height(""));
        self.put_member(window, folded, place, member);
        self.tell_coming(heard, window, from, What::Joined);
        self.mark_present(id, from, true);
    }

    /// We are in a group.
    fn entered(&mut self, heard: &Heard<'_>, group: &str, now: Now) {
        let id = heard.server;
        let Some(window) = self
            .find(id, group)
            .or_else(|| self.open(id, Which::Group(group.to_owned())))
        else {
            return;
        };
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let place = server
            .wire
            .entering
            .iter()
            .position(|it| server.supports.same(it, group));
        let wanted = place
            .map(|place| server.wire.entering.remove(place))
            .is_some();
        if let Some(window) = self.window_mut(window) {
            window.present = true;
            window.left = false;
            window.members.clear();
            window.naming = true;
            for entry in window.entries.iter_mut().rev() {
                if let Kind::Gap {
                    until_ms: until @ None,
                } = &mut entry.kind
                {
                    *until = Some(heard.unix_ms.max(entry.unix_ms));
                    break;
                }
            }
        }
        self.end_introduction(id, now);
        if wanted {
            self.activate(window);
            self.land(id, window, now);
        }
        self.catch_up(id, window);
        self.send_unsent(id, now);
    }

    pub(super) fn hear_part(&mut self, heard: &Heard<'_>) {
        let Some(window) = self.find(heard.server, heard.param(0)) else {
            return;
        };
        let what = What::Left(heard.param(1).to_owned());
        self.tell_coming(heard, window, heard.from(), what);
        if !heard.past {
            self.gone_from(heard.server, window, heard.from(), true);
        }
    }

    pub(super) fn hear_kick(&mut self, heard: &Heard<'_>) {
        let (id, name) = (heard.server, heard.param(1));
        let Some(window) = self.find(id, heard.param(0)) else {
            return;
        };
        let mut removed = self
            .told(heard, happening::Kind::Removed, name)
            .text(heard.param(2));
        removed.by = heard.message.source_name().map(str::to_owned);
        self.event(heard, window, Chat::told_words(&removed));
        if !heard.past {
            self.gone_from(id, window, name, true);
        }
    }

    /// Somebody is not in a group any more; we may be that. `left`: it shall stay so.
    fn gone_from(&mut self, id: ServerId, window: WindowId, name: &str, left: bool) {
        let Some(server) = self.server(id) else {
            return;
        };
        let (me, folded) = (server.is_me(name), server.supports.fold(name));
        if let Some(window) = self.window_mut(window) {
            window.members.remove(&folded);
            window.typing.retain(|typist| typist.name != name);
            if me {
                window.members.clear();
                window.present = false;
                window.left = left;
            }
        }
    }

    pub(super) fn hear_quit(&mut self, heard: &Heard<'_>, now: Now) {
        let (id, from) = (heard.server, heard.from());
        let Some(server) = self.server(id) else {
            return;
        };
        if heard.past {
            return self.tell_past(heard, What::Quit(farewell(heard.param(0)).to_owned()));
        }
        if server.is_me(from) {
            return;
        }
        let folded = server.supports.fold(from);
        let freed =
            server.supports.same(&server.wanted.name, from) && !server.is_me(&server.wanted.name);
        let there = |it: &&super::Window| {
            it.server == id
                && (it.members.get(&folded).is_some()
                    || matches!(&it.which, Which::Conversation(with) if server.supports.same(with, from)))
        };
        let windows: Vec<WindowId> = self.windows.iter().filter(there).map(|it| it.id).collect();
        for window in windows {
            self.tell_coming(
                heard,
                window,
                from,
                What::Quit(farewell(heard.param(0)).to_owned()),
            );
            self.gone_from(id, window, from, false);
        }
        self.mark_present(id, from, false);
        if freed {
            self.regain(id, now);
        }
    }

    pub(super) fn hear_away(&mut self, heard: &Heard<'_>) {
        let away = !heard.param(0).is_empty();
        self.each_member(heard, |member| member.away = away);
    }

    pub(super) fn hear_account(&mut self, heard: &Heard<'_>) {
        let mine = self
            .server(heard.server)
            .is_some_and(|it| it.is_me(heard.from()));
        if mine && heard.param(0) == "*" && !heard.past {
            self.forget_account(heard.server);
        }
        let account = Some(heard.param(0))
            .filter(|it| *it != "*")
            .map(str::to_owned);
        self.each_member(heard, |member| member.account.clone_from(&account));
    }

    pub(super) fn hear_chghost(&mut self, heard: &Heard<'_>) {
        let mut address = format!("{}@{}", heard.param(0), heard.param(1));
        address.truncate(address.floor_char_boundary(256));
        self.each_member(heard, |member| member.address.clone_from(&address));
    }

    /// Changes whoever the line comes from, in every window.
    pub(super) fn each_member(&mut self, heard: &Heard<'_>, change: impl Fn(&mut Member)) {
        let Some(server) = self.server(heard.server) else {
            return;
        };
        let folded = server.supports.fold(heard.from());
        if heard.past {
            return;
        }
        for window in self
            .windows
            .iter_mut()
            .filter(|it| it.server == heard.server)
        {
            window.members.change(&folded, &change);
        }
    }

    pub(super) fn hear_invite(&mut self, heard: &Heard<'_>) {
        let (id, whom, group) = (heard.server, heard.param(0), heard.param(1));
        let Some(server) = self.server(id) else {
            return;
        };
        if heard.past {
            return;
        }
        if server.is_me(whom) {
            if self.is_ignored(heard) {
                return;
            }
            let invite = self
                .told(heard, happening::Kind::Invite, heard.from())
                .group(group);
            let (window, words) = (self.answer_window(id), Chat::told_words(&invite));
            self.event(heard, window, words.clone());
            self.attract(window, &words, "");
        } else if let Some(window) = self.find(id, group) {
            self.event(heard, window, format!("{} invites {whom}", heard.from()));
        }
    }

    /// Tells of something that concerned every group of somebody, in the one whose history it is in.
    pub(super) fn tell_past(&mut self, heard: &Heard<'_>, what: What) {
        let of = heard.of.as_deref().unwrap_or_default();
        if let Some(window) = self.find(heard.server, of) {
            self.tell_coming(heard, window, heard.from(), what);
        }
    }

    /// Tells of a coming or going, in one entry with those right before it.
    pub(super) fn tell_coming(&mut self, heard: &Heard<'_>, id: WindowId, name: &str, what: What) {
        let mine = self
            .server(heard.server)
            .is_some_and(|server| server.is_me(name));
        if heard.past && mine {
            // We know when we were here; whoever had our name before is not us.
            return;
        }
        let unix_ms = heard.unix_ms;
        let coming = Coming {
            name: name.to_owned(),
            id: if mine {
                None
            } else {
                self.number_of(heard.server, name)
            },
            what,
            mine,
            unix_ms,
            msgid: heard.message.tag("msgid"),
        };
        let Some(window) = self.window_mut(id) else {
            return;
        };
        let known = |msgid: &String| window.msgids.contains(msgid);
        let has_it = |entry: &Entry| match &entry.kind {
            Kind::Comings(comings) => comings.has(&coming),
            _ => false,
        };
        if coming.msgid.as_ref().is_some_and(known)
            || heard.past && window.entries.iter().any(has_it)
        {
            return;
        }
        // What is told again is told where its time belongs, which need not be the end.
        let mut newest_first = window.entries.iter().rev();
        let before = newest_first.find(|it| !heard.past || it.unix_ms <= unix_ms);
        let fits = |entry: &&Entry| match &entry.kind {
            Kind::Comings(comings) => comings.reaches(entry.unix_ms, unix_ms),
            _ => false,
        };
        if let Some(key) = before.filter(fits).map(|entry| entry.key) {
            window.change(key, |entry| {
                if let Kind::Comings(comings) = &mut entry.kind {
                    comings.push(coming);
                    entry.text = comings.words();
                }
            });
            self.changed = true;
            return;
        }
        let comings = Comings::one(coming);
        let text = comings.words();
        let mut entry = Entry::new(Kind::Comings(comings), unix_ms, text);
        entry.past = heard.past;
        self.tell(id, entry);
    }

    /// A conversation's other one is there, or is not any more.
    pub(super) fn mark_present(&mut self, id: ServerId, name: &str, present: bool) {
        if let Some(window) = self
            .find(id, name)
            .and_then(|window| self.window_mut(window))
        {
            window.present = present;
        }
    }
}

/// `user@host` of whoever a line comes from.
fn address(heard: &Heard<'_>) -> String {
    let source = heard.message.source.unwrap_or_default();
    source
        .split_once('!')
        .map_or("", |(_, address)| address)
        .to_owned()
}
