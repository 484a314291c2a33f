//! What a member can be told.
//!
//! An event names no recipient and no dialect; each dialect turns it into the lines it calls for, once per form.

use std::net::SocketAddr;
use std::rc::Rc;

use crate::hub::departure::Departure;
use crate::hub::face::{Address, Who};
use crate::hub::id::MessageId;
use crate::hub::login::How;
use crate::hub::mode::{Change, List, Ranks};
use crate::hub::name::{GroupName, Name};
use crate::hub::record::Entry;
use crate::hub::refusal::Refusal;
use crate::hub::request::{Fields, Kind, OnlineForm, WhoMask};
use crate::hub::text::Text;
use crate::hub::words::Words;

/// Something that happened, or an answer.
#[derive(Clone, Debug)]
pub enum Event {
    /// To a newcomer: it is a member now.
    Welcome(Box<Welcome>),
    /// `who` entered `group`.
    Joined {
        /// Who.
        who: Who,
        /// Where.
        group: GroupName,
        /// The port it accepts direct connections on, 0 for none.
        listen: u16,
    },
    /// To the one who entered: what it finds there. Comes right after its own [`Event::Joined`].
    Entered(Box<Entered>),
    /// `who` left `group` and stays on the server.
    Left {
        /// Who.
        who: Who,
        /// Where.
        group: GroupName,
        /// Why, in its own words.
        reason: Option<Text>,
    },
    /// `who` was removed from `group`.
    Removed {
        /// Who.
        who: Who,
        /// Where.
        group: GroupName,
        /// By whom.
        by: Who,
        /// Why.
        reason: Option<Text>,
    },
    /// `who` left the server. Told once to each member that shared a group with it.
    Gone {
        /// Who.
        who: Who,
        /// The one group it was in; `None` when it was in several or in none.
        group: Option<GroupName>,
        /// Why.
        why: Departure,
    },
    /// `was` is called something else now.
    Renamed {
        /// Before.
        was: Who,
        /// After.
        now: Who,
        /// The one group it is in; `None` when it is in several or in none.
        group: Option<GroupName>,
    },
    /// `by` gave a group another name, maybe the same one in letters of another case.
    GroupRenamed {
        /// By whom.
        by: Who,
        /// Before.
        was: GroupName,
        /// After.
        now: GroupName,
        /// Why.
        reason: Option<Text>,
    },
    /// To each member of a group that was renamed, after [`Event::GroupRenamed`]: it is in a group of another name.
    Moved {
        /// Who.
        who: Who,
        /// The name before.
        was: GroupName,
        /// The name after.
        now: GroupName,
        /// Why.
        reason: Option<Text>,
        /// Up to which moment it has read there, milliseconds since 1970-01-01 UTC.
        read: Option<u64>,
    },
    /// To all members of a group with another name, after each has had its [`Event::Moved`]: what there is in it, as though
    /// they had entered, without what is of one alone.
    Surroundings(Box<Entered>),
    /// The coordinator of `group` has left; `who` takes over.
    Coordinator {
        /// Who takes over.
        who: Who,
        /// Where.
        group: GroupName,
        /// Whether it was an operator before: then nothing but the coordination changes.
        was_operator: bool,
    },
    /// `by` changed modes of a group, or ranks in it.
    Modes {
        /// Who.
        by: Who,
        /// Where.
        group: GroupName,
        /// What; never nothing.
        changes: Rc<[Change]>,
    },
    /// To the one who changed modes of its own.
    UserModes {
        /// Who.
        who: Who,
        /// What; never nothing.
        changes: Rc<[Change]>,
    },
    /// `who` set a group's topic; empty when it was cleared.
    Topic {
        /// Who.
        who: Who,
        /// Where.
        group: GroupName,
        /// The topic.
        text: Text,
    },
    /// Words.
    Said {
        /// To whom.
        to: Heard,
        /// Whose, which and when.
        words: Rc<Spoken>,
    },
    /// What was said is taken back.
    Redacted(Rc<Redacted>),
    /// `who` was invited to `group`: to that one, whom it is about, and to those who are in the group.
    Invited {
        /// By whom.
        by: Who,
        /// Who.
        who: Who,
        /// Where to.
        group: GroupName,
    },
    /// `who` is away, for this reason, or back. Told to those who share a group with it, and to a group it enters away.
    Away {
        /// Who.
        who: Who,
        /// Why; `None` when it is back.
        reason: Option<Text>,
    },
    /// `who` has another real name now, which it carries.
    RealName {
        /// Who, with the new one.
        who: Who,
    },
    /// A member is logged in to another account now. Told to it and to those who share a group with it.
    Account {
        /// Before.
        was: Who,
        /// After; it has an account.
        now: Who,
    },
    /// To the one who is logged in now.
    LoggedIn {
        /// Who; nothing for a guest, whom nobody knows yet.
        me: Option<Who>,
        /// The account.
        account: Name,
        /// By which way.
        how: How,
    },
    /// A member accepts direct connections on another port now; 0 for no longer.
    Listening(Box<Row>),
    /// A member is seen with another user and host from now on. Told to those who share a group with it, and to itself.
    Dressed {
        /// Before.
        was: Who,
        /// After.
        now: Who,
    },
    /// After [`Event::Dressed`], to the others in each of its groups: what it is there, for those to whom it has to seem that
    /// it came anew.
    StillIn {
        /// Who, as it is seen now.
        who: Who,
        /// Where.
        group: GroupName,
        /// The port it accepts direct connections on, 0 for none.
        listen: u16,
        /// Its ranks there.
        ranks: Ranks,
        /// Why it is away, if it is.
        away: Option<Text>,
    },
    /// An operator of the server says something to all operators, and to those who wish to hear it.
    Announced {
        /// Who.
        by: Who,
        /// What.
        text: Text,
    },
    /// To those who watch its name: a member of that name is here now.
    Appeared(Who),
    /// To those who watch the name: nobody has it any more.
    Vanished(Name),
    /// To those who watch a member's name and share no group with it: what those who do are told of it.
    Watched(Box<Event>),
    /// To the asker: an answer.
    Reply(Reply),
    /// To the asker: no.
    Refused(Refusal),
    /// To the one who leaves or is disconnected: the last it hears.
    Farewell(Departure),
}

impl Event {
    /// What happened in one group, as though it had had this name then; what happened elsewhere stays as it is.
    pub(crate) fn move_to(&mut self, now: &GroupName) {
        match self {
            Event::Joined { group, .. }
            | Event::Left { group, .. }
            | Event::Removed { group, .. }
            | Event::Coordinator { group, .. }
            | Event::Modes { group, .. }
            | Event::Topic { group, .. }
            | Event::Gone {
                group: Some(group), ..
            }
            | Event::Renamed {
                group: Some(group), ..
            }
            | Event::Said {
                to: Heard::Group(group) | Heard::Ranked(_, group),
                ..
            } => group.clone_from(now),
            Event::Redacted(what) => {
                if let Heard::Group(group) = &mut Rc::make_mut(what).to {
                    group.clone_from(now);
                }
            }
            _ => {}
        }
    }
}

/// Who hears words.
#[derive(Clone, Debug)]
pub enum Heard {
    /// Everyone in a group.
    Group(GroupName),
    /// Those in a group who have this rank or a higher one.
    Ranked(Ranks, GroupName),
    /// One member.
    Member(Who),
}

impl Heard {
    /// The name of the group or the member, without the sign of a rank.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Heard::Group(group) | Heard::Ranked(_, group) => group.as_str(),
            Heard::Member(who) => who.name.as_str(),
        }
    }
}

/// What a newcomer is told of itself and of whom it meets.
#[derive(Clone, Debug)]
pub struct Welcome {
    /// The newcomer. Its address is as others see it.
    pub me: Who,
    /// Where its connection really comes from.
    pub address: SocketAddr,
    /// The existing member it is introduced to; `None` when it is the first here.
    pub contact: Option<Contact>,
    /// The lobby, when the newcomer is about to enter it.
    pub entering: Option<GroupName>,
    /// Whether it will be the lobby's coordinator, because nobody is in there.
    pub coordinates: bool,
    /// How many are here, the newcomer included.
    pub counts: Counts,
}

/// An existing member that a newcomer is introduced to.
#[derive(Clone, Debug)]
pub struct Contact {
    /// Who.
    pub row: Row,
    /// The group it coordinates, where that is why it was chosen.
    pub coordinates: Option<GroupName>,
}

/// What a member finds in a group it entered.
#[derive(Clone, Debug)]
pub struct Entered {
    /// Where.
    pub group: GroupName,
    /// The topic, if there is one.
    pub topic: Option<Topic>,
    /// Up to which moment it has read there, milliseconds since 1970-01-01 UTC.
    pub read: Option<u64>,
    /// Whether outsiders are not to know of it.
    pub secret: bool,
    /// Who is there, the newcomer included, longest-standing first.
    pub present: Vec<Present>,
}

/// Who is in a group, so far as the asker may know.
#[derive(Clone, Debug)]
pub struct Names {
    /// Where.
    pub group: GroupName,
    /// Whether outsiders are not to know of it.
    pub secret: bool,
    /// Who is there, longest-standing first; nobody when there is no such group.
    pub present: Vec<Present>,
}

/// A group's topic.
#[derive(Clone, Debug)]
pub struct Topic {
    /// The words.
    pub text: Text,
    /// Who set it, as others saw it then.
    pub by: Who,
    /// When, milliseconds since 1970-01-01 UTC.
    pub unix_ms: u64,
}

/// Somebody in a group.
#[derive(Clone, Debug)]
pub struct Present {
    /// Who.
    pub who: Who,
    /// Its ranks there.
    pub ranks: Ranks,
}

/// A mask in a list of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// `name!user@host` or `~a:account`, with `*` and `?`.
    pub mask: Rc<str>,
    /// The name of who put it there.
    pub by: Name,
    /// When, milliseconds since 1970-01-01 UTC.
    pub unix_ms: u64,
}

/// One row of the member table.
#[derive(Clone, Debug)]
pub struct Row {
    /// Who.
    pub who: Who,
    /// Where from, as the asker may know it: a member sees its own address even where addresses are hidden.
    pub address: Address,
    /// The port it accepts direct connections on, 0 for none.
    pub listen: u16,
    /// Whether it coordinates the group asked for, or any group where the whole server was asked for.
    pub coordinator: bool,
    /// Its ranks in the group asked for; none where the whole server was asked for.
    pub ranks: Ranks,
    /// Whether it is the asker.
    pub you: bool,
    /// Whether it is away.
    pub away: bool,
    /// Whether it is an operator of the server.
    pub operator: bool,
    /// Seconds since it last spoke, or came.
    pub idle_s: u64,
    /// When it came, milliseconds since 1970-01-01 UTC.
    pub since_unix_ms: u64,
}

/// How many are here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Members.
    pub members: usize,
    /// Connections that are not members yet.
    pub guests: usize,
    /// Groups.
    pub groups: usize,
    /// Most members at a time since the start.
    pub most: usize,
    /// Of the members, those that do not wish to be seen by strangers.
    pub invisible: usize,
    /// Of the members, the operators of the server.
    pub operators: usize,
}

/// An answer to a [`Query`](crate::hub::request::Query), or what an action's author alone is told.
#[derive(Clone, Debug)]
pub enum Reply {
    /// The member table, in order of arrival.
    Members(Option<GroupName>, Vec<Row>),
    /// Who is in a group.
    Names(Box<Names>),
    /// Answer to WHO.
    Who(WhoMask, Option<Fields>, Vec<WhoRow>),
    /// Answer to WHOIS.
    Whois(Box<Whois>),
    /// Answer to WHOWAS; empty when nobody of that name is remembered.
    Whowas(Name, Vec<Former>),
    /// Which of those asked for are here.
    Online(OnlineForm, Vec<Online>),
    /// Groups, by name.
    Groups(Vec<GroupRow>),
    /// A group's topic.
    Topic(GroupName, Option<Topic>),
    /// A group's modes, as the asker may see them; when it was founded, milliseconds since 1970-01-01 UTC.
    Modes(GroupName, Vec<Change>, u64),
    /// A list of a group.
    Masks(GroupName, List, Vec<Listed>),
    /// The asker's own modes.
    UserModes(Vec<Change>),
    /// What was asked for is so already, so that nobody was told.
    Unchanged,
    /// The groups the asker was asked into.
    Invitations(Vec<GroupName>),
    /// How many are here.
    Counts(Counts),
    /// What happened before in a group or with one member, oldest first.
    History(Heard, Vec<Rc<Entry>>),
    /// Up to which moment the asker has read there, milliseconds since 1970-01-01 UTC.
    Read(Heard, Option<u64>),
    /// Where something was said last, and when, milliseconds since 1970-01-01 UTC; oldest first.
    Latest(Vec<(Heard, u64)>),
    /// The names the asker watches, in the order it asked.
    Watched(Vec<Name>),
    /// Of the names asked for, the members who are here, and those that nobody has.
    Presence(Vec<Who>, Vec<Name>),
    /// The asker is an operator of the server now.
    Operator,
    /// Who is an operator of the server, and by which name.
    Operators(Vec<(Who, Text)>),
    /// The server reads its files again, because the asker says so.
    Reloading,
    /// The asker is away now, or back.
    Away(bool),
    /// The asker's invitation was passed on.
    Inviting(Who, GroupName),
    /// The one spoken to is away.
    TheyAreAway(Who, Text),
    /// The asker is in this group already.
    AlreadyIn(GroupName),
    /// What a login says to the client next, in the words of its mechanism.
    Challenge(Vec<u8>),
}

/// Somebody who answers to a WHO.
#[derive(Clone, Debug)]
pub struct WhoRow {
    /// Who.
    pub row: Row,
    /// A group it is in, to be shown beside it.
    pub group: Option<GroupName>,
}

/// All about one member.
#[derive(Clone, Debug)]
pub struct Whois {
    /// Who.
    pub row: Row,
    /// The groups it is in that the asker may know of, and its ranks there.
    pub groups: Vec<(GroupName, Ranks)>,
    /// Why it is away.
    pub away: Option<Text>,
    /// Its address, exactly: for the asker itself, and for operators of the server.
    pub real_address: Option<SocketAddr>,
}

/// A member that has left, or is called something else now.
#[derive(Clone, Debug)]
pub struct Former {
    /// Who.
    pub who: Who,
    /// When that was, milliseconds since 1970-01-01 UTC.
    pub left_unix_ms: u64,
}

/// Somebody who is here.
#[derive(Clone, Debug)]
pub struct Online {
    /// Who.
    pub who: Who,
    /// Whether it is an operator of the server.
    pub operator: bool,
    /// Whether it is away.
    pub away: bool,
}

/// A group, from outside.
#[derive(Clone, Debug)]
pub struct GroupRow {
    /// Its name.
    pub group: GroupName,
    /// How many are in it.
    pub members: usize,
    /// Its topic.
    pub topic: Option<Text>,
    /// Whether the asker is in it.
    pub joined: bool,
}

/// Words that were said, as they are told and as they are remembered.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// The number of the message.
    pub id: MessageId,
    /// Whose.
    pub from: Who,
    /// How they are meant.
    pub kind: Kind,
    /// The words.
    pub text: Words,
    /// Client-only tags that came with them.
    pub tags: Option<Text>,
    /// When, milliseconds since 1970-01-01 UTC.
    pub unix_ms: u64,
}

/// Words that were taken back. They are not in here: nobody is told them again.
#[derive(Clone, Debug)]
pub struct Redacted {
    /// A number of its own.
    pub id: MessageId,
    /// Who took them back.
    pub by: Who,
    /// Who had heard them.
    pub to: Heard,
    /// The number of the message.
    pub words: MessageId,
    /// How they were meant.
    pub kind: Kind,
    /// Whose they were.
    pub of: Who,
    /// When they were said, milliseconds since 1970-01-01 UTC.
    pub said_unix_ms: u64,
    /// Why.
    pub reason: Option<Text>,
}
