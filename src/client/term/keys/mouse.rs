//! What the mouse did.

use super::Mods;

/// Something the mouse did, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub deed: Deed,
    /// The column, from 0.
    pub column: u16,
    /// The row, from 0.
    pub row: u16,
    /// What was held on the keyboard.
    pub mods: Mods,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A button went down.
    Press(Button),
    /// A button went up; some terminals do not tell which.
    Release(Option<Button>),
    /// It was moved with a button down.
    Drag(Button),
    /// It was moved.
    Move,
    /// The wheel was turned away from the hand.
    WheelUp,
    /// The wheel was turned towards the hand.
    WheelDown,
    /// The wheel was pushed to the left.
    WheelLeft,
    /// The wheel was pushed to the right.
    WheelRight,
}

/// A button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// The left one.
    Left,
    /// The middle one.
    Middle,
    /// The right one.
    Right,
    /// One at the side, 8 to 11.
    Side(u8),
}

impl Mouse {
    /// Reads xterm's button code and position, which counts from 1. `up` says that a button went up where the
    /// terminal tells that apart from the code (SGR, mode 1006).
    pub(super) fn read(code: u32, column: u32, row: u32, up: bool) -> Option<Mouse> {
        let place = |at: u32| u16::try_from(at.saturating_sub(1)).ok();
        let mut mods = Mods::NONE;
        for (bit, held) in [(4, Mods::SHIFT), (8, Mods::ALT), (16, Mods::CTRL)] {
            if code & bit != 0 {
                mods = mods | held;
            }
        }
        // Without these and the bit for motion, what is left is the button.
        let button = match code & !0b11_1100 {
            0 => Some(Button::Left),
            1 => Some(Button::Middle),
            2 => Some(Button::Right),
            side @ 128..=131 => Some(Button::Side((side - 120) as u8)),
            _ => None,
        };
        let moved = code & 32 != 0;
        let deed = match (code & !0b11_1100, button) {
            (64, _) => Deed::WheelUp,
            (65, _) => Deed::WheelDown,
            (66, _) => Deed::WheelLeft,
            (67, _) => Deed::WheelRight,
            (_, Some(button)) if up => Deed::Release(Some(button)),
            (_, Some(button)) if moved => Deed::Drag(button),
            (_, Some(button)) => Deed::Press(button),
            (3, None) if moved => Deed::Move,
            (3, None) => Deed::Release(None),
            _ => return None,
        };
        Some(Mouse {
            deed,
            column: place(column)?,
            row: place(row)?,
            mods,
        })
    }
}
