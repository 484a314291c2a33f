//! The load generator: how fast is a server, and does it lose anything?
//!
//! ```text
//! cargo bench --bench load -- fanout --clients 1000 --senders 10
//! cargo bench --bench load -- fanout --connect 127.0.0.1:6667 --dialect irc
//! ```
//!
//! One thread, one poll, the same `net` as the programs. Without `--connect` it starts our own server on a free port of
//! loopback and stops it afterwards. So far there is one scenario, `fanout`.

#![allow(
    clippy::print_stdout,
    reason = "the table at the end is what the program is for"
)]

#[path = "load/crowd.rs"]
mod crowd;
#[path = "load/fanout.rs"]
mod fanout;
#[path = "load/process.rs"]
mod process;

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

/// What was typed.
#[derive(Debug, Parser)]
#[command(
    name = "load",
    about = "Puts load on a group chat and checks that nothing is lost",
    max_term_width = 100
)]
struct Args {
    #[command(subcommand)]
    scenario: Option<Scenario>,
    /// `cargo bench` adds this by itself
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

#[derive(Debug, Subcommand)]
enum Scenario {
    /// Some members speak to a group, everyone listens: deliveries per second, and per second of server CPU
    Fanout(Fanout),
}

/// The flags of `fanout`.
#[derive(Clone, Debug, Parser)]
struct Fanout {
    /// Members of the group
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(2..=60_000))]
    clients: u32,
    /// How many of them speak
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    senders: u32,
    /// Messages of one sender that may be on their way
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u64).range(1..))]
    window: u64,
    /// Messages in all
    #[arg(long, default_value_t = 20_000)]
    messages: u64,
    /// Bytes of text in one message
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(24..=400))]
    bytes: u16,
    /// Load this server instead of starting one
    #[arg(long, value_name = "HOST:PORT")]
    connect: Option<SocketAddr>,
    /// Process id of that server, to measure its CPU and memory
    #[arg(long, requires = "connect")]
    pid: Option<u32>,
    /// How the members speak
    #[arg(long, value_enum, default_value_t = Dialect::Irc)]
    dialect: Dialect,
    /// Give up after so many seconds
    #[arg(long, default_value_t = 120)]
    seconds: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Dialect {
    Irc,
    Plain,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let Scenario::Fanout(flags) = args
        .scenario
        .unwrap_or_else(|| Scenario::Fanout(Fanout::parse_from(["fanout", "--messages", "2000"])));
    match fanout::run(&flags) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("load: {why}");
            ExitCode::FAILURE
        }
    }
}
