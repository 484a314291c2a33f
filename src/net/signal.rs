//! Signals as one more source on the poll.

use std::ffi::c_int;
use std::fmt;
use std::io;

use mio::{Interest, Registry, Token};
use signal_hook::consts::signal as number;
use signal_hook_mio::v1_0;

/// A signal that a program may want to hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// `SIGINT`: Ctrl+C.
    Interrupt,
    /// `SIGTERM`: end, please.
    Terminate,
    /// `SIGHUP`: the terminal is gone, or: read your files again.
    HangUp,
    /// `SIGWINCH`: the terminal has another size.
    Resize,
    /// `SIGCONT`: called back after a stop.
    Continue,
}

/// The rows of the table: a signal and its number.
const NUMBERS: [(Signal, c_int); 5] = [
    (Signal::Interrupt, number::SIGINT),
    (Signal::Terminate, number::SIGTERM),
    (Signal::HangUp, number::SIGHUP),
    (Signal::Resize, number::SIGWINCH),
    (Signal::Continue, number::SIGCONT),
];

/// The signals that came in. While it lives they do nothing else; afterwards, they do nothing at all.
pub struct Signals {
    source: v1_0::Signals,
}

impl fmt::Debug for Signals {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Signals").finish_non_exhaustive()
    }
}

impl Signals {
    /// Catches `wanted` and announces them under `token`.
    ///
    /// # Errors
    ///
    /// When the system refuses a handler or the registration.
    pub fn new(registry: &Registry, token: Token, wanted: &[Signal]) -> io::Result<Signals> {
        let numbers = NUMBERS.iter().filter(|(signal, _)| wanted.contains(signal));
        let mut source = v1_0::Signals::new(numbers.map(|&(_, number)| number))?;
        registry.register(&mut source, token, Interest::READABLE)?;
        Ok(Signals { source })
    }

    /// The signals that came since last asked, each once, in no particular order. Never waits.
    pub fn pending(&mut self) -> impl Iterator<Item = Signal> + '_ {
        self.source.pending().filter_map(|came| {
            let mut rows = NUMBERS.iter();
            rows.find(|&&(_, number)| number == came)
                .map(|&(signal, _)| signal)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mio::{Events, Poll};
    use std::time::Duration;

    #[test]
    fn a_raised_signal_is_announced_and_told() {
        let mut poll = Poll::new().expect("poll");
        let mut signals = Signals::new(poll.registry(), Token(7), &[Signal::HangUp]).expect("set");
        assert_eq!(signals.pending().count(), 0);
        signal_hook::low_level::raise(number::SIGHUP).expect("raise");
        let mut events = Events::with_capacity(4);
        poll.poll(&mut events, Some(Duration::from_secs(10)))
            .expect("announced");
        assert!(events.iter().any(|event| event.token() == Token(7)));
        assert_eq!(signals.pending().collect::<Vec<_>>(), [Signal::HangUp]);
    }
}
