//! What every test reads like: a server, the peers who talk to it, and seeded numbers.

mod pattern;
mod peer;
mod process;
mod random;
mod scratch;
mod server;

use std::time::Duration;

pub(crate) use pattern::matches;
pub(crate) use peer::{Gone, Peer};
pub(crate) use process::{Exit, Process};
pub(crate) use random::Random;
pub(crate) use scratch::Scratch;
pub(crate) use server::{Server, run, run_with};

/// How long anything may take before a test gives up on it: generous, because a waiting test costs nothing.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The whole of a text file.
#[track_caller]
pub(crate) fn read(path: &std::path::Path) -> String {
    std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// How long a process has computed, in clock ticks of a hundredth of a second.
#[track_caller]
pub(crate) fn cpu_ticks(pid: u32) -> u64 {
    let stat = read(std::path::Path::new(&format!("/proc/{pid}/stat")));
    let (_, after_name) = stat.rsplit_once(") ").expect("a process name");
    let numbers: Vec<&str> = after_name.split(' ').collect();
    // `proc_pid_stat(5)`: utime and stime are fields 14 and 15; the state, here the first, is field 3.
    [numbers[11], numbers[12]]
        .iter()
        .map(|ticks| ticks.parse::<u64>().expect("a number of ticks"))
        .sum()
}
