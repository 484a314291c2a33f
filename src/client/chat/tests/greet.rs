use super::*;

#[test]
fn becoming_a_member_of_our_server() {
    let mut world = World::new(Settings {
        servers: vec![Wanted {
            password: Some("se cret".to_owned()),
            listen: Some(9002),
            ..wanted("bob")
        }],
        ..Settings::default()
    });
    assert_eq!(world.wants(), [Output::Connect(FIRST)]);
    assert_eq!(world.link(), &Link::Connecting);
    world.input(Input::Connected(FIRST));
    assert_eq!(
        world.sent(),
        [
            "CAP LS 302",
            "PASS :se cret",
            "NICK bob",
            "USER bob 0 * :bob"
        ]
    );
    world.hear(OURS);
    assert_eq!(
        world.sent(),
        [
            "CAP REQ :batch draft/chathistory draft/read-marker echo-message groupchat/members labeled-response message-tags multi-prefix server-time",
            "CAP END",
            "LISTEN 9002",
            "JOIN #lobby"
        ]
    );
    assert_eq!(world.link(), &Link::Joined);
    world.hear(ENTERED);
    assert_eq!(
        world.sent(),
        ["CHATHISTORY LATEST #lobby * 3", "MEMBERS #lobby"]
    );
    assert_eq!(
        world.shows("irc.example"),
        [
            "-- Welcome",
            "-- Be kind.",
            "-- You are bob (#2), connected from 127.0.0.1:50614.",
            "-- Your contact is alice (#1) at [::1]:50612, the coordinator of #lobby."
        ]
    );
    assert_eq!(world.tabs(), ["irc.example", "[#lobby]"]);
    assert_eq!(world.at("#lobby").topic, "Today: cake");
    assert_eq!(
        world.members("#lobby"),
        [
            "@alice #1 [::1]:50612 coordinator",
            "bob #2 127.0.0.1:50614 you"
        ]
    );
    assert_eq!(world.shows("#lobby"), [""; 0]);
}

#[test]
fn becoming_a_member_of_a_server_without_capabilities() {
    let mut world = World::new(Settings {
        servers: vec![Wanted {
            groups: vec!["#a".to_owned(), "#b".to_owned()],
            ..wanted("bob")
        }],
        ..Settings::default()
    });
    world.input(Input::Connected(FIRST));
    world.sent();
    world.hear(OLD);
    assert_eq!(world.sent(), ["JOIN #a", "JOIN #b"]);
    world.hear(":bob!~b@h JOIN :#a\n:bob!~b@h JOIN :#b");
    assert_eq!(world.tabs(), ["irc.example:9000", "[#a]", "#b"]);
    assert_eq!(
        world.shows("irc.example:9000"),
        [
            "-- Welcome to the Internet Relay Network bob!~bob@h",
            "-- Your host is old, running version ngircd-26",
            "-- This server has been started today",
            "-- There are 2 users and 0 services on 1 servers",
            "-- You are bob here."
        ]
    );
}

#[test]
fn capabilities_that_are_refused_together_are_asked_for_alone() {
    let mut world = World::new(settings());
    world.input(Input::Connected(FIRST));
    world.sent();
    world.hear("CAP * LS :server-time batch");
    assert_eq!(world.sent(), ["CAP REQ :server-time batch"]);
    world.hear("CAP * NAK :server-time batch");
    assert_eq!(world.sent(), ["CAP REQ :server-time", "CAP REQ :batch"]);
    world.hear("CAP * NAK :server-time\nCAP * ACK :batch");
    assert_eq!(world.sent(), ["CAP END"]);
    let caps = world.chat.servers()[0].caps;
    assert!(caps.has(Caps::BATCH) && !caps.has(Caps::SERVER_TIME));
    // What comes later is asked for later; what goes is gone.
    world.hear(
        ":s CAP bob NEW :away-notify sasl\n:s CAP bob ACK :away-notify\n:s CAP bob DEL :batch",
    );
    assert_eq!(world.sent(), ["CAP REQ :away-notify"]);
    let caps = world.chat.servers()[0].caps;
    assert!(caps.has(Caps::AWAY_NOTIFY) && !caps.has(Caps::BATCH));
}

#[test]
fn a_server_without_capabilities_we_know() {
    let mut world = World::new(settings());
    world.input(Input::Connected(FIRST));
    world.sent();
    world.hear("CAP * LS :sts=port=1 sasl");
    assert_eq!(world.sent(), ["CAP END"]);
}

fn with_account(password: &str) -> World {
    let account = Account {
        name: "bob".to_owned(),
        password: password.into(),
    };
    let mut world = World::new(Settings {
        servers: vec![Wanted {
            account: Some(account),
            ..wanted("bob")
        }],
        ..Settings::default()
    });
    world.input(Input::Connected(FIRST));
    world.sent();
    world
}

#[test]
fn logging_in() {
    let mut world = with_account("sesame");
    world.hear("CAP * LS :sasl=EXTERNAL,PLAIN batch\nCAP * ACK :sasl batch");
    assert_eq!(world.sent(), ["CAP REQ :sasl batch", "AUTHENTICATE PLAIN"]);
    world.hear("AUTHENTICATE +");
    assert_eq!(world.sent(), ["AUTHENTICATE AGJvYgBzZXNhbWU="]);
    world.hear(
        ":s 900 bob bob!b@h bob :You are now logged in\n:s 903 bob :SASL authentication successful",
    );
    assert_eq!(world.sent(), ["CAP END"]);
    // Nobody can make us tell it again.
    world.hear("AUTHENTICATE +");
    assert_eq!(world.sent(), [""; 0]);
}

#[test]
fn a_long_secret_goes_in_pieces() {
    let mut world = with_account(&"x".repeat(295));
    world.hear("CAP * LS :sasl\nCAP * ACK :sasl");
    world.sent();
    world.hear("AUTHENTICATE +");
    let sent = world.sent();
    assert_eq!(sent.iter().map(String::len).collect::<Vec<_>>(), [413, 14]);
    assert_eq!(sent[1], "AUTHENTICATE +");
}

#[test]
fn not_being_logged_in_is_told() {
    const FORGOTTEN: &str = " The password is forgotten: /login gives it again.";
    for (lines, why, then) in [
        (
            "CAP * LS :sasl=EXTERNAL\nCAP * ACK :sasl",
            "it offers no way that we know (SASL PLAIN)",
            "",
        ),
        (
            "CAP * LS :batch\nCAP * ACK :batch",
            "it offers no way that we know (SASL PLAIN)",
            "",
        ),
        (
            "CAP * LS :sasl\nCAP * ACK :sasl\nAUTHENTICATE +\n:s 904 bob :SASL authentication failed",
            "SASL authentication failed",
            FORGOTTEN,
        ),
    ] {
        let mut world = with_account("x");
        world.hear(lines);
        assert_eq!(
            world.sent().last().map(String::as_str),
            Some("CAP END"),
            "{lines}"
        );
        assert_eq!(
            world.shows("irc.example:9000"),
            [format!(
                "!! The server did not log us in: {why}. Going on without an account.{then}"
            )]
        );
    }
}

#[test]
fn names_that_are_in_use() {
    let mut world = World::new(settings());
    world.input(Input::Connected(FIRST));
    world.sent();
    world.hear(":s 433 * bob :Nickname is already in use");
    assert_eq!(world.sent(), ["NICK bob_"]);
    world.hear(":s 432 * bob_ :Erroneous nickname");
    assert_eq!(
        world.shows("irc.example:9000"),
        [
            "-- The name bob is in use; trying bob_.",
            "!! Not connected: The server does not accept the name bob_: Erroneous nickname. Choose one with /name, then /connect."
        ]
    );
    assert!(matches!(world.link(), Link::Lost { next_ms: None, .. }));
    assert_eq!(
        world.wants(),
        [Output::Connect(FIRST), Output::Close(FIRST)]
    );
    // And so they do.
    world.typed("/name rob").typed("/connect");
    assert_eq!(world.wants(), [Output::Connect(FIRST)]);
    world.input(Input::Connected(FIRST));
    assert_eq!(
        world.sent(),
        ["CAP LS 302", "NICK rob", "USER rob 0 * :rob"]
    );
}

#[test]
fn who_is_not_let_in_does_not_knock_for_ever() {
    for line in [":s 464 * :Password incorrect", ":s 465 * :You are banned"] {
        let mut world = World::new(settings());
        world.input(Input::Connected(FIRST)).hear(line);
        world.wants();
        assert!(
            matches!(world.link(), Link::Lost { next_ms: None, .. }),
            "{line}"
        );
        world.pass(1_000_000);
        assert_eq!(world.wants(), []);
    }
}

#[test]
fn a_server_that_says_nothing_after_its_welcome() {
    let mut world = World::new(settings());
    world.input(Input::Connected(FIRST)).hear(":s 001 bob :Hi");
    world.pass(10_000);
    assert_eq!(world.link(), &Link::Joined);
}

#[test]
fn a_server_that_says_nothing_at_all() {
    let mut world = World::new(settings());
    world.input(Input::Connected(FIRST));
    world.wants();
    world.pass(30_000);
    assert_eq!(world.wants(), [Output::Close(FIRST)]);
    assert!(matches!(
        world.link(),
        Link::Lost {
            next_ms: Some(_),
            ..
        }
    ));
}

#[test]
fn a_member_logs_in_and_makes_a_name_its_own() {
    let mut world = World::ours();
    world.typed("/login robert open sesame");
    assert_eq!(world.sent(), ["CAP REQ sasl", "AUTHENTICATE PLAIN"]);
    assert!(!format!("{:?}", world.chat).contains("sesame"));
    world.hear("CAP bob ACK :sasl\nAUTHENTICATE +");
    // `\0robert\0open sesame`
    assert_eq!(world.sent(), ["AUTHENTICATE AHJvYmVydABvcGVuIHNlc2FtZQ=="]);
    world.hear("AUTHENTICATE +");
    assert_eq!(world.sent(), [""; 0], "it is said once");
    world.hear(":irc 903 bob :SASL authentication successful");
    assert_eq!(world.sent(), ["NICK robert"]);
    world.typed("/register open sesame");
    assert_eq!(world.sent(), ["REGISTER * * :open sesame"]);
    world.hear(":irc REGISTER SUCCESS bob :It is yours");
    assert_eq!(world.shows("#lobby")[1..], ["-- It is yours"]);
    world.typed("/login");
    assert_eq!(world.sent(), [""; 0]);
}
