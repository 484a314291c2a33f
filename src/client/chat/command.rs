//! What the user typed, done.

use super::caps::Caps;
use super::entry::{Entry, Kind};
use super::greet::enter;
use super::io::Wanted;
use super::notice::{IGNORED, WORDS};
use super::server::{Link, ServerId};
use super::window::Which;
use super::{Chat, Output, Save};
use crate::client::command::{self, Args, Typed};
use crate::client::resolve;
use crate::client::session::with_sign;
use crate::commands::{self, Place, Verb};
use crate::irc::message::{Line, escape};
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
            Verb::Help => {
                for line in commands::help(Place::SCREEN) {
                    self.tell(active, Entry::new(Kind::Help, now.unix_ms, line));
                }
                return;
            }
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
            Verb::Quit => return self.quit(all, now),
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
            Verb::Listen => self.listen(id, all, now),
            Verb::React => self.react(id, first, rest, all, now),
            Verb::Redact => self.redact(id, first, rest, all, now),
            // Done before, without a server.
            _ => {}
        }
    }

    fn name(&mut self, id: ServerId, name: &str, rest: &str, all: &str, now: Now) {
        if !rest.is_empty() {
            let text = format!("{all} cannot be your name: it may not contain ' '.");
            return self.fail(self.active, text, now);
        }
        let Some(server) = self.server_mut(id) else {
            return;
        };
        if server.is_joined() {
            server.wire.regaining = false;
            server.wire.regain_ms = None;
            server
                .wire
                .put(|out| Line::to_server(out, "", "NICK").arg(name).end());
        } else {
            name.clone_into(&mut server.wanted.name);
            name.clone_into(&mut server.name);
            self.inform(self.active, format!("You will be called {name}."), now);
        }
    }

    /// Enters a group, or goes to it.
    fn join(&mut self, id: ServerId, word: &str, key: &str, now: Now) {
        let is_group = self
            .server(id)
            .is_some_and(|server| server.supports.is_group(word));
        let group = if is_group {
            word.to_owned()
        } else {
            with_sign(word)
        };
        if group.contains(',') {
            let text =
                format!("{group} cannot be the name of a group: it may not contain a comma.");
            return self.fail(self.active, text, now);
        }
        let known = self.find(id, &group);
        let present = known
            .and_then(|it| self.window(it))
            .is_some_and(|it| it.present);
        if let (Some(window), true) = (known, present) {
            return self.activate(window);
        }
        let key = Some(key).filter(|key| !key.is_empty());
        let joined = self.server(id).is_some_and(super::Server::is_joined);
        if joined {
            self.put(id, |out| enter(out, &group, key));
            if let Some(server) = self.server_mut(id)
                && server.wire.entering.len() < super::WINDOWS
            {
                server.wire.entering.push(group);
            }
            return;
        }
        // It is entered with the others once the connection is there.
        let window = known.or_else(|| self.open(id, Which::Group(group)));
        if let Some(window) = window {
            if let Some(it) = self.window_mut(window) {
                it.left = false;
                it.key = key.map(str::to_owned);
            }
            self.activate(window);
        }
    }

    fn leave(&mut self, first: &str, rest: &str, all: &str, now: Now) {
        let Some(id) = self.active().map(|window| window.server) else {
            return;
        };
        let named = self
            .server(id)
            .is_some_and(|server| server.supports.is_group(first));
        let (window, reason) = match named {
            true => (self.find(id, first), rest),
            false => (Some(self.active), all),
        };
        let group = window
            .and_then(|it| self.window(it))
            .filter(|it| it.target().is_some());
        match group.map(|window| window.id) {
            Some(window) => self.close(window, reason),
            None if named => self.fail(self.active, format!("You are not in {first}."), now),
            None => self.fail(
                self.active,
                "This is no group. /quit leaves everything.",
                now,
            ),
        }
    }

    /// Opens a conversation, says something in it, goes to it.
    fn message(&mut self, to: &str, words: &str, go: bool, now: Now) {
        let Some(id) = self.active().map(|window| window.server) else {
            return;
        };
        let Some(who) = self.who(id, to, now) else {
            return;
        };
        let bad = who.contains(',') || who.starts_with(':');
        if bad {
            return self.fail(
                self.active,
                format!("{who} cannot be the name of anybody."),
                now,
            );
        }
        let is_group = self
            .server(id)
            .is_some_and(|server| server.supports.is_group(&who));
        let known = self.find(id, &who);
        let window = known.or_else(|| match is_group {
            true => None,
            false => self.open(id, Which::Conversation(who.clone())),
        });
        let Some(window) = window else {
            let text = match is_group {
                true => format!("You are not in {who}: /join {who} first."),
                false => "Too many windows are open; close one first.".to_owned(),
            };
            return self.fail(self.active, text, now);
        };
        if known.is_none() {
            if let Some(it) = self.window_mut(window) {
                it.present = true;
            }
            self.catch_up(id, window);
        }
        if go {
            self.activate(window);
        }
        if !words.is_empty() {
            self.speak(window, words, &Kind::Message, None, now);
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

    fn reply(&mut self, first: &str, rest: &str, all: &str, now: Now) {
        let (back, words) = back(first, rest, all);
        if words.is_empty() {
            return self.fail(self.active, "Usage: /reply [^N] TEXT", now);
        }
        match self.pick(back, |entry| !entry.mine) {
            Some(msgid) => self.speak(self.active, words, &Kind::Message, Some(&msgid), now),
            None => self.fail(self.active, "There is nothing here to answer.", now),
        }
    }

    fn react(&mut self, id: ServerId, first: &str, rest: &str, all: &str, now: Now) {
        let (back, sign) = back(first, rest, all);
        let able = self
            .server(id)
            .is_some_and(|server| server.caps.has(Caps::MESSAGE_TAGS));
        let target = self
            .active()
            .and_then(|window| window.target())
            .map(str::to_owned);
        let problem = match (self.pick(back, |entry| !entry.mine), target) {
            _ if sign.is_empty() => "Usage: /react [^N] SIGN",
            _ if !able => "This server does not carry reactions.",
            (Some(msgid), Some(target)) => {
                let tags = format!(
                    "+draft/react={};+draft/reply={}",
                    escape(sign),
                    escape(&msgid)
                );
                self.put(id, |out| {
                    Line::to_server(out, &tags, "TAGMSG").arg(target).end();
                });
                let echoed = self
                    .server(id)
                    .is_some_and(|it| it.caps.has(Caps::ECHO_MESSAGE));
                let name = self
                    .server(id)
                    .map(|it| it.name.clone())
                    .unwrap_or_default();
                if let (false, Some(window)) = (echoed, self.window_mut(self.active))
                    && let Some(key) = window.by_msgid(&msgid).map(|entry| entry.key)
                {
                    window.change(key, |entry| entry.react(sign, &name, true));
                }
                return;
            }
            _ => "There is nothing here to react to.",
        };
        self.fail(self.active, problem, now);
    }

    fn redact(&mut self, id: ServerId, first: &str, rest: &str, all: &str, now: Now) {
        let (back, reason) = back(first, rest, all);
        let able = self
            .server(id)
            .is_some_and(|server| server.caps.has(Caps::REDACTION));
        let target = self
            .active()
            .and_then(|window| window.target())
            .map(str::to_owned);
        let problem = match (self.pick(back, |entry| entry.mine), target) {
            _ if !able => "On this server, what is said stays said.",
            (Some(msgid), Some(target)) => {
                return self.put(id, |out| {
                    with_last(
                        Line::to_server(out, "", "REDACT").arg(target).arg(msgid),
                        reason,
                    );
                });
            }
            _ => "You said nothing here that could be taken back.",
        };
        self.fail(self.active, problem, now);
    }

    /// The id of what a command is about: what was chosen, or the last thing that fits, or the one so many before it.
    fn pick(&self, back: Option<usize>, fits: impl Fn(&Entry) -> bool) -> Option<String> {
        if back.is_none()
            && let Some(chosen) = self.chosen()
        {
            return Some(chosen);
        }
        let window = self.active()?;
        let mut skip = back.unwrap_or(1).saturating_sub(1);
        let found = window.newest(|entry| {
            let fits = fits(entry) && entry.msgid.is_some() && entry.redacted.is_none();
            let here = fits && skip == 0;
            skip = skip.saturating_sub(usize::from(fits));
            here
        });
        found.and_then(|entry| entry.msgid.clone())
    }

    /// The id of what was chosen to be answered.
    fn chosen(&self) -> Option<String> {
        let window = self.active()?;
        let at = window.place(window.chosen?)?;
        window.entries.get(at)?.msgid.clone()
    }

    fn ignore(&mut self, word: &str, now: Now) {
        if word.is_empty() {
            let text = match self.ignored.is_empty() {
                true => "Nobody is ignored.".to_owned(),
                false => format!("Ignored: {}", self.ignored.join(", ")),
            };
            return self.inform(self.active, text, now);
        }
        if word.contains(char::is_whitespace) {
            return self.fail(self.active, "Usage: /ignore [NAME | MASK]", now);
        }
        let known = self
            .ignored
            .iter()
            .position(|it| it.eq_ignore_ascii_case(word));
        let text = match known {
            Some(place) => {
                self.ignored.remove(place);
                format!("{word} is heard again.")
            }
            None if self.ignored.len() >= IGNORED => {
                return self.fail(
                    self.active,
                    "Too many are ignored already; hear somebody again first.",
                    now,
                );
            }
            None => {
                self.ignored.push(word.to_owned());
                format!("{word} is not heard any more. The same again, and it is.")
            }
        };
        self.out
            .push_back(Output::Save(Save::Ignored(self.ignored.clone())));
        self.inform(self.active, text, now);
    }

    /// `/notify`, `/notify bell off`, `/notify +word`, `/notify -word`
    fn notify(&mut self, first: &str, rest: &str, now: Now) {
        let noticing = &mut self.noticing;
        let switch = match first {
            "bell" => Some(&mut noticing.bell),
            "desktop" => Some(&mut noticing.desktop),
            "title" => Some(&mut noticing.title),
            "typing" => Some(&mut noticing.typing),
            _ => None,
        };
        let word = first.get(1..).unwrap_or_default().to_owned();
        let known = |words: &[String]| words.iter().position(|it| it.eq_ignore_ascii_case(&word));
        match (switch, rest) {
            (Some(switch), "on") => *switch = true,
            (Some(switch), "off") => *switch = false,
            (None, "") if first.is_empty() => {}
            (None, "")
                if first.starts_with('+') && !word.is_empty() && noticing.words.len() < WORDS =>
            {
                if known(&noticing.words).is_none() {
                    noticing.words.push(word);
                }
            }
            (None, "") if first.starts_with('-') && known(&noticing.words).is_some() => {
                if let Some(place) = known(&noticing.words) {
                    noticing.words.remove(place);
                }
            }
            _ => {
                let usage = "Usage: /notify [bell|desktop|title|typing on|off | +WORD | -WORD]";
                return self.fail(self.active, usage, now);
            }
        }
        let it = &self.noticing;
        let on = |on: bool| if on { "on" } else { "off" };
        let words = if it.words.is_empty() {
            "none".to_owned()
        } else {
            it.words.join(", ")
        };
        let text = format!(
            "Bell {}, desktop {}, title {}, typing {}. Words beside your name: {words}.",
            on(it.bell),
            on(it.desktop),
            on(it.title),
            on(it.typing)
        );
        if !first.is_empty() {
            self.out
                .push_back(Output::Save(Save::Noticing(self.noticing.clone())));
        }
        self.inform(self.active, text, now);
    }

    /// Adds a server, or tries the one at hand again.
    fn connect_to(&mut self, all: &str, now: Now) {
        let like = self.active().and_then(|window| self.server(window.server));
        if all.is_empty() {
            let Some(id) = like.map(|server| server.id) else {
                return;
            };
            let lost = like.is_some_and(|it| matches!(it.link, Link::Lost { .. } | Link::Left));
            return match lost {
                true => self.connect(id),
                false => self.inform(
                    self.active,
                    "This server is connected, or about to be.",
                    now,
                ),
            };
        }
        // `host port` is as good as `host:port`.
        let place = match all.split_once(char::is_whitespace) {
            Some((host, port)) => match port.trim().parse() {
                Ok(port) => resolve::Place::parse(host, Some(port)),
                Err(_) => Err(format!("'{port}' is not a port")),
            },
            None => resolve::Place::parse(all, None),
        };
        let place = match place {
            Ok(place) => place,
            Err(why) => return self.fail(self.active, format!("{why}."), now),
        };
        if let Some(known) = self
            .servers
            .iter()
            .find(|server| server.wanted.place == place)
        {
            let (id, lost) = (
                known.id,
                matches!(known.link, Link::Lost { .. } | Link::Left),
            );
            if lost {
                self.connect(id);
            }
            if let Some(own) = self.own_window(id) {
                self.activate(own);
            }
            return;
        }
        let name = like
            .map_or("member", |server| &server.wanted.name)
            .to_owned();
        let wanted = Wanted {
            place,
            name,
            groups: Vec::new(),
            password: None,
            account: None,
            listen: like.and_then(|server| server.wanted.listen),
        };
        match self
            .add_server(wanted, now)
            .and_then(|id| self.own_window(id))
        {
            Some(own) => self.activate(own),
            None => self.fail(
                self.active,
                "Too many servers or windows are open; close one first.",
                now,
            ),
        }
    }

    /// The group that a command is about: the one given, or that of the active window.
    fn group(&mut self, given: Option<String>, now: Now) -> Option<String> {
        let active = self.active().filter(|window| window.is_group());
        let group = given.or_else(|| active.and_then(|window| window.target()).map(str::to_owned));
        if group.is_none() {
            self.fail(
                self.active,
                "This is no group: go to one, or /join #GROUP.",
                now,
            );
        }
        group
    }

    /// Whom a word means: `#7` is how numbers are shown, and no group is called so unless we are in it.
    fn who(&mut self, id: ServerId, word: &str, now: Now) -> Option<String> {
        let digits = word.strip_prefix('#').unwrap_or_default();
        let number: Option<u64> = digits
            .parse()
            .ok()
            .filter(|_| digits.bytes().all(|b| b.is_ascii_digit()));
        let ours = self
            .server(id)
            .is_some_and(|server| server.caps.has(Caps::MEMBERS));
        let (Some(number), true, None) = (number, ours, self.find(id, word)) else {
            return Some(word.to_owned());
        };
        let windows = self.windows.iter().filter(|window| window.server == id);
        let found = windows
            .flat_map(|window| window.members.iter())
            .find(|member| member.id == Some(number))
            .map(|member| member.name.clone());
        if found.is_none() {
            let text = format!(
                "Nobody with the number {word} is in your groups; /members all lists everyone."
            );
            self.fail(self.active, text, now);
        }
        found
    }
}

/// `^2 words`: the second last. The number, and what follows it.
fn back<'a>(first: &str, rest: &'a str, all: &'a str) -> (Option<usize>, &'a str) {
    let number = first.strip_prefix('^');
    let number = number.and_then(|digits| {
        if digits.is_empty() {
            Some(1)
        } else {
            digits.parse().ok()
        }
    });
    match number {
        Some(number) => (Some(number), rest),
        None => (None, all),
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
