//! The capabilities a client can ask for: one row each.
//!
//! What a row changes on the wire is decided where the event or the command is written, by asking
//! [`Caps::contains`]; a table in `event/tests.rs` shows it for each of them.

use std::ops::{BitAnd, BitOr};

use crate::hub::login::Mechanism;
use crate::info::Info;
use crate::irc::multiline;

/// A set of capabilities.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Caps(u32);

impl Caps {
    /// None of them.
    pub const NONE: Caps = Caps(0);
    /// `multi-prefix` (IRCv3 multi-prefix): every sign of a member, not only the highest.
    pub const MULTI_PREFIX: Caps = Caps(1);
    /// `server-time` (IRCv3 server-time): the tag `time` on what happens.
    pub const SERVER_TIME: Caps = Caps(1 << 1);
    /// `message-tags` (IRCv3 message-tags): client-only tags and `TAGMSG`, in both directions.
    pub const MESSAGE_TAGS: Caps = Caps(1 << 2);
    /// `echo-message` (IRCv3 echo-message): one's own words come back.
    pub const ECHO_MESSAGE: Caps = Caps(1 << 3);
    /// `userhost-in-names` (IRCv3 userhost-in-names): whole addresses in `353`.
    pub const USERHOST_IN_NAMES: Caps = Caps(1 << 4);
    /// `cap-notify` (IRCv3 capability-negotiation, "cap-notify"): news of capabilities; they do not change while we run.
    pub const CAP_NOTIFY: Caps = Caps(1 << 5);
    /// `groupchat/members`, our own: the introduction and the member table as `MEMBER` lines, and `LISTEN`. A client that
    /// asks for it chooses its groups itself, so it is not put into the lobby.
    pub const MEMBERS: Caps = Caps(1 << 6);
    /// `batch` (IRCv3 batch): lines that belong together are marked as such; see [`crate::irc::batch`].
    pub const BATCH: Caps = Caps(1 << 7);
    /// `labeled-response` (IRCv3 labeled-response): what follows from a line for its author carries the line's label.
    pub const LABELED_RESPONSE: Caps = Caps(1 << 8);
    /// `extended-join` (IRCv3 extended-join): `JOIN` tells the account and the real name.
    pub const EXTENDED_JOIN: Caps = Caps(1 << 9);
    /// `away-notify` (IRCv3 away-notify): `AWAY` of those one shares a group with, and of those who enter away.
    pub const AWAY_NOTIFY: Caps = Caps(1 << 10);
    /// `invite-notify` (IRCv3 invite-notify): invitations to groups one is in.
    pub const INVITE_NOTIFY: Caps = Caps(1 << 11);
    /// `setname` (IRCv3 setname): `SETNAME` of those one shares a group with. The command is anybody's.
    pub const SETNAME: Caps = Caps(1 << 12);
    /// `standard-replies` (IRCv3 standard-replies, "Capabilities"): `FAIL`, `WARN` and `NOTE` that no other extension has
    /// brought. Who did not ask for them gets such words as a `NOTICE`.
    pub const STANDARD_REPLIES: Caps = Caps(1 << 13);
    /// `no-implicit-names` (IRCv3 no-implicit-names): no `353` after one's own `JOIN`.
    pub const NO_IMPLICIT_NAMES: Caps = Caps(1 << 14);
    /// The same by the name it had as a draft, which is the one that clients know.
    pub const DRAFT_NO_IMPLICIT_NAMES: Caps = Caps(1 << 15);
    /// `draft/extended-isupport` (IRCv3 extended-isupport): `ISUPPORT` before registration, and `005` in batches.
    pub const EXTENDED_ISUPPORT: Caps = Caps(1 << 16);
    /// `draft/pre-away` (IRCv3 pre-away): `AWAY` before registration.
    pub const PRE_AWAY: Caps = Caps(1 << 17);
    /// `draft/chathistory` (IRCv3 chathistory): `CHATHISTORY`.
    pub const CHATHISTORY: Caps = Caps(1 << 18);
    /// `draft/event-playback` (IRCv3 chathistory): comings, goings and the like among what `CHATHISTORY` answers.
    pub const EVENT_PLAYBACK: Caps = Caps(1 << 19);
    /// `draft/read-marker` (IRCv3 read-marker): `MARKREAD`, and the marker on entering a group.
    pub const READ_MARKER: Caps = Caps(1 << 20);
    /// `extended-monitor` (IRCv3 extended-monitor): what else one is told of those one shares a group with, of those one
    /// watches too.
    pub const EXTENDED_MONITOR: Caps = Caps(1 << 21);
    /// `draft/channel-rename` (IRCv3 channel-rename): `RENAME`. The command is anybody's.
    pub const CHANNEL_RENAME: Caps = Caps(1 << 22);
    /// `chghost` (IRCv3 chghost): `CHGHOST` of those one shares a group with. Who does not have it sees them leave and come.
    pub const CHGHOST: Caps = Caps(1 << 23);
    /// `sasl` (IRCv3 sasl-3.1, sasl-3.2): `AUTHENTICATE`.
    pub const SASL: Caps = Caps(1 << 24);
    /// `draft/account-registration` (IRCv3 account-registration): clients learn that there is `REGISTER`, which is anybody's.
    pub const ACCOUNT_REGISTRATION: Caps = Caps(1 << 25);
    /// `account-notify` (IRCv3 account-notify): `ACCOUNT` of those one shares a group with.
    pub const ACCOUNT_NOTIFY: Caps = Caps(1 << 26);
    /// `account-tag` (IRCv3 account-tag): the tag `account` on what those do who are logged in.
    pub const ACCOUNT_TAG: Caps = Caps(1 << 27);

    /// `draft/multiline` (IRCv3 multiline): messages of several lines in one piece, in both directions; see
    /// [`crate::irc::multiline`].
    pub const MULTILINE: Caps = Caps(1 << 28);
    /// `draft/message-redaction` (IRCv3 message-redaction): `REDACT`. Who did not ask for it reads in a `NOTICE` what was
    /// taken back.
    pub const REDACTION: Caps = Caps(1 << 29);

    /// Whether all of `others` are in the set.
    #[must_use]
    pub const fn contains(self, others: Caps) -> bool {
        self.0 & others.0 == others.0
    }

    /// Whether any of `others` are in the set.
    #[must_use]
    pub const fn meets(self, others: Caps) -> bool {
        self.0 & others.0 != 0
    }

    /// The set with `others`.
    #[must_use]
    pub const fn with(self, others: Caps) -> Caps {
        Caps(self.0 | others.0)
    }

    /// The set without `others`.
    #[must_use]
    pub const fn without(self, others: Caps) -> Caps {
        Caps(self.0 & !others.0)
    }
}

impl BitOr for Caps {
    type Output = Caps;

    fn bitor(self, others: Caps) -> Caps {
        self.with(others)
    }
}

impl BitAnd for Caps {
    type Output = Caps;

    fn bitand(self, others: Caps) -> Caps {
        Caps(self.0 & others.0)
    }
}

/// One capability.
pub struct Row {
    /// Its name in `CAP`.
    pub name: &'static str,
    /// Its place in [`Caps`], where it is described.
    pub cap: Caps,
    /// What `CAP LS 302` says after `=`; `None` for nothing.
    pub value: fn(&Info) -> Option<String>,
}

/// Every capability.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    Row { name: "account-notify", cap: Caps::ACCOUNT_NOTIFY, value: none },
    Row { name: "account-tag", cap: Caps::ACCOUNT_TAG, value: none },
    Row { name: "away-notify", cap: Caps::AWAY_NOTIFY, value: none },
    Row { name: "batch", cap: Caps::BATCH, value: none },
    Row { name: "cap-notify", cap: Caps::CAP_NOTIFY, value: none },
    Row { name: "chghost", cap: Caps::CHGHOST, value: none },
    Row { name: "draft/account-registration", cap: Caps::ACCOUNT_REGISTRATION, value: none },
    Row { name: "draft/channel-rename", cap: Caps::CHANNEL_RENAME, value: none },
    Row { name: "draft/chathistory", cap: Caps::CHATHISTORY, value: none },
    Row { name: "draft/event-playback", cap: Caps::EVENT_PLAYBACK, value: none },
    Row { name: "draft/extended-isupport", cap: Caps::EXTENDED_ISUPPORT, value: none },
    Row { name: "draft/message-redaction", cap: Caps::REDACTION, value: none },
    Row { name: "draft/multiline", cap: Caps::MULTILINE, value: |_| Some(multiline::bounds()) },
    Row { name: "draft/no-implicit-names", cap: Caps::DRAFT_NO_IMPLICIT_NAMES, value: none },
    Row { name: "draft/pre-away", cap: Caps::PRE_AWAY, value: none },
    Row { name: "draft/read-marker", cap: Caps::READ_MARKER, value: none },
    Row { name: "echo-message", cap: Caps::ECHO_MESSAGE, value: none },
    Row { name: "extended-join", cap: Caps::EXTENDED_JOIN, value: none },
    Row { name: "extended-monitor", cap: Caps::EXTENDED_MONITOR, value: none },
    Row { name: "groupchat/members", cap: Caps::MEMBERS, value: none },
    Row { name: "invite-notify", cap: Caps::INVITE_NOTIFY, value: none },
    Row { name: "labeled-response", cap: Caps::LABELED_RESPONSE, value: none },
    Row { name: "message-tags", cap: Caps::MESSAGE_TAGS, value: none },
    Row { name: "multi-prefix", cap: Caps::MULTI_PREFIX, value: none },
    Row { name: "no-implicit-names", cap: Caps::NO_IMPLICIT_NAMES, value: none },
    Row { name: "sasl", cap: Caps::SASL, value: |_| Some(Mechanism::list()) },
    Row { name: "server-time", cap: Caps::SERVER_TIME, value: none },
    Row { name: "setname", cap: Caps::SETNAME, value: none },
    Row { name: "standard-replies", cap: Caps::STANDARD_REPLIES, value: none },
    Row { name: "userhost-in-names", cap: Caps::USERHOST_IN_NAMES, value: none },
];

/// The capability of that name. Names are compared with case, being opaque words.
#[must_use]
pub fn find(name: &str) -> Option<Caps> {
    TABLE.iter().find(|row| row.name == name).map(|row| row.cap)
}

fn none(_: &Info) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_capability_has_a_bit_of_its_own() {
        let mut seen = Caps::NONE;
        for row in TABLE {
            assert_eq!(row.cap.0.count_ones(), 1, "{}", row.name);
            assert!(!seen.contains(row.cap), "{}", row.name);
            assert!(!row.name.contains([' ', '=']), "{}", row.name);
            assert_eq!(find(row.name), Some(row.cap));
            seen = seen | row.cap;
        }
        assert_eq!(find("tls"), None);
    }

    #[test]
    fn the_readme_names_every_capability() {
        let readme = include_str!("../../README.md");
        for row in TABLE {
            assert!(readme.contains(&format!("`{}`", row.name)), "{}", row.name);
        }
    }

    #[test]
    fn sets_are_sets() {
        let two = Caps::SERVER_TIME | Caps::MEMBERS;
        assert!(two.contains(Caps::MEMBERS) && !two.contains(Caps::MEMBERS | Caps::CAP_NOTIFY));
        assert!(two.meets(Caps::MEMBERS | Caps::CAP_NOTIFY) && !two.meets(Caps::CAP_NOTIFY));
        assert_eq!(two.without(Caps::MEMBERS), Caps::SERVER_TIME);
        assert_eq!(two & Caps::MEMBERS, Caps::MEMBERS);
    }
}
