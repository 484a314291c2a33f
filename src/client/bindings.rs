//! Which keys do what: tables with a row for each deed, and what the user made of them.

use crate::client::term::keys::{Key, Mods};

/// A row of a table.
#[derive(Debug)]
pub struct Binding<D: 'static> {
    /// What happens.
    pub deed: D,
    /// What it is called in the settings.
    pub name: &'static str,
    /// Which keys do it, the one to tell people of first.
    pub keys: &'static [Key],
    /// What it is for. Empty where the row before says it.
    pub help: &'static str,
}

/// A deed that has a table.
pub trait Bound: Copy + PartialEq + 'static {
    /// A row for each.
    const TABLE: &'static [Binding<Self>];
    /// Whether Shift makes no difference to a character that is told with it, unless that has a row of its own. With other
    /// keys it never does.
    const ANY_SHIFT: bool;
}

/// The keys in use, and what they do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bindings<D> {
    rows: Vec<(D, Vec<Key>)>,
}

impl<D: Bound> Default for Bindings<D> {
    fn default() -> Bindings<D> {
        let rows = D::TABLE.iter().map(|row| (row.deed, row.keys.to_vec()));
        Bindings {
            rows: rows.collect(),
        }
    }
}

impl<D: Bound> Bindings<D> {
    /// What a key does.
    #[must_use]
    pub fn find(&self, key: Key) -> Option<D> {
        let row = |key: Key| self.rows.iter().find(|(_, keys)| keys.contains(&key));
        let without = Key::new(key.code, key.mods.without(Mods::SHIFT));
        let character = matches!(key.code, crate::client::term::keys::Code::Char(_));
        let bare = Some(without).filter(|_| D::ANY_SHIFT || !character);
        row(key).or_else(|| row(bare?)).map(|(deed, _)| *deed)
    }

    /// The keys that do something; none when it has lost them.
    #[must_use]
    pub fn keys(&self, deed: D) -> &[Key] {
        let mut rows = self.rows.iter();
        let row = rows.find(|(known, _)| *known == deed);
        row.map_or(&[], |(_, keys)| keys)
    }

    /// Gives a deed other keys.
    pub fn set(&mut self, deed: D, keys: &[Key]) {
        for (_, known) in self.rows.iter_mut().filter(|(known, _)| *known == deed) {
            *known = keys.to_vec();
        }
    }

    /// Takes a key from everything that does not `keep` what it has.
    pub fn take(&mut self, key: Key, keep: impl Fn(D) -> bool) {
        for (deed, keys) in &mut self.rows {
            if !keep(*deed) {
                keys.retain(|it| *it != key);
            }
        }
    }
}

/// The row of that name.
#[must_use]
pub fn named<D: Bound>(name: &str) -> Option<&'static Binding<D>> {
    D::TABLE.iter().find(|row| row.name == name)
}

/// What the user wants of a deed's keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The line of the settings it stands in.
    pub line: usize,
    /// What the deed is called there.
    pub name: String,
    /// The keys it shall have.
    pub keys: Vec<Key>,
}
