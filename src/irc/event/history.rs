//! What happened before, told again (IRCv3 chathistory).

use std::rc::Rc;

use crate::calendar;
use crate::hub::event::{Event, Heard};
use crate::hub::record::{Entry, Recall};
use crate::hub::refusal::Refusal;
use crate::hub::request::{MemberRef, Target};
use crate::irc::capability::Caps;
use crate::irc::command::subcommand;
use crate::irc::event::{View, encode};
use crate::irc::message::Line;
use crate::irc::voice;
use crate::now::Now;

/// What tells more of members than what happened, and tells it as it is today: their rows, and who is away.
const OF_TODAY: Caps = Caps::MEMBERS.with(Caps::AWAY_NOTIFY);

/// Writes entries as they were told when they happened: with their time, ids and names of then. Whether one wrote them
/// oneself makes no difference ("`CHATHISTORY` Command": history includes one's own messages).
pub(super) fn entries(of: &Heard, entries: &[Rc<Entry>], view: &View<'_>, out: &mut Vec<u8>) {
    view.within(out, "chathistory", &[of.name()], |out| {
        for entry in entries {
            let then = View {
                about_me: false,
                now: Now {
                    unix_ms: entry.unix_ms,
                    ..view.now
                },
                caps: view.caps.without(OF_TODAY),
                id: (!matches!(entry.event, Event::Said { .. })).then_some(entry.id),
                ..*view
            };
            encode(&entry.event, &then, out);
        }
    });
}

/// Writes where something was said last, and when ("`TARGETS`").
pub(super) fn latest(places: &[(Heard, u64)], view: &View<'_>, out: &mut Vec<u8>) {
    view.within(out, "draft/chathistory-targets", &[], |out| {
        for (place, unix_ms) in places {
            Line::from(out, "", &view.info.server_name, "CHATHISTORY")
                .arg("TARGETS")
                .arg(place.name())
                .arg(calendar::rfc3339(*unix_ms))
                .end();
        }
    });
}

/// Writes that something cannot be read again ("Errors and Warnings"): whether it does not exist or is none of the
/// asker's business is told in words alone.
pub(super) fn refused(recall: &Recall, why: &Refusal, view: &View<'_>, out: &mut Vec<u8>) {
    Line::from(out, "", &view.info.server_name, "FAIL")
        .arg("CHATHISTORY")
        .arg("INVALID_TARGET")
        .arg(subcommand(recall.span))
        .arg(voice::clip(&word(&recall.of)))
        .last(format_args!("Messages could not be retrieved: {why}"));
}

/// A target as it is written. A number stands in digits: `#7` would be a group here.
pub(super) fn word(of: &Target) -> String {
    match of {
        Target::Group(group) => group.to_string(),
        Target::Ranked(rank, group) => format!("{}{group}", rank.sign()),
        Target::Member(MemberRef::Id(id)) => id.get().to_string(),
        Target::Member(MemberRef::Name(name)) => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::departure::Departure;
    use crate::hub::event::{Event, Redacted, Reply};
    use crate::hub::id::{MemberId, MessageId};
    use crate::hub::record::{Mark, Span, Wanted};
    use crate::hub::request::Kind;
    use crate::irc::testing::{NOW, group, heard, name, spoken, spoken_lines, text, who};

    const ALL: Caps = Caps::BATCH.with(Caps::MESSAGE_TAGS).with(Caps::SERVER_TIME);

    fn entry(event: Event) -> Rc<Entry> {
        Rc::new(Entry {
            id: MessageId::new(7),
            unix_ms: NOW.unix_ms - 60_000,
            event,
        })
    }

    fn said(to: Heard, kind: Kind, tags: Option<&str>) -> Rc<Entry> {
        entry(Event::Said {
            to,
            words: spoken(&who("bob", 2), kind, "hi", tags),
        })
    }

    fn lobby() -> Heard {
        Heard::Group(group("#lobby"))
    }

    #[test]
    fn words_are_told_as_they_were() {
        let entries = vec![
            said(lobby(), Kind::Text, Some("+a=b")),
            said(lobby(), Kind::Action, None),
            said(lobby(), Kind::Notice, None),
        ];
        let event = Event::Reply(Reply::History(lobby(), entries));
        let time = "time=2026-01-31T23:58:59.999Z";
        let want = [
            ":irc.example BATCH +e1 chathistory #lobby".to_owned(),
            format!("@batch=e1;{time};msgid=0-7;+a=b :bob!b@10.0.0.2 PRIVMSG #lobby :hi"),
            format!(
                "@batch=e1;{time};msgid=0-7 :bob!b@10.0.0.2 PRIVMSG #lobby :\u{1}ACTION hi\u{1}"
            ),
            format!("@batch=e1;{time};msgid=0-7 :bob!b@10.0.0.2 NOTICE #lobby :hi"),
            ":irc.example BATCH -e1".to_owned(),
        ];
        assert_eq!(heard(&event, ALL, false), want);
        // Nothing more is asked of a client than that it wants history.
        assert_eq!(
            heard(&event, Caps::NONE, false),
            [
                ":bob!b@10.0.0.2 PRIVMSG #lobby :hi",
                ":bob!b@10.0.0.2 PRIVMSG #lobby :\u{1}ACTION hi\u{1}",
                ":bob!b@10.0.0.2 NOTICE #lobby :hi"
            ]
        );
    }

    #[test]
    fn events_are_told_as_they_were() {
        let (bob, group) = (who("bob", 2), group("#lobby"));
        let entries = [
            Event::Joined {
                who: bob.clone(),
                group: group.clone(),
                listen: 7000,
            },
            Event::Topic {
                who: bob.clone(),
                group: group.clone(),
                text: text("cake"),
            },
            Event::Coordinator {
                who: bob.clone(),
                group: group.clone(),
                was_operator: false,
            },
            Event::Renamed {
                was: bob.clone(),
                now: who("rob", 2),
                group: None,
            },
            Event::Removed {
                who: who("eve", 3),
                group: group.clone(),
                by: bob.clone(),
                reason: None,
            },
            Event::Left {
                who: bob.clone(),
                group,
                reason: None,
            },
            Event::Gone {
                who: bob,
                group: None,
                why: Departure::Quit(Some(text("bye"))),
            },
        ];
        let event = Event::Reply(Reply::History(lobby(), entries.map(entry).to_vec()));
        // The member's row of today would be no part of what happened.
        let caps = Caps::SERVER_TIME | Caps::MEMBERS;
        let want = [
            ":bob!b@10.0.0.2 JOIN #lobby",
            ":bob!b@10.0.0.2 TOPIC #lobby :cake",
            ":irc.example MODE #lobby +o bob",
            ":bob!b@10.0.0.2 NICK rob",
            ":bob!b@10.0.0.2 KICK #lobby eve :bob",
            ":bob!b@10.0.0.2 PART #lobby",
            ":bob!b@10.0.0.2 QUIT :Quit: bye",
        ];
        let time = "time=2026-01-31T23:58:59.999Z";
        assert_eq!(
            heard(&event, caps, false),
            want.map(|line| format!("@{time} {line}"))
        );
        let numbered = caps | Caps::EVENT_PLAYBACK | Caps::MESSAGE_TAGS;
        assert_eq!(
            heard(&event, numbered, false),
            want.map(|line| format!("@{time};msgid=0-7 {line}"))
        );
    }

    #[test]
    fn a_conversation_has_both_sides() {
        let to_alice = Heard::Member(who("alice", 1));
        let event = Event::Reply(Reply::History(
            Heard::Member(who("rob", 2)),
            vec![said(to_alice, Kind::Text, None)],
        ));
        assert_eq!(
            heard(&event, Caps::BATCH, false),
            [
                ":irc.example BATCH +e1 chathistory rob",
                "@batch=e1 :bob!b@10.0.0.2 PRIVMSG alice :hi",
                ":irc.example BATCH -e1"
            ]
        );
    }

    #[test]
    fn nothing_is_an_answer() {
        let nothing = [
            Event::Reply(Reply::History(lobby(), Vec::new())),
            Event::Reply(Reply::Latest(Vec::new())),
        ];
        for (event, kind) in nothing
            .iter()
            .zip(["chathistory #lobby", "draft/chathistory-targets"])
        {
            let want = [
                format!(":irc.example BATCH +e1 {kind}"),
                ":irc.example BATCH -e1".to_owned(),
            ];
            assert_eq!(heard(event, ALL, false), want);
            assert_eq!(heard(event, Caps::NONE, false), [""; 0]);
        }
    }

    #[test]
    fn places_are_told_with_their_last_moment() {
        let places = vec![(lobby(), 5), (Heard::Member(who("bob", 2)), NOW.unix_ms)];
        assert_eq!(
            heard(&Event::Reply(Reply::Latest(places)), ALL, false),
            [
                ":irc.example BATCH +e1 draft/chathistory-targets",
                "@batch=e1 :irc.example CHATHISTORY TARGETS #lobby 1970-01-01T00:00:00.005Z",
                "@batch=e1 :irc.example CHATHISTORY TARGETS bob 2026-01-31T23:59:59.999Z",
                ":irc.example BATCH -e1"
            ]
        );
    }

    #[test]
    fn what_one_may_not_read_is_refused_by_its_command() {
        let mark = Mark::Time(0);
        let member = |of| Target::Member(of);
        for (of, span, why, want) in [
            (
                Target::Group(group("#a")),
                Span::Latest(None),
                Refusal::NotInGroup(group("#a")),
                "LATEST #a :Messages could not be retrieved: You are not in #a.",
            ),
            (
                member(MemberRef::Name(name("eve"))),
                Span::Between(mark, mark),
                Refusal::NoSuchMember(MemberRef::Name(name("eve"))),
                "BETWEEN eve :Messages could not be retrieved: Nobody here is called eve.",
            ),
            (
                member(MemberRef::Id(MemberId::FIRST)),
                Span::Around(mark),
                Refusal::NoSuchMember(MemberRef::Id(MemberId::FIRST)),
                "AROUND 1 :Messages could not be retrieved: Nobody here is called #1.",
            ),
        ] {
            let recall = Recall {
                of,
                span,
                most: 1,
                wanted: Wanted::WORDS,
            };
            let event = Event::Refused(Refusal::CannotRecall(Box::new((recall, why))));
            let want = format!(":irc.example FAIL CHATHISTORY INVALID_TARGET {want}");
            assert_eq!(heard(&event, ALL, false), [want]);
        }
    }

    #[test]
    fn several_lines_are_a_batch_in_the_batch() {
        let words = spoken_lines(&who("bob", 2), Kind::Text, &["one", "two"], None);
        let to = lobby();
        let entries = vec![entry(Event::Said { to, words })];
        let event = Event::Reply(Reply::History(lobby(), entries));
        let tags = "time=2026-01-31T23:58:59.999Z;msgid=0-7";
        assert_eq!(
            heard(&event, ALL | Caps::MULTILINE, false),
            [
                ":irc.example BATCH +e1 chathistory #lobby".to_owned(),
                format!("@batch=e1;{tags} :bob!b@10.0.0.2 BATCH +m7 draft/multiline #lobby"),
                "@batch=m7 :bob!b@10.0.0.2 PRIVMSG #lobby :one".to_owned(),
                "@batch=m7 :bob!b@10.0.0.2 PRIVMSG #lobby :two".to_owned(),
                "@batch=e1 :irc.example BATCH -m7".to_owned(),
                ":irc.example BATCH -e1".to_owned(),
            ]
        );
        assert_eq!(
            heard(&event, Caps::BATCH, false),
            [
                ":irc.example BATCH +e1 chathistory #lobby",
                "@batch=e1 :bob!b@10.0.0.2 PRIVMSG #lobby :one",
                "@batch=e1 :bob!b@10.0.0.2 PRIVMSG #lobby :two",
                ":irc.example BATCH -e1",
            ]
        );
    }

    #[test]
    fn what_was_taken_back_is_told_again() {
        let redacted = Event::Redacted(Rc::new(Redacted {
            id: MessageId::new(9),
            by: who("bob", 2),
            to: lobby(),
            words: MessageId::new(7),
            kind: Kind::Text,
            of: who("bob", 2),
            said_unix_ms: 5,
            reason: None,
        }));
        let event = Event::Reply(Reply::History(lobby(), vec![entry(redacted)]));
        assert_eq!(
            heard(&event, Caps::REDACTION, false),
            [":bob!b@10.0.0.2 REDACT #lobby 0-7"]
        );
    }
}
