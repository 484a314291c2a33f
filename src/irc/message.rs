//! IRC lines and their parts: one grammar for reading, one for writing.
//!
//! Reading follows the Modern IRC document, "Message Format" (RFC 1459 section 2.3.1), and IRCv3 message-tags. It borrows
//! from the line and allocates nothing. Writing cannot produce anything but one well-formed line.

use std::fmt::{self, Write as _};

use memchr::{memchr, memchr3};
use thiserror::Error;

use crate::limits;

/// Most parameters of a message (RFC 2812 section 2.3.1).
pub const PARAMS: usize = 15;

/// Why a line is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MessageFault {
    /// No command in it. Servers ignore such lines silently (RFC 1459 section 2.3).
    #[error("there is no command in it")]
    Empty,
    /// The command is neither letters nor three digits.
    #[error("its command is not a word")]
    BadCommand,
}

/// One message, borrowed from its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// The tags as they came, without `@`; empty when there are none.
    pub tags: &'a str,
    /// Who it comes from, without `:`.
    pub source: Option<&'a str>,
    /// The command as it came; compare without case.
    pub command: &'a str,
    params: [&'a str; PARAMS],
    count: usize,
}

impl<'a> Message<'a> {
    /// Reads one line, given without its line end.
    ///
    /// # Errors
    /// When there is no command in it.
    pub fn parse(line: &'a str) -> Result<Message<'a>, MessageFault> {
        let mut rest = unblank(line);
        let mut tags = "";
        if let Some(tagged) = rest.strip_prefix('@') {
            (tags, rest) = word(tagged);
        }
        let mut source = None;
        if let Some(sourced) = rest.strip_prefix(':') {
            let (found, tail) = word(sourced);
            source = Some(found);
            rest = tail;
        }
        let (command, mut rest) = word(rest);
        if command.is_empty() {
            return Err(MessageFault::Empty);
        }
        let numeric = command.len() == 3 && command.bytes().all(|b| b.is_ascii_digit());
        if !numeric && !command.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err(MessageFault::BadCommand);
        }
        let mut params = [""; PARAMS];
        let mut count = 0;
        while !rest.is_empty() && count < PARAMS {
            if let Some(trailing) = rest.strip_prefix(':') {
                params[count] = trailing;
                count += 1;
                break;
            }
            if count == PARAMS - 1 {
                // The fifteenth is the rest of the line, with or without a colon (RFC 2812 section 2.3.1).
                params[count] = rest;
                count += 1;
                break;
            }
            (params[count], rest) = word(rest);
            count += 1;
        }
        Ok(Message {
            tags,
            source,
            command,
            params,
            count,
        })
    }

    /// The parameters.
    #[must_use]
    pub fn params(&self) -> &[&'a str] {
        &self.params[..self.count]
    }

    /// One parameter, if it was given.
    #[must_use]
    pub fn param(&self, index: usize) -> Option<&'a str> {
        self.params().get(index).copied()
    }

    /// The name in `source`, that is what stands before `!` and `@`.
    #[must_use]
    pub fn source_name(&self) -> Option<&'a str> {
        self.source
            .map(|source| source.split(['!', '@']).next().unwrap_or(source))
    }

    /// The value of a tag, unescaped: `Some("")` for a tag without one. Where a tag is given twice, the last counts
    /// (message-tags, "Rules for servers"/"Format").
    #[must_use]
    pub fn tag(&self, key: &str) -> Option<String> {
        let found = tags(self.tags).filter(|(name, _)| *name == key).last();
        found.map(|(_, value)| unescape(value))
    }
}

/// The first word of `text` and what follows the spaces after it.
fn word(text: &str) -> (&str, &str) {
    match memchr(b' ', text.as_bytes()) {
        Some(at) => (&text[..at], unblank(&text[at..])),
        None => (text, ""),
    }
}

/// What follows the spaces at the beginning of `text`.
#[inline]
fn unblank(text: &str) -> &str {
    let blanks = text.bytes().take_while(|&byte| byte == b' ').count();
    &text[blanks..]
}

/// The tags in a tag string: keys and values, values still escaped.
pub fn tags(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    raw.split(';')
        .filter(|tag| !tag.is_empty())
        .map(|tag| tag.split_once('=').unwrap_or((tag, "")))
}

/// Reads an escaped tag value (message-tags, "Escaping values").
#[must_use]
pub fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some(':') => out.push(';'),
            Some('s') => out.push(' '),
            Some('r') => out.push('\r'),
            Some('n') => out.push('\n'),
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

/// Writes a tag value (message-tags, "Escaping values").
#[must_use]
pub fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            ';' => out.push_str("\\:"),
            ' ' => out.push_str("\\s"),
            '\r' => out.push_str("\\r"),
            '\n' => out.push_str("\\n"),
            '\\' => out.push_str("\\\\"),
            '\0' => {}
            other => out.push(other),
        }
    }
    out
}

/// One line being written to the end of a buffer.
///
/// Whatever is put in, exactly one line comes out: CR, LF and NUL become spaces, a middle parameter loses what would make
/// it two, and the part after the tags is cut to [`limits::IRC_LINE`] bytes at a character boundary. Callers that must not
/// lose text look at [`Line::room`] first. The line is complete when the value is dropped.
#[derive(Debug)]
pub struct Line<'a> {
    out: &'a mut Vec<u8>,
    /// Where the part that `IRC_LINE` bounds begins.
    start: usize,
}

impl<'a> Line<'a> {
    /// Begins a line from `source` with `tags`, given without `@`, already escaped and without spaces; empty for none.
    pub fn from(
        out: &'a mut Vec<u8>,
        tags: &str,
        source: impl fmt::Display,
        command: impl fmt::Display,
    ) -> Line<'a> {
        let mut line = Line::begin(out, tags);
        line.out.push(b':');
        line.put_word(&source);
        line.out.push(b' ');
        line.put_word(&command);
        line
    }

    /// Begins a line without a source, as clients send them.
    pub fn to_server(out: &'a mut Vec<u8>, tags: &str, command: impl fmt::Display) -> Line<'a> {
        let mut line = Line::begin(out, tags);
        line.put_word(&command);
        line
    }

    /// Begins a line with `tags` and what was written before.
    pub fn with_head(out: &'a mut Vec<u8>, tags: &str, head: &Head) -> Line<'a> {
        let line = Line::begin(out, tags);
        line.out.extend_from_slice(&head.bytes);
        line
    }

    fn begin(out: &'a mut Vec<u8>, tags: &str) -> Line<'a> {
        if !tags.is_empty() {
            out.push(b'@');
            let from = out.len();
            out.extend_from_slice(tags.as_bytes());
            blot_word(&mut out[from..]);
            out.push(b' ');
        }
        let start = out.len();
        Line { out, start }
    }

    /// Adds a parameter that is one word. An empty one is written as `*`, so that those after it keep their places.
    #[must_use]
    pub fn arg(mut self, word: impl fmt::Display) -> Line<'a> {
        self.out.push(b' ');
        self.put_word(&word);
        self
    }

    /// Adds the last parameter: any text, even none.
    pub fn last(self, text: impl fmt::Display) {
        self.out.extend_from_slice(b" :");
        let from = self.out.len();
        put(self.out, &text);
        blot_text(&mut self.out[from..]);
    }

    /// The same for a text in parts, which costs no formatting.
    pub fn last_of(self, parts: &[&str]) {
        self.out.extend_from_slice(b" :");
        let from = self.out.len();
        for part in parts {
            self.out.extend_from_slice(part.as_bytes());
        }
        blot_text(&mut self.out[from..]);
    }

    /// Begins the last parameter, for words that are added one by one.
    pub(super) fn words(self) -> Words<'a> {
        self.out.extend_from_slice(b" :");
        let from = self.out.len();
        Words { line: self, from }
    }

    /// Ends the line after the parameters it has.
    pub fn end(self) {}

    /// Bytes that [`Line::last`] can still take before the line is full.
    #[must_use]
    pub fn room(&self) -> usize {
        (limits::IRC_LINE - 2).saturating_sub(self.out.len() - self.start + 2)
    }

    fn put_word(&mut self, word: &dyn fmt::Display) {
        let from = self.out.len();
        put(self.out, word);
        self.mend_word(from);
    }

    /// Makes one word of what was put in since `from`.
    fn mend_word(&mut self, from: usize) {
        blot_word(&mut self.out[from..]);
        match self.out.get(from) {
            None => self.out.push(b'*'),
            Some(b':') => self.out[from] = b'_',
            Some(_) => {}
        }
    }
}

/// A line whose last parameter is being written, word by word. It ends when this is dropped.
#[derive(Debug)]
pub(super) struct Words<'a> {
    line: Line<'a>,
    from: usize,
}

impl Words<'_> {
    /// Whether so many bytes fit behind the words there are, or there are none, so that no other line has more room.
    pub(super) fn has_room(&self, bytes: usize) -> bool {
        let line = &self.line;
        line.out.len() == self.from
            || line.out.len() - line.start + 1 + bytes <= limits::IRC_LINE - 2
    }

    /// Adds a word.
    pub(super) fn push(&mut self, word: &[u8]) {
        let out = &mut *self.line.out;
        if out.len() > self.from {
            out.push(b' ');
        }
        out.extend_from_slice(word);
    }
}

impl Drop for Words<'_> {
    fn drop(&mut self) {
        blot_text(&mut self.line.out[self.from..]);
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        let most = limits::IRC_LINE - 2;
        if self.out.len() - self.start > most {
            let mut cut = self.start + most;
            while cut > self.start && self.out[cut] & 0xc0 == 0x80 {
                cut -= 1;
            }
            self.out.truncate(cut);
        }
        self.out.push(b'\r');
        self.out.push(b'\n');
    }
}

/// The beginning of lines that differ in their tags and in their last parameter alone: written once, for it is most of what
/// a line costs.
#[derive(Debug)]
pub struct Head {
    bytes: Vec<u8>,
    /// Bytes that the last parameter can take, as [`Line::room`] tells them.
    pub room: usize,
}

impl Head {
    /// A source, a command and its first parameter, each one word. `source` appends the first, without formatting.
    pub fn new(source: impl FnOnce(&mut Vec<u8>), command: &str, word: &str) -> Head {
        let mut bytes = Vec::with_capacity(HEAD);
        let mut line = Line::begin(&mut bytes, "");
        line.out.push(b':');
        let from = line.out.len();
        source(line.out);
        line.mend_word(from);
        for word in [command, word] {
            line.out.push(b' ');
            let from = line.out.len();
            line.out.extend_from_slice(word.as_bytes());
            line.mend_word(from);
        }
        let room = line.room();
        line.end();
        bytes.truncate(bytes.len() - 2);
        Head { bytes, room }
    }
}

/// Room for most heads, bytes.
const HEAD: usize = 128;

/// Makes blanks of what would end a line. All of these are ASCII, so UTF-8 stays UTF-8.
fn blot_text(bytes: &mut [u8]) {
    let mut from = 0;
    while let Some(at) = memchr3(b'\r', b'\n', 0, &bytes[from..]) {
        bytes[from + at] = b' ';
        from += at + 1;
    }
}

/// The same for what would end a word, which is too short to be worth a search.
fn blot_word(bytes: &mut [u8]) {
    for byte in bytes {
        if *byte <= b' ' && matches!(*byte, b'\r' | b'\n' | 0 | b' ') {
            *byte = b'_';
        }
    }
}

/// Formats into bytes.
fn put(out: &mut Vec<u8>, what: &dyn fmt::Display) {
    struct Bytes<'a>(&'a mut Vec<u8>);
    impl fmt::Write for Bytes<'_> {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.extend_from_slice(text.as_bytes());
            Ok(())
        }
    }
    // Writing to a Vec cannot fail; a Display that fails has written what it could.
    let _ = write!(Bytes(out), "{what}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(line: &str) -> Message<'_> {
        Message::parse(line).expect("a message")
    }

    #[test]
    fn messages_come_apart_at_the_right_places() {
        let m = parsed("@a=b\\sc;+d :bob!b@h PRIVMSG  #lobby   :hello  you ");
        assert_eq!(
            (m.tags, m.source, m.command),
            ("a=b\\sc;+d", Some("bob!b@h"), "PRIVMSG")
        );
        assert_eq!(m.params(), ["#lobby", "hello  you "]);
        assert_eq!(
            (m.tag("a"), m.tag("+d"), m.tag("x")),
            (Some("b c".into()), Some(String::new()), None)
        );
        assert_eq!(m.source_name(), Some("bob"));
        assert_eq!(parsed("QUIT").params(), [""; 0]);
        assert_eq!(parsed("QUIT ").params(), [""; 0]);
        assert_eq!(parsed("QUIT :").params(), [""]);
        assert_eq!(parsed("MODE a:b :c").params(), ["a:b", "c"]);
        assert_eq!(parsed(":irc 001 x :hi").command, "001");
    }

    #[test]
    fn the_fifteenth_parameter_takes_the_rest() {
        let line = format!(
            "X {}",
            (1..=16)
                .map(|n| n.to_string())
                .collect::<Vec<_>>()
                .join(" ")
        );
        let m = parsed(&line);
        assert_eq!(m.params().len(), 15);
        assert_eq!(m.param(14), Some("15 16"));
    }

    #[test]
    fn lines_without_a_command_are_not_messages() {
        for empty in ["", " ", ":", ":a", "@a", "@a :b", ":a  "] {
            assert_eq!(Message::parse(empty), Err(MessageFault::Empty), "{empty:?}");
        }
        for bad in ["12", "1234", "a1", "/join", "\u{1b}[", "é"] {
            assert_eq!(
                Message::parse(bad),
                Err(MessageFault::BadCommand),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn the_last_of_two_equal_tags_counts() {
        assert_eq!(parsed("@a=1;a=2;b X").tag("a"), Some("2".into()));
    }

    #[test]
    fn a_written_line_is_one_line_whatever_goes_in() {
        let mut out = Vec::new();
        Line::from(&mut out, "t=1", "s x", "PRIVMSG")
            .arg("")
            .arg(":a b\r\n")
            .last("one\r\ntwo\0");
        assert_eq!(
            String::from_utf8_lossy(&out),
            "@t=1 :s_x PRIVMSG * _a_b__ :one  two \r\n"
        );
    }

    #[test]
    fn a_long_line_is_cut_between_characters() {
        for pad in 0..4 {
            let mut out = Vec::new();
            let line = Line::from(&mut out, "", "s", "N").arg("a".repeat(pad + 1));
            let room = line.room();
            line.last("ü".repeat(400));
            assert!(out.len() <= limits::IRC_LINE && out.len() >= limits::IRC_LINE - 1);
            assert!(std::str::from_utf8(&out).is_ok() && out.ends_with(b"\r\n"));
            let mut exact = Vec::new();
            Line::from(&mut exact, "", "s", "N")
                .arg("a".repeat(pad + 1))
                .last("x".repeat(room));
            assert_eq!(exact.len(), limits::IRC_LINE);
        }
    }

    proptest! {
        #[test]
        fn tag_values_survive(value in "[^\0]*") {
            prop_assert_eq!(unescape(&escape(&value)), value.clone());
            prop_assert!(!escape(&value).contains([' ', ';', '\r', '\n']));
        }

        #[test]
        fn what_is_written_reads_back(source in "[a-z]{1,9}", command in "[A-Z]{1,9}", args in proptest::collection::vec("[^ :\r\n\0][^ \r\n\0]{0,9}", 0..13),
                                      last in "[^\r\n\0]{0,40}") {
            let mut out = Vec::new();
            let mut line = Line::from(&mut out, "", &source, &command);
            for arg in &args { line = line.arg(arg); }
            line.last(&last);
            let text = String::from_utf8(out).expect("UTF-8");
            let m = Message::parse(text.trim_end_matches("\r\n")).expect("a message");
            prop_assert_eq!(m.source, Some(&source[..]));
            prop_assert_eq!(m.command, &command);
            let mut want: Vec<&str> = args.iter().map(String::as_str).collect();
            want.push(&last);
            prop_assert_eq!(m.params(), &want[..]);
        }

        #[test]
        fn nothing_read_panics(line in "\\PC*|[ :@;=\\\\A-Za-z0-9\r]*") {
            let _ = Message::parse(&line).map(|m| (m.tag("a"), m.source_name().map(str::len), m.params().len()));
        }
    }
}
