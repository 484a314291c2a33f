//! The plain dialect: for a person with `nc` or `telnet`, and for shell scripts.
//!
//! The first line is the name (after the password, where there is one). From then on a line is said to the current group,
//! unless it begins with `/`. Lines end with LF or CR LF. What comes from others never carries a control character to the
//! terminal: [`clean`] stands between.
//!
//! Everything here is pure: [`Session`] turns lines into requests, [`encode`] turns events into lines.

pub mod clean;
mod command;
mod event;
pub mod format;
mod mode;
mod session;
pub mod table;
pub mod telnet;
#[cfg(test)]
pub(crate) mod testing;
mod words;

pub use event::{View, encode, greet};
pub use session::Session;
