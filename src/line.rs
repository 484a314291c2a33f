//! Bytes to lines: bounded, and no byte is searched twice.
//!
//! A connection that is between lines owns no buffer: lines that lie whole in the bytes just read are handed out in place,
//! and only the beginning of a line is kept until its end arrives. Both LF and CR LF end a line.

use memchr::memchr;

/// What the next line turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub enum Framed<'a> {
    /// A line without its line end.
    Line(&'a [u8]),
    /// A line longer than allowed, and how it begins. It is reported once, as soon as that is certain, and skipped to its
    /// end.
    TooLong(&'a [u8]),
}

/// The lines of one connection.
#[derive(Debug, Default)]
pub struct Lines {
    /// The beginning of a line whose end has not come; holds no line feed. While `given` it is a whole line instead.
    partial: Vec<u8>,
    /// `partial` has been handed out and is to be forgotten.
    given: bool,
    /// The rest of the current line is to be thrown away.
    skipping: bool,
}

impl Lines {
    /// A connection that has sent nothing.
    #[must_use]
    pub fn new() -> Lines {
        Lines::default()
    }

    /// Takes the next line, of at most `max` bytes without its end, from the front of `input`.
    ///
    /// `None` means that `input` is used up and that more bytes are needed.
    pub fn next<'s, 'i: 's>(&'s mut self, input: &mut &'i [u8], max: usize) -> Option<Framed<'s>> {
        self.forget_given();
        while !input.is_empty() {
            let found = memchr(b'\n', input);
            let (piece, rest) = match found {
                Some(at) => (&input[..at], &input[at + 1..]),
                None => (*input, &input[input.len()..]),
            };
            *input = rest;
            if self.skipping {
                self.skipping = found.is_none();
                continue;
            }
            if self.partial.is_empty() && found.is_some() {
                return Some(framed(piece, max));
            }
            if self.partial.len() + piece.len() > max.saturating_add(1) {
                // Even if its last byte is a CR, it is too long.
                let room = max.saturating_sub(self.partial.len()).min(piece.len());
                self.partial.extend_from_slice(&piece[..room]);
                self.given = true;
                self.skipping = found.is_none();
                return Some(Framed::TooLong(&self.partial));
            }
            self.partial.extend_from_slice(piece);
            if found.is_some() {
                self.given = true;
                return Some(framed(&self.partial, max));
            }
        }
        None
    }

    /// Takes what stands after the last line end, once no more bytes will come.
    pub fn finish(&mut self, max: usize) -> Option<Framed<'_>> {
        self.forget_given();
        if self.partial.is_empty() {
            return None;
        }
        self.given = true;
        Some(framed(&self.partial, max))
    }

    /// What has come of a line that is not at its end.
    #[must_use]
    pub fn partial(&self) -> &[u8] {
        if self.given { &[] } else { &self.partial }
    }

    /// Whether what comes next belongs to a line that was too long.
    #[must_use]
    pub fn is_skipping(&self) -> bool {
        self.skipping
    }

    fn forget_given(&mut self) {
        if self.given {
            self.partial = Vec::new();
            self.given = false;
        }
    }
}

fn framed(line: &[u8], max: usize) -> Framed<'_> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.len() > max {
        Framed::TooLong(line)
    } else {
        Framed::Line(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Feeds pieces and collects what comes out; `None` stands for a line that was too long.
    fn frame<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, max: usize) -> Vec<Option<Vec<u8>>> {
        let mut lines = Lines::new();
        let mut got = Vec::new();
        let keep = |framed: Framed<'_>| match framed {
            Framed::Line(line) => Some(line.to_vec()),
            Framed::TooLong(head) => {
                assert!(head.len() >= max, "as much of it as could have been a line");
                None
            }
        };
        for piece in pieces {
            let mut input = piece;
            while let Some(framed) = lines.next(&mut input, max) {
                got.push(keep(framed));
            }
            assert!(input.is_empty());
            assert!(
                lines.partial().len() <= max + 1,
                "a partial line is bounded"
            );
        }
        got.extend(lines.finish(max).map(keep));
        assert!(lines.finish(max).is_none());
        got
    }

    fn owned(lines: &[&str]) -> Vec<Option<Vec<u8>>> {
        lines
            .iter()
            .map(|line| Some(line.as_bytes().to_vec()))
            .collect()
    }

    #[test]
    fn every_split_gives_the_same_lines() {
        let whole = b"one\r\ntwo\n\n\r\nthr\ree\nlast";
        let want = owned(&["one", "two", "", "", "thr\ree", "last"]);
        for a in 0..=whole.len() {
            for b in a..=whole.len() {
                assert_eq!(
                    frame([&whole[..a], &whole[a..b], &whole[b..]], 64),
                    want,
                    "split at {a} and {b}"
                );
            }
        }
        assert_eq!(frame(whole.chunks(1), 64), want);
    }

    #[test]
    fn the_bound_counts_the_line_without_its_end() {
        for end in ["\n", "\r\n"] {
            let fits = format!("12345678{end}x{end}");
            assert_eq!(frame([fits.as_bytes()], 8), owned(&["12345678", "x"]));
            assert_eq!(
                frame(fits.as_bytes().chunks(1), 8),
                owned(&["12345678", "x"])
            );
            let long = format!("123456789{end}x{end}");
            for size in 1..=long.len() {
                let got = frame(long.as_bytes().chunks(size), 8);
                assert_eq!(got, [None, Some(b"x".to_vec())], "pieces of {size}");
            }
        }
    }

    #[test]
    fn an_endless_line_is_reported_once_and_held_by_nobody() {
        let mut lines = Lines::new();
        let flood = [b'a'; 1000];
        let mut reports = 0;
        for _ in 0..100 {
            let mut input = &flood[..];
            while lines.next(&mut input, 512).is_some() {
                reports += 1;
            }
        }
        assert_eq!(reports, 1);
        assert_eq!(lines.partial.capacity(), 0);
        let mut input = &b"end\nok\n"[..];
        assert_eq!(lines.next(&mut input, 512), Some(Framed::Line(b"ok")));
    }

    #[test]
    fn a_connection_between_lines_owns_no_memory() {
        let mut lines = Lines::new();
        for piece in [&b"hal"[..], b"f\n"] {
            let mut input = piece;
            while lines.next(&mut input, 64).is_some() {}
        }
        assert_eq!(lines.partial.capacity(), 0);
    }

    proptest! {
        #[test]
        fn splits_never_matter(bytes in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), any::<u8>()], 0..200),
                               cuts in proptest::collection::vec(1usize..20, 1..50), max in 1usize..40) {
            let mut pieces = Vec::new();
            let mut rest = &bytes[..];
            for cut in cuts.iter().cycle() {
                if rest.is_empty() { break; }
                let (piece, tail) = rest.split_at((*cut).min(rest.len()));
                pieces.push(piece);
                rest = tail;
            }
            prop_assert_eq!(frame(pieces, max), frame([&bytes[..]], max));
        }
    }
}
