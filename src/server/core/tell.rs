//! What follows from a line: answers, and all that the hub has to say.

use std::time::Duration;

use log::{info, warn};

use crate::dialect::Dialect;
use crate::hub::departure::Departure;
use crate::hub::event::Event;
use crate::hub::id::Seat;
use crate::hub::io::{Input, Output, To};
use crate::irc::capability::Caps;
use crate::limits;
use crate::now::Now;
use crate::plain::clean::clean;
use crate::server::core::label::Labelled;
use crate::server::core::{Core, Wanted, times};
use crate::server::fanout::Telling;
use crate::server::peer::Stage;
use crate::server::wire::Wire;
use crate::steps::{Step, Steps};

impl Core {
    /// Does what a line came to. A line with a label is told apart here, once, so that the others pay nothing for it.
    pub(super) fn take_steps<W: Wire>(
        &mut self,
        wire: &mut W,
        seat: Seat,
        steps: &mut Steps,
        now: Now,
    ) {
        let Some(label) = steps.take_label() else {
            return self.do_steps(wire, seat, steps, now);
        };
        let caps = self.peer_mut(seat).and_then(|peer| peer.dialect.caps());
        let echoes = caps.is_some_and(|caps| caps.contains(Caps::ECHO_MESSAGE));
        let (number, server) = (steps.number(), &self.info.server_name);
        let mut labelled = Labelled::new(wire, seat, &label, number, server, echoes);
        self.do_steps(&mut labelled, seat, steps, now);
        self.finish(labelled, seat, label, now);
    }

    /// Ends what was told under a label. Where nothing was, because the work for it has only begun, the label is kept.
    pub(super) fn finish<W: Wire>(
        &mut self,
        labelled: Labelled<'_, W>,
        seat: Seat,
        label: Box<str>,
        now: Now,
    ) {
        if labelled.is_put_off() {
            return self.works.owe(seat, label);
        }
        let (queued, new, wire) = labelled.finish();
        self.mind_queue(seat, queued, new);
        self.drain(wire, now);
    }

    fn do_steps<W: Wire>(&mut self, wire: &mut W, seat: Seat, steps: &mut Steps, now: Now) {
        let mut list = steps.take();
        for step in list.drain(..) {
            if self.peer_mut(seat).is_none() {
                continue;
            }
            match step {
                Step::Reply(range) => {
                    let queued = self
                        .fanout
                        .write(wire, seat, |out| out.extend_from_slice(steps.bytes(&range)));
                    self.mind_queue(seat, queued, range.len());
                    self.turns.told(1, range.len());
                    self.charge(seat, range.len(), now);
                    self.drain(wire, now);
                }
                Step::Ask(request) => {
                    self.hub.handle(Input::Ask { seat, request }, now);
                    self.drain(wire, now);
                }
                Step::Close(why) => self.turn_away(wire, seat, why, now),
            }
        }
        steps.reset(list);
    }

    /// Ends a connection that has been told why in a language of its own.
    fn turn_away<W: Wire>(&mut self, wire: &mut W, seat: Seat, why: Departure, now: Now) {
        if let Some(peer) = self.peer_mut(seat) {
            info!("{} was turned away: {why}", peer.address);
            peer.stage = Stage::Gone;
            wire.close(seat);
        }
        self.depart(wire, seat, why, now);
    }

    /// Passes on all that the hub has to say, and what follows from that.
    pub(super) fn drain<W: Wire>(&mut self, wire: &mut W, now: Now) {
        loop {
            self.pass_on(wire, now);
            if let Some((seat, purpose)) = self.works.refused.pop() {
                self.worked(wire, seat, purpose, None, now);
                continue;
            }
            let Some(seat) = self.slow.pop() else { break };
            if self.peer_mut(seat).is_some() {
                wire.cut(seat);
                let why = Departure::SlowReader(self.info.limits.send_queue);
                self.hub.handle(Input::Depart { seat, why }, now);
            }
        }
    }

    /// Passes on what the hub has to say. Those who cannot keep up stay until [`Core::drain`], so that what belongs together
    /// is told together.
    pub(super) fn pass_on<W: Wire>(&mut self, wire: &mut W, now: Now) {
        while let Some(output) = self.hub.poll() {
            match output {
                Output::Tell {
                    to,
                    about,
                    event,
                    id,
                } => {
                    let Core {
                        fanout,
                        hub,
                        peers,
                        info,
                        slow,
                        turns,
                        ..
                    } = self;
                    let audience = hub.audience(&to);
                    let telling = Telling {
                        event: &event,
                        id,
                        about,
                        now,
                        peers,
                        hub,
                        info,
                    };
                    let written = fanout.tell(wire, telling, audience, slow);
                    turns.told(audience.len(), written);
                    if let (To::One(seat), Event::Reply(_) | Event::Entered(_)) = (&to, &event) {
                        self.charge(*seat, written, now);
                    }
                    if let (Some(seat), Event::Surroundings(_)) = (about, &event) {
                        self.charge_crowd(seat, written, now);
                    }
                    let audience = self.hub.audience(&to);
                    if let Some(seat) =
                        about.or(audience.first().copied().filter(|_| audience.len() == 1))
                    {
                        self.observe(wire, seat, &event, now);
                    }
                }
                Output::Keep(keeping) => self.history.handle(keeping),
                Output::Recall { seat, what } => self.recall(wire, seat, what, now),
                Output::Verify {
                    seat,
                    name,
                    password,
                } => self.verify(wire, seat, name, &password),
                Output::Reload => self.wanted = self.wanted.or(Some(Wanted::Reload)),
                Output::Stop { by } => {
                    warn!("{by} stops the server");
                    self.wanted = Some(Wanted::Stop);
                }
                Output::Register {
                    seat,
                    name,
                    password,
                } => self.register_account(wire, seat, name, &password, now),
                Output::Login { seat, login } => self.login(wire, seat, login, now),
                Output::Close { seat, why } => self.close(wire, seat, &why),
            }
        }
    }

    /// Lets a connection's own session see what happened to it.
    fn observe<W: Wire>(&mut self, wire: &mut W, seat: Seat, event: &Event, now: Now) {
        let limits = &self.info.limits;
        let hub = &self.hub;
        let Some(peer) = self.peers.get_mut(seat.index()).and_then(Option::as_mut) else {
            return;
        };
        if let Dialect::Plain(session) = &mut peer.dialect
            && let Some(note) = session.observe(event, || hub.groups_of(seat).last().cloned())
        {
            self.fanout
                .write(wire, seat, |out| out.extend_from_slice(note.as_bytes()));
        }
        if let Event::Welcome(welcome) = event {
            info!("{} is {}", peer.address, welcome.me);
            peer.stage = Stage::Member;
            peer.heard_ms = now.mono_ms;
            if let (Dialect::Plain(_), Some(silence)) = (&peer.dialect, limits.silence_s()) {
                let idle = limits.ping_interval_s;
                wire.keep_alive(
                    seat,
                    Duration::from_secs(idle),
                    Duration::from_secs(silence - idle),
                );
            }
            wire.set_deadline(seat, peer.deadline(limits));
        }
    }

    fn close<W: Wire>(&mut self, wire: &mut W, seat: Seat, why: &Departure) {
        if let Some(peer) = self.peer_mut(seat) {
            info!("{} is gone: {}", peer.address, clean(&why.to_string()));
            peer.stage = Stage::Gone;
            peer.wait = None;
            wire.close(seat);
        }
    }

    /// Remembers a reader that has fallen too far behind: one that had too much queued before `new` more bytes were.
    fn mind_queue(&mut self, seat: Seat, queued: usize, new: usize) {
        let most = self.info.limits.send_queue;
        let answered = self.peer_mut(seat).map_or(0, |peer| peer.answered as usize);
        if most > 0 && queued.saturating_sub(new) > most.saturating_add(answered) {
            self.slow.push(seat);
        }
    }

    /// Makes what somebody makes a whole group hear cost as much as saying it line by line would have.
    fn charge_crowd(&mut self, seat: Seat, bytes: usize, now: Now) {
        let (rate, burst) = (self.info.limits.rate, self.info.limits.burst);
        if let Some(peer) = self.peer_mut(seat) {
            let cost = times(bytes, limits::IRC_LINE);
            peer.bucket.spend(cost, rate, burst, now.mono_ms);
        }
    }

    /// Makes an answer cost as much as it is long, so that a short question cannot keep the server busy.
    pub(super) fn charge(&mut self, seat: Seat, bytes: usize, now: Now) {
        let (rate, burst) = (self.info.limits.rate, self.info.limits.burst);
        if let Some(peer) = self.peer_mut(seat) {
            let cost = times(bytes, limits::ANSWER_PER_TOKEN);
            peer.bucket.spend(cost, rate, burst, now.mono_ms);
            peer.answered = peer
                .answered
                .saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX));
        }
    }
}
