//! One event to many connections: encoded once per form, queued as ranges of shared bytes.

use crate::dialect::{self, Form};
use crate::hub::Hub;
use crate::hub::event::Event;
use crate::hub::id::{MessageId, Seat};
use crate::info::Info;
use crate::irc;
use crate::net::{Arena, Span};
use crate::now::Now;
use crate::server::peer::{Peer, Stage};
use crate::server::wire::Wire;

/// Where encoded bytes live until everyone has them.
#[derive(Debug)]
pub(crate) struct Fanout {
    /// What is told to one connection alone.
    single: Arena,
    /// What is told to many, by form: messages that follow each other in one form lie side by side, so that a busy group
    /// costs each reader one range.
    shared: Vec<(Form, Arena)>,
    /// The forms the current event has been written in; `None` where a form is told nothing. A handful at most.
    forms: Vec<(Form, Option<Span>)>,
    /// How many forms have been written: a number for each that is written as a batch.
    batches: u64,
}

/// One telling: what the hub said, and all that is needed to put it into words.
#[derive(Clone, Copy)]
pub(crate) struct Telling<'a> {
    /// What happened.
    pub(crate) event: &'a Event,
    /// The number that it is kept under; words carry their own.
    pub(crate) id: Option<MessageId>,
    /// The seat it is about.
    pub(crate) about: Option<Seat>,
    /// When.
    pub(crate) now: Now,
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
            single: Arena::new(),
            shared: Vec::new(),
            forms: Vec::new(),
            batches: 0,
        }
    }

    /// Tells an event to a whole audience. Those who had more queued already than they may are added to `slow`: however long
    /// one event is, a reader gets the time to take it. Returns how many bytes were written, in all forms.
    pub(crate) fn tell<W: Wire>(
        &mut self,
        wire: &mut W,
        telling: Telling<'_>,
        audience: &[Seat],
        slow: &mut Vec<Seat>,
    ) -> usize {
        let most = match telling.info.limits.send_queue {
            0 => usize::MAX,
            most => most,
        };
        let relevance = irc::Relevance::of(telling.event);
        let mut last = None;
        for &seat in audience {
            let Some(Some(peer)) = telling.peers.get(seat.index()) else {
                continue;
            };
            if peer.stage == Stage::Gone {
                continue;
            }
            // Mostly the form is that of the one before, and for the same reasons.
            let reasons = (peer.dialect.caps(), telling.about == Some(seat));
            let at = match last {
                Some((known, at)) if known == reasons => at,
                _ => {
                    let form = peer.dialect.form(relevance, reasons.1);
                    self.write_form(telling, form, seat, audience.len() == 1)
                }
            };
            last = Some((reasons, at));
            if let Some(span) = &self.forms[at].1
                && wire.send(seat, span).saturating_sub(span.len())
                    > most.saturating_add(peer.answered as usize)
            {
                slow.push(seat);
            }
        }
        // Spans pin their chunk; none is needed any more.
        let written = self.forms.drain(..).filter_map(|(_, span)| span);
        written.map(|span| span.len()).sum()
    }

    /// Finds the event in this form, writing it if it is the first time.
    fn write_form(&mut self, telling: Telling<'_>, form: Form, seat: Seat, alone: bool) -> usize {
        if let Some(at) = self.forms.iter().position(|(known, _)| *known == form) {
            return at;
        }
        let Telling {
            event,
            id,
            now,
            hub,
            info,
            ..
        } = telling;
        let to = hub.name(seat).map_or("*", |name| name.as_str());
        self.batches += 1;
        let batch = self.batches;
        let arena = if alone {
            &mut self.single
        } else {
            shared(&mut self.shared, form)
        };
        let span = arena.write(|out| dialect::encode((event, id), form, to, now, info, batch, out));
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
        self.single
            .write(write)
            .map_or(0, |span| wire.send(seat, &span))
    }
}

/// The arena of a form. There are few forms in use at a time; where there are many, they share.
fn shared(arenas: &mut Vec<(Form, Arena)>, form: Form) -> &mut Arena {
    let at = match arenas.iter().position(|(known, _)| *known == form) {
        Some(at) => at,
        None if arenas.len() < ARENAS => {
            arenas.push((form, Arena::new()));
            arenas.len() - 1
        }
        None => 0,
    };
    &mut arenas[at].1
}

/// Most arenas; each may hold on to about 128 KiB.
const ARENAS: usize = 16;
