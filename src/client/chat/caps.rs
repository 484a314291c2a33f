//! The capabilities that are asked for, where a server offers them: one row each.

use std::ops::BitOr;

/// A set of capabilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caps(u32);

/// Makes the constants and the table of one list.
macro_rules! caps {
    ($($(#[$doc:meta])* $constant:ident $bit:literal $($name:literal)|+;)+) => {
        impl Caps {
            $($(#[$doc])* pub const $constant: Caps = Caps(1 << $bit);)+
        }
        /// Every capability we make use of, by each name it has.
        pub const TABLE: &[(&str, Caps)] = &[$($(($name, Caps::$constant)),+),+];
    };
}

caps! {
    /// IRCv3 account-notify: who is known by which account.
    ACCOUNT_NOTIFY 0 "account-notify";
    /// IRCv3 away-notify: who goes away and comes back.
    AWAY_NOTIFY 1 "away-notify";
    /// IRCv3 batch: lines that belong together.
    BATCH 2 "batch";
    /// IRCv3 capability-negotiation, "cap-notify".
    CAP_NOTIFY 3 "cap-notify";
    /// IRCv3 chghost: addresses that change.
    CHGHOST 4 "chghost";
    /// IRCv3 chathistory: what was said before.
    CHATHISTORY 5 "draft/chathistory" | "chathistory";
    /// IRCv3 chathistory: comings, goings and the like among it.
    EVENT_PLAYBACK 6 "draft/event-playback" | "event-playback";
    /// IRCv3 channel-rename.
    CHANNEL_RENAME 7 "draft/channel-rename" | "channel-rename";
    /// IRCv3 message-redaction: words taken back.
    REDACTION 8 "draft/message-redaction" | "message-redaction";
    /// IRCv3 multiline: several lines in one message.
    MULTILINE 9 "draft/multiline" | "multiline";
    /// IRCv3 read-marker: how far we have read, on all our screens.
    READ_MARKER 10 "draft/read-marker" | "read-marker";
    /// IRCv3 echo-message: our own words come back.
    ECHO_MESSAGE 11 "echo-message";
    /// IRCv3 extended-join: accounts of those who come.
    EXTENDED_JOIN 12 "extended-join";
    /// A server of ours: the introduction and the member table.
    MEMBERS 13 "groupchat/members";
    /// IRCv3 invite-notify: invitations to groups we are in.
    INVITE_NOTIFY 14 "invite-notify";
    /// IRCv3 labeled-response: which answer belongs to which line.
    LABELED_RESPONSE 15 "labeled-response";
    /// IRCv3 message-ids: what to answer to, and what is known already.
    MESSAGE_IDS 16 "message-ids";
    /// IRCv3 message-tags: replies, reactions, typing.
    MESSAGE_TAGS 17 "message-tags";
    /// IRCv3 multi-prefix: every rank, not only the highest.
    MULTI_PREFIX 18 "multi-prefix";
    /// IRCv3 sasl-3.1, sasl-3.2.
    SASL 19 "sasl";
    /// IRCv3 server-time: when it was said.
    SERVER_TIME 20 "server-time";
    /// IRCv3 setname: real names that change.
    SETNAME 21 "setname";
    /// IRCv3 standard-replies.
    STANDARD_REPLIES 22 "standard-replies";
    /// IRCv3 userhost-in-names: addresses of those who are there.
    USERHOST_IN_NAMES 23 "userhost-in-names";
}

impl Caps {
    /// Whether any of `others` are in the set.
    #[must_use]
    pub const fn has(self, others: Caps) -> bool {
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

/// The capability of that name, among those we use.
#[must_use]
pub fn find(name: &str) -> Option<(&'static str, Caps)> {
    TABLE.iter().copied().find(|(known, _)| *known == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_capability_has_a_bit_and_every_name_one_row() {
        let mut seen = Caps::default();
        let mut last = None;
        for (name, cap) in TABLE {
            assert_eq!(cap.0.count_ones(), 1, "{name}");
            assert!(last == Some(*cap) || !seen.has(*cap), "{name}");
            assert_eq!(find(name), Some((*name, *cap)));
            seen = seen | *cap;
            last = Some(*cap);
        }
        assert_eq!(find("tls"), None);
        assert!(!seen.without(Caps::SASL).has(Caps::SASL));
    }
}
