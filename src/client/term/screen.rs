//! What is drawn, on its way to a terminal that may be slow or stopped.
//!
//! A frame is drawn as the difference to the one before, so no part of a frame can be left out: the terminal would show
//! a mixture from then on. Instead, whole frames are never made: while one is still being written,
//! [`wants_frame`](Screen::wants_frame) says no, and the next one, drawn once the terminal has taken the last, shows how
//! things are by then. A stopped terminal (Ctrl+S, a dead line) so costs one frame of memory, never the loop's time, and
//! is up to date one frame after it reads again.

use std::io::{self, Write};

use rustix::io::Errno;

use crate::client::resolve::reason;
use crate::client::term::tty::Tty;
use crate::client::waiting::Waiting;

/// Most bytes written in one tick.
const WRITE: usize = 256 * 1024;
/// Most bytes of signs beside the frames that wait: titles, bells, notifications. More of them are left out.
const SIGNS: usize = 16 * 1024;

/// What is written to a terminal. As [`Write`] it only gathers: `write` never fails and `flush` never waits, so whatever
/// draws can draw to it.
#[derive(Debug)]
pub struct Screen {
    tty: Tty,
    waiting: Waiting,
    /// The last flush stopped because the tick's share was used up.
    owing: bool,
    /// Nothing more can be written, for this reason.
    broken: Option<String>,
}

impl Screen {
    /// Writes to `tty`.
    #[must_use]
    pub fn new(tty: Tty) -> Screen {
        Screen {
            tty,
            waiting: Waiting::default(),
            owing: false,
            broken: None,
        }
    }

    /// Whether the terminal has taken everything, so that it is time for what has changed since.
    #[must_use]
    pub fn wants_frame(&self) -> bool {
        self.is_empty()
    }

    /// Bytes that wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Whether there is more to write without waiting for the poll.
    #[must_use]
    pub fn owes(&self) -> bool {
        self.owing && !self.is_empty()
    }

    /// Puts a sequence that is no part of a frame behind what waits: a title, a bell. It must be whole. Returns `false`
    /// and leaves it out when a terminal that does not read has too many of them waiting already.
    pub fn sign(&mut self, sequence: &[u8]) -> bool {
        let fits = self.is_empty() || self.len() + sequence.len() <= SIGNS;
        if fits {
            self.push(sequence);
        }
        fits
    }

    /// Throws away what waits. The terminal may have taken a part of it, so what follows must not build on it: the guard
    /// ends whatever was begun, and the next frame has to be drawn whole.
    pub fn forget(&mut self) {
        self.waiting.forget();
        self.owing = false;
    }

    /// Why nothing more can be written, if that is so: the terminal is gone.
    #[must_use]
    pub fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    /// Writes what the terminal takes at once, within the tick's share. To be called when it is announced as writable
    /// and after something was drawn.
    pub fn advance(&mut self) {
        self.owing = false;
        let mut budget = WRITE;
        while !self.is_empty() {
            if budget == 0 {
                self.owing = true;
                return;
            }
            match rustix::io::write(&self.tty, self.waiting.next(budget)) {
                Ok(written) => {
                    self.waiting.wrote(written);
                    budget -= written;
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return,
                Err(errno) => {
                    self.broken = Some(match errno {
                        Errno::IO => "it was closed".to_owned(),
                        errno => reason(&errno.into()),
                    });
                    self.forget();
                    return;
                }
            }
        }
    }

    /// What waits, as if the terminal had taken it.
    #[cfg(test)]
    pub(in crate::client) fn taken(&mut self) -> Vec<u8> {
        let taken = self.waiting.next(usize::MAX).to_vec();
        self.forget();
        taken
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.broken.is_none() {
            self.waiting.push(bytes);
        }
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.advance();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::term::pair::Pair;
    use mio::{Events, Poll, Token};
    use std::time::Duration;

    #[test]
    fn a_terminal_that_does_not_read_gets_every_byte_in_the_end() {
        let pair = Pair::new();
        pair.make_raw();
        let tty = pair.tty();
        let mut poll = Poll::new().expect("poll");
        tty.register(poll.registry(), Token(0)).expect("registered");
        let mut screen = Screen::new(tty);
        assert!(screen.wants_frame());
        let frame: Vec<u8> = (0..300_000_u32).map(|i| b'a' + (i % 23) as u8).collect();
        screen.write_all(&frame).expect("gathered");
        screen.flush().expect("written in part");
        let waiting = screen.len();
        assert!(waiting > 0 && waiting < frame.len() && !screen.wants_frame());
        // Asking again waits for nothing. What the kernel took may have moved on meanwhile, and made a little room.
        screen.advance();
        assert!(screen.len() > waiting / 2 && !screen.wants_frame());
        let mut got = Vec::new();
        let mut events = Events::with_capacity(4);
        let mut quiet = 0;
        while got.len() < frame.len() {
            let some = pair.receive();
            quiet = if some.is_empty() { quiet + 1 } else { 0 };
            assert!(
                quiet < 50,
                "{} bytes wait and no room is announced",
                screen.len()
            );
            got.extend(some);
            // The kernel announces room when the other end has read nearly everything, so this does not wait for it.
            poll.poll(&mut events, Some(Duration::ZERO))
                .expect("polled");
            if screen.owes() || events.iter().any(mio::event::Event::is_writable) {
                screen.advance();
            }
        }
        assert!(got == frame && screen.wants_frame());
    }

    #[test]
    fn signs_are_left_out_once_too_many_wait() {
        let pair = Pair::new();
        pair.make_raw();
        let mut screen = Screen::new(pair.tty());
        // Nothing is flushed: as if the terminal read nothing.
        let bells = std::iter::repeat_with(|| screen.sign(b"\x07"))
            .take_while(|&fits| fits)
            .count();
        assert_eq!(bells, SIGNS);
        screen.forget();
        assert!(screen.wants_frame() && screen.sign(b"\x07"));
    }

    #[test]
    fn a_closed_terminal_breaks_it_and_nothing_gathers_any_more() {
        let pair = Pair::new();
        let mut screen = Screen::new(pair.tty());
        drop(pair.ours);
        screen.write_all(b"x").expect("gathered");
        screen.advance();
        assert_eq!(screen.broken(), Some("it was closed"));
        screen.write_all(b"x").expect("thrown away");
        assert!(screen.is_empty() && !screen.owes());
    }
}
