//! Asking others in.

use crate::hub::Hub;
use crate::hub::event::{Event, Reply};
use crate::hub::id::Seat;
use crate::hub::mode::Flags;
use crate::hub::name::GroupName;
use crate::hub::refusal::Refusal;
use crate::hub::request::MemberRef;

impl Hub {
    /// Tells somebody of a group the asker is in, and lets it in once even where only those who were asked may enter: there
    /// an operator has to do it.
    pub(super) fn invite(&mut self, seat: Seat, name: &GroupName, who: MemberRef) {
        let (other, group) = match self.invitable(seat, name, who) {
            Ok(found) => found,
            Err(refusal) => return self.refuse(seat, refusal),
        };
        let (Some(by), Some(who)) = (self.face(seat), self.face(other)) else {
            return;
        };
        let key = self.groups.find(&group);
        if let Some(group) = key.and_then(|key| self.groups.get_mut(key)) {
            group.settings.invite(who.id);
        }
        self.reply(seat, Reply::Inviting(who.clone(), group.clone()));
        let event = Event::Invited { by, who, group };
        self.tell(other, Some(other), event.clone());
        if let Some(key) = key {
            self.tell_group(key, None, event);
        }
    }

    fn invitable(
        &self,
        seat: Seat,
        name: &GroupName,
        who: MemberRef,
    ) -> Result<(Seat, GroupName), Refusal> {
        let other = self.seek(who)?;
        let key = self.place(seat, name)?.group;
        let group = self
            .groups
            .get(key)
            .ok_or_else(|| Refusal::NoSuchGroup(name.clone()))?;
        match self.member(other) {
            Some(member) if member.membership(key).is_some() => Err(Refusal::AlreadyInGroup(
                member.face.name.clone(),
                group.name.clone(),
            )),
            _ if group.settings.flags.contains(Flags::INVITE_ONLY) => {
                Ok((other, self.operated(seat, key)?.name.clone()))
            }
            _ => Ok((other, group.name.clone())),
        }
    }

    /// The groups somebody was asked into and has not entered.
    pub(super) fn invitations(&self, seat: Seat) -> Reply {
        let id = self.id(seat);
        let asked = self.groups.iter().filter_map(|(_, group)| {
            let asked = group.settings.has_invited(id?);
            asked.then(|| group.name.clone())
        });
        let mut asked: Vec<GroupName> = asked.collect();
        asked.sort();
        Reply::Invitations(asked)
    }
}
