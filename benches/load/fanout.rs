//! `fanout` and `private`: a closed loop, in which a sender has at most a window of messages on their way, so that the server
//! works as fast as it can and is never drowned. Every listener's ledger is kept.

use std::time::Instant;

use crate::crowd::{Crowd, Inattentive};
use crate::dialect::Dialect;
use crate::options::{Common, Fanout, Private};
use crate::process::{Server, Used};
use crate::progress::Progress;
use crate::report::{Report, Value};
use crate::slices::{alternate, bottlenecks, effort, measured, memory, report, servers, share};
use crate::talk::{Audience, Talk, group};

/// Members that are on their way into a group at a time.
pub(crate) const AT_A_TIME: u32 = 64;

/// What is run.
struct Plan<'a> {
    clients: u32,
    senders: u32,
    window: u32,
    messages: u32,
    slices: u32,
    bytes: u16,
    audience: Audience,
    common: &'a Common,
}

/// What came of it, for one server.
#[derive(Clone, Copy, Default)]
struct Outcome {
    used: Used,
    deliveries: u64,
    bytes: u64,
}

/// Runs `fanout`.
pub(crate) fn fanout(options: &Fanout) -> Result<Report, String> {
    let talk = &options.talk;
    let plan = Plan {
        clients: talk.clients,
        senders: talk.senders.min(talk.clients),
        window: options.window,
        messages: options.messages,
        slices: options.slices,
        bytes: talk.text.bytes,
        audience: Audience::Group(talk.groups),
        common: &options.common,
    };
    let what = format!(
        "{} members in {}, {} of them speak; {} messages of {} bytes, window {}",
        plan.clients,
        groups(talk.groups),
        plan.senders,
        plan.messages,
        plan.bytes,
        plan.window
    );
    let (servers, outcomes) = run(&plan)?;
    let mut report = report("fanout", what, &servers);
    let deliveries = outcomes
        .iter()
        .map(|outcome| Value::count(outcome.deliveries));
    report.row("deliveries", "deliveries", deliveries);
    rates(&mut report, &outcomes, "deliveries");
    finish(&mut report, &servers, &outcomes);
    report.note("every message was heard exactly once, in the order of its sender, in one order by a whole group");
    Ok(report)
}

/// Runs `private`.
pub(crate) fn private(options: &Private) -> Result<Report, String> {
    let pairs = options.clients / 2;
    let plan = Plan {
        clients: pairs * 2,
        senders: pairs * 2,
        window: options.window,
        messages: options.messages,
        slices: options.slices,
        bytes: options.text.bytes,
        audience: Audience::Pair(pairs),
        common: &options.common,
    };
    let what = format!(
        "{pairs} pairs, both speak; {} messages of {} bytes, window {}",
        plan.messages, plan.bytes, plan.window
    );
    let (servers, outcomes) = run(&plan)?;
    let mut report = report("private", what, &servers);
    rates(&mut report, &outcomes, "messages");
    finish(&mut report, &servers, &outcomes);
    report.note("every message was heard exactly once and in order");
    Ok(report)
}

fn run(plan: &Plan<'_>) -> Result<(Vec<Server>, Vec<Outcome>), String> {
    let deadline = Instant::now() + plan.common.limit();
    let servers = servers(plan.common, true)?;
    let mut outcomes = vec![Outcome::default(); servers.len()];
    let mut progress = Progress::new();
    alternate(
        &servers,
        plan.slices,
        plan.clients,
        &mut progress,
        |place, progress| {
            let window = plan.window;
            let talk = Talk::new(
                plan.clients,
                plan.senders,
                window,
                plan.audience,
                plan.bytes,
            );
            Ok((
                gather(
                    &servers[place],
                    plan.clients,
                    plan.audience,
                    deadline,
                    progress,
                )?,
                talk,
            ))
        },
        |place, number, (crowd, talk), progress| {
            crowd.pad = pad(place, outcomes[0].bytes, outcomes[0].deliveries, plan.bytes);
            let outcome = &mut outcomes[place];
            let (deliveries, bytes) = (talk.deliveries(), crowd.bytes());
            let messages = share(plan.messages, plan.slices, number);
            measured(&servers[place], &mut outcome.used, || {
                talk.fast(crowd, messages, progress)
            })?;
            outcome.deliveries += talk.deliveries() - deliveries;
            outcome.bytes += crowd.bytes() - bytes;
            talk.listen_on(crowd, &mut Inattentive)
        },
    )?;
    Ok((servers, outcomes))
}

/// Connects members and gets them into their groups, or pairs where those are rooms.
pub(crate) fn gather(
    server: &Server,
    clients: u32,
    audience: Audience,
    deadline: Instant,
    progress: &mut Progress,
) -> Result<Crowd, String> {
    let mut crowd = Crowd::new(server.address, server.dialect, deadline)?;
    crowd.connect(clients, AT_A_TIME, progress)?;
    match audience {
        Audience::Pair(_) if server.dialect != Dialect::Bare => {}
        Audience::Pair(count) | Audience::Group(count) => {
            let place = |who| group(who % count);
            crowd.join(0, AT_A_TIME, place, &mut Inattentive, progress)?;
        }
    }
    Ok(crowd)
}

/// What has to be added to a text for the yardstick, the second server, so that a delivery is as long as the first's.
pub(crate) fn pad(place: usize, bytes: u64, deliveries: u64, text: u16) -> usize {
    let length = (bytes as f64 / deliveries.max(1) as f64).round() as usize;
    match place {
        0 => 0,
        // With a line feed.
        _ => length.saturating_sub(usize::from(text) + 1),
    }
}

fn rates(report: &mut Report, outcomes: &[Outcome], what: &str) {
    let rate =
        |outcome: &Outcome| Value::per(outcome.deliveries as f64, Some(outcome.used.wall), 0);
    report.row(
        &format!("{what}_per_second"),
        &format!("{what}/s"),
        outcomes.iter().map(rate),
    );
    let rate = |outcome: &Outcome| Value::per(outcome.deliveries as f64, outcome.used.cpu(), 0);
    report.row(
        &format!("{what}_per_cpu_second"),
        &format!("{what} per second of server CPU"),
        outcomes.iter().map(rate),
    );
    let length =
        |outcome: &Outcome| Value::per(outcome.bytes as f64, Some(outcome.deliveries as f64), 1);
    report.row(
        "bytes_per_delivery",
        "bytes of each",
        outcomes.iter().map(length),
    );
}

fn finish(report: &mut Report, servers: &[Server], outcomes: &[Outcome]) {
    let used: Vec<Used> = outcomes.iter().map(|outcome| outcome.used).collect();
    effort(report, &used);
    memory(report, servers);
    bottlenecks(report, servers, &used);
}

/// So many groups, in words.
pub(crate) fn groups(count: u32) -> String {
    match count {
        0 => "no group".to_owned(),
        1 => "one group".to_owned(),
        _ => format!("{count} groups"),
    }
}
