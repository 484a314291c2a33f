//! Words instead of addresses.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::IpAddr;

use crate::hub::Cloak;

/// The letters of the words: digits and letters that are not mistaken for each other.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Makes the words of one run of the server: the same for the same IP address, and without the key, which never leaves the
/// process, no way back to it.
#[must_use]
pub(super) fn cloak() -> Cloak {
    // SipHash under a random key.
    let key = RandomState::new();
    Box::new(move |ip: IpAddr| {
        let mut hash = key.hash_one(ip);
        let mut word = String::new();
        for _ in 0..12 {
            word.push(char::from(LETTERS[(hash & 31) as usize]));
            hash >>= 5;
        }
        word.push_str(".hidden");
        word.into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_address_has_the_same_word_and_another_has_another() {
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let cloak = cloak();
        assert_eq!(cloak(one), cloak(one));
        assert_ne!(cloak(one), cloak(other));
        assert_ne!(
            cloak(one),
            super::cloak()(one),
            "another run has other words"
        );
        assert!(cloak(one).ends_with(".hidden") && cloak(one).len() == 19);
    }
}
