//! Names to ask a server for: made of what the system calls the user, and of those that were refused.

use crate::hub::name::{Name, in_name};
use crate::limits;

/// Most names to try.
const TRIES: u32 = 12;
/// Longest name that every IRC server takes (RFC 1459 section 1.2).
const SHORT_NAME: usize = 9;

/// The search for a name that a server gives us.
#[derive(Debug, PartialEq, Eq)]
pub struct Asking {
    /// Names tried.
    tries: u32,
    /// Longest name this server is known to take.
    longest: usize,
}

impl Default for Asking {
    fn default() -> Asking {
        Asking {
            tries: 1,
            longest: limits::NAME,
        }
    }
}

impl Asking {
    /// What to ask for after `asked`, which somebody else has. `refused` is the name as the server wrote it. `None` after
    /// too many.
    pub fn taken(&mut self, asked: &str, refused: &str) -> Option<String> {
        if self.tries >= TRIES {
            return None;
        }
        self.tries += 1;
        if !refused.is_empty() && asked.len() > refused.len() && asked.starts_with(refused) {
            // It cut our name: now we know how much it takes.
            self.longest = refused.len();
        }
        Some(next_name(asked, self.longest))
    }

    /// What to ask for after `asked`, which the server does not accept: most likely it was too long for a server of the
    /// old kind, or not in the letters that it knows.
    pub fn unfit(&mut self, asked: &str) -> Option<String> {
        if !asked.is_ascii() {
            plain_name(asked)
        } else if self.longest > SHORT_NAME && asked.len() > SHORT_NAME {
            self.longest = SHORT_NAME;
            asked.get(..SHORT_NAME).map(str::to_owned)
        } else {
            None
        }
    }
}

/// The name to try after `name`: one more `_`, written over its end where there is no more room.
fn next_name(name: &str, longest: usize) -> String {
    let longest = longest.max(1);
    let stem = name.trim_end_matches('_');
    let marks = (name.len() - stem.len() + 1).min(longest);
    let stem = &stem[..stem.floor_char_boundary(longest - marks)];
    format!("{stem}{}", "_".repeat(marks))
}

/// A name made of what the system calls the user: what cannot be in a name is left out.
#[must_use]
pub fn name_from(login: &str) -> Option<String> {
    name_of(login, in_name).or_else(|| plain_name(login))
}

/// The same for servers that know no letters beyond ASCII.
#[must_use]
pub fn plain_name(login: &str) -> Option<String> {
    name_of(login, |c| c.is_ascii())
}

fn name_of(login: &str, fits: fn(char) -> bool) -> Option<String> {
    let kept: String = login
        .chars()
        .filter(|&c| fits(c) && (c.is_alphanumeric() || !c.is_ascii() || matches!(c, '_' | '-')))
        .collect();
    let begun = kept.trim_start_matches(|c: char| c.is_numeric() || c == '-');
    let cut = &begun[..begun.floor_char_boundary(limits::NAME)];
    Name::new(cut).ok().map(|name| name.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_name_fits() {
        assert_eq!(next_name("bob", 32), "bob_");
        assert_eq!(next_name("bob_", 32), "bob__");
        assert_eq!(next_name("bobbobbob", 9), "bobbobbo_");
        assert_eq!(next_name("bobbobbo_", 9), "bobbobb__");
        assert_eq!(next_name("_", 1), "_");
        assert_eq!(next_name("zoë", 4), "zo_");
    }

    #[test]
    fn logins_become_names() {
        assert_eq!(name_from("alice").as_deref(), Some("alice"));
        assert_eq!(name_from("2b.or.not").as_deref(), Some("bornot"));
        assert_eq!(name_from("zoe\u{308} k.").as_deref(), Some("zoëk"));
        assert_eq!(name_from("Дмитрий.И").as_deref(), Some("ДмитрийИ"));
        assert_eq!(name_from("٣علي").as_deref(), Some("علي"));
        assert_eq!(name_from("aדן").as_deref(), Some("a"));
        assert_eq!(plain_name("zoë").as_deref(), Some("zo"));
        assert_eq!(plain_name("Дмитрий"), None);
        let long = name_from(&"я".repeat(99)).expect("a name");
        assert_eq!(long.len(), limits::NAME);
        assert_eq!(
            name_from(&"a".repeat(99)).map(|name| name.len()),
            Some(limits::NAME)
        );
        assert_eq!((name_from(""), name_from("007")), (None, None));
    }
}
