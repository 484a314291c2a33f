//! Names of members and groups: validated once, compared without case.
//!
//! Both compare by ASCII case folding, the `CASEMAPPING=ascii` that IRC clients are told of. A name is ASCII, so that no
//! two names that look alike can stand beside each other; a group's name may be any visible UTF-8.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use thiserror::Error;

use crate::limits;

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
}

/// What others call a member.
///
/// ASCII letters, digits and ``-_[]{}\|^` ``, not beginning with a digit or `-`, 1 to [`limits::NAME`] bytes
/// (RFC 2812 section 2.3.1, `nickname`).
#[derive(Clone)]
pub struct Name(Rc<str>);

impl Name {
    /// Checks `text` and keeps it.
    ///
    /// # Errors
    /// The first thing that keeps it from being a name.
    pub fn new(text: &str) -> Result<Name, NameFault> {
        let first = text.chars().next().ok_or(NameFault::Empty)?;
        let special = |c: char| matches!(c, '_' | '[' | ']' | '{' | '}' | '\\' | '|' | '^' | '`');
        if let Some(bad) = text
            .chars()
            .find(|&c| !(c.is_ascii_alphanumeric() || c == '-' || special(c)))
        {
            return Err(NameFault::BadChar(bad));
        }
        if !(first.is_ascii_alphabetic() || special(first)) {
            return Err(NameFault::BadStart);
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
}

/// What a group is called: `#` and 1 to 63 bytes of visible UTF-8 without space, comma or colon.
#[derive(Clone)]
pub struct GroupName(Rc<str>);

impl GroupName {
    /// Checks `text` and keeps it.
    ///
    /// # Errors
    /// The first thing that keeps it from being a group's name.
    pub fn new(text: &str) -> Result<GroupName, NameFault> {
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

/// Whether a character leaves no mark of its own: controls, white space, and the formatting characters that hide or
/// turn around what stands beside them.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
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
mod tests {
    use super::*;
    use std::hash::BuildHasher;

    #[test]
    fn names_follow_the_irc_grammar() {
        for good in [
            "alice", "A", "_x", "[bot]", "a-1", "x9", "`", "\\o\\", "{a}|b^",
        ] {
            assert_eq!(Name::new(good).map(|n| n.to_string()), Ok(good.to_owned()));
        }
        assert_eq!(Name::new(""), Err(NameFault::Empty));
        assert_eq!(Name::new("9lives"), Err(NameFault::BadStart));
        assert_eq!(Name::new("-x"), Err(NameFault::BadStart));
        for (bad, c) in [
            ("a b", ' '),
            ("a!b", '!'),
            ("a@b", '@'),
            ("#a", '#'),
            ("a.b", '.'),
            ("zoë", 'ë'),
            ("a\u{1b}", '\u{1b}'),
        ] {
            assert_eq!(Name::new(bad), Err(NameFault::BadChar(c)));
        }
        assert!(Name::new(&"a".repeat(limits::NAME)).is_ok());
        assert_eq!(
            Name::new(&"a".repeat(limits::NAME + 1)),
            Err(NameFault::TooLong(limits::NAME))
        );
    }

    #[test]
    fn group_names_hold_what_irc_can_carry_and_people_can_see() {
        for good in ["#lobby", "#2600", "##c", "#küche", "#日本", "#a!b"] {
            assert!(GroupName::new(good).is_ok(), "{good}");
        }
        assert_eq!(GroupName::new("lobby"), Err(NameFault::NoSign));
        assert_eq!(GroupName::new("#"), Err(NameFault::Empty));
        assert_eq!(GroupName::new(""), Err(NameFault::Empty));
        for bad in [
            "#a b",
            "#a,b",
            "#a\u{7}",
            "#a\u{200b}",
            "#a\u{202e}b",
            "#a\u{a0}b",
            "#a:b",
        ] {
            assert!(
                matches!(GroupName::new(bad), Err(NameFault::BadChar(_))),
                "{bad:?}"
            );
        }
        assert!(GroupName::new(&format!("#{}", "a".repeat(limits::GROUP))).is_err());
    }

    #[test]
    fn names_compare_and_hash_without_case() {
        let (a, b) = (
            Name::new("Alice[]").expect("good"),
            Name::new("aLICE[]").expect("good"),
        );
        assert_eq!(a, b);
        assert_eq!(a.cmp(&b), std::cmp::Ordering::Equal);
        let build = hashbrown::DefaultHashBuilder::default();
        assert_eq!(build.hash_one(&a), build.hash_one(&b));
        // Only ASCII folds: that is what CASEMAPPING=ascii promises.
        assert_ne!(
            Name::new("a{").expect("good"),
            Name::new("a[").expect("good")
        );
        assert_ne!(
            GroupName::new("#Ä").expect("good"),
            GroupName::new("#ä").expect("good")
        );
    }
}
