//! What members must not be able to do to each other's terminals and protocol streams.

use crate::support::{Peer, Server};

/// Terminal sequences and characters that hide or turn around what stands beside them.
const NASTY: &str = "a\u{1b}]0;pwned\u{7}b\u{1b}[2Jc\u{9b}31md\u{85}e\u{202e}f\u{2066}g\u{7f}h\u{8}i\u{1}j\u{2028}k\u{90}l";

/// Nothing in what a plain member is sent may command its terminal.
#[track_caller]
fn assert_clean(lines: &[String]) {
    for line in lines {
        let bad = line.chars().find(|&c| {
            c.is_control()
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
        });
        assert_eq!(bad, None, "in {line:?}");
    }
}

#[test]
fn control_characters_never_reach_a_plain_member() {
    let server = Server::start(&[]);
    let mut mallory = server.connect();
    mallory.speaks_irc();
    mallory.send("NICK mallory");
    mallory.send(&format!("USER {NASTY} 0 * :{NASTY}"));
    mallory.await_line(":… 001 …");
    mallory.sync();
    let mut alice = server.plain("alice");
    for command in [
        "PRIVMSG #lobby :",
        "PRIVMSG alice :",
        "NOTICE #lobby :",
        "NOTICE alice :",
        "TOPIC #lobby :",
        "AWAY :",
        "PART #lobby :",
        "JOIN #lobby\r\nPRIVMSG #lobby :\u{1}ACTION ",
        "PRIVMSG #lobby :\u{1}",
        "PRIVMSG alice :\u{1}",
    ] {
        mallory.send(&format!("{command}{NASTY}"));
    }
    mallory.send(&format!("JOIN #{NASTY}"));
    mallory.send(&format!("NICK {NASTY}"));
    mallory.sync();
    alice.send("/msg mallory are you away?");
    for command in ["/members", "/members all", "/topic", "/groups", "/history"] {
        alice.send(command);
    }
    let heard = alice.sync();
    assert!(heard.len() >= 15, "{heard:#?}");
    assert_clean(&heard);
    assert!(
        heard.iter().any(|line| line.contains("<mallory> a")),
        "the words themselves came: {heard:#?}"
    );
    // A newcomer reads the topic; the others read reasons.
    alice.send("/join #other");
    mallory.send("JOIN #other");
    mallory.sync();
    mallory.send(&format!("QUIT :{NASTY}"));
    mallory.rest();
    let last = [alice.await_line("…mallory (#1) left (quit: …")];
    assert_clean(&last);
}

#[test]
fn a_removal_and_its_reason_are_clean_too() {
    let server = Server::start(&[]);
    let mut mallory = server.irc("mallory", &[]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    mallory.send(&format!("TOPIC #lobby :{NASTY}"));
    mallory.send(&format!("KICK #lobby alice :{NASTY}"));
    mallory.sync();
    let mut carol = server.connect();
    carol.send("carol");
    for peer in [&mut alice, &mut bob, &mut carol] {
        let heard = peer.sync();
        assert!(heard.len() >= 2, "{heard:#?}");
        assert_clean(&heard);
    }
}

#[test]
fn what_a_plain_member_types_is_clean_when_it_comes_back() {
    let server = Server::start(&[]);
    let mut alice = server.connect();
    alice.send(&format!("name{NASTY}"));
    let refusal = alice.line();
    alice.send("alice");
    for command in [
        "/",
        "/join #",
        "/msg ",
        "/msg bob",
        "/name ",
        "/remove ",
        "/members ",
    ] {
        alice.send(&format!("{command}{NASTY}"));
    }
    let heard = alice.sync();
    assert!(heard.len() >= 9, "{heard:#?}");
    assert_clean(&[refusal]);
    assert_clean(&heard);
}

/// Lines that would be taken for orders if a line break got through.
const INJECTED: &str = "QUIT :pwned";

#[test]
fn no_line_break_gets_into_an_irc_stream() {
    let server = Server::start(&["--rate", "0"]);
    let mut alice = server.irc("alice", &["echo-message", "message-tags", "server-time"]);
    let mut bob = server.irc("bob", &["groupchat/members"]);
    bob.send("JOIN #lobby");
    let mut carol = server.plain("carol");
    let breaks = [
        "\r", "\0", "\u{85}", "\u{2028}", "\u{b}", "\u{c}", "\\n", "%0a", "\r\0",
    ];
    for brk in breaks {
        for command in [
            "PRIVMSG #lobby :hi",
            "PRIVMSG bob :hi",
            "NOTICE #lobby :hi",
            "TOPIC #lobby :hi",
            "AWAY :hi",
            "KICK #lobby nobody :hi",
            "NICK al",
            "JOIN #x",
            "@+tag=a",
            "@+tag=a\\r\\n",
            "WHOIS hi",
            "PART #nowhere :hi",
            "FROB",
            "CAP REQ :hi",
            "PING hi",
        ] {
            alice.send(&format!("{command}{brk}{INJECTED}"));
        }
        for line in [
            "hi",
            "/me hi",
            "/msg bob hi",
            "/topic hi",
            "/name al",
            "/join #x",
            "/quitt hi",
        ] {
            carol.send(&format!("{line}{brk}{INJECTED}"));
        }
    }
    for _ in 0..2 {
        for peer in [&mut alice, &mut bob, &mut carol] {
            for line in peer.sync() {
                assert!(!line.contains(['\r', '\0']), "a break in {line:?}");
                assert!(!line.starts_with("QUIT"), "a line of its own: {line:?}");
            }
        }
    }
    // Nobody was made to leave.
    carol.send("/members all");
    let table = carol.sync().join("\n");
    assert!(
        ["#1 ", "#2 ", "#3 "].iter().all(|id| table.contains(id)),
        "{table}"
    );
}

#[test]
fn names_in_answers_are_never_lines_of_their_own() {
    let server = Server::start(&[]);
    let mut alice = Peer::connect(server.port());
    alice.speaks_irc();
    // Before there is a name, answers repeat what was sent.
    for line in [
        "NICK a\rQUIT",
        "CAP a\rQUIT",
        "USER a\rQUIT 0 * :a\rQUIT",
        "PASS a\rQUIT",
        "FROB\rQUIT",
        "PING a\rQUIT",
    ] {
        alice.send(line);
    }
    alice.send("NICK alice");
    alice.send("USER :a 0 * :a");
    alice.send("USER a 0 * :a");
    let line = alice.await_line(":… 001 alice :…");
    assert!(!line.contains('\r'), "{line:?}");
}
