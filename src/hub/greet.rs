//! Coming, being called, and going.

use std::rc::Rc;

use subtle::ConstantTimeEq;

use crate::hub::Hub;
use crate::hub::account::Right;
use crate::hub::departure::Departure;
use crate::hub::event::{Contact, Event, Former, Welcome};
use crate::hub::face::{Address, Face, Who};
use crate::hub::id::Seat;
use crate::hub::io::Output;
use crate::hub::member::{Claimed, Member, Phase};
use crate::hub::name::Name;
use crate::hub::names::Clash;
use crate::hub::record::Keeping;
use crate::hub::refusal::Refusal;
use crate::hub::request::Registration;
use crate::hub::text::Text;
use crate::hub::user_mode::UserModes;
use crate::limits;
use crate::now::Now;

impl Hub {
    /// Gives a guest its name, or a member another one.
    pub(super) fn claim(&mut self, seat: Seat, name: Name) {
        let is_guest = self.member(seat).is_none();
        let own = self.held_name(seat).cloned();
        if own
            .as_ref()
            .is_some_and(|own| own.as_str() == name.as_str())
        {
            return;
        }
        if let Some(group) = self.bound_by_ban(seat) {
            let refusal = Refusal::BoundByBan(name, group.clone());
            return self.refuse(seat, refusal);
        }
        let right = self.owned.right(self.account(seat), &name);
        if right == Right::Nobody {
            return self.refuse(seat, Refusal::NameOfService(name));
        }
        if is_guest && right != Right::Anybody {
            // It has not logged in yet, or somebody has to make way: nobody does for who may never become a member.
            return self.keep_in_mind(seat, own.as_ref(), name);
        }
        if let Right::Others(owner) = right {
            return self.refuse(seat, Refusal::NameOwned(name, owner));
        }
        if let Err(clash) = self.take_name(seat, own.as_ref(), &name, &right) {
            let refusal = self.clashes(clash, name);
            return self.refuse(seat, refusal);
        }
        let only_group = self.only_group(seat);
        match self.phase_mut(seat) {
            None => {}
            Some(Phase::Guest(guest)) => guest.name = Some(Claimed::Taken(name)),
            Some(Phase::Member(member)) => {
                let was = member.face.clone();
                member.face = Rc::new(Face {
                    name,
                    ..(*was).clone()
                });
                let now = member.face.clone();
                let event = Event::Renamed {
                    was: was.clone(),
                    now: now.clone(),
                    group: only_group,
                };
                self.tell_neighbours(seat, true, Some(seat), event);
                // To those who watch it, a name in other letters is the same name.
                if was.name != now.name {
                    self.vanished(&was.name);
                    self.appeared(&now);
                    self.was_here(was);
                }
            }
        }
    }

    /// Notes the name that a guest wants, in place of the one it has.
    fn keep_in_mind(&mut self, seat: Seat, own: Option<&Name>, name: Name) {
        if let Some(own) = own {
            self.names.release(own);
        }
        if let Some(Phase::Guest(guest)) = self.phase_mut(seat) {
            guest.name = Some(Claimed::InMind(name));
        }
    }

    /// Gives a guest the name it has in mind, if it may have it. If not it has none, and the next one it claims is as good as
    /// the first.
    fn settle(&mut self, seat: Seat, name: &Name) -> Result<(), Refusal> {
        let right = self.owned.right(self.account(seat), name);
        let taken = match right {
            Right::Nobody => Err(Refusal::NameOfService(name.clone())),
            Right::Others(owner) => Err(Refusal::NameOwned(name.clone(), owner)),
            right => self
                .take_name(seat, None, name, &right)
                .map_err(|clash| self.clashes(clash, name.clone())),
        };
        if let Some(Phase::Guest(guest)) = self.phase_mut(seat) {
            guest.name = taken.is_ok().then(|| Claimed::Taken(name.clone()));
        }
        taken
    }

    fn clashes(&self, clash: Clash, name: Name) -> Refusal {
        match clash {
            Clash::Same => Refusal::NameInUse(name),
            Clash::Alike(holder) => match self.name(holder) {
                Some(other) => Refusal::NameLooksLike(name, other.clone()),
                None => Refusal::NameInUse(name),
            },
        }
    }

    /// Makes a guest a member, tells it so, and lets it into the lobby.
    pub(super) fn register(&mut self, seat: Seat, registration: Registration, now: Now) {
        let (claimed, address, account, wrong) = match self.phase(seat) {
            None => return,
            Some(Phase::Member(_)) => return self.refuse(seat, Refusal::AlreadyRegistered),
            Some(Phase::Guest(guest)) => match &guest.name {
                None => return,
                Some(name) => (
                    name.clone(),
                    guest.address,
                    guest.account.clone(),
                    guest.wrong,
                ),
            },
        };
        if let Some(wanted) = &self.rules.password {
            let given = registration
                .password
                .as_ref()
                .map_or(&b""[..], |given| given.as_str().as_bytes());
            if !bool::from(wanted.as_bytes().ct_eq(given)) {
                self.refuse(seat, Refusal::WrongPassword);
                return self.depart(seat, Departure::WrongPassword);
            }
        }
        let name = claimed.name().clone();
        if claimed.taken().is_none()
            && let Err(refusal) = self.settle(seat, &name)
        {
            return self.refuse(seat, refusal);
        }
        let shown = match &self.rules.cloak {
            Some(cloak) => Address::Hidden(cloak(address.ip())),
            None => Address::Socket(address),
        };
        // Many clients give one word for all three, which is then kept once.
        let shared = |text: Text, known: &Rc<str>| match text.as_str() == &**known {
            true => known.clone(),
            false => text.into(),
        };
        let user = match registration.user {
            Some(user) => shared(user, &name.shared()),
            None => user_of(&name),
        };
        let real = match registration.real {
            Some(real) => shared(real, &user),
            None => name.shared(),
        };
        let face = Rc::new(Face {
            id: self.next_id,
            user,
            real,
            name,
            address: shown,
            bot: false,
            account,
        });
        self.next_id = self.next_id.next();
        let mut member = Member::new(face.clone(), address, now);
        member.set_away(registration.away.filter(|reason| !reason.is_empty()));
        member.count_wrong(|_| wrong);
        self.seats[seat.index()] = Some(Phase::Member(Box::new(member)));
        self.guests -= 1;
        self.appeared(&face);
        let contact = self.contact(seat, now);
        self.members.insert(face.id, seat);
        self.most = self.most.max(self.members.len());
        let lobby = self.groups.get(self.lobby);
        let coordinates =
            registration.enter_lobby && lobby.is_some_and(|lobby| lobby.roster.is_empty());
        let lobby = self.rules.lobby.clone();
        let welcome = Welcome {
            me: face,
            address,
            contact,
            entering: registration.enter_lobby.then(|| lobby.clone()),
            coordinates,
            counts: self.counts(),
        };
        self.tell(seat, Some(seat), Event::Welcome(Box::new(welcome)));
        if registration.enter_lobby {
            self.join(seat, &lobby, None, now);
        }
    }

    /// Whom to introduce a newcomer to: the lobby's coordinator, else the longest-standing member.
    fn contact(&self, asker: Seat, now: Now) -> Option<Contact> {
        let lobby = self.groups.get(self.lobby)?;
        let (seat, coordinates) = match lobby.coordinator() {
            Some(seat) => (seat, Some(lobby.name.clone())),
            None => (*self.members.first_key_value()?.1, None),
        };
        let row = self.row(Some(asker), seat, Some(self.lobby), now)?;
        Some(Contact { row, coordinates })
    }

    /// Remembers somebody that is not called so any more, because it left or took another name.
    fn was_here(&mut self, who: Who) {
        self.former.push_front(Former {
            who,
            left_unix_ms: self.unix_ms,
        });
        self.former.truncate(limits::FORMER);
    }

    /// Lets go of a seat: tells the others and the one who leaves, and hands over what it coordinated.
    pub(super) fn depart(&mut self, seat: Seat, why: Departure) {
        if self.phase(seat).is_none() {
            return;
        }
        if let Some(who) = self.face(seat) {
            let event = Event::Gone {
                who: who.clone(),
                group: self.only_group(seat),
                why: why.clone(),
            };
            self.tell_neighbours(seat, false, Some(seat), event);
            let memberships = self
                .member_mut(seat)
                .map(|member| std::mem::take(&mut member.groups))
                .unwrap_or_default();
            for membership in memberships {
                self.vacate(membership);
            }
            self.watches.clear(seat);
            self.vanished(&who.name);
            self.members.remove(&who.id);
            self.let_go(Keeping::Left(who.id));
            let modes = self.member(seat).map(|member| member.modes);
            self.counted(modes.unwrap_or_default(), UserModes::default());
            self.was_here(who);
        } else {
            self.guests -= 1;
        }
        if let Some(name) = self.held_name(seat).cloned() {
            self.names.release(&name);
        }
        self.seats[seat.index()] = None;
        self.tell(seat, Some(seat), Event::Farewell(why.clone()));
        self.outputs.push_back(Output::Close { seat, why });
    }
}

/// A user name for a member that gave none: its name, as far as that is ASCII and fits, so that every program can read
/// `name!user@host`.
fn user_of(name: &Name) -> Rc<str> {
    if name.as_str().is_ascii() && name.as_str().len() <= limits::USER {
        return name.shared();
    }
    let kept = name.as_str().chars().filter(char::is_ascii);
    match kept.take(limits::USER).collect::<String>() {
        user if user.is_empty() => "member".into(),
        user => user.into(),
    }
}
