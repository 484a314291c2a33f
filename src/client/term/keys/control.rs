//! What control bytes and sequences mean.

use super::{Code, Event, Key, Mods, Mouse, Reply};

/// What a sequence means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// This happened.
    Event(Event),
    /// Pasted text follows.
    PasteBegins,
    /// Nothing to us.
    Nothing,
}

impl Meaning {
    fn key(code: Option<Code>, mods: Mods) -> Meaning {
        match code {
            Some(code) => Meaning::Event(Event::Key(Key::new(code, mods))),
            None => Meaning::Nothing,
        }
    }
}

/// The key that sends this control character.
pub(super) fn key(byte: u8) -> Key {
    match byte {
        b'\r' => Key::plain(Code::Enter),
        b'\t' => Key::plain(Code::Tab),
        0x7f => Key::plain(Code::Backspace),
        0 => Key::ctrl(' '),
        // Ctrl takes the two highest bits off: `A` to `Z` and `\ ] ^ _`.
        byte => Key::ctrl(char::from(byte | 0x40).to_ascii_lowercase()),
    }
}

/// Whether `byte` goes on with the string that `introducer` begins: no keyboard sends one, and answers have a narrow
/// form. Anything else is Alt with a key, and then another key.
pub(super) fn begins_string(introducer: u8, byte: u8) -> bool {
    match introducer {
        // OSC: a number.
        b']' => byte.is_ascii_digit(),
        // DCS: DECRPSS and XTGETTCAP, XTVERSION, DA3.
        b'P' => byte.is_ascii_digit() || matches!(byte, b'>' | b'!'),
        // APC: graphics of kitty.
        _ => byte == b'G',
    }
}

/// What an `OSC` answers: `11;rgb:RRRR/GGGG/BBBB` is the background, with one to four digits for each.
pub(super) fn osc(held: &[u8]) -> Meaning {
    let told = std::str::from_utf8(held).ok();
    let rgb = told.and_then(|told| told.strip_prefix("11;rgb:"));
    match rgb.and_then(colour) {
        Some([red, green, blue]) => {
            Meaning::Event(Event::Reply(Reply::Background(red, green, blue)))
        }
        None => Meaning::Nothing,
    }
}

/// A colour, each part of it 0 to 255.
fn colour(told: &str) -> Option<[u8; 3]> {
    let mut parts = told.split('/').map(|part| {
        let digits = (1..=4).contains(&part.len()) && part.bytes().all(|it| it.is_ascii_hexdigit());
        let of = u32::from_str_radix(part, 16).ok().filter(|_| digits)?;
        let most = (1 << (4 * part.len())) - 1;
        u8::try_from(of * 255 / most).ok()
    });
    let rgb = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(rgb)
}

/// `ESC [ [` and a letter, on the Linux console.
pub(super) fn console(last: u8) -> Meaning {
    let code = matches!(last, b'A'..=b'E').then(|| Code::F(last - b'A' + 1));
    Meaning::key(code, Mods::NONE)
}

/// `ESC O`, perhaps a modifier, and a letter: keys in application mode.
pub(super) fn ss3(held: &[u8], last: u8) -> Meaning {
    let Some(parameters) = Parameters::read(held) else {
        return Meaning::Nothing;
    };
    let (code, more) = match last {
        // rxvt, Ctrl with an arrow.
        b'a'..=b'd' => (arrow(last.to_ascii_uppercase()), Mods::CTRL),
        b'A'..=b'S' => match last {
            b'M' => (Some(Code::Enter), Mods::NONE),
            b'I' => (Some(Code::Tab), Mods::NONE),
            _ => (letter(last), Mods::NONE),
        },
        // The keypad: what is printed on it.
        b'j'..=b'y' => (Some(Code::Char(char::from(last - 0x40))), Mods::NONE),
        b'X' => (Some(Code::Char('=')), Mods::NONE),
        b' ' => (Some(Code::Char(' ')), Mods::NONE),
        _ => (None, Mods::NONE),
    };
    Meaning::key(code, parameters.mods() | more)
}

/// `ESC [`, parameters and a last byte.
pub(super) fn csi(held: &[u8], last: u8) -> Meaning {
    let Some(parameters) = Parameters::read(held) else {
        return Meaning::Nothing;
    };
    let [first, second, third] = [0, 1, 2].map(|at| parameters.get(at, 0));
    match (parameters.marker, parameters.between, last) {
        (Some(b'<'), None, b'M' | b'm') => mouse(first, second, third, last == b'm'),
        (Some(b'?'), None, b'c') => Meaning::Event(Event::Reply(Reply::Attributes)),
        (Some(b'?'), None, b'u') => reply(Reply::Keyboard, first),
        (Some(b'?'), Some(b'$'), b'y') => reply(|state| Reply::Mode(short(first), state), second),
        (None, None, _) if parameters.released() => Meaning::Nothing,
        (None, None, b'~') => match first {
            27 => other_key(third, second),
            200 => Meaning::PasteBegins,
            number => Meaning::key(numbered(number), Mods::from_parameter(second)),
        },
        // rxvt.
        (None, None, b'^') => Meaning::key(numbered(first), Mods::CTRL),
        (None, None, b'$') => Meaning::key(numbered(first), Mods::SHIFT),
        (None, None, b'@') => Meaning::key(numbered(first), Mods::CTRL | Mods::SHIFT),
        (None, None, b'a'..=b'd') => Meaning::key(arrow(last.to_ascii_uppercase()), Mods::SHIFT),
        (None, None, b'u') if parameters.count > 0 => {
            let shifted = char::from_u32(parameters.get(0, 1)).filter(|c| !c.is_control());
            coded(first, second, shifted)
        }
        (None, None, b'Z') => Meaning::key(Some(Code::Tab), parameters.mods() | Mods::SHIFT),
        (None, None, b'I') if parameters.count == 0 => Meaning::Event(Event::FocusIn),
        (None, None, b'O') if parameters.count == 0 => Meaning::Event(Event::FocusOut),
        // urxvt's mouse reports (mode 1015).
        (None, None, b'M') => match first.checked_sub(32) {
            Some(code) if parameters.count == 3 => mouse(code, second, third, false),
            _ => Meaning::Nothing,
        },
        // F3, or where the cursor is; a modifier is never more than 255 and one's row is never known to be 1.
        (None, None, b'R') if parameters.count > 0 && (first != 1 || second > 16) => {
            Meaning::Nothing
        }
        (None, None, b'A'..=b'S') => Meaning::key(letter(last), parameters.mods()),
        _ => Meaning::Nothing,
    }
}

fn mouse(code: u32, column: u32, row: u32, up: bool) -> Meaning {
    match Mouse::read(code, column, row, up) {
        Some(mouse) => Meaning::Event(Event::Mouse(mouse)),
        None => Meaning::Nothing,
    }
}

fn reply(of: impl Fn(u16) -> Reply, value: u32) -> Meaning {
    Meaning::Event(Event::Reply(of(short(value))))
}

fn short(value: u32) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

fn arrow(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        _ => return None,
    })
}

fn letter(last: u8) -> Option<Code> {
    Some(match last {
        b'F' => Code::End,
        b'H' => Code::Home,
        b'P'..=b'S' => Code::F(last - b'P' + 1),
        _ => return arrow(last),
    })
}

fn numbered(number: u32) -> Option<Code> {
    // Where the numbers of the function keys leave gaps, so did those of the VT220.
    let function = |skipped: u32| u8::try_from(number - skipped).ok().map(Code::F);
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => return function(10),
        17..=21 => return function(11),
        23..=26 => return function(12),
        28 | 29 => return function(13),
        31..=34 => return function(14),
        _ => return None,
    })
}

/// A key told by what it types (`modifyOtherKeys`, xterm).
fn other_key(code: u32, mods: u32) -> Meaning {
    match u8::try_from(code) {
        Ok(byte) if (byte < 0x20 && byte != 0x1b) || byte == 0x7f => {
            let mut key = key(byte);
            key.mods = key.mods | Mods::from_parameter(mods);
            Meaning::Event(Event::Key(key))
        }
        _ => coded(code, mods, None),
    }
}

/// A key told by its number in the kitty keyboard protocol: a character, or from the private use area.
fn coded(code: u32, mods: u32, shifted: Option<char>) -> Meaning {
    let mods = Mods::from_parameter(mods);
    let code = match code {
        9 => Code::Tab,
        13 | 57_414 => Code::Enter,
        27 => Code::Escape,
        127 => Code::Backspace,
        57_376..=57_398 => {
            return Meaning::key(u8::try_from(code - 57_363).ok().map(Code::F), mods);
        }
        57_399..=57_416 => match b"0123456789./*-+\0=,"[(code - 57_399) as usize] {
            // 57414, above.
            0 => return Meaning::Nothing,
            on_it => Code::Char(char::from(on_it)),
        },
        57_417 => Code::Left,
        57_418 => Code::Right,
        57_419 => Code::Up,
        57_420 => Code::Down,
        57_421 => Code::PageUp,
        57_422 => Code::PageDown,
        57_423 => Code::Home,
        57_424 => Code::End,
        57_425 => Code::Insert,
        57_426 => Code::Delete,
        // Locks, media keys and modifiers by themselves.
        0xe000..=0xf8ff => return Meaning::Nothing,
        code => match char::from_u32(code) {
            Some(c) if !c.is_control() => {
                return Meaning::Event(Event::Key(Key::of_char(c, mods, shifted)));
            }
            _ => return Meaning::Nothing,
        },
    };
    Meaning::key(Some(code), mods)
}

/// Most parameters of a sequence that means anything to us.
const MOST: usize = 4;

/// The parameters of a sequence: numbers between semicolons, with further numbers behind colons.
#[derive(Debug)]
struct Parameters {
    /// `<`, `=`, `>` or `?` in front: of the terminal's own.
    marker: Option<u8>,
    values: [[u32; 3]; MOST],
    /// Parameters written, empty ones as well.
    count: usize,
    /// A byte between the parameters and the last byte.
    between: Option<u8>,
}

impl Parameters {
    /// `None` when these are no parameters.
    fn read(held: &[u8]) -> Option<Parameters> {
        let (marker, rest) = match held.split_first() {
            Some((&marker @ b'<'..=b'?', rest)) => (Some(marker), rest),
            _ => (None, held),
        };
        let (between, rest) = match rest.split_last() {
            Some((&between @ 0x20..0x30, rest)) => (Some(between), rest),
            _ => (None, rest),
        };
        let mut values = [[0_u32; 3]; MOST];
        let (mut at, mut sub) = (0, 0);
        for &byte in rest {
            match byte {
                b'0'..=b'9' => {
                    // Those beyond are not looked at.
                    if let Some(value) = values.get_mut(at).and_then(|value| value.get_mut(sub)) {
                        *value = value
                            .saturating_mul(10)
                            .saturating_add(u32::from(byte - b'0'));
                    }
                }
                b';' => (at, sub) = (at + 1, 0),
                b':' => sub += 1,
                _ => return None,
            }
        }
        let count = if rest.is_empty() { 0 } else { at + 1 };
        Some(Parameters {
            marker,
            values,
            count,
            between,
        })
    }

    /// A parameter, or 0 when it was left out.
    fn get(&self, at: usize, sub: usize) -> u32 {
        let value = self.values.get(at).and_then(|value| value.get(sub));
        value.copied().unwrap_or(0)
    }

    /// Those of a key that ends in a letter: the second parameter, or, as old terminals send it, the only one.
    fn mods(&self) -> Mods {
        let at = usize::from(self.count > 1);
        Mods::from_parameter(self.get(at, 0))
    }

    /// Whether a key went up (kitty, event type 3).
    fn released(&self) -> bool {
        self.get(1, 1) == 3
    }
}
