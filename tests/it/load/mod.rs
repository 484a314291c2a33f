//! The load generator notices what it is for: its parts that need no server to load, included from `benches/`.

#![allow(dead_code, reason = "the generator uses what is not tested here")]

mod command_lines;
#[path = "../../../benches/load/dialect.rs"]
mod dialect;
mod dialects;
#[path = "../../../benches/load/histogram.rs"]
mod histogram;
mod histograms;
#[path = "../../../benches/load/ledger.rs"]
mod ledger;
mod ledgers;
#[path = "../../../benches/load/options.rs"]
mod options;
#[path = "../../../benches/load/report.rs"]
mod report;
mod reports;
#[path = "../../../benches/load/roster.rs"]
mod roster;
mod rosters;
#[path = "../../../benches/load/yardstick.rs"]
mod yardstick;
mod yardsticks;
