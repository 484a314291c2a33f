//! Words that may take several lines.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

use memchr::memchr2;

use crate::hub::text::Text;

/// What somebody says: one [`Text`], or several that belong together.
///
/// Each piece came as a line of its own and is worth keeping as one, for whoever has to be told line by line. A piece
/// begins a new line or goes on with the one before. There is no way to see the whole as one string, so that no line
/// break of it can end up where it would begin somebody else's line.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Words(
    /// The pieces, [`BREAK`] before one that begins a line and [`GLUE`] before one that does not: neither can be part
    /// of a text.
    Rc<str>,
);

/// Stands before a piece that begins a line.
const BREAK: char = '\n';
/// Stands before a piece that goes on with a line.
const GLUE: char = '\r';

/// One piece of [`Words`], without CR, LF and NUL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The words.
    pub text: &'a str,
    /// Whether it goes on with the line before it.
    pub glued: bool,
}

impl Words {
    /// The whole, if it came in one piece.
    #[must_use]
    pub fn single(&self) -> Option<&str> {
        end_of_piece(&self.0).is_none().then_some(&*self.0)
    }

    /// The pieces as they came. There is always one, perhaps empty.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut rest = Some(&*self.0);
        let mut glued = false;
        std::iter::from_fn(move || {
            let text = rest?;
            let end = end_of_piece(text);
            let piece = Piece {
                text: &text[..end.unwrap_or(text.len())],
                glued,
            };
            glued = end.is_some_and(|end| text[end..].starts_with(GLUE));
            rest = end.map(|end| &text[end + 1..]);
            Some(piece)
        })
    }

    /// The lines, put together from their pieces. There is always one, perhaps empty.
    pub fn lines(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split(BREAK).map(|line| match line.contains(GLUE) {
            true => Cow::Owned(line.replace(GLUE, "")),
            false => Cow::Borrowed(line),
        })
    }

    /// How much room they take up, bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// The whole as one string, for whoever keeps it among others and never shows it to anybody. There is no NUL in it.
    pub(crate) fn to_kept(&self) -> &str {
        &self.0
    }

    /// What [`Words::to_kept`] gave, to the letter. Nothing else may come in here: what somebody sent would be told as
    /// lines that were never looked at.
    pub(crate) fn from_kept(kept: &str) -> Words {
        Words(kept.into())
    }
}

/// Where the first piece ends, if others follow.
fn end_of_piece(text: &str) -> Option<usize> {
    memchr2(BREAK as u8, GLUE as u8, text.as_bytes())
}

impl From<Text> for Words {
    fn from(text: Text) -> Words {
        Words(text.into())
    }
}

impl fmt::Debug for Words {
    /// One piece as a string; several as a list of strings, `+` before what goes on with a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.single() {
            return write!(f, "{text:?}");
        }
        for (n, piece) in self.pieces().enumerate() {
            let before = if n == 0 { "[" } else { ", " };
            let sign = if piece.glued { "+" } else { "" };
            write!(f, "{before}{sign}{:?}", piece.text)?;
        }
        f.write_str("]")
    }
}

/// [`Words`] while they come in, piece by piece. It grows by what is added: whoever adds looks at the bounds.
#[derive(Clone, Debug, Default)]
pub struct Composer {
    text: String,
    pieces: usize,
    glues: usize,
}

impl Composer {
    /// Adds a piece, which goes on with the line before it if it is `glued`. What would break a line becomes a space.
    pub fn add(&mut self, piece: &str, glued: bool) {
        if self.pieces > 0 {
            self.text.push(if glued { GLUE } else { BREAK });
            self.glues += usize::from(glued);
        }
        self.pieces += 1;
        let fit = |c| {
            if matches!(c, '\r' | '\n' | '\0') {
                ' '
            } else {
                c
            }
        };
        self.text.extend(piece.chars().map(fit));
    }

    /// Pieces so far.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.pieces
    }

    /// Bytes so far, with one for each line break between lines.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len() - self.glues
    }

    /// The words; `None` when there is nothing in any of the pieces.
    #[must_use]
    pub fn finish(self) -> Option<Words> {
        let said = self.text.contains(|c| !matches!(c, BREAK | GLUE));
        said.then(|| Words(self.text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn composed(pieces: &[(&str, bool)]) -> Composer {
        let mut composer = Composer::default();
        for (piece, glued) in pieces {
            composer.add(piece, *glued);
        }
        composer
    }

    fn lines(words: &Words) -> Vec<String> {
        words.lines().map(Cow::into_owned).collect()
    }

    #[test]
    fn pieces_make_lines() {
        let composer = composed(&[
            ("hello", false),
            ("", false),
            ("how is ", false),
            ("everyone?", true),
        ]);
        assert_eq!(
            (composer.pieces(), composer.bytes()),
            (4, 5 + 1 + 1 + 7 + 9)
        );
        let words = composer.finish().expect("something");
        assert_eq!(lines(&words), ["hello", "", "how is everyone?"]);
        assert_eq!(words.single(), None);
        assert_eq!(
            format!("{words:?}"),
            r#"["hello", "", "how is ", +"everyone?"]"#
        );
    }

    #[test]
    fn one_piece_is_a_text() {
        let text = Text::new("hi \u{1}", 10).expect("good");
        let words = Words::from(text.clone());
        assert_eq!(words.single(), Some("hi \u{1}"));
        assert_eq!(format!("{words:?}"), format!("{text:?}"));
        assert_eq!(composed(&[("hi \u{1}", true)]).finish(), Some(words));
    }

    #[test]
    fn nothing_but_blank_lines_is_nothing() {
        assert_eq!(composed(&[]).finish(), None);
        assert_eq!(
            composed(&[("", false), ("", false), ("", true)]).finish(),
            None
        );
        assert!(composed(&[("", false), (" ", false)]).finish().is_some());
    }

    proptest! {
        #[test]
        fn pieces_come_out_as_they_went_in(pieces in proptest::collection::vec(("[^\r\n\0]{0,9}", any::<bool>()), 1..9)) {
            let mut composer = Composer::default();
            for (piece, glued) in &pieces {
                composer.add(piece, *glued);
            }
            let bytes = composer.bytes();
            let said = pieces.iter().any(|(piece, _)| !piece.is_empty());
            let words = composer.finish();
            prop_assert_eq!(words.is_some(), said);
            if let Some(words) = words {
                let got: Vec<_> = words.pieces().map(|piece| (piece.text.to_owned(), piece.glued)).collect();
                let mut want = pieces.clone();
                want[0].1 = false;
                prop_assert_eq!(got, want);
                prop_assert_eq!(lines(&words).join("\n").len(), bytes);
            }
        }

        #[test]
        fn nothing_breaks_a_line(pieces in proptest::collection::vec(("(\\PC|[\r\n\0]){0,9}", any::<bool>()), 1..9)) {
            let mut composer = Composer::default();
            for (piece, glued) in &pieces {
                composer.add(piece, *glued);
            }
            prop_assert_eq!(composer.pieces(), pieces.len());
            if let Some(words) = composer.finish() {
                prop_assert_eq!(words.pieces().count(), pieces.len());
                prop_assert!(words.pieces().all(|piece| !piece.text.contains(['\r', '\n', '\0'])));
                prop_assert!(words.lines().all(|line| !line.contains(['\r', '\n', '\0'])));
            }
        }
    }
}
