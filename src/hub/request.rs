//! What a connection can ask of the hub.

use crate::hub::id::{MemberId, MessageId};
use crate::hub::login::Login;
use crate::hub::mode::{Ranks, Wish};
use crate::hub::name::{GroupName, Name};
use crate::hub::record::Recall;
use crate::hub::text::Text;
use crate::hub::user_mode::UserWish;
use crate::hub::words::Words;
use crate::secret::Secret;

/// One wish, already free of any dialect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Takes a name: the first one of a connection that is not a member yet, or a new one of a member.
    Claim(Name),
    /// Becomes a member under the claimed name. Ignored while no name is claimed.
    Register(Registration),
    /// Wants something of the accounts. Anybody may, a guest too.
    Login(Login),
    /// Wants an account with this password; of this name, or of its own where there is none.
    CreateAccount(Option<Text>, Secret),
    /// Enters a group, founding it if need be.
    Join(GroupName),
    /// Enters a group with a key.
    JoinWithKey(GroupName, Text),
    /// Leaves a group.
    Leave(GroupName, Option<Text>),
    /// Leaves every group (`JOIN 0`).
    LeaveAll,
    /// Says something to a group or to one member.
    Say(Say),
    /// Takes back what was said.
    Redact(Redaction),
    /// Sets a group's topic; an empty text clears it.
    SetTopic(GroupName, Text),
    /// Gives a group, the first one, another name, for this reason.
    RenameGroup(GroupName, GroupName, Option<Text>),
    /// Removes a member from a group.
    Remove(GroupName, MemberRef, Option<Text>),
    /// Tells a member of a group, and lets it in once.
    Invite(GroupName, MemberRef),
    /// Changes modes of a group and ranks in it, and asks for its lists.
    SetModes(GroupName, Vec<Wish>),
    /// Changes one's own modes, or asks for them if there is nothing to change.
    SetUserModes(MemberRef, Vec<UserWish>),
    /// Is away, for this reason, or back again.
    Away(Option<Text>),
    /// Has another real name from now on.
    SetRealName(Text),
    /// Accepts direct connections on this port; 0 for no longer.
    Listen(u16),
    /// Wants to know when others come and go.
    Watch(Watch),
    /// Has read everything up to this moment, milliseconds since 1970-01-01 UTC.
    MarkRead(Target, u64),
    /// Becomes an operator of the server: its name as such, and its password.
    Operate(Text, Text),
    /// Does something that only operators of the server may.
    Order(Order),
    /// Asks for something that is answered to the asker alone.
    Ask(Query),
    /// Leaves for good.
    Quit(Option<Text>),
}

/// What only operators of the server may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Ends a member's connection, for this reason.
    Kill(MemberRef, Text),
    /// Says something to all operators, and to those who wish to hear it.
    Announce(Text),
    /// Has others see this user and host of a member.
    Dress(MemberRef, Text, Text),
    /// Has the server read its files again.
    Reload,
    /// Stops the server.
    Stop,
}

/// What a newcomer tells of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registration {
    /// IRC user name, in ASCII; made from the name where there is none.
    pub user: Option<Text>,
    /// IRC real name; the name is used where there is none.
    pub real: Option<Text>,
    /// The server's password, if one was given.
    pub password: Option<Text>,
    /// Why it is away from the start, if it is.
    pub away: Option<Text>,
    /// Whether to enter the lobby at once.
    pub enter_lobby: bool,
}

/// Words on their way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Say {
    /// Who shall hear them.
    pub to: Target,
    /// How they are meant.
    pub kind: Kind,
    /// The words. Empty only for [`Kind::Tag`] and [`Kind::Reaction`].
    pub text: Words,
    /// Client-only message tags as they came, `+typing=active;+x`, without `@` (IRCv3 message-tags, "Client-only tags").
    pub tags: Option<Text>,
}

/// A wish to take back a message. Its author may, and the operators of the group it was said in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// Where it was said.
    pub of: Target,
    /// Which it is; `None` when no message can be called that.
    pub id: Option<MessageId>,
    /// What the asker calls it.
    pub called: Text,
    /// Why.
    pub reason: Option<Text>,
}

/// How words are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Said.
    Text,
    /// Done: `/me waves`, CTCP ACTION. The text is what follows the name.
    Action,
    /// Said by a program, never to be answered by one (RFC 2812 section 3.3.2).
    Notice,
    /// Nothing said: tags alone, of the moment: that somebody is typing (IRCv3 message-tags, TAGMSG).
    Tag,
    /// Nothing said: tags alone that say something of what was said, and are worth remembering as long.
    Reaction,
}

/// Where words go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To everyone in a group.
    Group(GroupName),
    /// To those in a group who have this rank or a higher one.
    Ranked(Ranks, GroupName),
    /// To one member.
    Member(MemberRef),
}

/// A member as people refer to it. A name never begins with a digit, so the two cannot be taken for each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberRef {
    /// By name.
    Name(Name),
    /// By number.
    Id(MemberId),
}

impl MemberRef {
    /// Reads a name, or an id written as `7` or `#7`; `None` when it can be neither, so that nobody is called that.
    #[must_use]
    pub fn parse(word: &str) -> Option<MemberRef> {
        match MemberId::parse(word) {
            Some(id) => Some(MemberRef::Id(id)),
            None => Name::new(word).ok().map(MemberRef::Name),
        }
    }
}

impl std::fmt::Display for MemberRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            MemberRef::Name(name) => write!(f, "{name}"),
            MemberRef::Id(id) => write!(f, "{id}"),
        }
    }
}

/// What to do with the list of names that a member watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watch {
    /// Puts these on it. Answered with who of them is here.
    Add(Vec<Name>),
    /// Takes these off it.
    Remove(Vec<Name>),
    /// Takes all off it.
    Clear,
    /// Asks what is on it.
    List,
    /// Asks who of those on it is here.
    Status,
}

/// A question. Each has its own kind of answer in [`Reply`](crate::hub::event::Reply), carrying what was asked, so that
/// a dialect can answer in the form its command calls for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// The member table of one group, or of the whole server.
    Members(Option<GroupName>),
    /// Who is in a group (NAMES).
    Names(GroupName),
    /// Members whose name matches a mask with `*` and `?`, or the members of a group (WHO).
    Who(WhoMask, Option<Fields>),
    /// The same, of operators of the server only.
    WhoOperates(WhoMask, Option<Fields>),
    /// Who is an operator of the server, and by which name; only for operators.
    Operators,
    /// All about one member (WHOIS).
    Whois(MemberRef),
    /// Members of that name who have left, newest first, at most so many; 0 for all that are remembered (WHOWAS).
    Whowas(Name, usize),
    /// Which of these are here (ISON, USERHOST).
    Online(Vec<Name>, OnlineForm),
    /// Every group with its size and topic (LIST), or those of them that are named here.
    Groups(Vec<GroupName>),
    /// The groups that fit (LIST with conditions).
    GroupsWhere(Box<GroupFilter>),
    /// The groups one was asked into and has not entered (INVITE without a parameter).
    Invitations,
    /// A group's topic.
    Topic(GroupName),
    /// A group's modes and age (MODE without a change).
    Modes(GroupName),
    /// How many members and groups there are (LUSERS).
    Counts,
    /// What was said before in a group or with one member.
    History(Recall),
    /// Up to which moment the asker has read.
    Marker(Target),
    /// Where something was said last between two moments, milliseconds since 1970-01-01 UTC; at most so many places.
    Latest((u64, u64), usize),
}

/// Which fields a WHO asks for, where it does not ask for the usual ones (IRCv3 WHOX).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// A letter for each.
    pub letters: Text,
    /// What the answer is to be known by; at most three digits.
    pub token: Text,
}

/// Which groups somebody wants to see: those that keep every bound. Ages are in minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupFilter {
    /// Only groups that one of these names or masks fits; any where there is none.
    pub fits: Vec<Text>,
    /// No groups that one of these masks fits.
    pub fits_not: Vec<Text>,
    /// More members than this.
    pub more_than: Option<u64>,
    /// Fewer members than this.
    pub fewer_than: Option<u64>,
    /// Founded longer ago than this.
    pub older_than: Option<u64>,
    /// Founded more lately than this.
    pub younger_than: Option<u64>,
    /// Whose topic was set longer ago than this.
    pub topic_older_than: Option<u64>,
    /// Whose topic was set more lately than this.
    pub topic_younger_than: Option<u64>,
}

/// Whom a WHO asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhoMask {
    /// Everyone in this group.
    Group(GroupName),
    /// Everyone whose name matches.
    Name(Text),
}

/// Which question an answer about presence belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnlineForm {
    /// RFC 2812 section 4.9.
    Ison,
    /// RFC 2812 section 4.8.
    Userhost,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_an_id_or_a_name_and_never_both() {
        assert_eq!(MemberRef::parse("2"), MemberId::new(2).map(MemberRef::Id));
        assert_eq!(MemberRef::parse("#2"), MemberId::new(2).map(MemberRef::Id));
        assert_eq!(
            MemberRef::parse("bob").map(|r| r.to_string()),
            Some("bob".to_owned())
        );
        assert_eq!(MemberRef::parse("2bob"), None);
        assert_eq!(MemberRef::parse(""), None);
    }
}
