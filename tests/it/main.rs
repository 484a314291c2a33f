//! The programs as people meet them: started for real, talked to over loopback sockets.
//!
//! Tests read like transcripts. They sleep nowhere and know no fixed port: a server is asked for a free one, and instead of
//! waiting for something to have happened a peer asks a question and reads until the answer ([`support::Peer::sync`]). Only
//! the screens of other people's clients have to be looked at again and again.

mod accounts;
mod bytes;
mod client;
mod clients;
mod descriptors;
mod docs;
mod flow;
mod full;
mod hostile;
mod irc;
mod irc_groups;
mod irc_history;
mod irc_messages;
mod irc_modes;
mod irc_people;
mod irc_refusals;
mod irc_rename;
mod irc_watch;
mod keeper;
mod layers;
mod lifecycle;
mod limits;
mod load;
mod members;
mod mixed;
mod names;
mod opening;
mod plain;
mod plain_groups;
mod readme;
mod sim;
mod start;
mod support;
