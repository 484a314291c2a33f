//! What README shows can be typed, and what makes no sense cannot.

use std::collections::BTreeSet;
use std::path::Path;

use clap::{CommandFactory as _, Parser as _};

use super::options::Options;
use crate::support::read;

fn readme() -> String {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"))
}

#[test]
fn every_command_of_readme_can_be_typed() {
    let readme = readme();
    let mut tried = 0;
    for (at, mark) in readme.match_indices("cargo bench --bench load -- ") {
        let typed = readme[at + mark.len()..]
            .split(['\n', '#', '`'])
            .next()
            .unwrap_or_default();
        let typed = typed.replace("$!", "4711");
        if typed == "SCENARIO" {
            continue;
        }
        let words = std::iter::once("load").chain(typed.split_whitespace());
        Options::try_parse_from(words).unwrap_or_else(|why| panic!("{typed}: {why}"));
        tried += 1;
    }
    assert!(tried > 3, "README shows {tried} commands");
}

#[test]
fn readme_has_a_row_for_every_scenario() {
    let readme = readme();
    let table = readme
        .split("| scenario |")
        .nth(1)
        .expect("a table")
        .split("\n\n")
        .next();
    let rows: BTreeSet<&str> = table
        .expect("rows")
        .split("\n| `")
        .skip(1)
        .filter_map(|row| row.split('`').next())
        .collect();
    let command = Options::command();
    let scenarios = command
        .get_subcommands()
        .filter(|scenario| !scenario.is_hide_set());
    assert_eq!(rows, scenarios.map(clap::Command::get_name).collect());
}

#[test]
fn what_makes_no_sense_is_wrong_usage() {
    for typed in [
        "fanout --clients 1",
        "fanout --bytes 16",
        "fanout --connect 192.0.2.1:6667",
        "fanout --connect nowhere",
        "fanout --dialect bare",
        "fanout --pid 1",
        "latency --rate 0",
        "churn --clients 40000",
        "storm",
    ] {
        let why = Options::try_parse_from(std::iter::once("load").chain(typed.split(' ')))
            .expect_err(typed);
        assert_eq!(why.exit_code(), 2, "{typed}");
    }
}

#[test]
fn servers_of_this_machine_can_be_loaded_by_name_and_by_number() {
    for place in [
        "127.0.0.1:6667",
        "[::1]:6667",
        "localhost:6667",
        "127.1.2.3:1",
    ] {
        Options::try_parse_from(["load", "idle", "--connect", place]).expect(place);
    }
}
