//! However the client goes, its terminal is as it was found.

use std::env;
use std::process::abort;
use std::time::Instant;

use clap::Parser;
use groupchat::cli::client::Args;
use groupchat::cli::screen;
use groupchat::client::full;
use log::{LevelFilter, Log, Metadata, Record};
use rustix::process::Signal;

use super::member;
use super::terminal::{CLIENT, Terminal};
use crate::clients::in_path;
use crate::support::{PATIENCE, Server};

/// What sets something that outlives the program, and what unsets it.
const SET: [(&str, &str); 4] = [
    ("\x1b[?1049h", "\x1b[?1049l"),
    ("\x1b[?2004h", "\x1b[?2004l"),
    ("\x1b[?1004h", "\x1b[?1004l"),
    ("\x1b[>1u", "\x1b[<u"),
];

/// Checks that the client has the terminal for itself.
#[track_caller]
fn taken(terminal: &Terminal) {
    let screen = terminal.screen();
    assert!(screen.alternate_screen() && screen.bracketed_paste());
    assert_ne!(terminal.settings(), terminal.found());
}

/// Checks that the terminal is as it was found.
#[track_caller]
fn given_back(terminal: &Terminal) {
    let screen = terminal.screen();
    assert!(!screen.alternate_screen() && !screen.bracketed_paste());
    assert!(!screen.hide_cursor());
    assert!(!screen.bold() && !screen.inverse() && screen.fgcolor() == vt100::Color::Default);
    let written = terminal.written();
    for (set, unset) in SET {
        let count = |what| written.matches(what).count();
        assert_eq!(count(set), count(unset), "{set:?}");
        assert!(written.rfind(set) < written.rfind(unset), "{set:?}");
    }
    assert_eq!(terminal.signs().harm, [""; 0]);
    assert_eq!(terminal.settings(), terminal.found());
}

#[test]
fn signals_that_end_it() {
    let server = Server::start(&[]);
    let mut carl = server.plain("carl");
    for signal in [Signal::TERM, Signal::INT, Signal::HUP] {
        let mut alice = member(&server, "alice");
        taken(&alice);
        alice.types("never sent");
        alice.await_text("> never sent");
        alice.signal(signal);
        assert_eq!(alice.await_end(), Some(0), "{signal:?}");
        given_back(&alice);
        assert_eq!(alice.shows().trim(), "");
        carl.await_line("[hh:mm] #lobby -- alice (#…) left…");
    }
}

#[test]
fn a_stop_from_outside_and_going_on() {
    let server = Server::start(&[]);
    let mut carl = server.plain("carl");
    let mut alice = member(&server, "alice");
    let (raw, frames) = (alice.settings(), alice.whole_frames());
    alice.signal(Signal::STOP);
    await_state(&alice, 'T');
    alice.reset();
    carl.send("said meanwhile");
    carl.sync();
    alice.signal(Signal::CONT);
    alice.await_text("said meanwhile");
    assert!(alice.whole_frames() > frames);
    taken(&alice);
    assert_eq!(alice.settings(), raw);
    alice.types("/quit\r");
    assert_eq!(alice.await_end(), Some(0));
    given_back(&alice);
}

/// Waits until the process is in this state; see `proc_pid_stat(5)`.
#[track_caller]
fn await_state(terminal: &Terminal, state: char) {
    let path = format!("/proc/{}/stat", terminal.pid());
    let until = Instant::now() + PATIENCE;
    loop {
        let stat = std::fs::read_to_string(&path).expect("the process is there");
        if stat.contains(&format!(") {state} ")) {
            return;
        }
        assert!(Instant::now() < until, "{stat}");
        std::thread::yield_now();
    }
}

#[test]
fn a_shell_gets_it_back_by_ctrl_z_and_calls_the_client_back() {
    // A shell that does what is typed at its prompt, without the prompt.
    const SHELL: &str = r#"set -m
        "$0" "$@"; echo "shell: stopped by $?"
        read -r typed; echo "shell: got $typed"
        fg > /dev/null; echo "shell: ended with $?""#;
    let server = Server::start(&[]);
    let port = server.port().to_string();
    let mut carl = server.plain("carl");
    let client = [CLIENT, "127.0.0.1", &port, "--name", "alice"];
    let shells = ["sh", "bash"].into_iter().filter(|shell| in_path(shell));
    for shell in shells {
        let words = [&[shell, "-c", SHELL], &client[..]].concat();
        let mut alice = Terminal::run(&words, &[("TERM", "xterm-256color")]);
        alice.await_text("> 2 #lobby");
        taken(&alice);
        alice.types("draft\x1a");
        // 128 and the number of SIGTSTP.
        alice.await_text("shell: stopped by 148");
        given_back(&alice);
        carl.send("said meanwhile");
        carl.sync();
        alice.types("words\n");
        alice.await_text("said meanwhile");
        alice.await_text("> draft");
        taken(&alice);
        alice.types("\x15/quit\r");
        alice.await_text("shell: ended with 0");
        assert_eq!(alice.await_end(), Some(0));
        given_back(&alice);
        assert!(alice.shows().contains("shell: got words"));
        carl.await_line("[hh:mm] #lobby -- alice (#…) left…");
    }
}

/// What tells this program that it is the client which is going to panic, and where its server is.
const PANICS: &str = "GROUPCHAT_TEST_PANICS";

#[test]
fn a_panic_in_the_midst_of_it() {
    let server = Server::start(&[]);
    let port = server.port().to_string();
    let program = env::current_exe().expect("this program");
    let program = program.to_str().expect("a path in UTF-8");
    let words = [
        program,
        "--exact",
        "--nocapture",
        "full::leaving::a_client_that_panics",
    ];
    let variables = [
        ("TERM", "xterm-256color"),
        (PANICS, &port),
        ("RUST_BACKTRACE", "0"),
    ];
    let mut alice = Terminal::run(&words, &variables);
    alice.await_text("> 2 #lobby");
    taken(&alice);
    alice.types("draft");
    alice.await_text("> draft");
    server.signal(Signal::KILL);
    server.exit();
    // A signal has ended it: nothing was dropped on the way out.
    assert_eq!(alice.await_end(), None);
    given_back(&alice);
    let shown = alice.shows();
    assert!(shown.contains("something went wrong"), "{shown}");
    assert!(!shown.contains("draft"), "{shown}");
}

/// Panics when the log is told that a connection was lost, in the place of any code that the client's loop calls.
struct Tripwire;

impl Log for Tripwire {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let told = record.args().to_string();
        assert!(
            !told.starts_with("no connection"),
            "something went wrong: {told}"
        );
    }

    fn flush(&self) {}
}

/// Not a test by itself: the client that [`a_panic_in_the_midst_of_it`] looks at. Without its server there is nothing to do.
#[test]
fn a_client_that_panics() {
    let Ok(port) = env::var(PANICS) else { return };
    // As in a release build, where a panic ends the program on the spot.
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        usual(panic);
        abort();
    }));
    log::set_logger(&Tripwire).expect("no other logger");
    log::set_max_level(LevelFilter::Info);
    let args = Args::parse_from(["client", "127.0.0.1", &port, "--name", "alice"]);
    let config = screen::config(&args.resolve().expect("good"), true).expect("good");
    unreachable!("it ended by itself: {:?}", full::run(config));
}
