//! Answers to questions, and what one finds in a group.

use crate::hub::event::{Entered, GroupRow, Online, Present, Reply, Row, Topic};
use crate::hub::name::GroupName;
use crate::hub::request::OnlineForm;
use crate::irc::capability::Caps;
use crate::irc::event::news::{flags, member};
use crate::irc::event::welcome::counts;
use crate::irc::event::{
    Source, View, as_it_is, history, in_lines, login, marker, mode, operator, watch, who, whois,
};
use crate::irc::message::Line;
use crate::irc::numeric::{
    RPL_AWAY, RPL_ENDOFINVITELIST, RPL_ENDOFNAMES, RPL_INVITELIST, RPL_INVITING, RPL_ISON,
    RPL_LIST, RPL_LISTEND, RPL_LISTSTART, RPL_NAMREPLY, RPL_NOTOPIC, RPL_NOWAWAY, RPL_TOPIC,
    RPL_TOPICWHOTIME, RPL_UNAWAY, RPL_USERHOST,
};

/// Writes an answer.
pub(super) fn reply(reply: &Reply, view: &View<'_>, out: &mut Vec<u8>) {
    let voice = view.voice();
    match reply {
        Reply::Members(group, rows) => members(group.as_ref(), rows, view, out),
        Reply::Names(told) => names(&told.group, told.secret, &told.present, view, out),
        Reply::Who(mask, fields, rows) => who::who(mask, fields.as_ref(), rows, view, out),
        Reply::Watched(names) => watch::watched(names, view, out),
        Reply::Presence(here, gone) => watch::presence(here, gone, view, out),
        Reply::Whois(about) => whois::whois(about, view, out),
        Reply::Whowas(name, former) => whois::whowas(name, former, view, out),
        Reply::Online(form, online) => presence(*form, online, view, out),
        Reply::Groups(rows) => groups(rows, view, out),
        Reply::Topic(group, topic) => current_topic(group, topic.as_ref(), view, out),
        Reply::Modes(group, set, founded) => mode::set(group, set, *founded, view, out),
        Reply::Masks(group, list, masks) => mode::list(group, *list, masks, view, out),
        Reply::UserModes(set) => mode::own_set(set, view, out),
        Reply::Invitations(groups) => {
            for group in groups {
                voice.numeric(out, RPL_INVITELIST).arg(group).end();
            }
            voice.plain(out, RPL_ENDOFINVITELIST);
        }
        Reply::Counts(now) => counts(now, voice, out),
        Reply::Operator | Reply::Operators(_) | Reply::Reloading => {
            operator::answer(reply, view, out);
        }
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
        Reply::History(of, entries) => history::entries(of, entries, view, out),
        Reply::Read(of, read) => marker::read(of.name(), *read, view, out),
        Reply::Latest(places) => history::latest(places, view, out),
        Reply::Challenge(message) => login::authenticate(message, out),
        // IRC has other ways to know, echo-message for one (Modern IRC, JOIN and MODE).
        Reply::AlreadyIn(_) | Reply::Unchanged => {}
    }
}

/// Either of these keeps the names away.
pub(super) const NAMELESS: Caps = Caps::NO_IMPLICIT_NAMES.with(Caps::DRAFT_NO_IMPLICIT_NAMES);

/// What changes [`surroundings`].
pub(super) const OF_SURROUNDINGS: Caps = Caps::USERHOST_IN_NAMES
    .with(Caps::MULTI_PREFIX)
    .with(NAMELESS);

/// What follows one's own JOIN.
pub(super) fn entered(entered: &Entered, view: &View<'_>, out: &mut Vec<u8>) {
    // Before the end of the names (IRCv3 read-marker, "Command flows").
    if view.caps.contains(Caps::READ_MARKER) {
        marker::read(entered.group.as_str(), entered.read, view, out);
    }
    surroundings(entered, view, out);
}

/// Modern IRC, JOIN: the topic and who is there. Names are left out where they are not wanted (IRCv3 no-implicit-names).
pub(super) fn surroundings(entered: &Entered, view: &View<'_>, out: &mut Vec<u8>) {
    if let Some(topic) = &entered.topic {
        current_topic(&entered.group, Some(topic), view, out);
    }
    if !view.caps.meets(NAMELESS) {
        names(&entered.group, entered.secret, &entered.present, view, out);
    }
}

/// Modern IRC, TOPIC. Who set it is told as clients know it from TOPIC itself, with user and host: some show those apart.
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
        .arg(Source(&topic.by))
        .arg(topic.unix_ms / 1000)
        .end();
}

/// Modern IRC, NAMES.
fn names(group: &GroupName, secret: bool, present: &[Present], view: &View<'_>, out: &mut Vec<u8>) {
    let voice = view.voice();
    let whole = view.caps.contains(Caps::USERHOST_IN_NAMES);
    let kind = if secret { "@" } else { "=" };
    let write = |Present { who, ranks }: &&Present, out: &mut Vec<u8>| {
        out.extend_from_slice(view.signs(*ranks).as_bytes());
        match whole {
            true => Source(who).put(out),
            false => out.extend_from_slice(who.name.as_str().as_bytes()),
        }
    };
    if !present.is_empty() {
        in_lines(out, present, write, |out| {
            voice.numeric(out, RPL_NAMREPLY).arg(kind).arg(group)
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

/// RFC 2812 sections 4.8 and 4.9.
fn presence(form: OnlineForm, online: &[Online], view: &View<'_>, out: &mut Vec<u8>) {
    let voice = view.voice();
    match form {
        OnlineForm::Ison => in_lines(
            out,
            online.iter().map(|o| o.who.name.as_str()),
            as_it_is,
            |out| voice.numeric(out, RPL_ISON),
        ),
        OnlineForm::Userhost => {
            let words = online.iter().map(
                |Online {
                     who,
                     operator,
                     away,
                 }| {
                    let here = if *away { '-' } else { '+' };
                    let sign = if *operator { "*" } else { "" };
                    let (name, user, host) = (&who.name, &who.user, who.address.host());
                    format!("{name}{sign}={here}{user}@{host}")
                },
            );
            in_lines(out, words, as_it_is, |out| voice.numeric(out, RPL_USERHOST));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::event::{Counts, Event, Names};
    use crate::hub::mode::Ranks;
    use crate::irc::testing::{group, heard, row, text, who};

    fn told(reply: Reply, caps: Caps) -> Vec<String> {
        heard(&Event::Reply(reply), caps, false)
    }

    fn named(secret: bool, present: Vec<Present>) -> Reply {
        Reply::Names(Box::new(Names {
            group: group("#a"),
            secret,
            present,
        }))
    }

    fn present() -> Vec<Present> {
        vec![
            Present {
                who: who("bob", 2),
                ranks: Ranks::OPERATOR.set(Ranks::VOICE, true),
            },
            Present {
                who: who("alice", 1),
                ranks: Ranks::NONE,
            },
        ]
    }

    #[test]
    fn short_answers() {
        let topic = Topic {
            text: text("on ships"),
            by: who("bob", 2),
            unix_ms: 1_500,
        };
        for (reply, want) in [
            (
                Reply::Away(true),
                vec![":irc.example 306 alice :You have been marked as being away"],
            ),
            (
                Reply::Away(false),
                vec![":irc.example 305 alice :You are no longer marked as being away"],
            ),
            (
                Reply::Inviting(who("bob", 2), group("#a")),
                vec![":irc.example 341 alice bob #a"],
            ),
            (
                Reply::TheyAreAway(who("bob", 2), text("at lunch")),
                vec![":irc.example 301 alice bob :at lunch"],
            ),
            (
                Reply::Invitations(vec![group("#a")]),
                vec![
                    ":irc.example 336 alice #a",
                    ":irc.example 337 alice :End of INVITE list",
                ],
            ),
            (Reply::Unchanged, vec![]),
            (
                Reply::Topic(group("#a"), None),
                vec![":irc.example 331 alice #a :No topic is set"],
            ),
            (
                Reply::Topic(group("#a"), Some(topic)),
                vec![
                    ":irc.example 332 alice #a :on ships",
                    ":irc.example 333 alice #a bob!b@10.0.0.2 1",
                ],
            ),
            (Reply::AlreadyIn(group("#lobby")), vec![]),
        ] {
            assert_eq!(told(reply, Caps::NONE), want);
        }
        assert_eq!(told(Reply::Counts(Counts::default()), Caps::NONE).len(), 7);
    }

    #[test]
    fn who_is_in_a_group() {
        assert_eq!(
            told(named(false, present()), Caps::NONE),
            [
                ":irc.example 353 alice = #a :@bob alice",
                ":irc.example 366 alice #a :End of NAMES list"
            ]
        );
        assert_eq!(
            told(named(false, Vec::new()), Caps::NONE),
            [":irc.example 366 alice #a :End of NAMES list"]
        );
        assert_eq!(
            told(named(true, present()), Caps::MULTI_PREFIX)[0],
            ":irc.example 353 alice @ #a :@+bob alice"
        );
        let entered = |topic| {
            Event::Entered(Box::new(Entered {
                group: group("#a"),
                topic,
                read: None,
                secret: false,
                present: present(),
            }))
        };
        assert_eq!(heard(&entered(None), Caps::NONE, false).len(), 2);
        let topic = Topic {
            text: text("x"),
            by: who("bob", 2),
            unix_ms: 0,
        };
        let got = heard(&entered(Some(topic)), Caps::USERHOST_IN_NAMES, false);
        assert_eq!(
            got[1..3],
            [
                ":irc.example 333 alice #a bob!b@10.0.0.2 0",
                ":irc.example 353 alice = #a :@bob!b@10.0.0.2 alice!a@10.0.0.1",
            ]
        );
    }

    #[test]
    fn names_are_kept_from_those_who_do_not_want_them_until_they_ask() {
        let entered = Event::Entered(Box::new(Entered {
            group: group("#a"),
            topic: None,
            read: None,
            secret: false,
            present: present(),
        }));
        for caps in [Caps::NO_IMPLICIT_NAMES, Caps::DRAFT_NO_IMPLICIT_NAMES] {
            assert_eq!(heard(&entered, caps, true), [""; 0]);
            assert_eq!(told(named(false, present()), caps).len(), 2);
        }
    }

    #[test]
    fn a_large_group_fills_lines_and_loses_nobody() {
        let present = (1..=250)
            .map(|n| Present {
                who: who(&format!("member{n}"), n),
                ranks: if n == 1 { Ranks::OPERATOR } else { Ranks::NONE },
            })
            .collect();
        let got = told(named(false, present), Caps::NONE);
        let names: Vec<&str> = got[..got.len() - 1]
            .iter()
            .inspect(|line| assert!(line.len() <= 510))
            .flat_map(|line| line.rsplit(':').next().unwrap_or_default().split(' '))
            .collect();
        assert_eq!(names.len(), 250);
        assert_eq!((names[0], names[249]), ("@member1", "member250"));
        assert!(got.len() < 8, "{} lines", got.len());
    }

    #[test]
    fn the_member_table() {
        let mut bob = row(&who("bob", 2));
        (bob.coordinator, bob.listen) = (true, 7000);
        assert_eq!(
            told(
                Reply::Members(Some(group("#a")), vec![bob, row(&who("carol", 3))]),
                Caps::MEMBERS
            ),
            [
                ":irc.example MEMBER 2 bob 10.0.0.2 5000 7000 @ 7",
                ":irc.example MEMBER 3 carol 10.0.0.3 5000 0 - 7",
                ":irc.example MEMBERS #a :End of the member table",
            ]
        );
        assert_eq!(
            told(Reply::Members(None, Vec::new()), Caps::MEMBERS),
            [":irc.example MEMBERS * :End of the member table"]
        );
    }

    #[test]
    fn who_is_here() {
        let online = || {
            vec![
                Online {
                    who: who("bob", 2),
                    operator: false,
                    away: false,
                },
                Online {
                    who: who("carol", 3),
                    operator: true,
                    away: true,
                },
            ]
        };
        assert_eq!(
            told(Reply::Online(OnlineForm::Ison, online()), Caps::NONE),
            [":irc.example 303 alice :bob carol"]
        );
        assert_eq!(
            told(Reply::Online(OnlineForm::Ison, Vec::new()), Caps::NONE),
            [":irc.example 303 alice :"]
        );
        assert_eq!(
            told(Reply::Online(OnlineForm::Userhost, online()), Caps::NONE),
            [":irc.example 302 alice :bob=+b@10.0.0.2 carol*=-c@10.0.0.3"]
        );
    }

    #[test]
    fn groups_are_listed() {
        let listed = |name, members, topic: Option<&str>| GroupRow {
            group: group(name),
            members,
            topic: topic.map(text),
            joined: false,
        };
        assert_eq!(
            told(
                Reply::Groups(vec![listed("#a", 2, Some("x y")), listed("#b", 1, None)]),
                Caps::NONE
            ),
            [
                ":irc.example 321 alice Channel :Users  Name",
                ":irc.example 322 alice #a 2 :x y",
                ":irc.example 322 alice #b 1 :",
                ":irc.example 323 alice :End of LIST",
            ]
        );
    }
}
