//! How long things took: a histogram whose buckets grow with the value, so that any quantile is right to within one percent.
//!
//! Values are nanoseconds. Up to 127 each has a bucket of its own; from then on every doubling is cut into 64, so that a
//! bucket is never wider than 1/64 of what it holds, and a value is told as the middle of its bucket.

use std::time::Duration;

/// Bits that are kept of a value; the buckets of one doubling are half as many as they tell apart.
const BITS: u32 = 7;
/// Values below this have a bucket each.
const EXACT: u64 = 1 << BITS;
const HALF: usize = 1 << (BITS - 1);

/// Many durations.
#[derive(Clone, Debug, Default)]
pub(crate) struct Histogram {
    counts: Vec<u64>,
    total: u64,
    most: u64,
}

impl Histogram {
    /// Adds one duration.
    #[inline]
    pub(crate) fn record(&mut self, took: Duration) {
        let value = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let place = bucket(value);
        if place >= self.counts.len() {
            self.counts.resize(place + 1, 0);
        }
        self.counts[place] += 1;
        self.total += 1;
        self.most = self.most.max(value);
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.total
    }

    /// The longest, exactly.
    pub(crate) fn max(&self) -> Duration {
        Duration::from_nanos(self.most)
    }

    /// The duration that this part of all (0 to 1) do not exceed; zero when there are none.
    pub(crate) fn quantile(&self, part: f64) -> Duration {
        let wanted = ((part * self.total as f64).ceil() as u64).clamp(1, self.total.max(1));
        let mut passed = 0;
        for (place, count) in self.counts.iter().enumerate() {
            passed += count;
            if passed >= wanted {
                return Duration::from_nanos(middle(place).min(self.most));
            }
        }
        Duration::ZERO
    }

    /// Which part of all took no longer than this, 0 to 1; exact to a bucket.
    pub(crate) fn within(&self, limit: Duration) -> f64 {
        if self.max() <= limit {
            return 1.0;
        }
        let limit = u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX);
        let under = self.counts.iter().take(bucket(limit) + 1).sum::<u64>();
        under as f64 / self.total as f64
    }
}

#[inline]
fn bucket(value: u64) -> usize {
    if value < EXACT {
        return value as usize;
    }
    let shift = value.ilog2() + 1 - BITS;
    // The bits that are kept begin with a one, which the number of the doubling stands for.
    (shift as usize + 1) * HALF + ((value >> shift) as usize - HALF)
}

fn middle(place: usize) -> u64 {
    if (place as u64) < EXACT {
        return place as u64;
    }
    let shift = place / HALF - 1;
    let kept = (place % HALF + HALF) as u64;
    (kept << shift) + (1_u64 << shift) / 2
}
