//! Modes as stories: who may change what, and what follows from it for entering, speaking and looking around.

use super::*;
use crate::hub::mode::{self, Shown};
use crate::hub::request::GroupFilter;
use crate::hub::user_mode;
use crate::limits;

impl Story {
    /// `MODE` in a group: `set(0, "#lobby", "+o bob")`.
    pub(super) fn set(&mut self, seat: u32, in_group: &str, change: &str) -> Vec<String> {
        let mut words = change.split(' ');
        let letters = words.next().unwrap_or_default();
        let params: Vec<&str> = words.collect();
        let wishes = mode::parse(letters, &params);
        self.ask(seat, Request::SetModes(group(in_group), wishes))
    }

    fn own(&mut self, seat: u32, called: &str, letters: &str) -> Vec<String> {
        let wishes = user_mode::parse(letters);
        self.ask(seat, Request::SetUserModes(by_name(called), wishes))
    }

    fn join(&mut self, seat: u32, to: &str) -> Vec<String> {
        self.ask(seat, Request::Join(group(to)))
    }

    fn hi(&mut self, seat: u32) -> Vec<String> {
        self.say(seat, Target::Group(group("#lobby")), "hi")
    }

    /// Three members in the lobby, alice coordinating; whoever hears what is left out.
    fn three() -> Story {
        let mut story = Story::new();
        for (seat, called) in [(0, "alice"), (1, "bob"), (2, "carol")] {
            story.meet(seat, called);
        }
        story
    }

    /// Somebody outside of every group.
    fn outsider(&mut self, seat: u32, called: &str) {
        self.arrive(seat);
        self.ask(seat, Request::Claim(name(called)));
        self.ask(seat, Request::Register(Registration::default()));
    }
}

#[test]
fn a_name_is_no_way_around_a_ban() {
    let mut story = Story::three();
    story.set(0, "#lobby", "+b bob!*@*");
    let claim = |story: &mut Story, called| story.ask(1, Request::Claim(name(called)));
    assert_eq!(
        claim(&mut story, "rob"),
        ["1: You cannot be called rob now: you are banned from #lobby. Leave it first."]
    );
    // Who may speak there all the same may be called something else, too; so may whoever is not there.
    story.set(0, "#lobby", "+v bob");
    assert_eq!(claim(&mut story, "rob").len(), 3);
    assert_eq!(claim(&mut story, "bob").len(), 3);
    story.set(0, "#lobby", "-v bob");
    assert_eq!(claim(&mut story, "rob").len(), 1);
    story.set(0, "#lobby", "+e bob!*@*");
    assert_eq!(claim(&mut story, "rob").len(), 3);
    assert_eq!(claim(&mut story, "bob").len(), 3);
    story.set(0, "#lobby", "-e bob!*@*");
    story.ask(1, Request::Leave(group("#lobby"), None));
    assert_eq!(claim(&mut story, "rob"), ["1*: bob (#2) is rob"]);
}

#[test]
fn history_is_told_what_a_group_is_called() {
    let mut story = Story::three();
    story.join(0, "#boats");
    story.kept.clear();
    let rename = |now: &str| Request::RenameGroup(group("#boats"), group(now), None);
    assert_eq!(story.ask(1, rename("#ships")).len(), 1);
    assert!(story.kept.is_empty(), "nothing has changed");
    story.ask(0, rename("#ships"));
    assert_eq!(
        std::mem::take(&mut story.kept),
        ["Renamed(\"#boats\", \"#ships\")"]
    );
    // It ends by its new name, and the old one is nobody's.
    story.ask(0, Request::Leave(group("#ships"), None));
    assert_eq!(
        story.kept.last().map(String::as_str),
        Some("Ended(\"#ships\")")
    );
    assert!(
        story
            .join(1, "#boats")
            .join("\n")
            .contains("in #boats: @bob")
    );
}

/// Everyone of three hears it.
fn all(about: usize, what: &str) -> Vec<String> {
    let sign = |seat| if seat == about { "*" } else { "" };
    (0..3)
        .map(|seat| format!("{seat}{}: {what}", sign(seat)))
        .collect()
}

#[test]
fn only_operators_change_modes_and_everyone_hears_once() {
    let mut story = Story::three();
    let no = ["1: Only the coordinator and the operators of #lobby may do that."];
    assert_eq!(story.set(1, "#lobby", "+mi"), no, "one answer to both");
    assert_eq!(
        story.set(0, "#lobby", "+ov-t bob CAROL"),
        all(0, "alice (#1) #lobby +ov-t bob carol")
    );
    assert_eq!(story.set(0, "#lobby", "+o bob"), ["0: Unchanged"]);
    assert_eq!(story.set(1, "#lobby", "+i"), all(1, "bob (#2) #lobby +i"));
    assert_eq!(
        story.set(1, "#lobby", "-o alice"),
        ["1: Nobody can do that to the coordinator of #lobby."]
    );
    assert_eq!(
        story.set(0, "#lobby", "-o alice"),
        ["0: Nobody can do that to the coordinator of #lobby."]
    );
    assert_eq!(
        story.set(1, "#lobby", "-o bob"),
        all(1, "bob (#2) #lobby -o bob")
    );
    assert_eq!(story.set(1, "#lobby", "-i"), no);
    story.outsider(3, "dan");
    assert_eq!(story.set(3, "#lobby", "+i"), ["3: You are not in #lobby."]);
    assert_eq!(
        story.set(3, "#nowhere", "+i"),
        ["3: There is no group #nowhere."]
    );
}

#[test]
fn what_makes_no_sense_is_told_and_the_rest_is_done() {
    let mut story = Story::three();
    for (change, want) in [
        ("+x", "There is no mode x."),
        ("+k", "The mode k needs a parameter."),
        ("+l", "The mode l needs a parameter."),
        ("+o", "The mode o needs a parameter."),
        (
            "+l many",
            "many is no good for the mode l: a limit is a number above 0.",
        ),
        (
            "+l 0",
            "0 is no good for the mode l: a limit is a number above 0.",
        ),
        (
            "+k a,b",
            "a,b is no good for the mode k: a key is a visible word without commas.",
        ),
        (
            "+b :x",
            ":x is no good for the mode b: a mask is like name!user@host or ~a:account.",
        ),
        ("+o nobody", "Nobody here is called nobody."),
        ("+v b.b", "Nobody here is called b.b."),
        ("+o 9", "Nobody here is called #9."),
    ] {
        assert_eq!(
            story.set(0, "#lobby", change),
            [format!("0: {want}")],
            "{change}"
        );
    }
    story.outsider(3, "dan");
    assert_eq!(
        story.set(0, "#lobby", "+v dan"),
        ["0: dan is not in #lobby."]
    );
    let mut want = all(0, "alice (#1) #lobby +ml 5");
    want.push("0: There is no mode x.".to_owned());
    assert_eq!(story.set(0, "#lobby", "+mxl 5"), want);
}

#[test]
fn succession_makes_an_operator_of_whoever_was_none() {
    let mut story = Story::three();
    story.set(0, "#lobby", "+v bob");
    let left = story.ask(0, Request::Leave(group("#lobby"), None));
    assert_eq!(
        left[3..],
        [
            "1*: bob (#2) coordinates #lobby",
            "2: bob (#2) coordinates #lobby"
        ]
    );
    assert_eq!(
        story.join(0, "#lobby").last().map(String::as_str),
        Some("0*: in #lobby: @+bob carol alice")
    );
    story.set(1, "#lobby", "+o carol");
    let event = story.ask(1, Request::Quit(None));
    assert!(
        event.contains(&"2*: carol (#3) coordinates #lobby, an operator before".to_owned()),
        "{event:#?}"
    );
}

#[test]
fn each_mode_keeps_out_whom_it_says() {
    let mut story = Story::three();
    story.outsider(3, "dan");
    let with_key = |key: &str| Request::JoinWithKey(group("#lobby"), text(key));
    for (set, unset, want) in [
        (
            "+i",
            "-i",
            "You cannot join #lobby: somebody has to invite you.",
        ),
        (
            "+k s3cret",
            "-k",
            "You cannot join #lobby: it needs the right key.",
        ),
        (
            "+k s3cret",
            "-k wrong",
            "You cannot join #lobby: it needs the right key.",
        ),
        ("+l 3", "-l", "You cannot join #lobby: it is full."),
        (
            "+b dan",
            "-b DAN!*@*",
            "You cannot join #lobby: you are banned from it.",
        ),
        (
            "+b *!*@10.0.0.3",
            "-b *@10.0.0.3",
            "You cannot join #lobby: you are banned from it.",
        ),
    ] {
        assert_eq!(story.set(0, "#lobby", set).len(), 3, "{set}");
        assert_eq!(story.join(3, "#lobby"), [format!("3: {want}")], "{set}");
        assert_eq!(story.set(0, "#lobby", unset).len(), 3, "{unset}");
        assert_eq!(story.join(3, "#lobby").len(), 5, "{unset}");
        story.ask(3, Request::Leave(group("#lobby"), None));
    }
    story.set(0, "#lobby", "+k s3cret");
    assert_eq!(
        story.ask(3, with_key("S3CRET")),
        ["3: You cannot join #lobby: it needs the right key."]
    );
    assert_eq!(story.ask(3, with_key("s3cret")).len(), 5);
    story.ask(3, Request::Leave(group("#lobby"), None));
    story.set(0, "#lobby", "-k+be * dan dan");
    assert_eq!(story.join(3, "#lobby").len(), 5, "excepted");
}

#[test]
fn invitations_open_once_what_is_by_invitation_only_and_no_more() {
    let mut story = Story::three();
    story.outsider(3, "dan");
    story.set(0, "#lobby", "+i");
    let invite = || Request::Invite(group("#lobby"), by_name("dan"));
    assert_eq!(
        story.ask(1, invite()),
        ["1: Only the coordinator and the operators of #lobby may do that."]
    );
    assert_eq!(
        story.ask(0, invite()).len(),
        2 + 3,
        "the group is told, too"
    );
    let list = |story: &mut Story| story.ask(3, Request::Ask(Query::Invitations));
    assert!(list(&mut story)[0].contains("[\"#lobby\"]"));
    story.set(0, "#lobby", "+b dan");
    assert_eq!(
        story.join(3, "#lobby"),
        ["3: You cannot join #lobby: you are banned from it."]
    );
    story.set(0, "#lobby", "-b dan");
    assert_eq!(story.join(3, "#lobby").len(), 5);
    assert!(list(&mut story)[0].contains("[]"));
    story.ask(3, Request::Leave(group("#lobby"), None));
    assert_eq!(story.join(3, "#lobby").len(), 1, "it was good for once");
    story.set(0, "#lobby", "+I *!*@10.0.0.3");
    assert_eq!(story.join(3, "#lobby").len(), 5);
}

#[test]
fn who_may_speak_is_for_the_group_to_say() {
    let mut story = Story::three();
    story.outsider(3, "dan");
    story.set(0, "#lobby", "+m");
    assert_eq!(
        story.hi(1),
        ["1: You cannot speak in #lobby: only operators and those with a voice may."]
    );
    story.set(0, "#lobby", "+v bob");
    assert_eq!(story.hi(1), all(1, "#lobby <bob> hi"));
    story.set(0, "#lobby", "-mv+b bob bob!*@*");
    assert_eq!(
        story.hi(1),
        ["1: You cannot speak in #lobby: you are banned from it."]
    );
    story.set(0, "#lobby", "+v bob");
    assert_eq!(story.hi(1).len(), 3, "a voice is heard in spite of a ban");
    assert_eq!(
        story.hi(3),
        ["3: You cannot speak in #lobby: you are not in it."]
    );
    story.set(0, "#lobby", "-n");
    assert_eq!(
        story.hi(3),
        [
            "3*: #lobby <dan> hi",
            "0: #lobby <dan> hi",
            "1: #lobby <dan> hi",
            "2: #lobby <dan> hi"
        ]
    );
    story.set(0, "#lobby", "+C");
    let lobby = || Target::Group(group("#lobby"));
    assert_eq!(
        story.say(0, lobby(), "\u{1}VERSION\u{1}"),
        ["0: You cannot say that in #lobby: it takes no CTCP."]
    );
    let action = Say {
        to: lobby(),
        kind: Kind::Action,
        text: text("waves").into(),
        tags: None,
    };
    assert_eq!(story.ask(0, Request::Say(action)).len(), 3);
    let notice = Say {
        to: lobby(),
        kind: Kind::Notice,
        text: text("\u{1}PING 1\u{1}").into(),
        tags: None,
    };
    assert_eq!(
        story.ask(0, Request::Say(notice)),
        [""; 0],
        "a notice is never answered"
    );
}

#[test]
fn words_for_a_rank_reach_it_and_those_above() {
    let mut story = Story::three();
    story.set(0, "#lobby", "+v bob");
    story.kept.clear();
    let to = |sign| Target::Ranked(mode::Ranks::of_sign(sign).expect("a sign"), group("#lobby"));
    assert_eq!(
        story.say(2, to('@'), "psst"),
        ["0: @#lobby <carol> psst", "2*: @#lobby <carol> psst"]
    );
    assert_eq!(
        story.say(2, to('+'), "psst"),
        [
            "0: +#lobby <carol> psst",
            "1: +#lobby <carol> psst",
            "2*: +#lobby <carol> psst"
        ]
    );
    assert_eq!(story.kept, [""; 0], "it is not for those who come later");
}

#[test]
fn operators_remove_and_set_the_topic_but_never_the_coordinator() {
    let mut story = Story::three();
    story.set(0, "#lobby", "+o bob");
    let topic = |words| Request::SetTopic(group("#lobby"), text(words));
    assert_eq!(story.ask(1, topic("x")).len(), 3);
    assert_eq!(story.ask(2, topic("y")).len(), 1);
    story.set(1, "#lobby", "-t");
    assert_eq!(story.ask(2, topic("y")).len(), 3);
    let remove = |who| Request::Remove(group("#lobby"), by_name(who), None);
    assert_eq!(
        story.ask(1, remove("alice")),
        ["1: Nobody can do that to the coordinator of #lobby."]
    );
    assert_eq!(
        story.ask(1, remove("carol")),
        all(2, "carol (#3) removed from #lobby by bob (#2)")
    );
}

#[test]
fn outsiders_see_nothing_of_what_is_secret() {
    let mut story = Story::new();
    story.meet(0, "alice");
    story.outsider(1, "bob");
    story.join(0, "#plot");
    story.ask(0, Request::SetTopic(group("#plot"), text("sssh")));
    story.set(0, "#plot", "+sk sesame");
    let gone = "There is no group #plot.";
    for query in [
        Query::Topic(group("#plot")),
        Query::Modes(group("#plot")),
        Query::Members(Some(group("#plot"))),
    ] {
        assert_eq!(story.ask(1, Request::Ask(query)), [format!("1: {gone}")]);
    }
    assert_eq!(story.set(1, "#plot", "b"), [format!("1: {gone}")]);
    for query in [
        Query::Names(group("#plot")),
        Query::Who(WhoMask::Group(group("#plot")), None),
        Query::Groups(Vec::new()),
        Query::Groups(vec![group("#plot")]),
        Query::GroupsWhere(Box::default()),
        Query::Whois(by_name("alice")),
    ] {
        let seen = story.ask(1, Request::Ask(query.clone())).join("\n");
        let row = seen.contains("sssh")
            || seen.contains("\"#plot\", Ranks")
            || seen.contains("who: Face");
        let own = matches!(query, Query::Whois(_));
        assert!(own || !row, "{query:?}: {seen}");
        assert!(!own || !seen.contains("#plot"), "{seen}");
        let inside = story.ask(0, Request::Ask(query.clone())).join("\n");
        assert!(inside.contains("#plot"), "{query:?}: {inside}");
    }
    assert!(story.ask(0, Request::Ask(Query::Modes(group("#plot"))))[0].contains("sesame"));
}

#[test]
fn the_lists_are_told_and_bounded() {
    let mut story = Story::three();
    for n in 0..limits::MASKS {
        assert_eq!(story.set(0, "#lobby", &format!("+b n{n}")).len(), 3);
    }
    assert_eq!(
        story.set(0, "#lobby", "+b z"),
        ["0: z was not added: the lists of #lobby are full."]
    );
    let told = story.set(1, "#lobby", "+b");
    assert!(
        told.len() == 1 && told[0].matches("n7!*@*").count() == 1,
        "{told:?}"
    );
    story.set(0, "#lobby", "-b n7");
    assert!(!story.set(1, "#lobby", "b")[0].contains("n7!*@*"));
    assert_eq!(story.set(0, "#lobby", "-b n7"), ["0: Unchanged"]);
}

#[test]
fn an_empty_lobby_is_open_again() {
    let mut story = Story::new();
    story.meet(0, "alice");
    story.set(0, "#lobby", "+ikb s3cret *");
    story.ask(0, Request::Leave(group("#lobby"), None));
    let met = story.meet(1, "bob");
    assert!(met.contains(&"1*: in #lobby: @bob".to_owned()), "{met:#?}");
}

#[test]
fn those_who_wish_it_are_not_seen_by_strangers() {
    let mut story = Story::three();
    story.outsider(3, "dan");
    assert_eq!(story.own(1, "bob", "+iB"), ["1*: bob (#2) +Bi"]);
    assert_eq!(story.own(1, "bob", "-B+w"), ["1*: bob (#2) +w-B"]);
    assert_eq!(story.own(1, "bob", ""), ["1: UserModes +iw"]);
    assert_eq!(
        story.own(1, "bob", "+o"),
        ["1: UserModes +iw"],
        "nobody makes itself an operator"
    );
    assert_eq!(
        story.own(1, "bob", "+z"),
        ["1: There is no mode z that you could set."]
    );
    assert_eq!(
        story.own(1, "alice", "+i"),
        ["1: You cannot see or change the modes of others."]
    );
    assert_eq!(story.own(1, "zed", ""), ["1: Nobody here is called zed."]);
    let who = |story: &mut Story, seat, mask: &str| {
        story
            .ask(
                seat,
                Request::Ask(Query::Who(WhoMask::Name(text(mask)), None)),
            )
            .join("")
            .contains("name: \"bob\"")
    };
    assert!(!who(&mut story, 3, "*") && who(&mut story, 3, "BOB"));
    assert!(who(&mut story, 0, "*") && who(&mut story, 1, "b*"));
    let names = |story: &mut Story, seat| {
        story
            .ask(seat, Request::Ask(Query::Names(group("#lobby"))))
            .join("")
            .contains("name: \"bob\"")
    };
    assert!(!names(&mut story, 3) && names(&mut story, 0));
}

#[test]
fn groups_are_found_by_what_they_are() {
    let mut story = Story::new();
    story.meet(0, "alice");
    story.meet(1, "bob");
    story.now.unix_ms += 600_000;
    story.join(0, "#dev");
    let found = |story: &mut Story, filter: GroupFilter| {
        let got = story
            .ask(1, Request::Ask(Query::GroupsWhere(Box::new(filter))))
            .join("");
        ["#lobby", "#dev"].map(|group| got.contains(&format!("group: \"{group}\"")))
    };
    let none = GroupFilter::default;
    let cases = [
        (none(), [true, true]),
        (
            GroupFilter {
                more_than: Some(1),
                ..none()
            },
            [true, false],
        ),
        (
            GroupFilter {
                fewer_than: Some(2),
                ..none()
            },
            [false, true],
        ),
        (
            GroupFilter {
                older_than: Some(5),
                ..none()
            },
            [true, false],
        ),
        (
            GroupFilter {
                younger_than: Some(5),
                ..none()
            },
            [false, true],
        ),
        (
            GroupFilter {
                topic_younger_than: Some(5),
                ..none()
            },
            [false, false],
        ),
        (
            GroupFilter {
                fits: vec![text("#D*")],
                ..none()
            },
            [false, true],
        ),
        (
            GroupFilter {
                fits_not: vec![text("#d*")],
                ..none()
            },
            [true, false],
        ),
    ];
    for (filter, want) in cases {
        assert_eq!(found(&mut story, filter.clone()), want, "{filter:?}");
    }
    story.ask(0, Request::SetTopic(group("#dev"), text("x")));
    let fresh = GroupFilter {
        topic_younger_than: Some(5),
        ..none()
    };
    assert_eq!(found(&mut story, fresh), [false, true]);
}

/// What these stories show of modes.
pub(super) fn shown(event: &Event) -> Option<String> {
    Some(match event {
        Event::Modes { by, group, changes } => format!("{by} {group} {}", Shown(changes)),
        Event::UserModes { who, changes } => format!("{who} {}", Shown(changes)),
        Event::Coordinator {
            who,
            group,
            was_operator: true,
        } => {
            format!("{who} coordinates {group}, an operator before")
        }
        Event::Reply(Reply::UserModes(set)) => format!("UserModes {}", Shown(set)),
        Event::Reply(Reply::Unchanged) => "Unchanged".to_owned(),
        _ => return None,
    })
}

#[test]
fn a_lobby_that_was_closed_forgets_what_was_said_when_it_empties() {
    for (modes, ended) in [("+m", false), ("+i", true), ("+s", true), ("+k word", true)] {
        let mut story = Story::new();
        story.meet(0, "alice");
        story.set(0, "#lobby", modes);
        story.ask(0, Request::SetTopic(group("#lobby"), text("ours")));
        story.kept.clear();
        story.ask(0, Request::Quit(None));
        let forgot = story.kept.iter().any(|kept| kept.starts_with("Ended"));
        assert_eq!(forgot, ended, "{modes}: {:?}", story.kept);
        let topic = story
            .hub
            .groups
            .get(story.hub.lobby)
            .is_some_and(|lobby| lobby.topic.is_some());
        assert_eq!(topic, !ended, "{modes}");
    }
}
