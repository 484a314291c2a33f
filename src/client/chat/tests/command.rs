use super::*;

#[test]
fn commands_become_lines() {
    for (typed, want) in [
        ("/join den", "JOIN #den"),
        ("/join #den key", "JOIN #den key"),
        ("/msg alice hi there", "@label=1 PRIVMSG alice :hi there"),
        ("/msg #1 hi", "@label=1 PRIVMSG alice :hi"),
        ("/name rob", "NICK rob"),
        ("/members", "MEMBERS #lobby"),
        ("/members all", "MEMBERS *"),
        ("/groups", "LIST"),
        ("/whois alice", "WHOIS alice"),
        ("/whois #1", "WHOIS alice"),
        ("/topic", "TOPIC #lobby"),
        ("/topic more cake", "TOPIC #lobby :more cake"),
        ("/topic -", "TOPIC #lobby :"),
        ("/rename hall more room", "RENAME #lobby #hall :more room"),
        ("/invite carl", "INVITE carl #lobby"),
        ("/invite carl den", "INVITE carl #den"),
        (
            "/kick alice enough is enough",
            "KICK #lobby alice :enough is enough",
        ),
        ("/mode", "MODE #lobby"),
        ("/mode +o #1", "MODE #lobby +o alice"),
        ("/mode #den +i", "MODE #den +i"),
        ("/away lunch time", "AWAY :lunch time"),
        ("/away", "AWAY"),
        ("/listen 7000", "LISTEN 7000"),
        ("/history 2", "CHATHISTORY LATEST #lobby * 2"),
    ] {
        let mut world = World::ours();
        world.typed(typed);
        let sent = world.sent();
        assert_eq!(sent.last().map(String::as_str), Some(want), "{typed}");
        // Whom we never spoke to is asked about first.
        let asked = sent.iter().filter(|line| !line.contains("CHATHISTORY"));
        assert!(asked.count() <= 1, "{sent:?}");
    }
}

#[test]
fn what_cannot_be_done_is_told_and_not_sent() {
    for (typed, want) in [
        (
            "/mgs alice hi",
            "There is no command /mgs; the nearest is /msg. /help lists them all. To say a line that begins with a slash, double it.",
        ),
        (
            "/reactt x",
            "There is no command /reactt; the nearest is /react. /help lists them all. To say a line that begins with a slash, double it.",
        ),
        ("/msg alice", "Usage: /msg NAME|ID TEXT"),
        (
            "/name a b",
            "a b cannot be your name: it may not contain ' '.",
        ),
        (
            "/join a,b",
            "#a,b cannot be the name of a group: it may not contain a comma.",
        ),
        ("/msg a,b hi", "a,b cannot be the name of anybody."),
        (
            "/msg #99 hi",
            "Nobody with the number #99 is in your groups; /members all lists everyone.",
        ),
        ("/msg #den hi", "You are not in #den: /join #den first."),
        ("/leave #den", "You are not in #den."),
        (
            "/listen many",
            "'many' is not a port: a number from 0 (none) to 65535.",
        ),
        ("/reply", "Usage: /reply [^N] TEXT"),
        ("/reply yes", "There is nothing here to answer."),
        ("/react :+1:", "There is nothing here to react to."),
        ("/redact", "On this server, what is said stays said."),
        ("/ignore a b", "Usage: /ignore [NAME | MASK]"),
        (
            "/notify maybe",
            "Usage: /notify [bell|desktop|title|typing on|off | +WORD | -WORD]",
        ),
        (
            "/connect a b",
            "'b' is not a port: a number from 1 to 65535.",
        ),
        (
            "/connect a 0",
            "'0' is not a port: a number from 1 to 65535.",
        ),
        (
            "/connect x/y",
            "'x/y' is not a host; give a name or an IP address.",
        ),
    ] {
        let mut world = World::ours();
        world.typed(typed);
        assert_eq!(world.shows("#lobby"), [format!("!! {want}")], "{typed}");
        assert_eq!(world.sent(), [""; 0], "{typed}");
    }
}

#[test]
fn without_a_connection_questions_are_not_asked() {
    let mut world = World::ours();
    world.lose("x").typed("/whois alice");
    assert_eq!(
        world.shows("#lobby")[1],
        "!! Not connected; /connect tries again."
    );
    // What can be done later is done later.
    world.typed("/join #den").typed("/name rob");
    assert_eq!(world.tabs(), ["irc.example", "#lobby", "[#den]"]);
    world.typed("/connect");
    assert_eq!(world.wants().last(), Some(&Output::Connect(FIRST)));
    world.input(Input::Connected(FIRST)).hear(OURS);
    let sent = world.sent();
    assert!(sent.contains(&"NICK rob".to_owned()));
    assert!(sent.contains(&"JOIN #lobby".to_owned()) && sent.contains(&"JOIN #den".to_owned()));
}

#[test]
fn joining_and_being_refused() {
    let mut world = World::ours();
    world.typed("/join #den").hear(":bob!b@h JOIN #den");
    assert_eq!(world.tabs(), ["irc.example", "#lobby", "[#den]"]);
    world.typed("/join #lobby");
    assert_eq!(world.tabs(), ["irc.example", "[#lobby]", "#den"]);
    world.sent();
    world
        .typed("/join #shut")
        .hear(":irc 473 bob #shut :Cannot join channel (+i)");
    assert_eq!(world.tabs(), ["irc.example", "[#lobby]", "#den"]);
    assert_eq!(
        world.shows("#lobby"),
        ["!! The server refused: #shut: Cannot join channel (+i)"]
    );
}

#[test]
fn a_group_that_lets_us_in_no_more() {
    let mut world = World::ours();
    world
        .lose("x")
        .typed("hello")
        .pass(9_000)
        .input(Input::Connected(FIRST))
        .hear(OURS);
    world.hear(":irc 474 bob #lobby :Cannot join channel (+b)");
    assert_eq!(
        world.shows("#lobby")[1..],
        [
            "<bob> hello [failed: Cannot join channel (+b)]",
            "!! The server refused: #lobby: Cannot join channel (+b)"
        ]
    );
}

#[test]
fn answering_and_reacting() {
    let mut world = World::ours();
    world.hear("@msgid=x-1 :alice!a@h PRIVMSG #lobby :one\n@msgid=x-2 :alice!a@h PRIVMSG #lobby :two\n@msgid=x;3 :x BAD");
    world
        .typed("/reply yes")
        .typed("/reply ^2 to one")
        .typed("/react :+1:")
        .typed("/react ^2 \u{1f600}");
    assert_eq!(
        world.sent(),
        [
            "@label=1;+draft/reply=x-2 PRIVMSG #lobby :yes",
            "@label=2;+draft/reply=x-1 PRIVMSG #lobby :to one",
            "@+draft/react=:+1:;+draft/reply=x-2 TAGMSG #lobby",
            "@+draft/react=\u{1f600};+draft/reply=x-1 TAGMSG #lobby"
        ]
    );
    // What was chosen comes first, and only once.
    let key = world.at("#lobby").entries[0].key;
    world
        .act(Action::Choose(Some(key)))
        .typed("chosen")
        .typed("not");
    assert_eq!(
        world.sent(),
        [
            "@label=3;+draft/reply=x-1 PRIVMSG #lobby :chosen",
            "@label=4 PRIVMSG #lobby :not"
        ]
    );
}

#[test]
fn taking_words_back() {
    let mut world = World::ours();
    world.hear(
        ":irc CAP bob NEW :draft/message-redaction\n:irc CAP bob ACK :draft/message-redaction",
    );
    world
        .typed("oops")
        .hear("@label=1;msgid=x-1 :bob!b@h PRIVMSG #lobby :oops");
    world.sent();
    world.typed("/redact wrong window");
    assert_eq!(world.sent(), ["REDACT #lobby x-1 :wrong window"]);
    world.hear(":bob!b@h REDACT #lobby x-1 :wrong window");
    assert_eq!(world.shows("#lobby"), ["<bob> (taken back: wrong window)"]);
    world.typed("/redact");
    assert_eq!(
        world.shows("#lobby")[1],
        "!! You said nothing here that could be taken back."
    );
}

#[test]
fn conversations_open_on_request() {
    let mut world = World::ours();
    world.typed("/query alice");
    assert_eq!(world.tabs(), ["irc.example", "#lobby", "[alice]"]);
    assert_eq!(world.sent(), ["CHATHISTORY LATEST alice * 3"]);
    world.typed("hi");
    assert_eq!(world.sent(), ["@label=1 PRIVMSG alice :hi"]);
    world.typed("/q carl what now");
    assert_eq!(world.shows("carl"), ["<bob> what now [sending]"]);
    world.hear("@label=2 :irc 401 bob carl :No such nick/channel");
    assert_eq!(
        world.shows("carl"),
        [
            "<bob> what now [failed: No such nick/channel]",
            "!! The server refused: carl: No such nick/channel"
        ]
    );
}

#[test]
fn the_member_table_is_shown() {
    let mut world = World::ours();
    world.typed("/members all");
    world.hear(":irc MEMBER 1 alice 0::1 50612 9001 @a 17\n:irc MEMBER 2 bob 127.0.0.1 50614 0 * 0\n:irc MEMBERS *");
    let Kind::Members(rows) = &world.at("#lobby").entries[0].kind else {
        panic!("no table")
    };
    let alice = &rows[0];
    assert_eq!(
        (
            alice.id,
            alice.name.as_str(),
            alice.address.as_str(),
            alice.listen,
            alice.coordinator,
            alice.away
        ),
        (Some(1), "alice", "[::1]:50612", Some(9001), true, true)
    );
    assert_eq!(world.shows("#lobby"), ["-- 2 members of everyone"]);
}

#[test]
fn adding_a_server() {
    let mut world = World::ours();
    world.typed("/connect other 7000");
    assert_eq!(world.wants(), [Output::Connect(ServerId(1))]);
    assert_eq!(world.tabs(), ["irc.example", "#lobby", "[other:7000]"]);
    let now = world.now;
    world.chat.handle(Input::Connected(ServerId(1)), now);
    assert!(matches!(
        world.chat.poll(),
        Some(Output::Notice(_) | Output::Send(ServerId(1), _))
    ));
    world.drain_other();
    world.typed("/connect irc.example:9000");
    assert_eq!(world.tabs(), ["[irc.example]", "#lobby", "other:7000"]);
    world.typed("/connect");
    assert_eq!(
        world.shows("irc.example").last().map(String::as_str),
        Some("-- This server is connected, or about to be.")
    );
    for n in 0..100 {
        world.typed(&format!("/connect host{n}"));
    }
    assert_eq!(world.chat.servers().len(), SERVERS);
}

#[test]
fn help_clear_and_notify() {
    let mut world = World::ours();
    world.typed("/help");
    assert_eq!(world.wants(), [Output::Help]);
    world.hear(":alice!a@h PRIVMSG #lobby :x").typed("/clear");
    assert_eq!(world.shows("#lobby"), [""; 0]);
    world
        .typed("/notify")
        .typed("/notify +Cake")
        .typed("/notify -cake")
        .typed("/notify title off")
        .typed("/ignore");
    assert_eq!(
        world.shows("#lobby"),
        [
            "-- Bell on, desktop on, title on, typing on. Words beside your name: none.",
            "-- Bell on, desktop on, title on, typing on. Words beside your name: Cake.",
            "-- Bell on, desktop on, title on, typing on. Words beside your name: none.",
            "-- Bell on, desktop on, title off, typing on. Words beside your name: none.",
            "-- Nobody is ignored."
        ]
    );
    assert_eq!(world.wants().len(), 3);
}
