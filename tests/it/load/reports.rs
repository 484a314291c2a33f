//! Tables and JSON.

use std::time::Duration;

use super::report::{Report, Value, thousands};

fn report(columns: Vec<&'static str>) -> Report {
    let count = columns.len();
    let mut report = Report::new("fanout", "2 members".to_owned(), columns);
    report.row(
        "deliveries",
        "deliveries",
        vec![Value::count(1_234_567_u64); count],
    );
    report.row(
        "p50_ms",
        "half within, ms",
        (1..=count).map(|n| Value::ms(Duration::from_millis(3 * n as u64))),
    );
    report.row("pss", "memory", vec![Value::Unknown; count]);
    report.note("nothing \"lost\"");
    report
}

#[test]
fn the_table_has_a_column_for_the_ratio_of_two() {
    let expected = "\
fanout: 2 members

                    server  yardstick  ratio
deliveries       1,234,567  1,234,567   1.00
half within, ms       3.00       6.00   0.50
memory                   -          -

nothing \"lost\"
";
    assert_eq!(report(vec!["server", "yardstick"]).table(), expected);
}

#[test]
fn one_column_needs_no_head() {
    let expected = "\
fanout: 2 members

deliveries       1,234,567
half within, ms       3.00
memory                   -

nothing \"lost\"
";
    assert_eq!(report(vec!["server"]).table(), expected);
}

#[test]
fn json_has_the_same_figures() {
    assert_eq!(
        report(vec!["server", "yardstick"]).json(),
        r#"{"scenario":"fanout","what":"2 members","server":{"deliveries":1234567,"p50_ms":3.00,"pss":null},"yardstick":{"deliveries":1234567,"p50_ms":6.00,"pss":null},"ratio":{"deliveries":1.000,"p50_ms":0.500},"notes":["nothing \"lost\""]}"#
    );
}

#[test]
fn thousands_are_set_apart() {
    for (number, shown) in [
        ("0", "0"),
        ("999", "999"),
        ("1000", "1,000"),
        ("-123456.5", "-123,456.5"),
        ("12345678", "12,345,678"),
    ] {
        assert_eq!(thousands(number), shown);
    }
}

#[test]
fn what_is_divided_by_nothing_is_unknown() {
    assert_eq!(Value::per(1.0, None, 0), Value::Unknown);
    assert_eq!(Value::per(1.0, Some(0.0), 0), Value::Unknown);
    assert_eq!(Value::per(6.0, Some(2.0), 0), Value::Number(3.0, 0));
}
