//! A pseudo-terminal for tests: one end is a terminal, the other plays the person.

use std::os::fd::OwnedFd;

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{self, OptionalActions, Termios, Winsize};

use super::tty::Tty;

/// Both ends.
pub(in crate::client) struct Pair {
    /// The person's.
    pub(in crate::client) ours: OwnedFd,
    /// The terminal, as a program is given it by its shell.
    pub(in crate::client) theirs: OwnedFd,
}

impl Pair {
    pub(in crate::client) fn new() -> Pair {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
        grantpt(&ours).expect("granted");
        unlockpt(&ours).expect("unlocked");
        let name = ptsname(&ours, Vec::new()).expect("a name");
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let theirs = rustix::fs::open(&*name, flags, Mode::empty()).expect("opened");
        Pair { ours, theirs }
    }

    pub(in crate::client) fn tty(&self) -> Tty {
        Tty::behind(&self.theirs).expect("opened again")
    }

    pub(in crate::client) fn modes(&self) -> Termios {
        termios::tcgetattr(&self.theirs).expect("modes")
    }

    pub(in crate::client) fn make_raw(&self) {
        let mut modes = self.modes();
        modes.make_raw();
        termios::tcsetattr(&self.theirs, OptionalActions::Now, &modes).expect("raw");
    }

    /// Has it take nothing more, as Ctrl+S does.
    pub(in crate::client) fn stop(&self) {
        termios::tcflow(&self.theirs, termios::Action::OOff).expect("stopped");
    }

    pub(in crate::client) fn resize(&self, columns: u16, rows: u16) {
        let size = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        termios::tcsetwinsize(&self.ours, size).expect("resized");
    }

    pub(in crate::client) fn send(&self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let sent = rustix::io::write(&self.ours, rest).expect("sent");
            rest = &rest[sent..];
        }
    }

    /// What the person sees that they have not seen yet; nothing if there is nothing within a moment.
    pub(in crate::client) fn receive(&self) -> Vec<u8> {
        let mut fds = [PollFd::new(&self.ours, PollFlags::IN)];
        let moment = Timespec {
            tv_sec: 0,
            tv_nsec: 200_000_000,
        };
        let mut bytes = vec![0; 64 * 1024];
        let mut got = 0;
        if rustix::event::poll(&mut fds, Some(&moment)).expect("polled") > 0 {
            got = rustix::io::read(&self.ours, &mut bytes).unwrap_or(0);
        }
        bytes.truncate(got);
        bytes
    }
}
