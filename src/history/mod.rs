//! What was said, kept.
//!
//! The hub says what to keep and what to forget ([`Keeping`]) and what somebody may read again ([`Lookup`]); the shell
//! passes it on and tells the answer. That is all history is asked, so a store on a disk can stand where the memory below
//! stands now. Nothing in here does I/O or reads a clock.
//!
//! Memory is bounded in every direction: each place keeps so many entries and bytes, all groups together and all private
//! conversations together keep so many bytes, and a member keeps so many conversations. See [`limits`].

mod kept;
mod ring;
mod shelf;
mod texts;

use std::rc::Rc;

use hashbrown::HashMap;

use crate::history::ring::Ring;
use crate::history::shelf::{Bounds, Shelf};
use crate::hub::id::MemberId;
use crate::hub::name::GroupName;
use crate::hub::record::{Entry, Keeping, Lookup, Place};
use crate::limits;

/// What was said on this server while it runs.
#[derive(Debug)]
pub struct History {
    groups: Shelf<GroupName>,
    pairs: Shelf<(MemberId, MemberId)>,
    /// With whom each member has spoken, the one it spoke with last at the end; at most
    /// [`limits::HISTORY_PAIRS`] each. Both members of a conversation have each other in here.
    partners: HashMap<MemberId, Vec<MemberId>>,
}

/// What was looked up.
#[derive(Debug)]
pub enum Found {
    /// Entries, oldest first.
    Entries(Vec<Rc<Entry>>),
    /// The message, if it is kept.
    Message(Option<Rc<Entry>>),
    /// Places and when something was last said there, oldest first.
    Latest(Vec<(Place, u64)>),
}

impl Default for History {
    fn default() -> Self {
        History {
            groups: Shelf::new(Bounds {
                entries: limits::HISTORY_ENTRIES,
                bytes: limits::HISTORY_BYTES,
                all: limits::HISTORY_ALL,
            }),
            pairs: Shelf::new(Bounds {
                entries: limits::HISTORY_PAIR_ENTRIES,
                bytes: limits::HISTORY_PAIR_BYTES,
                all: limits::HISTORY_PAIRS_ALL,
            }),
            partners: HashMap::new(),
        }
    }
}

impl History {
    /// Nothing was said yet.
    #[must_use]
    pub fn new() -> History {
        History::default()
    }

    /// Does what the hub says.
    pub fn handle(&mut self, keeping: Keeping) {
        match keeping {
            Keeping::Entry(Place::Group(group), entry) => self.groups.push(group, entry),
            Keeping::Entry(Place::Pair(one, other), entry) => {
                self.meet(one, other);
                self.pairs.push((one, other), entry);
            }
            Keeping::Redacted(Place::Group(group), id) => self.groups.take(&group, id),
            Keeping::Redacted(Place::Pair(one, other), id) => self.pairs.take(&(one, other), id),
            Keeping::Ended(group) => self.groups.remove(&group),
            Keeping::Renamed(was, now) => {
                self.groups.rename(&was, now.clone());
                self.groups.change_all(&now, |event| event.move_to(&now));
            }
            Keeping::Left(member) => {
                for partner in self.partners.remove(&member).unwrap_or_default() {
                    self.part(member, partner);
                }
            }
        }
    }

    /// Finds what the hub says somebody may read.
    #[must_use]
    pub fn find(&self, what: &Lookup) -> Found {
        match what {
            Lookup::Entries {
                place,
                span,
                most,
                wanted,
                ..
            } => {
                let ring = self.ring(place);
                let most = (*most).min(limits::HISTORY_ANSWER);
                Found::Entries(
                    ring.map(|ring| ring.select(*span, most, *wanted))
                        .unwrap_or_default(),
                )
            }
            Lookup::Message { place, id, .. } => {
                Found::Message(self.ring(place).and_then(|ring| ring.find(*id)))
            }
            Lookup::Latest {
                me,
                groups,
                between,
                most,
            } => Found::Latest(self.latest(*me, groups, *between, *most)),
        }
    }

    /// What was kept of a place.
    fn ring(&self, place: &Place) -> Option<&Ring> {
        match place {
            Place::Group(group) => self.groups.get(group),
            Place::Pair(one, other) => self.pairs.get(&(*one, *other)),
        }
    }

    /// The places where something was said last between two moments, as many as asked for from the first moment on.
    fn latest(
        &self,
        me: MemberId,
        groups: &[GroupName],
        between: (u64, u64),
        most: usize,
    ) -> Vec<(Place, u64)> {
        let groups = groups
            .iter()
            .filter_map(|name| Some((Place::Group(name.clone()), self.groups.get(name)?)));
        let partners = self.partners.get(&me).map_or(&[][..], Vec::as_slice);
        let pairs = partners.iter().filter_map(|&other| {
            let (one, other) = (me.min(other), me.max(other));
            Some((Place::Pair(one, other), self.pairs.get(&(one, other))?))
        });
        let (from, to) = between;
        let range = from.min(to)..from.max(to);
        let mut found: Vec<(Place, u64)> = groups
            .chain(pairs)
            .filter_map(|(place, ring)| Some((place, ring.last_words()?)))
            .filter(|(_, at)| *at != range.start && range.contains(at))
            .collect();
        found.sort_by_key(|(_, at)| *at);
        let most = most.min(limits::HISTORY_ANSWER);
        if from <= to {
            found.truncate(most);
        } else {
            found.drain(..found.len().saturating_sub(most));
        }
        found
    }

    /// Notes that two members speak with each other. Who has more conversations than it may loses the one in which nothing
    /// was said for longest.
    fn meet(&mut self, one: MemberId, other: MemberId) {
        for (member, partner) in [(one, other), (other, one)] {
            let partners = self.partners.entry(member).or_default();
            if partners.last() == Some(&partner) {
                continue;
            }
            partners.retain(|known| *known != partner);
            partners.push(partner);
            if partners.len() > limits::HISTORY_PAIRS {
                let dropped = partners.remove(0);
                self.part(member, dropped);
            }
        }
    }

    /// Forgets the conversation of `member`, which does not have `partner` any more, with it.
    fn part(&mut self, member: MemberId, partner: MemberId) {
        if let Some(theirs) = self.partners.get_mut(&partner) {
            theirs.retain(|known| *known != member);
            if theirs.is_empty() {
                self.partners.remove(&partner);
            }
        }
        self.pairs
            .remove(&(member.min(partner), member.max(partner)));
    }
}

#[cfg(test)]
mod tests;
