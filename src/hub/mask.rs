//! Masks with `*` and `?`, as WHO and bans use them, and those that are about accounts.

use crate::hub::name::Name;

/// Whether `text` matches `mask`, without ASCII case: `*` stands for any characters, `?` for one.
///
/// Linear in practice and at worst the product of the two lengths: a mismatch goes back to the last `*` only.
pub(crate) fn matches(mask: &str, text: &str) -> bool {
    let (mask, text) = (mask.as_bytes(), text.as_bytes());
    let (mut m, mut t) = (0, 0);
    let mut retry = None;
    // A character may be several bytes, and `?` stands for all of them.
    let next = |mut t: usize| {
        t += 1;
        while text.get(t).is_some_and(|b| b & 0xc0 == 0x80) {
            t += 1;
        }
        t
    };
    while t < text.len() {
        if mask.get(m) == Some(&b'*') {
            m += 1;
            retry = Some((m, t));
        } else if mask.get(m) == Some(&b'?') {
            m += 1;
            t = next(t);
        } else if mask
            .get(m)
            .is_some_and(|c| c.eq_ignore_ascii_case(&text[t]))
        {
            m += 1;
            t += 1;
        } else if let Some((after_star, tried)) = retry {
            m = after_star;
            t = next(tried);
            retry = Some((m, t));
        } else {
            return false;
        }
    }
    mask[m..].iter().all(|c| *c == b'*')
}

/// A mask that is about the account somebody is logged in to, not about how it is called or where it comes from: `~a:bob`
/// (Modern IRC, "`EXTBAN` Parameter"; IRCv3 account-extban). The name may have `*` and `?`; `~a:*` is everybody who is logged
/// in, `~a:0` everybody who is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Account<'m>(&'m str);

impl<'m> Account<'m> {
    /// What such a mask begins with.
    pub(crate) const SIGN: char = '~';
    /// What follows the sign: the letter with which it is kept, and others that mean the same.
    pub(crate) const LETTERS: [&'static str; 2] = ["a", "account"];
    /// What stands for no account; an account's name cannot begin with a digit.
    const NONE: &'static str = "0";

    /// Reads a mask; `None` for one that is not about accounts.
    pub(crate) fn parse(mask: &'m str) -> Option<Account<'m>> {
        let (letter, account) = mask.strip_prefix(Account::SIGN)?.split_once(':')?;
        let known = Account::LETTERS.contains(&letter);
        (known && !account.is_empty()).then_some(Account(account))
    }

    /// The mask as it is kept.
    pub(crate) fn kept(self) -> String {
        format!("{}{}:{}", Account::SIGN, Account::LETTERS[0], self.0)
    }

    /// Whether it is about who is logged in to this account, or to none.
    pub(crate) fn fits(self, account: Option<&Name>) -> bool {
        match account {
            Some(account) => matches(self.0, account.as_str()),
            None => self.0 == Account::NONE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_of_accounts() {
        let bob = Name::new("Bob").expect("a name");
        for (mask, fits, fits_nobody) in [
            ("~a:bob", true, false),
            ("~account:BOB", true, false),
            ("~a:b?b", true, false),
            ("~a:*", true, false),
            ("~a:rob", false, false),
            ("~a:0", false, true),
        ] {
            let account = Account::parse(mask).expect("about accounts");
            assert_eq!(account.fits(Some(&bob)), fits, "{mask}");
            assert_eq!(account.fits(None), fits_nobody, "{mask}");
        }
        let kept = Account::parse("~account:bob").map(Account::kept);
        assert_eq!(kept.as_deref(), Some("~a:bob"));
        for other in ["", "~", "~a", "~a:", "~b:bob", "a:bob", "~A:bob", "~:bob"] {
            assert_eq!(Account::parse(other), None, "{other}");
        }
    }

    #[test]
    fn masks() {
        for (mask, text) in [
            ("*", ""),
            ("*", "x"),
            ("a*c", "abbc"),
            ("A?c", "aBC"),
            ("*b*", "abc"),
            ("a**", "a"),
            ("z?ë", "zöë"),
            ("*?ë", "zöë"),
            ("", ""),
            ("zo?", "zoë"),
            ("*?x", "日本x"),
        ] {
            assert!(matches(mask, text), "{mask} {text}");
        }
        for (mask, text) in [
            ("a", "b"),
            ("a?", "a"),
            ("zo??", "zoë"),
            ("z??", "zö"),
            ("*???", "zö"),
            ("*b", "abc"),
            ("", "a"),
            ("a*c", "ab"),
        ] {
            assert!(!matches(mask, text), "{mask} {text}");
        }
        let hard = "*a".repeat(50);
        assert!(!matches(&hard, &"b".repeat(4000)));
    }
}
