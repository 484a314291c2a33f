//! The probe: a bystander in a process of its own, who asks the server something a hundred times a second and writes down how
//! long the answers take. The crowd could not tell: it is busy itself.

use std::collections::VecDeque;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use groupchat::line::{Framed, Lines};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::dialect::{Dialect, News};
use crate::histogram::Histogram;
use crate::machine;

/// How often it asks.
const EVERY: Duration = Duration::from_millis(10);
/// Its number, which no member of a crowd has. As long as the shortest limit on names allows.
const NUMBER: u32 = 9_999_999;
/// Whoever does not answer for so long is dead.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long the answers took.
#[derive(Clone, Debug)]
pub(crate) struct Answers {
    pub(crate) count: u64,
    pub(crate) median: Duration,
    pub(crate) p99: Duration,
    pub(crate) max: Duration,
    /// The part of them that came within the limit, 0 to 1.
    pub(crate) within: f64,
}

/// A probe at work.
pub(crate) struct Probe {
    child: Child,
    /// It works for as long as this is open.
    stdin: Option<ChildStdin>,
}

impl Probe {
    /// Starts one and waits until it is a member.
    pub(crate) fn start(
        address: SocketAddr,
        dialect: Dialect,
        limit: Duration,
    ) -> Result<Probe, String> {
        let this =
            std::env::current_exe().map_err(|error| format!("cannot find myself: {error}"))?;
        let dialect = if dialect == Dialect::Plain {
            "plain"
        } else {
            "irc"
        };
        let mut child = Command::new(this)
            .args(["probe", &address.to_string(), dialect])
            .arg(limit.as_millis().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start the probe: {error}"))?;
        if let Some(cores) = machine::cores() {
            machine::pin(Some(child.id()), cores.generator);
        }
        let stdin = child.stdin.take();
        let mut probe = Probe { child, stdin };
        match probe.read()?.as_str() {
            "ready" => Ok(probe),
            other => Err(format!("the probe failed: {other}")),
        }
    }

    /// Stops it and takes what it has written down.
    pub(crate) fn finish(mut self) -> Result<Answers, String> {
        self.stdin = None;
        let text = self.read()?;
        let figures: Vec<f64> = text
            .split(' ')
            .filter_map(|word| word.parse().ok())
            .collect();
        let &[count, median, p99, max, within] = figures.as_slice() else {
            return Err(format!("the probe failed: {text}"));
        };
        Ok(Answers {
            count: count as u64,
            median: Duration::from_secs_f64(median),
            p99: Duration::from_secs_f64(p99),
            max: Duration::from_secs_f64(max),
            within,
        })
    }

    fn read(&mut self) -> Result<String, String> {
        let stdout = self.child.stdout.as_mut().ok_or("the probe says nothing")?;
        let mut line = String::new();
        // It says two lines, and the second only when it is asked to: nothing is read too early.
        let mut byte = [0];
        loop {
            match stdout.read(&mut byte) {
                Ok(1) if byte[0] != b'\n' => line.push(char::from(byte[0])),
                Ok(_) => return Ok(line),
                Err(error) => return Err(format!("the probe does not answer: {error}")),
            }
        }
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the process does: `address`, `dialect` and the limit in milliseconds are its arguments.
pub(crate) fn run(address: SocketAddr, dialect: Dialect, limit: Duration) -> Result<(), String> {
    let said = ask(address, dialect, limit).unwrap_or_else(|error| error.to_string());
    println!("{said}");
    Ok(())
}

fn ask(address: SocketAddr, dialect: Dialect, limit: Duration) -> io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(dialect.greeting(NUMBER).as_bytes())?;
    let mut inbox = Inbox::default();
    let mut welcome = false;
    while !welcome {
        inbox.read(&mut stream, dialect, |line| {
            welcome |= dialect.news(line) == News::Welcome;
        })?;
    }
    println!("ready");
    // A person's dialect has no ping; but whatever is asked is answered.
    let (question, answer): (&[u8], &[u8]) = match dialect {
        Dialect::Plain => (b"/ping\n", b"There is no command"),
        Dialect::Irc | Dialect::Bare => (b"PING probe\r\n", b" PONG "),
    };
    let mut took = Histogram::default();
    // When each question was due that is not answered. The next does not wait for it.
    let mut open = VecDeque::new();
    let mut due = Instant::now();
    while !is_closed() || !open.is_empty() {
        while due <= Instant::now() && !is_closed() {
            stream.write_all(question)?;
            open.push_back(due);
            due += EVERY;
        }
        if open
            .front()
            .is_some_and(|asked: &Instant| asked.elapsed() > PATIENCE)
        {
            return Err(io::Error::other("the server does not answer any more"));
        }
        let wait = due.saturating_duration_since(Instant::now());
        stream.set_read_timeout(Some(wait.max(Duration::from_micros(100))))?;
        inbox.read(&mut stream, dialect, |line| {
            if memchr::memmem::find(line, answer).is_some()
                && let Some(asked) = open.pop_front()
            {
                took.record(asked.elapsed());
            }
        })?;
    }
    let seconds = |part| took.quantile(part).as_secs_f64();
    Ok(format!(
        "{} {} {} {} {}",
        took.count(),
        seconds(0.5),
        seconds(0.99),
        took.max().as_secs_f64(),
        took.within(limit)
    ))
}

/// What the server says.
#[derive(Default)]
struct Inbox {
    lines: Lines,
}

impl Inbox {
    /// Reads once, at most for as long as the stream is set to, and shows each line. Pings are answered.
    fn read(
        &mut self,
        stream: &mut TcpStream,
        dialect: Dialect,
        mut look: impl FnMut(&[u8]),
    ) -> io::Result<()> {
        let mut buffer = [0; 4096];
        let len = match stream.read(&mut buffer) {
            Ok(0) => return Err(io::Error::other("the server closed the connection")),
            Ok(len) => len,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
                ) =>
            {
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let mut input = &buffer[..len];
        while let Some(framed) = self.lines.next(&mut input, 4096) {
            let Framed::Line(line) = framed else { continue };
            match dialect.news(line) {
                News::Ping(token) => stream.write_all(&dialect.pong(token))?,
                News::Refused => {
                    return Err(io::Error::other(String::from_utf8_lossy(line).into_owned()));
                }
                _ => look(line),
            }
        }
        Ok(())
    }
}

/// Whether standard input is at its end: nothing is ever said there.
fn is_closed() -> bool {
    let stdin = io::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
    let now = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    poll(&mut fds, Some(&now)).is_ok_and(|ready| ready > 0)
}
