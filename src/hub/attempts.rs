//! What was tried, by where it came from, passwords above all: whoever tries often has to wait longer and longer.

use std::net::IpAddr;

use hashbrown::HashMap;

use crate::hub::face::Address;
use crate::limits;

/// How often something may be tried.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Tries that nobody has to wait after.
    free: u32,
    /// The wait after the first that is not free, milliseconds; doubled with each that follows.
    first_wait_ms: u64,
    /// The longest wait, milliseconds.
    longest_wait_ms: u64,
    /// Time after which an address that has tried nothing is forgotten, milliseconds.
    forget_ms: u64,
}

/// Passwords of operators: everybody misspells once.
pub(super) const OPERATORS: Pace = Pace {
    free: 2,
    first_wait_ms: 1_000,
    longest_wait_ms: 60_000,
    forget_ms: 600_000,
};

/// Passwords of accounts: many may log in at once from one address, and each counts until it is known to be right.
pub(super) const LOGINS: Pace = Pace {
    free: 20,
    ..OPERATORS
};

/// Accounts that are registered.
pub(super) const REGISTRATIONS: Pace = Pace {
    free: 3,
    first_wait_ms: 1_200_000,
    longest_wait_ms: 1_200_000,
    forget_ms: 3_600_000,
};

/// Where how much was tried. At most [`limits::ATTEMPTS`] addresses (IPv4 address, IPv6 /64): with one more, the one that was
/// heard of longest ago is forgotten.
#[derive(Debug)]
pub(super) struct Attempts {
    pace: Pace,
    tried: HashMap<IpAddr, Tried>,
}

#[derive(Clone, Copy, Debug)]
struct Tried {
    times: u32,
    last_ms: u64,
}

impl Tried {
    /// Until when the next one has to wait.
    fn until_ms(self, pace: Pace) -> u64 {
        let wait = match self.times.checked_sub(pace.free) {
            None => 0,
            Some(beyond) => pace
                .first_wait_ms
                .saturating_mul(1 << beyond.min(16))
                .min(pace.longest_wait_ms),
        };
        self.last_ms + wait
    }
}

impl Attempts {
    /// Nothing was tried yet.
    pub(super) fn new(pace: Pace) -> Attempts {
        Attempts {
            pace,
            tried: HashMap::new(),
        }
    }

    /// Counts a password that is about to be checked, right or wrong: several at once are no way around the wait.
    ///
    /// # Errors
    /// How many seconds there are still to wait; then nothing is counted.
    pub(super) fn begin(&mut self, from: IpAddr, now_ms: u64) -> Result<(), u64> {
        let from = Address::network(from);
        let known = self.tried.get(&from).copied();
        let known = known.filter(|tried| now_ms < tried.last_ms + self.pace.forget_ms);
        let until_ms = known.map_or(0, |tried| tried.until_ms(self.pace));
        if now_ms < until_ms {
            return Err((until_ms - now_ms).div_ceil(1000));
        }
        if known.is_none() {
            self.make_room(now_ms);
        }
        let times = known.map_or(0, |tried| tried.times).saturating_add(1);
        let last_ms = now_ms;
        self.tried.insert(from, Tried { times, last_ms });
        Ok(())
    }

    /// It was right, or was not checked after all.
    pub(super) fn undo(&mut self, from: IpAddr) {
        let from = Address::network(from);
        if let Some(tried) = self.tried.get_mut(&from) {
            tried.times = tried.times.saturating_sub(1);
            if tried.times == 0 {
                self.tried.remove(&from);
            }
        }
    }

    fn make_room(&mut self, now_ms: u64) {
        if self.tried.len() < limits::ATTEMPTS {
            return;
        }
        let forget_ms = self.pace.forget_ms;
        self.tried
            .retain(|_, tried| now_ms < tried.last_ms + forget_ms);
        while self.tried.len() >= limits::ATTEMPTS {
            let oldest = self.tried.iter().min_by_key(|(_, tried)| tried.last_ms);
            let Some(oldest) = oldest.map(|(from, _)| *from) else {
                return;
            };
            self.tried.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

    #[test]
    fn waits_grow_up_to_a_minute_and_are_forgotten() {
        let mut attempts = Attempts::new(OPERATORS);
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
        now_ms += OPERATORS.forget_ms;
        assert_eq!(attempts.begin(FROM, now_ms), Ok(()));
        assert_eq!(attempts.begin(FROM, now_ms), Ok(()));
        assert_eq!(attempts.begin(FROM, now_ms), Err(1));
    }

    #[test]
    fn a_right_password_does_not_count_and_helps_no_wrong_one() {
        let mut attempts = Attempts::new(OPERATORS);
        for _ in 0..100 {
            assert_eq!(attempts.begin(FROM, 0), Ok(()));
            attempts.undo(FROM);
        }
        assert!(attempts.tried.is_empty());
        assert_eq!(attempts.begin(FROM, 0), Ok(()));
        assert_eq!(attempts.begin(FROM, 0), Ok(()));
        attempts.undo(FROM);
        assert_eq!(attempts.begin(FROM, 0), Ok(()));
        assert_eq!(attempts.begin(FROM, 0), Err(1));
    }

    #[test]
    fn a_network_of_ipv6_is_one_address_and_memory_is_bounded() {
        let v6 = |text: &str| text.parse::<IpAddr>().expect("an address");
        let mut attempts = Attempts::new(OPERATORS);
        for last in ["2001:db8::1", "2001:db8::2"] {
            assert_eq!(attempts.begin(v6(last), 0), Ok(()));
        }
        assert_eq!(attempts.begin(v6("2001:db8::3"), 0), Err(1));
        assert_eq!(attempts.begin(v6("2001:db8:0:1::3"), 0), Ok(()));
        for n in 0..5000u32 {
            let _ = attempts.begin(IpAddr::from((n + 1).to_be_bytes()), 1 + u64::from(n));
        }
        assert_eq!(attempts.tried.len(), limits::ATTEMPTS);
        assert_eq!(attempts.begin(v6("2001:db8::3"), 5001), Ok(()), "forgotten");
    }
}
