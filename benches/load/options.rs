//! What can be typed.

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use super::dialect::Dialect;
use super::ledger::SHORTEST;

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "load",
    bin_name = "cargo bench --bench load --",
    about = "Puts load on a chat server, checks that it loses nothing, and says how fast and how small it is",
    after_help = "Without --connect it starts our server in release mode, and beside it the yardstick: a server\n\
        with nothing in it but the fan-out, which shows what this machine allows. Both share one core,\n\
        by turns; the generator has another, if there are two.\n\n\
        Examples:\n  \
        cargo bench --bench load -- fanout --clients 1000\n  \
        cargo bench --bench load -- latency --rate 100\n  \
        cargo bench --bench load -- idle --clients 10000 --json\n  \
        cargo bench --bench load -- fanout --connect 127.0.0.1:6667 --pid \"$(pidof ngircd)\"\n\n\
        Exit status: 0 all is well; 1 something was lost, doubled or out of order, or could not be\n\
        done; 2 wrong usage.",
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub(crate) struct Options {
    #[command(subcommand)]
    pub(crate) scenario: Option<Scenario>,
    /// `cargo bench` adds this by itself
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Scenario {
    /// Some speak as fast as they are heard: deliveries per second, and per second of server CPU
    Fanout(Fanout),
    /// Some speak at a fixed rate: how long it takes until they are heard
    Latency(Latency),
    /// Many are there and silent: connects per second, memory for each, CPU for all
    Idle(Idle),
    /// Pairs talk to each other: messages per second
    Private(Private),
    /// Everyone joins one group, then everyone quits: joins per second, and what others notice of it
    Churn(Churn),
    /// Some do not read while others speak: memory held, and what those who read notice of it
    Slow(Slow),
    /// Is the server to compare with
    #[command(hide = true)]
    Yardstick,
    /// Is a bystander in a churn
    #[command(hide = true)]
    Probe {
        address: SocketAddr,
        dialect: Dialect,
        limit_ms: u64,
    },
}

/// What every scenario takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Every scenario")]
pub(crate) struct Common {
    /// Load this server of loopback instead of starting one
    #[arg(long, value_name = "HOST:PORT", value_parser = loopback)]
    pub(crate) connect: Option<SocketAddr>,
    /// Process of that server, to measure its CPU and memory
    #[arg(long, requires = "connect")]
    pub(crate) pid: Option<u32>,
    /// How the members speak
    #[arg(long, value_enum, default_value_t = Dialect::Irc)]
    pub(crate) dialect: Dialect,
    /// Leave out the comparison with the yardstick
    #[arg(long)]
    pub(crate) no_yardstick: bool,
    /// Print one JSON object instead of a table
    #[arg(long)]
    pub(crate) json: bool,
    /// Give up after so many seconds
    #[arg(long, default_value_t = 600, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) seconds: u64,
}

/// The members and their messages.
#[derive(Clone, Debug, Args)]
pub(crate) struct Talk {
    /// Members
    #[arg(long, value_name = "COUNT", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub(crate) clients: u32,
    /// Groups that they are spread over
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) groups: u32,
    /// How many of them speak
    #[arg(long, value_name = "COUNT", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) senders: u32,
    #[command(flatten)]
    pub(crate) text: Text,
}

/// One message.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Text {
    /// Bytes of text in a message
    #[arg(long, value_name = "COUNT", default_value_t = 100, value_parser = clap::value_parser!(u16).range(SHORTEST as i64..=400))]
    pub(crate) bytes: u16,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Fanout {
    #[command(flatten)]
    pub(crate) talk: Talk,
    /// Messages of one sender that may be on their way
    #[arg(long, value_name = "COUNT", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) window: u32,
    /// Messages in all, for each server
    #[arg(long, value_name = "COUNT", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    pub(crate) messages: u32,
    /// Slices they are sent in, by turns with the yardstick
    #[arg(long, value_name = "COUNT", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) slices: u32,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Latency {
    #[command(flatten)]
    pub(crate) talk: Talk,
    /// Messages per second, all senders together
    #[arg(long, value_name = "COUNT", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) rate: u32,
    /// Seconds for each server
    #[arg(long, value_name = "COUNT", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    pub(crate) duration: u32,
    /// Slices of that time, by turns with the yardstick
    #[arg(long, value_name = "COUNT", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) slices: u32,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Idle {
    /// Members
    #[arg(long, value_name = "COUNT", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(crate) clients: u32,
    /// Groups that they are spread over, 0 for none [default: one for each 100]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(..=10_000))]
    pub(crate) groups: Option<u32>,
    /// Newcomers at a time
    #[arg(long, value_name = "COUNT", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) under_way: u32,
    /// Seconds of silence in which the server's CPU is watched
    #[arg(long, value_name = "COUNT", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    pub(crate) watch: u32,
    /// How often everyone connects, by turns with the yardstick
    #[arg(long, value_name = "COUNT", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) slices: u32,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Private {
    /// Members, in pairs
    #[arg(long, value_name = "COUNT", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub(crate) clients: u32,
    /// Messages of one member that may be on their way
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) window: u32,
    /// Messages in all, for each server
    #[arg(long, value_name = "COUNT", default_value_t = 400_000, value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    pub(crate) messages: u32,
    /// Slices they are sent in, by turns with the yardstick
    #[arg(long, value_name = "COUNT", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) slices: u32,
    #[command(flatten)]
    pub(crate) text: Text,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Churn {
    /// Members
    #[arg(long, value_name = "COUNT", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(2..=30_000))]
    pub(crate) clients: u32,
    /// Joins at a time
    #[arg(long, value_name = "COUNT", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) under_way: u32,
    /// How often everyone joins; in between everyone leaves the group, after the last time the server
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) rounds: u32,
    /// Milliseconds in which a bystander should be answered meanwhile
    #[arg(long, value_name = "COUNT", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=60_000))]
    pub(crate) within: u64,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Clone, Debug, Args)]
pub(crate) struct Slow {
    /// Members who read
    #[arg(long, value_name = "COUNT", default_value_t = 100, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub(crate) clients: u32,
    /// Members beside them who do not
    #[arg(long, value_name = "COUNT", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) readers: u32,
    /// How many of those who read speak
    #[arg(long, value_name = "COUNT", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) senders: u32,
    /// Messages per second, all senders together
    #[arg(long, value_name = "COUNT", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) rate: u32,
    /// Seconds without the others, and as many while they still read
    #[arg(long, value_name = "COUNT", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    pub(crate) duration: u32,
    /// Seconds to wait at most until the server disconnects those who do not read
    #[arg(long, value_name = "COUNT", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    pub(crate) patience: u32,
    #[command(flatten)]
    pub(crate) text: Text,
    #[command(flatten)]
    pub(crate) common: Common,
}

impl Common {
    /// How long a run may take.
    pub(crate) fn limit(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

/// An address of this machine alone: a load generator is no weapon.
fn loopback(text: &str) -> Result<SocketAddr, String> {
    let mut found = text.to_socket_addrs().map_err(|error| {
        format!("{error}; it takes an address and a port, such as 127.0.0.1:6667")
    })?;
    found
        .find(|address| address.ip().is_loopback())
        .ok_or_else(|| "only servers of this machine (127.0.0.1, ::1) can be loaded".to_owned())
}
