//! The server's clocks, read once per tick.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use time::UtcOffset;

use crate::now::Now;

/// Reads the clocks.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Instant,
}

impl Clock {
    /// A clock whose monotonic side starts at 0 now.
    #[must_use]
    pub fn start() -> Clock {
        Clock {
            start: Instant::now(),
        }
    }

    /// This moment.
    #[must_use]
    pub fn now(&self) -> Now {
        let millis =
            |span: std::time::Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        // A host whose clock stands before 1970 is shown 1970.
        let unix = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Now {
            mono_ms: millis(self.start.elapsed()),
            unix_ms: millis(unix),
        }
    }
}

/// The host's distance from UTC now, seconds; 0 where the system does not tell.
#[must_use]
pub(super) fn utc_offset_s() -> i32 {
    UtcOffset::current_local_offset().map_or(0, UtcOffset::whole_seconds)
}
