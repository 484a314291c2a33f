//! Instructions on the hot path, counted by valgrind: `cargo bench --bench instructions`.
//!
//! Time on a busy machine says little; the number of instructions is the same wherever the same code runs. Each case is run
//! twice, the second time with twice the work, and the difference is what the work alone takes. It fails when a case takes
//! more than is written down here, and a tolerance: then either something has become dearer by mistake, or the number has to
//! be changed together with what changed it. Without valgrind nothing is counted.

#![allow(clippy::print_stdout, reason = "the table is what the program is for")]

mod memory;

use std::io::ErrorKind;
use std::process::{Command, ExitCode};

use groupchat::hub::id::Seat;
use groupchat::now::Now;

use crate::memory::lobby;

/// How much more than expected is no fault: compilers and libraries differ a little.
const TOLERANCE: f64 = 1.15;

/// Something whose instructions are counted.
struct Case {
    name: &'static str,
    /// What one unit of work is expected to take.
    expected: f64,
    /// Units in one round.
    units: u32,
    /// Rounds to count.
    rounds: u32,
    /// Members of the lobby.
    members: usize,
    /// What the first member says in each round.
    line: &'static str,
}

const CASES: [Case; 3] = [
    Case {
        name: "delivery of a message to one of many",
        expected: 145.0,
        units: 1000,
        rounds: 200,
        members: 1001,
        line: "PRIVMSG #lobby :good morning everybody, has the pump been looked at?\r\n",
    },
    Case {
        name: "message to a group of two, from line to outbox",
        expected: 8_910.0,
        units: 1,
        rounds: 2000,
        members: 2,
        line: "PRIVMSG #lobby :good morning everybody, has the pump been looked at?\r\n",
    },
    Case {
        name: "message to one member, from line to outbox",
        expected: 8_520.0,
        units: 1,
        rounds: 2000,
        members: 2,
        line: "PRIVMSG m1 :good morning, has the pump been looked at?\r\n",
    },
];

/// Messages between two moments in which everything is written.
const TICK: u32 = 16;

impl Case {
    /// Does the work.
    fn run(&self, rounds: u32) {
        let (mut core, mut boxes) =
            lobby(self.members, |n| format!("NICK m{n}\r\nUSER m 0 * :m\r\n"));
        let before = boxes.deliveries;
        for round in 0..rounds {
            core.data(&mut boxes, Seat(0), self.line.as_bytes(), Now::default());
            if round % TICK == 0 {
                boxes.drain();
            }
        }
        let done = boxes.deliveries - before;
        assert_eq!(
            done,
            (rounds * self.units) as usize,
            "everybody hears everything"
        );
    }

    /// Instructions that one unit takes. `None` without valgrind.
    fn count(&self) -> Result<Option<f64>, String> {
        let Some(once) = self.collect(self.rounds)? else {
            return Ok(None);
        };
        let twice = self.collect(2 * self.rounds)?.unwrap_or(once);
        Ok(Some((twice - once) / f64::from(self.rounds * self.units)))
    }

    /// Instructions of a whole run.
    fn collect(&self, rounds: u32) -> Result<Option<f64>, String> {
        let this =
            std::env::current_exe().map_err(|error| format!("cannot find myself: {error}"))?;
        let outcome = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(this)
            .args(["run", self.name, &rounds.to_string()])
            .output();
        let output = match outcome {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("cannot run valgrind: {error}")),
            Ok(output) => output,
        };
        let said = String::from_utf8_lossy(&output.stderr);
        // `==4711== Collected : 123456`
        let count = said
            .lines()
            .find_map(|line| line.split("Collected :").nth(1));
        match count.and_then(|count| count.trim().parse().ok()) {
            Some(count) if output.status.success() => Ok(Some(count)),
            _ => Err(format!("valgrind failed on \"{}\": {said}", self.name)),
        }
    }
}

fn main() -> ExitCode {
    let typed: Vec<String> = std::env::args().collect();
    if let [_, run, name, rounds] = typed.as_slice()
        && run == "run"
        && let Some(case) = CASES.iter().find(|case| case.name == name)
    {
        case.run(rounds.parse().unwrap_or(0));
        return ExitCode::SUCCESS;
    }
    match count_all() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("instructions: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Counts every case and tells. Whether none takes too many.
fn count_all() -> Result<bool, String> {
    println!(
        "{:<50}{:>12}{:>12}",
        "instructions for a", "counted", "expected"
    );
    let mut good = true;
    for case in &CASES {
        let Some(counted) = case.count()? else {
            println!("valgrind is not installed: nothing is counted");
            break;
        };
        let fine = counted <= case.expected * TOLERANCE;
        let verdict = if fine { "" } else { "  too many" };
        println!(
            "{:<50}{counted:>12.1}{:>12.1}{verdict}",
            case.name, case.expected
        );
        good &= fine;
    }
    Ok(good)
}
