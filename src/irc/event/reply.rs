//! Answers to questions, and what one finds in a group.

use crate::hub::event::{Entered, GroupRow, Online, Present, Reply, Row, Topic, WhoRow};
use crate::hub::name::GroupName;
use crate::hub::request::{OnlineForm, WhoMask};
use crate::irc::capability::Caps;
use crate::irc::event::news::{flags, member};
use crate::irc::event::welcome::counts;
use crate::irc::event::{Source, View, in_lines, whois};
use crate::irc::message::Line;
use crate::irc::numeric::{
    RPL_AWAY, RPL_CHANNELMODEIS, RPL_CREATIONTIME, RPL_ENDOFNAMES, RPL_ENDOFWHO, RPL_INVITING,
    RPL_ISON, RPL_LIST, RPL_LISTEND, RPL_LISTSTART, RPL_NAMREPLY, RPL_NOTOPIC, RPL_NOWAWAY,
    RPL_TOPIC, RPL_TOPICWHOTIME, RPL_UNAWAY, RPL_USERHOST, RPL_WHOREPLY,
};

/// Writes an answer.
pub(super) fn reply(reply: &Reply, view: &View<'_>, out: &mut Vec<u8>) {
    let voice = view.voice();
    match reply {
        Reply::Members(group, rows) => members(group.as_ref(), rows, view, out),
        Reply::Names(group, present) => names(group, present, view, out),
        Reply::Who(mask, rows) => who(mask, rows, view, out),
        Reply::Whois(about) => whois::whois(about, view, out),
        Reply::Whowas(name, former) => whois::whowas(name, former, view, out),
        Reply::Online(form, online) => presence(*form, online, view, out),
        Reply::Groups(rows) => groups(rows, view, out),
        Reply::Topic(group, topic) => current_topic(group, topic.as_ref(), view, out),
        Reply::Modes(group, founded) => {
            voice
                .numeric(out, RPL_CHANNELMODEIS)
                .arg(group)
                .arg("+nt")
                .end();
            voice
                .numeric(out, RPL_CREATIONTIME)
                .arg(group)
                .arg(founded / 1000)
                .end();
        }
        Reply::Counts(now) => counts(now, voice, out),
        Reply::Away(true) => voice.plain(out, RPL_NOWAWAY),
        Reply::Away(false) => voice.plain(out, RPL_UNAWAY),
        Reply::Inviting(who, group) => voice
            .numeric(out, RPL_INVITING)
            .arg(&who.name)
            .arg(group)
            .end(),
        Reply::TheyAreAway(who, reason) => {
            voice.numeric(out, RPL_AWAY).arg(&who.name).last(reason);
        }
        // IRC has no way to ask for the one yet, and other ways to know the other: echo-message.
        Reply::History(..) | Reply::AlreadyIn(_) => {}
    }
}

/// Modern IRC, JOIN: the topic and who is there, which follow one's own JOIN.
pub(super) fn entered(entered: &Entered, view: &View<'_>, out: &mut Vec<u8>) {
    if let Some(topic) = &entered.topic {
        current_topic(&entered.group, Some(topic), view, out);
    }
    names(&entered.group, &entered.present, view, out);
}

/// Modern IRC, TOPIC.
fn current_topic(group: &GroupName, topic: Option<&Topic>, view: &View<'_>, out: &mut Vec<u8>) {
    let voice = view.voice();
    let Some(topic) = topic else {
        voice.about(out, RPL_NOTOPIC, group.as_str());
        return;
    };
    voice.numeric(out, RPL_TOPIC).arg(group).last(&topic.text);
    voice
        .numeric(out, RPL_TOPICWHOTIME)
        .arg(group)
        .arg(&topic.by)
        .arg(topic.unix_ms / 1000)
        .end();
}

/// Modern IRC, NAMES. The coordinator has its sign; with one sign only, `multi-prefix` changes nothing.
fn names(group: &GroupName, present: &[Present], view: &View<'_>, out: &mut Vec<u8>) {
    let voice = view.voice();
    let whole = view.caps.contains(Caps::USERHOST_IN_NAMES);
    let words = present.iter().map(|Present { who, coordinator }| {
        let sign = if *coordinator { "@" } else { "" };
        if whole {
            format!("{sign}{}", Source(who))
        } else {
            format!("{sign}{}", who.name)
        }
    });
    if !present.is_empty() {
        in_lines(out, words, |out| {
            voice.numeric(out, RPL_NAMREPLY).arg("=").arg(group)
        });
    }
    voice.about(out, RPL_ENDOFNAMES, group.as_str());
}

/// `groupchat/members`: the member table and its end.
fn members(group: Option<&GroupName>, rows: &[Row], view: &View<'_>, out: &mut Vec<u8>) {
    for row in rows {
        member(&row.into(), &flags(row, false), view, out);
    }
    Line::from(out, "", &view.info.server_name, "MEMBERS")
        .arg(group.map_or("*", GroupName::as_str))
        .last("End of the member table");
}

/// Modern IRC, WHO.
fn who(mask: &WhoMask, rows: &[WhoRow], view: &View<'_>, out: &mut Vec<u8>) {
    let voice = view.voice();
    for WhoRow { row, group } in rows {
        let here = if row.away { 'G' } else { 'H' };
        let sign = if row.coordinator { "@" } else { "" };
        voice
            .numeric(out, RPL_WHOREPLY)
            .arg(group.as_ref().map_or("*", GroupName::as_str))
            .arg(&row.who.user)
            .arg(row.address.host())
            .arg(&view.info.server_name)
            .arg(&row.who.name)
            .arg(format_args!("{here}{sign}"))
            .last(format_args!("0 {}", row.who.real));
    }
    let mask = match mask {
        WhoMask::Group(group) => group.as_str(),
        WhoMask::Name(mask) => mask.as_str(),
    };
    voice.about(out, RPL_ENDOFWHO, mask);
}

/// RFC 2812 sections 4.8 and 4.9.
fn presence(form: OnlineForm, online: &[Online], view: &View<'_>, out: &mut Vec<u8>) {
    let voice = view.voice();
    match form {
        OnlineForm::Ison => in_lines(out, online.iter().map(|o| o.who.name.as_str()), |out| {
            voice.numeric(out, RPL_ISON)
        }),
        OnlineForm::Userhost => {
            let words = online.iter().map(|Online { who, away }| {
                let here = if *away { '-' } else { '+' };
                let (name, user, host) = (&who.name, &who.user, who.address.host());
                format!("{name}={here}{user}@{host}")
            });
            in_lines(out, words, |out| voice.numeric(out, RPL_USERHOST));
        }
    }
}

/// Modern IRC, LIST.
fn groups(rows: &[GroupRow], view: &View<'_>, out: &mut Vec<u8>) {
    let voice = view.voice();
    voice
        .numeric(out, RPL_LISTSTART)
        .arg("Channel")
        .last(RPL_LISTSTART.text);
    for row in rows {
        voice
            .numeric(out, RPL_LIST)
            .arg(&row.group)
            .arg(row.members)
            .last(row.topic.as_ref().map_or("", |topic| topic.as_str()));
    }
    voice.plain(out, RPL_LISTEND);
}
