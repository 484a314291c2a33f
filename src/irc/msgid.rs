//! What a message is called on the wire (IRCv3 message-ids): the word that no other run of the server has, and a number.

use std::fmt;

use crate::hub::id::MessageId;
use crate::info::Info;

/// A message's id as the tag `msgid` and selectors of `CHATHISTORY` carry it.
#[derive(Clone, Copy, Debug)]
pub struct MsgId<'a> {
    instance: &'a str,
    id: MessageId,
}

impl<'a> MsgId<'a> {
    /// The id of a message of this server.
    #[must_use]
    pub fn new(info: &'a Info, id: MessageId) -> MsgId<'a> {
        MsgId {
            instance: &info.instance,
            id,
        }
    }
}

impl fmt::Display for MsgId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.instance, self.id.get())
    }
}

/// Reads an id; `None` for whatever this run of the server has not written. Clients take ids as opaque words, so there is
/// one way to write each ("message-ids", "Format").
#[must_use]
pub fn parse(info: &Info, word: &str) -> Option<MessageId> {
    let digits = word.strip_prefix(&*info.instance)?.strip_prefix('-')?;
    let id = MessageId::new(digits.parse().ok()?);
    (MsgId::new(info, id).to_string() == word).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::irc::testing::info;

    #[test]
    fn ids_are_read_as_they_are_written() {
        let mut info = info();
        info.instance = "x7".to_owned();
        for number in [0, 1, 42, u64::MAX] {
            let id = MessageId::new(number);
            let word = MsgId::new(&info, id).to_string();
            assert_eq!(word, format!("x7-{number}"));
            assert_eq!(parse(&info, &word), Some(id));
        }
        for wrong in [
            "", "x7", "x7-", "x8-1", "x7-01", "x7-+1", "x7-1 ", "x7--1", "X7-1",
        ] {
            assert_eq!(parse(&info, wrong), None, "{wrong:?}");
        }
    }
}
