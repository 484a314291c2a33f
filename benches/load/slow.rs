//! `slow`: members who never read, beside others who do. What they are owed piles up with the server until it disconnects
//! them; those who read should notice little of it.

use std::time::{Duration, Instant};

use crate::crowd::{Hear, Inattentive};
use crate::dialect::News;
use crate::fanout::{AT_A_TIME, gather};
use crate::histogram::Histogram;
use crate::latency::{BACKLOG, rows};
use crate::machine;
use crate::options::Slow;
use crate::process::{Server, Used};
use crate::progress::Progress;
use crate::report::{Report, Value};
use crate::slices::{effort, measured, servers};
use crate::talk::{Audience, Talk, group};

/// How often memory is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Notes when those who do not read are gone: the first of those who read is told of it.
struct Watching {
    /// How many read; the others have the numbers behind theirs.
    healthy: u32,
    start: Instant,
    /// When each was gone, counted from the start.
    gone: Vec<Option<Duration>>,
}

impl Watching {
    fn note(&mut self, who: u32) {
        if let Some(slow) = who.checked_sub(self.healthy)
            && let Some(gone) = self.gone.get_mut(slow as usize)
        {
            gone.get_or_insert(self.start.elapsed());
        }
    }

    fn count(&self) -> usize {
        self.gone.iter().flatten().count()
    }
}

impl Hear for Watching {
    fn text(&mut self, _: u32, _: &[u8], _: Instant) -> Result<(), String> {
        Ok(())
    }
    fn news(&mut self, who: u32, news: &News<'_>) -> Result<(), String> {
        match news {
            News::Left(other) if who == 0 => self.note(*other),
            _ => {}
        }
        Ok(())
    }
    fn lost(&mut self, who: u32, why: &str) -> Result<(), String> {
        if who < self.healthy {
            return Err(format!(
                "the connection of member {who}, who reads, was lost: {why}"
            ));
        }
        self.note(who);
        Ok(())
    }
}

/// The most that was held.
#[derive(Clone, Copy, Default)]
struct Held {
    resident: Option<u64>,
    sockets: Option<u64>,
}

impl Held {
    fn look(&mut self, server: &Server) {
        self.resident = self.resident.max(server.memory().resident);
        self.sockets = self.sockets.max(machine::socket_kib());
    }
}

/// Runs it.
pub(crate) fn run(options: &Slow) -> Result<Report, String> {
    let deadline = Instant::now() + options.common.limit();
    let servers = servers(&options.common, false)?;
    let server = &servers[0];
    let (healthy, all) = (options.clients, options.clients + options.readers);
    machine::make_room(u64::from(all));
    let mut progress = Progress::new();
    let audience = Audience::Group(1);
    let mut crowd = gather(server, healthy, audience, deadline, &mut progress)?;
    let senders = options.senders.min(healthy);
    let mut talk = Talk::new(healthy, senders, BACKLOG, audience, options.text.bytes);
    let mut took = vec![Histogram::default(); 3];
    let mut used = vec![Used::default(); 3];
    let mut held = [Held::default(); 3];
    let mut watching = Watching {
        healthy,
        start: Instant::now(),
        gone: vec![None; options.readers as usize],
    };
    for phase in 0..3 {
        match phase {
            1 => {
                crowd.connect(all, AT_A_TIME, &mut progress)?;
                crowd.join(
                    healthy,
                    AT_A_TIME,
                    |_| group(0),
                    &mut Inattentive,
                    &mut progress,
                )?;
            }
            2 => (healthy..all).for_each(|who| crowd.deafen(who)),
            _ => {}
        }
        let seconds = if phase < 2 {
            options.duration
        } else {
            options.patience
        };
        let whole = Duration::from_secs(u64::from(seconds));
        let held = &mut held[phase];
        held.look(server);
        watching.start = Instant::now();
        let mut looked = watching.start;
        measured(server, &mut used[phase], || {
            talk.paced(
                &mut crowd,
                options.rate,
                whole,
                &mut took[phase],
                &mut watching,
                |past, watching| {
                    if looked.elapsed() >= LOOK {
                        looked = Instant::now();
                        held.look(server);
                    }
                    let gone = watching.count();
                    progress.show(|| {
                        format!(
                            "part {} of 3: {:.1} s, {gone} disconnected",
                            phase + 1,
                            past.as_secs_f64()
                        )
                    });
                    gone < watching.gone.len()
                },
            )
        })?;
        talk.listen_on(&mut crowd, &mut watching)?;
    }
    drop(progress);
    let mut report = Report::new(
        "slow",
        what(options, senders),
        vec!["without them", "they read", "they do not"],
    );
    let took: Vec<&Histogram> = took.iter().collect();
    rows(&mut report, &took);
    let p99 = |took: &Histogram| took.quantile(0.99).as_secs_f64();
    for (key, label, place) in [
        ("p99_times_without", "p99, times that without them", 0),
        ("p99_times_reading", "p99, times that while they read", 1),
    ] {
        let base = Some(p99(took[place]));
        let times = took.iter().map(|took| Value::per(p99(took), base, 2));
        report.row(key, label, times);
    }
    let kib = |kib: Option<u64>| Value::maybe(kib.map(|kib| kib as f64), 0);
    report.row(
        "peak_rss_kib",
        "server memory at its peak, KiB",
        held.iter().map(|held| kib(held.resident)),
    );
    let sockets = held.iter().map(|held| kib(held.sockets));
    report.row(
        "peak_sockets_kib",
        "the kernel's for all sockets, KiB",
        sockets,
    );
    effort(&mut report, &used);
    let gone: Vec<Duration> = watching.gone.iter().flatten().copied().collect();
    report.note(match (gone.iter().min(), gone.iter().max()) {
        (Some(first), Some(last)) => format!(
            "{} of {} that did not read were disconnected, the first after {:.1} s, the last after {:.1} s",
            gone.len(),
            options.readers,
            first.as_secs_f64(),
            last.as_secs_f64()
        ),
        _ => format!("nobody was disconnected within {} s", options.patience),
    });
    report.note(
        "those who read heard every message exactly once, in the order of its sender, in one order",
    );
    Ok(report)
}

fn what(options: &Slow, senders: u32) -> String {
    format!(
        "{} members read, {senders} of them speak; {} messages of {} bytes a second; {} others in the group",
        options.clients, options.rate, options.text.bytes, options.readers
    )
}
