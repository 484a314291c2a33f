//! Every reason the hub says no. All of them are the asker's doing; none ends its connection.

use thiserror::Error;

use crate::hub::login::{LoginFault, RegisterFault};
use crate::hub::name::{GroupName, Name};
use crate::hub::record::Recall;
use crate::hub::request::{MemberRef, Redaction, Target};
use crate::hub::text::Text;

/// A refusal, in words for a person; dialects with numerics map the variants instead.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Somebody has that name.
    #[error("The name {0} is in use.")]
    NameInUse(Name),
    /// Somebody has a name that this one can be taken for.
    #[error("The name {0} looks too much like {1}, which is in use.")]
    NameLooksLike(Name, Name),
    /// Another name where one is banned under the present one, which would be a way around the ban.
    #[error("You cannot be called {0} now: you are banned from {1}. Leave it first.")]
    BoundByBan(Name, GroupName),
    /// The name is an account's, or looks like the name of this account.
    #[error("The name {0} belongs to an account.")]
    NameOwned(Name, Name),
    /// The name is that of a program which other servers have, or looks like it.
    #[error(
        "Nobody can be called {0} here: people who are used to other servers send passwords to that name."
    )]
    NameOfService(Name),
    /// Logging in failed.
    #[error("{0}")]
    LoginFailed(LoginFault),
    /// There is no account for the asker: the name it would have, and why not.
    #[error("{1}")]
    NoAccount(Text, RegisterFault),
    /// The server's password was missing or wrong. The connection is closed after this.
    #[error("Wrong or missing password.")]
    WrongPassword,
    /// Something only members may do.
    #[error("You have to give your name first.")]
    NotRegistered,
    /// Registering twice.
    #[error("You are a member already.")]
    AlreadyRegistered,
    /// No member of that name or number.
    #[error("Nobody here is called {0}.")]
    NoSuchMember(MemberRef),
    /// No group of that name.
    #[error("There is no group {0}.")]
    NoSuchGroup(GroupName),
    /// Another group has the name that a group was to have.
    #[error("{} cannot be called {}: there is such a group already.", .0.0, .0.1)]
    GroupNameInUse(Box<(GroupName, GroupName)>),
    /// The lobby was to have another name.
    #[error("{} keeps its name: everyone who comes here is put there.", .0.0)]
    LobbyStays(Box<(GroupName, GroupName)>),
    /// The asker is not in the group.
    #[error("You are not in {0}.")]
    NotInGroup(GroupName),
    /// Speaking to a group from outside.
    #[error("You cannot speak in {0}: you are not in it.")]
    CannotSpeak(GroupName),
    /// Speaking in a group where only some may.
    #[error("You cannot speak in {0}: only operators and those with a voice may.")]
    Moderated(GroupName),
    /// Speaking in a group that one is banned from.
    #[error("You cannot speak in {0}: you are banned from it.")]
    Silenced(GroupName),
    /// A question to other people's programs where that is not wanted.
    #[error("You cannot say that in {0}: it takes no CTCP.")]
    NoCtcp(GroupName),
    /// Entering a group that one is banned from.
    #[error("You cannot join {0}: you are banned from it.")]
    Banned(GroupName),
    /// Entering a group that one has to be asked into.
    #[error("You cannot join {0}: somebody has to invite you.")]
    InviteOnly(GroupName),
    /// Entering a group without its key.
    #[error("You cannot join {0}: it needs the right key.")]
    WrongKey(GroupName),
    /// Entering a group that takes no more members.
    #[error("You cannot join {0}: it is full.")]
    Full(GroupName),
    /// The other one is not in the group.
    #[error("{0} is not in {1}.")]
    TheyAreNotInGroup(Name, GroupName),
    /// The other one is in the group already.
    #[error("{0} is in {1} already.")]
    AlreadyInGroup(Name, GroupName),
    /// Watching as many names as one member may; these were left out.
    #[error("You watch as many names as one may.")]
    WatchesTooMany(Vec<Name>),
    /// What was said there is not for the asker, or there is no such place.
    #[error("{}", .0.1)]
    CannotRecall(Box<(Recall, Refusal)>),
    /// Nothing is said there that the asker could have read.
    #[error("{}", .0.1)]
    CannotMark(Box<(Target, Refusal)>),
    /// It cannot be taken back, or not by the asker.
    #[error("{}", .0.1)]
    CannotRedact(Box<(Redaction, Refusal)>),
    /// No message of that number is remembered.
    #[error("There is no such message, or it was said too long ago.")]
    NoSuchMessage,
    /// Somebody else said it.
    #[error("Only its author and operators may take that back.")]
    NotYourWords,
    /// Only operators may.
    #[error("Only the coordinator and the operators of {0} may do that.")]
    NotOperator(GroupName),
    /// The coordinator is an operator as long as it coordinates, and is removed by nobody else.
    #[error("Nobody can do that to the coordinator of {0}.")]
    Coordinates(GroupName),
    /// No mode has this letter.
    #[error("There is no mode {0}.")]
    UnknownMode(char),
    /// A mode lacks its parameter.
    #[error("The mode {1} needs a parameter.")]
    ModeLacks(GroupName, char),
    /// A mode's parameter makes no sense.
    #[error("{2} is no good for the mode {1}: {3}.")]
    ModeParam(GroupName, char, Text, &'static str),
    /// A list of masks is full.
    #[error("{2} was not added: the lists of {0} are full.")]
    ListFull(GroupName, char, Text),
    /// Something that can be nobody's name.
    #[error("Nobody here is called {0}.")]
    NobodyCalled(Text),
    /// A mode of its own that a member cannot set.
    #[error("There is no mode {0} that you could set.")]
    UnknownUserMode(char),
    /// The modes of others are their own business.
    #[error("You cannot see or change the modes of others.")]
    NotYourself,
    /// In as many groups as one member may be.
    #[error("You cannot join {0}: you are in too many groups.")]
    TooManyGroups(GroupName),
    /// Nobody may become an operator of this server.
    #[error("This server has no operators.")]
    NoOperators,
    /// Only operators of the server may.
    #[error("Only operators of the server may do that.")]
    NotServerOperator,
    /// An operator's password was wrong, or there is no operator of that name.
    #[error("Wrong name or password.")]
    WrongOperatorPassword,
    /// This command was not looked at, for so many seconds.
    #[error("{0} has to wait; try again in {1} seconds.")]
    TryAgain(&'static str, u64),
    /// As many groups as there may be.
    #[error("{0} cannot be founded: there are too many groups on this server.")]
    ServerHasTooManyGroups(GroupName),
}
