//! Flags: first only what was typed, then resolved settings.

pub mod client;
pub mod flags;
pub mod hash_password;
pub mod log_file;
pub mod screen;
pub mod server;
