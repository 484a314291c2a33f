//! Lines that belong together, to one recipient (IRCv3 batch).
//!
//! Lines are written as if there were no batch and put into one afterwards, so that nothing that writes a line has to know
//! where it will stand. What is put into a batch may hold batches itself: their lines keep the reference they have, their
//! first and last get the one around them ("The `BATCH` verb", nested batches). Whether the recipient understands batches
//! is the caller's to ask.

use std::fmt;

use memchr::memchr;

use crate::hub::id::MessageId;
use crate::irc::message::{Line, tags};

/// What the lines of a batch refer to it by: a letter for who numbers it and a number, hence nobody else's on the
/// connection ("Reference tag MUST contain only ASCII letters, numbers, and/or hyphen").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference(char, u64);

impl Reference {
    /// A batch that an event is written as.
    #[must_use]
    pub const fn event(number: u64) -> Reference {
        Reference('e', number)
    }

    /// A batch that a command is answered with.
    #[must_use]
    pub const fn answer(number: u64) -> Reference {
        Reference('a', number)
    }

    /// A message of several lines. It is told as one batch at a time, wherever else it is a part.
    #[must_use]
    pub fn message(id: MessageId) -> Reference {
        Reference('m', id.get())
    }

    /// A batch of all that follows from a line.
    #[must_use]
    pub const fn response(number: u64) -> Reference {
        Reference('r', number)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0, self.1)
    }
}

/// Writes the lines that `write` writes as one batch of this type.
pub fn within(
    out: &mut Vec<u8>,
    server: &str,
    reference: Reference,
    kind: &str,
    params: &[&str],
    write: impl FnOnce(&mut Vec<u8>),
) {
    let mut lines = Vec::new();
    write(&mut lines);
    open(out, server, "", reference, kind, params);
    mark(&lines, reference, out);
    close(out, server, reference);
}

/// Writes the line that opens a batch, with `tags` of its own.
pub fn open(
    out: &mut Vec<u8>,
    source: &str,
    tags: &str,
    reference: Reference,
    kind: &str,
    params: &[&str],
) {
    let line = Line::from(out, tags, source, "BATCH");
    let line = line.arg(format_args!("+{reference}")).arg(kind);
    params.iter().fold(line, Line::arg).end();
}

/// Writes the line that closes a batch.
pub fn close(out: &mut Vec<u8>, server: &str, reference: Reference) {
    let line = Line::from(out, "", server, "BATCH");
    line.arg(format_args!("-{reference}")).end();
}

/// Appends whole lines, those that are in no batch marked as belonging to this one.
pub fn mark(lines: &[u8], reference: Reference, out: &mut Vec<u8>) {
    let tag = format!("batch={reference}");
    for line in whole_lines(lines) {
        if tag_of(line, "batch") {
            out.extend_from_slice(line);
        } else {
            with_tag(line, &tag, out);
        }
    }
}

/// Appends one line with one tag more, which stands first and is escaped already.
pub fn with_tag(line: &[u8], tag: &str, out: &mut Vec<u8>) {
    out.push(b'@');
    out.extend_from_slice(tag.as_bytes());
    match line.strip_prefix(b"@") {
        Some(tagged) => {
            out.push(b';');
            out.extend_from_slice(tagged);
        }
        None => {
            out.push(b' ');
            out.extend_from_slice(line);
        }
    }
}

/// The lines in `bytes`, each with its end.
pub fn whole_lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|&byte| byte == b'\n')
}

/// Whether a line has a tag of that name.
fn tag_of(line: &[u8], name: &str) -> bool {
    let Some(tagged) = line.strip_prefix(b"@") else {
        return false;
    };
    let end = memchr(b' ', tagged).unwrap_or(tagged.len());
    std::str::from_utf8(&tagged[..end]).is_ok_and(|all| tags(all).any(|(key, _)| key == name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).expect("UTF-8").replace("\r\n", "|")
    }

    #[test]
    fn lines_are_put_between_an_opening_and_an_end() {
        let got = text(|out| {
            within(
                out,
                "s",
                Reference::event(7),
                "chathistory",
                &["#a"],
                |out| {
                    out.extend_from_slice(b":b PRIVMSG #a :x\r\n@time=1 :c NOTICE #a :@y\r\n");
                },
            );
        });
        assert_eq!(
            got,
            ":s BATCH +e7 chathistory #a|@batch=e7 :b PRIVMSG #a :x|@batch=e7;time=1 :c NOTICE #a :@y|:s BATCH -e7|"
        );
    }

    #[test]
    fn nothing_at_all_is_a_batch_too() {
        let got = text(|out| within(out, "s", Reference::answer(1), "x", &[], |_| ()));
        assert_eq!(got, ":s BATCH +a1 x|:s BATCH -a1|");
    }

    #[test]
    fn a_batch_in_a_batch_keeps_its_lines() {
        let got = text(|out| {
            within(out, "s", Reference::response(1), "outer", &[], |out| {
                within(out, "s", Reference::event(2), "inner", &[], |out| {
                    out.extend_from_slice(b":b PRIVMSG #a :batch=x\r\n");
                });
                out.extend_from_slice(b"@+batch=1 :b TAGMSG #a\r\n");
            });
        });
        assert_eq!(
            got,
            ":s BATCH +r1 outer|@batch=r1 :s BATCH +e2 inner|@batch=e2 :b PRIVMSG #a :batch=x|@batch=r1 :s BATCH -e2|\
             @batch=r1;+batch=1 :b TAGMSG #a|:s BATCH -r1|"
        );
    }
}
