//! Operators of the server: how a member becomes one, and what only they may do.

use crate::hub::Hub;
use crate::hub::departure::Departure;
use crate::hub::event::{Event, Reply};
use crate::hub::face::{Address, Face, Who};
use crate::hub::id::Seat;
use crate::hub::io::{Output, Verdict};
use crate::hub::refusal::Refusal;
use crate::hub::request::Order;
use crate::hub::text::Text;
use crate::hub::user_mode::UserModes;
use crate::limits;
use crate::now::Now;

impl Hub {
    /// Lets members become operators, or no more of them.
    pub fn set_operators(&mut self, operators: bool) {
        self.rules.operators = operators;
    }

    /// Has a password checked. The answer comes later, with [`Hub::verified`].
    pub(super) fn become_operator(&mut self, seat: Seat, name: Text, password: Text, now: Now) {
        if !self.rules.operators {
            return self.refuse(seat, Refusal::NoOperators);
        }
        let Some(from) = self.member(seat).map(|member| member.address().ip()) else {
            return;
        };
        match self.attempts.begin(from, now.mono_ms) {
            Err(seconds) => self.refuse(seat, Refusal::TryAgain("OPER", seconds)),
            Ok(()) => self.outputs.push_back(Output::Verify {
                seat,
                name,
                password,
            }),
        }
    }

    /// Takes the answer. Whoever gives wrong passwords again and again has to go.
    pub(super) fn verified(&mut self, seat: Seat, name: Text, verdict: Verdict) {
        let Some(member) = self.member_mut(seat) else {
            return;
        };
        let from = member.address().ip();
        match verdict {
            Verdict::Right => {
                member.count_wrong(|_| 0);
                member.aside_mut().operator = Some(name);
                self.attempts.undo(from);
                self.reply(seat, Reply::Operator);
                self.change_user_modes(seat, |modes| modes.set(UserModes::OPERATOR, true));
            }
            Verdict::Wrong => {
                match member.count_wrong(|wrong| wrong + 1) < limits::WRONG_PASSWORDS {
                    true => self.refuse(seat, Refusal::WrongOperatorPassword),
                    false => self.depart(seat, Departure::WrongPasswords),
                }
            }
            Verdict::None => {
                self.attempts.undo(from);
                self.refuse(seat, Refusal::TryAgain("OPER", 1));
            }
        }
    }

    /// Whether somebody is an operator of the server.
    pub(super) fn operates(&self, seat: Seat) -> bool {
        self.member(seat)
            .is_some_and(|member| member.modes.contains(UserModes::OPERATOR))
    }

    /// Does what only operators may; refuses it to all others, whatever it is about.
    pub(super) fn order(&mut self, seat: Seat, order: Order) {
        let Some(by) = self.face(seat).filter(|_| self.operates(seat)) else {
            return self.refuse(seat, Refusal::NotServerOperator);
        };
        match order {
            Order::Kill(who, reason) => match self.seek(who) {
                Ok(other) => {
                    let why = Departure::Killed(by.name.clone(), reason);
                    self.depart(other, why);
                }
                Err(refusal) => self.refuse(seat, refusal),
            },
            Order::Announce(text) => self.announce(seat, by, text),
            Order::Dress(who, user, host) => match self.seek(who) {
                Ok(other) => self.dress(other, &user, &host),
                Err(refusal) => self.refuse(seat, refusal),
            },
            Order::Reload => {
                self.reply(seat, Reply::Reloading);
                self.outputs.push_back(Output::Reload);
            }
            Order::Stop => self.outputs.push_back(Output::Stop { by }),
        }
    }

    fn announce(&mut self, seat: Seat, by: Who, text: Text) {
        let start = self.audience.len();
        let hears = |&seat: &Seat| {
            self.member(seat).is_some_and(|member| {
                member.modes.contains(UserModes::WALLOPS)
                    || member.modes.contains(UserModes::OPERATOR)
            })
        };
        let mut audience: Vec<Seat> = self.members.values().copied().filter(hears).collect();
        self.audience.append(&mut audience);
        self.tell_many(start, Some(seat), Event::Announced { by, text }, None);
    }

    /// Has others see another user and host of a member. Those who do not know of such a thing have to be told, group by
    /// group, that it came anew.
    fn dress(&mut self, seat: Seat, user: &Text, host: &Text) {
        let Some(member) = self.member_mut(seat) else {
            return;
        };
        let was = member.face.clone();
        let same = *was.user == *user.as_str() && was.address.host() == host.as_str();
        if same {
            return;
        }
        member.disguise(Face {
            user: user.as_str().into(),
            address: Address::Hidden(host.as_str().into()),
            ..(*was).clone()
        });
        let (who, listen, away) = (member.face.clone(), member.listen, member.away().cloned());
        let places = member.groups.clone();
        let now = who.clone();
        self.tell_acquaintances(seat, true, Some(seat), Event::Dressed { was, now });
        for place in places {
            let Some(group) = self.groups.get(place.group) else {
                continue;
            };
            let event = Event::StillIn {
                who: who.clone(),
                group: group.name.clone(),
                listen,
                ranks: place.ranks,
                away: away.clone(),
            };
            let start = self.audience.len();
            let others = group.roster.iter().filter(|&other| other != seat);
            self.audience.extend(others);
            self.tell_many(start, Some(seat), event, None);
        }
    }

    /// Who is an operator, as operators may know it.
    pub(super) fn server_operators(&self, asker: Seat) -> Result<Reply, Refusal> {
        if !self.operates(asker) {
            return Err(Refusal::NotServerOperator);
        }
        let named = |&seat: &Seat| {
            let member = self.member(seat).filter(|_| self.operates(seat))?;
            Some((member.face.clone(), member.aside()?.operator.clone()?))
        };
        let operators = self.members.values().filter_map(named);
        Ok(Reply::Operators(operators.collect()))
    }
}
