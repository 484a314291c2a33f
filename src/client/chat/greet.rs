//! From the connection to membership: the first lines, a name that is free, the welcome, the groups.

use super::caps::Caps;
use super::hear::Heard;
use super::server::{Link, ServerId};
use super::window::Which;
use super::{Chat, wire::Greeting};
use crate::client::naming::plain_name;
use crate::irc::message::Line;
use crate::now::Now;

/// Time until our own name is asked for again, milliseconds.
pub(super) const REGAIN_MS: u64 = 45_000;

impl Chat {
    /// The connection is there: the first lines. CAP comes first, so that the server waits with its welcome
    /// (capability-negotiation, "The CAP command"); a server that does not know it goes on without.
    pub(super) fn connected(&mut self, id: ServerId, now: Now) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        if server.link != Link::Connecting {
            return;
        }
        server.wire.renew(now);
        server.link = Link::Registering;
        server.caps = Caps::default();
        server.supports = super::Supports::default();
        server.number = None;
        server.lag_ms = None;
        server.away = false;
        server.name.clone_from(&server.wanted.name);
        let wanted = server.wanted.clone();
        self.say_now(id, |out| {
            Line::to_server(out, "", "CAP").arg("LS").arg("302").end();
            if let Some(password) = &wanted.password {
                Line::to_server(out, "", "PASS").last(password);
            }
            Line::to_server(out, "", "NICK").arg(&wanted.name).end();
            // User names are ASCII everywhere.
            let user = plain_name(&wanted.name).unwrap_or_else(|| "member".to_owned());
            let line = Line::to_server(out, "", "USER").arg(user);
            line.arg("0").arg("*").last(&wanted.name);
        });
        self.changed = true;
    }

    /// A numeric before we are a member. `false` when it means here what it always means.
    pub(super) fn hear_greeting(&mut self, numeric: u16, heard: &Heard<'_>, now: Now) -> bool {
        let id = heard.server;
        let words = heard.last();
        let Some(server) = self.server_mut(id) else {
            return true;
        };
        match numeric {
            // RPL_WELCOME
            1 => {
                heard.param(0).clone_into(&mut server.name);
                server.wire.greeting.welcomed = true;
                // A server without a message of the day says so; one that says nothing is not waited for long.
                server.wire.greeting.until_ms = now.mono_ms + super::wire::REGISTER_MS / 3;
                if let Some(own) = self.own_window(id) {
                    self.inform(own, words, now);
                }
            }
            // RPL_ENDOFMOTD, ERR_NOMOTD
            376 | 422 => {
                if numeric == 376 || server.wire.greeting.welcomed {
                    self.become_member(id, now);
                }
            }
            // RPL_SASLSUCCESS
            903 => {
                server.wire.greeting.logged_in = true;
                if server.wire.greeting.held.take().is_some() {
                    let name = &server.name;
                    Line::to_server(&mut server.wire.out, "", "NICK")
                        .arg(name)
                        .end();
                }
                self.end_caps(id);
            }
            // ERR_NICKLOCKED, ERR_SASLFAIL and the like
            902 | 904..=907 => {
                // The number is the same for a wrong password and for a server that has no time for it.
                let busy = words.contains("again");
                self.log_in_failed(id, words.trim_end_matches('.'), !busy, now);
            }
            // RPL_LOGGEDIN, RPL_SASLMECHS
            900 | 908 => {}
            // ERR_NICKNAMEINUSE, ERR_NICKCOLLISION, ERR_UNAVAILRESOURCE
            433 | 436 | 437 if !server.wire.greeting.welcomed => {
                let greeting = &mut server.wire.greeting;
                // Most often it is our own connection that is not known to be dead: who logs in gets its name back.
                if server.wanted.account.is_some() && !greeting.ended && !greeting.logged_in {
                    greeting.held = Some(heard.param(1).to_owned());
                } else {
                    self.name_taken(id, heard.param(1), now);
                }
            }
            // ERR_ERRONEUSNICKNAME
            432 if !server.wire.greeting.welcomed => {
                let asked = server.name.clone();
                match server.wire.greeting.asking.unfit(&asked) {
                    Some(next) => {
                        self.ask_for_name(id, next, &format!("The server does not accept the name {asked}"), now);
                    }
                    None => self.give_up(
                        id,
                        format!("The server does not accept the name {asked}: {words}. Choose one with /name, then /connect."),
                        now,
                    ),
                }
            }
            // ERR_PASSWDMISMATCH
            464 => {
                let what = match server.wanted.password {
                    Some(_) => "The server wants another password",
                    None => "The server wants a password",
                };
                let how =
                    "it is read from a file: --password-file, or password-file in client.toml";
                self.give_up(id, format!("{what} ({words}); {how}"), now);
            }
            // ERR_NOPERMFORHOST, ERR_YOUREBANNEDCREEP
            463 | 465 => self.give_up(id, format!("The server does not let us in: {words}"), now),
            // A server that does not know CAP says so, or says nothing (ERR_UNKNOWNCOMMAND, ERR_NOTREGISTERED and the like).
            410 | 421 | 451 | 461 => {}
            _ => return false,
        }
        true
    }

    /// The name that was asked for is somebody else's; the server calls it `told`.
    pub(super) fn name_taken(&mut self, id: ServerId, told: &str, now: Now) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let asked = server.name.clone();
        match server.wire.greeting.asking.taken(&asked, told) {
            Some(next) => self.ask_for_name(id, next, &format!("The name {asked} is in use"), now),
            None => self.give_up(
                id,
                format!(
                    "The name {asked} and others like it are in use; choose one with /name, then /connect."
                ),
                now,
            ),
        }
    }

    fn ask_for_name(&mut self, id: ServerId, next: String, why: &str, now: Now) {
        if let Some(own) = self.own_window(id) {
            self.inform(own, format!("{why}; trying {next}."), now);
        }
        if let Some(server) = self.server_mut(id) {
            Line::to_server(&mut server.wire.out, "", "NICK")
                .arg(&next)
                .end();
            server.name = next;
        }
    }

    /// The welcome is over: the groups come next.
    pub(super) fn become_member(&mut self, id: ServerId, now: Now) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        if server.link != Link::Registering {
            return;
        }
        server.link = Link::Joined;
        server.wire.joined_ms = Some(now.mono_ms);
        let first = !std::mem::replace(&mut server.wire.known, true);
        if let Some(network) = &server.supports.network {
            server.shown.clone_from(network);
        }
        let (name, wanted) = (server.name.clone(), server.wanted.clone());
        if !server.is_me(&wanted.name) {
            // Whoever is logged in may take its name from a connection of its own that is not known to be dead yet.
            let at_once = server.wire.greeting.logged_in;
            server.wire.regain_ms = Some(now.mono_ms + if at_once { 0 } else { REGAIN_MS });
        }
        let has_members = server.caps.has(Caps::MEMBERS);
        let lobby = server.supports.lobby.clone();
        let own = self.own_window(id);
        if !has_members && let Some(own) = own {
            self.inform(own, format!("You are {name} here."), now);
        }
        match wanted.listen {
            Some(port) if has_members => {
                self.put(id, |out| Line::to_server(out, "", "LISTEN").arg(port).end());
            }
            _ => {}
        }
        if first {
            let lobby = lobby.filter(|_| wanted.groups.is_empty());
            let groups: Vec<String> = wanted.groups.into_iter().chain(lobby).collect();
            if let (true, Some(own)) = (groups.is_empty(), own) {
                self.inform(own, "This server names no lobby: type /join #GROUP.", now);
                self.land_nowhere(id, "you are in no group");
            }
            if let (Some(group), Some(server)) = (groups.first(), self.server_mut(id)) {
                server.wire.entering.push(group.clone());
            }
            for group in groups {
                // They have their windows at once: whatever comes between, they are asked for again.
                if self.find(id, &group).is_none() {
                    self.open(id, Which::Group(group));
                }
            }
        }
        let mut groups: Vec<(String, Option<String>)> = Vec::new();
        let windows = self.windows.iter();
        for window in windows.filter(|it| it.server == id && !it.left) {
            if let Which::Group(group) = &window.which {
                groups.push((group.clone(), window.key.clone()));
            }
        }
        let asked = self.server(id).map(|server| server.wire.entering.clone());
        for group in asked.into_iter().flatten() {
            if self.find(id, &group).is_none() {
                groups.push((group, None));
            }
        }
        for (group, key) in groups {
            self.put(id, |out| enter(out, &group, key.as_deref()));
        }
        self.look_for_conversations(id);
        self.inquire(id, now);
        self.send_unsent(id, now);
    }

    /// The server is not tried again by itself.
    fn give_up(&mut self, id: ServerId, why: String, now: Now) {
        if let Some(server) = self.server_mut(id) {
            server.wire.refused = true;
            server.wire.last_words = Some(why);
            self.hang_up(id, None, now);
        }
    }
}

/// Writes a JOIN.
pub(super) fn enter(out: &mut Vec<u8>, group: &str, key: Option<&str>) {
    let line = Line::to_server(out, "", "JOIN").arg(group);
    match key {
        Some(key) => line.arg(key).end(),
        None => line.end(),
    }
}

impl Greeting {
    /// Whether the server took too long.
    pub(super) fn is_late(&self, now: Now) -> bool {
        now.mono_ms >= self.until_ms
    }
}
