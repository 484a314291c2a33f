//! A key as it was pressed, whatever the terminal calls it.

use std::ops::BitOr;

/// A key with what was held down beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which one.
    pub code: Code,
    /// What was held.
    pub mods: Mods,
}

/// Which key. A terminal tells few keys apart by themselves; [`Key`] says what is made the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// A character, never a control character. With Ctrl it is in lower case.
    Char(char),
    /// Return, also that of the keypad.
    Enter,
    /// Tab. Back-tab is this with [`Mods::SHIFT`].
    Tab,
    /// The key above Return.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Escape.
    Escape,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, 1 to 35.
    F(u8),
}

/// Keys held down beside another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mods(u8);

impl Mods {
    /// Nothing.
    pub const NONE: Mods = Mods(0);
    /// Shift. Never told of a character that is different because of it.
    pub const SHIFT: Mods = Mods(1);
    /// Alt, or an `ESC` right before the key.
    pub const ALT: Mods = Mods(2);
    /// Ctrl.
    pub const CTRL: Mods = Mods(4);
    /// Any of Super, Hyper and Meta: none of them means anything here, but a key with one of them is not the key alone.
    pub const SUPER: Mods = Mods(8);

    /// Whether all of `others` are held.
    #[must_use]
    pub fn has(self, others: Mods) -> bool {
        self.0 & others.0 == others.0
    }

    /// These and `others`.
    #[must_use]
    pub const fn and(self, others: Mods) -> Mods {
        Mods(self.0 | others.0)
    }

    /// These without `others`.
    #[must_use]
    pub fn without(self, others: Mods) -> Mods {
        Mods(self.0 & !others.0)
    }

    /// What a terminal means by a modifier parameter: one more than the sum of shift 1, alt 2, ctrl 4, super 8, hyper 16,
    /// meta 32; the locks (64, 128) are left out. 0 and 1 are none.
    pub(super) fn from_parameter(parameter: u32) -> Mods {
        let bits = parameter.saturating_sub(1);
        let beyond = if bits & 0b11_1000 != 0 { 8 } else { 0 };
        Mods((bits & 0b111) as u8 | beyond)
    }
}

impl BitOr for Mods {
    type Output = Mods;

    fn bitor(self, other: Mods) -> Mods {
        self.and(other)
    }
}

impl Key {
    /// A key with `mods` held.
    #[must_use]
    pub const fn new(code: Code, mods: Mods) -> Key {
        Key { code, mods }
    }

    /// A key alone.
    #[must_use]
    pub const fn plain(code: Code) -> Key {
        Key::new(code, Mods::NONE)
    }

    /// Ctrl with a character, which is given in lower case.
    #[must_use]
    pub const fn ctrl(c: char) -> Key {
        Key::new(Code::Char(c), Mods::CTRL)
    }

    /// Alt with a character.
    #[must_use]
    pub const fn alt(c: char) -> Key {
        Key::new(Code::Char(c), Mods::ALT)
    }

    /// A character with modifiers, told the same way whichever way the terminal has told it: with Ctrl it is in lower
    /// case; without, Shift has made another character of it and is not told once more. `shifted` is that character where
    /// the terminal told it.
    pub(super) fn of_char(c: char, mods: Mods, shifted: Option<char>) -> Key {
        let one = |mut folded: std::char::ToLowercase| match (folded.next(), folded.next()) {
            (Some(lower), None) => lower,
            _ => c,
        };
        if mods.has(Mods::CTRL) {
            let lower = one(c.to_lowercase());
            let was_upper = if lower == c { Mods::NONE } else { Mods::SHIFT };
            return Key::new(Code::Char(lower), mods | was_upper);
        }
        if !mods.has(Mods::SHIFT) {
            return Key::new(Code::Char(c), mods);
        }
        let upper = shifted.or_else(|| {
            let mut upper = c.to_uppercase();
            let first = upper.next()?;
            (upper.next().is_none() && (first != c || c.is_uppercase())).then_some(first)
        });
        match upper {
            Some(upper) => Key::new(Code::Char(upper), mods.without(Mods::SHIFT)),
            // Which character this is depends on the keyboard.
            None if c.is_alphanumeric() => Key::new(Code::Char(c), mods),
            None => Key::new(Code::Char(c), mods.without(Mods::SHIFT)),
        }
    }

    /// The character it types: one without Ctrl, Alt or Super.
    #[must_use]
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if self.mods.without(Mods::SHIFT) == Mods::NONE => Some(c),
            _ => None,
        }
    }
}
