//! A program on a terminal: a pseudo-terminal, and a model of what its screen shows.

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
use rustix::termios::{self, OptionalActions, Termios, Winsize};

use super::signs::Signs;
use crate::support::{PATIENCE, Scratch, cpu_ticks};

pub(super) const CLIENT: &str = env!("CARGO_BIN_EXE_groupchat-client");
/// What begins a frame, what ends it, and what stands only in one that is drawn whole.
const FRAME: &str = "\x1b[?2026h";
const END: &str = "\x1b[?2026l";
const WHOLE: &str = "\x1b[0m\x1b[2J";
/// What the model shows for U+FFFD.
pub(super) const REPLACED: &str = "¿";
/// Columns and rows at first.
const SIZE: (u16, u16) = (100, 24);

/// A program, mostly the client, on a terminal of its own, with a home of its own. It is ended when dropped.
pub(super) struct Terminal {
    /// The person's end.
    ours: OwnedFd,
    /// The terminal, kept open so that its modes can be looked at when the program is gone.
    theirs: OwnedFd,
    model: vt100::Parser<Signs>,
    /// Everything that was written to it.
    written: Vec<u8>,
    /// As much of it as the model knows of.
    modelled: usize,
    /// How the terminal was set.
    found: Termios,
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

/// As text, since settings cannot be compared.
fn told(set: &Termios) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?}",
        set.input_modes, set.output_modes, set.control_modes, set.local_modes, set.special_codes
    )
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
        let port = port.to_string();
        let words = [&[CLIENT, "127.0.0.1", &port, "--name", name], flags].concat();
        Terminal::run(&words, &[("TERM", term)])
    }

    /// Starts a program with these words and, beside its home and the path, these variables.
    #[track_caller]
    pub(super) fn run(words: &[&str], variables: &[(&str, &str)]) -> Terminal {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
        grantpt(&ours).expect("granted");
        unlockpt(&ours).expect("unlocked");
        rustix::io::ioctl_fionbio(&ours, true).expect("non-blocking");
        let path = ptsname(&ours, Vec::new()).expect("a name");
        let open = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let theirs = rustix::fs::open(&*path, open, Mode::empty()).expect("opened");
        let (columns, rows) = SIZE;
        termios::tcsetwinsize(&ours, size(columns, rows)).expect("sized");
        let found = termios::tcgetattr(&theirs).expect("settings");
        let home = Scratch::short("full");
        let end = || File::from(theirs.try_clone().expect("one more"));
        // Resizes and Ctrl+Z are told to whoever has the terminal as its own.
        let child = Command::new("setsid")
            .arg("-c")
            .args(words)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("HOME", home.path(""))
            .envs(variables.iter().copied())
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .expect("setsid (util-linux)");
        let signs = Signs::default();
        Terminal {
            ours,
            theirs,
            model: vt100::Parser::new_with_callbacks(cells(rows), cells(columns), 0, signs),
            written: Vec::new(),
            modelled: 0,
            found,
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

    /// The row of that number, from the top.
    pub(super) fn row(&self, row: u16) -> String {
        let (_, columns) = self.model.screen().size();
        let mut rows = self.model.screen().rows(0, columns.get());
        rows.nth(usize::from(row)).unwrap_or_default()
    }

    /// What else than text has reached the terminal.
    pub(super) fn signs(&self) -> &Signs {
        self.model.callbacks()
    }

    /// Everything that was written to the terminal.
    pub(super) fn written(&self) -> String {
        String::from_utf8_lossy(&self.written).into_owned()
    }

    /// How many bytes have been written, and in how many frames.
    pub(super) fn drawn(&self) -> (usize, usize) {
        (self.written.len(), self.written().matches(FRAME).count())
    }

    /// How many frames have been drawn whole.
    pub(super) fn whole_frames(&self) -> usize {
        self.written().matches(WHOLE).count()
    }

    /// How long the program has computed, in hundredths of a second.
    #[track_caller]
    pub(super) fn cpu_ticks(&self) -> u64 {
        cpu_ticks(self.child.id())
    }

    /// How the terminal is set.
    pub(super) fn settings(&self) -> String {
        told(&termios::tcgetattr(&self.theirs).expect("settings"))
    }

    /// How it was set before the program came.
    pub(super) fn found(&self) -> String {
        told(&self.found)
    }

    /// Sets it as it was before the program came, as a shell does that gets it back.
    pub(super) fn reset(&self) {
        termios::tcsetattr(&self.theirs, OptionalActions::Now, &self.found).expect("set");
    }

    /// The program's process.
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Gives the terminal another size.
    pub(super) fn resize(&mut self, columns: u16, rows: u16) {
        self.model
            .screen_mut()
            .set_size(cells(rows), cells(columns));
        termios::tcsetwinsize(&self.ours, size(columns, rows)).expect("resized");
    }

    /// Makes the terminal smaller for so short a time that the program can only see that something was. What did not fit is
    /// gone.
    pub(super) fn blinks(&mut self, columns: u16, rows: u16) {
        let before = self.model.screen().size();
        let screen = self.model.screen_mut();
        screen.set_size(cells(rows), cells(columns));
        screen.set_size(before.0, before.1);
        self.signal(Signal::WINCH);
    }

    /// Types, reading meanwhile what the program writes.
    #[track_caller]
    pub(super) fn types(&mut self, keys: &str) {
        self.types_bytes(keys.as_bytes());
    }

    /// Types bytes that need not be text.
    #[track_caller]
    pub(super) fn types_bytes(&mut self, keys: &[u8]) {
        let mut rest = keys;
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

    /// Waits until that many frames have been drawn whole, the last of them to its end.
    #[track_caller]
    pub(super) fn await_whole_frame(&mut self, count: usize) {
        let until = Instant::now() + PATIENCE;
        let begun_and_ended = |terminal: &Terminal| {
            let written = terminal.written();
            written.matches(WHOLE).count() >= count && written.rfind(WHOLE) < written.rfind(END)
        };
        while !begun_and_ended(self) {
            assert!(Instant::now() < until, "no whole frame:\n{}", self.shows());
            self.glance(PollFlags::IN);
            self.take();
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

    /// Reads what the program writes until then, looking at the screen whenever it may have changed.
    pub(super) fn watch(&mut self, until: Instant, mut look: impl FnMut(&Terminal)) {
        loop {
            self.take();
            look(self);
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            self.wait(PollFlags::IN, left);
        }
    }

    /// Waits a moment for the terminal.
    fn glance(&self, flags: PollFlags) {
        self.wait(flags, Duration::from_millis(20));
    }

    fn wait(&self, flags: PollFlags, most: Duration) {
        let most = Timespec::try_from(most).expect("a time");
        let _ = rustix::event::poll(&mut [PollFd::new(&self.ours, flags)], Some(&most));
    }

    /// Takes what was written.
    fn take(&mut self) {
        let mut piece = [0; 64 * 1024];
        while let Ok(taken) = rustix::io::read(&self.ours, &mut piece) {
            if taken == 0 {
                break;
            }
            self.written.extend_from_slice(&piece[..taken]);
        }
        self.model();
    }

    /// Shows the model what is new. It draws nothing for U+FFFD, which terminals do, so it is told something else.
    fn model(&mut self) {
        let new = &self.written[self.modelled..];
        // What is cut waits for its rest, unless that can be none.
        let whole = match std::str::from_utf8(new) {
            Err(why) if why.error_len().is_none() => why.valid_up_to(),
            _ => new.len(),
        };
        let text = String::from_utf8_lossy(&new[..whole]).replace('\u{fffd}', REPLACED);
        self.model.process(text.as_bytes());
        self.modelled += whole;
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
