//! Starting the server: what it says, how it refuses, where its settings come from.

use std::net::TcpListener;

use crate::support::{Exit, Peer, Scratch, Server, run};

/// One line on stderr that names what is wrong, nothing on stdout, and this exit code.
#[track_caller]
fn refuses(exit: &Exit, code: i32, says: &[&str]) {
    assert_eq!(exit.code, Some(code), "{exit:?}");
    assert_eq!(exit.stdout, "", "{exit:?}");
    for what in says {
        assert!(exit.stderr.contains(what), "{what:?} is missing: {exit:?}");
    }
    if code == 1 {
        assert_eq!(exit.stderr.lines().count(), 1, "one line: {exit:?}");
        assert!(exit.stderr.starts_with("groupchat-server: "), "{exit:?}");
    }
}

#[test]
fn it_says_where_it_listens_and_nothing_else() {
    let server = Server::start(&[]);
    let said = server.stderr();
    assert_eq!(
        said,
        format!("groupchat-server: listening on [::]:{}\n", server.port())
    );
    server.plain("alice").send("hello");
    server.signal(rustix::process::Signal::TERM);
    let exit = server.exit();
    assert_eq!((exit.code, exit.stdout.as_str()), (Some(0), ""));
}

#[test]
fn it_listens_on_ipv4_and_ipv6() {
    let server = Server::start(&[]);
    let mut alice = server.connect();
    alice.send("alice");
    let (v4, mut bob) = (alice.address(), Peer::connect_v6(server.port()));
    assert!(v4.is_ipv4());
    alice.expect(&format!("You are alice (#1), connected from {v4}."));
    bob.send("bob");
    bob.expect(&format!(
        "You are bob (#2), connected from {}.",
        bob.address()
    ));
    bob.expect(&format!(
        "Your contact is alice (#1) at {v4}, the coordinator of #lobby."
    ));
}

#[test]
fn it_listens_where_it_is_told_and_on_one_port() {
    let server = Server::start(&["--host", "127.0.0.1", "--host", "::1"]);
    let port = server.port();
    let said = server.await_stderr("listening on [::1]");
    assert!(
        said.contains(&format!(
            "groupchat-server: listening on 127.0.0.1:{port}\n"
        )),
        "{said}"
    );
    assert!(
        said.contains(&format!("groupchat-server: listening on [::1]:{port}\n")),
        "{said}"
    );
    Peer::connect_v6(port).send("alice");
    server.plain("bob");
}

#[test]
fn a_port_in_use_is_one_clear_line_and_exit_1() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let exit = run(&["--host", "127.0.0.1", "-p", &port], &[]);
    refuses(
        &exit,
        1,
        &[&format!("127.0.0.1:{port}"), "in use", "--port"],
    );
    // The same for the port of another server that listens everywhere.
    let server = Server::start(&[]);
    let port = server.port().to_string();
    refuses(&run(&["-p", &port], &[]), 1, &[&port, "in use"]);
}

#[test]
fn an_address_that_is_not_ours_is_one_clear_line_and_exit_1() {
    // TEST-NET-1 (RFC 5737): nobody has it.
    let exit = run(&["-p", "0", "--host", "192.0.2.1"], &[]);
    refuses(&exit, 1, &["192.0.2.1", "--host"]);
}

#[test]
fn a_host_that_does_not_exist_is_one_clear_line_and_exit_1() {
    // RFC 6761: never resolves.
    let exit = run(&["-p", "0", "--host", "nobody.invalid"], &[]);
    refuses(&exit, 1, &["nobody.invalid", "--host"]);
}

#[test]
fn files_that_cannot_be_read_are_one_clear_line_and_exit_1() {
    for (flag, what) in [
        ("--motd", "message of the day"),
        ("--password-file", "password"),
    ] {
        let exit = run(&["-p", "0", flag, "/nowhere/at/all"], &[]);
        refuses(&exit, 1, &[what, "/nowhere/at/all", "No such file"]);
        let exit = run(&["-p", "0", flag, "/"], &[]);
        refuses(&exit, 1, &[what]);
    }
    let exit = run(&["-p", "0", "--log-file", "/nowhere/at/all"], &[]);
    refuses(&exit, 1, &["/nowhere/at/all", "--log-file"]);
    let scratch = Scratch::new("empty-password");
    let empty = scratch.file("password", b"\n");
    let exit = run(&["-p", "0", "--password-file", &empty], &[]);
    refuses(&exit, 1, &["password", "empty", &empty]);
}

#[test]
fn bad_flags_are_exit_2() {
    for flags in [
        &["--nope"][..],
        &["-p", "70000"],
        &["-p", "nine"],
        &["--lobby", "lobby"],
        &["--lobby", "#a,b"],
        &["--server-name", "two words"],
        &["--max-clients", "many"],
        &["--rate", "-1"],
        &["--log-level", "loud"],
        &["stray"],
    ] {
        let exit = run(flags, &[]);
        assert!(!exit.stderr.is_empty(), "{flags:?}");
        refuses(&exit, 2, &[]);
    }
    refuses(&run(&[], &[("GROUPCHAT_PORT", "nine")]), 2, &["nine"]);
}

#[test]
fn help_and_version_go_to_stdout() {
    let help = run(&["--help"], &[]);
    assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
    for flag in [
        "--port",
        "--host",
        "--server-name",
        "--lobby",
        "--motd",
        "--password-file",
        "--max-clients",
        "--max-per-address",
        "--send-queue",
        "--ping-interval",
        "--rate",
        "--burst",
        "--hide-addresses",
        "--log-level",
        "--verbose",
        "--quiet",
        "--log-file",
    ] {
        assert!(help.stdout.contains(flag), "{flag}:\n{}", help.stdout);
    }
    assert!(help.stdout.contains("GROUPCHAT_"), "{}", help.stdout);
    let version = run(&["--version"], &[]);
    assert_eq!(version.code, Some(0));
    assert_eq!(
        version.stdout,
        format!("groupchat-server {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn every_flag_is_an_environment_variable() {
    let scratch = Scratch::new("environment");
    let motd = scratch.file("motd", b"Welcome aboard\n");
    let password = scratch.file("password", b"secret\n");
    let log = scratch.path("log");
    let server = Server::with_env(&[
        ("GROUPCHAT_PORT", "0"),
        ("GROUPCHAT_HOST", "127.0.0.1,::1"),
        ("GROUPCHAT_SERVER_NAME", "chat.example"),
        ("GROUPCHAT_LOBBY", "#deck"),
        ("GROUPCHAT_NO_AUTO_JOIN", "true"),
        ("GROUPCHAT_MOTD", &motd),
        ("GROUPCHAT_PASSWORD_FILE", &password),
        ("GROUPCHAT_MAX_CLIENTS", "3"),
        ("GROUPCHAT_MAX_PER_ADDRESS", "9"),
        ("GROUPCHAT_SEND_QUEUE", "100000"),
        ("GROUPCHAT_PING_INTERVAL", "60"),
        ("GROUPCHAT_RATE", "50"),
        ("GROUPCHAT_BURST", "60"),
        ("GROUPCHAT_HIDE_ADDRESSES", "true"),
        ("GROUPCHAT_LOG_LEVEL", "info"),
        ("GROUPCHAT_LOG_FILE", log.to_str().expect("UTF-8")),
    ]);
    server.await_stderr(&format!("listening on [::1]:{}", server.port()));
    let mut alice = server.connect();
    alice.send("secret");
    alice.send("alice");
    alice.expect("You are alice (#1), connected from …");
    alice.expect("You are the first member here, so you are the coordinator of #deck.");
    alice.expect("Welcome aboard");
    let mut bob = server.connect();
    bob.speaks_irc();
    bob.send("PASS secret");
    bob.register("bob", &[]);
    let heard = bob.welcome.join("\n");
    assert!(heard.contains(":chat.example 042 bob 2 "), "{heard}");
    assert!(!heard.contains(" JOIN "), "{heard}");
    assert!(heard.contains(".hidden"), "{heard}");
    let _third = server.connect();
    let mut fourth = server.connect();
    let (refusal, _) = fourth.rest();
    assert!(refusal.contains("full"), "{refusal}");
    assert!(crate::support::read(&log).contains("alice"));
}

#[test]
fn switches_in_the_environment_are_on_or_off() {
    for (value, hidden) in [
        ("1", true),
        ("true", true),
        ("yes", true),
        ("0", false),
        ("false", false),
        ("no", false),
    ] {
        let server = Server::with_env(&[
            ("GROUPCHAT_PORT", "0"),
            ("GROUPCHAT_HIDE_ADDRESSES", value),
            ("GROUPCHAT_QUIET", value),
            ("GROUPCHAT_NO_AUTO_JOIN", value),
        ]);
        let _alice = server.plain("alice");
        let mut bob = server.plain("bob");
        bob.send("/members all");
        let row = bob.await_line("#1…");
        assert_eq!(row.contains(".hidden"), hidden, "{value}: {row}");
    }
}

#[test]
fn verbosity_in_the_environment_is_counted() {
    for (value, level) in [("1", "[INFO]"), ("2", "[DEBUG]")] {
        let server = Server::with_env(&[("GROUPCHAT_PORT", "0"), ("GROUPCHAT_VERBOSE", value)]);
        server.plain("alice");
        server.await_stderr(level);
    }
}

#[test]
fn flags_count_for_more_than_the_environment() {
    let exit = run(
        &["--host", "192.0.2.1", "-p", "0"],
        &[("GROUPCHAT_HOST", "127.0.0.1")],
    );
    refuses(&exit, 1, &["192.0.2.1"]);
}
