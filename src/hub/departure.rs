//! Why a connection ended.

use std::fmt;

use crate::hub::name::Name;
use crate::hub::text::Text;

/// Why somebody left the server, in words that the others are told too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Departure {
    /// It said so, perhaps with a reason.
    Quit(Option<Text>),
    /// Its end of the connection was closed.
    HungUp,
    /// The connection broke: reset, unreachable and the like, in the system's words.
    Lost(Text),
    /// Nothing was heard for this many seconds.
    Silent(u64),
    /// More than this many bytes waited for it to be read.
    SlowReader(usize),
    /// Nothing of what it had asked for was read for this many seconds.
    Stuck(u64),
    /// It did not become a member within this many seconds.
    Unregistered(u64),
    /// The server's password was missing or wrong.
    WrongPassword,
    /// An operator of that name ended it, for this reason.
    Killed(Name, Text),
    /// It gave wrong passwords again and again.
    WrongPasswords,
    /// The owner of the account came with this name on another connection.
    Regained(Name),
    /// It spoke something that is not chat, such as HTTP or TLS.
    NotChat(&'static str),
    /// The server has no room: this many connections already.
    Full(usize),
    /// Its address holds this many connections already.
    TooManyFromAddress(usize),
    /// The server stops.
    Stopping,
}

impl Departure {
    /// Whether leaving was the member's own wish.
    #[must_use]
    pub fn is_quit(&self) -> bool {
        matches!(self, Departure::Quit(_) | Departure::HungUp)
    }
}

impl fmt::Display for Departure {
    /// One line for people, without a full stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Departure::Quit(Some(reason)) => write!(f, "quit: {reason}"),
            Departure::Quit(None) => f.write_str("quit"),
            Departure::HungUp => f.write_str("hung up"),
            Departure::Lost(why) => write!(f, "lost connection: {why}"),
            Departure::Silent(seconds) => write!(f, "timed out: silent for {seconds} seconds"),
            Departure::SlowReader(limit) => write!(
                f,
                "reads too slowly: more than {limit} bytes were waiting (SendQ exceeded)"
            ),
            Departure::Stuck(seconds) => {
                write!(f, "reads too slowly: nothing for {seconds} seconds")
            }
            Departure::Unregistered(seconds) => {
                write!(f, "no name was given within {seconds} seconds")
            }
            Departure::WrongPassword => f.write_str("wrong or missing password"),
            Departure::Killed(by, reason) => write!(f, "Killed ({by} ({reason}))"),
            Departure::WrongPasswords => f.write_str("too many wrong passwords"),
            Departure::Regained(name) => {
                write!(
                    f,
                    "the owner of the name {name} came back on another connection"
                )
            }
            Departure::NotChat(what) => write!(f, "this is a chat, and {what} was spoken"),
            Departure::Full(limit) => write!(
                f,
                "the server is full ({limit} connections); try again later"
            ),
            Departure::TooManyFromAddress(limit) => write!(
                f,
                "too many connections from your address (at most {limit})"
            ),
            Departure::Stopping => f.write_str("the server is stopping"),
        }
    }
}
