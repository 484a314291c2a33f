//! A server and a keyboard that send whatever comes to mind. The client goes on, and nobody but it draws on its terminal.
//!
//! The server is one of this test's own, since none of ours would send such things. What is looked at is a model of the
//! terminal: nothing it was told may be harm ([`Signs`](super::signs::Signs)), and a screen that is drawn anew has to look as
//! it did before: otherwise somebody else has drawn on it.
//!
//! A failure prints its seed. `GROUPCHAT_WILD_SEED=7 cargo test full::wild` plays that one alone.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::time::{Duration, Instant};

use super::terminal::Terminal;
use crate::support::{PATIENCE, Random};

/// What happens in one play.
const STEPS: usize = 60;
/// Longer than the client waits from frame to frame.
const FRAME: Duration = Duration::from_millis(20);

/// What is said first, whoever comes. To a server that knows of members the client says things at once, so that time changes
/// nothing about what it shows of them.
const WELCOME: &str = "\
    CAP * LS :batch echo-message message-tags server-time groupchat/members\r\n\
    CAP bob ACK :batch echo-message message-tags server-time groupchat/members\r\n\
    :irc 001 bob :Welcome\r\n\
    :irc 005 bob LOBBY=#lobby CHANTYPES=# PREFIX=(ov)@+ :are supported\r\n\
    :irc 422 bob :no message of the day\r\n\
    :bob!bob@h JOIN #lobby\r\n\
    :irc 353 bob = #lobby :@alice bob carl\r\n\
    :irc 366 bob #lobby :End of NAMES\r\n\
    @msgid=a :carl!c@h PRIVMSG #lobby :bob: hello\r\n";

/// What terminals obey, hide or turn around, with something that would be seen if they did.
const EVIL: &[&str] = &[
    "\x1b[2J",
    "\x1b[H",
    "\x1b[5;5Hevil",
    "\x1b[31;41mevil",
    "\x1b[?1049l",
    "\x1b[?1000h",
    "\x1b[?25l",
    "\x1b[?2004l",
    "\x1b[6n",
    "\x1b[c",
    "\x1b[8;3;3t",
    "\x1b[20;24r",
    "\x1bc",
    "\x1b7",
    "\x1bM",
    "\x1b(0",
    "\x1b]0;evil\x07",
    "\x1b]2;evil\x1b\\",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b]4;1;#ff0000\x07",
    "\x1b]8;;http://evil\x1b\\",
    "\x1b]777;notify;evil;evil\x07",
    "\x1bPevil\x1b\\",
    "\x1b_evil\x1b\\",
    "\x1b[200~",
    "\u{9b}2J",
    "\u{9d}0;evil\u{9c}",
    "\u{202e}live",
    "\u{200b}",
    "\u{2028}",
    "\x07\x08\x0b\x0c\x0e\x7f",
    "\x034,4evil\x03\x02\x1f\x16\x1e",
    "a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "日本",
    "\u{feff}",
    "\u{fffd}",
    "\t",
];

/// Keys with a meaning, and what somebody could write.
const KEYS: &[&str] = &[
    "\r",
    "\t",
    "\x1b[Z",
    "\x7f",
    "\x01",
    "\x05",
    "\x06",
    "\x0b",
    "\x0c",
    "\x0e",
    "\x10",
    "\x12",
    "\x14",
    "\x15",
    "\x17",
    "\x19",
    "\x1a",
    "\x1f",
    "\x1b",
    "\x1b1",
    "\x1b2",
    "\x1b3",
    "\x1ba",
    "\x1bk",
    "\x1bp",
    "\x1b/",
    "\x1b\r",
    "\x1bOP",
    "\x1bOQ",
    "\x1bOR",
    "\x1b[A",
    "\x1b[B",
    "\x1b[1;3A",
    "\x1b[5~",
    "\x1b[6~",
    "\x1b[H",
    "\x1b[I",
    "\x1b[O",
    "\x1b[97;5u",
    "\x1b[<0;3;3M",
    "\x1b[?62c",
    "\x1b]11;rgb:0/0/0\x1b\\",
    "\x1b[200~",
    "\x1b[201~",
    "hello ",
    "bo",
    "/me waves\r",
    "/query carl hi\r",
    "/search e\r",
    "/reply ^1 y\r",
    "/topic x\r",
    "/help\r",
    "/members\r",
    "/clear\r",
];

/// The other end of the client's connection.
struct Server {
    listener: TcpListener,
    stream: Option<TcpStream>,
    heard: Vec<u8>,
    pings: usize,
}

impl Server {
    fn new() -> Server {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        listener.set_nonblocking(true).expect("a socket option");
        Server {
            listener,
            stream: None,
            heard: Vec::new(),
            pings: 0,
        }
    }

    fn port(&self) -> u16 {
        self.listener.local_addr().expect("an address").port()
    }

    /// Takes what the client says. A client that comes, for the first time or again, is welcomed.
    fn take(&mut self) {
        if let Ok((stream, _)) = self.listener.accept() {
            stream.set_nonblocking(true).expect("a socket option");
            self.stream = Some(stream);
            self.say(WELCOME.as_bytes());
        }
        let mut piece = [0; 4096];
        let Some(stream) = &mut self.stream else {
            return;
        };
        match stream.read(&mut piece) {
            Ok(0) => self.stream = None,
            Ok(count) => self.heard.extend_from_slice(&piece[..count]),
            Err(why) if why.kind() == ErrorKind::WouldBlock => {}
            Err(_) => self.stream = None,
        }
    }

    /// Says it, unless nobody is there.
    fn say(&mut self, mut bytes: &[u8]) {
        let until = Instant::now() + PATIENCE;
        while let Some(stream) = self.stream.as_mut().filter(|_| !bytes.is_empty()) {
            match stream.write(bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(why) if why.kind() == ErrorKind::WouldBlock => {
                    assert!(Instant::now() < until, "the client does not read");
                }
                Err(_) => self.stream = None,
            }
        }
    }
}

/// A play, which tells its seed when it ends in a panic.
struct Play {
    seed: u64,
    random: Random,
    server: Server,
    bob: Terminal,
    size: (u16, u16),
    syncs: usize,
}

impl Play {
    #[track_caller]
    fn new(seed: u64) -> Play {
        let server = Server::new();
        let bob = Terminal::start(server.port(), "bob", &[]);
        let mut play = Play {
            seed,
            random: Random::new(seed),
            server,
            bob,
            size: (100, 24),
            syncs: 0,
        };
        let until = Instant::now() + PATIENCE;
        let mut there = false;
        while !there {
            assert!(Instant::now() < until, "no greeting:\n{}", play.bob.shows());
            play.server.take();
            play.bob.watch(Instant::now() + FRAME, |bob| {
                there = bob.shows().contains("bob: hello");
            });
        }
        play
    }

    fn step(&mut self) {
        match self.random.below(10) {
            0..5 => {
                let line = self.line();
                self.server.say(&line);
            }
            5..9 => {
                let keys = self.keys();
                self.bob.types_bytes(&keys);
            }
            _ => {
                let columns = 20 + self.random.below(100);
                let rows = 5 + self.random.below(30);
                self.size = (columns as u16, rows as u16);
                self.bob.resize(self.size.0, self.size.1);
            }
        }
        self.server.take();
        self.bob.watch(Instant::now(), |_| {});
    }

    /// A line with anything in it, or bytes that are none.
    fn line(&mut self) -> Vec<u8> {
        let text = self.text();
        let name = self.text().replace([' ', ':', '!', '\t'], "");
        let text = match self.random.below(12) {
            0..4 => format!("@msgid={name};+draft/reply=a :carl!c@h PRIVMSG #lobby :{text}"),
            4 => format!(":{name}!c@h PRIVMSG bob :bob {text}"),
            5 => format!(":carl!c@h PRIVMSG #lobby :\x01ACTION {text}\x01"),
            6 => format!(":carl!c@h TOPIC #lobby :{text}"),
            7 => format!(":{name}!u@h JOIN #lobby"),
            8 => format!(":carl!c@h NICK {name}"),
            9 => format!(":irc 4{:02} bob {name} :{text}", self.random.below(100)),
            10 => format!(":bob!b@h JOIN #{name}"),
            _ => {
                let noise = (0..self.random.below(300)).map(|_| self.random.next() as u8);
                return noise.chain(*b"\r\n").collect();
            }
        };
        format!("{text}\r\n").into_bytes()
    }

    fn text(&mut self) -> String {
        let pieces = 1 + self.random.below(4);
        let pieces = (0..pieces).map(|_| match self.random.below(3) {
            0 => "words ",
            _ => *self.random.pick(EVIL),
        });
        pieces.collect()
    }

    fn keys(&mut self) -> Vec<u8> {
        match self.random.below(8) {
            // Whoever presses Ctrl+C twice leaves.
            0 => {
                let bytes = (0..self.random.below(60)).map(|_| self.random.next() as u8);
                bytes.filter(|byte| *byte != 3).collect()
            }
            1 => format!(
                "\x1b[200~{0}\n{1}\n\n{0}\n{1}\x1b[201~",
                self.text(),
                self.text()
            )
            .into_bytes(),
            _ => self.random.pick(KEYS).as_bytes().to_vec(),
        }
    }

    /// Waits until everything that was typed and said has been taken and is on the screen.
    #[track_caller]
    fn settle(&mut self) {
        self.syncs += 1;
        // What was begun is ended and what is open is closed, and then the line is emptied.
        let line = format!("sync-{}", self.syncs);
        self.bob.types(&format!(
            "\x1b\\\x1b[201~\x1b[27u\x1b[27u\x1b[27u\x05\x03{line}"
        ));
        let until = Instant::now() + PATIENCE;
        let want = format!("> {line}");
        let mut shown = false;
        while !shown {
            assert!(
                Instant::now() < until,
                "no {want:?} on\n{}",
                self.bob.shows()
            );
            self.server.take();
            self.bob
                .watch(Instant::now() + Duration::from_millis(5), |bob| {
                    shown = bob.row(self.size.1 - 1).trim_end() == want;
                });
        }
        // The answer to a ping is written behind the frame that is due then. Before the first one, none may be due yet, and
        // during the second one the terminal may not have taken the last.
        for _ in 0..3 {
            self.ping();
            self.bob.watch(Instant::now() + FRAME, |_| {});
        }
    }

    #[track_caller]
    fn ping(&mut self) {
        let until = Instant::now() + PATIENCE;
        self.server.pings += 1;
        let mut asked = false;
        let pong = format!("PONG :settled-{}\r\n", self.server.pings);
        let came = |heard: &[u8]| heard.windows(pong.len()).any(|it| it == pong.as_bytes());
        self.server.heard.clear();
        while !came(&self.server.heard) {
            // A client that has been away is asked when it is there again.
            if self.server.stream.is_none() {
                asked = false;
            } else if !asked {
                asked = true;
                let ping = format!("\r\nPING settled-{}\r\n", self.server.pings);
                self.server.say(ping.as_bytes());
            }
            assert!(
                Instant::now() < until,
                "the client does not answer, but said {}\n{}",
                self.server.heard.escape_ascii(),
                self.bob.shows()
            );
            self.bob
                .watch(Instant::now() + Duration::from_millis(1), |_| {});
            self.server.take();
        }
    }

    /// Checks that the screen is the client's alone.
    #[track_caller]
    fn is_ours(&mut self) {
        self.settle();
        assert_eq!(self.bob.signs().harm, [""; 0]);
        let screen = self.bob.screen();
        assert!(screen.alternate_screen() && screen.bracketed_paste() && !screen.hide_cursor());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert!(!screen.application_cursor() && !screen.application_keypad());
        let before = self.looks();
        let drawn = self.bob.whole_frames();
        self.bob.types("\x0c");
        self.bob.await_whole_frame(drawn + 1);
        let after = self.looks();
        for (row, (before, after)) in before.iter().zip(&after).enumerate() {
            // How the connection is changes by itself.
            if row + 2 != before.len() {
                assert_eq!(before, after, "row {row}");
            }
        }
    }

    /// The rows of the screen with their looks. A blank is one whether it was written or left.
    fn looks(&self) -> Vec<String> {
        let (columns, rows) = self.size;
        let screen = self.bob.screen();
        let look = |row, column| {
            let cell = screen.cell(row, column).expect("a cell");
            let letters = Some(cell.contents()).filter(|it| !it.is_empty());
            let marks = [
                cell.bold(),
                cell.dim(),
                cell.italic(),
                cell.underline(),
                cell.inverse(),
            ];
            let colours = (cell.fgcolor(), cell.bgcolor());
            format!("{} {colours:?} {marks:?}\n", letters.unwrap_or(" "))
        };
        let row = |row| (0..columns).map(|column| look(row, column)).collect();
        (0..rows).map(row).collect()
    }
}

impl Drop for Play {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!(
                "play it again: GROUPCHAT_WILD_SEED={} cargo test full::wild",
                self.seed
            );
        }
    }
}

#[track_caller]
fn play(seed: u64) {
    let mut play = Play::new(seed);
    for step in 1..=STEPS {
        play.step();
        if step % 20 == 0 {
            play.is_ours();
        }
    }
    let titles = &play.bob.signs().titles;
    assert!(
        titles
            .iter()
            .all(|title| !title.chars().any(char::is_control)),
        "{titles:?}"
    );
    play.bob.types("\x03\x03");
    assert_eq!(play.bob.await_end(), Some(0));
}

fn play_all(seeds: Range<u64>) {
    match std::env::var("GROUPCHAT_WILD_SEED") {
        Ok(seed) => play(seed.parse().expect("GROUPCHAT_WILD_SEED is a number")),
        Err(_) => seeds.for_each(play),
    }
}

#[test]
fn nobody_else_draws_on_the_terminal() {
    play_all(0..4);
}

#[test]
#[ignore = "takes minutes; for after changes to the client"]
fn nobody_else_draws_on_the_terminal_however_often_it_is_tried() {
    play_all(1_000..1_300);
}
