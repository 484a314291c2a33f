//! Long text to pieces that each fit one IRC line.
//!
//! The server puts the speaker's `nick!user@host` in front of what it passes on, so a line that fits on its way there may
//! not fit on its way to the others and would be cut. The pieces are made for the second, longer form.

use crate::limits;

/// Longest user name servers are known to show, with the `~` that some put in front.
const USER: usize = 11;
/// Longest host name servers show (63 bytes is what RFC 1459 section 1.2 and its successors allow).
const HOST: usize = 63;
/// A piece may end this much early if a space lies there.
const SLACK: usize = 60;

/// Bytes of text that fit one message from `name` to `target`. `around` is what is sent before and after each piece in
/// the last parameter.
#[must_use]
pub fn room(name: &str, command: &str, target: &str, around: usize) -> usize {
    // `:name!user@host COMMAND target :text CR LF`
    let frame = 1 + name.len() + 1 + USER + 1 + HOST + 1 + command.len() + 1 + target.len() + 2 + 2;
    // Names have bounds of their own; whatever they are, some text goes with each line.
    limits::IRC_LINE.saturating_sub(frame + around).max(32)
}

/// The pieces of `text`, each of at most `room` bytes, which joined give `text` again. A piece ends after a space where
/// one is near its end, and never within a character.
pub fn pieces(text: &str, room: usize) -> impl Iterator<Item = &str> {
    // No character is longer than four bytes, so every piece takes at least one.
    let room = room.max(4);
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, tail) = rest.split_at(cut(rest, room));
        rest = tail;
        Some(piece)
    })
}

fn cut(text: &str, room: usize) -> usize {
    if text.len() <= room {
        return text.len();
    }
    let most = text.floor_char_boundary(room);
    match text[..most].rfind(' ') {
        // Neither a piece of spaces alone, which nobody would see.
        Some(at) if at + 1 + SLACK > most && !text[..at].trim().is_empty() => at + 1,
        _ => most,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str, room: usize) -> Vec<&str> {
        pieces(text, room).collect()
    }

    #[test]
    fn pieces_end_between_words_or_at_least_between_characters() {
        assert_eq!(split("", 10), [""; 0]);
        assert_eq!(split("0123456789", 10), ["0123456789"]);
        assert_eq!(split("one two three", 10), ["one two ", "three"]);
        assert_eq!(split("üüüüü", 5), ["üü", "üü", "ü"]);
        assert_eq!(split("    abc", 5), ["    a", "bc"]);
    }

    #[test]
    fn a_far_space_is_not_worth_a_short_piece() {
        let long = format!("a {}", "b".repeat(200));
        assert_eq!(split(&long, 100)[0].len(), 100);
    }

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

    proptest! {
        #[test]
        fn nothing_is_lost(text in "(\\PC| ){0,300}", room in 0usize..80) {
            let all = split(&text, room);
            prop_assert_eq!(all.concat(), text.clone());
            prop_assert!(all.iter().all(|piece| !piece.is_empty() && piece.len() <= room.max(4)));
        }
    }
}
