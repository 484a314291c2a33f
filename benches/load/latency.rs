//! `latency`: an open loop at a fixed rate. Each message has a moment when it is due, and each delivery took from then until
//! it was read, however late the message itself was sent: what a server delays is not hidden by asking it less (coordinated
//! omission).

use std::time::{Duration, Instant};

use crate::crowd::Inattentive;
use crate::fanout::{gather, groups, pad};
use crate::histogram::Histogram;
use crate::options::Latency;
use crate::process::Used;
use crate::progress::Progress;
use crate::report::{Report, Value};
use crate::slices::{alternate, effort, measured, report, servers};
use crate::talk::{Audience, Talk};

/// Messages of one sender that may be on their way before the run is given up.
pub(crate) const BACKLOG: u32 = 10_000;

#[derive(Clone, Default)]
struct Outcome {
    used: Used,
    took: Histogram,
    bytes: u64,
}

/// Runs it.
pub(crate) fn run(options: &Latency) -> Result<Report, String> {
    let (talk, common) = (&options.talk, &options.common);
    let senders = talk.senders.min(talk.clients);
    let audience = Audience::Group(talk.groups);
    let deadline = Instant::now() + common.limit();
    let servers = servers(common, true)?;
    let mut outcomes = vec![Outcome::default(); servers.len()];
    let mut progress = Progress::new();
    alternate(
        &servers,
        options.slices,
        talk.clients,
        &mut progress,
        |place, progress| {
            let crowd = gather(&servers[place], talk.clients, audience, deadline, progress)?;
            Ok((
                crowd,
                Talk::new(talk.clients, senders, BACKLOG, audience, talk.text.bytes),
            ))
        },
        |place, number, (crowd, conversation), progress| {
            crowd.pad = pad(
                place,
                outcomes[0].bytes,
                outcomes[0].took.count(),
                talk.text.bytes,
            );
            let Outcome { used, took, bytes } = &mut outcomes[place];
            let before = crowd.bytes();
            let duration = Duration::from_secs(u64::from(options.duration)) / options.slices;
            measured(&servers[place], used, || {
                conversation.paced(
                    crowd,
                    options.rate,
                    duration,
                    took,
                    &mut Inattentive,
                    |past, _| {
                        progress.show(|| {
                            format!(
                                "slice {} of {}: {:.1} s",
                                number + 1,
                                options.slices,
                                past.as_secs_f64()
                            )
                        });
                        true
                    },
                )
            })?;
            *bytes += crowd.bytes() - before;
            conversation.listen_on(crowd, &mut Inattentive)
        },
    )?;
    let what = format!(
        "{} members in {}, {senders} of them speak; {} messages of {} bytes a second for {} s",
        talk.clients,
        groups(talk.groups),
        options.rate,
        talk.text.bytes,
        options.duration
    );
    let mut report = report("latency", what, &servers);
    let took: Vec<&Histogram> = outcomes.iter().map(|outcome| &outcome.took).collect();
    rows(&mut report, &took);
    let length =
        |outcome: &Outcome| Value::per(outcome.bytes as f64, Some(outcome.took.count() as f64), 1);
    report.row(
        "bytes_per_delivery",
        "bytes of each",
        outcomes.iter().map(length),
    );
    let used: Vec<Used> = outcomes.iter().map(|outcome| outcome.used).collect();
    effort(&mut report, &used);
    report.note("from the moment when a message was due until a listener had read it");
    Ok(report)
}

/// The rows that tell how long deliveries took.
pub(crate) fn rows(report: &mut Report, took: &[&Histogram]) {
    report.row(
        "deliveries",
        "deliveries",
        took.iter().map(|took| Value::count(took.count())),
    );
    for (key, label, part) in [
        ("p50_ms", "p50, ms", 0.5),
        ("p90_ms", "p90, ms", 0.9),
        ("p99_ms", "p99, ms", 0.99),
        ("p99_9_ms", "p99.9, ms", 0.999),
    ] {
        report.row(
            key,
            label,
            took.iter().map(|took| Value::ms(took.quantile(part))),
        );
    }
    report.row(
        "max_ms",
        "max, ms",
        took.iter().map(|took| Value::ms(took.max())),
    );
}
