//! The table, its rules, and whatever anybody may type.

use proptest::prelude::*;

use super::*;
use crate::irc::testing::{Client, well_formed};
use crate::steps::Step;

#[test]
fn the_table_is_in_order_and_complete() {
    for pair in TABLE.windows(2) {
        assert!(
            pair[0].word < pair[1].word,
            "{} is out of order",
            pair[1].word
        );
    }
    for row in TABLE {
        assert_eq!(
            find(&row.word.to_lowercase()).map(|r| r.word),
            Some(row.word)
        );
        assert!(row.spec.len() > 3, "{} cites nothing", row.word);
        let named = row
            .usage
            .split_whitespace()
            .filter(|w| w.starts_with(['<', 'L']))
            .count();
        assert!(
            named >= row.params.min(1),
            "{} hides its parameters",
            row.word
        );
    }
    assert!(find("JOI").is_none() && find("JOINS").is_none() && find("").is_none());
}

#[test]
fn commands_keep_to_their_phase_and_their_parameters() {
    for row in TABLE {
        let params = "x ".repeat(row.params);
        let line = format!("{} {params}", row.word);
        let early = Client::new().with(row.needs).answers(&line);
        let unregistered = " 451 * :You have not registered";
        assert_eq!(
            early.contains(unregistered),
            row.when == After,
            "{line}: {early}"
        );
        let late = Client::member().with(row.needs).answers(&line);
        assert_eq!(
            late.contains(" 462 alice :"),
            row.when == Before,
            "{line}: {late}"
        );
        if row.params > 0 && row.when != Before {
            let line = format!("{} {}", row.word, "x ".repeat(row.params - 1));
            let short = Client::member().with(row.needs).answers(&line);
            let want = format!(" 461 alice {} :Not enough parameters", row.word);
            assert!(short.contains(&want), "{line}: {short}");
        }
        if row.needs != Caps::NONE {
            let without = Client::member().answers(&line);
            let want = format!(" 421 alice {} :Unknown command", row.word);
            assert!(without.contains(&want), "{line}: {without}");
        }
    }
}

#[test]
fn what_is_no_command_is_named() {
    Client::member().holds(
        "> SUMMON bob
         < :irc.example 421 alice SUMMON :Unknown command
         > AUTHENTICATE PLAIN
         < :irc.example 421 alice AUTHENTICATE :Unknown command
         > :me /join #a
         < :irc.example 421 alice /join :Unknown command
         > 001 alice
         < :irc.example 421 alice 001 :Unknown command
         > :only.a.source
         > pInG 1
         < :irc.example PONG irc.example :1",
    );
    assert!(Client::new().answers("FOO").contains(" 421 * FOO :"));
}

#[test]
fn lists_cost_by_their_length() {
    let mut client = Client::member();
    assert_eq!(client.cost("PONG 1"), 1);
    assert_eq!(client.cost("PRIVMSG #a hi"), 1);
    assert_eq!(client.cost("PRIVMSG #a,#b,#c,#A hi"), 3);
    assert_eq!(client.cost("LIST #a,#b"), 10);
    assert_eq!(client.cost("NONSENSE"), 1);
    assert_eq!(client.cost(""), 1);
}

proptest! {
    #[test]
    fn whatever_is_typed_only_whole_lines_come_back(
        lines in proptest::collection::vec(line(), 1..8), registered: bool, caps: bool,
    ) {
        let mut client = if registered { Client::member() } else { Client::new() };
        if caps {
            client = client.with(Caps::MEMBERS | Caps::MESSAGE_TAGS | Caps::CHATHISTORY);
        }
        for line in &lines {
            let (steps, cost) = client.feed(line);
            prop_assert!(cost <= 5 * u32::try_from(limits::TARGETS).unwrap_or(0));
            for step in steps.list() {
                if let Step::Reply(range) = step {
                    well_formed(steps.bytes(range))?;
                }
            }
            let asked = steps.list().iter().filter(|s| matches!(s, Step::Ask(_))).count();
            prop_assert!(asked <= limits::TARGETS.max(2));
        }
    }
}

/// Lines as clients send them, and lines as nobody should.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let words = proptest::sample::select(TABLE.iter().map(|row| row.word).collect::<Vec<_>>());
    let param = prop_oneof![
        "[#@+:a-z0-9,]{0,12}",
        "[a-z]{0,40}(,[a-z#]{1,9}){0,40}",
        "\\PC{0,300}",
        Just("#lobby".to_owned()),
        Just("302".to_owned()),
    ];
    let tags = prop_oneof![Just(String::new()), "@[+a-z=;\\\\/]{0,40} "];
    let like = (tags, words, proptest::collection::vec(param, 0..6))
        .prop_map(|(tags, word, params)| format!("{tags}{word} {}", params.join(" ")).into_bytes());
    prop_oneof![
        4 => like,
        1 => "\\PC{0,600}".prop_map(String::into_bytes),
        1 => proptest::collection::vec(any::<u8>().prop_filter("line ends are framed away", |b| *b != b'\n'), 0..600),
    ]
}
