//! Messages of several lines, as clients send them: put together line by line (IRCv3 multiline).
//!
//! A connection has one such message under way at a time, so what it can make us remember is bounded by
//! [`limits::MULTILINE_BYTES`] and one line's tags. What goes wrong is told once; the rest of that message is then passed
//! over up to its end.

use crate::hub::request::Kind;
use crate::hub::text::Text;
use crate::hub::words::{Composer, Words};
use crate::irc::capability::Caps;
use crate::limits;

/// The type of the batch that holds the lines ("Batch types").
pub const BATCH: &str = "draft/multiline";

/// The tag of a line that goes on with the one before it ("Tags").
pub const CONCAT: &str = "draft/multiline-concat";

/// Who has both of these sends and hears such messages ("Dependencies").
pub const IN_BATCH: Caps = Caps::MULTILINE.with(Caps::BATCH);

/// The value of the capability ("Capabilities").
#[must_use]
pub fn bounds() -> String {
    let (bytes, lines) = (limits::MULTILINE_BYTES, limits::MULTILINE_LINES);
    format!("max-bytes={bytes},max-lines={lines}")
}

/// Why a message is not taken ("Errors").
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It has more than [`limits::MULTILINE_BYTES`].
    MaxBytes,
    /// It has more than [`limits::MULTILINE_LINES`].
    MaxLines,
    /// A line of it goes to this one, the rest to another.
    Target(String),
    /// Anything else, in words.
    Invalid(&'static str),
}

/// A message under way.
#[derive(Debug)]
pub(super) struct Draft {
    /// What its lines refer to it by.
    pub(super) reference: String,
    /// Whom it is for, as its author wrote it.
    pub(super) target: String,
    /// The label of the line that began it, escaped.
    pub(super) label: Option<Box<str>>,
    /// Client-only tags of the line that began it.
    pub(super) tags: Option<Text>,
    /// Something was wrong and has been told: nothing more is taken.
    pub(super) failed: bool,
    kind: Option<Kind>,
    words: Composer,
}

impl Draft {
    /// A message of which nothing has come yet.
    pub(super) fn new(
        reference: &str,
        target: &str,
        label: Option<Box<str>>,
        tags: Option<Text>,
    ) -> Draft {
        Draft {
            reference: reference.to_owned(),
            target: target.to_owned(),
            label,
            tags,
            failed: false,
            kind: None,
            words: Composer::default(),
        }
    }

    /// Takes one line, which goes on with the one before it if it is `glued`.
    pub(super) fn add(
        &mut self,
        kind: Kind,
        target: &str,
        text: &str,
        glued: bool,
    ) -> Result<(), Fault> {
        if !target.eq_ignore_ascii_case(&self.target) {
            return Err(Fault::Target(target.to_owned()));
        }
        if *self.kind.get_or_insert(kind) != kind {
            return Err(Fault::Invalid(
                "its lines are not all PRIVMSG or all NOTICE",
            ));
        }
        if glued && text.is_empty() {
            return Err(Fault::Invalid("a blank line cannot be joined to another"));
        }
        if self.words.pieces() == limits::MULTILINE_LINES {
            return Err(Fault::MaxLines);
        }
        let line_break = usize::from(!glued && self.words.pieces() > 0);
        if self.words.bytes() + line_break + text.len() > limits::MULTILINE_BYTES {
            return Err(Fault::MaxBytes);
        }
        self.words.add(text, glued);
        Ok(())
    }

    /// Ends the message. Nothing more can be added to it.
    pub(super) fn finish(&mut self) -> Result<(Kind, Words), Fault> {
        let words = std::mem::take(&mut self.words).finish();
        let whole = self.kind.zip(words);
        whole.ok_or(Fault::Invalid("there is nothing in it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft::new("1", "#a", None, None)
    }

    fn add(draft: &mut Draft, text: &str, glued: bool) -> Result<(), Fault> {
        draft.add(Kind::Text, "#A", text, glued)
    }

    #[test]
    fn lines_become_one_message() {
        let mut draft = draft();
        for (text, glued) in [
            ("one", false),
            ("", false),
            ("two ", false),
            ("three", true),
        ] {
            assert_eq!(add(&mut draft, text, glued), Ok(()));
        }
        let (kind, words) = draft.finish().expect("whole");
        assert_eq!(kind, Kind::Text);
        assert_eq!(words.lines().collect::<Vec<_>>(), ["one", "", "two three"]);
    }

    #[test]
    fn both_bounds_are_kept_to_the_byte() {
        let mut lines = draft();
        for _ in 0..limits::MULTILINE_LINES {
            assert_eq!(add(&mut lines, "x", false), Ok(()));
        }
        assert_eq!(add(&mut lines, "x", true), Err(Fault::MaxLines));
        let half = "x".repeat(limits::MULTILINE_BYTES / 2);
        // A line break counts, a joint does not.
        for (glued, rest) in [(true, &half[..]), (false, &half[1..])] {
            let mut bytes = draft();
            assert_eq!(add(&mut bytes, &half, false), Ok(()));
            assert_eq!(add(&mut bytes, rest, glued), Ok(()));
            assert_eq!(add(&mut bytes, "x", true), Err(Fault::MaxBytes));
            assert!(bytes.finish().is_ok());
        }
        let mut bytes = draft();
        assert_eq!(add(&mut bytes, &half, false), Ok(()));
        assert_eq!(add(&mut bytes, &half, false), Err(Fault::MaxBytes));
    }

    #[test]
    fn what_does_not_belong_together_is_told() {
        let mut draft = draft();
        assert_eq!(
            draft.add(Kind::Text, "#b", "x", false),
            Err(Fault::Target("#b".to_owned()))
        );
        assert_eq!(add(&mut draft, "", false), Ok(()));
        assert!(matches!(
            draft.add(Kind::Notice, "#a", "x", false),
            Err(Fault::Invalid(_))
        ));
        assert!(matches!(add(&mut draft, "", true), Err(Fault::Invalid(_))));
        assert!(matches!(draft.finish(), Err(Fault::Invalid(_))));
    }
}
