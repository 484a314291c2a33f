//! What this machine allows: cores, descriptors, ports, memory; and what to do about it when that is too little.

use std::fs;
use std::io;
use std::sync::OnceLock;

use rustix::io::Errno;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors that are not for connections: the poll, pipes, what is read from /proc.
const SPARE: u64 = 40;
/// Memory that is left to others, KiB.
const MEMORY_LEFT: u64 = 256 * 1024;

/// Raises our limit on descriptors, beyond the hard one where that is allowed, until `wanted` connections fit. Our servers
/// inherit it. Returns how many fit.
pub(crate) fn make_room(wanted: u64) -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let raise = |to: Option<u64>, hard: Option<u64>| {
        let wish = Rlimit {
            current: to,
            maximum: hard,
        };
        setrlimit(Resource::Nofile, wish).is_ok()
    };
    let enough = wanted.saturating_add(SPARE);
    let short = limit.maximum.is_some_and(|hard| hard < enough);
    if !short || !raise(Some(enough), Some(enough)) {
        raise(limit.maximum, limit.maximum);
    }
    let now = getrlimit(Resource::Nofile).current;
    now.map_or(u64::MAX, |limit| limit.saturating_sub(SPARE))
}

/// Whether one more connection may be tried, when there are so many; otherwise what stands against it.
pub(crate) fn room(connections: u32) -> Result<(), String> {
    let limit = getrlimit(Resource::Nofile);
    if limit
        .current
        .is_some_and(|limit| u64::from(connections) + SPARE >= limit)
    {
        return Err(descriptors("the generator", limit.current));
    }
    if connections.is_multiple_of(1000)
        && let Some(left) = kib("/proc/meminfo", "MemAvailable:")
        && left < MEMORY_LEFT
    {
        return Err(format!(
            "memory: only {} MiB are left on this machine",
            left / 1024
        ));
    }
    Ok(())
}

/// What an error at connecting means, and what to do about it.
pub(crate) fn explain(error: &io::Error) -> String {
    let errno = error.raw_os_error().map(Errno::from_raw_os_error);
    match errno {
        Some(Errno::MFILE) => descriptors("the generator", getrlimit(Resource::Nofile).current),
        Some(Errno::NFILE) => {
            "descriptors of the whole system: raise them with `sysctl -w fs.file-max=…`".to_owned()
        }
        Some(Errno::ADDRNOTAVAIL) => format!(
            "ports: `sysctl net.ipv4.ip_local_port_range` says {}; widen it with `sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"`",
            word("/proc/sys/net/ipv4/ip_local_port_range")
        ),
        Some(Errno::NOBUFS | Errno::NOMEM) => format!(
            "memory for sockets: `sysctl net.ipv4.tcp_mem` says {} pages",
            word("/proc/sys/net/ipv4/tcp_mem")
        ),
        Some(Errno::NOSPC) => {
            "watched descriptors: raise them with `sysctl -w fs.epoll.max_user_watches=…`"
                .to_owned()
        }
        _ => format!("cannot connect: {error}"),
    }
}

/// What limit a server has run into, as far as the system tells.
pub(crate) fn explain_server(pid: u32) -> Option<String> {
    let open = open_files(pid)?;
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).ok()?;
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max open files"))?;
    let limit: u64 = line.split_whitespace().nth(3)?.parse().ok()?;
    (open + SPARE >= limit).then(|| descriptors("the server", Some(limit)))
}

/// How many descriptors a process has open.
pub(crate) fn open_files(pid: u32) -> Option<u64> {
    Some(fs::read_dir(format!("/proc/{pid}/fd")).ok()?.count() as u64)
}

/// Memory that the kernel has given to the TCP sockets of the whole machine, KiB.
pub(crate) fn socket_kib() -> Option<u64> {
    let text = fs::read_to_string("/proc/net/sockstat").ok()?;
    let line = text.lines().find(|line| line.starts_with("TCP:"))?;
    let pages: u64 = line.split_once("mem ")?.1.trim().parse().ok()?;
    Some(pages * rustix::param::page_size() as u64 / 1024)
}

fn descriptors(whose: &str, limit: Option<u64>) -> String {
    let limit = limit.map_or_else(
        || "without limit".to_owned(),
        |limit| format!("it may have {limit}"),
    );
    format!(
        "descriptors of {whose}, {limit}: raise them with `ulimit -Hn` as root, LimitNOFILE= in a systemd unit, or /etc/security/limits.conf"
    )
}

/// A figure in KiB from a file of lines such as `VmRSS:  123 kB`.
pub(crate) fn kib(file: &str, field: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    line.split_whitespace().next()?.parse().ok()
}

fn word(file: &str) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A core for servers and one for the generator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cores {
    pub(crate) server: usize,
    pub(crate) generator: usize,
}

/// Two cores, if we may use two. Decided once: afterwards we are kept on one.
pub(crate) fn cores() -> Option<Cores> {
    static CORES: OnceLock<Option<Cores>> = OnceLock::new();
    *CORES.get_or_init(two_cores)
}

#[cfg(target_os = "linux")]
fn two_cores() -> Option<Cores> {
    use rustix::thread::{CpuSet, sched_getaffinity};
    let ours = sched_getaffinity(None).ok()?;
    let mut cores = (0..CpuSet::MAX_CPU).filter(|&core| ours.is_set(core));
    let generator = cores.next()?;
    Some(Cores {
        server: cores.next()?,
        generator,
    })
}

#[cfg(not(target_os = "linux"))]
fn two_cores() -> Option<Cores> {
    None
}

/// Keeps a process on a core; `None` for ourselves.
#[cfg(target_os = "linux")]
pub(crate) fn pin(pid: Option<u32>, core: usize) {
    use rustix::process::Pid;
    use rustix::thread::{CpuSet, sched_setaffinity};
    let mut cores = CpuSet::new();
    cores.set(core);
    let pid = pid.and_then(|pid| Pid::from_raw(pid as i32));
    // Where it may not be, the scheduler knows best.
    let _ = sched_setaffinity(pid, &cores);
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn pin(_: Option<u32>, _: usize) {}
