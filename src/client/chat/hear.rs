//! Lines of a server, each given to whoever knows what it means.

use super::entry::{Entry, Kind};
use super::server::ServerId;
use super::{Chat, WindowId};
use crate::calendar;
use crate::client::happening;
use crate::client::happening::Happening;
use crate::client::read::{bare, number};
use crate::client::show;
use crate::irc::message::{Line, Message};
use crate::now::Now;

/// A line, and what is known of it before it is looked at.
#[derive(Debug)]
pub(super) struct Heard<'m> {
    pub(super) server: ServerId,
    /// The whole line.
    pub(super) line: &'m str,
    pub(super) message: &'m Message<'m>,
    /// When it happened: by the server's clock where it says so.
    pub(super) unix_ms: u64,
    /// It tells of the past.
    pub(super) past: bool,
    /// The group or the other one whose past it is.
    pub(super) of: Option<String>,
    /// The line of ours that it answers.
    pub(super) label: Option<String>,
}

impl<'m> Heard<'m> {
    pub(super) fn new(
        server: ServerId,
        line: &'m str,
        message: &'m Message<'m>,
        of: Option<String>,
        label: Option<String>,
        now: Now,
    ) -> Heard<'m> {
        let told = message.tag("time");
        let told = told.and_then(|time| calendar::parse_rfc3339(&time));
        Heard {
            server,
            line,
            message,
            unix_ms: told.unwrap_or(now.unix_ms),
            past: of.is_some(),
            of,
            label,
        }
    }

    /// A parameter, empty where there is none.
    pub(super) fn param(&self, index: usize) -> &'m str {
        self.message.param(index).unwrap_or_default()
    }

    /// The last parameter.
    pub(super) fn last(&self) -> &'m str {
        self.message.params().last().copied().unwrap_or_default()
    }

    /// Who it comes from.
    pub(super) fn from(&self) -> &'m str {
        self.message.source_name().unwrap_or_default()
    }

    /// Whether a member, rather than a server, did it.
    pub(super) fn by_member(&self) -> bool {
        self.message
            .source
            .is_some_and(|source| source.contains('!'))
    }

    pub(super) fn is(&self, command: &str) -> bool {
        self.message.command.eq_ignore_ascii_case(command)
    }
}

impl Chat {
    /// Takes one line of a server. What is no message is passed over.
    pub(super) fn hear(&mut self, id: ServerId, line: &[u8], now: Now) {
        let line = String::from_utf8_lossy(line);
        let Ok(message) = Message::parse(&line) else {
            return;
        };
        let Some(server) = self.server_mut(id) else {
            return;
        };
        server.wire.stirred_ms = now.mono_ms;
        let (of, label) = self.batched(id, &message);
        let heard = Heard::new(id, &line, &message, of, label, now);
        if let Some(numeric) = number(message.command) {
            self.changed = true;
            return self.hear_numeric(numeric, &heard, now);
        }
        if self.gather(&heard) {
            return;
        }
        let word = message.command.to_ascii_uppercase();
        match word.as_str() {
            "PING" => {
                // Ahead of what waits: it is not our doing and must not be late.
                let token = heard.last();
                self.say_now(id, |out| Line::to_server(out, "", "PONG").last(token));
                return;
            }
            "PONG" => return self.hear_pong(&heard, now),
            "CAP" => self.hear_cap(&heard, now),
            "AUTHENTICATE" => self.hear_authenticate(&heard),
            "ERROR" => self.hear_error(&heard),
            "JOIN" => self.hear_join(&heard, now),
            "PART" => self.hear_part(&heard),
            "QUIT" => self.hear_quit(&heard, now),
            "KICK" => self.hear_kick(&heard),
            "NICK" => self.hear_nick(&heard, now),
            "AWAY" => self.hear_away(&heard),
            "ACCOUNT" => self.hear_account(&heard),
            "CHGHOST" => self.hear_chghost(&heard),
            "INVITE" => self.hear_invite(&heard),
            "MODE" => self.hear_mode(&heard),
            "TOPIC" => self.hear_topic(&heard),
            "RENAME" => self.hear_rename(&heard),
            "PRIVMSG" | "NOTICE" => self.hear_words(&heard),
            "TAGMSG" => self.hear_tags(&heard, now),
            "REDACT" => self.hear_redact(&heard),
            "MARKREAD" => self.hear_marker(&heard),
            "CHATHISTORY" => self.hear_target(&heard),
            "BATCH" => self.hear_batch(&heard, now),
            "MEMBER" => self.hear_member(&heard),
            "MEMBERS" => {
                let of = heard.message.param(0).unwrap_or("*").to_owned();
                self.end_table(id, &of, now);
            }
            // Real names are nowhere shown but in /whois.
            "SETNAME" => return,
            "REGISTER" => self.hear_register(&heard, now),
            "ACK" => self.taken(&heard),
            "FAIL" => self.hear_fail(&heard, now),
            "WARN" | "NOTE" => {
                let window = self.answer_window(id);
                self.inform(window, heard.last(), now);
            }
            _ => {
                let (from, rest) = (heard.from(), message.params().join(" "));
                let text = format!("{from} {word} {rest}");
                if let Some(own) = self.own_window(id) {
                    self.inform(own, text.trim(), now);
                }
            }
        }
        // IRCv3 bot-mode, "The `bot` tag".
        if message.tags.contains("bot") && message.tag("bot").is_some() {
            self.each_member(&heard, |member| member.bot = true);
        }
        self.changed = true;
    }

    fn hear_error(&mut self, heard: &Heard<'_>) {
        if let Some(server) = self.server_mut(heard.server) {
            server.wire.last_words = Some(bare(heard.last()).to_owned());
        }
    }

    /// Something to know.
    pub(super) fn inform(&mut self, window: WindowId, text: impl Into<String>, now: Now) {
        self.tell(window, Entry::new(Kind::Info, now.unix_ms, text));
    }

    /// Something that went wrong.
    pub(super) fn fail(&mut self, window: WindowId, text: impl Into<String>, now: Now) {
        self.tell(window, Entry::new(Kind::Error, now.unix_ms, text));
    }

    /// Words for something that happened to somebody, as line mode has them.
    pub(super) fn told(&self, heard: &Heard<'_>, kind: happening::Kind, who: &str) -> Happening {
        let mine = self
            .server(heard.server)
            .is_some_and(|server| server.is_me(who));
        let mut happening = Happening::new(kind, heard.unix_ms).from(who);
        happening.mine = mine;
        happening.id = self.number_of(heard.server, who);
        happening
    }

    /// The words of it.
    pub(super) fn told_words(happening: &Happening) -> String {
        let words = show::words(happening);
        match happening.kind {
            happening::Kind::Topic if words.starts_with("topic") || words.starts_with("there") => {
                // Lines of line mode have the group in front of them; here they are alone.
                words[..1].to_uppercase() + &words[1..]
            }
            _ => words,
        }
    }

    /// The window that answers go to: where the user is, if that is on this server, or else the server's own.
    pub(super) fn answer_window(&self, id: ServerId) -> WindowId {
        match self.window(self.active) {
            Some(window) if window.server == id => window.id,
            _ => self.own_window(id).unwrap_or(self.active),
        }
    }

    /// The server's own window.
    pub(super) fn own_window(&self, id: ServerId) -> Option<WindowId> {
        let mut windows = self.windows.iter();
        let own = windows.find(|it| it.server == id && it.target().is_none());
        own.map(|window| window.id)
    }

    /// The window of a group, or of a conversation with somebody of that name.
    pub(super) fn find(&self, id: ServerId, name: &str) -> Option<WindowId> {
        let server = self.server(id)?;
        let mut windows = self.windows.iter().filter(|window| window.server == id);
        let found = windows.find(|window| {
            let target = window.target();
            target.is_some_and(|target| server.supports.same(target, name))
        });
        found.map(|window| window.id)
    }

    /// Sends something ahead of what waits.
    pub(super) fn say_now(&mut self, id: ServerId, write: impl FnOnce(&mut Vec<u8>)) {
        if let Some(server) = self.server_mut(id) {
            write(&mut server.wire.out);
        }
    }

    /// Puts a line behind those that wait.
    pub(super) fn put(&mut self, id: ServerId, write: impl FnOnce(&mut Vec<u8>)) {
        if let Some(server) = self.server_mut(id) {
            server.wire.put(write);
        }
    }

    /// The number of somebody, as far as it is known.
    pub(super) fn number_of(&self, id: ServerId, name: &str) -> Option<u64> {
        let server = self.server(id)?;
        if server.is_me(name) {
            return server.number;
        }
        let folded = server.supports.fold(name);
        let windows = self.windows.iter().filter(|window| window.server == id);
        windows
            .filter_map(|window| window.members.get(&folded))
            .find_map(|member| member.id)
    }
}
