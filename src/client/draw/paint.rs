//! A drawn screen as bytes for a terminal: only what has changed since the one before.
//!
//! Everything is in ECMA-48 as xterm reads it, and in `draw` this is the only place that writes an escape. A frame stands
//! between the signs of a synchronized update (private mode 2026), which terminals that do not know them pass over; the
//! cursor is hidden meanwhile, and lines do not wrap: what a terminal takes for wider than we do ends at the edge, rather
//! than in the next row.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::rc::Rc;

use ratatui_core::buffer::{Buffer, Cell};
use ratatui_core::layout::{Position, Rect};
use ratatui_core::style::{Color, Modifier};

use crate::client::draw::fit::{fit, grapheme_width, shorten};
use crate::client::draw::link::Links;

/// What the terminal shows, as far as we have written it.
#[derive(Debug, Default)]
pub struct Painter {
    /// Tell the terminal of links.
    with_links: bool,
    shown: Option<Buffer>,
    /// Where each cell of it leads; empty when none leads anywhere.
    led: Vec<Option<Rc<str>>>,
    /// Where the cursor is, if it is seen.
    cursor: Option<Position>,
}

impl Painter {
    /// One that tells the terminal of links, or does not.
    #[must_use]
    pub fn new(with_links: bool) -> Painter {
        Painter {
            with_links,
            ..Painter::default()
        }
    }

    /// Forgets what the terminal shows: the next frame is drawn whole. For a resize, and after the terminal was somebody
    /// else's.
    pub fn forget(&mut self) {
        *self = Painter::new(self.with_links);
    }

    /// Appends what makes the terminal show `next`, with its cursor there or hidden: nothing when it does already.
    pub fn paint(
        &mut self,
        next: &Buffer,
        links: &Links,
        cursor: Option<Position>,
        out: &mut Vec<u8>,
    ) {
        let leads = match self.with_links {
            true => links.lay(next),
            false => Vec::new(),
        };
        let known = self.shown.as_ref().filter(|shown| shown.area == next.area);
        let all = known.is_none();
        let changes = match known {
            Some(shown) => changes((shown, &self.led), (next, &leads)),
            None => changes((&Buffer::empty(next.area), &[]), (next, &leads)),
        };
        if !all && changes.is_empty() && cursor == self.cursor {
            return;
        }
        out.extend_from_slice(b"\x1b[?2026h\x1b[?7l\x1b[?25l");
        if all {
            out.extend_from_slice(b"\x1b[0m\x1b[2J");
        }
        let mut pen = Pen::default();
        for (x, y, cell) in changes {
            pen.go(x, y, out);
            pen.look(cell, out);
            pen.lead(lead(&leads, next.index_of(x, y)), out);
            out.extend_from_slice(cell.symbol().as_bytes());
            pen.wrote(cell.symbol());
        }
        pen.lead(None, out);
        out.extend_from_slice(b"\x1b[0m");
        self.led = leads;
        if let Some(at) = cursor {
            move_to(at.x, at.y, out);
            out.extend_from_slice(b"\x1b[?25h");
        }
        out.extend_from_slice(b"\x1b[?7h\x1b[?2026l");
        self.cursor = cursor;
        match &mut self.shown {
            Some(shown) if shown.area == next.area => shown.content.clone_from(&next.content),
            shown => *shown = Some(next.clone()),
        }
    }
}

/// The cells of `next` to write where `shown` is. They are of one size.
///
/// A terminal that writes over one half of a wide character blanks the other half in a way of its own, so whatever such a
/// half was in is written too.
fn changes<'n>(
    (shown, led): (&Buffer, &[Option<Rc<str>>]),
    (next, leads): (&'n Buffer, &[Option<Rc<str>>]),
) -> Vec<(u16, u16, &'n Cell)> {
    let area = next.area;
    let columns = usize::from(area.width).max(1);
    let mut changes = Vec::new();
    let rows = shown
        .content
        .chunks(columns)
        .zip(next.content.chunks(columns));
    for (y, (old, new)) in (area.top()..).zip(rows) {
        let first = usize::from(y - area.top()) * columns;
        let led_elsewhere = |x: usize| lead(led, first + x) != lead(leads, first + x);
        if old == new && !(0..new.len()).any(led_elsewhere) {
            continue;
        }
        let mut x = 0;
        let mut spoilt = 0;
        while x < new.len() {
            let wide = grapheme_width(new[x].symbol()).max(1);
            let end = (x + wide).min(new.len());
            if x < spoilt || old[x..end] != new[x..end] || led_elsewhere(x) {
                for (at, cell) in old.iter().enumerate().take(end).skip(x) {
                    spoilt = spoilt.max(at + grapheme_width(cell.symbol()));
                }
                let column = u16::try_from(x).unwrap_or(u16::MAX);
                changes.push((area.x + column, y, &new[x]));
            }
            x = end;
        }
    }
    changes
}

/// Where a cell leads.
fn lead(leads: &[Option<Rc<str>>], at: usize) -> Option<&str> {
    leads.get(at)?.as_deref()
}

/// The sequence that calls the terminal something (OSC 2). Whatever is in `title` is made harmless.
#[must_use]
pub fn title(title: &str) -> Vec<u8> {
    format!("\x1b]2;{}\x1b\\", shorten(&fit(title), TITLE)).into_bytes()
}

/// Longest title, columns.
const TITLE: usize = 120;

/// Where the terminal's pen is and what it writes like.
#[derive(Default)]
struct Pen {
    /// `None` when that is not certain.
    at: Option<(u16, u16)>,
    look: Option<Look>,
    /// Where what it writes leads.
    to: Option<String>,
}

type Look = (Color, Color, Modifier);

impl Pen {
    fn go(&mut self, x: u16, y: u16, out: &mut Vec<u8>) {
        if self.at != Some((x, y)) {
            move_to(x, y, out);
            self.at = Some((x, y));
        }
    }

    fn look(&mut self, cell: &Cell, out: &mut Vec<u8>) {
        let look = (cell.fg, cell.bg, cell.modifier);
        if self.look == Some(look) {
            return;
        }
        out.extend_from_slice(b"\x1b[0");
        for (modifier, code) in MODIFIERS {
            if cell.modifier.contains(modifier) {
                out.extend_from_slice(code);
            }
        }
        colour(cell.fg, 30, out);
        colour(cell.bg, 40, out);
        out.push(b'm');
        self.look = Some(look);
    }

    /// Makes what is written from now on lead there (OSC 8), or nowhere. Cells that lead to the same place are marked as one
    /// link, also in several rows.
    fn lead(&mut self, to: Option<&str>, out: &mut Vec<u8>) {
        if self.to.as_deref() == to {
            return;
        }
        self.to = to.map(str::to_owned);
        let Some(to) = to else {
            return out.extend_from_slice(b"\x1b]8;;\x1b\\");
        };
        let mut hasher = DefaultHasher::new();
        to.hash(&mut hasher);
        out.extend_from_slice(format!("\x1b]8;id={:x};{to}\x1b\\", hasher.finish()).as_bytes());
    }

    /// What is not ASCII may be as wide as the terminal thinks, so its next place is told anew.
    fn wrote(&mut self, symbol: &str) {
        self.at = match self.at {
            Some((x, y)) if symbol.is_ascii() || is_drawing(symbol) => {
                Some((x.saturating_add(grapheme_width(symbol) as u16), y))
            }
            _ => None,
        };
    }
}

/// Lines of boxes have one column everywhere but in terminals set up for wide ones, where every screen breaks.
fn is_drawing(symbol: &str) -> bool {
    matches!(symbol, "─" | "│" | "┃" | "┌" | "┐" | "└" | "┘")
}

fn move_to(x: u16, y: u16, out: &mut Vec<u8>) {
    let (row, column) = (u32::from(y) + 1, u32::from(x) + 1);
    out.extend_from_slice(format!("\x1b[{row};{column}H").as_bytes());
}

const MODIFIERS: [(Modifier, &[u8]); 6] = [
    (Modifier::BOLD, b";1"),
    (Modifier::DIM, b";2"),
    (Modifier::ITALIC, b";3"),
    (Modifier::UNDERLINED, b";4"),
    (Modifier::REVERSED, b";7"),
    (Modifier::CROSSED_OUT, b";9"),
];

/// Appends the parameters for a colour; `base` is 30 for letters and 40 for what they stand on.
fn colour(colour: Color, base: u8, out: &mut Vec<u8>) {
    let basic = |n: u8| format!(";{}", base + n);
    let bright = |n: u8| format!(";{}", base + 60 + n);
    let told = match colour {
        Color::Reset => return,
        Color::Black => basic(0),
        Color::Red => basic(1),
        Color::Green => basic(2),
        Color::Yellow => basic(3),
        Color::Blue => basic(4),
        Color::Magenta => basic(5),
        Color::Cyan => basic(6),
        Color::Gray => basic(7),
        Color::DarkGray => bright(0),
        Color::LightRed => bright(1),
        Color::LightGreen => bright(2),
        Color::LightYellow => bright(3),
        Color::LightBlue => bright(4),
        Color::LightMagenta => bright(5),
        Color::LightCyan => bright(6),
        Color::White => bright(7),
        Color::Indexed(n) => format!(";{};5;{n}", base + 8),
        Color::Rgb(red, green, blue) => format!(";{};2;{red};{green};{blue}", base + 8),
    };
    out.extend_from_slice(told.as_bytes());
}

/// The area of a terminal of that size.
#[must_use]
pub fn screen(width: u16, height: u16) -> Rect {
    Rect::new(0, 0, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui_core::style::Style;

    fn painted(painter: &mut Painter, next: &Buffer, cursor: Option<Position>) -> String {
        let mut out = Vec::new();
        painter.paint(next, &Links::default(), cursor, &mut out);
        String::from_utf8(out).expect("UTF-8").replace('\x1b', "^")
    }

    #[test]
    fn only_what_changed_is_written() {
        let mut painter = Painter::default();
        let mut screen = Buffer::empty(screen(10, 2));
        screen.set_string(1, 0, "ab", Style::new().fg(Color::Red));
        let cursor = Some(Position::new(0, 1));
        assert_eq!(
            painted(&mut painter, &screen, cursor),
            "^[?2026h^[?7l^[?25l^[0m^[2J^[1;2H^[0;31mab^[0m^[2;1H^[?25h^[?7h^[?2026l"
        );
        assert_eq!(painted(&mut painter, &screen, cursor), "");
        screen.set_string(2, 0, "c日d", Style::new());
        assert_eq!(
            painted(&mut painter, &screen, None),
            "^[?2026h^[?7l^[?25l^[1;3H^[0;31mc^[0m日^[1;6Hd^[0m^[?7h^[?2026l"
        );
        painter.forget();
        assert!(painted(&mut painter, &screen, None).contains("^[2J"));
    }

    #[test]
    fn a_wide_character_that_goes_leaves_nothing() {
        let mut painter = Painter::default();
        let mut screen = Buffer::empty(screen(6, 1));
        let mut show = |text: &str| {
            screen.set_string(0, 0, text, Style::new());
            painted(&mut painter, &screen, None)
        };
        show("日本..");
        assert!(show("a 本..").contains("^[1;1H^[0ma ^[0m"));
        assert!(show(" 日 ..").contains("^[1;1H^[0m 日^[1;4H ^[0m"));
    }

    #[test]
    fn looks_become_parameters() {
        let mut screen = Buffer::empty(screen(4, 1));
        let all = Modifier::BOLD | Modifier::ITALIC | Modifier::UNDERLINED;
        screen.set_string(
            0,
            0,
            "a",
            Style::new()
                .fg(Color::Indexed(203))
                .bg(Color::LightBlue)
                .add_modifier(all),
        );
        screen.set_string(1, 0, "b", Style::new().bg(Color::Rgb(1, 2, 3)));
        let told = painted(&mut Painter::default(), &screen, None);
        assert!(
            told.contains("^[0;1;3;4;38;5;203;104ma^[0;48;2;1;2;3mb"),
            "{told}"
        );
    }

    #[test]
    fn a_title_cannot_end_itself() {
        let told = title("a\x1b\\\x07b\u{9c}c\u{202e}");
        assert_eq!(
            String::from_utf8(told).expect("UTF-8"),
            "\x1b]2;a�\\�b�c�\x1b\\"
        );
        assert!(title(&"x".repeat(5_000)).len() < 200);
    }
}
