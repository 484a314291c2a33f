//! The real server program, as a child process.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};

use super::Peer;
use super::process::{Exit, Process};

const PROGRAM: &str = env!("CARGO_BIN_EXE_groupchat-server");

/// A running server on a port that the system picked. Killed when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    process: Process,
    port: u16,
}

impl Server {
    /// Starts a server with these flags, besides `--port 0`.
    #[track_caller]
    pub(crate) fn start(flags: &[&str]) -> Server {
        Server::run(Command::new(PROGRAM).args(["--port", "0"]).args(flags))
    }

    /// Starts a server that may have only so many descriptors open.
    #[track_caller]
    pub(crate) fn with_descriptors(most: u32, flags: &[&str]) -> Server {
        Server::under(&format!("ulimit -n {most}"), flags)
    }

    /// Starts a server that may have only so many descriptors open unless it asks for more.
    #[track_caller]
    pub(crate) fn with_soft_descriptors(most: u32, flags: &[&str]) -> Server {
        Server::under(&format!("ulimit -S -n {most}"), flags)
    }

    /// Starts a server after a command of the shell that limits it.
    #[track_caller]
    fn under(limit: &str, flags: &[&str]) -> Server {
        let script = format!("{limit}; exec \"$0\" --port 0 \"$@\"");
        Server::run(
            Command::new("sh")
                .args(["-c", &script, PROGRAM])
                .args(flags),
        )
    }

    /// Starts a server that may have only so many KiB of memory, and so may what it starts.
    #[track_caller]
    pub(crate) fn with_memory(kib: u32, flags: &[&str]) -> Server {
        Server::under(&format!("ulimit -v {kib}"), flags)
    }

    /// Starts a server with nothing but environment variables.
    #[track_caller]
    pub(crate) fn with_env(variables: &[(&str, &str)]) -> Server {
        Server::run(Command::new(PROGRAM).envs(variables.iter().copied()))
    }

    #[track_caller]
    fn run(command: &mut Command) -> Server {
        let process = Process::spawn(command);
        let announced = |said: &str| said.contains(" listening on ") && said.ends_with('\n');
        let said = match process.stderr.until(announced) {
            Ok(said) => said,
            Err(said) => panic!("the server does not listen, but said:\n{said}"),
        };
        let line = said
            .lines()
            .find(|line| line.contains(" listening on "))
            .unwrap_or_default();
        let port = line.rsplit(':').next().and_then(|port| port.parse().ok());
        let port = port.unwrap_or_else(|| panic!("no port in {line:?}"));
        Server { process, port }
    }

    /// The port it said it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Somebody who has connected and said nothing.
    #[track_caller]
    pub(crate) fn connect(&self) -> Peer {
        Peer::connect(self.port)
    }

    /// Somebody who has said no more than what begins IRC.
    #[track_caller]
    pub(crate) fn newcomer(&self) -> Peer {
        let mut peer = self.connect();
        peer.speaks_irc();
        peer
    }

    /// A plain member: it has given its name and read its introduction.
    #[track_caller]
    pub(crate) fn plain(&self, name: &str) -> Peer {
        let mut peer = self.connect();
        peer.send(name);
        peer.await_line("In #lobby now: …");
        peer
    }

    /// An IRC member with these capabilities, past its registration.
    #[track_caller]
    pub(crate) fn irc(&self, nick: &str, caps: &[&str]) -> Peer {
        let mut peer = self.connect();
        peer.register(nick, caps);
        peer
    }

    /// Sends a signal.
    #[track_caller]
    pub(crate) fn signal(&self, signal: Signal) {
        self.process.signal(signal);
    }

    /// Waits until the server has said this on stderr, and returns all it said.
    #[track_caller]
    pub(crate) fn await_stderr(&self, text: &str) -> String {
        self.process.await_stderr(text)
    }

    /// What it has said on stderr so far.
    pub(crate) fn stderr(&self) -> String {
        self.process.stderr.so_far()
    }

    /// Waits for its end.
    #[track_caller]
    pub(crate) fn exit(mut self) -> Exit {
        self.process.exit()
    }

    /// The processes it has started and that have not ended.
    #[track_caller]
    pub(crate) fn children(&self) -> Vec<u32> {
        let pid = self.process.child.id();
        let children = self.proc(&format!("task/{pid}/children"));
        // Those whose end has not been taken note of have a state of their own.
        let lives = |id: &&str| {
            std::fs::read_to_string(format!("/proc/{id}/stat"))
                .is_ok_and(|stat| !stat.contains(") Z "))
        };
        let ids = children.split_whitespace().filter(lives);
        ids.map(|id| id.parse().expect("a process id")).collect()
    }

    /// Waits until these processes are as they should be: a process that was killed takes a moment to end.
    #[track_caller]
    pub(crate) fn await_children(&self, enough: impl Fn(&[u32]) -> bool) {
        let until = Instant::now() + super::PATIENCE;
        loop {
            let children = self.children();
            if enough(&children) {
                return;
            }
            assert!(Instant::now() < until, "there are {children:?}");
            thread::yield_now();
        }
    }

    /// Sends a signal to one of these.
    #[track_caller]
    pub(crate) fn signal_child(&self, child: u32, signal: Signal) {
        assert!(self.children().contains(&child), "{child} is not its child");
        let pid = i32::try_from(child).ok().and_then(Pid::from_raw);
        kill_process(pid.expect("a process id"), signal).expect("the process is there");
    }

    /// A file of the kernel about the process, such as `status`.
    #[track_caller]
    pub(crate) fn proc(&self, file: &str) -> String {
        let pid = self.process.child.id();
        super::read(Path::new(&format!("/proc/{pid}/{file}")))
    }

    /// A number from `/proc/PID/status`.
    #[track_caller]
    pub(crate) fn status(&self, key: &str) -> u64 {
        let status = self.proc("status");
        let found = status.lines().find_map(|line| {
            line.strip_prefix(key)?
                .strip_prefix(':')?
                .split_whitespace()
                .next()?
                .parse()
                .ok()
        });
        found.unwrap_or_else(|| panic!("no {key} in {status}"))
    }

    /// How long the process has computed, in clock ticks of a hundredth of a second.
    #[track_caller]
    pub(crate) fn cpu_ticks(&self) -> u64 {
        super::cpu_ticks(self.process.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("the server said on stderr:\n{}", self.stderr());
            return;
        }
        if let Ok(Some(status)) = self.process.child.try_wait()
            && !self.process.reaped
        {
            panic!(
                "the server ended by itself: {status}\n{}",
                self.process.stderr.so_far()
            );
        }
    }
}

/// Runs the server program with this on its standard input; it is expected to end by itself.
#[track_caller]
pub(crate) fn run_with(flags: &[&str], stdin: &[u8]) -> Exit {
    let mut child = Command::new(PROGRAM)
        .args(flags)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    // It may have enough before it has read everything.
    let _ = input.write_all(stdin);
    drop(input);
    let ended = child.wait_with_output().expect("a child");
    Exit {
        code: ended.status.code(),
        stdout: String::from_utf8_lossy(&ended.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&ended.stderr).into_owned(),
    }
}

/// Runs the server program, which is expected to end by itself.
#[track_caller]
pub(crate) fn run(flags: &[&str], variables: &[(&str, &str)]) -> Exit {
    let mut command = Command::new(PROGRAM);
    Process::spawn(command.args(flags).envs(variables.iter().copied())).exit()
}
