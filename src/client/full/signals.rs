//! Signals, and stopping as a job of a shell.

use std::io;

use super::Full;
use crate::client::app::now;
use crate::client::chat::{Action, Input};
use crate::client::term::guard::Guard;
use crate::net::signal::Signal;

impl Full {
    pub(super) fn signalled(&mut self, guard: &mut Option<Guard>) -> io::Result<()> {
        let came: Vec<Signal> = self.signals.pending().collect();
        for signal in came {
            match signal {
                Signal::Resize => self.resized(),
                Signal::Continue => {
                    if let Some(guard) = guard {
                        guard.resume()?;
                    }
                    self.anew();
                }
                Signal::HangUp => {
                    self.blind = true;
                    self.give(Input::Do(Action::Quit));
                }
                Signal::Interrupt | Signal::Terminate => self.give(Input::Do(Action::Quit)),
            }
        }
        Ok(())
    }

    /// A terminal that was smaller for a moment has lost what did not fit, though its size is the old one.
    pub(super) fn resized(&mut self) {
        self.painter.forget();
        self.dirty = true;
    }

    /// Stops as a job of a shell.
    pub(super) fn stop(&mut self, guard: &mut Option<Guard>) -> io::Result<()> {
        self.stop = false;
        self.screen.forget();
        if let Some(guard) = guard {
            guard.suspend()?;
        }
        self.now = now(self.started);
        self.anew();
        Ok(())
    }

    /// The terminal shows something else than was drawn.
    pub(super) fn anew(&mut self) {
        self.screen.forget();
        self.painter.forget();
        self.dirty = true;
        self.readable = true;
    }
}
