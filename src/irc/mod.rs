//! The IRC dialect: lines to requests, events to lines.
//!
//! Nothing in here owns a socket, reads a clock or makes a random choice. Lines and the moment come in as arguments from
//! the shell, requests and bytes go out as values, so every behaviour is a transcript that a test can hold. The dialect
//! knows the hub's words and not the hub: whether a name is free or a group exists is answered by an
//! [`Event`](crate::hub::event::Event).
//!
//! ```text
//! line ─[message]→ Message ─[session, command]→ Steps: Request, or an answer at once
//! Event ─[event]→ lines, once per form of it      (capability, isupport, numeric: the tables both read)
//! ```
//!
//! What rules there are stand in tables: one row per command ([`command::TABLE`]), capability ([`capability::TABLE`]),
//! `ISUPPORT` token ([`isupport::TABLE`]) and numeric ([`numeric::TABLE`]). The sources, in order: the ratified IRCv3
//! specifications, the Modern IRC Client Protocol document ("Modern IRC" in citations), RFC 2812, RFC 1459.

pub mod batch;
pub mod capability;
pub mod command;
pub mod event;
mod fit;
pub mod isupport;
pub mod message;
pub mod msgid;
pub mod multiline;
pub mod numeric;
pub mod session;
pub mod sniff;
#[cfg(test)]
pub(crate) mod testing;
mod voice;

pub use event::{Relevance, View, authenticate, closing, encode, ping};
pub use session::Session;
