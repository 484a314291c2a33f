//! Names of members and groups: validated once, compared without case.
//!
//! Both are kept composed (Unicode normalization form C), so that a word is the same word however it was typed, and
//! compare by ASCII case folding, the `CASEMAPPING=ascii` that IRC clients are told of. A member's name is made of letters
//! and digits of any script; that no two present look alike is for the hub to see to. A group's name may be
//! any visible UTF-8.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;

use crate::hub::letter::{begins_name, is_leftward, is_letter, is_mark};
use crate::limits;

pub use crate::hub::letter::{in_name, is_unseen};

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NameFault {
    /// Nothing was given.
    #[error("it is empty")]
    Empty,
    /// More bytes than [`limits::NAME`] or [`limits::GROUP`].
    #[error("it is longer than {0} bytes")]
    TooLong(usize),
    /// A member's name begins with something other than a letter or one of ``_[]{}\|^` ``.
    #[error("it has to begin with a letter")]
    BadStart,
    /// A group's name begins with something other than `#`.
    #[error("it has to begin with #")]
    NoSign,
    /// A character that the protocols cannot carry in a name.
    #[error("it may not contain {0:?}")]
    BadChar(char),
    /// A letter with more marks than [`limits::MARKS`].
    #[error("a letter may not have more than {0} marks")]
    TooManyMarks(usize),
    /// Letters written from left to right beside letters written from right to left, which a line shows in another order
    /// than they stand in.
    #[error("it may not mix letters written to the right with letters written to the left")]
    MixedDirections,
}

/// What others call a member.
///
/// Letters and digits of any script and ``-_[]{}\|^` ``, not beginning with a digit or `-`, 1 to [`limits::NAME`] bytes of
/// UTF-8 in normalization form C (RFC 2812 section 2.3.1, `nickname`, with letters as Unicode has them). Marks stand behind
/// a letter only, and no more than Unicode Technical Standard 39 section 5.4 thinks a word can need.
#[derive(Clone)]
pub struct Name(Rc<str>);

impl Name {
    /// Checks `text` and keeps it.
    ///
    /// # Errors
    /// The first thing that keeps it from being a name.
    pub fn new(text: &str) -> Result<Name, NameFault> {
        let text = composed(text);
        let first = text.chars().next().ok_or(NameFault::Empty)?;
        if let Some(bad) = text.chars().find(|&c| !in_name(c)) {
            return Err(NameFault::BadChar(bad));
        }
        if !begins_name(first) {
            return Err(NameFault::BadStart);
        }
        if !text.is_ascii() {
            spelled(&text)?;
        }
        if text.len() > limits::NAME {
            return Err(NameFault::TooLong(limits::NAME));
        }
        Ok(Name(text.into()))
    }

    /// The name as its owner wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same, for whoever keeps it.
    #[must_use]
    pub fn shared(&self) -> Rc<str> {
        self.0.clone()
    }
}

/// What goes beyond single characters: marks have a letter, and letters run in one direction.
fn spelled(text: &str) -> Result<(), NameFault> {
    let (mut marks, mut on_letter) = (0, false);
    let (mut left, mut right) = (false, false);
    for c in text.chars() {
        if is_mark(c) {
            marks += 1;
            if !on_letter {
                return Err(NameFault::BadChar(c));
            }
            if marks > limits::MARKS {
                return Err(NameFault::TooManyMarks(limits::MARKS));
            }
            continue;
        }
        (marks, on_letter) = (0, is_letter(c));
        if on_letter {
            left |= is_leftward(c);
            right |= !is_leftward(c);
        }
    }
    if left && right {
        return Err(NameFault::MixedDirections);
    }
    Ok(())
}

/// Normalization form C.
fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

/// What a group is called: `#` and 1 to 63 bytes of visible UTF-8 without space, comma or colon, composed.
#[derive(Clone)]
pub struct GroupName(Rc<str>);

impl GroupName {
    /// Checks `text` and keeps it.
    ///
    /// # Errors
    /// The first thing that keeps it from being a group's name.
    pub fn new(text: &str) -> Result<GroupName, NameFault> {
        let text = &*composed(text);
        let rest = match text.strip_prefix('#') {
            Some("") => return Err(NameFault::Empty),
            Some(rest) => rest,
            None if text.is_empty() => return Err(NameFault::Empty),
            None => return Err(NameFault::NoSign),
        };
        if let Some(bad) = rest.chars().find(|&c| c == ',' || c == ':' || is_unseen(c)) {
            return Err(NameFault::BadChar(bad));
        }
        if text.len() > limits::GROUP {
            return Err(NameFault::TooLong(limits::GROUP));
        }
        Ok(GroupName(text.into()))
    }

    /// The name as its founder wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! folded {
    ($type:ident) => {
        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.0.eq_ignore_ascii_case(&other.0)
            }
        }

        impl Eq for $type {}

        impl Hash for $type {
            fn hash<H: Hasher>(&self, state: &mut H) {
                // In pieces on the stack: the hash of a word must not depend on its case, nor on how it was cut.
                for piece in self.0.as_bytes().chunks(64) {
                    let mut folded = [0; 64];
                    let folded = &mut folded[..piece.len()];
                    folded.copy_from_slice(piece);
                    folded.make_ascii_lowercase();
                    state.write(folded);
                }
                state.write_u8(0xff);
            }
        }

        impl PartialOrd for $type {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $type {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                let lower = |byte: u8| byte.to_ascii_lowercase();
                self.0.bytes().map(lower).cmp(other.0.bytes().map(lower))
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }
    };
}

folded!(Name);
folded!(GroupName);

#[cfg(test)]
mod tests;
