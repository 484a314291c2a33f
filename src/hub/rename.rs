//! Giving a group another name. Nothing else about it changes: who is in, what it is set to, its topic, what was said in
//! it, who was asked into it and how far each has read move with it.

use crate::hub::Hub;
use crate::hub::event::{Entered, Event, Reply};
use crate::hub::group::GroupKey;
use crate::hub::id::Seat;
use crate::hub::mode::Flags;
use crate::hub::name::GroupName;
use crate::hub::record::{Keeping, Place};
use crate::hub::refusal::Refusal;
use crate::hub::text::Text;

impl Hub {
    /// Gives a group another name; only its operators may. The lobby keeps its own, by which everyone who comes finds it,
    /// though its letters may change their case. The old name is nobody's afterwards: whoever joins it founds a group.
    pub(super) fn rename_group(
        &mut self,
        seat: Seat,
        was: &GroupName,
        now: &GroupName,
        reason: Option<&Text>,
    ) {
        let (key, was) = match self.renameable(seat, was, now) {
            Ok(found) => found,
            Err(refusal) => return self.refuse(seat, refusal),
        };
        if was.as_str() == now.as_str() {
            return self.reply(seat, Reply::Unchanged);
        }
        let Some(by) = self.face(seat) else { return };
        self.groups.rename(key, now);
        self.let_go(Keeping::Renamed(was.clone(), now.clone()));
        if was != *now {
            self.move_markers(&was, now);
        }
        let event = Event::GroupRenamed {
            by,
            was: was.clone(),
            now: now.clone(),
            reason: reason.cloned(),
        };
        self.tell_group(key, Some(seat), event);
        self.tell_moved(seat, key, &was, now, reason);
    }

    /// The group and its name as it is written, if somebody may call it that.
    fn renameable(
        &self,
        seat: Seat,
        was: &GroupName,
        now: &GroupName,
    ) -> Result<(GroupKey, GroupName), Refusal> {
        let key = self.seek_group(was)?;
        let group = self.operated(seat, key)?;
        let both = || Box::new((group.name.clone(), now.clone()));
        match self.groups.find(now) {
            Some(other) if other != key => Err(Refusal::GroupNameInUse(both())),
            None if key == self.lobby => Err(Refusal::LobbyStays(both())),
            _ => Ok((key, group.name.clone())),
        }
    }

    /// Takes every member's marker along. What somebody may have read in an earlier group of the new name is forgotten.
    fn move_markers(&mut self, was: &GroupName, now: &GroupName) {
        let (was, now) = (Place::Group(was.clone()), Place::Group(now.clone()));
        let seats: Vec<Seat> = self.members.values().copied().collect();
        for seat in seats {
            let Some(member) = self.member_mut(seat).filter(|m| m.aside().is_some()) else {
                continue;
            };
            let read = &mut member.aside_mut().read;
            read.retain(|(place, _)| *place != now);
            for (place, _) in read {
                if *place == was {
                    *place = now.clone();
                }
            }
        }
    }

    /// Tells each member, for itself, that it is in a group of another name now, and then all of them at once what there is
    /// in it: that is for clients that know of no renaming, and the same for all of them.
    fn tell_moved(
        &mut self,
        seat: Seat,
        key: GroupKey,
        was: &GroupName,
        now: &GroupName,
        reason: Option<&Text>,
    ) {
        let Some(group) = self.groups.get(key) else {
            return;
        };
        let (topic, secret) = (
            group.topic.clone(),
            group.settings.flags.contains(Flags::SECRET),
        );
        let there: Vec<Seat> = group.roster.iter().collect();
        let place = Place::Group(now.clone());
        for &member in &there {
            let Some(who) = self.face(member) else {
                continue;
            };
            let event = Event::Moved {
                who,
                was: was.clone(),
                now: now.clone(),
                reason: reason.cloned(),
                read: self.read_up_to(member, &place),
            };
            self.tell(member, Some(member), event);
        }
        // Another case is the same name to everybody.
        if was == now {
            return;
        }
        let found = Entered {
            group: now.clone(),
            topic,
            read: None,
            secret,
            present: self.present(key),
        };
        let start = self.audience.len();
        self.audience.extend(there);
        self.tell_many(
            start,
            Some(seat),
            Event::Surroundings(Box::new(found)),
            None,
        );
    }
}
