//! What happened, as lines: one function per event, and what its form depends on.
//!
//! An event is written once for all who hear it in the same form. The form depends on a few capabilities
//! ([`Relevance`]), for some events on whether the hearer is the one it is about ([`Relevance`]), and for those
//! told to one seat on that one's name.

mod history;
mod login;
mod marker;
mod mode;
mod news;
mod operator;
mod redact;
mod refusal;
pub(in crate::irc) mod rename;
mod reply;
mod said;
mod watch;
mod welcome;
mod who;
mod whois;

use std::fmt::{self, Write as _};

use crate::calendar;
use crate::hub::departure::Departure;
use crate::hub::event::{Event, Reply};
use crate::hub::face::{Face, Who};
use crate::hub::id::MessageId;
use crate::hub::mode::Ranks;
use crate::hub::refusal::Refusal;
use crate::info::Info;
use crate::irc::batch::{self, Reference};
use crate::irc::capability::Caps;
use crate::irc::isupport;
use crate::irc::message::{Line, escape};
use crate::irc::msgid::MsgId;
use crate::irc::voice::Voice;
use crate::now::Now;

pub(super) use login::CHUNK;
pub use login::authenticate;
pub(super) use welcome::motd;

/// The form to write an event in.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The recipient's name, `*` while it has none. Only looked at for events that are told to one seat.
    pub to: &'a str,
    /// Whether the recipient is the one the event is about.
    pub about_me: bool,
    /// The recipient's capabilities; those that are not [`Relevance`] may be missing.
    pub caps: Caps,
    /// The moment the event happened in.
    pub now: Now,
    /// Facts about the server.
    pub info: &'a Info,
    /// A number that no other event is written with, for [`View::within`].
    pub batch: u64,
    /// The number that the event is kept under, if it is; words carry their own.
    pub id: Option<MessageId>,
}

/// With both of these, what is no words has a `msgid`, too: who has such things played back has to know them again. Others
/// have no use for it, and comings and goings are most of what a large group hears.
const NUMBERED: Caps = Caps::EVENT_PLAYBACK.with(Caps::MESSAGE_TAGS);

/// What is kept and is no words.
pub(super) fn is_numbered(event: &Event) -> bool {
    matches!(
        event,
        Event::Joined { .. }
            | Event::Coordinator { .. }
            | Event::Left { .. }
            | Event::Removed { .. }
            | Event::Gone { .. }
            | Event::Renamed { .. }
            | Event::Modes { .. }
            | Event::Topic { .. }
    )
}

/// The capabilities that change how an event is written.
fn relevant(event: &Event) -> Caps {
    relevant_alone(event) | together(event)
}

/// Those that make a difference only together. For words they have to be searched.
fn together(event: &Event) -> Caps {
    match event {
        Event::Said { words, .. } => said::together(words),
        _ => Caps::NONE,
    }
}

/// Those that make a difference each by itself.
fn relevant_alone(event: &Event) -> Caps {
    // Two forms only where what somebody is makes a difference.
    let tagged = doer(event).map_or(Caps::NONE, |who| {
        let bot = if who.bot {
            Caps::MESSAGE_TAGS
        } else {
            Caps::NONE
        };
        match &who.account {
            Some(_) => bot | Caps::ACCOUNT_TAG,
            None => bot,
        }
    });
    tagged | relevant_to_all(event)
}

/// Who does what an event tells, where the line is written with that one as its source.
fn doer(event: &Event) -> Option<&Who> {
    match event {
        Event::Joined { who, .. }
        | Event::Left { who, .. }
        | Event::Gone { who, .. }
        | Event::UserModes { who, .. }
        | Event::Topic { who, .. }
        | Event::Away { who, .. }
        | Event::RealName { who }
        | Event::StillIn { who, .. } => Some(who),
        Event::Removed { by, .. } | Event::Modes { by, .. } | Event::Invited { by, .. } => Some(by),
        Event::Renamed { was, .. } | Event::Account { was, .. } | Event::Dressed { was, .. } => {
            Some(was)
        }
        Event::GroupRenamed { by, .. } | Event::Announced { by, .. } => Some(by),
        Event::Moved { who, .. } => Some(who),
        Event::Said { words, .. } => Some(&words.from),
        Event::Redacted(what) => Some(&what.by),
        Event::Welcome(_)
        | Event::Entered(_)
        | Event::Surroundings(_)
        | Event::Coordinator { .. }
        | Event::LoggedIn { .. }
        | Event::Listening(_)
        | Event::Appeared(_)
        | Event::Vanished(_)
        | Event::Reply(_)
        | Event::Refused(_)
        | Event::Farewell(_) => None,
        Event::Watched(event) => doer(event),
    }
}

fn relevant_to_all(event: &Event) -> Caps {
    match event {
        Event::Welcome(_) => Caps::SERVER_TIME | Caps::MEMBERS | isupport::IN_BATCH,
        Event::Joined { .. } => Caps::SERVER_TIME | Caps::MEMBERS | Caps::EXTENDED_JOIN,
        Event::Coordinator { .. } => Caps::SERVER_TIME | Caps::MEMBERS,
        Event::GroupRenamed { .. } => Caps::SERVER_TIME | Caps::CHANNEL_RENAME,
        Event::Moved { .. } => {
            Caps::SERVER_TIME | Caps::EXTENDED_JOIN | Caps::READ_MARKER | Caps::CHANNEL_RENAME
        }
        Event::Surroundings(_) => reply::OF_SURROUNDINGS | Caps::CHANNEL_RENAME,
        Event::Refused(Refusal::GroupNameInUse(_) | Refusal::LobbyStays(_)) => rename::STANDARD,
        Event::Left { .. }
        | Event::Removed { .. }
        | Event::Gone { .. }
        | Event::Renamed { .. }
        | Event::Modes { .. }
        | Event::UserModes { .. }
        | Event::Topic { .. } => Caps::SERVER_TIME,
        Event::Invited { .. } => Caps::SERVER_TIME | Caps::INVITE_NOTIFY,
        Event::RealName { .. } => Caps::SERVER_TIME | Caps::SETNAME,
        Event::Away { .. } => Caps::SERVER_TIME | Caps::AWAY_NOTIFY,
        Event::Said { .. } => said::RELEVANT,
        Event::Redacted(_) => redact::RELEVANT,
        Event::Watched(event) => Caps::EXTENDED_MONITOR | relevant_to_all(event),
        Event::Account { .. } => Caps::SERVER_TIME | Caps::ACCOUNT_NOTIFY,
        Event::Listening(_) => Caps::MEMBERS,
        Event::Dressed { .. } => Caps::SERVER_TIME | Caps::CHGHOST,
        Event::StillIn { .. } => operator::STILL_IN,
        Event::Announced { .. } => Caps::SERVER_TIME,
        Event::Entered(_) => reply::OF_SURROUNDINGS | Caps::READ_MARKER,
        Event::Reply(Reply::Names(_)) => Caps::USERHOST_IN_NAMES | Caps::MULTI_PREFIX,
        Event::Reply(Reply::Who(..)) => Caps::MULTI_PREFIX,
        Event::Reply(Reply::Whois(_)) => Caps::MULTI_PREFIX | Caps::MEMBERS,
        Event::Reply(Reply::Latest(_)) => Caps::BATCH,
        // Whatever changes how one of the entries is written.
        Event::Reply(Reply::History(_, entries)) => {
            entries.iter().fold(Caps::BATCH | NUMBERED, |caps, entry| {
                caps | relevant(&entry.event)
            })
        }
        Event::LoggedIn { .. }
        | Event::Appeared(_)
        | Event::Vanished(_)
        | Event::Reply(_)
        | Event::Refused(_)
        | Event::Farewell(_) => Caps::NONE,
    }
}

/// Whether the one an event is about hears it in a form of its own.
fn differs_for_self(event: &Event) -> bool {
    matches!(
        event,
        Event::Said { .. }
            | Event::Joined { .. }
            | Event::Listening(_)
            | Event::Invited { .. }
            | Event::Away { .. }
            | Event::Dressed { .. }
            | Event::StillIn { .. }
    )
}

/// What makes a difference to how an event is written: looked up once per event, asked once per recipient.
#[derive(Clone, Copy, Debug)]
pub struct Relevance {
    caps: Caps,
    numbered: bool,
    /// Of these, those that make a difference only together.
    together: Caps,
    about_me: bool,
}

impl Relevance {
    /// What makes a difference to this event.
    #[must_use]
    pub fn of(event: &Event) -> Relevance {
        let together = together(event);
        Relevance {
            caps: relevant_alone(event) | together,
            numbered: is_numbered(event),
            together,
            about_me: differs_for_self(event),
        }
    }

    /// What a recipient comes down to for the event: those with the same key hear the same bytes.
    #[must_use]
    pub fn key(self, caps: Caps, about_me: bool) -> (Caps, bool) {
        let about_me = about_me && self.about_me;
        let numbered = match self.numbered && caps.contains(NUMBERED) {
            true => NUMBERED,
            false => Caps::NONE,
        };
        let mut caps = caps & self.caps | numbered;
        if !caps.contains(self.together) {
            caps = caps.without(self.together);
        }
        if !about_me {
            // Only one's own words are echoed.
            caps = caps.without(Caps::ECHO_MESSAGE);
        }
        (caps, about_me)
    }
}

/// Writes an event; nothing where this form of it is silence.
pub fn encode(event: &Event, view: &View<'_>, out: &mut Vec<u8>) {
    match event {
        Event::Welcome(welcome) => welcome::welcome(welcome, view, out),
        Event::Joined { who, group, listen } => news::joined(who, group, *listen, view, out),
        Event::Entered(entered) => reply::entered(entered, view, out),
        Event::Left { who, group, reason } => news::left(who, group, reason.as_ref(), view, out),
        Event::Removed {
            who,
            group,
            by,
            reason,
        } => news::removed(who, group, by, reason.as_ref(), view, out),
        Event::Gone { who, why, .. } => news::gone(who, why, view, out),
        Event::Renamed { was, now, .. } => news::renamed(was, now, view, out),
        Event::GroupRenamed {
            by,
            was,
            now,
            reason,
        } => rename::renamed(by, was, now, reason.as_ref(), view, out),
        Event::Moved {
            who,
            was,
            now,
            reason,
            read,
        } => rename::moved(who, was, now, reason.as_ref(), *read, view, out),
        Event::Surroundings(found) => rename::surroundings(found, view, out),
        Event::Coordinator {
            who,
            group,
            was_operator,
        } => news::coordinator(who, group, *was_operator, view, out),
        Event::Modes { by, group, changes } => mode::changed(by, group, changes, view, out),
        Event::UserModes { who, changes } => mode::own(who, changes, view, out),
        Event::Topic { who, group, text } => news::topic(who, group, text, view, out),
        Event::Said { to, words } => said::said(to, words, view, out),
        Event::Redacted(what) => redact::redacted(what, view, out),
        Event::Invited { by, who, group } => news::invited(by, who, group, view, out),
        Event::Away { who, reason } => news::away(who, reason.as_ref(), view, out),
        Event::RealName { who } => news::real_name(who, view, out),
        Event::Account { was, now } => login::account(was, now, view, out),
        Event::LoggedIn { me, account, how } => {
            login::logged_in(me.as_deref(), account, *how, view, out);
        }
        Event::Listening(row) => news::listening(row, view, out),
        Event::Dressed { was, now } => operator::dressed(was, now, view, out),
        Event::StillIn {
            who,
            group,
            listen,
            ranks,
            away,
        } => operator::still_in(who, group, (*listen, *ranks), away.as_ref(), view, out),
        Event::Announced { by, text } => view.does(out, by, "WALLOPS").last(text),
        Event::Appeared(who) => watch::appeared(who, view, out),
        Event::Vanished(name) => watch::vanished(name, view, out),
        Event::Watched(event) => watch::from_afar(event, view, out),
        Event::Reply(reply) => reply::reply(reply, view, out),
        Event::Refused(refusal) => refusal::refusal(refusal, view, out),
        Event::Farewell(why) => closing(why, out),
    }
}

/// Writes a probe (Modern IRC, PING). It has no source: that is the form the simplest clients look for.
pub fn ping(token: &str, out: &mut Vec<u8>) {
    Line::to_server(out, "", "PING").last(token);
}

/// Writes the last line of a connection (Modern IRC, ERROR).
pub fn closing(why: &Departure, out: &mut Vec<u8>) {
    Line::to_server(out, "", "ERROR").last(format_args!("Closing link: ({why})"));
}

impl<'a> View<'a> {
    fn voice(&self) -> Voice<'a> {
        Voice {
            info: self.info,
            to: self.to,
        }
    }

    /// The tags of something that happens now: `time` (IRCv3 server-time) and `msgid` (IRCv3 message-ids) where they are
    /// wanted.
    fn tags(&self) -> String {
        let mut tags = String::new();
        if self.caps.contains(Caps::SERVER_TIME) {
            // With room for the tags that mostly follow.
            tags.reserve(TAGS);
            tags.push_str("time=");
            tags.push_str(&calendar::rfc3339(self.now.unix_ms));
        }
        if let Some(id) = self.id.filter(|_| self.caps.contains(NUMBERED)) {
            let semicolon = if tags.is_empty() { "" } else { ";" };
            // Writing to a String cannot fail.
            let _ = write!(tags, "{semicolon}msgid={}", MsgId::new(self.info, id));
        }
        tags
    }

    /// The tags of something that a member does now: besides, `bot` where it is one (IRCv3 bot-mode, "The `bot` tag") and
    /// its `account` (IRCv3 account-tag).
    fn tags_of(&self, who: &Face) -> String {
        let mut tags = self.tags();
        let mut add = |tag: &str, value: &str| {
            if !tags.is_empty() {
                tags.push(';');
            }
            tags.push_str(tag);
            tags.push_str(value);
        };
        if who.bot && self.caps.contains(Caps::MESSAGE_TAGS) {
            add("bot", "");
        }
        if let Some(account) = &who.account
            && self.caps.contains(Caps::ACCOUNT_TAG)
        {
            add("account=", &escape(account.as_str()));
        }
        tags
    }

    /// The signs before a name: all of them with `multi-prefix`, else the highest (IRCv3 multi-prefix).
    fn signs(&self, ranks: Ranks) -> &'static str {
        if self.caps.contains(Caps::MULTI_PREFIX) {
            ranks.signs()
        } else {
            ranks.sign()
        }
    }

    /// Writes the lines that `write` writes, as a batch of this type where the recipient understands batches. For events
    /// that name [`Caps::BATCH`] in `relevant`, once per event.
    pub fn within(
        &self,
        out: &mut Vec<u8>,
        kind: &str,
        params: &[&str],
        write: impl FnOnce(&mut Vec<u8>),
    ) {
        if self.caps.contains(Caps::BATCH) {
            let reference = Reference::event(self.batch);
            batch::within(out, &self.info.server_name, reference, kind, params, write);
        } else {
            write(out);
        }
    }

    /// Begins a line of something that a member does.
    fn does<'o>(&self, out: &'o mut Vec<u8>, who: &Face, command: &str) -> Line<'o> {
        Line::from(out, &self.tags_of(who), Source(who), command)
    }
}

/// Room for the tags of most lines, bytes.
const TAGS: usize = 96;

/// A member as the source of a line: `name!user@host`.
struct Source<'a>(&'a Face);

impl Source<'_> {
    /// Appends it: without formatting, because it is done for every message.
    fn put(&self, out: &mut Vec<u8>) {
        let face = self.0;
        out.extend_from_slice(face.name.as_str().as_bytes());
        out.push(b'!');
        out.extend_from_slice(face.user.as_bytes());
        out.push(b'@');
        face.address.put_host(out);
    }
}

impl fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Face {
            name,
            user,
            address,
            ..
        } = self.0;
        // Piece by piece, which is cheaper than a format.
        for piece in [name.as_str(), "!", user, "@", &address.host()] {
            f.write_str(piece)?;
        }
        Ok(())
    }
}

/// Writes words in as many lines as they need, each begun by `begin`, at least one. What a word is, `write` says.
fn in_lines<W>(
    out: &mut Vec<u8>,
    words: impl IntoIterator<Item = W>,
    write: impl Fn(&W, &mut Vec<u8>),
    begin: impl Fn(&mut Vec<u8>) -> Line<'_>,
) {
    // Ten thousand names are told to everyone who comes: no word has memory of its own.
    let mut bytes = Vec::new();
    let mut line = begin(out).words();
    for word in words {
        bytes.clear();
        write(&word, &mut bytes);
        if !line.has_room(bytes.len()) {
            drop(line);
            line = begin(out).words();
        }
        line.push(&bytes);
    }
}

/// What [`in_lines`] writes for a word that is there already.
fn as_it_is(word: &impl AsRef<str>, out: &mut Vec<u8>) {
    out.extend_from_slice(word.as_ref().as_bytes());
}

#[cfg(test)]
mod tests;
