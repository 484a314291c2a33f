//! Places in a text: what a person takes for one character (UAX #29, extended grapheme clusters), words and lines.
//!
//! Places are byte offsets on grapheme boundaries; every function that returns one keeps to that.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};
use unicode_width::UnicodeWidthStr as _;

/// The place after the character at `at`; the end stays the end.
pub(super) fn next(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    cursor
        .next_boundary(text, 0)
        .ok()
        .flatten()
        .unwrap_or(text.len())
}

/// The place before the character that ends at `at`; the beginning stays the beginning.
pub(super) fn previous(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0)
}

/// `at` if it is a place, or else the next one: letters around an edit may have become one.
pub(super) fn snap(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => next(text, at),
    }
}

/// Whether a character is part of a word, for the keys that move by words.
fn is_word(grapheme: &str) -> bool {
    grapheme
        .chars()
        .next()
        .is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// Whether a character is part of a word, for the keys that take everything but blanks for one.
fn is_solid(grapheme: &str) -> bool {
    !grapheme.chars().next().is_some_and(char::is_whitespace)
}

/// The end of the word that `at` is in or before.
pub(super) fn word_end(text: &str, at: usize) -> usize {
    let mut within = false;
    for (offset, grapheme) in text[at..].grapheme_indices(true) {
        if is_word(grapheme) {
            within = true;
        } else if within {
            return at + offset;
        }
    }
    text.len()
}

/// The beginning of the word that `at` is in or after.
pub(super) fn word_start(text: &str, at: usize) -> usize {
    start_of(text, at, is_word)
}

/// The beginning of what stands between blanks before `at`.
pub(super) fn solid_start(text: &str, at: usize) -> usize {
    start_of(text, at, is_solid)
}

/// The beginning of what stands between blanks and ends at `at`, which is `at` behind a blank.
pub(super) fn solid_word_start(text: &str, at: usize) -> usize {
    let blank = text[..at]
        .char_indices()
        .rev()
        .find(|(_, c)| c.is_whitespace());
    snap(text, blank.map_or(0, |(blank, c)| blank + c.len_utf8()))
}

fn start_of(text: &str, at: usize, is_part: fn(&str) -> bool) -> usize {
    let mut start = at;
    let mut within = false;
    for (offset, grapheme) in text[..at].grapheme_indices(true).rev() {
        if is_part(grapheme) {
            within = true;
        } else if within {
            break;
        }
        start = offset;
    }
    start
}

/// The beginning of the line that `at` is in.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The end of the line that `at` is in.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline)
}

/// The columns between the beginning of its line and `at`.
pub(super) fn column(text: &str, at: usize) -> usize {
    text[line_start(text, at)..at].width()
}

/// The place in the line that begins at `start` which is nearest to a column from the left.
pub(super) fn at_column(text: &str, start: usize, column: usize) -> usize {
    let line = &text[start..line_end(text, start)];
    let mut columns = 0;
    for (offset, grapheme) in line.grapheme_indices(true) {
        columns += grapheme.width();
        if columns > column {
            return start + offset;
        }
    }
    start + line.len()
}
