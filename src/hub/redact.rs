//! Taking back what was said (IRCv3 message-redaction).
//!
//! Who said a message is history's to know: the hub asks it to find the message, and decides once it was found.

use std::rc::Rc;

use crate::hub::Hub;
use crate::hub::event::{Event, Heard, Redacted};
use crate::hub::group::GroupKey;
use crate::hub::id::Seat;
use crate::hub::io::Output;
use crate::hub::record::{Entry, Keeping, Lookup, Place};
use crate::hub::refusal::Refusal;
use crate::hub::request::{Redaction, Target};

impl Hub {
    /// Has a message found that somebody wants to take back, if it may know of what was said there.
    pub(super) fn redact(&mut self, seat: Seat, wish: Redaction) {
        let (place, id) = match self.conversation(seat, &wish.of) {
            Ok((place, _)) => (place, wish.id),
            Err(why) => return self.cannot_redact(seat, wish, why),
        };
        let Some(id) = id else {
            return self.cannot_redact(seat, wish, Refusal::NoSuchMessage);
        };
        let what = Lookup::Message {
            place,
            id,
            wish: Box::new(wish),
        };
        self.outputs.push_back(Output::Recall { seat, what });
    }

    /// Takes a message back that was found, or nothing was found. Whether the asker may still know of it is looked at
    /// again: an answer may have taken its time.
    pub(super) fn redact_found(&mut self, seat: Seat, wish: Redaction, found: Option<&Rc<Entry>>) {
        let Some(by) = self.face(seat) else { return };
        let (place, to) = match self.conversation(seat, &wish.of) {
            Ok(conversation) => conversation,
            Err(why) => return self.cannot_redact(seat, wish, why),
        };
        let Some(Event::Said { words, .. }) = found.map(|entry| &entry.event) else {
            return self.cannot_redact(seat, wish, Refusal::NoSuchMessage);
        };
        let group = match &to {
            Heard::Group(name) | Heard::Ranked(_, name) => self.groups.find(name),
            Heard::Member(_) => None,
        };
        // Of the group, or of the server: what one can see, one may have to clear away.
        let operates = |key: GroupKey| self.operates(seat) || self.operated(seat, key).is_ok();
        if words.from.id != by.id && !group.is_some_and(operates) {
            return self.cannot_redact(seat, wish, Refusal::NotYourWords);
        }
        let id = self.next_message;
        self.next_message = id.next();
        self.let_go(Keeping::Redacted(place.clone(), words.id));
        let event = Event::Redacted(Rc::new(Redacted {
            id,
            by,
            to,
            words: words.id,
            kind: words.kind,
            of: words.from.clone(),
            said_unix_ms: words.unix_ms,
            reason: wish.reason.filter(|reason| !reason.is_empty()),
        }));
        match (group, place) {
            (Some(key), _) => self.tell_group(key, Some(seat), event),
            (None, Place::Pair(one, other)) => {
                self.keep_between(one, other, &event);
                if let Target::Member(who) = wish.of
                    && let Ok(other) = self.seek(who)
                    && other != seat
                {
                    self.tell(other, None, event.clone());
                }
                self.tell(seat, Some(seat), event);
            }
            (None, Place::Group(_)) => {}
        }
    }

    fn cannot_redact(&mut self, seat: Seat, wish: Redaction, why: Refusal) {
        self.refuse(seat, Refusal::CannotRedact(Box::new((wish, why))));
    }
}
