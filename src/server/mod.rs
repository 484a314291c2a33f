//! The server: listeners and connections, dialects and the hub, joined into one value that lives on anybody's poll.

pub mod core;
mod fanout;
mod peer;
pub mod wire;
