//! The client on a terminal: a pseudo-terminal, and a model of what its screen shows.

use std::fs::File;
use std::num::NonZeroU16;
use std::os::fd::OwnedFd;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{self, Termios, Winsize};

use crate::support::{PATIENCE, Scratch};

const PROGRAM: &str = env!("CARGO_BIN_EXE_groupchat-client");

/// A client on a terminal of its own, with a home of its own. It is ended when dropped.
pub(super) struct Terminal {
    /// The person's end.
    ours: OwnedFd,
    /// The terminal, kept open so that its modes can be looked at when the client is gone.
    theirs: OwnedFd,
    model: vt100::Parser,
    /// Everything that was written to it.
    written: Vec<u8>,
    child: Child,
    /// Its home. Dropped last.
    _home: Scratch,
}

fn size(columns: u16, rows: u16) -> Winsize {
    Winsize {
        ws_row: rows,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("a size")
}

impl Terminal {
    /// Starts a client of the server on `port`.
    #[track_caller]
    pub(super) fn start(port: u16, name: &str, flags: &[&str]) -> Terminal {
        Terminal::of("xterm-256color", port, name, flags)
    }

    /// Starts it on a terminal of that kind.
    #[track_caller]
    pub(super) fn of(term: &str, port: u16, name: &str, flags: &[&str]) -> Terminal {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
        grantpt(&ours).expect("granted");
        unlockpt(&ours).expect("unlocked");
        rustix::io::ioctl_fionbio(&ours, true).expect("non-blocking");
        let path = ptsname(&ours, Vec::new()).expect("a name");
        let open = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let theirs = rustix::fs::open(&*path, open, Mode::empty()).expect("opened");
        termios::tcsetwinsize(&ours, size(100, 24)).expect("sized");
        let home = Scratch::short("full");
        let end = || File::from(theirs.try_clone().expect("one more"));
        // Resizes and Ctrl+Z are told to whoever has the terminal as its own.
        let child = Command::new("setsid")
            .args([
                "-c",
                PROGRAM,
                "127.0.0.1",
                &port.to_string(),
                "--name",
                name,
            ])
            .args(flags)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("HOME", home.path(""))
            .env("TERM", term)
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .expect("the client starts");
        Terminal {
            ours,
            theirs,
            model: vt100::Parser::new(cells(24), cells(100), 0),
            written: Vec::new(),
            child,
            _home: home,
        }
    }

    /// The screen as text.
    pub(super) fn shows(&self) -> String {
        self.model.screen().contents()
    }

    pub(super) fn screen(&self) -> &vt100::Screen {
        self.model.screen()
    }

    /// Everything that was written to the terminal.
    pub(super) fn written(&self) -> String {
        String::from_utf8_lossy(&self.written).into_owned()
    }

    /// How the terminal is set.
    pub(super) fn modes(&self) -> Termios {
        termios::tcgetattr(&self.theirs).expect("modes")
    }

    /// Gives the terminal another size.
    pub(super) fn resize(&mut self, columns: u16, rows: u16) {
        self.model
            .screen_mut()
            .set_size(cells(rows), cells(columns));
        termios::tcsetwinsize(&self.ours, size(columns, rows)).expect("resized");
    }

    /// Types, reading meanwhile what the client writes.
    #[track_caller]
    pub(super) fn types(&mut self, keys: &str) {
        let mut rest = keys.as_bytes();
        let until = Instant::now() + PATIENCE;
        while !rest.is_empty() {
            match rustix::io::write(&self.ours, rest) {
                Ok(written) => rest = &rest[written..],
                Err(Errno::AGAIN) => self.glance(PollFlags::IN | PollFlags::OUT),
                Err(why) => panic!("the terminal takes no keys: {why}"),
            }
            assert!(Instant::now() < until, "nobody reads the keys");
            self.take();
        }
    }

    /// Pastes.
    #[track_caller]
    pub(super) fn pastes(&mut self, text: &str) {
        self.types(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Waits until the screen is as wanted.
    #[track_caller]
    pub(super) fn await_screen(&mut self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let until = Instant::now() + PATIENCE;
        loop {
            self.take();
            if wanted(self.model.screen()) {
                return;
            }
            assert!(
                Instant::now() < until,
                "the screen does not show {what}, but:\n{}",
                self.shows()
            );
            self.glance(PollFlags::IN);
        }
    }

    /// Waits until the screen has this in it.
    #[track_caller]
    pub(super) fn await_text(&mut self, text: &str) {
        self.await_screen(text, |screen| screen.contents().contains(text));
    }

    pub(super) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id().cast_signed()).expect("a process");
        kill_process(pid, signal).expect("it is there");
    }

    /// Waits until the client has ended. Returns its exit code.
    #[track_caller]
    pub(super) fn await_end(&mut self) -> Option<i32> {
        let until = Instant::now() + PATIENCE;
        loop {
            self.take();
            if let Some(status) = self.child.try_wait().expect("waited") {
                self.take();
                return status.code();
            }
            assert!(
                Instant::now() < until,
                "it has not ended:\n{}",
                self.shows()
            );
            self.glance(PollFlags::IN);
        }
    }

    /// Waits a moment for the terminal.
    fn glance(&self, flags: PollFlags) {
        let moment = Timespec::try_from(Duration::from_millis(20)).expect("a time");
        let _ = rustix::event::poll(&mut [PollFd::new(&self.ours, flags)], Some(&moment));
    }

    /// Takes what was written.
    fn take(&mut self) {
        let mut piece = vec![0; 64 * 1024];
        while let Ok(taken) = rustix::io::read(&self.ours, &mut piece) {
            if taken == 0 {
                return;
            }
            self.written.extend_from_slice(&piece[..taken]);
            self.model.process(&piece[..taken]);
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
