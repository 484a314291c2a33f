//! Stretches of text that look the same: what rows of the screen are made of.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use ratatui_core::style::Style;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::client::draw::fit::{fit, grapheme_width, width};

/// A stretch of text. The text is [`fit`] for the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    text: String,
    pub(super) style: Style,
    /// The address that it is a part of.
    pub(super) link: Option<Rc<str>>,
}

/// A row of the screen, or a part of it.
pub(super) type Row = Vec<Run>;

impl Run {
    /// A stretch of whatever text: it is made fit.
    pub(super) fn new<'t>(text: impl Into<Cow<'t, str>>, style: Style) -> Run {
        let text = match text.into() {
            Cow::Borrowed(text) => fit(text).into_owned(),
            Cow::Owned(text) => match fit(&text) {
                Cow::Owned(fit) => fit,
                Cow::Borrowed(_) => text,
            },
        };
        Run {
            text,
            style,
            link: None,
        }
    }

    /// A part of one.
    pub(super) fn part(&self, range: Range<usize>) -> Run {
        Run {
            text: self.text[range].to_owned(),
            style: self.style,
            link: self.link.clone(),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Its graphemes, where they begin, and how many columns each takes.
    pub(super) fn graphemes(&self) -> impl Iterator<Item = (usize, &str, usize)> {
        self.text
            .grapheme_indices(true)
            .map(|(at, grapheme)| (at, grapheme, grapheme_width(grapheme)))
    }

    pub(super) fn width(&self) -> usize {
        width(&self.text)
    }
}

/// The columns of a row.
pub(super) fn row_width(row: &[Run]) -> usize {
    row.iter().map(Run::width).sum()
}

/// Lays `style` over what stands at those places of the text of all runs, given in order and apart from each other.
pub(super) fn mark(runs: Vec<Run>, places: &[Range<usize>], style: Style) -> Vec<Run> {
    change(runs, places, |run| run.style = run.style.patch(style))
}

/// Changes what stands at those places of the text of all runs, given in order and apart from each other.
pub(super) fn change(
    runs: Vec<Run>,
    places: &[Range<usize>],
    change: impl Fn(&mut Run),
) -> Vec<Run> {
    if places.is_empty() {
        return runs;
    }
    let mut out = Vec::new();
    let mut start = 0;
    for run in runs {
        let end = start + run.text.len();
        let mut at = start;
        for place in places.iter().filter(|it| it.start < end && it.end > start) {
            let (from, to) = (place.start.max(start), place.end.min(end));
            if from > at {
                out.push(run.part(at - start..from - start));
            }
            let mut marked = run.part(from - start..to - start);
            change(&mut marked);
            out.push(marked);
            at = to;
        }
        if at < end {
            out.push(run.part(at - start..end - start));
        }
        start = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui_core::style::Modifier;

    #[test]
    fn marks_cross_the_borders_of_runs() {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let runs = vec![
            Run::new("abc", Style::new()),
            Run::new("def", Style::new()),
            Run::new("g", Style::new()),
        ];
        let marked = mark(runs, &[1..2, 2..4, 5..6], bold);
        let told: Vec<(&str, bool)> = marked
            .iter()
            .map(|run| (run.text(), run.style == bold))
            .collect();
        assert_eq!(
            told,
            [
                ("a", false),
                ("b", true),
                ("c", true),
                ("d", true),
                ("e", false),
                ("f", true),
                ("g", false),
            ]
        );
    }

    #[test]
    fn whatever_is_in_a_run_is_fit() {
        assert_eq!(Run::new("a\u{1b}b".to_owned(), Style::new()).text(), "a�b");
        assert_eq!(Run::new("日\u{202e}", Style::new()).width(), 3);
    }
}
