//! Who sits in a seat: a guest that has not given its name, or a member.

use std::net::SocketAddr;
use std::rc::Rc;

use crate::hub::face::{Address, Face, Who};
use crate::hub::group::GroupKey;
use crate::hub::mode::Ranks;
use crate::hub::name::Name;
use crate::hub::record::Place;
use crate::hub::text::Text;
use crate::hub::user_mode::UserModes;
use crate::now::Now;

/// The two phases of a connection. Only a member can be in a group or be spoken to.
#[derive(Debug)]
pub(crate) enum Phase {
    /// Not a member yet.
    Guest(Box<Guest>),
    /// A member. Both are boxed, so that a seat costs little beside them.
    Member(Box<Member>),
}

/// A connection that is not a member yet.
#[derive(Debug)]
pub(crate) struct Guest {
    /// Where it comes from.
    pub(crate) address: SocketAddr,
    /// The name it wants.
    pub(crate) name: Option<Claimed>,
    /// The account it is logged in to.
    pub(crate) account: Option<Name>,
    /// Wrong passwords it has given.
    pub(crate) wrong: u32,
}

/// A name that a guest wants.
#[derive(Clone, Debug)]
pub(crate) enum Claimed {
    /// It has it; nobody else can take it meanwhile.
    Taken(Name),
    /// It is an account's, or the owner's own and somebody has it: who gets it is seen when the guest becomes a member.
    /// Nobody is kept from it meanwhile.
    InMind(Name),
}

impl Claimed {
    /// The name, whoever gets it.
    pub(crate) fn name(&self) -> &Name {
        match self {
            Claimed::Taken(name) | Claimed::InMind(name) => name,
        }
    }

    /// The name, if the guest has it.
    pub(crate) fn taken(&self) -> Option<&Name> {
        match self {
            Claimed::Taken(name) => Some(name),
            Claimed::InMind(_) => None,
        }
    }
}

/// One member.
#[derive(Debug)]
pub(crate) struct Member {
    /// How others see it.
    pub(crate) face: Who,
    /// The groups it is in, in the order it joined them; at most [`GROUPS_PER_MEMBER`](crate::limits::GROUPS_PER_MEMBER).
    pub(crate) groups: Vec<Membership>,
    /// When it last spoke, or came; milliseconds on the monotonic clock.
    pub(crate) spoke_ms: u64,
    /// When it came, milliseconds since 1970-01-01 UTC.
    pub(crate) since_unix_ms: u64,
    /// What few members have; `None` is the same as nothing in it.
    aside: Option<Box<Aside>>,
    /// The port it accepts direct connections on, 0 for none.
    pub(crate) listen: u16,
    /// What it has set for itself.
    pub(crate) modes: UserModes,
}

/// What few members have, kept apart so that the others cost nothing for it.
#[derive(Debug, Default)]
pub(crate) struct Aside {
    /// How others saw it before an operator of the server had them see another user and host, its name left aside.
    pub(crate) came_as: Option<Who>,
    /// Where it really comes from, when its face hides that.
    pub(crate) address: Option<SocketAddr>,
    /// Why it is away.
    pub(crate) away: Option<Text>,
    /// Up to which moment it has read where, the one set last at the end; at most
    /// [`MARKERS`](crate::limits::MARKERS).
    pub(crate) read: Vec<(Place, u64)>,
    /// The name by which it became an operator of the server; it is one as long as its modes say so.
    pub(crate) operator: Option<Text>,
    /// How many wrong passwords it has given.
    pub(crate) wrong: u32,
}

/// A member's place in a group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Membership {
    /// Which group.
    pub(crate) group: GroupKey,
    /// Its ranks there.
    pub(crate) ranks: Ranks,
    /// The number of its arrival there.
    pub(crate) arrival: u64,
}

impl Membership {
    /// Whether a rank lets it say what others there may not.
    pub(crate) fn is_ranked(self) -> bool {
        !self.ranks.signs().is_empty()
    }
}

/// What the masks of a group are held against. What an operator of the server lets others see is no way around a ban, so
/// what they saw before counts as well; what nobody ever saw does not, or a ban could be used to ask for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Guises<'a> {
    /// How others see the member.
    pub(crate) face: &'a Face,
    /// How they saw it before, save for its name.
    pub(crate) came_as: Option<&'a Face>,
}

impl Member {
    /// Somebody who becomes a member now, from `address`, whether or not its face tells that.
    pub(crate) fn new(face: Who, address: SocketAddr, now: Now) -> Member {
        let mut member = Member {
            face,
            groups: Vec::new(),
            spoke_ms: now.mono_ms,
            since_unix_ms: now.unix_ms,
            aside: None,
            listen: 0,
            modes: UserModes::default(),
        };
        if member.face.address != Address::Socket(address) {
            member.aside_mut().address = Some(address);
        }
        member
    }

    /// What few members have, if this one does.
    pub(crate) fn aside(&self) -> Option<&Aside> {
        self.aside.as_deref()
    }

    /// Room for what few members have.
    pub(crate) fn aside_mut(&mut self) -> &mut Aside {
        self.aside.get_or_insert_default()
    }

    /// Where it really comes from.
    pub(crate) fn address(&self) -> SocketAddr {
        match (
            self.aside().and_then(|aside| aside.address),
            &self.face.address,
        ) {
            (Some(address), _) | (None, &Address::Socket(address)) => address,
            // Whoever hides an address writes it down first.
            (None, Address::Hidden(_)) => unreachable!("a hidden address is kept"),
        }
    }

    /// Why it is away.
    pub(crate) fn away(&self) -> Option<&Text> {
        self.aside()?.away.as_ref()
    }

    /// Notes why it is away; nothing when it is back. Returns what was noted before.
    pub(crate) fn set_away(&mut self, reason: Option<Text>) -> Option<Text> {
        if reason.is_none() && self.aside.is_none() {
            return None;
        }
        std::mem::replace(&mut self.aside_mut().away, reason)
    }

    /// Counts the wrong passwords that it has given, as `count` says from how many there were. Returns how many there are.
    pub(crate) fn count_wrong(&mut self, count: impl FnOnce(u32) -> u32) -> u32 {
        let before = self.aside().map_or(0, |aside| aside.wrong);
        let wrong = count(before);
        if wrong != before {
            self.aside_mut().wrong = wrong;
        }
        wrong
    }

    /// Has others see `face`, which may hide where the member comes from.
    pub(crate) fn disguise(&mut self, face: Face) {
        let (address, was) = (self.address(), self.face.clone());
        let aside = self.aside_mut();
        aside.address = Some(address);
        aside.came_as.get_or_insert(was);
        self.face = Rc::new(face);
    }

    /// What the masks of a group are held against.
    pub(crate) fn guises(&self) -> Guises<'_> {
        Guises {
            face: &self.face,
            came_as: self.aside().and_then(|aside| aside.came_as.as_deref()),
        }
    }

    /// Its place in a group, if it is in.
    pub(crate) fn membership(&self, group: GroupKey) -> Option<Membership> {
        self.groups.iter().copied().find(|m| m.group == group)
    }

    /// Its ranks in a group; none if it is not in.
    pub(crate) fn ranks(&self, group: GroupKey) -> Ranks {
        self.membership(group).map_or(Ranks::NONE, |m| m.ranks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_small() {
        let size = size_of::<Member>();
        assert!(size <= 72, "{size} bytes");
    }
}
