//! The table, its rules, and whatever anybody may type.

use proptest::prelude::*;

use super::*;
use crate::irc::capability;
use crate::irc::testing::{Client, any_line, well_formed};
use crate::steps::Step;

#[test]
fn the_table_is_in_order_and_complete() {
    for pair in TABLE.windows(2) {
        assert!(
            pair[0].word < pair[1].word && pair[0].key < pair[1].key,
            "{} is out of order",
            pair[1].word
        );
    }
    for row in TABLE {
        assert_eq!(
            find(&row.word.to_lowercase()).map(|r| r.word),
            Some(row.word)
        );
        let longer = format!("{}X", row.word);
        assert!(find(&longer).is_none(), "{longer} is {}", row.word);
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
        lines in proptest::collection::vec(any_line(), 1..8), registered: bool, bits: u64,
    ) {
        let mut client = if registered { Client::member() } else { Client::new() };
        let chosen = capability::TABLE.iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1);
        client = client.with(chosen.fold(Caps::NONE, |caps, (_, row)| caps | row.cap));
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
