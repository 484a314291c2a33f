//! What people say, as runs: their formatting codes followed as far as a terminal can and nobody is fooled.
//!
//! The codes themselves never go further than here. Letters that could not be seen, because they have the colour of what
//! they stand on, keep the usual one.

use ratatui_core::style::{Modifier, Style};

use crate::client::draw::run::Run;
use crate::client::draw::theme::Theme;
use crate::plain::format::{Toggle, Token, tokens};

/// One line of words as runs that look like `base` where nothing else was asked for.
pub(super) fn runs(text: &str, base: Style, theme: &Theme) -> Vec<Run> {
    let mut look = Look::default();
    let mut runs = Vec::new();
    for token in tokens(text) {
        match token {
            Token::Text(words) => runs.push(Run::new(words, look.over(base, theme))),
            Token::Toggle(toggle) => look.modifiers.toggle(modifier(toggle)),
            Token::Reset => look = Look::default(),
            Token::Colour(None, None) | Token::Hex(None, None) => {
                (look.letters, look.ground) = (None, None);
            }
            Token::Colour(letters, ground) => {
                look.letters = letters.map_or(look.letters, rgb);
                look.ground = ground.map_or(look.ground, rgb);
            }
            Token::Hex(letters, ground) => {
                look.letters = letters.or(look.letters);
                look.ground = ground.or(look.ground);
            }
        }
    }
    runs
}

/// The text without its codes, not yet fit.
pub(super) fn plain(text: &str) -> String {
    tokens(text)
        .filter_map(|token| match token {
            Token::Text(words) => Some(words),
            _ => None,
        })
        .collect()
}

/// What is on.
#[derive(Default)]
struct Look {
    modifiers: Modifier,
    letters: Option<u32>,
    ground: Option<u32>,
}

impl Look {
    fn over(&self, base: Style, theme: &Theme) -> Style {
        let mut style = base.add_modifier(self.modifiers);
        let colour = |rgb: Option<u32>| rgb.and_then(|rgb| theme.colour(rgb));
        let (letters, ground) = (colour(self.letters), colour(self.ground));
        match (letters, ground) {
            (Some(letters), Some(ground)) if letters != ground => {
                style = style.fg(letters).bg(ground);
            }
            (Some(letters), None) if self.letters.is_some_and(|rgb| theme.is_readable(rgb)) => {
                style = style.fg(letters);
            }
            _ => {}
        }
        style
    }
}

fn modifier(toggle: Toggle) -> Modifier {
    match toggle {
        Toggle::Bold => Modifier::BOLD,
        Toggle::Italic => Modifier::ITALIC,
        Toggle::Underline => Modifier::UNDERLINED,
        Toggle::Strike => Modifier::CROSSED_OUT,
        Toggle::Monospace => Modifier::empty(),
        Toggle::Reverse => Modifier::REVERSED,
    }
}

/// A colour by its number; `None` for 99, the usual one.
fn rgb(number: u8) -> Option<u32> {
    COLOURS.get(usize::from(number)).copied()
}

/// The colours 0 to 98 (modern.ircdocs.horse/formatting, "Colors" and "Colors 16-98").
#[rustfmt::skip]
const COLOURS: [u32; 99] = [
    0xff_ffff, 0x00_0000, 0x00_007f, 0x00_9300, 0xff_0000, 0x7f_0000, 0x9c_009c, 0xfc_7f00,
    0xff_ff00, 0x00_fc00, 0x00_9393, 0x00_ffff, 0x00_00fc, 0xff_00ff, 0x7f_7f7f, 0xd2_d2d2,
    0x47_0000, 0x47_2100, 0x47_4700, 0x32_4700, 0x00_4700, 0x00_472c, 0x00_4747, 0x00_2747, 0x00_0047, 0x2e_0047, 0x47_0047, 0x47_002a,
    0x74_0000, 0x74_3a00, 0x74_7400, 0x51_7400, 0x00_7400, 0x00_7449, 0x00_7474, 0x00_4074, 0x00_0074, 0x4b_0074, 0x74_0074, 0x74_0045,
    0xb5_0000, 0xb5_6300, 0xb5_b500, 0x7d_b500, 0x00_b500, 0x00_b571, 0x00_b5b5, 0x00_63b5, 0x00_00b5, 0x75_00b5, 0xb5_00b5, 0xb5_006b,
    0xff_0000, 0xff_8c00, 0xff_ff00, 0xb2_ff00, 0x00_ff00, 0x00_ffa0, 0x00_ffff, 0x00_8cff, 0x00_00ff, 0xa5_00ff, 0xff_00ff, 0xff_0098,
    0xff_5959, 0xff_b459, 0xff_ff71, 0xcf_ff60, 0x6f_ff6f, 0x65_ffc9, 0x6d_ffff, 0x59_b4ff, 0x59_59ff, 0xc4_59ff, 0xff_66ff, 0xff_59bc,
    0xff_9c9c, 0xff_d39c, 0xff_ff9c, 0xe2_ff9c, 0x9c_ff9c, 0x9c_ffdb, 0x9c_ffff, 0x9c_d3ff, 0x9c_9cff, 0xdc_9cff, 0xff_9cff, 0xff_94d3,
    0x00_0000, 0x13_1313, 0x28_2828, 0x36_3636, 0x4d_4d4d, 0x65_6565, 0x81_8181, 0x9f_9f9f, 0xbc_bcbc, 0xe2_e2e2, 0xff_ffff,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::draw::theme::{Depth, Ground};
    use ratatui_core::style::Color;

    fn told(raw: &str) -> Vec<(String, Style)> {
        let theme = Theme::new(Depth::True, Ground::Dark);
        let runs = runs(raw, Style::new(), &theme);
        runs.iter()
            .map(|run| (run.text().to_owned(), run.style))
            .collect()
    }

    #[test]
    fn codes_become_styles() {
        let plain = Style::new();
        let red = plain.fg(Color::Rgb(255, 0, 0));
        for (raw, want) in [
            (
                "a\u{2}b\u{2}c",
                vec![
                    ("a", plain),
                    ("b", plain.add_modifier(Modifier::BOLD)),
                    ("c", plain),
                ],
            ),
            ("\u{3}4r\u{3}n", vec![("r", red), ("n", plain)]),
            ("\u{3}4r\u{3}99n", vec![("r", red), ("n", plain)]),
            (
                "\u{3}4,1x\u{f}y",
                vec![("x", red.bg(Color::Rgb(0, 0, 0))), ("y", plain)],
            ),
            ("\u{4}ff0000x", vec![("x", red)]),
            (
                "\u{16}\u{1d}x",
                vec![(
                    "x",
                    plain.add_modifier(Modifier::REVERSED | Modifier::ITALIC),
                )],
            ),
            ("\u{1b}[1m", vec![("�[1m", plain)]),
        ] {
            let want: Vec<(String, Style)> = want
                .into_iter()
                .map(|(text, style)| (text.to_owned(), style))
                .collect();
            assert_eq!(told(raw), want, "{raw:?}");
        }
        assert_eq!(super::plain("\u{3}4,5red\u{2}!"), "red!");
    }

    #[test]
    fn letters_nobody_could_see_are_seen() {
        for raw in [
            "\u{3}1black on black",
            "\u{3}4,4red on red",
            "\u{4}ffffff,ffffffwhite",
        ] {
            assert_eq!(told(raw)[0].1, Style::new(), "{raw:?}");
        }
    }
}
