//! Whose number is known: a bounded memory of names and ids.
//!
//! A name can change hands where we do not see it, so a number is worth something only while its member shares a group
//! with us: then the server tells us of every change. Whoever shares none is nobody we know.

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

/// Members we share groups with, by name.
#[derive(Debug, Default)]
pub(super) struct People {
    known: HashMap<String, Known>,
}

#[derive(Debug)]
struct Known {
    id: u64,
    /// The groups we share, at least one.
    groups: Vec<String>,
}

impl People {
    /// Remembers that `name`, who is in `group` with us, has this number. Beyond [`MOST`] nobody new is remembered: an id
    /// less is shown, no harm done.
    pub(super) fn learn(&mut self, name: &str, id: u64, group: &str) {
        let (name, group) = (fold(name), fold(group));
        if self.known.len() >= MOST && !self.known.contains_key(&name) {
            return;
        }
        let groups = Vec::new();
        let known = self.known.entry(name).or_insert(Known { id, groups });
        known.id = id;
        if !known.groups.contains(&group) {
            known.groups.push(group);
        }
    }

    /// The number of `name`, if it is known.
    pub(super) fn id(&self, name: &str) -> Option<u64> {
        self.known.get(&fold(name)).map(|known| known.id)
    }

    /// `name` is called `now` from here on.
    pub(super) fn rename(&mut self, name: &str, now: &str) {
        if let Some(known) = self.known.remove(&fold(name)) {
            self.known.insert(fold(now), known);
        }
    }

    /// `name` left the server; whoever takes it next has another number.
    pub(super) fn forget(&mut self, name: &str) {
        self.known.remove(&fold(name));
    }

    /// `name` is not in `group` any more.
    pub(super) fn left(&mut self, name: &str, group: &str) {
        let (name, group) = (fold(name), fold(group));
        if let Some(known) = self.known.get_mut(&name) {
            known.groups.retain(|shared| *shared != group);
            if known.groups.is_empty() {
                self.known.remove(&name);
            }
        }
    }

    /// `group` is called `now` from here on.
    pub(super) fn rename_group(&mut self, group: &str, now: &str) {
        let (group, now) = (fold(group), fold(now));
        let all = self.known.values_mut();
        for shared in all.flat_map(|known| &mut known.groups) {
            if *shared == group {
                shared.clone_from(&now);
            }
        }
    }

    /// We are not in `group` any more.
    pub(super) fn leave(&mut self, group: &str) {
        let group = fold(group);
        self.known.retain(|_, known| {
            known.groups.retain(|shared| *shared != group);
            !known.groups.is_empty()
        });
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
        people.learn("Bob", 2, "#a");
        assert_eq!(people.id("bOB"), Some(2));
        people.rename("bob", "rob");
        assert_eq!((people.id("bob"), people.id("rob")), (None, Some(2)));
        people.forget("rob");
        assert_eq!(people.id("rob"), None);
        for id in 0..2 * MOST as u64 {
            people.learn(&format!("n{id}"), id, "#a");
        }
        assert_eq!(people.known.len(), MOST);
        people.learn("n0", 7, "#a");
        assert_eq!(people.id("n0"), Some(7));
    }

    #[test]
    fn who_shares_no_group_is_not_known() {
        let mut people = People::default();
        people.learn("al", 1, "#a");
        people.learn("al", 1, "#B");
        people.learn("zoe", 3, "#b");
        people.left("AL", "#A");
        assert_eq!(people.id("al"), Some(1));
        people.rename_group("#B", "#C");
        people.leave("#b");
        assert_eq!(people.id("zoe"), Some(3));
        people.leave("#c");
        assert_eq!((people.id("al"), people.id("zoe")), (None, None));
    }
}
