//! Taking back what was said, and who may.

use super::*;
use crate::hub::id::MessageId;
use crate::hub::request::Redaction;

/// What comes of a wish to take back message `id`: history looks for it, and the hub goes on.
fn redact(story: &mut Story, seat: u32, of: Target, id: u64) -> Vec<String> {
    let id = MessageId::new(id);
    let wish = Redaction {
        of,
        id: Some(id),
        called: text("x"),
        reason: Some(text("oops")),
    };
    let asked = story.ask(seat, Request::Redact(wish.clone()));
    if !asked.iter().any(|heard| heard.contains("Message {")) {
        return asked;
    }
    assert_eq!(asked.len(), 1, "{asked:?}");
    let entry = story.entries.iter().find(|entry| entry.id == id).cloned();
    story.input(Input::Found {
        seat: Seat(seat),
        wish: Box::new(wish),
        entry,
    })
}

fn lobby() -> Target {
    Target::Group(group("#lobby"))
}

/// The number of what is said next.
fn next(story: &Story) -> u64 {
    story.hub.next_message.get()
}

#[test]
fn authors_and_operators_take_back_what_was_said_in_a_group() {
    let mut story = Story::new();
    for (seat, called) in ["op", "bob", "carol"].into_iter().enumerate() {
        story.meet(u32::try_from(seat).expect("small"), called);
    }
    let first = next(&story);
    story.say(1, lobby(), "one");
    let second = next(&story);
    story.say(1, lobby(), "two");
    story.kept.clear();
    let got = redact(&mut story, 2, lobby(), first);
    assert_eq!(
        got,
        ["2: Only its author and operators may take that back."]
    );
    let got = redact(&mut story, 1, lobby(), first);
    assert_eq!(
        got,
        [
            "0: bob took back 1 of bob in #lobby: oops",
            "1*: bob took back 1 of bob in #lobby: oops",
            "2: bob took back 1 of bob in #lobby: oops",
        ]
        .map(|line| line.replace(" 1 ", &format!(" {first} ")))
    );
    let got = redact(&mut story, 0, lobby(), second);
    assert_eq!(got.len(), 3);
    assert!(got[0].starts_with("0*: op took back "), "{got:?}");
    // History is told to forget the one and to keep the other, which does not repeat it.
    assert_eq!(
        story.kept,
        [
            format!("Redacted(Group(\"#lobby\"), MessageId({first}))"),
            format!("Group(\"#lobby\"): bob took back {first} of bob in #lobby: oops"),
            format!("Redacted(Group(\"#lobby\"), MessageId({second}))"),
            format!("Group(\"#lobby\"): op took back {second} of bob in #lobby: oops"),
        ]
    );
}

#[test]
fn only_what_was_said_there_can_be_taken_back() {
    let mut story = Story::new();
    story.meet(0, "op");
    story.meet(1, "bob");
    let joined = story.entries.last().expect("bob came").id.get();
    let gone = ["0: There is no such message, or it was said too long ago."];
    assert_eq!(redact(&mut story, 0, lobby(), joined), gone);
    assert_eq!(redact(&mut story, 0, lobby(), 999), gone);
    let none = Target::Group(group("#none"));
    assert_eq!(
        redact(&mut story, 0, none, 1),
        ["0: There is no group #none."]
    );
    story.ask(1, Request::Join(group("#bobs")));
    let bobs = Target::Group(group("#bobs"));
    assert_eq!(redact(&mut story, 0, bobs, 1), ["0: You are not in #bobs."]);
    let unread = Redaction {
        of: lobby(),
        id: None,
        called: text("nonsense"),
        reason: None,
    };
    assert_eq!(story.ask(0, Request::Redact(unread)), gone);
}

#[test]
fn who_has_left_meanwhile_takes_nothing_back() {
    let mut story = Story::new();
    story.meet(0, "op");
    story.meet(1, "bob");
    story.say(1, lobby(), "one");
    let entry = story.entries.last().cloned();
    let found = || Input::Found {
        seat: Seat(1),
        wish: Box::new(Redaction {
            of: lobby(),
            id: None,
            called: text("x"),
            reason: None,
        }),
        entry: entry.clone(),
    };
    story.ask(1, Request::Leave(group("#lobby"), None));
    assert_eq!(story.input(found()), ["1: You are not in #lobby."]);
    story.input(Input::Depart {
        seat: Seat(1),
        why: Departure::HungUp,
    });
    assert!(story.input(found()).is_empty());
}

#[test]
fn private_words_are_taken_back_by_their_author() {
    let mut story = Story::new();
    story.meet(0, "alice");
    story.meet(1, "bob");
    let to = |called| Target::Member(by_name(called));
    let id = next(&story);
    story.say(0, to("bob"), "psst");
    story.kept.clear();
    assert_eq!(
        redact(&mut story, 1, to("alice"), id),
        ["1: Only its author and operators may take that back."]
    );
    let told = format!("alice took back {id} of alice to bob: oops");
    assert_eq!(
        redact(&mut story, 0, to("bob"), id),
        [format!("1: {told}"), format!("0*: {told}")]
    );
    let place = "Pair(MemberId(1), MemberId(2))";
    assert_eq!(
        story.kept,
        [
            format!("Redacted({place}, MessageId({id}))"),
            format!("{place}: {told}")
        ]
    );
    let id = next(&story);
    story.say(0, to("alice"), "note to self");
    assert_eq!(
        redact(&mut story, 0, to("alice"), id),
        [format!("0*: alice took back {id} of alice to alice: oops")]
    );
}
