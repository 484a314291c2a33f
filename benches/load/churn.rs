//! `churn`: everyone joins one group, so many joins at a time, and then everyone quits. Every coming and going has to be told
//! to everyone who is there; a bystander asks meanwhile whether anybody is still at home.

use std::time::{Duration, Instant};

use crate::crowd::{Crowd, Hear};
use crate::dialect::{Dialect, News};
use crate::options::Churn;
use crate::probe::{Answers, Probe};
use crate::process::Used;
use crate::progress::Progress;
use crate::report::{Report, Value};
use crate::roster::Rosters;
use crate::slices::{bottlenecks, effort, measured, memory, report, servers};
use crate::talk::group;

/// The member who stays to the last, and sees everybody come and go.
const WITNESS: u32 = 0;

/// What the members have learnt.
struct Watching {
    rosters: Rosters,
    dialect: Dialect,
    /// All but the witness are about to quit: they are told so, and lost.
    quitting: bool,
    /// How many have left the group, or the server, as they wanted.
    gone: u32,
}

impl Watching {
    /// Somebody has left the group and goes on.
    fn leaves(&mut self, who: u32) {
        self.gone += u32::from(!self.quitting);
        self.rosters.clear(who);
    }
}

impl Hear for Watching {
    fn news(&mut self, who: u32, news: &News<'_>) -> Result<(), String> {
        // A plain newcomer is shown only some of the names: what it knows cannot be told.
        let unsure = self.quitting || self.dialect == Dialect::Plain;
        match news {
            News::Left(me) if *me == who => self.leaves(who),
            // Plain members are welcomed back to nowhere.
            News::Welcome => self.leaves(who),
            _ if unsure && who != WITNESS => self.rosters.count_only(news),
            news => self.rosters.hear(who, news)?,
        }
        Ok(())
    }

    fn refused(&mut self, who: u32, line: &[u8]) -> Result<(), String> {
        match self.quitting && who != WITNESS {
            // Its last word.
            true => Ok(()),
            false => Err(format!(
                "the server told member {who}: {}",
                String::from_utf8_lossy(line)
            )),
        }
    }

    fn lost(&mut self, who: u32, why: &str) -> Result<(), String> {
        if self.quitting && who != WITNESS {
            self.gone += 1;
            return Ok(());
        }
        Err(format!("the connection of member {who} was lost: {why}"))
    }
}

/// What a part of it took.
#[derive(Default)]
struct Outcome {
    joining: Used,
    leaving: Used,
    bytes: u64,
    left_bytes: u64,
    came: u64,
    left: u64,
}

/// Runs it.
pub(crate) fn run(options: &Churn) -> Result<Report, String> {
    let deadline = Instant::now() + options.common.limit();
    let servers = servers(&options.common, false)?;
    let server = &servers[0];
    crate::machine::make_room(u64::from(options.clients));
    let mut progress = Progress::new();
    let mut crowd = Crowd::new(server.address, server.dialect, deadline)?;
    crowd.connect(options.clients, options.under_way, &mut progress)?;
    let probe = Probe::start(
        server.address,
        server.dialect,
        Duration::from_millis(options.within),
    )?;
    let mut watching = Watching {
        rosters: Rosters::new(options.clients),
        dialect: server.dialect,
        quitting: false,
        gone: 0,
    };
    let mut outcome = Outcome::default();
    for round in 1..=options.rounds {
        let before = crowd.bytes();
        measured(server, &mut outcome.joining, || {
            let place = |_| group(0);
            crowd.join(
                WITNESS,
                options.under_way,
                place,
                &mut watching,
                &mut progress,
            )?;
            settle(&mut crowd, &mut watching, options.clients, &mut progress)
        })?;
        outcome.bytes += crowd.bytes() - before;
        outcome.came = watching.rosters.came;
        let before = crowd.bytes();
        watching.quitting = round == options.rounds;
        measured(server, &mut outcome.leaving, || {
            leave(&mut crowd, &mut watching, options, &mut progress)
        })?;
        outcome.left_bytes += crowd.bytes() - before;
        outcome.left = watching.rosters.left;
    }
    let answers = probe.finish()?;
    drop(progress);
    let what = format!(
        "{} members join one group, {} at a time, and leave it, {}",
        options.clients,
        options.under_way,
        match options.rounds {
            1 => "once".to_owned(),
            rounds => format!("{rounds} times"),
        }
    );
    let mut report = report("churn", what, &servers);
    tell(&mut report, options, &outcome, &answers);
    let whole = [outcome.joining.plus(outcome.leaving)];
    effort(&mut report, &whole);
    memory(&mut report, &servers);
    bottlenecks(&mut report, &servers, &whole);
    report.note(match server.dialect {
        // A plain newcomer is told only some of the names.
        Dialect::Plain => {
            "the member who came first was told of each coming and going exactly once"
        }
        _ => "everyone was told of everyone exactly once",
    });
    Ok(report)
}

/// Waits until everybody knows everybody, or for a dialect that does not show all names, until the witness does.
fn settle(
    crowd: &mut Crowd,
    watching: &mut Watching,
    clients: u32,
    progress: &mut Progress,
) -> Result<(), String> {
    loop {
        let ignorant = match watching.dialect {
            Dialect::Plain => {
                Some(WITNESS).filter(|&who| watching.rosters.count(who) + 1 < clients)
            }
            _ => watching.rosters.ignorant(),
        };
        let Some(who) = ignorant else { return Ok(()) };
        crowd.turn(Duration::from_millis(100), watching)?;
        let known = watching.rosters.count(who);
        crowd.stall(|| format!("member {who} was told of {known} of {clients} members"))?;
        progress.show(|| format!("member {who} knows {known} of {clients}"));
    }
}

/// Has everyone but the witness leave the group, or the server, and waits until the witness has been told of each.
fn leave(
    crowd: &mut Crowd,
    watching: &mut Watching,
    options: &Churn,
    progress: &mut Progress,
) -> Result<(), String> {
    let line = match watching.quitting {
        true => crowd.dialect.quit().to_owned(),
        false => crowd.dialect.part(&group(0)),
    };
    watching.gone = 0;
    for who in 1..options.clients {
        crowd.send(who, line.as_bytes());
    }
    until(crowd, watching, options.clients - 1, progress)?;
    if !watching.quitting {
        // The witness comes in again with the others.
        crowd.send(WITNESS, line.as_bytes());
        until(crowd, watching, options.clients, progress)?;
    }
    Ok(())
}

/// Waits until so many have left and the witness has been told.
fn until(
    crowd: &mut Crowd,
    watching: &mut Watching,
    leaving: u32,
    progress: &mut Progress,
) -> Result<(), String> {
    loop {
        let known = watching.rosters.others(WITNESS);
        let staying = leaving - watching.gone;
        if known == 0 && staying == 0 {
            return Ok(());
        }
        crowd.turn(Duration::from_millis(100), watching)?;
        let missing = || {
            format!(
                "{staying} members cannot leave, and member {WITNESS} was not told of {known} who left"
            )
        };
        crowd.stall(missing)?;
        progress.show(|| format!("{staying} are still there"));
    }
}

fn tell(report: &mut Report, options: &Churn, outcome: &Outcome, answers: &Answers) {
    let joins = f64::from(options.clients) * f64::from(options.rounds);
    let (joining, leaving) = (&outcome.joining, &outcome.leaving);
    for (key, label, value) in [
        (
            "joining_seconds",
            "until everyone knows everyone, s",
            Value::Number(joining.wall, 2),
        ),
        (
            "joins_per_second",
            "joins/s",
            Value::per(joins, Some(joining.wall), 0),
        ),
        ("joins_told", "joins told", Value::count(outcome.came)),
        (
            "joins_told_per_cpu_second",
            "joins told per second of server CPU",
            Value::per(outcome.came as f64, joining.cpu(), 0),
        ),
        (
            "bytes_per_join",
            "bytes sent for each join",
            Value::Number(outcome.bytes as f64 / joins, 0),
        ),
        (
            "leaving_seconds",
            "until everyone has left, s",
            Value::Number(leaving.wall, 2),
        ),
        ("leaves_told", "leaves told", Value::count(outcome.left)),
        (
            "bytes_per_leave",
            "bytes sent for each leave",
            Value::Number(outcome.left_bytes as f64 / joins, 0),
        ),
        (
            "bystander_asked",
            "a bystander asked",
            Value::count(answers.count),
        ),
        (
            "bystander_p50_ms",
            "answered in, p50, ms",
            Value::ms(answers.median),
        ),
        ("bystander_p99_ms", "p99, ms", Value::ms(answers.p99)),
        ("bystander_max_ms", "max, ms", Value::ms(answers.max)),
    ] {
        report.row(key, label, [value]);
    }
    let within = format!("answered within {} ms, %", options.within);
    report.row(
        "bystander_within_percent",
        &within,
        [Value::Number(100.0 * answers.within, 2)],
    );
}
