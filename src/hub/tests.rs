//! The hub told as little stories: inputs in, what everyone hears out.

use super::*;
use crate::hub::event::{Event, Heard, Reply, Row, Spoken};
use crate::hub::record::{Entry, Keeping, Mark, Recall, Span, Wanted};
use crate::hub::request::{Kind, OnlineForm, Query, Registration, Say, Target, WhoMask};
use crate::hub::text::Text;

mod accounts;
mod modes;
mod playback;
mod presence;
mod redact;

struct Story {
    hub: Hub,
    /// What history was told since it was last looked at.
    kept: Vec<String>,
    /// All that it was told to keep.
    entries: Vec<Rc<Entry>>,
    now: Now,
}

fn name(text: &str) -> Name {
    Name::new(text).expect("a good name")
}

fn group(text: &str) -> GroupName {
    GroupName::new(text).expect("a good group")
}

fn text(text: &str) -> Text {
    Text::new(text, 1000).expect("good text")
}

fn by_name(text: &str) -> MemberRef {
    MemberRef::parse(text).expect("a name or an id")
}

impl Story {
    fn new() -> Story {
        Story::with(Rules::new(group("#lobby")))
    }

    fn with(rules: Rules) -> Story {
        Story {
            hub: Hub::new(rules),
            kept: Vec::new(),
            entries: Vec::new(),
            now: Now {
                mono_ms: 0,
                unix_ms: 1_000_000,
            },
        }
    }

    /// Gives an input and returns what is heard: `seat: event`, a `*` behind the seat it is about.
    fn input(&mut self, input: Input) -> Vec<String> {
        self.hub.handle(input, self.now);
        let mut heard = Vec::new();
        while let Some(output) = self.hub.poll() {
            match output {
                Output::Keep(keeping) => self.kept.push(match keeping {
                    Keeping::Entry(place, entry) => {
                        assert_eq!(entry.unix_ms, self.now.unix_ms);
                        self.entries.push(entry.clone());
                        format!("{place:?}: {}", brief(&entry.event))
                    }
                    other => format!("{other:?}"),
                }),
                Output::Register { seat, name, .. } => {
                    heard.push(format!("{}: register {name}", seat.0));
                }
                Output::Login { seat, login } => heard.push(format!("{}: {login:?}", seat.0)),
                Output::Recall { seat, what } => heard.push(format!("{}: {what:?}", seat.0)),
                Output::Verify { seat, name, .. } => {
                    heard.push(format!("{}: verify {name}", seat.0));
                }
                Output::Reload => heard.push("reload".to_owned()),
                Output::Stop { by } => heard.push(format!("{by} stops")),
                Output::Close { seat, .. } => heard.push(format!("{}: closed", seat.0)),
                Output::Tell {
                    to, about, event, ..
                } => {
                    for &seat in self.hub.audience(&to) {
                        let sign = if about == Some(seat) { "*" } else { "" };
                        heard.push(format!("{}{sign}: {}", seat.0, brief(&event)));
                    }
                }
            }
        }
        heard
    }

    fn ask(&mut self, seat: u32, request: Request) -> Vec<String> {
        self.input(Input::Ask {
            seat: Seat(seat),
            request,
        })
    }

    fn arrive(&mut self, seat: u32) {
        let address = format!("10.0.0.{seat}:{}", 1000 + seat)
            .parse()
            .expect("an address");
        assert!(
            self.input(Input::Arrive {
                seat: Seat(seat),
                address
            })
            .is_empty()
        );
    }

    /// Connects, takes a name and enters the lobby.
    fn meet(&mut self, seat: u32, called: &str) -> Vec<String> {
        self.arrive(seat);
        assert!(self.ask(seat, Request::Claim(name(called))).is_empty());
        self.ask(
            seat,
            Request::Register(Registration {
                enter_lobby: true,
                ..Registration::default()
            }),
        )
    }

    fn say(&mut self, seat: u32, to: Target, words: &str) -> Vec<String> {
        self.ask(
            seat,
            Request::Say(Say {
                to,
                kind: Kind::Text,
                text: text(words).into(),
                tags: None,
            }),
        )
    }
}

fn row(row: &Row) -> String {
    let sign = |yes, sign| if yes { sign } else { "" };
    format!(
        "{} {} {}{}{}",
        row.who,
        row.address,
        row.listen,
        sign(row.coordinator, "@"),
        sign(row.you, "*")
    )
}

/// Words on one line.
fn said(words: &Spoken) -> String {
    words.text.lines().collect::<Vec<_>>().join(" / ")
}

fn brief(event: &Event) -> String {
    if let Some(shown) = modes::shown(event) {
        return shown;
    }
    match event {
        Event::Welcome(w) => {
            let contact = w
                .contact
                .as_ref()
                .map_or("nobody".to_owned(), |c| row(&c.row));
            format!("welcome {} from {}, meet {contact}", w.me, w.address)
        }
        Event::Joined { who, group, .. } => format!("{who} joined {group}"),
        Event::Entered(e) => {
            let names: Vec<_> = e
                .present
                .iter()
                .map(|p| format!("{}{}", p.ranks.signs(), p.who.name))
                .collect();
            format!("in {}: {}", e.group, names.join(" "))
        }
        Event::Left { who, group, .. } => format!("{who} left {group}"),
        Event::Removed { who, group, by, .. } => format!("{who} removed from {group} by {by}"),
        Event::Gone { who, why, group } => format!("{who} gone from {group:?}: {why}"),
        Event::Renamed { was, now, .. } => format!("{was} is {}", now.name),
        Event::Coordinator { who, group, .. } => format!("{who} coordinates {group}"),
        Event::Topic { group, text, .. } => format!("{group} topic {text}"),
        Event::Said { to, words } => match to {
            Heard::Group(group) => format!("{group} <{}> {}", words.from.name, said(words)),
            Heard::Ranked(rank, group) => format!(
                "{}{group} <{}> {}",
                rank.sign(),
                words.from.name,
                said(words)
            ),
            Heard::Member(to) => format!("{} to {}: {}", words.from.name, to.name, said(words)),
        },
        Event::Redacted(what) => {
            let place = match &what.to {
                Heard::Group(group) | Heard::Ranked(_, group) => format!("in {group}"),
                Heard::Member(to) => format!("to {}", to.name),
            };
            let (by, id, of) = (&what.by.name, what.words.get(), &what.of.name);
            let reason = what.reason.as_ref().map_or("", Text::as_str);
            format!("{by} took back {id} of {of} {place}: {reason}")
        }
        Event::Refused(refusal) => refusal.to_string(),
        Event::Reply(Reply::Members(_, rows)) => {
            rows.iter().map(row).collect::<Vec<_>>().join(", ")
        }
        Event::Farewell(why) => format!("farewell: {why}"),
        Event::LoggedIn { account, .. } => format!("logged in as {account}"),
        Event::Account { now, .. } => match &now.account {
            Some(account) => format!("{now} has the account {account}"),
            None => format!("{now} has no account"),
        },
        other => format!("{other:?}"),
    }
}

#[test]
fn the_first_one_coordinates_and_the_second_meets_it() {
    let mut story = Story::new();
    assert_eq!(
        story.meet(0, "alice"),
        [
            "0*: welcome alice (#1) from 10.0.0.0:1000, meet nobody",
            "0*: alice (#1) joined #lobby",
            "0*: in #lobby: @alice"
        ]
    );
    assert_eq!(
        story.meet(1, "bob"),
        [
            "1*: welcome bob (#2) from 10.0.0.1:1001, meet alice (#1) 10.0.0.0:1000 0@",
            "0: bob (#2) joined #lobby",
            "1*: bob (#2) joined #lobby",
            "1*: in #lobby: @alice bob",
        ]
    );
}

#[test]
fn the_coordinator_hands_over_to_the_next_longest_standing() {
    let mut story = Story::new();
    for (seat, called) in ["a", "b", "c"].into_iter().enumerate() {
        story.meet(u32::try_from(seat).expect("small"), called);
    }
    let quit = story.input(Input::Depart {
        seat: Seat(0),
        why: Departure::HungUp,
    });
    assert_eq!(
        quit,
        [
            "1: a (#1) gone from Some(\"#lobby\"): hung up",
            "2: a (#1) gone from Some(\"#lobby\"): hung up",
            "1*: b (#2) coordinates #lobby",
            "2: b (#2) coordinates #lobby",
            "0*: farewell: hung up",
            "0: closed",
        ]
    );
    // The seat is used again, the id is not.
    assert!(story.meet(0, "a")[0].starts_with("0*: welcome a (#4)"));
    assert!(
        story
            .ask(1, Request::Leave(group("#LOBBY"), None))
            .contains(&"2*: c (#3) coordinates #lobby".to_owned())
    );
}

#[test]
fn names_are_taken_once_and_freed() {
    let mut story = Story::new();
    story.meet(0, "alice");
    story.arrive(1);
    assert_eq!(
        story.ask(1, Request::Claim(name("ALICE"))),
        ["1: The name ALICE is in use."]
    );
    assert!(
        story
            .ask(1, Request::Register(Registration::default()))
            .is_empty(),
        "without a name nothing happens"
    );
    assert!(story.ask(1, Request::Claim(name("bob"))).is_empty());
    // A claimed name is nobody's yet, and nobody else's either.
    assert_eq!(
        story.ask(0, Request::Claim(name("bob"))),
        ["0: The name bob is in use."]
    );
    assert_eq!(
        story.say(0, Target::Member(by_name("bob")), "hi"),
        ["0: Nobody here is called bob."]
    );
    story.input(Input::Depart {
        seat: Seat(1),
        why: Departure::HungUp,
    });
    assert_eq!(
        story.ask(0, Request::Claim(name("Alice"))),
        ["0*: alice (#1) is Alice"],
        "its own name in other letters"
    );
    assert_eq!(
        story.ask(0, Request::Claim(name("bob"))),
        ["0*: Alice (#1) is bob"]
    );
    assert!(story.meet(1, "alice").len() == 4, "the old name is free");
}

#[test]
fn words_reach_everyone_in_the_group_and_nobody_else() {
    let mut story = Story::new();
    story.meet(0, "a");
    story.meet(1, "b");
    story.meet(2, "c");
    story.ask(2, Request::LeaveAll);
    assert_eq!(
        story.say(0, Target::Group(group("#Lobby")), "hi"),
        ["0*: #lobby <a> hi", "1: #lobby <a> hi"]
    );
    assert_eq!(
        story.say(2, Target::Group(group("#lobby")), "hi"),
        ["2: You cannot speak in #lobby: you are not in it."]
    );
    assert_eq!(
        story.say(2, Target::Group(group("#none")), "hi"),
        ["2: There is no group #none."]
    );
    assert_eq!(
        story.say(2, Target::Member(by_name("1")), "psst"),
        ["0: c to a: psst", "2*: c to a: psst"]
    );
    assert_eq!(
        story.say(2, Target::Member(by_name("A")), "psst"),
        ["0: c to a: psst", "2*: c to a: psst"]
    );
    let notice = Say {
        to: Target::Group(group("#none")),
        kind: Kind::Notice,
        text: text("x").into(),
        tags: None,
    };
    assert!(
        story.ask(0, Request::Say(notice)).is_empty(),
        "a notice is never answered"
    );
}

#[test]
fn those_who_share_several_groups_hear_once() {
    let mut story = Story::new();
    story.meet(0, "a");
    story.meet(1, "b");
    story.ask(0, Request::Join(group("#x")));
    story.ask(1, Request::Join(group("#x")));
    assert_eq!(
        story.ask(0, Request::Claim(name("z"))),
        ["0*: a (#1) is z", "1: a (#1) is z"]
    );
    let gone = story.ask(0, Request::Quit(None));
    assert_eq!(
        gone.iter()
            .filter(|heard| heard.contains("gone"))
            .collect::<Vec<_>>(),
        ["1: z (#1) gone from None: quit"]
    );
}

#[test]
fn only_the_coordinator_sets_the_topic_and_removes() {
    let mut story = Story::new();
    story.meet(0, "a");
    story.meet(1, "b");
    let no = ["1: Only the coordinator and the operators of #lobby may do that."];
    assert_eq!(
        story.ask(1, Request::SetTopic(group("#lobby"), text("t"))),
        no
    );
    assert_eq!(
        story.ask(1, Request::Remove(group("#lobby"), by_name("a"), None)),
        no
    );
    assert_eq!(
        story.ask(0, Request::SetTopic(group("#lobby"), text("t"))),
        ["0*: #lobby topic t", "1: #lobby topic t"]
    );
    assert_eq!(
        story.ask(0, Request::Remove(group("#lobby"), by_name("2"), None)),
        [
            "0: b (#2) removed from #lobby by a (#1)",
            "1*: b (#2) removed from #lobby by a (#1)"
        ]
    );
    assert_eq!(
        story.ask(0, Request::Remove(group("#lobby"), by_name("b"), None)),
        ["0: b is not in #lobby."]
    );
    assert_eq!(
        story.ask(1, Request::SetTopic(group("#lobby"), text("t"))),
        ["1: You are not in #lobby."]
    );
    assert_eq!(
        story.ask(0, Request::Remove(group("#lobby"), by_name("nobody"), None)),
        ["0: Nobody here is called nobody."]
    );
}

#[test]
fn guests_may_only_introduce_themselves() {
    let mut story = Story::new();
    story.arrive(0);
    let no = ["0: You have to give your name first."];
    assert_eq!(story.ask(0, Request::Join(group("#x"))), no);
    assert_eq!(story.say(0, Target::Group(group("#lobby")), "hi"), no);
    assert_eq!(story.ask(0, Request::Ask(Query::Counts)), no);
    assert_eq!(
        story.ask(0, Request::Quit(None)),
        ["0*: farewell: quit", "0: closed"]
    );
    assert!(
        story.ask(0, Request::Quit(None)).is_empty(),
        "nobody sits there any more"
    );
}

#[test]
fn a_wrong_password_ends_it() {
    let rules = Rules {
        password: Some("open sesame".into()),
        ..Rules::new(group("#lobby"))
    };
    assert!(
        !format!("{rules:?}").contains("sesame"),
        "passwords stay out of logs"
    );
    let mut story = Story::with(rules);
    for given in [None, Some("open"), Some("open sesamE")] {
        story.arrive(0);
        story.ask(0, Request::Claim(name("a")));
        let registration = Registration {
            password: given.map(text),
            ..Registration::default()
        };
        let heard = story.ask(0, Request::Register(registration));
        assert_eq!(
            heard,
            [
                "0: Wrong or missing password.",
                "0*: farewell: wrong or missing password",
                "0: closed"
            ]
        );
    }
    story.arrive(0);
    story.ask(0, Request::Claim(name("a")));
    let registration = Registration {
        password: Some(text("open sesame")),
        ..Registration::default()
    };
    assert!(story.ask(0, Request::Register(registration))[0].starts_with("0*: welcome a (#1)"));
}

#[test]
fn hidden_addresses_are_seen_by_their_owner_alone() {
    let cloak: Cloak = Box::new(|ip| format!("word-{}.hidden", ip.to_string().len()).into());
    let mut story = Story::with(Rules {
        cloak: Some(cloak),
        ..Rules::new(group("#lobby"))
    });
    story.meet(0, "a");
    let heard = story.meet(1, "b");
    assert_eq!(
        heard[0],
        "1*: welcome b (#2) from 10.0.0.1:1001, meet a (#1) word-8.hidden 0@"
    );
    story.ask(0, Request::Listen(7000));
    let all = story.ask(1, Request::Ask(Query::Members(None)));
    assert_eq!(
        all,
        ["1: a (#1) word-8.hidden 7000@, b (#2) 10.0.0.1:1001 0*"]
    );
}

#[test]
fn what_a_group_is_told_is_kept_where_it_happened() {
    let mut story = Story::new();
    story.meet(0, "a");
    story.meet(1, "b");
    assert_eq!(
        std::mem::take(&mut story.kept),
        [
            "Group(\"#lobby\"): a (#1) joined #lobby",
            "Group(\"#lobby\"): b (#2) joined #lobby"
        ]
    );
    story.ask(1, Request::Join(group("#x")));
    story.say(1, Target::Group(group("#LOBBY")), "one");
    story.say(1, Target::Member(by_name("a")), "two");
    story.say(0, Target::Member(by_name("b")), "three");
    story.ask(0, Request::SetTopic(group("#lobby"), text("t")));
    story.ask(1, Request::Claim(name("bob")));
    story.ask(1, Request::Listen(7));
    story.ask(1, Request::Leave(group("#x"), None));
    story.ask(0, Request::Quit(None));
    assert_eq!(
        std::mem::take(&mut story.kept),
        [
            "Group(\"#x\"): b (#2) joined #x",
            "Group(\"#lobby\"): #lobby <b> one",
            "Pair(MemberId(1), MemberId(2)): b to a: two",
            "Pair(MemberId(1), MemberId(2)): a to b: three",
            "Group(\"#lobby\"): #lobby topic t",
            "Group(\"#lobby\"): b (#2) is bob",
            "Group(\"#x\"): b (#2) is bob",
            "Group(\"#x\"): bob (#2) left #x",
            "Ended(\"#x\")",
            "Group(\"#lobby\"): a (#1) gone from Some(\"#lobby\"): quit",
            "Group(\"#lobby\"): bob (#2) coordinates #lobby",
            "Left(MemberId(1))",
        ]
    );
}

#[test]
fn only_those_who_were_spoken_to_may_read_again() {
    let mut story = Story::new();
    story.meet(0, "a");
    story.meet(1, "b");
    story.ask(1, Request::Join(group("#x")));
    let recall = |of| {
        Request::Ask(Query::History(Recall {
            of,
            span: Span::Before(Mark::Time(7)),
            most: 5,
            wanted: Wanted::WORDS,
        }))
    };
    let got = story.ask(0, recall(Target::Group(group("#LOBBY"))));
    assert_eq!(
        got,
        [
            "0: Entries { place: Group(\"#lobby\"), of: Group(\"#lobby\"), span: Before(Time(7)), most: 5, wanted: Words }"
        ]
    );
    let got = story.ask(1, recall(Target::Member(by_name("A"))));
    assert!(
        got[0].contains("place: Pair(MemberId(1), MemberId(2))"),
        "{got:?}"
    );
    for (of, want) in [
        (Target::Group(group("#x")), "You are not in #x."),
        (Target::Group(group("#y")), "There is no group #y."),
        (Target::Member(by_name("c")), "Nobody here is called c."),
    ] {
        assert_eq!(story.ask(0, recall(of)), [format!("0: {want}")]);
    }
    let got = story.ask(1, Request::Ask(Query::Latest((5, 3), 7)));
    assert_eq!(
        got,
        ["1: Latest { me: MemberId(2), groups: [\"#lobby\", \"#x\"], between: (5, 3), most: 7 }"]
    );
}

#[test]
fn a_marker_goes_forward_and_markers_are_bounded() {
    let mut story = Story::new();
    story.meet(0, "a");
    let lobby = || Target::Group(group("#lobby"));
    let told = |ms: Option<u64>| [format!("0: Reply(Read(Group(\"#lobby\"), {ms:?}))")];
    assert_eq!(
        story.ask(0, Request::Ask(Query::Marker(lobby()))),
        told(None)
    );
    assert_eq!(
        story.ask(0, Request::MarkRead(lobby(), 500)),
        told(Some(500))
    );
    assert_eq!(
        story.ask(0, Request::MarkRead(lobby(), 400)),
        told(Some(500))
    );
    let future = story.now.unix_ms + 1;
    assert_eq!(
        story.ask(0, Request::MarkRead(lobby(), future)),
        told(Some(future - 1))
    );
    for n in 0..crate::limits::MARKERS {
        story.ask(0, Request::Join(group(&format!("#{n}"))));
        story.ask(
            0,
            Request::MarkRead(Target::Group(group(&format!("#{n}"))), 7),
        );
        story.ask(0, Request::Leave(group(&format!("#{n}")), None));
    }
    assert_eq!(
        story.ask(0, Request::Ask(Query::Marker(lobby()))),
        told(None)
    );
    assert_eq!(
        story.ask(0, Request::MarkRead(Target::Group(group("#x")), 7)),
        ["0: There is no group #x."]
    );
}

#[test]
fn groups_are_bounded_per_member() {
    let mut story = Story::new();
    story.meet(0, "a");
    for n in 1..crate::limits::GROUPS_PER_MEMBER {
        assert_eq!(
            story.ask(0, Request::Join(group(&format!("#g{n}")))).len(),
            2
        );
    }
    assert_eq!(
        story.ask(0, Request::Join(group("#more"))),
        ["0: You cannot join #more: you are in too many groups."]
    );
    assert_eq!(story.hub.counts().groups, crate::limits::GROUPS_PER_MEMBER);
    story.ask(0, Request::LeaveAll);
    assert_eq!(story.hub.counts().groups, 0);
}

#[test]
fn questions_are_answered_from_the_tables() {
    let mut story = Story::new();
    story.meet(0, "alice");
    story.meet(1, "bob");
    story.now.mono_ms = 5_000;
    story.say(1, Target::Group(group("#lobby")), "hi");
    story.now.mono_ms = 12_000;
    story.ask(1, Request::Away(Some(text("lunch"))));
    let asked = |story: &mut Story, query| story.ask(0, Request::Ask(query)).join("\n");
    let whois = asked(&mut story, Query::Whois(by_name("BOB")));
    assert!(
        whois.contains("idle_s: 7")
            && whois.contains("lunch")
            && whois.contains("real_address: None"),
        "{whois}"
    );
    assert!(asked(&mut story, Query::Whois(by_name("9"))).contains("Nobody here is called #9."));
    let online = asked(
        &mut story,
        Query::Online(
            vec![name("bob"), name("carl"), name("ALICE")],
            OnlineForm::Ison,
        ),
    );
    assert!(online.contains("\"bob\"") && online.contains("\"alice\"") && !online.contains("carl"));
    let who = asked(&mut story, Query::Who(WhoMask::Name(text("b*")), None));
    assert!(who.contains("\"bob\"") && !who.contains("\"alice\""));
    assert!(asked(&mut story, Query::Groups(Vec::new())).contains("members: 2"));
    assert!(
        asked(&mut story, Query::Members(Some(group("#none"))))
            .contains("There is no group #none.")
    );
    story.ask(1, Request::Quit(Some(text("bye"))));
    assert!(asked(&mut story, Query::Whowas(name("Bob"), 0)).contains("\"bob\""));
    assert!(asked(&mut story, Query::Counts).contains("members: 1, guests: 0, groups: 1, most: 2"));
    let away = story.say(0, Target::Member(by_name("bob")), "there?");
    assert_eq!(away, ["0: Nobody here is called bob."]);
}
