//! The client program. See `groupchat-client --help`.
fn main() {}
