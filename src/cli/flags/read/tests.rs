//! What may be typed, and what is said of what may not.

use std::os::unix::ffi::OsStrExt as _;

use super::*;
use crate::cli::flags::Command;
use proptest::prelude::*;
use proptest::string::bytes_regex;

static PROGRAM: Program = Program {
    name: "prog",
    about: "Tries things",
    examples: "Examples: none",
    environment: "PROG_",
    flags: &[
        flag(
            "port",
            Some('p'),
            Takes::Number {
                name: "PORT",
                most: 65535,
                default: 9,
            },
        ),
        flag(
            "name",
            None,
            Takes::Text {
                name: "NAME",
                default: "x",
                check: lower,
            },
        ),
        flag("host", None, Takes::Texts { name: "HOST" }),
        flag("log-file", None, Takes::File),
        flag("verbose", Some('v'), Takes::Again),
        flag("quiet", Some('q'), Takes::Nothing),
    ],
    commands: &[
        Command {
            name: "count-sheep",
            about: Some("Counts"),
            more: "Counts sheep.",
        },
        Command {
            name: "inner",
            about: None,
            more: "For itself.",
        },
    ],
};

const fn flag(long: &'static str, short: Option<char>, takes: Takes) -> Flag {
    Flag {
        long,
        short,
        takes,
        heading: "Options",
        help: "Does it",
    }
}

fn lower(text: &str) -> Result<(), String> {
    match text.bytes().all(|byte| byte.is_ascii_lowercase()) {
        true => Ok(()),
        false => Err("only small letters".to_owned()),
    }
}

fn read_in(environment: &[(&str, &str)], words: &[&str]) -> Result<Wish, Misuse> {
    let look_up = |key: &str| {
        let found = environment.iter().find(|(known, _)| *known == key);
        found.map(|(_, value)| OsString::from(value))
    };
    PROGRAM.read(words.iter().map(OsString::from), &look_up)
}

fn typed(words: &[&str]) -> Typed {
    match read_in(&[], words) {
        Ok(Wish::Run(typed)) => typed,
        other => panic!("{words:?}: {other:?}"),
    }
}

/// What is said of nonsense, without the usage and the hint that end it.
fn refused(words: &[&str]) -> String {
    refused_in(&[], words)
}

fn refused_in(environment: &[(&str, &str)], words: &[&str]) -> String {
    let Err(misuse) = read_in(environment, words) else {
        panic!("{words:?} makes sense");
    };
    what_of(&misuse)
}

/// What is said, without what ends it.
fn what_of(Misuse(text): &Misuse) -> String {
    let text = text.strip_prefix("error: ").expect("an error");
    let text = text.strip_suffix(HELP).expect("a hint");
    let text = text
        .strip_suffix("Usage: prog [OPTIONS]\n       prog <COMMAND>\n\n")
        .unwrap_or(text);
    text.trim_end().to_owned()
}

fn told(words: &[&str]) -> String {
    match read_in(&[], words) {
        Ok(Wish::Told(text)) => text,
        other => panic!("{words:?}: {other:?}"),
    }
}

#[test]
fn without_flags_defaults_hold() {
    let none = typed(&[]);
    assert_eq!((none.number("port"), none.text("name").as_str()), (9, "x"));
    assert_eq!((none.texts("host"), none.file("log-file")), (vec![], None));
    assert_eq!((none.count("verbose"), none.has("quiet")), (0, false));
}

#[test]
fn a_value_stands_in_the_next_word_or_in_the_same() {
    for words in [
        &["-p", "7"][..],
        &["-p7"],
        &["-p=7"],
        &["--port", "7"],
        &["--port=7"],
        &["-vqp7"],
        &["-vqp", "7"],
        &["-p7", "--"],
    ] {
        assert_eq!(typed(words).number("port"), 7, "{words:?}");
    }
    assert_eq!(
        typed(&["--log-file=-a=b"]).file("log-file"),
        Some("-a=b".into())
    );
    assert_eq!(
        typed(&["--log-file", "-"]).file("log-file"),
        Some("-".into())
    );
}

#[test]
fn what_may_come_again_adds_up() {
    assert_eq!(
        typed(&["--host", "a,b", "--host=c"]).texts("host"),
        ["a", "b", "c"]
    );
    assert_eq!(typed(&["-vqv", "--verbose"]).count("verbose"), 3);
    assert_eq!(
        refused(&["-q", "-q"]),
        "the argument '--quiet' cannot be used multiple times"
    );
    assert_eq!(
        refused(&["-p", "1", "-p1"]),
        "the argument '--port <PORT>' cannot be used multiple times"
    );
}

#[test]
fn a_file_need_not_be_utf_8() {
    let name = OsStr::from_bytes(b"\xff").to_owned();
    let read = |flag: &str| PROGRAM.read([flag.into(), name.clone()], &|_| None);
    let Ok(Wish::Run(typed)) = read("--log-file") else {
        panic!("a file is refused");
    };
    assert_eq!(typed.file("log-file"), Some(name.clone().into()));
    for flag in ["--name", "--host", "--port"] {
        assert!(read(flag).is_err(), "{flag}");
    }
}

#[test]
fn what_is_not_utf_8_is_named_as_far_as_it_can_be() {
    for (word, want) in [
        (
            &b"--n\xffame=x"[..],
            "unexpected argument '--n\u{fffd}ame' found\n\n  tip: a similar argument exists: '--name'",
        ),
        (b"-q\xff", "unexpected argument '-\u{fffd}' found"),
        (
            b"-p7\xff",
            "invalid value '7\u{fffd}' for '--port <PORT>': it is not a number from 0 to 65535",
        ),
        (
            b"--name=\xff",
            "invalid value '\u{fffd}' for '--name <NAME>': it is not UTF-8",
        ),
        (b"\xff", "unrecognized subcommand '\u{fffd}'"),
    ] {
        let Err(misuse) = PROGRAM.read([OsStr::from_bytes(word).into()], &|_| None) else {
            panic!("{word:?} makes sense");
        };
        assert_eq!(what_of(&misuse), want);
    }
}

#[test]
fn bad_values_are_named_with_the_reason() {
    let number = "invalid value '65536' for '--port <PORT>': it is not a number from 0 to 65535";
    assert_eq!(refused(&["-p", "65536"]), number);
    for bad in ["x", "", "+1", "1.0", "99999999999999999999"] {
        assert!(
            refused(&[&format!("--port={bad}")]).starts_with("invalid value"),
            "{bad}"
        );
    }
    assert_eq!(
        refused(&["--name", "X"]),
        "invalid value 'X' for '--name <NAME>': only small letters"
    );
    assert_eq!(
        refused(&["--log-file="]),
        "invalid value '' for '--log-file <FILE>': a file has a name"
    );
    assert_eq!(refused(&["--quiet=yes"]), "'--quiet' takes no value");
    assert_eq!(
        refused(&["--port"]),
        "a value is required for '--port <PORT>' but none was supplied"
    );
    assert_eq!(
        refused(&["--port", "-1"]),
        "a value is required for '--port <PORT>' but none was supplied\n\n  \
         tip: a value that begins with a hyphen is given as '--port=VALUE'"
    );
}

#[test]
fn what_is_unknown_is_named_with_what_is_near() {
    for (word, near) in [
        ("--prot", "--port"),
        ("--ports", "--port"),
        ("--quite", "--quiet"),
        ("--verb", "--verbose"),
        ("--logfile", "--log-file"),
    ] {
        assert_eq!(
            refused(&[word]),
            format!(
                "unexpected argument '{word}' found\n\n  tip: a similar argument exists: '{near}'"
            )
        );
    }
    for word in ["--nothing-like-it", "--x", "--=", "-x", "-é"] {
        assert_eq!(
            refused(&[word]),
            format!("unexpected argument '{}' found", word.trim_end_matches('='))
        );
    }
    assert_eq!(refused(&["-vx"]), "unexpected argument '-x' found");
    assert_eq!(refused(&["--", "-q"]), "unexpected argument '-q' found");
}

#[test]
fn a_command_stands_alone() {
    for command in ["count-sheep", "inner"] {
        let Ok(Wish::Command(known)) = read_in(&[], &[command]) else {
            panic!("{command} is unknown");
        };
        assert_eq!(known, command);
    }
    assert_eq!(
        told(&["count-sheep", "-h"]),
        told(&["count-sheep", "--help"])
    );
    assert!(
        told(&["count-sheep", "--help"]).starts_with("Counts sheep.\n\nUsage: prog count-sheep\n")
    );
    assert_eq!(
        refused(&["count-sheep", "-q"]),
        "unexpected argument '-q' found"
    );
    assert_eq!(
        refused(&["-q", "inner"]),
        "the subcommand 'inner' cannot be used with '--quiet'"
    );
    assert_eq!(
        refused(&["count-sheeps"]),
        "unrecognized subcommand 'count-sheeps'\n\n  tip: a similar subcommand exists: 'count-sheep'"
    );
    // What is for the program itself is not recommended.
    assert_eq!(refused(&["innr"]), "unrecognized subcommand 'innr'");
}

#[test]
fn the_environment_counts_where_nothing_was_typed() {
    let all = [
        ("PROG_PORT", "7"),
        ("PROG_HOST", "a,b"),
        ("PROG_LOG_FILE", "f"),
        ("PROG_VERBOSE", "2"),
        ("PROG_QUIET", "On"),
    ];
    let Ok(Wish::Run(found)) = read_in(&all, &["--host", "c", "-v"]) else {
        panic!("good values are refused");
    };
    assert_eq!(
        (found.number("port"), found.texts("host")),
        (7, vec!["c".to_owned()])
    );
    assert_eq!((found.count("verbose"), found.has("quiet")), (1, true));
    assert_eq!(found.file("log-file"), Some("f".into()));
    let Ok(Wish::Run(found)) = read_in(&[("PROG_QUIET", "no"), ("PROG_VERBOSE", "0")], &[]) else {
        panic!("good values are refused");
    };
    assert!(!found.has("quiet") && !found.has("verbose"));
}

#[test]
fn bad_values_of_the_environment_are_named_with_its_name() {
    for (key, value, why) in [
        ("PROG_PORT", "nine", "it is not a number from 0 to 65535"),
        ("PROG_NAME", "N", "only small letters"),
        ("PROG_QUIET", "maybe", "it is neither yes nor no"),
        ("PROG_VERBOSE", "256", "it is not a number from 0 to 255"),
    ] {
        assert_eq!(
            refused_in(&[(key, value)], &[]),
            format!("invalid value '{value}' for '{key}': {why}")
        );
    }
}

#[test]
fn help_fits_the_terminal() {
    let want = "\
Tries things

Usage: prog [OPTIONS]
       prog <COMMAND>

Commands:
  count-sheep  Counts

Options:
  -p, --port <PORT>      Does it [default: 9]
      --name <NAME>      Does it [default: x]
      --host <HOST>      Does it
      --log-file <FILE>  Does it
  -v, --verbose...       Does it
  -q, --quiet            Does it
  -h, --help             Print help
  -V, --version          Print version

Examples: none
";
    assert_eq!(PROGRAM.help_within(80), want);
    assert!(
        told(&["-h"]).ends_with("Examples: none\n") && told(&["-q", "--help"]).starts_with("Tries")
    );
    assert_eq!(told(&["--version"]), told(&["-qV"]));
    assert_eq!(
        told(&["-V"]),
        format!("prog {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn help_is_broken_between_words() {
    static LONG: Program = Program {
        flags: &[Flag {
            help: "Does what takes a good many words to be told in full",
            ..flag("port", None, Takes::File)
        }],
        commands: &[],
        ..PROGRAM
    };
    let want = "\
Usage: prog [OPTIONS]

Options:
      --port <FILE>  Does what takes a good many
                     words to be told in full
  -h, --help         Print help
  -V, --version      Print version
";
    for narrow in [0, 51] {
        let help = LONG.help_within(narrow);
        assert!(help.contains(want), "{help}");
    }
}

proptest! {
    #[test]
    fn nothing_typed_panics(words in proptest::collection::vec(bytes_regex("-{0,2}(port|name|host|quiet|p|v|h|[a-z=]{0,5}|\\PC{0,3}|(?-u:[\\x80-\\xff]{0,3}))(=[0-9a-z-]{0,3})?").expect("an expression"), 0..6)) {
        let words = words.iter().map(|word| OsStr::from_bytes(word).to_owned());
        let _ = PROGRAM.read(words, &|_| None);
    }
}
