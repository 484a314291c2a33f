//! Staying: asking whether the server is there, noticing that it is not, coming back.

use super::entry::{Entry, Kind};
use super::hear::Heard;
use super::server::{Link, ServerId};
use super::window::WindowId;
use super::{Chat, Output};
use crate::irc::message::Line;
use crate::now::Now;

/// Time between two questions whether the server is there, which also tell the lag; milliseconds.
const PING_MS: u64 = 30_000;
/// Time the server gets for an answer. Long, because a server that slows us down answers late.
const ANSWER_MS: u64 = 120_000;
/// Membership that lasted so long shows that all is well again.
const WELL_MS: u64 = 60_000;
/// The shortest and the longest time between two attempts to connect, before chance shortens them.
const FIRST_MS: u64 = 1_000;
const LAST_MS: u64 = 120_000;
/// Time between two reports of how far was read.
const MARK_MS: u64 = 3_000;
/// What our PINGs begin with.
const TOKEN: &str = "groupchat-";
/// Most people whose typing ends in one look at the clock; a bound on nothing but patience.
const NEVER: u64 = u64::MAX;

impl Chat {
    /// When to come back with [`Input::Tick`](super::Input::Tick), milliseconds on the monotonic clock.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        let of_server = |server: &super::Server| {
            let wire = &server.wire;
            let link = match &server.link {
                Link::Connecting | Link::Left => NEVER,
                Link::Registering => wire.greeting.until_ms,
                Link::Joined => match wire.ping_ms {
                    Some(at_ms) => at_ms.max(wire.stirred_ms) + ANSWER_MS,
                    None => wire.next_ping_ms,
                },
                Link::Lost { next_ms, .. } => next_ms.unwrap_or(NEVER),
            };
            let connected = matches!(server.link, Link::Registering | Link::Joined);
            let queue = if connected && !wire.queue.is_empty() {
                wire.pace.next_ms()
            } else {
                NEVER
            };
            let regain = wire
                .regain_ms
                .filter(|_| server.is_joined())
                .unwrap_or(NEVER);
            let doubt = wire.doubt_until_ms.filter(|_| server.is_joined());
            let pour = self.pour_deadline(server);
            let others = doubt.unwrap_or(NEVER).min(pour.unwrap_or(NEVER));
            link.min(queue).min(regain).min(others)
        };
        let servers = self.servers.iter().map(of_server);
        let typists = self.windows.iter().flat_map(|window| &window.typing);
        let typists = typists.map(|typist| typist.until_ms);
        let all = servers.chain(typists).chain(self.mark_ms);
        all.min().filter(|&at_ms| at_ms < NEVER)
    }

    /// Does what is due.
    pub(super) fn look_at_the_clock(&mut self, now: Now) {
        let ids: Vec<ServerId> = self.servers.iter().map(|server| server.id).collect();
        for id in ids {
            self.look_after(id, now);
        }
        for window in &mut self.windows {
            let before = window.typing.len();
            window.typing.retain(|typist| typist.until_ms > now.mono_ms);
            self.changed |= window.typing.len() != before;
        }
        if self.mark_ms.is_some_and(|at_ms| at_ms <= now.mono_ms) {
            self.mark_ms = None;
            self.mark(self.active);
        }
    }

    fn look_after(&mut self, id: ServerId, now: Now) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let wire = &mut server.wire;
        match &server.link {
            Link::Registering if wire.greeting.is_late(now) => {
                if wire.greeting.welcomed {
                    return self.become_member(id, now);
                }
                self.hang_up(
                    id,
                    Some("it did not let us in in time; is it a chat server?"),
                    now,
                );
            }
            Link::Joined => match wire.ping_ms {
                Some(at_ms) if at_ms.max(wire.stirred_ms) + ANSWER_MS <= now.mono_ms => {
                    let why = format!("the server was silent for {} seconds", ANSWER_MS / 1000);
                    self.hang_up(id, Some(&why), now);
                }
                None if wire.next_ping_ms <= now.mono_ms => {
                    wire.pings += 1;
                    wire.ping_ms = Some(now.mono_ms);
                    let number = wire.pings;
                    Line::to_server(&mut wire.out, "", "PING")
                        .last(format_args!("{TOKEN}{number}"));
                }
                _ => {
                    let due = |at_ms: Option<u64>| at_ms.is_some_and(|at_ms| at_ms <= now.mono_ms);
                    let (regain, doubt) = (due(wire.regain_ms), due(wire.doubt_until_ms));
                    if regain {
                        self.regain(id, now);
                    }
                    if doubt {
                        self.give_doubts_up(id, None, now);
                    }
                }
            },
            Link::Lost {
                next_ms: Some(at_ms),
                ..
            } if *at_ms <= now.mono_ms => self.connect(id),
            _ => {}
        }
    }

    /// Asks for a connection.
    pub(super) fn connect(&mut self, id: ServerId) {
        if let Some(server) = self.server_mut(id) {
            server.link = Link::Connecting;
            server.wire.refused = false;
            self.changed = true;
            self.out.push_back(Output::Connect(id));
        }
    }

    pub(super) fn hear_pong(&mut self, heard: &Heard<'_>, now: Now) {
        let Some(server) = self.server_mut(heard.server) else {
            return;
        };
        let wire = &mut server.wire;
        let number = heard
            .last()
            .strip_prefix(TOKEN)
            .and_then(|number| number.parse().ok());
        if number != Some(wire.pings) {
            return;
        }
        if let Some(at_ms) = wire.ping_ms.take() {
            wire.next_ping_ms = now.mono_ms + PING_MS;
            let lag = Some(now.mono_ms.saturating_sub(at_ms));
            let before = std::mem::replace(&mut server.lag_ms, lag);
            self.changed |= before != lag;
        }
    }

    /// Gives a connection up.
    pub(super) fn hang_up(&mut self, id: ServerId, why: Option<&str>, now: Now) {
        self.out.push_back(Output::Close(id));
        self.lost(id, why, now);
    }

    /// A connection is over, or could not be made.
    pub(super) fn lost(&mut self, id: ServerId, why: Option<&str>, now: Now) {
        let random = self.random();
        let Some(server) = self.server_mut(id) else {
            return;
        };
        if matches!(server.link, Link::Lost { .. } | Link::Left) {
            return;
        }
        let wire = &mut server.wire;
        let was_joined = server.link == Link::Joined;
        if was_joined
            && wire
                .joined_ms
                .is_some_and(|at_ms| now.mono_ms.saturating_sub(at_ms) >= WELL_MS)
        {
            wire.failures = 0;
        }
        let first = wire.failures == 0;
        let whole = FIRST_MS
            .saturating_mul(1 << wire.failures.min(10))
            .min(LAST_MS);
        // Half of it is chance: not all members of a server that stopped shall come back at once.
        let delay_ms = whole / 2 + random % (whole / 2 + 1);
        wire.failures = wire.failures.saturating_add(1);
        let next_ms = (!wire.refused).then(|| now.mono_ms + delay_ms);
        let words = wire.last_words.take();
        let why = words.or_else(|| why.map(str::to_owned));
        let why = why.unwrap_or_else(|| "the server closed the connection".to_owned());
        wire.batches.clear();
        wire.catching.clear();
        wire.tables.clear();
        wire.login = None;
        wire.hoped = None;
        wire.out.clear();
        if was_joined {
            wire.lost_unix_ms = Some(now.unix_ms);
        }
        server.lag_ms = None;
        server.link = Link::Lost {
            why: why.clone(),
            next_ms,
        };
        let refused = next_ms.is_none();
        self.keep_unsent(id);
        if was_joined {
            self.leave_gaps(id, now);
        }
        if (first || refused || was_joined)
            && let Some(own) = self.own_window(id)
        {
            let what = if was_joined {
                "The connection is lost"
            } else {
                "Not connected"
            };
            let then = if refused { "" } else { " Trying again." };
            self.fail(
                own,
                format!("{what}: {}.{then}", why.trim_end_matches('.')),
                now,
            );
        }
        self.changed = true;
    }

    /// Marks in every group that from here on we do not hear what is said.
    fn leave_gaps(&mut self, id: ServerId, now: Now) {
        let mut gaps: Vec<WindowId> = Vec::new();
        for window in self.windows.iter_mut().filter(|it| it.server == id) {
            window.typing.clear();
            if window.is_group() && window.present {
                window.present = false;
                window.members.clear();
                gaps.push(window.id);
            }
        }
        for window in gaps {
            self.tell(
                window,
                Entry::new(Kind::Gap { until_ms: None }, now.unix_ms, ""),
            );
        }
    }

    /// What is read is reported a little later, once for all that is read until then.
    pub(super) fn plan_mark(&mut self, now: Now) {
        let active = self.active();
        let owed = active.is_some_and(|it| it.target().is_some() && it.read_ms > it.marked_ms);
        if owed {
            self.mark_ms.get_or_insert(now.mono_ms + MARK_MS);
        }
    }

    /// A random number (Steele, Lea and Flood 2014, "SplitMix").
    fn random(&mut self) -> u64 {
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.chance;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
