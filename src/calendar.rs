//! Moments as text: the time people see and the one programs read. The moment is the caller's; no clock is read.

use time::{Date, Month, OffsetDateTime, Time};

/// `HH:MM` of a moment, in the time zone that is `offset_s` seconds ahead of UTC.
#[must_use]
pub fn hours_minutes(unix_ms: u64, offset_s: i32) -> String {
    let seconds = i64::try_from(unix_ms / 1000).unwrap_or(0);
    let of_day = seconds
        .saturating_add(i64::from(offset_s))
        .rem_euclid(24 * 60 * 60);
    format!("{:02}:{:02}", of_day / 3600, of_day / 60 % 60)
}

/// The day of a moment in that time zone, counted from 1970-01-01: moments of one day have one number.
#[must_use]
pub fn day_number(unix_ms: u64, offset_s: i32) -> i64 {
    let seconds = i64::try_from(unix_ms / 1000).unwrap_or(i64::MAX);
    seconds
        .saturating_add(i64::from(offset_s))
        .div_euclid(24 * 60 * 60)
}

/// The day of a moment in that time zone, for people: `Saturday, 31 January 2026`.
#[must_use]
pub fn day(unix_ms: u64, offset_s: i32) -> String {
    let shift = u64::from(offset_s.unsigned_abs()) * 1000;
    let at = moment(if offset_s < 0 {
        unix_ms.saturating_sub(shift)
    } else {
        unix_ms.saturating_add(shift)
    });
    format!(
        "{}, {} {} {:04}",
        at.weekday(),
        at.day(),
        at.month(),
        at.year()
    )
}

/// A moment as RFC 3339 in UTC with milliseconds, as the tag `time` carries it (IRCv3 server-time):
/// `2026-11-23T12:03:00.123Z`.
#[must_use]
pub fn rfc3339(unix_ms: u64) -> String {
    let at = moment(unix_ms);
    let year = at.year().unsigned_abs();
    let millis = u32::try_from(unix_ms % 1000).unwrap_or(0);
    let mut text = String::with_capacity(24);
    // Digit by digit: this stands on every line of a busy group, and formatting it costs ten times as much.
    for (number, digits, sign) in [
        (year, 4, '-'),
        (u8::from(at.month()).into(), 2, '-'),
        (at.day().into(), 2, 'T'),
        (at.hour().into(), 2, ':'),
        (at.minute().into(), 2, ':'),
        (at.second().into(), 2, '.'),
        (millis, 3, 'Z'),
    ] {
        for place in (0..digits).rev() {
            let digit = number / 10_u32.pow(place) % 10;
            text.push(char::from_digit(digit, 10).unwrap_or('0'));
        }
        text.push(sign);
    }
    text
}

/// A moment for people: `Saturday, 31 January 2026, 23:59:59 UTC`.
#[must_use]
pub fn human(unix_ms: u64) -> String {
    let at = moment(unix_ms);
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

/// The second a moment lies in; the last one that can be told for those beyond the year 9999.
fn moment(unix_ms: u64) -> OffsetDateTime {
    const LAST: i64 = 253_402_300_799;
    let seconds = i64::try_from(unix_ms / 1000).map_or(LAST, |seconds| seconds.min(LAST));
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// Reads what [`rfc3339`] writes, that is the value of the `time` tag (IRCv3 server-time). Anything else, and anything
/// before 1970, is `None`.
#[must_use]
pub fn parse_rfc3339(text: &str) -> Option<u64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let mut date = date.splitn(3, '-').map(number);
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut clock = clock.splitn(3, ':').map(number);
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    // A leap second is told as the second before it, which is close enough for a chat.
    let second = second.min(59);
    let small = |n: u32| u8::try_from(n).ok();
    let month = Month::try_from(small(month)?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(year).ok()?, month, small(day)?).ok()?;
    let time = Time::from_hms(small(hour)?, small(minute)?, small(second)?).ok()?;
    let seconds = date.with_time(time).assume_utc().unix_timestamp();
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    let millis = number(&digits)?;
    u64::try_from(seconds)
        .ok()
        .map(|seconds| seconds * 1000 + u64::from(millis))
}

/// A number of digits alone, at most nine of them.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn local_time_is_shifted_and_wraps() {
        assert_eq!(hours_minutes(0, 0), "00:00");
        assert_eq!(hours_minutes(0, -60), "23:59");
        assert_eq!(hours_minutes(43_380_000, 0), "12:03");
        assert_eq!(hours_minutes(82_800_000, 5400), "00:30");
    }

    #[test]
    fn rfc3339_is_what_server_time_asks_for() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(1_790_000_000_007), "2026-09-21T14:13:20.007Z");
        assert_eq!(rfc3339(951_868_799_007), "2000-02-29T23:59:59.007Z");
        assert_eq!(rfc3339(u64::MAX).len(), rfc3339(0).len());
        assert_eq!(
            parse_rfc3339("2012-06-30T23:59:60.419Z"),
            Some(1_341_100_799_419)
        );
        assert_eq!(parse_rfc3339("1970-01-01T00:00:01Z"), Some(1000));
        assert_eq!(parse_rfc3339("1970-01-01T00:00:01.5Z"), Some(1500));
        for bad in [
            "",
            "Z",
            "T",
            "1970-01-01T00:00:00.000",
            "1969-12-31T23:59:59.000Z",
            "1970-13-01T00:00:00.000Z",
            "1970-02-30T00:00:00.000Z",
            "1970-01-01T24:00:00.000Z",
            "1970-01-01 00:00:00Z",
            "1970-01-01T00:00Z",
            "99999999999-01-01T00:00:00Z",
            "+1970-01-01T00:00:00Z",
        ] {
            assert_eq!(parse_rfc3339(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn people_read_words() {
        assert_eq!(
            human(1_769_903_999_000),
            "Saturday, 31 January 2026, 23:59:59 UTC"
        );
    }

    #[test]
    fn days_change_at_local_midnight() {
        let midnight = 1_769_904_000_000; // 2026-02-01T00:00:00Z
        assert_eq!(day(midnight, 0), "Sunday, 1 February 2026");
        assert_eq!(day(midnight, -3600), "Saturday, 31 January 2026");
        assert_eq!(day(midnight - 1, 0), "Saturday, 31 January 2026");
        assert_eq!(day(midnight - 1, 3600), "Sunday, 1 February 2026");
        assert_eq!(day_number(midnight, 0), day_number(midnight - 1, 0) + 1);
        assert_eq!(day_number(midnight, -1), day_number(midnight - 1, 0));
        assert_eq!(day_number(0, -1), -1);
        assert_eq!(day(u64::MAX, i32::MAX), "Friday, 31 December 9999");
    }

    proptest! {
        #[test]
        fn moments_survive(unix_ms in 0u64..253_402_300_800_000) {
            prop_assert_eq!(parse_rfc3339(&rfc3339(unix_ms)), Some(unix_ms));
        }

        #[test]
        fn nothing_panics(text in "[0-9TZ:.\\-é]{0,30}", unix_ms in any::<u64>(), offset in any::<i32>()) {
            let _ = (parse_rfc3339(&text), rfc3339(unix_ms), hours_minutes(unix_ms, offset));
        }
    }
}
