//! Who is in a window.

use std::collections::{BTreeMap, HashMap};

/// Most members of one window that are kept.
pub const MEMBERS: usize = 20_000;
/// Most members of all windows that are kept.
pub const ALL_MEMBERS: usize = 100_000;

/// Somebody who is there. What the server does not tell is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its number.
    pub id: Option<u64>,
    /// IP address and port, or `user@host`, or whatever the server shows in their place.
    pub address: String,
    /// Port for direct connections; 0 for none.
    pub listen: Option<u16>,
    /// Signs of its ranks, the highest first: `@` for an operator.
    pub ranks: String,
    /// It coordinates the group. Only servers of ours say so; elsewhere operators have their sign.
    pub coordinator: bool,
    /// It is away.
    pub away: bool,
    /// It is a program.
    pub bot: bool,
    /// It is the user.
    pub you: bool,
    /// The account it is known by, where the server tells.
    pub account: Option<String>,
}

/// The members of one window, the highest rank first and by name among equals.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// By place: the rank, 0 for the highest, and the folded name.
    rows: BTreeMap<(u8, String), Member>,
    /// The rank of each folded name.
    places: HashMap<String, u8>,
    /// Members that were not kept because there were too many.
    more: usize,
}

impl Members {
    /// All of them in the order in which they are shown.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Member> + Clone {
        self.rows.values()
    }

    /// How many there are, those included that are not kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len() + self.more
    }

    /// Whether nobody is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The member of that folded name.
    #[must_use]
    pub fn get(&self, folded: &str) -> Option<&Member> {
        let place = *self.places.get(folded)?;
        self.rows.get(&(place, folded.to_owned()))
    }

    /// How many are kept.
    pub(super) fn kept(&self) -> usize {
        self.rows.len()
    }

    /// Puts a member in, or in place of the one of the same name. `place` is that of its highest rank. Without `room`
    /// elsewhere, or here, somebody new is only counted.
    pub(super) fn put(&mut self, folded: String, place: u8, member: Member, room: bool) {
        if let Some(old) = self.places.get(&folded) {
            self.rows.remove(&(*old, folded.clone()));
        } else if self.rows.len() >= MEMBERS || !room {
            self.more += 1;
            return;
        }
        self.places.insert(folded.clone(), place);
        self.rows.insert((place, folded), member);
    }

    /// Changes a member in what does not move it. `false` when it is not there, or nothing was changed.
    pub(super) fn change(&mut self, folded: &str, change: impl FnOnce(&mut Member)) -> bool {
        let Some(place) = self.places.get(folded) else {
            return false;
        };
        let Some(member) = self.rows.get_mut(&(*place, folded.to_owned())) else {
            return false;
        };
        let before = member.clone();
        change(member);
        *member != before
    }

    pub(super) fn remove(&mut self, folded: &str) -> Option<Member> {
        let place = self.places.remove(folded)?;
        self.rows.remove(&(place, folded.to_owned()))
    }

    pub(super) fn clear(&mut self) {
        *self = Members::default();
    }
}
