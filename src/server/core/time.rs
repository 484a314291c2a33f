//! Deadlines: greeting, pinging and dropping those whose time has come, and listening again to the slowed.

use crate::dialect::Dialect;
use crate::hub::departure::Departure;
use crate::hub::id::Seat;
use crate::limits;
use crate::now::Now;
use crate::server::core::Core;
use crate::server::peer::Stage;
use crate::server::wait::Unread;
use crate::server::wire::Wire;
use crate::{irc, plain};

impl Core {
    /// A deadline of a seat has come.
    pub fn due<W: Wire>(&mut self, wire: &mut W, seat: Seat, now: Now) {
        let Some(peer) = self.peer_mut(seat) else {
            return;
        };
        let is_due = |at: &mut u64| *at <= now.mono_ms;
        let slowed = peer
            .wait
            .as_mut()
            .and_then(|wait| wait.resume_ms.take_if(is_due));
        if slowed.is_some() {
            self.hear_held(wire, seat, now);
        }
        if self.turns.is_over() && self.is_in_crowd(seat) {
            // Whole crowds fall silent at once, too.
            return wire.set_deadline(seat, Some(now.mono_ms));
        }
        self.mind_unread(wire, seat, now);
        self.keep_time(wire, seat, now);
        self.look_ahead(wire, seat);
    }

    /// Has a seat's next deadline called.
    pub(super) fn look_ahead<W: Wire>(&self, wire: &mut W, seat: Seat) {
        if let Some(Some(peer)) = self.peers.get(seat.index()) {
            wire.set_deadline(seat, peer.deadline(&self.info.limits));
        }
    }

    /// Ends a connection that has answers to read and takes nothing of them.
    fn mind_unread<W: Wire>(&mut self, wire: &mut W, seat: Seat, now: Now) {
        let Some(peer) = self.peer_mut(seat) else {
            return;
        };
        let unread = peer.wait.as_mut().and_then(|wait| wait.unread.as_mut());
        let Some(unread) = unread.filter(|unread| unread.look_ms <= now.mono_ms) else {
            return;
        };
        let left = wire.queued(seat);
        if left < unread.left {
            let look_ms = now.mono_ms + limits::UNREAD_MS;
            *unread = Unread { left, look_ms };
            return;
        }
        wire.cut(seat);
        let why = Departure::Stuck(limits::UNREAD_MS / 1000);
        self.depart(wire, seat, why, now);
    }

    /// Greets, pings and drops those whose time has come.
    fn keep_time<W: Wire>(&mut self, wire: &mut W, seat: Seat, now: Now) {
        let limits = self.info.limits.clone();
        let Some(peer) = self.peer_mut(seat) else {
            return;
        };
        let held_back = peer.is_waiting();
        let silent_ms = now.mono_ms.saturating_sub(peer.heard_ms);
        match peer.stage {
            Stage::Silent(since) if now.mono_ms >= since + limits::GREET_MS => {
                peer.stage = Stage::Guest(since);
                if matches!(peer.dialect, Dialect::Unknown) {
                    let info = &self.info;
                    self.fanout.write(wire, seat, |out| plain::greet(info, out));
                }
            }
            Stage::Guest(since)
                if now.mono_ms >= since + limits::REGISTER_MS && !peer.awaits_turn() =>
            {
                self.depart(
                    wire,
                    seat,
                    Departure::Unregistered(limits::REGISTER_MS / 1000),
                    now,
                );
            }
            Stage::Member | Stage::Pinged if held_back => {}
            Stage::Pinged
                if limits
                    .silence_s()
                    .is_some_and(|silence| silent_ms >= silence * 1000) =>
            {
                self.depart(wire, seat, Departure::Silent(silent_ms / 1000), now);
            }
            Stage::Member
                if matches!(peer.dialect, Dialect::Irc(_))
                    && silent_ms >= limits.ping_interval_s * 1000
                    && limits.ping_interval_s > 0 =>
            {
                peer.stage = Stage::Pinged;
                let info = &self.info;
                self.fanout
                    .write(wire, seat, |out| irc::ping(&info.server_name, out));
            }
            _ => {}
        }
    }
}
