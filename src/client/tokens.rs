//! What the tokens of a `005` line say (Modern IRC, "RPL_ISUPPORT").

use std::borrow::Cow;

use crate::irc::message::Message;

/// The tokens of a line with their values, unescaped; an empty value where there is none.
pub fn tokens<'m>(message: &'m Message<'_>) -> impl Iterator<Item = (&'m str, Cow<'m, str>)> {
    let words = message.params().get(1..).unwrap_or_default();
    words.iter().map(|token| match token.split_once('=') {
        Some((key, value)) if value.contains("\\x") => (key, Cow::Owned(unescape(value))),
        Some((key, value)) => (key, Cow::Borrowed(value)),
        None => (*token, Cow::Borrowed("")),
    })
}

/// Reads a value in which `\xHH` stands for a byte.
fn unescape(value: &str) -> String {
    let mut out = Vec::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("\\x") {
        out.extend_from_slice(before.as_bytes());
        match after
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
        {
            Some(byte) => {
                out.push(byte);
                rest = &after[2..];
            }
            None => {
                out.extend_from_slice(b"\\x");
                rest = after;
            }
        }
    }
    out.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_unescaped() {
        assert_eq!(unescape("#a\\x3Db\\x5Cc"), "#a=b\\c");
        assert_eq!(unescape("\\x"), "\\x");
        assert_eq!(unescape("\\xé1"), "\\xé1");
        let line = Message::parse(":s 005 me A B=1 C=\\x20x :are supported").expect("a message");
        let read: Vec<_> = tokens(&line).take(3).collect();
        let want = [("A", ""), ("B", "1"), ("C", " x")];
        assert_eq!(read, want.map(|(key, value)| (key, Cow::Borrowed(value))));
    }
}
