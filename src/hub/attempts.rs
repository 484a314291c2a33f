//! Passwords that were tried, by where they came from: whoever tries many has to wait longer and longer.

use std::net::IpAddr;

use hashbrown::HashMap;

use crate::hub::face::Address;
use crate::limits;

/// Tries that nobody has to wait after: everybody misspells once.
const FREE: u32 = 2;
/// The wait after the first that is not free, milliseconds; doubled with each that follows.
const FIRST_WAIT_MS: u64 = 1_000;
/// The longest wait, milliseconds.
const LONGEST_WAIT_MS: u64 = 60_000;
/// Time after which an address that has tried nothing is forgotten, milliseconds.
const FORGET_MS: u64 = 600_000;

/// Where how many passwords were tried. At most [`limits::ATTEMPTS`] addresses (IPv4 address, IPv6 /64): with one more, the
/// one that was heard of longest ago is forgotten.
#[derive(Debug, Default)]
pub(super) struct Attempts(HashMap<IpAddr, Tried>);

#[derive(Clone, Copy, Debug)]
struct Tried {
    times: u32,
    last_ms: u64,
}

impl Tried {
    /// Until when the next one has to wait.
    fn until_ms(self) -> u64 {
        let wait = match self.times.checked_sub(FREE) {
            None => 0,
            Some(beyond) => FIRST_WAIT_MS
                .saturating_mul(1 << beyond.min(16))
                .min(LONGEST_WAIT_MS),
        };
        self.last_ms + wait
    }
}

impl Attempts {
    /// Counts a password that is about to be checked, right or wrong: several at once are no way around the wait.
    ///
    /// # Errors
    /// How many seconds there are still to wait; then nothing is counted.
    pub(super) fn begin(&mut self, from: IpAddr, now_ms: u64) -> Result<(), u64> {
        let from = Address::network(from);
        let known = self.0.get(&from).copied();
        let known = known.filter(|tried| now_ms < tried.last_ms + FORGET_MS);
        let until_ms = known.map_or(0, Tried::until_ms);
        if now_ms < until_ms {
            return Err((until_ms - now_ms).div_ceil(1000));
        }
        if known.is_none() {
            self.make_room(now_ms);
        }
        let times = known.map_or(0, |tried| tried.times).saturating_add(1);
        let last_ms = now_ms;
        self.0.insert(from, Tried { times, last_ms });
        Ok(())
    }

    /// It was right, or was not checked after all.
    pub(super) fn undo(&mut self, from: IpAddr) {
        let from = Address::network(from);
        if let Some(tried) = self.0.get_mut(&from) {
            tried.times = tried.times.saturating_sub(1);
            if tried.times == 0 {
                self.0.remove(&from);
            }
        }
    }

    fn make_room(&mut self, now_ms: u64) {
        if self.0.len() < limits::ATTEMPTS {
            return;
        }
        self.0.retain(|_, tried| now_ms < tried.last_ms + FORGET_MS);
        while self.0.len() >= limits::ATTEMPTS {
            let oldest = self.0.iter().min_by_key(|(_, tried)| tried.last_ms);
            let Some(oldest) = oldest.map(|(from, _)| *from) else {
                return;
            };
            self.0.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

    #[test]
    fn waits_grow_up_to_a_minute_and_are_forgotten() {
        let mut attempts = Attempts::default();
        let mut now_ms = 5;
        assert_eq!(attempts.begin(FROM, now_ms), Ok(()));
        for wait_s in [0, 1, 2, 4, 8, 16, 32, 60, 60] {
            if wait_s > 0 {
                assert_eq!(attempts.begin(FROM, now_ms), Err(wait_s));
                now_ms += wait_s * 1000 - 1;
                assert_eq!(attempts.begin(FROM, now_ms), Err(1));
                now_ms += 1;
            }
            assert_eq!(attempts.begin(FROM, now_ms), Ok(()), "after {wait_s} s");
        }
        now_ms += FORGET_MS;
        assert_eq!(attempts.begin(FROM, now_ms), Ok(()));
        assert_eq!(attempts.begin(FROM, now_ms), Ok(()));
        assert_eq!(attempts.begin(FROM, now_ms), Err(1));
    }

    #[test]
    fn a_right_password_does_not_count_and_helps_no_wrong_one() {
        let mut attempts = Attempts::default();
        for _ in 0..100 {
            assert_eq!(attempts.begin(FROM, 0), Ok(()));
            attempts.undo(FROM);
        }
        assert!(attempts.0.is_empty());
        assert_eq!(attempts.begin(FROM, 0), Ok(()));
        assert_eq!(attempts.begin(FROM, 0), Ok(()));
        attempts.undo(FROM);
        assert_eq!(attempts.begin(FROM, 0), Ok(()));
        assert_eq!(attempts.begin(FROM, 0), Err(1));
    }

    #[test]
    fn a_network_of_ipv6_is_one_address_and_memory_is_bounded() {
        let v6 = |text: &str| text.parse::<IpAddr>().expect("an address");
        let mut attempts = Attempts::default();
        for last in ["2001:db8::1", "2001:db8::2"] {
            assert_eq!(attempts.begin(v6(last), 0), Ok(()));
        }
        assert_eq!(attempts.begin(v6("2001:db8::3"), 0), Err(1));
        assert_eq!(attempts.begin(v6("2001:db8:0:1::3"), 0), Ok(()));
        for n in 0..5000u32 {
            let _ = attempts.begin(IpAddr::from((n + 1).to_be_bytes()), 1 + u64::from(n));
        }
        assert_eq!(attempts.0.len(), limits::ATTEMPTS);
        assert_eq!(attempts.begin(v6("2001:db8::3"), 5001), Ok(()), "forgotten");
    }
}
