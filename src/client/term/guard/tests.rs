use std::env;
use std::process::{Command, ExitStatus, Stdio};

use super::*;
use crate::client::term::pair::Pair;

/// What tells the test program that it is the one which sits at the terminal, and what it is to do there.
const DEED: &str = "GROUPCHAT_TEST_GUARD";

/// The sequences that reached the person.
fn seen(pair: &Pair) -> String {
    let mut seen = Vec::new();
    loop {
        let some = pair.receive();
        if some.is_empty() {
            return String::from_utf8(seen).expect("UTF-8");
        }
        seen.extend(some);
    }
}

/// Modes as text: they cannot be compared otherwise.
fn modes(pair: &Pair) -> String {
    let modes = pair.modes();
    format!(
        "{:?} {:?} {:?} {:?}",
        modes.input_modes, modes.output_modes, modes.control_modes, modes.local_modes
    )
}

#[test]
fn the_terminal_is_given_back_as_it_was() {
    let pair = Pair::new();
    let before = modes(&pair);
    let wishes = Wishes {
        mouse: true,
        keyboard: true,
    };
    let guard = Guard::enter(&pair.tty(), wishes).expect("entered");
    assert_ne!(modes(&pair), before);
    assert_eq!(
        seen(&pair),
        "\x1b[?1049h\x1b[?2004h\x1b[?1004h\x1b[?1000h\x1b[?1002h\x1b[?1006h\x1b[>1u"
    );
    drop(guard);
    assert_eq!(modes(&pair), before);
    assert_eq!(
        seen(&pair),
        format!("{UNDO}\x1b[<u\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?1004l\x1b[?2004l\x1b[?1049l")
    );
}

#[test]
fn what_was_not_wished_for_is_not_touched() {
    let pair = Pair::new();
    drop(Guard::enter(&pair.tty(), Wishes::default()).expect("entered"));
    let seen = seen(&pair);
    assert!(!seen.contains("?1000") && !seen.contains('u'), "{seen:?}");
}

#[test]
fn a_stop_from_outside_does_not_change_what_is_given_back() {
    let pair = Pair::new();
    let before = modes(&pair);
    let mut guard = Guard::enter(&pair.tty(), Wishes::default()).expect("entered");
    let raw = modes(&pair);
    seen(&pair);
    // A shell that got the terminal in between has put it into its own order.
    termios::tcsetattr(&pair.theirs, OptionalActions::Now, &Pair::new().modes()).expect("set");
    guard.resume().expect("entered again");
    assert_eq!(modes(&pair), raw);
    assert_eq!(
        seen(&pair),
        format!("{UNDO}\x1b[?1004l\x1b[?2004l\x1b[?1049l\x1b[?1049h\x1b[?2004h\x1b[?1004h")
    );
    drop(guard);
    assert_eq!(modes(&pair), before);
}

#[test]
fn a_terminal_that_does_not_read_is_not_waited_for() {
    let pair = Pair::new();
    let before = modes(&pair);
    let tty = pair.tty();
    let guard = Guard::enter(&tty, Wishes::default()).expect("entered");
    while rustix::io::write(&tty, &[b'x'; 4096]).is_ok() {}
    let start = Instant::now();
    drop(guard);
    assert!(start.elapsed() < 10 * PATIENCE);
    assert_eq!(modes(&pair), before, "though nothing more could be shown");
}

#[test]
fn a_panic_gives_it_back_before_it_is_told() {
    let pair = Pair::new();
    let before = modes(&pair);
    let status = in_a_program("panic", &pair);
    assert_ne!(status.code(), Some(0));
    assert_eq!(modes(&pair), before);
    let seen = seen(&pair);
    let (back, told) = (seen.find("\x1b[?1049l"), seen.find("this went wrong"));
    assert!(back.is_some() && back < told, "{seen:?}");
    assert_eq!(seen.matches("\x1b[?1049l").count(), 1, "once is enough");
}

#[test]
fn where_nobody_could_call_us_back_a_stop_is_none() {
    let pair = Pair::new();
    let before = modes(&pair);
    // A session of its own has no shell, as when a window was opened for the program alone.
    let status = in_a_program("suspend", &pair);
    assert!(status.success(), "{status}");
    assert_eq!(modes(&pair), before);
    let seen = seen(&pair);
    assert_eq!(seen.matches("\x1b[?1049h").count(), 2, "{seen:?}");
    assert_eq!(seen.matches("\x1b[?1049l").count(), 2, "{seen:?}");
}

/// Runs this test program once more, at that terminal and in a session of its own, to do one thing.
fn in_a_program(deed: &str, pair: &Pair) -> ExitStatus {
    let theirs = || Stdio::from(pair.theirs.try_clone().expect("cloned"));
    let program = env::current_exe().expect("this program");
    let mut child = Command::new("setsid")
        .args(["--wait", "--ctty"])
        .arg(program)
        .args([
            "--exact",
            "--nocapture",
            "client::term::guard::tests::at_a_terminal",
        ])
        .env(DEED, deed)
        .env("RUST_BACKTRACE", "0")
        .stdin(theirs())
        .stdout(theirs())
        .stderr(theirs())
        .spawn()
        .expect("setsid (util-linux)");
    child.wait().expect("it ended")
}

/// Not a test by itself: what [`in_a_program`] runs. Without a deed there is nothing to do.
#[test]
fn at_a_terminal() {
    let Ok(deed) = env::var(DEED) else { return };
    let tty = Tty::open().expect("the terminal");
    let mut guard = Guard::enter(&tty, Wishes::default()).expect("entered");
    match &*deed {
        // As in a release build, where a panic drops nothing.
        "panic" => {
            std::mem::forget(guard);
            panic!("this went wrong");
        }
        "suspend" => guard.suspend().expect("entered again"),
        other => unreachable!("{other}"),
    }
}
