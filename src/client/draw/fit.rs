//! Text made fit for a cell of the screen.
//!
//! A terminal obeys control characters, lets overrides turn a line around, and hides what has no width. None of it reaches
//! a cell: each such character becomes [`char::REPLACEMENT_CHARACTER`], so that one sees that something was there. What
//! is left are graphemes that take a column or more, each with at most [`MARKS`] characters without a width of their own.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::plain::clean::is_unfit;

/// Most combining marks, joiners and selectors of one grapheme; more are left out. The flag of England has 6.
pub const MARKS: usize = 8;
/// Most characters of one grapheme; more are left out. A family of four with skins and hair has 15.
const CHARS: usize = 24;
/// What a mark that stands on nothing is drawn on.
const NOTHING: char = '\u{25cc}';

/// `text` as it is drawn: see the module. Line feeds are control characters here; a tab is four spaces.
#[must_use]
pub fn fit(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for grapheme in text.graphemes(true) {
        push(grapheme, &mut out);
    }
    Cow::Owned(out)
}

/// The columns of a text that [`fit`] has made.
#[must_use]
pub fn width(fit: &str) -> usize {
    if fit.is_ascii() {
        return fit.len();
    }
    fit.graphemes(true).map(grapheme_width).sum()
}

/// The columns of one grapheme of a text that [`fit`] has made.
pub(super) fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.len() == 1 {
        return 1;
    }
    grapheme.width()
}

/// The beginning of a fit text, in at most `most` columns, with `…` where something is missing.
pub(super) fn shorten(fit: &str, most: usize) -> Cow<'_, str> {
    if width(fit) <= most {
        return Cow::Borrowed(fit);
    }
    let mut out = String::new();
    let mut room = most.saturating_sub(1);
    for grapheme in fit.graphemes(true) {
        let wide = grapheme_width(grapheme);
        if wide > room {
            break;
        }
        room -= wide;
        out.push_str(grapheme);
    }
    if most > 0 {
        out.push('…');
    }
    Cow::Owned(out)
}

fn push(grapheme: &str, out: &mut String) {
    if grapheme == "\t" {
        out.push_str("    ");
        return;
    }
    let start = out.len();
    let mut marks = 0;
    for (place, (at, c)) in grapheme.char_indices().take(CHARS).enumerate() {
        let c = match c {
            c if is_unfit(c) => char::REPLACEMENT_CHARACTER,
            c if is_hidden(c) && !belongs(grapheme, at, c) => char::REPLACEMENT_CHARACTER,
            c => c,
        };
        if place > 0 && grapheme_width(c.encode_utf8(&mut [0; 4])) == 0 {
            marks += 1;
            if marks > MARKS {
                continue;
            }
        }
        out.push(c);
    }
    // A mark that stands on nothing would stand on whatever is in the cell before. Within a text only what comes first,
    // or behind something that is not drawn, can be one.
    let alone = start == 0 || out[..start].ends_with(char::REPLACEMENT_CHARACTER);
    if alone && out[start..].chars().next().is_some_and(stands_on_another) {
        out.insert(start, NOTHING);
    }
    // What is still to be seen nowhere, such as the end of a syllable alone. What took the place of a hidden character is a
    // grapheme of its own, so that there may be several by now.
    let is_seen = |grapheme: &str| grapheme_width(grapheme) > 0;
    if !out[start..].graphemes(true).all(is_seen) {
        let made = out.split_off(start);
        for grapheme in made.graphemes(true) {
            match is_seen(grapheme) {
                true => out.push_str(grapheme),
                false => out.push(char::REPLACEMENT_CHARACTER),
            }
        }
    }
}

/// Whether a character becomes one with whatever stands before it.
fn stands_on_another(c: char) -> bool {
    let both: String = [NOTHING, c].into_iter().collect();
    both.graphemes(true).count() == 1
}

/// Whether a character shows nothing by itself: what Unicode calls default ignorable, and the fillers.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether the hidden character at `at` is a part of the grapheme that changes how it looks, as people write it.
fn belongs(grapheme: &str, at: usize, c: char) -> bool {
    let Some(before) = grapheme[..at].chars().next_back() else {
        return false;
    };
    let after = grapheme[at + c.len_utf8()..].chars().next();
    let base = grapheme.chars().next().unwrap_or(c);
    // Arabic to Sinhala, Khmer and Mongolian: joiners choose the form of a letter.
    let joins = matches!(base, '\u{600}'..='\u{dff}' | '\u{1780}'..='\u{18af}');
    let ideograph = matches!(before, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    match c {
        // Nothing but a picture, or a consonant of such a script, goes on behind it in the same grapheme.
        '\u{200d}' => {
            let goes_on = after
                .is_some_and(|c| !is_hidden(c) && grapheme_width(c.encode_utf8(&mut [0; 4])) > 0);
            goes_on || joins && !is_hidden(before)
        }
        '\u{200c}' => joins && !is_hidden(before),
        '\u{180b}'..='\u{180d}' | '\u{180f}' => matches!(before, '\u{1820}'..='\u{18aa}'),
        '\u{fe00}'..='\u{fe0f}' if before.is_ascii() => after == Some('\u{20e3}'),
        '\u{fe00}'..='\u{fe0f}' => ideograph || !before.is_alphanumeric() && !is_hidden(before),
        '\u{e0100}'..='\u{e01ef}' => ideograph,
        // Flags of regions.
        '\u{e0020}'..='\u{e007f}' => base == '\u{1f3f4}' && grapheme.ends_with('\u{e007f}'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_hidden_is_shown() {
        for (raw, want) in [
            ("hello", "hello"),
            ("a\tb", "a    b"),
            ("\u{1b}[2J\u{7}\n", "�[2J��"),
            ("a\u{9b}31m\u{7f}", "a�31m�"),
            ("\u{202e}evil\u{2069}\u{200f}", "�evil��"),
            ("ad\u{200b}min\u{feff}", "ad�min�"),
            ("ad\u{200d}min", "ad�min"),
            ("a\u{ad}b\u{2060}c\u{e0041}", "a�b�c�"),
            ("\u{301}x", "\u{25cc}\u{301}x"),
            ("\u{7}\u{301}", "�\u{25cc}\u{301}"),
            ("\u{ff9e}", "\u{25cc}\u{ff9e}"),
            ("a\u{fe0f}", "a�"),
            ("\u{3164}\u{115f}", "��"),
            ("\u{d7b0}\u{180b}", "��"),
        ] {
            assert_eq!(fit(raw), want, "{raw:?}");
        }
        let zalgo = format!("e{}x", "\u{301}".repeat(500));
        assert_eq!(fit(&zalgo), format!("e{}x", "\u{301}".repeat(MARKS)));
        assert!(fit(&"\u{1100}".repeat(500)).chars().count() <= CHARS);
    }

    #[test]
    fn people_keep_their_letters_and_pictures() {
        for text in [
            "Grüße, 日本 \u{4e00}\u{e0100}",
            "👩‍👩‍👧 👩🏽‍❤️‍💋‍👩🏽 🏳️‍🌈 1️⃣ ❤️",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "שלום می\u{200c}خواهم क्\u{200d}ष",
            "e\u{301}\u{323} ส่วัสดี 한국",
        ] {
            assert_eq!(fit(text), text);
        }
    }

    #[test]
    fn columns_are_those_of_a_terminal() {
        for (text, want) in [
            ("", 0),
            ("abc", 3),
            ("日本", 4),
            ("e\u{301}", 1),
            ("👩‍👩‍👧", 2),
            ("🇩🇪", 2),
            ("ｶﾞ", 2),
            ("…│★", 3),
        ] {
            assert_eq!(width(&fit(text)), want, "{text:?}");
        }
        for (text, most, want) in [
            ("hello", 5, "hello"),
            ("hello", 4, "hel…"),
            ("hello", 1, "…"),
            ("hello", 0, ""),
            ("日本語", 4, "日…"),
            ("日本語", 5, "日本…"),
        ] {
            assert_eq!(shorten(text, most), want, "{text} {most}");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_fit_and_stays(text in "(\\PC|[\u{0}-\u{1f}\u{7f}-\u{9f}\u{300}-\u{30f}\u{2000}-\u{206f}\u{fe00}-\u{fe0f}\u{1100}-\u{11ff}\u{ac00}\u{e0001}-\u{e01ef}]|[👩🏽‍❤️क्ष🇩ﾞ]){0,60}") {
            let once = fit(&text).into_owned();
            prop_assert!(!once.chars().any(is_unfit));
            for grapheme in once.graphemes(true) {
                prop_assert!(grapheme_width(grapheme) > 0, "{grapheme:?}");
                let marks = grapheme.chars().skip(1).filter(|c| grapheme_width(c.encode_utf8(&mut [0; 4])) == 0);
                prop_assert!(marks.count() <= MARKS, "{grapheme:?}");
            }
        }
    }
}
