//! Long text in rows of a width.
//!
//! A row ends at a space, between two wide characters, or, where there is no such place, within a word: a word that fits a
//! row of its own is not cut. Spaces at a break are not drawn; all others are, so that what people align stays aligned.

use ratatui_core::style::Style;

use crate::client::draw::fit::grapheme_width;
use crate::client::draw::run::{Row, Run};

/// The rows that `runs` take, each at most `width` columns wide; at least one. A grapheme that is wider than a row is
/// left out for `�`.
pub(super) fn wrap(runs: &[Run], width: usize) -> Vec<Row> {
    wrap_hanging(runs, width, 0)
}

/// The same, with every row but the first moved in by `indent` columns.
pub(super) fn wrap_hanging(runs: &[Run], width: usize, indent: usize) -> Vec<Row> {
    let narrow = width.saturating_sub(indent).max(1);
    let mut width = width.max(1);
    let units = units(runs, narrow);
    let mut rows = Vec::new();
    let mut start = 0;
    loop {
        let (end, next) = one(&units[start..], width);
        let mut row = gather(runs, &units[start..start + end]);
        if start > 0 && indent > 0 {
            row.insert(0, Run::new(" ".repeat(indent), Style::new()));
        }
        rows.push(row);
        start += next;
        if start >= units.len() {
            return rows;
        }
        width = narrow;
    }
}

/// One grapheme.
#[derive(Clone, Copy)]
struct Unit {
    run: usize,
    start: usize,
    end: usize,
    width: usize,
    space: bool,
}

fn units(runs: &[Run], width: usize) -> Vec<Unit> {
    let mut units = Vec::new();
    for (run, text) in runs.iter().enumerate() {
        for (start, grapheme, wide) in text.graphemes() {
            units.push(Unit {
                run,
                start,
                end: start + grapheme.len(),
                width: if wide > width { 1 } else { wide },
                space: grapheme == " ",
            });
        }
    }
    units
}

/// How many units the first row takes, and where the second one begins.
fn one(units: &[Unit], width: usize) -> (usize, usize) {
    let mut columns = 0;
    // Behind the last word so far, and the last place where the row can end.
    let mut words = 0;
    let mut best = None;
    for (at, unit) in units.iter().enumerate() {
        if columns + unit.width > width {
            if unit.space {
                let spaces = units[at..].iter().take_while(|unit| unit.space).count();
                return (if words > 0 { words } else { at }, at + spaces);
            }
            return best.unwrap_or((at, at));
        }
        columns += unit.width;
        if unit.space {
            if words > 0 {
                best = Some((words, at + 1));
            }
            continue;
        }
        words = at + 1;
        let next = units.get(at + 1);
        if next.is_some_and(|next| !next.space && (unit.width > 1 || next.width > 1)) {
            best = Some((at + 1, at + 1));
        }
    }
    (units.len(), units.len())
}

fn gather(runs: &[Run], units: &[Unit]) -> Row {
    let mut row: Row = Vec::new();
    let mut rest = units;
    while let Some(first) = rest.first() {
        let run = &runs[first.run];
        let whole = |unit: &Unit| unit.width == width_of(run, unit);
        let same = rest
            .iter()
            .take_while(|unit| unit.run == first.run && whole(unit))
            .count();
        match rest[..same].last() {
            Some(last) => row.push(run.part(first.start..last.end)),
            None => row.push(Run::new("\u{fffd}", run.style)),
        }
        rest = &rest[same.max(1)..];
    }
    row
}

fn width_of(run: &Run, unit: &Unit) -> usize {
    grapheme_width(&run.text()[unit.start..unit.end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::draw::run::row_width;
    use proptest::prelude::*;
    use ratatui_core::style::Modifier;

    fn wrapped(text: &str, width: usize) -> Vec<String> {
        let rows = wrap(&[Run::new(text, Style::new())], width);
        rows.iter()
            .map(|row| row.iter().map(Run::text).collect())
            .collect()
    }

    #[test]
    fn rows_end_where_words_do() {
        for (text, width, want) in [
            ("", 5, vec![""]),
            ("hello", 5, vec!["hello"]),
            ("hello world", 5, vec!["hello", "world"]),
            ("hello world", 8, vec!["hello", "world"]),
            ("hello world", 11, vec!["hello world"]),
            ("a b c d", 3, vec!["a b", "c d"]),
            ("hello   world", 6, vec!["hello", "world"]),
            ("hello   world", 5, vec!["hello", "world"]),
            ("  indented", 12, vec!["  indented"]),
            ("a  b", 9, vec!["a  b"]),
            ("abcdefgh", 3, vec!["abc", "def", "gh"]),
            ("ab cdefghij", 4, vec!["ab", "cdef", "ghij"]),
            ("trailing ", 8, vec!["trailing"]),
            ("日本語", 4, vec!["日本", "語"]),
            ("日本語", 5, vec!["日本", "語"]),
            ("ab日本", 3, vec!["ab", "日", "本"]),
            ("日", 1, vec!["�"]),
            ("a日b", 1, vec!["a", "�", "b"]),
            ("👩‍👩‍👧👩‍👩‍👧", 3, vec!["👩‍👩‍👧", "👩‍👩‍👧"]),
            ("e\u{301}e\u{301}", 1, vec!["e\u{301}", "e\u{301}"]),
            ("ab", 0, vec!["a", "b"]),
        ] {
            assert_eq!(wrapped(text, width), want, "{text:?} {width}");
        }
    }

    #[test]
    fn styles_go_on_in_the_next_row() {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let runs = [Run::new("one ", Style::new()), Run::new("two three", bold)];
        let rows = wrap(&runs, 7);
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0][1].text(), rows[0][1].style), ("two", bold));
        assert_eq!((rows[1][0].text(), rows[1][0].style), ("three", bold));
    }

    #[test]
    fn further_rows_hang() {
        let rows = wrap_hanging(&[Run::new("one two three", Style::new())], 7, 2);
        let rows: Vec<String> = rows
            .iter()
            .map(|row| row.iter().map(Run::text).collect())
            .collect();
        assert_eq!(rows, ["one two", "  three"]);
        let rows = wrap_hanging(&[Run::new("日本", Style::new())], 2, 2);
        assert!(rows.iter().all(|row| row_width(row) <= 2));
    }

    proptest! {
        #[test]
        fn nothing_but_spaces_is_lost_and_no_row_is_too_wide(text in "([a-z ]|日|é|👩‍👩‍👧){0,80}", width in 2usize..20) {
            let rows = wrap(&[Run::new(text.as_str(), Style::new())], width);
            let solid = |text: &str| text.replace(' ', "");
            let all: String = rows.iter().flatten().map(Run::text).collect();
            prop_assert_eq!(solid(&all), solid(&text));
            for row in &rows {
                prop_assert!(row_width(row) <= width);
            }
            if rows.len() > 1 {
                for row in &rows[..rows.len() - 1] {
                    prop_assert!(!row.is_empty());
                }
            }
        }
    }
}
