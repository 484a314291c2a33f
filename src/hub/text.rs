//! Text that can travel in one line of any dialect.

use std::fmt;
use std::rc::Rc;

use memchr::memchr3;
use thiserror::Error;

/// Why something cannot be sent as one piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TextFault {
    /// Longer than this many bytes.
    #[error("the text is longer than {0} bytes")]
    TooLong(usize),
    /// Contains CR, LF or NUL, which end or break lines.
    #[error("the text contains a line break or a NUL")]
    Break,
}

/// A piece of text known to be bounded UTF-8 without CR, LF and NUL, so that it can never become a second line in
/// anybody's stream. Other control characters may be in it (IRC carries colours that way); whoever writes to a
/// terminal filters them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Text(Rc<str>);

impl Text {
    /// Checks `text`, of at most `max` bytes, and keeps it.
    ///
    /// # Errors
    /// When it is too long or would break a line.
    pub fn new(text: &str, max: usize) -> Result<Text, TextFault> {
        if breaks(text) {
            return Err(TextFault::Break);
        }
        if text.len() > max {
            return Err(TextFault::TooLong(max));
        }
        Ok(Text(text.into()))
    }

    /// Keeps as much of `text` as fits `max` bytes, cut at a character boundary, with line breaks and NULs made spaces:
    /// for what a person adds in passing (reasons, real names), which is worth shortening and not worth refusing.
    #[must_use]
    pub fn lossy(text: &str, max: usize) -> Text {
        let cut = &text[..text.floor_char_boundary(max)];
        if breaks(cut) {
            return Text(cut.replace(['\r', '\n', '\0'], " ").into());
        }
        Text(cut.into())
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether there is something in it that would end a line.
fn breaks(text: &str) -> bool {
    memchr3(b'\r', b'\n', 0, text.as_bytes()).is_some()
}

impl From<Text> for Rc<str> {
    fn from(text: Text) -> Rc<str> {
        text.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_breaks_a_line() {
        for bad in ["a\nb", "a\rb", "a\0b", "\n"] {
            assert_eq!(Text::new(bad, 10), Err(TextFault::Break));
            assert!(!Text::lossy(bad, 10).as_str().contains(['\r', '\n', '\0']));
        }
        assert_eq!(Text::new("12345", 4), Err(TextFault::TooLong(4)));
        assert_eq!(
            Text::new("\u{2}bold\u{2} ünï", 20).map(|t| t.to_string()),
            Ok("\u{2}bold\u{2} ünï".to_owned())
        );
    }

    #[test]
    fn lossy_cuts_between_characters() {
        assert_eq!(Text::lossy("aüb", 2).as_str(), "a");
        assert_eq!(Text::lossy("aüb", 3).as_str(), "aü");
        assert_eq!(Text::lossy("aüb", 99).as_str(), "aüb");
    }
}
