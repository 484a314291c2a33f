//! A program on a terminal of its own: what it shows, and keys for it.

use std::path::Path;
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{PATIENCE, Scratch, matches};

/// Wide enough that no line a test looks for is broken.
const SIZE: [&str; 4] = ["-x", "180", "-y", "50"];
/// The socket of its tmux, in its home.
const SOCKET: &str = "tmux";
/// A screen does not say when it changes; it is looked at this often.
const GLANCE: Duration = Duration::from_millis(20);

/// A program that runs in a tmux of its own, with a home of its own. It is ended when dropped.
pub(super) struct Screen {
    program: &'static str,
    /// Ends the tmux when its input ends: also when this process is killed and nothing is dropped.
    guard: Child,
    lifeline: Option<ChildStdin>,
    /// The program's process.
    pid: String,
    /// Its home. Dropped last.
    scratch: Scratch,
}

impl Screen {
    /// Starts a program in `scratch`.
    #[track_caller]
    pub(super) fn start(scratch: Scratch, program: &'static str, flags: &[&str]) -> Screen {
        let script =
            "trap '' INT TERM HUP; cat > /dev/null; tmux -S \"$1\" kill-server; rm -rf \"$0\"";
        let home = scratch.path("");
        let mut guard = within(&home, "sh")
            .args(["-c", script])
            .arg(&home)
            .arg(SOCKET)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell starts");
        let mut screen = Screen {
            program,
            lifeline: guard.stdin.take(),
            guard,
            pid: String::new(),
            scratch,
        };
        let mut words = vec!["new-session", "-d", "-P", "-F", "#{pane_pid}"];
        words.extend(SIZE.iter().chain(&["--", program]).chain(flags));
        screen.pid = screen.tmux(&words).trim().to_owned();
        screen
    }

    /// Types a line and presses Enter.
    #[track_caller]
    pub(super) fn types(&self, line: &str) {
        self.tmux(&["send-keys", "-l", "--", line]);
        self.tmux(&["send-keys", "Enter"]);
    }

    /// Waits until a line of the screen has this in it; see [`matches`].
    #[track_caller]
    pub(super) fn await_text(&self, pattern: &str) -> String {
        let anywhere = format!("…{pattern}…");
        let until = Instant::now() + PATIENCE;
        loop {
            let shown = self.tmux(&["capture-pane", "-p"]);
            if let Some(line) = shown.lines().find(|line| matches(&anywhere, line)) {
                return line.to_owned();
            }
            if Instant::now() > until {
                let full = |line: &&str| !line.trim_matches([' ', '│']).is_empty();
                let shown: Vec<_> = shown.lines().filter(full).collect();
                let shown = shown.join("\n");
                panic!("{} does not show {pattern:?}, but:\n{shown}", self.program);
            }
            thread::sleep(GLANCE);
        }
    }

    /// Waits until the screen shows all of these, in whatever order.
    #[track_caller]
    pub(super) fn await_all(&self, patterns: &[&str]) {
        for pattern in patterns {
            self.await_text(pattern);
        }
    }

    /// Waits until the program has ended by itself.
    #[track_caller]
    pub(super) fn await_end(&self) {
        assert!(self.ends(), "{} has not ended", self.program);
    }

    #[track_caller]
    fn tmux(&self, words: &[&str]) -> String {
        let Output {
            status,
            stdout,
            stderr,
        } = within(&self.scratch.path(""), "tmux")
            .args(["-S", SOCKET, "-f", "/dev/null"])
            .args(words)
            .output()
            .expect("tmux runs");
        let why = String::from_utf8_lossy(&stderr);
        assert!(status.success(), "tmux for {}: {why}", self.program);
        String::from_utf8_lossy(&stdout).into_owned()
    }

    /// Whether the program ends while one may wait for it. It is not our child, so `/proc` has to tell.
    fn ends(&self) -> bool {
        let until = Instant::now() + PATIENCE;
        while Path::new("/proc").join(&self.pid).exists() && !self.is_zombie() {
            if Instant::now() > until {
                return false;
            }
            thread::sleep(GLANCE);
        }
        true
    }

    /// It has ended and nobody has asked how.
    fn is_zombie(&self) -> bool {
        std::fs::read_to_string(format!("/proc/{}/stat", self.pid))
            .is_ok_and(|stat| stat.contains(") Z "))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.lifeline = None;
        let _ = self.guard.wait();
        // It may be writing into its home, which is about to go.
        if !self.pid.is_empty() && !self.ends() {
            eprintln!("{} ({}) has not ended", self.program, self.pid);
        }
    }
}

/// A command that knows nothing of whoever runs the tests.
fn within(home: &Path, program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .envs([("LC_ALL", "C.UTF-8"), ("TERM", "screen"), ("USER", "user")])
        .env("HOME", home)
        .current_dir(home);
    command
}
