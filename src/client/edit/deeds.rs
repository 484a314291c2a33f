//! What the keys do that need nothing but the line.

use std::ops::Range;

use super::bindings::Deed;
use super::buffer::Kind;
use super::kills::Side;
use super::search::Search;
use super::{Editor, LENGTH, Last, Outcome, looks, text};

impl Editor {
    /// Does what needs nothing but the line.
    pub(super) fn perform(&mut self, deed: Deed, last: Last) -> Outcome {
        let (text, at) = (self.buffer.text(), self.buffer.cursor());
        match deed {
            Deed::Submit => self.submit(),
            Deed::Newline => self.insert("\n", Kind::Whole),
            Deed::Left => self.go(text::previous(text, at)),
            Deed::Right => self.go(text::next(text, at)),
            Deed::WordLeft => self.go(text::word_start(text, at)),
            Deed::WordRight => self.go(text::word_end(text, at)),
            Deed::Start => self.go(text::line_start(text, at)),
            Deed::End => self.go(text::line_end(text, at)),
            Deed::Up => self.up(last),
            Deed::Down => self.down(last),
            Deed::Backspace => self.erase(text::previous(text, at)..at),
            Deed::Delete => self.erase(at..text::next(text, at)),
            Deed::CutSolid => self.cut(text::solid_start(text, at)..at, last),
            Deed::CutWordBack => self.cut(text::word_start(text, at)..at, last),
            Deed::CutWord => self.cut(at..text::word_end(text, at), last),
            Deed::CutToStart => self.cut(text::line_start(text, at)..at, last),
            Deed::CutToEnd => {
                let end = text::line_end(text, at);
                // At the end of a line, the next one is joined to it.
                self.cut(at..if end == at { text::next(text, at) } else { end }, last)
            }
            Deed::Yank => match self.kills.latest().map(str::to_owned) {
                Some(piece) => self.yank(at, &piece),
                None => Outcome::Nothing,
            },
            Deed::YankOlder => match last {
                Last::Yank(at) => {
                    self.buffer.retract();
                    let piece = self.kills.turn().unwrap_or_default().to_owned();
                    self.yank(at, &piece)
                }
                _ => Outcome::Nothing,
            },
            Deed::Transpose => self.transpose(),
            Deed::Undo => looks(self.buffer.undo()),
            Deed::Redo => looks(self.buffer.redo()),
            Deed::Search => {
                self.search = Some(Search::default());
                Outcome::Changed
            }
            Deed::Complete | Deed::CompleteBack => Outcome::Nothing,
        }
    }

    fn submit(&mut self) -> Outcome {
        let text = self.buffer.renew(String::new());
        self.history.push(&text);
        if text.trim().is_empty() {
            return Outcome::Changed;
        }
        Outcome::Submit(text)
    }

    fn go(&mut self, to: usize) -> Outcome {
        looks(self.buffer.go(to))
    }

    fn erase(&mut self, range: Range<usize>) -> Outcome {
        if range.is_empty() {
            return Outcome::Nothing;
        }
        self.buffer.replace(range, "", Kind::Erasing);
        Outcome::Changed
    }

    fn cut(&mut self, range: Range<usize>, last: Last) -> Outcome {
        if range.is_empty() {
            return Outcome::Nothing;
        }
        let side = if range.start < self.cursor() {
            Side::Before
        } else {
            Side::After
        };
        let piece = &self.buffer.text()[range.clone()];
        self.kills.push(piece, side, last == Last::Cut);
        self.buffer.replace(range, "", Kind::Whole);
        self.last = Last::Cut;
        Outcome::Changed
    }

    fn yank(&mut self, at: usize, piece: &str) -> Outcome {
        let room = LENGTH.saturating_sub(self.text().len());
        let fitting = piece.floor_char_boundary(room);
        // Even if nothing of it fits: there has to be a change that the next one can take the place of.
        self.buffer.replace(at..at, &piece[..fitting], Kind::Whole);
        self.last = Last::Yank(at);
        match piece.len() - fitting {
            0 => Outcome::Changed,
            left_out => Outcome::Full(left_out),
        }
    }

    /// Swaps the characters around the cursor, or at the end of a line the last two.
    fn transpose(&mut self) -> Outcome {
        let (text, at) = (self.buffer.text(), self.buffer.cursor());
        let start = text::line_start(text, at);
        let end = if at == text::line_end(text, at) {
            at
        } else {
            text::next(text, at)
        };
        let middle = text::previous(text, end);
        if middle <= start || at == start {
            return Outcome::Nothing;
        }
        let first = text::previous(text, middle);
        let swapped = format!("{}{}", &text[middle..end], &text[first..middle]);
        self.buffer.replace(first..end, &swapped, Kind::Whole);
        Outcome::Changed
    }

    fn up(&mut self, last: Last) -> Outcome {
        let (text, at) = (self.buffer.text(), self.buffer.cursor());
        let start = text::line_start(text, at);
        if start == 0 || last == Last::Recall {
            let older = self.history.older(text);
            return self.recall(older);
        }
        let column = column(last).unwrap_or_else(|| text::column(text, at));
        let to = text::at_column(text, text::line_start(text, start - 1), column);
        self.last = Last::Vertical(column);
        self.go(to)
    }

    fn down(&mut self, last: Last) -> Outcome {
        let (text, at) = (self.buffer.text(), self.buffer.cursor());
        let end = text::line_end(text, at);
        if end == text.len() || last == Last::Recall {
            let newer = self.history.newer(text);
            return self.recall(newer);
        }
        let column = column(last).unwrap_or_else(|| text::column(text, at));
        let to = text::at_column(text, end + 1, column);
        self.last = Last::Vertical(column);
        self.go(to)
    }

    fn recall(&mut self, line: Option<String>) -> Outcome {
        // Whoever holds the key at the end of the history does not begin to walk through its oldest entry.
        self.last = Last::Recall;
        let Some(line) = line else {
            return Outcome::Nothing;
        };
        self.write_over(&line);
        Outcome::Changed
    }

    /// Puts `line` in the place of all of it, in a way that can be undone.
    pub(super) fn write_over(&mut self, line: &str) {
        let all = 0..self.text().len();
        self.buffer.replace(all, line, Kind::Whole);
    }
}

fn column(last: Last) -> Option<usize> {
    match last {
        Last::Vertical(column) => Some(column),
        _ => None,
    }
}
