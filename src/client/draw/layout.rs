//! What is where on a screen of a size.
//!
//! ```text
//! ┌─────────┬──────────────────────┬─────────┐
//! │ windows │ topic                │ members │
//! │         ├──────────────────────┤         │
//! │         │ messages             │         │
//! ├─────────┴──────────────────────┴─────────┤
//! │ status                                   │
//! │ the line being written                   │
//! └──────────────────────────────────────────┘
//! ```
//!
//! Below [`MEMBERS_FROM`] columns the members fold away, below [`WINDOWS_FROM`] the windows too, and below a few rows the
//! topic and the status. Messages and the line are there to the last.

use ratatui_core::layout::Rect;

/// The width from which members are shown.
pub const MEMBERS_FROM: u16 = 100;
/// The width from which windows are shown.
pub const WINDOWS_FROM: u16 = 70;
/// The height from which the topic is shown.
const TOPIC_FROM: u16 = 7;
/// The height from which the status is shown.
const STATUS_FROM: u16 = 4;
/// Most rows of the line being written.
const LINE_ROWS: u16 = 8;
/// What stands before the line being written.
pub(super) const PROMPT: &str = "> ";
/// The width from which it does.
const PROMPT_FROM: u16 = 10;

/// What is where. An area of no size is not shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panes {
    /// The windows.
    pub windows: Rect,
    /// The topic.
    pub topic: Rect,
    /// The messages.
    pub messages: Rect,
    /// The members.
    pub members: Rect,
    /// The status.
    pub status: Rect,
    /// The line being written, with what stands before it.
    pub line: Rect,
}

/// The columns and the most rows there are for the line being written, without what stands before it.
#[must_use]
pub fn line_room(width: u16, height: u16) -> (u16, u16) {
    let rows = (height / 3).clamp(1, LINE_ROWS);
    (width.saturating_sub(prompt_width(width)).max(1), rows)
}

pub(super) fn prompt_width(width: u16) -> u16 {
    if width < PROMPT_FROM {
        0
    } else {
        PROMPT.len() as u16
    }
}

/// What is where on a screen with that many rows of the line being written. `members` says whether there are any to show.
pub(super) fn panes(screen: Rect, line_rows: u16, members: bool) -> Panes {
    let (width, height) = (screen.width, screen.height);
    let line = line_rows.clamp(1, line_room(width, height).1).min(height);
    let status = u16::from(height >= STATUS_FROM);
    let above = height - line - status.min(height - line);
    let topic = u16::from(height >= TOPIC_FROM);
    // Each pane at the side ends with a line or begins with one.
    let left = match width {
        0..WINDOWS_FROM => 0,
        width => (width / 5).clamp(16, 26),
    };
    let right = match width {
        MEMBERS_FROM.. if members => (width / 6).clamp(16, 26),
        _ => 0,
    };
    let at = |x: u16, y: u16, width: u16, height: u16| {
        Rect::new(screen.x + x, screen.y + y, width, height)
    };
    let middle = width - left - right;
    Panes {
        windows: at(0, 0, left, above),
        topic: at(left, 0, middle, topic),
        messages: at(left, topic, middle, above - topic.min(above)),
        members: at(left + middle, 0, right, above),
        status: at(0, above, width, status),
        line: at(0, height - line, width, line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn panes_fold_away_in_turn() {
        let shown = |width, height| {
            let panes = panes(Rect::new(0, 0, width, height), 1, true);
            let has = |area: Rect| area.area() > 0;
            [
                panes.windows,
                panes.members,
                panes.topic,
                panes.status,
                panes.messages,
            ]
            .map(has)
        };
        assert_eq!(shown(200, 60), [true, true, true, true, true]);
        assert_eq!(shown(100, 24), [true, true, true, true, true]);
        assert_eq!(shown(99, 24), [true, false, true, true, true]);
        assert_eq!(shown(70, 24), [true, false, true, true, true]);
        assert_eq!(shown(69, 24), [false, false, true, true, true]);
        assert_eq!(shown(20, 5), [false, false, false, true, true]);
        assert_eq!(shown(20, 2), [false, false, false, false, true]);
        assert_eq!(shown(1, 1), [false, false, false, false, false]);
    }

    proptest! {
        #[test]
        fn every_cell_is_in_one_pane(width in 0u16..300, height in 0u16..100, rows in 0u16..20, members: bool) {
            let panes = panes(Rect::new(0, 0, width, height), rows, members);
            let all = [panes.windows, panes.topic, panes.messages, panes.members, panes.status, panes.line];
            let cells: u32 = all.iter().map(|area| area.area()).sum();
            prop_assert_eq!(cells, u32::from(width) * u32::from(height));
            for area in all {
                prop_assert!(area.right() <= width && area.bottom() <= height);
            }
        }
    }
}
