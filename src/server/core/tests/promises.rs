//! What the server says it supports, held against what it does: a row for each `ISUPPORT` token and for each capability.
//! Whoever adds one has to show here what it is good for.

use super::*;
use crate::irc::{capability, isupport};

fn world() -> World {
    let mut world = World::new(Limits {
        rate: 0,
        ..Limits::default()
    });
    world.has_operator();
    world
}

impl World {
    /// What one is told of a line of its own.
    fn ask(&mut self, seat: u32, line: &str) -> String {
        self.read(seat);
        self.say(seat, &format!("{line}\r\n"));
        self.read(seat)
    }

    #[track_caller]
    fn answers(&mut self, seat: u32, line: &str, want: &str) {
        let told = self.ask(seat, line);
        assert!(told.contains(want), "{line}: {told} lacks {want}");
    }

    /// How often a line's answer says something.
    fn times(&mut self, seat: u32, line: &str, what: &str) -> usize {
        self.ask(seat, line).matches(what).count()
    }
}

/// Holds one token's value against a server where alice coordinates the lobby and bob is in it.
type Held = fn(&mut World, &str);

fn number(value: &str) -> usize {
    value.parse().expect("a number")
}

/// So many letters, and one more.
fn one_too_long(value: &str) -> (String, String) {
    let most = "x".repeat(number(value));
    let long = format!("{most}x");
    (most, long)
}

/// So many words and one more, with commas.
fn one_too_many(value: &str, word: &str) -> String {
    let words: Vec<String> = (0..=number(value)).map(|n| format!("{word}{n}")).collect();
    words.join(",")
}

const TOKENS: &[(&str, Held)] = &[
    ("ACCOUNTEXTBAN", |world, value| {
        world.say(1, "REGISTER * * sesame\r\n");
        world.work_all();
        for name in value.split(',') {
            let sign = isupport::TABLE.iter().find(|row| row.token == "EXTBAN");
            let sign = sign.map(|row| (row.value)(world.core.info()));
            let sign = sign.as_deref().and_then(|sign| sign.split_once(','));
            let mask = format!("{}{name}:bob", sign.expect("a sign").0);
            world.ask(0, &format!("MODE #lobby +b {mask}"));
            world.answers(1, "PRIVMSG #lobby :hi", " 404 bob #lobby :");
            world.ask(0, &format!("MODE #lobby -b {mask}"));
            assert_eq!(world.times(1, "PRIVMSG #lobby :hi", " 404 "), 0);
        }
    }),
    ("AWAYLEN", |world, value| {
        let (most, long) = one_too_long(value);
        world.ask(0, &format!("AWAY :{long}"));
        world.answers(
            1,
            "PRIVMSG alice :hi",
            &format!(" 301 bob alice :{most}\r\n"),
        );
    }),
    ("BOT", |world, value| {
        world.answers(
            0,
            &format!("MODE alice +{value}"),
            &format!(" MODE alice +{value}"),
        );
        world.answers(1, "WHO alice", &format!(" alice H@{value} :0 "));
    }),
    ("CASEMAPPING", |world, value| {
        assert_eq!(value, "ascii");
        world.ask(1, "PRIVMSG ALICE :hi");
        assert!(world.read(0).ends_with(" PRIVMSG alice :hi\r\n"));
        world.ask(0, "JOIN #[É]");
        world.answers(0, "NAMES #[É]", " 353 ");
        for other in ["#{É}", "#[é]"] {
            assert_eq!(world.times(0, &format!("NAMES {other}"), " 353 "), 0);
        }
    }),
    ("CHANLIMIT", |world, value| {
        let (sign, most) = value.split_once(':').expect("a bound");
        for n in 1..number(most) {
            world.answers(0, &format!("JOIN {sign}{n}"), " 366 ");
        }
        world.answers(0, "JOIN #more", " 405 alice #more :");
    }),
    ("CHANMODES", |world, value| {
        let params = ["x!*@*", "key", "7", ""];
        let classes: Vec<&str> = value.split(',').collect();
        assert_eq!(classes.len(), params.len());
        for (class, (letters, param)) in classes.iter().zip(params).enumerate() {
            for letter in letters.chars() {
                let told = world.ask(0, &format!("MODE #lobby +{letter} {param}"));
                // `n` and `t` are on.
                let fits = told.contains(&format!(" MODE #lobby +{letter}")) || told.is_empty();
                assert!(fits, "{told}");
                let off = if class < 2 { param } else { "" };
                let want = format!(" MODE #lobby -{letter}");
                world.answers(0, &format!("MODE #lobby -{letter} {off}"), &want);
                if class == 0 {
                    assert!(
                        !world
                            .ask(0, &format!("MODE #lobby {letter}"))
                            .contains(" 472 ")
                    );
                }
            }
        }
        let unknown = ('A'..='z').filter(char::is_ascii_alphabetic);
        let known = |c: &char| value.contains(*c) || "ov".contains(*c);
        for letter in unknown.filter(|c| !known(c)) {
            world.answers(
                0,
                &format!("MODE #lobby +{letter}"),
                &format!(" 472 alice {letter} :"),
            );
        }
    }),
    ("CHANNELLEN", |world, value| {
        let (most, long) = one_too_long(value);
        world.answers(0, &format!("JOIN #{}", &most[1..]), " 366 ");
        world.answers(0, &format!("JOIN #{}", &long[1..]), " 403 ");
    }),
    ("CHANTYPES", |world, value| {
        for sign in ["#", "&", "!", "+", "x"] {
            let numeric = if value.contains(sign) {
                " 366 "
            } else {
                " 403 "
            };
            world.answers(0, &format!("JOIN {sign}x"), numeric);
        }
    }),
    ("CHATHISTORY", |world, value| {
        world.ask(1, "CAP REQ :draft/chathistory batch");
        for n in 0..=number(value) {
            world.say(0, &format!("PRIVMSG #lobby :{n}\r\n"));
        }
        let got = world.times(1, "CHATHISTORY LATEST #lobby * 1000", " PRIVMSG #lobby ");
        assert_eq!(got, number(value));
    }),
    ("ELIST", |world, value| {
        world.ask(0, "TOPIC #lobby :tea");
        for letter in value.chars() {
            let (fits, fits_not) = match letter {
                'C' => ("C<1", "C>1"),
                'M' => ("#lob*", "#z*"),
                'N' => ("!#z*", "!#lob*"),
                'T' => ("T<1", "T>1"),
                'U' => (">1", "<1"),
                _ => panic!("{letter} is shown nowhere"),
            };
            assert_eq!(
                world.times(0, &format!("LIST {fits}"), " 322 "),
                1,
                "{fits}"
            );
            assert_eq!(world.times(0, &format!("LIST {fits_not}"), " 322 "), 0);
        }
    }),
    ("EXCEPTS", |world, value| {
        world.ask(1, "PART #lobby");
        world.ask(0, "MODE #lobby +b *!*@*");
        world.answers(1, "JOIN #lobby", " 474 ");
        world.ask(0, &format!("MODE #lobby +{value} bob!*@*"));
        world.answers(1, "JOIN #lobby", " 366 ");
    }),
    ("EXTBAN", |world, value| {
        let (sign, letters) = value.split_once(',').expect("a sign and letters");
        assert_eq!(letters, "a", "each letter has its case here");
        // Nobody is logged in.
        world.ask(0, &format!("MODE #lobby +b {sign}{letters}:0"));
        world.answers(1, "PRIVMSG #lobby :hi", " 404 bob #lobby :");
    }),
    ("HOSTLEN", |world, value| {
        let (most, long) = one_too_long(value);
        world.say(0, "OPER root hunter2\r\n");
        world.work_all();
        world.ask(0, &format!("CHGHOST bob b {long}"));
        assert_eq!(world.times(0, "WHOIS bob", &most), 0);
        world.ask(0, &format!("CHGHOST bob b {most}"));
        world.answers(0, "WHOIS bob", &format!(" 311 alice bob b {most} "));
    }),
    ("INVEX", |world, value| {
        world.ask(1, "PART #lobby");
        world.ask(0, "MODE #lobby +i");
        world.answers(1, "JOIN #lobby", " 473 ");
        world.ask(0, &format!("MODE #lobby +{value} bob!*@*"));
        world.answers(1, "JOIN #lobby", " 366 ");
    }),
    ("KEYLEN", |world, value| {
        let (most, long) = one_too_long(value);
        world.answers(0, &format!("MODE #lobby +k {long}"), " 696 ");
        world.answers(0, &format!("MODE #lobby +k {most}"), " MODE #lobby +k ");
    }),
    ("KICKLEN", |world, value| {
        let (most, long) = one_too_long(value);
        let want = format!(" KICK #lobby bob :{most}\r\n");
        world.answers(0, &format!("KICK #lobby bob :{long}"), &want);
    }),
    ("LINELEN", |world, value| {
        let head = "PING :";
        let room = number(value) - head.len() - 2;
        let line = format!("{head}{}", "x".repeat(room));
        world.answers(0, &line, " PONG ");
        world.answers(0, &format!("{line}x"), " 417 ");
    }),
    ("LOBBY", |world, value| {
        world.connect(5);
        world.say(5, "NICK carol\r\nUSER u 0 * :Real\r\n");
        assert!(world.read(5).contains(&format!(" JOIN {value}\r\n")));
    }),
    ("MAXLIST", |world, value| {
        let (letters, most) = value.split_once(':').expect("a bound");
        for n in 0..number(most) {
            let letter = letters.chars().nth(n % letters.len()).expect("a letter");
            world.answers(
                0,
                &format!("MODE #lobby +{letter} n{n}!*@*"),
                " MODE #lobby +",
            );
        }
        for letter in letters.chars() {
            world.answers(0, &format!("MODE #lobby +{letter} more!*@*"), " 478 ");
        }
    }),
    ("MAXTARGETS", |world, value| {
        let list = one_too_many(value, "m");
        let told = world.ask(0, &format!("PRIVMSG {list} :hi"));
        assert_eq!(told.matches(" 401 ").count(), number(value));
        assert!(told.contains(&format!(" 407 alice m{value} :")), "{told}");
    }),
    ("MODES", |world, value| {
        let most = number(value);
        let masks: Vec<String> = (0..=most).map(|n| format!("n{n}!*@*")).collect();
        let line = format!("MODE #lobby +{} {}", "b".repeat(most + 1), masks.join(" "));
        let told = world.ask(0, &line);
        assert_eq!(told.matches("!*@*").count(), most, "{told}");
    }),
    ("MONITOR", |world, value| {
        for n in 0..number(value) {
            assert_eq!(world.times(0, &format!("MONITOR + m{n}"), " 734 "), 0);
        }
        world.answers(0, "MONITOR + more", &format!(" 734 alice {value} more :"));
    }),
    ("MSGREFTYPES", |world, value| {
        world.ask(
            1,
            "CAP REQ :draft/chathistory batch message-tags server-time",
        );
        world.say(0, "PRIVMSG #lobby :one\r\nPRIVMSG #lobby :two\r\n");
        let told = world.read(1);
        let last = told.lines().last().expect("a line");
        let tag = |key: &str| {
            let (_, rest) = last.split_once(&format!("{key}=")).expect("a tag");
            rest.split([';', ' ']).next().expect("a value").to_owned()
        };
        for kind in value.split(',') {
            let mark = match kind {
                "msgid" => format!("msgid={}", tag("msgid")),
                "timestamp" => format!("timestamp={}", tag("time")),
                _ => panic!("{kind} is shown nowhere"),
            };
            let told = world.ask(1, &format!("CHATHISTORY BEFORE #lobby {mark} 9"));
            assert!(
                told.contains(" BATCH +") && !told.contains("FAIL"),
                "{told}"
            );
        }
    }),
    ("NAMELEN", |world, value| {
        let (most, long) = one_too_long(value);
        world.answers(
            0,
            &format!("SETNAME :{long}"),
            "FAIL SETNAME INVALID_REALNAME",
        );
        world.ask(0, &format!("SETNAME :{most}"));
        world.answers(1, "WHOIS alice", &format!(" * :{most}\r\n"));
    }),
    ("NETWORK", |world, value| {
        let told = world.ask(0, "PING 1");
        assert!(told.starts_with(&format!(":{value} PONG ")), "{told}");
    }),
    ("NICKLEN", |world, value| {
        let (most, long) = one_too_long(value);
        world.answers(0, &format!("NICK {long}"), " 432 ");
        world.answers(0, &format!("NICK {most}"), &format!(" NICK {most}\r\n"));
    }),
    ("PREFIX", |world, value| {
        let (letters, signs) = value[1..].split_once(')').expect("letters and signs");
        assert_eq!(letters.len(), signs.len());
        for (letter, sign) in letters.chars().zip(signs.chars()) {
            world.ask(0, &format!("MODE #lobby +{letter} bob"));
            world.answers(0, "NAMES #lobby", &format!(" {sign}bob\r\n"));
            world.ask(0, &format!("MODE #lobby -{letter} bob"));
        }
    }),
    ("STATUSMSG", |world, value| {
        for (sign, letter) in value.chars().zip(["o", "v"]) {
            let line = format!("PRIVMSG {sign}#lobby :hi\r\n");
            world.say(0, &line);
            assert!(!world.read(1).contains(" PRIVMSG "));
            world.ask(0, &format!("MODE #lobby +{letter} bob"));
            world.read(1);
            world.say(0, &line);
            assert!(world.read(1).ends_with(&format!(" {line}")));
            world.ask(0, &format!("MODE #lobby -{letter} bob"));
        }
    }),
    ("TARGMAX", |world, value| {
        world.ask(0, "CAP REQ :message-tags");
        for bound in value.split(',') {
            let (command, most) = bound.split_once(':').expect("a bound");
            let first = if command == "KICK" { "#lobby " } else { "" };
            let last = if command == "WHOIS" { "" } else { " :x" };
            let line = |list: &str| format!("{command} {first}{list}{last}");
            let sign = ["JOIN", "PART", "NAMES"].contains(&command);
            let all = one_too_many(most, if sign { "#m" } else { "m" });
            let told = world.ask(0, &line(&all));
            // Nothing is ever answered to a notice.
            let refused = usize::from(command != "NOTICE");
            assert_eq!(told.matches(" 407 ").count(), refused, "{command}: {told}");
            let (fewer, _) = all.rsplit_once(',').expect("two at least");
            assert_eq!(world.times(0, &line(fewer), " 407 "), 0, "{command}");
        }
    }),
    ("TOPICLEN", |world, value| {
        let (most, long) = one_too_long(value);
        let want = format!(" TOPIC #lobby :{most}\r\n");
        world.answers(0, &format!("TOPIC #lobby :{long}"), &want);
    }),
    ("USERLEN", |world, value| {
        let (most, long) = one_too_long(value);
        world.connect(5);
        world.say(5, &format!("NICK carol\r\nUSER {long} 0 * :Real\r\n"));
        world.answers(0, "WHOIS carol", &format!(" 311 alice carol {most} "));
    }),
    ("UTF8ONLY", |world, _| {
        let now = world.now;
        let line = b"PRIVMSG #lobby :\xff\r\n";
        world.core.data(&mut world.ends, Seat(0), line, now);
        assert!(world.read(0).contains(" FAIL PRIVMSG INVALID_UTF8 "));
        assert!(!world.read(1).contains("PRIVMSG"));
    }),
    ("WHOX", |world, _| {
        world.answers(0, "WHO bob %nt,7", " 354 alice 7 bob\r\n");
    }),
];

#[test]
fn every_token_of_isupport_is_true() {
    let names = |list: &[&str]| list.join(" ");
    let known: Vec<_> = isupport::TABLE.iter().map(|row| row.token).collect();
    let shown: Vec<_> = TOKENS.iter().map(|(token, _)| *token).collect();
    assert_eq!(names(&shown), names(&known), "each token has its row here");
    for (row, (_, held)) in isupport::TABLE.iter().zip(TOKENS) {
        let mut world = world();
        world.irc(0, "alice", "no-implicit-names");
        world.say(0, "CAP REQ :-no-implicit-names\r\n");
        world.irc(1, "bob", "setname");
        for seat in [0, 1] {
            world.read(seat);
        }
        let value = (row.value)(world.core.info());
        held(&mut world, &value);
    }
}

/// What one capability changes on the wire.
#[derive(Clone, Copy)]
struct Shown {
    name: &'static str,
    /// Those it needs beside itself.
    beside: &'static str,
    /// Who says what: `0` bob, before alice comes; `e` alice, before she is a member; then `a` alice, `b` bob.
    script: &'static [&'static str],
    /// What alice is told with it, and with it alone; nothing where it only takes something away.
    with: &'static str,
    /// What she is told without it, and without it alone.
    without: &'static str,
}

const fn shown(
    name: &'static str,
    script: &'static [&'static str],
    with: &'static str,
    without: &'static str,
) -> Shown {
    Shown {
        name,
        beside: "",
        script,
        with,
        without,
    }
}

const fn beside(beside: &'static str, row: Shown) -> Shown {
    Shown { beside, ..row }
}

#[rustfmt::skip]
const CAPABILITIES: &[Shown] = &[
    shown("account-notify", &["b REGISTER * * sesame"], ":bob!u@10.0.0.1 ACCOUNT bob\r\n", ""),
    shown("account-tag", &["b REGISTER * * sesame", "b PRIVMSG #lobby :hi"], "@account=bob :bob!u@10.0.0.1 PRIVMSG #lobby :hi\r\n", "\r\n:bob!u@10.0.0.1 PRIVMSG #lobby :hi\r\n"),
    shown("away-notify", &["b AWAY :hi"], ":bob!u@10.0.0.1 AWAY :hi\r\n", ""),
    beside("draft/chathistory", shown("batch", &["a CHATHISTORY LATEST #lobby * 9"], " BATCH +e", "")),
    // Capabilities never change while the server runs: that it is in force is all there is to see.
    shown("cap-notify", &["a CAP LIST"], " CAP alice LIST :cap-notify\r\n", ""),
    shown("chghost", &["b OPER root hunter2", "b CHGHOST bob b staff.example"], ":bob!u@10.0.0.1 CHGHOST b staff.example\r\n", ":bob!u@10.0.0.1 QUIT :Changing host\r\n"),
    // REGISTER is anybody's; this only tells clients of it.
    shown("draft/account-registration", &["a CAP LIST"], " CAP alice LIST :draft/account-registration\r\n", ""),
    shown("draft/channel-rename", &["b JOIN #a", "a JOIN #a", "b RENAME #a #b"], " RENAME #a #b :\r\n", " PART #a\r\n"),
    beside("batch", shown("draft/chathistory", &["a CHATHISTORY LATEST #lobby * 9"], " BATCH +e", " 421 alice CHATHISTORY :")),
    beside("draft/chathistory", shown("draft/event-playback", &["0 PRIVMSG #lobby :hi", "0 TOPIC #lobby :tea", "a CHATHISTORY LATEST #lobby * 9"], " TOPIC #lobby :tea\r\n", "")),
    shown("draft/extended-isupport", &["e ISUPPORT"], " 005 * ", " 451 * :"),
    shown("draft/message-redaction", &["a REDACT #lobby x"], " FAIL REDACT UNKNOWN_MSGID #lobby x :", " 421 alice REDACT :"),
    beside("batch echo-message", shown("draft/multiline", &["a BATCH +1 draft/multiline #lobby", "a @batch=1 PRIVMSG #lobby :x", "a @batch=1 PRIVMSG #lobby :y", "a BATCH -1"], ":alice!u@10.0.0.1 BATCH +m", " 421 alice BATCH :")),
    shown("draft/no-implicit-names", &[], "", " 366 alice #lobby :"),
    shown("draft/pre-away", &["e AWAY :off"], " 306 * :", " 451 * :"),
    shown("draft/read-marker", &[], " MARKREAD #lobby *\r\n", ""),
    shown("echo-message", &["a PRIVMSG #lobby :hi"], ":alice!u@10.0.0.1 PRIVMSG #lobby :hi\r\n", ""),
    shown("extended-join", &["b PART #lobby", "b JOIN #lobby"], ":bob!u@10.0.0.1 JOIN #lobby * :Real\r\n", ":bob!u@10.0.0.1 JOIN #lobby\r\n"),
    beside("away-notify", shown("extended-monitor", &["b PART #lobby", "a MONITOR + bob", "b AWAY :hi"], ":bob!u@10.0.0.1 AWAY :hi\r\n", "")),
    shown("groupchat/members", &["a JOIN #lobby"], " MEMBER 3 alice ", ""),
    shown("invite-notify", &["b INVITE carol #lobby"], " INVITE carol #lobby\r\n", ""),
    beside("batch", shown("labeled-response", &["a @label=x PING 1"], "@label=x ", "")),
    shown("message-tags", &["b PRIVMSG #lobby :hi"], "@msgid=", "\r\n:bob!u@10.0.0.1 PRIVMSG #lobby :hi"),
    shown("multi-prefix", &["b MODE #lobby +v bob", "a NAMES #lobby"], ":@+bob ", ""),
    shown("no-implicit-names", &[], "", " 366 alice #lobby :"),
    shown("sasl", &["a AUTHENTICATE PLAIN"], "AUTHENTICATE +\r\n", " 421 alice AUTHENTICATE :"),
    shown("server-time", &["b TOPIC #lobby :tea"], "@time=1970-01-01T00:00:00.000Z :bob!u@10.0.0.1 TOPIC ", "\r\n:bob!u@10.0.0.1 TOPIC "),
    shown("setname", &["b SETNAME :Bob"], " SETNAME :Bob\r\n", ""),
    shown("standard-replies", &["a PRIVMSG #lobby :a\rb"], " FAIL PRIVMSG INVALID_CHARACTER :", " NOTICE alice :Message rejected"),
    shown("userhost-in-names", &["a NAMES #lobby"], ":@bob!u@10.0.0.1 ", ":@bob "),
];

/// All that alice is told with these capabilities.
fn told(row: &Shown, caps: &str) -> String {
    let mut world = world();
    world.irc(0, "bob", "multi-prefix");
    world.irc(1, "carol", "multi-prefix");
    world.say(1, "PART #lobby\r\n");
    let by = |who: &'static str| {
        let said = move |line: &&'static str| line.split_once(' ').filter(|(by, _)| *by == who);
        row.script.iter().filter_map(said)
    };
    for (_, line) in by("0") {
        world.say(0, &format!("{line}\r\n"));
    }
    world.connect(2);
    world.say(2, &format!("CAP REQ :{caps}\r\n"));
    for (_, line) in by("e") {
        world.say(2, &format!("{line}\r\n"));
    }
    world.say(2, "NICK alice\r\nUSER u 0 * :Real\r\nCAP END\r\n");
    for line in row.script {
        let (seat, line) = match line.split_once(' ') {
            Some(("a", line)) => (2, line),
            Some(("b", line)) => (0, line),
            _ => continue,
        };
        world.say(seat, &format!("{line}\r\n"));
        world.work_all();
    }
    world.read(2)
}

#[test]
fn every_capability_changes_something() {
    let known: Vec<_> = capability::TABLE.iter().map(|row| row.name).collect();
    let shown: Vec<_> = CAPABILITIES.iter().map(|row| row.name).collect();
    assert_eq!(shown, known, "each capability has its row here");
    for row in CAPABILITIES {
        let with = told(row, &format!("{} {}", row.beside, row.name));
        let without = told(row, row.beside);
        assert_ne!((row.with, row.without), ("", ""), "{}", row.name);
        for (what, there, not_there) in
            [(row.with, &with, &without), (row.without, &without, &with)]
        {
            if !what.is_empty() {
                assert!(there.contains(what), "{}: {there} lacks {what}", row.name);
                assert!(!not_there.contains(what), "{}: {not_there}", row.name);
            }
        }
    }
}
