//! What clients say: one row per command, and the handlers that turn a message into requests or an answer.
//!
//! A handler reads the parameters and writes [`Steps`]. Everything that depends on who is here is the hub's to answer.

mod account;
mod batch;
mod cap;
mod group;
mod help;
mod history;
mod list;
mod marker;
mod members;
mod message;
mod mode;
mod operator;
mod person;
mod redact;
mod registration;
mod server;
mod watch;

pub(super) use list::ELIST;

use crate::hub::name::GroupName;
use crate::hub::request::Request;
use crate::info::Info;
use crate::irc::capability::Caps;
use crate::irc::message::{Line, Message};
use crate::irc::multiline;
use crate::irc::numeric::{
    ERR_ALREADYREGISTERED, ERR_NEEDMOREPARAMS, ERR_NOSUCHCHANNEL, ERR_NOTREGISTERED,
    ERR_TOOMANYTARGETS, ERR_UNKNOWNCOMMAND, Numeric,
};
use crate::irc::session::Session;
use crate::irc::voice::{Voice, clip};
use crate::limits;
use crate::now::Now;
use crate::steps::Me;
use crate::steps::Steps;

/// One command.
pub struct Row {
    /// Its name, in capitals.
    pub word: &'static str,
    /// What it is found by.
    key: u64,
    /// How many parameters it needs.
    pub params: usize,
    /// When it may be given.
    pub when: When,
    /// What it costs in flood tokens; once per target where it takes a list.
    pub cost: u32,
    /// Whether it takes a list of targets, [`limits::TARGETS`] at most.
    pub list: bool,
    /// Whether it is for operators of the server. The hub holds this.
    pub operators: bool,
    /// Without these the command does not exist.
    pub needs: Caps,
    /// With these it may be given before registration, whatever `when` says.
    pub early: Caps,
    /// Its parameters, for people.
    pub usage: &'static str,
    /// Where it is described.
    pub spec: &'static str,
    run: fn(&mut Context<'_, '_>),
}

/// When a command may be given (Modern IRC, "Connection Registration").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Before registration only.
    Before,
    /// At any time.
    Always,
    /// After registration only.
    After,
}

pub(in crate::irc) use batch::give_up;
pub(in crate::irc) use history::subcommand;

use When::{After, Always, Before};

/// Every command, by name.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    row("ADMIN", 0, After, 1, "[server]", "Modern IRC, ADMIN", server::admin),
    row("AUTHENTICATE", 1, Always, 1, "<mechanism, base64 or *>", "IRCv3 sasl-3.1, sasl-3.2", account::authenticate).needs(Caps::SASL),
    row("AWAY", 0, After, 1, "[reason]", "Modern IRC, AWAY; IRCv3 pre-away", person::away).early(Caps::PRE_AWAY),
    row("BATCH", 1, After, 1, "+<reference> draft/multiline <target> | -<reference>", "IRCv3 multiline", batch::batch).needs(multiline::IN_BATCH),
    row("CAP", 1, Always, 1, "LS [302] | LIST | REQ :<capabilities> | END", "IRCv3 capability-negotiation", cap::cap),
    row("CHATHISTORY", 0, After, 4, "<subcommand> <target> <selector> [<selector>] <limit>", "IRCv3 chathistory", history::chathistory).needs(Caps::CHATHISTORY),
    row("CHGHOST", 3, After, 1, "<name> <user> <host>", "IRCv3 chghost, said by the server there", operator::chghost).operators(),
    row("DIE", 0, After, 1, "", "RFC 2812 section 4.3", operator::die).operators(),
    row("ERROR", 0, Always, 1, "[reason]", "Modern IRC, ERROR: for servers, ignored from clients", |_| {}),
    row("HELP", 0, After, 1, "[command]", "Modern IRC, HELP", help::help),
    row("INFO", 0, After, 1, "[server]", "Modern IRC, INFO", server::info),
    row("INVITE", 0, After, 2, "[<name> <group>]", "Modern IRC, INVITE", group::invite),
    row("ISON", 1, After, 1, "<name> ...", "RFC 2812 section 4.9", person::ison),
    row("ISUPPORT", 0, After, 1, "", "IRCv3 extended-isupport", server::isupport).early(Caps::EXTENDED_ISUPPORT),
    row("JOIN", 1, After, 1, "<group>[,<group>...] [<key>[,<key>...]] | 0", "Modern IRC, JOIN; RFC 2812 section 3.2.1", group::join).list(),
    row("KICK", 2, After, 1, "<group> <name>[,<name>...] [reason]", "Modern IRC, KICK", group::kick).list(),
    row("KILL", 2, After, 1, "<name> <comment>", "Modern IRC, KILL", operator::kill).operators(),
    row("LINKS", 0, After, 1, "[[server] mask]", "Modern IRC, LINKS; RFC 2812 section 3.4.5", server::links),
    row("LIST", 0, After, 5, "[<group or condition>[,...]]", "Modern IRC, LIST", list::list).list(),
    row("LISTEN", 1, After, 1, "<port>", "groupchat/members", members::listen).needs(Caps::MEMBERS),
    row("LUSERS", 0, After, 1, "", "Modern IRC, LUSERS", server::lusers),
    row("MARKREAD", 0, After, 1, "<target> [timestamp=<time>]", "IRCv3 read-marker", marker::markread).needs(Caps::READ_MARKER),
    row("MEMBERS", 0, After, 5, "[group]", "groupchat/members", members::members).needs(Caps::MEMBERS),
    row("MODE", 1, After, 1, "<group or name> [modes] [parameters]", "Modern IRC, MODE", mode::mode),
    row("MONITOR", 1, After, 1, "+ <name>[,<name>...] | - <name>[,<name>...] | C | L | S", "IRCv3 monitor", watch::monitor),
    row("MOTD", 0, After, 1, "[server]", "Modern IRC, MOTD", server::motd),
    row("NAMES", 0, After, 2, "<group>[,<group>...]", "Modern IRC, NAMES", group::names).list(),
    row("NICK", 0, Always, 1, "<name>", "Modern IRC, NICK", registration::nick),
    row("NOTICE", 0, After, 1, "<target>[,<target>...] <text>", "Modern IRC, NOTICE", message::notice).list(),
    row("OPER", 2, After, 5, "<name> <password>", "Modern IRC, OPER", operator::oper),
    row("PART", 1, After, 1, "<group>[,<group>...] [reason]", "Modern IRC, PART", group::part).list(),
    row("PASS", 1, Before, 1, "<password>", "Modern IRC, PASS", registration::pass),
    row("PING", 0, Always, 1, "<token>", "Modern IRC, PING", registration::ping),
    row("PONG", 0, Always, 1, "[token]", "Modern IRC, PONG", |_| {}),
    row("PRIVMSG", 0, After, 1, "<target>[,<target>...] <text>", "Modern IRC, PRIVMSG", message::privmsg).list(),
    row("QUIT", 0, Always, 1, "[reason]", "Modern IRC, QUIT", registration::quit),
    row("REDACT", 2, After, 1, "<target> <message id> [reason]", "IRCv3 message-redaction", redact::redact).needs(Caps::REDACTION),
    row("REGISTER", 3, Always, 2, "<account or *> <email or *> <password>", "IRCv3 account-registration", account::register),
    row("REHASH", 0, After, 1, "", "Modern IRC, REHASH", operator::rehash).operators(),
    row("RENAME", 2, After, 5, "<group> <new name> [reason]", "IRCv3 channel-rename", group::rename),
    row("SETNAME", 1, After, 2, "<real name>", "IRCv3 setname", person::setname),
    row("STATS", 1, After, 1, "<letter> [server]", "Modern IRC, STATS; RFC 2812 section 3.4.4", server::stats),
    row("TAGMSG", 0, After, 1, "<target>[,<target>...]", "IRCv3 message-tags, TAGMSG", message::tagmsg).list().needs(Caps::MESSAGE_TAGS),
    row("TIME", 0, After, 1, "[server]", "Modern IRC, TIME", server::time),
    row("TOPIC", 1, After, 1, "<group> [topic]", "Modern IRC, TOPIC", group::topic),
    row("USER", 4, Before, 1, "<user> 0 * <real name>", "Modern IRC, USER", registration::user),
    row("USERHOST", 1, After, 1, "<name> ...", "RFC 2812 section 4.8", person::userhost),
    row("VERSION", 0, After, 1, "[server]", "Modern IRC, VERSION", server::version),
    row("WALLOPS", 1, After, 1, "<text>", "Modern IRC, WALLOPS", operator::wallops).operators(),
    row("WHO", 0, After, 5, "[<group or mask>] [o][%fields[,token]]", "Modern IRC, WHO; IRCv3 WHOX", person::who),
    row("WHOIS", 0, After, 1, "[server] <name>[,<name>...]", "Modern IRC, WHOIS", person::whois).list(),
    row("WHOWAS", 0, After, 1, "<name> [count]", "Modern IRC, WHOWAS", person::whowas),
];

const fn row(
    word: &'static str,
    params: usize,
    when: When,
    cost: u32,
    usage: &'static str,
    spec: &'static str,
    run: fn(&mut Context<'_, '_>),
) -> Row {
    Row {
        word,
        key: key(word.as_bytes()),
        params,
        when,
        cost,
        list: false,
        operators: false,
        needs: Caps::NONE,
        early: Caps::NONE,
        usage,
        spec,
        run,
    }
}

impl Row {
    const fn operators(self) -> Row {
        Row {
            operators: true,
            ..self
        }
    }

    const fn list(self) -> Row {
        Row { list: true, ..self }
    }

    const fn early(self, early: Caps) -> Row {
        Row { early, ..self }
    }

    /// Whether it may be given now.
    fn is_due(&self, registered: bool, caps: Caps) -> bool {
        self.when != After || registered || caps.meets(self.early)
    }

    const fn needs(self, needs: Caps) -> Row {
        Row { needs, ..self }
    }
}

/// The first eight letters of a word in capitals, as a number: it sorts as the words do, and no two commands share it.
const fn key(word: &[u8]) -> u64 {
    let mut key = 0;
    let mut at = 0;
    while at < 8 {
        let byte = if at < word.len() { word[at] } else { 0 };
        key = key << 8 | byte as u64;
        at += 1;
    }
    // Without this bit letters are capitals; what is no letter may become one, which the whole word tells.
    key & !0x2020_2020_2020_2020
}

/// The row of a command, whatever its case.
#[must_use]
pub fn find(word: &str) -> Option<&'static Row> {
    let at = TABLE.binary_search_by_key(&key(word.as_bytes()), |row| row.key);
    at.ok()
        .map(|at| &TABLE[at])
        .filter(|row| row.word.eq_ignore_ascii_case(word))
}

/// Runs the command of a message, or says why not. Returns its cost.
pub(super) fn run(mut context: Context<'_, '_>) -> u32 {
    let word = context.message.command;
    let known = find(word).filter(|row| context.session.caps.contains(row.needs));
    let Some(row) = known else {
        context.refuse(ERR_UNKNOWNCOMMAND, word);
        return context.cost;
    };
    context.cost = row.cost;
    let registered = context.me.registered;
    if row.when == Before && registered {
        context.say(ERR_ALREADYREGISTERED);
    } else if !row.is_due(registered, context.session.caps) {
        context.say(ERR_NOTREGISTERED);
    } else if context.message.params().len() < row.params {
        context.refuse(ERR_NEEDMOREPARAMS, row.word);
    } else if !batch::takes(&mut context, row.word) {
        (row.run)(&mut context);
    }
    context.cost
}

/// What a handler works with.
pub(super) struct Context<'a, 'm> {
    pub(super) session: &'a mut Session,
    pub(super) me: &'a Me<'a>,
    pub(super) info: &'a Info,
    pub(super) now: Now,
    pub(super) steps: &'a mut Steps,
    pub(super) message: &'a Message<'m>,
    /// What the line costs so far.
    pub(super) cost: u32,
}

impl<'a, 'm> Context<'a, 'm> {
    /// A parameter that was given and is not empty.
    fn param(&self, index: usize) -> Option<&'m str> {
        self.message.param(index).filter(|word| !word.is_empty())
    }

    fn voice(&self) -> Voice<'a> {
        Voice {
            info: self.info,
            to: self.me.shown(),
        }
    }

    fn ask(&mut self, request: Request) {
        self.steps.ask(request);
    }

    /// Asks to become a member, if all that this takes was said. What is under way of a login is given up then (IRCv3
    /// sasl-3.1, "The AUTHENTICATE command").
    fn register(&mut self) {
        if let Some(registration) = self.session.registration(self.info) {
            account::give_up(self);
            self.ask(Request::Register(registration));
        }
    }

    /// Answers with a numeric that `write` completes.
    fn answer(&mut self, numeric: Numeric, write: impl FnOnce(Line<'_>)) {
        let voice = self.voice();
        self.steps.reply(|out| write(voice.numeric(out, numeric)));
    }

    /// Answers with a numeric that has nothing but its own words.
    fn say(&mut self, numeric: Numeric) {
        self.answer(numeric, |line| line.last(numeric.text));
    }

    /// Answers with a numeric about `word`.
    fn refuse(&mut self, numeric: Numeric, word: &str) {
        self.answer(numeric, |line| line.arg(clip(word)).last(numeric.text));
    }

    /// The words of a list, each once whatever its case, and paid for. A list of nothing (461) and words beyond the bound
    /// (407) are refused, of which `silent` commands say nothing.
    fn list(&mut self, list: &'m str, silent: bool) -> Vec<&'m str> {
        let mut words: Vec<&'m str> = Vec::new();
        for word in list.split(',').filter(|word| !word.is_empty()) {
            if words.iter().any(|seen| seen.eq_ignore_ascii_case(word)) {
                continue;
            }
            if words.len() == limits::TARGETS {
                if !silent {
                    self.refuse(ERR_TOOMANYTARGETS, word);
                }
                break;
            }
            words.push(word);
        }
        if words.is_empty() && !silent {
            let word = self.message.command.to_ascii_uppercase();
            self.refuse(ERR_NEEDMOREPARAMS, &word);
        }
        self.charge(words.len());
        words
    }

    /// Makes the line cost as much as a line for each of `targets`.
    fn charge(&mut self, targets: usize) {
        let times = u32::try_from(targets.max(1)).unwrap_or(u32::MAX);
        self.cost = self.cost.saturating_mul(times);
    }

    /// A group's name, or the answer that there cannot be such a group (403).
    fn group(&mut self, word: &str) -> Option<GroupName> {
        match GroupName::new(word) {
            Ok(group) => Some(group),
            Err(fault) => {
                self.answer(ERR_NOSUCHCHANNEL, |line| {
                    line.arg(clip(word))
                        .last(format_args!("{}: {fault}", ERR_NOSUCHCHANNEL.text));
                });
                None
            }
        }
    }
}

#[cfg(test)]
mod tests;
