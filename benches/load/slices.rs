//! Two servers in one run: by turns, in slices, so that whatever else the machine does falls on both alike.

use crate::machine;
use crate::options::Common;
use crate::process::{Meter, Server, Used};
use crate::progress::Progress;
use crate::report::{Report, Value};

/// The servers of a run: the one under load first, then the yardstick, if it is wanted.
pub(crate) fn servers(common: &Common, yardstick: bool) -> Result<Vec<Server>, String> {
    let cores = machine::cores();
    let core = cores.map(|cores| cores.server);
    if let Some(cores) = cores {
        machine::pin(None, cores.generator);
    }
    let mut servers = vec![match common.connect {
        Some(address) => Server::running(address, common.dialect, common.pid),
        None => Server::ours(common.dialect, core)?,
    }];
    if yardstick && !common.no_yardstick {
        servers.push(Server::yardstick(core)?);
    }
    Ok(servers)
}

/// Gives each server so many slices, by turns. `gather` makes what a server's slices are done with, such as its crowd. It
/// is made once, or before each slice when the descriptors do not suffice for `clients` of each server at a time.
pub(crate) fn alternate<C>(
    servers: &[Server],
    slices: u32,
    clients: u32,
    progress: &mut Progress,
    mut gather: impl FnMut(usize, &mut Progress) -> Result<C, String>,
    mut slice: impl FnMut(usize, u32, &mut C, &mut Progress) -> Result<(), String>,
) -> Result<(), String> {
    let wanted = u64::from(clients) * servers.len() as u64;
    let keep = machine::make_room(wanted) >= wanted;
    let mut kept: Vec<Option<C>> = servers.iter().map(|_| None).collect();
    for number in 0..slices {
        for (place, kept) in kept.iter_mut().enumerate() {
            let mut crowd = match kept.take() {
                Some(crowd) => crowd,
                None => gather(place, progress)?,
            };
            slice(place, number, &mut crowd, progress)?;
            if keep {
                *kept = Some(crowd);
            }
        }
    }
    Ok(())
}

/// Runs what is measured.
pub(crate) fn measured<T>(
    server: &Server,
    used: &mut Used,
    work: impl FnOnce() -> Result<T, String>,
) -> Result<T, String> {
    let meter = Meter::start(server);
    let result = work()?;
    *used = used.plus(meter.stop());
    Ok(result)
}

/// The `whole` cut into `slices`: how much is in slice `number`.
pub(crate) fn share(whole: u32, slices: u32, number: u32) -> u32 {
    whole / slices + u32::from(number < whole % slices)
}

/// An empty report with a column for each server.
pub(crate) fn report(scenario: &'static str, what: String, servers: &[Server]) -> Report {
    Report::new(
        scenario,
        what,
        servers.iter().map(|server| server.name).collect(),
    )
}

/// Notes who was the bottleneck.
pub(crate) fn bottlenecks(report: &mut Report, servers: &[Server], used: &[Used]) {
    for (server, used) in servers.iter().zip(used) {
        report.note(format!("{}: {}", server.name, bottleneck(used)));
    }
    if machine::cores().is_none() {
        report.note(
            "servers and generator share one core: absolute numbers are low, ratios still hold",
        );
    }
}

/// The rows that say who worked how much.
pub(crate) fn effort(report: &mut Report, used: &[Used]) {
    let percent = |of: fn(&Used) -> Option<f64>| {
        let shares = used
            .iter()
            .map(move |used| of(used).map(|cpu| 100.0 * cpu / used.wall));
        shares.map(|share| Value::maybe(share, 0))
    };
    let (user, system) = (
        percent(|used| Some(used.server?.user)),
        percent(|used| Some(used.server?.system)),
    );
    report.row("server_user_percent", "server CPU, own code, %", user);
    report.row("server_system_percent", "server CPU, kernel, %", system);
    let generator = percent(|used| Some(used.generator.sum()));
    report.row("generator_percent", "generator CPU, %", generator);
    let crowded = |used: &Used| used.server.is_some_and(|cpu| cpu.waited > 0.05 * used.wall);
    // Only worth a row where there is something to say.
    if used.iter().any(crowded) {
        let waited = percent(|used| Some(used.server?.waited));
        report.row("waited_percent", "server waited for its core, %", waited);
    }
}

/// The rows of what the servers hold now.
pub(crate) fn memory(report: &mut Report, servers: &[Server]) {
    let held: Vec<_> = servers.iter().map(Server::memory).collect();
    let kib = |kib: Option<u64>| Value::maybe(kib.map(|kib| kib as f64), 0);
    report.row(
        "rss_kib",
        "server memory, KiB",
        held.iter().map(|held| kib(held.resident)),
    );
    report.row(
        "peak_rss_kib",
        "at its peak, KiB",
        held.iter().map(|held| kib(held.peak)),
    );
}

/// Who was the reason that it was not faster.
fn bottleneck(used: &Used) -> &'static str {
    /// Busier than this is busy all the time, give or take a tick of the clock.
    const BUSY: f64 = 0.9;
    let (server, generator) = (used.server_share(), used.generator_share());
    let generator = generator > BUSY;
    match server.map(|share| share > BUSY) {
        Some(true) if generator => "it and the generator were both busy all the time",
        Some(true) => "it was the bottleneck: it was busy all the time",
        _ if generator => "the generator was the bottleneck: it can do more than this shows",
        Some(false) => "nobody was busy all the time",
        None => "how busy it was is not known; --pid tells whom to ask",
    }
}
