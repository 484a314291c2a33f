//! Whatever comes, nothing panics and nothing grows without end.

use proptest::prelude::*;

use super::window::Scroll;
use super::*;

fn word() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "bob",
        "ann",
        "#a",
        "#lobby",
        "#b",
        "*",
        "@#a",
        "+o",
        "-o+v",
        "LS",
        "ACK",
        "NAK",
        "NEW",
        "DEL",
        "+1",
        "-1",
        "+2",
        "-2",
        "chathistory",
        "draft/multiline",
        "labeled-response",
        "TARGETS",
        "timestamp=1970-01-01T12:04:00.000Z",
        "1",
        "2",
        "7",
        "sasl batch echo-message",
        "groupchat/members",
        "CASEMAPPING=rfc1459",
        "PREFIX=(ov)@+",
        "bob ann @x",
        "x-1",
        "CHATHISTORY",
        "AFTER",
        "",
        "\u{1}ACTION x\u{1}",
        "127.0.0.1",
        "9001",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => "[ -~é\u{1f600}]{0,12}"]
}

fn line() -> impl Strategy<Value = String> {
    let commands = prop::sample::select(vec![
        "PRIVMSG",
        "NOTICE",
        "TAGMSG",
        "JOIN",
        "PART",
        "QUIT",
        "NICK",
        "KICK",
        "MODE",
        "TOPIC",
        "INVITE",
        "AWAY",
        "ACCOUNT",
        "CHGHOST",
        "BATCH",
        "CAP",
        "AUTHENTICATE",
        "PING",
        "PONG",
        "ERROR",
        "FAIL",
        "NOTE",
        "MEMBER",
        "MEMBERS",
        "MARKREAD",
        "CHATHISTORY",
        "REDACT",
        "RENAME",
        "SETNAME",
        "ACK",
        "001",
        "005",
        "042",
        "301",
        "305",
        "315",
        "322",
        "324",
        "331",
        "332",
        "333",
        "352",
        "353",
        "366",
        "372",
        "376",
        "401",
        "403",
        "404",
        "433",
        "464",
        "474",
        "903",
        "904",
        "999",
    ]);
    let tags = prop::sample::select(vec![
        "",
        "",
        "",
        "@batch=1 ",
        "@batch=2 ",
        "@batch=2;batch=1 ",
        "@label=1 ",
        "@label=2;msgid=x-1 ",
        "@msgid=x-1 ",
        "@msgid=x-2;+draft/reply=x-1 ",
        "@time=1970-01-01T12:04:00.000Z ",
        "@time=9999-12-31T23:59:59.999Z ",
        "@+typing=active ",
        "@+draft/react=y;+draft/reply=x-1 ",
        "@batch=1;time=1970-01-01T00:00:00.000Z;draft/multiline-concat ",
    ]);
    let sources = prop::sample::select(vec!["", ":irc ", ":bob!b@h ", ":ann!a@h ", ":x!y@z "]);
    (tags, sources, commands, prop::collection::vec(word(), 0..6)).prop_map(
        |(tags, source, command, words)| {
            let mut line = format!("{tags}{source}{command}");
            let count = words.len();
            for (place, word) in words.iter().enumerate() {
                line += if place + 1 == count { " :" } else { " " };
                line += word;
            }
            line
        },
    )
}

#[derive(Clone, Debug)]
enum Step {
    Connected,
    Heard(String),
    Raw(Vec<u8>),
    Lost,
    Typed(String),
    Typing(bool),
    Do(u8, i32),
    Pass(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let typed = prop_oneof![
        "[a-z /#^\n]{0,30}",
        prop::sample::select(vec![
            "hello",
            "one\ntwo",
            "/join #b",
            "/leave",
            "/query ann hi",
            "/me waves",
            "/reply ^2 x",
            "/react y",
            "/redact",
            "/search x",
            "/clear",
            "/ignore ann",
            "/connect other",
            "/connect",
            "/members all",
            "/history 5",
            "/name rob",
            "/notify +x",
            "/msg #1 x",
            "/topic -",
            "/mode +o #1",
            "/kick ann",
        ])
        .prop_map(str::to_owned),
    ];
    prop_oneof![
        1 => Just(Step::Connected),
        16 => line().prop_map(Step::Heard),
        1 => prop::collection::vec(any::<u8>(), 0..40).prop_map(Step::Raw),
        1 => Just(Step::Lost),
        4 => typed.prop_map(Step::Typed),
        1 => any::<bool>().prop_map(Step::Typing),
        3 => (any::<u8>(), -3..4).prop_map(|(what, by)| Step::Do(what, by)),
        2 => (0u64..200_000).prop_map(Step::Pass),
    ]
}

fn do_it(world: &mut World, what: u8, by: i32) {
    let window = world.chat.windows().get(usize::from(what) % 7);
    let id = window.map_or(WindowId(99), |window| window.id);
    let key = window
        .and_then(|it| it.entries.get(usize::from(what) % 5))
        .map(|it| it.key);
    let scroll = key.map_or(Scroll::Newest, |key| Scroll::At { key, hidden: 1 });
    world.act(match what % 13 {
        0 => Action::Activate(id),
        1 => Action::Nth(usize::from(what)),
        2 => Action::Step(by),
        3 => Action::NextActive,
        4 => Action::Mention(by > 0),
        5 => Action::Move(by),
        6 if what > 200 => Action::Close(id),
        7 => Action::Scroll(scroll),
        8 => Action::Search("a"),
        9 => Action::Hit(by > 0),
        10 => Action::Choose(key),
        11 => Action::Attention(by > 0),
        _ => Action::Scroll(Scroll::Newest),
    });
}

/// What must hold whatever has happened.
fn check(world: &World) {
    for window in world.chat.windows() {
        assert!(window.entries.len() <= window::ENTRIES);
        assert_eq!(
            window.bytes,
            window.entries.iter().map(Entry::weight).sum::<usize>()
        );
        for entry in &window.entries {
            assert_eq!(
                window.place(entry.key).map(|at| window.entries[at].key),
                Some(entry.key)
            );
        }
        let known: std::collections::HashSet<&String> =
            window.entries.iter().flat_map(Entry::msgids).collect();
        assert_eq!(known.len(), window.msgids.len(), "{:?}", window.msgids);
        let there = |key| window.place(key).is_some();
        if let Scroll::At { key, .. } = window.scroll {
            assert!(there(key));
        }
        assert!(
            window.unread_line.is_none_or(there),
            "the unread line stands before something"
        );
        assert!(window.chosen.is_none_or(there));
        assert!(world.chat.server(window.server).is_some());
        if let Some(search) = &window.search {
            assert!(search.hits.iter().all(|key| there(*key)));
            assert!(search.at < search.hits.len().max(1));
        }
    }
    let any = !world.chat.windows().is_empty();
    assert_eq!(world.chat.active().is_some(), any);
    for server in world.chat.servers() {
        assert!(server.wire.unsent.len() <= wire::UNSENT);
        assert!(server.wire.queue.len() <= wire::QUEUE);
    }
}

impl World {
    /// Like [`World::input`], for several servers.
    fn any(&mut self, input: Input<'_>) {
        self.chat.handle(input, self.now);
        while let Some(output) = self.chat.poll() {
            if let Output::Send(_, bytes) = output {
                let text = String::from_utf8(bytes).expect("UTF-8");
                for line in text.split_terminator("\r\n") {
                    assert!(
                        !line.contains(['\r', '\n', '\0']) && !line.is_empty(),
                        "{line:?}"
                    );
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn nothing_heard_or_done_panics(ours in any::<bool>(), steps in prop::collection::vec(step(), 0..80)) {
        let mut world = if ours { World::ours() } else { World::old() };
        for step in &steps {
            match step {
                Step::Connected => world.any(Input::Connected(FIRST)),
                Step::Heard(line) => world.any(Input::Heard(FIRST, line.as_bytes())),
                Step::Raw(bytes) => world.any(Input::Heard(FIRST, bytes)),
                Step::Lost => world.any(Input::Lost(FIRST, None)),
                Step::Typed(text) => world.any(Input::Typed(text)),
                Step::Typing(any) => world.any(Input::Typing(*any)),
                Step::Do(what, by) => { do_it(&mut world, *what, *by); }
                Step::Pass(ms) => { world.now.mono_ms += ms; world.any(Input::Tick); }
            }
            check(&world);
        }
    }
}

#[test]
fn a_server_that_opens_everything_is_bounded() {
    let mut world = World::ours();
    for n in 0..2_000 {
        world.hear(&format!(
            ":x{n}!a@h PRIVMSG bob :hi
            :irc BATCH +b{n} chathistory #lobby
            :irc BATCH +c{n} draft/multiline #lobby
            :bob!b@h JOIN #g{n}
            :irc 353 bob = #lobby :{}",
            (0..30)
                .map(|m| format!("m{n}x{m}"))
                .collect::<Vec<_>>()
                .join(" ")
        ));
    }
    assert_eq!(world.chat.windows().len(), WINDOWS);
    assert!(world.chat.servers()[0].wire.batches.len() <= 32);
    assert!(world.at("#lobby").members.iter().len() <= member::MEMBERS);
    assert!(
        world.at("#lobby").members.len() >= 50_000,
        "those that are not kept are counted"
    );
}
