//! Takes the terminal over and gives it back as it was.
//!
//! Between the two it is in raw mode, on its alternate screen, with bracketed paste and focus reports. It is given back
//! when the [`Guard`] goes, around a stop (Ctrl+Z), and by a panic hook, because a release build aborts on a panic and
//! drops nothing. Signals that end the program (`SIGTERM`, `SIGHUP`) come through the loop, which then drops the guard.
//! Only `SIGKILL` and a crash of the machine leave it as it is; `reset` helps then.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::io::Errno;
use rustix::process::{Signal, kill_current_process_group};
use rustix::termios::{self, OptionalActions, Termios};

use crate::client::term::tty::Tty;

/// How long giving back may wait for a terminal that does not read, all in all. Then its user has other troubles.
const PATIENCE: Duration = Duration::from_millis(500);

/// What is asked of the terminal beyond raw mode, the alternate screen, bracketed paste and focus reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Mouse reports. They take the terminal's own selection away.
    pub mouse: bool,
    /// Keys told apart by the kitty keyboard protocol. Terminals that do not know it ignore the question.
    pub keyboard: bool,
}

/// A mode of the terminal: whether it is wished for, how it is set, how it is unset.
type Row = (fn(Wishes) -> bool, &'static str, &'static str);

/// In the order of setting; they are unset the other way round. Unsetting what a terminal does not know does nothing.
const MODES: [Row; 5] = [
    // The alternate screen, with the cursor's place saved.
    (|_| true, "\x1b[?1049h", "\x1b[?1049l"),
    // Bracketed paste.
    (|_| true, "\x1b[?2004h", "\x1b[?2004l"),
    // Focus reports.
    (|_| true, "\x1b[?1004h", "\x1b[?1004l"),
    // Mouse: buttons and wheel (1000), drags (1002), in the form without limits (1006).
    (
        |wishes| wishes.mouse,
        "\x1b[?1000h\x1b[?1002h\x1b[?1006h",
        "\x1b[?1006l\x1b[?1002l\x1b[?1000l",
    ),
    // The kitty keyboard protocol, "disambiguate": put on the terminal's stack and taken off it.
    (|wishes| wishes.keyboard, "\x1b[>1u", "\x1b[<u"),
];

/// Undoes what drawing may have left half done: ends a string that was cut (ST), ends a synchronized update, takes
/// attributes off, wraps lines and shows the cursor.
const UNDO: &str = "\x1b\\\x1b[?2026l\x1b[m\x1b[?7h\x1b[?25h";

/// The terminals that were taken over and not given back: what the panic hook works through. The list is shared by the
/// process because a panic hook is.
static TAKEN: Mutex<Vec<Arc<Held>>> = Mutex::new(Vec::new());

/// A terminal that was taken over.
#[derive(Debug)]
struct Held {
    fd: OwnedFd,
    /// How it was.
    found: Termios,
    wishes: Wishes,
    /// It has been given back.
    returned: AtomicBool,
}

/// Holds a terminal. While it lives, the terminal is ours; when it goes, it is as it was.
#[derive(Debug)]
#[must_use = "the terminal is given back when this is dropped"]
pub struct Guard {
    tty: Tty,
    wishes: Wishes,
    /// `None` while it is given back for a stop.
    held: Option<Arc<Held>>,
}

impl Guard {
    /// Takes `tty` over, and sees to it that a panic gives it back before it is told about.
    ///
    /// # Errors
    /// When it is no terminal, or does not take the sequences within half a second.
    pub fn enter(tty: &Tty, wishes: Wishes) -> io::Result<Guard> {
        watch_panics();
        let mut guard = Guard {
            tty: tty.clone(),
            wishes,
            held: None,
        };
        guard.take()?;
        Ok(guard)
    }

    /// Stops the program as Ctrl+Z does elsewhere: gives the terminal back, stops, and takes it over again once it was
    /// called back. Everything has to be drawn anew then.
    ///
    /// Everybody in our process group is stopped, because a script that we were started from has to stop as well for the
    /// shell to notice. Where there is no shell to call us back, the system does not stop us.
    ///
    /// # Errors
    /// When the terminal cannot be taken over again.
    pub fn suspend(&mut self) -> io::Result<()> {
        self.give_back();
        // Nothing catches this signal, so that the system does with it what it does for every program.
        let stopped = kill_current_process_group(Signal::TSTP);
        self.take()?;
        stopped.map_err(io::Error::from)
    }

    /// Takes the terminal over once more after a stop that nobody asked us for (`kill -STOP`): to be called on `SIGCONT`.
    /// After [`suspend`](Self::suspend) it changes nothing.
    /// What it was before is not looked at again, since it may be what we had made of it. Everything has to be drawn
    /// anew.
    ///
    /// # Errors
    /// When the terminal cannot be taken over again.
    pub fn resume(&mut self) -> io::Result<()> {
        match &self.held {
            Some(held) => {
                // Entering an alternate screen twice would forget where the cursor was on the other one.
                write_patiently(&held.fd, held.unsetting().as_bytes())?;
                held.set()
            }
            None => self.take(),
        }
    }

    fn take(&mut self) -> io::Result<()> {
        let fd = self.tty.as_fd().try_clone_to_owned()?;
        let found = termios::tcgetattr(&fd)?;
        let held = Arc::new(Held {
            fd,
            found,
            wishes: self.wishes,
            returned: AtomicBool::new(false),
        });
        // Known before it is changed, so that there is no moment in which a panic would leave it changed.
        taken(|list| list.push(Arc::clone(&held)));
        self.held = Some(Arc::clone(&held));
        held.set().inspect_err(|_| self.give_back())
    }

    fn give_back(&mut self) {
        if let Some(held) = self.held.take() {
            held.unset();
            taken(|list| list.retain(|other| !Arc::ptr_eq(other, &held)));
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.give_back();
    }
}

impl Held {
    fn set(&self) -> io::Result<()> {
        let mut raw = self.found.clone();
        raw.make_raw();
        // Not after what is being written (`TCSADRAIN`): a stopped terminal would hold us up.
        termios::tcsetattr(&self.fd, OptionalActions::Now, &raw)?;
        let wished = MODES.iter().filter(|(wished, ..)| wished(self.wishes));
        let sequences: String = wished.map(|&(_, set, _)| set).collect();
        write_patiently(&self.fd, sequences.as_bytes())
    }

    /// What undoes the sequences.
    fn unsetting(&self) -> String {
        let wished = MODES
            .iter()
            .rev()
            .filter(|(wished, ..)| wished(self.wishes));
        let unsetting = wished.map(|&(_, _, unset)| unset);
        std::iter::once(UNDO).chain(unsetting).collect()
    }

    /// Gives it back, once. What fails is left: there is nobody to tell and nothing else to try.
    fn unset(&self) {
        if self.returned.swap(true, Ordering::Relaxed) {
            return;
        }
        let _ = write_patiently(&self.fd, self.unsetting().as_bytes());
        let _ = termios::tcsetattr(&self.fd, OptionalActions::Now, &self.found);
    }
}

fn taken<T>(act: impl FnOnce(&mut Vec<Arc<Held>>) -> T) -> T {
    act(&mut TAKEN.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Puts a hook in front of the one there is: terminals first, then the message, so that it lands on the screen the user
/// will see.
fn watch_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let next = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            // Whoever holds the list is the one who panicked; then its terminal is in no list yet or no more.
            if let Ok(list) = TAKEN.try_lock() {
                list.iter().for_each(|held| held.unset());
            }
            next(panic);
        }));
    });
}

/// Writes all of it, waiting for the terminal up to [`PATIENCE`]: the only place that waits, at the beginning and the end
/// of a run.
fn write_patiently(fd: &OwnedFd, bytes: &[u8]) -> io::Result<()> {
    let until = Instant::now() + PATIENCE;
    let mut rest = bytes;
    while !rest.is_empty() {
        match rustix::io::write(fd, rest) {
            Ok(written) => rest = &rest[written..],
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => {
                let left = until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(Errno::AGAIN.into());
                }
                let left = Timespec {
                    tv_sec: 0,
                    tv_nsec: left.subsec_nanos().into(),
                };
                let mut fds = [PollFd::new(fd, PollFlags::OUT)];
                match rustix::event::poll(&mut fds, Some(&left)) {
                    Ok(_) | Err(Errno::INTR) => {}
                    Err(errno) => return Err(errno.into()),
                }
            }
            Err(errno) => return Err(errno.into()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
