//! Who has which name: no two that are the same without case, and no two that look alike.

use std::hash::BuildHasher as _;

use hashbrown::HashMap;

use crate::hub::id::Seat;
use crate::hub::looks::skeletons;
use crate::hub::name::Name;

/// Every name taken or claimed, and by whom.
#[derive(Debug, Default)]
pub(super) struct Names {
    holders: HashMap<Name, Seat>,
    /// What the names in `holders` look like, as hashes; one or two entries each. That two looks share 64 bits by chance
    /// does not happen; if it did, somebody would have to take another name.
    looks: HashMap<u64, Seat>,
}

/// Why a name cannot be taken: the seat that stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clash {
    /// It has that name.
    Same,
    /// It has a name that this one can be taken for.
    Alike(Seat),
}

impl Names {
    /// Who has that name.
    pub(super) fn get(&self, name: &Name) -> Option<&Seat> {
        self.holders.get(name)
    }

    pub(super) fn len(&self) -> usize {
        self.holders.len()
    }

    /// Gives `seat` a name in place of its old one. One's own name never stands in the way.
    pub(super) fn take(
        &mut self,
        seat: Seat,
        old: Option<&Name>,
        name: &Name,
    ) -> Result<(), Clash> {
        let other = |holder: &&Seat| **holder != seat;
        if self.holders.get(name).filter(other).is_some() {
            return Err(Clash::Same);
        }
        let looks = self.looks(name);
        let alike = |look: &u64| self.looks.get(look).filter(other);
        if let Some(&holder) = looks.iter().find_map(alike) {
            return Err(Clash::Alike(holder));
        }
        if let Some(old) = old {
            self.release(old);
        }
        self.holders.insert(name.clone(), seat);
        for look in looks {
            self.looks.insert(look, seat);
        }
        Ok(())
    }

    /// Makes a name free again.
    pub(super) fn release(&mut self, name: &Name) {
        self.holders.remove(name);
        for look in self.looks(name) {
            self.looks.remove(&look);
        }
    }

    /// What a name looks like, in as many words as [`skeletons`] has.
    fn looks(&self, name: &Name) -> [u64; 2] {
        skeletons(name.as_str()).map(|look| self.holders.hasher().hash_one(look))
    }

    /// Panics when what names look like is not what is known of it.
    pub(super) fn check(&self) {
        let mut looks = 0;
        for (name, seat) in &self.holders {
            let [one, other] = self.looks(name);
            looks += if one == other { 1 } else { 2 };
            for look in [one, other] {
                assert_eq!(
                    self.looks.get(&look),
                    Some(seat),
                    "what {name} looks like leads to its owner"
                );
            }
        }
        assert_eq!(looks, self.looks.len(), "nothing looks like nobody");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_exclude_each_other() {
        let name = |text: &str| Name::new(text).expect("a name");
        let mut names = Names::default();
        let (one, two) = (Seat(1), Seat(2));
        assert_eq!(names.take(one, None, &name("alice")), Ok(()));
        assert_eq!(names.take(two, None, &name("ALICE")), Err(Clash::Same));
        let cyrillic = name("\u{430}lice");
        assert_eq!(names.take(two, None, &cyrillic), Err(Clash::Alike(one)));
        assert_eq!(names.get(&cyrillic), None, "only looks are shared");
        // One's own looks are one's own.
        assert_eq!(names.take(one, Some(&name("alice")), &cyrillic), Ok(()));
        assert_eq!(names.take(one, Some(&cyrillic), &name("AIice")), Ok(()));
        names.check();
        assert_eq!(
            names.take(two, None, &name("alice")),
            Err(Clash::Alike(one))
        );
        names.release(&name("AIice"));
        assert_eq!(names.take(two, None, &name("alice")), Ok(()));
        names.check();
        assert_eq!(names.len(), 1);
    }
}
