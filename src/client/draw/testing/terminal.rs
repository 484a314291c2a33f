//! A terminal as far as the client needs one, and no further: whatever else is written to it is a fault.

use ratatui_core::buffer::{Buffer, Cell};
use ratatui_core::layout::Rect;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::client::draw::fit::grapheme_width;
use crate::plain::clean::is_unfit;

/// Between these it is drawn on.
const BEGIN: &str = "\x1b[?2026h\x1b[?7l\x1b[?25l";
const END: &str = "\x1b[?7h\x1b[?2026l";
/// Empties it: right behind the beginning.
const EMPTY: &str = "\x1b[0m\x1b[2J";
/// The commands (OSC) that may stand outside of frames: titles, notifications, a question for the background.
const COMMANDS: [&str; 4] = ["2;", "9;groupchat: ", "777;notify;", "11;?"];

/// Such a terminal.
pub(in crate::client) struct Terminal {
    cells: Buffer,
    at: (u16, u16),
    style: String,
    styles: Vec<String>,
    link: String,
    pub(in crate::client) links: Vec<String>,
    /// How often it was emptied.
    pub(in crate::client) emptied: usize,
}

impl Terminal {
    pub(in crate::client) fn new(width: u16, height: u16) -> Terminal {
        Terminal {
            cells: Buffer::empty(Rect::new(0, 0, width, height)),
            at: (0, 0),
            style: String::new(),
            styles: vec![String::new(); usize::from(width) * usize::from(height)],
            link: String::new(),
            links: vec![String::new(); usize::from(width) * usize::from(height)],
            emptied: 0,
        }
    }

    /// Shows whole frames, and what stands between them.
    pub(in crate::client) fn feed(&mut self, bytes: &[u8]) {
        let mut rest = std::str::from_utf8(bytes).expect("UTF-8");
        while !rest.is_empty() {
            rest = match rest.strip_prefix(BEGIN) {
                Some(frame) => {
                    let (frame, after) = frame.split_once(END).expect("an end");
                    self.draw(frame);
                    after
                }
                None => aside(rest),
            };
        }
    }

    fn draw(&mut self, frame: &str) {
        let mut rest = frame;
        if let Some(after) = rest.strip_prefix(EMPTY) {
            let Rect { width, height, .. } = self.cells.area;
            *self = Terminal {
                emptied: self.emptied + 1,
                ..Terminal::new(width, height)
            };
            rest = after;
        }
        self.style = String::new();
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
                "m" => {
                    let look = parameters
                        .strip_prefix('0')
                        .expect("a look that is told whole");
                    let mut numbers = look.split(';').skip(1);
                    assert!(numbers.all(|it| it.parse::<u8>().is_ok()), "{look}");
                    self.style = look.to_owned();
                }
                "h" => assert_eq!((parameters, rest), ("?25", ""), "the cursor is shown last"),
                other => panic!("{parameters}{other}"),
            }
        }
    }

    fn put(&mut self, symbol: &str) {
        assert!(!symbol.chars().any(is_unfit), "{symbol:?}");
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
    pub(in crate::client) fn is_honest(&self) -> bool {
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

    /// The symbols that it shows, without the cells that wide ones cover.
    pub(in crate::client) fn shows(&self) -> Vec<&str> {
        let area = self.cells.area;
        let cells = (0..area.height).flat_map(|y| (0..area.width).map(move |x| (x, y)));
        cells
            .map(|at| self.cells[at].symbol())
            .filter(|symbol| !symbol.is_empty())
            .collect()
    }

    /// Its look: of each symbol, and in which style it stands.
    pub(in crate::client) fn looks(&self) -> Vec<(&str, &str)> {
        let cells = self.cells.content.iter().map(Cell::symbol);
        cells.zip(self.styles.iter().map(String::as_str)).collect()
    }
}

/// Takes what may stand outside of frames: a bell, or a command that is whole and has no other in it.
fn aside(text: &str) -> &str {
    if let Some(after) = text.strip_prefix('\x07') {
        return after;
    }
    let command = text.strip_prefix("\x1b]");
    let Some((inner, after)) = command.and_then(|it| it.split_once("\x1b\\")) else {
        panic!("{text:?} stands outside of frames");
    };
    assert!(!inner.chars().any(is_unfit), "{inner:?}");
    assert!(
        COMMANDS.iter().any(|known| inner.starts_with(known)),
        "{inner:?}"
    );
    after
}
