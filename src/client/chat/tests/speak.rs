use super::*;

#[test]
fn words_are_there_when_they_come_back() {
    let mut world = World::ours();
    world.typed("hello").typed("/me waves").typed("//etc");
    assert_eq!(
        world.sent(),
        [
            "@label=1 PRIVMSG #lobby :hello",
            "@label=2 PRIVMSG #lobby :\u{1}ACTION waves\u{1}",
            "@label=3 PRIVMSG #lobby :/etc"
        ]
    );
    assert_eq!(
        world.shows("#lobby"),
        [
            "<bob> hello [sending]",
            "* bob waves [sending]",
            "<bob> /etc [sending]"
        ]
    );
    world.hear(
        "@label=1;msgid=x-1 :bob!b@h PRIVMSG #lobby :hello
        @label=3;msgid=x-3 :bob!b@h PRIVMSG #lobby :/etc
        @label=2 :irc 404 bob #lobby :Cannot send to channel",
    );
    assert_eq!(
        world.shows("#lobby"),
        [
            "<bob> hello",
            "* bob waves [failed: Cannot send to channel]",
            "<bob> /etc",
            "!! The server refused: #lobby: Cannot send to channel"
        ]
    );
    assert_eq!(world.at("#lobby").entries[0].msgid.as_deref(), Some("x-1"));
}

#[test]
fn an_echo_without_a_label_is_known_by_its_words() {
    let mut world = World::ours();
    world.typed("a").typed("b").typed("a");
    world.hear("@msgid=1 :bob!b@h PRIVMSG #lobby :a\n@msgid=2 :bob!b@h PRIVMSG #lobby :b");
    assert_eq!(
        world.shows("#lobby"),
        ["<bob> a", "<bob> b", "<bob> a [sending]"]
    );
    // What we said on another screen is news.
    world.hear(":bob!b@h PRIVMSG #lobby :c\n:bob!b@h PRIVMSG alice :d");
    assert_eq!(world.shows("#lobby")[3], "<bob> c");
    assert_eq!(world.tabs(), ["irc.example", "[#lobby]", "alice"]);
}

#[test]
fn without_echo_what_is_out_is_there() {
    let mut world = World::old();
    world.typed("hello");
    assert_eq!(world.sent(), ["PRIVMSG #a :hello"]);
    assert_eq!(world.shows("#a"), ["<bob> hello"]);
    world.hear(":old 404 bob #a :Cannot send to channel");
    assert_eq!(
        world.shows("#a")[1],
        "!! The server refused: #a: Cannot send to channel"
    );
}

#[test]
fn other_servers_are_not_rushed() {
    let mut world = World::old();
    world.typed("1\n2\n\n3\n4\n5\n6\n7");
    assert_eq!(world.sent().len(), 5);
    assert_eq!(
        world.shows("#a")[4..],
        ["<bob> 5", "<bob> 6 [unsent]", "<bob> 7 [unsent]"]
    );
    let mut took = 0;
    while world
        .shows("#a")
        .last()
        .is_some_and(|it| it.ends_with("[unsent]"))
    {
        let due = world.chat.deadline().expect("a deadline") - world.now.mono_ms;
        took += due;
        world.pass(due);
    }
    assert_eq!(took, 4_000);
    assert_eq!(world.sent(), ["PRIVMSG #a :6", "PRIVMSG #a :7"]);
}

#[test]
fn long_words_go_in_pieces() {
    let mut world = World::ours();
    let text = "ten letters ".repeat(60);
    world.typed(text.trim());
    let sent = world.sent();
    assert_eq!(sent.len(), 2);
    // With our name and address in front of them, as others get them, they still fit.
    let front = ":bob!12345678901@".len() + 63 + 1 - "@label=1 ".len();
    assert!(sent.iter().all(|line| front + line.len() <= 510));
    let shown: String = world
        .at("#lobby")
        .entries
        .iter()
        .map(|it| it.text.as_str())
        .collect();
    assert_eq!(shown, text.trim());
}

fn multiline() -> World {
    let mut world = World::ours();
    world.hear(":irc CAP bob NEW :draft/multiline=max-bytes=1000,max-lines=4\n:irc CAP bob ACK :draft/multiline");
    world.sent();
    world
}

#[test]
fn several_lines_go_as_one_where_the_server_takes_that() {
    let mut world = multiline();
    world.typed("one\ntwo\n\nfour\n");
    assert_eq!(
        world.sent(),
        [
            "@label=1 BATCH +m1 draft/multiline #lobby",
            "@batch=m1 PRIVMSG #lobby :one",
            "@batch=m1 PRIVMSG #lobby :two",
            "@batch=m1 PRIVMSG #lobby :",
            "@batch=m1 PRIVMSG #lobby :four",
            "BATCH -m1"
        ]
    );
    assert_eq!(
        world.shows("#lobby"),
        ["<bob> one / two /  / four [sending]"]
    );
    world.hear(
        "@label=1;msgid=x-1 :bob!b@h BATCH +9 draft/multiline #lobby
        @batch=9 :bob!b@h PRIVMSG #lobby :one
        @batch=9 :bob!b@h PRIVMSG #lobby :two
        @batch=9 :bob!b@h PRIVMSG #lobby :
        @batch=9 :bob!b@h PRIVMSG #lobby :four
        :irc BATCH -9",
    );
    assert_eq!(world.shows("#lobby"), ["<bob> one / two /  / four"]);
    // More than it takes goes as more than one.
    world.typed("1\n2\n3\n4\n5");
    let sent = world.sent();
    assert_eq!(sent.len(), 7);
    assert_eq!(sent[5], "BATCH -m2");
    assert_eq!(sent[6], "@label=3 PRIVMSG #lobby :5");
}

#[test]
fn a_long_line_among_several_is_joined_again() {
    let mut world = multiline();
    let long = "x".repeat(500);
    world.typed(&long);
    let sent = world.sent();
    assert_eq!(sent.len(), 4);
    assert!(sent[1].starts_with("@batch=m1 PRIVMSG #lobby :xx"));
    assert!(sent[2].starts_with("@batch=m1;draft/multiline-concat PRIVMSG #lobby :xx"));
}

#[test]
fn what_is_typed_offline_is_kept_and_sent() {
    let mut world = World::ours();
    world.lose("broken pipe");
    world.typed("are you there?").typed("I am");
    assert_eq!(
        world.shows("#lobby"),
        [
            "-- away from 12:03 to now",
            "<bob> are you there? [unsent]",
            "<bob> I am [unsent]"
        ]
    );
    assert_eq!(world.sent(), [""; 0]);
    world.pass(60_000).input(Input::Connected(FIRST)).hear(OURS);
    assert!(
        world.sent().iter().all(|line| !line.contains("PRIVMSG")),
        "not before we are in"
    );
    world.hear(":bob!b@h JOIN #lobby");
    let sent = world.sent();
    assert_eq!(
        sent.iter()
            .filter(|line| line.contains("PRIVMSG"))
            .collect::<Vec<_>>(),
        [
            "@label=1 PRIVMSG #lobby :are you there?",
            "@label=2 PRIVMSG #lobby :I am"
        ]
    );
    assert_eq!(
        world.shows("#lobby"),
        [
            "-- away from 12:03 to 12:04",
            "<bob> are you there? [sending]",
            "<bob> I am [sending]"
        ]
    );
}

#[test]
fn what_was_on_its_way_is_said_once() {
    let mut world = World::ours();
    world.typed("arrived").typed("lost");
    world.sent();
    world
        .lose("broken pipe")
        .pass(60_000)
        .input(Input::Connected(FIRST))
        .hear(OURS);
    world.sent();
    world.hear(
        ":bob!b@h JOIN #lobby
        :irc BATCH +h chathistory #lobby
        @batch=h;msgid=x-1;time=1970-01-01T12:03:00.500Z :bob!b@h PRIVMSG #lobby :arrived
        :irc BATCH -h",
    );
    let sent = world.sent();
    let said: Vec<_> = sent
        .iter()
        .filter(|line| line.contains("PRIVMSG"))
        .collect();
    assert_eq!(said, ["@label=3 PRIVMSG #lobby :lost"]);
    let mut shown = world.shows("#lobby");
    shown.sort();
    assert_eq!(
        shown,
        [
            "-- away from 12:03 to 12:04",
            "<bob> arrived",
            "<bob> lost [sending]"
        ]
    );
}

#[test]
fn what_goes_again_goes_in_the_order_of_typing() {
    let mut world = World::ours();
    world.typed("before");
    world.sent();
    world.lose("broken pipe").typed("kept for later");
    world.pass(60_000).input(Input::Connected(FIRST)).hear(OURS);
    world.hear(":bob!b@h JOIN #lobby").typed("now");
    assert!(
        world.sent().iter().all(|line| !line.contains("PRIVMSG")),
        "not before history has told what arrived"
    );
    world.hear(":irc BATCH +h chathistory #lobby\n:irc BATCH -h");
    let sent = world.sent();
    let said: Vec<_> = sent
        .iter()
        .filter(|line| line.contains("PRIVMSG"))
        .collect();
    assert_eq!(
        said,
        [
            "@label=2 PRIVMSG #lobby :before",
            "@label=3 PRIVMSG #lobby :kept for later",
            "@label=4 PRIVMSG #lobby :now"
        ]
    );
    assert_eq!(
        world.shows("#lobby"),
        [
            "-- away from 12:03 to 12:04",
            "<bob> before [sending]",
            "<bob> kept for later [sending]",
            "<bob> now [sending]"
        ]
    );
}

#[test]
fn words_that_may_have_arrived_hold_nothing_up_for_ever() {
    // In a conversation nobody asks for history by itself; the server may not know it, nor answer.
    for lines in [
        "",
        ":irc FAIL CHATHISTORY MESSAGE_ERROR LATEST alice :Not now",
        ":irc FAIL CHATHISTORY MESSAGE_ERROR :Not now",
    ] {
        let mut world = World::ours();
        world.typed("/query alice before").sent();
        world.lose("broken pipe").typed("later");
        world.pass(60_000).input(Input::Connected(FIRST)).hear(OURS);
        assert!(
            world
                .sent()
                .contains(&"CHATHISTORY LATEST alice * 3".to_owned()),
            "it is asked for where something is in doubt"
        );
        world.hear(lines).pass(30_000);
        let sent = world.sent();
        let said: Vec<_> = sent.iter().filter(|it| it.contains("PRIVMSG")).collect();
        assert_eq!(said, ["@label=2 PRIVMSG alice :later"], "{lines}");
        let before = world.shows("alice").remove(0);
        assert!(before.starts_with("<bob> before [failed: "), "{before}");
    }
}

#[test]
fn where_we_are_not_let_in_again_nothing_stays_in_doubt() {
    let mut world = World::ours();
    world.typed("before").lose("broken pipe").typed("later");
    world.pass(60_000).input(Input::Connected(FIRST)).hear(OURS);
    world.hear(":irc 474 bob #lobby :Cannot join channel (+b)");
    let shown = world.shows("#lobby");
    let failed = |start: &str| shown.iter().any(|it| it.starts_with(start));
    assert!(
        failed("<bob> before [failed: the connection was lost"),
        "{shown:?}"
    );
    assert!(failed("<bob> later [failed: Cannot join"), "{shown:?}");
}

#[test]
fn a_server_that_has_lost_its_history_is_not_waited_for() {
    let mut world = World::ours();
    world.typed("before").lose("gone").typed("later");
    world.pass(60_000).input(Input::Connected(FIRST)).hear(OLD);
    world.sent();
    world.hear(":bob!b@h JOIN #lobby");
    assert_eq!(
        world.sent().last().map(String::as_str),
        Some("PRIVMSG #lobby :later")
    );
    assert_eq!(
        world.shows("#lobby"),
        [
            "<bob> before [failed: the connection was lost before the server took it]",
            "-- away from 12:03 to 12:04",
            "<bob> later"
        ]
    );
}

#[test]
fn without_history_nothing_is_said_twice_by_itself() {
    let mut world = World::old();
    world.hear(":old CAP bob NEW :echo-message\n:old CAP bob ACK :echo-message");
    world.typed("hello").lose("gone");
    assert_eq!(
        world.shows("#a")[0],
        "<bob> hello [failed: the connection was lost before the server took it]"
    );
}

#[test]
fn what_waits_is_bounded() {
    let mut world = World::ours();
    world.lose("gone");
    for n in 0..2_000 {
        world.typed(&n.to_string());
    }
    let waiting = world
        .at("#lobby")
        .entries
        .iter()
        .filter(|it| it.state == State::Unsent)
        .count();
    assert_eq!(waiting, 500);
    assert_eq!(
        world.shows("#lobby").last().map(String::as_str),
        Some("!! Too much waits to be sent already; this was not said: 1999")
    );
}

#[test]
fn nothing_typed_makes_two_lines() {
    let mut world = World::ours();
    world
        .typed("/me a\r\nQUIT")
        .typed("/topic x\nQUIT")
        .typed("/msg alice y\nz")
        .typed("/join #x\u{0}y");
    for line in world.sent() {
        assert!(!line.starts_with("QUIT"), "{line}");
    }
}

#[test]
fn what_is_typed_too_early_is_said_where_one_lands() {
    let mut world = World::new(settings());
    world.typed("hello").input(Input::Connected(FIRST));
    world.typed("/me waves");
    assert_eq!(
        world.shows("irc.example:9000"),
        [
            "-- This waits until you are in a group.",
            "<bob> hello [unsent]",
            "* bob waves [unsent]"
        ]
    );
    world.hear(OURS).typed("anybody?");
    world.sent();
    world.hear(ENTERED);
    let sent = world.sent();
    let said: Vec<_> = sent.iter().filter(|it| it.contains("PRIVMSG")).collect();
    assert_eq!(
        said,
        [
            "@label=1 PRIVMSG #lobby :hello",
            "@label=2 PRIVMSG #lobby :\u{1}ACTION waves\u{1}",
            "@label=3 PRIVMSG #lobby :anybody?"
        ]
    );
    assert_eq!(
        world.shows("#lobby"),
        [
            "<bob> hello [sending]",
            "* bob waves [sending]",
            "<bob> anybody? [sending]"
        ]
    );
    let left = world.shows("irc.example");
    assert!(!left.iter().any(|it| it.contains("[unsent]")), "{left:?}");
    let own = world.at("irc.example");
    assert_eq!(
        own.bytes,
        own.entries.iter().map(Entry::weight).sum::<usize>()
    );
}

#[test]
fn what_is_typed_too_early_outlives_the_attempts_to_connect() {
    let mut world = World::new(settings());
    world.lose("refused").typed("hello").pass(5_000);
    world.typed("/clear").input(Input::Connected(FIRST));
    world
        .lose("reset")
        .pass(5_000)
        .input(Input::Connected(FIRST));
    world.hear(OURS).hear(ENTERED);
    assert_eq!(world.shows("#lobby"), ["<bob> hello [sending]"]);
}

#[test]
fn where_one_lands_nowhere_that_is_said() {
    let mut world = World::new(settings());
    world
        .typed("hello")
        .input(Input::Connected(FIRST))
        .hear(OLD);
    assert_eq!(
        world.shows("irc.example:9000")[1..2],
        ["<bob> hello [failed: you are in no group]"]
    );
    // Who is about to enter a group is about to be heard.
    world.typed("/join #b").typed("hi");
    world.hear(":old 473 bob #b :Cannot join channel (+i)");
    let shown = world.shows("irc.example:9000");
    assert!(
        shown.contains(&"<bob> hi [failed: Cannot join channel (+i)]".to_owned()),
        "{shown:?}"
    );
    world.typed("/join #a").typed("hi there");
    world.sent();
    world.hear(":bob!b@h JOIN :#a");
    assert_eq!(
        world.sent().last().map(String::as_str),
        Some("PRIVMSG #a :hi there")
    );
    // A server that does not let us in is not waited for.
    let mut world = World::new(settings());
    world.typed("hello").input(Input::Connected(FIRST));
    world.hear(":s 465 * :You are banned").typed("hello?");
    let shown = world.shows("irc.example:9000");
    assert_eq!(
        shown.last().map(String::as_str),
        Some("!! Nobody hears you here: /join #GROUP, or /msg NAME TEXT.")
    );
    assert!(
        shown.contains(&"<bob> hello [unsent]".to_owned()),
        "it is tried again by /connect"
    );
}

#[test]
fn what_is_typed_too_early_is_bounded() {
    let mut world = World::new(settings());
    for _ in 0..100 {
        world.typed(&"x".repeat(8_000));
    }
    let shown = world.shows("irc.example:9000");
    let kept = shown.iter().filter(|it| it.ends_with("[unsent]")).count();
    assert_eq!(kept, 8);
    assert!(shown[99].starts_with("!! Too much waits to be sent already; this was not said: xxx"));
}

#[test]
fn what_ends_in_empty_lines_is_said_without_them() {
    let mut world = multiline();
    world.typed("one\ntwo\n\n");
    assert_eq!(world.shows("#lobby"), ["<bob> one / two [sending]"]);
}

#[test]
fn who_talks_to_nobody_is_told_once() {
    let mut world = World::ours();
    world.typed("/query nobody hello");
    assert_eq!(
        world.sent(),
        [
            "CHATHISTORY LATEST nobody * 3",
            "@label=1 PRIVMSG nobody :hello"
        ]
    );
    world.hear(
        ":irc FAIL CHATHISTORY INVALID_TARGET LATEST nobody :Messages could not be retrieved: Nobody here is called nobody.
        @label=1 :irc 401 bob nobody :No such nick/channel",
    );
    world.input(Input::Typing(true));
    assert_eq!(world.sent(), [""; 0], "nobody is told that one writes");
    assert_eq!(
        world.shows("nobody"),
        [
            "<bob> hello [failed: No such nick/channel]",
            "!! The server refused: nobody: No such nick/channel"
        ]
    );
    // Who asks is answered.
    world.typed("/history");
    world.hear(":irc FAIL CHATHISTORY INVALID_TARGET LATEST nobody :Nobody here is called nobody.");
    assert_eq!(
        world.shows("nobody").last().map(String::as_str),
        Some("!! Nobody here is called nobody.")
    );
}

#[test]
fn a_server_has_no_ears() {
    let mut world = World::ours();
    world.go("irc.example").typed("hello?");
    assert_eq!(
        world.shows("irc.example").last().map(String::as_str),
        Some("!! Nobody hears you here: /join #GROUP, or /msg NAME TEXT.")
    );
    assert_eq!(world.sent(), [""; 0]);
}
