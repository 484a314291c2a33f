use super::*;

#[test]
fn what_is_said_and_done() {
    let mut world = World::old();
    world.hear(
        ":ann!a@h PRIVMSG #a :hello
        :ann!a@h PRIVMSG #a :\u{1}ACTION waves\u{1}
        :bot!b@h NOTICE #a :built
        :ann!a@h PRIVMSG #a :hi Bob!
        :old NOTICE #a :rehash
        :ann!a@h PRIVMSG #a :\u{1}VERSION\u{1}",
    );
    assert_eq!(
        world.shows("#a"),
        [
            "<ann> hello",
            "* ann waves",
            "-bot- built",
            "> <ann> hi Bob!",
            "-- rehash",
            "-- ann asks our program for VERSION (CTCP)"
        ]
    );
    assert_eq!(world.sent(), [""; 0], "nobody makes us send");
}

#[test]
fn what_is_said_to_us_alone() {
    let mut world = World::old();
    world.hear(":ann!a@h PRIVMSG bob :psst\n:serv!s@h NOTICE bob :you are not registered");
    assert_eq!(world.tabs(), ["irc.example:9000 1", "[#a]", "ann 1!1"]);
    assert_eq!(world.shows("ann"), ["<ann> psst"]);
    assert_eq!(
        world.shows("irc.example:9000").last().map(String::as_str),
        Some("-serv- you are not registered")
    );
}

#[test]
fn the_servers_time_counts() {
    let mut world = World::ours();
    world.hear("@time=1970-01-01T11:00:00.000Z :alice!a@h PRIVMSG #lobby :earlier\n:alice!a@h PRIVMSG #lobby :now");
    let times: Vec<u64> = world
        .at("#lobby")
        .entries
        .iter()
        .map(|it| it.unix_ms)
        .collect();
    assert_eq!(times, [39_600_000, 43_380_000]);
}

#[test]
fn nothing_is_told_twice() {
    let mut world = World::ours();
    let line = "@msgid=x-1;time=1970-01-01T11:00:00.000Z :alice!a@h PRIVMSG #lobby :once";
    world.hear(line).hear(line);
    assert_eq!(world.shows("#lobby"), ["<alice> once"]);
}

#[test]
fn replies_reactions_and_words_taken_back() {
    let mut world = World::ours();
    world.hear(
        "@msgid=x-1 :alice!a@h PRIVMSG #lobby :lunch?
        @msgid=x-2;+draft/reply=x-1 :carl!c@h PRIVMSG #lobby :yes
        @+draft/react=\u{1f44d};+draft/reply=x-2 :alice!a@h TAGMSG #lobby
        @+draft/react=\u{1f44d};+draft/reply=x-2 :dee!d@h TAGMSG #lobby
        @+draft/react=\u{1f44d};+draft/reply=x-2 :dee!d@h TAGMSG #lobby
        @+draft/unreact=\u{1f44d};+draft/reply=x-2 :alice!a@h TAGMSG #lobby
        :alice!a@h REDACT #lobby x-1 :never mind
        :alice!a@h REDACT #lobby x-99 :unknown",
    );
    assert_eq!(
        world.shows("#lobby"),
        [
            "<alice> (taken back: never mind)",
            "<carl> yes [to x-1] [\u{1f44d} dee]"
        ]
    );
}

#[test]
fn an_answer_to_us_is_a_mention() {
    let mut world = World::ours();
    world.typed("anyone?");
    world.hear("@label=1;msgid=x-5 :bob!b@h PRIVMSG #lobby :anyone?\n@msgid=x-6;+draft/reply=x-5 :alice!a@h PRIVMSG #lobby :me");
    assert_eq!(
        world.shows("#lobby"),
        ["<bob> anyone?", "> <alice> me [to x-5]"]
    );
}

#[test]
fn who_is_typing() {
    let mut world = World::ours();
    let typing = |world: &World| {
        let typing = world.at("#lobby").typing.iter();
        typing
            .map(|it| it.name.clone())
            .collect::<Vec<_>>()
            .join(" ")
    };
    world.hear("@+typing=active :alice!a@h TAGMSG #lobby\n@+typing=paused :carl!c@h TAGMSG #lobby");
    assert_eq!(typing(&world), "alice carl");
    assert_eq!(world.chat.deadline(), Some(world.now.mono_ms + 6_000));
    world.pass(6_000);
    assert_eq!(typing(&world), "carl");
    world.hear(":carl!c@h PRIVMSG #lobby :there");
    assert_eq!(typing(&world), "");
    world.hear("@+typing=active :alice!a@h TAGMSG #lobby\n@+typing=done :alice!a@h TAGMSG #lobby");
    assert_eq!(typing(&world), "");
    for n in 0..100 {
        world.hear(&format!("@+typing=active :n{n}!a@h TAGMSG #lobby"));
    }
    assert_eq!(world.at("#lobby").typing.len(), window::TYPISTS);
}

#[test]
fn telling_that_we_type() {
    let mut world = World::ours();
    world.input(Input::Typing(true));
    assert_eq!(world.sent(), ["@+typing=active TAGMSG #lobby"]);
    world.pass(1_000).input(Input::Typing(true));
    assert_eq!(world.sent(), [""; 0]);
    world.pass(2_000).input(Input::Typing(true));
    world
        .input(Input::Typing(false))
        .input(Input::Typing(false));
    assert_eq!(
        world.sent(),
        [
            "@+typing=active TAGMSG #lobby",
            "@+typing=done TAGMSG #lobby"
        ]
    );
    world.typed("/notify typing off").input(Input::Typing(true));
    assert_eq!(world.sent(), [""; 0]);
    let mut old = World::old();
    old.input(Input::Typing(true));
    assert_eq!(old.sent(), [""; 0]);
}

#[test]
fn several_lines_are_one_message() {
    let mut world = World::ours();
    world.hear(
        "@msgid=x-1;time=1970-01-01T11:00:00.000Z :alice!a@h BATCH +7 draft/multiline #lobby
        @batch=7 :alice!a@h PRIVMSG #lobby :one
        @batch=7 :alice!a@h PRIVMSG #lobby :two
        @batch=7;draft/multiline-concat :alice!a@h PRIVMSG #lobby : and bob
        :irc BATCH -7",
    );
    assert_eq!(world.shows("#lobby"), ["> <alice> one / two and bob"]);
    assert_eq!(world.at("#lobby").entries[0].unix_ms, 39_600_000);
}

#[test]
fn what_rings() {
    let mut world = World::ours();
    let desktop = |title: &str, body: &str| {
        Output::Notice(Notice::Desktop {
            title: title.to_owned(),
            body: body.to_owned(),
        })
    };
    let bell = || Output::Notice(Notice::Bell);
    world.hear(":alice!a@h PRIVMSG #lobby :bob?");
    assert_eq!(world.wants(), [], "the user looks at it");
    world
        .act(Action::Attention(false))
        .hear(":alice!a@h PRIVMSG #lobby :hm\n:alice!a@h PRIVMSG #lobby :bob: \u{1b}]0;x\u{7}");
    assert_eq!(
        world.wants(),
        [
            bell(),
            desktop("alice in #lobby", "bob: \u{fffd}]0;x\u{fffd}")
        ]
    );
    assert_eq!(world.tabs(), ["irc.example", "[#lobby] 2!1"]);
    world.typed("/notify bell off").typed("/notify +cake");
    world.wants();
    world.hear(":alice!a@h PRIVMSG #lobby :Cake!\n:carl!c@h PRIVMSG bob :psst");
    assert_eq!(
        world.wants(),
        [desktop("alice in #lobby", "Cake!"), desktop("carl", "psst")]
    );
    world.act(Action::Attention(true));
    assert_eq!(world.tabs(), ["irc.example", "[#lobby]", "carl 1!1"]);
}

#[test]
fn the_title_counts_what_is_unread() {
    let mut world = World::ours();
    let mut titles = Vec::new();
    for input in [
        Input::Do(Action::Attention(false)),
        Input::Heard(FIRST, b":alice!a@h PRIVMSG #lobby :x"),
        Input::Heard(FIRST, b":alice!a@h PRIVMSG #lobby :y"),
        Input::Do(Action::Attention(true)),
    ] {
        world.chat.handle(input, world.now);
        while let Some(output) = world.chat.poll() {
            if let Output::Notice(Notice::Title(title)) = output {
                titles.push(title);
            }
        }
    }
    assert_eq!(
        titles,
        [
            "(1) #lobby - groupchat",
            "(2) #lobby - groupchat",
            "#lobby - groupchat"
        ]
    );
}

#[test]
fn who_is_ignored_is_not_heard() {
    let mut world = World::ours();
    world
        .typed("/ignore alice")
        .typed("/ignore *!*@spam.example");
    assert_eq!(
        world.wants().last(),
        Some(&Output::Save(Save::Ignored(vec![
            "alice".to_owned(),
            "*!*@spam.example".to_owned()
        ])))
    );
    world.clear("#lobby");
    world.hear(
        ":ALICE!a@h PRIVMSG #lobby :one
        :x!y@spam.example PRIVMSG bob :two
        @+typing=active :alice!a@h TAGMSG #lobby
        :alice!a@h INVITE bob #x
        :alicia!a@h PRIVMSG #lobby :three",
    );
    assert_eq!(world.shows("#lobby"), ["<alicia> three"]);
    assert_eq!(world.tabs(), ["irc.example", "[#lobby]"]);
    assert!(world.at("#lobby").typing.is_empty());
    world
        .typed("/ignore Alice")
        .hear(":alice!a@h PRIVMSG #lobby :four");
    assert_eq!(
        world.shows("#lobby")[1..],
        ["-- Alice is heard again.", "<alice> four"]
    );
}

#[test]
fn words_for_a_part_of_the_group() {
    let mut world = World::ours();
    world.hear(":alice!a@h PRIVMSG @#lobby :ops only");
    assert_eq!(world.shows("#lobby"), ["@<alice> ops only"]);
}
