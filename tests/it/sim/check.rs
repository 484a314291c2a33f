//! What must be true of the crowd after each step.

use std::collections::BTreeMap;

use groupchat::hub::id::{MemberId, Seat};

use super::crowd::{Crowd, QUEUE};
use super::say;

impl Crowd {
    /// What must be true after each step.
    pub(super) fn check(&self) {
        let hub = self.core.hub();
        let (mut members, mut guests) = (0, 0);
        for (who, peer) in self.peers.iter().enumerate() {
            let (person, heard) = (&self.model.people[&who], &peer.ears.heard);
            let expected = &person.heard;
            let all = peer.reads && peer.whole;
            for n in 0..heard.len().max(if all { expected.len() } else { 0 }) {
                let (one, other) = (heard.get(n), expected.get(n));
                // Of a long text a part may have come.
                let part = !all && n + 1 == heard.len();
                let fits = one == other
                    || part
                        && one
                            .zip(other)
                            .is_some_and(|(one, other)| other.starts_with(one));
                assert!(
                    fits,
                    "as its {n}th thing {who} heard {one:?}, not {other:?}"
                );
            }
            if peer.gone || !person.here {
                assert!(
                    peer.gone || self.table.lines[&peer.seat].closing,
                    "{who} is to go"
                );
                continue;
            }
            assert!(!self.table.lines[&peer.seat].closing, "{who} is to stay");
            // The queue may pass its bound by what was said last, and by an answer with it.
            let queued = self.table.lines[&peer.seat].queued();
            assert!(queued < 2 * QUEUE, "{queued} bytes wait for {who}");
            members += usize::from(person.id.is_some());
            guests += usize::from(person.id.is_none());
            let seat = Seat(peer.seat);
            let name = hub.name(seat).map(|name| name.as_str().to_owned());
            assert_eq!(name, person.name, "the name of {who}");
            assert_eq!(
                hub.id(seat).map(MemberId::get),
                person.id,
                "the id of {who}"
            );
            let groups: Vec<String> = hub.groups_of(seat).map(ToString::to_string).collect();
            assert_eq!(groups, person.groups, "the groups of {who}");
        }
        let counts = hub.counts();
        assert_eq!((counts.members, counts.guests), (members, guests));
        let groups = self.model.groups.iter();
        let groups = groups.filter(|group| !group.roster.is_empty()).count();
        assert_eq!(counts.groups, groups);
    }

    /// Somebody asks who is in a group: everyone, in order of arrival, and the first one coordinates; IRC shows operators.
    pub(super) fn probe(&mut self) {
        let Some(who) = self.someone() else { return };
        let peer = &self.peers[who];
        if !peer.reads || peer.sent > 0 || !self.model.is_member(who) {
            return;
        }
        let groups: Vec<String> = self.model.groups.iter().map(|g| g.name.clone()).collect();
        let group = self.random.pick(&groups).clone();
        let (seat, now) = (Seat(peer.seat), self.now());
        let question = match peer.irc {
            true => format!("NAMES {group}\r\n"),
            false => format!("/members {group}\n"),
        };
        self.settle();
        self.peers[who].ears.answers.clear();
        self.core
            .data(&mut self.table, seat, question.as_bytes(), now);
        // Where much was told before it, the question has to wait for its turn.
        self.work();
        self.follow_ends(None);
        self.settle();
        let answers = std::mem::take(&mut self.peers[who].ears.answers);
        let said = match self.peers[who].irc {
            true => say::names(&answers),
            false => say::rows(&answers),
        };
        let known = self.model.group(&group).expect("it was picked");
        let (roster, operators) = (&known.roster, &known.rules.operators);
        let irc = self.peers[who].irc;
        let name = |who: &usize| self.model.people[who].name.clone().unwrap_or_default();
        let coordinator = self.model.coordinator(&group);
        let expected: Vec<(String, bool)> = roster
            .iter()
            .map(|who| match irc {
                true => (name(who), operators.contains(who)),
                false => (name(who), Some(*who) == coordinator),
            })
            .collect();
        assert_eq!(said, expected, "{group} as told to {who}: {answers:#?}");
    }

    /// The kinds of things that happened and were heard, and how often.
    pub(super) fn tally(&self, tally: &mut BTreeMap<String, usize>) {
        let mut count = |what: &str| *tally.entry(what.to_owned()).or_default() += 1;
        for peer in &self.peers {
            for heard in &peer.ears.heard {
                count(heard.split(' ').next().unwrap_or_default());
                if heard.contains(" privately ") {
                    count("privately");
                }
            }
        }
        for line in &self.log {
            for what in [
                "cut off",
                "took too long",
                "dies",
                "hangs up",
                "ends with",
                "LogIn",
                "Sasl",
                "waits for its turn",
            ] {
                if line.contains(what) {
                    count(what);
                }
            }
        }
    }
}
