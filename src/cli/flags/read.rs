//! From what was typed, and from the environment, to flags with good values.
//!
//! The lexer of `clap` says what in a word is a flag, a letter or a value; which flags there are, what is good for them and what
//! is said of all else is decided here.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};

use clap_lex::{ArgCursor, OsStrExt as _, ParsedArg, RawArgs, ShortFlags};

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
        let words = RawArgs::new(typed);
        let reader = Reader {
            program: self,
            words: &words,
            next: words.cursor(),
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
struct Reader<'w> {
    program: &'static Program,
    words: &'w RawArgs,
    /// Where the first of the words stands that is still to be read.
    next: ArgCursor,
    given: Vec<(&'static Flag, OsString)>,
}

impl Reader<'_> {
    fn read(mut self, environment: &dyn Fn(&str) -> Option<OsString>) -> Result<Wish, Misuse> {
        let program = self.program;
        while let Some(word) = self.words.next(&mut self.next) {
            let wish = if word.is_escape() {
                match self.words.next_os(&mut self.next) {
                    Some(word) => return Err(self.unexpected(&word.to_string_lossy(), None)),
                    None => None,
                }
            } else if let Some((name, value)) = word.to_long() {
                let name = name.map_or_else(OsStr::to_string_lossy, Cow::Borrowed);
                self.long(&name, value)?
            } else if let Some(letters) = word.to_short() {
                self.letters(letters)?
            } else {
                return self.command(&word.to_value_os().to_string_lossy());
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

    /// Reads what stands behind two hyphens, with its value if that stood in the same word.
    fn long(&mut self, name: &str, value: Option<&OsStr>) -> Result<Option<Wish>, Misuse> {
        let program = self.program;
        match (name, value) {
            ("help", None) => return Ok(Some(program.help())),
            ("version", None) => return Ok(Some(program.version())),
            _ => {}
        }
        let Some(flag) = program.flags.iter().find(|flag| flag.long == name) else {
            let near = near(name, program.flags.iter().map(|flag| flag.long));
            let tip = near.map(|near| format!("a similar argument exists: '--{near}'"));
            return Err(self.unexpected(&format!("--{name}"), tip));
        };
        self.take(flag, value)?;
        Ok(None)
    }

    /// Reads letters behind one hyphen. One that takes a value takes the rest, or else the next word.
    fn letters(&mut self, mut letters: ShortFlags<'_>) -> Result<Option<Wish>, Misuse> {
        let program = self.program;
        while let Some(letter) = letters.next_flag() {
            // What is not UTF-8 is no flag's letter either.
            let letter = letter.unwrap_or(char::REPLACEMENT_CHARACTER);
            match letter {
                'h' => return Ok(Some(program.help())),
                'V' => return Ok(Some(program.version())),
                _ => {}
            }
            let Some(flag) = program.flags.iter().find(|flag| flag.short == Some(letter)) else {
                return Err(self.unexpected(&format!("-{letter}"), None));
            };
            let rest = flag.value_name().and_then(|_| letters.next_value_os());
            let value = rest.map(|rest| rest.strip_prefix("=").unwrap_or(rest));
            self.take(flag, value)?;
        }
        Ok(None)
    }

    /// Takes a flag, with its value if that stood in the same word.
    fn take(&mut self, flag: &'static Flag, value: Option<&OsStr>) -> Result<(), Misuse> {
        let shown = flag.shown();
        let may_come_again = matches!(flag.takes, Takes::Again | Takes::Texts { .. });
        if !may_come_again && self.has(flag) {
            let what = format!("the argument '{shown}' cannot be used multiple times");
            return Err(self.program.misuse(&what, None));
        }
        let value = match (flag.value_name(), value) {
            (None, Some(_)) => return Err(bad_value(&format!("'{shown}' takes no value"), "")),
            (None, None) => OsStr::new(""),
            (Some(_), Some(value)) => value,
            (Some(_), None) => {
                let is_value =
                    |word: &ParsedArg<'_>| !(word.is_long() || word.is_short() || word.is_escape());
                let next = self.words.next(&mut self.next);
                let tip = match next {
                    Some(_) => format!(
                        "\n  tip: a value that begins with a hyphen is given as '--{}=VALUE'\n",
                        flag.long
                    ),
                    None => String::new(),
                };
                let Some(word) = next.filter(is_value) else {
                    let what = format!("a value is required for '{shown}' but none was supplied");
                    return Err(bad_value(&what, &tip));
                };
                word.to_value_os()
            }
        };
        self.keep(flag, value.to_owned(), &shown)
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
        match self.words.next_os(&mut self.next) {
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
