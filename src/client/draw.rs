//! The screen: what a [`Scene`] looks like in the cells of a terminal.
//!
//! ```text
//! Scene ──Drawing::draw──→ Buffer ──Painter::paint──→ bytes for the terminal
//! ```
//!
//! Nothing here does I/O or reads a clock. What is drawn depends on the scene, the size and the [`Theme`] alone; a
//! [`Drawing`] only remembers what was wrapped, and where things were, so that keys and clicks can be answered.
//!
//! Whatever came from the network or the user goes through [`fit`](fit::fit) on its way into a cell, and cells are set in
//! one place: no cell ever holds a control character, an override, or something without a width. An address is a link to
//! itself and to nothing else, while all of it is seen ([`link`]).

mod bars;
mod canvas;
mod entry;
mod find;
pub mod fit;
pub mod layout;
pub mod link;
mod messages;
mod over;
pub mod paint;
mod palette;
mod rich;
mod run;
pub mod scene;
mod side;
mod switcher;
pub mod theme;
mod wrap;

#[cfg(test)]
pub(in crate::client) mod testing;
#[cfg(test)]
mod tests;

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::{Position, Rect};
use ratatui_core::style::Style;

use crate::client::chat::Chat;
use crate::client::chat::window::{Scroll, Window, WindowId};
use canvas::{Canvas, after, row_of};
use entry::Look;
use layout::{PROMPT, Panes, panes, prompt_width};
use link::Links;
use messages::{Messages, Wrapped};
pub use paint::Painter;
pub use scene::{Hint, KeyHelp, Line, Over, Scene};
pub use theme::Theme;

/// The height of the messages from which a row tells that there are newer ones.
const MARKED_FROM: u16 = 3;

/// The width of the messages from which there is room for a margin.
const ROOMY: u16 = 50;

/// Draws scenes. See the module.
#[derive(Debug)]
pub struct Drawing {
    theme: Theme,
    wrapped: Wrapped,
    panes: Panes,
    /// The windows in the rows of the screen.
    rows: Vec<(u16, WindowId)>,
    /// How the messages were drawn last, and of which window.
    last: Option<(WindowId, Look)>,
    over_rows: (usize, usize),
    links: Links,
}

/// What is at a place on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// A window's name.
    Window(WindowId),
    /// The topic.
    Topic,
    /// The messages.
    Messages,
    /// The members.
    Members,
    /// The line being written.
    Line,
    /// Nothing to click.
    Nothing,
}

impl Drawing {
    /// Draws with this look.
    #[must_use]
    pub fn new(theme: Theme) -> Drawing {
        Drawing {
            theme,
            wrapped: Wrapped::default(),
            panes: Panes::default(),
            rows: Vec::new(),
            last: None,
            over_rows: (0, 0),
            links: Links::default(),
        }
    }

    /// How it looks.
    #[must_use]
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// Draws with another look from now on.
    pub fn set_theme(&mut self, theme: Theme) {
        self.theme = theme;
    }

    /// Draws a scene on all of a screen. Returns where the cursor is; it is hidden where it has no place.
    pub fn draw(&mut self, scene: &Scene<'_>, screen: &mut Buffer) -> Option<Position> {
        screen.reset();
        let area = screen.area;
        if area.is_empty() {
            return None;
        }
        let mut links = std::mem::take(&mut self.links);
        links.clear();
        let mut canvas = Canvas {
            buffer: screen,
            links: &mut links,
        };
        let active = scene.chat.active();
        let with_members = active.is_some_and(|window| !window.members.is_empty());
        let line_rows = u16::try_from(scene.line.rows.len()).unwrap_or(u16::MAX);
        self.panes = panes(area, line_rows, with_members);
        let panes = self.panes;
        self.rows = side::windows(&mut canvas, panes.windows, scene.chat, &self.theme);
        if let Some(window) = active {
            bars::topic(&mut canvas, panes.topic, scene.chat, window, &self.theme);
            let server = scene.chat.server(window.server);
            if panes.members.width > 0 {
                side::members(&mut canvas, panes.members, window, server, &self.theme);
            }
            self.messages(&mut canvas, scene, window);
        }
        let mut cursor = self.line(&mut canvas, scene.line);
        if panes.status.area() > 0 {
            if scene.hint == Hint::None {
                let folded = panes.windows.width == 0;
                bars::status(&mut canvas, panes.status, scene, folded, &self.theme);
            } else if let Some(there) = bars::hint(&mut canvas, panes.status, scene, &self.theme) {
                cursor = Some(there);
            }
        }
        self.over_rows = (0, 0);
        if let Some(over) = over::over(&mut canvas, area, scene, &self.theme) {
            cursor = over.cursor;
            self.over_rows = over.rows;
        }
        self.links = links;
        cursor.filter(|at| area.contains(*at))
    }

    /// What the active window should show so that it moves by so many rows, down when positive: for
    /// [`Action::Scroll`](crate::client::chat::Action::Scroll). It goes by how it was drawn last.
    pub fn scrolled(&mut self, chat: &Chat, by: i32) -> Scroll {
        let height = self.page();
        self.messages_of(chat, |messages| messages.moved(by, height))
    }

    /// What the active window should show so that its oldest entry is at the top.
    pub fn oldest(&mut self, chat: &Chat) -> Scroll {
        let height = self.page();
        self.messages_of(chat, |messages| messages.oldest(height))
    }

    /// Rows of messages that are seen while one reads what was said before.
    #[must_use]
    pub fn page(&self) -> u16 {
        let height = self.panes.messages.height;
        height
            .saturating_sub(u16::from(height >= MARKED_FROM))
            .max(1)
    }

    /// Of what lies over everything: rows that are seen, and rows there are.
    #[must_use]
    pub fn over_rows(&self) -> (usize, usize) {
        self.over_rows
    }

    /// Where there are links on the screen that was drawn last: for [`Painter::paint`].
    #[must_use]
    pub fn links(&self) -> &Links {
        &self.links
    }

    /// What is at a place of the screen that was drawn last. What lies over everything is not looked at.
    #[must_use]
    pub fn spot(&self, x: u16, y: u16) -> Spot {
        let panes = &self.panes;
        let at = Position::new(x, y);
        let window = self.rows.iter().find(|(row, _)| *row == y);
        match window {
            Some((_, id)) if panes.windows.contains(at) => return Spot::Window(*id),
            _ => {}
        }
        let spots = [
            (panes.topic, Spot::Topic),
            (panes.messages, Spot::Messages),
            (panes.members, Spot::Members),
            (panes.line, Spot::Line),
        ];
        let spot = spots.into_iter().find(|(area, _)| area.contains(at));
        spot.map_or(Spot::Nothing, |(_, spot)| spot)
    }

    fn messages_of(
        &mut self,
        chat: &Chat,
        then: impl FnOnce(&mut Messages<'_>) -> Scroll,
    ) -> Scroll {
        let Some(window) = chat.active() else {
            return Scroll::Newest;
        };
        match self.last.clone() {
            Some((id, look)) if id == window.id => {
                let server = chat.server(window.server);
                then(&mut Messages::new(window, server, look, &mut self.wrapped))
            }
            _ => window.scroll,
        }
    }

    fn messages(&mut self, canvas: &mut Canvas<'_>, scene: &Scene<'_>, window: &Window) {
        let chat = scene.chat;
        let server = chat.server(window.server);
        let mut area = self.panes.messages;
        let noticed = chat.noticing().words.iter().cloned();
        let needle = window.search.as_ref().map(|search| search.query.clone());
        let look = Look {
            // What is wrapped keeps off the line at the right.
            width: area.width - u16::from(area.width >= ROOMY),
            theme: self.theme.clone(),
            offset_s: scene.offset_s,
            words: server
                .map(|server| server.name.clone())
                .into_iter()
                .chain(noticed)
                .collect(),
            needle,
        };
        self.last = Some((window.id, look.clone()));
        if window.scroll != Scroll::Newest && area.height >= MARKED_FROM {
            area.height -= 1;
            let below = Rect {
                y: area.bottom(),
                height: 1,
                ..area
            };
            newer(canvas, below, window.new_below, &self.theme);
        }
        let rows = Messages::new(window, server, look, &mut self.wrapped).seen(area.height);
        // The newest stands at the line being written, however few there are.
        let blank = usize::from(area.height).saturating_sub(rows.len());
        for (at, row) in rows.iter().enumerate() {
            let at = u16::try_from(blank + at).unwrap_or(u16::MAX);
            canvas.row(row_of(area, at), row, Style::new());
        }
    }

    fn line(&self, canvas: &mut Canvas<'_>, line: &Line) -> Option<Position> {
        let area = self.panes.line;
        let prompt = prompt_width(area.width);
        let rows = usize::from(area.height);
        // Whatever was laid out for another size, the cursor's row is seen.
        let first = (line.row + 1).saturating_sub(rows);
        let seen = line.rows.len().saturating_sub(first).min(rows);
        for at in 0..rows {
            let row = row_of(area, u16::try_from(at).unwrap_or(u16::MAX));
            let sign = match at {
                0 if line.above + first > 0 => "^ ",
                0 => PROMPT,
                at if at + 1 == seen && line.below > 0 => "v ",
                _ => "  ",
            };
            let before = Rect {
                width: prompt,
                ..row
            };
            canvas.text(before, sign, self.theme.dim);
            if let Some(text) = line.rows.get(first + at) {
                let run = run::Run::new(text.as_str(), Style::new());
                canvas.row(after(row, prompt), &[run], Style::new());
            }
        }
        let column = u16::try_from(line.column)
            .unwrap_or(u16::MAX)
            .saturating_add(prompt);
        let row = u16::try_from(line.row.saturating_sub(first)).unwrap_or(u16::MAX);
        Some(Position::new(
            area.x
                .saturating_add(column)
                .min(area.right().saturating_sub(1)),
            area.y
                .saturating_add(row)
                .min(area.bottom().saturating_sub(1)),
        ))
    }
}

/// Draws that there is something below what is seen.
fn newer(canvas: &mut Canvas<'_>, area: Rect, new: usize, theme: &Theme) {
    let (words, style) = match new {
        0 => (
            " older messages · End goes to the newest ".to_owned(),
            theme.dim,
        ),
        new => (format!(" ↓ {new} new · End goes there "), theme.new),
    };
    let line = "─".repeat(usize::from(area.width));
    canvas.text(area, &line, style);
    let wide = canvas::columns(&words).min(area.width);
    let middle = after(area, (area.width - wide) / 2);
    canvas.text(middle, &words, style);
}
