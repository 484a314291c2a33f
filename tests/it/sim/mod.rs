//! A whole group chat in one process, from one seed: random members of both dialects, virtual time, no sockets.
//!
//! The crowd ([`crowd`]) plays against the real [`groupchat::server::Core`] through a table of byte vectors ([`table`]). A
//! model ([`model`]) computes from what was asked alone who has to be where and who has to have heard what; what peers
//! read ([`hear`]) must come to the same, in the same order, whatever dialect and capabilities they have, however their
//! bytes were cut and whoever died meanwhile.
//!
//! A failure prints its seed. `GROUPCHAT_SIM_SEED=7 cargo test sim::` plays that one alone.

mod check;
mod clocks;
mod crowd;
mod deed;
mod hear;
mod model;
mod say;
mod slowed;
pub(crate) mod table;
mod world;

use std::collections::BTreeMap;
use std::ops::Range;

use crowd::Crowd;

/// Steps of one play.
const STEPS: usize = 500;
/// Last things that happened, shown when something goes wrong.
const SHOWN: usize = 60;

/// Says which seed it was when a play ends in a panic.
struct Witness {
    seed: u64,
    crowd: Crowd,
}

impl Drop for Witness {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = &self.crowd.log;
            let shown = &log[log.len().saturating_sub(SHOWN)..];
            eprintln!(
                "{}\nplay it again: GROUPCHAT_SIM_SEED={} cargo test sim::",
                shown.join("\n"),
                self.seed
            );
        }
    }
}

/// Plays one seed and adds what happened to the tally.
fn play(seed: u64, steps: usize, tally: &mut BTreeMap<String, usize>) {
    let mut witness = Witness {
        seed,
        crowd: Crowd::new(seed),
    };
    for _ in 0..steps {
        witness.crowd.step();
    }
    witness.crowd.finish();
    witness.crowd.tally(tally);
}

/// Plays many seeds, or the one that is asked for.
fn play_all(seeds: Range<u64>, steps: usize) {
    let mut tally = BTreeMap::new();
    if let Ok(seed) = std::env::var("GROUPCHAT_SIM_SEED") {
        let seed = seed.parse().expect("GROUPCHAT_SIM_SEED is a number");
        return play(seed, steps, &mut tally);
    }
    for seed in seeds {
        play(seed, steps, &mut tally);
    }
    // A crowd that never gets that far would prove nothing.
    for what in [
        "welcome",
        "entered",
        "joined",
        "left",
        "removed",
        "gone",
        "renamed",
        "coordinator",
        "mode",
        "topic",
        "said",
        "did",
        "noted",
        "privately",
        "cut off",
        "took too long",
        "dies",
        "hangs up",
        "ends with",
        "LogIn",
        "Sasl",
        "waits for its turn",
    ] {
        let times = tally.get(what).copied().unwrap_or_default();
        assert!(times >= 10, "{what}: {times} times; {tally:#?}");
    }
}

#[test]
fn a_crowd_stays_in_step_with_the_model() {
    play_all(0..64, STEPS);
}

#[test]
#[ignore = "takes minutes; for after changes to hub, dialects or core"]
fn many_crowds_stay_in_step_with_the_model() {
    play_all(1_000..3_000, 2 * STEPS);
}
