//! One tick: what the kernel offered is taken, in bounded portions, and what was said is written.
//!
//! Readiness is a hint that comes once. What a budget leaves over stays listed, and makes [`Net::timeout`] zero.

use std::collections::VecDeque;
use std::time::Duration;

use mio::event::Event;
use mio::{Interest, Token};

use super::conn::{Conn, Took, Wrote};
use super::{Happening, Key, LISTENERS, Net, TOKENS};
use crate::limits;

impl Net {
    /// Whether a token is one of this net's.
    #[must_use]
    pub fn owns(&self, token: Token) -> bool {
        token
            .0
            .checked_sub(self.first_token)
            .is_some_and(|place| place < TOKENS)
    }

    /// Notes what the kernel offers. Events for what is no longer there are ignored.
    pub fn ready(&mut self, event: &Event) {
        let Some(place) = event.token().0.checked_sub(self.first_token) else {
            return;
        };
        let Some(key) = place.checked_sub(LISTENERS) else {
            if let Some(listener) = self.listeners.get_mut(place) {
                listener.accepting.offer();
            }
            return;
        };
        let Ok(key) = u32::try_from(key).map(Key) else {
            return;
        };
        let Some(conn) = self.conns.get_mut(key) else {
            return;
        };
        if conn.offer(event) {
            line_up(&mut self.dirty, key, conn);
        }
        if conn.readiness.enlist() {
            self.to_read.push_back(key);
        }
    }

    /// The next thing that happened, `None` when the tick has no more. `buf` takes the bytes of [`Happening::Data`]: its
    /// length is what one connection may say in one tick; it must not be empty.
    pub fn next(&mut self, now_ms: u64, buf: &mut [u8]) -> Option<Happening> {
        debug_assert!(!buf.is_empty(), "an empty buffer reads as the peer's end");
        self.now_ms = now_ms;
        if let Some(key) = self.conns.tell_gone() {
            return Some(Happening::Closed { key });
        }
        if let Some(key) = self.roomy.pop() {
            return Some(Happening::Room { key });
        }
        self.accept(now_ms)
            .or_else(|| self.read(buf))
            .or_else(|| self.expire(now_ms))
    }

    /// Ends the tick: writes outboxes that changed, and frees the doomed, whose ends the next tick tells.
    ///
    /// Ten thousand writes take a tenth of a second, in which nobody would be heard. So a tick writes a portion; those
    /// who wait keep their places, and what they are told meanwhile goes out in the same write.
    pub fn finish(&mut self) {
        self.flush_portion(self.flush_per_tick);
        self.end();
    }

    /// The same with a quarter of the portion, for a tick that leaves much to be said: what comes next goes out in the same
    /// writes.
    pub fn finish_briefly(&mut self) {
        self.flush_portion(self.flush_per_tick / 4);
        self.end();
    }

    fn flush_portion(&mut self, mut room: usize) {
        let (askers, laden) = (
            std::mem::take(&mut self.askers),
            std::mem::take(&mut self.laden),
        );
        for &key in &askers {
            self.flush_early(key);
        }
        // A whole crowd may be laden in one tick, and again in the next: those who stand in line keep half of the room.
        let mut early = room.div_ceil(2);
        room -= early;
        for &key in &laden {
            if early > 0 {
                early = early.saturating_sub(self.flush_early(key));
            }
        }
        room += early;
        (self.askers, self.laden) = (askers, laden);
        self.askers.clear();
        self.laden.clear();
        // Those that have to be flushed again do so in the next tick.
        let mut left = self.dirty.len();
        while left > 0
            && room > 0
            && let Some(key) = self.dirty.pop_front()
        {
            left -= 1;
            if let Some(conn) = self.conns.get_mut(key) {
                conn.dirty = false;
            }
            let (again, cost) = self.flush_counted(key);
            if again && let Some(conn) = self.conns.get_mut(key) {
                line_up(&mut self.dirty, key, conn);
            }
            room = room.saturating_sub(cost);
        }
    }

    /// Flushes one that keeps its place in the list: there it is flushed again if need be. Returns what that cost.
    fn flush_early(&mut self, key: Key) -> usize {
        match self.conns.get(key).is_some_and(|conn| conn.dirty) {
            true => self.flush_counted(key).1,
            false => 0,
        }
    }

    /// Flushes one. Returns whether there is more that could be written at once, and what it cost.
    fn flush_counted(&mut self, key: Key) -> (bool, usize) {
        let before = self.queued(key);
        let again = self.flush(key);
        (again, limits::FLUSH_COST + before - self.queued(key))
    }

    fn end(&mut self) {
        self.reap();
        self.ends = limits::ENDS_PER_TICK;
        self.to_read.extend(self.later.drain(..));
        for listener in &mut self.listeners {
            listener.accepting.refill();
        }
    }

    /// How long the poll may wait: not at all when work is owed, `None` when nothing is due.
    #[must_use]
    pub fn timeout(&self, now_ms: u64) -> Option<Duration> {
        let owing = self.conns.is_owing()
            || !self.to_read.is_empty()
            || !self.later.is_empty()
            || !self.dirty.is_empty()
            || !self.roomy.is_empty();
        if owing {
            return Some(Duration::ZERO);
        }
        let accepting = self.listeners.iter().filter_map(|l| l.accepting.due_ms());
        let next = accepting.chain(self.timers.next()).min()?;
        Some(Duration::from_millis(next.saturating_sub(now_ms)))
    }

    fn accept(&mut self, now_ms: u64) -> Option<Happening> {
        for at in 0..self.listeners.len() {
            let Some((stream, address)) = self.listeners[at].accept(now_ms) else {
                continue;
            };
            match self.admit(stream, true) {
                Ok(key) => return Some(Happening::Accepted { key, address }),
                Err(error) => self.listeners[at].failed(&error, now_ms),
            }
        }
        None
    }

    fn read(&mut self, buf: &mut [u8]) -> Option<Happening> {
        while let Some(key) = self.to_read.pop_front() {
            let Some(conn) = self.conns.get_mut(key) else {
                continue;
            };
            conn.readiness.unlisted();
            if conn.readiness.is_ending() {
                if self.ends == 0 {
                    // When a whole crowd goes at once, its ends are told in portions, and others are heard in between.
                    if conn.readiness.enlist() {
                        self.later.push(key);
                    }
                    continue;
                }
                self.ends -= 1;
            }
            let took = conn.take(buf);
            if conn.readiness.enlist() {
                self.later.push(key);
            }
            match took {
                Took::Nothing => {}
                Took::Data(len) => {
                    // Who asks is answered first, however many others are to be told something.
                    self.askers.push(key);
                    return Some(Happening::Data { key, len });
                }
                Took::Ended => return Some(Happening::Ended { key }),
                Took::Connected => {
                    line_up(&mut self.dirty, key, conn);
                    return Some(Happening::Connected { key });
                }
                Took::Lost(why) => {
                    self.conns.doom(key);
                    return Some(Happening::Lost { key, why });
                }
                Took::Finished => self.conns.doom(key),
            }
        }
        None
    }

    fn expire(&mut self, now_ms: u64) -> Option<Happening> {
        while let Some(key) = self.timers.pop_due(now_ms) {
            if self.conns.get(key).is_some_and(|conn| !conn.is_leaving()) {
                return Some(Happening::Due { key });
            }
            self.conns.doom(key);
        }
        None
    }

    /// Writes once. Returns whether there is more that could be written at once.
    fn flush(&mut self, key: Key) -> bool {
        let token = self.token(key);
        let Some(conn) = self.conns.get_mut(key) else {
            return false;
        };
        let mut wrote = conn.flush();
        if wrote == Wrote::Wait && !conn.writable_wanted {
            let both = Interest::READABLE | Interest::WRITABLE;
            match self.registry.reregister(&mut conn.stream, token, both) {
                Ok(()) => conn.writable_wanted = true,
                Err(error) => wrote = conn.break_off(error),
            }
        }
        let room = |most| conn.outbox.len() <= most as usize;
        if wrote != Wrote::Finished && conn.room_wanted.take_if(|most| room(*most)).is_some() {
            self.roomy.push(key);
        }
        match wrote {
            Wrote::Done | Wrote::Wait => self.enlist(key),
            Wrote::Again => return true,
            Wrote::Finished => self.conns.doom(key),
        }
        false
    }

    fn reap(&mut self) {
        let mut any = false;
        while let Some((key, mut conn)) = self.conns.reap() {
            // It is closed either way.
            let _ = self.registry.deregister(&mut conn.stream);
            self.timers.clear(key);
            any = true;
        }
        if !any {
            return;
        }
        // A key that is used again must not find itself listed.
        let conns = &self.conns;
        self.to_read.retain(|&key| conns.get(key).is_some());
        self.later.retain(|&key| conns.get(key).is_some());
        self.dirty.retain(|&key| conns.get(key).is_some());
        self.roomy.retain(|&key| conns.get(key).is_some());
        for listener in &mut self.listeners {
            listener.accepting.retry();
        }
    }
}

/// Puts a connection behind all others to be flushed, unless it stands there already.
#[inline]
pub(super) fn line_up(dirty: &mut VecDeque<Key>, key: Key, conn: &mut Conn) {
    if !conn.dirty {
        conn.dirty = true;
        dirty.push_back(key);
    }
}
