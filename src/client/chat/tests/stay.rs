use super::*;

fn next_ms(world: &World) -> u64 {
    match world.link() {
        Link::Lost {
            next_ms: Some(at_ms),
            ..
        } => at_ms - world.now.mono_ms,
        other => panic!("not lost: {other:?}"),
    }
}

#[test]
fn the_way_back() {
    let mut world = World::ours();
    world.hear("@msgid=x-1;time=1970-01-01T12:03:00.000Z :alice!a@h PRIVMSG #lobby :before");
    world.lose("connection reset");
    assert_eq!(
        world.shows("irc.example").last().map(String::as_str),
        Some("!! The connection is lost: connection reset. Trying again.")
    );
    assert_eq!(
        world.shows("#lobby"),
        ["<alice> before", "-- away from 12:03 to now"]
    );
    assert!(world.members("#lobby").is_empty());
    let wait = next_ms(&world);
    assert!((500..=1_000).contains(&wait), "{wait}");
    world.pass(wait);
    assert_eq!(world.wants(), [Output::Connect(FIRST)]);
    world
        .pass(360_000 - wait)
        .input(Input::Connected(FIRST))
        .hear(OURS);
    let sent = world.sent();
    assert_eq!(
        sent.last().map(String::as_str),
        Some(
            "CHATHISTORY TARGETS timestamp=1970-01-01T12:03:00.000Z timestamp=9999-12-31T00:00:00.000Z 50"
        )
    );
    assert!(sent.contains(&"JOIN #lobby".to_owned()));
    world.hear(":bob!b@h JOIN #lobby");
    assert_eq!(
        world.sent(),
        ["CHATHISTORY AFTER #lobby timestamp=1970-01-01T12:02:59.999Z 3"]
    );
    world.hear(
        ":irc BATCH +h chathistory #lobby
        @batch=h;msgid=x-1;time=1970-01-01T12:03:00.000Z :alice!a@h PRIVMSG #lobby :before
        @batch=h;msgid=x-2;time=1970-01-01T12:04:00.000Z :alice!a@h PRIVMSG #lobby :bob?
        @batch=h;msgid=x-3;time=1970-01-01T12:05:00.000Z :alice!a@h PRIVMSG #lobby :gone
        :irc BATCH -h",
    );
    // A full answer means that there is more.
    assert_eq!(
        world.sent(),
        ["CHATHISTORY AFTER #lobby timestamp=1970-01-01T12:04:59.999Z 3"]
    );
    world.hear(
        ":irc BATCH +h chathistory #lobby
        @batch=h;msgid=x-3;time=1970-01-01T12:05:00.000Z :alice!a@h PRIVMSG #lobby :gone
        @batch=h;msgid=x-4;time=1970-01-01T12:06:00.000Z :carl!a@h PRIVMSG #lobby :so?
        :irc BATCH -h",
    );
    assert_eq!(world.sent(), [""; 0]);
    assert_eq!(
        world.shows("#lobby"),
        [
            "<alice> before",
            "-- away from 12:03 to 12:09",
            "> <alice> bob?",
            "<alice> gone",
            "<carl> so?"
        ]
    );
    assert_eq!(
        world.tabs(),
        ["irc.example", "[#lobby]"],
        "the user stays where they were"
    );
}

#[test]
fn who_spoke_to_us_meanwhile() {
    let mut world = World::ours();
    world.hear("@time=1970-01-01T12:03:00.000Z :alice!a@h PRIVMSG bob :old");
    world
        .lose("x")
        .pass(60_000)
        .input(Input::Connected(FIRST))
        .hear(OURS);
    world.sent();
    world.hear(
        ":irc BATCH +t draft/chathistory-targets
        @batch=t :irc CHATHISTORY TARGETS #lobby 1970-01-01T12:03:10.000Z
        @batch=t :irc CHATHISTORY TARGETS alice 1970-01-01T12:03:20.000Z
        @batch=t :irc CHATHISTORY TARGETS zoe 1970-01-01T12:03:30.000Z
        :irc BATCH -t",
    );
    assert_eq!(
        world.sent(),
        [
            "CHATHISTORY AFTER alice timestamp=1970-01-01T12:02:59.999Z 3",
            "CHATHISTORY LATEST zoe * 3"
        ]
    );
    assert_eq!(
        world.tabs(),
        ["irc.example", "[#lobby]", "alice 1!1", "zoe"]
    );
}

#[test]
fn attempts_are_further_and_further_apart() {
    let mut world = World::new(settings());
    let mut waits = Vec::new();
    for _ in 0..12 {
        world.lose("connection refused");
        let wait = next_ms(&world);
        waits.push(wait);
        world.pass(wait);
    }
    let mut most = 1_000;
    for wait in &waits {
        assert!((most / 2..=most).contains(wait), "{waits:?}");
        most = (most * 2).min(120_000);
    }
    let told = world.shows("irc.example:9000");
    assert_eq!(
        told,
        ["!! Not connected: connection refused. Trying again."],
        "once is enough"
    );
    // Two clients do not come back in step.
    let mut other = World::new(Settings {
        seed: 7,
        ..settings()
    });
    other.lose("connection refused");
    assert_ne!(next_ms(&other), waits[0]);
}

#[test]
fn an_old_server_that_is_silent_is_gone() {
    let mut world = World::old();
    world.hear(":old PONG old :groupchat-1");
    assert_eq!(world.chat.servers()[0].lag_ms, Some(20_000));
    world.pass(30_000);
    assert_eq!(world.link(), &Link::Joined);
    world.pass(120_000);
    assert_eq!(world.wants(), [Output::Close(FIRST)]);
    assert!(
        matches!(world.link(), Link::Lost { why, .. } if why == "the server was silent for 120 seconds")
    );
}

#[test]
fn the_servers_last_words_are_told() {
    let mut world = World::ours();
    world
        .hear(":irc ERROR :Closing link: (the server is stopping)")
        .input(Input::Lost(FIRST, None));
    assert_eq!(
        world.shows("irc.example").last().map(String::as_str),
        Some("!! The connection is lost: the server is stopping. Trying again.")
    );
}

#[test]
fn our_name_is_taken_back() {
    let mut world = World::new(settings());
    world
        .input(Input::Connected(FIRST))
        .hear(":s 433 * bob :in use\n:s 001 bob_ :Hi\n:s 422 bob_ :No MOTD");
    world.sent();
    world.pass(45_000);
    assert_eq!(world.sent(), ["NICK bob"]);
    let before = world.shows("irc.example:9000").len();
    world.hear(":s 433 bob_ bob :in use");
    assert_eq!(
        world.shows("irc.example:9000").len(),
        before,
        "nobody asked"
    );
    // Whoever has it goes.
    world.hear(":bob_!b@h JOIN #a\n:s 353 bob_ = #a :bob_ bob\n:s 366 bob_ #a :End");
    world.sent();
    world.hear(":bob!x@h QUIT :Ping timeout");
    assert_eq!(world.sent(), ["NICK bob"]);
    world.hear(":bob_!b@h NICK bob");
    assert_eq!(world.chat.servers()[0].name, "bob");
    world
        .pass(25_000)
        .hear(":s PONG s :groupchat-1\n:s PONG s :groupchat-2")
        .pass(25_000);
    assert!(!world.sent().contains(&"NICK bob".to_owned()));
    assert_eq!(
        world
            .wants()
            .iter()
            .filter(|it| matches!(it, Output::Save(_)))
            .count(),
        0
    );
}

#[test]
fn logged_in_we_take_our_name_at_once() {
    let mut world = World::new(Settings {
        servers: vec![Wanted {
            account: Some(Account {
                name: "bob".to_owned(),
                password: "x".into(),
            }),
            ..wanted("bob")
        }],
        ..Settings::default()
    });
    world.input(Input::Connected(FIRST));
    world.hear("CAP * LS :sasl\nCAP * ACK :sasl\nAUTHENTICATE +\n:s 433 * bob :in use\n:s 903 bob_ :ok\n:s 001 bob_ :Hi");
    world.sent();
    world.hear(":s 376 bob_ :End").pass(1);
    assert_eq!(world.sent(), ["NICK bob"]);
}

#[test]
fn a_name_the_user_chose_is_kept() {
    let mut world = World::ours();
    world.typed("/name rob");
    assert_eq!(world.sent(), ["NICK rob"]);
    world.hear(":bob!b@h NICK rob");
    assert_eq!(
        world.wants(),
        [Output::Save(Save::Name {
            server: "irc.example:9000".to_owned(),
            name: "rob".to_owned()
        })]
    );
    assert_eq!(world.shows("#lobby"), ["-- You are now called rob"]);
    world.lose("x").pass(5_000).input(Input::Connected(FIRST));
    assert!(world.sent().contains(&"NICK rob".to_owned()));
}

#[test]
fn quitting() {
    let mut world = World::ours();
    world.typed("/quit so long");
    assert_eq!(world.sent(), ["QUIT :so long"]);
    assert_eq!(world.wants(), [Output::Close(FIRST), Output::Quit]);
    world.lose("closed");
    assert_eq!(world.link(), &Link::Left);
    assert_eq!(world.chat.deadline(), None);
}

#[test]
fn groups_that_were_asked_for_are_asked_for_again() {
    let mut world = World::new(settings());
    world.input(Input::Connected(FIRST)).hear(OURS);
    world.typed("/join #den").lose("x");
    assert_eq!(world.tabs(), ["[irc.example]", "#lobby"]);
    world.pass(5_000).input(Input::Connected(FIRST));
    world.sent();
    world.hear(OURS);
    let sent = world.sent();
    let joins: Vec<_> = sent.iter().filter(|it| it.starts_with("JOIN")).collect();
    assert_eq!(joins, ["JOIN #lobby", "JOIN #den"]);
}
