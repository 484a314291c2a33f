//! The state of the chat: who is here, in which groups, who may do what, and who must hear of it.
//!
//! The hub is pure. It touches no socket, reads no clock, rolls no dice and formats nothing: the shell gives it an
//! [`Input`] and the moment it happened, and drains the [`Output`]s that follow. So everything it does can be tested and
//! simulated without I/O.
//!
//! ```
//! use groupchat::hub::{Hub, Rules, id::Seat, io::Input, name::GroupName};
//! use groupchat::now::Now;
//!
//! let mut hub = Hub::new(Rules::new(GroupName::new("#lobby").expect("a good name")));
//! let address = "127.0.0.1:50612".parse().expect("an address");
//! hub.handle(Input::Arrive { seat: Seat(0), address }, Now::default());
//! assert!(hub.poll().is_none(), "a guest is told nothing before it gives its name");
//! ```
//!
//! Only the *recipients* of an event are resolved when it happens, as seats; its wording is the dialects' business.

mod account;
mod attempts;
mod check;
mod crowd;
pub mod departure;
pub mod event;
pub mod face;
pub mod flood;
mod greet;
mod group;
pub mod id;
pub mod introduction;
mod invite;
pub mod io;
mod join;
mod letter;
mod listing;
mod logging_in;
pub mod login;
mod looks;
mod marker;
pub(crate) mod mask;
mod member;
pub mod mode;
pub mod name;
mod names;
mod operator;
mod query;
pub mod record;
mod redact;
pub mod refusal;
mod rename;
pub mod request;
mod roster;
mod set_mode;
mod settings;
mod sight;
mod speak;
mod tell;
pub mod text;
pub mod user_mode;
mod watch;
pub mod words;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::net::IpAddr;
use std::rc::Rc;

use crate::hub::account::Owned;
use crate::hub::attempts::Attempts;
use crate::hub::departure::Departure;
use crate::hub::event::{Counts, Former};
use crate::hub::face::{Address, Who};
use crate::hub::group::{GroupKey, Groups};
use crate::hub::id::{MemberId, MessageId, Seat};
use crate::hub::io::{Input, Output, To};
use crate::hub::member::{Claimed, Guest, Member, Phase};
use crate::hub::name::{GroupName, Name};
use crate::hub::names::Names;
use crate::hub::refusal::Refusal;
use crate::hub::request::{MemberRef, Request};
use crate::hub::watch::Watches;
use crate::now::Now;

/// Makes a word for an address that tells nothing of it: the same word for the same address.
pub type Cloak = Box<dyn Fn(IpAddr) -> Rc<str>>;

/// What the hub is told when it is made.
pub struct Rules {
    /// The group everyone lands in. It stays, with its topic and history, when the last member leaves.
    pub lobby: GroupName,
    /// What newcomers have to know.
    pub password: Option<String>,
    /// Hides addresses from everyone but their owner.
    pub cloak: Option<Cloak>,
    /// Whether there is anybody who may become an operator of the server.
    pub operators: bool,
}

impl Rules {
    /// A hub that is open and hides nothing.
    #[must_use]
    pub fn new(lobby: GroupName) -> Rules {
        Rules {
            lobby,
            password: None,
            cloak: None,
            operators: false,
        }
    }
}

impl fmt::Debug for Rules {
    /// Never shows the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules")
            .field("lobby", &self.lobby)
            .field("password", &self.password.is_some())
            .field("cloak", &self.cloak.is_some())
            .field("operators", &self.operators)
            .finish()
    }
}

/// The state of the chat.
#[derive(Debug)]
pub struct Hub {
    rules: Rules,
    /// Who sits where; `None` for a free seat.
    seats: Vec<Option<Phase>>,
    /// Every name taken or claimed, and by whom. Holds exactly the names in `seats`, save those that a guest only has in
    /// mind.
    names: Names,
    /// Names that belong to accounts.
    owned: Owned,
    watches: Watches,
    /// Every member in order of arrival. Holds exactly the members in `seats`.
    members: BTreeMap<MemberId, Seat>,
    guests: usize,
    /// Members that do not wish to be seen by strangers.
    invisible: usize,
    /// Members that are operators of the server.
    operators: usize,
    attempts: Attempts,
    /// The same for passwords of accounts.
    logins: Attempts,
    /// Accounts that were registered.
    registrations: Attempts,
    groups: Groups,
    lobby: GroupKey,
    /// The id of the next member.
    next_id: MemberId,
    /// The number of the next message.
    next_message: MessageId,
    /// The moment of the last input, milliseconds since 1970-01-01 UTC.
    unix_ms: u64,
    /// Most members at a time.
    most: usize,
    /// Members that have left, newest first; at most [`limits::FORMER`](crate::limits::FORMER).
    former: VecDeque<Former>,
    /// What follows from the last input and has not been drained.
    outputs: VecDeque<Output>,
    /// The seats that `outputs` refer to.
    audience: Vec<Seat>,
    /// For each seat the round in which it was last put into an audience, so that nobody hears a thing twice.
    heard: Vec<u32>,
    round: u32,
}

impl Hub {
    /// A hub with nobody in it.
    #[must_use]
    pub fn new(rules: Rules) -> Hub {
        let mut groups = Groups::default();
        let lobby = groups.found(&rules.lobby, 0);
        Hub {
            rules,
            seats: Vec::new(),
            names: Names::default(),
            owned: Owned::default(),
            watches: Watches::default(),
            members: BTreeMap::new(),
            guests: 0,
            invisible: 0,
            operators: 0,
            attempts: Attempts::new(attempts::OPERATORS),
            logins: Attempts::new(attempts::LOGINS),
            registrations: Attempts::new(attempts::REGISTRATIONS),
            groups,
            lobby,
            next_id: MemberId::FIRST,
            next_message: MessageId::default().next(),
            unix_ms: 0,
            most: 0,
            former: VecDeque::new(),
            outputs: VecDeque::new(),
            audience: Vec::new(),
            heard: Vec::new(),
            round: 0,
        }
    }

    /// Takes one input in. What follows from it waits in [`Hub::poll`].
    ///
    /// Drain that before the next input: audiences are kept only until then.
    pub fn handle(&mut self, input: Input, now: Now) {
        debug_assert!(
            self.outputs.is_empty(),
            "outputs have to be drained before the next input"
        );
        self.audience.clear();
        self.unix_ms = now.unix_ms;
        match input {
            Input::Arrive { seat, address } => self.arrive(seat, Address::canonical(address)),
            Input::Ask { seat, request } => self.ask(seat, request, now),
            Input::Depart { seat, why } => self.depart(seat, why),
            Input::Verified {
                seat,
                name,
                verdict,
            } => self.verified(seat, name, verdict),
            Input::Found { seat, wish, entry } => self.redact_found(seat, *wish, entry.as_ref()),
            Input::Account(name) => self.own(&name),
            Input::LoggedIn { seat, account, how } => self.log_in(seat, account, how),
            Input::LoginFailed { seat, fault } => self.not_logged_in(seat, fault),
            Input::NotRegistered { seat, name, fault } => {
                self.not_registered(seat, &name, fault);
            }
        }
        self.check();
    }

    /// The next thing that follows from the last input.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// The seats an output is for, each once.
    #[must_use]
    pub fn audience<'a>(&'a self, to: &'a To) -> &'a [Seat] {
        match to {
            To::One(seat) => std::slice::from_ref(seat),
            To::Many(range) => self.audience.get(range.clone()).unwrap_or_default(),
        }
    }

    /// The name of whoever sits there, taken, claimed or only in mind.
    #[must_use]
    pub fn name(&self, seat: Seat) -> Option<&Name> {
        match self.phase(seat)? {
            Phase::Guest(guest) => guest.name.as_ref().map(Claimed::name),
            Phase::Member(member) => Some(&member.face.name),
        }
    }

    /// The name that whoever sits there has, and nobody else can take.
    fn held_name(&self, seat: Seat) -> Option<&Name> {
        match self.phase(seat)? {
            Phase::Guest(guest) => guest.name.as_ref()?.taken(),
            Phase::Member(member) => Some(&member.face.name),
        }
    }

    /// The id of the member who sits there.
    #[must_use]
    pub fn id(&self, seat: Seat) -> Option<MemberId> {
        self.member(seat).map(|member| member.face.id)
    }

    /// The groups the member who sits there is in, in the order it joined them.
    pub fn groups_of(&self, seat: Seat) -> impl Iterator<Item = &GroupName> {
        let groups = self.member(seat).map_or(&[][..], |member| &member.groups);
        groups
            .iter()
            .filter_map(|m| self.groups.get(m.group).map(|group| &group.name))
    }

    /// How many are here.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let empty = usize::from(
            self.groups
                .get(self.lobby)
                .is_some_and(|lobby| lobby.roster.is_empty()),
        );
        Counts {
            members: self.members.len(),
            guests: self.guests,
            invisible: self.invisible,
            operators: self.operators,
            groups: self.groups.len() - empty,
            most: self.most,
        }
    }

    /// Takes another password, or none, from now on.
    pub fn set_password(&mut self, password: Option<String>) {
        self.rules.password = password;
    }

    fn arrive(&mut self, seat: Seat, address: std::net::SocketAddr) {
        if self.seats.len() <= seat.index() {
            self.seats.resize_with(seat.index() + 1, || None);
            self.heard.resize(seat.index() + 1, 0);
        }
        debug_assert!(self.seats[seat.index()].is_none(), "{seat:?} is taken");
        self.seats[seat.index()] = Some(Phase::Guest(Box::new(Guest {
            address,
            name: None,
            account: None,
            wrong: 0,
        })));
        self.guests += 1;
    }

    fn ask(&mut self, seat: Seat, request: Request, now: Now) {
        let is_member = match self.phase(seat) {
            None => return,
            Some(Phase::Guest(_)) => false,
            Some(Phase::Member(_)) => true,
        };
        match request {
            Request::Claim(name) => self.claim(seat, name),
            Request::Login(login) => self.ask_to_log_in(seat, login, now),
            Request::Register(registration) => self.register(seat, registration, now),
            Request::Quit(reason) => self.depart(seat, Departure::Quit(reason)),
            Request::CreateAccount(name, password) => {
                self.ask_for_account(seat, name, password, now);
            }
            _ if !is_member => self.refuse(seat, Refusal::NotRegistered),
            Request::Join(group) => self.join(seat, &group, None, now),
            Request::JoinWithKey(group, key) => self.join(seat, &group, Some(&key), now),
            Request::Leave(group, reason) => self.leave(seat, &group, reason),
            Request::LeaveAll => self.leave_all(seat),
            Request::Say(say) => self.say(seat, say, now),
            Request::Redact(wish) => self.redact(seat, wish),
            Request::SetTopic(group, text) => self.set_topic(seat, &group, text, now),
            Request::RenameGroup(was, now, reason) => {
                self.rename_group(seat, &was, &now, reason.as_ref());
            }
            Request::Remove(group, who, reason) => self.remove(seat, &group, who, reason),
            Request::Invite(group, who) => self.invite(seat, &group, who),
            Request::SetModes(group, wishes) => self.set_modes(seat, &group, wishes, now),
            Request::SetUserModes(who, wishes) => self.set_user_modes(seat, who, wishes),
            Request::Away(reason) => self.set_away(seat, reason),
            Request::SetRealName(real) => self.set_real_name(seat, &real),
            Request::Listen(port) => self.set_listen(seat, port, now),
            Request::Watch(watch) => self.watch(seat, watch),
            Request::MarkRead(of, unix_ms) => self.mark_read(seat, of, unix_ms),
            Request::Operate(name, password) => self.become_operator(seat, name, password, now),
            Request::Order(order) => self.order(seat, order),
            Request::Ask(query) => self.answer(seat, query, now),
        }
    }

    fn phase(&self, seat: Seat) -> Option<&Phase> {
        self.seats.get(seat.index())?.as_ref()
    }

    fn phase_mut(&mut self, seat: Seat) -> Option<&mut Phase> {
        self.seats.get_mut(seat.index())?.as_mut()
    }

    fn member(&self, seat: Seat) -> Option<&Member> {
        match self.phase(seat)? {
            Phase::Member(member) => Some(member),
            Phase::Guest(_) => None,
        }
    }

    fn member_mut(&mut self, seat: Seat) -> Option<&mut Member> {
        match self.phase_mut(seat)? {
            Phase::Member(member) => Some(member),
            Phase::Guest(_) => None,
        }
    }

    /// The member with this number, as others see it.
    #[must_use]
    pub fn face_of(&self, id: MemberId) -> Option<Who> {
        self.members.get(&id).and_then(|&seat| self.face(seat))
    }

    fn face(&self, seat: Seat) -> Option<Who> {
        self.member(seat).map(|member| member.face.clone())
    }

    /// The member somebody means, or a refusal. A claimed name is nobody's yet.
    fn seek(&self, who: MemberRef) -> Result<Seat, Refusal> {
        let seat = match &who {
            MemberRef::Name(name) => self.names.get(name),
            MemberRef::Id(id) => self.members.get(id),
        };
        seat.copied()
            .filter(|&seat| self.member(seat).is_some())
            .ok_or(Refusal::NoSuchMember(who))
    }

    /// A group that exists, or a refusal. The empty lobby exists.
    fn seek_group(&self, name: &GroupName) -> Result<GroupKey, Refusal> {
        self.groups
            .find(name)
            .ok_or_else(|| Refusal::NoSuchGroup(name.clone()))
    }

    /// The group a member is in, if it is in exactly one.
    fn only_group(&self, seat: Seat) -> Option<GroupName> {
        match self.member(seat)?.groups[..] {
            [only] => self.groups.get(only.group).map(|group| group.name.clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
