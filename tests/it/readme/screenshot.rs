//! The screen in README: our server and our client talk, both in memory, and what the client shows is drawn.

use std::net::SocketAddr;

use groupchat::client::chat::server::ServerId;
use groupchat::client::chat::{Action, Chat, Input, Output, Settings, Wanted};
use groupchat::client::draw::theme::{Depth, Ground};
use groupchat::client::draw::{Drawing, Hint, Line as Written, Over, Scene, Theme, paint};
use groupchat::client::resolve::Place;
use groupchat::hub::Rules;
use groupchat::hub::id::Seat;
use groupchat::hub::name::GroupName;
use groupchat::info::Info;
use groupchat::now::Now;
use groupchat::server::Core;
use ratatui_core::buffer::{Buffer, Cell};

use crate::sim::table::{Line, Table};

/// Columns from which the members are shown.
const COLUMNS: u16 = 100;
const ROWS: u16 = 12;

/// The only server of the client.
const SERVER: ServerId = ServerId(0);
/// Seats of the members.
const ALICE: u32 = 0;
const BOB: u32 = 1;
const CARL: u32 = 2;

/// A server, a client of it, and the other members.
struct Play {
    core: Core,
    table: Table,
    chat: Chat,
    now: Now,
}

impl Play {
    fn new() -> Play {
        let lobby = GroupName::new("#lobby").expect("a name");
        let info = Info::new("groupchat.local", lobby.clone());
        // 12:03 UTC on Monday, 23 November 2026.
        let now = Now {
            mono_ms: 1_000_000,
            unix_ms: 1_795_435_380_000,
        };
        let place = Place {
            host: "chathost".to_owned(),
            port: 9000,
        };
        let alice = Wanted {
            place,
            name: "alice".to_owned(),
            groups: Vec::new(),
            password: None,
            account: None,
            listen: None,
        };
        let settings = Settings {
            servers: vec![alice],
            ..Settings::default()
        };
        Play {
            core: Core::new(info, Rules::new(lobby), Box::new(|bytes| bytes.fill(7))),
            table: Table::default(),
            chat: Chat::new(settings, now),
            now,
        }
    }

    fn comes(&mut self, seat: u32, address: &str) {
        self.table.lines.insert(seat, Line::default());
        let address: SocketAddr = address.parse().expect("an address");
        self.core
            .accept(&mut self.table, Seat(seat), address, self.now);
    }

    /// Somebody else sends lines.
    fn sends(&mut self, seat: u32, lines: &str) {
        self.core
            .data(&mut self.table, Seat(seat), lines.as_bytes(), self.now);
        self.carry();
    }

    /// The client takes something.
    fn takes(&mut self, input: Input<'_>) {
        self.chat.handle(input, self.now);
        self.carry();
    }

    /// Carries lines between client and server until neither has any.
    fn carry(&mut self) {
        loop {
            while let Some(output) = self.chat.poll() {
                if let Output::Send(_, bytes) = output {
                    self.core
                        .data(&mut self.table, Seat(ALICE), &bytes, self.now);
                }
            }
            let came = self.table.line(ALICE).take(usize::MAX);
            if came.is_empty() {
                return;
            }
            for line in came.split(|byte| *byte == b'\n') {
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                self.chat.handle(Input::Heard(SERVER, line), self.now);
            }
        }
    }

    fn waits(&mut self, ms: u64) {
        self.now.mono_ms += ms;
        self.now.unix_ms += ms;
        self.takes(Input::Tick);
    }
}

/// The screen as text.
pub(super) fn draw() -> String {
    let mut play = Play::new();
    play.comes(ALICE, "192.0.2.17:50612");
    play.takes(Input::Connected(SERVER));
    play.takes(Input::Typed("/topic Cake at four"));
    play.takes(Input::Typed("/join #ops"));
    play.takes(Input::Do(Action::Nth(2)));
    play.comes(BOB, "192.0.2.40:33102");
    play.sends(BOB, "NICK bob\r\nUSER bob 0 * :Bob\r\n");
    play.comes(CARL, "192.0.2.41:40118");
    play.sends(CARL, "carl\n");
    play.waits(20_000);
    play.sends(BOB, "PRIVMSG #lobby :hello from irssi\r\n");
    play.waits(60_000);
    play.sends(
        CARL,
        "alice: is there any cake left? I am on plain netcat\n",
    );
    play.takes(Input::Typed("there is"));
    play.sends(
        BOB,
        "JOIN #ops\r\nPRIVMSG #ops :the build is done\r\nPRIVMSG #ops :alice: you may go\r\n",
    );
    play.sends(CARL, "/msg alice is it chocolate?\n");
    let line = Written {
        rows: vec!["bob: and for".to_owned()],
        column: 12,
        ..Written::default()
    };
    let scene = Scene {
        chat: &play.chat,
        line: &line,
        hint: Hint::None,
        over: Over::Nothing,
        now: play.now,
        offset_s: 0,
    };
    let mut screen = Buffer::empty(paint::screen(COLUMNS, ROWS));
    Drawing::new(Theme::new(Depth::None, Ground::Dark)).draw(&scene, &mut screen);
    let rows = screen.content.chunks(usize::from(COLUMNS));
    let rows = rows.map(|row| row.iter().map(Cell::symbol).collect::<String>());
    rows.map(|row| format!("{}\n", row.trim_end())).collect()
}
