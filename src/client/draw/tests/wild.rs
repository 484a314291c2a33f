//! Whatever comes, nothing panics and nothing gets out of its cell.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

use super::*;
use crate::client::chat::{Action, Input};
use crate::client::draw::fit::{MARKS, grapheme_width};
use crate::plain::clean::is_unfit;
use ratatui_core::buffer::Cell;
use theme::{Depth, Ground};

/// Whether a cell of a screen holds what it must not.
fn escapes(screen: &Buffer) -> Option<String> {
    screen.content.iter().map(Cell::symbol).find_map(|symbol| {
        let zero = |c: &char| grapheme_width(c.encode_utf8(&mut [0; 4])) == 0;
        let bad = symbol.chars().any(is_unfit)
            || symbol.graphemes(true).count() != 1
            || symbol.contains([
                '\u{200b}', '\u{200e}', '\u{200f}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{61c}',
            ])
            || grapheme_width(symbol) == 0
            || symbol.chars().skip(1).filter(zero).count() > MARKS;
        bad.then(|| symbol.to_owned())
    })
}

/// A terminal as far as a painter needs one.
struct Terminal {
    cells: Buffer,
    at: (u16, u16),
    style: String,
    styles: Vec<String>,
    link: String,
    links: Vec<String>,
}

impl Terminal {
    fn new(width: u16, height: u16) -> Terminal {
        Terminal {
            cells: Buffer::empty(Rect::new(0, 0, width, height)),
            at: (0, 0),
            style: String::new(),
            styles: vec![String::new(); usize::from(width) * usize::from(height)],
            link: String::new(),
            links: vec![String::new(); usize::from(width) * usize::from(height)],
        }
    }

    fn feed(&mut self, bytes: &[u8]) {
        let mut rest = std::str::from_utf8(bytes).expect("UTF-8");
        while let Some(first) = rest.graphemes(true).next() {
            if let Some(link) = rest.strip_prefix("\x1b]8;") {
                let (link, after) = link.split_once("\x1b\\").expect("an end");
                let (_, to) = link.split_once(';').expect("parameters");
                assert!(to.bytes().all(|byte| byte.is_ascii_graphic()), "{to:?}");
                self.link = to.to_owned();
                rest = after;
                continue;
            }
            let Some(escape) = rest.strip_prefix("\x1b[") else {
                self.put(first);
                rest = &rest[first.len()..];
                continue;
            };
            let end = escape
                .find(|c: char| c.is_ascii_alphabetic())
                .expect("an end");
            let (parameters, last) = (&escape[..end], &escape[end..=end]);
            rest = &escape[end + 1..];
            match last {
                "H" => {
                    let (row, column) = parameters.split_once(';').expect("two");
                    let number = |text: &str| text.parse::<u16>().expect("a number") - 1;
                    self.at = (number(column), number(row));
                    assert!(self.cells.area.contains(self.at.into()), "{parameters}");
                }
                "m" => self.style = parameters.to_owned(),
                "J" => *self = Terminal::new(self.cells.area.width, self.cells.area.height),
                "h" | "l" => assert!(matches!(parameters, "?2026" | "?25" | "?7")),
                other => panic!("{other}"),
            }
        }
    }

    fn put(&mut self, symbol: &str) {
        let (x, y) = self.at;
        let wide = grapheme_width(symbol) as u16;
        assert!(x + wide <= self.cells.area.width, "{symbol} at {x}");
        for at in x..x + wide {
            self.blank_halves(at, y);
        }
        for at in x..x + wide {
            let index = self.cells.index_of(at, y);
            self.styles[index].clone_from(&self.style);
            self.links[index].clone_from(&self.link);
            self.cells[(at, y)].set_symbol(if at == x { symbol } else { "" });
        }
        self.at = (x + wide, y);
    }

    /// A wide character that loses a cell goes, and leaves something nobody can be sure of.
    fn blank_halves(&mut self, x: u16, y: u16) {
        let mut start = x;
        while self.cells[(start, y)].symbol().is_empty() {
            start -= 1;
        }
        let wide = grapheme_width(self.cells[(start, y)].symbol()).max(1) as u16;
        if wide > 1 {
            for at in start..start + wide {
                self.cells[(at, y)].set_symbol("?");
            }
        }
    }

    /// Whether every link leads to what is read.
    fn is_honest(&self) -> bool {
        let cells = self.links.iter().zip(&self.cells.content);
        let mut read: Vec<(&str, String)> = Vec::new();
        for (link, cell) in cells.filter(|(link, _)| !link.is_empty()) {
            match read.iter_mut().find(|(to, _)| *to == link.as_str()) {
                Some((_, text)) => text.push_str(cell.symbol()),
                None => read.push((link, cell.symbol().to_owned())),
            }
        }
        // Whatever is said twice is there twice.
        read.iter()
            .all(|(to, text)| *text == to.repeat(text.len() / to.len()))
    }

    fn shows(&self) -> Vec<&str> {
        let area = self.cells.area;
        let cells = (0..area.height).flat_map(|y| (0..area.width).map(move |x| (x, y)));
        cells
            .map(|at| self.cells[at].symbol())
            .filter(|symbol| !symbol.is_empty())
            .collect()
    }
}

/// The symbols of a screen, without the cells that wide ones cover.
fn symbols(screen: &Buffer) -> Vec<&str> {
    let mut symbols = Vec::new();
    let width = usize::from(screen.area.width).max(1);
    for row in screen.content.chunks(width) {
        let mut x = 0;
        while x < row.len() {
            symbols.push(row[x].symbol());
            x += grapheme_width(row[x].symbol()).max(1);
        }
    }
    symbols
}

fn wild() -> impl Strategy<Value = String> {
    "(\\PC|[\u{1}-\u{9}\u{b}\u{c}\u{e}-\u{1f}\u{7f}-\u{9f}\u{300}-\u{30f}\u{200b}-\u{206f}\u{fe0f}\u{1100}-\u{11ff}\u{e0001}-\u{e007f}]|\u{3}[0-9]{1,2}(,[0-9]{1,2})?|[👩🏽‍❤️क्ष🇩ﾞ日 ]|bob|https?://[!-~]{1,30} ){0,80}"
}

/// Lines that carry wild text wherever a server can put it.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let line = (wild(), wild(), 0..10_u8).prop_map(|(text, other, shape)| {
        let word: String = other
            .chars()
            .filter(|c| !matches!(c, ' ' | ':' | '!' | ';'))
            .take(20)
            .collect();
        let name = if word.is_empty() {
            "x".to_owned()
        } else {
            word
        };
        match shape {
            0..4 => format!("@msgid=m;+draft/reply=b :{name}!u@h PRIVMSG #lobby :{text}"),
            4 => format!(":alice!a@h TOPIC #lobby :{text}"),
            5 => format!(":{name}!u@h JOIN #lobby"),
            6 => format!(":{name}!u@h PRIVMSG bob :{text}"),
            7 => format!("@+draft/react={name};+draft/reply=b :{name}!u@h TAGMSG #lobby"),
            8 => format!(":{name}!u@h QUIT :{text}"),
            _ => format!("@+typing=active :{name}!u@h TAGMSG #lobby"),
        }
    });
    prop::collection::vec(line, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn nothing_received_or_typed_leaves_its_cell(
        lines in lines(), typed in wild(), query in wild(),
        sizes in prop::collection::vec((0_u16..130, 0_u16..40), 1..4),
        over in 0..6_u8, hint in 0..6_u8, depth in 0..4_u8, scroll in any::<i32>(),
    ) {
        let mut stage = Stage::talking();
        let depth = [Depth::None, Depth::Sixteen, Depth::Many, Depth::True][usize::from(depth)];
        stage.drawing.set_theme(Theme::new(depth, Ground::Light));
        for line in &lines {
            stage.hear(line);
        }
        stage.write(&typed);
        stage.act(Action::Search(&query));
        let found = stage.chat.matches("");
        let keys = [KeyHelp { keys: query.clone(), does: "x" }];
        let labels = [typed.as_str(), query.as_str(), "x"];
        let rows = usize::try_from(scroll.unsigned_abs()).unwrap_or(0);
        let over = match over {
            0 => Over::Help { keys: &keys, scroll: rows },
            1 => Over::Switcher { query: &query, found: &found, chosen: rows },
            2 => Over::Paste { text: &typed, messages: 3, lost: 9, takes_ms: 99_000 },
            3 => Over::Members { scroll: rows },
            4 => Over::Topic { scroll: rows },
            _ => Over::Nothing,
        };
        let hint = match hint {
            0 => Hint::Candidates { labels: &labels, chosen: Some(rows) },
            1 => Hint::History { query: &query, failed: false },
            2 => Hint::Search { query: &query },
            3 => Hint::Words(&typed),
            _ => Hint::None,
        };
        for (width, height) in sizes {
            let screen = stage.buffer(width, height, hint, over);
            prop_assert_eq!(escapes(&screen), None);
            let scroll = stage.drawing.scrolled(&stage.chat, scroll % 100);
            stage.act(Action::Scroll(scroll));
            stage.drawing.oldest(&stage.chat);
        }
    }

    #[test]
    fn what_is_kept_changes_nothing(lines in lines(), more in lines(), width in 20_u16..130, by in -40..40_i32) {
        let mut stage = Stage::talking();
        for line in &lines {
            stage.hear(line);
        }
        stage.buffer(width, 24, Hint::None, Over::Nothing);
        let scroll = stage.drawing.scrolled(&stage.chat, by);
        stage.act(Action::Scroll(scroll));
        for line in &more {
            stage.hear(line);
        }
        stage.input(Input::Typed("mine"));
        let kept = stage.buffer(width, 24, Hint::None, Over::Nothing);
        stage.drawing = Drawing::new(theme(Depth::None));
        let fresh = stage.buffer(width, 24, Hint::None, Over::Nothing);
        prop_assert_eq!(kept, fresh);
    }

    #[test]
    fn a_terminal_shows_what_was_drawn(lines in lines(), width in 1_u16..100, height in 1_u16..30) {
        let mut stage = Stage::talking();
        let mut terminal = Terminal::new(width, height);
        let mut painter = Painter::new(true);
        for (at, line) in lines.iter().enumerate() {
            stage.hear(line);
            let over = if at % 3 == 2 { Over::Topic { scroll: 0 } } else { Over::Nothing };
            let screen = stage.buffer(width, height, Hint::None, over);
            let mut bytes = Vec::new();
            painter.paint(&screen, stage.drawing.links(), stage.cursor, &mut bytes);
            terminal.feed(&bytes);
            prop_assert_eq!(terminal.shows(), symbols(&screen));
            prop_assert!(terminal.is_honest(), "{:?}", terminal.links);
        }
    }
}

#[test]
fn every_size_is_drawn() {
    let mut stage = Stage::talking();
    for width in 0..=40 {
        for height in 0..=12 {
            stage.buffer(width, height, Hint::None, Over::Nothing);
            stage.buffer(
                width,
                height,
                Hint::Search { query: "x" },
                Over::Members { scroll: 0 },
            );
            let found = stage.chat.matches("");
            let over = Over::Switcher {
                query: "long enough to go on",
                found: &found,
                chosen: 2,
            };
            let screen = stage.buffer(width, height, Hint::None, over);
            assert!(stage.cursor.is_none_or(|at| screen.area.contains(at)));
        }
    }
}
