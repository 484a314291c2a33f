//! Numbers for members and seats.

use std::fmt;
use std::num::NonZeroU64;

/// A member's number: 1, 2, 3 … in order of arrival, never given twice while the server runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MemberId(NonZeroU64);

impl MemberId {
    /// The id of the first member.
    pub const FIRST: MemberId = MemberId(NonZeroU64::MIN);

    /// The id with this number; `None` for 0, which no member has.
    #[must_use]
    pub fn new(number: u64) -> Option<MemberId> {
        NonZeroU64::new(number).map(MemberId)
    }

    /// Reads an id the way people write it: `7` or `#7`.
    #[must_use]
    pub fn parse(word: &str) -> Option<MemberId> {
        let digits = word.strip_prefix('#').unwrap_or(word);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.parse().ok().and_then(MemberId::new)
    }

    /// The number itself.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0.get()
    }

    /// The id of the next member to arrive.
    #[must_use]
    pub fn next(self) -> MemberId {
        MemberId(self.0.saturating_add(1))
    }
}

impl fmt::Display for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// A message's number: rising, and never given twice while the server runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(u64);

impl MessageId {
    /// The id with this number.
    #[must_use]
    pub fn new(number: u64) -> MessageId {
        MessageId(number)
    }

    /// The number itself.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0
    }

    /// The number of the next message.
    #[must_use]
    pub fn next(self) -> MessageId {
        MessageId(self.0.saturating_add(1))
    }
}

/// The place a connection sits in, as its owner numbers connections.
///
/// Seats are small and are used again after their connection has gone, so the hub can keep members in a table indexed by
/// seat. What must stay unique is a [`MemberId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Seat(pub u32);

impl Seat {
    /// The seat as an index.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_people_write_them() {
        assert_eq!(MemberId::parse("7"), MemberId::new(7));
        assert_eq!(MemberId::parse("#7"), MemberId::new(7));
        for wrong in [
            "",
            "#",
            "0",
            "#0",
            "-1",
            "+1",
            "7a",
            "##7",
            "99999999999999999999999",
        ] {
            assert_eq!(MemberId::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn ids_count_up_from_one_and_show_with_a_sign() {
        assert_eq!(MemberId::FIRST.to_string(), "#1");
        assert_eq!(MemberId::FIRST.next().get(), 2);
    }
}
