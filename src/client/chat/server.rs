//! A server and the connection to it, as the user sees them.

use crate::client::chat::caps::Caps;
use crate::client::chat::io::Wanted;
use crate::client::chat::supports::Supports;
use crate::client::chat::wire::Wire;

/// Names a server as long as the chat lasts; never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerId(pub u32);

/// How the connection is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// The shell is making it.
    Connecting,
    /// It is there; the server has not made us a member yet.
    Registering,
    /// We are a member.
    Joined,
    /// It is lost or could not be made.
    Lost {
        /// Why, in words for the user.
        why: String,
        /// When it is tried again, on the monotonic clock; `None` when it is not, by itself.
        next_ms: Option<u64>,
    },
    /// The user left.
    Left,
}

/// One server.
#[derive(Debug)]
pub struct Server {
    /// Its own id.
    pub id: ServerId,
    /// What the user wants of it.
    pub wanted: Wanted,
    /// What it is called: the name of its network, or the host and port that were typed.
    pub shown: String,
    /// How the connection is.
    pub link: Link,
    /// Our name there, as far as the server has said.
    pub name: String,
    /// Our number there.
    pub number: Option<u64>,
    /// Whether others see us away.
    pub away: bool,
    /// How long the last question took to be answered, milliseconds.
    pub lag_ms: Option<u64>,
    /// What it was asked for and granted.
    pub caps: Caps,
    /// What it supports.
    pub supports: Supports,

    pub(super) wire: Wire,
}

impl Server {
    /// Whether lines can go out now.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        self.link == Link::Joined
    }

    /// Whether lines can go as fast as they come: a server of ours slows down who is too fast, and throws nobody out.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.caps.has(Caps::MEMBERS)
    }

    /// Whether `name` is ours there.
    #[must_use]
    pub fn is_me(&self, name: &str) -> bool {
        self.supports.same(&self.name, name)
    }
}
