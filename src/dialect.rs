//! How a connection speaks: found out from its first bytes, and from then on the one place where the formats meet.
//!
//! | first bytes | dialect |
//! |---|---|
//! | `0x16 0x03` | TLS, which is refused with an alert while no certificate can be configured |
//! | a web request | answered and closed; see [`web`] |
//! | a line whose command is one that IRC clients begin with | IRC; see [`irc::sniff`] |
//! | anything else | plain |
//!
//! The choice is final.

use crate::hub::departure::Departure;
use crate::hub::event::Event;
use crate::hub::id::MessageId;
use crate::info::Info;
use crate::irc::capability::Caps;
use crate::now::Now;
use crate::{irc, plain, web};

/// What a connection turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// A line-based person or script.
    Plain,
    /// An IRC client.
    Irc,
    /// A web request.
    Web,
    /// A TLS handshake.
    Tls,
}

/// The TLS alert "handshake_failure", so that a TLS client gives up at once (RFC 8446 section 6).
pub const TLS_ALERT: &[u8] = &[0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28];

/// What can be told from the first bytes before a line has ended.
#[must_use]
pub fn from_head(head: &[u8]) -> Option<Opening> {
    match head {
        [0x16, 0x03, ..] => Some(Opening::Tls),
        _ if web::begins(head) => Some(Opening::Web),
        _ => None,
    }
}

/// What the first line that is not empty tells.
#[must_use]
pub fn from_line(line: &[u8]) -> Opening {
    if let Some(opening) = from_head(line) {
        return opening;
    }
    if web::opens(line) {
        return Opening::Web;
    }
    // An IRC client whose first line holds another encoding than UTF-8 is told so as IRC clients are.
    match irc::sniff::opens(&String::from_utf8_lossy(line)) {
        true => Opening::Irc,
        false => Opening::Plain,
    }
}

/// How one connection speaks, and what that dialect has to remember.
#[derive(Debug)]
pub enum Dialect {
    /// Nothing has been said. Spoken to as plain.
    Unknown,
    /// Plain.
    Plain(plain::Session),
    /// IRC. Boxed: it remembers more.
    Irc(Box<irc::Session>),
}

/// Everything that decides how an event is written to a connection. Connections with the same form are sent the same
/// bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// `None` for plain.
    caps: Option<Caps>,
    /// The event is about the reader.
    about_me: bool,
}

impl Dialect {
    /// What decides on the form of whatever this connection is sent: its capabilities, `None` for plain.
    #[inline]
    #[must_use]
    pub fn caps(&self) -> Option<Caps> {
        match self {
            Dialect::Unknown | Dialect::Plain(_) => None,
            Dialect::Irc(session) => Some(session.caps()),
        }
    }

    /// The form this connection is sent an event in. What makes a difference to it is looked up once per event.
    #[must_use]
    pub fn form(&self, relevance: irc::Relevance, about_me: bool) -> Form {
        match self {
            Dialect::Unknown | Dialect::Plain(_) => Form {
                caps: None,
                about_me,
            },
            Dialect::Irc(session) => {
                let (caps, about_me) = relevance.key(session.caps(), about_me);
                Form {
                    caps: Some(caps),
                    about_me,
                }
            }
        }
    }
}

/// Appends what a connection of this form is told of an event, and of the number that it is kept under, if it is. `to` is the reader's name, for events told to one alone;
/// `batch` a number that no other event is written with.
pub fn encode(
    (event, id): (&Event, Option<MessageId>),
    form: Form,
    to: &str,
    now: Now,
    info: &Info,
    batch: u64,
    out: &mut Vec<u8>,
) {
    let about_me = form.about_me;
    match form.caps {
        None => plain::encode(
            event,
            &plain::View {
                about_me,
                now,
                info,
            },
            out,
        ),
        Some(caps) => irc::encode(
            event,
            &irc::View {
                to,
                about_me,
                caps,
                now,
                info,
                batch,
                id,
            },
            out,
        ),
    }
}

/// Appends what a connection is told whose dialect is not known yet and never will be, because it is not let in. Both a
/// person and an IRC client can read it.
pub fn turn_away(why: &Departure, out: &mut Vec<u8>) {
    irc::closing(why, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_decides() {
        for (line, opening) in [
            (&b"CAP LS 302"[..], Opening::Irc),
            (b"nick bob", Opening::Irc),
            (b"PASS secret", Opening::Irc),
            (b":x PING 1", Opening::Irc),
            (b"@a=b NICK bob", Opening::Irc),
            (b"Nick", Opening::Plain),
            (b"alice", Opening::Plain),
            (b"PRIVMSG #lobby :hi", Opening::Plain),
            (b"\xff\xfe", Opening::Plain),
            (b"USER a 0 * :Jos\xe9", Opening::Irc),
            (b"GET / HTTP/1.1", Opening::Web),
            (b"PATCH / HTTP/1.1", Opening::Web),
            (b"\x16\x03\x01\x02\x00", Opening::Tls),
        ] {
            assert_eq!(from_line(line), opening, "{}", line.escape_ascii());
        }
        assert_eq!(from_head(b"\x16"), None);
        assert_eq!(from_head(b"\x16\x03"), Some(Opening::Tls));
    }
}
