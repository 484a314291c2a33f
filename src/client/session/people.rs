//! Whose number is known: a bounded memory of names and ids.

use std::collections::HashMap;

/// How much of our introduction has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Introduction {
    /// Nothing.
    #[default]
    None,
    /// Who we are.
    Me,
    /// All of it, or nothing more is awaited.
    Over,
}

/// Most names remembered.
const MOST: usize = 10_000;

/// Ids by name, as `MEMBER` lines told them.
#[derive(Debug, Default)]
pub(super) struct People {
    ids: HashMap<String, u64>,
}

impl People {
    /// Remembers that `name` has this number. Beyond [`MOST`] nobody new is remembered: an id less is shown, no harm done.
    pub(super) fn learn(&mut self, name: &str, id: u64) {
        let name = fold(name);
        if self.ids.len() < MOST || self.ids.contains_key(&name) {
            self.ids.insert(name, id);
        }
    }

    /// The number of `name`, if it is known.
    pub(super) fn id(&self, name: &str) -> Option<u64> {
        self.ids.get(&fold(name)).copied()
    }

    /// `name` is called `now` from here on.
    pub(super) fn rename(&mut self, name: &str, now: &str) {
        if let Some(id) = self.ids.remove(&fold(name)) {
            self.ids.insert(fold(now), id);
        }
    }

    /// `name` is gone; whoever takes it next has another number.
    pub(super) fn forget(&mut self, name: &str) {
        self.ids.remove(&fold(name));
    }
}

fn fold(name: &str) -> String {
    name.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_their_names_and_stay_bounded() {
        let mut people = People::default();
        people.learn("Bob", 2);
        assert_eq!(people.id("bOB"), Some(2));
        people.rename("bob", "rob");
        assert_eq!((people.id("bob"), people.id("rob")), (None, Some(2)));
        people.forget("rob");
        assert_eq!(people.id("rob"), None);
        for id in 0..2 * MOST as u64 {
            people.learn(&format!("n{id}"), id);
        }
        assert_eq!(people.ids.len(), MOST);
        people.learn("n0", 7);
        assert_eq!(people.id("n0"), Some(7));
    }
}
