//! What the tests of the dialect share: a client whose conversation reads like a transcript, and somebody to tell about.

use std::fmt::Write as _;
use std::rc::Rc;

use proptest::test_runner::TestCaseError;

use crate::hub::event::{Event, Row, Spoken};
use crate::hub::face::{Address, Face, Who};
use crate::hub::id::{MemberId, MessageId};
use crate::hub::mode::Ranks;
use crate::hub::name::{GroupName, Name};
use crate::hub::request::Kind;
use crate::hub::text::Text;
use crate::info::Info;
use crate::irc::capability::Caps;
use crate::irc::event::{View, encode};
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
    })
}

/// The same, and it is a program.
pub(super) fn bot(called: &str, id: u64) -> Who {
    Rc::new(Face {
        bot: true,
        ..(*who(called, id)).clone()
    })
}

/// Words, as message 7.
pub(super) fn spoken(from: &Who, kind: Kind, words: &str, tags: Option<&str>) -> Rc<Spoken> {
    Rc::new(Spoken {
        id: (0..7).fold(MessageId::default(), |id, _| id.next()),
        from: from.clone(),
        kind,
        text: text(words),
        tags: tags.map(text),
        unix_ms: NOW.unix_ms,
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
}

impl Client {
    /// Just connected.
    pub(super) fn new() -> Client {
        Client {
            session: Session::new(),
            info: info(),
            name: None,
            id: None,
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
    /// asked of the hub, `!` what the hub has decided: `! name bob`, `! member 7`. `␁` stands for the CTCP delimiter.
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
pub(super) fn well_formed(bytes: &[u8]) -> Result<Vec<String>, TestCaseError> {
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
            // To be back says nothing more.
            Ok(message) if message.command == "AWAY" => {}
            _ => return fail("no message"),
        }
        lines.push(line.to_owned());
    }
    Ok(lines)
}
