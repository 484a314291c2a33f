//! Many rings under common bounds.

use std::hash::Hash;
use std::rc::Rc;

use hashbrown::HashMap;
use slab::Slab;

use crate::history::ring::{Ring, is_said};
use crate::hub::event::Event;
use crate::hub::id::MessageId;
use crate::hub::record::Entry;

/// What is kept at most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Entries of one ring: so many of what was said, and so many others.
    pub(super) entries: usize,
    /// Bytes of one ring.
    pub(super) bytes: usize,
    /// Bytes of all rings.
    pub(super) all: usize,
}

/// Rings by the place they belong to. Where there are many, each has its share of all the bytes and no more; those that
/// were filled when there were fewer are trimmed as soon as the room is needed.
#[derive(Debug)]
pub(super) struct Shelf<K> {
    bounds: Bounds,
    rings: Slab<Ring>,
    places: HashMap<K, usize>,
    /// What all rings take up.
    bytes: usize,
    /// The ring that is trimmed next when there is no room.
    next: usize,
}

impl<K: Eq + Hash> Shelf<K> {
    pub(super) fn new(bounds: Bounds) -> Shelf<K> {
        Shelf {
            bounds,
            rings: Slab::new(),
            places: HashMap::new(),
            bytes: 0,
            next: 0,
        }
    }

    pub(super) fn get(&self, place: &K) -> Option<&Ring> {
        self.places.get(place).and_then(|&key| self.rings.get(key))
    }

    /// Keeps an entry. A place where nothing was ever said has no ring: what else happens there is not kept.
    pub(super) fn push(&mut self, place: K, entry: Rc<Entry>) {
        if !is_said(&entry) && !self.places.contains_key(&place) {
            return;
        }
        let rings = &mut self.rings;
        let key = *self
            .places
            .entry(place)
            .or_insert_with(|| rings.insert(Ring::default()));
        self.change(key, |ring| ring.push(entry));
        self.trim(key);
        // Ends: once every ring has been trimmed to its share, all of them fit.
        while self.bytes > self.bounds.all {
            self.next = (self.next + 1) % self.rings.capacity().max(1);
            self.trim(self.next);
        }
    }

    /// Takes one entry out of a ring.
    pub(super) fn take(&mut self, place: &K, id: MessageId) {
        if let Some(&key) = self.places.get(place) {
            self.change(key, |ring| ring.remove(id));
        }
    }

    pub(super) fn remove(&mut self, place: &K) {
        if let Some(key) = self.places.remove(place)
            && let Some(ring) = self.rings.try_remove(key)
        {
            self.bytes -= ring.bytes();
        }
        if self.rings.is_empty() {
            self.rings.shrink_to_fit();
        }
    }

    /// Puts a ring into another place, instead of what may be there.
    pub(super) fn rename(&mut self, was: &K, now: K) {
        if let Some(key) = self.places.remove(was) {
            self.remove(&now);
            self.places.insert(now, key);
        }
    }

    /// Changes everything that is kept in a place, where that makes it neither larger nor smaller.
    pub(super) fn change_all(&mut self, place: &K, change: impl Fn(&mut Event)) {
        if let Some(&key) = self.places.get(place) {
            self.change(key, |ring| ring.change_all(change));
        }
    }

    /// Trims a ring to its share.
    fn trim(&mut self, key: usize) {
        let share = self.bounds.all / self.rings.len().max(1);
        let Bounds { entries, bytes, .. } = self.bounds;
        self.change(key, |ring| ring.trim(entries, bytes.min(share)));
    }

    /// Changes a ring and counts what that changes.
    fn change(&mut self, key: usize, change: impl FnOnce(&mut Ring)) {
        if let Some(ring) = self.rings.get_mut(key) {
            let before = ring.bytes();
            change(ring);
            self.bytes = self.bytes + ring.bytes() - before;
        }
    }

    #[cfg(test)]
    pub(super) fn check(&self) {
        let bytes: usize = self.rings.iter().map(|(_, ring)| ring.bytes()).sum();
        assert_eq!(bytes, self.bytes);
        assert_eq!(self.rings.len(), self.places.len());
        assert!(self.bytes <= self.bounds.all);
        for (_, ring) in &self.rings {
            ring.check();
            let (said, events) = ring.len();
            assert!(ring.bytes() <= self.bounds.bytes);
            assert!(said.max(events) <= self.bounds.entries);
            assert!(events == 0 || said > 0);
        }
    }
}
