//! How fast lines may go to a server that throws out those who are too fast.

/// Lines that may go at once.
const BURST: u64 = 5;
/// Time a line costs once the burst is used up, milliseconds.
const COST_MS: u64 = 2_000;

/// A clock that runs ahead by `COST_MS` with each line and may be ahead by no more than `BURST` lines
/// (RFC 1459 section 8.10: the server's penalty timer, kept here so that it never runs out there).
#[derive(Debug, Default)]
pub struct Pace {
    /// When everything sent so far is paid for, on the caller's monotonic clock.
    paid_ms: u64,
}

impl Pace {
    /// Sends one line if there is leave to.
    pub fn take(&mut self, now_ms: u64) -> bool {
        if now_ms < self.next_ms() {
            return false;
        }
        self.paid_ms = self.paid_ms.max(now_ms).saturating_add(COST_MS);
        true
    }

    /// Counts so many lines more that went with the last one.
    pub fn owe(&mut self, lines: u64) {
        let cost = lines.saturating_mul(COST_MS);
        self.paid_ms = self.paid_ms.saturating_add(cost);
    }

    /// When the next line may go.
    #[must_use]
    pub fn next_ms(&self) -> u64 {
        self.paid_ms.saturating_sub((BURST - 1) * COST_MS)
    }
}

/// How long so many lines take from a rest on, milliseconds.
#[must_use]
pub fn takes_ms(lines: usize) -> u64 {
    let lines = u64::try_from(lines).unwrap_or(u64::MAX);
    lines.saturating_sub(BURST).saturating_mul(COST_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_at_once_then_one_every_two_seconds() {
        let mut pace = Pace::default();
        let mut sent = Vec::new();
        for now in (100_000..112_000).step_by(100) {
            while pace.take(now) {
                sent.push(now - 100_000);
            }
        }
        assert_eq!(sent, [0, 0, 0, 0, 0, 2000, 4000, 6000, 8000, 10_000]);
        assert_eq!(takes_ms(sent.len()), 10_000);
        assert_eq!(takes_ms(3), 0);
    }

    #[test]
    fn lines_that_went_together_are_paid_for_together() {
        let mut pace = Pace::default();
        assert!(pace.take(0));
        pace.owe(9);
        assert_eq!(pace.next_ms(), 12_000);
        assert!(!pace.take(11_999) && pace.take(12_000));
    }

    #[test]
    fn rest_restores_the_burst_and_no_more() {
        let mut pace = Pace::default();
        while pace.take(0) {}
        assert_eq!(pace.next_ms(), 2_000);
        let burst = std::iter::repeat_with(|| pace.take(1_000_000)).take_while(|&sent| sent);
        assert_eq!(burst.count(), 5);
    }
}
