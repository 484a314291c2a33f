//! What the user is told. How it looks is the business of [`show`](crate::client::show) and [`json`](crate::client::json).
//!
//! Everything in here is as the network gave it: nothing is cleaned yet.

/// What sort of thing happened. The word is the `kind` of `--json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `from` said `text` in `group`.
    Message,
    /// `from` did something, told in `text`: in `group`, or to the user alone.
    Action,
    /// A program's words: `from` in `group`, or to the user alone.
    Notice,
    /// `from` said `text` to the user alone.
    Private,
    /// Somebody connected to the user's own port said `text`; `from` is its address.
    Direct,
    /// `from` entered `group`.
    Join,
    /// `from` left `group`, because of `text`.
    Leave,
    /// `from` left the server, because of `text`.
    Quit,
    /// `from` is called `text` now.
    Rename,
    /// `group` is called `text` now, by the doing of `from`, because of `reason`.
    GroupRename,
    /// The topic of `group` is `text`, set by `from` where that is known; no text when there is none.
    Topic,
    /// `from` coordinates `group` now.
    Coordinator,
    /// `from` was removed from `group` by `by`, because of `text`.
    Removed,
    /// What `from` said at `said_unix_ms` was taken back by `by`, because of `text`. Where neither is known, it was said long
    /// ago.
    Redact,
    /// `from` invites the user to `group`.
    Invite,
    /// Who is in `group`, in `text`.
    Present,
    /// The member table of `group`, in `rows`.
    Members,
    /// There is a group `group` with the topic `text` and `count` members.
    Group,
    /// `from` accepts direct connections on the port in `text` now; none when that is 0.
    Listen,
    /// A line of the help, in `text`.
    Help,
    /// Something to know, in `text`.
    Info,
    /// Something that went wrong, in `text`.
    Error,
}

impl Kind {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Message => "message",
            Kind::Action => "action",
            Kind::Notice => "notice",
            Kind::Private => "private",
            Kind::Direct => "direct",
            Kind::Join => "join",
            Kind::Leave => "leave",
            Kind::Quit => "quit",
            Kind::Rename => "rename",
            Kind::GroupRename => "group-rename",
            Kind::Topic => "topic",
            Kind::Coordinator => "coordinator",
            Kind::Removed => "removed",
            Kind::Redact => "redact",
            Kind::Invite => "invite",
            Kind::Present => "present",
            Kind::Members => "members",
            Kind::Group => "group",
            Kind::Listen => "listen",
            Kind::Help => "help",
            Kind::Info => "info",
            Kind::Error => "error",
        }
    }
}

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// When, milliseconds since 1970-01-01 UTC: by the server's clock where it says so.
    pub unix_ms: u64,
    /// What.
    pub kind: Kind,
    /// Where.
    pub group: Option<String>,
    /// Who.
    pub from: Option<String>,
    /// The number of `from`.
    pub id: Option<u64>,
    /// `from` is the user.
    pub mine: bool,
    /// At whose hands.
    pub by: Option<String>,
    /// When the words were said that it is about, milliseconds since 1970-01-01 UTC.
    pub said_unix_ms: Option<u64>,
    /// The words.
    pub text: Option<String>,
    /// Why, where `text` is something else.
    pub reason: Option<String>,
    /// How many.
    pub count: Option<u64>,
    /// The rows of a table.
    pub rows: Vec<Row>,
}

impl Happening {
    /// Something that concerns nobody in particular yet.
    #[must_use]
    pub fn new(kind: Kind, unix_ms: u64) -> Happening {
        Happening {
            unix_ms,
            kind,
            group: None,
            from: None,
            id: None,
            mine: false,
            by: None,
            said_unix_ms: None,
            text: None,
            reason: None,
            count: None,
            rows: Vec::new(),
        }
    }

    /// With these words; none when there are none.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Happening {
        self.text = Some(text.into()).filter(|text| !text.is_empty());
        self
    }

    /// In this group.
    #[must_use]
    pub fn group(mut self, group: impl Into<String>) -> Happening {
        self.group = Some(group.into());
        self
    }

    /// By somebody whose number is not known.
    #[must_use]
    pub fn from(mut self, name: impl Into<String>) -> Happening {
        self.from = Some(name.into());
        self
    }
}

/// One row of the member table. What the server does not tell is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Number.
    pub id: Option<u64>,
    /// Name.
    pub name: String,
    /// IP address and port, or whatever the server shows in their place.
    pub address: String,
    /// Port for direct connections; 0 for none.
    pub listen: Option<u16>,
    /// It coordinates the group.
    pub coordinator: bool,
    /// It is the user.
    pub you: bool,
    /// It is away.
    pub away: bool,
    /// Seconds since it last spoke.
    pub idle_s: Option<u64>,
}
