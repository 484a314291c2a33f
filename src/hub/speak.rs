//! Speaking, and what else a member tells the others of itself.

use std::rc::Rc;

use crate::hub::Hub;
use crate::hub::event::{Event, Heard, Reply, Spoken, Topic};
use crate::hub::face::Face;
use crate::hub::id::Seat;
use crate::hub::member::Member;
use crate::hub::mode::{Flags, Ranks};
use crate::hub::name::GroupName;
use crate::hub::refusal::Refusal;
use crate::hub::request::{Kind, MemberRef, Say, Target};
use crate::hub::text::Text;
use crate::now::Now;

impl Hub {
    /// Passes words on. The author is among those who are told, as the one the event is about: whether it hears itself is
    /// its dialect's business.
    pub(super) fn say(&mut self, seat: Seat, say: Say, now: Now) {
        let id = self.next_message;
        let Some(member) = self.member_mut(seat) else {
            return;
        };
        if say.kind != Kind::Tag {
            member.spoke_ms = now.mono_ms;
        }
        let words = Rc::new(Spoken {
            id,
            from: member.face.clone(),
            kind: say.kind,
            text: say.text,
            tags: say.tags,
            unix_ms: now.unix_ms,
        });
        self.next_message = id.next();
        let kind = words.kind;
        let said = match say.to {
            Target::Group(group) => self.say_to_group(seat, &group, words),
            Target::Ranked(rank, group) => self.say_to_ranked(seat, &group, rank, words),
            Target::Member(who) => self.say_to_member(seat, who, words),
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
        words: Rc<Spoken>,
    ) -> Result<(), Refusal> {
        let (key, group) = self.may_speak(seat, name, &words)?;
        let to = Heard::Group(group);
        let event = Event::Said { to, words };
        if self.place(seat, name).is_err() {
            // From outside, where that is allowed: the author hears of it like any other.
            self.tell(seat, Some(seat), event.clone());
        }
        self.tell_group(key, Some(seat), event);
        Ok(())
    }

    /// Passes words on to those who have a rank. They are not for those who come later, so they are not remembered.
    fn say_to_ranked(
        &mut self,
        seat: Seat,
        name: &GroupName,
        rank: Ranks,
        words: Rc<Spoken>,
    ) -> Result<(), Refusal> {
        let (key, group) = self.may_speak(seat, name, &words)?;
        let to = Heard::Ranked(rank, group);
        self.tell_ranked(key, rank, seat, Event::Said { to, words });
        Ok(())
    }

    fn say_to_member(
        &mut self,
        seat: Seat,
        who: MemberRef,
        words: Rc<Spoken>,
    ) -> Result<(), Refusal> {
        let other = self.seek(who)?;
        let Some(to) = self.face(other) else {
            return Ok(());
        };
        let away = self.member(other).and_then(Member::away).cloned();
        let answered = matches!(words.kind, Kind::Text | Kind::Action);
        let from = words.from.id;
        let event = Event::Said {
            to: Heard::Member(to.clone()),
            words,
        };
        self.keep_between(from, to.id, &event);
        // Who speaks to itself is told twice: as the one who hears, and as the one who spoke.
        self.tell(other, None, event.clone());
        self.tell(seat, Some(seat), event);
        if let Some(reason) = away.filter(|_| answered) {
            self.reply(seat, Reply::TheyAreAway(to, reason));
        }
        Ok(())
    }

    /// Sets or clears a topic; only operators may, unless the group is set otherwise.
    pub(super) fn set_topic(&mut self, seat: Seat, name: &GroupName, text: Text, now: Now) {
        let key = match self.place(seat, name) {
            Ok(membership) => membership.group,
            Err(refusal) => return self.refuse(seat, refusal),
        };
        let flags = self.groups.get(key).map(|group| group.settings.flags);
        if flags.is_some_and(|flags| flags.contains(Flags::TOPIC))
            && let Err(refusal) = self.operated(seat, key)
        {
            return self.refuse(seat, refusal);
        }
        let Some(who) = self.face(seat) else { return };
        let Some(group) = self.groups.get_mut(key) else {
            return;
        };
        group.topic = (!text.is_empty()).then(|| Topic {
            text: text.clone(),
            by: who.clone(),
            unix_ms: now.unix_ms,
        });
        let group = group.name.clone();
        self.tell_group(key, Some(seat), Event::Topic { who, group, text });
    }

    /// Is away, or back. The others are told of what changes, once.
    pub(super) fn set_away(&mut self, seat: Seat, reason: Option<Text>) {
        let Some(member) = self.member_mut(seat) else {
            return;
        };
        let reason = reason.filter(|reason| !reason.is_empty());
        let was = member.set_away(reason.clone());
        let who = member.face.clone();
        self.reply(seat, Reply::Away(reason.is_some()));
        if was != reason {
            let event = Event::Away { who, reason };
            self.tell_acquaintances(seat, false, Some(seat), event);
        }
    }

    /// Gives a member another real name. It is told, too: until then nothing has changed.
    pub(super) fn set_real_name(&mut self, seat: Seat, real: &Text) {
        let Some(member) = self.member_mut(seat) else {
            return;
        };
        member.face = Rc::new(Face {
            real: real.as_str().into(),
            ..(*member.face).clone()
        });
        let who = member.face.clone();
        self.tell_acquaintances(seat, true, Some(seat), Event::RealName { who });
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
