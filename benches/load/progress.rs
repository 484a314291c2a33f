//! The line that says how far it is, on a terminal only.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::{Duration, Instant};

/// How often it changes.
const EVERY: Duration = Duration::from_millis(200);

/// The line.
pub(crate) struct Progress {
    on: bool,
    next: Instant,
    shown: bool,
}

impl Progress {
    pub(crate) fn new() -> Progress {
        Progress {
            on: stderr().is_terminal(),
            next: Instant::now() + EVERY,
            shown: false,
        }
    }

    /// Shows what `say` says, if it is time.
    #[inline]
    pub(crate) fn show(&mut self, say: impl FnOnce() -> String) {
        if self.on && Instant::now() >= self.next {
            self.next = Instant::now() + EVERY;
            self.shown = true;
            // Nobody is hurt if it is not seen.
            let _ = write!(stderr(), "\r\x1b[Kload: {}", say());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}
