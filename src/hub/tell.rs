//! Who hears of something: recipients are resolved, as seats, at the moment it happens.

use crate::hub::Hub;
use crate::hub::event::{Event, Reply};
use crate::hub::group::GroupKey;
use crate::hub::id::{MessageId, Seat};
use crate::hub::io::{Output, To};
use crate::hub::mode::Ranks;
use crate::hub::refusal::Refusal;

impl Hub {
    pub(super) fn tell(&mut self, seat: Seat, about: Option<Seat>, event: Event) {
        self.outputs.push_back(Output::Tell {
            to: To::One(seat),
            about,
            event,
            id: None,
        });
    }

    pub(super) fn reply(&mut self, seat: Seat, reply: Reply) {
        self.tell(seat, None, Event::Reply(reply));
    }

    pub(super) fn refuse(&mut self, seat: Seat, refusal: Refusal) {
        self.tell(seat, None, Event::Refused(refusal));
    }

    /// Tells everyone in a group.
    pub(super) fn tell_group(&mut self, group: GroupKey, about: Option<Seat>, event: Event) {
        let id = self.keep_in_group(group, &event);
        let Some(group) = self.groups.get(group) else {
            return;
        };
        let start = self.audience.len();
        group.roster.append_to(&mut self.audience);
        self.tell_many(start, about, event, id);
    }

    /// Tells those in a group who have a rank, and the one it is about.
    pub(super) fn tell_ranked(&mut self, key: GroupKey, rank: Ranks, about: Seat, event: Event) {
        let Some(group) = self.groups.get(key) else {
            return;
        };
        let start = self.audience.len();
        let reaches = |seat: &Seat| {
            let member = self.member(*seat);
            *seat == about || member.is_some_and(|member| member.ranks(key).reaches(rank))
        };
        let mut audience: Vec<Seat> = group.roster.iter().filter(reaches).collect();
        // From outside, where that is allowed.
        if !audience.contains(&about) {
            audience.push(about);
        }
        self.audience.append(&mut audience);
        self.tell_many(start, Some(about), event, None);
    }

    /// Tells everyone who shares a group with this member, and the member itself if `and_self`.
    pub(super) fn tell_neighbours(
        &mut self,
        seat: Seat,
        and_self: bool,
        about: Option<Seat>,
        event: Event,
    ) {
        let id = self.keep_around(seat, &event);
        let start = self.audience.len();
        self.round = self.round.wrapping_add(1);
        let round = self.round;
        self.heard[seat.index()] = round;
        if and_self {
            self.audience.push(seat);
        }
        let groups = self
            .member(seat)
            .map(|member| member.groups.clone())
            .unwrap_or_default();
        for membership in groups {
            let Some(group) = self.groups.get(membership.group) else {
                continue;
            };
            for other in group.roster.iter() {
                if std::mem::replace(&mut self.heard[other.index()], round) != round {
                    self.audience.push(other);
                }
            }
        }
        self.tell_many(start, about, event, id);
    }

    /// Tells those who were put into the audience since `start`. `id` is what the event is kept under.
    pub(super) fn tell_many(
        &mut self,
        start: usize,
        about: Option<Seat>,
        event: Event,
        id: Option<MessageId>,
    ) {
        let end = self.audience.len();
        if start < end {
            self.outputs.push_back(Output::Tell {
                to: To::Many(start..end),
                about,
                event,
                id,
            });
        }
    }
}
