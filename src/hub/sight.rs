//! Who may see what, and who may speak: the rules that every question and every word is held against.

use crate::hub::Hub;
use crate::hub::event::Spoken;
use crate::hub::group::{Group, GroupKey};
use crate::hub::id::Seat;
use crate::hub::member::Membership;
use crate::hub::mode::Flags;
use crate::hub::name::GroupName;
use crate::hub::refusal::Refusal;
use crate::hub::request::Kind;
use crate::hub::user_mode::UserModes;

impl Hub {
    /// Whether somebody may know of a group: of a secret one only its members do.
    pub(super) fn sees_group(&self, asker: Seat, key: GroupKey, group: &Group) -> bool {
        let inside = || {
            self.member(asker)
                .is_some_and(|member| member.membership(key).is_some())
        };
        !group.settings.flags.contains(Flags::SECRET) || inside()
    }

    /// A group that exists so far as the asker may know.
    pub(super) fn seek_visible(&self, asker: Seat, name: &GroupName) -> Result<GroupKey, Refusal> {
        let key = self.seek_group(name)?;
        let group = self.groups.get(key);
        match group.is_some_and(|group| self.sees_group(asker, key, group)) {
            true => Ok(key),
            false => Err(Refusal::NoSuchGroup(name.clone())),
        }
    }

    /// Whether somebody who looks around sees a member: those who do not wish it are seen by themselves and by those who
    /// share a group with them, and by operators of the server.
    pub(super) fn sees_member(&self, asker: Seat, other: Seat) -> bool {
        let (Some(me), Some(they)) = (self.member(asker), self.member(other)) else {
            return false;
        };
        !they.modes.contains(UserModes::INVISIBLE)
            || asker == other
            || me.modes.contains(UserModes::OPERATOR)
            || they.groups.iter().any(|m| me.membership(m.group).is_some())
    }

    /// The group and its name as its founder wrote it, if somebody may say this there. Operators and those with a voice may say what they like, save
    /// what the group does not take from anybody.
    pub(super) fn may_speak(
        &self,
        seat: Seat,
        name: &GroupName,
        words: &Spoken,
    ) -> Result<(GroupKey, GroupName), Refusal> {
        let key = self.seek_group(name)?;
        let (group, member) = self
            .groups
            .get(key)
            .zip(self.member(seat))
            .ok_or_else(|| Refusal::NoSuchGroup(name.clone()))?;
        let (settings, place) = (&group.settings, member.membership(key));
        let has = |flag| settings.flags.contains(flag);
        let ranked = place.is_some_and(Membership::is_ranked);
        let refusal = if place.is_none() && has(Flags::NO_OUTSIDERS) {
            Refusal::CannotSpeak(name.clone())
        } else if !ranked && has(Flags::MODERATED) {
            Refusal::Moderated(name.clone())
        } else if !ranked && settings.bans(member.guises()) {
            Refusal::Silenced(name.clone())
        } else if has(Flags::NO_CTCP) && is_ctcp(words) {
            Refusal::NoCtcp(name.clone())
        } else {
            return Ok((key, group.name.clone()));
        };
        Err(refusal)
    }

    /// The group that a member may not speak in because of a ban, and has to leave before it takes another name: a name is
    /// no way around a ban.
    pub(super) fn bound_by_ban(&self, seat: Seat) -> Option<&GroupName> {
        let member = self.member(seat)?;
        member.groups.iter().find_map(|place| {
            let group = self.groups.get(place.group)?;
            let bound = !place.is_ranked() && group.settings.bans(member.guises());
            bound.then_some(&group.name)
        })
    }
}

/// Whether words are for programs (Modern IRC, "CTCP"). What is done ([`Kind::Action`]) is for people.
fn is_ctcp(words: &Spoken) -> bool {
    let asks = |text: &str| text.starts_with('\u{1}') && !text.starts_with("\u{1}ACTION ");
    match words.kind {
        // Whoever is told line by line takes each for a message.
        Kind::Text | Kind::Notice => words.text.pieces().any(|piece| asks(piece.text)),
        Kind::Action | Kind::Tag | Kind::Reaction => false,
    }
}
