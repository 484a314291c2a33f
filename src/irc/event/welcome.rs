//! What a newcomer hears: the numerics of registration, then whom it meets.

use crate::calendar;
use crate::hub::event::{Counts, Welcome};
use crate::hub::face::Address;
use crate::hub::introduction::introduction;
use crate::hub::mode::{self, Class};
use crate::hub::user_mode;
use crate::irc::batch::Reference;
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
use crate::irc::{fit, isupport};

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
        calendar::human(view.info.started_unix_ms)
    ));
    // The modes of members, those of groups, and of these the ones with a parameter.
    let user_modes: String = user_mode::TABLE.iter().map(|row| row.letter).collect();
    let letters = |of: fn(&mode::Row) -> bool| {
        let mut letters: Vec<char> = mode::TABLE
            .iter()
            .filter(|row| of(row))
            .map(|row| row.letter)
            .collect();
        letters.sort_unstable();
        String::from_iter(letters)
    };
    voice
        .numeric(out, RPL_MYINFO)
        .arg(server)
        .arg(version)
        .arg(user_modes)
        .arg(letters(|_| true))
        .arg(letters(|row| row.class != Class::Never))
        .end();
    isupport::write(voice, view.caps, Reference::event(view.batch), out);
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

/// Modern IRC, LUSERS. There is one server.
pub(super) fn counts(counts: &Counts, voice: Voice<'_>, out: &mut Vec<u8>) {
    let Counts {
        members,
        invisible,
        operators,
        guests,
        groups,
        most,
    } = *counts;
    let visible = members - invisible;
    voice.numeric(out, RPL_LUSERCLIENT).last(format_args!(
        "There are {visible} users and {invisible} invisible on 1 servers"
    ));
    for (numeric, count) in [
        (RPL_LUSEROP, operators),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::event::{Contact, Event};
    use crate::irc::testing::{group, heard, row, who};

    fn newcomer(first: bool) -> Event {
        let mut contact = row(&who("bob", 2));
        (contact.coordinator, contact.listen, contact.away) = (true, 7000, true);
        Event::Welcome(Box::new(Welcome {
            me: who("alice", 3),
            address: "[::1]:6000".parse().expect("an address"),
            contact: (!first).then(|| Contact {
                row: contact,
                coordinates: Some(group("#lobby")),
            }),
            entering: Some(group("#lobby")),
            coordinates: first,
            counts: Counts {
                members: 2,
                invisible: 1,
                guests: 1,
                groups: 4,
                most: 5,
                operators: 1,
            },
        }))
    }

    #[test]
    fn the_numerics_come_in_the_order_clients_wait_for() {
        let got = heard(&newcomer(false), Caps::NONE, false);
        let codes: Vec<&str> = got
            .iter()
            .map(|line| line.split(' ').nth(1).expect("a command"))
            .collect();
        let want = "001 002 003 004 005 005 005 042 251 252 253 254 255 265 266 422 NOTICE NOTICE";
        assert_eq!(codes.join(" "), want);
        for line in [
            ":irc.example 001 alice :Welcome to irc.example, alice",
            ":irc.example 003 alice :This server was started Thursday, 1 January 1970, 00:00:00 UTC",
            ":irc.example 042 alice 3 :your unique ID",
            ":irc.example 251 alice :There are 1 users and 1 invisible on 1 servers",
            ":irc.example 253 alice 1 :unknown connection(s)",
            ":irc.example 254 alice 4 :channels formed",
            ":irc.example 265 alice 2 5 :Current local users 2, max 5",
        ] {
            assert!(got.iter().any(|l| l == line), "{line}");
        }
    }

    #[test]
    fn what_is_supported_comes_in_a_batch_to_those_who_know_it() {
        let codes = |caps| -> Vec<String> {
            let got = heard(&newcomer(false), caps, false);
            let around = |line: &String| line.contains(" 005 ") || line.contains(" BATCH ");
            let cut = |line: String| line.split(" alice ").next().map(str::to_owned);
            got.into_iter().filter(around).filter_map(cut).collect()
        };
        assert_eq!(
            codes(Caps::EXTENDED_ISUPPORT | Caps::BATCH),
            [
                ":irc.example BATCH +e1 draft/isupport",
                "@batch=e1 :irc.example 005",
                "@batch=e1 :irc.example 005",
                "@batch=e1 :irc.example 005",
                ":irc.example BATCH -e1",
            ]
        );
        for caps in [Caps::EXTENDED_ISUPPORT, Caps::BATCH] {
            assert_eq!(codes(caps), [":irc.example 005"; 3]);
        }
    }

    #[test]
    fn the_introduction_comes_as_sentences_or_as_rows() {
        let sentences = |first| heard(&newcomer(first), Caps::NONE, false);
        let end = |lines: &[String], n: usize| lines[lines.len() - n..].to_vec();
        assert_eq!(
            end(&sentences(false), 2),
            [
                ":irc.example NOTICE alice :You are alice (#3), connected from [::1]:6000.",
                ":irc.example NOTICE alice :Your contact is bob (#2) at 10.0.0.2:5000, the coordinator of #lobby.",
            ]
        );
        assert_eq!(
            end(&sentences(true), 1),
            [
                ":irc.example NOTICE alice :You are the first member here, so you are the coordinator of #lobby."
            ]
        );
        let rows = |first| heard(&newcomer(first), Caps::MEMBERS, false);
        assert_eq!(
            end(&rows(false), 2),
            [
                ":irc.example MEMBER 3 alice 0::1 6000 0 * 0",
                ":irc.example MEMBER 2 bob 10.0.0.2 5000 7000 c@a 7",
            ]
        );
        assert_eq!(
            end(&rows(true), 1),
            [":irc.example MEMBER 3 alice 0::1 6000 0 *@ 0"]
        );
    }
}
