//! Words that cannot be guessed: instead of addresses, and for one run of the server.

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
    Box::new(move |ip: IpAddr| format!("{}.hidden", word(key.hash_one(ip))).into())
}

/// A word that another run of the server does not have, as good as surely.
#[must_use]
pub(super) fn instance() -> String {
    word(RandomState::new().hash_one("instance"))
}

/// Whether the system has random numbers to give.
///
/// # Errors
/// When it has none, in words for whoever starts the server.
pub(super) fn check() -> Result<(), String> {
    getrandom::fill(&mut [0; 32])
        .map_err(|error| format!("the system gives no random numbers: {error}"))
}

/// Fills bytes with what nobody can guess.
pub(super) fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gave random numbers when the server started");
}

/// 60 bits as twelve letters.
fn word(mut bits: u64) -> String {
    let mut word = String::with_capacity(12);
    for _ in 0..12 {
        word.push(char::from(LETTERS[(bits & 31) as usize]));
        bits >>= 5;
    }
    word
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

    #[test]
    fn what_is_filled_is_filled_with_chance() {
        assert_eq!(check(), Ok(()));
        let [mut one, mut other] = [[0; 32]; 2];
        fill(&mut one);
        fill(&mut other);
        assert!(one != other && one != [0; 32]);
    }

    #[test]
    fn no_two_runs_are_called_the_same() {
        assert_ne!(instance(), instance());
        assert!(instance().bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
}
