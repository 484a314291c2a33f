//! What members set for themselves, and what they are given: one row per mode.

use std::rc::Rc;

use crate::hub::Hub;
use crate::hub::event::{Event, Reply};
use crate::hub::face::Face;
use crate::hub::id::Seat;
use crate::hub::mode::Change;
use crate::hub::refusal::Refusal;
use crate::hub::request::MemberRef;

/// A set of one's own modes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserModes(u8);

impl UserModes {
    /// `B`: a program (IRCv3 bot-mode).
    pub const BOT: UserModes = UserModes(1);
    /// `i`: strangers who look around do not see it.
    pub const INVISIBLE: UserModes = UserModes(1 << 1);
    /// `w`: hears what operators of the server say to everyone.
    pub const WALLOPS: UserModes = UserModes(1 << 2);
    /// `o`: an operator of the server.
    pub const OPERATOR: UserModes = UserModes(1 << 3);

    /// Whether all of `others` are set.
    #[must_use]
    pub const fn contains(self, others: UserModes) -> bool {
        self.0 & others.0 == others.0
    }

    pub(super) const fn set(self, others: UserModes, on: bool) -> UserModes {
        if on {
            UserModes(self.0 | others.0)
        } else {
            UserModes(self.0 & !others.0)
        }
    }
}

/// A row of [`TABLE`].
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// How people write it (Modern IRC, "User Modes").
    pub letter: char,
    /// What it is.
    pub mode: UserModes,
    /// It is given by the server, and can only be laid down.
    pub given: bool,
}

/// Every mode of a member, by letter.
pub const TABLE: &[Row] = &[
    Row {
        letter: 'B',
        mode: UserModes::BOT,
        given: false,
    },
    Row {
        letter: 'i',
        mode: UserModes::INVISIBLE,
        given: false,
    },
    Row {
        letter: 'o',
        mode: UserModes::OPERATOR,
        given: true,
    },
    Row {
        letter: 'w',
        mode: UserModes::WALLOPS,
        given: false,
    },
];

/// The letter of a mode.
#[must_use]
pub fn letter(mode: UserModes) -> String {
    let rows = TABLE.iter().filter(|row| row.mode == mode);
    rows.map(|row| row.letter).collect()
}

/// One thing that a member wants to change of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserWish {
    /// A mode put on or taken off.
    Change(&'static Row, bool),
    /// A letter that is no mode; told once, however many there are.
    Unknown(char),
}

/// Reads changes as people write them: `+iB-w`.
#[must_use]
pub fn parse(letters: &str) -> Vec<UserWish> {
    let mut on = true;
    let mut wishes: Vec<UserWish> = Vec::new();
    for letter in letters.chars() {
        let wish = match letter {
            '+' | '-' => {
                on = letter == '+';
                continue;
            }
            _ => match TABLE.iter().find(|row| row.letter == letter) {
                Some(row) => UserWish::Change(row, on),
                None if wishes
                    .iter()
                    .any(|wish| matches!(wish, UserWish::Unknown(_))) =>
                {
                    continue;
                }
                None => UserWish::Unknown(letter),
            },
        };
        if !wishes.contains(&wish) {
            wishes.push(wish);
        }
    }
    wishes
}

impl Hub {
    /// Changes what a member has set for itself, and tells it; answers with what is set where nothing changes.
    pub(super) fn set_user_modes(&mut self, seat: Seat, who: MemberRef, wishes: Vec<UserWish>) {
        match self.seek(who) {
            Err(refusal) => return self.refuse(seat, refusal),
            Ok(other) if other != seat => return self.refuse(seat, Refusal::NotYourself),
            Ok(_) => {}
        }
        let mut unknown = None;
        let changed = self.change_user_modes(seat, |mut modes| {
            for wish in wishes {
                match wish {
                    // Ignored, as it has always been (RFC 2812 section 3.1.5).
                    UserWish::Change(row, true) if row.given => {}
                    UserWish::Change(row, on) => modes = modes.set(row.mode, on),
                    UserWish::Unknown(letter) => unknown = Some(letter),
                }
            }
            modes
        });
        if let Some(modes) = self.member(seat).map(|member| member.modes)
            && !changed
            && unknown.is_none()
        {
            let set = TABLE.iter().filter(|row| modes.contains(row.mode));
            let set = set.map(|row| of(row, modes)).collect();
            self.reply(seat, Reply::UserModes(set));
        }
        if let Some(letter) = unknown {
            self.refuse(seat, Refusal::UnknownUserMode(letter));
        }
    }

    /// Gives a member other modes, and tells it what has changed. `false` when nothing has.
    pub(super) fn change_user_modes(
        &mut self,
        seat: Seat,
        change: impl FnOnce(UserModes) -> UserModes,
    ) -> bool {
        let Some(member) = self.member_mut(seat) else {
            return false;
        };
        let before = member.modes;
        let after = change(before);
        member.modes = after;
        let bot = after.contains(UserModes::BOT);
        if member.face.bot != bot {
            member.face = Rc::new(Face {
                bot,
                ..(*member.face).clone()
            });
        }
        let who = member.face.clone();
        self.counted(before, after);
        let changed = |row: &&Row| before.contains(row.mode) != after.contains(row.mode);
        // What is taken off stands last, so that there is one sign for each.
        let mut changes: Vec<Change> = TABLE
            .iter()
            .filter(changed)
            .map(|row| of(row, after))
            .collect();
        changes.sort_by_key(|change| !change.on);
        if changes.is_empty() {
            return false;
        }
        let changes: Rc<[Change]> = changes.into();
        self.tell(seat, Some(seat), Event::UserModes { who, changes });
        true
    }

    /// Counts who is invisible and who is an operator, when a member's modes become others or it goes.
    pub(super) fn counted(&mut self, before: UserModes, after: UserModes) {
        for (mode, count) in [
            (UserModes::INVISIBLE, &mut self.invisible),
            (UserModes::OPERATOR, &mut self.operators),
        ] {
            *count += usize::from(after.contains(mode));
            *count -= usize::from(before.contains(mode));
        }
    }
}

fn of(row: &Row, set: UserModes) -> Change {
    Change {
        on: set.contains(row.mode),
        letter: row.letter,
        param: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(TABLE.windows(2).all(|pair| pair[0].letter < pair[1].letter));
    }

    #[test]
    fn changes_are_read_and_what_is_unknown_is_told_once() {
        let letters = |text| {
            let one = |wish: &UserWish| match wish {
                UserWish::Change(row, on) => {
                    format!("{}{}", if *on { '+' } else { '-' }, row.letter)
                }
                UserWish::Unknown(letter) => format!("!{letter}"),
            };
            parse(text).iter().map(one).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(letters("+iB-w"), "+i +B -w");
        assert_eq!(letters("-zxz+i"), "!z +i");
        assert_eq!(letters("-o+o"), "-o +o");
        assert_eq!(letters("iiii"), "+i");
        assert_eq!(letters(""), "");
    }
}
