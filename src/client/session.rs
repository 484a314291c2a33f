//! What we know of the server and what we want of it: a state machine between the server's lines and the user's.
//!
//! It does no I/O and reads no clock. Whoever runs it puts [`Input`] in and draws [`Output`] until there is none, reads
//! the user's next line only while [`Session::wants_input`], and comes back at [`Session::deadline`].
//!
//! It speaks IRC with any server. Ours it knows by the capability `groupchat/members`: then it asks for the member
//! table and lets the server set the pace. Other servers throw out who is fast, so there it paces itself.
//!
//! **Taken** means answered: after the last line goes a `PING`, and its `PONG` proves that everything before it was
//! read and judged. The same is done every [`WINDOW`] lines, so that what is on its way stays bounded and silence of the
//! server always means something.

mod end;
mod greet;
mod hear;
mod history;
mod login;
mod numeric;
mod people;
mod redact;
mod table;
mod typed;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use crate::client::happening::{Happening, Kind, Row};
use crate::client::pace::Pace;
use crate::irc::message::Line;
use crate::now::Now;
use people::{Introduction, People};

pub use crate::client::naming::name_from;
pub use typed::with_sign;

/// Lines between two questions whether they were taken.
pub const WINDOW: u32 = 64;
/// Longest line of the server that is looked at, bytes: tags (message-tags, "Size limit") and the rest.
pub const SERVER_LINE: usize = 8191 + 1024;
/// Time until the server has made us a member.
const REGISTER_MS: u64 = 30_000;
/// Time the server gets to close after our QUIT.
const QUIT_MS: u64 = 5_000;
/// The same when the user wants to be gone.
const INTERRUPT_MS: u64 = 2_000;

/// What the user wants, known from the start.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The name to ask for.
    pub name: String,
    /// The groups to enter, with their signs; the server's lobby when there are none.
    pub groups: Vec<String>,
    /// The server's password.
    pub password: Option<String>,
    /// Where others can connect directly.
    pub listen: Option<u16>,
    /// A person types: what is refused is told and forgiven. A script gets an exit code for it.
    pub interactive: bool,
    /// Stay when the input ends.
    pub stay: bool,
    /// Lines that begin with a slash are commands.
    pub commands: bool,
    /// The numbers of those who are in our groups already are worth asking for.
    pub numbers: bool,
}

/// Something that happens to a session.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// The server sent this line, given without its end.
    Heard(&'a [u8]),
    /// The user typed this line.
    Typed(&'a str),
    /// The user gave a line that cannot be sent, for this reason.
    Unusable(&'a str),
    /// The user will give no more lines.
    EndOfInput,
    /// Nobody reads what is told any more: the reader of a pipe went away, or writing failed for this reason.
    Unread(Option<&'a str>),
    /// The user wants to be gone.
    Interrupted,
    /// The server closed the connection.
    Ended,
    /// The connection broke, in the system's words.
    Lost(&'a str),
    /// Nothing is being read from the server at the moment: its silence means nothing.
    Deaf,
    /// Time has passed.
    Tick,
}

/// Something a session wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send these bytes, whole lines.
    Send(Vec<u8>),
    /// Tell the user.
    Show(Happening),
    /// Flush, close, and exit with this code.
    Done(u8),
}

/// One stay on one server.
#[derive(Debug)]
pub struct Session {
    settings: Settings,
    phase: Phase,
    /// Our name as the server knows it.
    me: String,
    /// The server speaks of members with numbers and addresses.
    has_members: bool,
    /// The server tells what was said before.
    has_history: bool,
    /// What was said before, while it comes in.
    reading: Option<history::Reading>,
    /// What has been said lately, save the words.
    said: redact::Said,
    /// What `005` told of the lobby.
    lobby: Option<String>,
    /// Groups we are in, in the order of joining, and the one that lines are said to.
    groups: Vec<String>,
    current: Option<String>,
    people: People,
    /// A login that is under way.
    login: Option<crate::client::login::Login>,
    /// Our number.
    id: Option<u64>,
    /// How much of the introduction has come.
    introduction: Introduction,
    /// Somebody's coming, held back for the line after it, which has the number.
    coming: Option<Happening>,
    /// The member tables that were asked for and have not come to their ends, in order, and the rows of the first.
    tables: VecDeque<table::Asked>,
    rows: Vec<Row>,
    /// The names of a group, until their end comes.
    present: hear::Present,
    /// Lines that wait for leave to go, and what gives it.
    queue: VecDeque<Vec<u8>>,
    pace: Pace,
    /// Numbers of the last PING sent and of the last one answered.
    asked: u64,
    answered: u64,
    /// No line of the user is taken before this PING is answered.
    gate: u64,
    /// Lines since the last PING.
    since_asked: u32,
    /// When something last went or came: a server that is silent from then on for too long is gone.
    stirred_ms: u64,
    /// Nothing more of the input is taken: it has ended, `/quit` was typed, or nobody reads what comes of it.
    input_ended: bool,
    /// The input has ended.
    input_read: bool,
    quit_reason: String,
    /// Something the user wanted was refused.
    failed: bool,
    /// The server's last words.
    last_words: Option<String>,
    out: Vec<u8>,
    told: VecDeque<Output>,
}

/// How far along we are.
#[derive(Debug, PartialEq, Eq)]
enum Phase {
    /// Until `001`.
    Registering(greet::Registering),
    /// Until the end of the message of the day.
    Welcomed { until_ms: u64 },
    /// Until our first groups were entered or refused.
    Joining,
    /// Lines go out.
    Chatting,
    /// All lines are out; until the server has taken them.
    Settling,
    /// QUIT is out; until the server closes, or this moment and then exit with this code.
    Quitting { until_ms: u64, code: u8 },
    /// It is over.
    Done,
}

impl Session {
    /// A session on a connection that was just made.
    #[must_use]
    pub fn new(settings: Settings, now: Now) -> Session {
        let mut session = Session {
            phase: Phase::Registering(greet::Registering::new(now)),
            me: settings.name.clone(),
            settings,
            has_members: false,
            has_history: false,
            reading: None,
            said: redact::Said::default(),
            lobby: None,
            groups: Vec::new(),
            current: None,
            people: People::default(),
            login: None,
            id: None,
            introduction: Introduction::default(),
            coming: None,
            tables: VecDeque::new(),
            rows: Vec::new(),
            present: hear::Present::default(),
            queue: VecDeque::new(),
            pace: Pace::default(),
            asked: 0,
            answered: 0,
            gate: 0,
            since_asked: 0,
            stirred_ms: now.mono_ms,
            input_ended: false,
            input_read: false,
            quit_reason: String::new(),
            failed: false,
            last_words: None,
            out: Vec::new(),
            told: VecDeque::new(),
        };
        session.introduce();
        session
    }

    /// Takes one input in.
    pub fn handle(&mut self, input: Input<'_>, now: Now) {
        if self.phase == Phase::Done {
            return;
        }
        match input {
            Input::Heard(line) => {
                self.stirred_ms = now.mono_ms;
                self.hear(line, now);
            }
            Input::Deaf => self.stirred_ms = now.mono_ms,
            Input::Typed(line) if !self.input_ended => self.typed(line, now),
            Input::Typed(_) => {}
            Input::Unusable(why) => self.fail(why, now),
            Input::EndOfInput => {
                self.input_read = true;
                self.input_ended |= !self.settings.stay;
            }
            Input::Unread(why) => self.unread(why, now),
            Input::Interrupted => self.interrupted(now),
            Input::Ended => self.gone(None, now),
            Input::Lost(why) => self.gone(Some(why), now),
            Input::Tick => {
                self.tell_of_coming();
                self.look_at_the_clock(now);
            }
        }
        self.pump(now);
        self.proceed(now);
    }

    /// Draws the next output.
    pub fn poll(&mut self) -> Option<Output> {
        if !self.out.is_empty() {
            return Some(Output::Send(std::mem::take(&mut self.out)));
        }
        self.told.pop_front()
    }

    /// Whether the user's next line may be given.
    #[must_use]
    pub fn wants_input(&self) -> bool {
        self.phase == Phase::Chatting
            && !self.input_ended
            && self.queue.is_empty()
            && self.answered >= self.gate
            && self.asked - self.answered < 2
    }

    /// When to come back with [`Input::Tick`], milliseconds on the monotonic clock.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        let phase = match &self.phase {
            Phase::Registering(registering) => registering.until_ms,
            Phase::Welcomed { until_ms } | Phase::Quitting { until_ms, .. } => *until_ms,
            Phase::Done => return None,
            _ => self.stirred_ms + self.patience_ms(),
        };
        let queue = (!self.queue.is_empty()).then(|| self.pace.next_ms());
        Some(queue.map_or(phase, |queue| queue.min(phase)))
    }

    /// Goes on to the next phase when this one has reached its end.
    fn proceed(&mut self, now: Now) {
        let taken = self.queue.is_empty() && self.answered >= self.asked;
        if self.phase == Phase::Joining && taken {
            self.joined_or_not(now);
        }
        if self.phase == Phase::Chatting && self.input_ended && self.queue.is_empty() {
            self.ask_whether_taken();
            self.phase = Phase::Settling;
            self.pump(now);
        } else if self.phase == Phase::Settling && taken {
            self.quit(QUIT_MS, self.exit_code(), now);
        }
    }

    /// Puts a line of the user's doing behind those that wait.
    fn put(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let mut line = Vec::new();
        write(&mut line);
        self.queue.push_back(line);
        self.since_asked += 1;
        if self.since_asked >= WINDOW {
            self.ask_whether_taken();
        }
    }

    fn ask_whether_taken(&mut self) {
        self.asked += 1;
        self.since_asked = 0;
        let mut line = Vec::new();
        Line::to_server(&mut line, "", "PING").last(format_args!("{TOKEN}{}", self.asked));
        self.queue.push_back(line);
    }

    /// Sends what has leave to go.
    fn pump(&mut self, now: Now) {
        if matches!(self.phase, Phase::Quitting { .. } | Phase::Done) {
            self.queue.clear();
        }
        while !self.queue.is_empty() && (self.has_members || self.pace.take(now.mono_ms)) {
            let line = self.queue.pop_front().unwrap_or_default();
            self.stirred_ms = now.mono_ms;
            self.out.extend_from_slice(&line);
        }
    }

    fn show(&mut self, happening: Happening) {
        self.told.push_back(Output::Show(happening));
    }

    fn inform(&mut self, text: impl Into<String>, now: Now) {
        self.show(Happening::new(Kind::Info, now.unix_ms).text(text));
    }

    /// Tells of something that went wrong and remembers that it did.
    fn fail(&mut self, text: impl Into<String>, now: Now) {
        self.failed = true;
        self.show(Happening::new(Kind::Error, now.unix_ms).text(text));
    }

    /// What others call us, as far as the server has said.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.me
    }

    fn is_me(&self, name: &str) -> bool {
        same(&self.me, name)
    }
}

/// Whether two names mean the same. Servers that fold more than ASCII differ in a few punctuation marks only.
fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// What our PINGs begin with.
const TOKEN: &str = "groupchat-";
