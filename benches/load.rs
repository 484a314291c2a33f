//! The load generator: how fast is a server, how small, and does it lose anything?
//!
//! ```text
//! cargo bench --bench load -- fanout --clients 1000
//! cargo bench --bench load -- fanout --connect 127.0.0.1:6667 --dialect irc --pid 4711
//! cargo bench --bench load -- --help
//! ```
//!
//! One thread, one poll. Without `--connect` it starts our own server on a free port of loopback and stops it afterwards.
//! Beside it runs the [`yardstick`], a server with nothing in it but the fan-out: what it does is what the machine allows,
//! so that the ratio says something on any machine.

#![allow(
    clippy::print_stdout,
    reason = "the table at the end is what the program is for"
)]

#[path = "load/alarm.rs"]
mod alarm;
#[path = "load/churn.rs"]
mod churn;
#[path = "load/crowd.rs"]
mod crowd;
#[path = "load/dialect.rs"]
mod dialect;
#[path = "load/fanout.rs"]
mod fanout;
#[path = "load/histogram.rs"]
mod histogram;
#[path = "load/idle.rs"]
mod idle;
#[path = "load/latency.rs"]
mod latency;
#[path = "load/ledger.rs"]
mod ledger;
#[path = "load/machine.rs"]
mod machine;
#[path = "load/options.rs"]
mod options;
#[path = "load/probe.rs"]
mod probe;
#[path = "load/process.rs"]
mod process;
#[path = "load/progress.rs"]
mod progress;
#[path = "load/report.rs"]
mod report;
#[path = "load/roster.rs"]
mod roster;
#[path = "load/slices.rs"]
mod slices;
#[path = "load/slow.rs"]
mod slow;
#[path = "load/talk.rs"]
mod talk;
#[path = "load/wires.rs"]
mod wires;
#[path = "load/yardstick.rs"]
mod yardstick;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use clap::error::ErrorKind;

use options::{Options, Scenario};
use report::Report;

fn main() -> ExitCode {
    let options = Options::parse();
    // `cargo bench` runs every bench without a word: something short.
    let short = || {
        Options::parse_from(["load", "fanout", "--clients", "100", "--messages", "4000"]).scenario
    };
    let Some(scenario) = options.scenario.or_else(short) else {
        return ExitCode::FAILURE;
    };
    match run(&scenario) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("load: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(scenario: &Scenario) -> Result<(), String> {
    let (report, common) = match scenario {
        Scenario::Fanout(options) => {
            fits(options.talk.clients, options.talk.groups);
            (fanout::fanout(options)?, &options.common)
        }
        Scenario::Latency(options) => {
            fits(options.talk.clients, options.talk.groups);
            (latency::run(options)?, &options.common)
        }
        Scenario::Idle(options) => (idle::run(options)?, &options.common),
        Scenario::Private(options) => (fanout::private(options)?, &options.common),
        Scenario::Churn(options) => (churn::run(options)?, &options.common),
        Scenario::Slow(options) => (slow::run(options)?, &options.common),
        Scenario::Yardstick => return yardstick::run(),
        Scenario::Probe {
            address,
            dialect,
            limit_ms,
        } => return probe::run(*address, *dialect, Duration::from_millis(*limit_ms)),
    };
    let report: Report = report;
    match common.json {
        true => println!("{}", report.json()),
        false => print!("{}", report.table()),
    }
    Ok(())
}

/// Ends the program with wrong usage when a group would have nobody who listens.
fn fits(clients: u32, groups: u32) {
    if clients / groups < 2 {
        use clap::CommandFactory as _;
        let why = format!(
            "{groups} groups need at least {} --clients: two in each",
            groups * 2
        );
        Options::command()
            .error(ErrorKind::ValueValidation, why)
            .exit();
    }
}
