//! What happened as JSON for programs: one object per line, in the order things happened.
//!
//! | key | value |
//! |---|---|
//! | `time` | when, RFC 3339 in UTC with milliseconds |
//! | `kind` | `message` `action` `notice` `private` `direct` `join` `leave` `quit` `rename` `group-rename` `topic` `coordinator` `removed` `redact` `invite` `present` `members` `group` `listen` `help` `info` `error`, see [`Kind`] |
//! | `group` | where; a message without it was to the user alone |
//! | `from` | who; for `direct` an address |
//! | `id` | the number of `from` |
//! | `mine` | `true` when `from` is the user |
//! | `by` | who removed `from`, or took back what it said |
//! | `said` | when the words were said that were taken back, like `time` |
//! | `text` | the words: what was said, a reason, a topic, the new name of `from` or of `group`, the port of `listen` |
//! | `reason` | why a `group` was renamed |
//! | `count` | how many members a `group` has |
//! | `members` | the table: objects with `id` `name` `address` `listen` `coordinator` `you` `away` `idle` (seconds) |
//!
//! What is not known is left out. Strings are cleaned as they are for people: what a program takes from here often ends
//! on a terminal.

use crate::calendar;
use crate::client::happening::{Happening, Kind, Row};
use crate::plain::clean::clean;

/// The object that tells of `it`, with a line feed.
#[must_use]
pub fn json(it: &Happening) -> String {
    let mut object = Object::new();
    object.string("time", Some(&calendar::rfc3339(it.unix_ms)));
    object.string("kind", Some(it.kind.word()));
    object.string("group", it.group.as_deref());
    object.string("from", it.from.as_deref());
    object.plain("id", it.id);
    object.plain("mine", it.mine.then_some(true));
    object.string("by", it.by.as_deref());
    object.string("said", it.said_unix_ms.map(calendar::rfc3339).as_deref());
    object.string("text", it.text.as_deref());
    object.string("reason", it.reason.as_deref());
    object.plain("count", it.count);
    if it.kind == Kind::Members {
        let rows: Vec<String> = it.rows.iter().map(row).collect();
        object.plain("members", Some(format!("[{}]", rows.join(","))));
    }
    let mut line = object.finish();
    line.push('\n');
    line
}

fn row(row: &Row) -> String {
    let mut object = Object::new();
    object.plain("id", row.id);
    object.string("name", Some(&row.name));
    object.string("address", Some(&row.address));
    object.plain("listen", row.listen);
    object.plain("coordinator", Some(row.coordinator));
    object.plain("you", Some(row.you));
    object.plain("away", Some(row.away));
    object.plain("idle", row.idle_s);
    object.finish()
}

/// An object being written.
struct Object(String);

impl Object {
    fn new() -> Object {
        Object(String::from("{"))
    }

    fn key(&mut self, key: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        escape(&mut self.0, key);
        self.0.push(':');
    }

    fn string(&mut self, key: &str, value: Option<&str>) {
        let Some(value) = value else { return };
        self.key(key);
        escape(&mut self.0, &clean(value));
    }

    /// A value that is JSON as it is.
    fn plain(&mut self, key: &str, value: Option<impl ToString>) {
        let Some(value) = value else { return };
        self.key(key);
        self.0.push_str(&value.to_string());
    }

    fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// Writes a string with its quotes (RFC 8259 section 7). Beyond what must be escaped, so are DEL, C1 and the two
/// separators that end a line in JavaScript: the result is one line to every reader.
fn escape(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                // All of these lie in the first plane, so four digits are enough.
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        escape(&mut out, text);
        out
    }

    /// Reads a string back, as strictly as RFC 8259 asks.
    fn unescaped(text: &str) -> Option<String> {
        let mut chars = text.strip_prefix('"')?.strip_suffix('"')?.chars();
        let mut out = String::new();
        while let Some(c) = chars.next() {
            match c {
                '"' | '\u{0}'..='\u{1f}' => return None,
                '\\' => out.push(match chars.next()? {
                    '"' => '"',
                    '\\' => '\\',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'u' => {
                        let digits: String = chars.by_ref().take(4).collect();
                        char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
                    }
                    _ => return None,
                }),
                c => out.push(c),
            }
        }
        Some(out)
    }

    #[test]
    fn strings_are_escaped() {
        assert_eq!(escaped("say \"hi\" \\o/"), r#""say \"hi\" \\o/""#);
        assert_eq!(
            escaped("\u{0}\u{1b}\u{7f}\u{9b}\n\t"),
            r#""\u0000\u001b\u007f\u009b\n\t""#
        );
        assert_eq!(escaped("\u{2028}\u{2029}"), r#""\u2028\u2029""#);
        assert_eq!(escaped("日本 👩‍👩‍👧"), "\"日本 👩‍👩‍👧\"");
    }

    #[test]
    fn what_is_unknown_is_left_out() {
        let it = Happening::new(Kind::Message, 1000)
            .group("#a")
            .from("al")
            .text("a \"b\"\u{1b}");
        assert_eq!(
            json(&it),
            "{\"time\":\"1970-01-01T00:00:01.000Z\",\"kind\":\"message\",\"group\":\"#a\",\"from\":\"al\",\"text\":\"a \\\"b\\\"\u{fffd}\"}\n"
        );
        let mut it = Happening::new(Kind::Join, 0).from("me").text("");
        (it.id, it.mine) = (Some(3), true);
        assert_eq!(
            json(&it),
            "{\"time\":\"1970-01-01T00:00:00.000Z\",\"kind\":\"join\",\"from\":\"me\",\"id\":3,\"mine\":true}\n"
        );
    }

    #[test]
    fn the_table_is_an_array() {
        let mut it = Happening::new(Kind::Members, 0).group("#a");
        assert!(json(&it).ends_with("\"members\":[]}\n"));
        it.rows = vec![Row {
            id: Some(1),
            name: "al".into(),
            address: "h:1".into(),
            listen: Some(0),
            idle_s: Some(5),
            ..Row::default()
        }];
        assert!(json(&it).ends_with(
            "\"members\":[{\"id\":1,\"name\":\"al\",\"address\":\"h:1\",\"listen\":0,\"coordinator\":false,\"you\":false,\"away\":false,\"idle\":5}]}\n"
        ));
    }

    proptest! {
        #[test]
        fn strings_survive(text in any::<String>()) {
            prop_assert_eq!(unescaped(&escaped(&text)), Some(text.clone()));
            prop_assert!(!escaped(&text).chars().any(char::is_control));
        }
    }
}
