//! What members do: JOIN, PART, KICK, QUIT, NICK, MODE, TOPIC, INVITE, MEMBER.

use crate::hub::departure::Departure;
use crate::hub::event::Row;
use crate::hub::face::{Address, Face};
use crate::hub::name::GroupName;
use crate::hub::text::Text;
use crate::irc::capability::Caps;
use crate::irc::event::View;
use crate::irc::message::Line;

/// Modern IRC, JOIN. With `groupchat/members` others learn the joiner's row too; its own it has had with the welcome.
pub(super) fn joined(
    who: &Face,
    group: &GroupName,
    listen: u16,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    view.does(out, who, "JOIN").arg(group).end();
    if view.caps.contains(Caps::MEMBERS) && !view.about_me {
        member(&Entry::new(who, listen), "-", view, out);
    }
}

/// Modern IRC, PART.
pub(super) fn left(
    who: &Face,
    group: &GroupName,
    reason: Option<&Text>,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    let line = view.does(out, who, "PART").arg(group);
    match reason {
        Some(reason) => line.last(reason),
        None => line.end(),
    }
}

/// Modern IRC, KICK. A reason is always sent; where none was given it is who did it.
pub(super) fn removed(
    who: &Face,
    group: &GroupName,
    by: &Face,
    reason: Option<&Text>,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    view.does(out, by, "KICK")
        .arg(group)
        .arg(&who.name)
        .last(reason.map_or(by.name.as_str(), Text::as_str));
}

/// Modern IRC, QUIT.
pub(super) fn gone(who: &Face, why: &Departure, view: &View<'_>, out: &mut Vec<u8>) {
    view.does(out, who, "QUIT").last(why);
}

/// Modern IRC, NICK.
pub(super) fn renamed(was: &Face, now: &Face, view: &View<'_>, out: &mut Vec<u8>) {
    view.does(out, was, "NICK").arg(&now.name).end();
}

/// Modern IRC, MODE: the server makes somebody the operator, because it has been there longest.
pub(super) fn coordinator(who: &Face, group: &GroupName, view: &View<'_>, out: &mut Vec<u8>) {
    Line::from(out, &view.tags(), &view.info.server_name, "MODE")
        .arg(group)
        .arg("+o")
        .arg(&who.name)
        .end();
}

/// Modern IRC, TOPIC.
pub(super) fn topic(
    who: &Face,
    group: &GroupName,
    text: &Text,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    view.does(out, who, "TOPIC").arg(group).last(text);
}

/// Modern IRC, INVITE.
pub(super) fn invited(
    by: &Face,
    who: &Face,
    group: &GroupName,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    view.does(out, by, "INVITE").arg(&who.name).arg(group).end();
}

/// `groupchat/members`: a member's row again, with its new listen port.
pub(super) fn listening(who: &Face, port: u16, view: &View<'_>, out: &mut Vec<u8>) {
    if view.caps.contains(Caps::MEMBERS) {
        let flags = if view.about_me { "*" } else { "-" };
        member(&Entry::new(who, port), flags, view, out);
    }
}

/// What a `MEMBER` line tells.
pub(super) struct Entry<'a> {
    pub(super) who: &'a Face,
    pub(super) address: &'a Address,
    pub(super) listen: u16,
    pub(super) idle_s: u64,
}

impl<'a> Entry<'a> {
    /// What others know of a member that has just done something.
    fn new(who: &'a Face, listen: u16) -> Entry<'a> {
        Entry {
            who,
            address: &who.address,
            listen,
            idle_s: 0,
        }
    }
}

impl<'a> From<&'a Row> for Entry<'a> {
    fn from(row: &'a Row) -> Entry<'a> {
        Entry {
            who: &row.who,
            address: &row.address,
            listen: row.listen,
            idle_s: row.idle_s,
        }
    }
}

/// `MEMBER <id> <name> <ip> <port> <listen-port> <flags> <idle seconds>`: one row of the member table.
///
/// Flags are signs and letters, `-` where there are none: `*` the recipient itself, `c` its contact, `@` a coordinator, `a`
/// away. Outside of an introduction and of an answer to `MEMBERS` the line says nothing of `@`, `c` and `a`.
pub(super) fn member(entry: &Entry<'_>, flags: &str, view: &View<'_>, out: &mut Vec<u8>) {
    Line::from(out, "", &view.info.server_name, "MEMBER")
        .arg(entry.who.id.get())
        .arg(&entry.who.name)
        .arg(entry.address.host())
        .arg(entry.address.port())
        .arg(entry.listen)
        .arg(flags)
        .arg(entry.idle_s)
        .end();
}

/// The flags of a row; see [`member`].
pub(super) fn flags(row: &Row, contact: bool) -> String {
    let signs = [
        (row.you, '*'),
        (contact, 'c'),
        (row.coordinator, '@'),
        (row.away, 'a'),
    ];
    let set: String = signs
        .iter()
        .filter(|(set, _)| *set)
        .map(|(_, sign)| sign)
        .collect();
    if set.is_empty() { "-".to_owned() } else { set }
}
