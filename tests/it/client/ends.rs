//! How it ends: by itself, by the user, by the server, and without ever having begun.

use std::net::TcpListener;
use std::process::Stdio;

use rustix::process::Signal;

use super::program::{Client, file, pipe};
use crate::support::{Scratch, Server};

#[test]
fn interrupted_it_leaves_cleanly() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let server = Server::start(&[]);
        let mut alice = server.plain("alice");
        let mut bob = Client::start(server.port(), &["--name", "bob"]);
        bob.await_line("[hh:mm] #lobby -- here: …");
        bob.signal(signal);
        alice.await_line("[hh:mm] #lobby -- bob (#2) left (quit)");
        assert_eq!(bob.exits_with(0), "");
    }
}

#[test]
fn a_server_that_stops_or_dies_is_told_of() {
    for (signal, told) in [
        (
            Signal::TERM,
            "groupchat-client: The server closed the connection: the server is stopping.\n",
        ),
        (
            Signal::KILL,
            "groupchat-client: The server closed the connection.\n",
        ),
    ] {
        let server = Server::start(&[]);
        let mut bob = Client::start(server.port(), &["--name", "bob", "--stay"]);
        bob.await_line("[hh:mm] #lobby -- here: …");
        server.signal(signal);
        assert_eq!(bob.exits_with(1), told);
        server.exit();
    }
}

#[test]
fn without_a_server_there_is_one_clear_line() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = free.local_addr().expect("an address").port();
    drop(free);
    let exit = pipe(port, &[], "x\n");
    assert_eq!((exit.code, exit.stdout), (Some(1), String::new()));
    assert_eq!(
        exit.stderr,
        format!(
            "groupchat-client: Cannot connect to 127.0.0.1:{port} (127.0.0.1:{port}: Connection refused). \
             Nothing listens there: is the server running, and is the port right?\n"
        )
    );
}

#[test]
fn a_port_in_use_is_told_before_anybody_is_bothered() {
    let server = Server::start(&[]);
    let port = server.port().to_string();
    let exit = pipe(server.port(), &["--listen", &port], "");
    assert_eq!(exit.code, Some(1));
    assert_eq!(
        exit.stderr,
        format!("groupchat-client: Cannot listen on port {port}: Address already in use\n")
    );
}

#[test]
fn the_password_is_asked_for_by_name() {
    let scratch = Scratch::new("client-password");
    let right = scratch.file("right", b"open sesame\n");
    let wrong = scratch.file("wrong", b"open barley\n");
    let server = Server::start(&["--password-file", &right]);
    let run = |flags: &[&str]| {
        let exit = pipe(server.port(), &[&["--name", "bob"], flags].concat(), "hi\n");
        (exit.code, exit.stderr)
    };
    let refused = "groupchat-client: The server wants a password (Password incorrect): ";
    assert_eq!(
        run(&[]),
        (Some(1), format!("{refused}pass it with --password-file.\n"))
    );
    assert_eq!(
        run(&["--password-file", &wrong]),
        (
            Some(1),
            format!("{refused}is the one in --password-file right?\n")
        )
    );
    assert_eq!(run(&["--password-file", &right]), (Some(0), String::new()));
}

#[test]
fn a_name_that_cannot_be_is_refused_with_the_reason() {
    let server = Server::start(&[]);
    let exit = pipe(server.port(), &["--name", "9lives"], "hi\n");
    assert_eq!(exit.code, Some(1));
    assert_eq!(
        exit.stderr,
        "groupchat-client: The server does not accept the name 9lives: Erroneous nickname: it has to begin with a letter\n"
    );
    let exit = pipe(server.port(), &["--name", "two words"], "hi\n");
    assert_eq!(exit.code, Some(2), "{exit:#?}");
}

#[test]
fn output_that_cannot_be_written_is_no_success() {
    let server = Server::start(&[]);
    let scratch = Scratch::new("client-output");
    let input = scratch.file("lines", b"hi\n");
    let full = std::fs::File::create("/dev/full").expect("a full disk");
    let bob = Client::spawn(server.port(), &["--name", "bob"], file(&input), full.into());
    let told = bob.exits_with(1);
    assert!(
        told.starts_with("groupchat-client: Cannot write the output: No space left on device.\n"),
        "{told}"
    );
}

#[test]
fn a_reader_that_leaves_ends_it() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let mut bob = Client::start(server.port(), &["--name", "bob"]);
    bob.await_line("[hh:mm] #lobby -- here: …");
    bob.turns_away();
    alice.send("hi");
    alice.send("ho");
    alice.await_line("[hh:mm] #lobby -- bob (#2) left (quit)");
    assert_eq!(
        bob.exits_with(1),
        "groupchat-client: Nobody reads the output any more; the rest of the input was not sent.\n"
    );
    // A listener has nothing left to send.
    let stay = ["--name", "bob", "--stay"];
    let mut bob = Client::spawn(server.port(), &stay, Stdio::null(), Stdio::piped());
    bob.await_line("[hh:mm] #lobby -- here: …");
    bob.turns_away();
    alice.await_line("[hh:mm] #lobby -- bob (#3) joined");
    alice.send("hi");
    alice.send("ho");
    assert_eq!(bob.exits_with(0), "");
}
