//! Speaking, and what else a member tells the others of itself.

use crate::hub::Hub;
use crate::hub::event::{Event, Heard, Reply, Spoken, Topic};
use crate::hub::id::Seat;
use crate::hub::name::GroupName;
use crate::hub::refusal::Refusal;
use crate::hub::request::{Kind, MemberRef, Say, Target};
use crate::hub::text::Text;
use crate::now::Now;

impl Hub {
    /// Passes words on. The author is among those who are told, as the one the event is about: whether it hears itself is
    /// its dialect's business.
    pub(super) fn say(&mut self, seat: Seat, say: Say, now: Now) {
        let kind = say.kind;
        if let Some(member) = self.member_mut(seat)
            && kind != Kind::Tag
        {
            member.spoke_ms = now.mono_ms;
        }
        let said = match say.to.clone() {
            Target::Group(group) => self.say_to_group(seat, &group, say, now),
            Target::Member(who) => self.say_to_member(seat, who, say),
        };
        // Nothing may be answered to a notice, not even an error: two programs could go on for ever (RFC 2812 section 3.3.2).
        if let Err(refusal) = said
            && kind != Kind::Notice
        {
            self.refuse(seat, refusal);
        }
    }

    fn say_to_group(
        &mut self,
        seat: Seat,
        name: &GroupName,
        say: Say,
        now: Now,
    ) -> Result<(), Refusal> {
        let key = self.seek_group(name)?;
        let member = self
            .member(seat)
            .filter(|member| member.membership(key).is_some());
        let from = member
            .ok_or_else(|| Refusal::CannotSpeak(name.clone()))?
            .face
            .clone();
        let groups = self.groups.len();
        let group = self
            .groups
            .get_mut(key)
            .ok_or_else(|| Refusal::NoSuchGroup(name.clone()))?;
        if say.kind != Kind::Tag {
            let (from, text) = (from.clone(), say.text.clone());
            let spoken = Spoken {
                from,
                kind: say.kind,
                text,
                unix_ms: now.unix_ms,
            };
            group.backlog.push(spoken, groups);
        }
        let to = Heard::Group(group.name.clone());
        self.tell_group(
            key,
            Some(seat),
            Event::Said {
                from,
                to,
                kind: say.kind,
                text: say.text,
                tags: say.tags,
            },
        );
        Ok(())
    }

    fn say_to_member(&mut self, seat: Seat, who: MemberRef, say: Say) -> Result<(), Refusal> {
        let other = self.seek(who)?;
        let (Some(from), Some(to)) = (self.face(seat), self.face(other)) else {
            return Ok(());
        };
        let away = self.member(other).and_then(|member| member.away.clone());
        let event = Event::Said {
            from,
            to: Heard::Member(to.clone()),
            kind: say.kind,
            text: say.text,
            tags: say.tags,
        };
        if other != seat {
            self.tell(other, None, event.clone());
        }
        self.tell(seat, Some(seat), event);
        if let Some(reason) = away
            && matches!(say.kind, Kind::Text | Kind::Action)
        {
            self.reply(seat, Reply::TheyAreAway(to, reason));
        }
        Ok(())
    }

    /// Sets or clears a topic; only the coordinator may.
    pub(super) fn set_topic(&mut self, seat: Seat, name: &GroupName, text: Text, now: Now) {
        let key = match self.place(seat, name) {
            Ok(membership) => membership.group,
            Err(refusal) => return self.refuse(seat, refusal),
        };
        let Some(who) = self.face(seat) else { return };
        let Some(group) = self.groups.get_mut(key) else {
            return;
        };
        if group.coordinator() != Some(seat) {
            return self.refuse(seat, Refusal::NotCoordinator(name.clone()));
        }
        group.topic = (!text.is_empty()).then(|| Topic {
            text: text.clone(),
            by: who.name.clone(),
            unix_ms: now.unix_ms,
        });
        let group = group.name.clone();
        self.tell_group(key, Some(seat), Event::Topic { who, group, text });
    }

    pub(super) fn set_away(&mut self, seat: Seat, reason: Option<Text>) {
        let Some(member) = self.member_mut(seat) else {
            return;
        };
        member.away = reason.filter(|reason| !reason.is_empty());
        let away = member.away.is_some();
        self.reply(seat, Reply::Away(away));
    }

    pub(super) fn set_listen(&mut self, seat: Seat, port: u16, now: Now) {
        let Some(member) = self.member_mut(seat) else {
            return;
        };
        member.listen = port;
        // Its own row may tell more of it than the others are to know.
        let (Some(mine), Some(row)) = (
            self.row(Some(seat), seat, None, now),
            self.row(None, seat, None, now),
        ) else {
            return;
        };
        self.tell(seat, Some(seat), Event::Listening(Box::new(mine)));
        self.tell_neighbours(seat, false, Some(seat), Event::Listening(Box::new(row)));
    }
}
