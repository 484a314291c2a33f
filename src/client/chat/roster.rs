//! Who is where: names on entering, `WHO`, and the member table of our own servers.

use std::collections::HashSet;

use super::Chat;
use super::caps::Caps;
use super::entry::{Entry, Kind};
use super::hear::Heard;
use super::member::{ALL_MEMBERS, Member};
use super::server::ServerId;
use super::window::WindowId;
use super::wire::{Asked, Introduced};
use crate::client::happening::Row;
use crate::client::{introduce, read};
use crate::irc::message::Line;
use crate::now::Now;

/// Most rows of a member table that are kept until its end comes.
const ROWS: usize = 20_000;
/// Largest group whose table is asked for on entering it.
const NUMBERS: usize = 500;
/// The same on other servers, where `WHO` is dear.
const WHO: usize = 200;
/// Longest name of a member, bytes: more than any server allows.
pub(super) const NAME: usize = 256;
/// Longest address of a member that is kept, bytes.
const ADDRESS: usize = 256;
/// Most member tables that are asked for at a time.
const TABLES: usize = 64;

impl Chat {
    /// Names of a group: `353 us = #group :@alice bob!b@host`.
    pub(super) fn hear_names(&mut self, heard: &Heard<'_>) {
        let id = heard.server;
        let (Some(at), Some(server)) = (self.find(id, heard.param(2)), self.server(id)) else {
            return;
        };
        let Some(window) = self.window(at).filter(|window| window.present) else {
            return;
        };
        let ours = server.caps.has(Caps::MEMBERS);
        let mut put = Vec::new();
        for word in heard.last().split(' ') {
            let (signs, rest) = server.supports.ranked(word);
            let (name, address) = rest.split_once('!').unwrap_or((rest, ""));
            if name.is_empty() {
                continue;
            }
            let folded = server.supports.fold(name);
            let known = window.members.get(&folded).cloned().unwrap_or_default();
            // On a server of ours the first of all coordinates, and others may be operators beside it.
            let first = ours && window.members.is_empty() && put.is_empty();
            let member = Member {
                name: name.to_owned(),
                ranks: signs.to_owned(),
                coordinator: known.coordinator || first && signs.contains('@'),
                you: server.is_me(name),
                address: if address.is_empty() {
                    known.address
                } else {
                    address.to_owned()
                },
                ..known
            };
            put.push((folded, server.supports.height(signs), member));
        }
        for (folded, place, member) in put {
            self.put_member(at, folded, place, member);
        }
    }

    /// Puts a member into a window, as far as there is room. A name longer than any server has is somebody's joke.
    pub(super) fn put_member(
        &mut self,
        at: WindowId,
        folded: String,
        place: u8,
        mut member: Member,
    ) {
        if member.name.len() > NAME {
            return;
        }
        member
            .address
            .truncate(member.address.floor_char_boundary(ADDRESS));
        let kept: usize = self.windows.iter().map(|it| it.members.kept()).sum();
        if let Some(window) = self.window_mut(at) {
            window
                .members
                .put(folded, place, member, kept < ALL_MEMBERS);
        }
    }

    /// The names of a group are complete; what they do not tell is asked for.
    pub(super) fn end_names(&mut self, heard: &Heard<'_>) {
        let (id, group) = (heard.server, heard.param(1));
        let Some(at) = self.find(id, group) else {
            return;
        };
        let has_members = self.server(id).is_some_and(|it| it.caps.has(Caps::MEMBERS));
        let Some(window) = self.window_mut(at) else {
            return;
        };
        let worth = window.members.len() <= if has_members { NUMBERS } else { WHO };
        if std::mem::take(&mut window.naming) && worth {
            self.ask_for_table(id, group, None);
        }
    }

    /// `MEMBER ...`: our introduction, whoever has just come, somebody's new listen port, or a row of a table.
    pub(super) fn hear_member(&mut self, heard: &Heard<'_>) {
        let id = heard.server;
        let (Some((mut row, contact)), Some(server)) =
            (read::row(heard.message), self.server_mut(id))
        else {
            return;
        };
        row.you |= server.is_me(&row.name);
        if row.you {
            server.number = row.id;
        }
        let introduced = server.wire.introduced;
        let words = match introduced {
            Introduced::Nobody if row.you => {
                server.wire.introduced = Introduced::Us;
                Some(introduce::us(&row))
            }
            Introduced::Us if contact => {
                server.wire.introduced = Introduced::Over;
                Some(introduce::contact(&row, server.supports.lobby.as_deref()))
            }
            _ => None,
        };
        if !server.wire.tables.is_empty() && server.wire.rows.len() < ROWS {
            server.wire.rows.push(row.clone());
        }
        if let (Some(words), Some(own)) = (words, self.own_window(id)) {
            self.tell(own, Entry::new(Kind::Info, heard.unix_ms, words));
        }
        self.learn(id, &row);
    }

    /// Nothing more is introduced: without a contact we are the first.
    pub(super) fn end_introduction(&mut self, id: ServerId, now: Now) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        if server.wire.introduced == Introduced::Us {
            server.wire.introduced = Introduced::Over;
            if let Some(own) = self.own_window(id) {
                self.inform(own, introduce::FIRST, now);
            }
        }
    }

    /// Takes over what a row says of somebody, wherever it is shown.
    fn learn(&mut self, id: ServerId, row: &Row) {
        let Some(server) = self.server(id) else {
            return;
        };
        let folded = server.supports.fold(&row.name);
        for window in self.windows.iter_mut().filter(|it| it.server == id) {
            window.members.change(&folded, |member| {
                member.id = row.id.or(member.id);
                if !row.address.is_empty() {
                    let end = row.address.floor_char_boundary(ADDRESS);
                    row.address[..end].clone_into(&mut member.address);
                }
                member.listen = row.listen.or(member.listen);
                member.away = row.away;
            });
            // Somebody who has just come is told of with its number.
            if let Some(number) = row.id
                && !row.you
                && window.ends_with(|kind| matches!(kind, Kind::Comings(_)))
                && let Some(key) = window.entries.back().map(|entry| entry.key)
            {
                window.change(key, |entry| {
                    if let Kind::Comings(comings) = &mut entry.kind
                        && comings.number(&row.name, number)
                    {
                        entry.text = comings.words();
                    }
                });
            }
        }
    }

    /// `352 us #group user host server name flags :hops real`
    pub(super) fn hear_who(&mut self, heard: &Heard<'_>) {
        let id = heard.server;
        let (Some(mut row), Some(server)) = (read::who(heard.message), self.server_mut(id)) else {
            return;
        };
        row.you = server.is_me(&row.name);
        let flags = heard.param(6);
        let bot = server
            .supports
            .bot
            .is_some_and(|letter| flags.contains(letter));
        if !server.wire.tables.is_empty() && server.wire.rows.len() < ROWS {
            server.wire.rows.push(row.clone());
        }
        let folded = server.supports.fold(&row.name);
        row.address = format!("{}@{}", heard.param(2), heard.param(3));
        self.learn(id, &row);
        for window in self.windows.iter_mut().filter(|it| it.server == id) {
            window.members.change(&folded, |member| member.bot = bot);
        }
    }

    /// Asks for the member table of a group, or of everyone (`*`), to show it there or to know.
    pub(super) fn ask_for_table(&mut self, id: ServerId, of: &str, shown: Option<WindowId>) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let question = if server.caps.has(Caps::MEMBERS) {
            "MEMBERS"
        } else {
            "WHO"
        };
        if server.wire.tables.len() < TABLES {
            let of = of.to_owned();
            server
                .wire
                .put(|out| Line::to_server(out, "", question).arg(&of).end());
            server.wire.tables.push_back(Asked { of, shown });
        }
    }

    /// A table is complete. Those that were asked for before it were refused.
    pub(super) fn end_table(&mut self, id: ServerId, of: &str, now: Now) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let mut tables = server.wire.tables.iter();
        let Some(place) = tables.position(|asked| server.supports.same(&asked.of, of)) else {
            return;
        };
        let asked = server.wire.tables.drain(..=place).next_back();
        let mut rows = std::mem::take(&mut server.wire.rows);
        // Somebody's new listen port is told with the same word; the row of the answer came last.
        let mut seen = HashSet::new();
        rows.reverse();
        rows.retain(|row| row.id.is_none_or(|id| seen.insert(id)));
        rows.reverse();
        let ours = server.caps.has(Caps::MEMBERS);
        let coordinator = rows
            .iter()
            .find(|row| row.coordinator)
            .map(|row| row.name.clone());
        if let (true, Some(window), Some(name)) = (ours, self.find(id, of), coordinator) {
            self.coordinates(id, window, &name);
        }
        if let Some(window) = asked.and_then(|asked| asked.shown) {
            let what = if of == "*" { "everyone" } else { of };
            self.tell(window, Entry::new(Kind::Members(rows), now.unix_ms, what));
        }
    }
}
