//! Groups: a named place with a roster and a topic.

use hashbrown::HashMap;
use slab::Slab;

use crate::hub::event::Topic;
use crate::hub::id::Seat;
use crate::hub::name::GroupName;
use crate::hub::roster::Roster;
use crate::hub::settings::Settings;

/// A group's place in the table. Used again after the group has ended.
pub(crate) type GroupKey = u32;

/// One group.
#[derive(Debug)]
pub(crate) struct Group {
    /// Its name as its founder, or who renamed it last, wrote it.
    pub(crate) name: GroupName,
    /// Who is in, longest-standing first.
    pub(crate) roster: Roster,
    /// Its topic.
    pub(crate) topic: Option<Topic>,
    /// What it is set to.
    pub(crate) settings: Settings,
    /// When it was founded, milliseconds since 1970-01-01 UTC.
    pub(crate) founded_unix_ms: u64,
}

impl Group {
    /// The longest-standing member: it coordinates.
    pub(crate) fn coordinator(&self) -> Option<Seat> {
        self.roster.first()
    }
}

/// Every group there is.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    slots: Slab<Group>,
    names: HashMap<GroupName, GroupKey>,
    /// Masks in the lists of all groups.
    masks: usize,
}

impl Groups {
    pub(crate) fn find(&self, name: &GroupName) -> Option<GroupKey> {
        self.names.get(name).copied()
    }

    pub(crate) fn found(&mut self, name: &GroupName, unix_ms: u64) -> GroupKey {
        let group = Group {
            name: name.clone(),
            roster: Roster::default(),
            topic: None,
            settings: Settings::default(),
            founded_unix_ms: unix_ms,
        };
        let key =
            u32::try_from(self.slots.insert(group)).expect("limits::GROUPS is far below 2^32");
        self.names.insert(name.clone(), key);
        key
    }

    pub(crate) fn end(&mut self, key: GroupKey) {
        if let Some(group) = self.slots.try_remove(key as usize) {
            self.names.remove(&group.name);
            self.masks -= group.settings.masks();
        }
    }

    /// Gives a group a name that no other one has.
    pub(crate) fn rename(&mut self, key: GroupKey, now: &GroupName) {
        if let Some(group) = self.slots.get_mut(key as usize) {
            let was = std::mem::replace(&mut group.name, now.clone());
            self.names.remove(&was);
            self.names.insert(now.clone(), key);
        }
    }

    /// Sets a group to what a new one is, save its topic where everybody could read it.
    pub(crate) fn reset(&mut self, key: GroupKey) {
        if let Some(group) = self.slots.get_mut(key as usize) {
            if group.settings.is_closed() {
                group.topic = None;
            }
            self.masks -= std::mem::take(&mut group.settings).masks();
        }
    }

    /// How many masks there are in the lists of all groups.
    pub(crate) fn masks(&self) -> usize {
        self.masks
    }

    /// Counts masks that came and that went.
    pub(crate) fn count_masks(&mut self, added: usize, taken: usize) {
        self.masks = self.masks + added - taken;
    }

    pub(crate) fn get(&self, key: GroupKey) -> Option<&Group> {
        self.slots.get(key as usize)
    }

    pub(crate) fn get_mut(&mut self, key: GroupKey) -> Option<&mut Group> {
        self.slots.get_mut(key as usize)
    }

    /// How many there are, empty ones included.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (GroupKey, &Group)> {
        self.slots.iter().map(|(key, group)| {
            (
                u32::try_from(key).expect("limits::GROUPS is far below 2^32"),
                group,
            )
        })
    }
}
