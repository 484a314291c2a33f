//! Boxes that lie over everything: help, the question about a paste, the member table, the topic in full.

use ratatui_core::layout::{Position, Rect};
use ratatui_core::style::{Modifier, Style};

use crate::client::chat::member::Member;
use crate::client::chat::window::Window;
use crate::client::draw::canvas::{Canvas, after, columns, row_of};
use crate::client::draw::fit::{fit, shorten};
use crate::client::draw::rich;
use crate::client::draw::run::{Row, Run};
use crate::client::draw::scene::{KeyHelp, Over, Scene};
use crate::client::draw::switcher::switcher;
use crate::client::draw::theme::Theme;
use crate::client::draw::wrap::{wrap, wrap_hanging};
use crate::client::happening;
use crate::client::show;
use crate::commands::{self, Place};

/// Most members in the table.
const MEMBERS: usize = 1_000;
/// Columns of the keys and commands in the help.
const KEYS: usize = 34;
/// Rows of a paste that are shown.
const PASTE_ROWS: usize = 6;
/// The size below which a box takes the whole screen and has no border.
const BORDER_FROM: (u16, u16) = (24, 8);

/// What of a box the shell has to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Drawn {
    /// Where the cursor is, if it is in the box.
    pub(super) cursor: Option<Position>,
    /// Rows of it that fit, and rows there are.
    pub(super) rows: (usize, usize),
}

/// Draws what lies over everything. `None` when nothing does.
pub(super) fn over(
    canvas: &mut Canvas<'_>,
    screen: Rect,
    scene: &Scene<'_>,
    theme: &Theme,
) -> Option<Drawn> {
    let window = scene.chat.active();
    let (title, rows, scroll, foot) = match scene.over {
        Over::Nothing => return None,
        Over::Switcher {
            query,
            found,
            chosen,
        } => {
            return Some(switcher(
                canvas, screen, scene.chat, query, found, chosen, theme,
            ));
        }
        Over::Help { keys, scroll } => {
            let rows = help(keys, inner_width(screen, 90), theme);
            ("keys and commands".to_owned(), rows, scroll, "Esc closes")
        }
        Over::Paste {
            text,
            messages,
            lost,
            takes_ms,
        } => {
            let mut rows = paste(text, messages, inner_width(screen, 76), theme);
            rows.extend(but(lost, takes_ms, inner_width(screen, 76)));
            // Without a border there is no foot to tell the keys.
            let title = match has_border(screen) {
                true => "send all of this?",
                false => "send all? Enter, Esc",
            };
            (title.to_owned(), rows, 0, "Enter sends it, Esc does not")
        }
        Over::Members { scroll } => {
            let window = window?;
            let rows = members(window, inner_width(screen, 100), theme);
            let title = format!(
                "{} in {}",
                window.members.len(),
                scene.chat.title_of(window)
            );
            (title, rows, scroll, "Esc closes")
        }
        Over::Topic { scroll } => {
            let window = window?;
            let rows = topic(window, inner_width(screen, 76), theme);
            (
                format!("topic of {}", scene.chat.title_of(window)),
                rows,
                scroll,
                "Esc closes",
            )
        }
    };
    let widest = rows.iter().map(|row| row_columns(row)).max().unwrap_or(0);
    let inner = frame(canvas, screen, &title, foot, widest, rows.len(), theme);
    let seen = usize::from(inner.height);
    let scroll = scroll.min(rows.len().saturating_sub(seen));
    for (at, row) in rows.iter().skip(scroll).take(seen).enumerate() {
        canvas.row(row_of(inner, at as u16), row, Style::new());
    }
    if scroll + seen < rows.len() && inner.width > 0 {
        let below = format!(" ↓ {} more ", rows.len() - scroll - seen);
        let edge = Rect {
            y: inner.bottom().min(screen.bottom() - 1),
            height: 1,
            ..inner
        };
        canvas.text_right(edge, &below, theme.frame);
    }
    Some(Drawn {
        cursor: None,
        rows: (seen, rows.len()),
    })
}

fn row_columns(row: &[Run]) -> u16 {
    u16::try_from(crate::client::draw::run::row_width(row)).unwrap_or(u16::MAX)
}

fn has_border(screen: Rect) -> bool {
    screen.width >= BORDER_FROM.0 && screen.height >= BORDER_FROM.1
}

/// The columns within a box that would like to have `most`.
fn inner_width(screen: Rect, most: u16) -> usize {
    let room = if has_border(screen) {
        screen.width - 6
    } else {
        screen.width
    };
    usize::from(room.min(most))
}

/// Draws a box in the middle of the screen. Returns what is inside.
pub(super) fn frame(
    canvas: &mut Canvas<'_>,
    screen: Rect,
    title: &str,
    foot: &str,
    wide: u16,
    rows: usize,
    theme: &Theme,
) -> Rect {
    let rows = u16::try_from(rows).unwrap_or(u16::MAX);
    if !has_border(screen) {
        canvas.clear(screen, Style::new());
        canvas.clear(row_of(screen, 0), theme.bar);
        canvas.text(row_of(screen, 0), title, theme.bar_strong);
        let top = 1.min(screen.height);
        return Rect {
            y: screen.y + top,
            height: screen.height - top,
            ..screen
        };
    }
    let least = columns(&fit(title)).max(columns(foot)).saturating_add(14);
    let width = wide.saturating_add(4).max(least).min(screen.width - 2);
    let height = rows.saturating_add(2).min(screen.height - 2);
    let area = Rect {
        x: screen.x + (screen.width - width) / 2,
        y: screen.y + (screen.height - height) / 2,
        width,
        height,
    };
    canvas.clear(area, Style::new());
    let across = "─".repeat(usize::from(width - 2));
    let last = height - 1;
    canvas.text(row_of(area, 0), &format!("┌{across}┐"), theme.frame);
    canvas.text(row_of(area, last), &format!("└{across}┘"), theme.frame);
    for row in 1..last {
        canvas.text(
            Rect {
                width: 1,
                ..row_of(area, row)
            },
            "│",
            theme.frame,
        );
        canvas.text(after(row_of(area, row), width - 1), "│", theme.frame);
    }
    let within = Rect {
        x: area.x + 2,
        width: width - 4,
        ..area
    };
    let title = format!(" {} ", shorten(&fit(title), usize::from(width - 6)));
    canvas.text(
        row_of(within, 0),
        &title,
        theme.frame.add_modifier(Modifier::BOLD),
    );
    canvas.text(row_of(within, last), &format!(" {foot} "), theme.frame);
    Rect {
        y: area.y + 1,
        height: height - 2,
        ..within
    }
}

fn heading(words: &str, theme: &Theme) -> Row {
    vec![Run::new(words, theme.heading)]
}

/// A row of two columns, the second one wrapped.
fn pair(left: &str, right: &str, wide: usize, rows: &mut Vec<Row>) {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let column = KEYS.min(wide / 2);
    if wide < 44 {
        rows.extend(wrap(&[Run::new(left, bold)], wide));
        let right = [Run::new(format!("  {right}"), Style::new())];
        rows.extend(wrap_hanging(&right, wide, 2.min(wide / 4)));
        return;
    }
    let left = fit(left);
    let used = crate::client::draw::fit::width(&left);
    let blank = column.saturating_sub(used).max(2);
    let runs = [
        Run::new(&*left, bold),
        Run::new(" ".repeat(blank), Style::new()),
        Run::new(right, Style::new()),
    ];
    rows.extend(wrap_hanging(&runs, wide, column));
}

fn help(keys: &[KeyHelp], wide: usize, theme: &Theme) -> Vec<Row> {
    let mut rows = vec![heading("Keys", theme)];
    for row in keys {
        pair(&row.keys, row.does, wide, &mut rows);
    }
    rows.push(Vec::new());
    rows.push(heading("Commands", theme));
    for command in commands::at(Place::SCREEN) {
        pair(&command.usage(), command.help, wide, &mut rows);
    }
    rows.push(Vec::new());
    rows.push(heading("Signs", theme));
    for (sign, what) in SIGNS {
        pair(sign, what, wide, &mut rows);
    }
    rows
}

/// What signs on the screen mean.
const SIGNS: [(&str, &str); 9] = [
    ("★", "the coordinator of a group"),
    (
        "(name)",
        "away; among the windows: you are not in it, or they are not there",
    ),
    ("@2 5", "5 unread, 2 of them mention you"),
    ("! ┃", "mentions you"),
    (">", "what you are answering"),
    ("○ …", "not sent yet; on its way"),
    ("✗", "not sent; of a server: no connection"),
    ("»", "the hit the search is at"),
    ("�", "something that a terminal would have obeyed or hidden"),
];

fn paste(text: &str, messages: usize, wide: usize, theme: &Theme) -> Vec<Row> {
    let lines = text.lines().count();
    let several = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    let told = format!(
        "{}, {}, as {}:",
        several(lines, "line"),
        several(text.len(), "byte"),
        several(messages, "message")
    );
    let mut rows = wrap(&[Run::new(told, Style::new())], wide);
    for line in text.lines().take(PASTE_ROWS) {
        let beginning = &line[..line.floor_char_boundary(wide * 8)];
        let fit = fit(beginning).into_owned();
        rows.push(vec![Run::new(shorten(&fit, wide).into_owned(), theme.dim)]);
    }
    if lines > PASTE_ROWS {
        rows.push(vec![Run::new(
            format!("… and {} lines more", lines - PASTE_ROWS),
            theme.dim,
        )]);
    }
    rows
}

/// What one would rather know before a paste is sent.
fn but(lost: usize, takes_ms: u64, wide: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    if lost > 0 {
        rows.push(format!(
            "It is too long: its last {lost} bytes were left out."
        ));
    }
    let takes = match takes_ms / 1_000 {
        0..10 => None,
        seconds @ 10..120 => Some(format!("{seconds} seconds")),
        seconds => Some(format!("{} minutes", seconds.div_ceil(60))),
    };
    if let Some(takes) = takes {
        rows.push(format!(
            "This server wants to be told slowly: it takes {takes}. Esc stops it on the way."
        ));
    }
    let rows = rows
        .iter()
        .map(|told| wrap(&[Run::new(told.as_str(), Style::new())], wide));
    rows.flatten().collect()
}

fn members(window: &Window, wide: usize, theme: &Theme) -> Vec<Row> {
    let of = |member: &Member| happening::Row {
        id: member.id,
        name: format!(
            "{}{}",
            if member.coordinator {
                ""
            } else {
                &member.ranks
            },
            member.name
        ),
        address: member.address.clone(),
        listen: member.listen,
        coordinator: member.coordinator,
        you: member.you,
        away: member.away,
        idle_s: None,
    };
    let shown: Vec<happening::Row> = window.members.iter().take(MEMBERS).map(of).collect();
    let table = show::members(&shown);
    let mut rows = Vec::new();
    for (at, line) in table.lines().enumerate() {
        let style = if at == 0 { theme.heading } else { Style::new() };
        rows.extend(wrap_hanging(
            &[Run::new(line.trim_end(), style)],
            wide,
            5.min(wide / 4),
        ));
    }
    let more = window.members.len() - shown.len();
    if more > 0 {
        rows.push(vec![Run::new(format!("… and {more} more"), theme.dim)]);
    }
    rows
}

fn topic(window: &Window, wide: usize, theme: &Theme) -> Vec<Row> {
    if window.topic.is_empty() {
        return vec![vec![Run::new(
            "There is none. /topic TEXT sets one.",
            theme.dim,
        )]];
    }
    let lines = window.topic.split('\n');
    lines
        .flat_map(|line| wrap(&rich::runs(line, Style::new(), theme), wide))
        .collect()
}
