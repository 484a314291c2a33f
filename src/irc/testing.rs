//! What the tests of the dialect share: a client whose conversation reads like a transcript, and somebody to tell about.

use std::fmt::Write as _;
use std::rc::Rc;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::hub::event::{Event, Row, Spoken};
use crate::hub::face::{Address, Face, Who};
use crate::hub::id::{MemberId, MessageId};
use crate::hub::mode::Ranks;
use crate::hub::name::{GroupName, Name};
use crate::hub::request::Kind;
use crate::hub::text::Text;
use crate::hub::words::Composer;
use crate::info::Info;
use crate::irc::capability::Caps;
use crate::irc::command;
use crate::irc::event::{View, encode, is_numbered};
use crate::irc::message::{Message, PARAMS};
use crate::irc::session::Session;
use crate::limits;
use crate::now::Now;
use crate::steps::{Me, Step, Steps};

/// 2026-01-31, one millisecond before midnight.
pub(super) const NOW: Now = Now {
    mono_ms: 5_000,
    unix_ms: 1_769_903_999_999,
};

pub(super) fn info() -> Info {
    Info::new("irc.example", group("#lobby"))
}

pub(super) fn name(text: &str) -> Name {
    Name::new(text).expect("a name")
}

pub(super) fn group(text: &str) -> GroupName {
    GroupName::new(text).expect("a group")
}

pub(super) fn text(text: &str) -> Text {
    Text::new(text, usize::MAX).expect("text")
}

/// Somebody from 10.0.0.<id>.
pub(super) fn who(called: &str, id: u64) -> Who {
    Rc::new(Face {
        id: MemberId::new(id).expect("not 0"),
        name: name(called),
        user: called.get(..1).unwrap_or("u").into(),
        real: format!("{called} the {id}").into(),
        address: Address::Socket(format!("10.0.0.{id}:5000").parse().expect("an address")),
        bot: false,
        account: None,
    })
}

/// The same, and it is a program.
pub(super) fn bot(called: &str, id: u64) -> Who {
    Rc::new(Face {
        bot: true,
        ..(*who(called, id)).clone()
    })
}

/// The same, logged in.
pub(super) fn logged_in(called: &str, id: u64, account: &str) -> Who {
    Rc::new(Face {
        account: Some(name(account)),
        ..(*who(called, id)).clone()
    })
}

/// Words, as message 7.
pub(super) fn spoken(from: &Who, kind: Kind, words: &str, tags: Option<&str>) -> Rc<Spoken> {
    Rc::new(Spoken {
        id: (0..7).fold(MessageId::default(), |id, _| id.next()),
        from: from.clone(),
        kind,
        text: text(words).into(),
        tags: tags.map(text),
        unix_ms: NOW.unix_ms,
    })
}

/// Words in several pieces, as message 7; `+` stands before a piece that goes on with a line.
pub(super) fn spoken_lines(
    from: &Who,
    kind: Kind,
    pieces: &[&str],
    tags: Option<&str>,
) -> Rc<Spoken> {
    let mut composer = Composer::default();
    for piece in pieces {
        let glued = piece.strip_prefix('+');
        composer.add(glued.unwrap_or(piece), glued.is_some());
    }
    Rc::new(Spoken {
        text: composer.finish().expect("something"),
        ..(*spoken(from, kind, "", tags)).clone()
    })
}

/// A row of the member table with nothing special in it.
pub(super) fn row(who: &Who) -> Row {
    Row {
        who: who.clone(),
        address: who.address.clone(),
        listen: 0,
        coordinator: false,
        ranks: Ranks::NONE,
        you: false,
        away: false,
        operator: false,
        idle_s: 7,
        since_unix_ms: 1_769_900_000_123,
    }
}

/// What somebody called alice, with these capabilities, hears of an event, line by line.
pub(super) fn heard(event: &Event, caps: Caps, about_me: bool) -> Vec<String> {
    let info = info();
    let view = View {
        to: "alice",
        about_me,
        caps,
        now: NOW,
        info: &info,
        batch: 1,
        id: is_numbered(event).then(|| MessageId::new(8)),
    };
    let mut out = Vec::new();
    encode(event, &view, &mut out);
    let text = String::from_utf8(out).expect("UTF-8");
    assert!(text.is_empty() || text.ends_with("\r\n"));
    text.lines().map(str::to_owned).collect()
}

/// One connection and what the hub would know of it.
pub(super) struct Client {
    pub(super) session: Session,
    pub(super) info: Info,
    name: Option<Name>,
    id: Option<MemberId>,
    logging_in: bool,
}

impl Client {
    /// Just connected.
    pub(super) fn new() -> Client {
        Client {
            session: Session::new(),
            info: info(),
            name: None,
            id: None,
            logging_in: false,
        }
    }

    /// A member called alice, number 1.
    pub(super) fn member() -> Client {
        Client {
            name: Some(name("alice")),
            id: MemberId::new(1),
            ..Client::new()
        }
    }

    /// The same with capabilities.
    pub(super) fn with(mut self, caps: Caps) -> Client {
        self.session.caps = caps;
        self
    }

    /// What answers begin with.
    pub(super) fn me(&self) -> &'static str {
        if self.id.is_some() { "alice" } else { "*" }
    }

    /// Feeds a line: the steps, and what it cost.
    pub(super) fn feed(&mut self, line: &[u8]) -> (Steps, u32) {
        let me = Me {
            name: self.name.as_ref(),
            id: self.id,
            registered: self.id.is_some(),
            logging_in: self.logging_in,
        };
        let mut steps = Steps::new();
        let cost = self.session.decode(line, &me, &self.info, NOW, &mut steps);
        (steps, cost)
    }

    /// What a line costs.
    pub(super) fn cost(&mut self, line: &str) -> u32 {
        self.feed(line.as_bytes()).1
    }

    /// What follows from a line, as a transcript.
    pub(super) fn answers(&mut self, line: &str) -> String {
        shown(&self.feed(line.as_bytes()).0)
    }

    /// Holds a conversation. Each line begins with a sign: `>` what the client says, `<` the answer to that, `?` what is
    /// asked of the hub, `!` what the hub has decided: `! name bob`, `! member 7`, `! login begun`. `␁` stands for the CTCP delimiter.
    pub(super) fn holds(&mut self, transcript: &str) -> &mut Client {
        let want: Vec<&str> = transcript
            .lines()
            .map(str::trim_start)
            .filter(|line| !line.is_empty())
            .collect();
        let mut got = String::new();
        for line in &want {
            if let Some(said) = line.strip_prefix("> ") {
                let _ = writeln!(got, "{line}");
                let (steps, _) = self.feed(said.replace('␁', "\u{1}").as_bytes());
                got.push_str(&shown(&steps));
            } else if let Some(decided) = line.strip_prefix("! ") {
                let _ = writeln!(got, "{line}");
                match decided.split_once(' ') {
                    Some(("name", called)) => self.name = Some(name(called)),
                    Some(("member", id)) => self.id = MemberId::parse(id),
                    Some(("login", how)) => self.logging_in = how == "begun",
                    _ => panic!("{line}"),
                }
            }
        }
        let want = want.join("\n") + "\n";
        assert!(got == want, "--- got\n{got}--- instead of\n{want}");
        self
    }
}

/// Steps as a transcript shows them.
pub(super) fn shown(steps: &Steps) -> String {
    let mut out = String::new();
    for step in steps.list() {
        match step {
            Step::Reply(range) => {
                let text = String::from_utf8_lossy(steps.bytes(range)).into_owned();
                for line in text.lines() {
                    let _ = writeln!(out, "< {line}");
                }
            }
            Step::Ask(request) => {
                let _ = writeln!(out, "? {request:?}");
            }
            Step::Close(why) => {
                let _ = writeln!(out, "close: {why}");
            }
        }
    }
    out.replace('\u{1}', "␁").replace("\\u{1}", "␁")
}

/// Checks that bytes are whole, well-formed lines that keep every bound. Returns them without their ends.
pub(crate) fn well_formed(bytes: &[u8]) -> Result<Vec<String>, TestCaseError> {
    let fail = |why: &str| {
        Err(TestCaseError::fail(format!(
            "{why}: {:?}",
            String::from_utf8_lossy(bytes)
        )))
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        return fail("not UTF-8");
    };
    if !text.is_empty() && !text.ends_with("\r\n") {
        return fail("an unfinished line");
    }
    let mut lines = Vec::new();
    for line in text.split_terminator("\r\n") {
        if line.contains(['\r', '\n', '\0']) {
            return fail("a broken line");
        }
        let (tags, rest) = match line.strip_prefix('@') {
            Some(tagged) => tagged.split_once(' ').unwrap_or((tagged, "")),
            None => ("", line),
        };
        if rest.len() + 2 > limits::IRC_LINE || tags.len() > 510 + 1 + 4094 {
            return fail("a long line");
        }
        match Message::parse(line) {
            Ok(message) if message.params().len() <= PARAMS && !message.params().is_empty() => {}
            // To be back says nothing more, nor does an answer that is none.
            Ok(message) if ["AWAY", "ACK"].contains(&message.command) => {}
            _ => return fail("no message"),
        }
        lines.push(line.to_owned());
    }
    Ok(lines)
}

/// Lines as clients send them, of every command there is, and lines as nobody should. None has a line end in it. What they
/// try to make others hear, if there were a way to put a line into a field, comes from `evil`.
pub(crate) fn any_line() -> impl Strategy<Value = Vec<u8>> {
    let words = command::TABLE.iter().map(|row| row.word);
    let words = proptest::sample::select(words.collect::<Vec<_>>());
    let param = prop_oneof![
        2 => "#(lobby|a|b|A)|alice|bob|carol|dave|1|2|\\*|0",
        2 => "[+-][beIklimnstCovBwi]{1,4}|\\*!\\*@\\*|bob!\\*@\\*|[@+]#(lobby|a)",
        1 => "LS|302|REQ|LIST|END|[+-]|C|L|S|:?[a-z-]{4,12}|%[tcuihsnflar]{1,4},[0-9]{1,3}",
        1 => "LATEST|BEFORE|AFTER|AROUND|BETWEEN|TARGETS|msgid=0-[0-9]|timestamp=1970-01-01T00:00:00.00[0-9]Z|[0-9]{1,3}",
        2 => "[+]1 draft/multiline #(lobby|a)|-1",
        1 => "[#@+:a-z0-9,]{0,12}",
        1 => "[a-z]{0,40}(,[a-z#]{1,9}){0,40}",
        1 => "\\PC{0,300}",
        1 => ":[#+a-z:, ]{0,20}",
        1 => "a[\r\0]:evil!e@e PRIVMSG #lobby :x",
    ];
    let tags = prop_oneof![
        Just(String::new()),
        Just("@label=x ".to_owned()),
        "@batch=1(;draft/multiline-concat)? ",
        "@[+a-z=;\\\\/]{0,40} "
    ];
    let like = (tags, words, proptest::collection::vec(param, 0..6))
        .prop_map(|(tags, word, params)| format!("{tags}{word} {}", params.join(" ")).into_bytes());
    let no_end = any::<u8>().prop_filter("line ends are framed away", |b| *b != b'\n');
    prop_oneof![
        6 => like,
        1 => "\\PC{0,600}".prop_map(String::into_bytes),
        1 => proptest::collection::vec(no_end, 0..600),
    ]
}
