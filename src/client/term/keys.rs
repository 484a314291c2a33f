//! What a terminal sends, decoded: bytes in, [`Event`]s out.
//!
//! The decoder reads no descriptor and no clock. It takes bytes as they come, cut anywhere, and gives the same events
//! however they were cut. It understands what xterm, rxvt, the Linux console and the kitty keyboard protocol send, keeps
//! pasted text apart from typed keys, and swallows whole what it does not know, so that the tail of an unknown sequence is
//! never taken for typing.
//!
//! Silence means something in one place: an `ESC` that nothing follows is the Escape key, one that something follows
//! begins a sequence. So whoever owns the clock calls [`Keys::fire`] at [`Keys::deadline`] **once nothing is left to
//! read**; then a loop that was late does not tear a sequence apart.
//!
//! Sources: ECMA-48 (5.4, control sequences); "XTerm Control Sequences"; console_codes(4); urxvt(7), "Key codes"; the
//! comprehensive keyboard handling specification of kitty.

mod control;
mod decode;
mod key;
mod mouse;
mod name;
mod paste;
#[cfg(test)]
mod tests;
mod text;

pub use decode::{ESCAPE_MS, Keys, PARTIAL_MS};
pub use key::{Code, Key, Mods};
pub use mouse::{Button, Deed, Mouse};
pub use name::NoKey;
pub use paste::{PASTE, Paste};

/// Something that came from the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed, or repeats.
    Key(Key),
    /// Text was pasted.
    Paste(Paste),
    /// The terminal's window got the focus.
    FocusIn,
    /// The terminal's window lost the focus.
    FocusOut,
    /// The mouse did something. Only sent by terminals that were asked to.
    Mouse(Mouse),
    /// The terminal answered a question.
    Reply(Reply),
}

/// What a terminal answers. Other answers are swallowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// What kind of terminal it is (DA1, `CSI ? … c`). Every terminal answers this, in order, so it also ends a row of
    /// questions.
    Attributes,
    /// The flags of the kitty keyboard protocol in use (`CSI ? flags u`). Only sent by terminals that know it.
    Keyboard(u16),
    /// What a private mode is set to (DECRPM, `CSI ? mode ; state $ y`): 0 unknown, 1 set, 2 reset, 3 and 4 for good.
    Mode(u16, u16),
    /// What the background is, red, green and blue (`OSC 11 ; rgb:… ST`).
    Background(u8, u8, u8),
}
