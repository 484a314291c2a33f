//! The panes at the sides: the windows under their servers, and the members of the group one is in.

use ratatui_core::layout::Rect;
use ratatui_core::style::{Modifier, Style};

use crate::client::chat::Chat;
use crate::client::chat::member::Member;
use crate::client::chat::server::{Link, Server};
use crate::client::chat::window::{Which, Window, WindowId};
use crate::client::draw::canvas::{Canvas, after, row_of};
use crate::client::draw::theme::Theme;

/// Windows that a key leads to by their number.
const NUMBERED: usize = 9;

/// Draws the windows with a line at their right. Returns which one is in which row of the screen.
pub(super) fn windows(
    canvas: &mut Canvas<'_>,
    area: Rect,
    chat: &Chat,
    theme: &Theme,
) -> Vec<(u16, WindowId)> {
    let area = edge(canvas, area, true, theme);
    let windows = chat.windows();
    let height = usize::from(area.height);
    if height == 0 || area.width == 0 {
        return Vec::new();
    }
    let active = chat.active().map(|window| window.id);
    let at = windows
        .iter()
        .position(|window| Some(window.id) == active)
        .unwrap_or(0);
    let first = first_seen(at, windows.len(), height);
    let last = (first + height).min(windows.len());
    let mut drawn = Vec::new();
    for (row, place) in (first..last).enumerate() {
        let row = row_of(area, u16::try_from(row).unwrap_or(u16::MAX));
        let window = &windows[place];
        let hidden = if place == first && first > 0 {
            Some(('↑', &windows[..=place]))
        } else if place + 1 == last && last < windows.len() {
            Some(('↓', &windows[place..]))
        } else {
            None
        };
        match hidden {
            Some((arrow, hidden)) => {
                let unread: usize = hidden.iter().map(|window| window.unread).sum();
                let mentions: usize = hidden.iter().map(|window| window.mentions).sum();
                let told = format!("{arrow} {}", hidden.len());
                let rest = canvas.text_right(row, &badge(unread, mentions), theme.new);
                canvas.text(rest, &told, theme.dim);
            }
            None => {
                one_window(
                    canvas,
                    row,
                    chat,
                    window,
                    place,
                    active == Some(window.id),
                    theme,
                );
                drawn.push((row.y, window.id));
            }
        }
    }
    drawn
}

/// The first of `all` rows to show so that the one `at` is among `height`, not at an edge if that can be.
fn first_seen(at: usize, all: usize, height: usize) -> usize {
    at.saturating_sub(height / 2)
        .min(all.saturating_sub(height))
}

fn one_window(
    canvas: &mut Canvas<'_>,
    row: Rect,
    chat: &Chat,
    window: &Window,
    place: usize,
    active: bool,
    theme: &Theme,
) {
    let mut style = Style::new();
    if active {
        style = theme.chosen;
        canvas.clear(row, style);
    }
    let badge_style = if window.mentions > 0 {
        theme.mention
    } else {
        style.patch(theme.new)
    };
    let rest = canvas.text_right(row, &badge(window.unread, window.mentions), badge_style);
    let number = if place < NUMBERED {
        (place + 1).to_string()
    } else {
        String::new()
    };
    let sign = if active { ">" } else { " " };
    let rest = after(rest, canvas.text(rest, sign, style));
    let name = chat.title_of(window);
    if window.which == Which::Server {
        let state = chat
            .server(window.server)
            .map_or("", |server| state_sign(&server.link));
        let rest = after(
            rest,
            canvas.text(rest, &format!("{number} "), style.patch(theme.dim)),
        );
        let told = format!("{name}{state}");
        canvas.text(rest, &told, style.add_modifier(Modifier::BOLD));
        return;
    }
    let rest = after(
        rest,
        canvas.text(rest, &format!(" {number:1} "), style.patch(theme.dim)),
    );
    if window.present {
        let weight = if window.unread > 0 {
            Modifier::BOLD
        } else {
            Modifier::empty()
        };
        canvas.text(rest, name, style.add_modifier(weight));
    } else {
        canvas.text(rest, &format!("({name})"), style.patch(theme.dim));
    }
}

/// What tells at a server's name how the connection is.
fn state_sign(link: &Link) -> &'static str {
    match link {
        Link::Joined => "",
        Link::Connecting | Link::Registering => " …",
        Link::Lost { .. } => " ✗",
        Link::Left => " (left)",
    }
}

/// What is unread: `3`, and with mentions `@1 3`.
pub(super) fn badge(unread: usize, mentions: usize) -> String {
    match (unread, mentions) {
        (0, 0) => String::new(),
        (unread, 0) => format!(" {}", count(unread)),
        (unread, mentions) => format!(" @{} {}", count(mentions), count(unread)),
    }
}

/// A number in at most four columns.
fn count(n: usize) -> String {
    match n {
        0..=999 => n.to_string(),
        1_000..=99_999 => format!("{}k", n / 1000),
        _ => "lots".to_owned(),
    }
}

/// Draws the members with a line at their left.
pub(super) fn members(
    canvas: &mut Canvas<'_>,
    area: Rect,
    window: &Window,
    server: Option<&Server>,
    theme: &Theme,
) {
    let area = edge(canvas, area, false, theme);
    let all = window.members.len();
    canvas.text(row_of(area, 0), &format!("{all} here"), theme.heading);
    let room = usize::from(area.height.saturating_sub(1));
    let mut shown = window.members.iter().len().min(room);
    if shown < all {
        shown = shown.saturating_sub(1);
    }
    let mut row = 1;
    for member in window.members.iter().take(shown) {
        let folded = server.map_or_else(
            || member.name.clone(),
            |server| server.supports.fold(&member.name),
        );
        one_member(
            canvas,
            row_of(area, row),
            member,
            theme.name(&folded),
            theme,
        );
        row += 1;
    }
    if shown < all && room > 0 {
        let told = format!("… {} more: /members", all - shown);
        canvas.text(row_of(area, row), &told, theme.dim);
    }
}

fn one_member(canvas: &mut Canvas<'_>, row: Rect, member: &Member, style: Style, theme: &Theme) {
    let id = member.id.map(|id| format!(" #{id}")).unwrap_or_default();
    let rest = canvas.text_right(row, &id, theme.dim);
    let sign = match member.ranks.chars().next() {
        _ if member.coordinator => '★',
        Some(sign) => sign,
        None => ' ',
    };
    let rest = after(rest, canvas.text(rest, &sign.to_string(), theme.new));
    let bot = if member.bot { " bot" } else { "" };
    let name = &member.name;
    if member.away {
        canvas.text(rest, &format!("({name}){bot}"), theme.dim);
        return;
    }
    let weight = if member.you {
        Modifier::BOLD | Modifier::UNDERLINED
    } else {
        Modifier::empty()
    };
    let rest = after(rest, canvas.text(rest, name, style.add_modifier(weight)));
    canvas.text(rest, bot, theme.dim);
}

/// Draws the line between a pane and the middle. Returns what is left of the pane.
fn edge(canvas: &mut Canvas<'_>, area: Rect, right: bool, theme: &Theme) -> Rect {
    if area.width == 0 {
        return area;
    }
    let x = if right { area.right() - 1 } else { area.left() };
    for row in 0..area.height {
        let cell = Rect {
            x,
            width: 1,
            ..row_of(area, row)
        };
        canvas.text(cell, "│", theme.dim);
    }
    if right {
        Rect {
            width: area.width - 1,
            ..area
        }
    } else {
        after(area, 2)
    }
}
