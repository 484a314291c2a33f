//! Turns: what a whole crowd has to be told of is done in portions, so that everybody else is answered meanwhile.
//!
//! When thousands come or leave at once, each of them has to be told to thousands. A tick does so much of that and no more.
//! Whoever wants something of a crowd after that waits for its turn, with what its line came to; everybody else, those who
//! only speak among them, is heard at once.

use std::collections::VecDeque;

use crate::hub::id::Seat;
use crate::hub::request::Request;
use crate::limits;
use crate::now::Now;
use crate::server::core::Core;
use crate::server::wire::Wire;
use crate::steps::{Step, Steps};

/// How much was told in this tick, and who waits for the next.
#[derive(Debug)]
pub(super) struct Turns {
    /// Deliveries, and half the bytes that were written for them.
    told: usize,
    /// [`limits::TOLD_PER_TICK`].
    most: usize,
    /// [`limits::TOLD_AT_MOST`].
    ceiling: usize,
    /// [`limits::CROWD`].
    crowd: usize,
    /// Who waits, longest first. Some may have left, or may have had their turn.
    queue: VecDeque<Seat>,
}

impl Default for Turns {
    fn default() -> Turns {
        Turns {
            told: 0,
            most: limits::TOLD_PER_TICK,
            ceiling: limits::TOLD_AT_MOST,
            crowd: limits::CROWD,
            queue: VecDeque::new(),
        }
    }
}

impl Turns {
    /// Notes that so many were told something, in so many bytes.
    #[inline]
    pub(super) fn told(&mut self, audience: usize, bytes: usize) {
        self.told += audience + bytes / 2;
    }

    /// Whether crowds have been told enough for this tick.
    #[inline]
    pub(super) fn is_over(&self) -> bool {
        self.told >= self.most
    }

    /// Whether so much was told that even words wait for the next tick: what one tick reads of one connection may be
    /// eight hundred lines, and each of them may be for ten thousand.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.told >= self.ceiling
    }

    #[cfg(test)]
    pub(super) fn set_ceiling(&mut self, ceiling: usize) {
        self.ceiling = ceiling;
    }
}

impl Core {
    /// Begins a tick: those who wait for their turn get it, as far as that goes, but only one of them while the crowds have
    /// yet to be given what they were told before. None at all would let those who speak without end keep everyone from
    /// coming, going and being removed.
    pub fn take_turns<W: Wire>(&mut self, wire: &mut W, now: Now) {
        self.turns.told = match wire.backlog() < limits::FLUSH_SOON {
            true => 0,
            false => self.turns.most.saturating_sub(1),
        };
        while !self.turns.is_over()
            && let Some(seat) = self.turns.queue.pop_front()
        {
            let wait = self.peer_mut(seat).and_then(|peer| peer.wait.as_mut());
            let Some(aside) = wait.and_then(|wait| wait.turn.take()) else {
                continue;
            };
            let mut steps = std::mem::take(&mut self.steps);
            steps.put_back(aside);
            self.take_steps(wire, seat, &mut steps, now);
            self.steps = steps;
            self.mind_answers(wire, seat, now);
            self.hear_held(wire, seat, now);
            self.look_ahead(wire, seat);
        }
        if self.turns.queue.is_empty() {
            // The memory of a crowd that has had its turn.
            self.turns.queue = VecDeque::new();
        }
    }

    /// Whether somebody waits for its turn.
    #[must_use]
    pub fn is_owing(&self) -> bool {
        !self.turns.queue.is_empty()
    }

    /// Sets how much a tick may tell, deliveries and half bytes, and for how many one waits, in place of
    /// [`limits::TOLD_PER_TICK`] and [`limits::CROWD`]: for simulations, whose crowds are small.
    pub fn set_turns(&mut self, most: usize, crowd: usize) {
        (self.turns.most, self.turns.crowd) = (most, crowd);
    }

    /// Whether a crowd has to be told when somebody goes.
    pub(super) fn is_in_crowd(&self, seat: Seat) -> bool {
        self.hub.crowd(seat, &Request::Quit(None)) > self.turns.crowd
    }

    /// Whether a crowd has to be told of what a line came to.
    pub(super) fn is_for_crowd(&self, seat: Seat, steps: &Steps) -> bool {
        let told = steps.list().iter().map(|step| match step {
            Step::Ask(request) => self.hub.crowd(seat, request),
            Step::Reply(_) | Step::Close(_) => 0,
        });
        told.sum::<usize>() > self.turns.crowd
    }

    /// Has somebody wait for its turn with what its line came to, and with `input`, what it said after that.
    pub(super) fn wait_for_turn<W: Wire>(
        &mut self,
        wire: &mut W,
        seat: Seat,
        steps: &mut Steps,
        input: &[u8],
    ) {
        let aside = steps.set_aside();
        if let Some(peer) = self.peer_mut(seat) {
            let wait = peer.wait_mut();
            wait.turn = Some(aside);
            wait.held = input.to_vec();
            wire.pause(seat);
            self.turns.queue.push_back(seat);
        }
    }
}
