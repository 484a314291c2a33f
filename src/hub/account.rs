//! Whose name is whose: names of accounts, who is logged in to them, and what follows for who may be called what.
//!
//! A name that is an account's, or looks like one, is for those who are logged in to the account. A guest says its name before
//! it logs in, so its claim to such a name is only noted and judged when it becomes a member. Whoever holds the name by then
//! makes way for the owner: mostly it is the owner itself, on a connection that is gone without having said so.

use hashbrown::{HashMap, HashSet};

use crate::hub::Hub;
use crate::hub::departure::Departure;
use crate::hub::id::Seat;
use crate::hub::looks::skeletons;
use crate::hub::member::Phase;
use crate::hub::name::Name;
use crate::hub::names::Clash;

/// The names of all accounts, and what they look like.
#[derive(Debug)]
pub(super) struct Owned {
    /// What the names look like; one or two entries each. Where accounts look alike, the older one has the look.
    looks: HashMap<Box<str>, Name>,
    /// What [`SERVICES`] look like.
    services: HashSet<Box<str>>,
}

/// Programs of other IRC servers that are sent passwords, many a client's without being told to. A person of that name
/// would read them.
const SERVICES: [&str; 8] = [
    "AuthServ", "BotServ", "ChanServ", "HostServ", "MemoServ", "NickServ", "OperServ", "SaslServ",
];

/// Who may have a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// Anybody who comes first.
    Anybody,
    /// It is the account's own name of who asks: whoever has it makes way.
    Owner,
    /// Only who is logged in to this account.
    Others(Name),
    /// Nobody: see [`SERVICES`].
    Nobody,
}

impl Default for Owned {
    fn default() -> Owned {
        let services = SERVICES.iter().flat_map(|name| skeletons(name));
        Owned {
            looks: HashMap::new(),
            services: services.map(String::into_boxed_str).collect(),
        }
    }
}

impl Owned {
    fn add(&mut self, name: &Name) {
        for look in skeletons(name.as_str()) {
            self.looks
                .entry(look.into())
                .or_insert_with(|| name.clone());
        }
    }

    /// The accounts that a name is, or can be taken for.
    fn accounts(&self, name: &Name) -> impl Iterator<Item = &Name> {
        let looks = skeletons(name.as_str());
        looks
            .into_iter()
            .filter_map(|look| self.looks.get(look.as_str()))
    }

    /// Whether somebody who is logged in to `account`, or to none, may be called `name`.
    pub(super) fn right(&self, account: Option<&Name>, name: &Name) -> Right {
        let mut looks = skeletons(name.as_str()).into_iter();
        if looks.any(|look| self.services.contains(look.as_str())) {
            return Right::Nobody;
        }
        match self.accounts(name).find(|&owner| Some(owner) != account) {
            Some(owner) => Right::Others(owner.clone()),
            None if account == Some(name) => Right::Owner,
            None => Right::Anybody,
        }
    }
}

impl Hub {
    /// The account whose name this is, or looks like.
    #[must_use]
    pub fn owner(&self, name: &Name) -> Option<&Name> {
        self.owned.accounts(name).next()
    }

    /// The account that whoever sits there is logged in to.
    #[must_use]
    pub fn account(&self, seat: Seat) -> Option<&Name> {
        match self.phase(seat)? {
            Phase::Guest(guest) => guest.account.as_ref(),
            Phase::Member(member) => member.face.account.as_ref(),
        }
    }

    /// There is an account of this name from now on.
    pub(super) fn own(&mut self, name: &Name) {
        self.owned.add(name);
    }

    /// Takes a name for whoever may have it, in place of its old one; whoever has an owner's name makes way.
    pub(super) fn take_name(
        &mut self,
        seat: Seat,
        old: Option<&Name>,
        name: &Name,
        right: &Right,
    ) -> Result<(), Clash> {
        let holder = |hub: &Hub, clash| match clash {
            Clash::Same => hub.names.get(name).copied(),
            Clash::Alike(holder) => Some(holder),
        };
        loop {
            match self.names.take(seat, old, name) {
                Err(clash) if *right == Right::Owner => match holder(self, clash) {
                    Some(holder) => self.depart(holder, Departure::Regained(name.clone())),
                    None => return Err(clash),
                },
                taken => return taken,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_for_those_who_are_logged_in() {
        let name = |text: &str| Name::new(text).expect("a name");
        let mut owned = Owned::default();
        owned.add(&name("bob"));
        owned.add(&name("Alice"));
        let bob = name("bob");
        for (account, wanted, right) in [
            (None, "bob", Right::Others(bob.clone())),
            (None, "BOB", Right::Others(bob.clone())),
            (None, "b0b", Right::Others(bob.clone())),
            (None, "AIice", Right::Others(name("Alice"))),
            (None, "rob", Right::Anybody),
            (None, "NickServ", Right::Nobody),
            (Some("bob"), "CHANSERV", Right::Nobody),
            (None, "Nick", Right::Anybody),
            (Some("bob"), "bob", Right::Owner),
            (Some("bob"), "Bob", Right::Owner),
            (Some("bob"), "b0b", Right::Anybody),
            (Some("bob"), "rob", Right::Anybody),
            (Some("bob"), "alice", Right::Others(name("Alice"))),
            (Some("Alice"), "bob", Right::Others(bob.clone())),
        ] {
            let account = account.map(name);
            assert_eq!(
                owned.right(account.as_ref(), &name(wanted)),
                right,
                "{account:?} {wanted}"
            );
        }
    }
}
