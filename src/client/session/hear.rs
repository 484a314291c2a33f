//! What the server tells of people: who comes and goes, and what they say.

use super::{Phase, Session, TOKEN, same};
use crate::calendar;
use crate::client::happening::{Happening, Kind};
use crate::client::read::{ctcp, farewell, is_group, number};
use crate::irc::message::{Line, Message};
use crate::now::Now;

/// Most names shown of those who are in a group already.
const NAMES: usize = 40;

/// The names of a group while they come in.
#[derive(Debug, Default)]
pub(super) struct Present {
    /// The first of them, as they are shown.
    shown: Vec<String>,
    /// How many there are.
    count: usize,
}

impl Session {
    /// Takes one line of the server. What is no message, and what we have no use for, is passed over.
    pub(super) fn hear(&mut self, line: &[u8], now: Now) {
        let line = String::from_utf8_lossy(line);
        let Ok(message) = Message::parse(&line) else {
            return;
        };
        if !message.command.eq_ignore_ascii_case("MEMBER") {
            self.tell_of_coming();
        }
        if let Some(numeric) = number(message.command) {
            return self.hear_numeric(numeric, &message, now);
        }
        if self.is_past(&message) {
            return;
        }
        match message.command.to_ascii_uppercase().as_str() {
            "PING" => {
                // Ahead of what waits: it is not our doing and must not be late.
                let token = message.params().last().copied().unwrap_or_default();
                Line::to_server(&mut self.out, "", "PONG").last(token);
            }
            "PONG" => self.hear_pong(&message),
            "CAP" => self.hear_cap(&message),
            "ERROR" => self.last_words = message.param(0).map(str::to_owned),
            "JOIN" => self.hear_join(&message, now),
            "PART" => self.hear_part(&message, now),
            "QUIT" => self.hear_quit(&message, now),
            "KICK" => self.hear_kick(&message, now),
            "NICK" => self.hear_nick(&message, now),
            "MODE" => self.hear_mode(&message, now),
            "RENAME" => self.hear_rename(&message, now),
            "TOPIC" => self.hear_topic(&message, now),
            "INVITE" => {
                let group = message.param(1).unwrap_or_default();
                let invite = self.about(Kind::Invite, &message, now).group(group);
                self.show(invite);
            }
            "PRIVMSG" => self.hear_words(&message, now),
            "NOTICE" => self.hear_notice(&message, now),
            "REDACT" => self.hear_redact(&message, now),
            "BATCH" => self.hear_batch(&message, now),
            "MEMBER" => self.hear_member(&message, now),
            "MEMBERS" => self.end_table(message.param(0), now),
            "AUTHENTICATE" => self.hear_authenticate(&message),
            "REGISTER" => self.inform(message.params().last().copied().unwrap_or_default(), now),
            // Standard replies: words for people come last.
            "FAIL" => self.fail(message.params().last().copied().unwrap_or_default(), now),
            "WARN" | "NOTE" => {
                self.inform(message.params().last().copied().unwrap_or_default(), now);
            }
            _ => {}
        }
    }

    /// Something that `message` tells, by its source and at its time.
    pub(super) fn about(&self, kind: Kind, message: &Message<'_>, now: Now) -> Happening {
        let told = message
            .tag("time")
            .and_then(|time| calendar::parse_rfc3339(&time));
        let from = message.source_name().unwrap_or_default();
        self.about_member(Happening::new(kind, told.unwrap_or(now.unix_ms)), from)
    }

    /// With `name` as the one it is about.
    pub(super) fn about_member(&self, happening: Happening, name: &str) -> Happening {
        Happening {
            from: Some(name.to_owned()),
            id: match self.is_me(name) {
                true => self.id,
                false => self.people.id(name),
            },
            mine: self.is_me(name),
            ..happening
        }
    }

    fn hear_pong(&mut self, message: &Message<'_>) {
        let token = message
            .params()
            .last()
            .and_then(|token| token.strip_prefix(TOKEN));
        if let Some(answered) = token.and_then(|token| token.parse().ok()) {
            // Never beyond what was asked, whatever the server makes up.
            self.answered = self.answered.max(answered).min(self.asked);
            self.forget_tables();
        }
    }

    fn hear_join(&mut self, message: &Message<'_>, now: Now) {
        let group = message.param(0).unwrap_or_default();
        let joined = self.about(Kind::Join, message, now).group(group);
        if joined.mine {
            self.entered(group);
            self.present = Present::default();
            self.end_introduction(now);
        } else if self.has_members {
            // The next line is that member's row, with its number.
            self.coming = Some(joined);
            return;
        }
        self.show(joined);
    }

    fn hear_part(&mut self, message: &Message<'_>, now: Now) {
        let group = message.param(0).unwrap_or_default();
        let left = self.about(Kind::Leave, message, now).group(group);
        let left = left.text(message.param(1).unwrap_or_default());
        let mine = left.mine;
        self.people
            .left(message.source_name().unwrap_or_default(), group);
        self.show(left);
        if mine {
            self.left(group, now);
        }
    }

    fn hear_kick(&mut self, message: &Message<'_>, now: Now) {
        let group = message.param(0).unwrap_or_default();
        let name = message.param(1).unwrap_or_default();
        let removed = Happening::new(
            Kind::Removed,
            self.about(Kind::Removed, message, now).unix_ms,
        );
        let mut removed = self.about_member(removed, name).group(group);
        removed.by = message.source_name().map(str::to_owned);
        let removed = removed.text(message.param(2).unwrap_or_default());
        let mine = removed.mine;
        self.people.left(name, group);
        self.show(removed);
        if mine {
            self.left(group, now);
        }
    }

    /// We are not in `group` any more.
    fn left(&mut self, group: &str, now: Now) {
        self.groups.retain(|known| !same(known, group));
        self.people.leave(group);
        self.fall_silent(group, now);
    }

    /// Nothing is said in `group` any more.
    pub(super) fn fall_silent(&mut self, group: &str, now: Now) {
        let current = self.current.as_deref();
        if current.is_some_and(|current| same(current, group)) {
            self.current = None;
            if self.settings.interactive {
                self.speak_elsewhere(now);
            }
        }
    }

    /// Chooses another group to speak in. Only where somebody sees it: a script's next line was meant for this one.
    pub(super) fn speak_elsewhere(&mut self, now: Now) {
        self.current = self.groups.last().cloned();
        if let Some(group) = &self.current {
            self.inform(format!("What you type goes to {group} now."), now);
        }
    }

    fn hear_quit(&mut self, message: &Message<'_>, now: Now) {
        let quit = self.about(Kind::Quit, message, now);
        let quit = quit.text(farewell(message.param(0).unwrap_or_default()));
        self.people
            .forget(message.source_name().unwrap_or_default());
        if !quit.mine {
            self.show(quit);
        }
    }

    fn hear_nick(&mut self, message: &Message<'_>, now: Now) {
        let to = message.param(0).unwrap_or_default();
        let renamed = self.about(Kind::Rename, message, now).text(to);
        if renamed.mine {
            self.me = to.to_owned();
        }
        self.people
            .rename(message.source_name().unwrap_or_default(), to);
        self.show(renamed);
    }

    /// `RENAME #was #now :reason` (IRCv3 channel-rename): the group is the same one, and what we say goes there as before.
    fn hear_rename(&mut self, message: &Message<'_>, now: Now) {
        let [was, to] = [0, 1].map(|index| message.param(index).unwrap_or_default());
        let renamed = self
            .about(Kind::GroupRename, message, now)
            .group(was)
            .text(to);
        let reason = message.param(2).filter(|reason| !reason.is_empty());
        let renamed = Happening {
            reason: reason.map(str::to_owned),
            ..renamed
        };
        let names = self.groups.iter_mut().chain(&mut self.current);
        for name in names.filter(|name| same(name, was)) {
            *name = to.to_owned();
        }
        self.people.rename_group(was, to);
        self.show(renamed);
    }

    /// `MODE #group +o bob`: who coordinates. Other modes are told as they are.
    fn hear_mode(&mut self, message: &Message<'_>, now: Now) {
        let group = message.param(0).unwrap_or_default();
        if !is_group(group) {
            return;
        }
        let mut given = message.params().iter().skip(2);
        // On a server of ours the server itself says who coordinates; members make each other operators.
        let by_member = message.source.is_some_and(|source| source.contains('!'));
        let coordinates = !(self.has_members && by_member);
        let mut adding = true;
        let mut others = false;
        for mode in message.param(1).unwrap_or_default().chars() {
            match mode {
                '+' | '-' => adding = mode == '+',
                'o' => {
                    let name = given.next();
                    if !coordinates {
                        others = true;
                        continue;
                    }
                    let Some(name) = name.filter(|_| adding) else {
                        continue;
                    };
                    let new = Happening::new(
                        Kind::Coordinator,
                        self.about(Kind::Coordinator, message, now).unix_ms,
                    );
                    let new = self.about_member(new, name).group(group);
                    self.show(new);
                }
                // Those that take a parameter on every server.
                'b' | 'e' | 'I' | 'k' | 'v' | 'h' | 'a' | 'q' => {
                    given.next();
                    others = true;
                }
                _ => others = true,
            }
        }
        if others {
            let by = message.source_name().unwrap_or("The server");
            let modes = message.params().get(1..).unwrap_or_default().join(" ");
            let text = format!("{by} set the mode {modes}");
            self.show(
                Happening::new(Kind::Info, now.unix_ms)
                    .group(group)
                    .text(text),
            );
        }
    }

    fn hear_topic(&mut self, message: &Message<'_>, now: Now) {
        let topic = self
            .about(Kind::Topic, message, now)
            .group(message.param(0).unwrap_or_default());
        let topic = topic.text(message.param(1).unwrap_or_default());
        self.show(topic);
    }

    fn hear_words(&mut self, message: &Message<'_>, now: Now) {
        let to = message.param(0).unwrap_or_default();
        let words = message.param(1).unwrap_or_default();
        let kind = if is_group(to) {
            Kind::Message
        } else {
            Kind::Private
        };
        let mut said = self.about(kind, message, now);
        if is_group(to) {
            said = said.group(to);
        }
        self.said.remember(message, &said);
        let said = match ctcp(words) {
            None => said.text(words),
            Some(("ACTION", done)) => Happening {
                kind: Kind::Action,
                ..said
            }
            .text(done),
            // A question to our program. We do not answer: nobody should make us send.
            Some((question, _)) => {
                let text = format!(
                    "{} asks our program for {question} (CTCP)",
                    said.from.as_deref().unwrap_or_default()
                );
                Happening {
                    kind: Kind::Info,
                    ..said
                }
                .text(text)
            }
        };
        self.show(said);
    }

    fn hear_notice(&mut self, message: &Message<'_>, now: Now) {
        let to = message.param(0).unwrap_or_default();
        let words = message.param(1).unwrap_or_default();
        let by_member = message.source.is_some_and(|source| source.contains('!'));
        if !by_member {
            // What servers say while they look us up, or add up our bytes at the end, is of no use to anyone.
            let idle = matches!(self.phase, Phase::Registering(_) | Phase::Quitting { .. });
            if !idle {
                self.inform(words, now);
            }
            return;
        }
        let mut notice = self.about(Kind::Notice, message, now).text(words);
        if is_group(to) {
            notice = notice.group(to);
        }
        self.said.remember(message, &notice);
        self.show(notice);
    }

    /// Takes names of a group: `353 us = #group :@alice bob!b@host`.
    pub(super) fn hear_names(&mut self, message: &Message<'_>) {
        for word in message
            .params()
            .last()
            .copied()
            .unwrap_or_default()
            .split(' ')
        {
            let name = word.trim_start_matches(['@', '+', '%', '&', '~']);
            let name = name.split('!').next().unwrap_or(name);
            if name.is_empty() {
                continue;
            }
            self.present.count += 1;
            if self.present.shown.len() < NAMES {
                // On a server of ours the first of all coordinates, and others may be operators beside it.
                let role = match word.chars().next() {
                    Some('@') if self.has_members && self.present.count > 1 => " (operator)",
                    Some('@') => " (coordinator)",
                    _ => "",
                };
                self.present.shown.push(format!("{name}{role}"));
            }
        }
    }

    /// The names of a group are complete.
    pub(super) fn end_names(&mut self, group: &str, now: Now) {
        let present = std::mem::take(&mut self.present);
        if present.count == 0 {
            return;
        }
        let mut text = present.shown.join(", ");
        if present.count > present.shown.len() {
            text.push_str(&format!(
                " and {} more",
                present.count - present.shown.len()
            ));
        }
        let mut happening = Happening::new(Kind::Present, now.unix_ms)
            .group(group)
            .text(text);
        happening.count = u64::try_from(present.count).ok();
        self.show(happening);
        self.ask_for_numbers(group, present.count);
    }
}
