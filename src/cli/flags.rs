//! A command line as a table: one row per flag, from which it is read, looked up in the environment and explained.
//!
//! The server's flags are read with this and only the lexer of the `clap` that the client uses, because all of `clap` would be
//! a seventh of the server. Nothing here looks at the process: what was typed and the environment are passed in.

pub mod help;
mod read;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// What a program takes.
#[derive(Debug)]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// What stands below the flags in the help, already broken into lines.
    pub examples: &'static str,
    /// Before the name of each flag in the environment.
    pub environment: &'static str,
    /// In the order of the help; those of one heading side by side.
    pub flags: &'static [Flag],
    /// Words that may stand in place of all flags.
    pub commands: &'static [Command],
}

/// One flag.
#[derive(Debug)]
pub struct Flag {
    /// Its name, without the hyphens.
    pub long: &'static str,
    /// Its letter.
    pub short: Option<char>,
    /// What follows it.
    pub takes: Takes,
    /// Where it stands in the help.
    pub heading: &'static str,
    /// What it does.
    pub help: &'static str,
}

/// What follows a flag.
#[derive(Debug)]
pub enum Takes {
    /// Nothing: it is there or not.
    Nothing,
    /// Nothing, and it can be given several times.
    Again,
    /// A number.
    Number {
        /// What the help calls it.
        name: &'static str,
        /// The largest.
        most: u64,
        /// Without the flag.
        default: u64,
    },
    /// A text.
    Text {
        /// What the help calls it.
        name: &'static str,
        /// Without the flag.
        default: &'static str,
        /// What is wrong with it.
        check: fn(&str) -> Result<(), String>,
    },
    /// Texts, with commas between them or with the flag given again.
    Texts {
        /// What the help calls one.
        name: &'static str,
    },
    /// The name of a file.
    File,
}

/// A word that stands in place of flags.
#[derive(Debug)]
pub struct Command {
    /// The word.
    pub name: &'static str,
    /// What it does, for the list; `None` when it is for the program itself to use.
    pub about: Option<&'static str>,
    /// More of it, for its own help, already broken into lines.
    pub more: &'static str,
}

/// What was typed, when it makes sense.
#[derive(Debug)]
pub enum Wish {
    /// To run with these flags.
    Run(Typed),
    /// To run a command.
    Command(&'static str),
    /// To be told this.
    Told(String),
}

/// What was typed, when it makes no sense: all that is to be said of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Misuse(pub String);

/// The flags that were given, every value a good one.
#[derive(Debug)]
pub struct Typed {
    program: &'static Program,
    given: Vec<(&'static Flag, OsString)>,
}

impl Flag {
    /// What the help calls what follows it; `None` where nothing does.
    #[must_use]
    pub fn value_name(&self) -> Option<&'static str> {
        match self.takes {
            Takes::Nothing | Takes::Again => None,
            Takes::Number { name, .. } | Takes::Text { name, .. } | Takes::Texts { name } => {
                Some(name)
            }
            Takes::File => Some("FILE"),
        }
    }

    /// What counts when it is not given; `None` where that is nothing.
    #[must_use]
    pub fn default(&self) -> Option<String> {
        match self.takes {
            Takes::Number { default, .. } => Some(default.to_string()),
            Takes::Text { default, .. } => Some(default.to_owned()),
            Takes::Nothing | Takes::Again | Takes::Texts { .. } | Takes::File => None,
        }
    }

    /// As it is typed: `--port <PORT>`.
    fn shown(&self) -> String {
        match self.value_name() {
            Some(name) => format!("--{} <{name}>", self.long),
            None => format!("--{}", self.long),
        }
    }
}

impl Typed {
    /// How often a flag was given.
    #[must_use]
    pub fn count(&self, long: &str) -> usize {
        self.values(long).count()
    }

    /// Whether it was given.
    #[must_use]
    pub fn has(&self, long: &str) -> bool {
        self.count(long) > 0
    }

    /// Its number.
    #[must_use]
    pub fn number(&self, long: &str) -> u64 {
        let given = self
            .values(long)
            .next()
            .and_then(|text| text.to_str()?.parse().ok());
        given.unwrap_or_else(|| match self.flag(long).map(|flag| &flag.takes) {
            Some(Takes::Number { default, .. }) => *default,
            _ => 0,
        })
    }

    /// Its number, where that is not larger than what the machine counts in.
    #[must_use]
    pub fn size(&self, long: &str) -> usize {
        usize::try_from(self.number(long)).unwrap_or(usize::MAX)
    }

    /// Its text.
    #[must_use]
    pub fn text(&self, long: &str) -> String {
        let given = self.values(long).next().and_then(OsStr::to_str);
        let default = || self.flag(long).and_then(Flag::default).unwrap_or_default();
        given.map_or_else(default, str::to_owned)
    }

    /// All its texts.
    #[must_use]
    pub fn texts(&self, long: &str) -> Vec<String> {
        let texts = self.values(long).filter_map(OsStr::to_str);
        texts
            .flat_map(|text| text.split(','))
            .map(str::to_owned)
            .collect()
    }

    /// Its file.
    #[must_use]
    pub fn file(&self, long: &str) -> Option<PathBuf> {
        self.values(long).next().map(PathBuf::from)
    }

    fn values<'t>(&'t self, long: &'t str) -> impl Iterator<Item = &'t OsStr> {
        debug_assert!(self.flag(long).is_some(), "there is no --{long}");
        let given = self.given.iter().filter(move |(flag, _)| flag.long == long);
        given.map(|(_, value)| value.as_os_str())
    }

    fn flag(&self, long: &str) -> Option<&'static Flag> {
        self.program.flags.iter().find(|flag| flag.long == long)
    }
}
