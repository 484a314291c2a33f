//! Who may try to log in, and what follows when somebody is logged in or is not. Passwords pass through: what they are checked
//! against is not the hub's.

use std::net::IpAddr;
use std::rc::Rc;

use crate::hub::Hub;
use crate::hub::departure::Departure;
use crate::hub::event::Event;
use crate::hub::face::Face;
use crate::hub::id::Seat;
use crate::hub::io::Output;
use crate::hub::login::{How, Login, LoginFault, RegisterFault};
use crate::hub::member::Phase;
use crate::hub::name::Name;
use crate::hub::refusal::Refusal;
use crate::hub::text::Text;
use crate::limits;
use crate::now::Now;
use crate::secret::Secret;

impl Hub {
    /// Hands on what somebody wants of the accounts, unless too much was tried from where it comes from.
    pub(super) fn ask_to_log_in(&mut self, seat: Seat, login: Login, now: Now) {
        if login.begins()
            && let Some(from) = self.tries_from(seat)
            && let Err(seconds) = self.logins.begin(from, now.mono_ms)
        {
            return self.refuse(seat, Refusal::LoginFailed(LoginFault::Slowed(seconds)));
        }
        if login == Login::Abort {
            self.uncount(seat);
        }
        self.outputs.push_back(Output::Login { seat, login });
    }

    /// Somebody is logged in. It is told, and those who share a group with it or watch its name are.
    pub(super) fn log_in(&mut self, seat: Seat, account: Name, how: How) {
        if how != How::Registered {
            self.uncount(seat);
        }
        let now = match self.phase_mut(seat) {
            None => return,
            Some(Phase::Guest(guest)) => {
                guest.wrong = 0;
                guest.account = Some(account.clone());
                None
            }
            Some(Phase::Member(member)) => {
                let was = member.face.clone();
                member.count_wrong(|_| 0);
                member.face = Rc::new(Face {
                    account: Some(account.clone()),
                    ..(*was).clone()
                });
                Some((was, member.face.clone()))
            }
        };
        let me = now.as_ref().map(|(_, me)| me.clone());
        self.tell(seat, Some(seat), Event::LoggedIn { me, account, how });
        if let Some((was, now)) = now.filter(|(was, now)| was.account != now.account) {
            self.tell_acquaintances(seat, true, Some(seat), Event::Account { was, now });
        }
    }

    /// Somebody is not. Whoever gives wrong passwords again and again has to go.
    pub(super) fn not_logged_in(&mut self, seat: Seat, fault: LoginFault) {
        if fault != LoginFault::Wrong {
            self.uncount(seat);
            return self.refuse(seat, Refusal::LoginFailed(fault));
        }
        let wrong = match self.phase_mut(seat) {
            None => return,
            Some(Phase::Guest(guest)) => {
                guest.wrong += 1;
                guest.wrong
            }
            Some(Phase::Member(member)) => member.count_wrong(|wrong| wrong + 1),
        };
        let too_many = wrong >= limits::WRONG_PASSWORDS;
        self.refuse(seat, Refusal::LoginFailed(fault));
        if too_many {
            self.depart(seat, Departure::WrongPasswords);
        }
    }

    /// Has an account made for a member, if it may have one.
    pub(super) fn ask_for_account(
        &mut self,
        seat: Seat,
        asked: Option<Text>,
        password: Secret,
        now: Now,
    ) {
        let Some(name) = self.member(seat).map(|member| member.face.name.clone()) else {
            return self.refuse(seat, Refusal::NotRegistered);
        };
        let asked = asked.unwrap_or_else(|| Text::lossy(name.as_str(), limits::NAME));
        let fault = if Name::new(asked.as_str()).as_ref() != Ok(&name) {
            Some(RegisterFault::NotYourName)
        } else if self.account(seat).is_some() {
            Some(RegisterFault::LoggedIn)
        } else if self.owner(&name).is_some() {
            Some(RegisterFault::Exists)
        } else {
            let from = self.tries_from(seat);
            let waits = from.map(|from| self.registrations.begin(from, now.mono_ms));
            waits.and_then(Result::err).map(RegisterFault::Slowed)
        };
        match fault {
            Some(fault) => self.refuse(seat, Refusal::NoAccount(asked, fault)),
            None => self.outputs.push_back(Output::Register {
                seat,
                name,
                password,
            }),
        }
    }

    /// There is no account for somebody after all.
    pub(super) fn not_registered(&mut self, seat: Seat, name: &Name, fault: RegisterFault) {
        if let Some(from) = self.tries_from(seat) {
            self.registrations.undo(from);
        }
        let name = Text::lossy(name.as_str(), limits::NAME);
        self.refuse(seat, Refusal::NoAccount(name, fault));
    }

    /// Where somebody's tries are counted. Loopback is not: many programs, or a whole proxy, may stand behind it.
    fn tries_from(&self, seat: Seat) -> Option<IpAddr> {
        let address = match self.phase(seat)? {
            Phase::Guest(guest) => guest.address.ip(),
            Phase::Member(member) => member.address().ip(),
        };
        (!address.is_loopback()).then_some(address)
    }

    /// What was tried was no wrong password.
    fn uncount(&mut self, seat: Seat) {
        if let Some(from) = self.tries_from(seat) {
            self.logins.undo(from);
        }
    }
}
