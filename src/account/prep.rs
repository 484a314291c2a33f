//! Passwords in the form in which they are compared: SASLprep (RFC 4013), which SCRAM asks for (RFC 5802 section 2.2).
//!
//! What is done: spaces of any kind become the ASCII one, what shows nothing is left out, and the rest is put into
//! normalization form KC, so that a password is the same from whatever keyboard it came. Controls and characters that text
//! cannot hold are refused. Two rules of RFC 3454 are left out, neither of which changes a password that is taken: that of
//! the two directions of writing (section 6) and that against characters which Unicode 3.2 did not have (section 7).

use unicode_normalization::UnicodeNormalization as _;

/// The password as it is compared; `None` where it can be none: not UTF-8, with a prohibited character, or nothing but what
/// shows nothing.
#[must_use]
pub fn prepared(given: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(given).ok()?;
    let mapped = text
        .chars()
        .filter(|c| !is_nothing(*c))
        .map(|c| if is_space(c) { ' ' } else { c });
    let text: String = mapped.nfkc().collect();
    (!text.is_empty() && !text.chars().any(is_prohibited)).then_some(text)
}

/// RFC 3454 appendix C.1.2.
fn is_space(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// RFC 3454 appendix B.1. U+200B is in C.1.2 too, and there is mapped first (RFC 4013 section 2.1).
fn is_nothing(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{1806}' | '\u{180b}'..='\u{180d}' | '\u{200c}' | '\u{200d}' | '\u{2060}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// RFC 3454 appendices C.2 to C.9, as RFC 4013 section 2.3 names them. Surrogates cannot come.
fn is_prohibited(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            // C.2.2: controls that are none to `is_control`.
            '\u{6dd}' | '\u{70f}' | '\u{180e}' | '\u{2028}' | '\u{2029}' | '\u{2061}'..='\u{2063}'
                | '\u{206a}'..='\u{206f}' | '\u{fff9}'..='\u{fffd}' | '\u{1d173}'..='\u{1d17a}'
            // C.3: private use.
                | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}'
            // C.4: no characters.
                | '\u{fdd0}'..='\u{fdef}'
            // C.7: descriptions of ideographs.
                | '\u{2ff0}'..='\u{2ffb}'
            // C.8: what changes how text is shown.
                | '\u{340}' | '\u{341}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            // C.9: tags.
                | '\u{e0001}' | '\u{e0020}'..='\u{e007f}'
        )
        || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<String> {
        prepared(text.as_bytes())
    }

    #[test]
    fn the_examples_of_the_standard() {
        // RFC 4013 section 3.
        for (given, want) in [
            ("I\u{ad}X", Some("IX")),
            ("user", Some("user")),
            ("USER", Some("USER")),
            ("\u{aa}", Some("a")),
            ("\u{2168}", Some("IX")),
            ("\u{7}", None),
        ] {
            assert_eq!(of(given).as_deref(), want, "{given:?}");
        }
    }

    #[test]
    fn what_looks_the_same_is_the_same() {
        assert_eq!(of("cafe\u{301}"), of("caf\u{e9}"));
        assert_eq!(of("\u{3000}a\u{a0}").as_deref(), Some(" a "));
        assert_eq!(of("\u{ff41}\u{200b}b").as_deref(), Some("a b"));
        assert_eq!(of("x\u{fe0f}\u{2060}").as_deref(), Some("x"));
    }

    #[test]
    fn what_no_password_can_hold_is_refused() {
        for bad in [
            "",
            "\u{ad}",
            "a\u{85}",
            "a\u{e000}",
            "a\u{fffe}",
            "a\u{10ffff}",
            "a\u{202e}",
            "a\u{e0041}",
            "a\u{2028}",
            "\0",
            "a\tb",
            "\u{fffd}",
        ] {
            assert_eq!(of(bad), None, "{bad:?}");
        }
        assert_eq!(prepared(b"\xff"), None);
    }
}
