//! From what was typed, and from the environment, to flags with good values.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;

use super::{Flag, Misuse, Program, Takes, Typed, Wish};
use crate::commands::slips;

/// Letters of an unknown word that are looked at; no name is longer.
const LOOKED_AT: usize = 24;
/// An unknown word with this many letters stands for what it begins.
const BEGINNING: usize = 3;

impl Program {
    /// Reads what was typed, without the name of the program, and for flags that were not, the environment.
    ///
    /// # Errors
    /// When it makes no sense.
    pub fn read(
        &'static self,
        typed: impl IntoIterator<Item = OsString>,
        environment: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<Wish, Misuse> {
        let reader = Reader {
            program: self,
            words: typed.into_iter().collect::<Vec<_>>().into_iter(),
            given: Vec::new(),
        };
        reader.read(environment)
    }

    /// The name that a flag has in the environment.
    #[must_use]
    pub fn key(&self, flag: &Flag) -> String {
        let name = flag.long.replace('-', "_").to_ascii_uppercase();
        format!("{}{name}", self.environment)
    }

    fn version(&self) -> Wish {
        Wish::Told(format!("{} {}\n", self.name, env!("CARGO_PKG_VERSION")))
    }

    /// What to say of a word that has no place here.
    fn misuse(&self, what: &str, tip: Option<String>) -> Misuse {
        let tip = tip.map_or_else(String::new, |tip| format!("\n  tip: {tip}\n"));
        let usage = self.usage();
        Misuse(format!("error: {what}\n{tip}\n{usage}\n{HELP}"))
    }
}

/// Where to look for more.
const HELP: &str = "For more information, try '--help'.\n";

/// What to say of a value that is missing or not good.
fn bad_value(what: &str, tip: &str) -> Misuse {
    Misuse(format!("error: {what}\n{tip}\n{HELP}"))
}

/// A command line being read.
struct Reader {
    program: &'static Program,
    /// What is still to be read.
    words: std::vec::IntoIter<OsString>,
    given: Vec<(&'static Flag, OsString)>,
}

impl Reader {
    fn read(mut self, environment: &dyn Fn(&str) -> Option<OsString>) -> Result<Wish, Misuse> {
        let program = self.program;
        while let Some(word) = self.words.next() {
            let bytes = word.as_bytes();
            let wish = if bytes == b"--" {
                match self.words.next() {
                    Some(word) => return Err(self.unexpected(&word.to_string_lossy(), None)),
                    None => None,
                }
            } else if let Some(long) = bytes.strip_prefix(b"--") {
                self.long(long)?
            } else if let Some(letters) = bytes.strip_prefix(b"-").filter(|rest| !rest.is_empty()) {
                self.letters(letters)?
            } else {
                return self.command(&word.to_string_lossy());
            };
            if let Some(wish) = wish {
                return Ok(wish);
            }
        }
        for flag in program.flags {
            if !self.has(flag)
                && let Some(value) = environment(&program.key(flag))
            {
                self.keep_from_environment(flag, value)?;
            }
        }
        let given = self.given;
        Ok(Wish::Run(Typed { program, given }))
    }

    /// Reads what stands behind two hyphens.
    fn long(&mut self, long: &[u8]) -> Result<Option<Wish>, Misuse> {
        let program = self.program;
        let (name, value) = match memchr::memchr(b'=', long) {
            Some(at) => (&long[..at], Some(&long[at + 1..])),
            None => (long, None),
        };
        let name = String::from_utf8_lossy(name);
        match (&*name, value) {
            ("help", None) => return Ok(Some(program.help())),
            ("version", None) => return Ok(Some(program.version())),
            _ => {}
        }
        let Some(flag) = program.flags.iter().find(|flag| flag.long == name) else {
            let near = near(&name, program.flags.iter().map(|flag| flag.long));
            let tip = near.map(|near| format!("a similar argument exists: '--{near}'"));
            return Err(self.unexpected(&format!("--{name}"), tip));
        };
        self.take(flag, value)?;
        Ok(None)
    }

    /// Reads letters behind one hyphen. One that takes a value takes the rest, or else the next word.
    fn letters(&mut self, letters: &[u8]) -> Result<Option<Wish>, Misuse> {
        let program = self.program;
        for (at, &letter) in letters.iter().enumerate() {
            match letter {
                b'h' => return Ok(Some(program.help())),
                b'V' => return Ok(Some(program.version())),
                _ => {}
            }
            let letter = char::from(letter);
            let Some(flag) = program.flags.iter().find(|flag| flag.short == Some(letter)) else {
                let rest = String::from_utf8_lossy(&letters[at..]);
                let letter = rest.chars().next().unwrap_or(letter);
                return Err(self.unexpected(&format!("-{letter}"), None));
            };
            if flag.value_name().is_some() {
                let rest = &letters[at + 1..];
                let rest = rest.strip_prefix(b"=").unwrap_or(rest);
                let in_word = at + 1 < letters.len();
                self.take(flag, in_word.then_some(rest))?;
                break;
            }
            self.take(flag, None)?;
        }
        Ok(None)
    }

    /// Takes a flag, with its value if that stood in the same word.
    fn take(&mut self, flag: &'static Flag, value: Option<&[u8]>) -> Result<(), Misuse> {
        let shown = flag.shown();
        let may_come_again = matches!(flag.takes, Takes::Again | Takes::Texts { .. });
        if !may_come_again && self.has(flag) {
            let what = format!("the argument '{shown}' cannot be used multiple times");
            return Err(self.program.misuse(&what, None));
        }
        let value = match (flag.value_name(), value) {
            (None, Some(_)) => return Err(bad_value(&format!("'{shown}' takes no value"), "")),
            (None, None) => OsString::new(),
            (Some(_), Some(value)) => OsStr::from_bytes(value).to_owned(),
            (Some(_), None) => {
                let is_value = |word: &OsString| word == "-" || !word.as_bytes().starts_with(b"-");
                let next = self.words.as_slice().first();
                let tip = match next {
                    Some(_) => format!(
                        "\n  tip: a value that begins with a hyphen is given as '--{}=VALUE'\n",
                        flag.long
                    ),
                    None => String::new(),
                };
                if !next.is_some_and(is_value) {
                    let what = format!("a value is required for '{shown}' but none was supplied");
                    return Err(bad_value(&what, &tip));
                }
                self.words.next().unwrap_or_default()
            }
        };
        self.keep(flag, value, &shown)
    }

    /// Keeps what the environment says of a flag.
    fn keep_from_environment(
        &mut self,
        flag: &'static Flag,
        value: OsString,
    ) -> Result<(), Misuse> {
        let key = self.program.key(flag);
        let times = match flag.takes {
            Takes::Nothing => match yes(&value) {
                Some(yes) => u8::from(yes),
                None => return Err(invalid(&value, &key, "it is neither yes nor no")),
            },
            Takes::Again => match value.to_str().map(str::parse) {
                Some(Ok(times)) => times,
                _ => return Err(invalid(&value, &key, "it is not a number from 0 to 255")),
            },
            _ => return self.keep(flag, value, &key),
        };
        for _ in 0..times {
            self.given.push((flag, OsString::new()));
        }
        Ok(())
    }

    /// Keeps a value if it is a good one. `shown` is what it was given with.
    fn keep(&mut self, flag: &'static Flag, value: OsString, shown: &str) -> Result<(), Misuse> {
        if let Some(why) = fault(&flag.takes, &value) {
            return Err(invalid(&value, shown, &why));
        }
        self.given.push((flag, value));
        Ok(())
    }

    /// Reads a word that is no flag, and what follows it.
    fn command(mut self, word: &str) -> Result<Wish, Misuse> {
        let program = self.program;
        let Some(command) = program.commands.iter().find(|command| command.name == word) else {
            let known = program
                .commands
                .iter()
                .filter(|command| command.about.is_some());
            let near = near(word, known.map(|command| command.name));
            let tip = near.map(|near| format!("a similar subcommand exists: '{near}'"));
            return Err(program.misuse(&format!("unrecognized subcommand '{word}'"), tip));
        };
        if let Some((flag, _)) = self.given.first() {
            let (name, shown) = (command.name, flag.shown());
            let what = format!("the subcommand '{name}' cannot be used with '{shown}'");
            return Err(program.misuse(&what, None));
        }
        match self.words.next() {
            None => Ok(Wish::Command(command.name)),
            Some(word) if word == "-h" || word == "--help" => Ok(program.help_of(command)),
            Some(word) => Err(self.unexpected(&word.to_string_lossy(), None)),
        }
    }

    fn has(&self, flag: &Flag) -> bool {
        self.given.iter().any(|(known, _)| known.long == flag.long)
    }

    fn unexpected(&self, word: &str, tip: Option<String>) -> Misuse {
        let what = format!("unexpected argument '{word}' found");
        self.program.misuse(&what, tip)
    }
}

fn invalid(value: &OsStr, shown: &str, why: &str) -> Misuse {
    let value = value.to_string_lossy();
    bad_value(&format!("invalid value '{value}' for '{shown}': {why}"), "")
}

/// What is wrong with a value.
fn fault(takes: &Takes, value: &OsStr) -> Option<String> {
    match takes {
        Takes::Number { most, .. } => {
            let digits = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit());
            match value.to_str().filter(digits).map(str::parse::<u64>) {
                Some(Ok(number)) if number <= *most => None,
                _ => Some(format!("it is not a number from 0 to {most}")),
            }
        }
        Takes::Text { check, .. } => match value.to_str() {
            Some(text) => check(text).err(),
            None => Some("it is not UTF-8".to_owned()),
        },
        Takes::Texts { .. } if value.to_str().is_none() => Some("it is not UTF-8".to_owned()),
        Takes::File if value.is_empty() => Some("a file has a name".to_owned()),
        Takes::Nothing | Takes::Again | Takes::Texts { .. } | Takes::File => None,
    }
}

/// Whether a value of the environment says yes.
fn yes(value: &OsStr) -> Option<bool> {
    match value.to_str()?.to_ascii_lowercase().as_str() {
        "1" | "y" | "yes" | "t" | "true" | "on" => Some(true),
        "0" | "n" | "no" | "f" | "false" | "off" => Some(false),
        _ => None,
    }
}

/// What was probably meant: what the word begins, or the nearest by slips of the finger, if these are few for its length.
fn near(word: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let letters = |text: &str| text.chars().take(LOOKED_AT).collect::<Vec<char>>();
    let typed = letters(word);
    let far = |name: &str| match typed.len() >= BEGINNING && name.starts_with(word) {
        true => 0,
        false => slips(&typed, &letters(name)),
    };
    let (far, name) = known.map(|name| (far(name), name)).min()?;
    (far * 3 <= typed.len()).then_some(name)
}

#[cfg(test)]
mod tests;
