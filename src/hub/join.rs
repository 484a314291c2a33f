//! Entering, leaving, inviting and removing, and who coordinates afterwards.

use crate::hub::Hub;
use crate::hub::event::{Entered, Event, Present, Reply};
use crate::hub::group::GroupKey;
use crate::hub::id::Seat;
use crate::hub::member::Membership;
use crate::hub::name::GroupName;
use crate::hub::record::{Keeping, Place};
use crate::hub::refusal::Refusal;
use crate::hub::request::MemberRef;
use crate::hub::text::Text;
use crate::limits;
use crate::now::Now;

impl Hub {
    /// Lets a member into a group, founding it if need be. Being in already is not an error and tells the others nothing.
    pub(super) fn join(&mut self, seat: Seat, name: &GroupName, now: Now) {
        let Some(member) = self.member(seat) else {
            return;
        };
        let known = self.groups.find(name);
        if let Some(key) = known.filter(|&key| member.membership(key).is_some()) {
            let name = self
                .groups
                .get(key)
                .map_or_else(|| name.clone(), |group| group.name.clone());
            return self.reply(seat, Reply::AlreadyIn(name));
        }
        if member.groups.len() >= limits::GROUPS_PER_MEMBER {
            return self.refuse(seat, Refusal::TooManyGroups(name.clone()));
        }
        if known.is_none() && self.groups.len() >= limits::GROUPS {
            return self.refuse(seat, Refusal::ServerHasTooManyGroups(name.clone()));
        }
        let (who, listen, away) = (member.face.clone(), member.listen, member.away.clone());
        let key = known.unwrap_or_else(|| self.groups.found(name, now.unix_ms));
        let Some(group) = self.groups.get_mut(key) else {
            return;
        };
        if group.roster.is_empty() {
            // The lobby outlives its members; its age counts from the first of the present ones.
            group.founded_unix_ms = now.unix_ms;
        }
        let arrival = group.roster.arrive(seat);
        let (name, topic) = (group.name.clone(), group.topic.clone());
        if let Some(member) = self.member_mut(seat) {
            member.groups.push(Membership {
                group: key,
                arrival,
            });
        }
        self.tell_group(
            key,
            Some(seat),
            Event::Joined {
                who: who.clone(),
                group: name.clone(),
                listen,
            },
        );
        if let Some(reason) = away {
            let reason = Some(reason);
            self.tell_group(key, Some(seat), Event::Away { who, reason });
        }
        let present = self.present(key);
        let read = self.read_up_to(seat, &Place::Group(name.clone()));
        self.tell(
            seat,
            Some(seat),
            Event::Entered(Box::new(Entered {
                group: name,
                topic,
                read,
                present,
            })),
        );
    }

    /// Everyone in a group, longest-standing first.
    pub(super) fn present(&self, group: GroupKey) -> Vec<Present> {
        let Some(group) = self.groups.get(group) else {
            return Vec::new();
        };
        let first = group.coordinator();
        let of = |seat| {
            self.face(seat).map(|who| Present {
                who,
                coordinator: Some(seat) == first,
            })
        };
        group.roster.iter().filter_map(of).collect()
    }

    pub(super) fn leave(&mut self, seat: Seat, name: &GroupName, reason: Option<Text>) {
        match self.place(seat, name) {
            Ok(membership) => self.leave_one(seat, membership, reason),
            Err(refusal) => self.refuse(seat, refusal),
        }
    }

    pub(super) fn leave_all(&mut self, seat: Seat) {
        let memberships = self
            .member(seat)
            .map(|member| member.groups.clone())
            .unwrap_or_default();
        for membership in memberships {
            self.leave_one(seat, membership, None);
        }
    }

    fn leave_one(&mut self, seat: Seat, membership: Membership, reason: Option<Text>) {
        let Some(who) = self.face(seat) else { return };
        let Some(group) = self
            .groups
            .get(membership.group)
            .map(|group| group.name.clone())
        else {
            return;
        };
        self.tell_group(
            membership.group,
            Some(seat),
            Event::Left { who, group, reason },
        );
        self.forget(seat, membership);
    }

    /// Removes a member from a group; only its coordinator may.
    pub(super) fn remove(
        &mut self,
        seat: Seat,
        name: &GroupName,
        who: MemberRef,
        reason: Option<Text>,
    ) {
        let (other, membership) = match self.removable(seat, name, who) {
            Ok(found) => found,
            Err(refusal) => return self.refuse(seat, refusal),
        };
        let (Some(by), Some(who)) = (self.face(seat), self.face(other)) else {
            return;
        };
        let group = self
            .groups
            .get(membership.group)
            .map_or_else(|| name.clone(), |group| group.name.clone());
        self.tell_group(
            membership.group,
            Some(other),
            Event::Removed {
                who,
                group,
                by,
                reason,
            },
        );
        self.forget(other, membership);
    }

    fn removable(
        &self,
        seat: Seat,
        name: &GroupName,
        who: MemberRef,
    ) -> Result<(Seat, Membership), Refusal> {
        let key = self.place(seat, name)?.group;
        if self
            .groups
            .get(key)
            .and_then(super::group::Group::coordinator)
            != Some(seat)
        {
            return Err(Refusal::NotCoordinator(name.clone()));
        }
        let other = self.seek(who)?;
        let member = self
            .member(other)
            .ok_or_else(|| Refusal::NotInGroup(name.clone()))?;
        let theirs = member.membership(key);
        Ok((
            other,
            theirs.ok_or_else(|| {
                Refusal::TheyAreNotInGroup(member.face.name.clone(), name.clone())
            })?,
        ))
    }

    /// Tells somebody of a group the asker is in.
    pub(super) fn invite(&mut self, seat: Seat, name: &GroupName, who: MemberRef) {
        let (other, group) = match self.invitable(seat, name, who) {
            Ok(found) => found,
            Err(refusal) => return self.refuse(seat, refusal),
        };
        let (Some(by), Some(who)) = (self.face(seat), self.face(other)) else {
            return;
        };
        self.reply(seat, Reply::Inviting(who.clone(), group.clone()));
        let key = self.groups.find(&group);
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
        let group = self.groups.get(key).map_or(name, |group| &group.name);
        match self.member(other) {
            Some(member) if member.membership(key).is_some() => Err(Refusal::AlreadyInGroup(
                member.face.name.clone(),
                group.clone(),
            )),
            _ => Ok((other, group.clone())),
        }
    }

    /// Where a member stands in a group it names.
    pub(super) fn place(&self, seat: Seat, name: &GroupName) -> Result<Membership, Refusal> {
        let key = self.seek_group(name)?;
        let mine = self.member(seat).and_then(|member| member.membership(key));
        mine.ok_or_else(|| Refusal::NotInGroup(name.clone()))
    }

    /// Takes a group off a member and the member out of the group.
    fn forget(&mut self, seat: Seat, membership: Membership) {
        if let Some(member) = self.member_mut(seat) {
            member.groups.retain(|m| m.group != membership.group);
        }
        self.vacate(membership);
    }

    /// Takes whoever has this place out of the group's roster. If it coordinated the group, the next longest-standing
    /// member takes over and everybody is told; a group with nobody left ends, save the lobby.
    pub(super) fn vacate(&mut self, membership: Membership) {
        let key = membership.group;
        let Some(group) = self.groups.get_mut(key) else {
            return;
        };
        let before = group.coordinator();
        group.roster.leave(membership.arrival);
        let after = group.coordinator();
        let name = group.name.clone();
        match after {
            None if key != self.lobby => {
                self.groups.end(key);
                self.let_go(Keeping::Ended(name));
            }
            Some(heir) if after != before => {
                if let Some(who) = self.face(heir) {
                    self.tell_group(key, Some(heir), Event::Coordinator { who, group: name });
                }
            }
            _ => {}
        }
    }
}
