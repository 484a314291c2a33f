//! Capabilities, and logging in with them (IRCv3 capability-negotiation, sasl-3.1).

use super::Account;
use super::Chat;
use super::caps::{self, Caps};
use super::hear::Heard;
use super::server::ServerId;
use crate::client::login::{self, Login};
use crate::commands::name_and_password;
use crate::irc::message::Line;
use crate::now::Now;
use crate::secret::Secret;

/// Most bytes of one server's capabilities that are looked at.
const LISTED: usize = 16 * 1024;
/// Most bytes of capabilities asked for in one line.
const REQUEST: usize = 400;

impl Chat {
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

    pub(super) fn ask_for_caps(&mut self, id: ServerId) {
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

    pub(super) fn request_answered(&mut self, id: ServerId, now: Now) {
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
            self.log_in_failed(id, "it offers no way that we know (SASL PLAIN)", false, now);
        }
    }

    pub(super) fn end_caps(&mut self, id: ServerId) {
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
        let word = heard.message.param(0);
        if let Some(login) = &mut server.wire.login {
            login.answer(word, &mut server.wire.out);
            return;
        }
        let Some(account) = &server.wanted.account else {
            return;
        };
        if word != Some("+") || server.wire.greeting.ended {
            return;
        }
        Login::new(&account.name, account.password.bytes()).answer(Some("+"), &mut server.wire.out);
    }

    /// `/register`: makes the name we have our own.
    pub(super) fn register(&mut self, id: ServerId, password: &str) {
        self.put(id, |out| login::register(password, out));
        if let Some(server) = self.server_mut(id) {
            server.wire.hoped = Some(Account {
                name: server.name.clone(),
                password: Secret::from(password),
            });
        }
    }

    /// `REGISTER SUCCESS <account> :<words>`, and what comes before it.
    pub(super) fn hear_register(&mut self, heard: &Heard<'_>, now: Now) {
        if heard.param(0).eq_ignore_ascii_case("SUCCESS") {
            self.remember_account(heard.server);
        }
        let window = self.answer_window(heard.server);
        self.inform(window, heard.last(), now);
    }

    /// `/login`: logs in, and takes the account's name.
    pub(super) fn log_in(&mut self, id: ServerId, given: &str, now: Now) {
        let (name, password) = name_and_password(given);
        if password.is_empty() {
            return self.fail(self.active, "Usage: /login [NAME] PASSWORD", now);
        }
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let name = name.unwrap_or(&server.name).to_owned();
        server.wire.login = Some(Login::new(&name, password.as_bytes()));
        server.wire.hoped = Some(Account {
            name,
            password: Secret::from(password),
        });
        for line in Login::begin() {
            server.wire.put(line);
        }
    }

    /// `903` to a member: it may be called what the account is called.
    pub(super) fn logged_in(&mut self, id: ServerId, now: Now) {
        self.remember_account(id);
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let Some(login) = server.wire.login.take() else {
            return;
        };
        if !server.is_me(&login.name) {
            let name = &login.name;
            server
                .wire
                .put(|out| Line::to_server(out, "", "NICK").arg(name).end());
        }
        let words = format!(
            "Whenever the connection is made anew, you are logged in to {} again, until you leave.",
            login.name
        );
        let window = self.answer_window(id);
        self.inform(window, words, now);
    }

    /// The account that was given is ours: later connections log in to it by themselves. Its password is kept in memory
    /// alone.
    fn remember_account(&mut self, id: ServerId) {
        if let Some(server) = self.server_mut(id)
            && let Some(account) = server.wire.hoped.take()
        {
            server.wanted.account = Some(account);
        }
    }

    /// What was given last is no account of ours.
    pub(super) fn forget_hope(&mut self, id: ServerId) {
        if let Some(server) = self.server_mut(id) {
            server.wire.hoped = None;
            server.wire.login = None;
        }
    }

    /// We are logged out, or want to be: the password is let go.
    pub(super) fn forget_account(&mut self, id: ServerId) {
        self.forget_hope(id);
        if let Some(server) = self.server_mut(id) {
            server.wanted.account = None;
        }
    }

    /// Becoming a member goes on without an account. `wrong`: the password is of no use, and is let go.
    pub(super) fn log_in_failed(&mut self, id: ServerId, why: &str, wrong: bool, now: Now) {
        if let Some(own) = self.own_window(id) {
            let then = match wrong {
                true => " The password is forgotten: /login gives it again.",
                false => "",
            };
            self.fail(
                own,
                format!("The server did not log us in: {why}. Going on without an account.{then}"),
                now,
            );
        }
        if wrong {
            self.forget_account(id);
        }
        let held = self
            .server_mut(id)
            .and_then(|server| server.wire.greeting.held.take());
        if let Some(told) = held {
            self.name_taken(id, &told, now);
        }
        self.end_caps(id);
    }
}
