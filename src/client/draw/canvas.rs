//! Putting text into the cells of a screen: the only place where symbols are set.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::Style;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::client::draw::fit::{fit, grapheme_width, shorten};
use crate::client::draw::link::Links;
use crate::client::draw::run::Run;

/// The screen being drawn. Nothing is drawn outside it.
pub(super) struct Canvas<'b> {
    pub(super) buffer: &'b mut Buffer,
    /// Where addresses were written.
    pub(super) links: &'b mut Links,
}

impl Canvas<'_> {
    /// Empties an area and gives it a look. A wide character that reaches into it goes.
    pub(super) fn clear(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            if let Some(before) = area.left().checked_sub(1)
                && let Some(cell) = self.buffer.cell_mut((before, y))
                && grapheme_width(cell.symbol()) > 1
            {
                cell.set_symbol(" ");
            }
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
        }
    }

    /// Writes whatever text at the beginning of an area's first row, shortened to its width. Returns the columns used.
    pub(super) fn text(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let fit = fit(text);
        let shortened = shorten(&fit, usize::from(area.width));
        self.put(area, &shortened, style)
    }

    /// The same at the end of the row. Returns the area that is left before it.
    pub(super) fn text_right(&mut self, area: Rect, text: &str, style: Style) -> Rect {
        let fit = fit(text);
        let shortened = shorten(&fit, usize::from(area.width));
        let wide = columns(&shortened);
        let at = Rect {
            x: area.right().saturating_sub(wide),
            width: wide,
            ..area
        };
        self.put(at, &shortened, style);
        Rect {
            width: area.width.saturating_sub(wide),
            ..area
        }
    }

    /// Writes runs into an area's first row; what goes beyond is cut. Returns the columns used.
    pub(super) fn row(&mut self, area: Rect, row: &[Run], base: Style) -> u16 {
        let mut rest = area;
        for run in row {
            if let Some(to) = run.link.as_ref().filter(|_| rest.height > 0) {
                self.links.add(rest.x, rest.y, run.text(), to);
            }
            rest = after(rest, self.put(rest, run.text(), base.patch(run.style)));
        }
        area.width - rest.width
    }

    /// Writes a fit text. Where a grapheme does not fit any more there are blanks.
    fn put(&mut self, area: Rect, fit: &str, style: Style) -> u16 {
        if area.height == 0 {
            return 0;
        }
        let mut rest = area;
        for grapheme in fit.graphemes(true) {
            let wide = u16::try_from(grapheme_width(grapheme)).unwrap_or(u16::MAX);
            if wide > rest.width {
                break;
            }
            for x in rest.left()..rest.left() + wide {
                if let Some(cell) = self.buffer.cell_mut((x, rest.y)) {
                    cell.reset();
                    cell.set_style(style);
                    if x == rest.left() && rest.left() + wide <= area.right() {
                        cell.set_symbol(grapheme);
                    }
                }
            }
            rest = after(rest, wide);
        }
        area.width - rest.width
    }
}

/// The columns of a fit text.
pub(super) fn columns(fit: &str) -> u16 {
    u16::try_from(crate::client::draw::fit::width(fit)).unwrap_or(u16::MAX)
}

/// An area without its first columns.
pub(super) fn after(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width);
    Rect {
        x: area.x + columns,
        width: area.width - columns,
        ..area
    }
}

/// One row of an area; of no height when there is none.
pub(super) fn row_of(area: Rect, row: u16) -> Rect {
    Rect {
        y: area.y.saturating_add(row).min(area.bottom()),
        height: u16::from(row < area.height),
        ..area
    }
}
