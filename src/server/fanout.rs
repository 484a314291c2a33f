//! One event to many connections: encoded once per form, queued as ranges of shared bytes.

use crate::dialect::{self, Form, Relevance};
use crate::hub::Hub;
use crate::hub::event::Event;
use crate::hub::id::Seat;
use crate::info::Info;
use crate::net::{Arena, Span};
use crate::now::Now;
use crate::server::peer::{Peer, Stage};
use crate::server::wire::Wire;

/// Where encoded bytes live until everyone has them.
#[derive(Debug)]
pub(crate) struct Fanout {
    arena: Arena,
    /// The forms the current event has been written in; `None` where a form is told nothing. A handful at most.
    forms: Vec<(Form, Option<Span>)>,
}

/// What a fan-out reads and does not change.
#[derive(Clone, Copy)]
pub(crate) struct Crowd<'a> {
    /// Who sits where.
    pub(crate) peers: &'a [Option<Box<Peer>>],
    /// The state of the chat, for names.
    pub(crate) hub: &'a Hub,
    /// The server.
    pub(crate) info: &'a Info,
}

impl Fanout {
    pub(crate) fn new() -> Fanout {
        Fanout {
            arena: Arena::new(),
            forms: Vec::new(),
        }
    }

    /// Tells an event to a whole audience. Those who have more queued than they may are added to `slow`.
    pub(crate) fn tell<W: Wire>(
        &mut self,
        wire: &mut W,
        crowd: Crowd<'_>,
        event: &Event,
        audience: &[Seat],
        about: Option<Seat>,
        now: Now,
        slow: &mut Vec<Seat>,
    ) {
        let most = match crowd.info.limits.send_queue {
            0 => usize::MAX,
            most => most,
        };
        let relevance = Relevance::of(event);
        self.forms.clear();
        let mut last: Option<usize> = None;
        for &seat in audience {
            let Some(Some(peer)) = crowd.peers.get(seat.index()) else {
                continue;
            };
            if peer.stage == Stage::Gone {
                continue;
            }
            let form = peer.dialect.form(relevance, about == Some(seat));
            // Mostly the form of the one before.
            let at = match last.filter(|&at| self.forms[at].0 == form) {
                Some(at) => at,
                None => self.write_form(crowd, event, form, seat, now),
            };
            last = Some(at);
            if let Some(span) = &self.forms[at].1
                && wire.send(seat, span) > most
            {
                slow.push(seat);
            }
        }
        // Spans pin their chunk; none is needed any more.
        self.forms.clear();
    }

    /// Finds the event in this form, writing it if it is the first time.
    fn write_form(
        &mut self,
        crowd: Crowd<'_>,
        event: &Event,
        form: Form,
        seat: Seat,
        now: Now,
    ) -> usize {
        if let Some(at) = self.forms.iter().position(|(known, _)| *known == form) {
            return at;
        }
        let to = crowd.hub.name(seat).map_or("*", |name| name.as_str());
        let span = self
            .arena
            .write(|out| dialect::encode(event, form, to, now, crowd.info, out));
        self.forms.push((form, span));
        self.forms.len() - 1
    }

    /// Writes something to one connection. Returns how many bytes are queued for it now.
    pub(crate) fn write<W: Wire>(
        &mut self,
        wire: &mut W,
        seat: Seat,
        write: impl FnOnce(&mut Vec<u8>),
    ) -> usize {
        self.arena
            .write(write)
            .map_or(0, |span| wire.send(seat, &span))
    }
}
