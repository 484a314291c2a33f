//! What keys do that the line has no use for: one row per deed, for the loop, the help and README.

use crate::client::bindings::{Binding, Bound};
use crate::client::term::keys::{Code, Key, Mods};

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Shows keys and commands.
    Help,
    /// Shows the member table.
    Members,
    /// Shows all of the topic.
    Topic,
    /// Goes to the window at that place.
    Nth(usize),
    /// To the next window.
    Next,
    /// To the window before.
    Previous,
    /// To the next window with something new.
    Active,
    /// To the mention before.
    MentionBefore,
    /// To the next mention.
    MentionAfter,
    /// Chooses a window by its name.
    Switch,
    /// Searches the messages.
    Search,
    /// A page back.
    PageUp,
    /// A page on.
    PageDown,
    /// To the oldest message.
    Oldest,
    /// To the newest message.
    Newest,
    /// Answers an older message.
    ReplyOlder,
    /// Answers a newer message.
    ReplyNewer,
    /// Draws all of the screen.
    Redraw,
    /// Stops, until the shell calls back.
    Stop,
    /// Leaves, when pressed twice.
    Leave,
    /// Leaves at once.
    Quit,
    /// Ends whatever is open.
    Escape,
}

const fn key(code: Code) -> Key {
    Key::plain(code)
}

const fn alt(code: Code) -> Key {
    Key::new(code, Mods::ALT)
}

const fn ctrl(code: Code) -> Key {
    Key::new(code, Mods::CTRL)
}

/// Every key of the screen. The line comes first: a key that it has a use for, because there is text to work on, does not
/// come here.
#[rustfmt::skip]
impl Bound for Deed {
    const TABLE: &'static [Binding<Deed>] = &[
        Binding { deed: Deed::Help,          name: "help",             keys: &[key(Code::F(1))],                   help: "shows all keys and commands" },
        Binding { deed: Deed::Members,       name: "members",          keys: &[key(Code::F(2))],                   help: "shows who is here: id, name, address, ports" },
        Binding { deed: Deed::Topic,         name: "topic",            keys: &[key(Code::F(3))],                   help: "shows all of the topic" },
        Binding { deed: Deed::Nth(1),        name: "window-1",         keys: &[Key::alt('1')],                     help: "to the first window; Alt+2 to Alt+9 to the others" },
        Binding { deed: Deed::Nth(2),        name: "window-2",         keys: &[Key::alt('2')],                     help: "" },
        Binding { deed: Deed::Nth(3),        name: "window-3",         keys: &[Key::alt('3')],                     help: "" },
        Binding { deed: Deed::Nth(4),        name: "window-4",         keys: &[Key::alt('4')],                     help: "" },
        Binding { deed: Deed::Nth(5),        name: "window-5",         keys: &[Key::alt('5')],                     help: "" },
        Binding { deed: Deed::Nth(6),        name: "window-6",         keys: &[Key::alt('6')],                     help: "" },
        Binding { deed: Deed::Nth(7),        name: "window-7",         keys: &[Key::alt('7')],                     help: "" },
        Binding { deed: Deed::Nth(8),        name: "window-8",         keys: &[Key::alt('8')],                     help: "" },
        Binding { deed: Deed::Nth(9),        name: "window-9",         keys: &[Key::alt('9')],                     help: "" },
        Binding { deed: Deed::Next,          name: "next-window",      keys: &[alt(Code::Right), Key::ctrl('n')],  help: "to the next window" },
        Binding { deed: Deed::Previous,      name: "previous-window",  keys: &[alt(Code::Left), Key::ctrl('p')],   help: "to the window before" },
        Binding { deed: Deed::Active,        name: "next-active",      keys: &[Key::alt('a')],                     help: "to the next window with something new" },
        Binding { deed: Deed::MentionBefore, name: "previous-mention", keys: &[Key::alt('p')],                     help: "to the mention before" },
        Binding { deed: Deed::MentionAfter,  name: "next-mention",     keys: &[Key::alt('n')],                     help: "to the next mention" },
        Binding { deed: Deed::Switch,        name: "switch",           keys: &[Key::ctrl('k'), Key::alt('k')],     help: "goes to a window by some letters of its name" },
        Binding { deed: Deed::Search,        name: "search",           keys: &[Key::ctrl('f'), Key::alt('/')],     help: "searches the messages of this window" },
        Binding { deed: Deed::PageUp,        name: "page-up",          keys: &[key(Code::PageUp)],                 help: "a page back" },
        Binding { deed: Deed::PageDown,      name: "page-down",        keys: &[key(Code::PageDown)],               help: "a page on" },
        Binding { deed: Deed::Oldest,        name: "oldest",           keys: &[key(Code::Home), ctrl(Code::Home)], help: "to the oldest message" },
        Binding { deed: Deed::Newest,        name: "newest",           keys: &[key(Code::End), ctrl(Code::End)],   help: "to the newest message" },
        Binding { deed: Deed::ReplyOlder,    name: "reply-older",      keys: &[alt(Code::Up)],                     help: "chooses the message to answer; again: an older one" },
        Binding { deed: Deed::ReplyNewer,    name: "reply-newer",      keys: &[alt(Code::Down)],                   help: "a newer one" },
        Binding { deed: Deed::Redraw,        name: "redraw",           keys: &[Key::ctrl('l')],                    help: "draws the screen anew" },
        Binding { deed: Deed::Stop,          name: "suspend",          keys: &[Key::ctrl('z')],                    help: "back to the shell, until fg" },
        Binding { deed: Deed::Leave,         name: "leave",            keys: &[Key::ctrl('c')],                    help: "empties the line; twice: leaves" },
        Binding { deed: Deed::Quit,          name: "quit",             keys: &[Key::ctrl('d')],                    help: "leaves, while nothing is written" },
        Binding { deed: Deed::Escape,        name: "close",            keys: &[key(Code::Escape)],                 help: "closes what is open, back to the newest message" },
    ];
    const ANY_SHIFT: bool = true;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::bindings::Bindings;
    use crate::client::edit::bindings as line;

    #[test]
    fn no_key_means_two_things() {
        let mut all: Vec<Key> = Deed::TABLE.iter().flat_map(|it| it.keys).copied().collect();
        let count = all.len();
        all.sort_by_key(ToString::to_string);
        all.dedup();
        assert_eq!(all.len(), count);
        // What the line takes with or without text never comes here.
        let line = Bindings::<line::Deed>::default();
        for binding in Deed::TABLE {
            for &key in binding.keys {
                let taken = line.find(key).is_some_and(|deed| !deed.needs_text());
                assert!(!taken, "{key}");
            }
        }
    }
}
