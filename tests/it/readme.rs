//! README.md tells the truth, and all of it, about what can be typed.

mod screenshot;

use std::collections::BTreeSet;
use std::path::Path;

use clap::CommandFactory;
use groupchat::cli::{client, server};
use groupchat::client::full::keymap::Keymap;
use groupchat::hub::name::GroupName;
use groupchat::hub::user_mode;
use groupchat::info::Info;
use groupchat::irc::{capability, command, isupport};
use groupchat::limits;

use crate::support::read;

/// Flags of other programs that README shows: cargo's, the test program's and the load generator's.
const OTHERS: &[&str] = &[
    "--bench",
    "--bin",
    "--clients",
    "--connect",
    "--dialect",
    "--ignored",
    "--json",
    "--locked",
    "--nocapture",
    "--open",
    "--path",
    "--pid",
    "--rate",
    "--release",
    "--seconds",
    "--test",
];

#[test]
fn every_flag_is_in_its_section_and_there_is_no_other() {
    let readme = file("README.md");
    let mut known: BTreeSet<String> = OTHERS.iter().map(|&flag| flag.to_owned()).collect();
    let client = client::Args::command();
    let client = client.get_arguments().filter(|arg| !arg.is_hide_set());
    let client = client.filter_map(|arg| arg.get_long()).collect();
    let server = server::PROGRAM.flags.iter().map(|flag| flag.long).collect();
    let sections: [(&str, Vec<&str>); 2] =
        [("## The server: ", server), ("## The client: ", client)];
    for (heading, longs) in sections {
        let named = flags(section(&readme, heading));
        for long in longs {
            let flag = format!("--{long}");
            assert!(
                named.contains(&flag),
                "{heading}{flag} is missing in README"
            );
            known.insert(flag);
        }
    }
    known.insert("--help".to_owned());
    let named = flags(&readme);
    let unknown: Vec<_> = named.difference(&known).collect();
    assert!(unknown.is_empty(), "README names {unknown:?}");
}

#[test]
fn every_default_is_the_one_readme_says() {
    let readme = file("README.md");
    let table = section(&readme, "## The server: ");
    for flag in server::PROGRAM.flags {
        let Some(default) = flag.default() else {
            continue;
        };
        let long = flag.long;
        let flag = format!("`--{long}`");
        let row = table
            .lines()
            .find(|row| row.starts_with('|') && row.contains(&flag));
        let row = row.unwrap_or_else(|| panic!("no row for --{long}"));
        let said = row.split('|').nth(2).unwrap_or_default();
        let said: Vec<_> = said.split([' ', ',', '`']).collect();
        let fits = said.contains(&default.as_str());
        assert!(fits, "{default} is the default, and README says {row}");
    }
}

#[test]
fn the_two_commands_are_the_ones_that_ci_runs() {
    let readme = file("README.md");
    let commands: Vec<_> = section(&readme, "## Two commands")
        .lines()
        .filter(|line| line.starts_with("cargo "))
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .collect();
    assert_eq!(
        commands,
        ["cargo run --release -- -p 9000", "cargo test --locked"]
    );
    let ci = file(".ci/run");
    assert!(ci.lines().any(|line| line == commands[1]), "{ci}");
    let words = commands[0].split(" -- ").nth(1).expect("flags").split(' ');
    let typed = server::PROGRAM.read(words.map(Into::into), &|_| None);
    assert!(typed.is_ok(), "{typed:?}");
}

/// The words of a row of the table of IRC terms.
fn irc_words(first: &str) -> Vec<String> {
    let readme = file("README.md");
    let table = section(&readme, "## What IRC clients find");
    let start = format!("| {first} | ");
    let row = table.lines().find_map(|line| line.strip_prefix(&start));
    let words = row
        .expect(first)
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned);
    words.collect()
}

#[test]
fn every_key_is_in_the_table_and_no_other() {
    let readme = file("README.md");
    let table = section(&readme, "## The client: ");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let told: Vec<&str> = rows.filter(|row| !row.starts_with("--")).collect();
    let want = Keymap::default().help().into_iter().map(|row| {
        let keys = row.keys.replace(", ", "`, `");
        format!("{keys}` | {} |", row.does)
    });
    let want: Vec<String> = want.collect();
    assert_eq!(told, want, "should be:\n| `{}", want.join("\n| `"));
}

#[test]
fn the_screen_is_the_one_that_is_drawn() {
    let readme = file("README.md");
    let shown = section(&readme, "## The client: ")
        .split("```text\n")
        .nth(1);
    let shown = shown
        .and_then(|it| it.split("```").next())
        .expect("a screen");
    let drawn = screenshot::draw();
    assert_eq!(shown, drawn, "should be:\n{drawn}");
}

#[test]
fn irc_terms_are_those_of_the_tables() {
    let commands = |operators: bool| {
        let rows = command::TABLE.iter();
        let rows = rows.filter(move |row| row.operators == operators);
        rows.map(|row| row.word).collect::<Vec<_>>()
    };
    assert_eq!(irc_words("commands"), commands(false));
    assert_eq!(irc_words("for operators of the server"), commands(true));
    let capabilities: Vec<_> = capability::TABLE.iter().map(|row| row.name).collect();
    assert_eq!(irc_words("capabilities"), capabilities);
    let tokens: Vec<_> = isupport::TABLE.iter().map(|row| row.token).collect();
    assert_eq!(irc_words("told by `ISUPPORT`"), tokens);
    let info = Info::new("irc.example", GroupName::new("#lobby").expect("a name"));
    let value = |token: &str| {
        let row = isupport::TABLE.iter().find(|row| row.token == token);
        (row.expect(token).value)(&info)
    };
    let modes = irc_words("modes of a group");
    assert_eq!(modes[..2], [value("CHANMODES"), value("PREFIX")]);
    let mut own = irc_words("modes of a member");
    own.sort();
    let mut letters: Vec<_> = user_mode::TABLE
        .iter()
        .map(|row| format!("+{}", row.letter))
        .collect();
    letters.sort();
    assert_eq!(own, letters);
}

#[test]
fn limits_are_the_ones_that_are_kept() {
    let readme = file("README.md").replace('\n', " ");
    let limits_told = section(&readme, "## Limits").replace("  ", " ");
    for said in [
        format!("{} bytes of letters", limits::NAME),
        format!("`#` and up to {} bytes", limits::GROUP - 1),
        format!("{} per member", limits::GROUPS_PER_MEMBER),
        format!("{} with a parameter per command", limits::MODES),
        format!("{} masks in the lists", limits::MASKS),
        format!("{} bytes and", limits::IRC_LINE),
        format!("{} KiB;", limits::HISTORY_BYTES / 1024),
        format!("last {} messages between", limits::HISTORY_PAIR_ENTRIES),
        format!("{} seconds to give its name", limits::REGISTER_MS / 1000),
    ] {
        assert!(limits_told.contains(&said), "README does not say {said}");
    }
}

fn file(path: &str) -> String {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
}

/// What stands under the heading that begins like this.
#[track_caller]
fn section<'t>(text: &'t str, heading: &str) -> &'t str {
    let (_, rest) = text.split_once(heading).expect(heading);
    rest.split("\n## ").next().unwrap_or_default()
}

/// Every word that looks like a long flag.
fn flags(text: &str) -> BTreeSet<String> {
    let inside = |c: char| c.is_ascii_lowercase() || c == '-';
    text.split(|c: char| !inside(c))
        .filter(|word| {
            word.strip_prefix("--")
                .is_some_and(|name| name.starts_with(|c: char| c != '-'))
        })
        .map(str::to_owned)
        .collect()
}
