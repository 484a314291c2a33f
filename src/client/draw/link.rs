//! Links that a terminal opens (OSC 8): only where what is read is where it leads.
//!
//! A link is an address among the words, and leads to that address and nowhere else: nobody who writes can choose another
//! target, because there is no way to tell one. What a box hides, or what is above the edge, makes it no link at all: it
//! is one only where all of the address is seen.

use std::ops::Range;
use std::rc::Rc;

use ratatui_core::buffer::Buffer;

use crate::client::draw::run::{Run, change};

/// Longest address that becomes a link, bytes. Terminals take about as many.
const LONGEST: usize = 2_000;

/// Where links are on the screen: pieces of addresses in the order in which they were drawn.
#[derive(Debug, Default)]
pub struct Links {
    pieces: Vec<Piece>,
}

/// What stands of an address in one row.
#[derive(Debug)]
struct Piece {
    x: u16,
    y: u16,
    text: String,
    to: Rc<str>,
}

impl Links {
    pub(super) fn clear(&mut self) {
        self.pieces.clear();
    }

    /// Notes that this was drawn there.
    pub(super) fn add(&mut self, x: u16, y: u16, text: &str, to: &Rc<str>) {
        self.pieces.push(Piece {
            x,
            y,
            text: text.to_owned(),
            to: Rc::clone(to),
        });
    }

    /// Where each cell of a screen leads; empty when none leads anywhere.
    pub(super) fn lay(&self, screen: &Buffer) -> Vec<Option<Rc<str>>> {
        let mut laid = Vec::new();
        for link in self
            .pieces
            .chunk_by(|one, next| Rc::ptr_eq(&one.to, &next.to))
        {
            let to = &link[0].to;
            let all: String = link.iter().map(|piece| piece.text.as_str()).collect();
            if all != **to || !link.iter().all(|piece| piece.is_seen(screen)) {
                continue;
            }
            laid.resize(screen.content.len(), None);
            for piece in link {
                let start = screen.index_of(piece.x, piece.y);
                laid[start..start + piece.text.len()].fill(Some(Rc::clone(to)));
            }
        }
        laid
    }
}

impl Piece {
    /// Whether the cells say it.
    fn is_seen(&self, screen: &Buffer) -> bool {
        let mut cells = (self.x..=u16::MAX).map(|x| screen.cell((x, self.y)));
        self.text.bytes().all(|byte| {
            let cell = cells.next().flatten();
            cell.is_some_and(|cell| cell.symbol().as_bytes() == [byte])
        })
    }
}

/// Makes links of the addresses in a line.
pub(super) fn links(runs: Vec<Run>) -> Vec<Run> {
    let text: String = runs.iter().map(Run::text).collect();
    let mut out = runs;
    for place in addresses(&text) {
        let to: Rc<str> = Rc::from(&text[place.clone()]);
        out = change(out, &[place], |run| run.link = Some(Rc::clone(&to)));
    }
    out
}

/// Where addresses are in a fit text.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("http") {
        let start = from + at;
        let length = address(&text[start..]);
        let begins = text[..start]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric());
        from = start + length.max("http".len());
        if begins && length > 0 {
            places.push(start..start + length);
        }
    }
    places
}

/// Bytes of the address that a text begins with; 0 when it begins with none.
fn address(text: &str) -> usize {
    let after = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let Some(after) = after else {
        return 0;
    };
    let goes_on = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '`');
    let end = text.find(|c| !goes_on(c)).unwrap_or(text.len());
    // Where an address goes on in letters that would have to be written otherwise, it is not what is read.
    if text[end..].starts_with(|c: char| c.is_alphanumeric()) {
        return 0;
    }
    let mut address = &text[..end];
    loop {
        let unpaired = |open: char, close: char| {
            address.ends_with(close)
                && address.matches(close).count() > address.matches(open).count()
        };
        if address.ends_with(['.', ',', ';', ':', '!', '?', '\'', '*', '_'])
            || unpaired('(', ')')
            || unpaired('[', ']')
            || unpaired('{', '}')
        {
            address = &address[..address.len() - 1];
        } else {
            break;
        }
    }
    let scheme = text.len() - after.len();
    let rest = address.get(scheme..).unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // `https://bank.example@evil.example` leads elsewhere than people read.
    let honest = !host.is_empty() && !host.contains(['@', '\\', '%']);
    if honest && address.len() <= LONGEST {
        address.len()
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui_core::style::Style;

    #[test]
    fn addresses_are_found_as_they_are_read() {
        for (text, want) in [
            (
                "see https://a.example/x?y=1#z.",
                vec!["https://a.example/x?y=1#z"],
            ),
            (
                "(http://a.example/b_(c)) and <https://d.example>",
                vec!["http://a.example/b_(c)", "https://d.example"],
            ),
            (
                "https://a.example, https://b.example!",
                vec!["https://a.example", "https://b.example"],
            ),
            (
                "http://[::1]:9000/ http://127.0.0.1:9000",
                vec!["http://[::1]:9000/", "http://127.0.0.1:9000"],
            ),
            // None of these.
            ("www.a.example mailto:a@b file:///etc javascript:x", vec![]),
            ("xhttps://a.example https:// http://. https:///x", vec![]),
            (
                "https://bank.example@evil.example/ https://a%2e/ https://a\\b",
                vec![],
            ),
            ("https://аpple.example https://a.example/пу", vec![]),
            ("https://a.example/\u{fffd}[2J", vec!["https://a.example/"]),
        ] {
            let found: Vec<&str> = addresses(text)
                .into_iter()
                .map(|place| &text[place])
                .collect();
            assert_eq!(found, want, "{text}");
        }
        assert_eq!(addresses(&format!("http://{}", "x".repeat(3_000))), []);
    }

    #[test]
    fn a_link_is_one_only_where_all_of_it_is_seen() {
        let mut screen = Buffer::empty(ratatui_core::layout::Rect::new(0, 0, 10, 3));
        let runs = links(vec![Run::new("http://a.example/b", Style::new())]);
        let to = runs[0].link.clone().expect("a link");
        let mut links = Links::default();
        links.add(2, 0, "http://a", &to);
        links.add(0, 1, ".example/b", &to);
        assert_eq!(links.lay(&screen), []);
        screen.set_string(2, 0, "http://a", Style::new());
        screen.set_string(0, 1, ".example/b", Style::new());
        let laid = links.lay(&screen);
        let led: Vec<bool> = laid
            .iter()
            .map(|to| to.as_deref() == Some("http://a.example/b"))
            .collect();
        assert_eq!(led[..20], [vec![false; 2], vec![true; 18]].concat());
        assert!(laid[20..].iter().all(Option::is_none));
        // A box over some of it.
        screen.set_string(4, 1, "│", Style::new());
        assert_eq!(links.lay(&screen), []);
        // Its second row is below the edge.
        let mut links = Links::default();
        links.add(2, 0, "http://a", &to);
        assert_eq!(links.lay(&screen), []);
    }
}
