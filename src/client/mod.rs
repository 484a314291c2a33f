//! The client: a session on a server with line mode around it, and the full screen.
//!
//! ```text
//! stdin ─line→ command ─┐                        ┌→ Happening → show | json → stdout
//!                       ├→ session (pure) ───────┤
//! socket ─line→ message ┘                        └→ lines ─→ socket
//! ```
//!
//! Everything but [`app`], [`full`], [`keep`], [`stdio`] and the shell of [`term`] is free of I/O, and nothing but [`app`],
//! [`full`] and that shell reads a clock. The full screen ([`full`]) is built on [`chat`], which keeps windows of several
//! servers as [`session`] keeps one stay on one; [`term`] turns what a terminal sends into keys, [`edit`] is the line that
//! is being written, and [`draw`] says what it looks like; which keys do what stands in tables ([`bindings`]) that the user
//! may change ([`full::keymap`]). Both read lines, names and answers the same way: [`read`],
//! [`tokens`], [`naming`], [`answer`], [`introduce`], [`login`].
//!
//! What a script can rely on: a line of standard input is either taken by the server, or told about on standard error
//! and counted in the exit code. When the reader of standard output goes away (`| head`), the client says good-bye and
//! exits as filters do, without waiting for the rest of its input.

pub mod answer;
pub mod app;
pub mod bindings;
pub mod chat;
pub mod command;
pub mod direct;
pub mod draw;
pub mod edit;
pub mod full;
pub mod happening;
pub mod introduce;
pub mod json;
pub mod keep;
pub mod login;
pub mod naming;
pub mod pace;
pub mod read;
pub mod resolve;
pub mod room;
pub mod session;
pub mod show;
pub mod stdio;
pub mod term;
pub mod tokens;
pub mod waiting;
