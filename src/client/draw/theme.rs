//! How things look, on the terminal at hand.
//!
//! The usual colours are the terminal's own. Nothing is told by colour alone: what a colour says, a sign, a place or a
//! letter's weight says too, so that [`Depth::None`] leaves nothing out.

use ratatui_core::style::{Color, Modifier, Style};

use crate::client::draw::palette::{
    BASIC, BASIC_RGB, NAMES_16_DARK, NAMES_16_LIGHT, NAMES_DARK, NAMES_LIGHT, indexed, nearest,
};

/// How many colours there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// None: only bold, reverse and the like.
    None,
    /// The 16 that the terminal's own scheme chooses.
    Sixteen,
    /// The 256 of xterm.
    Many,
    /// All.
    True,
}

impl Depth {
    /// What the environment says: `NO_COLOR` (no-color.org: any value that is not empty), `COLORTERM` and `TERM`.
    #[must_use]
    pub fn of(no_color: Option<&str>, colorterm: Option<&str>, term: Option<&str>) -> Depth {
        let term = term.unwrap_or_default();
        if no_color.is_some_and(|value| !value.is_empty())
            || matches!(term, "dumb" | "vt100" | "vt220")
        {
            return Depth::None;
        }
        match colorterm {
            Some("truecolor" | "24bit") => Depth::True,
            _ if term.ends_with("-direct") => Depth::True,
            _ if term.contains("256color") || colorterm.is_some_and(|it| !it.is_empty()) => {
                Depth::Many
            }
            _ => Depth::Sixteen,
        }
    }
}

/// Whether the terminal's background is dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Light letters on dark.
    Dark,
    /// Dark letters on light.
    Light,
}

impl Ground {
    /// What `COLORFGBG` says, `15;0` for white on black; dark where it says nothing.
    #[must_use]
    pub fn of(colorfgbg: Option<&str>) -> Ground {
        let ground = colorfgbg.and_then(|value| value.rsplit(';').next()?.parse().ok());
        match ground {
            Some(7 | 9..=15) => Ground::Light,
            _ => Ground::Dark,
        }
    }

    /// The background of that colour.
    #[must_use]
    pub fn of_colour(red: u8, green: u8, blue: u8) -> Ground {
        match light(red.into(), green.into(), blue.into()) {
            0..128 => Ground::Dark,
            _ => Ground::Light,
        }
    }
}

/// How light a colour is, 0 to 255 (ITU-R BT.601, "luma").
fn light(red: u32, green: u32, blue: u32) -> u32 {
    (red * 299 + green * 587 + blue * 114) / 1000
}

/// How everything looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    depth: Depth,
    ground: Ground,
    /// What stands back: times, lines between, what nobody said.
    pub dim: Style,
    /// The bars above and below the messages.
    pub bar: Style,
    /// What stands out on a bar.
    pub bar_strong: Style,
    /// The window one is in, and whatever is chosen from a list.
    pub chosen: Style,
    /// Something new.
    pub new: Style,
    /// A mention.
    pub mention: Style,
    /// Something that went wrong.
    pub error: Style,
    /// What was looked for.
    pub hit: Style,
    /// A heading.
    pub heading: Style,
    /// A box that lies over everything.
    pub frame: Style,
}

const BOLD: Modifier = Modifier::BOLD;

impl Theme {
    /// The look for a terminal.
    #[must_use]
    pub fn new(depth: Depth, ground: Ground) -> Theme {
        let plain = Style::new();
        let bold = plain.add_modifier(BOLD);
        let reversed = plain.add_modifier(Modifier::REVERSED);
        let faint = plain.add_modifier(Modifier::DIM);
        let none = Theme {
            depth,
            ground,
            dim: faint,
            bar: reversed,
            bar_strong: reversed.add_modifier(BOLD),
            chosen: reversed,
            new: bold,
            mention: reversed.add_modifier(BOLD),
            error: bold,
            hit: reversed,
            heading: bold.add_modifier(Modifier::UNDERLINED),
            frame: plain,
        };
        let dark = ground == Ground::Dark;
        let one = |on_dark: Color, on_light: Color| if dark { on_dark } else { on_light };
        let of = |on_dark: u8, on_light: u8| Color::Indexed(if dark { on_dark } else { on_light });
        match depth {
            Depth::None => none,
            Depth::Sixteen => Theme {
                new: bold.fg(one(Color::LightCyan, Color::Blue)),
                mention: bold
                    .fg(one(Color::Black, Color::White))
                    .bg(one(Color::LightYellow, Color::Magenta)),
                error: bold.fg(one(Color::LightRed, Color::Red)),
                hit: plain
                    .fg(Color::Black)
                    .bg(one(Color::LightGreen, Color::Green)),
                heading: bold,
                frame: plain.fg(one(Color::LightCyan, Color::Blue)),
                ..none
            },
            Depth::Many | Depth::True => {
                let bar = plain.fg(of(252, 236)).bg(of(236, 254));
                Theme {
                    dim: plain.fg(of(245, 242)),
                    bar,
                    bar_strong: bar.add_modifier(BOLD).fg(of(231, 16)),
                    chosen: bold.bg(of(238, 252)),
                    new: bold.fg(of(117, 25)),
                    mention: bold.fg(of(16, 231)).bg(of(221, 90)),
                    error: bold.fg(of(203, 160)),
                    hit: plain.fg(Color::Indexed(16)).bg(of(114, 150)),
                    heading: bold,
                    frame: plain.fg(of(110, 25)),
                    ..none
                }
            }
        }
    }

    /// The same on another background.
    #[must_use]
    pub fn on(&self, ground: Ground) -> Theme {
        Theme::new(self.depth, ground)
    }

    /// Whether the background makes a difference to it.
    #[must_use]
    pub fn has_colours(&self) -> bool {
        self.depth != Depth::None
    }

    /// How a name looks: always the same for the same one. `folded` is the form in which names are compared.
    #[must_use]
    pub fn name(&self, folded: &str) -> Style {
        let dark = self.ground == Ground::Dark;
        let colours: &[Color] = match self.depth {
            Depth::None => return Style::new(),
            Depth::Sixteen if dark => &NAMES_16_DARK,
            Depth::Sixteen => &NAMES_16_LIGHT,
            Depth::Many | Depth::True if dark => &NAMES_DARK,
            Depth::Many | Depth::True => &NAMES_LIGHT,
        };
        // FNV-1a, which is the same in every run.
        let hash = folded
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            });
        let place = (hash ^ hash >> 32) % colours.len() as u64;
        Style::new().fg(colours[usize::try_from(place).unwrap_or(0)])
    }

    /// A colour that somebody chose for their words, 24 bits of red, green and blue, as near as the terminal has it.
    /// `None` where it has none.
    pub(super) fn colour(&self, rgb: u32) -> Option<Color> {
        let [_, red, green, blue] = rgb.to_be_bytes();
        match self.depth {
            Depth::None => None,
            Depth::Sixteen => Some(BASIC[nearest(rgb, BASIC_RGB.iter().copied())]),
            Depth::Many => {
                // The cube and the greys; the first 16 are whatever the terminal's scheme makes of them.
                let place = nearest(rgb, (16..=255).map(indexed));
                Some(Color::Indexed(u8::try_from(place + 16).unwrap_or(16)))
            }
            Depth::True => Some(Color::Rgb(red, green, blue)),
        }
    }

    /// Whether letters of this colour can be read on the terminal's own background.
    pub(super) fn is_readable(&self, rgb: u32) -> bool {
        let [_, red, green, blue] = rgb.to_be_bytes().map(u32::from);
        match self.ground {
            Ground::Dark => light(red, green, blue) > 50,
            Ground::Light => light(red, green, blue) < 190,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_how_many_colours_there_are() {
        for (no_color, colorterm, term, want) in [
            (Some("1"), Some("truecolor"), Some("xterm"), Depth::None),
            (Some(""), Some("truecolor"), Some("xterm"), Depth::True),
            (None, None, Some("dumb"), Depth::None),
            (None, None, Some("xterm"), Depth::Sixteen),
            (None, None, Some("linux"), Depth::Sixteen),
            (None, None, Some("screen-256color"), Depth::Many),
            (None, Some("24bit"), None, Depth::True),
            (None, None, Some("xterm-direct"), Depth::True),
            (None, None, None, Depth::Sixteen),
        ] {
            assert_eq!(Depth::of(no_color, colorterm, term), want);
        }
    }

    #[test]
    fn the_ground_is_what_the_terminal_says() {
        assert_eq!(Ground::of(Some("15;0")), Ground::Dark);
        assert_eq!(Ground::of(Some("0;default;15")), Ground::Light);
        assert_eq!(Ground::of(Some("nonsense")), Ground::Dark);
        assert_eq!(Ground::of(None), Ground::Dark);
        for ((red, green, blue), want) in [
            ((0, 0, 0), Ground::Dark),
            ((255, 255, 255), Ground::Light),
            // The two of Solarized.
            ((0xfd, 0xf6, 0xe3), Ground::Light),
            ((0, 0x2b, 0x36), Ground::Dark),
        ] {
            assert_eq!(Ground::of_colour(red, green, blue), want);
        }
    }

    #[test]
    fn a_name_looks_the_same_each_time_and_colours_are_spread() {
        let theme = Theme::new(Depth::Many, Ground::Dark);
        assert_eq!(theme.name("ann"), theme.name("ann"));
        let mut seen: Vec<Style> = Vec::new();
        for i in 0..200 {
            let style = theme.name(&format!("member{i}"));
            if !seen.contains(&style) {
                seen.push(style);
            }
        }
        assert_eq!(seen.len(), NAMES_DARK.len());
        assert_eq!(
            Theme::new(Depth::None, Ground::Dark).name("ann"),
            Style::new()
        );
    }

    #[test]
    fn colours_are_the_nearest_there_are() {
        let of = |depth, rgb| Theme::new(depth, Ground::Dark).colour(rgb);
        assert_eq!(of(Depth::None, 0xff_0000), None);
        assert_eq!(of(Depth::Sixteen, 0xf0_1010), Some(Color::LightRed));
        assert_eq!(of(Depth::Many, 0xff_0000), Some(Color::Indexed(196)));
        assert_eq!(of(Depth::Many, 0x80_8080), Some(Color::Indexed(244)));
        assert_eq!(of(Depth::True, 0x01_0203), Some(Color::Rgb(1, 2, 3)));
        assert!(!Theme::new(Depth::True, Ground::Dark).is_readable(0x00_0050));
        assert!(!Theme::new(Depth::True, Ground::Light).is_readable(0xff_ff80));
    }

    #[test]
    fn without_colours_everything_is_still_told_apart() {
        let theme = Theme::new(Depth::None, Ground::Dark);
        for style in [
            theme.bar,
            theme.chosen,
            theme.mention,
            theme.error,
            theme.hit,
            theme.new,
        ] {
            assert!(style.fg.is_none() && style.bg.is_none());
            assert_ne!(style, Style::new());
        }
    }
}
