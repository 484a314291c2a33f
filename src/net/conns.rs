//! All connections: a slab, those to be freed, and those whose end has not been told.
//!
//! A key is given again only after the end of its last holder was told, so nobody can take one connection for another.

use std::collections::VecDeque;

use slab::Slab;

use super::conn::Conn;

/// Names a connection. Used again only after [`Happening::Closed`](super::Happening::Closed) was reported for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Key(pub u32);

impl From<Key> for usize {
    fn from(key: Key) -> usize {
        key.0 as usize
    }
}

/// The connections.
#[derive(Debug, Default)]
pub(super) struct Conns {
    /// `None` while the end is waiting to be told.
    slots: Slab<Option<Conn>>,
    /// To be freed when the tick ends; each is marked and stands here once.
    doomed: Vec<Key>,
    /// Freed; their ends are to be told, oldest first.
    gone: VecDeque<Key>,
}

impl Conns {
    /// The key that the next connection gets, `None` when it would not be below `bound`.
    pub(super) fn vacant(&self, bound: usize) -> Option<Key> {
        let key = self.slots.vacant_key();
        u32::try_from(key).ok().filter(|_| key < bound).map(Key)
    }

    /// Adds a connection under the key that [`vacant`](Self::vacant) told.
    pub(super) fn insert(&mut self, key: Key, conn: Conn) {
        let given = self.slots.insert(Some(conn));
        debug_assert_eq!(given, usize::from(key));
    }

    #[inline]
    pub(super) fn get(&self, key: Key) -> Option<&Conn> {
        self.slots.get(key.into())?.as_ref()
    }

    #[inline]
    pub(super) fn get_mut(&mut self, key: Key) -> Option<&mut Conn> {
        self.slots.get_mut(key.into())?.as_mut()
    }

    /// Ends a connection when the tick ends.
    pub(super) fn doom(&mut self, key: Key) {
        if let Some(conn) = self.get_mut(key).filter(|conn| !conn.is_doomed()) {
            conn.doom();
            self.doomed.push(key);
        }
    }

    /// Takes one of the doomed out. Its end is told later.
    pub(super) fn reap(&mut self) -> Option<(Key, Conn)> {
        let key = self.doomed.pop()?;
        let conn = self.slots.get_mut(key.into())?.take()?;
        self.gone.push_back(key);
        Some((key, conn))
    }

    /// The next end to be told. After this the key is free.
    pub(super) fn tell_gone(&mut self) -> Option<Key> {
        let key = self.gone.pop_front()?;
        self.slots.try_remove(key.into());
        if self.slots.is_empty() {
            // The memory of a crowd that has left.
            self.slots.shrink_to_fit();
            self.gone.shrink_to_fit();
        }
        Some(key)
    }

    /// Whether anything waits to be freed or told.
    pub(super) fn is_owing(&self) -> bool {
        !self.doomed.is_empty() || !self.gone.is_empty()
    }

    /// Connections whose end has not been told.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }
}
