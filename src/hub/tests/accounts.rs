//! Whose name is whose, told as stories.

use super::*;
use crate::hub::login::How;
use crate::hub::request::Watch;

impl Story {
    fn account(&mut self, called: &str) {
        assert!(self.input(Input::Account(name(called))).is_empty());
    }

    fn log_in(&mut self, seat: u32, account: &str) -> Vec<String> {
        self.input(Input::LoggedIn {
            seat: Seat(seat),
            account: name(account),
            how: How::Sasl,
        })
    }

    fn claim(&mut self, seat: u32, called: &str) -> Vec<String> {
        self.ask(seat, Request::Claim(name(called)))
    }

    fn register(&mut self, seat: u32) -> Vec<String> {
        let registration = Registration {
            enter_lobby: true,
            ..Registration::default()
        };
        self.ask(seat, Request::Register(registration))
    }
}

#[test]
fn nobody_passes_for_services_that_people_send_passwords_to() {
    let mut story = Story::new();
    story.meet(1, "alice");
    for called in [
        "NickServ",
        "nickserv",
        "N\u{456}ckServ",
        "\u{39d}ickServ",
        "ChanServ",
    ] {
        let told = format!(
            "1: Nobody can be called {called} here: people who are used to other servers send passwords to that name."
        );
        assert_eq!(story.claim(1, called), [told]);
    }
    story.arrive(2);
    assert_eq!(story.claim(2, "SaslServ").len(), 1);
    assert!(story.register(2).is_empty(), "it has no name");
    story.claim(2, "Nick");
    assert!(!story.register(2).is_empty());
}

#[test]
fn a_guest_gets_an_accounts_name_when_it_has_logged_in() {
    let mut story = Story::new();
    story.account("Bob");
    story.meet(1, "alice");
    story.arrive(2);
    // What it says first is only noted.
    assert!(story.claim(2, "bob").is_empty());
    assert_eq!(
        story.register(2),
        ["2: The name bob belongs to an account."]
    );
    assert!(story.register(2).is_empty(), "it has no name any more");
    // What looks like it is refused, too.
    assert!(story.claim(2, "b0b").is_empty());
    assert_eq!(
        story.register(2),
        ["2: The name b0b belongs to an account."]
    );
    assert!(story.claim(2, "BOB").is_empty());
    assert_eq!(story.log_in(2, "Bob"), ["2*: logged in as Bob"]);
    let got = story.register(2);
    assert!(got[0].starts_with("2*: welcome BOB (#2)"), "{got:?}");
    let who = story.hub.face(Seat(2)).expect("a member");
    assert_eq!(who.account, Some(name("Bob")));
}

#[test]
fn a_name_in_mind_is_nobodys_hindrance() {
    let mut story = Story::new();
    story.account("bob");
    story.meet(1, "carol");
    story.log_in(1, "bob");
    for seat in 2..5 {
        story.arrive(seat);
        assert!(story.claim(seat, "bob").is_empty());
    }
    assert_eq!(story.claim(1, "bob"), ["1*: carol (#1) is bob"]);
    // Nor is it for those who gave up a name for it.
    story.arrive(5);
    assert!(story.claim(5, "dave").is_empty());
    assert!(story.claim(5, "bob").is_empty());
    assert!(story.claim(4, "dave").is_empty());
    let got = story.register(4);
    assert!(got[0].starts_with("4*: welcome dave"), "{got:?}");
    assert_eq!(
        story.register(5),
        ["5: The name bob belongs to an account."]
    );
    for seat in [2, 3, 5] {
        story.ask(seat, Request::Quit(None));
    }
}

#[test]
fn members_get_an_accounts_name_when_they_are_logged_in() {
    let mut story = Story::new();
    story.account("bob");
    story.meet(1, "alice");
    story.meet(2, "carol");
    let refused = "1: The name bob belongs to an account.";
    assert_eq!(story.claim(1, "bob"), [refused]);
    assert_eq!(
        story.log_in(1, "bob"),
        [
            "1*: logged in as bob",
            "1*: alice (#1) has the account bob",
            "2: alice (#1) has the account bob",
        ]
    );
    // Once more tells nobody else anything.
    assert_eq!(story.log_in(1, "bob"), ["1*: logged in as bob"]);
    assert_eq!(
        story.claim(1, "bob"),
        ["1*: alice (#1) is bob", "2: alice (#1) is bob"]
    );
    story.account("alice");
    assert_eq!(
        story.claim(2, "alice"),
        ["2: The name alice belongs to an account."]
    );
}

#[test]
fn the_owner_gets_its_name_back_and_whoever_has_it_makes_way() {
    let mut story = Story::new();
    story.account("bob");
    story.meet(1, "alice");
    story.ask(1, Request::Watch(Watch::Add(vec![name("bob")])));
    story.arrive(2);
    story.claim(2, "bob");
    story.log_in(2, "bob");
    story.register(2);
    // The connection hangs; its owner comes again.
    story.arrive(3);
    assert!(story.claim(3, "bob").is_empty(), "nothing happens yet");
    assert!(story.log_in(3, "bob")[0].starts_with("3*: logged in"));
    let got = story.register(3);
    let why = "the owner of the name bob came back on another connection";
    assert_eq!(
        got[..4],
        [
            format!("1: bob (#2) gone from Some(\"#lobby\"): {why}"),
            "1: Vanished(\"bob\")".to_owned(),
            format!("2*: farewell: {why}"),
            "2: closed".to_owned(),
        ],
        "{got:#?}"
    );
    assert!(
        got[4].starts_with("1: Appeared(Face { id: MemberId(3)"),
        "{got:#?}"
    );
    assert!(got[5].starts_with("3*: welcome bob (#3)"), "{got:#?}");
}

#[test]
fn a_member_takes_its_name_back_by_name_and_the_next_one_coordinates() {
    let mut story = Story::new();
    story.account("bob");
    story.arrive(1);
    story.claim(1, "b0b");
    story.log_in(1, "bob");
    story.register(1);
    story.meet(2, "carol");
    story.log_in(2, "bob");
    // What looks like it is in the way, too; it is the owner's own.
    let got = story.claim(2, "bob");
    let why = "the owner of the name bob came back on another connection";
    assert_eq!(
        got,
        [
            format!("2: b0b (#1) gone from Some(\"#lobby\"): {why}"),
            "2*: carol (#2) coordinates #lobby".to_owned(),
            format!("1*: farewell: {why}"),
            "1: closed".to_owned(),
            "2*: carol (#2) is bob".to_owned(),
        ]
    );
}

#[test]
fn nobody_is_disconnected_by_who_does_not_know_the_servers_password() {
    let mut story = Story::with(Rules {
        password: Some("secret".to_owned()),
        ..Rules::new(group("#lobby"))
    });
    story.account("bob");
    let with = |password: &str| {
        Request::Register(Registration {
            password: Some(text(password)),
            ..Registration::default()
        })
    };
    for seat in [1, 2, 3] {
        story.arrive(seat);
        story.claim(seat, "bob");
        story.log_in(seat, "bob");
    }
    assert!(story.ask(1, with("secret"))[0].starts_with("1*: welcome bob"));
    let got = story.ask(2, with("wrong"));
    assert!(got.iter().all(|heard| heard.starts_with('2')), "{got:?}");
    assert!(story.hub.face(Seat(1)).is_some());
    let got = story.ask(3, with("secret"));
    assert!(got.contains(&"1: closed".to_owned()), "{got:?}");
}

#[test]
fn who_logs_in_elsewhere_keeps_its_name_until_the_owner_comes() {
    let mut story = Story::new();
    story.account("bob");
    story.account("alice");
    story.meet(1, "carol");
    story.log_in(1, "bob");
    story.claim(1, "bob");
    story.log_in(1, "alice");
    assert_eq!(
        story.claim(1, "BOB"),
        ["1: The name BOB belongs to an account."]
    );
    story.meet(2, "dave");
    story.log_in(2, "bob");
    assert!(story.claim(2, "bob").contains(&"1: closed".to_owned()));
}
