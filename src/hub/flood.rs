//! How fast somebody may speak: a token bucket fed with `now`.

/// What is left of one member's allowance.
///
/// Kept as the one moment at which it will be full again (the "theoretical arrival time" of GCRA), so an idle member
/// costs eight bytes and no timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bucket {
    /// When the bucket is full again, microseconds on the monotonic clock.
    full_at_us: u64,
}

impl Bucket {
    /// Milliseconds until the next line may be heard, 0 for now, from a bucket that holds `burst` tokens and gains `rate`
    /// a second; either being 0 means no limit.
    #[must_use]
    pub fn wait_ms(&self, rate: u32, burst: u32, now_ms: u64) -> u64 {
        if rate == 0 || burst == 0 {
            return 0;
        }
        let next_full = self.full_at_us.max(now_ms.saturating_mul(1000)) + token_us(rate);
        let latest = now_ms.saturating_mul(1000) + token_us(rate) * u64::from(burst);
        next_full.saturating_sub(latest).div_ceil(1000)
    }

    /// Takes `cost` tokens for a line that has been heard. A dear line may leave a debt, which the next ones wait for.
    pub fn spend(&mut self, cost: u32, rate: u32, burst: u32, now_ms: u64) {
        if rate > 0 && burst > 0 {
            self.full_at_us =
                self.full_at_us.max(now_ms.saturating_mul(1000)) + token_us(rate) * u64::from(cost);
        }
    }
}

/// How long one token takes to come back, microseconds.
fn token_us(rate: u32) -> u64 {
    1_000_000 / u64::from(rate.clamp(1, 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn take(bucket: &mut Bucket, cost: u32, rate: u32, burst: u32, now_ms: u64) -> Result<(), u64> {
        match bucket.wait_ms(rate, burst, now_ms) {
            0 => {
                bucket.spend(cost, rate, burst, now_ms);
                Ok(())
            }
            wait => Err(wait),
        }
    }

    #[test]
    fn a_burst_passes_and_then_the_rate_counts() {
        let mut bucket = Bucket::default();
        for _ in 0..5 {
            assert_eq!(take(&mut bucket, 1, 2, 5, 1000), Ok(()));
        }
        assert_eq!(take(&mut bucket, 1, 2, 5, 1000), Err(500));
        assert_eq!(take(&mut bucket, 1, 2, 5, 1499), Err(1));
        assert_eq!(take(&mut bucket, 1, 2, 5, 1500), Ok(()));
        assert_eq!(
            take(&mut bucket, 9, 2, 5, 60_000),
            Ok(()),
            "a dear line passes"
        );
        assert_eq!(
            take(&mut bucket, 1, 2, 5, 60_000),
            Err(2500),
            "and is paid for afterwards"
        );
    }

    #[test]
    fn zero_means_no_limit() {
        let mut bucket = Bucket::default();
        for _ in 0..10_000 {
            assert_eq!(take(&mut bucket, 1, 0, 5, 0), Ok(()));
            assert_eq!(take(&mut bucket, 1, 5, 0, 0), Ok(()));
        }
    }

    proptest! {
        #[test]
        fn waiting_as_long_as_told_is_enough(costs in proptest::collection::vec(1u32..8, 1..60), rate in 1u32..50, burst in 1u32..20) {
            let mut bucket = Bucket::default();
            let mut now = 0;
            let mut spent = 0;
            for cost in costs {
                if let Err(wait) = take(&mut bucket, cost, rate, burst, now) {
                    now += wait;
                    prop_assert_eq!(take(&mut bucket, cost, rate, burst, now), Ok(()));
                }
                // Rounding a token's time down to a microsecond may give a little more, never much.
                prop_assert!(spent <= u64::from(burst) + now * u64::from(rate) / 1000 + 2);
                spent += u64::from(cost);
            }
        }
    }
}
