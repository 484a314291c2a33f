//! `idle`: many connect, join or not, and are silent. What does each cost, and how many does this machine allow?

use std::time::{Duration, Instant};

use crate::crowd::{Crowd, Inattentive};
use crate::fanout::groups;
use crate::machine;
use crate::options::Idle;
use crate::process::{Memory, Server, Used};
use crate::progress::Progress;
use crate::report::{Report, Value, thousands};
use crate::slices::{bottlenecks, measured, report, servers};
use crate::talk::group;

/// Groups that members are spread over unless it is said otherwise: fewer than our server's limit.
const GROUPS: u32 = 9_000;

/// What came of it.
#[derive(Default)]
struct Outcome {
    /// Per server: what connecting took, and how many connected.
    connecting: Vec<(Used, u32)>,
    joining: Used,
    /// The server's memory when it was empty, with half of the members, and with all.
    empty: Memory,
    half: Option<(u32, Memory)>,
    full: Memory,
    members: u32,
    watched: Used,
    stopped: Option<String>,
}

/// Runs it.
pub(crate) fn run(options: &Idle) -> Result<Report, String> {
    let deadline = Instant::now() + options.common.limit();
    let servers = servers(&options.common, true)?;
    let count = options
        .groups
        .unwrap_or(options.clients.div_ceil(100).min(GROUPS));
    let mut outcome = Outcome {
        connecting: vec![(Used::default(), 0); servers.len()],
        empty: servers[0].memory(),
        ..Outcome::default()
    };
    let mut progress = Progress::new();
    fill(
        options,
        &servers[0],
        count,
        deadline,
        &mut outcome,
        &mut progress,
    )?;
    // What was measured is the memory of a fresh server; now connecting alone, by turns.
    let again = outcome.members.min(options.clients);
    for number in 0..options.slices {
        for (place, server) in servers.iter().enumerate() {
            if place == 0 && number == 0 || again == 0 {
                continue;
            }
            let mut crowd = Crowd::new(server.address, server.dialect, deadline)?;
            connect(
                options,
                server,
                &mut crowd,
                again,
                &mut outcome.connecting[place],
                &mut progress,
            )?;
        }
    }
    drop(progress);
    Ok(tell(options, &servers, count, &outcome))
}

fn connect(
    options: &Idle,
    server: &Server,
    crowd: &mut Crowd,
    count: u32,
    (used, connected): &mut (Used, u32),
    progress: &mut Progress,
) -> Result<(), String> {
    let before = crowd.welcomed();
    let result = measured(server, used, || {
        Ok(crowd.connect(count, options.under_way, progress))
    })?;
    *connected += crowd.welcomed() - before;
    result
}

/// Connects everybody to a fresh server, in two halves, and watches it while they are silent.
fn fill(
    options: &Idle,
    server: &Server,
    count: u32,
    deadline: Instant,
    outcome: &mut Outcome,
    progress: &mut Progress,
) -> Result<(), String> {
    let mut crowd = Crowd::new(server.address, server.dialect, deadline)?;
    // Half of those for whom there are descriptors, so that there are two points to go on from.
    let room = machine::make_room(u64::from(options.clients));
    let reach = u32::try_from(room).map_or(options.clients, |room| room.min(options.clients));
    for part in [reach / 2, options.clients] {
        let first = crowd.count();
        let connecting = &mut outcome.connecting[0];
        if let Err(why) = connect(options, server, &mut crowd, part, connecting, progress) {
            // If all that were begun are members, it was not the server.
            let whole = crowd.welcomed() == crowd.count();
            let limit = server
                .pid
                .filter(|_| !whole)
                .and_then(machine::explain_server);
            outcome.stopped = Some(limit.unwrap_or(why));
        }
        if count > 0 {
            // One is full before the next begins: they are of one size however many come.
            let size = options.clients.div_ceil(count);
            let place = |who| group(who / size);
            measured(server, &mut outcome.joining, || {
                crowd.join(first, options.under_way, place, &mut Inattentive, progress)
            })?;
        }
        // What was being said about newcomers is said.
        quiet(&mut crowd, Duration::from_millis(500))?;
        outcome.members = crowd.welcomed();
        outcome.full = server.memory();
        if outcome.stopped.is_some() {
            break;
        }
        outcome.half.get_or_insert((outcome.members, outcome.full));
    }
    measured(server, &mut outcome.watched, || {
        let whole = Duration::from_secs(u64::from(options.watch));
        progress.show(|| format!("watching for {} s", whole.as_secs()));
        quiet(&mut crowd, whole)
    })
}

/// Listens for so long; pings are answered.
fn quiet(crowd: &mut Crowd, whole: Duration) -> Result<(), String> {
    let end = Instant::now() + whole;
    while let Some(wait) = end.checked_duration_since(Instant::now()) {
        crowd.turn(wait, &mut Inattentive)?;
    }
    Ok(())
}

fn tell(options: &Idle, servers: &[Server], count: u32, outcome: &Outcome) -> Report {
    // Those that nobody came to do not count.
    let count = outcome
        .members
        .div_ceil(options.clients.div_ceil(count.max(1)))
        .min(count);
    let what = format!(
        "{} members in {}, {} at a time; then silence for {} s",
        outcome.members,
        groups(count),
        options.under_way,
        options.watch
    );
    let mut report = report("idle", what, servers);
    let connecting = &outcome.connecting;
    let rate =
        |(used, connected): &(Used, u32)| Value::per(f64::from(*connected), Some(used.wall), 0);
    report.row(
        "connects_per_second",
        "connects/s",
        connecting.iter().map(rate),
    );
    let rate = |(used, connected): &(Used, u32)| Value::per(f64::from(*connected), used.cpu(), 0);
    report.row(
        "connects_per_cpu_second",
        "connects per second of server CPU",
        connecting.iter().map(rate),
    );
    if count > 0 {
        let rate = Value::per(f64::from(outcome.members), Some(outcome.joining.wall), 0);
        report.row("joins_per_second", "joins/s", [rate]);
    }
    let members = f64::from(outcome.members);
    let kib = |kib: Option<u64>| kib.map(|kib| kib as f64);
    for (key, label, of) in [
        (
            "rss",
            "resident memory",
            (|memory| memory.resident) as fn(&Memory) -> Option<u64>,
        ),
        ("pss", "its part of shared memory (PSS)", |memory| {
            memory.shared_fairly
        }),
    ] {
        let (empty, full) = (kib(of(&outcome.empty)), kib(of(&outcome.full)));
        report.row(
            &format!("empty_{key}_kib"),
            &format!("empty: {label}, KiB"),
            [Value::maybe(empty, 0)],
        );
        report.row(
            &format!("{key}_kib"),
            &format!("full: {label}, KiB"),
            [Value::maybe(full, 0)],
        );
        let each = empty
            .zip(full)
            .map(|(empty, full)| (full - empty) * 1024.0 / members);
        report.row(
            &format!("{key}_bytes_each"),
            "for each member, bytes",
            [Value::maybe(each, 0)],
        );
    }
    let idle = outcome
        .watched
        .server
        .map(|cpu| 1000.0 * cpu.sum() / outcome.watched.wall);
    report.row(
        "idle_cpu_ms_per_second",
        "server CPU in silence, ms each second",
        [Value::maybe(idle, 1)],
    );
    let used: Vec<Used> = connecting.iter().map(|(used, _)| *used).collect();
    bottlenecks(&mut report, servers, &used);
    if options.common.connect.is_some() {
        report.note(
            "members that it had before may have left it memory, so that these seem to take less",
        );
    }
    if let Some(why) = &outcome.stopped {
        let (got, asked) = (number(outcome.members), number(options.clients));
        report.note(format!("stopped at {got} of {asked} members by {why}"));
        report.note(extrapolate(options.clients, outcome));
    }
    report
}

/// What the members that could not come would have cost, from what half of them and all of them did.
fn extrapolate(clients: u32, outcome: &Outcome) -> String {
    let resident = |memory: &Memory| memory.resident.map(|kib| kib as f64);
    // Without a half that was reached, the empty server is the other point.
    let (count, memory) = outcome.half.unwrap_or((0, outcome.empty));
    let more = f64::from(outcome.members - count);
    match resident(&memory).zip(resident(&outcome.full)) {
        Some((few, many)) if more > 0.0 => {
            let all = many + (many - few) / more * f64::from(clients - outcome.members);
            let mib = thousands(&format!("{:.0}", all / 1024.0));
            format!(
                "as memory grew from {} to {} members, {} would take the server {mib} MiB, beside the kernel's own",
                number(count),
                number(outcome.members),
                number(clients)
            )
        }
        _ => "its memory is not known, so nothing can be said about more members".to_owned(),
    }
}

fn number(count: u32) -> String {
    thousands(&count.to_string())
}
