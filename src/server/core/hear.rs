//! Bytes on their way in: slowed where there are too many, then line by line to the dialect.

use crate::dialect::Dialect;
use crate::hub::Hub;
use crate::hub::departure::Departure;
use crate::hub::id::Seat;
use crate::limits;
use crate::line::Framed;
use crate::now::Now;
use crate::plain::telnet::NO_TIMING_MARK;
use crate::server::core::{Core, times};
use crate::server::peer::{self, Peer, Stage};
use crate::server::wait::Unread;
use crate::server::wire::Wire;
use crate::steps::Me;

impl Core {
    /// Bytes came from a seat.
    pub fn data<W: Wire>(&mut self, wire: &mut W, seat: Seat, bytes: &[u8], now: Now) {
        let Some(peer) = self.peer_mut(seat) else {
            return;
        };
        peer.heard_ms = now.mono_ms;
        if peer.stage == Stage::Pinged {
            peer.stage = Stage::Member;
        }
        let mut stripped = Vec::new();
        let mut bytes = bytes;
        if !matches!(peer.dialect, Dialect::Irc(_)) && peer.telnet.concerns(bytes) {
            let marks = peer.telnet.strip(bytes, &mut stripped);
            bytes = &stripped;
            if marks > 0 {
                let mut steps = std::mem::take(&mut self.steps);
                steps.reply(|out| out.extend(NO_TIMING_MARK.repeat(marks)));
                self.take_steps(wire, seat, &mut steps, now);
                self.steps = steps;
            }
        }
        match self.peer_mut(seat) {
            None => {}
            // Held back, and more had been read already: it waits its turn.
            Some(peer) => match &mut peer.wait {
                Some(wait) if !wait.held.is_empty() => wait.held.extend_from_slice(bytes),
                _ => self.hear(wire, seat, bytes, now),
            },
        }
    }

    /// Decodes what came, line by line, as long as the peer may speak and is there.
    pub(super) fn hear<W: Wire>(&mut self, wire: &mut W, seat: Seat, mut input: &[u8], now: Now) {
        let mut steps = std::mem::take(&mut self.steps);
        let (rate, burst) = (self.info.limits.rate, self.info.limits.burst);
        while !input.is_empty() {
            let Some(peer) = self.peers.get_mut(seat.index()).and_then(Option::as_mut) else {
                break;
            };
            if peer.stage == Stage::Gone {
                break;
            }
            if peer.is_held_up() {
                peer.wait_mut().held = input.to_vec();
                wire.pause(seat);
                break;
            }
            let wait = match self.turns.is_full() {
                // Others come first; each gets its part of the ticks that follow.
                true => 1,
                false => peer.bucket.wait_ms(rate, burst, now.mono_ms),
            };
            if wait > 0 {
                let slowed = peer.wait_mut();
                slowed.held = input.to_vec();
                slowed.resume_ms = Some(now.mono_ms + wait);
                wire.pause(seat);
                wire.set_deadline(seat, peer.deadline(&self.info.limits));
                break;
            }
            let head = peer.head(input);
            if peer::sniff(&head, &mut steps) {
                self.take_steps(wire, seat, &mut steps, now);
                break;
            }
            let longest = peer.longest_line();
            let me = me(&self.hub, seat, peer);
            let before = input.len();
            let cost = match peer.lines.next(&mut input, longest) {
                // What is thrown away is no line, and still no reason to listen for nothing.
                None => match peer.lines.is_skipping() {
                    true => times(before, longest).max(1),
                    false => break,
                },
                Some(Framed::Line(line)) => {
                    peer::decode(&mut peer.dialect, line, &me, &self.info, now, &mut steps)
                }
                Some(Framed::TooLong(line)) => {
                    peer::too_long(&mut peer.dialect, &head, line, &me, &self.info, &mut steps);
                    1
                }
            };
            peer.bucket.spend(cost, rate, burst, now.mono_ms);
            if self.turns.is_over() && self.is_for_crowd(seat, &steps) {
                self.wait_for_turn(wire, seat, &mut steps, input);
                break;
            }
            self.take_steps(wire, seat, &mut steps, now);
            self.mind_answers(wire, seat, now);
        }
        self.steps = steps;
    }

    /// Looks whether somebody has had answers that are too long to go on before they are read.
    pub(super) fn mind_answers<W: Wire>(&mut self, wire: &mut W, seat: Seat, now: Now) {
        let Some(peer) = self.peers.get_mut(seat.index()).and_then(Option::as_mut) else {
            return;
        };
        if peer.answered == 0 || peer.stage == Stage::Gone {
            return;
        }
        let left = wire.queued(seat);
        if left <= limits::UNREAD_ANSWER {
            peer.answered = 0;
            return;
        }
        let look_ms = now.mono_ms + limits::UNREAD_MS;
        peer.wait_mut().unread = Some(Unread { left, look_ms });
        wire.pause(seat);
        wire.call_with_room(seat, limits::UNREAD_ANSWER);
        wire.set_deadline(seat, peer.deadline(&self.info.limits));
    }

    /// Somebody has read its answers, save for so many bytes as may wait.
    pub fn room<W: Wire>(&mut self, wire: &mut W, seat: Seat, now: Now) {
        let Some(peer) = self.peer_mut(seat) else {
            return;
        };
        peer.answered = 0;
        if peer
            .wait
            .as_mut()
            .and_then(|wait| wait.unread.take())
            .is_some()
        {
            self.hear_held(wire, seat, now);
            self.look_ahead(wire, seat);
        }
    }

    /// Goes on with what was held back, and listens again unless that is too early, or there will be nothing more.
    pub(super) fn hear_held<W: Wire>(&mut self, wire: &mut W, seat: Seat, now: Now) {
        let Some(peer) = self.peer_mut(seat) else {
            return;
        };
        // It was not silent; we were not listening.
        peer.heard_ms = now.mono_ms;
        let held = peer
            .wait
            .as_mut()
            .map(|wait| std::mem::take(&mut wait.held));
        self.hear(wire, seat, &held.unwrap_or_default(), now);
        let Some(peer) = self.peer_mut(seat).filter(|peer| !peer.is_waiting()) else {
            return;
        };
        match peer.wait.take() {
            Some(wait) if wait.ended => self.ended(wire, seat, now),
            _ => wire.resume(seat),
        }
    }

    /// The peer will send nothing more: its last line counts even without a line end, then it leaves. Where work is done
    /// for one of its lines, it hears first what came of that.
    pub fn ended<W: Wire>(&mut self, wire: &mut W, seat: Seat, now: Now) {
        if !self.has_ended(seat) {
            self.hear_end(wire, seat, now);
        }
        if !self.has_ended(seat) {
            self.depart(wire, seat, Departure::HungUp, now);
        }
    }

    /// Whether a peer that will send nothing more waits for work to be done, or for its turn; notes that it does.
    fn has_ended(&mut self, seat: Seat) -> bool {
        let wait = self.peer_mut(seat).and_then(|peer| peer.wait.as_mut());
        wait.is_some_and(|wait| {
            wait.ended = wait.working || wait.turn.is_some();
            wait.ended
        })
    }

    /// Decodes a last line that has no line end.
    fn hear_end<W: Wire>(&mut self, wire: &mut W, seat: Seat, now: Now) {
        let mut steps = std::mem::take(&mut self.steps);
        if let Some(peer) = self.peers.get_mut(seat.index()).and_then(Option::as_mut)
            && peer.stage != Stage::Gone
        {
            let longest = peer.longest_line();
            let head = peer.head(&[]);
            let (me, info) = (me(&self.hub, seat, peer), &self.info);
            match peer.lines.finish(longest) {
                None => {}
                Some(Framed::Line(line)) => {
                    peer::decode(&mut peer.dialect, line, &me, info, now, &mut steps);
                }
                Some(Framed::TooLong(line)) => {
                    peer::too_long(&mut peer.dialect, &head, line, &me, info, &mut steps);
                }
            }
            self.take_steps(wire, seat, &mut steps, now);
        }
        self.steps = steps;
    }
}

/// What the hub knows of a connection.
fn me<'h>(hub: &'h Hub, seat: Seat, peer: &Peer) -> Me<'h> {
    let id = hub.id(seat);
    Me {
        name: hub.name(seat),
        id,
        registered: id.is_some(),
        logging_in: peer.login.is_some(),
    }
}
