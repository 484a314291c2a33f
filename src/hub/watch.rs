//! Who wants to know when whom comes and goes, by name: whether anybody has that name now does not matter.
//!
//! What a change costs is the telling: finding those who watch a name takes one look-up, however many names are watched.

use std::collections::BTreeSet;

use hashbrown::HashMap;

use crate::hub::Hub;
use crate::hub::event::{Event, Reply};
use crate::hub::face::Who;
use crate::hub::id::Seat;
use crate::hub::name::Name;
use crate::hub::refusal::Refusal;
use crate::hub::request::Watch;
use crate::limits;

/// Who watches which names. Those who watch nothing have no place in it.
#[derive(Debug, Default)]
pub(super) struct Watches {
    /// Who watches a name.
    watchers: HashMap<Name, BTreeSet<Seat>>,
    /// What a member watches, in the order it asked; at most [`limits::WATCHED`].
    watched: HashMap<Seat, Vec<Name>>,
}

impl Watches {
    /// Adds a name to a list; whether it is on it now.
    fn add(&mut self, seat: Seat, name: &Name) -> bool {
        let list = self.watched.entry(seat).or_default();
        if list.contains(name) {
            return true;
        }
        if list.len() == limits::WATCHED {
            return false;
        }
        list.push(name.clone());
        self.watchers.entry(name.clone()).or_default().insert(seat);
        true
    }

    fn remove(&mut self, seat: Seat, name: &Name) {
        if let Some(list) = self.watched.get_mut(&seat) {
            list.retain(|other| other != name);
            if list.is_empty() {
                self.watched.remove(&seat);
            }
        }
        self.unlink(seat, name);
    }

    /// Forgets a list.
    pub(super) fn clear(&mut self, seat: Seat) {
        for name in self.watched.remove(&seat).unwrap_or_default() {
            self.unlink(seat, &name);
        }
    }

    fn unlink(&mut self, seat: Seat, name: &Name) {
        if let Some(watchers) = self.watchers.get_mut(name) {
            watchers.remove(&seat);
            if watchers.is_empty() {
                self.watchers.remove(name);
            }
        }
    }

    fn list(&self, seat: Seat) -> &[Name] {
        self.watched.get(&seat).map_or(&[], Vec::as_slice)
    }

    /// Panics when the two tables disagree, or hold what nobody asked for.
    pub(super) fn check(&self, is_member: impl Fn(Seat) -> bool) {
        let (mut there, mut back) = (0, 0);
        for (&seat, list) in &self.watched {
            assert!(is_member(seat), "only members watch");
            assert!((1..=limits::WATCHED).contains(&list.len()));
            there += list.len();
            for name in list {
                assert!(
                    self.watchers[name].contains(&seat),
                    "{name} knows who watches"
                );
            }
        }
        for watchers in self.watchers.values() {
            assert!(!watchers.is_empty(), "a name nobody watches is forgotten");
            back += watchers.len();
        }
        assert_eq!(there, back, "nobody watches unknowingly");
    }
}

impl Hub {
    /// Changes or tells what a member watches.
    pub(super) fn watch(&mut self, seat: Seat, watch: Watch) {
        match watch {
            Watch::Add(names) => {
                let on_it = |name: &Name| self.watches.add(seat, name);
                let (added, left_out): (Vec<Name>, Vec<Name>) = names.into_iter().partition(on_it);
                if !added.is_empty() {
                    self.tell_presence(seat, &added);
                }
                if !left_out.is_empty() {
                    self.refuse(seat, Refusal::WatchesTooMany(left_out));
                }
            }
            Watch::Remove(names) => {
                for name in &names {
                    self.watches.remove(seat, name);
                }
            }
            Watch::Clear => self.watches.clear(seat),
            Watch::List => {
                let list = self.watches.list(seat).to_vec();
                self.reply(seat, Reply::Watched(list));
            }
            Watch::Status => {
                let list = self.watches.list(seat).to_vec();
                self.tell_presence(seat, &list);
            }
        }
    }

    /// Tells which of these are here and which are not.
    fn tell_presence(&mut self, seat: Seat, names: &[Name]) {
        let (mut here, mut gone) = (Vec::new(), Vec::new());
        for name in names {
            let holder = self.names.get(name).and_then(|&holder| self.face(holder));
            match holder {
                Some(who) => here.push(who),
                None => gone.push(name.clone()),
            }
        }
        self.reply(seat, Reply::Presence(here, gone));
    }

    /// Tells those who watch a member's name that it is here.
    pub(super) fn appeared(&mut self, who: &Who) {
        self.tell_watchers(&who.name, Event::Appeared(who.clone()));
    }

    /// Tells those who watch a name that nobody has it any more.
    pub(super) fn vanished(&mut self, name: &Name) {
        self.tell_watchers(name, Event::Vanished(name.clone()));
    }

    /// Tells something that a member is, and not what it does: to everyone who shares a group with it, to itself if
    /// `and_self`, and apart from them to those who watch its name from afar. Each hears of it once.
    pub(super) fn tell_acquaintances(
        &mut self,
        seat: Seat,
        and_self: bool,
        about: Option<Seat>,
        event: Event,
    ) {
        self.tell_neighbours(seat, and_self, about, event.clone());
        // Who is near has been marked by that; the member itself is, too.
        let Some(watchers) = self
            .name(seat)
            .and_then(|name| self.watches.watchers.get(name))
        else {
            return;
        };
        let start = self.audience.len();
        let afar = |seat: &&Seat| self.heard[seat.index()] != self.round;
        self.audience.extend(watchers.iter().filter(afar));
        self.tell_many(start, None, Event::Watched(Box::new(event)), None);
    }

    fn tell_watchers(&mut self, name: &Name, event: Event) {
        if let Some(watchers) = self.watches.watchers.get(name) {
            let start = self.audience.len();
            self.audience.extend(watchers);
            self.tell_many(start, None, event, None);
        }
    }
}
