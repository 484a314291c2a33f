//! All keys together: those of the screen and those of the line, with what the user made of them.

use std::fmt::Write as _;

use super::bindings::Deed;
use crate::client::bindings::{Bindings, Bound as _, Wish, named};
use crate::client::draw::KeyHelp;
use crate::client::edit::bindings as line;
use crate::client::term::keys::Key;

/// What all keys do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    /// Those of the screen.
    pub screen: Bindings<Deed>,
    /// Those of the line. They come first, while there is something that they can work on.
    pub line: Bindings<line::Deed>,
}

/// What a window's key is told to do when not all of them are what they are without settings.
const WINDOWS: [&str; 9] = [
    "to the first window",
    "to the second window",
    "to the third window",
    "to the fourth window",
    "to the fifth window",
    "to the sixth window",
    "to the seventh window",
    "to the eighth window",
    "to the ninth window",
];

/// The keys that something has without settings.
fn usual(name: &str) -> Option<&'static [Key]> {
    let screen = named::<Deed>(name).map(|row| row.keys);
    screen.or_else(|| named::<line::Deed>(name).map(|row| row.keys))
}

impl Keymap {
    /// The usual keys but for those that the user wants otherwise. A key that something is given is taken from what else
    /// had it.
    ///
    /// # Errors
    /// What cannot be, and where it stands, in words for the user.
    pub fn with(wishes: &[Wish]) -> Result<Keymap, String> {
        let mut keymap = Keymap::default();
        // What is given here, and was not there before.
        let mut news: Vec<(&Wish, Key)> = Vec::new();
        for wish in wishes {
            let (at, name) = (wish.line, &wish.name);
            let Some(usual) = usual(name) else {
                return Err(format!(
                    "line {at}: keys do nothing that is called {name:?}. There are: {}",
                    names().join(", ")
                ));
            };
            for &key in &wish.keys {
                if key.typed().is_some() {
                    return Err(format!(
                        "line {at}: {key} is typed, so it can do nothing else; with Ctrl+ or Alt+ it can"
                    ));
                }
                if !usual.contains(&key) {
                    news.push((wish, key));
                }
            }
        }
        for (wish, key) in &news {
            let other = wishes
                .iter()
                .find(|it| it.name != wish.name && it.keys.contains(key));
            if let Some(other) = other {
                return Err(format!(
                    "line {}: {key} cannot be for {:?} and for {:?}",
                    other.line.max(wish.line),
                    wish.name,
                    other.name
                ));
            }
        }
        for (_, key) in &news {
            keymap.screen.take(*key, |_| false);
            keymap.line.take(*key, |_| false);
        }
        for wish in wishes {
            if let Some(row) = named::<Deed>(&wish.name) {
                keymap.screen.set(row.deed, &wish.keys);
            }
            if let Some(row) = named::<line::Deed>(&wish.name) {
                keymap.line.set(row.deed, &wish.keys);
            }
        }
        Ok(keymap)
    }

    /// The rows of the help: those of the screen, then those of the line. What no key does has none.
    #[must_use]
    pub fn help(&self) -> Vec<KeyHelp> {
        let mut help = Vec::new();
        let usual = Keymap::default();
        let windows = Deed::TABLE
            .iter()
            .filter(|row| matches!(row.deed, Deed::Nth(_)));
        let apart = windows
            .clone()
            .any(|row| self.screen.keys(row.deed) != usual.screen.keys(row.deed));
        for row in Deed::TABLE {
            let does = match row.deed {
                Deed::Nth(place) if apart => WINDOWS.get(place - 1).unwrap_or(&""),
                _ => row.help,
            };
            help.push((self.screen.keys(row.deed), does));
        }
        for row in line::Deed::TABLE {
            help.push((self.line.keys(row.deed), row.help));
        }
        help.retain(|(keys, does)| !keys.is_empty() && !does.is_empty());
        let told = help.into_iter().map(|(keys, does)| KeyHelp {
            keys: shown(keys),
            does,
        });
        told.collect()
    }

    /// The key to tell people of for something; `None` when there is none.
    #[must_use]
    pub fn key(&self, deed: Deed) -> Option<Key> {
        self.screen.keys(deed).first().copied()
    }
}

/// Keys as people write them. Of more than two, those that come after are for terminals that tell them otherwise.
fn shown(keys: &[Key]) -> String {
    let names: Vec<String> = keys.iter().take(2).map(ToString::to_string).collect();
    names.join(", ")
}

/// What keys can do, as the settings call it.
fn names() -> Vec<&'static str> {
    let screen = Deed::TABLE.iter().map(|row| row.name);
    screen
        .chain(line::Deed::TABLE.iter().map(|row| row.name))
        .collect()
}

/// The settings that say what is so without them, to be changed by hand.
#[must_use]
pub fn settings() -> String {
    let mut text = String::from("#[keys]\n");
    let screen = Deed::TABLE.iter().map(|row| (row.name, row.keys, row.help));
    let line = line::Deed::TABLE
        .iter()
        .map(|row| (row.name, row.keys, row.help));
    for (name, keys, help) in screen.chain(line) {
        let keys: Vec<String> = keys.iter().map(|key| format!("\"{key}\"")).collect();
        let value = match &keys[..] {
            [one] => one.clone(),
            several => format!("[{}]", several.join(", ")),
        };
        let help = if help.is_empty() { "" } else { "  # " }.to_owned() + help;
        let _ = writeln!(text, "#{name} = {value}{help}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(line: usize, name: &str, keys: &[&str]) -> Wish {
        Wish {
            line,
            name: name.to_owned(),
            keys: keys.iter().map(|key| key.parse().expect("a key")).collect(),
        }
    }

    fn key(name: &str) -> Key {
        name.parse().expect("a key")
    }

    #[test]
    fn a_key_goes_from_one_thing_to_another() {
        let keymap = Keymap::with(&[
            wish(1, "next-window", &["F6", "Ctrl+B"]),
            wish(2, "members", &[]),
        ])
        .expect("good");
        assert_eq!(keymap.screen.find(key("F6")), Some(Deed::Next));
        assert_eq!(keymap.screen.find(key("Ctrl+N")), None, "it has other keys");
        assert_eq!(
            keymap.line.find(key("Ctrl+B")),
            None,
            "the line has lost it"
        );
        assert_eq!(keymap.line.find(key("Left")), Some(line::Deed::Left));
        assert_eq!(keymap.screen.find(key("F2")), None);
        let help = keymap.help();
        assert!(
            help.iter()
                .any(|row| row.keys == "F6, Ctrl+B" && row.does == "to the next window")
        );
        assert!(!help.iter().any(|row| row.does.contains("who is here")));
    }

    #[test]
    fn the_help_tells_of_windows_one_by_one_where_they_are_apart() {
        let keymap = Keymap::with(&[wish(1, "window-2", &["F8"])]).expect("good");
        let rows: Vec<(String, &str)> = keymap.help()[3..6]
            .iter()
            .map(|row| (row.keys.clone(), row.does))
            .collect();
        assert_eq!(
            rows,
            [
                ("Alt+1".to_owned(), "to the first window"),
                ("F8".to_owned(), "to the second window"),
                ("Alt+3".to_owned(), "to the third window"),
            ]
        );
    }

    #[test]
    fn what_cannot_be_is_told() {
        for (wishes, told) in [
            (
                vec![wish(7, "nxt-window", &["F6"])],
                "line 7: keys do nothing that is called \"nxt-window\". There are: help, members, topic, window-1,",
            ),
            (
                vec![wish(3, "help", &["h"])],
                "line 3: h is typed, so it can do nothing else; with Ctrl+ or Alt+ it can",
            ),
            (
                vec![wish(3, "help", &["F9"]), wish(5, "topic", &["F9"])],
                "line 5: F9 cannot be for \"help\" and for \"topic\"",
            ),
            (
                vec![wish(3, "help", &["F3"]), wish(5, "topic", &["F3"])],
                "line 5: F3 cannot be for \"help\" and for \"topic\"",
            ),
        ] {
            let why = Keymap::with(&wishes).expect_err(told);
            assert!(why.starts_with(told), "{why}");
        }
    }

    #[test]
    fn what_is_usual_can_be_said_as_well() {
        let mut all: Vec<Wish> = Deed::TABLE
            .iter()
            .map(|row| (row.name, row.keys))
            .chain(line::Deed::TABLE.iter().map(|row| (row.name, row.keys)))
            .map(|(name, keys)| Wish {
                line: 1,
                name: name.to_owned(),
                keys: keys.to_vec(),
            })
            .collect();
        assert_eq!(Keymap::with(&all), Ok(Keymap::default()));
        all.truncate(20);
        assert_eq!(Keymap::with(&all), Ok(Keymap::default()));
        let count = names().len();
        let mut names = names();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "each name is one deed's");
    }

    #[test]
    fn every_deed_is_told_of() {
        let help = Keymap::default().help();
        assert!(help.iter().all(|row| !row.keys.is_empty()));
        for keys in ["F1", "Alt+Right, Ctrl+N", "Ctrl+R", "Ctrl+C"] {
            assert!(help.iter().any(|row| row.keys == keys), "{keys}");
        }
    }
}
