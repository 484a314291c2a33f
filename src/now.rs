//! The moment a tick works in.
//!
//! The pure parts of the crate never read a clock. The shell reads it once per tick and hands this value down.

/// One moment, on two clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now {
    /// Milliseconds since some start of the caller's choosing. Never goes back; deadlines and idle times are counted in it.
    pub mono_ms: u64,
    /// Milliseconds since 1970-01-01 UTC. May jump when the host's clock is set; only ever shown to people.
    pub unix_ms: u64,
}

impl Now {
    /// Whole seconds that passed on the monotonic clock since `earlier_ms`, zero when that lies ahead.
    #[must_use]
    pub fn seconds_since(self, earlier_ms: u64) -> u64 {
        self.mono_ms.saturating_sub(earlier_ms) / 1000
    }

    /// Whole seconds since 1970-01-01 UTC.
    #[must_use]
    pub fn unix_s(self) -> u64 {
        self.unix_ms / 1000
    }
}
