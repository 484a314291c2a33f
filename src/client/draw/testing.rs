//! A chat on a stage: what servers say goes in, screens come out as text.

pub(in crate::client) mod terminal;
pub(in crate::client) mod wild;

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::{Position, Rect};

use crate::client::chat::server::ServerId;
use crate::client::chat::{Action, Chat, Input, Settings, Wanted};
use crate::client::draw::fit::grapheme_width;
use crate::client::draw::theme::{Depth, Ground};
use crate::client::draw::{Drawing, Hint, Line, Over, Scene, Theme};
use crate::client::resolve::Place;
use crate::now::Now;

/// The first server.
pub(super) const FIRST: ServerId = ServerId(0);

/// A chat and what it is drawn with.
pub(super) struct Stage {
    pub(super) chat: Chat,
    pub(super) now: Now,
    pub(super) drawing: Drawing,
    pub(super) line: Line,
    pub(super) cursor: Option<Position>,
}

pub(super) fn theme(depth: Depth) -> Theme {
    Theme::new(depth, Ground::Dark)
}

impl Stage {
    /// A chat that is connecting to a server.
    pub(super) fn new() -> Stage {
        // 12:03 UTC on Monday, 23 November 2026.
        let now = Now {
            mono_ms: 1_000_000,
            unix_ms: 1_795_435_380_000,
        };
        let wanted = Wanted {
            place: Place {
                host: "irc.example".to_owned(),
                port: 9000,
            },
            name: "bob".to_owned(),
            groups: Vec::new(),
            password: None,
            account: None,
            listen: None,
        };
        let settings = Settings {
            servers: vec![wanted],
            ..Settings::default()
        };
        let mut stage = Stage {
            chat: Chat::new(settings, now),
            now,
            drawing: Drawing::new(theme(Depth::None)),
            line: Line::default(),
            cursor: None,
        };
        stage.drain();
        stage
    }

    /// A chat with a group in which there was some talk.
    pub(super) fn talking() -> Stage {
        let mut stage = Stage::new();
        stage.input(Input::Connected(FIRST)).hear(WELCOME);
        let group = stage.chat.windows()[1].id;
        stage.act(Action::Activate(group)).hear(TALK);
        stage
    }

    fn drain(&mut self) {
        while self.chat.poll().is_some() {}
    }

    pub(super) fn input(&mut self, input: Input<'_>) -> &mut Stage {
        self.chat.handle(input, self.now);
        self.drain();
        self
    }

    pub(super) fn act(&mut self, action: Action<'_>) -> &mut Stage {
        self.input(Input::Do(action))
    }

    pub(super) fn hear(&mut self, lines: &str) -> &mut Stage {
        for line in lines.lines() {
            self.input(Input::Heard(FIRST, line.trim_start().as_bytes()));
        }
        self
    }

    pub(super) fn write(&mut self, text: &str) -> &mut Stage {
        self.line = Line {
            rows: text.lines().map(str::to_owned).collect(),
            column: text.lines().last().map_or(0, |line| line.chars().count()),
            row: text.lines().count().saturating_sub(1),
            ..Line::default()
        };
        self
    }

    pub(super) fn buffer(
        &mut self,
        width: u16,
        height: u16,
        hint: Hint<'_>,
        over: Over<'_>,
    ) -> Buffer {
        let mut screen = Buffer::empty(Rect::new(0, 0, width, height));
        let scene = Scene {
            chat: &self.chat,
            line: &self.line,
            hint,
            over,
            now: self.now,
            offset_s: 0,
        };
        self.cursor = self.drawing.draw(&scene, &mut screen);
        screen
    }

    /// The screen as text.
    pub(super) fn shows(&mut self, width: u16, height: u16) -> String {
        text(&self.buffer(width, height, Hint::None, Over::Nothing))
    }

    pub(super) fn over(&mut self, width: u16, height: u16, over: Over<'_>) -> String {
        text(&self.buffer(width, height, Hint::None, over))
    }

    pub(super) fn hint(&mut self, width: u16, height: u16, hint: Hint<'_>) -> String {
        text(&self.buffer(width, height, hint, Over::Nothing))
    }
}

/// A screen as text, without the blanks at the ends of its rows.
pub(super) fn text(screen: &Buffer) -> String {
    let area = screen.area;
    let mut text = String::new();
    for y in area.top()..area.bottom() {
        let mut row = String::new();
        let mut x = area.left();
        while x < area.right() {
            let symbol = screen[(x, y)].symbol();
            row.push_str(symbol);
            x += u16::try_from(grapheme_width(symbol)).unwrap_or(1).max(1);
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

const WELCOME: &str = "CAP * LS :batch echo-message message-tags message-ids server-time groupchat/members labeled-response draft/message-redaction
    CAP bob ACK :batch echo-message message-tags message-ids server-time groupchat/members labeled-response draft/message-redaction
    :irc 001 bob :Welcome
    :irc 005 bob CASEMAPPING=ascii LOBBY=#lobby NETWORK=Example PREFIX=(ohv)@%+ STATUSMSG=@%+ CHANTYPES=# :are supported
    :irc 042 bob 2 :your unique ID
    :irc 422 bob :MOTD File is missing
    :irc MEMBER 2 bob 127.0.0.1 50614 0 * 0
    :irc MEMBER 1 alice 127.0.0.1 50612 9001 c@ 17
    :bob!bob@h JOIN #lobby
    :irc 332 bob #lobby :Today: cake at four, in the kitchen
    :irc 353 bob = #lobby :@alice bob carl +dee zoé
    :irc 366 bob #lobby :End of NAMES
    :irc MEMBER 1 alice 127.0.0.1 50612 9001 c@ 17
    :irc MEMBER 2 bob 127.0.0.1 50614 0 * 0
    :irc MEMBER 3 carl 10.0.0.7 41000 0 - 0
    :irc MEMBERS #lobby
    :zoé!z@h AWAY :lunch
    :bob!bob@h JOIN #rust
    :irc 353 bob = #rust :@ferris bob
    :irc 366 bob #rust :End of NAMES
    :ferris!f@h PRIVMSG #rust :nightly is out
    :ferris!f@h PRIVMSG #rust :bob: have you seen it?
    :dee!d@h PRIVMSG bob :lunch?";

const TALK: &str = "@time=2026-11-22T20:15:00.000Z;msgid=a :alice!a@h PRIVMSG #lobby :good night, all
    @time=2026-11-23T08:02:00.000Z;msgid=b :carl!c@h PRIVMSG #lobby :good morning! The train was late again, so I will be in at ten; start the review without me and keep some coffee
    @time=2026-11-23T08:03:00.000Z;msgid=c :zoé!z@h PRIVMSG #lobby :日本語も大丈夫 👩‍👩‍👧 and cafe\u{301}
    @time=2026-11-23T08:04:00.000Z;msgid=d;+draft/reply=b :alice!a@h PRIVMSG #lobby :bob: is there any left?
    @time=2026-11-23T08:04:30.000Z;+draft/react=👍;+draft/reply=d :carl!c@h TAGMSG #lobby
    @time=2026-11-23T08:05:00.000Z :eve!e@h JOIN #lobby
    @time=2026-11-23T08:05:10.000Z :frank!f@h JOIN #lobby
    @time=2026-11-23T08:06:00.000Z :eve!e@h QUIT :bye
    @time=2026-11-23T08:07:00.000Z;msgid=e :alice!a@h PRIVMSG #lobby :\u{1}ACTION looks into the \u{2}kitchen\u{2}\u{1}
    @time=2026-11-23T08:08:00.000Z;msgid=f :mallory!m@h PRIVMSG #lobby :\u{1b}[2J\u{202e}evil\u{200b}
    @time=2026-11-23T08:09:00.000Z :irc NOTICE #lobby :maintenance at noon
    @time=2026-11-23T08:10:00.000Z :alice!a@h TOPIC #lobby :Cake at \u{3}4five\u{3}, in the garden
    @+typing=active :carl!c@h TAGMSG #lobby";
