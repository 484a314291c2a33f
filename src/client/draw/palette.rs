//! Colours there are, and the nearest of them.

use ratatui_core::style::Color;

/// The place of the colour that is nearest.
pub(super) fn nearest(rgb: u32, colours: impl Iterator<Item = u32>) -> usize {
    let parts = |rgb: u32| rgb.to_be_bytes().map(i32::from);
    let wanted = parts(rgb);
    let distance = |(_, rgb): &(usize, u32)| {
        let of = parts(*rgb);
        // The eye sees green best and blue least.
        [(1, 3), (2, 6), (3, 1)]
            .into_iter()
            .map(|(at, weight)| weight * (of[at] - wanted[at]).pow(2))
            .sum::<i32>()
    };
    colours
        .enumerate()
        .min_by_key(distance)
        .map_or(0, |(at, _)| at)
}

/// What xterm's colours from 16 on are: a cube of 6 steps, then 24 greys.
pub(super) fn indexed(index: u32) -> u32 {
    if index >= 232 {
        return (8 + (index - 232) * 10) * 0x01_0101;
    }
    let cube = index.saturating_sub(16);
    let step = |n: u32| if n == 0 { 0 } else { 55 + 40 * n };
    step(cube / 36) << 16 | step(cube / 6 % 6) << 8 | step(cube % 6)
}

const fn many<const N: usize>(indexes: [u8; N]) -> [Color; N] {
    let mut colours = [Color::Reset; N];
    let mut at = 0;
    while at < N {
        colours[at] = Color::Indexed(indexes[at]);
        at += 1;
    }
    colours
}

/// Told apart from each other, and read on black as well as on the greys people call dark.
pub(super) const NAMES_DARK: [Color; 18] = many([
    203, 209, 215, 179, 185, 149, 113, 78, 79, 80, 75, 111, 105, 141, 177, 176, 205, 168,
]);
pub(super) const NAMES_LIGHT: [Color; 18] = many([
    124, 130, 94, 100, 64, 28, 29, 30, 31, 25, 26, 55, 56, 91, 90, 125, 161, 166,
]);
pub(super) const NAMES_16_DARK: [Color; 11] = [
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Magenta,
    Color::Cyan,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
];
pub(super) const NAMES_16_LIGHT: [Color; 6] = [
    Color::Red,
    Color::Green,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::LightMagenta,
];

pub(super) const BASIC: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];
/// What [`BASIC`] are where nobody has chosen others.
pub(super) const BASIC_RGB: [u32; 16] = [
    0x00_0000, 0xcd_0000, 0x00_cd00, 0xcd_cd00, 0x00_00ee, 0xcd_00cd, 0x00_cdcd, 0xe5_e5e5,
    0x7f_7f7f, 0xff_0000, 0x00_ff00, 0xff_ff00, 0x5c_5cff, 0xff_00ff, 0x00_ffff, 0xff_ffff,
];
