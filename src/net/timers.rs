//! Deadlines, at most one per key.
//!
//! No clock is read here: the caller says what time it is, in milliseconds on its monotonic clock. Setting, moving and
//! clearing a deadline cost O(log n), the next one O(1), and nothing ever looks at all of them.

/// Children of each node of the heap. Four keep it shallow, and a family shares a cache line.
const ARITY: usize = 4;
/// The place of a key that has no deadline.
const NOWHERE: u32 = u32::MAX;

/// The deadlines of all keys. Keys are small numbers: memory grows with the largest of them, four bytes each.
#[derive(Debug)]
pub struct Timers<K> {
    /// A heap: no deadline lies before that of its parent, `(place - 1) / ARITY`.
    heap: Vec<(u64, K)>,
    /// Where in the heap each key stands.
    places: Vec<u32>,
}

impl<K> Default for Timers<K> {
    fn default() -> Timers<K> {
        Timers {
            heap: Vec::new(),
            places: Vec::new(),
        }
    }
}

impl<K: Copy + Into<usize>> Timers<K> {
    /// No deadlines.
    #[must_use]
    pub fn new() -> Timers<K> {
        Timers::default()
    }

    /// Sets the deadline of `key`, in place of the one it may have.
    pub fn set(&mut self, key: K, at_ms: u64) {
        let index = key.into();
        if self.places.len() <= index {
            self.places.resize(index + 1, NOWHERE);
        }
        let place = match self.place(key) {
            Some(place) => {
                self.heap[place].0 = at_ms;
                place
            }
            None => {
                self.heap.push((at_ms, key));
                self.heap.len() - 1
            }
        };
        let place = self.rise(place);
        self.sink(place);
    }

    /// Takes the deadline of `key` away.
    pub fn clear(&mut self, key: K) {
        let Some(place) = self.place(key) else { return };
        self.heap.swap_remove(place);
        self.places[key.into()] = NOWHERE;
        if place < self.heap.len() {
            let place = self.rise(place);
            self.sink(place);
        }
    }

    /// The deadline of `key`.
    #[must_use]
    pub fn get(&self, key: K) -> Option<u64> {
        self.place(key).map(|place| self.heap[place].0)
    }

    /// The earliest deadline.
    #[must_use]
    pub fn next(&self) -> Option<u64> {
        self.heap.first().map(|&(at_ms, _)| at_ms)
    }

    /// Takes a key whose deadline has come, earliest first. It has none afterwards.
    pub fn pop_due(&mut self, now_ms: u64) -> Option<K> {
        let &(at_ms, key) = self.heap.first()?;
        if at_ms > now_ms {
            return None;
        }
        self.clear(key);
        Some(key)
    }

    /// How many deadlines are set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether no deadline is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    fn place(&self, key: K) -> Option<usize> {
        let place = *self.places.get(key.into())?;
        (place != NOWHERE).then_some(place as usize)
    }

    /// Moves an entry towards the root until its parent is no later; returns where it came to stand.
    fn rise(&mut self, mut place: usize) -> usize {
        while place > 0 {
            let parent = (place - 1) / ARITY;
            if self.heap[parent].0 <= self.heap[place].0 {
                break;
            }
            self.heap.swap(parent, place);
            self.note(place);
            place = parent;
        }
        self.note(place);
        place
    }

    /// Moves an entry away from the root until no child is earlier.
    fn sink(&mut self, mut place: usize) {
        loop {
            let children = place * ARITY + 1..(place * ARITY + 1 + ARITY).min(self.heap.len());
            let Some(child) = children.min_by_key(|&child| self.heap[child].0) else {
                break;
            };
            if self.heap[place].0 <= self.heap[child].0 {
                break;
            }
            self.heap.swap(place, child);
            self.note(place);
            place = child;
        }
        self.note(place);
    }

    fn note(&mut self, place: usize) {
        let key = self.heap[place].1;
        // Keys fit 32 bits wherever they come from, and so do places.
        self.places[key.into()] = u32::try_from(place).unwrap_or(NOWHERE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn deadlines_come_in_order_and_once() {
        let mut timers = Timers::new();
        timers.set(3u16, 30);
        timers.set(1, 10);
        timers.set(2, 20);
        timers.set(3, 5);
        timers.clear(2);
        timers.clear(9);
        assert_eq!((timers.next(), timers.len()), (Some(5), 2));
        assert_eq!(timers.pop_due(4), None);
        assert_eq!(timers.pop_due(10), Some(3));
        assert_eq!(timers.pop_due(10), Some(1));
        assert_eq!(timers.pop_due(u64::MAX), None);
        assert!(timers.is_empty());
    }

    proptest! {
        #[test]
        fn it_is_a_map_sorted_by_time(steps in proptest::collection::vec((0u8..40, 0u8..4, 0u64..50), 0..300)) {
            let mut timers = Timers::new();
            let mut model = BTreeMap::new();
            for (key, action, at) in steps {
                match action {
                    0 | 1 => { timers.set(key, at); model.insert(key, at); }
                    2 => { timers.clear(key); model.remove(&key); }
                    _ => {
                        let earliest = model.values().min().copied().filter(|&due| due <= at);
                        let popped = timers.pop_due(at);
                        prop_assert_eq!(popped.and_then(|key| model.remove(&key)), earliest);
                        prop_assert_eq!(popped.is_some(), earliest.is_some());
                    }
                }
                prop_assert_eq!(timers.get(key), model.get(&key).copied());
                prop_assert_eq!(timers.next(), model.values().min().copied());
                prop_assert_eq!(timers.len(), model.len());
            }
        }
    }
}
