//! Lines to messages and back, in memory: `cargo bench --bench codec`.

use std::hint::black_box;
use std::rc::Rc;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use groupchat::account::verifier;
use groupchat::hub::departure::Departure;
use groupchat::hub::event::{Event, Heard, Spoken};
use groupchat::hub::face::{Address, Face, Who};
use groupchat::hub::id::{MemberId, MessageId};
use groupchat::hub::mode::Change;
use groupchat::hub::name::{GroupName, Name};
use groupchat::hub::request::Kind;
use groupchat::hub::text::Text;
use groupchat::info::Info;
use groupchat::irc::capability::{self, Caps};
use groupchat::irc::message::Message;
use groupchat::keeper::Done;
use groupchat::line::{Framed, Lines};
use groupchat::now::Now;
use groupchat::secret::Secret;
use groupchat::{irc, plain};

fn main() {
    divan::main();
}

const SAID: &str = "Good morning everybody, has the pump on deck two been looked at since the storm last night? I hear it";

fn lobby() -> GroupName {
    GroupName::new("#lobby").expect("a good name")
}

fn alice() -> Who {
    let name = Name::new("alice").expect("a good name");
    let address = Address::Socket("192.0.2.17:50612".parse().expect("an address"));
    Rc::new(Face {
        id: MemberId::FIRST,
        user: "alice".into(),
        real: "Alice".into(),
        name,
        address,
        bot: false,
        account: None,
    })
}

fn said() -> Event {
    let words = Spoken {
        id: MessageId::default(),
        from: alice(),
        kind: Kind::Text,
        text: Text::new(SAID, 4096).expect("good text").into(),
        tags: None,
        unix_ms: 0,
    };
    Event::Said {
        to: Heard::Group(lobby()),
        words: Rc::new(words),
    }
}

#[divan::bench(args = ["PRIVMSG #lobby :hello", "@+typing=active;label=x :alice!alice@192.0.2.17 PRIVMSG #lobby :hello there"])]
fn irc_parse(bencher: Bencher<'_, '_>, line: &str) {
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench(|| Message::parse(black_box(line)).map(|m| m.params().len()));
}

/// Everything that is told to many, and so is what the time goes into.
const TOLD: [&str; 11] = [
    "said",
    "joined",
    "left",
    "gone",
    "removed",
    "renamed",
    "modes",
    "topic",
    "away",
    "real name",
    "coordinator",
];

/// What a client has asked for: nothing, what most ask for, everything.
const FORMS: [&str; 3] = ["bare", "timed", "all"];

fn caps(form: &str) -> Caps {
    match form {
        "bare" => Caps::NONE,
        "timed" => Caps::SERVER_TIME,
        _ => capability::TABLE
            .iter()
            .fold(Caps::NONE, |all, row| all | row.cap),
    }
}

/// Each event in each form.
fn cases() -> impl Iterator<Item = String> {
    TOLD.iter()
        .flat_map(|told| FORMS.map(|form| format!("{told}, {form}")))
}

fn told(what: &str) -> Event {
    let text = || Text::new("until tomorrow", 100).expect("good text");
    match what {
        "said" => said(),
        "joined" => Event::Joined {
            who: alice(),
            group: lobby(),
            listen: 7000,
        },
        "left" => Event::Left {
            who: alice(),
            group: lobby(),
            reason: Some(text()),
        },
        "gone" => Event::Gone {
            who: alice(),
            group: Some(lobby()),
            why: Departure::Quit(Some(text())),
        },
        "removed" => Event::Removed {
            who: alice(),
            group: lobby(),
            by: alice(),
            reason: Some(text()),
        },
        "renamed" => Event::Renamed {
            was: alice(),
            now: alice(),
            group: Some(lobby()),
        },
        "modes" => Event::Modes {
            by: alice(),
            group: lobby(),
            changes: ["alice", "bob"].map(voice).into(),
        },
        "topic" => Event::Topic {
            who: alice(),
            group: lobby(),
            text: text(),
        },
        "away" => Event::Away {
            who: alice(),
            reason: Some(text()),
        },
        "real name" => Event::RealName { who: alice() },
        "coordinator" => Event::Coordinator {
            who: alice(),
            group: lobby(),
            was_operator: false,
        },
        other => panic!("no event is called {other}"),
    }
}

fn voice(name: &str) -> Change {
    Change {
        on: true,
        letter: 'v',
        param: Some(name.into()),
    }
}

fn irc_encode(bencher: Bencher<'_, '_>, event: &Event, about_me: bool, caps: Caps) {
    let info = Info::new("bench.local", lobby());
    let view = irc::View {
        to: "*",
        about_me,
        caps,
        now: Now::default(),
        info: &info,
        batch: 1,
        id: None,
    };
    let mut out = Vec::with_capacity(1024);
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        out.clear();
        irc::encode(black_box(event), &view, &mut out);
        out.len()
    });
}

#[divan::bench(args = cases())]
fn irc_encode_told(bencher: Bencher<'_, '_>, case: &str) {
    let (what, form) = case.split_once(", ").expect("an event and a form");
    irc_encode(bencher, &told(what), false, caps(form));
}

/// What the author of a message gets back.
#[divan::bench]
fn irc_encode_echo(bencher: Bencher<'_, '_>) {
    irc_encode(
        bencher,
        &said(),
        true,
        Caps::SERVER_TIME | Caps::ECHO_MESSAGE,
    );
}

#[divan::bench]
fn plain_encode_said(bencher: Bencher<'_, '_>) {
    let (event, info) = (said(), Info::new("bench.local", lobby()));
    let view = plain::View {
        about_me: false,
        now: Now::default(),
        info: &info,
    };
    let mut out = Vec::with_capacity(1024);
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        out.clear();
        plain::encode(black_box(&event), &view, &mut out);
        out.len()
    });
}

/// 1 MiB of lines of 100 bytes, handed over in pieces of this size.
#[divan::bench(args = [1, 99, 1000, 16 * 1024])]
fn framing(bencher: Bencher<'_, '_>, piece: usize) {
    let line = format!("{}\n", &SAID[..99]);
    let bytes = line.repeat(1024 * 1024 / line.len()).into_bytes();
    bencher.counter(BytesCount::new(bytes.len())).bench(|| {
        let mut lines = Lines::new();
        let mut count = 0;
        for mut input in bytes.chunks(piece) {
            while let Some(framed) = lines.next(&mut input, 510) {
                count += usize::from(matches!(framed, Framed::Line(_)));
            }
        }
        count
    });
}

/// 1 MiB that is meant to be hard on framing: the same again and again, each time handed over in two pieces.
#[divan::bench(args = ["only line ends", "CR and LF apart", "too long by one", "the first byte apart"])]
fn framing_adversarial(bencher: Bencher<'_, '_>, what: &str) {
    const LONGEST: usize = 510;
    let (text, cut) = match what {
        "only line ends" => ("\n".repeat(1024), 1),
        "CR and LF apart" => (format!("{}\r\n", "x".repeat(LONGEST)), LONGEST + 1),
        "too long by one" => (format!("{}\r\n", "x".repeat(LONGEST + 1)), LONGEST + 1),
        _ => (format!("{}\n", "x".repeat(99)), 1),
    };
    let (first, second) = text.as_bytes().split_at(cut);
    let times = 1024 * 1024 / text.len();
    bencher
        .counter(BytesCount::new(times * text.len()))
        .bench(|| {
            let mut lines = Lines::new();
            let mut count = 0;
            for mut input in [first, second].into_iter().cycle().take(2 * times) {
                while lines.next(&mut input, LONGEST).is_some() {
                    count += 1;
                }
            }
            count
        });
}

/// 1 MiB without a single line end.
#[divan::bench]
fn framing_endless(bencher: Bencher<'_, '_>) {
    let bytes = vec![b'x'; 1024 * 1024];
    bencher.counter(BytesCount::new(bytes.len())).bench(|| {
        let mut lines = Lines::new();
        let mut refused = 0;
        for mut input in bytes.chunks(1000) {
            while lines.next(&mut input, 510).is_some() {
                refused += 1;
            }
        }
        refused
    });
}

/// What checking a password costs the keeper: the derivation of its keys.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn password_to_keys() -> Done {
    let salt = verifier::Salt::default();
    let password = Secret::from("open sesame");
    verifier::derivation(black_box(password), &salt, verifier::ITERATIONS).run()
}
