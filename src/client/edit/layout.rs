//! The text as rows of a terminal.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// What is to be drawn of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Rows from top to bottom, none wider than asked for.
    pub rows: Vec<String>,
    /// The cursor's column, from 0.
    pub column: usize,
    /// The cursor's row among `rows`.
    pub row: usize,
    /// Rows that did not fit above these.
    pub above: usize,
    /// Rows that did not fit below.
    pub below: usize,
}

/// Lays `text` out in at most `height` rows of `width` columns so that the cursor, a byte offset on a grapheme boundary,
/// is among them. `show` turns a grapheme into what is drawn of it.
///
/// The last column is left to the cursor, so that it has a place behind a full row. A character that is wider than a
/// row, as a heap of letters and marks can be, is shown as `U+FFFD`.
pub(super) fn lay_out(
    text: &str,
    cursor: usize,
    width: usize,
    height: usize,
    show: impl Fn(&str) -> Cow<'_, str>,
) -> View {
    let room = width.saturating_sub(1).max(1);
    let height = height.max(1);
    let show = |grapheme| {
        let shown = show(grapheme);
        if shown.width() > room {
            Cow::Borrowed("\u{fffd}")
        } else {
            shown
        }
    };
    let mut rows: Vec<Range<usize>> = Vec::new();
    let (mut start, mut columns) = (0, 0);
    let mut place = None;
    for (at, grapheme) in text.grapheme_indices(true) {
        let ends_line = is_newline(grapheme);
        let wide = if ends_line { 0 } else { show(grapheme).width() };
        if columns > 0 && columns + wide > room {
            rows.push(start..at);
            (start, columns) = (at, 0);
        }
        if at == cursor {
            place = Some((rows.len(), columns));
        }
        columns += wide;
        if ends_line {
            rows.push(start..at);
            (start, columns) = (at + grapheme.len(), 0);
        }
    }
    let (row, column) = place.unwrap_or((rows.len(), columns));
    rows.push(start..text.len());
    // Around the cursor, so that what stands before and after it is seen.
    let above = row
        .saturating_sub(height / 2)
        .min(rows.len().saturating_sub(height));
    let seen = &rows[above..rows.len().min(above + height)];
    let drawn = seen.iter().map(|range| {
        let graphemes = text[range.clone()].graphemes(true);
        graphemes
            .map(|grapheme| show(grapheme).into_owned())
            .collect()
    });
    View {
        rows: drawn.collect(),
        column: column.min(width.saturating_sub(1)),
        row: row - above,
        above,
        below: rows.len() - above - seen.len(),
    }
}

fn is_newline(grapheme: &str) -> bool {
    grapheme == "\n" || grapheme == "\r\n"
}
