//! Flags: first only what was typed, then resolved settings. And what tells of them: help, man pages, completions.

pub mod client;
pub mod docs;
pub mod flags;
pub mod hash_password;
pub mod log_file;
pub mod screen;
pub mod server;
