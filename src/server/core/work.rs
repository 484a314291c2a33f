//! Slow work that is done elsewhere meanwhile: what each piece is for, and what follows from its result.
//!
//! The hub asks for something and goes on; the [`Wire`] takes the job away; its result comes back with a ticket, long after
//! the line that asked. Whoever sent that line is heard again then, so that its lines are answered in order. Whoever asked may
//! be gone by then; if it is not, it may be owed the label of that line.

use std::net::IpAddr;

use hashbrown::HashMap;
use log::{info, warn};

use crate::hub::face::Address;
use crate::hub::id::Seat;
use crate::hub::io::{Input, Verdict};
use crate::hub::text::Text;
use crate::keeper::{Done, Job, Ticket};
use crate::limits;
use crate::now::Now;
use crate::plain::clean::clean;
use crate::secret::Secret;
use crate::server::core::Core;
use crate::server::core::label::Labelled;
use crate::server::wire::Wire;

/// What a piece of work is for.
#[derive(Debug)]
pub(super) enum Purpose {
    /// To find out whether a member gave an operator's password.
    Operator {
        /// The name it gave.
        name: Text,
        /// Whether there is an operator of that name. It is not told from one whose password is wrong, nor answered sooner.
        known: bool,
    },
    /// To find out who somebody is, or to make it an account; what exactly is kept with its connection.
    Login,
}

/// What is being done, at most [`limits::JOBS`], one piece for each seat.
#[derive(Debug, Default)]
pub(super) struct Works {
    last: u64,
    pending: HashMap<Ticket, Pending>,
    /// What nobody took, to be answered once the hub has been drained.
    pub(super) refused: Vec<(Seat, Purpose)>,
}

#[derive(Debug)]
struct Pending {
    /// Who asked for it; nobody once that seat is free again.
    seat: Option<Seat>,
    /// The address it was asked for from, as [`Address::network`] counts them.
    from: IpAddr,
    purpose: Purpose,
    /// The label that the answer is to carry, escaped.
    label: Option<Box<str>>,
}

impl Works {
    /// Keeps the label of the line that led to the work for a seat until that is done.
    pub(super) fn owe(&mut self, seat: Seat, label: Box<str>) {
        let mut pending = self.pending.values_mut();
        if let Some(pending) = pending.find(|pending| pending.seat == Some(seat)) {
            pending.label = Some(label);
        }
    }

    /// Forgets who asked from a seat that is free again. What was asked for is done all the same, and counts until it is.
    pub(super) fn forget(&mut self, seat: Seat) {
        for pending in self.pending.values_mut() {
            if pending.seat == Some(seat) {
                pending.seat = None;
            }
        }
    }

    /// Whether more can be done for an address.
    fn has_room(&self, from: IpAddr) -> bool {
        match self.pending.len() {
            0..limits::JOBS_ANYBODYS => true,
            limits::JOBS_ANYBODYS..limits::JOBS => {
                let mut pending = self.pending.values();
                pending.all(|pending| pending.from != from)
            }
            _ => false,
        }
    }
}

impl Core {
    /// Has an operator's password checked.
    pub(super) fn verify<W: Wire>(
        &mut self,
        wire: &mut W,
        seat: Seat,
        name: Text,
        password: &Text,
    ) {
        let hash = self.operators.hash(name.as_str());
        let known = hash.is_some();
        // A name that nobody has takes as long as any other.
        let Some(phc) = hash.or_else(|| self.operators.any_hash()) else {
            let purpose = Purpose::Operator { name, known };
            return self.works.refused.push((seat, purpose));
        };
        let job = Job::Verify {
            phc: phc.to_owned(),
            password: Secret::from(password.as_str()),
        };
        self.work(wire, seat, Purpose::Operator { name, known }, job);
    }

    /// Gives work away, and reads nothing more from that seat until it is done.
    pub(super) fn work<W: Wire>(&mut self, wire: &mut W, seat: Seat, purpose: Purpose, job: Job) {
        let ticket = Ticket(self.works.last + 1);
        let Some(Some(peer)) = self.peers.get_mut(seat.index()) else {
            return;
        };
        let works = &mut self.works;
        let from = Address::network(peer.address.ip());
        let taken = !peer.wait.as_ref().is_some_and(|wait| wait.working)
            && works.has_room(from)
            && wire.work(ticket, job).is_ok();
        if !taken {
            return works.refused.push((seat, purpose));
        }
        peer.wait_mut().working = true;
        works.last = ticket.0;
        let pending = Pending {
            seat: Some(seat),
            from,
            purpose,
            label: None,
        };
        works.pending.insert(ticket, pending);
    }

    /// Work is done that was given to [`Wire::work`].
    pub fn done<W: Wire>(&mut self, wire: &mut W, ticket: Ticket, done: &Done, now: Now) {
        let Some(pending) = self.works.pending.remove(&ticket) else {
            return;
        };
        let Some(seat) = pending.seat else { return };
        let Some(peer) = self.peer_mut(seat) else {
            return;
        };
        peer.wait_mut().working = false;
        match pending.label {
            None => {
                self.worked(wire, seat, pending.purpose, Some(done), now);
                self.drain(wire, now);
            }
            Some(label) => {
                let (number, server) = (self.steps.number(), self.info.server_name.clone());
                let mut labelled = Labelled::new(&mut *wire, seat, &label, number, &server, false);
                self.worked(&mut labelled, seat, pending.purpose, Some(done), now);
                self.drain(&mut labelled, now);
                self.finish(labelled, seat, label, now);
            }
        }
        self.hear_held(wire, seat, now);
        self.look_ahead(wire, seat);
    }

    /// Tells the hub what came of work; `None` where nobody took it. The hub has to be drained afterwards.
    pub(super) fn worked<W: Wire>(
        &mut self,
        wire: &mut W,
        seat: Seat,
        purpose: Purpose,
        done: Option<&Done>,
        now: Now,
    ) {
        let Some(address) = self.peer_mut(seat).map(|peer| peer.address) else {
            return;
        };
        match purpose {
            Purpose::Login => self.login_worked(wire, seat, done, now),
            Purpose::Operator { name, known } => {
                let verdict = match done {
                    Some(Done::Verified(right)) if *right && known => Verdict::Right,
                    Some(Done::Verified(_)) => Verdict::Wrong,
                    Some(Done::Derived { .. } | Done::Failed) | None => Verdict::None,
                };
                let shown = clean(name.as_str());
                match verdict {
                    Verdict::Right => info!("{address} is an operator now, as {shown}"),
                    Verdict::Wrong => warn!("{address} gave a wrong password for operator {shown}"),
                    Verdict::None => {
                        warn!("the password of operator {shown} from {address} was not checked");
                    }
                }
                let input = Input::Verified {
                    seat,
                    name,
                    verdict,
                };
                self.hub.handle(input, now);
            }
        }
    }
}
