//! The server under load: started by us or named by its address, and what the system says of it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Instant;

use crate::dialect::Dialect;
use crate::machine;

/// A server. One that we started ends when this is dropped.
pub(crate) struct Server {
    /// What its column is called.
    pub(crate) name: &'static str,
    pub(crate) address: SocketAddr,
    pub(crate) dialect: Dialect,
    /// Its process, if it is known.
    pub(crate) pid: Option<u32>,
    child: Option<Child>,
    /// The yardstick lives as long as this is open.
    _stdin: Option<ChildStdin>,
}

impl Server {
    /// A server that runs already.
    pub(crate) fn running(address: SocketAddr, dialect: Dialect, pid: Option<u32>) -> Server {
        Server {
            name: "server",
            address,
            dialect,
            pid,
            child: None,
            _stdin: None,
        }
    }

    /// Starts our server on a free port of loopback, with no limit on how fast members may speak.
    pub(crate) fn ours(dialect: Dialect, core: Option<usize>) -> Result<Server, String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_groupchat-server"));
        command.args(["--host", "127.0.0.1", "--port", "0", "--rate", "0"]);
        command.args(["--no-auto-join", "--quiet"]);
        Server::start("server", command, dialect, core)
    }

    /// Starts the yardstick: this program, told to be one.
    pub(crate) fn yardstick(core: Option<usize>) -> Result<Server, String> {
        let this =
            std::env::current_exe().map_err(|error| format!("cannot find myself: {error}"))?;
        let mut command = Command::new(this);
        command.arg("yardstick");
        Server::start("yardstick", command, Dialect::Bare, core)
    }

    fn start(
        name: &'static str,
        mut command: Command,
        dialect: Dialect,
        core: Option<usize>,
    ) -> Result<Server, String> {
        let mut child = command
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start the {name}: {error}"))?;
        let pid = child.id();
        if let Some(core) = core {
            machine::pin(Some(pid), core);
        }
        let mut server = Server {
            name,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            dialect,
            pid: Some(pid),
            _stdin: child.stdin.take(),
            child: None,
        };
        let stderr = child.stderr.take();
        server.child = Some(child);
        let mut line = String::new();
        BufReader::new(stderr.ok_or("it has no standard error")?)
            .read_line(&mut line)
            .map_err(|error| format!("the {name} does not speak: {error}"))?;
        let last = line.trim().rsplit(' ').next();
        server.address = last
            .and_then(|word| word.parse().ok())
            .ok_or_else(|| format!("the {name} does not say where it listens: {line}"))?;
        Ok(server)
    }

    /// Its memory now, if the system tells.
    pub(crate) fn memory(&self) -> Memory {
        let pid = self.pid.unwrap_or_default();
        let status = format!("/proc/{pid}/status");
        Memory {
            resident: machine::kib(&status, "VmRSS:"),
            peak: machine::kib(&status, "VmHWM:"),
            // Only its owner may read it.
            shared_fairly: machine::kib(&format!("/proc/{pid}/smaps_rollup"), "Pss:"),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Memory of a process, KiB; `None` where the system does not tell.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Memory {
    /// Pages that are in memory.
    pub(crate) resident: Option<u64>,
    /// The most that ever were.
    pub(crate) peak: Option<u64>,
    /// The same pages as `resident`, those that others have too counted by their part (PSS).
    pub(crate) shared_fairly: Option<u64>,
}

/// CPU time of a process, seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cpu {
    /// In its own code.
    pub(crate) user: f64,
    /// In the kernel's.
    pub(crate) system: f64,
    /// Ready to run, but somebody else had the core; of the first thread only.
    pub(crate) waited: f64,
}

impl Cpu {
    /// What it used.
    pub(crate) fn sum(&self) -> f64 {
        self.user + self.system
    }

    fn add(self, other: Cpu, sign: f64) -> Cpu {
        Cpu {
            user: self.user + sign * other.user,
            system: self.system + sign * other.system,
            waited: self.waited + sign * other.waited,
        }
    }

    /// What a process has used until now. Linux only.
    fn of(pid: u32) -> Option<Cpu> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The second field is the program's name in parentheses, which may contain anything; utime and stime are the 14th
        // and 15th (proc(5)), in ticks of which Linux shows 100 a second.
        let after = stat.rsplit(')').next()?;
        let mut fields = after.split_whitespace().skip(11);
        let (user, system): (f64, f64) =
            (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        let schedule = fs::read_to_string(format!("/proc/{pid}/schedstat")).unwrap_or_default();
        let waited = schedule
            .split_whitespace()
            .nth(1)
            .and_then(|ns| ns.parse::<f64>().ok());
        Some(Cpu {
            user: user / 100.0,
            system: system / 100.0,
            waited: waited.unwrap_or_default() / 1e9,
        })
    }
}

/// Time that was used, all slices together.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Used {
    /// Seconds that passed.
    pub(crate) wall: f64,
    /// By the server; `None` if its process is not known.
    pub(crate) server: Option<Cpu>,
    pub(crate) generator: Cpu,
}

impl Used {
    /// The server's CPU, seconds, if it is enough to be told apart from none.
    pub(crate) fn cpu(&self) -> Option<f64> {
        Some(self.server?.sum()).filter(|&cpu| cpu >= 0.05)
    }

    /// Which part of the time the server had something to do, 0 to 1.
    pub(crate) fn server_share(&self) -> Option<f64> {
        let cpu = self.server?;
        Some((cpu.sum() + cpu.waited) / self.wall)
    }

    /// Which part of the time the generator had something to do, 0 to 1.
    pub(crate) fn generator_share(&self) -> f64 {
        (self.generator.sum() + self.generator.waited) / self.wall
    }

    /// Two measurements taken together.
    pub(crate) fn plus(self, other: Used) -> Used {
        Used {
            wall: self.wall + other.wall,
            server: match (self.server, other.server) {
                (Some(one), Some(two)) => Some(one.add(two, 1.0)),
                (one, two) => one.or(two),
            },
            generator: self.generator.add(other.generator, 1.0),
        }
    }
}

/// A slice that is being measured.
pub(crate) struct Meter {
    pid: Option<u32>,
    start: Instant,
    server: Option<Cpu>,
    generator: Cpu,
}

impl Meter {
    pub(crate) fn start(server: &Server) -> Meter {
        Meter {
            pid: server.pid,
            server: server.pid.and_then(Cpu::of),
            generator: own_cpu(),
            start: Instant::now(),
        }
    }

    /// What the slice took.
    pub(crate) fn stop(self) -> Used {
        let wall = self.start.elapsed().as_secs_f64();
        let server = self.pid.and_then(Cpu::of).zip(self.server);
        Used {
            wall,
            server: server.map(|(now, before)| now.add(before, -1.0)),
            generator: own_cpu().add(self.generator, -1.0),
        }
    }
}

fn own_cpu() -> Cpu {
    Cpu::of(std::process::id()).unwrap_or_default()
}
