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
pub(crate) use process::Exit;
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
