//! The terminal as a source on the poll: a descriptor of our own that never makes anyone wait.
//!
//! Standard input is shared with whoever started us, and making it non-blocking would make it so for the shell as well.
//! So the terminal behind it is opened once more. That it is non-blocking is then known to nobody else.
//!
//! In the background, a read stops the program (`SIGTTIN`) until the user calls it back, as with every program. When that
//! cannot be, because nobody is left to call it back, or when the terminal was closed, reading fails and the terminal is
//! [gone](Taken::Gone).

use std::fs;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use mio::unix::SourceFd;
use mio::{Interest, Registry, Token};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::termios;

use crate::client::resolve::reason;

/// Most bytes read in one tick.
const READ: usize = 64 * 1024;
/// Bytes of one read. The kernel's line discipline hands out no more than it holds, which is 4096 on Linux.
const PIECE: usize = 4096;
/// The terminal of whoever started us, whichever that is.
const CONTROLLING: &str = "/dev/tty";

/// How far reading came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Everything that was there.
    All,
    /// As much as a tick may read: ask again without waiting for the poll.
    Partly,
    /// Nothing will come any more, for this reason.
    Gone(String),
}

/// How large a terminal is, in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Columns, at least 1.
    pub columns: u16,
    /// Rows, at least 1.
    pub rows: u16,
}

/// A terminal, opened anew. Clones are the same descriptor.
#[derive(Clone, Debug)]
pub struct Tty {
    fd: Rc<OwnedFd>,
}

impl Tty {
    /// Opens the terminal that standard input is.
    ///
    /// # Errors
    /// When there is none or it cannot be opened; the message names it.
    pub fn open() -> io::Result<Tty> {
        Tty::behind(rustix::stdio::stdin())
    }

    /// Opens the terminal that `shared` is, or else the one that whoever started us sits at.
    ///
    /// # Errors
    /// When there is none or it cannot be opened; the message names it.
    pub fn behind(shared: impl AsFd) -> io::Result<Tty> {
        let named = termios::ttyname(&shared, Vec::new())
            .map(|name| PathBuf::from(std::ffi::OsStr::from_bytes(name.as_bytes())));
        // A terminal of another container has a name that means nothing, or something else, here.
        let known = named.ok().filter(|name| fs::metadata(name).is_ok());
        let path = known.as_deref().unwrap_or(Path::new(CONTROLLING));
        let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let fd = rustix::fs::open(path, flags, Mode::empty()).map_err(|errno| {
            let why = io::Error::from(errno);
            let told = format!(
                "Cannot open the terminal {}: {}",
                path.display(),
                reason(&why)
            );
            io::Error::new(why.kind(), told)
        })?;
        Ok(Tty { fd: Rc::new(fd) })
    }

    /// Has the poll announce under `token` when something is typed and when more can be written.
    ///
    /// # Errors
    /// When the poll refuses.
    pub fn register(&self, registry: &Registry, token: Token) -> io::Result<()> {
        let interest = Interest::READABLE | Interest::WRITABLE;
        registry.register(&mut SourceFd(&self.fd.as_raw_fd()), token, interest)
    }

    /// Gives what was typed to `each`, up to what a tick may read. Never waits.
    pub fn read(&self, mut each: impl FnMut(&[u8])) -> Taken {
        let mut piece = [0; PIECE];
        let mut budget = READ;
        while budget > 0 {
            match rustix::io::read(&self.fd, &mut piece) {
                // In raw mode there is no end of input but the terminal's own.
                Ok(0) => return Taken::Gone("it was closed".to_owned()),
                Ok(taken) => {
                    each(&piece[..taken]);
                    budget = budget.saturating_sub(taken);
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return Taken::All,
                Err(Errno::IO) => return Taken::Gone("it was closed".to_owned()),
                Err(errno) => return Taken::Gone(reason(&errno.into())),
            }
        }
        Taken::Partly
    }

    /// How large it is; 80 by 24 where nobody told it.
    #[must_use]
    pub fn size(&self) -> Size {
        let (columns, rows) = match termios::tcgetwinsize(&self.fd) {
            Ok(size) => (size.ws_col, size.ws_row),
            Err(_) => (0, 0),
        };
        let or = |told: u16, usual| if told == 0 { usual } else { told };
        Size {
            columns: or(columns, 80),
            rows: or(rows, 24),
        }
    }
}

impl AsFd for Tty {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::term::pair::Pair;
    use mio::{Events, Poll};
    use std::time::Duration;

    #[test]
    fn what_is_typed_is_announced_and_read_without_waiting() {
        let pair = Pair::new();
        pair.make_raw();
        let tty = pair.tty();
        let mut poll = Poll::new().expect("poll");
        tty.register(poll.registry(), Token(3)).expect("registered");
        let mut got = Vec::new();
        assert_eq!(tty.read(|some| got.extend_from_slice(some)), Taken::All);
        assert!(got.is_empty());
        let mut events = Events::with_capacity(4);
        for round in [&b"one"[..], b"\x1b[A"] {
            got.clear();
            pair.send(round);
            while got.len() < round.len() {
                poll.poll(&mut events, Some(Duration::from_secs(10)))
                    .expect("polled");
                assert!(events.iter().any(|event| event.token() == Token(3)));
                assert_eq!(tty.read(|some| got.extend_from_slice(some)), Taken::All);
            }
            assert_eq!(got, round);
        }
    }

    #[test]
    fn the_shared_descriptor_stays_as_it_was() {
        let pair = Pair::new();
        let tty = pair.tty();
        let is = |fd: BorrowedFd<'_>| {
            let flags = rustix::fs::fcntl_getfl(fd).expect("flags");
            flags.contains(OFlags::NONBLOCK)
        };
        assert!(is(tty.as_fd()));
        assert!(!is(pair.theirs.as_fd()));
    }

    #[test]
    fn a_closed_terminal_is_gone_and_says_so() {
        let pair = Pair::new();
        let tty = pair.tty();
        drop(pair.ours);
        assert_eq!(tty.read(|_| {}), Taken::Gone("it was closed".to_owned()));
    }

    #[test]
    fn sizes_are_told_and_guessed_where_nobody_told_them() {
        let pair = Pair::new();
        let tty = pair.tty();
        let usual = Size {
            columns: 80,
            rows: 24,
        };
        assert_eq!(tty.size(), usual);
        pair.resize(20, 5);
        assert_eq!(
            tty.size(),
            Size {
                columns: 20,
                rows: 5
            }
        );
    }

    #[test]
    fn what_is_no_terminal_falls_back_to_the_one_we_sit_at() {
        let (reader, _writer) = io::pipe().expect("pipe");
        // Whether there is one depends on who runs this test.
        match Tty::behind(&reader) {
            Ok(tty) => assert!(termios::isatty(&tty)),
            Err(why) => assert!(
                why.to_string()
                    .starts_with("Cannot open the terminal /dev/tty: ")
            ),
        }
    }
}
