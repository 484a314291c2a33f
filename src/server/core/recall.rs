//! What somebody reads again: looked up in history, told as an answer.

use crate::history::Found;
use crate::hub::event::{Event, Heard, Reply};
use crate::hub::id::{MemberId, Seat};
use crate::hub::io::Input;
use crate::hub::record::{Lookup, Place};
use crate::now::Now;
use crate::server::core::Core;
use crate::server::wire::Wire;

impl Core {
    /// Answers a member from history, or lets the hub go on with what was found. What follows from that is drained with
    /// the rest.
    pub(super) fn recall<W: Wire>(&mut self, wire: &mut W, seat: Seat, what: Lookup, now: Now) {
        let reply = match (self.history.find(&what), what) {
            (Found::Entries(entries), Lookup::Entries { of, .. }) => Reply::History(of, entries),
            (Found::Latest(places), Lookup::Latest { me, .. }) => {
                let known = |(place, at)| Some((self.heard(place, me)?, at));
                Reply::Latest(places.into_iter().filter_map(known).collect())
            }
            (Found::Message(entry), Lookup::Message { wish, .. }) => {
                return self.hub.handle(Input::Found { seat, wish, entry }, now);
            }
            _ => return,
        };
        let written = self.tell_one(wire, seat, &Event::Reply(reply), now);
        self.charge(seat, written, now);
    }

    /// What a member calls a place: the group, or the other one's name of today.
    fn heard(&self, place: Place, me: MemberId) -> Option<Heard> {
        match place {
            Place::Group(group) => Some(Heard::Group(group)),
            Place::Pair(one, other) if one == me => self.hub.face_of(other).map(Heard::Member),
            Place::Pair(one, _) => self.hub.face_of(one).map(Heard::Member),
        }
    }
}
