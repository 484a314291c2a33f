//! What must be true after every input, swept in debug builds.

use crate::hub::Hub;
use crate::hub::id::Seat;
use crate::hub::member::Phase;
use crate::hub::mode::Ranks;
use crate::hub::user_mode::UserModes;

/// Hubs with more seats than this are not swept, so that tests with thousands of members stay quick.
const SEATS: usize = 64;

impl Hub {
    /// Panics, in debug builds, when the tables disagree.
    pub(super) fn check(&self) {
        if cfg!(debug_assertions) && self.seats.len() <= SEATS {
            self.sweep();
        }
    }

    fn sweep(&self) {
        let (mut guests, mut members, mut names) = (0, 0, 0);
        for (index, phase) in self.seats.iter().enumerate() {
            let seat = Seat(u32::try_from(index).expect("at most SEATS"));
            if let Some(name) = self.held_name(seat) {
                names += 1;
                assert_eq!(
                    self.names.get(name),
                    Some(&seat),
                    "the name {name} leads to its owner"
                );
            }
            match phase {
                None => {}
                Some(Phase::Guest(_)) => guests += 1,
                Some(Phase::Member(member)) => {
                    members += 1;
                    assert_eq!(
                        self.members.get(&member.face.id),
                        Some(&seat),
                        "the id leads to its owner"
                    );
                    assert!(member.face.id < self.next_id, "no id is given twice");
                    for place in &member.groups {
                        let group = self
                            .groups
                            .get(place.group)
                            .expect("a member's group exists");
                        let times = group.roster.iter().filter(|&other| other == seat).count();
                        assert_eq!(times, 1, "{} is once in {}", member.face, group.name);
                    }
                }
            }
        }
        assert_eq!(
            (guests, members),
            (self.guests, self.members.len()),
            "guests and members are counted right"
        );
        assert_eq!(names, self.names.len(), "no name is left behind");
        self.names.check();
        self.watches.check(|seat| self.member(seat).is_some());
        let with = |mode| {
            let members = self.members.values().filter_map(|&seat| self.member(seat));
            members.filter(|member| member.modes.contains(mode)).count()
        };
        assert_eq!(with(UserModes::INVISIBLE), self.invisible);
        assert_eq!(with(UserModes::OPERATOR), self.operators);
        let masks = self.groups.iter().map(|(_, group)| group.settings.masks());
        assert_eq!(masks.sum::<usize>(), self.groups.masks());
        for (key, group) in self.groups.iter() {
            assert!(
                key == self.lobby || !group.roster.is_empty(),
                "{} has ended",
                group.name
            );
            assert_eq!(
                group.coordinator(),
                group.roster.iter().next(),
                "the longest-standing coordinates"
            );
            assert_eq!(group.roster.len(), group.roster.iter().count());
            if let Some(member) = group.coordinator().and_then(|seat| self.member(seat)) {
                assert!(
                    member.ranks(key).contains(Ranks::OPERATOR),
                    "the coordinator is an operator"
                );
            }
            for seat in group.roster.iter() {
                let member = self.member(seat).expect("only members are in groups");
                assert!(
                    member.membership(key).is_some(),
                    "{} knows that it is in {}",
                    member.face,
                    group.name
                );
            }
            assert_eq!(self.groups.find(&group.name), Some(key));
        }
    }
}
