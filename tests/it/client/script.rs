//! What scripts rely on: every line is taken or told about, and the exit code knows.

use std::process::Stdio;

use super::program::{Client, file, pipe};
use crate::support::{Peer, Scratch, Server};

/// A plain member in `#ops`, which it founded.
fn listener(server: &Server) -> Peer {
    let mut listener = server.plain("listener");
    listener.send("/join #ops");
    listener.await_line("In #ops now: …");
    listener.sync();
    listener
}

#[test]
fn one_line_is_said_for_sure_every_time() {
    let server = Server::start(&[]);
    let mut listener = listener(&server);
    for n in 0..20 {
        let exit = pipe(
            server.port(),
            &["--name", "ci", "--group", "#ops"],
            format!("build {n} ok\n"),
        );
        assert_eq!((exit.code, exit.stderr.as_str()), (Some(0), ""));
        listener.await_line(&format!("[hh:mm] #ops <ci> build {n} ok"));
        listener.await_line("[hh:mm] #ops -- ci (#…) left (quit)");
    }
}

#[test]
fn a_script_may_rename_its_group_and_go_on() {
    let server = Server::start(&[]);
    let mut listener = listener(&server);
    let lines = "/join #ops\nhello\n/leave\n/join #x\n/rename y it grew\nhello\n/topic tea\n/rename #z\nbye\n";
    let exit = pipe(server.port(), &["--name", "ci"], lines);
    assert_eq!((exit.code, exit.stderr.as_str()), (Some(0), ""));
    for told in [
        "#x -- #x is now called #y (by you): it grew",
        "#y -- You set the topic: tea",
        "#y -- #y is now called #z (by you)",
    ] {
        assert!(exit.stdout.contains(told), "{}", exit.stdout);
    }
    listener.await_line("[hh:mm] #ops <ci> hello");
}

#[test]
fn a_sender_that_is_slowed_down_loses_nothing() {
    let server = Server::start(&["--rate", "100", "--burst", "2"]);
    let mut listener = listener(&server);
    let lines: String = (0..200).map(|n| format!("line {n}\n")).collect();
    let exit = pipe(server.port(), &["--name", "ci", "--group", "ops"], lines);
    assert_eq!((exit.code, exit.stderr.as_str()), (Some(0), ""));
    listener.await_line("[hh:mm] #ops -- ci (#2) joined");
    for n in 0..200 {
        listener.expect(&format!("[hh:mm] #ops <ci> line {n}"));
    }
}

#[test]
fn any_kind_of_input_will_do() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let scratch = Scratch::new("client-input");
    // Line ends of both kinds, and none at the end.
    let path = scratch.file("lines", b"from a file\r\nand on\n\nto the end");
    let ci = ["--name", "ci"];
    let run = |stdin| Client::spawn(server.port(), &ci, stdin, Stdio::piped()).exits_with(0);
    assert_eq!(run(file(&path)), "");
    alice.await_line("[hh:mm] #lobby <ci> from a file");
    alice.expect("[hh:mm] #lobby <ci> and on");
    alice.expect("[hh:mm] #lobby <ci> to the end");
    alice.expect("[hh:mm] #lobby -- ci (#2) left (quit)");
    assert_eq!(run(Stdio::null()), "");
    alice.expect("[hh:mm] #lobby -- ci (#3) joined");
    alice.expect("[hh:mm] #lobby -- ci (#3) left (quit)");
}

#[test]
fn lines_that_cannot_be_sent_are_told_and_the_others_go() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let mut input = b"one\ncaf\xe9\n".to_vec();
    input.extend([b'x'; 70_000]);
    input.extend(b"\n/mgs bob hi\ntwo\n");
    let exit = pipe(server.port(), &["--name", "ci"], input);
    assert_eq!(exit.code, Some(1));
    assert_eq!(
        exit.stderr,
        "groupchat-client: Line 2 of the input is not UTF-8; it was not sent.\n\
         groupchat-client: Line 3 of the input is longer than 65536 bytes; it was not sent.\n\
         groupchat-client: There is no command /mgs; the nearest is /msg. /help lists them all. \
         To say a line that begins with a slash, double it.\n"
    );
    alice.await_line("[hh:mm] #lobby <ci> one");
    alice.expect("[hh:mm] #lobby <ci> two");
}

#[test]
fn a_long_line_arrives_whole() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let text = "Grüße und mehr ".repeat(200);
    let exit = pipe(server.port(), &["--name", "ci"], format!("{text}.\n"));
    assert_eq!(exit.code, Some(0), "{exit:#?}");
    alice.await_line("[hh:mm] #lobby -- ci (#2) joined");
    let mut heard = String::new();
    while !heard.ends_with('.') {
        let line = alice.expect("[hh:mm] #lobby <ci> …");
        heard.push_str(&line["[12:03] #lobby <ci> ".len()..]);
    }
    assert_eq!(heard, format!("{text}."));
}

#[test]
fn what_was_meant_for_one_group_is_said_in_no_other() {
    let server = Server::start(&[]);
    let mut listener = listener(&server);
    let flags = ["--name", "ci", "--group", "#a:b", "--group", "#ops"];
    let exit = pipe(server.port(), &flags, "secret\n");
    assert_eq!(exit.code, Some(1));
    assert!(
        exit.stderr
            .ends_with("groupchat-client: #a:b could not be entered; nothing was sent.\n"),
        "{exit:#?}"
    );
    listener.await_line("[hh:mm] #ops -- ci (#2) joined");
    listener.expect("[hh:mm] #ops -- ci (#2) left (quit)");
}

#[test]
fn who_is_removed_while_speaking_says_so() {
    let server = Server::start(&[]);
    let mut listener = listener(&server);
    let mut ci = Client::start(server.port(), &["--name", "ci", "--group", "#ops"]);
    ci.types("one\n");
    listener.await_line("[hh:mm] #ops <ci> one");
    listener.send("/remove ci enough");
    ci.await_line("[hh:mm] #ops -- You were removed by listener: enough");
    ci.types("two\n");
    ci.ends();
    assert_eq!(
        ci.exits_with(1),
        "groupchat-client: You are in no group, so this was not said: two\n"
    );
    listener.await_line("[hh:mm] #ops -- ci (#2) was removed by listener (#1): enough");
}

#[test]
fn what_others_write_gives_no_commands() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let exit = pipe(
        server.port(),
        &["--name", "ci", "--no-commands"],
        "/quit\n//x\n/name eve\n",
    );
    assert_eq!(exit.code, Some(0), "{exit:#?}");
    alice.await_line("[hh:mm] #lobby <ci> /quit");
    alice.expect("[hh:mm] #lobby <ci> //x");
    alice.expect("[hh:mm] #lobby <ci> /name eve");
}

#[test]
fn programs_read_objects() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let mut bot = Client::start(server.port(), &["--name", "bot", "--json"]);
    bot.await_line("{\"time\":\"…Z\",\"kind\":\"join\",\"group\":\"#lobby\",\"from\":\"bot\",\"id\":2,\"mine\":true}");
    alice.await_line("[hh:mm] #lobby -- bot (#2) joined");
    // It learns numbers by asking for the members; when it is answered about that, it knows alice's.
    bot.types("/members\n");
    bot.await_line("{\"time\":\"…Z\",\"kind\":\"members\",…}");
    alice.send("say \"hi\"\t\u{7}");
    bot.await_line("{\"time\":\"…Z\",\"kind\":\"message\",\"group\":\"#lobby\",\"from\":\"alice\",\"id\":1,\"text\":\"say \\\"hi\\\"    \u{fffd}\"}");
    bot.types("/nonsense\n/members\n");
    bot.await_line(
        "{\"time\":\"…Z\",\"kind\":\"error\",\"text\":\"There is no command /nonsense; …\"}",
    );
    bot.await_line("{\"time\":\"…Z\",\"kind\":\"members\",\"group\":\"#lobby\",\"members\":[{\"id\":1,\"name\":\"alice\",…},{\"id\":2,\"name\":\"bot\",…}]}");
    bot.ends();
    assert!(bot.exits_with(1).contains("/nonsense"));
}

#[test]
fn what_was_said_before_can_be_asked_for() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let ask = || {
        let exit = pipe(server.port(), &["--name", "ci"], "/history 2\n");
        assert_eq!(exit.code, Some(0), "{}", exit.stderr);
        exit.stdout
    };
    let told = ask();
    assert!(told.contains("Nothing was said in #lobby yet."), "{told}");
    for line in ["one", "two", "/me counts"] {
        alice.send(line);
    }
    alice.sync();
    let told = ask();
    let told: Vec<&str> = told
        .lines()
        .filter_map(|line| line.split_once("#lobby ").map(|(_, rest)| rest))
        .filter(|rest| rest.starts_with(['<', '*']))
        .collect();
    assert_eq!(told, ["<alice> two", "* alice counts"]);
}
