//! Operators of the server: how a member becomes one, and what only they may do.

use crate::hub::Hub;
use crate::hub::departure::Departure;
use crate::hub::event::Reply;
use crate::hub::id::Seat;
use crate::hub::io::{Output, Verdict};
use crate::hub::refusal::Refusal;
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
        let Some(from) = self.member(seat).map(|member| member.address.ip()) else {
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
        let from = member.address.ip();
        match verdict {
            Verdict::Right => {
                member.wrong = 0;
                member.operator = Some(name);
                self.attempts.undo(from);
                self.reply(seat, Reply::Operator);
                self.change_user_modes(seat, |modes| modes.set(UserModes::OPERATOR, true));
            }
            Verdict::Wrong => {
                member.wrong += 1;
                match member.wrong < limits::WRONG_PASSWORDS {
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
}
