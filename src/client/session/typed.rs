//! What the user typed, done.

use super::{Session, same};
use crate::client::command::{self, Args, Typed};
use crate::client::happening::{Happening, Kind};
use crate::client::read::is_group;
use crate::client::room::room;
use crate::commands::{self, Place, Verb};
use crate::irc::message::Line;
use crate::now::Now;
use crate::pieces::pieces;

impl Session {
    /// Takes one line of the user.
    pub(super) fn typed(&mut self, line: &str, now: Now) {
        let typed = match self.settings.commands {
            true => command::read(line, Place::LINE),
            false if line.trim().is_empty() => Typed::Blank,
            false => Typed::Say(line),
        };
        match typed {
            Typed::Blank => {}
            Typed::Say(words) => self.say(words, false, now),
            Typed::Do(verb, args) => self.act(verb, args, now),
            Typed::Lacking(command) => self.fail(format!("Usage: {}", command.usage()), now),
            Typed::Unknown(word) => self.fail(commands::unknown(word, Place::LINE), now),
        }
    }

    fn act(&mut self, verb: Verb, args: Args<'_>, now: Now) {
        let Args { first, rest, all } = args;
        match verb {
            Verb::Help => {
                for line in commands::help(Place::LINE) {
                    self.show(Happening::new(Kind::Help, now.unix_ms).text(line));
                }
            }
            Verb::Name if !rest.is_empty() => {
                self.fail(
                    format!("{all} cannot be your name: it may not contain ' '."),
                    now,
                );
            }
            Verb::Name => self.put(|line| Line::to_server(line, "", "NICK").arg(first).end()),
            Verb::Join => self.join(first, rest, now),
            Verb::Leave => {
                let given = is_group(first).then_some(first);
                let reason = if given.is_some() { rest } else { all };
                self.about_group(given, now, |line, group| {
                    with_last(Line::to_server(line, "", "PART").arg(group), reason);
                });
            }
            Verb::Groups => self.put(|line| Line::to_server(line, "", "LIST").end()),
            Verb::Members => self.members(all, now),
            Verb::Msg => self.message(first, rest, now),
            Verb::Me => self.say(all, true, now),
            Verb::Topic => self.about_group(None, now, |line, group| {
                let line = Line::to_server(line, "", "TOPIC").arg(group);
                match all {
                    // An empty topic is none (RFC 2812 section 3.2.4).
                    "-" => line.last(""),
                    topic => with_last(line, topic),
                }
            }),
            Verb::History => self.ask_for_history(all, now),
            Verb::Invite => {
                let who = self.number_or_name(first).to_owned();
                let given = (!rest.is_empty()).then(|| with_sign(rest));
                self.about_group(given.as_deref(), now, |line, group| {
                    Line::to_server(line, "", "INVITE")
                        .arg(who)
                        .arg(group)
                        .end();
                });
            }
            Verb::Rename => {
                let name = with_sign(first);
                self.about_group(None, now, |line, group| {
                    let line = Line::to_server(line, "", "RENAME").arg(group).arg(name);
                    with_last(line, rest);
                });
                // The next line is meant for the group by its new name, which it has once we are told so.
                self.ask_whether_taken();
                self.gate = self.asked;
            }
            Verb::Remove => {
                let who = self.number_or_name(first).to_owned();
                self.about_group(None, now, |line, group| {
                    with_last(Line::to_server(line, "", "KICK").arg(group).arg(who), rest);
                });
            }
            Verb::Mode => self.mode(first, rest, all, now),
            Verb::Away => self.put(|line| with_last(Line::to_server(line, "", "AWAY"), all)),
            Verb::Whois => {
                let who = self.number_or_name(first).to_owned();
                self.put(|line| Line::to_server(line, "", "WHOIS").arg(who).end());
            }
            Verb::Register => self.register(all),
            Verb::Login => self.log_in(all, now),
            Verb::Listen => self.listen(all, now),
            // Only where there are windows.
            Verb::Query
            | Verb::Reply
            | Verb::React
            | Verb::Redact
            | Verb::Ignore
            | Verb::Search
            | Verb::Clear
            | Verb::Notify
            | Verb::Connect => {}
            Verb::Quit => {
                self.quit_reason = all.to_owned();
                self.input_ended = true;
            }
        }
    }

    /// Puts a line about a group: the one given, or else the current one.
    fn about_group(
        &mut self,
        given: Option<&str>,
        now: Now,
        write: impl FnOnce(&mut Vec<u8>, &str),
    ) {
        if let Some(group) = self.group_or_current(given, now) {
            self.put(|line| write(line, &group));
        }
    }

    /// Shows or changes modes of a group: the one named first, or else the current one.
    fn mode(&mut self, first: &str, rest: &str, all: &str, now: Now) {
        let (given, words) = match is_group(first) && !first.starts_with(['+', '-']) {
            true => (Some(first), rest),
            false => (None, all),
        };
        // `+o #7`: a number is a member's here, as everywhere else.
        let words: Vec<String> = words
            .split_whitespace()
            .map(|word| self.number_or_name(word).to_owned())
            .collect();
        self.about_group(given, now, |line, group| {
            let line = Line::to_server(line, "", "MODE").arg(group);
            words.iter().take(10).fold(line, Line::arg).end();
        });
    }

    /// Enters a group, or speaks in one we are in.
    fn join(&mut self, word: &str, key: &str, now: Now) {
        let group = with_sign(word);
        if group.contains(',') {
            return self.fail(
                format!("{group} cannot be the name of a group: it may not contain a comma."),
                now,
            );
        }
        if let Some(known) = self
            .groups
            .iter()
            .find(|known| same(known, &group))
            .cloned()
        {
            self.inform(format!("What you type goes to {known} now."), now);
            self.current = Some(known);
            return;
        }
        self.put(|line| {
            let line = Line::to_server(line, "", "JOIN").arg(&group);
            if key.is_empty() {
                line.end();
            } else {
                line.arg(key).end();
            }
        });
        // The next line is meant for this group, so it is not read before we know whether we are in.
        self.current = Some(group);
        self.ask_whether_taken();
        self.gate = self.asked;
    }

    fn members(&mut self, word: &str, now: Now) {
        let everyone = matches!(word, "all" | "*") || word.is_empty() && self.current.is_none();
        let given = (!word.is_empty()).then(|| with_sign(word));
        if everyone {
            self.ask_for_table("*", true);
        } else if let Some(group) = self.group_or_current(given.as_deref(), now) {
            self.ask_for_table(&group, true);
        }
    }

    fn listen(&mut self, word: &str, now: Now) {
        let Ok(port) = word.parse::<u16>() else {
            return self.fail(
                format!("'{word}' is not a port: a number from 0 (none) to 65535."),
                now,
            );
        };
        if self.has_members {
            self.put(|line| Line::to_server(line, "", "LISTEN").arg(port).end());
        } else {
            self.fail("This server cannot tell others that you listen.", now);
        }
    }

    /// The group that a command is about.
    pub(super) fn group_or_current(&mut self, given: Option<&str>, now: Now) -> Option<String> {
        let group = given.map(str::to_owned).or_else(|| self.current.clone());
        if group.is_none() {
            self.fail(
                "You are in no group: /join #GROUP first (or start with --group).",
                now,
            );
        }
        group
    }

    /// Says `words` in the current group, or does them.
    fn say(&mut self, words: &str, action: bool, now: Now) {
        match self.current.clone() {
            Some(group) => self.speak(&group, words, action),
            None => {
                let start: String = words.chars().take(40).collect();
                self.fail(
                    format!("You are in no group, so this was not said: {start}"),
                    now,
                );
            }
        }
    }

    fn message(&mut self, to: &str, words: &str, now: Now) {
        let to = &*self.number_or_name(to).to_owned();
        if to.contains(',') || to.starts_with(':') {
            return self.fail(format!("{to} cannot be the name of anybody."), now);
        }
        self.speak(to, words, false);
    }

    /// Whom a word means: `#7` is how numbers are shown, and no group is called so unless we are in it.
    fn number_or_name<'w>(&self, word: &'w str) -> &'w str {
        let digits = word.strip_prefix('#').unwrap_or_default();
        let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let in_it = self.groups.iter().any(|known| same(known, word));
        if number && self.has_members && !in_it {
            digits
        } else {
            word
        }
    }

    /// Sends words, in as many pieces as they need.
    fn speak(&mut self, to: &str, words: &str, action: bool) {
        let (before, after) = if action {
            ("\u{1}ACTION ", "\u{1}")
        } else {
            ("", "")
        };
        let room = room(&self.me, "PRIVMSG", to, before.len() + after.len());
        for piece in pieces(words, room) {
            self.put(|line| {
                Line::to_server(line, "", "PRIVMSG")
                    .arg(to)
                    .last(format_args!("{before}{piece}{after}"));
            });
        }
    }
}

/// Ends a line with `text`, where there is any.
fn with_last(line: Line<'_>, text: &str) {
    if text.is_empty() {
        line.end();
    } else {
        line.last(text);
    }
}

/// A group's name, with the sign that a shell makes people leave out.
#[must_use]
pub fn with_sign(word: &str) -> String {
    if word.starts_with(['#', '&', '!', '+']) {
        word.to_owned()
    } else {
        format!("#{word}")
    }
}
