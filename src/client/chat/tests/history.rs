use super::*;

const BEFORE: &str = ":irc BATCH +h chathistory #lobby
    @batch=h;msgid=x-1;time=1970-01-01T10:00:00.000Z :alice!a@h PRIVMSG #lobby :bob, one
    @batch=h;msgid=x-2;time=1970-01-01T10:01:00.000Z :bob!b@h PRIVMSG #lobby :two
    @batch=h;msgid=x-3;time=1970-01-01T10:02:00.000Z :carl!c@h JOIN #lobby
    @batch=h;msgid=x-4;time=1970-01-01T10:03:00.000Z :carl!c@h QUIT :bye
    @batch=h;msgid=x-5;time=1970-01-01T10:04:00.000Z :alice!a@h TOPIC #lobby :old news
    @batch=h;msgid=x-6;time=1970-01-01T10:05:00.000Z :alice!a@h NICK al
    @batch=h;msgid=x-7;time=1970-01-01T10:06:00.000Z :alice!a@h MODE #lobby +o carl
    :irc BATCH -h";

#[test]
fn the_past_is_shown_and_changes_nothing() {
    let mut world = World::ours();
    world.hear(":alice!a@h PRIVMSG #lobby :live");
    world.hear(BEFORE).hear(BEFORE);
    assert_eq!(
        world.shows("#lobby"),
        [
            "> <alice> bob, one",
            "<bob> two",
            "-- carl came and left: bye",
            "-- alice (#1) set the topic: old news",
            "-- alice (#1) is now called al",
            "-- alice set the mode +o carl",
            "<alice> live"
        ]
    );
    assert_eq!(world.at("#lobby").topic, "Today: cake");
    assert_eq!(
        world.members("#lobby"),
        [
            "@alice #1 [::1]:50612 coordinator",
            "bob #2 127.0.0.1:50614 you"
        ]
    );
    assert_eq!(world.wants(), [], "nothing rings for the past");
}

#[test]
fn without_ids_the_same_words_at_the_same_moment_are_the_same() {
    let mut world = World::ours();
    let past = ":irc BATCH +h chathistory #lobby
        @batch=h;time=1970-01-01T10:00:00.000Z :alice!a@h PRIVMSG #lobby :x
        @batch=h;time=1970-01-01T10:00:00.000Z :alice!a@h PRIVMSG #lobby :y
        :irc BATCH -h";
    world.hear(past).hear(past);
    assert_eq!(world.shows("#lobby"), ["<alice> x", "<alice> y"]);
}

#[test]
fn what_was_read_elsewhere_is_not_unread() {
    let mut world = World::ours();
    world.go("irc.example");
    world.hear("@msgid=x-8;time=1970-01-01T12:03:01.000Z :alice!a@h PRIVMSG #lobby :three\n@time=1970-01-01T12:03:02.000Z :alice!a@h PRIVMSG #lobby :bob: four");
    assert_eq!(world.tabs(), ["[irc.example]", "#lobby 2!1"]);
    world.hear(":irc MARKREAD #lobby timestamp=1970-01-01T12:03:01.000Z");
    assert_eq!(world.tabs(), ["[irc.example]", "#lobby 1!1"]);
    let line = world.at("#lobby").unread_line;
    assert_eq!(line, world.at("#lobby").entries.back().map(|it| it.key));
    world.hear(":irc MARKREAD #lobby timestamp=1970-01-01T12:03:02.000Z\n:irc MARKREAD #lobby *\n:irc MARKREAD #lobby timestamp=x");
    assert_eq!(world.tabs(), ["[irc.example]", "#lobby"]);
}

#[test]
fn what_is_read_is_reported_once_in_a_while() {
    let mut world = World::ours();
    world.hear("@time=1970-01-01T12:03:01.000Z :alice!a@h PRIVMSG #lobby :a\n@time=1970-01-01T12:03:02.000Z :alice!a@h PRIVMSG #lobby :b");
    assert_eq!(world.sent(), [""; 0]);
    world.pass(3_000);
    assert_eq!(
        world.sent(),
        ["MARKREAD #lobby timestamp=1970-01-01T12:03:02.000Z"]
    );
    let read = |unix_ms| {
        Output::Save(Save::Read(Read {
            server: "irc.example:9000".to_owned(),
            target: "#lobby".to_owned(),
            unix_ms,
        }))
    };
    assert_eq!(world.wants(), [read(43_382_000)]);
    // On leaving it, at once.
    world
        .hear("@time=1970-01-01T12:03:03.000Z :alice!a@h PRIVMSG #lobby :c")
        .go("irc.example");
    assert_eq!(world.wants(), [read(43_383_000)]);
}

#[test]
fn how_far_was_read_is_remembered() {
    let mut world = World::new(Settings {
        read: vec![Read {
            server: "irc.example:9000".to_owned(),
            target: "#Lobby".to_owned(),
            unix_ms: 36_000_000,
        }],
        ..settings()
    });
    world
        .input(Input::Connected(FIRST))
        .hear(OURS)
        .hear(":bob!b@h JOIN #lobby");
    world.go("irc.example");
    world.hear(BEFORE);
    assert_eq!(
        world.at("#lobby").unread,
        0,
        "our own words and comings are no news"
    );
    world.hear(
        ":irc BATCH +h chathistory #lobby
        @batch=h;time=1970-01-01T10:00:01.000Z :alice!a@h PRIVMSG #lobby :missed
        :irc BATCH -h",
    );
    assert_eq!(world.tabs(), ["[irc.example]", "#lobby 1"]);
}

#[test]
fn asking_for_history() {
    let mut world = World::ours();
    world.typed("/history 2");
    assert_eq!(world.sent(), ["CHATHISTORY LATEST #lobby * 2"]);
    world.hear(":irc BATCH +h chathistory #lobby\n:irc BATCH -h");
    assert_eq!(
        world.shows("#lobby"),
        ["-- Nothing was said in #lobby yet."]
    );
    world.typed("/history x");
    assert_eq!(world.shows("#lobby")[1], "!! Usage: /history [COUNT]");
    world.typed("/history").hear(
        ":irc FAIL CHATHISTORY INVALID_TARGET LATEST #lobby :Messages could not be retrieved",
    );
    assert_eq!(
        world.shows("#lobby")[2],
        "!! Messages could not be retrieved"
    );
    let mut old = World::old();
    old.typed("/history");
    assert_eq!(
        old.shows("#a"),
        ["!! This server does not tell what was said before."]
    );
}

#[test]
fn a_server_that_never_ends_its_answers_is_not_asked_for_ever() {
    let mut world = World::ours();
    world.hear("@time=1970-01-01T12:03:00.000Z :alice!a@h PRIVMSG #lobby :x");
    world
        .lose("x")
        .pass(60_000)
        .input(Input::Connected(FIRST))
        .hear(OURS)
        .hear(":bob!b@h JOIN #lobby");
    let answer = ":irc BATCH +h chathistory #lobby
        @batch=h;time=1970-01-01T12:03:00.000Z :alice!a@h PRIVMSG #lobby :1
        @batch=h;time=1970-01-01T12:03:00.000Z :alice!a@h PRIVMSG #lobby :2
        @batch=h;time=1970-01-01T12:03:00.000Z :alice!a@h PRIVMSG #lobby :3
        :irc BATCH -h";
    let mut asked = 0;
    while world
        .sent()
        .iter()
        .any(|line| line.contains("AFTER #lobby"))
    {
        asked += 1;
        world.hear(answer);
    }
    assert_eq!(asked, 20);
}

#[test]
fn what_is_said_while_history_comes_in_is_unread() {
    let mut world = World::ours();
    world.hear(":bob!b@h JOIN #den");
    world.hear(
        ":irc BATCH +d chathistory #den
        @time=1970-01-01T12:03:05.000Z :alice!a@h PRIVMSG #den :live
        @batch=d;time=1970-01-01T12:00:00.000Z :alice!a@h PRIVMSG #den :past
        :irc BATCH -d",
    );
    assert_eq!(world.tabs(), ["irc.example", "[#lobby]", "#den 1"]);
    assert_eq!(world.shows("#den"), ["<alice> past", "<alice> live"]);
}
