//! Whatever is typed and whatever servers say, nothing panics, and nothing but the client draws on its terminal.
//!
//! The whole client without its loop: what stands between the poll and the terminal. It draws on a terminal that takes
//! nothing, so that everything can be looked at before anybody obeys it.

use proptest::prelude::*;

use super::*;
use crate::client::chat::Wanted;
use crate::client::chat::window::Scroll;
use crate::client::draw::testing::terminal::Terminal;
use crate::client::draw::testing::wild::{lines, wild};
use crate::client::draw::theme::{Depth, Ground};
use crate::client::term::pair::Pair;

/// The first server.
const FIRST: ServerId = ServerId(0);

/// What somebody does.
#[derive(Clone, Debug)]
enum Step {
    /// Bytes come from the keyboard, and no more for now.
    Typed(Vec<u8>),
    /// Lines come from the server.
    Heard(Vec<String>),
    /// Bytes come from the server that need not be lines of anything.
    Noise(Vec<u8>),
    Connected,
    Lost,
    Passed(u64),
    Resized(u16, u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => typed().prop_map(Step::Typed),
        8 => lines().prop_map(Step::Heard),
        2 => prop::collection::vec(any::<u8>(), 0..200).prop_map(Step::Noise),
        1 => Just(Step::Connected),
        1 => Just(Step::Lost),
        2 => (0_u64..100_000).prop_map(Step::Passed),
        1 => (1_u16..140, 1_u16..50).prop_map(|(width, height)| Step::Resized(width, height)),
    ]
}

/// What comes from a keyboard: keys by chance and by purpose, text, pastes, mice, and bytes of no meaning.
fn typed() -> impl Strategy<Value = Vec<u8>> {
    let meant: &[&[u8]] = &[
        b"\r",
        b"\t",
        b"\x1b[Z",
        b"\x7f",
        b"\x17",
        b"\x19",
        b"\x15",
        b"\x1f",
        b"\x12",
        b"\x06",
        b"\x0b",
        b"\x0c",
        b"\x0e",
        b"\x10",
        b"\x1a",
        b"\x03",
        b"\x1bOP",
        b"\x1bOQ",
        b"\x1bOR",
        b"\x1b[A",
        b"\x1b[B",
        b"\x1b[1;3A",
        b"\x1b[1;3B",
        b"\x1b[5~",
        b"\x1b[6~",
        b"\x1b[H",
        b"\x1b[F",
        b"\x1b\r",
        b"\x1b1",
        b"\x1b3",
        b"\x1ba",
        b"\x1bk",
        b"\x1bp",
        b"\x1b[27u",
        b"\x1b[I",
        b"\x1b[O",
        b"\x1b[<0;3;3M",
        b"\x1b[<64;9;9M",
        b"\x1b[?62c",
        b"\x1b[200~",
        b"\x1b[201~",
        b"/me waves\r",
        b"/search x\r",
        b"/query carl hi\r",
        b"/reply ^1 y\r",
        b"/react x\r",
        b"/clear\r",
        b"/help\r",
        b"/topic x\r",
        b"/notify +x\r",
        b"/ignore carl\r",
        b"/members\r",
        b"/leave\r",
        b"/join #x\r",
        b":smi\t",
    ];
    let meant = prop::sample::select(meant.to_vec()).prop_map(<[u8]>::to_vec);
    let piece = prop_oneof![
        6 => meant,
        2 => wild().prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..30),
        1 => wild().prop_map(|text| format!("\x1b[200~{text}\n{text}\n\n{text}\n{text}\x1b[201~").into_bytes()),
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

/// A client and its terminal.
struct Desk {
    full: Full,
    pair: Pair,
    terminal: Terminal,
}

impl Desk {
    fn new() -> Desk {
        let pair = Pair::new();
        pair.make_raw();
        pair.stop();
        pair.resize(80, 24);
        let place = Place {
            host: "irc.example".to_owned(),
            port: 9000,
        };
        let wanted = Wanted {
            place,
            name: "bob".to_owned(),
            groups: Vec::new(),
            password: None,
            account: None,
            listen: None,
        };
        let config = Config {
            settings: Settings {
                servers: vec![wanted],
                ..Settings::default()
            },
            theme: Theme::new(Depth::True, Ground::Dark),
            ask_ground: true,
            links: true,
            keymap: Keymap::default(),
            wishes: Wishes::default(),
            notify: Notify::Osc9,
            keep: Keep::default(),
            offset_s: 0,
        };
        let poll = Poll::new().expect("a poll");
        let (full, _) = Full::new(config, Vec::new(), pair.tty(), &poll).expect("a client");
        let mut desk = Desk {
            full,
            pair,
            terminal: Terminal::new(80, 24),
        };
        desk.full.act();
        desk.shown();
        desk
    }

    fn takes(&mut self, step: &Step) {
        match step {
            Step::Typed(bytes) => {
                let mut pressed = Vec::new();
                let now_ms = self.full.now.mono_ms;
                self.full.keys.feed(bytes, now_ms, &mut pressed);
                for event in pressed {
                    self.full.pressed(event);
                }
            }
            Step::Heard(lines) => {
                for line in lines {
                    self.hears(line.as_bytes());
                }
            }
            Step::Noise(bytes) => bytes
                .split(|byte| *byte == b'\n')
                .for_each(|line| self.hears(line)),
            Step::Connected => self.full.give(Input::Connected(FIRST)),
            Step::Lost => self.full.give(Input::Lost(FIRST, Some("evil\x1b[2J"))),
            Step::Passed(ms) => self.passes(*ms),
            Step::Resized(width, height) => {
                self.pair.resize(*width, *height);
                self.terminal = Terminal::new(*width, *height);
                self.full.resized();
            }
        }
        // Nobody is connected to, and no shell is there to stop for.
        self.full.wanted.clear();
        if std::mem::take(&mut self.full.stop) {
            self.full.anew();
        }
    }

    fn hears(&mut self, line: &[u8]) {
        self.full.give(Input::Heard(FIRST, line));
    }

    fn passes(&mut self, ms: u64) {
        self.full.now.mono_ms += ms;
        self.full.now.unix_ms += ms;
        let now_ms = self.full.now.mono_ms;
        let mut pressed = Vec::new();
        self.full.keys.fire(now_ms, &mut pressed);
        for event in pressed {
            self.full.pressed(event);
        }
        if self
            .full
            .chat
            .deadline()
            .is_some_and(|at_ms| at_ms <= now_ms)
        {
            self.full.give(Input::Tick);
        }
        self.full.expire();
    }

    /// Has everything drawn that is to be drawn.
    fn shown(&mut self) {
        self.passes(FRAME_MS);
        self.full.draw();
        let written = self.full.screen.taken();
        self.terminal.feed(&written);
    }

    /// Has the screen drawn anew. Nothing may look different then, or somebody else has drawn on it.
    fn is_ours(&mut self) -> Result<(), TestCaseError> {
        self.shown();
        let before: Vec<_> = self.terminal.looks().into_iter().map(owned).collect();
        let emptied = self.terminal.emptied;
        self.full.anew();
        // At the same moment, since time changes what is shown.
        self.full.framed_ms = 0;
        self.full.draw();
        let written = self.full.screen.taken();
        self.terminal.feed(&written);
        prop_assert_eq!(self.terminal.emptied, emptied + 1);
        let after: Vec<_> = self.terminal.looks().into_iter().map(owned).collect();
        // Only where they differ: all of it says nothing.
        let both = before.iter().zip(&after).enumerate();
        let differ: Vec<_> = both
            .filter(|(_, (before, after))| before != after)
            .collect();
        prop_assert!(differ.is_empty(), "{differ:?}");
        Ok(())
    }
}

fn owned((symbol, style): (&str, &str)) -> (String, String) {
    (symbol.to_owned(), style.to_owned())
}

/// As many cases as one has time for in a build for tests; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => usual,
        None => ProptestConfig { cases: 32, ..usual },
    }
}

/// What a server says first.
const WELCOME: &[&str] = &[
    "CAP * LS :batch echo-message message-tags server-time draft/message-redaction",
    "CAP bob ACK :batch echo-message message-tags server-time draft/message-redaction",
    ":irc 001 bob :Welcome",
    ":bob!bob@h JOIN #lobby",
    ":irc 353 bob = #lobby :@alice bob carl",
    ":irc 366 bob #lobby :End of NAMES",
    "@msgid=b :carl!c@h PRIVMSG #lobby :bob: hello",
];

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_but_the_client_draws_on_its_terminal(away in any::<bool>(), steps in prop::collection::vec(step(), 1..30)) {
        let mut desk = Desk::new();
        desk.takes(&Step::Connected);
        for line in WELCOME {
            desk.hears(line.as_bytes());
        }
        // Who looks elsewhere is notified.
        if away {
            desk.takes(&Step::Typed(b"\x1b[O".to_vec()));
        }
        for step in &steps {
            desk.takes(step);
            desk.shown();
            if desk.full.gone_by_ms.is_some() {
                return Ok(());
            }
        }
        desk.is_ours()?;
    }
}

/// A desk at which `#lobby` is open, with more in it than can be seen.
fn busy_desk() -> Desk {
    let mut desk = Desk::new();
    desk.takes(&Step::Connected);
    for line in WELCOME {
        desk.hears(line.as_bytes());
    }
    for number in 0..100 {
        desk.hears(format!(":carl!c@h PRIVMSG #lobby :{number}").as_bytes());
    }
    // A sign that waits comes before a frame.
    desk.shown();
    desk.shown();
    desk
}

#[test]
fn the_mouse_goes_to_windows_and_scrolls() {
    let mut desk = busy_desk();
    let mut press = |keys: &str| {
        desk.takes(&Step::Typed(keys.into()));
        desk.shown();
        desk.shown();
        let window = desk.full.chat.active().expect("a window");
        let title = desk.full.chat.title_of(window).to_owned();
        (title, window.scroll)
    };
    assert_eq!(press("\x1b[<0;5;2M"), ("#lobby".to_owned(), Scroll::Newest));
    let up = press("\x1b[<64;40;9M").1;
    assert_ne!(up, Scroll::Newest);
    assert_ne!(press("\x1b[<64;40;9M").1, up);
    assert_eq!(press("\x1b[<65;40;9M").1, up);
    assert_eq!(press("\x1b[<65;40;9M").1, Scroll::Newest);
    press("\x1b[<0;40;1M");
    assert!(matches!(desk.full.mode, Mode::Topic { .. }));
}

#[test]
fn help_is_a_box_that_closes() {
    let mut desk = busy_desk();
    desk.takes(&Step::Typed(b"/help\r".to_vec()));
    desk.shown();
    assert!(matches!(desk.full.mode, Mode::Help { scroll: 0 }));
    desk.takes(&Step::Typed(b"\x1b".to_vec()));
    desk.passes(100);
    assert!(matches!(desk.full.mode, Mode::Write));
}
