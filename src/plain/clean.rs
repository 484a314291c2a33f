//! What others say, made fit for a terminal.
//!
//! A terminal obeys control characters, so none of them may reach it from the network. IRC formatting codes are dropped
//! together with their colour digits, because people mean nothing by the digits; everything else that a terminal could
//! obey, or that could turn the line around, is replaced by a mark that shows that something was there.

use std::borrow::Cow;

use crate::plain::format::{Token, tokens};

/// `text` without formatting codes, with tabs as four spaces, and with `U+FFFD` for every other control character
/// (C0, DEL, C1), bidirectional override or isolate, and line or paragraph separator.
///
/// Nothing is allocated for text that is clean already. Cleaning twice changes nothing more.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unfit) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for token in tokens(text) {
        let Token::Text(words) = token else { continue };
        for c in words.chars() {
            match c {
                '\t' => out.push_str("    "),
                c if is_unfit(c) => out.push(char::REPLACEMENT_CHARACTER),
                c => out.push(c),
            }
        }
    }
    Cow::Owned(out)
}

/// Whether a character must not reach a terminal.
#[must_use]
pub fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formatting_goes_with_its_digits() {
        for (raw, want) in [
            ("\u{2}bold\u{2} \u{1d}it\u{f}", "bold it"),
            ("\u{3}4red\u{3}", "red"),
            ("\u{3}04,12x", "x"),
            ("\u{3}4,x", ",x"),
            ("\u{3},4x", ",4x"),
            ("\u{3}123", "3"),
            ("\u{3}1,234", "4"),
            ("\u{4}ff00AAx", "x"),
            ("\u{4}ff00AA,0000001", "1"),
            ("\u{4}ff00", "ff00"),
            ("\u{3}4\u{3}5é", "é"),
        ] {
            assert_eq!(clean(raw), want, "{raw:?}");
        }
    }

    #[test]
    fn nothing_a_terminal_obeys_comes_through() {
        assert_eq!(clean("\u{1b}[2Jx\u{7}"), "\u{fffd}[2Jx\u{fffd}");
        assert_eq!(
            clean("a\u{9b}31mb\u{85}c\u{7f}"),
            "a\u{fffd}31mb\u{fffd}c\u{fffd}"
        );
        assert_eq!(clean("one\ntwo\r\0"), "one\u{fffd}two\u{fffd}\u{fffd}");
        assert_eq!(
            clean("\u{202e}evil\u{2069}\u{2028}"),
            "\u{fffd}evil\u{fffd}\u{fffd}"
        );
        assert_eq!(clean("a\tb"), "a    b");
    }

    #[test]
    fn people_keep_their_letters() {
        for text in ["", "hello", "Grüße, 日本", "👩‍👩‍👧 שלום"] {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text));
        }
    }

    proptest! {
        #[test]
        fn clean_text_is_clean_and_stays(text in "(\\PC|[\u{0}-\u{1f}\u{7f}-\u{9f}\u{2028}-\u{202e}\u{2066}-\u{2069}0-9,a-f]){0,60}") {
            let once = clean(&text).into_owned();
            prop_assert!(!once.chars().any(is_unfit));
            prop_assert_eq!(clean(&once), once.clone());
        }
    }
}
