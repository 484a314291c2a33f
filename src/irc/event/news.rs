//! What members do: JOIN, PART, KICK, QUIT, NICK, MODE, TOPIC, INVITE, AWAY,
//! SETNAME, MEMBER.

use crate::hub::departure::Departure;
use crate::hub::event::Row;
use crate::hub::face::{Address, Face};
use crate::hub::name::{GroupName, Name};
use crate::hub::text::Text;
use crate::irc::capability::Caps;
use crate::irc::event::View;
use crate::irc::message::Line;

/// Modern IRC, JOIN; with `extended-join` the account and the real name (IRCv3 extended-join).
/// With `groupchat/members` others learn the joiner's row too; its own it has had with the welcome.
pub(super) fn joined(
    who: &Face,
    group: &GroupName,
    listen: u16,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    let line = view.does(out, who, "JOIN").arg(group);
    if view.caps.contains(Caps::EXTENDED_JOIN) {
        let account = who.account.as_ref().map_or(NO_ACCOUNT, Name::as_str);
        line.arg(account).last(&who.real);
    } else {
        line.end();
    }
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

/// Modern IRC, QUIT: what somebody says on leaving begins with `Quit: `, so that it cannot pass for what the server says.
pub(super) fn gone(who: &Face, why: &Departure, view: &View<'_>, out: &mut Vec<u8>) {
    let line = view.does(out, who, "QUIT");
    match why {
        Departure::Quit(reason) => {
            let reason = reason.as_ref().map_or("", Text::as_str);
            line.last(format_args!("Quit: {reason}"));
        }
        _ => line.last(why),
    }
}

/// Modern IRC, NICK.
pub(super) fn renamed(was: &Face, now: &Face, view: &View<'_>, out: &mut Vec<u8>) {
    view.does(out, was, "NICK").arg(&now.name).end();
}

/// Modern IRC, MODE: the server makes somebody an operator, because it has been there longest. Where it was one before IRC
/// has nothing to tell, save with `groupchat/members`: a `+o` from the server itself names the coordinator.
pub(super) fn coordinator(
    who: &Face,
    group: &GroupName,
    was_operator: bool,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    if was_operator && !view.caps.contains(Caps::MEMBERS) {
        return;
    }
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

/// Modern IRC, INVITE. Those in the group hear it where they asked for that (IRCv3 invite-notify).
pub(super) fn invited(
    by: &Face,
    who: &Face,
    group: &GroupName,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    if view.about_me || view.caps.contains(Caps::INVITE_NOTIFY) {
        view.does(out, by, "INVITE").arg(&who.name).arg(group).end();
    }
}

/// IRCv3 away-notify. Who it is about knows it from the answer to its own command.
pub(super) fn away(who: &Face, reason: Option<&Text>, view: &View<'_>, out: &mut Vec<u8>) {
    if view.about_me || !view.caps.contains(Caps::AWAY_NOTIFY) {
        return;
    }
    let line = view.does(out, who, "AWAY");
    match reason {
        Some(reason) => line.last(reason),
        None => line.end(),
    }
}

/// IRCv3 setname. Who does not know of it sees the new name in WHO and WHOIS.
pub(super) fn real_name(who: &Face, view: &View<'_>, out: &mut Vec<u8>) {
    if view.caps.contains(Caps::SETNAME) {
        view.does(out, who, "SETNAME").last(&who.real);
    }
}

/// What stands for an account where there is none (IRCv3 extended-join).
const NO_ACCOUNT: &str = "*";

/// `groupchat/members`: a member's row again, with its new listen port.
pub(super) fn listening(row: &Row, view: &View<'_>, out: &mut Vec<u8>) {
    if view.caps.contains(Caps::MEMBERS) {
        let flags = if view.about_me { "*" } else { "-" };
        member(&Entry::from(row), flags, view, out);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::event::Event;
    use crate::irc::testing::{group, heard, row, text, who};

    #[test]
    fn what_members_do_is_told_as_irc_tells_it() {
        let (bob, carol) = (who("bob", 2), who("carol", 3));
        let lobby = group("#lobby");
        let left = |reason: Option<&str>| Event::Left {
            who: bob.clone(),
            group: lobby.clone(),
            reason: reason.map(text),
        };
        let removed = |reason: Option<&str>| Event::Removed {
            who: carol.clone(),
            group: lobby.clone(),
            by: bob.clone(),
            reason: reason.map(text),
        };
        let gone = |why| Event::Gone {
            who: bob.clone(),
            group: None,
            why,
        };
        for (event, want) in [
            (
                Event::Joined {
                    who: bob.clone(),
                    group: lobby.clone(),
                    listen: 7000,
                },
                ":bob!b@10.0.0.2 JOIN #lobby",
            ),
            (left(None), ":bob!b@10.0.0.2 PART #lobby"),
            (left(Some("to bed")), ":bob!b@10.0.0.2 PART #lobby :to bed"),
            (removed(None), ":bob!b@10.0.0.2 KICK #lobby carol :bob"),
            (
                removed(Some("too loud")),
                ":bob!b@10.0.0.2 KICK #lobby carol :too loud",
            ),
            (
                gone(Departure::Quit(Some(text("bye")))),
                ":bob!b@10.0.0.2 QUIT :Quit: bye",
            ),
            (gone(Departure::Quit(None)), ":bob!b@10.0.0.2 QUIT :Quit: "),
            (gone(Departure::HungUp), ":bob!b@10.0.0.2 QUIT :hung up"),
            (
                Event::Renamed {
                    was: bob.clone(),
                    now: who("rob", 2),
                    group: None,
                },
                ":bob!b@10.0.0.2 NICK rob",
            ),
            (
                Event::Coordinator {
                    who: bob.clone(),
                    group: lobby.clone(),
                    was_operator: false,
                },
                ":irc.example MODE #lobby +o bob",
            ),
            (
                Event::Topic {
                    who: bob.clone(),
                    group: lobby.clone(),
                    text: text("on ships"),
                },
                ":bob!b@10.0.0.2 TOPIC #lobby :on ships",
            ),
            (
                Event::Topic {
                    who: bob.clone(),
                    group: lobby.clone(),
                    text: text(""),
                },
                ":bob!b@10.0.0.2 TOPIC #lobby :",
            ),
            (
                Event::Invited {
                    by: bob.clone(),
                    who: carol.clone(),
                    group: lobby.clone(),
                },
                ":bob!b@10.0.0.2 INVITE carol #lobby",
            ),
        ] {
            // An invitation is heard by the one it is about.
            let about_me = matches!(event, Event::Invited { .. });
            assert_eq!(heard(&event, Caps::NONE, about_me), [want]);
        }
        let listening = Event::Listening(Box::new(Row {
            listen: 7000,
            idle_s: 0,
            ..row(&bob)
        }));
        assert_eq!(heard(&listening, Caps::NONE, false), [""; 0]);
    }

    #[test]
    fn who_was_an_operator_stays_one() {
        let event = Event::Coordinator {
            who: who("bob", 2),
            group: group("#a"),
            was_operator: true,
        };
        assert_eq!(heard(&event, Caps::NONE, false), [""; 0]);
        let got = heard(&event, Caps::MEMBERS, false);
        assert_eq!(got, [":irc.example MODE #a +o bob"]);
    }

    #[test]
    fn rows_are_told_to_those_who_asked_for_them() {
        let bob = who("bob", 2);
        let joined = Event::Joined {
            who: bob.clone(),
            group: group("#a"),
            listen: 7000,
        };
        assert_eq!(
            heard(&joined, Caps::MEMBERS, false),
            [
                ":bob!b@10.0.0.2 JOIN #a",
                ":irc.example MEMBER 2 bob 10.0.0.2 5000 7000 - 0"
            ]
        );
        assert_eq!(
            heard(&joined, Caps::MEMBERS, true),
            [":bob!b@10.0.0.2 JOIN #a"]
        );
        let listening = Event::Listening(Box::new(Row {
            listen: 7001,
            idle_s: 0,
            ..row(&bob)
        }));
        assert_eq!(
            heard(&listening, Caps::MEMBERS, false),
            [":irc.example MEMBER 2 bob 10.0.0.2 5000 7001 - 0"]
        );
        assert_eq!(
            heard(&listening, Caps::MEMBERS, true),
            [":irc.example MEMBER 2 bob 10.0.0.2 5000 7001 * 0"]
        );
    }

    #[test]
    fn flags_are_never_nothing() {
        let mut bob = row(&who("bob", 2));
        assert_eq!(
            (flags(&bob, false).as_str(), flags(&bob, true).as_str()),
            ("-", "c")
        );
        (bob.you, bob.coordinator, bob.away) = (true, true, true);
        assert_eq!(flags(&bob, true), "*c@a");
    }

    #[test]
    fn the_longest_topic_and_reason_fit_after_the_longest_source() {
        use crate::hub::face::{Address, Face};
        use crate::hub::id::MemberId;
        use crate::limits;
        let long: String = "n".repeat(limits::NAME);
        let most = std::rc::Rc::new(Face {
            id: MemberId::FIRST,
            name: crate::irc::testing::name(&long),
            user: long.as_str().into(),
            real: "".into(),
            address: Address::Socket(
                "[1111:2222:3333:4444:5555:6666:7777:8888]:1"
                    .parse()
                    .expect("an address"),
            ),
            bot: false,
            account: None,
        });
        let group = group(&format!("#{}", "g".repeat(limits::GROUP - 1)));
        let (topic, reason) = ("t".repeat(limits::TOPIC), "r".repeat(limits::REASON));
        let set = Event::Topic {
            who: most.clone(),
            group: group.clone(),
            text: text(&topic),
        };
        assert!(heard(&set, Caps::NONE, false)[0].ends_with(&format!(":{topic}")));
        let by = most.clone();
        let kicked = Event::Removed {
            who: most,
            group,
            by,
            reason: Some(text(&reason)),
        };
        assert!(heard(&kicked, Caps::NONE, false)[0].ends_with(&format!(":{reason}")));
    }
}
