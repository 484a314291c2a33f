//! What a newcomer hears: the numerics of registration, then whom it meets.

use crate::hub::event::{Counts, Welcome};
use crate::hub::face::Address;
use crate::hub::introduction::introduction;
use crate::irc::capability::Caps;
use crate::irc::event::View;
use crate::irc::event::news::{Entry, flags, member};
use crate::irc::message::Line;
use crate::irc::numeric::{
    ERR_NOMOTD, RPL_CREATED, RPL_ENDOFMOTD, RPL_GLOBALUSERS, RPL_LOCALUSERS, RPL_LUSERCHANNELS,
    RPL_LUSERCLIENT, RPL_LUSERME, RPL_LUSEROP, RPL_LUSERUNKNOWN, RPL_MOTD, RPL_MOTDSTART,
    RPL_MYINFO, RPL_WELCOME, RPL_YOURHOST, RPL_YOURID,
};
use crate::irc::voice::Voice;
use crate::irc::{date, fit, isupport};

/// Modern IRC, "Connection Registration", the order of it; then the introduction.
pub(super) fn welcome(welcome: &Welcome, view: &View<'_>, out: &mut Vec<u8>) {
    let voice = view.voice();
    let (server, version) = (&view.info.server_name, &view.info.version);
    let name = &welcome.me.name;
    voice
        .numeric(out, RPL_WELCOME)
        .last(format_args!("Welcome to {server}, {name}"));
    voice
        .numeric(out, RPL_YOURHOST)
        .last(format_args!("Your host is {server}, running {version}"));
    voice.numeric(out, RPL_CREATED).last(format_args!(
        "This server was started {}",
        date::human(view.info.started_unix_ms)
    ));
    // No modes for members; those of groups are the ones in CHANMODES and PREFIX.
    voice
        .numeric(out, RPL_MYINFO)
        .arg(server)
        .arg(version)
        .arg("")
        .arg("nto")
        .arg("o")
        .end();
    isupport::write(voice, out);
    voice
        .numeric(out, RPL_YOURID)
        .arg(welcome.me.id.get())
        .last(RPL_YOURID.text);
    counts(&welcome.counts, voice, out);
    motd(voice, out);
    if view.caps.contains(Caps::MEMBERS) {
        introduce_as_rows(welcome, view, out);
    } else {
        for sentence in introduction(welcome) {
            Line::from(out, &view.tags(), server, "NOTICE")
                .arg(view.to)
                .last(sentence);
        }
    }
}

/// `groupchat/members`: the newcomer's own row, with its real address whatever others see, then its contact's.
fn introduce_as_rows(welcome: &Welcome, view: &View<'_>, out: &mut Vec<u8>) {
    let me = Entry {
        who: &welcome.me,
        address: &Address::Socket(welcome.address),
        listen: 0,
        idle_s: 0,
    };
    let mine = if welcome.coordinates { "*@" } else { "*" };
    member(&me, mine, view, out);
    if let Some(contact) = &welcome.contact {
        member(
            &(&contact.row).into(),
            &flags(&contact.row, true),
            view,
            out,
        );
    }
}

/// Modern IRC, LUSERS. There is one server, and nobody on it is hidden or an operator.
pub(super) fn counts(counts: &Counts, voice: Voice<'_>, out: &mut Vec<u8>) {
    let Counts {
        members,
        guests,
        groups,
        most,
    } = *counts;
    voice.numeric(out, RPL_LUSERCLIENT).last(format_args!(
        "There are {members} users and 0 invisible on 1 servers"
    ));
    for (numeric, count) in [
        (RPL_LUSEROP, 0),
        (RPL_LUSERUNKNOWN, guests),
        (RPL_LUSERCHANNELS, groups),
    ] {
        voice.numeric(out, numeric).arg(count).last(numeric.text);
    }
    voice
        .numeric(out, RPL_LUSERME)
        .last(format_args!("I have {members} clients and 0 servers"));
    for (numeric, whose) in [(RPL_LOCALUSERS, "local"), (RPL_GLOBALUSERS, "global")] {
        voice
            .numeric(out, numeric)
            .arg(members)
            .arg(most)
            .last(format_args!("Current {whose} users {members}, max {most}"));
    }
}

/// Modern IRC, MOTD. Long lines are continued in the next.
pub(in crate::irc) fn motd(voice: Voice<'_>, out: &mut Vec<u8>) {
    if voice.info.motd.is_empty() {
        voice.plain(out, ERR_NOMOTD);
        return;
    }
    let server = &voice.info.server_name;
    voice
        .numeric(out, RPL_MOTDSTART)
        .last(format_args!("- {server} Message of the day -"));
    let room = fit::room(|out| voice.numeric(out, RPL_MOTD)).saturating_sub("- ".len());
    for line in &voice.info.motd {
        for piece in fit::pieces(line, room) {
            voice.numeric(out, RPL_MOTD).last(format_args!("- {piece}"));
        }
    }
    voice.plain(out, RPL_ENDOFMOTD);
}
