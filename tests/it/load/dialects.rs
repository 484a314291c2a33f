//! What is said is told from what happens.

use super::dialect::{Dialect, News, member};

#[test]
fn what_is_said_is_told_from_what_happens() {
    let (irc, plain, bare) = (Dialect::Irc, Dialect::Plain, Dialect::Bare);
    let said: [(Dialect, &[u8], &[u8]); 7] = [
        (irc, b":m1!m@127.0.0.1 PRIVMSG #load0 :a :b", b"a :b"),
        (irc, b":m1!~m@x PRIVMSG m2 word", b"word"),
        (plain, b"[12:03] #load0 <m1> a <b> c", b"a <b> c"),
        (plain, b"[12:03] *m1* psst", b"psst"),
        (plain, b"[12:03] #load0 <m1> ", b""),
        (bare, b"0000", b"0000"),
        (bare, b"", b""),
    ];
    for (dialect, line, text) in said {
        assert_eq!(dialect.text(line), Some(text), "{}", line.escape_ascii());
    }
    let unsaid: [(Dialect, &[u8]); 6] = [
        (irc, b"PING :PRIVMSG x :y"),
        (irc, b":m1!m@x JOIN #load0"),
        (irc, b":server NOTICE m1 :hello"),
        (plain, b"[12:03] #load0 -- m1 (#1) joined"),
        (plain, b"You are m1 (#1), connected from 127.0.0.1:5."),
        (bare, b"/#load0"),
    ];
    for (dialect, line) in unsaid {
        assert_eq!(dialect.text(line), None, "{}", line.escape_ascii());
    }
}

#[test]
fn comings_and_goings_are_understood() {
    let (irc, plain) = (Dialect::Irc, Dialect::Plain);
    let told: [(Dialect, &[u8], News<'_>); 17] = [
        (irc, b":s 376 m1 :End of MOTD", News::Welcome),
        (irc, b":s 422 m1 :No MOTD", News::Welcome),
        (irc, b":s 366 m1 #load0 :End", News::Entered),
        (irc, b"PING :token", News::Ping(b":token")),
        (irc, b":s PING token", News::Ping(b"token")),
        (irc, b":m12!m@127.0.0.1 JOIN :#load0", News::Came(12)),
        (irc, b":m12!m@127.0.0.1 QUIT :bye", News::Left(12)),
        (irc, b":m3!m@x PART #load0", News::Left(3)),
        (irc, b":root!m@x JOIN #load0", News::Other),
        (irc, b":s 353 m1 = #load0 :@m1 m2", News::Names(b"@m1 m2")),
        (irc, b":s 433 * m1 :taken", News::Refused),
        (irc, b"ERROR :no", News::Refused),
        (plain, b"[12:03] #lobby -- You left", News::Welcome),
        (plain, b"In #load0 now: m1", News::Entered),
        (plain, b"[12:03] #load0 -- m7 (#9) joined", News::Came(7)),
        (
            plain,
            b"[12:03] #load0 -- m7 (#9) left (bye)",
            News::Left(7),
        ),
        (plain, b"You are disconnected: too slow.", News::Refused),
    ];
    for (dialect, line, news) in told {
        assert_eq!(dialect.news(line), news, "{}", line.escape_ascii());
    }
}

#[test]
fn members_are_known_by_their_numbers() {
    for (name, who) in [
        ("m0", Some(0)),
        ("@m17", Some(17)),
        ("+m1", Some(1)),
        ("@+m4", Some(4)),
    ] {
        assert_eq!(member(name.as_bytes()), who);
    }
    for name in ["", "m", "max", "m1x", "m99999999999", "-1"] {
        assert_eq!(member(name.as_bytes()), None, "{name}");
    }
}
