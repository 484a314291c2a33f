//! Quantiles are right to within one percent.

use std::time::Duration;

use super::histogram::Histogram;

fn of(values: impl IntoIterator<Item = u64>) -> Histogram {
    let mut histogram = Histogram::default();
    for value in values {
        histogram.record(Duration::from_nanos(value));
    }
    histogram
}

#[test]
fn any_value_alone_is_told_to_within_one_percent() {
    for value in (0..100_000).chain((0..31).map(|shift| 0x1_0000_0001 << shift)) {
        // A longer one beside it: the longest is told exactly.
        let told = of([value, value * 2]).quantile(0.5).as_nanos();
        let off = told.abs_diff(u128::from(value));
        assert!(off * 100 <= u128::from(value), "{value} is told as {told}");
    }
}

#[test]
fn the_longest_duration_there_is_has_a_bucket() {
    let mut histogram = Histogram::default();
    histogram.record(Duration::MAX);
    let told = histogram.quantile(0.5).as_secs_f64() / histogram.max().as_secs_f64();
    assert!((0.99..=1.0).contains(&told), "{told}");
}

#[test]
fn quantiles_are_those_of_the_values() {
    let thousand = of((1..=1000).map(|ms| ms * 1_000_000));
    for (part, ms) in [(0.5, 500.0), (0.9, 900.0), (0.99, 990.0), (0.999, 999.0)] {
        let told = thousand.quantile(part).as_secs_f64() * 1000.0;
        assert!((told / ms - 1.0).abs() < 0.01, "{part}: {told} ms");
    }
    assert_eq!(thousand.max(), Duration::from_secs(1));
    assert_eq!(thousand.count(), 1000);
    assert!((thousand.within(Duration::from_millis(250)) - 0.25).abs() < 0.005);
    assert!((thousand.within(Duration::from_secs(1)) - 1.0).abs() < f64::EPSILON);
}

#[test]
fn one_slow_answer_in_a_thousand_is_the_longest_and_nothing_else() {
    let histogram = of(std::iter::repeat_n(5, 999).chain([70_000]));
    assert_eq!(histogram.quantile(0.999), Duration::from_nanos(5));
    assert_eq!(histogram.quantile(1.0), Duration::from_nanos(70_000));
}

#[test]
fn nothing_has_no_length() {
    assert_eq!(of([]).quantile(0.5), Duration::ZERO);
    assert_eq!(of([0]).quantile(0.99), Duration::ZERO);
}
