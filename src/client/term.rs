//! The terminal that a person sits at: what is typed in it, what is drawn on it, and how it is left as it was found.
//!
//! ```text
//! Tty (own, non-blocking descriptor) ─bytes→ Keys (pure) ─→ Event
//! frame ─bytes→ Screen ─→ the same descriptor          Guard: raw mode and alternate screen, undone whatever happens
//! ```
//!
//! [`keys`] is free of I/O and reads no clock; the other parts are the shell around it. None of them knows what is shown.

pub mod guard;
pub mod keys;
pub mod screen;
pub mod tty;

#[cfg(test)]
pub(in crate::client) mod pair;
