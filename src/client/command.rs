//! What the user types, read: words to say, or a command. Nothing is sent from here.

use crate::commands::{self, Command, Place, Verb, first_word};

/// A line, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed<'a> {
    /// Nothing to say.
    Blank,
    /// Say this in the current group.
    Say(&'a str),
    /// Do this.
    Do(Verb, Args<'a>),
    /// No such command.
    Unknown(&'a str),
    /// A command that lacks a parameter.
    Lacking(&'static Command),
}

/// What follows the command's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Args<'a> {
    /// The first word, empty when there is none.
    pub first: &'a str,
    /// What follows the first word.
    pub rest: &'a str,
    /// All of it.
    pub all: &'a str,
}

/// Reads what was typed there. A slash begins a command; two begin words that begin with one slash.
#[must_use]
pub fn read(line: &str, place: Place) -> Typed<'_> {
    if line.trim().is_empty() {
        return Typed::Blank;
    }
    let Some(after) = commands::guarded(line).strip_prefix('/') else {
        return Typed::Say(line);
    };
    if after.starts_with('/') {
        return Typed::Say(after);
    }
    let (word, all) = first_word(after);
    let Some(command) = commands::find(word, place) else {
        return Typed::Unknown(word);
    };
    let (first, rest) = first_word(all);
    let given = usize::from(!first.is_empty()) + usize::from(!rest.is_empty());
    if given < command.least() {
        return Typed::Lacking(command);
    }
    Typed::Do(command.verb, Args { first, rest, all })
}

#[cfg(test)]
mod tests {
    use super::{Args, Place, Typed};
    use crate::commands::Verb;
    use proptest::prelude::*;

    fn read(line: &str) -> Typed<'_> {
        super::read(line, Place::LINE)
    }

    #[test]
    fn lines_are_words_or_commands() {
        assert_eq!(read("  hello "), Typed::Say("  hello "));
        assert_eq!(read("//etc/hosts"), Typed::Say("/etc/hosts"));
        assert_eq!(read(" /quit"), Typed::Say(" /quit"));
        for line in ["  /login bob sesame", "\t/LOGIN bob sesame"] {
            assert!(
                matches!(read(line), Typed::Do(Verb::Login, args) if args.all == "bob sesame"),
                "{line:?}"
            );
        }
        assert!(matches!(read(" /register x"), Typed::Do(Verb::Register, _)));
        assert_eq!(read(" //login x"), Typed::Say(" //login x"));
        assert_eq!(read(" login x"), Typed::Say(" login x"));
        for blank in ["", " ", "\t"] {
            assert_eq!(read(blank), Typed::Blank);
        }
        let args = Args {
            first: "bob",
            rest: "hi  there",
            all: "bob  hi  there",
        };
        assert_eq!(read("/msg bob  hi  there "), Typed::Do(Verb::Msg, args));
        let none = Args {
            first: "",
            rest: "",
            all: "",
        };
        assert_eq!(read("/QUIT"), Typed::Do(Verb::Quit, none));
        assert_eq!(read("/part"), Typed::Do(Verb::Leave, none));
    }

    #[test]
    fn what_lacks_a_parameter_is_named() {
        for (line, word) in [
            ("/msg", "msg"),
            ("/msg bob", "msg"),
            ("/msg bob  ", "msg"),
            ("/me ", "me"),
            ("/join", "join"),
        ] {
            assert!(
                matches!(read(line), Typed::Lacking(command) if command.word == word),
                "{line}"
            );
        }
    }

    #[test]
    fn what_is_no_command_is_not_said_either() {
        for (line, word) in [("/mgs bob hi", "mgs"), ("/", ""), ("/usr/bin x", "usr/bin")] {
            assert_eq!(read(line), Typed::Unknown(word), "{line}");
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_panics(line in "/?/?\\PC{0,20}") {
            let _ = read(&line);
        }
    }
}
