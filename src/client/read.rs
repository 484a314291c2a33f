//! Parts of a server's lines, read the same way wherever they are shown.

use std::net::{IpAddr, SocketAddr};

use crate::client::happening::Row;
use crate::irc::message::Message;

/// The number of a numeric command.
#[must_use]
pub fn number(command: &str) -> Option<u16> {
    let is = command.len() == 3 && command.bytes().all(|b| b.is_ascii_digit());
    is.then(|| command.parse().ok()).flatten()
}

/// Whether words go to a group. What stands before the sign addresses a part of it (`@#group`).
#[must_use]
pub fn is_group(target: &str) -> bool {
    target
        .trim_start_matches(['@', '+', '%', '~'])
        .starts_with(['#', '&', '!'])
}

/// A CTCP message: its word and what follows (Modern IRC, "CTCP").
#[must_use]
pub fn ctcp(words: &str) -> Option<(&str, &str)> {
    let inner = words.strip_prefix('\u{1}')?;
    let inner = inner.strip_suffix('\u{1}').unwrap_or(inner);
    Some(inner.split_once(' ').unwrap_or((inner, "")))
}

/// A farewell without the frame that servers put around it: `Closing link: (the server is stopping)`.
#[must_use]
pub fn bare(words: &str) -> &str {
    let framed = words
        .strip_prefix("Closing link: (")
        .and_then(|words| words.strip_suffix(')'));
    framed.unwrap_or(words).trim_end_matches('.')
}

/// Why somebody left the server. Servers put `Quit: ` before what people say on leaving, also before nothing at all.
#[must_use]
pub fn farewell(words: &str) -> &str {
    match words.trim_end() {
        "Quit:" => "",
        _ => words,
    }
}

/// `MEMBER <id> <name> <ip> <port> <listen-port> <flags> <idle seconds>`: a row of the table, and whether it is our
/// contact's. The flags are signs and letters: `*` for us, `c` our contact, `@` a coordinator, `a` away.
#[must_use]
pub fn row(message: &Message<'_>) -> Option<(Row, bool)> {
    let [id, name, ip, port, listen, flags, rest @ ..] = message.params() else {
        return None;
    };
    let row = Row {
        id: Some(id.parse().ok()?),
        name: (*name).to_owned(),
        address: address(ip, port),
        listen: listen.parse().ok(),
        coordinator: flags.contains('@'),
        you: flags.contains('*'),
        away: flags.contains('a'),
        idle_s: rest.first().and_then(|idle| idle.parse().ok()),
    };
    Some((row, flags.contains('c')))
}

/// `352 us #group user host server name flags :hops real`: a row of the table where the server has no better.
#[must_use]
pub fn who(message: &Message<'_>) -> Option<Row> {
    let [_, _, _, host, _, name, flags, ..] = message.params() else {
        return None;
    };
    Some(Row {
        name: (*name).to_owned(),
        address: (*host).to_owned(),
        coordinator: flags.contains('@'),
        away: flags.starts_with('G'),
        ..Row::default()
    })
}

/// An address as people write it; the word that hides it where it is hidden.
fn address(ip: &str, port: &str) -> String {
    match (ip.parse::<IpAddr>(), port.parse::<u16>()) {
        (Ok(ip), Ok(port)) => SocketAddr::new(ip, port).to_string(),
        _ => ip.to_owned(),
    }
}
