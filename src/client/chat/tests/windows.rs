use super::window::Scroll;
use super::*;

/// Three groups on one server: the user is in `#a`.
fn three() -> World {
    let mut world = World::old();
    world.hear(":bob!b@h JOIN #b\n:bob!b@h JOIN #c");
    world
}

fn at_of(world: &World, title: &str, place: usize) -> entry::Key {
    world.at(title).entries[place].key
}

#[test]
fn going_from_window_to_window() {
    let mut world = three();
    let active = |world: &World| {
        let active = world.chat.active().expect("a window");
        world.chat.title_of(active).to_owned()
    };
    for (action, want) in [
        (Action::Step(1), "#b"),
        (Action::Step(-2), "irc.example:9000"),
        (Action::Step(-1), "#c"),
        (Action::Step(i32::MIN), "#c"),
        (Action::Nth(2), "#a"),
        (Action::Nth(0), "#a"),
        (Action::Nth(99), "#a"),
        (Action::Activate(WindowId(99)), "#a"),
    ] {
        world.act(action);
        assert_eq!(active(&world), want, "{action:?}");
    }
}

#[test]
fn windows_count_what_is_unread() {
    let mut world = three();
    world.hear(
        ":ann!a@h PRIVMSG #b :x\n:ann!a@h PRIVMSG #b :y\n:ann!a@h PRIVMSG #c :bob!\n:x!x@h JOIN #b",
    );
    assert_eq!(world.tabs(), ["irc.example:9000", "[#a]", "#b 2", "#c 1!1"]);
    assert_eq!(world.at("#b").unread_line, Some(at_of(&world, "#b", 0)));
    world.act(Action::NextActive);
    assert_eq!(
        world.tabs(),
        ["irc.example:9000", "#a", "#b 2", "[#c]"],
        "mentions first"
    );
    world.act(Action::NextActive);
    assert_eq!(world.tabs(), ["irc.example:9000", "#a", "[#b]", "#c"]);
    assert!(
        world.at("#b").unread_line.is_some(),
        "the line stays while one reads"
    );
    world.act(Action::NextActive);
    assert_eq!(world.tabs(), ["irc.example:9000", "#a", "[#b]", "#c"]);
    world.go("#a");
    assert!(world.at("#b").unread_line.is_none());
}

#[test]
fn windows_move_among_their_own() {
    let mut world = three();
    world.act(Action::Move(1));
    assert_eq!(world.tabs(), ["irc.example:9000", "#b", "[#a]", "#c"]);
    world.act(Action::Move(9));
    world.act(Action::Move(-1));
    assert_eq!(world.tabs(), ["irc.example:9000", "#b", "[#a]", "#c"]);
    world.act(Action::Move(-99));
    assert_eq!(world.tabs(), ["irc.example:9000", "[#a]", "#b", "#c"]);
    world.go("irc.example:9000").act(Action::Move(1));
    assert_eq!(world.tabs(), ["[irc.example:9000]", "#a", "#b", "#c"]);
}

#[test]
fn mentions_are_gone_to() {
    let mut world = three();
    world.hear(
        ":ann!a@h PRIVMSG #a :bob 1
        :ann!a@h PRIVMSG #a :between
        :ann!a@h PRIVMSG #c :bob 2
        :ann!a@h PRIVMSG #c :bob 3
        :ann!a@h PRIVMSG #c :after",
    );
    let mut seen = Vec::new();
    for forward in [false, false, false, false, true, true, true] {
        world.act(Action::Mention(forward));
        let window = world.chat.active().expect("a window");
        let Scroll::At { key, .. } = window.scroll else {
            panic!("not scrolled")
        };
        let entry = &window.entries[window.place(key).expect("there")];
        seen.push(entry.text.clone());
    }
    assert_eq!(
        seen,
        [
            "bob 1", "bob 3", "bob 2", "bob 1", "bob 2", "bob 3", "bob 1"
        ]
    );
}

#[test]
fn what_is_shown_does_not_jump() {
    let mut world = World::old();
    for n in 0..5 {
        world.hear(&format!(":ann!a@h PRIVMSG #a :{n}"));
    }
    let here = Scroll::At {
        key: at_of(&world, "#a", 2),
        hidden: 1,
    };
    world.act(Action::Scroll(here));
    world.hear(":ann!a@h PRIVMSG #a :5\n:ann!a@h PRIVMSG #a :6");
    assert_eq!(world.at("#a").scroll, here);
    assert_eq!(world.at("#a").new_below, 2);
    assert_eq!(
        world.tabs()[1],
        "[#a] 2",
        "what is below the edge is not read"
    );
    world.act(Action::Scroll(Scroll::Newest));
    assert_eq!(
        (world.at("#a").new_below, world.tabs()[1].as_str()),
        (0, "[#a]")
    );
    world.act(Action::Scroll(Scroll::At {
        key: entry::Key(9_999),
        hidden: 0,
    }));
    assert_eq!(world.at("#a").scroll, Scroll::Newest);
}

#[test]
fn what_is_remembered_is_bounded() {
    let mut world = World::old();
    world.hear(":ann!a@h PRIVMSG #a :first");
    world.act(Action::Scroll(Scroll::At {
        key: at_of(&world, "#a", 0),
        hidden: 3,
    }));
    world.act(Action::Search("first"));
    for n in 0..window::ENTRIES + 10 {
        world.hear(&format!("@msgid={n} :ann!a@h PRIVMSG #a :{n}"));
    }
    let window = world.at("#a");
    assert_eq!(window.entries.len(), window::ENTRIES);
    assert_eq!(window.msgids.len(), window::ENTRIES);
    assert_eq!(
        window.scroll,
        Scroll::At {
            key: window.entries[0].key,
            hidden: 0
        }
    );
    assert_eq!(window.search.as_ref().map(|it| it.hits.len()), Some(0));
    let long = "x".repeat(8_000);
    for _ in 0..1_000 {
        world.hear(&format!("@msgid={long} :ann!a@h PRIVMSG #a :{long}"));
    }
    let window = world.at("#a");
    assert!(window.bytes <= window::ENTRY_BYTES);
    assert_eq!(
        window.bytes,
        window.entries.iter().map(Entry::weight).sum::<usize>()
    );
}

#[test]
fn searching() {
    let mut world = World::old();
    for text in ["cake", "no", "CAKES", "ann", "pie"] {
        world.hear(&format!(":x!a@h PRIVMSG #a :{text}"));
    }
    world.typed("/search cake");
    let search = |world: &World| {
        world
            .at("#a")
            .search
            .clone()
            .map(|it| (it.hits.len(), it.at))
    };
    assert_eq!(search(&world), Some((2, 1)));
    assert_eq!(
        world.at("#a").scroll,
        Scroll::At {
            key: at_of(&world, "#a", 2),
            hidden: 0
        }
    );
    world.act(Action::Hit(false));
    assert_eq!(
        world.at("#a").scroll,
        Scroll::At {
            key: at_of(&world, "#a", 0),
            hidden: 0
        }
    );
    world.act(Action::Hit(false));
    assert_eq!(search(&world), Some((2, 1)));
    world
        .hear(":x!a@h PRIVMSG #a :cake again")
        .act(Action::Hit(true));
    assert_eq!(search(&world), Some((3, 2)));
    world.act(Action::Search("x"));
    assert_eq!(search(&world), Some((6, 5)), "who said it counts");
    world.act(Action::Search(""));
    assert_eq!(search(&world), None);
    world.typed("/search zebra").act(Action::Hit(true));
    assert_eq!(
        world.shows("#a").last().map(String::as_str),
        Some("-- 'zebra' was not found in this window.")
    );
}

#[test]
fn the_switcher_finds_windows() {
    let mut world = three();
    world.hear(":ann!a@h PRIVMSG #c :x\n:anna!a@h PRIVMSG bob :x");
    let found = |world: &World, query: &str| -> Vec<String> {
        let ids = world.chat.matches(query);
        let windows = ids.iter().filter_map(|id| world.chat.window(*id));
        windows
            .map(|it| world.chat.title_of(it).to_owned())
            .collect()
    };
    assert_eq!(
        found(&world, ""),
        ["anna", "#c", "irc.example:9000", "#a", "#b"]
    );
    assert_eq!(found(&world, "a"), ["#a", "anna", "irc.example:9000"]);
    assert_eq!(found(&world, "IRC"), ["irc.example:9000"]);
    assert_eq!(found(&world, "zz"), [""; 0]);
}

#[test]
fn closing_windows() {
    let mut world = three();
    world.hear(":ann!a@h PRIVMSG bob :x");
    let (b, ann, own) = (
        world.id("#b"),
        world.id("ann"),
        world.id("irc.example:9000"),
    );
    world.act(Action::Close(b)).act(Action::Close(ann));
    assert_eq!(world.sent(), ["PART #b"]);
    // The answer comes to a window that is gone.
    world.hear(":bob!b@h PART #b");
    world.typed("/leave #c bye").typed("/leave");
    assert_eq!(world.sent(), ["PART #c :bye", "PART #a"]);
    assert_eq!(world.tabs(), ["[irc.example:9000]"]);
    world.act(Action::Close(own));
    assert_eq!(world.sent(), ["QUIT"]);
    assert!(world.chat.windows().is_empty() && world.chat.servers().is_empty());
    for input in [
        Input::Typed("/join x"),
        Input::Typed("/help"),
        Input::Typed("x"),
        Input::Do(Action::Step(1)),
        Input::Typing(true),
    ] {
        world.input(input);
    }
    world.typed("/connect other:1");
    assert_eq!(world.tabs(), ["[other:1]"]);
}

#[test]
fn nothing_changes_when_nothing_happens() {
    let mut world = World::ours();
    world
        .pass(30_000)
        .hear(":irc PONG irc :groupchat-1")
        .pass(0);
    assert!(world.chat.changed());
    for line in [
        "PING x",
        ":irc PONG irc :groupchat-99",
        "",
        ":x SETNAME :y",
        ":irc PONG irc :other",
    ] {
        world.hear(line);
        assert!(!world.chat.changed(), "{line}");
    }
    world.pass(1_000);
    assert!(!world.chat.changed());
    world.hear(":alice!a@h PRIVMSG #lobby :x");
    assert!(world.chat.changed() && !world.chat.changed());
}
