//! Names that look alike, and those who watch them, told as stories.

use super::*;
use crate::hub::request::Watch;

fn names(list: &[&str]) -> Vec<Name> {
    list.iter().map(|text| name(text)).collect()
}

#[test]
fn a_look_alike_is_refused_while_the_other_is_here() {
    let mut story = Story::new();
    story.meet(1, "alice");
    story.arrive(2);
    let cyrillic = || Request::Claim(name("\u{430}lice"));
    let refused = "2: The name \u{430}lice looks too much like alice, which is in use.";
    assert_eq!(story.ask(2, cyrillic()), [refused]);
    // A name that is only claimed is held, too.
    assert!(story.ask(2, Request::Claim(name("b0b"))).is_empty());
    assert_eq!(
        story.ask(1, Request::Claim(name("bob"))),
        ["1: The name bob looks too much like b0b, which is in use."]
    );
    // One's own looks are no hindrance, and those one had are free again.
    assert_eq!(
        story.ask(1, Request::Claim(name("AIice"))),
        ["1*: alice (#1) is AIice"]
    );
    assert_eq!(
        story.ask(2, cyrillic()),
        ["2: The name \u{430}lice looks too much like AIice, which is in use."]
    );
    story.ask(1, Request::Quit(None));
    assert!(story.ask(2, cyrillic()).is_empty());
}

#[test]
fn a_name_in_any_script_makes_an_ascii_user() {
    let mut story = Story::new();
    for (seat, called, user) in [
        (1, "zoë", "zo"),
        (2, "日本", "member"),
        (3, "a23456789bcd", "a23456789b"),
    ] {
        story.meet(seat, called);
        let face = story.hub.face(Seat(seat)).expect("a member");
        assert_eq!((&*face.user, &*face.real), (user, called));
    }
}

#[test]
fn those_who_watch_a_name_hear_of_it_once() {
    let mut story = Story::new();
    story.meet(1, "alice");
    story.meet(2, "bob");
    for seat in [1, 2] {
        let got = story.ask(seat, Request::Watch(Watch::Add(names(&["carol", "CAROL"]))));
        assert_eq!(
            got,
            [format!(
                "{seat}: Reply(Presence([], [\"carol\", \"CAROL\"]))"
            )]
        );
    }
    let heard = story.meet(3, "Carol").join("\n");
    for seat in [1, 2] {
        assert_eq!(
            heard.matches(&format!("{seat}: Appeared(")).count(),
            1,
            "{heard}"
        );
    }
    // Another case is no news; another name is.
    let told = |story: &mut Story, called| {
        let heard = story.ask(3, Request::Claim(name(called)));
        heard
            .iter()
            .filter(|line| line.contains("eared") || line.contains("Vanished"))
            .count()
    };
    assert_eq!(told(&mut story, "CAROL"), 0);
    assert_eq!(told(&mut story, "dave"), 2);
    story.ask(2, Request::Watch(Watch::Clear));
    assert_eq!(told(&mut story, "carol"), 1);
    story.ask(1, Request::Quit(None));
    assert_eq!(told(&mut story, "eve"), 0);
}

#[test]
fn no_list_grows_beyond_its_bound() {
    let mut story = Story::new();
    story.meet(1, "alice");
    let many: Vec<Name> = (0..crate::limits::WATCHED + 2)
        .map(|n| name(&format!("n{n}")))
        .collect();
    let heard = story.ask(1, Request::Watch(Watch::Add(many.clone())));
    assert_eq!(heard.len(), 2);
    assert_eq!(heard[1], "1: You watch as many names as one may.");
    story.ask(1, Request::Watch(Watch::Remove(many[..1].to_vec())));
    let again = story.ask(1, Request::Watch(Watch::Add(names(&["x"]))));
    assert_eq!(again, ["1: Reply(Presence([], [\"x\"]))"]);
}
