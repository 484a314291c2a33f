//! How far a member has read, by its own account: told to nobody else, and gone with the member while there are no
//! accounts that could keep it.

use crate::hub::Hub;
use crate::hub::event::{Heard, Reply};
use crate::hub::id::Seat;
use crate::hub::record::Place;
use crate::hub::refusal::Refusal;
use crate::hub::request::Target;
use crate::limits;

impl Hub {
    /// Notes up to which moment a member has read, where that is further than before, and tells it how far it is. Nobody
    /// has read what is still to come.
    pub(super) fn mark_read(&mut self, seat: Seat, of: Target, unix_ms: u64) {
        let unix_ms = unix_ms.min(self.unix_ms);
        let place = match self.conversation(seat, &of) {
            Ok((place, _)) => place,
            Err(why) => return self.refuse(seat, Refusal::CannotMark(Box::new((of, why)))),
        };
        if self
            .read_up_to(seat, &place)
            .is_none_or(|before| before < unix_ms)
            && let Some(member) = self.member_mut(seat)
        {
            let read = &mut member.aside_mut().read;
            read.retain(|(known, _)| *known != place);
            if read.len() >= limits::MARKERS {
                read.remove(0);
            }
            read.push((place, unix_ms));
        }
        self.tell_marker(seat, of);
    }

    /// Tells a member how far it has read. In a group that it is not in, be there one or not, that is as far as it was when it
    /// left.
    pub(super) fn tell_marker(&mut self, seat: Seat, of: Target) {
        match self.conversation(seat, &of) {
            Ok((place, heard)) => {
                let read = self.read_up_to(seat, &place);
                self.reply(seat, Reply::Read(heard, read));
            }
            Err(why) => match of {
                Target::Group(group) => {
                    let read = self.read_up_to(seat, &Place::Group(group.clone()));
                    self.reply(seat, Reply::Read(Heard::Group(group), read));
                }
                of => self.refuse(seat, Refusal::CannotMark(Box::new((of, why)))),
            },
        }
    }

    /// Up to which moment a member has read, milliseconds since 1970-01-01 UTC.
    pub(super) fn read_up_to(&self, seat: Seat, place: &Place) -> Option<u64> {
        let read = &self.member(seat)?.aside()?.read;
        read.iter()
            .find(|(known, _)| known == place)
            .map(|(_, ms)| *ms)
    }
}
