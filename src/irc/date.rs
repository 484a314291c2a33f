//! Moments as text, in UTC. The moment is the caller's; no clock is read.

use time::OffsetDateTime;

/// A moment as the tag `time` carries it (IRCv3 server-time): `2026-01-31T23:59:59.999Z`.
pub(super) fn stamp(unix_ms: u64) -> String {
    let at = moment(unix_ms / 1000);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        unix_ms % 1000
    )
}

/// A moment for people: `Saturday, 31 January 2026, 23:59:59 UTC`.
pub(super) fn human(unix_ms: u64) -> String {
    let at = moment(unix_ms / 1000);
    format!(
        "{}, {} {} {:04}, {:02}:{:02}:{:02} UTC",
        at.weekday(),
        at.day(),
        at.month(),
        at.year(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// The moment; the last one that can be told for those beyond the year 9999.
fn moment(unix_s: u64) -> OffsetDateTime {
    const LAST: i64 = 253_402_300_799;
    let unix_s = i64::try_from(unix_s).map_or(LAST, |s| s.min(LAST));
    OffsetDateTime::from_unix_timestamp(unix_s).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_in_utc() {
        assert_eq!(stamp(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(stamp(951_868_799_007), "2000-02-29T23:59:59.007Z");
        assert_eq!(
            human(1_769_903_999_000),
            "Saturday, 31 January 2026, 23:59:59 UTC"
        );
        assert_eq!(stamp(u64::MAX).len(), stamp(0).len());
    }
}
