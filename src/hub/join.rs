//! Entering, leaving and removing, and who coordinates afterwards.

use crate::hub::Hub;
use crate::hub::event::{Entered, Event, Present, Reply};
use crate::hub::group::GroupKey;
use crate::hub::id::Seat;
use crate::hub::member::{Member, Membership};
use crate::hub::mode::{Flags, List, Ranks};
use crate::hub::name::GroupName;
use crate::hub::record::{Keeping, Place};
use crate::hub::refusal::Refusal;
use crate::hub::request::MemberRef;
use crate::hub::text::Text;
use crate::limits;
use crate::now::Now;

impl Hub {
    /// Lets a member into a group, founding it if need be. Being in already is not an error and tells the others nothing.
    pub(super) fn join(&mut self, seat: Seat, name: &GroupName, given: Option<&Text>, now: Now) {
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
        if let Some(refusal) = known.and_then(|key| self.keeps_out(key, member, given)) {
            return self.refuse(seat, refusal);
        }
        let (who, listen, away) = (member.face.clone(), member.listen, member.away().cloned());
        let key = known.unwrap_or_else(|| self.groups.found(name, now.unix_ms));
        let Some(group) = self.groups.get_mut(key) else {
            return;
        };
        if group.roster.is_empty() {
            // The lobby outlives its members; its age counts from the first of the present ones.
            group.founded_unix_ms = now.unix_ms;
        }
        let ranks = match group.roster.is_empty() {
            true => Ranks::OPERATOR,
            false => Ranks::NONE,
        };
        group.settings.has_entered(who.id);
        let arrival = group.roster.arrive(seat);
        let (name, topic) = (group.name.clone(), group.topic.clone());
        let secret = group.settings.flags.contains(Flags::SECRET);
        if let Some(member) = self.member_mut(seat) {
            // Most members are in one or two groups; room for more would be most of what the list costs.
            member.groups.reserve_exact(1);
            member.groups.push(Membership {
                group: key,
                ranks,
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
                secret,
                present,
            })),
        );
    }

    /// Why somebody may not enter a group. An invitation opens what is by invitation only, and nothing else.
    fn keeps_out(&self, key: GroupKey, who: &Member, given: Option<&Text>) -> Option<Refusal> {
        let group = self.groups.get(key)?;
        let (settings, name) = (&group.settings, || group.name.clone());
        let (id, who) = (who.face.id, who.guises());
        let invited = || settings.has_invited(id) || settings.lists(List::Invitations, who);
        let full = |limit: u32| group.roster.len() >= limit as usize;
        if settings.bans(who) {
            Some(Refusal::Banned(name()))
        } else if settings.flags.contains(Flags::INVITE_ONLY) && !invited() {
            Some(Refusal::InviteOnly(name()))
        } else if settings.key().is_some_and(|key| given != Some(key)) {
            Some(Refusal::WrongKey(name()))
        } else if settings.limit().is_some_and(full) {
            Some(Refusal::Full(name()))
        } else {
            None
        }
    }

    /// Everyone in a group, longest-standing first.
    pub(super) fn present(&self, key: GroupKey) -> Vec<Present> {
        let Some(group) = self.groups.get(key) else {
            return Vec::new();
        };
        let of = |seat| {
            self.member(seat).map(|member| Present {
                who: member.face.clone(),
                ranks: member.ranks(key),
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

    /// Removes a member from a group; only its operators may, and nobody else removes the coordinator.
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
        let key = self.seek_group(name)?;
        let group = self.operated(seat, key)?;
        let other = self.seek(who)?;
        let member = self
            .member(other)
            .ok_or_else(|| Refusal::NotInGroup(name.clone()))?;
        let theirs = member.membership(key).ok_or_else(|| {
            Refusal::TheyAreNotInGroup(member.face.name.clone(), group.name.clone())
        })?;
        // It would take from the coordinator what it cannot lose.
        if group.coordinator() == Some(other) && other != seat {
            return Err(Refusal::Coordinates(group.name.clone()));
        }
        Ok((other, theirs))
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
            None => {
                // Whoever comes next finds the lobby open: there is nobody left to open it. What was said while it was
                // closed is not for them.
                let closed = group.settings.is_closed();
                self.groups.reset(key);
                if closed {
                    self.let_go(Keeping::Ended(name));
                }
            }
            Some(heir) if after != before => {
                let was_operator = self.make_operator(heir, key);
                if let Some(who) = self.face(heir) {
                    let event = Event::Coordinator {
                        who,
                        group: name,
                        was_operator,
                    };
                    self.tell_group(key, Some(heir), event);
                }
            }
            _ => {}
        }
    }

    /// Makes somebody an operator. Whether it was one before.
    fn make_operator(&mut self, seat: Seat, key: GroupKey) -> bool {
        let member = self.member_mut(seat);
        let place = member.and_then(|member| member.groups.iter_mut().find(|m| m.group == key));
        let Some(place) = place else { return false };
        let before = place.ranks;
        place.ranks = before.set(Ranks::OPERATOR, true);
        before.contains(Ranks::OPERATOR)
    }
}
