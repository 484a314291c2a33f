//! What keys do that the line has no use for: one row per deed, for the loop, the help and README.

use crate::client::draw::KeyHelp;
use crate::client::edit::bindings as line;
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
    /// Ends whatever is open.
    Escape,
}

/// A row of [`BINDINGS`].
#[derive(Debug)]
pub struct Binding {
    /// What happens.
    pub deed: Deed,
    /// Which keys do it, the one to tell people of first.
    pub keys: &'static [Key],
    /// What it is for. Empty where the row before says it.
    pub help: &'static str,
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
pub const BINDINGS: [Binding; 29] = [
    Binding { deed: Deed::Help,          keys: &[key(Code::F(1))],                    help: "shows all keys and commands" },
    Binding { deed: Deed::Members,       keys: &[key(Code::F(2))],                    help: "shows who is here: id, name, address, ports" },
    Binding { deed: Deed::Topic,         keys: &[key(Code::F(3))],                    help: "shows all of the topic" },
    Binding { deed: Deed::Nth(1),        keys: &[Key::alt('1')],                      help: "to the first window; Alt+2 to Alt+9 to the others" },
    Binding { deed: Deed::Nth(2),        keys: &[Key::alt('2')],                      help: "" },
    Binding { deed: Deed::Nth(3),        keys: &[Key::alt('3')],                      help: "" },
    Binding { deed: Deed::Nth(4),        keys: &[Key::alt('4')],                      help: "" },
    Binding { deed: Deed::Nth(5),        keys: &[Key::alt('5')],                      help: "" },
    Binding { deed: Deed::Nth(6),        keys: &[Key::alt('6')],                      help: "" },
    Binding { deed: Deed::Nth(7),        keys: &[Key::alt('7')],                      help: "" },
    Binding { deed: Deed::Nth(8),        keys: &[Key::alt('8')],                      help: "" },
    Binding { deed: Deed::Nth(9),        keys: &[Key::alt('9')],                      help: "" },
    Binding { deed: Deed::Next,          keys: &[alt(Code::Right), Key::ctrl('n')],   help: "to the next window" },
    Binding { deed: Deed::Previous,      keys: &[alt(Code::Left), Key::ctrl('p')],    help: "to the window before" },
    Binding { deed: Deed::Active,        keys: &[Key::alt('a')],                      help: "to the next window with something new" },
    Binding { deed: Deed::MentionBefore, keys: &[Key::alt('p')],                      help: "to the mention before" },
    Binding { deed: Deed::MentionAfter,  keys: &[Key::alt('n')],                      help: "to the next mention" },
    Binding { deed: Deed::Switch,        keys: &[Key::ctrl('k'), Key::alt('k')],      help: "goes to a window by some letters of its name" },
    Binding { deed: Deed::Search,        keys: &[Key::ctrl('f'), Key::alt('/')],      help: "searches the messages of this window" },
    Binding { deed: Deed::PageUp,        keys: &[key(Code::PageUp)],                  help: "a page back" },
    Binding { deed: Deed::PageDown,      keys: &[key(Code::PageDown)],                help: "a page on" },
    Binding { deed: Deed::Oldest,        keys: &[key(Code::Home), ctrl(Code::Home)],  help: "to the oldest message" },
    Binding { deed: Deed::Newest,        keys: &[key(Code::End), ctrl(Code::End)],    help: "to the newest message" },
    Binding { deed: Deed::ReplyOlder,    keys: &[alt(Code::Up)],                      help: "chooses the message to answer; again: an older one" },
    Binding { deed: Deed::ReplyNewer,    keys: &[alt(Code::Down)],                    help: "a newer one" },
    Binding { deed: Deed::Redraw,        keys: &[Key::ctrl('l')],                     help: "draws the screen anew" },
    Binding { deed: Deed::Stop,          keys: &[Key::ctrl('z')],                     help: "back to the shell, until fg" },
    Binding { deed: Deed::Leave,         keys: &[Key::ctrl('c')],                     help: "empties the line; twice: leaves" },
    Binding { deed: Deed::Escape,        keys: &[key(Code::Escape)],                  help: "closes what is open, back to the newest message" },
];

/// What a key does.
#[must_use]
pub fn find(key: Key) -> Option<Deed> {
    let row = |key| BINDINGS.iter().find(|binding| binding.keys.contains(&key));
    let without = Key::new(key.code, key.mods.without(Mods::SHIFT));
    row(key)
        .or_else(|| row(without))
        .map(|binding| binding.deed)
}

/// The rows of the help: those of the screen, then those of the line.
#[must_use]
pub fn help() -> Vec<KeyHelp> {
    let screen = BINDINGS.iter().map(|it| (it.keys, it.help));
    let line = line::BINDINGS.iter().map(|it| (it.keys, it.help));
    let told = screen.chain(line).filter(|(_, help)| !help.is_empty());
    told.map(|(keys, does)| KeyHelp {
        keys: names(keys),
        does,
    })
    .collect()
}

/// Keys as people write them. Of more than two, those that come after are for terminals that tell them otherwise.
fn names(keys: &[Key]) -> String {
    let names: Vec<String> = keys.iter().take(2).map(ToString::to_string).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things() {
        let mut all: Vec<Key> = BINDINGS.iter().flat_map(|it| it.keys).copied().collect();
        let count = all.len();
        all.sort_by_key(ToString::to_string);
        all.dedup();
        assert_eq!(all.len(), count);
        // What the line takes with or without text never comes here.
        for binding in &BINDINGS {
            for &key in binding.keys {
                let taken = line::find(key).is_some_and(|deed| !deed.needs_text());
                assert!(!taken, "{key}");
            }
        }
    }

    #[test]
    fn every_deed_is_told_of() {
        let help = help();
        assert!(help.iter().all(|row| !row.keys.is_empty()));
        for keys in ["F1", "Alt+Right, Ctrl+N", "Ctrl+R", "Ctrl+C"] {
            assert!(help.iter().any(|row| row.keys == keys), "{keys}");
        }
    }
}
