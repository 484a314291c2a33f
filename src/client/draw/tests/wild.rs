//! Whatever comes, nothing panics and nothing gets out of its cell.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

use super::*;
use crate::client::chat::{Action, Input};
use crate::client::draw::fit::{MARKS, grapheme_width};
use crate::client::draw::testing::terminal::Terminal;
use crate::client::draw::testing::wild::{lines, wild};
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
