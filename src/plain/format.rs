//! Formatting codes in what people say (modern.ircdocs.horse/formatting): where they are and what they ask for.
//!
//! This only tells them from the words; whoever shows the words drops the codes or follows them.

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'t> {
    /// Words. They may hold control characters that are no formatting code.
    Text(&'t str),
    /// Turns something on, or off when it is on.
    Toggle(Toggle),
    /// The colours of what follows: one of 99 by number, 99 for the usual one. `None` twice ends colouring.
    Colour(Option<u8>, Option<u8>),
    /// The colours of what follows, as 24 bits of red, green and blue. `None` twice ends colouring.
    Hex(Option<u32>, Option<u32>),
    /// Ends everything that is on.
    Reset,
}

/// What is turned on and off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toggle {
    /// Heavier letters.
    Bold,
    /// Slanted letters.
    Italic,
    /// A line below.
    Underline,
    /// A line through.
    Strike,
    /// Letters of one width, which they have on a terminal anyway.
    Monospace,
    /// Foreground and background the other way around.
    Reverse,
}

/// The pieces of `text`, in order. All of it that is not a code comes out as words.
#[must_use]
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens { rest: text }
}

/// See [`tokens`].
#[derive(Clone, Debug)]
pub struct Tokens<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let end = self.rest.find(is_code).unwrap_or(self.rest.len());
        if end > 0 {
            let (words, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Some(Token::Text(words));
        }
        let code = self.rest.chars().next()?;
        self.rest = &self.rest[code.len_utf8()..];
        Some(match code {
            BOLD => Token::Toggle(Toggle::Bold),
            ITALIC => Token::Toggle(Toggle::Italic),
            UNDERLINE => Token::Toggle(Toggle::Underline),
            STRIKE => Token::Toggle(Toggle::Strike),
            MONOSPACE => Token::Toggle(Toggle::Monospace),
            REVERSE => Token::Toggle(Toggle::Reverse),
            COLOUR => {
                let (one, other) = self.pair(1, 2, 10);
                let small = |n: u32| u8::try_from(n).ok();
                Token::Colour(one.and_then(small), other.and_then(small))
            }
            HEX_COLOUR => {
                let (one, other) = self.pair(6, 6, 16);
                Token::Hex(one, other)
            }
            _ => Token::Reset,
        })
    }
}

impl Tokens<'_> {
    /// Takes a number and, after a comma, another. A comma that no second one follows is text.
    fn pair(&mut self, least: usize, most: usize, radix: u32) -> (Option<u32>, Option<u32>) {
        let Some((one, rest)) = number(self.rest, least, most, radix) else {
            return (None, None);
        };
        self.rest = rest;
        let second = rest.strip_prefix(',');
        match second.and_then(|rest| number(rest, least, most, radix)) {
            Some((other, rest)) => {
                self.rest = rest;
                (Some(one), Some(other))
            }
            None => (Some(one), None),
        }
    }
}

/// A number of `least` to `most` digits and what follows it; `None` when there are fewer.
fn number(text: &str, least: usize, most: usize, radix: u32) -> Option<(u32, &str)> {
    let digits = text
        .chars()
        .take(most)
        .take_while(|c| c.is_digit(radix))
        .count();
    if digits < least {
        return None;
    }
    // Digits are ASCII: as many bytes as characters.
    let (number, rest) = text.split_at(digits);
    Some((u32::from_str_radix(number, radix).ok()?, rest))
}

fn is_code(c: char) -> bool {
    matches!(
        c,
        BOLD | COLOUR | HEX_COLOUR | RESET | MONOSPACE | REVERSE | ITALIC | STRIKE | UNDERLINE
    )
}

const BOLD: char = '\u{2}';
const COLOUR: char = '\u{3}';
const HEX_COLOUR: char = '\u{4}';
const RESET: char = '\u{f}';
const MONOSPACE: char = '\u{11}';
const REVERSE: char = '\u{16}';
const ITALIC: char = '\u{1d}';
const STRIKE: char = '\u{1e}';
const UNDERLINE: char = '\u{1f}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_words() {
        use Token::{Colour, Hex, Reset, Text, Toggle as On};
        for (raw, want) in [
            ("", vec![]),
            ("a", vec![Text("a")]),
            (
                "\u{2}b\u{f}c",
                vec![On(Toggle::Bold), Text("b"), Reset, Text("c")],
            ),
            ("\u{3}04,12x", vec![Colour(Some(4), Some(12)), Text("x")]),
            ("\u{3}4,x", vec![Colour(Some(4), None), Text(",x")]),
            ("\u{3},4", vec![Colour(None, None), Text(",4")]),
            ("\u{3}123", vec![Colour(Some(12), None), Text("3")]),
            (
                "\u{4}ff00AA,000000z",
                vec![Hex(Some(0xff_00aa), Some(0)), Text("z")],
            ),
            ("\u{4}ff", vec![Hex(None, None), Text("ff")]),
            ("\u{1b}\u{7}", vec![Text("\u{1b}\u{7}")]),
            (
                "\u{1d}\u{1f}\u{1e}\u{11}\u{16}",
                vec![
                    On(Toggle::Italic),
                    On(Toggle::Underline),
                    On(Toggle::Strike),
                    On(Toggle::Monospace),
                    On(Toggle::Reverse),
                ],
            ),
        ] {
            assert_eq!(tokens(raw).collect::<Vec<_>>(), want, "{raw:?}");
        }
    }
}
