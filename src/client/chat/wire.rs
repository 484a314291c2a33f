//! What is kept of one connection beside what the user sees of it.

use std::collections::VecDeque;

use crate::client::chat::batch::Batch;
use crate::client::chat::caps::Caps;
use crate::client::chat::early::Early;
use crate::client::chat::entry::Key;
use crate::client::chat::io::Account;
use crate::client::chat::pour::Pouring;
use crate::client::chat::window::WindowId;
use crate::client::happening::Row;
use crate::client::login::Login;
use crate::client::naming::Asking;
use crate::client::pace::Pace;
use crate::now::Now;

/// Time until the server has made us a member, milliseconds.
pub(super) const REGISTER_MS: u64 = 30_000;
/// Most lines that wait for their turn. With more, the oldest that nobody typed go.
pub(super) const QUEUE: usize = 2_000;
/// Most things said that wait for the connection or for their acknowledgement.
pub(super) const UNSENT: usize = 500;

/// One connection.
#[derive(Debug)]
pub(super) struct Wire {
    /// The way to becoming a member.
    pub(super) greeting: Greeting,
    /// What goes out with the next output.
    pub(super) out: Vec<u8>,
    /// Lines that wait for their turn.
    pub(super) queue: VecDeque<Queued>,
    pub(super) pace: Pace,
    /// Number of the last PING.
    pub(super) pings: u64,
    /// When the PING that is not answered went out.
    pub(super) ping_ms: Option<u64>,
    /// When to ask again.
    pub(super) next_ping_ms: u64,
    /// When something last came.
    pub(super) stirred_ms: u64,
    /// Open batches.
    pub(super) batches: Vec<Batch>,
    /// What was said and could not go yet.
    pub(super) unsent: VecDeque<(WindowId, Key)>,
    /// What was said before there was a group to say it in.
    pub(super) early: Vec<Early>,
    /// Long texts that are being said.
    pub(super) pouring: VecDeque<Pouring>,
    /// What was said, went, and is not acknowledged.
    pub(super) sending: VecDeque<Sending>,
    /// When it is no longer waited for history to tell what has arrived of the last connection.
    pub(super) doubt_until_ms: Option<u64>,
    /// Number of the last label.
    pub(super) labels: u64,
    /// Member tables that were asked for, and the rows of the first.
    pub(super) tables: VecDeque<Asked>,
    pub(super) rows: Vec<Row>,
    /// Answers of history that are awaited.
    pub(super) catching: Vec<Catching>,
    /// Groups that the user asked for, and goes to on entering: as typed.
    pub(super) entering: Vec<String>,
    /// We were a member of this server before.
    pub(super) known: bool,
    /// Attempts that failed since it last went well.
    pub(super) failures: u32,
    /// When we became a member.
    pub(super) joined_ms: Option<u64>,
    /// When the connection was lost while we were a member, milliseconds since 1970 UTC.
    pub(super) lost_unix_ms: Option<u64>,
    /// When our own name is asked for again.
    pub(super) regain_ms: Option<u64>,
    /// A NICK of ours that nobody typed is not answered yet.
    pub(super) regaining: bool,
    /// How much of the introduction has come.
    pub(super) introduced: Introduced,
    /// A login that the user has begun.
    pub(super) login: Option<Login>,
    /// The account that this was for, or that the name shall become, while the server has not answered.
    pub(super) hoped: Option<Account>,
    /// The server's last words.
    pub(super) last_words: Option<String>,
    /// The connection was given up, for this reason: it is not tried again by itself.
    pub(super) refused: bool,
}

/// How much of the introduction has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Introduced {
    #[default]
    Nobody,
    Us,
    Over,
}

/// The way to becoming a member.
#[derive(Debug, Default)]
pub(super) struct Greeting {
    /// When to give up.
    pub(super) until_ms: u64,
    /// The names that were tried.
    pub(super) asking: Asking,
    /// What the server offers, of what we use.
    pub(super) offered: Vec<(&'static str, Caps)>,
    /// Bytes of the offers so far.
    pub(super) listed: usize,
    /// Ways to log in that the server offers; empty when it does not say.
    pub(super) mechanisms: String,
    /// Requests that are not answered.
    pub(super) requests: usize,
    /// `CAP END` has gone.
    pub(super) ended: bool,
    /// `001` has come.
    pub(super) welcomed: bool,
    /// We are logged in.
    pub(super) logged_in: bool,
    /// The server has refused our name, in these words; we may have a right to it once we are logged in.
    pub(super) held: Option<String>,
}

/// A line that waits for its turn.
#[derive(Debug)]
pub(super) struct Queued {
    pub(super) bytes: Vec<u8>,
    /// What has been said once it is out.
    pub(super) says: Option<(WindowId, Key)>,
    /// How many lines it is, at least 1.
    pub(super) lines: u64,
}

/// Something said that is not acknowledged.
#[derive(Debug)]
pub(super) struct Sending {
    pub(super) window: WindowId,
    pub(super) key: Key,
    pub(super) label: u64,
}

/// A member table that was asked for.
#[derive(Debug)]
pub(super) struct Asked {
    /// The group, or `*` for the whole server.
    pub(super) of: String,
    /// Where the user wants to see it.
    pub(super) shown: Option<WindowId>,
}

/// History that was asked for.
#[derive(Debug)]
pub(super) struct Catching {
    /// The group or the other one, folded.
    pub(super) target: String,
    /// The newest moment that has come of it.
    pub(super) newest_ms: u64,
    /// Answers so far.
    pub(super) rounds: u32,
    /// Where to say that there is nothing.
    pub(super) asked_in: Option<WindowId>,
    /// It goes on where we left off, rather than with what is newest.
    pub(super) gap: bool,
    /// How many were asked for.
    pub(super) count: usize,
}

impl Wire {
    pub(super) fn new(now: Now) -> Wire {
        Wire {
            greeting: Greeting {
                until_ms: now.mono_ms + REGISTER_MS,
                ..Greeting::default()
            },
            out: Vec::new(),
            queue: VecDeque::new(),
            pace: Pace::default(),
            pings: 0,
            ping_ms: None,
            next_ping_ms: 0,
            stirred_ms: now.mono_ms,
            batches: Vec::new(),
            unsent: VecDeque::new(),
            early: Vec::new(),
            pouring: VecDeque::new(),
            sending: VecDeque::new(),
            doubt_until_ms: None,
            labels: 0,
            tables: VecDeque::new(),
            rows: Vec::new(),
            catching: Vec::new(),
            entering: Vec::new(),
            known: false,
            failures: 0,
            joined_ms: None,
            lost_unix_ms: None,
            regain_ms: None,
            regaining: false,
            introduced: Introduced::Nobody,
            login: None,
            hoped: None,
            last_words: None,
            refused: false,
        }
    }

    /// Begins anew on another connection. What was said and not sent stays.
    pub(super) fn renew(&mut self, now: Now) {
        *self = Wire {
            unsent: std::mem::take(&mut self.unsent),
            early: std::mem::take(&mut self.early),
            pouring: std::mem::take(&mut self.pouring),
            entering: std::mem::take(&mut self.entering),
            known: self.known,
            failures: self.failures,
            lost_unix_ms: self.lost_unix_ms,
            labels: self.labels,
            pings: self.pings,
            ..Wire::new(now)
        };
    }

    /// Puts a line behind those that wait.
    pub(super) fn put(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        self.put_saying(None, write);
    }

    pub(super) fn put_saying(
        &mut self,
        says: Option<(WindowId, Key)>,
        write: impl FnOnce(&mut Vec<u8>),
    ) {
        let mut bytes = Vec::new();
        write(&mut bytes);
        if self.queue.len() >= QUEUE
            && let Some(at) = self.queue.iter().position(|line| line.says.is_none())
        {
            self.queue.remove(at);
        }
        if self.queue.len() < QUEUE {
            self.queue.push_back(Queued {
                bytes,
                says,
                lines: 1,
            });
        }
    }
}
