//! The real client program, or another one, as a child process whose input the test gives.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};

use crate::support::{Exit, PATIENCE, matches};

const PROGRAM: &str = env!("CARGO_BIN_EXE_groupchat-client");

/// A running client. Killed when dropped.
pub(crate) struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Option<Receiver<String>>,
    stderr: Receiver<String>,
    /// What was said on standard output so far.
    said: String,
}

impl Client {
    /// Starts a client of the server on `port` whose input is a pipe.
    #[track_caller]
    pub(crate) fn start(port: u16, flags: &[&str]) -> Client {
        Client::spawn(port, flags, Stdio::piped(), Stdio::piped())
    }

    /// Starts a client with other ends than pipes.
    #[track_caller]
    pub(crate) fn spawn(port: u16, flags: &[&str], stdin: Stdio, stdout: Stdio) -> Client {
        let mut command = Command::new(PROGRAM);
        command.args(["127.0.0.1", &port.to_string()]).args(flags);
        Client::run(&mut command, stdin, stdout)
    }

    /// Starts another program.
    #[track_caller]
    pub(crate) fn run(command: &mut Command, stdin: Stdio, stdout: Stdio) -> Client {
        // Whoever runs the tests may have set some of them.
        for (key, _) in std::env::vars_os() {
            if key.to_string_lossy().starts_with("GROUPCHAT_") {
                command.env_remove(key);
            }
        }
        let mut child = command
            .stdin(stdin)
            .stdout(stdout)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the client starts");
        Client {
            stdin: child.stdin.take(),
            stdout: child.stdout.take().map(lines),
            stderr: lines(child.stderr.take().expect("a pipe")),
            child,
            said: String::new(),
        }
    }

    /// Types bytes.
    #[track_caller]
    pub(crate) fn types(&mut self, bytes: impl AsRef<[u8]>) {
        let stdin = self.stdin.as_mut().expect("the input is open");
        stdin.write_all(bytes.as_ref()).expect("the client reads");
        stdin.flush().expect("the client reads");
    }

    /// Ends its input.
    pub(crate) fn ends(&mut self) {
        self.stdin = None;
    }

    /// No longer reads its output.
    pub(crate) fn turns_away(&mut self) {
        self.stdout = None;
    }

    /// Skips lines of its output until this one comes.
    #[track_caller]
    pub(crate) fn await_line(&mut self, pattern: &str) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let stdout = self.stdout.as_ref().expect("the output is read");
            match stdout.recv_timeout(left) {
                Ok(line) => {
                    self.said.push_str(&line);
                    if matches(pattern, line.trim_end_matches('\n')) {
                        return line;
                    }
                }
                Err(why) => {
                    let errors: String = self.stderr.try_iter().collect();
                    panic!(
                        "{pattern:?} did not come ({why}), but:\n{}{errors}",
                        self.said
                    );
                }
            }
        }
    }

    #[track_caller]
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.expect("a process id"), signal).expect("the process is there");
    }

    /// Waits for its end. All its output comes along, whatever was looked at before.
    #[track_caller]
    pub(crate) fn exit(mut self) -> Exit {
        let mut stdout = std::mem::take(&mut self.said);
        if let Some(rest) = &self.stdout {
            stdout.push_str(&to_the_end(rest));
        }
        let stderr = to_the_end(&self.stderr);
        let status = self.child.wait().expect("a child");
        Exit {
            code: status.code(),
            stdout,
            stderr,
        }
    }

    /// Waits for its end, which has to be this one, and returns what it said on standard error.
    #[track_caller]
    pub(crate) fn exits_with(self, code: i32) -> String {
        let exit = self.exit();
        assert_eq!(exit.code, Some(code), "{exit:#?}");
        exit.stderr
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a client whose input is `input` and then ends.
#[track_caller]
pub(crate) fn pipe(port: u16, flags: &[&str], input: impl AsRef<[u8]>) -> Exit {
    let mut client = Client::start(port, flags);
    let mut stdin = client.stdin.take().expect("a pipe");
    let input = input.as_ref().to_vec();
    // The client may end before it has read everything, and must not be waited for while it writes.
    thread::spawn(move || stdin.write_all(&input));
    client.exit()
}

/// A file as an input.
#[track_caller]
pub(crate) fn file(path: &str) -> Stdio {
    File::open(path).expect("a file").into()
}

fn lines(pipe: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut pipe = BufReader::new(pipe);
        let mut line = Vec::new();
        while pipe
            .read_until(b'\n', &mut line)
            .is_ok_and(|count| count > 0)
        {
            // Nobody listens: the pipe is closed, as the reader of a pipeline would.
            let text = String::from_utf8_lossy(&line).into_owned();
            if sender.send(text).is_err() {
                return;
            }
            line.clear();
        }
    });
    receiver
}

#[track_caller]
fn to_the_end(lines: &Receiver<String>) -> String {
    let until = Instant::now() + PATIENCE;
    let mut all = String::new();
    loop {
        match lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(line) => all.push_str(&line),
            Err(RecvTimeoutError::Disconnected) => return all,
            Err(RecvTimeoutError::Timeout) => panic!("the client has not ended; it said:\n{all}"),
        }
    }
}
