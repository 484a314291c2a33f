//! From the connection to membership: capabilities, logging in, a name that is free, the welcome, the groups.

use super::caps::{self, Caps};
use super::hear::Heard;
use super::server::{Link, ServerId};
use super::window::Which;
use super::{Chat, wire::Greeting};
use crate::client::naming::plain_name;
use crate::irc::message::Line;
use crate::now::Now;

/// Most bytes of one server's capabilities that are looked at.
const LISTED: usize = 16 * 1024;
/// Most bytes of capabilities asked for in one line.
const REQUEST: usize = 400;
/// Bytes of one `AUTHENTICATE` line (IRCv3 sasl-3.1, "The AUTHENTICATE command").
const CHUNK: usize = 400;
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

    /// A CAP line: `CAP <us> LS [*] :<capabilities>`, `ACK`, `NAK`, `NEW`, `DEL`.
    pub(super) fn hear_cap(&mut self, heard: &Heard<'_>, now: Now) {
        let Some(server) = self.server_mut(heard.server) else {
            return;
        };
        let list = heard.last();
        match heard.param(1).to_ascii_uppercase().as_str() {
            subcommand @ ("LS" | "NEW") => {
                let greeting = &mut server.wire.greeting;
                greeting.listed = greeting.listed.saturating_add(list.len());
                if greeting.listed <= LISTED {
                    for word in list.split(' ') {
                        let (name, value) = word.split_once('=').unwrap_or((word, ""));
                        let Some(known) = caps::find(name) else {
                            continue;
                        };
                        if !greeting.offered.iter().any(|(_, cap)| *cap == known.1) {
                            greeting.offered.push(known);
                        }
                        match known.1 {
                            Caps::SASL => value.clone_into(&mut greeting.mechanisms),
                            Caps::MULTILINE => server.supports.hear_multiline(value),
                            _ => {}
                        }
                    }
                }
                let more = heard.param(2) == "*" && heard.message.params().len() > 3;
                if subcommand == "NEW" || !more {
                    self.ask_for_caps(heard.server);
                }
            }
            "ACK" => {
                for word in list.split(' ') {
                    match word.strip_prefix('-') {
                        Some(name) => {
                            if let Some((_, cap)) = caps::find(name) {
                                server.caps = server.caps.without(cap);
                            }
                        }
                        None => {
                            if let Some((_, cap)) = caps::find(word) {
                                server.caps = server.caps | cap;
                            }
                        }
                    }
                }
                self.request_answered(heard.server, now);
            }
            "NAK" => {
                // All of a request is refused for one word of it; alone, the others may be granted.
                let words: Vec<&str> = list.split(' ').filter(|word| !word.is_empty()).collect();
                if words.len() > 1 {
                    for word in words.into_iter().filter(|word| caps::find(word).is_some()) {
                        server.wire.greeting.requests += 1;
                        let out = &mut server.wire.out;
                        Line::to_server(out, "", "CAP").arg("REQ").last(word);
                    }
                }
                self.request_answered(heard.server, now);
            }
            "DEL" => {
                for (_, cap) in list.split(' ').filter_map(caps::find) {
                    server.caps = server.caps.without(cap);
                }
            }
            _ => {}
        }
    }

    fn ask_for_caps(&mut self, id: ServerId) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let account = server.wanted.account.is_some();
        let greeting = &mut server.wire.greeting;
        let mut request = String::new();
        let mut lines = Vec::new();
        for (name, cap) in std::mem::take(&mut greeting.offered) {
            if cap == Caps::SASL && (!account || greeting.ended) {
                continue;
            }
            if request.len() + name.len() >= REQUEST {
                lines.push(std::mem::take(&mut request));
            }
            if !request.is_empty() {
                request.push(' ');
            }
            request.push_str(name);
        }
        if !request.is_empty() {
            lines.push(request);
        }
        greeting.requests += lines.len();
        for line in &lines {
            Line::to_server(&mut server.wire.out, "", "CAP")
                .arg("REQ")
                .last(line);
        }
        if lines.is_empty() {
            self.end_caps(id);
        }
    }

    fn request_answered(&mut self, id: ServerId, now: Now) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let greeting = &mut server.wire.greeting;
        greeting.requests = greeting.requests.saturating_sub(1);
        if greeting.requests > 0 || greeting.ended {
            return;
        }
        let log_in = server.wanted.account.is_some();
        if !log_in {
            return self.end_caps(id);
        }
        let plain = greeting.mechanisms.is_empty()
            || greeting
                .mechanisms
                .split(',')
                .any(|way| way.eq_ignore_ascii_case("PLAIN"));
        if server.caps.has(Caps::SASL) && plain {
            Line::to_server(&mut server.wire.out, "", "AUTHENTICATE")
                .arg("PLAIN")
                .end();
        } else {
            self.log_in_failed(id, "it offers no way that we know (SASL PLAIN)", now);
        }
    }

    fn end_caps(&mut self, id: ServerId) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        if !std::mem::replace(&mut server.wire.greeting.ended, true) {
            Line::to_server(&mut server.wire.out, "", "CAP")
                .arg("END")
                .end();
        }
    }

    /// `AUTHENTICATE +`: the server wants to see who we are.
    pub(super) fn hear_authenticate(&mut self, heard: &Heard<'_>) {
        let Some(server) = self.server_mut(heard.server) else {
            return;
        };
        let Some(account) = server.wanted.account.clone() else {
            return;
        };
        if heard.param(0) != "+" || server.wire.greeting.ended {
            return;
        }
        let secret = base64(format!("\0{}\0{}", account.name, account.password).as_bytes());
        let out = &mut server.wire.out;
        let mut last = CHUNK;
        for chunk in secret.as_bytes().chunks(CHUNK) {
            last = chunk.len();
            let chunk = String::from_utf8_lossy(chunk);
            Line::to_server(out, "", "AUTHENTICATE").arg(chunk).end();
        }
        if last == CHUNK {
            // A full last line is followed by an empty one.
            Line::to_server(out, "", "AUTHENTICATE").arg("+").end();
        }
    }

    fn log_in_failed(&mut self, id: ServerId, why: &str, now: Now) {
        if let Some(own) = self.own_window(id) {
            self.fail(
                own,
                format!("The server did not log us in: {why}. Going on without an account."),
                now,
            );
        }
        self.end_caps(id);
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
                self.end_caps(id);
            }
            // ERR_NICKLOCKED, ERR_SASLFAIL and the like
            902 | 904..=907 => self.log_in_failed(id, words.trim_end_matches('.'), now),
            // RPL_LOGGEDIN, RPL_SASLMECHS
            900 | 908 => {}
            // ERR_NICKNAMEINUSE, ERR_NICKCOLLISION, ERR_UNAVAILRESOURCE
            433 | 436 | 437 if !server.wire.greeting.welcomed => {
                let asked = server.name.clone();
                match server.wire.greeting.asking.taken(&asked, heard.param(1)) {
                    Some(next) => self.ask_for_name(id, next, &format!("The name {asked} is in use"), now),
                    None => self.give_up(
                        id,
                        format!("The name {asked} and others like it are in use; choose one with /name, then /connect."),
                        now,
                    ),
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
            464 => self.give_up(id, format!("The server wants a password ({words})."), now),
            // ERR_NOPERMFORHOST, ERR_YOUREBANNEDCREEP
            463 | 465 => self.give_up(id, format!("The server does not let us in: {words}"), now),
            // A server that does not know CAP says so, or says nothing (ERR_UNKNOWNCOMMAND, ERR_NOTREGISTERED and the like).
            410 | 421 | 451 | 461 => {}
            _ => return false,
        }
        true
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

/// Base64 with padding (RFC 4648 section 4).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let three = [
            group.first().copied().unwrap_or(0),
            group.get(1).copied().unwrap_or(0),
            group.get(2).copied().unwrap_or(0),
        ];
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for place in 0..4 {
            if place <= group.len() {
                let letter = (bits >> (18 - 6 * place)) & 63;
                out.push(char::from(LETTERS[letter as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_standard() {
        // RFC 4648 section 10.
        for (text, want) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), want);
        }
        assert_eq!(base64(b"\0jilles\0sesame"), "AGppbGxlcwBzZXNhbWU=");
    }
}
