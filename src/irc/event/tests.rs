//! What forms an event has, what each capability changes, and that nothing breaks a line.

use std::rc::Rc;

use proptest::prelude::*;

use super::*;
use crate::hub::event::{
    Contact, Counts, Entered, Former, GroupRow, Heard, Present, Redacted, Row, Topic, Welcome,
    Whois,
};
use crate::hub::face::{Address, Who};
use crate::hub::id::{MemberId, MessageId};
use crate::hub::login::{How, LoginFault, RegisterFault};
use crate::hub::mode::{Change, Ranks};
use crate::hub::record::Entry;
use crate::hub::refusal::Refusal;
use crate::hub::request::Kind;
use crate::hub::text::Text;
use crate::irc::capability::TABLE;
use crate::irc::testing::{
    NOW, bot, group, heard, info, logged_in, name, row, spoken, spoken_lines, text, well_formed,
    who,
};

/// One event of each kind, about bob where it is about somebody.
fn one_of_each(bob: &Who, words: &Text) -> Vec<Event> {
    let carol = who("carol", 3);
    let lobby = group("#lobby");
    let topic = Topic {
        text: words.clone(),
        by: bob.clone(),
        unix_ms: 5,
    };
    let present = vec![
        Present {
            who: carol.clone(),
            ranks: Ranks::OPERATOR.set(Ranks::VOICE, true),
        },
        Present {
            who: bob.clone(),
            ranks: Ranks::NONE,
        },
    ];
    let said = |to, kind, tags: Option<&str>| Event::Said {
        to,
        words: spoken(bob, kind, words.as_str(), tags),
    };
    let several = |kind| Event::Said {
        to: Heard::Group(lobby.clone()),
        words: spoken_lines(
            bob,
            kind,
            &[words.as_str(), "", "two ", "+three"],
            Some("+a=b"),
        ),
    };
    let redacted = || {
        Event::Redacted(Rc::new(Redacted {
            id: MessageId::new(9),
            by: bob.clone(),
            to: Heard::Group(lobby.clone()),
            words: MessageId::new(7),
            kind: Kind::Text,
            of: carol.clone(),
            said_unix_ms: 5,
            reason: Some(words.clone()),
        }))
    };
    let before = [
        several(Kind::Text),
        redacted(),
        said(Heard::Group(lobby.clone()), Kind::Notice, Some("+a=b")),
        Event::Joined {
            who: bob.clone(),
            group: lobby.clone(),
            listen: 7000,
        },
    ];
    let before = before.map(|event| {
        Rc::new(Entry {
            id: MessageId::new(7),
            unix_ms: 5,
            event,
        })
    });
    let places = vec![(Heard::Group(lobby.clone()), 5)];
    vec![
        Event::Reply(Reply::History(Heard::Group(lobby.clone()), before.to_vec())),
        Event::Reply(Reply::Latest(places)),
        Event::Welcome(Box::new(Welcome {
            me: bob.clone(),
            address: "10.0.0.2:5000".parse().expect("an address"),
            contact: Some(Contact {
                row: row(&carol),
                coordinates: Some(lobby.clone()),
            }),
            entering: Some(lobby.clone()),
            coordinates: false,
            counts: Counts::default(),
        })),
        Event::Joined {
            who: bob.clone(),
            group: lobby.clone(),
            listen: 7000,
        },
        Event::Entered(Box::new(Entered {
            group: lobby.clone(),
            topic: Some(topic.clone()),
            read: Some(5),
            secret: false,
            present: present.clone(),
        })),
        Event::Left {
            who: bob.clone(),
            group: lobby.clone(),
            reason: Some(words.clone()),
        },
        Event::Removed {
            who: carol.clone(),
            group: lobby.clone(),
            by: bob.clone(),
            reason: Some(words.clone()),
        },
        Event::Gone {
            who: bob.clone(),
            group: None,
            why: Departure::Quit(Some(words.clone())),
        },
        Event::Renamed {
            was: bob.clone(),
            now: carol.clone(),
            group: None,
        },
        Event::GroupRenamed {
            by: bob.clone(),
            was: lobby.clone(),
            now: group("#hall"),
            reason: Some(words.clone()),
        },
        Event::Moved {
            who: bob.clone(),
            was: lobby.clone(),
            now: group("#hall"),
            reason: Some(words.clone()),
            read: Some(5),
        },
        Event::Surroundings(Box::new(Entered {
            group: lobby.clone(),
            topic: Some(topic.clone()),
            read: None,
            secret: false,
            present: present.clone(),
        })),
        Event::Watched(Box::new(Event::Away {
            who: bob.clone(),
            reason: Some(words.clone()),
        })),
        Event::Watched(Box::new(Event::RealName { who: bob.clone() })),
        Event::Refused(Refusal::LobbyStays(Box::new((
            lobby.clone(),
            group("#hall"),
        )))),
        Event::UserModes {
            who: bob.clone(),
            changes: [Change {
                on: true,
                letter: 'B',
                param: None,
            }]
            .into(),
        },
        Event::Modes {
            by: bob.clone(),
            group: lobby.clone(),
            changes: [Change {
                on: true,
                letter: 'v',
                param: Some("carol".into()),
            }]
            .into(),
        },
        Event::Account {
            was: bob.clone(),
            now: logged_in("bob", 2, "bobby"),
        },
        Event::LoggedIn {
            me: Some(bob.clone()),
            account: carol.name.clone(),
            how: How::Registered,
        },
        Event::Reply(Reply::Challenge(vec![7; 301])),
        Event::Refused(Refusal::LoginFailed(LoginFault::Malformed)),
        Event::Refused(Refusal::NoAccount(words.clone(), RegisterFault::Exists)),
        Event::Coordinator {
            who: bob.clone(),
            group: lobby.clone(),
            was_operator: false,
        },
        Event::Topic {
            who: bob.clone(),
            group: lobby.clone(),
            text: words.clone(),
        },
        said(Heard::Group(lobby.clone()), Kind::Text, None),
        said(Heard::Group(lobby.clone()), Kind::Action, Some("+a=b")),
        said(Heard::Member(carol.clone()), Kind::Notice, None),
        said(Heard::Member(carol.clone()), Kind::Tag, Some("+a=b")),
        said(Heard::Group(lobby.clone()), Kind::Reaction, Some("+c=d")),
        several(Kind::Text),
        several(Kind::Notice),
        redacted(),
        Event::Invited {
            by: bob.clone(),
            who: carol.clone(),
            group: lobby.clone(),
        },
        Event::Away {
            who: bob.clone(),
            reason: Some(words.clone()),
        },
        Event::Away {
            who: bob.clone(),
            reason: None,
        },
        Event::RealName { who: bob.clone() },
        Event::Dressed {
            was: bob.clone(),
            now: carol.clone(),
        },
        Event::StillIn {
            who: bob.clone(),
            group: lobby.clone(),
            listen: 7000,
            ranks: Ranks::OPERATOR.set(Ranks::VOICE, true),
            away: Some(words.clone()),
        },
        Event::Announced {
            by: bob.clone(),
            text: words.clone(),
        },
        Event::Reply(Reply::Operators(vec![(bob.clone(), words.clone())])),
        Event::Listening(Box::new(Row {
            listen: 7000,
            ..row(bob)
        })),
        Event::Reply(Reply::Names(Box::new(crate::hub::event::Names {
            group: lobby.clone(),
            secret: false,
            present,
        }))),
        Event::Reply(Reply::Whois(Box::new(Whois {
            row: row(bob),
            groups: vec![(lobby.clone(), Ranks::OPERATOR)],
            away: Some(words.clone()),
            real_address: None,
        }))),
        Event::Reply(Reply::Whowas(
            bob.name.clone(),
            vec![Former {
                who: bob.clone(),
                left_unix_ms: u64::MAX,
            }],
        )),
        Event::Reply(Reply::Groups(vec![GroupRow {
            group: lobby.clone(),
            members: 1,
            topic: Some(words.clone()),
            joined: true,
        }])),
        Event::Reply(Reply::TheyAreAway(bob.clone(), words.clone())),
        Event::Appeared(bob.clone()),
        Event::Vanished(bob.name.clone()),
        Event::Reply(Reply::Presence(
            vec![bob.clone(); 30],
            vec![bob.name.clone(); 30],
        )),
        Event::Reply(Reply::Watched(vec![bob.name.clone(); 30])),
        Event::Refused(Refusal::WatchesTooMany(vec![bob.name.clone(); 30])),
        Event::Refused(Refusal::NotInGroup(lobby)),
        Event::Farewell(Departure::Lost(words.clone())),
    ]
}

#[test]
fn what_is_played_back_later_has_an_id_for_those_who_ask_for_that() {
    let (tags, both) = (Caps::MESSAGE_TAGS, NUMBERED);
    for event in one_of_each(&who("bob", 2), &text("hi")) {
        let told = |caps| heard(&event, caps, false).concat();
        let key = |caps| Relevance::of(&event).key(caps, false);
        if is_numbered(&event) {
            let plain = told(Caps::NONE);
            assert_eq!(told(both), format!("@msgid=0-8 {plain}"));
            assert_eq!(told(tags), plain);
            assert_eq!(told(Caps::EVENT_PLAYBACK), plain);
            assert_eq!(key(tags), key(Caps::EVENT_PLAYBACK), "one form");
            assert_ne!(key(tags), key(both));
        } else if !matches!(event, Event::Reply(Reply::History(..))) {
            assert_eq!(told(both), told(tags), "{event:?}");
        }
    }
}

#[test]
fn a_change_of_many_modes_has_one_id() {
    let change = |n: usize| Change {
        on: true,
        letter: 'b',
        param: Some(format!("{n}{}!*@*", "x".repeat(100)).into()),
    };
    let event = Event::Modes {
        by: who("bob", 2),
        group: group("#lobby"),
        changes: (0..8).map(change).collect(),
    };
    let told = heard(&event, NUMBERED, false);
    let numbered: Vec<bool> = told
        .iter()
        .map(|line| line.starts_with("@msgid="))
        .collect();
    assert_eq!(numbered, [true, false]);
}

#[test]
fn every_capability_changes_what_its_row_says() {
    // Beside each capability, a line that is not there with it or is another, and the line with it. Some change nothing in
    // what happens: capabilities do not come and go while the server runs, and the others are about what is answered to a
    // line, or take two.
    let table: &[(&str, &str, &str)] = &[
        ("account-notify", "", ":bob!b@10.0.0.2 ACCOUNT bobby"),
        (
            "account-tag",
            ":bob!b@10.0.0.2 TOPIC #lobby :hi",
            "@account=Robert :bob!b@10.0.0.2 TOPIC #lobby :hi",
        ),
        ("away-notify", "", ":bob!b@10.0.0.2 AWAY :hi"),
        (
            "batch",
            ":irc.example CHATHISTORY TARGETS #lobby 1970-01-01T00:00:00.005Z",
            "@batch=e1 :irc.example CHATHISTORY TARGETS #lobby 1970-01-01T00:00:00.005Z",
        ),
        ("cap-notify", "", ""),
        (
            "chghost",
            ":bob!b@10.0.0.2 QUIT :Changing host",
            ":bob!b@10.0.0.2 CHGHOST c 10.0.0.3",
        ),
        ("draft/account-registration", "", ""),
        (
            "draft/channel-rename",
            ":bob!b@10.0.0.2 JOIN #hall",
            ":bob!b@10.0.0.2 RENAME #lobby #hall :hi",
        ),
        ("draft/chathistory", "", ""),
        ("draft/event-playback", "", ""),
        ("draft/extended-isupport", "", ""),
        (
            "draft/message-redaction",
            ":irc.example NOTICE #lobby :bob took back what carol said 20484 days ago: hi",
            ":bob!b@10.0.0.2 REDACT #lobby 0-7 :hi",
        ),
        ("draft/multiline", "", ""),
        (
            "draft/no-implicit-names",
            ":irc.example 366 alice #lobby :End of NAMES list",
            "",
        ),
        ("draft/pre-away", "", ""),
        (
            "draft/read-marker",
            "",
            ":irc.example MARKREAD #lobby timestamp=1970-01-01T00:00:00.005Z",
        ),
        ("echo-message", "", ":bob!b@10.0.0.2 PRIVMSG #lobby :hi"),
        (
            "extended-join",
            ":bob!b@10.0.0.2 JOIN #lobby",
            ":bob!b@10.0.0.2 JOIN #lobby Robert :bob the 2",
        ),
        // It takes another one: a table of what happens tells of the two.
        ("extended-monitor", "", ""),
        (
            "groupchat/members",
            ":bob!b@10.0.0.2 JOIN #lobby",
            ":irc.example MEMBER 2 bob 10.0.0.2 5000 7000 - 0",
        ),
        ("invite-notify", "", ":bob!b@10.0.0.2 INVITE carol #lobby"),
        ("labeled-response", "", ""),
        (
            "message-tags",
            ":bob!b@10.0.0.2 PRIVMSG #lobby :\u{1}ACTION hi\u{1}",
            "@msgid=0-7;+a=b :bob!b@10.0.0.2 PRIVMSG #lobby :\u{1}ACTION hi\u{1}",
        ),
        (
            "multi-prefix",
            ":irc.example 353 alice = #lobby :@carol bob",
            ":irc.example 353 alice = #lobby :@+carol bob",
        ),
        (
            "no-implicit-names",
            ":irc.example 366 alice #lobby :End of NAMES list",
            "",
        ),
        ("sasl", "", ""),
        (
            "server-time",
            ":bob!b@10.0.0.2 TOPIC #lobby :hi",
            "@time=2026-01-31T23:59:59.999Z :bob!b@10.0.0.2 TOPIC #lobby :hi",
        ),
        ("setname", "", ":bob!b@10.0.0.2 SETNAME :bob the 2"),
        (
            "standard-replies",
            ":irc.example NOTICE alice :#lobby keeps its name: everyone who comes here is put there.",
            ":irc.example FAIL RENAME CANNOT_RENAME #lobby #hall :#lobby keeps its name: everyone who comes here is put there.",
        ),
        (
            "userhost-in-names",
            ":irc.example 353 alice = #lobby :@carol bob",
            ":irc.example 353 alice = #lobby :@carol!c@10.0.0.3 bob!b@10.0.0.2",
        ),
    ];
    let events = one_of_each(&logged_in("bob", 2, "Robert"), &text("hi"));
    assert_eq!(table.len(), TABLE.len());
    for (row, (name, without, with)) in TABLE.iter().zip(table) {
        assert_eq!(row.name, *name);
        let all = |caps| -> Vec<String> {
            let forms = [false, true];
            let each = events
                .iter()
                .flat_map(|event| forms.map(|me| heard(event, caps, me)));
            each.flatten().collect()
        };
        let (before, after) = (all(Caps::NONE), all(row.cap));
        assert_eq!(before == after, without.len() + with.len() == 0, "{name}");
        for (lines, line) in [(&before, without), (&after, with)] {
            assert!(
                line.is_empty() || lines.iter().any(|l| l == line),
                "{name}: {line}"
            );
        }
    }
}

#[test]
fn what_a_bot_does_is_tagged_and_nothing_else_is() {
    let words = text("hi");
    let is_tagged = |line: &String| line.starts_with("@bot ") || line.starts_with("@bot;");
    let caps = Caps::MESSAGE_TAGS
        | Caps::ECHO_MESSAGE
        | Caps::AWAY_NOTIFY
        | Caps::SETNAME
        | Caps::INVITE_NOTIFY
        | Caps::CHANNEL_RENAME;
    for event in one_of_each(&bot("bob", 2), &words) {
        for about_me in [false, true] {
            for line in heard(&event, caps, about_me) {
                let by_bob = line.contains(" :bob!b@10.0.0.2 ") || line.starts_with(":bob!");
                assert_eq!(is_tagged(&line), by_bob, "{line}");
            }
            let untagged = heard(&event, caps.without(Caps::MESSAGE_TAGS), about_me);
            assert!(untagged.iter().all(|line| !line.starts_with('@')));
        }
    }
    for event in one_of_each(&who("bob", 2), &words) {
        assert!(!heard(&event, caps, false).iter().any(is_tagged));
    }
}

#[test]
fn an_event_has_no_more_forms_than_it_says() {
    let every = TABLE.iter().fold(Caps::NONE, |caps, row| caps | row.cap);
    let bobs = [who("bob", 2), bot("bob", 2), logged_in("bob", 2, "Robert")];
    let words = text("hi");
    for event in bobs.iter().flat_map(|bob| one_of_each(bob, &words)) {
        for row in TABLE {
            for about_me in [false, true] {
                for base in [Caps::NONE, every] {
                    let with = base | row.cap;
                    let without = base.without(row.cap);
                    let same = heard(&event, with, about_me) == heard(&event, without, about_me);
                    let numbers = is_numbered(&event) && NUMBERED.contains(row.cap);
                    assert!(
                        same || numbers || relevant(&event).contains(row.cap),
                        "{} changes {event:?}",
                        row.name
                    );
                    let keyed = Relevance::of(&event).key(with, about_me)
                        == Relevance::of(&event).key(without, about_me);
                    assert!(
                        same || !keyed,
                        "{} is not in the key of {event:?}",
                        row.name
                    );
                    let (caps, me) = Relevance::of(&event).key(with, about_me);
                    assert_eq!(heard(&event, caps, me), heard(&event, with, about_me));
                }
                if !differs_for_self(&event) {
                    assert_eq!(heard(&event, every, false), heard(&event, every, true));
                }
            }
        }
    }
}

#[test]
fn what_changes_together_makes_no_form_alone() {
    let words = spoken_lines(&who("bob", 2), Kind::Text, &["one", "two"], None);
    let event = Event::Said {
        to: Heard::Group(group("#lobby")),
        words,
    };
    let key = |caps| Relevance::of(&event).key(caps, false);
    assert_eq!(key(Caps::BATCH), key(Caps::NONE));
    assert_eq!(key(Caps::MULTILINE), key(Caps::NONE));
    assert_ne!(key(Caps::MULTILINE | Caps::BATCH), key(Caps::NONE));
}

#[test]
fn the_last_words_and_the_probe_have_no_source() {
    let mut out = Vec::new();
    ping("irc.example", &mut out);
    closing(&Departure::Silent(180), &mut out);
    assert_eq!(
        String::from_utf8_lossy(&out),
        "PING :irc.example\r\nERROR :Closing link: (timed out: silent for 180 seconds)\r\n"
    );
}

proptest! {
    #[test]
    fn nothing_that_a_member_is_or_says_breaks_a_line(
        called in "[a-z]{1,32}", user in "\\PC{0,12}", real in "\\PC{0,60}", words in "[^\r\n\0]{0,1500}", caps: u32,
    ) {
        let bob = Rc::new(Face {
            id: MemberId::FIRST,
            name: name(&called),
            user: user.as_str().into(),
            real: real.as_str().into(),
            address: Address::Hidden("x".repeat(40).into()),
            bot: true,
            account: Some(name(&called)),
        });
        let caps = TABLE
            .iter()
            .enumerate()
            .filter(|(n, _)| caps >> n & 1 == 1)
            .fold(Caps::NONE, |caps, (_, row)| caps | row.cap);
        let info = info();
        for event in one_of_each(&bob, &text(&words)) {
            let id = is_numbered(&event).then(|| MessageId::new(8));
            let view = View { to: &called, about_me: false, caps, now: NOW, info: &info, batch: 1, id };
            let mut out = Vec::new();
            encode(&event, &view, &mut out);
            let lines = well_formed(&out)?;
            if let Event::Said { words, .. } = event
                && words.kind == Kind::Text
                && words.text.single().is_some()
            {
                let head = " PRIVMSG #lobby :";
                let joined: String = lines
                    .iter()
                    .filter_map(|line| Some(line.split_once(head)?.1))
                    .collect();
                prop_assert_eq!(Some(&*joined), words.text.single());
            }
        }
    }
}
