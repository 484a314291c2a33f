//! What goes into a [`Chat`](super::Chat) and what comes out of it.

use crate::client::chat::entry::Key;
use crate::client::chat::server::ServerId;
use crate::client::chat::window::{Scroll, WindowId};
use crate::client::resolve::Place;
use crate::secret::Secret;

/// An account to log in to (SASL PLAIN).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Its password.
    pub password: Secret,
}

/// What the user wants of a server.
#[derive(Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Where it is.
    pub place: Place,
    /// The name to ask for.
    pub name: String,
    /// The groups to enter; the server's lobby when there are none.
    pub groups: Vec<String>,
    /// The server's password.
    pub password: Option<String>,
    /// The account to log in to on each connection.
    pub account: Option<Account>,
    /// Where others can connect directly.
    pub listen: Option<u16>,
}

impl std::fmt::Debug for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The password stays out of whatever this is printed into.
        f.debug_struct("Wanted")
            .field("place", &self.place)
            .field("name", &self.name)
            .field("groups", &self.groups)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

/// How far a group or a conversation was read in an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The server, as [`Place::shown`] writes it.
    pub server: String,
    /// The group or the other one's name.
    pub target: String,
    /// Until when, milliseconds since 1970 UTC.
    pub unix_ms: u64,
}

/// What is noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noticing {
    /// Words that count as mentions beside the user's own name.
    pub words: Vec<String>,
    /// Ring.
    pub bell: bool,
    /// Notify the desktop.
    pub desktop: bool,
    /// Count what is unread in the terminal's title.
    pub title: bool,
    /// Tell others that the user types.
    pub typing: bool,
}

impl Default for Noticing {
    fn default() -> Noticing {
        Noticing {
            words: Vec::new(),
            bell: true,
            desktop: true,
            title: true,
            typing: true,
        }
    }
}

/// What a chat begins with.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The servers, in order. Each is connected to at once.
    pub servers: Vec<Wanted>,
    /// What is noticed.
    pub noticing: Noticing,
    /// Names, or masks of `name!user@host`, of those who are not heard.
    pub ignored: Vec<String>,
    /// How far was read in earlier runs.
    pub read: Vec<Read>,
    /// Where random delays begin: any number, a different one in each run.
    pub seed: u64,
}

/// Something that happens to a chat.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// The connection that was asked for is there.
    Connected(ServerId),
    /// A server sent this line, given without its end.
    Heard(ServerId, &'a [u8]),
    /// The connection could not be made, broke, or was closed by the server, for this reason if there is one to tell.
    Lost(ServerId, Option<&'a str>),
    /// The user finished a text in the active window: words, of perhaps several lines, or a command.
    Typed(&'a str),
    /// The user changed the text that is not finished yet: whether there is any, and it is no command.
    Typing(bool),
    /// The user did something else.
    Do(Action<'a>),
    /// Time has passed.
    Tick,
}

/// What the user does beside typing text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action<'a> {
    /// Goes to a window.
    Activate(WindowId),
    /// Goes to the window at that place, 1 for the first.
    Nth(usize),
    /// Goes on by so many windows; back when negative.
    Step(i32),
    /// Goes to the next window with activity, those with mentions first.
    NextActive,
    /// Goes to the next mention or, with `false`, the one before, in any window.
    Mention(bool),
    /// Moves the active window so many places down; up when negative.
    Move(i32),
    /// Closes a window. Leaves the group, if it is one.
    Close(WindowId),
    /// Stops saying long texts, in a window or in all of them. What was not said is told of.
    Stop(Option<WindowId>),
    /// Shows another part of the active window.
    Scroll(Scroll),
    /// Looks for text in the active window; nothing ends the search.
    Search(&'a str),
    /// Goes to the next hit, or, with `false`, the one before.
    Hit(bool),
    /// Chooses what is answered next in the active window.
    Choose(Option<Key>),
    /// The terminal has the user's attention, or has lost it.
    Attention(bool),
    /// Leaves everything.
    Quit,
}

/// Something to catch the user's attention with. Words are clean: nothing in them is obeyed by a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Ring the bell.
    Bell,
    /// Show this outside the terminal.
    Desktop {
        /// Who, and where.
        title: String,
        /// What was said, shortened.
        body: String,
    },
    /// Call the terminal this.
    Title(String),
}

/// Something to remember beyond this run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Save {
    /// The user's name on a server, which is given as [`Place::shown`] writes it.
    Name {
        /// The server.
        server: String,
        /// The name.
        name: String,
    },
    /// How far something was read.
    Read(Read),
    /// Those who are not heard.
    Ignored(Vec<String>),
    /// What is noticed.
    Noticing(Noticing),
}

/// Something a chat wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Connect to this server; answered by [`Input::Connected`] or [`Input::Lost`].
    Connect(ServerId),
    /// Send these bytes, whole lines.
    Send(ServerId, Vec<u8>),
    /// Send what is left and close. Nothing is heard from this connection any more.
    Close(ServerId),
    /// Catch the user's attention.
    Notice(Notice),
    /// Remember this.
    Save(Save),
    /// Show the help.
    Help,
    /// Everything is over.
    Quit,
}
