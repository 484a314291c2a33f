//! Text cut into messages that a server takes: one for each line, or, where it knows messages of several lines, as few as
//! there can be.

use crate::pieces::pieces;

/// How what is said to somebody is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// Bytes that fit one line.
    pub(super) room: usize,
    /// Most bytes and lines of one message, where it may have several lines (IRCv3 multiline).
    pub(super) several: Option<(usize, usize)>,
}

impl Cut {
    /// The first message of `text`, and how many bytes of the text are dealt with by it. `None` when nothing is left but
    /// blanks: nobody would see those.
    pub(super) fn first(self, text: &str) -> Option<(String, usize)> {
        let mut at = 0;
        while at < text.len() {
            let (message, used) = match self.several {
                Some((bytes, lines)) => batch(&text[at..], self.room, bytes, lines),
                None => line(&text[at..], self.room),
            };
            at += used;
            if !message.trim().is_empty() {
                return Some((message, at));
            }
        }
        None
    }

    /// The messages of `text`, as many as are asked for.
    pub(super) fn messages(self, text: &str) -> impl Iterator<Item = String> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let (message, used) = self.first(&text[at..])?;
            at += used;
            Some(message)
        })
    }
}

/// The first line of a text, or as much of it as fits, and its bytes with the line's end.
fn line(text: &str, room: usize) -> (String, usize) {
    let line = text.split('\n').next().unwrap_or_default();
    let piece = pieces(line, room).next().unwrap_or_default();
    let end = usize::from(piece.len() == line.len() && line.len() < text.len());
    (piece.to_owned(), piece.len() + end)
}

/// As many lines of a text as the server takes in one message, and their bytes with the end of the last. A line that does
/// not fit any more is cut, and goes on in the next message.
fn batch(text: &str, room: usize, bytes: usize, lines: usize) -> (String, usize) {
    let mut message = String::new();
    for (count, (piece, goes_on)) in lines_of(text, room).enumerate() {
        let between = usize::from(!goes_on && count > 0);
        if count >= lines || count > 0 && message.len() + between + piece.len() > bytes {
            // What comes next stands behind the end of this line, or goes on with it.
            let used = message.len() + usize::from(!goes_on);
            return (message, used);
        }
        if between > 0 {
            message.push('\n');
        }
        message.push_str(piece);
    }
    (message, text.len())
}

/// The lines of one message of several, cut to fit, and whether each belongs to the line before it (IRCv3 multiline,
/// "draft/multiline-concat").
pub(super) fn lines_of(text: &str, room: usize) -> impl Iterator<Item = (&str, bool)> {
    text.split('\n').flat_map(move |line| {
        let cut = pieces(line, room).enumerate();
        cut.map(|(place, piece)| (piece, place > 0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn batches(text: &str, room: usize, bytes: usize, lines: usize) -> Vec<String> {
        let several = Some((bytes, lines));
        Cut { room, several }.messages(text).collect()
    }

    #[test]
    fn a_long_text_becomes_as_few_messages_as_the_server_takes() {
        assert_eq!(batches("a\nb\nc\nd\ne", 40, 100, 2), ["a\nb", "c\nd", "e"]);
        assert_eq!(batches("aaaa\nbbbb\ncc", 4, 9, 9), ["aaaa\nbbbb", "cc"]);
        // A line that is cut goes on in the same message, or in the next one.
        assert_eq!(batches("aaaabbbbcc\nd", 4, 8, 9), ["aaaabbbb", "cc\nd"]);
        assert_eq!(batches("a\n\n\n\nb", 4, 9, 2), ["a\n", "b"]);
    }

    #[test]
    fn elsewhere_a_line_is_a_message_and_blank_ones_are_none() {
        let cut = Cut {
            room: 8,
            several: None,
        };
        let messages: Vec<String> = cut.messages("\none\n  \n\ntwo three\n").collect();
        assert_eq!(messages, ["one", "two ", "three"]);
        assert_eq!(cut.first("one\ntwo"), Some(("one".to_owned(), 4)));
        assert_eq!(cut.first(" \n\n"), None);
        assert_eq!(cut.first(""), None);
    }

    proptest! {
        #[test]
        fn nothing_that_can_be_seen_is_left_out(
            text in "[a-c ü\n]{0,200}",
            room in 4usize..40,
            several in proptest::option::of((40usize..80, 1usize..5)),
        ) {
            let seen = |text: &str| text.replace(char::is_whitespace, "");
            let messages: Vec<String> = Cut { room, several }.messages(&text).collect();
            prop_assert_eq!(seen(&messages.concat()), seen(&text));
            for message in &messages {
                let (bytes, lines) = several.unwrap_or((room, 1));
                prop_assert!(message.len() <= bytes && message.split('\n').count() <= lines);
            }
        }
    }
}
