//! What each key does in the line: one row per deed, for the editor and for whoever explains it.

use crate::client::bindings::{Binding, Bound};
use crate::client::term::keys::{Code, Key, Mods};

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Sends the line.
    Submit,
    /// Begins another line of the same message.
    Newline,
    /// One character back.
    Left,
    /// One character on.
    Right,
    /// To the beginning of the word.
    WordLeft,
    /// To the end of the word.
    WordRight,
    /// To the beginning of the line.
    Start,
    /// To the end of the line.
    End,
    /// A line up, or what was sent before.
    Up,
    /// A line down, or what was sent after.
    Down,
    /// Deletes the character before.
    Backspace,
    /// Deletes the character behind.
    Delete,
    /// Cuts what stands between blanks before.
    CutSolid,
    /// Cuts the word before.
    CutWordBack,
    /// Cuts the word behind.
    CutWord,
    /// Cuts up to the beginning of the line.
    CutToStart,
    /// Cuts up to the end of the line.
    CutToEnd,
    /// Puts what was cut last.
    Yank,
    /// Puts what was cut before that instead.
    YankOlder,
    /// Swaps two characters.
    Transpose,
    /// Undoes a change.
    Undo,
    /// Does it again.
    Redo,
    /// Completes the word.
    Complete,
    /// Goes back through what the word can become.
    CompleteBack,
    /// Searches what was sent before.
    Search,
}

impl Deed {
    /// Whether it needs text to work on. On an empty line its keys are free for something else.
    #[must_use]
    pub fn needs_text(self) -> bool {
        !matches!(
            self,
            Deed::Newline
                | Deed::Up
                | Deed::Down
                | Deed::Yank
                | Deed::YankOlder
                | Deed::Undo
                | Deed::Redo
                | Deed::Complete
                | Deed::CompleteBack
                | Deed::Search
        )
    }
}

const fn plain(code: Code) -> Key {
    Key::plain(code)
}

const fn with_ctrl(code: Code) -> Key {
    Key::new(code, Mods::CTRL)
}

const fn with_alt(code: Code) -> Key {
    Key::new(code, Mods::ALT)
}

const fn with_shift(code: Code) -> Key {
    Key::new(code, Mods::SHIFT)
}

/// Ctrl+_ where it is told as the key that stands under it.
const CTRL_SHIFT_MINUS: Key = Key::new(Code::Char('-'), Mods::CTRL.and(Mods::SHIFT));
const CTRL_UNDERSCORE: Key = Key::new(Code::Char('_'), Mods::CTRL.and(Mods::SHIFT));

/// Every key of the editor.
#[rustfmt::skip]
impl Bound for Deed {
    const TABLE: &'static [Binding<Deed>] = &[
        Binding { deed: Deed::Submit,       name: "send",           keys: &[plain(Code::Enter), Key::ctrl('j')], help: "sends the line" },
        Binding { deed: Deed::Newline,      name: "newline",        keys: &[with_alt(Code::Enter), with_shift(Code::Enter)], help: "begins another line of the same message" },
        Binding { deed: Deed::Left,         name: "left",           keys: &[plain(Code::Left), Key::ctrl('b')], help: "one character back" },
        Binding { deed: Deed::Right,        name: "right",          keys: &[plain(Code::Right), Key::ctrl('f')], help: "one character on" },
        Binding { deed: Deed::WordLeft,     name: "word-left",      keys: &[with_ctrl(Code::Left), Key::alt('b')], help: "to the beginning of the word" },
        Binding { deed: Deed::WordRight,    name: "word-right",     keys: &[with_ctrl(Code::Right), Key::alt('f')], help: "to the end of the word" },
        Binding { deed: Deed::Start,        name: "line-start",     keys: &[plain(Code::Home), Key::ctrl('a')], help: "to the beginning of the line" },
        Binding { deed: Deed::End,          name: "line-end",       keys: &[plain(Code::End), Key::ctrl('e')], help: "to the end of the line" },
        Binding { deed: Deed::Up,           name: "up",             keys: &[plain(Code::Up)], help: "a line up, then what was sent before" },
        Binding { deed: Deed::Down,         name: "down",           keys: &[plain(Code::Down)], help: "a line down, then what was sent after" },
        Binding { deed: Deed::Search,       name: "search-sent",    keys: &[Key::ctrl('r')], help: "searches what was sent before" },
        Binding { deed: Deed::Complete,     name: "complete",       keys: &[plain(Code::Tab)], help: "completes names, groups, commands and :emoji" },
        Binding { deed: Deed::CompleteBack, name: "complete-back",  keys: &[with_shift(Code::Tab)], help: "completes, going backwards" },
        Binding { deed: Deed::Backspace,    name: "backspace",      keys: &[plain(Code::Backspace), Key::ctrl('h')], help: "deletes the character before" },
        Binding { deed: Deed::Delete,       name: "delete",         keys: &[plain(Code::Delete), Key::ctrl('d')], help: "deletes the character behind" },
        Binding { deed: Deed::CutSolid,     name: "cut-to-blank",   keys: &[Key::ctrl('w')], help: "cuts back to the blank before" },
        Binding { deed: Deed::CutWordBack,  name: "cut-word-back",  keys: &[with_alt(Code::Backspace), with_ctrl(Code::Backspace)], help: "cuts the word before" },
        Binding { deed: Deed::CutWord,      name: "cut-word",       keys: &[Key::alt('d'), with_ctrl(Code::Delete)], help: "cuts the word behind" },
        Binding { deed: Deed::CutToStart,   name: "cut-to-start",   keys: &[Key::ctrl('u')], help: "cuts back to the beginning of the line" },
        Binding { deed: Deed::CutToEnd,     name: "cut-to-end",     keys: &[Key::ctrl('k')], help: "cuts to the end of the line" },
        Binding { deed: Deed::Yank,         name: "put-cut",        keys: &[Key::ctrl('y')], help: "puts what was cut" },
        Binding { deed: Deed::YankOlder,    name: "put-cut-before", keys: &[Key::alt('y')], help: "right after that: what was cut before it instead" },
        Binding { deed: Deed::Transpose,    name: "swap",           keys: &[Key::ctrl('t')], help: "swaps two characters" },
        Binding { deed: Deed::Undo,         name: "undo",           keys: &[Key::ctrl('_'), CTRL_UNDERSCORE, CTRL_SHIFT_MINUS, Key::ctrl('/')], help: "undoes" },
        Binding { deed: Deed::Redo,         name: "redo",           keys: &[Key::alt('_')], help: "does again what was undone" },
    ];
    const ANY_SHIFT: bool = false;
}
