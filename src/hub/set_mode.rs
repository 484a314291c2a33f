//! Changing what a group is set to and who has which rank in it. Every rule about that is here.

use std::rc::Rc;

use crate::hub::Hub;
use crate::hub::event::{Event, Listed, Reply};
use crate::hub::face::Who;
use crate::hub::group::{Group, GroupKey};
use crate::hub::id::Seat;
use crate::hub::mode::{self, Change, List, Ranks, Row, What, Wish};
use crate::hub::name::GroupName;
use crate::hub::refusal::Refusal;
use crate::hub::settings::whole_mask;
use crate::hub::text::Text;
use crate::limits;
use crate::now::Now;

impl Hub {
    /// Does what can be done of what somebody wants, tells the group of it at once, and tells what could not be done why.
    pub(super) fn set_modes(&mut self, seat: Seat, name: &GroupName, wishes: Vec<Wish>, now: Now) {
        let key = match self.seek_visible(seat, name) {
            Ok(key) => key,
            Err(refusal) => return self.refuse(seat, refusal),
        };
        let Some(by) = self.face(seat) else { return };
        let Some(group) = self.groups.get(key).map(|group| group.name.clone()) else {
            return;
        };
        let (mut changes, mut refusals) = (Vec::new(), Vec::new());
        let mut asked = false;
        for wish in wishes {
            let done = match wish {
                Wish::Tell(list) => {
                    asked = true;
                    self.tell_list(seat, key, list)
                }
                Wish::Unknown(letter) => Err(Refusal::UnknownMode(letter)),
                Wish::Change(row, on, param) => self
                    .change(seat, &by, key, (row, on, param), now)
                    .map(|done| changes.extend(done)),
            };
            if let Err(refusal) = done
                && !refusals.contains(&refusal)
            {
                refusals.push(refusal);
            }
        }
        if changes.is_empty() && refusals.is_empty() && !asked {
            self.reply(seat, Reply::Unchanged);
        }
        if !changes.is_empty() {
            let changes: Rc<[Change]> = changes.into();
            self.tell_group(key, Some(seat), Event::Modes { by, group, changes });
        }
        for refusal in refusals {
            self.refuse(seat, refusal);
        }
    }

    fn tell_list(&mut self, seat: Seat, key: GroupKey, list: List) -> Result<(), Refusal> {
        let Some(group) = self.groups.get(key) else {
            return Ok(());
        };
        let masks = group.settings.list(list).to_vec();
        self.reply(seat, Reply::Masks(group.name.clone(), list, masks));
        Ok(())
    }

    /// Makes one change. `None` when it is so already.
    fn change(
        &mut self,
        seat: Seat,
        by: &Who,
        key: GroupKey,
        (row, on, param): (&'static Row, bool, Option<Text>),
        now: Now,
    ) -> Result<Option<Change>, Refusal> {
        let group = self.operated(seat, key)?.name.clone();
        let full = self.groups.masks() >= limits::MASKS_ALL;
        let lacks = || Refusal::ModeLacks(group.clone(), row.letter);
        let wrong =
            |param: &Text, why| Refusal::ModeParam(group.clone(), row.letter, param.clone(), why);
        let done = |param: Option<Rc<str>>| Change {
            on,
            letter: row.letter,
            param,
        };
        if let What::Rank(rank) = row.what {
            let param = param.ok_or_else(lacks)?;
            let given = self.give_rank(key, rank, on, &param)?;
            return Ok(given.map(|name| done(Some(name))));
        }
        let settings = match self.groups.get_mut(key) {
            Some(group) => &mut group.settings,
            None => return Ok(None),
        };
        Ok(match row.what {
            What::Flag(flag) => {
                let flags = settings.flags.set(flag, on);
                let changes = std::mem::replace(&mut settings.flags, flags) != flags;
                changes.then(|| done(None))
            }
            What::Key if on => {
                let param = param.ok_or_else(lacks)?;
                if !is_key(param.as_str()) {
                    return Err(wrong(&param, "a key is a visible word without commas"));
                }
                let shown = param.as_str().into();
                settings.set_key(Some(param)).then(|| done(Some(shown)))
            }
            // Whoever may take the key off need not know it, and who hears of it need not either.
            What::Key => settings.set_key(None).then(|| done(Some("*".into()))),
            What::Limit if on => {
                let param = param.ok_or_else(lacks)?;
                let limit = param.as_str().parse().ok().filter(|&limit: &u32| limit > 0);
                let limit = limit.ok_or_else(|| wrong(&param, "a limit is a number above 0"))?;
                let shown = limit.to_string().into();
                settings.set_limit(Some(limit)).then(|| done(Some(shown)))
            }
            What::Limit => settings.set_limit(None).then(|| done(None)),
            What::Masks(list) => {
                let param = param.ok_or_else(lacks)?;
                let mask = whole_mask(param.as_str());
                let mask = mask
                    .ok_or_else(|| wrong(&param, "a mask is like name!user@host or ~a:account"))?;
                if !on {
                    let taken = settings.take(list, &mask);
                    self.groups.count_masks(0, usize::from(taken.is_some()));
                    return Ok(taken.map(|mask| done(Some(mask))));
                }
                let entry = Listed {
                    mask: mask.clone(),
                    by: by.name.clone(),
                    unix_ms: now.unix_ms,
                };
                let added = if full {
                    None
                } else {
                    settings.add(list, entry)
                };
                let full = || Refusal::ListFull(group.clone(), row.letter, param.clone());
                let added = added.ok_or_else(full)?;
                self.groups.count_masks(usize::from(added), 0);
                added.then(|| done(Some(mask)))
            }
            What::Rank(_) => None,
        })
    }

    /// Gives a member a rank or takes it off. Returns its name if that changed something.
    fn give_rank(
        &mut self,
        key: GroupKey,
        rank: Ranks,
        on: bool,
        param: &Text,
    ) -> Result<Option<Rc<str>>, Refusal> {
        let who = mode::member(param).ok_or_else(|| Refusal::NobodyCalled(param.clone()))?;
        let other = self.seek(who)?;
        let Some(group) = self.groups.get(key) else {
            return Ok(None);
        };
        let (group, coordinates) = (group.name.clone(), group.coordinator() == Some(other));
        let Some(member) = self.member_mut(other) else {
            return Ok(None);
        };
        let name = member.face.name.clone();
        let Some(place) = member.groups.iter_mut().find(|place| place.group == key) else {
            return Err(Refusal::TheyAreNotInGroup(name, group));
        };
        if coordinates && rank == Ranks::OPERATOR && !on {
            return Err(Refusal::Coordinates(group));
        }
        let ranks = place.ranks.set(rank, on);
        let changes = std::mem::replace(&mut place.ranks, ranks) != ranks;
        Ok(changes.then(|| name.as_str().into()))
    }

    /// The group, if somebody is in it and an operator.
    pub(super) fn operated(&self, seat: Seat, key: GroupKey) -> Result<&Group, Refusal> {
        let (group, member) = self
            .groups
            .get(key)
            .zip(self.member(seat))
            .ok_or(Refusal::NotRegistered)?;
        let place = member.membership(key);
        let place = place.ok_or_else(|| Refusal::NotInGroup(group.name.clone()))?;
        match place.ranks.contains(Ranks::OPERATOR) {
            true => Ok(group),
            false => Err(Refusal::NotOperator(group.name.clone())),
        }
    }
}

/// Whether JOIN can carry a key, and everybody see it.
fn is_key(word: &str) -> bool {
    let fits = !word.is_empty() && word.len() <= limits::KEY && !word.starts_with(':');
    fits && !word.contains(|c| c == ',' || crate::hub::name::is_unseen(c))
}
