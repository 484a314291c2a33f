//! The client program: what people see, and what scripts can rely on.

mod ends;
pub(crate) mod program;
mod script;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use crate::support::{Server, matches};
use program::{Client, pipe};

#[test]
fn a_member_among_others() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let mut bob = Client::start(server.port(), &["--name", "bob"]);
    bob.await_line("[hh:mm] -- You are bob (#2), connected from 127.0.0.1:…");
    bob.await_line(
        "[hh:mm] -- Your contact is alice (#1) at 127.0.0.1:…, the coordinator of #lobby.",
    );
    bob.await_line("[hh:mm] #lobby -- here: alice (coordinator), bob");
    alice.await_line("[hh:mm] #lobby -- bob (#2) joined");
    alice.send("hi \u{1b}[2J\u{202e}bob");
    bob.await_line("[hh:mm] #lobby <alice> hi \u{fffd}[2J\u{fffd}bob");
    bob.types("hello\n/me waves\n/msg #1 psst\n");
    alice.expect("[hh:mm] #lobby <bob> hello");
    alice.expect("[hh:mm] #lobby * bob waves");
    alice.expect("[hh:mm] *bob* psst");
    alice.send("/msg bob hush");
    bob.await_line("[hh:mm] *alice* hush");
    alice.send("/name al");
    bob.await_line("[hh:mm] -- alice is now called al");
    alice.send("/quit so long");
    bob.await_line("[hh:mm] -- al left (Quit: so long)");
    bob.await_line("[hh:mm] #lobby -- You are now the coordinator of #lobby");
    bob.types("/topic cake\n");
    bob.await_line("[hh:mm] #lobby -- You set the topic: cake");
    bob.types("/topic -\n");
    bob.await_line("[hh:mm] #lobby -- You cleared the topic");
    bob.ends();
    assert_eq!(bob.exits_with(0), "");
}

#[test]
fn the_table_is_the_one_of_the_plain_dialect() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let mut bob = Client::start(server.port(), &["--name", "bob", "--group", "#ops"]);
    bob.types("/members\n/members all\n");
    let alone = [
        "ID … IDLE",
        "#2  bob   127.0.0.1:… -       coordinator (you)  0s",
    ];
    let both = [
        "ID … IDLE",
        "#1  alice  127.0.0.1:… -       coordinator        0s",
        "#2  bob    127.0.0.1:… -       coordinator (you)  0s",
    ];
    for row in alone.iter().chain(&both) {
        bob.await_line(row);
    }
    alice.send("/members all");
    alice.expect("ID  NAME   ADDRESS          LISTEN  ROLE         IDLE");
    bob.ends();
    bob.exits_with(0);
}

#[test]
fn a_name_in_use_gets_a_mark() {
    let server = Server::start(&[]);
    let _bob = server.plain("bob");
    let exit = pipe(server.port(), &["--name", "bob"], "hi\n");
    let mut said = exit.stdout.lines();
    assert!(matches(
        "[hh:mm] -- The name bob is in use; trying bob_.",
        said.next().unwrap_or_default()
    ));
    assert!(exit.stdout.contains("You are bob_ (#2)"), "{exit:#?}");
    assert_eq!((exit.code, exit.stderr), (Some(0), String::new()));
}

#[test]
fn others_can_connect_directly_and_are_shown() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let mut bob = Client::start(server.port(), &["--name", "bob", "--listen", "0"]);
    let told = bob.await_line("[hh:mm] -- Others can connect to you directly on port ….");
    let port = told.trim_end().trim_end_matches('.').rsplit(' ').next();
    let port: u16 = port.and_then(|port| port.parse().ok()).expect("a port");
    bob.await_line("[hh:mm] #lobby -- here: …");
    alice.send("/members");
    alice.await_line(&format!("#2  bob    127.0.0.1:…  {port} … member …"));
    let mut direct = TcpStream::connect(("127.0.0.1", port)).expect("the client accepts");
    direct.write_all(b"psst \x1b]0;x\x07\n").expect("written");
    bob.await_line("[hh:mm] =127.0.0.1:…= psst \u{fffd}]0;x\u{fffd}");
    let mut greeting = String::new();
    BufReader::new(&direct)
        .read_line(&mut greeting)
        .expect("read");
    assert_eq!(
        greeting,
        "You are talking to bob directly; each line you send is shown there.\r\n"
    );
    drop(direct);
    bob.await_line("[hh:mm] -- 127.0.0.1:… is no longer connected to you.");
    bob.types("/listen 0\n");
    bob.await_line("[hh:mm] -- You accept no direct connections any more");
    alice.await_line("[hh:mm] -- bob (#2) accepts no direct connections any more");
    bob.ends();
    bob.exits_with(0);
}
