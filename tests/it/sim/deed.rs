//! What peers do, free of any dialect.

/// A line that a peer sends, as far as it means something.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    /// Nothing that changes anything or that others hear of.
    Noise,
    /// A plain line that is no command: a name at first, words afterwards.
    Word(String),
    /// Takes a name.
    Claim(String),
    /// Logs in to an account, whose password is known to everybody, and takes its name.
    LogIn(String),
    /// The same by SASL, which says nothing of names.
    Sasl(String),
    /// `USER`.
    User,
    /// `CAP REQ`, or `CAP LS`: registration waits.
    Hold(Caps),
    /// `CAP END`.
    Release,
    Join(String),
    /// Enters with a key.
    JoinWithKey(String, String),
    /// Puts a mode of a group on or takes it off; the parameter where it has one.
    Set(Option<String>, bool, char, Option<String>),
    /// Leaves a group; the current one of a plain member if none is named.
    Leave(Option<String>),
    /// Says something to a group, in this manner.
    Say(Option<String>, &'static str, String),
    /// Says something to one member, by name or number.
    Tell(String, &'static str, String),
    Topic(Option<String>, String),
    Remove(Option<String>, String),
    Quit,
}

/// The capabilities that matter here.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Caps {
    pub(super) echo: bool,
    pub(super) members: bool,
    pub(super) tagged: bool,
    pub(super) sasl: bool,
}
