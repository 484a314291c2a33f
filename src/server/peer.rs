//! One connection of the server: its bytes on the way in, its dialect, its allowance and its deadlines.

use std::net::SocketAddr;

use crate::dialect::{self, Dialect, Opening};
use crate::hub::departure::Departure;
use crate::hub::flood::Bucket;
use crate::info::Info;
use crate::limits::{self, Limits};
use crate::line::Lines;
use crate::now::Now;
use crate::plain::telnet::Stripper;
use crate::server::login::Login;
use crate::server::wait::Wait;
use crate::steps::{Me, Steps};
use crate::{irc, plain, web};

/// One connection.
#[derive(Debug)]
pub(crate) struct Peer {
    /// Where it comes from.
    pub(crate) address: SocketAddr,
    /// How it speaks.
    pub(crate) dialect: Dialect,
    /// The beginning of a line.
    pub(crate) lines: Lines,
    /// Telnet commands on their way in; only looked at in the plain dialect.
    pub(crate) telnet: Stripper,
    /// What it may still say.
    pub(crate) bucket: Bucket,
    /// When it connected, then when it was last heard; milliseconds on the monotonic clock.
    pub(crate) heard_ms: u64,
    /// What its next deadline is about.
    pub(crate) stage: Stage,
    /// Why its next line waits, if it does.
    pub(crate) wait: Option<Box<Wait>>,
    /// What is under way of logging in. Boxed, as it takes a moment and most never do.
    pub(crate) login: Option<Box<Login>>,
    /// Bytes of answers to its lines that may still wait for it: what it asked for does not make it a slow reader.
    pub(crate) answered: u32,
}

/// How far a connection has come, as far as deadlines go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Connected at this moment, nothing said: it will be greeted.
    Silent(u64),
    /// Connected at this moment, not a member yet.
    Guest(u64),
    /// A member.
    Member,
    /// A member that was pinged and has not been heard since.
    Pinged,
    /// The core has let go of it; it is being closed.
    Gone,
}

impl Peer {
    pub(crate) fn new(address: SocketAddr, now: Now) -> Peer {
        Peer {
            address,
            dialect: Dialect::Unknown,
            lines: Lines::new(),
            telnet: Stripper::default(),
            bucket: Bucket::default(),
            heard_ms: now.mono_ms,
            stage: Stage::Silent(now.mono_ms),
            wait: None,
            login: None,
            answered: 0,
        }
    }

    /// Whether its next line waits, for whatever reason.
    pub(crate) fn is_waiting(&self) -> bool {
        self.wait.as_ref().is_some_and(|wait| wait.is_on())
    }

    /// Whether its next line waits for something that has to happen, however long that takes.
    pub(crate) fn is_held_up(&self) -> bool {
        self.wait.as_ref().is_some_and(|wait| wait.is_held_up())
    }

    /// Whether what its last line came to waits for its turn.
    pub(crate) fn awaits_turn(&self) -> bool {
        self.wait.as_ref().is_some_and(|wait| wait.turn.is_some())
    }

    /// Room for why its next line waits.
    pub(crate) fn wait_mut(&mut self) -> &mut Wait {
        self.wait.get_or_insert_default()
    }

    /// When something has to be done about it, milliseconds on the monotonic clock.
    pub(crate) fn deadline(&self, limits: &Limits) -> Option<u64> {
        let stage = match self.stage {
            Stage::Silent(since) => Some(since + limits::GREET_MS),
            // We are late, not it.
            Stage::Guest(_) if self.awaits_turn() => None,
            Stage::Guest(since) => Some(since + limits::REGISTER_MS),
            // It is not listened to.
            Stage::Member | Stage::Pinged if self.is_held_up() => None,
            // A plain member cannot be pinged; the system probes its connection.
            Stage::Member
                if matches!(self.dialect, Dialect::Irc(_)) && limits.ping_interval_s > 0 =>
            {
                Some(whole_second(self.heard_ms + limits.ping_interval_s * 1000))
            }
            Stage::Pinged => limits
                .silence_s()
                .map(|silence| whole_second(self.heard_ms + silence * 1000)),
            Stage::Member | Stage::Gone => None,
        };
        let wait = self.wait.as_ref().and_then(|wait| wait.deadline());
        [stage, wait].into_iter().flatten().min()
    }

    /// The longest line it may send, bytes without the line end.
    pub(crate) fn longest_line(&self) -> usize {
        match self.dialect {
            Dialect::Unknown | Dialect::Plain(_) => limits::PLAIN_LINE,
            Dialect::Irc(_) => limits::IRC_TAGS_IN + limits::IRC_LINE - 2,
        }
    }

    /// The first bytes of what may become its first line, with `input` behind what came before; nothing once it is known
    /// how it speaks.
    pub(crate) fn head(&self, input: &[u8]) -> Head {
        let mut head = Head::default();
        if matches!(self.dialect, Dialect::Unknown) && !self.lines.is_skipping() {
            let bytes = self.lines.partial().iter().chain(input);
            for (to, from) in head.bytes.iter_mut().zip(bytes) {
                *to = *from;
                head.count += 1;
            }
        }
        head
    }
}

/// The first bytes of a connection.
#[derive(Debug, Default)]
pub(crate) struct Head {
    /// More than the longest method of a web request.
    bytes: [u8; 32],
    count: usize,
}

impl Head {
    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.count]
    }
}

/// Looks at the first bytes of a connection, before there is a line. `true` when they told enough to end it.
pub(crate) fn sniff(head: &Head, steps: &mut Steps) -> bool {
    dialect::from_head(head.bytes()).is_some_and(|opening| turned_away(opening, steps))
}

/// Decodes one line of a connection. Returns its cost in flood tokens.
pub(crate) fn decode(
    dialect: &mut Dialect,
    line: &[u8],
    me: &Me<'_>,
    info: &Info,
    now: Now,
    steps: &mut Steps,
) -> u32 {
    if let Dialect::Unknown = dialect {
        if line.trim_ascii().is_empty() {
            return 1;
        }
        *dialect = match dialect::from_line(line) {
            Opening::Plain => Dialect::Plain(plain::Session::new()),
            Opening::Irc => Dialect::Irc(Box::new(irc::Session::new())),
            opening @ (Opening::Web | Opening::Tls) => {
                turned_away(opening, steps);
                return 1;
            }
        };
    }
    match dialect {
        Dialect::Unknown => 1,
        Dialect::Plain(session) => session.decode(line, me.registered, info, steps),
        Dialect::Irc(session) => session.decode(line, me, info, now, steps),
    }
}

/// Answers a line that was too long to be read, save for how it begins: `head` where it is the first.
pub(crate) fn too_long(
    dialect: &mut Dialect,
    head: &Head,
    line: &[u8],
    me: &Me<'_>,
    info: &Info,
    steps: &mut Steps,
) {
    match dialect {
        Dialect::Unknown if web::seems(head.bytes()) => {
            turned_away(Opening::Web, steps);
        }
        Dialect::Unknown => plain::Session::new().too_long(steps),
        Dialect::Plain(session) => session.too_long(steps),
        Dialect::Irc(session) => session.too_long(line, me, info, steps),
    }
}

/// Ends a connection that is not chat. `false` when it is.
fn turned_away(opening: Opening, steps: &mut Steps) -> bool {
    let (answer, what) = match opening {
        Opening::Web => (web::ANSWER.as_bytes(), "HTTP"),
        Opening::Tls => (dialect::TLS_ALERT, "TLS"),
        Opening::Plain | Opening::Irc => return false,
    };
    steps.reply(|out| out.extend_from_slice(answer));
    steps.close(Departure::NotChat(what));
    true
}

/// Deadlines of a whole crowd fall on the same moments, so that an idle server wakes once a second at most.
fn whole_second(at_ms: u64) -> u64 {
    at_ms.next_multiple_of(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_idle_peer_is_small() {
        let size = size_of::<Peer>();
        assert!(size <= 168, "{size} bytes");
    }
}
