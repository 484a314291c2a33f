//! What happened as lines for people, in the shapes of the plain dialect.
//!
//! ```text
//! [12:03] #lobby <alice> hello          [12:03] *bob* psst
//! [12:03] #lobby * alice waves          [12:03] =10.0.0.2:50612= said to the user's own port
//! [12:03] #lobby -- bob (#2) joined     [12:03] -- You are bob (#2), connected from 10.0.0.3:50614.
//! ```
//!
//! This is the one place where words from the network become words on a terminal, and every line that leaves here has
//! been through [`clean`].

use crate::calendar;
use crate::client::happening::{Happening, Kind, Row};
use crate::plain::clean::clean;
use crate::plain::table;

/// The lines that tell of `it`, each with its line feed, for a time zone `offset_s` seconds ahead of UTC.
#[must_use]
pub fn show(it: &Happening, offset_s: i32) -> String {
    if it.kind == Kind::Members {
        return members(&it.rows);
    }
    if it.kind == Kind::Help {
        let text = it.text.as_deref().unwrap_or_default();
        return clean(text).into_owned() + "\n";
    }
    let mut line = format!("[{}] ", calendar::hours_minutes(it.unix_ms, offset_s));
    if let Some(group) = it.group.as_deref().filter(|_| it.kind != Kind::Invite) {
        line.push_str(group);
        line.push(' ');
    }
    line.push_str(&told(it, offset_s));
    let mut line = clean(&line).into_owned();
    line.push('\n');
    line
}

/// What comes after the time and the group.
fn told(it: &Happening, offset_s: i32) -> String {
    let text = it.text.as_deref().unwrap_or_default();
    let from = it.from.as_deref().unwrap_or_default();
    match it.kind {
        Kind::Message => format!("<{from}> {text}"),
        Kind::Action if it.group.is_none() => format!("*{from}* * {from} {text}"),
        Kind::Action => format!("* {from} {text}"),
        Kind::Notice => format!("-{from}- {text}"),
        Kind::Private => format!("*{from}* {text}"),
        Kind::Direct => format!("={from}= {text}"),
        Kind::Redact if text.is_empty() => format!("-- {}", redacted(it, offset_s)),
        Kind::Redact => format!("-- {}: {text}", redacted(it, offset_s)),
        _ => format!("-- {}", words(it)),
    }
}

/// What happened in words, as the network gave them: nothing is cleaned yet. Of what somebody said, what was said.
#[must_use]
pub(super) fn words(it: &Happening) -> String {
    let text = it.text.as_deref().unwrap_or_default();
    let from = it.from.as_deref().unwrap_or_default();
    let group = it.group.as_deref().unwrap_or_default();
    let who = who(it);
    let reason = match text {
        "" => String::new(),
        text => format!(": {text}"),
    };
    match it.kind {
        Kind::Join => format!("{who} joined"),
        Kind::Leave => format!("{who} left{reason}"),
        Kind::Quit if text.is_empty() => format!("{who} left the server"),
        Kind::Quit => format!("{who} left ({text})"),
        Kind::Rename if it.mine => format!("You are now called {text}"),
        Kind::Rename => format!("{who} is now called {text}"),
        Kind::GroupRename => {
            let why = it.reason.as_deref().map(|why| format!(": {why}"));
            let by = if it.mine { "you" } else { &who };
            format!(
                "{group} is now called {text} (by {by}){}",
                why.unwrap_or_default()
            )
        }
        Kind::Topic if text.is_empty() && from.is_empty() => "there is no topic".to_owned(),
        Kind::Topic if from.is_empty() => format!("topic: {text}"),
        Kind::Topic if text.is_empty() => format!("{who} cleared the topic"),
        Kind::Topic => format!("{who} set the topic: {text}"),
        Kind::Coordinator if it.mine => format!("You are now the coordinator of {group}"),
        Kind::Coordinator => format!("{who} is now the coordinator of {group}"),
        Kind::Removed => {
            let were = if it.mine { "were" } else { "was" };
            let by = it.by.as_deref().map(|by| format!(" by {by}"));
            format!("{who} {were} removed{}{reason}", by.unwrap_or_default())
        }
        Kind::Invite => format!("{who} invites you to {group}: /join {group}"),
        Kind::Group => {
            let members = it.count.map(|n| n.to_string()).unwrap_or_default();
            let colon = if text.is_empty() { "" } else { ": " };
            format!("{members} here{colon}{text}")
        }
        Kind::Present => format!("here: {text}"),
        Kind::Listen => {
            let accepts = if it.mine { "accept" } else { "accepts" };
            match text {
                "0" => format!("{who} {accepts} no direct connections any more"),
                port => format!("{who} {accepts} direct connections on port {port}"),
            }
        }
        _ => text.to_owned(),
    }
}

/// `bob (#2) took back what it said at 12:03`, or as much of it as is known.
fn redacted(it: &Happening, offset_s: i32) -> String {
    let by = it.by.as_deref().unwrap_or("Somebody");
    let Some((from, then)) = it.from.as_deref().zip(it.said_unix_ms) else {
        return format!("{by} took back something that was said before");
    };
    let then = calendar::hours_minutes(then, offset_s);
    match from.eq_ignore_ascii_case(by) {
        true if it.mine => format!("You took back what you said at {then}"),
        true => format!("{} took back what it said at {then}", who(it)),
        false if it.mine => format!("{by} took back what you said at {then}"),
        false => format!("{by} took back what {} said at {then}", who(it)),
    }
}

/// `bob (#2)`, or as much of it as is known.
fn who(it: &Happening) -> String {
    match (&it.from, it.id) {
        _ if it.mine => "You".to_owned(),
        (Some(from), Some(id)) => format!("{from} (#{id})"),
        (Some(from), None) => from.clone(),
        (None, _) => "Somebody".to_owned(),
    }
}

/// The member table, as the plain dialect has it. What a server does not tell is `-`.
pub(super) fn members(rows: &[Row]) -> String {
    let rows: Vec<table::Columns> = rows.iter().map(columns).collect();
    let mut out = Vec::new();
    table::members(&rows, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

fn columns(row: &Row) -> table::Columns {
    let unknown = || "-".to_owned();
    let role = if row.coordinator {
        "coordinator"
    } else {
        "member"
    };
    let you = if row.you { " (you)" } else { "" };
    let away = if row.away { " (away)" } else { "" };
    [
        row.id.map_or_else(unknown, |id| format!("#{id}")),
        clean(&row.name).into_owned(),
        clean(&row.address).into_owned(),
        match row.listen {
            None | Some(0) => unknown(),
            Some(port) => port.to_string(),
        },
        format!("{role}{you}"),
        row.idle_s.map_or_else(unknown, table::idle) + away,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(kind: Kind) -> Happening {
        Happening::new(kind, 43_380_000)
    }

    #[test]
    fn lines_have_the_shapes_of_the_plain_dialect() {
        let bob = || at(Kind::Join).from("bob").group("#lobby");
        let with_id = |kind| Happening {
            id: Some(2),
            kind,
            ..bob()
        };
        let mine = |kind| Happening {
            mine: true,
            kind,
            ..bob()
        };
        for (it, want) in [
            (
                at(Kind::Message)
                    .group("#lobby")
                    .from("alice")
                    .text("hello"),
                "#lobby <alice> hello",
            ),
            (
                at(Kind::Action).group("#lobby").from("alice").text("waves"),
                "#lobby * alice waves",
            ),
            (
                at(Kind::Action).from("alice").text("waves"),
                "*alice* * alice waves",
            ),
            (at(Kind::Private).from("bob").text("psst"), "*bob* psst"),
            (at(Kind::Notice).from("bot").text("built"), "-bot- built"),
            (at(Kind::Direct).from("[::1]:5").text("hi"), "=[::1]:5= hi"),
            (bob(), "#lobby -- bob joined"),
            (with_id(Kind::Join), "#lobby -- bob (#2) joined"),
            (mine(Kind::Join), "#lobby -- You joined"),
            (
                with_id(Kind::Leave).text("bye"),
                "#lobby -- bob (#2) left: bye",
            ),
            (at(Kind::Quit).from("bob"), "-- bob left the server"),
            (
                at(Kind::Quit).from("bob").text("quit: bye"),
                "-- bob left (quit: bye)",
            ),
            (
                with_id(Kind::Listen).text("7000"),
                "#lobby -- bob (#2) accepts direct connections on port 7000",
            ),
            (
                mine(Kind::Listen).text("0"),
                "#lobby -- You accept no direct connections any more",
            ),
            (
                at(Kind::Rename).from("bob").text("rob"),
                "-- bob is now called rob",
            ),
            (
                Happening {
                    reason: Some("typo".into()),
                    ..with_id(Kind::GroupRename).text("#hall")
                },
                "#lobby -- #lobby is now called #hall (by bob (#2)): typo",
            ),
            (
                mine(Kind::GroupRename).text("#hall"),
                "#lobby -- #lobby is now called #hall (by you)",
            ),
            (
                mine(Kind::Coordinator),
                "#lobby -- You are now the coordinator of #lobby",
            ),
            (mine(Kind::Removed), "#lobby -- You were removed"),
            (
                Happening {
                    by: Some("bob".into()),
                    said_unix_ms: Some(0),
                    ..with_id(Kind::Redact).text("oops")
                },
                "#lobby -- bob (#2) took back what it said at 00:00: oops",
            ),
            (
                Happening {
                    by: Some("al".into()),
                    said_unix_ms: Some(0),
                    ..with_id(Kind::Redact)
                },
                "#lobby -- al took back what bob (#2) said at 00:00",
            ),
            (
                Happening {
                    by: Some("al".into()),
                    said_unix_ms: Some(0),
                    ..mine(Kind::Redact)
                },
                "#lobby -- al took back what you said at 00:00",
            ),
            (
                Happening {
                    by: Some("al".into()),
                    ..at(Kind::Redact)
                },
                "-- al took back something that was said before",
            ),
            (
                Happening {
                    by: Some("al".into()),
                    ..with_id(Kind::Removed)
                },
                "#lobby -- bob (#2) was removed by al",
            ),
            (at(Kind::Topic).group("#a").text("T"), "#a -- topic: T"),
            (at(Kind::Topic).group("#a"), "#a -- there is no topic"),
            (
                at(Kind::Invite).group("#a").from("bob"),
                "-- bob invites you to #a: /join #a",
            ),
            (
                Happening {
                    count: Some(3),
                    ..at(Kind::Group).group("#a").text("T")
                },
                "#a -- 3 here: T",
            ),
            (at(Kind::Info).text("Welcome"), "-- Welcome"),
        ] {
            assert_eq!(show(&it, 0), format!("[12:03] {want}\n"), "{it:?}");
        }
    }

    #[test]
    fn nothing_received_writes_a_second_line_or_a_control_character() {
        let evil = "a\n\u{1b}[2J\u{9b}\u{202e}\u{3}04b";
        let it = at(Kind::Message).group(evil).from(evil).text(evil);
        let line = show(&it, 0);
        assert_eq!(line.matches(char::is_control).collect::<String>(), "\n");
        let row = Row {
            name: evil.to_owned(),
            address: evil.to_owned(),
            ..Row::default()
        };
        let it = Happening {
            rows: vec![row],
            ..at(Kind::Members)
        };
        assert_eq!(
            show(&it, 0).matches(char::is_control).collect::<String>(),
            "\n\n"
        );
    }

    #[test]
    fn the_table_is_aligned() {
        let row = |id, name: &str, address: &str| Row {
            id: Some(id),
            name: name.to_owned(),
            address: address.to_owned(),
            listen: Some(0),
            idle_s: Some(id * 59),
            ..Row::default()
        };
        let rows = vec![
            Row {
                coordinator: true,
                listen: Some(9001),
                ..row(1, "alice", "127.0.0.1:50612")
            },
            Row {
                you: true,
                ..row(12, "zoé", "[::1]:5")
            },
            Row {
                name: "x".to_owned(),
                address: "h".to_owned(),
                away: true,
                ..Row::default()
            },
        ];
        let it = Happening {
            rows,
            ..at(Kind::Members)
        };
        assert_eq!(
            show(&it, 0),
            "\
ID   NAME   ADDRESS          LISTEN  ROLE          IDLE
#1   alice  127.0.0.1:50612  9001    coordinator   59s
#12  zoé    [::1]:5          -       member (you)  11m
-    x      h                -       member        - (away)
"
        );
    }
}
