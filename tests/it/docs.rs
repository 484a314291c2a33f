//! Help, man pages and shell completions: complete, and good for the programs that read them.

use std::process::Command;

use clap::CommandFactory;
use groupchat::cli::docs::{Document, command, documents};
use groupchat::cli::{client, server};

use crate::clients::installed;
use crate::support::{Exit, Scratch};

const CLIENT: &str = env!("CARGO_BIN_EXE_groupchat-client");

/// Runs the client where a terminal has 80 columns.
#[track_caller]
fn client(words: &[&str]) -> Exit {
    run(Command::new(CLIENT).args(words).env("COLUMNS", "80"))
}

#[track_caller]
fn run(command: &mut Command) -> Exit {
    let ended = command.output().expect("the program starts");
    Exit {
        code: ended.status.code(),
        stdout: String::from_utf8_lossy(&ended.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&ended.stderr).into_owned(),
    }
}

/// The flags that people are told of.
fn flags(program: &clap::Command) -> Vec<String> {
    let shown = program.get_arguments().filter(|it| !it.is_hide_set());
    let long = shown.filter_map(clap::Arg::get_long);
    long.map(|long| format!("--{long}")).collect()
}

#[track_caller]
fn document(path: &str) -> String {
    let all = documents().expect("written to memory");
    let found = all.into_iter().find(|it| it.path.as_os_str() == path);
    let Document { text, .. } = found.unwrap_or_else(|| panic!("no {path}"));
    String::from_utf8(text).expect("UTF-8")
}

#[test]
fn the_clients_help_is_one_screen() {
    let help = client(&["--help"]);
    assert_eq!(help.code, Some(0));
    assert!(help.stdout.lines().count() <= 24, "{}", help.stdout);
    for line in help.stdout.lines() {
        assert!(line.chars().count() <= 80, "{line:?}");
    }
    for flag in flags(&client::Args::command()) {
        assert!(help.stdout.contains(&format!("{flag} ")), "{flag}");
    }
    assert_eq!(client(&["-h"]).stdout, help.stdout);
}

#[test]
fn pages_and_completions_have_every_flag_and_nothing_hidden() {
    for program in [client::Args::command(), command(&server::PROGRAM)] {
        let name = program.get_name();
        let page = document(&format!("man/man1/{name}.1")).replace("\\-", "-");
        let bash = document(&format!("bash-completion/completions/{name}"));
        let zsh = document(&format!("zsh/site-functions/_{name}"));
        let fish = document(&format!("fish/vendor_completions.d/{name}.fish"));
        for flag in flags(&program) {
            assert!(page.contains(&flag), "{flag} in {page}");
            assert!(bash.contains(&flag), "{flag} in {bash}");
            assert!(zsh.contains(&flag), "{flag} in {zsh}");
            let flag = flag.trim_start_matches('-');
            assert!(fish.contains(&format!(" -l {flag}")), "{flag} in {fish}");
        }
        for arg in program.get_arguments() {
            let variable = arg.get_env().and_then(|it| it.to_str());
            let told = arg.is_hide_set() || variable.is_none_or(|it| page.contains(it));
            assert!(told, "{variable:?} in {page}");
        }
        for hidden in program.get_subcommands().filter(|it| it.is_hide_set()) {
            for text in [&page, &bash, &zsh, &fish] {
                assert!(
                    !text.contains(hidden.get_name()),
                    "{} in {text}",
                    hidden.get_name()
                );
            }
        }
    }
    let page = document("man/man1/groupchat-server-hash-password.1");
    assert!(page.contains("prints its hash"), "{page}");
}

#[test]
fn they_are_written_where_they_are_looked_for() {
    let scratch = Scratch::new("docs");
    let share = scratch.path("share");
    let share = share.to_str().expect("a path in UTF-8");
    let exit = client(&["install-docs", share]);
    assert_eq!(exit.code, Some(0), "{exit:?}");
    let told: Vec<&str> = exit.stdout.lines().collect();
    let all = documents().expect("written to memory");
    assert_eq!(told.len(), all.len());
    for (told, document) in told.iter().zip(&all) {
        assert_eq!(*told, format!("{share}/{}", document.path.display()));
        assert_eq!(std::fs::read(told).expect("a file"), document.text);
    }
    // Where there is a file, there can be no directory.
    let taken = scratch.file("taken", b"");
    let exit = client(&["install-docs", &taken]);
    assert_eq!(exit.code, Some(1));
    let why = format!("groupchat-client: Cannot write {taken}/");
    assert!(exit.stderr.starts_with(&why), "{exit:?}");
    assert_eq!(client(&["install-docs"]).code, Some(2));
    let help = client(&["install-docs", "--help"]);
    assert!(help.stdout.starts_with("Write man pages"), "{help:?}");
}

#[test]
fn man_has_nothing_to_say_against_the_pages() {
    if !installed(&["man"]) {
        return;
    }
    let scratch = Scratch::new("pages");
    for document in documents().expect("written to memory") {
        if !document.path.starts_with("man") {
            continue;
        }
        let page = scratch.file("page.1", &document.text);
        let exit = run(Command::new("man").args(["--warnings", "--local-file", &page]));
        assert_eq!(
            (exit.code, exit.stderr.as_str()),
            (Some(0), ""),
            "{}",
            document.path.display()
        );
        assert!(exit.stdout.contains("SYNOPSIS"), "{}", exit.stdout);
    }
}

#[test]
fn shells_read_the_completions() {
    let scratch = Scratch::new("completions");
    for (shell, folder) in [
        ("bash", "bash-completion"),
        ("zsh", "zsh"),
        ("fish", "fish"),
    ] {
        if !installed(&[shell]) {
            continue;
        }
        for document in documents().expect("written to memory") {
            if document.path.starts_with(folder) {
                let script = scratch.file("script", &document.text);
                let exit = run(Command::new(shell).args(["-n", &script]));
                assert_eq!((exit.code, exit.stderr.as_str()), (Some(0), ""), "{shell}");
            }
        }
    }
}

#[test]
fn bash_completes() {
    // What bash does when Tab is pressed behind the last word.
    const TAB: &str = r#"
        source "$0"
        known=$(complete -p "$1") || exit 1
        known=${known#* -F }; function=${known%% *}
        name=$1; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
        "$function" "$name" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        echo "${COMPREPLY[*]}""#;
    if !installed(&["bash"]) {
        return;
    }
    let scratch = Scratch::new("bash");
    for (words, want) in [
        (&["groupchat-client", "--pl"][..], "--plain"),
        (&["groupchat-client", "--log-level", "t"], "trace"),
        (&["groupchat-client", "host", "--no"], "--no-commands"),
        (
            &["groupchat-server", "--max"],
            "--max-clients --max-per-address",
        ),
        (&["groupchat-server", "hash"], "hash-password"),
    ] {
        let path = format!("bash-completion/completions/{}", words[0]);
        let script = scratch.file("script", document(&path).as_bytes());
        let exit = run(Command::new("bash").args(["-c", TAB, &script]).args(words));
        assert_eq!(
            (exit.stdout.trim_end(), exit.stderr.as_str()),
            (want, ""),
            "{words:?}"
        );
    }
}
