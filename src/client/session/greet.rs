//! From the first line to the first group: capabilities, a name that is free, the welcome, the groups.

use super::history::{BATCH, HISTORY};
use super::redact::{REDACTION, TAGS};
use super::{INTERRUPT_MS, Phase, REGISTER_MS, Session, same};
use crate::client::naming::{Asking, plain_name};
use crate::client::tokens;
use crate::irc::message::{Line, Message};
use crate::limits;
use crate::now::Now;

/// The capabilities we make use of. Others are not asked for: what they add would only be thrown away.
///
/// `chghost` is one that we have nothing to show for; without it, members would seem to leave and come.
const WANTED: [&str; 8] = [
    MEMBERS,
    "server-time",
    BATCH,
    HISTORY,
    RENAME,
    TAGS,
    REDACTION,
    "chghost",
];
/// What a group is called can change without our leaving it.
const RENAME: &str = "draft/channel-rename";
/// The capability that makes a server one of ours.
const MEMBERS: &str = "groupchat/members";
/// Most capabilities of one server that are looked at, bytes.
const CAPS: usize = 16 * 1024;

/// What only the first phase needs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Registering {
    /// When to give up.
    pub(super) until_ms: u64,
    /// Which of [`WANTED`] are offered, as far as the list has come.
    offered: Vec<&'static str>,
    /// Bytes of the list so far.
    listed: usize,
    /// The names that were tried.
    asking: Asking,
}

impl Registering {
    pub(super) fn new(now: Now) -> Registering {
        Registering {
            until_ms: now.mono_ms + REGISTER_MS,
            offered: Vec::new(),
            listed: 0,
            asking: Asking::default(),
        }
    }
}

impl Session {
    /// Says the first lines. CAP comes first, so that the server waits with its welcome (capability-negotiation, "The
    /// CAP command"); a server that does not know it goes on without.
    pub(super) fn introduce(&mut self) {
        Line::to_server(&mut self.out, "", "CAP")
            .arg("LS")
            .arg("302")
            .end();
        if let Some(password) = &self.settings.password {
            Line::to_server(&mut self.out, "", "PASS").last(password);
        }
        let name = &self.settings.name;
        // User names are ASCII everywhere.
        let user = plain_name(name).unwrap_or_else(|| "member".to_owned());
        Line::to_server(&mut self.out, "", "NICK").arg(name).end();
        Line::to_server(&mut self.out, "", "USER")
            .arg(user)
            .arg("0")
            .arg("*")
            .last(name);
    }

    /// A CAP line: `CAP <us> LS [*] :<capabilities>`, `ACK`, `NAK`, `NEW`, `DEL`.
    pub(super) fn hear_cap(&mut self, message: &Message<'_>) {
        let subcommand = message.param(1).unwrap_or_default().to_ascii_uppercase();
        let list = message.params().last().copied().unwrap_or_default();
        if subcommand == "ACK" {
            self.has_members |= list.split(' ').any(|cap| cap == MEMBERS);
            self.has_history |= list.split(' ').any(|cap| cap == HISTORY);
        }
        let Phase::Registering(registering) = &mut self.phase else {
            return;
        };
        match subcommand.as_str() {
            "LS" => {
                registering.listed += list.len();
                if registering.listed <= CAPS {
                    let offered = list
                        .split(' ')
                        .map(|cap| cap.split('=').next().unwrap_or(cap));
                    let known =
                        offered.filter_map(|cap| WANTED.iter().find(|wanted| **wanted == cap));
                    for cap in known {
                        if !registering.offered.contains(cap) {
                            registering.offered.push(cap);
                        }
                    }
                }
                if message.param(2) == Some("*") && message.params().len() > 3 {
                    return;
                }
                if registering.offered.is_empty() {
                    Line::to_server(&mut self.out, "", "CAP").arg("END").end();
                } else {
                    Line::to_server(&mut self.out, "", "CAP")
                        .arg("REQ")
                        .last(registering.offered.join(" "));
                }
            }
            "ACK" | "NAK" => Line::to_server(&mut self.out, "", "CAP").arg("END").end(),
            _ => {}
        }
    }

    /// A numeric before the welcome is over. `false` when it means here what it always means.
    pub(super) fn hear_greeting(&mut self, numeric: u16, message: &Message<'_>, now: Now) -> bool {
        let words = message.params().last().copied().unwrap_or_default();
        match numeric {
            1 => {
                self.me = message.param(0).unwrap_or(&self.me).to_owned();
                self.phase = Phase::Welcomed {
                    until_ms: now.mono_ms + REGISTER_MS,
                };
            }
            // ERR_NICKNAMEINUSE, ERR_NICKCOLLISION, ERR_UNAVAILRESOURCE
            433 | 436 | 437 => self.try_another_name(message.param(1).unwrap_or_default(), now),
            // ERR_ERRONEUSNICKNAME
            432 => {
                let Phase::Registering(registering) = &mut self.phase else {
                    return false;
                };
                let other = registering.asking.unfit(&self.me);
                let Some(other) = other else {
                    self.die(
                        &format!("The server does not accept the name {}: {words}", self.me),
                        now,
                    );
                    return true;
                };
                self.inform(
                    format!(
                        "The server does not accept the name {}; trying {other}.",
                        self.me
                    ),
                    now,
                );
                self.ask_for(other);
            }
            // ERR_PASSWDMISMATCH
            464 => {
                let hint = match self.settings.password {
                    Some(_) => "is the one in --password-file right?",
                    None => "pass it with --password-file.",
                };
                self.die(
                    &format!("The server wants a password ({words}): {hint}"),
                    now,
                );
            }
            // ERR_NOPERMFORHOST, ERR_YOUREBANNEDCREEP
            463 | 465 => self.die(&format!("The server does not let us in: {words}"), now),
            // A server that does not know CAP says so, or says nothing (ERR_UNKNOWNCOMMAND, ERR_NOTREGISTERED and the like).
            410 | 421 | 451 | 461 => {}
            _ => return false,
        }
        true
    }

    fn try_another_name(&mut self, refused: &str, now: Now) {
        let Phase::Registering(registering) = &mut self.phase else {
            return;
        };
        let Some(next) = registering.asking.taken(&self.me, refused) else {
            return self.die(
                &format!(
                    "The name {} and others like it are in use; choose one with --name.",
                    self.settings.name
                ),
                now,
            );
        };
        self.inform(
            format!("The name {} is in use; trying {next}.", self.me),
            now,
        );
        self.ask_for(next);
    }

    fn ask_for(&mut self, name: String) {
        Line::to_server(&mut self.out, "", "NICK").arg(&name).end();
        self.me = name;
    }

    /// The welcome is over: the groups come next.
    pub(super) fn enter_groups(&mut self, now: Now) {
        if let Some(port) = self.settings.listen {
            if self.has_members {
                Line::to_server(&mut self.out, "", "LISTEN").arg(port).end();
            } else {
                self.inform(
                    format!("This server cannot tell others that you listen on port {port}."),
                    now,
                );
            }
        }
        let wanted = self.wanted();
        for group in &wanted {
            self.put(|line| Line::to_server(line, "", "JOIN").arg(group).end());
        }
        // Lines are meant for the first, wherever else the server puts us.
        self.current = wanted.into_iter().next().or(self.current.take());
        self.phase = Phase::Joining;
        self.ask_whether_taken();
    }

    /// The server has answered every JOIN.
    pub(super) fn joined_or_not(&mut self, now: Now) {
        self.phase = Phase::Chatting;
        self.end_introduction(now);
        let Some(first) = self.wanted().into_iter().next() else {
            if self.groups.is_empty() {
                self.inform(
                    "This server names no lobby: choose a group with --group, or type /join #GROUP.",
                    now,
                );
            }
            return;
        };
        if self.groups.iter().any(|group| same(group, &first)) {
            return;
        }
        if self.settings.interactive {
            self.speak_elsewhere(now);
        } else {
            // Nobody is there to choose another, and what was meant for this one is nobody else's business.
            self.fail(
                format!("{first} could not be entered; nothing was sent."),
                now,
            );
            self.quit(INTERRUPT_MS, 1, now);
        }
    }

    /// The groups to enter.
    fn wanted(&self) -> Vec<String> {
        if self.settings.groups.is_empty() {
            self.lobby.clone().into_iter().collect()
        } else {
            self.settings.groups.clone()
        }
    }

    /// Takes the tokens of a `005` line.
    pub(super) fn hear_isupport(&mut self, message: &Message<'_>) {
        for (key, value) in tokens::tokens(message) {
            if key == "LOBBY" && !value.is_empty() && value.len() <= limits::GROUP {
                self.lobby = Some(value.into_owned());
            }
        }
    }

    /// Takes `group` among those we are in.
    pub(super) fn entered(&mut self, group: &str) {
        if !self.groups.iter().any(|known| same(known, group)) {
            self.groups.push(group.to_owned());
        }
        let unset = self.current.is_none();
        let expected = self
            .current
            .as_deref()
            .is_some_and(|current| same(current, group));
        if unset || expected {
            self.current = Some(group.to_owned());
        }
    }
}
