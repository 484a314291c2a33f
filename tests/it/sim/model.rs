//! What has to be true, computed from what was asked and from nothing else: who is here, in which groups, and what each
//! has to have heard, in words that belong to no dialect.

use std::collections::{BTreeMap, BTreeSet};

use super::deed::{Caps, Deed};

/// The group everyone lands in.
pub(super) const LOBBY: &str = "#lobby";
/// The accounts, made before anybody comes; members of these names made them.
pub(super) const ACCOUNTS: [&str; 2] = ["heidi", "judy"];

/// Somebody who is connected, or was.
#[derive(Debug, Default)]
pub(super) struct Person {
    pub(super) name: Option<String>,
    pub(super) id: Option<u64>,
    /// In the order of joining, as their founders wrote them.
    pub(super) groups: Vec<String>,
    /// What it has to have heard so far.
    pub(super) heard: Vec<String>,
    pub(super) here: bool,
    irc: bool,
    caps: Caps,
    /// Where the lines of a plain member go.
    current: Option<String>,
    /// The name is only in its mind: somebody else may have it.
    in_mind: bool,
    /// The account it is logged in to.
    account: Option<String>,
    user: bool,
    held: bool,
}

#[derive(Debug)]
pub(super) struct Group {
    pub(super) name: String,
    /// In order of arrival: the first coordinates.
    pub(super) roster: Vec<usize>,
    pub(super) rules: Rules,
}

/// What a group is set to.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// `i` and `m`.
    flags: BTreeSet<char>,
    key: Option<String>,
    /// Names, as they were banned first.
    bans: Vec<String>,
    /// The coordinator among them.
    pub(super) operators: BTreeSet<usize>,
    voices: BTreeSet<usize>,
}

/// The whole group chat as it should be.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) people: BTreeMap<usize, Person>,
    pub(super) groups: Vec<Group>,
    next_id: u64,
}

impl Model {
    pub(super) fn new() -> Model {
        let lobby = Group {
            name: LOBBY.to_owned(),
            roster: Vec::new(),
            rules: Rules::default(),
        };
        Model {
            people: BTreeMap::new(),
            groups: vec![lobby],
            next_id: 1 + ACCOUNTS.len() as u64,
        }
    }

    pub(super) fn arrive(&mut self, who: usize, irc: bool) {
        let person = Person {
            irc,
            here: true,
            ..Person::default()
        };
        self.people.insert(who, person);
    }

    pub(super) fn group(&self, name: &str) -> Option<&Group> {
        let mut groups = self.groups.iter();
        groups.find(|group| group.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn is_member(&self, who: usize) -> bool {
        self.people[&who].here && self.people[&who].id.is_some()
    }

    fn person(&mut self, who: usize) -> &mut Person {
        self.people.get_mut(&who).expect("somebody who came")
    }

    fn name(&self, who: usize) -> String {
        self.people[&who].name.clone().unwrap_or_default()
    }

    /// Who has this name, taken or only claimed.
    fn holder(&self, name: &str) -> Option<usize> {
        let has = |person: &Person| {
            person.here
                && !person.in_mind
                && person
                    .name
                    .as_ref()
                    .is_some_and(|own| own.eq_ignore_ascii_case(name))
        };
        let mut people = self.people.iter();
        people.find(|(_, person)| has(person)).map(|(who, _)| *who)
    }

    /// The member somebody means by a name or a number.
    fn seek(&self, word: &str) -> Option<usize> {
        let found = match word.parse::<u64>() {
            Ok(id) => {
                let mut people = self.people.iter();
                people
                    .find(|(_, person)| person.here && person.id == Some(id))
                    .map(|(who, _)| *who)
            }
            Err(_) => self.holder(word),
        };
        found.filter(|&who| self.is_member(who))
    }

    /// Everyone in a group hears it; the one it is about in words of its own.
    fn tell_group(&mut self, group: &str, about: usize, own: Option<&str>, other: &str) {
        let roster = self.group(group).map(|group| group.roster.clone());
        for who in roster.unwrap_or_default() {
            if who != about {
                self.person(who).heard.push(other.to_owned());
            } else if let Some(own) = own {
                self.person(who).heard.push(own.to_owned());
            }
        }
    }

    /// Somebody does something.
    pub(super) fn act(&mut self, who: usize, deed: &Deed) {
        if !self.people[&who].here {
            return;
        }
        let member = self.is_member(who);
        match deed {
            Deed::Noise => {}
            Deed::Word(word) if member => self.say(who, None, "said", word),
            Deed::Word(word) => {
                if is_name(word) && self.claim(who, word) {
                    self.register(who);
                }
            }
            // A person who is asked for a name and types a command has not given one.
            Deed::Claim(_) if !member && !self.people[&who].irc => {}
            Deed::Claim(name) => {
                self.claim(who, name);
                self.try_register(who);
            }
            Deed::LogIn(account) => {
                self.person(who).account = Some(account.clone());
                self.claim(who, account);
                if !member {
                    self.register(who);
                }
            }
            Deed::Sasl(account) => {
                if self.people[&who].caps.sasl {
                    self.person(who).account = Some(account.clone());
                }
            }
            Deed::User => {
                self.person(who).user = true;
                self.try_register(who);
            }
            Deed::Hold(caps) => {
                let person = self.person(who);
                person.caps = *caps;
                person.held = !member;
            }
            Deed::Release => {
                self.person(who).held = false;
                self.try_register(who);
            }
            Deed::Quit => self.depart(who),
            _ if !member => {}
            Deed::Join(group) => self.join(who, group, None),
            Deed::JoinWithKey(group, key) => self.join(who, group, Some(key)),
            Deed::Set(group, on, letter, param) => {
                self.set(who, group.as_deref(), *on, *letter, param.as_deref());
            }
            Deed::Leave(group) => self.leave(who, group.as_deref()),
            Deed::Say(group, how, words) => self.say(who, group.as_deref(), how, words),
            Deed::Tell(other, how, words) => self.tell(who, other, how, words),
            Deed::Topic(group, words) => self.set_topic(who, group.as_deref(), words),
            Deed::Remove(group, other) => self.remove(who, group.as_deref(), other),
        }
    }

    /// Whether it has the name now, or had it before.
    fn claim(&mut self, who: usize, name: &str) -> bool {
        let owned = ACCOUNTS.iter().any(|own| own.eq_ignore_ascii_case(name));
        if owned && !self.is_member(who) {
            // It is seen when it becomes a member.
            let person = self.person(who);
            (person.name, person.in_mind) = (Some(name.to_owned()), true);
            return true;
        }
        let other_name = self.person(who).name.as_deref() != Some(name);
        if self.is_member(who) && other_name && self.is_bound(who) {
            return false;
        }
        if !self.makes_room(who, name, owned) {
            return false;
        }
        self.person(who).in_mind = false;
        let was = self.person(who).name.replace(name.to_owned());
        if self.is_member(who) && was.as_deref() != Some(name) {
            for other in self.neighbours(who) {
                let news = format!("renamed {} {name}", was.as_deref().unwrap_or_default());
                self.person(other).heard.push(news);
            }
            self.person(who).heard.push(format!("renamed me {name}"));
        }
        true
    }

    /// Whether it may have a name; whoever has an owner's name has to go.
    fn makes_room(&mut self, who: usize, name: &str, owned: bool) -> bool {
        let account = self.people[&who].account.as_deref();
        let owner = account.is_some_and(|own| own.eq_ignore_ascii_case(name));
        match self.holder(name).filter(|holder| *holder != who) {
            _ if owned && !owner => false,
            Some(holder) if owned => {
                self.depart(holder);
                true
            }
            holder => holder.is_none(),
        }
    }

    fn try_register(&mut self, who: usize) {
        let person = self.person(who);
        if person.irc && person.id.is_none() && person.user && !person.held && person.name.is_some()
        {
            self.register(who);
        }
    }

    fn register(&mut self, who: usize) {
        if self.people[&who].in_mind {
            let name = self.name(who);
            let may = self.makes_room(who, &name, true);
            let person = self.person(who);
            person.in_mind = false;
            if !may {
                person.name = None;
                return;
            }
        }
        let id = self.next_id;
        self.next_id += 1;
        let person = self.person(who);
        person.id = Some(id);
        let name = person.name.clone().unwrap_or_default();
        person.heard.push(format!("welcome {name} {id}"));
        if !person.irc || !person.caps.members {
            self.join(who, LOBBY, None);
        }
    }

    /// Whether a group lets somebody in.
    fn admits(&self, who: usize, group: &str, key: Option<&str>) -> bool {
        let Some(group) = self.group(group) else {
            return true;
        };
        let rules = &group.rules;
        group.roster.contains(&who)
            || !self.banned(who, group)
                && !rules.flags.contains(&'i')
                && (rules.key.is_none() || rules.key.as_deref() == key)
    }

    fn banned(&self, who: usize, group: &Group) -> bool {
        let name = self.name(who);
        let mut bans = group.rules.bans.iter();
        bans.any(|ban| ban.eq_ignore_ascii_case(&name))
    }

    /// Whether a ban holds it to its name: a name is no way around one.
    fn is_bound(&self, who: usize) -> bool {
        self.groups.iter().any(|group| {
            let Rules {
                operators, voices, ..
            } = &group.rules;
            let ranked = operators.contains(&who) || voices.contains(&who);
            group.roster.contains(&who) && !ranked && self.banned(who, group)
        })
    }

    fn is_operator(&self, who: usize, group: &str) -> bool {
        let group = self.group(group);
        group.is_some_and(|group| group.rules.operators.contains(&who))
    }

    fn rules(&mut self, name: &str) -> &mut Rules {
        let mut groups = self.groups.iter_mut();
        let group = groups.find(|group| group.name == name);
        &mut group.expect("a group that exists").rules
    }

    /// Changes what a group is set to, if that may be and changes something.
    fn set(
        &mut self,
        who: usize,
        group: Option<&str>,
        on: bool,
        letter: char,
        param: Option<&str>,
    ) {
        let Some(group) = self.place(who, group) else {
            return;
        };
        if !self.is_operator(who, &group) {
            return;
        }
        let other = param.and_then(|param| self.seek(param));
        let other = other.filter(|other| self.place(*other, Some(&group)).is_some());
        let coordinator = self.coordinator(&group);
        let called = other.map(|other| self.name(other));
        let rules = self.rules(&group);
        let put = |set: &mut BTreeSet<usize>, one| {
            if on {
                set.insert(one)
            } else {
                set.remove(&one)
            }
        };
        let (changed, told) = match (letter, other) {
            ('i' | 'm', _) if on => (rules.flags.insert(letter), None),
            ('i' | 'm', _) => (rules.flags.remove(&letter), None),
            ('k', _) => {
                let key = param.filter(|_| on).map(str::to_owned);
                let told = key.clone().or(Some("*".to_owned()));
                (std::mem::replace(&mut rules.key, key.clone()) != key, told)
            }
            ('b', _) => {
                let mask = param.unwrap_or_default();
                let known = rules
                    .bans
                    .iter()
                    .position(|ban| ban.eq_ignore_ascii_case(mask));
                let told = match (on, known) {
                    (true, None) => {
                        rules.bans.push(mask.to_owned());
                        Some(mask.to_owned())
                    }
                    (false, Some(known)) => Some(rules.bans.remove(known)),
                    _ => None,
                };
                (told.is_some(), told.map(|mask| format!("{mask}!*@*")))
            }
            ('o', Some(other)) if on || Some(other) != coordinator => {
                (put(&mut rules.operators, other), called)
            }
            ('v', Some(other)) => (put(&mut rules.voices, other), called),
            _ => (false, None),
        };
        if changed {
            let sign = if on { '+' } else { '-' };
            let told = told.map_or(String::new(), |told| format!(" {told}"));
            let (name, what) = (self.name(who), format!("{sign}{letter}{told}"));
            let own = format!("mode {group} me {what}");
            self.tell_group(
                &group,
                who,
                Some(&own),
                &format!("mode {group} {name} {what}"),
            );
        }
    }

    fn join(&mut self, who: usize, group: &str, key: Option<&str>) {
        if !self.admits(who, group, key) {
            return;
        }
        if self.group(group).is_none() {
            self.groups.push(Group {
                name: group.to_owned(),
                roster: Vec::new(),
                rules: Rules::default(),
            });
        }
        let mut groups = self.groups.iter_mut();
        let found = groups.find(|other| other.name.eq_ignore_ascii_case(group));
        let found = found.expect("it exists now");
        let group = found.name.clone();
        let entered = !found.roster.contains(&who);
        if entered {
            found.roster.push(who);
            if found.roster.len() == 1 {
                found.rules.operators.insert(who);
            }
            let name = self.name(who);
            let own = format!("entered {group}");
            self.tell_group(&group, who, Some(&own), &format!("joined {group} {name}"));
        }
        let person = self.person(who);
        if entered {
            person.groups.push(group.clone());
        }
        person.current = Some(group);
    }

    /// The group meant, if it is one that `who` is in.
    fn place(&self, who: usize, group: Option<&str>) -> Option<String> {
        let name = match group {
            Some(name) => name,
            None => self.people[&who].current.as_deref()?,
        };
        let group = self.group(name)?;
        group.roster.contains(&who).then(|| group.name.clone())
    }

    fn leave(&mut self, who: usize, group: Option<&str>) {
        if let Some(group) = self.place(who, group) {
            let name = self.name(who);
            let own = format!("left {group} me");
            self.tell_group(&group, who, Some(&own), &format!("left {group} {name}"));
            self.vacate(who, &group);
        }
    }

    fn say(&mut self, who: usize, group: Option<&str>, how: &str, words: &str) {
        if let Some(group) = self.place(who, group)
            && self.may_speak(who, &group)
        {
            let name = self.name(who);
            let own = self.people[&who].caps.echo;
            let own = own.then(|| format!("{how} {group} me {words}"));
            self.tell_group(
                &group,
                who,
                own.as_deref(),
                &format!("{how} {group} {name} {words}"),
            );
        }
    }

    fn may_speak(&self, who: usize, group: &str) -> bool {
        let Some(group) = self.group(group) else {
            return false;
        };
        let Rules {
            operators,
            voices,
            flags,
            ..
        } = &group.rules;
        let ranked = operators.contains(&who) || voices.contains(&who);
        ranked || !flags.contains(&'m') && !self.banned(who, group)
    }

    fn tell(&mut self, who: usize, other: &str, how: &str, words: &str) {
        if let Some(other) = self.seek(other) {
            let (from, to) = (self.name(who), self.name(other));
            let heard = format!("{how} privately {from} {words}");
            let echo = format!("{how} to {to} {words}");
            // Who speaks to itself hears itself, and an IRC client cannot tell that from its echo.
            let alike = other == who && self.people[&who].irc;
            let first = if alike { echo.clone() } else { heard };
            self.person(other).heard.push(first);
            let person = self.person(who);
            if person.caps.echo {
                person.heard.push(echo);
            }
        }
    }

    fn set_topic(&mut self, who: usize, group: Option<&str>, words: &str) {
        if let Some(group) = self.place(who, group)
            && self.is_operator(who, &group)
        {
            let name = self.name(who);
            let own = format!("topic {group} me {words}");
            let other = format!("topic {group} {name} {words}");
            self.tell_group(&group, who, Some(&own), &other);
        }
    }

    fn remove(&mut self, who: usize, group: Option<&str>, other: &str) {
        let Some(group) = self.place(who, group) else {
            return;
        };
        let Some(other) = self.seek(other) else {
            return;
        };
        let may = self.is_operator(who, &group)
            && (other == who || self.coordinator(&group) != Some(other));
        if may && self.place(other, Some(&group)).is_some() {
            let (by, name) = (self.name(who), self.name(other));
            let own = format!("removed {group} me by {by}");
            let news = format!("removed {group} {name} by {by}");
            self.tell_group(&group, other, Some(&own), &news);
            self.vacate(other, &group);
        }
    }

    pub(super) fn coordinator(&self, group: &str) -> Option<usize> {
        self.group(group)?.roster.first().copied()
    }

    /// Takes somebody out of a group; whoever stands longest now takes over.
    fn vacate(&mut self, who: usize, name: &str) {
        let before = self.coordinator(name);
        for group in &mut self.groups {
            if group.name == name {
                group.roster.retain(|&other| other != who);
                group.rules.operators.remove(&who);
                group.rules.voices.remove(&who);
                if group.roster.is_empty() {
                    group.rules = Rules::default();
                }
            }
        }
        if let Some(heir) = self.coordinator(name).filter(|&heir| Some(heir) != before) {
            let heirs_name = self.name(heir);
            let own = format!("coordinator {name} me");
            let other = format!("coordinator {name} {heirs_name}");
            // Where nothing changes but the coordination, IRC has nothing to tell; ours asks to be told.
            let new = self.rules(name).operators.insert(heir);
            for hearer in self
                .group(name)
                .map(|group| group.roster.clone())
                .unwrap_or_default()
            {
                let person = self.person(hearer);
                if new || !person.irc || person.caps.members {
                    let news = if hearer == heir { &own } else { &other };
                    person.heard.push(news.clone());
                }
            }
        }
        self.groups
            .retain(|group| !group.roster.is_empty() || group.name == LOBBY);
        let person = self.person(who);
        person.groups.retain(|group| group != name);
        if person.current.as_deref() == Some(name) {
            person.current = person.groups.last().cloned();
        }
    }

    /// Everyone else who shares a group with somebody.
    fn neighbours(&self, who: usize) -> Vec<usize> {
        let near = |group: &&Group| group.roster.contains(&who);
        let mut near: Vec<usize> = self
            .groups
            .iter()
            .filter(near)
            .flat_map(|group| group.roster.iter().copied())
            .filter(|&other| other != who)
            .collect();
        near.sort_unstable();
        near.dedup();
        near
    }

    /// Somebody is gone, however it came about.
    pub(super) fn depart(&mut self, who: usize) {
        if !self.people[&who].here {
            return;
        }
        if self.is_member(who) {
            let name = self.name(who);
            for other in self.neighbours(who) {
                self.person(other).heard.push(format!("gone {name}"));
            }
            for group in self.person(who).groups.clone() {
                // It hears nothing more itself: its place is vacant before anybody is told.
                self.vacate(who, &group);
            }
        }
        self.person(who).here = false;
    }
}

/// Names by the grammar that people are told of.
fn is_name(word: &str) -> bool {
    let first = word.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    first && word.len() <= 32 && word.chars().all(|c| c.is_ascii_alphanumeric())
}
