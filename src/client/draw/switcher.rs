//! The choice of windows, in a box over everything.

use ratatui_core::layout::{Position, Rect};
use ratatui_core::style::{Modifier, Style};

use crate::client::chat::Chat;
use crate::client::chat::window::WindowId;
use crate::client::draw::bars::query_text;
use crate::client::draw::canvas::{Canvas, after, row_of};
use crate::client::draw::over::{Drawn, frame};
use crate::client::draw::side::badge;
use crate::client::draw::theme::Theme;

/// Draws the choice of windows.
pub(super) fn switcher(
    canvas: &mut Canvas<'_>,
    screen: Rect,
    chat: &Chat,
    query: &str,
    found: &[WindowId],
    chosen: usize,
    theme: &Theme,
) -> Drawn {
    let rows = found.len().clamp(1, 12) + 1;
    let inner = frame(
        canvas,
        screen,
        "go to",
        "Enter goes there, Esc stays",
        46,
        rows,
        theme,
    );
    let first = row_of(inner, 0);
    let rest = after(first, canvas.text(first, "> ", theme.dim));
    let used = query_text(canvas, rest, query, Style::new());
    let cursor = Position::new(
        (rest.x + used).min(screen.right().saturating_sub(1)),
        rest.y.min(screen.bottom().saturating_sub(1)),
    );
    let room = usize::from(inner.height.saturating_sub(1));
    let skip = (chosen + 1).saturating_sub(room);
    if found.is_empty() {
        canvas.text(row_of(inner, 1), "nothing has these letters", theme.dim);
    }
    for (at, id) in found.iter().enumerate().skip(skip).take(room) {
        let Some(window) = chat.window(*id) else {
            continue;
        };
        let row = row_of(inner, u16::try_from(at - skip + 1).unwrap_or(u16::MAX));
        let mut style = Style::new();
        if at == chosen {
            style = theme.chosen;
            canvas.clear(row, style);
        }
        let badge_style = if window.mentions > 0 {
            theme.mention
        } else {
            style.patch(theme.new)
        };
        let rest = canvas.text_right(row, &badge(window.unread, window.mentions), badge_style);
        let sign = if at == chosen { "> " } else { "  " };
        let rest = after(rest, canvas.text(rest, sign, style));
        let rest = after(
            rest,
            canvas.text(
                rest,
                chat.title_of(window),
                style.add_modifier(Modifier::BOLD),
            ),
        );
        if let (Some(server), Some(_)) = (chat.server(window.server), window.target()) {
            canvas.text(rest, &format!("  {}", server.shown), style.patch(theme.dim));
        }
    }
    Drawn {
        cursor: Some(cursor),
        rows: (room, found.len()),
    }
}
