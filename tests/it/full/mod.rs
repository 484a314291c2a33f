//! The full screen, on terminals and with a server that are real.

mod busy;
mod leaving;
mod others;
mod signs;
mod terminal;
mod wild;

use std::fmt::Write as _;

use rustix::process::Signal;

use crate::support::Server;
use terminal::Terminal;

/// A client that is in the lobby.
#[track_caller]
fn member(server: &Server, name: &str) -> Terminal {
    let mut terminal = Terminal::start(server.port(), name, &[]);
    // Before the lobby is there, what is typed goes to the server's own window, which tells who is here, too.
    terminal.await_text("> 2 #lobby");
    terminal.await_text(", connected");
    terminal.await_screen("the members", |screen| {
        let top = screen.rows(0, 100).next();
        top.is_some_and(|row| row.trim_end().ends_with(" here"))
    });
    terminal
}

#[test]
fn two_screens_and_netcat_talk() {
    let server = Server::start(&[]);
    let mut carl = server.plain("carl");
    let mut alice = member(&server, "alice");
    let mut bob = member(&server, "bob");
    alice.await_text("bob (#3) joined");
    alice.types("hello, zoë 日本\r");
    carl.await_line("[hh:mm] #lobby <alice> hello, zoë 日本");
    bob.await_text("alice │ hello, zoë 日本");
    carl.send("bob: hi both");
    alice.await_text("carl │ bob: hi both");
    bob.await_text("carl ┃ bob: hi both");
    // Names are completed, and words are cut and put back.
    bob.types("one two\x17\x17\x19 al\t");
    bob.await_text("> one two alice");
    bob.types("\x15/me waves\r");
    carl.await_line("[hh:mm] #lobby * bob waves");
    alice.await_text("bob waves");
    // What is no command is not said.
    alice.types("/mgs carl hi\r");
    alice.await_text("There is no command /mgs; the nearest is");
    alice.types("/msg carl psst\r");
    carl.await_line("[hh:mm] *alice* psst");
    alice.types("\x1bOP");
    alice.await_text("keys and commands");
    alice.types("\x1b");
    alice.await_screen("no help", |it| !it.contents().contains("keys and commands"));
    alice.types("/quit\r");
    assert_eq!(alice.await_end(), Some(0));
    carl.await_line("[hh:mm] #lobby -- alice (#2) left…");
    bob.types("\x03\x03");
    assert_eq!(bob.await_end(), Some(0));
}

#[test]
fn the_screen_follows_the_size_of_its_terminal() {
    let server = Server::start(&[]);
    let mut carl = server.plain("carl");
    let mut alice = member(&server, "alice");
    carl.send("the first words");
    alice.await_text("the first words");
    alice.await_text("★carl");
    alice.types("draft");
    alice.resize(20, 5);
    alice.await_screen("the line on 20x5", |screen| {
        let text = screen.contents();
        text.contains("> draft") && !text.contains("★carl") && text.contains("words")
    });
    alice.resize(100, 24);
    alice.await_text("★carl");
    alice.await_text("the first words");
    alice.await_text("> draft");
    // Nothing looks different to who only asks for the size, and nothing is left of what was there.
    alice.blinks(20, 5);
    assert!(!alice.shows().contains("★carl"));
    alice.await_text("★carl");
    alice.await_text("> draft");
}

/// A thousand lines, 100 KiB in all but for a few bytes.
fn large_text() -> String {
    (0..1_000).fold(String::new(), |mut text, number| {
        let _ = writeln!(text, "{number:03} {}", "x".repeat(97));
        text
    })
}

#[test]
fn a_paste_is_asked_about_and_what_is_not_wanted_is_not_said() {
    let server = Server::start(&[]);
    let mut carl = server.plain("carl");
    let mut alice = member(&server, "alice");
    carl.sync();
    let large = large_text();
    let bytes = large.len();
    assert!(bytes > 100 * 1024 - 1_000);
    alice.pastes(&large);
    // The server takes a hundred lines as one message, and no more than 8 KiB of them.
    alice.await_text(&format!("1000 lines, {bytes} bytes, as 13 messages:"));
    alice.types("\x1b");
    alice.await_text("Not sent.");
    // Not a byte of it was taken for a key.
    alice.types("after");
    alice.await_text("> after");
    alice.types("\x15");
    let lines: Vec<String> = (0..8).map(|number| format!("line {number}")).collect();
    alice.pastes(&format!("/{}", lines.join("\r\n")));
    alice.await_text("8 lines, 56 bytes, as 1 message:");
    alice.types("\r");
    // Nor was any of it said: these lines are the next.
    carl.expect("[hh:mm] #lobby <alice> /line 0");
    for line in &lines[1..] {
        carl.expect(&format!("[hh:mm] #lobby <alice> {line}"));
    }
    alice.await_text("line 7");
    alice.pastes("two\nlines");
    alice.await_text("> two");
    alice.types("\r");
    carl.expect("[hh:mm] #lobby <alice> two");
    carl.expect("[hh:mm] #lobby <alice> lines");
}

#[test]
fn a_large_paste_arrives_whole() {
    let server = Server::start(&[]);
    let mut carl = server.plain("carl");
    let mut alice = member(&server, "alice");
    carl.sync();
    let large = large_text();
    alice.pastes(&large);
    // How many messages that makes is another matter.
    alice.await_text("1000 lines, ");
    alice.types("\r");
    for line in large.lines() {
        carl.expect(&format!("[hh:mm] #lobby <alice> {line}"));
    }
    alice.await_text("│ 999");
    alice.types("and on\r");
    carl.expect("[hh:mm] #lobby <alice> and on");
}

#[test]
fn a_server_that_comes_back_is_joined_again_and_the_gap_is_filled() {
    let server = Server::start(&[]);
    let port = server.port();
    let mut alice = member(&server, "alice");
    alice.types("before\r");
    // Without a sign before the name, so that the server has it.
    alice.await_text("       alice │ before");
    server.signal(Signal::KILL);
    server.exit();
    alice.await_text("no connection to");
    alice.types("kept for later\r");
    alice.await_text("kept for later");
    // She cannot have heard what is said before she goes on.
    alice.signal(Signal::STOP);
    let server = Server::with_env(&[("GROUPCHAT_PORT", &port.to_string())]);
    let mut carl = server.plain("carl");
    carl.send("said meanwhile");
    carl.expect_silence();
    alice.signal(Signal::CONT);
    carl.await_line("…kept for later");
    alice.await_text(", connected");
    alice.await_text("said meanwhile");
    alice.await_text("away from ");
    let text = alice.shows();
    for once in ["before", "kept for later", "said meanwhile"] {
        assert_eq!(text.matches(once).count(), 1, "{once} in\n{text}");
    }
    let order = ["before", "away from ", "said meanwhile"].map(|it| text.find(it));
    assert!(order.is_sorted(), "{order:?} in\n{text}");
}

#[test]
fn nothing_that_is_said_reaches_the_terminal_as_more_than_text() {
    let server = Server::start(&[]);
    let mut alice = member(&server, "alice");
    let mut eve = server.irc("eve", &[]);
    let evil = "\u{1b}]0;evil\u{9c}\u{1b}[2J\u{9b}31m\u{1b}]52;c;ZXZpbA==\u{202e}txt\u{200b}";
    for line in [
        "JOIN #lobby".to_owned(),
        format!("PRIVMSG #lobby :alice: {evil}"),
        format!("TOPIC #lobby :{evil}"),
        format!("PRIVMSG #lobby :\u{1}ACTION {evil}\u{1}"),
        format!("PRIVMSG alice :{evil}"),
        "PRIVMSG #lobby :over".to_owned(),
    ] {
        eve.send(&line);
    }
    alice.await_text("eve │ over");
    alice.await_text("]52;c;ZXZpbA==");
    alice.types("\x0e");
    alice.await_text("a conversation");
    let written = alice.written();
    for harm in [
        "\x1b]52",
        "\x1b[31m",
        "\u{9b}",
        "\u{202e}",
        "\u{200b}",
        "\x1b]0;",
        "evil\u{9c}",
    ] {
        assert!(!written.contains(harm), "{harm:?} was written");
    }
}

#[test]
fn lines_are_there_for_who_wants_them() {
    let server = Server::start(&[]);
    for (term, flags) in [("xterm", &["--plain"][..]), ("dumb", &[])] {
        let mut alice = Terminal::of(term, server.port(), "alice", flags);
        alice.await_text("here: alice (coordinator)");
        assert!(!alice.screen().alternate_screen());
        alice.types("/quit\n");
        assert_eq!(alice.await_end(), Some(0));
        assert!(!alice.written().contains('\x1b'));
    }
}
