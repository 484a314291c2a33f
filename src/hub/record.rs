//! What is kept of what happened, and who may read it again.
//!
//! The hub decides what is worth keeping, where it belongs, and who may ask for it; keeping and finding it is the business
//! of [`history`](crate::history), which the hub hands it to and never asks. So an answer may come from memory at once, or
//! from a slower place later, and nothing in here would change.

use std::fmt;
use std::rc::Rc;

use crate::hub::Hub;
use crate::hub::event::{Event, Heard, Spoken};
use crate::hub::group::GroupKey;
use crate::hub::id::{MemberId, MessageId, Seat};
use crate::hub::io::Output;
use crate::hub::mode::{self, Change, What};
use crate::hub::name::GroupName;
use crate::hub::refusal::Refusal;
use crate::hub::request::{Kind, Redaction, Target};

/// Where something was said: what lies in one place is read together, in the order of its ids.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In a group.
    Group(GroupName),
    /// Between two members, the smaller id first; one member twice where it spoke to itself. It ends when either leaves:
    /// whoever has its name next is somebody else.
    Pair(MemberId, MemberId),
}

impl Place {
    /// The conversation of two members.
    #[must_use]
    pub fn pair(one: MemberId, other: MemberId) -> Place {
        Place::Pair(one.min(other), one.max(other))
    }
}

/// Something that was kept.
#[derive(Debug)]
pub struct Entry {
    /// Its number, which is that of the message where it is one. What happened in several groups at once has the same
    /// number in each.
    pub id: MessageId,
    /// When it happened, milliseconds since 1970-01-01 UTC.
    pub unix_ms: u64,
    /// What was told of it, with names and addresses of then.
    pub event: Event,
}

impl Entry {
    /// What was said and to whom, if it was words. Tags alone are none.
    #[must_use]
    pub fn words(&self) -> Option<(&Heard, &Rc<Spoken>)> {
        match &self.event {
            Event::Said { to, words } => match words.kind {
                Kind::Text | Kind::Action | Kind::Notice => Some((to, words)),
                Kind::Tag | Kind::Reaction => None,
            },
            _ => None,
        }
    }
}

/// A point in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A moment, milliseconds since 1970-01-01 UTC.
    Time(u64),
    /// A message, whether or not it is still kept.
    Id(MessageId),
}

/// Which part of a place, always oldest first and without what is at the marks, save for [`Span::Around`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The newest, back to the mark if there is one.
    Latest(Option<Mark>),
    /// The newest before the mark.
    Before(Mark),
    /// The oldest after the mark.
    After(Mark),
    /// What is at the mark and as much before it as after it.
    Around(Mark),
    /// What lies between, as near to the first mark as there is; the marks may stand in either order.
    Between(Mark, Mark),
}

/// What somebody can make use of besides words.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Comings, goings, modes and the like.
    pub events: bool,
    /// Tags that say something of what was said.
    pub reactions: bool,
    /// That something was taken back.
    pub redactions: bool,
}

impl Wanted {
    /// Nothing but words.
    pub const WORDS: Wanted = Wanted {
        events: false,
        reactions: false,
        redactions: false,
    };

    /// Whether an entry is wanted.
    #[must_use]
    pub fn takes(self, entry: &Entry) -> bool {
        match &entry.event {
            Event::Said { .. } => self.reactions || entry.words().is_some(),
            Event::Redacted(_) => self.redactions,
            _ => self.events,
        }
    }
}

impl fmt::Debug for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |wanted, sign: &'static str| if wanted { sign } else { "" };
        write!(
            f,
            "Words{}{}{}",
            sign(self.events, "+Events"),
            sign(self.reactions, "+Reactions"),
            sign(self.redactions, "+Redactions")
        )
    }
}

/// A wish to read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recall {
    /// What was said there.
    pub of: Target,
    /// Which part.
    pub span: Span,
    /// How many entries at most.
    pub most: usize,
    /// What of it; the rest does not count as entries.
    pub wanted: Wanted,
}

/// Something for history to know. It never fails as far as the hub is concerned.
#[derive(Clone, Debug)]
pub enum Keeping {
    /// This happened.
    Entry(Place, Rc<Entry>),
    /// This message was taken back: nothing of what it said may be kept.
    Redacted(Place, MessageId),
    /// The group has ended, with everything that was said in it.
    Ended(GroupName),
    /// The group, by the first name, has the second one now, and what was said in it is found there.
    Renamed(GroupName, GroupName),
    /// The member has left, and its private conversations with it.
    Left(MemberId),
}

/// Something that a member may read, to be looked up and told as a [`Reply`](crate::hub::event::Reply); or a message, which
/// the hub is to be told.
#[derive(Clone, Debug)]
pub enum Lookup {
    /// Entries of a place.
    Entries {
        /// Where.
        place: Place,
        /// How the asker calls it.
        of: Heard,
        /// Which part.
        span: Span,
        /// How many at most.
        most: usize,
        /// What of it.
        wanted: Wanted,
    },
    /// A message that somebody wants to take back, for [`Input::Found`](crate::hub::io::Input::Found).
    Message {
        /// Where it was said.
        place: Place,
        /// Which.
        id: MessageId,
        /// What is wanted of it.
        wish: Box<Redaction>,
    },
    /// Which of these groups, and with whom else, something was last said between two moments.
    Latest {
        /// Who asks.
        me: MemberId,
        /// The groups it is in.
        groups: Vec<GroupName>,
        /// Milliseconds since 1970-01-01 UTC, in either order, themselves left out.
        between: (u64, u64),
        /// How many at most.
        most: usize,
    },
}

impl Hub {
    /// Keeps what a whole group is told, if it is worth it. Returns the number of what are no words, which carry their own.
    pub(super) fn keep_in_group(&mut self, group: GroupKey, event: &Event) -> Option<MessageId> {
        let name = self.groups.get(group).map(|group| group.name.clone());
        self.keep(name.into_iter().map(Place::Group), event)
    }

    /// Keeps what everyone around a member is told, in each of its groups.
    pub(super) fn keep_around(&mut self, seat: Seat, event: &Event) -> Option<MessageId> {
        let names: Vec<_> = match is_kept(event) {
            true => self.groups_of(seat).cloned().collect(),
            false => Vec::new(),
        };
        self.keep(names.into_iter().map(Place::Group), event)
    }

    /// Keeps words between two members.
    pub(super) fn keep_between(&mut self, one: MemberId, other: MemberId, event: &Event) {
        self.keep([Place::pair(one, other)], event);
    }

    fn keep(
        &mut self,
        places: impl IntoIterator<Item = Place>,
        event: &Event,
    ) -> Option<MessageId> {
        if !is_kept(event) {
            return None;
        }
        let (id, number) = match event {
            Event::Said { words, .. } => (words.id, None),
            Event::Redacted(redacted) => (redacted.id, None),
            _ => {
                let id = self.next_message;
                self.next_message = id.next();
                (id, Some(id))
            }
        };
        let entry = Rc::new(Entry {
            id,
            unix_ms: self.unix_ms,
            event: as_kept(event),
        });
        for place in places {
            let keeping = Keeping::Entry(place, Rc::clone(&entry));
            self.outputs.push_back(Output::Keep(keeping));
        }
        number
    }

    /// Lets history forget something.
    pub(super) fn let_go(&mut self, what: Keeping) {
        self.outputs.push_back(Output::Keep(what));
    }

    /// Hands a wish to read again to history, if it may be granted: a group's words are for its members, and two members'
    /// words for these two.
    pub(super) fn recall(&mut self, seat: Seat, recall: Recall) {
        match self.conversation(seat, &recall.of) {
            Ok((place, of)) => {
                let what = Lookup::Entries {
                    place,
                    of,
                    span: recall.span,
                    most: recall.most,
                    wanted: recall.wanted,
                };
                self.outputs.push_back(Output::Recall { seat, what });
            }
            Err(why) => self.refuse(seat, Refusal::CannotRecall(Box::new((recall, why)))),
        }
    }

    /// The place a member means, and how it is called: a group it is in, or a member who is here.
    pub(super) fn conversation(&self, seat: Seat, of: &Target) -> Result<(Place, Heard), Refusal> {
        match of {
            // What is said to a rank is not kept: what there is to read is the group's.
            Target::Group(name) | Target::Ranked(_, name) => {
                self.place(seat, name).map(|membership| {
                    let group = self.groups.get(membership.group);
                    let name = group.map_or(name, |group| &group.name).clone();
                    (Place::Group(name.clone()), Heard::Group(name))
                })
            }
            Target::Member(who) => self.seek(who.clone()).and_then(|other| {
                let faces = self.face(seat).zip(self.face(other));
                let (me, other) = faces.ok_or_else(|| Refusal::NoSuchMember(who.clone()))?;
                Ok((Place::pair(me.id, other.id), Heard::Member(other)))
            }),
        }
    }

    /// Asks history where a member has something to read.
    pub(super) fn recall_latest(&mut self, seat: Seat, between: (u64, u64), most: usize) {
        let Some(me) = self.id(seat) else { return };
        let what = Lookup::Latest {
            me,
            groups: self.groups_of(seat).cloned().collect(),
            between,
            most,
        };
        self.outputs.push_back(Output::Recall { seat, what });
    }
}

/// Whether an event that a group or a member is told is kept. Tags of the moment are not, nor is who was away, had another
/// real name or was invited: that is of no more use later.
fn is_kept(event: &Event) -> bool {
    match event {
        Event::Said { words, .. } => words.kind != Kind::Tag,
        Event::Redacted(_) => true,
        Event::Joined { .. }
        | Event::Left { .. }
        | Event::Removed { .. }
        | Event::Gone { .. }
        | Event::Renamed { .. }
        | Event::Coordinator { .. }
        | Event::Modes { .. }
        | Event::Topic { .. } => true,
        _ => false,
    }
}

/// An event as it is kept: without the key of a group, which those who read of it later may never have been given.
fn as_kept(event: &Event) -> Event {
    let Event::Modes { by, group, changes } = event else {
        return event.clone();
    };
    let without = |change: &Change| {
        let row = mode::find(change.letter);
        let is_key = row.is_some_and(|row| matches!(row.what, What::Key));
        Change {
            param: match is_key {
                true => Some("*".into()),
                false => change.param.clone(),
            },
            ..change.clone()
        }
    };
    Event::Modes {
        by: by.clone(),
        group: group.clone(),
        changes: changes.iter().map(without).collect(),
    }
}
