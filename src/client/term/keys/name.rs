//! What people call keys: `Ctrl+W`, `Alt+Left`, `Shift+Tab`.

use std::fmt;
use std::str::FromStr;

use super::{Code, Key, Mods};

/// What may stand before a key, in the order in which it is written.
const HELD: [(Mods, &str); 4] = [
    (Mods::SUPER, "Super+"),
    (Mods::CTRL, "Ctrl+"),
    (Mods::ALT, "Alt+"),
    (Mods::SHIFT, "Shift+"),
];

/// Keys that have names. Of several for one key the first is the one that is written.
const NAMED: [(Code, &str); 19] = [
    (Code::Enter, "Enter"),
    (Code::Enter, "Return"),
    (Code::Tab, "Tab"),
    (Code::Backspace, "Backspace"),
    (Code::Delete, "Delete"),
    (Code::Delete, "Del"),
    (Code::Insert, "Insert"),
    (Code::Escape, "Esc"),
    (Code::Escape, "Escape"),
    (Code::Up, "Up"),
    (Code::Down, "Down"),
    (Code::Left, "Left"),
    (Code::Right, "Right"),
    (Code::Home, "Home"),
    (Code::End, "End"),
    (Code::PageUp, "PgUp"),
    (Code::PageUp, "PageUp"),
    (Code::PageDown, "PgDn"),
    (Code::PageDown, "PageDown"),
];

/// The highest function key.
const FUNCTIONS: u8 = 35;

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, word) in HELD {
            if self.mods.has(held) {
                out.write_str(word)?;
            }
        }
        match self.code {
            Code::Char(' ') => out.write_str("Space"),
            // On its own a letter is what it types; in company it is what stands on the key.
            Code::Char(c) if self.mods.has(Mods::CTRL) => write!(out, "{}", c.to_uppercase()),
            Code::Char(c) => write!(out, "{c}"),
            Code::F(number) => write!(out, "F{number}"),
            code => {
                let name = NAMED.iter().find(|(named, _)| *named == code);
                out.write_str(name.map_or("", |(_, name)| name))
            }
        }
    }
}

/// There is no key of that name. Said in words for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoKey(String);

impl fmt::Display for NoKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = NAMED.iter().map(|(_, name)| *name);
        let short = named
            .filter(|name| !matches!(*name, "Return" | "Del" | "Escape" | "PageUp" | "PageDown"));
        let names: Vec<&str> = short.collect();
        write!(
            out,
            "{:?} is no key: a key is a character, {}, Space, or F1 to F{FUNCTIONS}, with Ctrl+, Alt+ or Shift+ before it",
            self.0,
            names.join(", ")
        )
    }
}

impl FromStr for Key {
    type Err = NoKey;

    fn from_str(name: &str) -> Result<Key, NoKey> {
        let mut mods = Mods::NONE;
        let mut rest = name;
        while let Some((held, after)) = HELD
            .iter()
            .find_map(|&(held, word)| Some((held, without(rest, word)?)))
        {
            mods = mods | held;
            rest = after;
        }
        let named = NAMED
            .iter()
            .find(|(_, known)| rest.eq_ignore_ascii_case(known));
        let mut chars = rest.chars();
        let code = match (named, chars.next(), chars.next()) {
            (Some((code, _)), ..) => *code,
            (None, Some(c), None) if !c.is_control() && !c.is_whitespace() => {
                // In company a letter is the key that it stands on, however it is written.
                let plain = if mods.has(Mods::CTRL) {
                    c.to_lowercase().next().unwrap_or(c)
                } else {
                    c
                };
                return Ok(Key::of_char(plain, mods, None));
            }
            _ if rest.eq_ignore_ascii_case("Space") => Code::Char(' '),
            (None, Some('F' | 'f'), Some(_)) => match rest[1..].parse() {
                Ok(number @ 1..=FUNCTIONS) => Code::F(number),
                _ => return Err(NoKey(name.to_owned())),
            },
            _ => return Err(NoKey(name.to_owned())),
        };
        Ok(Key::new(code, mods))
    }
}

/// What stands behind a word, if there is something.
fn without<'n>(name: &'n str, word: &str) -> Option<&'n str> {
    let (before, after) = name.split_at_checked(word.len())?;
    (before.eq_ignore_ascii_case(word) && !after.is_empty()).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written_and_a_little_beyond() {
        for name in [
            "Ctrl+W",
            "Alt+Left",
            "Shift+Tab",
            "F1",
            "F35",
            "Ctrl++",
            "+",
            "Alt++",
            "Ctrl+_",
            "Alt+a",
            "Alt+A",
            "Space",
            "Ctrl+Space",
            "Esc",
            "PgDn",
            "Super+Ctrl+Alt+Shift+Home",
            "é",
            "Alt+Backspace",
            "Ctrl+Shift+Up",
        ] {
            assert_eq!(
                name.parse::<Key>().map(|key| key.to_string()),
                Ok(name.to_owned())
            );
        }
        for (given, is) in [
            ("ctrl+w", "Ctrl+W"),
            ("CTRL+escape", "Ctrl+Esc"),
            ("Alt+Shift+a", "Alt+A"),
            ("alt+pageup", "Alt+PgUp"),
            ("Shift+Ctrl+Del", "Ctrl+Shift+Delete"),
            ("return", "Enter"),
            ("f12", "F12"),
        ] {
            assert_eq!(
                given.parse::<Key>().map(|key| key.to_string()),
                Ok(is.to_owned())
            );
        }
    }

    #[test]
    fn what_is_no_key_is_told_with_what_there_is() {
        for name in [
            "", "Ctrl+", "Ctlr+X", "ab", "F0", "F36", "F1x", "\t", "Ctrl+ ", "Hyper+x", "fü",
        ] {
            let why = name.parse::<Key>().expect_err(name).to_string();
            assert!(
                why.starts_with(&format!(
                    "{name:?} is no key: a key is a character, Enter, Tab,"
                )),
                "{why}"
            );
        }
    }
}
