//! Signals: stopping, stopping at once, reading files again.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::support::{Peer, Scratch, Server, read};

/// Two seconds, and some for a busy machine.
const SOON: Duration = Duration::from_millis(2_500);

#[test]
fn members_are_told_that_the_server_stops_and_it_exits_0() {
    for signal in [Signal::TERM, Signal::INT] {
        let server = Server::start(&[]);
        let mut alice = server.plain("alice");
        let mut bob = server.irc("bob", &[]);
        let mut guest = server.connect();
        guest.send("not a name");
        guest.expect("not a name cannot be your name…");
        alice.await_line("…bob (#2) joined");
        let began = Instant::now();
        server.signal(signal);
        alice.expect_end(&["You are disconnected: the server is stopping."]);
        bob.expect_end(&["ERROR :…the server is stopping…"]);
        let (told, _) = guest.rest();
        assert!(told.contains("the server is stopping"), "{told}");
        let exit = server.exit();
        assert_eq!((exit.code, exit.stdout.as_str()), (Some(0), ""));
        assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    }
}

#[test]
fn what_was_said_before_the_end_is_still_heard() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    for n in 0..500 {
        alice.send(&format!("line {n}"));
    }
    alice.sync();
    server.signal(Signal::TERM);
    for n in 0..500 {
        bob.expect(&format!("[hh:mm] #lobby <alice> line {n}"));
    }
    bob.expect_end(&["You are disconnected: the server is stopping."]);
    assert_eq!(server.exit().code, Some(0));
}

#[test]
fn nobody_is_let_in_while_it_stops() {
    let server = Server::start(&["--send-queue", "0", "--rate", "0"]);
    let port = server.port();
    let mut stuck = stuck_reader(&server);
    server.signal(Signal::TERM);
    stuck.await_line("You are disconnected: the server is stopping.");
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    drop(stuck);
    assert_eq!(server.exit().code, Some(0));
}

#[test]
fn a_member_that_does_not_read_delays_the_end_by_less_than_two_seconds() {
    let server = Server::start(&["--send-queue", "0", "--rate", "0"]);
    let stuck = stuck_reader(&server);
    let began = Instant::now();
    server.signal(Signal::TERM);
    assert_eq!(server.exit().code, Some(0));
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    drop(stuck);
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let server = Server::start(&["--send-queue", "0", "--rate", "0"]);
    let mut alice = server.plain("alice");
    let stuck = stuck_reader(&server);
    server.signal(Signal::TERM);
    alice.await_line("You are disconnected: the server is stopping.");
    let began = Instant::now();
    server.signal(Signal::INT);
    server.exit();
    assert!(
        began.elapsed() < Duration::from_millis(1_000),
        "{:?}",
        began.elapsed()
    );
    drop(stuck);
}

/// A member that has more waiting for it than the kernel takes, and reads none of it.
fn stuck_reader(server: &Server) -> Peer {
    let mut stuck = Peer::connect_narrow(server.port());
    stuck.send("stuck");
    let mut speaker = server.plain("speaker");
    let line = "x".repeat(4000);
    for _ in 0..500 {
        speaker.send(&line);
    }
    speaker.sync();
    stuck
}

#[test]
fn hup_rereads_the_message_of_the_day_and_the_password() {
    let scratch = Scratch::new("hup");
    let motd = scratch.file("motd", b"Old words\n");
    let password = scratch.file("password", b"old\n");
    let server = Server::start(&["-v", "--motd", &motd, "--password-file", &password]);
    let mut alice = member_with_password(&server, "old", "alice");
    alice.expect("Old words");
    scratch.file("motd", "New words\nand \u{1b}[31mmore\n".as_bytes());
    scratch.file("password", b"new\nsecond line\n");
    server.signal(Signal::HUP);
    server.await_stderr("read the files again");
    let mut bob = member_with_password(&server, "new", "bob");
    bob.expect("New words");
    bob.expect("and …more");
    let mut carol = server.connect();
    carol.send("old\ncarol");
    let (told, _) = carol.rest();
    assert!(told.contains("password"), "{told}");
    alice.await_line("[hh:mm] #lobby -- bob (#2) joined");
    // Files that cannot be read change nothing.
    fs::remove_file(scratch.path("motd")).expect("a file to remove");
    fs::remove_file(scratch.path("password")).expect("a file to remove");
    server.signal(Signal::HUP);
    server.await_stderr("password stays");
    member_with_password(&server, "new", "dan").expect("New words");
    alice.sync();
}

/// Past the password and the introduction.
fn member_with_password(server: &Server, password: &str, name: &str) -> Peer {
    let mut peer = server.connect();
    peer.send(password);
    peer.send(name);
    peer.expect(&format!("You are {name} (#…"));
    peer.line();
    peer
}

#[test]
fn hup_opens_the_log_file_again_and_only_the_owner_may_read_it() {
    let scratch = Scratch::new("log");
    let (log, moved) = (scratch.path("chat.log"), scratch.path("chat.log.1"));
    let server = Server::start(&["-v", "--log-file", log.to_str().expect("UTF-8")]);
    server.plain("alice");
    assert!(read(&log).contains("alice"), "{}", read(&log));
    let mode = |path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode(&log), 0o600);
    fs::rename(&log, &moved).expect("a file to move");
    server.signal(Signal::HUP);
    // The signal is taken before whatever comes after it.
    let mut bob = server.plain("bob");
    bob.sync();
    bob.send("/quit");
    bob.rest();
    server.plain("carol");
    assert!(read(&log).contains("carol"), "{}", read(&log));
    assert!(!read(&moved).contains("carol"), "{}", read(&moved));
    assert_eq!(mode(&log), 0o600);
    server.signal(Signal::TERM);
    let exit = server.exit();
    assert_eq!(exit.stderr.lines().count(), 1, "{}", exit.stderr);
}

#[test]
fn the_log_never_holds_a_password_or_a_control_character() {
    let scratch = Scratch::new("clean-log");
    let password = scratch.file("password", b"hunter2\n");
    let server = Server::start(&["-vvv", "--password-file", &password]);
    let mut alice = server.connect();
    alice.send_bytes(b"PASS hunter2\r\nNICK alice\r\nUSER a 0 * :\x1b[31mred\r\n");
    alice.speaks_irc();
    alice.await_line(":… 001 …");
    alice.send("PRIVMSG alice :a secret \u{1b}]0;title\u{7}");
    alice.send("QUIT :bye \u{1b}[2J");
    alice.rest();
    server.signal(Signal::TERM);
    let log = server.exit().stderr;
    assert!(
        log.contains("alice") && !log.contains("hunter2") && !log.contains("a secret"),
        "{log}"
    );
    assert!(!log.contains('\u{1b}') && !log.contains('\u{7}'), "{log}");
}
