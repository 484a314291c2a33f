//! What the user typed, done.

use super::caps::Caps;
use super::entry::Kind;
use super::server::ServerId;
use super::{Chat, Output};
use crate::client::command::{self, Args, Typed};
use crate::client::session::with_sign;
use crate::commands::{self, Place, Verb};
use crate::irc::message::Line;
use crate::now::Now;

/// Messages that `/history` asks for when no number is given.
const HISTORY: usize = 50;

impl Chat {
    /// Takes a text the user finished.
    pub(super) fn typed(&mut self, text: &str, now: Now) {
        let active = self.active;
        self.typed = None;
        match command::read(text, Place::SCREEN) {
            Typed::Blank => {}
            Typed::Say(words) => {
                let chosen = self.chosen();
                self.speak(active, words, &Kind::Message, chosen.as_deref(), now);
            }
            Typed::Do(verb, args) => self.command(verb, args, now),
            Typed::Lacking(command) => {
                self.fail(active, format!("Usage: {}", command.usage()), now);
            }
            Typed::Unknown(word) => self.fail(active, commands::unknown(word, Place::SCREEN), now),
        }
        self.changed = true;
    }

    fn command(&mut self, verb: Verb, args: Args<'_>, now: Now) {
        let Args { first, rest, all } = args;
        let active = self.active;
        match verb {
            Verb::Help => return self.out.push_back(Output::Help),
            Verb::Search => return self.search(all, now),
            Verb::Clear => {
                if let Some(window) = self.window_mut(active) {
                    window.clear();
                }
                return;
            }
            Verb::Ignore => return self.ignore(all, now),
            Verb::Notify => return self.notify(first, rest, now),
            Verb::Connect => return self.connect_to(all, now),
            Verb::Quit => return self.ask_to_quit(all, now),
            Verb::Me => return self.speak(active, all, &Kind::Action, None, now),
            Verb::Msg => return self.message(first, rest, false, now),
            Verb::Query => return self.message(first, rest, true, now),
            Verb::Reply => return self.reply(first, rest, all, now),
            Verb::Leave => return self.leave(first, rest, all, now),
            _ => {}
        }
        let Some(id) = self.active().map(|window| window.server) else {
            return;
        };
        if verb == Verb::Name {
            return self.name(id, first, rest, all, now);
        }
        if verb == Verb::Join {
            return self.join(id, first, rest, now);
        }
        if !self.server(id).is_some_and(super::Server::is_joined) {
            return self.fail(active, "Not connected; /connect tries again.", now);
        }
        self.ask(id, verb, args, now);
    }

    /// The commands that ask the server for something.
    fn ask(&mut self, id: ServerId, verb: Verb, args: Args<'_>, now: Now) {
        let Args { first, rest, all } = args;
        match verb {
            Verb::Groups => self.put(id, |out| Line::to_server(out, "", "LIST").end()),
            Verb::Members => self.members(id, all),
            Verb::Topic => {
                if let Some(group) = self.group(None, now) {
                    self.put(id, |out| {
                        let line = Line::to_server(out, "", "TOPIC").arg(group);
                        match all {
                            // An empty topic is none (RFC 2812 section 3.2.4).
                            "-" => line.last(""),
                            topic => with_last(line, topic),
                        }
                    });
                }
            }
            Verb::History => self.history(id, all, now),
            Verb::Invite => {
                let given = (!rest.is_empty()).then(|| with_sign(rest));
                if let (Some(who), Some(group)) = (self.who(id, first, now), self.group(given, now))
                {
                    self.put(id, |out| {
                        Line::to_server(out, "", "INVITE").arg(who).arg(group).end();
                    });
                }
            }
            Verb::Rename => {
                if let Some(group) = self.group(None, now) {
                    let name = with_sign(first);
                    self.put(id, |out| {
                        let line = Line::to_server(out, "", "RENAME").arg(group).arg(name);
                        with_last(line, rest);
                    });
                }
            }
            Verb::Remove => {
                if let (Some(who), Some(group)) = (self.who(id, first, now), self.group(None, now))
                {
                    self.put(id, |out| {
                        with_last(Line::to_server(out, "", "KICK").arg(group).arg(who), rest);
                    });
                }
            }
            Verb::Mode => self.mode(id, first, rest, all, now),
            Verb::Away => self.put(id, |out| with_last(Line::to_server(out, "", "AWAY"), all)),
            Verb::Whois => {
                if let Some(who) = self.who(id, first, now) {
                    self.put(id, |out| Line::to_server(out, "", "WHOIS").arg(who).end());
                }
            }
            Verb::Register => self.register(id, all),
            Verb::Login => self.log_in(id, all, now),
            Verb::Listen => self.listen(id, all, now),
            Verb::React => self.react(id, first, rest, all, now),
            Verb::Redact => self.redact(id, first, rest, all, now),
            // Done before, with or without a server.
            Verb::Help
            | Verb::Search
            | Verb::Clear
            | Verb::Ignore
            | Verb::Notify
            | Verb::Connect
            | Verb::Quit
            | Verb::Me
            | Verb::Msg
            | Verb::Query
            | Verb::Reply
            | Verb::Leave
            | Verb::Name
            | Verb::Join => {}
        }
    }

    fn members(&mut self, id: ServerId, word: &str) {
        let active = self.active;
        let group = self
            .active()
            .and_then(|it| it.target())
            .filter(|_| self.active().is_some_and(super::Window::is_group));
        let of = match word {
            "all" | "*" => "*".to_owned(),
            "" => group.unwrap_or("*").to_owned(),
            word => with_sign(word),
        };
        self.ask_for_table(id, &of, Some(active));
    }

    fn history(&mut self, id: ServerId, word: &str, now: Now) {
        let count = match word {
            "" => Some(HISTORY),
            word => word.parse().ok().filter(|&count| count > 0),
        };
        let able = self
            .server(id)
            .is_some_and(|it| it.caps.has(Caps::CHATHISTORY) && it.caps.has(Caps::BATCH));
        let target = self
            .active()
            .and_then(|window| window.target())
            .map(str::to_owned);
        let problem = match (count, able, &target) {
            (None, _, _) => "Usage: /history [COUNT]",
            (_, false, _) => "This server does not tell what was said before.",
            (_, _, None) => "Nothing is said in this window.",
            (Some(count), true, Some(target)) => {
                return self.ask_for_history(id, target, 0, count, Some(self.active));
            }
        };
        self.fail(self.active, problem, now);
    }

    fn mode(&mut self, id: ServerId, first: &str, rest: &str, all: &str, now: Now) {
        let named = self
            .server(id)
            .is_some_and(|server| server.supports.is_group(first));
        let (given, words) = match named {
            true => (Some(first.to_owned()), rest),
            false => (None, all),
        };
        let mut parts = Vec::new();
        for word in words.split_whitespace().take(10) {
            // `+o #7`: a number is a member's here, as everywhere else.
            let Some(word) = self.who(id, word, now) else {
                return;
            };
            parts.push(word);
        }
        if let Some(group) = self.group(given, now) {
            self.put(id, |out| {
                let line = Line::to_server(out, "", "MODE").arg(group);
                parts.iter().fold(line, Line::arg).end();
            });
        }
    }

    fn listen(&mut self, id: ServerId, word: &str, now: Now) {
        let Ok(port) = word.parse::<u16>() else {
            let text = format!("'{word}' is not a port: a number from 0 (none) to 65535.");
            return self.fail(self.active, text, now);
        };
        if self
            .server(id)
            .is_some_and(|server| server.caps.has(Caps::MEMBERS))
        {
            self.put(id, |out| Line::to_server(out, "", "LISTEN").arg(port).end());
        } else {
            self.fail(
                self.active,
                "This server cannot tell others that you listen.",
                now,
            );
        }
    }
}

/// Ends a line with `text`, where there is any.
pub(super) fn with_last(line: Line<'_>, text: &str) {
    if text.is_empty() {
        line.end();
    } else {
        line.last(text);
    }
}
