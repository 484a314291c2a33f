//! Who is called what, we among them.

use super::comings::What;
use super::greet::REGAIN_MS;
use super::hear::Heard;
use super::server::ServerId;
use super::window::{Which, WindowId};
use super::{Chat, Output, Save};
use crate::irc::message::Line;
use crate::now::Now;

impl Chat {
    pub(super) fn hear_nick(&mut self, heard: &Heard<'_>, now: Now) {
        let (id, from, to) = (heard.server, heard.from(), heard.param(0));
        let Some(server) = self.server(id) else {
            return;
        };
        if to.is_empty() {
            return;
        }
        let (old, new) = (server.supports.fold(from), server.supports.fold(to));
        let same = |name: &str| server.supports.same(name, from);
        let there = |it: &&super::Window| {
            let with =
                it.server == id && matches!(&it.which, Which::Conversation(with) if same(with));
            it.server == id && it.members.get(&old).is_some() || with
        };
        let windows: Vec<WindowId> = self.windows.iter().filter(there).map(|it| it.id).collect();
        if heard.past {
            return self.tell_past(heard, What::Renamed(to.to_owned()));
        }
        let freed = server.supports.same(&server.wanted.name, from);
        let me = server.is_me(from);
        for window in &windows {
            self.tell_coming(heard, *window, from, What::Renamed(to.to_owned()));
        }
        if me
            && windows.is_empty()
            && let Some(own) = self.own_window(id)
        {
            self.tell_coming(heard, own, from, What::Renamed(to.to_owned()));
        }
        let taken = self.find(id, to).is_some();
        let place = |signs: &str| {
            self.server(id)
                .map_or(0, |server| server.supports.height(signs))
        };
        let places: Vec<(WindowId, u8)> = windows
            .iter()
            .map(|id| {
                let member = self.window(*id).and_then(|it| it.members.get(&old));
                (*id, place(member.map_or("", |member| &member.ranks)))
            })
            .collect();
        for (window, place) in places {
            let Some(window) = self.window_mut(window) else {
                continue;
            };
            if let Some(mut member) = window.members.remove(&old) {
                to.clone_into(&mut member.name);
                window.members.put(new.clone(), place, member, true);
            }
            window.typing.retain(|typist| typist.name != from);
            // The conversation goes on under the new name, unless there is one with that name already.
            if let Which::Conversation(with) = &mut window.which
                && (!taken || old == new)
            {
                to.clone_into(with);
            }
        }
        if me {
            self.renamed(id, to);
        } else if freed {
            self.regain(id, now);
        }
    }

    pub(super) fn renamed(&mut self, id: ServerId, to: &str) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        to.clone_into(&mut server.name);
        let asked_by_us = std::mem::take(&mut server.wire.regaining);
        if server.is_me(&server.wanted.name.clone()) {
            server.wire.regain_ms = None;
        } else if !asked_by_us {
            // It was the user's wish, or the server's: either way this is who we are now.
            to.clone_into(&mut server.wanted.name);
            server.wire.regain_ms = None;
            let save = Save::Name {
                server: server.wanted.place.shown(),
                name: to.to_owned(),
            };
            self.out.push_back(Output::Save(save));
        }
    }

    /// Asks for our own name again.
    pub(super) fn regain(&mut self, id: ServerId, now: Now) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let wanted = server.wanted.name.clone();
        if !server.is_joined() || server.is_me(&wanted) {
            server.wire.regain_ms = None;
            return;
        }
        server.wire.regaining = true;
        server.wire.regain_ms = Some(now.mono_ms + REGAIN_MS);
        Line::to_server(&mut server.wire.out, "", "NICK")
            .arg(wanted)
            .end();
    }
}
