//! Lines to messages and back, in memory: `cargo bench --bench codec`.

use std::hint::black_box;
use std::rc::Rc;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use groupchat::hub::event::{Event, Heard, Spoken};
use groupchat::hub::face::{Address, Face, Who};
use groupchat::hub::id::{MemberId, MessageId};
use groupchat::hub::name::{GroupName, Name};
use groupchat::hub::request::Kind;
use groupchat::hub::text::Text;
use groupchat::info::Info;
use groupchat::irc::capability::Caps;
use groupchat::irc::message::Message;
use groupchat::line::{Framed, Lines};
use groupchat::now::Now;
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

#[divan::bench(args = ["bare", "server-time", "server-time, to the author"])]
fn irc_encode_said(bencher: Bencher<'_, '_>, form: &str) {
    let (event, info) = (said(), Info::new("bench.local", lobby()));
    let timed = if form == "bare" {
        Caps::NONE
    } else {
        Caps::SERVER_TIME | Caps::ECHO_MESSAGE
    };
    let view = irc::View {
        to: "*",
        about_me: form.ends_with("author"),
        caps: timed,
        now: Now::default(),
        info: &info,
        batch: 1,
        id: None,
    };
    let mut out = Vec::with_capacity(1024);
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        out.clear();
        irc::encode(black_box(&event), &view, &mut out);
        out.len()
    });
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
