//! The process beside the server that does slow work: there when it is needed, missed by nobody when it is not.

use rustix::process::Signal;

use crate::support::{Gone, Peer, Scratch, Server, run, run_with};

/// Of `hunter2`, and cheap.
pub(crate) const HASH: &str =
    "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$M0iJfWwX0/61FSBvCvLjOh4BKZDGk3svXNX+KnPuDno";

/// A server with the operator root, whose password is `hunter2`.
#[track_caller]
pub(crate) fn server(scratch: &Scratch, flags: &[&str]) -> Server {
    let file = operators(scratch);
    Server::start(&[&["--oper-file", &file], flags].concat())
}

#[track_caller]
pub(crate) fn operators(scratch: &Scratch) -> String {
    scratch.private("opers", format!("root:{HASH}\n").as_bytes())
}

#[track_caller]
fn becomes_operator(peer: &mut Peer) {
    peer.send("OPER root hunter2");
    peer.await_line(":… 381 …");
    peer.await_line(":… MODE … +o");
}

#[test]
fn nobody_waits_for_a_password_to_be_checked() {
    let scratch = Scratch::new("keeper-waits");
    let server = server(&scratch, &[]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    alice.sync();
    assert_eq!(server.children(), [], "no work, no process");
    becomes_operator(&mut alice);
    let [keeper] = server.children()[..] else {
        panic!("one process: {:?}", server.children());
    };
    // Now it takes as long as we like.
    server.signal_child(keeper, Signal::STOP);
    bob.send("OPER root hunter2");
    bob.send("PING after");
    alice.expect_silence();
    alice.send("PRIVMSG bob :still here");
    bob.expect(":alice!… PRIVMSG bob :still here");
    server.signal_child(keeper, Signal::CONT);
    bob.expect_all(&[":… 381 bob …", ":bob!… MODE bob +o", ":… PONG … :after"]);
    assert_eq!(server.children(), [keeper], "the same process");
}

#[test]
fn a_keeper_that_dies_is_answered_for_and_another_takes_its_place() {
    let scratch = Scratch::new("keeper-dies");
    let server = server(&scratch, &[]);
    let mut alice = server.irc("alice", &[]);
    becomes_operator(&mut alice);
    let [first] = server.children()[..] else {
        panic!("one process: {:?}", server.children());
    };
    server.signal_child(first, Signal::STOP);
    let mut bob = server.irc("bob", &[]);
    bob.send("OPER root hunter2");
    // What came before is with the keeper when this is answered.
    alice.sync();
    server.signal_child(first, Signal::KILL);
    bob.expect(":… 263 bob OPER :Please wait 1 second and try again");
    server.await_stderr("the keeper ended");
    becomes_operator(&mut bob);
    server.await_children(|now| now.len() == 1 && now[0] != first);
}

#[test]
fn the_keeper_goes_with_the_server_and_takes_nothing_with_it() {
    let scratch = Scratch::new("keeper-goes");
    let server = server(&scratch, &[]);
    let mut alice = server.irc("alice", &[]);
    becomes_operator(&mut alice);
    let [keeper] = server.children()[..] else {
        panic!("one process: {:?}", server.children());
    };
    let open: Vec<_> = std::fs::read_dir(format!("/proc/{keeper}/fd"))
        .expect("a process")
        .map(|file| file.expect("a file").path())
        .filter_map(|file| std::fs::read_link(file).ok())
        .filter(|file| file.to_string_lossy().starts_with("socket:"))
        .collect();
    // The one it is spoken to over, and the one it speaks over.
    assert!(
        open.len() <= 2 && open.windows(2).all(|two| two[0] == two[1]),
        "{open:?}"
    );
    let stat = crate::support::read(format!("/proc/{keeper}/stat").as_ref());
    let after_name = stat.rsplit_once(") ").expect("a name").1;
    let fields: Vec<&str> = after_name.split(' ').collect();
    // `proc_pid_stat(5)`: the process group is field 5, nice is field 19; the state, here the first, is field 3.
    assert_eq!(fields[2], keeper.to_string(), "a group of its own");
    assert_eq!(fields[16], "19", "the chat comes first");
    server.signal(Signal::TERM);
    assert_eq!(server.exit().code, Some(0));
    assert!(!std::path::Path::new(&format!("/proc/{keeper}")).exists());
}

#[test]
fn a_password_that_cannot_be_checked_is_neither_right_nor_wrong() {
    let scratch = Scratch::new("keeper-memory");
    let file = scratch.private(
        "opers",
        b"root:$argon2id$v=19$m=65536,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA\n",
    );
    // It takes 64 MiB.
    let server = Server::with_memory(48 * 1024, &["--oper-file", &file]);
    let mut alice = server.irc("alice", &[]);
    for _ in 0..4 {
        alice.send("OPER root hunter2");
        alice.expect(":… 263 alice OPER :Please wait 1 second and try again");
    }
}

#[test]
fn a_hash_that_was_made_here_lets_its_password_in() {
    let made = run_with(&["hash-password"], b"p\xc3\xa4ss word\n");
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    assert_eq!(made.stderr, "");
    assert!(made.stdout.starts_with("$argon2id$v=19$m=7168,t=5,p=1$"));
    let again = run_with(&["hash-password"], b"p\xc3\xa4ss word\n");
    assert_ne!(again.stdout, made.stdout, "the salt is another one");
    let scratch = Scratch::new("keeper-made");
    let file = scratch.private("opers", format!("alice:{}", made.stdout).as_bytes());
    let server = Server::start(&["--oper-file", &file]);
    let mut alice = server.irc("alice", &[]);
    alice.send("OPER alice :päss word");
    alice.await_line(":… 381 alice :…");
}

#[test]
fn bad_passwords_and_bad_calls_are_refused_in_words() {
    for (stdin, why) in [
        (&b""[..], "the password is empty"),
        (b"\n", "the password is empty"),
        (b"\xff\n", "UTF-8"),
        (&[b'x'; 400], "longer than 300 bytes"),
    ] {
        let exit = run_with(&["hash-password"], stdin);
        assert_eq!(exit.code, Some(1));
        assert!(
            exit.stdout.is_empty() && exit.stderr.contains(why),
            "{exit:?}"
        );
    }
    let exit = run_with(&["keeper"], b"hello\n");
    assert_eq!(exit.code, Some(1), "{exit:?}");
    for flags in [
        &["-p", "0", "hash-password"][..],
        &["hash-password", "-p", "0"],
        &["hash"],
    ] {
        assert_eq!(run(flags, &[]).code, Some(2), "{flags:?}");
    }
    // What is set for the server is no flag of this.
    let exit = run(&["hash-password"], &[("GROUPCHAT_PORT", "0")]);
    assert!(exit.stderr.contains("the password is empty"), "{exit:?}");
}

#[test]
fn an_operator_file_that_is_no_good_is_refused_by_line() {
    let scratch = Scratch::new("keeper-file");
    for (text, why) in [
        ("root\n".to_owned(), "line 1 of the operator file"),
        (
            format!("# x\nroot:{HASH}\nbob:secret\n"),
            "line 3 of the operator file",
        ),
        (
            "root:$argon2id$v=19$m=4000000,t=9,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
            "too much",
        ),
    ] {
        let file = scratch.private("opers", text.as_bytes());
        let exit = run(&["-p", "0", "--oper-file", &file], &[]);
        assert_eq!(exit.code, Some(1));
        assert!(
            exit.stderr.contains(why) && exit.stderr.contains(&file),
            "{exit:?}"
        );
    }
    let exit = run(&["-p", "0", "--oper-file", "/nonexistent/opers"], &[]);
    assert!(
        exit.stderr
            .contains("cannot read the operator file /nonexistent/opers"),
        "{exit:?}"
    );
}

#[test]
fn hup_rereads_the_operators() {
    let scratch = Scratch::new("keeper-hup");
    let server = server(&scratch, &["-v"]);
    assert!(
        !server.stderr().contains("everybody on this host"),
        "{}",
        server.stderr()
    );
    let mut alice = server.irc("alice", &[]);
    becomes_operator(&mut alice);
    scratch.private("opers", format!("carol:{HASH}\n").as_bytes());
    server.signal(Signal::HUP);
    server.await_stderr("read the files again");
    let mut bob = server.irc("bob", &[]);
    bob.send("OPER root hunter2");
    bob.expect(":… 464 bob :Password incorrect");
    bob.send("OPER carol hunter2");
    bob.expect(":… 381 bob :…");
    alice.send("MODE alice");
    alice.await_line(":… 221 alice +o");
    // What is no good changes nothing.
    scratch.file("opers", b"nonsense\n");
    let readable = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(scratch.path("opers"), readable).expect("a file");
    server.signal(Signal::HUP);
    server.await_stderr("everybody on this host can read");
    server.await_stderr("the operators stay as they were: line 1");
    alice.send("OPER carol hunter2");
    alice.await_line(":… 381 alice :…");
    let log = server.stderr();
    assert!(log.contains("wrong password for operator root"), "{log}");
    assert!(
        log.contains("is an operator now, as carol") && !log.contains("hunter2"),
        "{log}"
    );
}

#[test]
fn an_operator_has_files_read_again_ends_a_connection_and_stops_the_server() {
    let scratch = Scratch::new("operator");
    let motd = scratch.file("motd", b"Old words\n");
    let server = server(&scratch, &["-v", "--motd", &motd]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    let mut carol = server.plain("carol");
    becomes_operator(&mut alice);
    scratch.file("motd", b"New words\n");
    alice.send("REHASH");
    alice.await_line(":… 382 alice files :Rehashing");
    server.await_stderr("read the files again");
    alice.send("MOTD");
    alice.await_line(":… 372 alice :- New words");
    alice.send("KILL bob :spam");
    alice.await_line(":… 376 …");
    alice.expect(":bob!… QUIT :Killed (alice (spam))");
    bob.await_line("ERROR :Closing link: (Killed (alice (spam)))");
    assert_eq!(bob.rest().1, Gone::Closed);
    server.await_stderr("is gone: Killed (alice (spam))");
    carol.sync();
    carol.send("/msg alice bye");
    alice.expect(":carol!… PRIVMSG alice :bye");
    alice.send("DIE");
    alice.expect_end(&["ERROR :Closing link: (the server is stopping)"]);
    carol.expect_end(&["You are disconnected: the server is stopping."]);
    let exit = server.exit();
    assert_eq!(exit.code, Some(0));
    assert!(
        exit.stderr.contains("alice (#1) stops the server"),
        "{}",
        exit.stderr
    );
}
