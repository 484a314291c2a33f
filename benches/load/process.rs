//! The server under load: started by us or named by its process id, and what the system says of it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

/// A server of our own; ended when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts the release server on a free port of loopback, without limits.
    pub(crate) fn start() -> Result<Server, String> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_groupchat-server"))
            .args([
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--rate",
                "0",
                "--no-auto-join",
                "--quiet",
            ])
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start the server: {error}"))?;
        let mut line = String::new();
        let stderr = child
            .stderr
            .take()
            .ok_or("the server has no standard error")?;
        let mut stderr = BufReader::new(stderr);
        stderr
            .read_line(&mut line)
            .map_err(|error| format!("the server does not speak: {error}"))?;
        let address = line
            .trim()
            .rsplit(' ')
            .next()
            .and_then(|word| word.parse().ok());
        match address {
            Some(address) => Ok(Server { child, address }),
            None => {
                let _ = child.kill();
                Err(format!("the server does not say where it listens: {line}"))
            }
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// CPU time a process has used, seconds of user and system time together. Linux only.
pub(crate) fn cpu_seconds(pid: u32) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the program's name in parentheses, which may contain anything; utime and stime are the 14th and
    // 15th (proc(5)), in ticks of which Linux shows 100 a second.
    let after = stat.rsplit(')').next()?;
    let mut fields = after.split_whitespace().skip(11);
    let (user, system): (f64, f64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) / 100.0)
}

/// Memory a process holds, KiB. Linux only.
pub(crate) fn resident_kib(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
