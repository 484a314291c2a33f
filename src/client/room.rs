//! How much text fits one IRC line on its way to others.
//!
//! The server puts the speaker's `nick!user@host` in front of what it passes on, so a line that fits on its way there may
//! not fit on its way to the others and would be cut. Room is made for the second, longer form.

use crate::limits;

/// Longest user name servers are known to show, with the `~` that some put in front.
const USER: usize = 11;
/// Longest host name servers show (63 bytes is what RFC 1459 section 1.2 and its successors allow).
const HOST: usize = 63;

/// Bytes of text that fit one message from `name` to `target`. `around` is what is sent before and after each piece in
/// the last parameter.
#[must_use]
pub fn room(name: &str, command: &str, target: &str, around: usize) -> usize {
    // `:name!user@host COMMAND target :text CR LF`
    let frame = 1 + name.len() + 1 + USER + 1 + HOST + 1 + command.len() + 1 + target.len() + 2 + 2;
    // Names have bounds of their own; whatever they are, some text goes with each line.
    limits::IRC_LINE.saturating_sub(frame + around).max(32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_as_others_get_it_fits() {
        let name = "n".repeat(limits::NAME);
        let target = "#".repeat(limits::GROUP);
        let room = room(&name, "PRIVMSG", &target, 0);
        let (user, host) = ("u".repeat(USER), "h".repeat(HOST));
        let text = "t".repeat(room);
        let line = format!(":{name}!{user}@{host} PRIVMSG {target} :{text}\r\n");
        assert_eq!(line.len(), limits::IRC_LINE);
    }
}
