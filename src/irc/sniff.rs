//! Telling IRC from a person by the first line.

use crate::irc::message::Message;

/// Whether a connection's first line is IRC: a command that a client may begin with, and what that command needs.
///
/// A parameter is asked for so that a person whose name is Nick, Pass or User can type just that.
#[must_use]
pub fn opens(line: &str) -> bool {
    Message::parse(line).is_ok_and(|message| {
        !message.params().is_empty()
            && OPENING
                .iter()
                .any(|word| message.command.eq_ignore_ascii_case(word))
    })
}

/// The commands a client begins with (Modern IRC, "Connection Registration"; IRCv3 capability-negotiation, SASL, WEBIRC).
const OPENING: [&str; 7] = [
    "CAP",
    "NICK",
    "USER",
    "PASS",
    "AUTHENTICATE",
    "WEBIRC",
    "PING",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_known_by_their_first_line() {
        for irc in [
            "CAP LS 302",
            "nick alice",
            "USER a 0 * :A",
            "PASS :",
            "@a=b :x PASS y",
            "WEBIRC p g h 1.2.3.4",
            "authenticate PLAIN",
            "PING 1",
        ] {
            assert!(opens(irc), "{irc}");
        }
        for person in [
            "Nick",
            "nick ",
            "user",
            "alice",
            "hello all",
            "",
            "JOIN #lobby",
            "GET / HTTP/1.1",
            "/nick bob",
        ] {
            assert!(!opens(person), "{person}");
        }
    }
}
