//! Lines as tests write them down.

/// Whether `line` is what `pattern` says: the same text, where `[hh:mm]` stands for any time of day and `…` for anything.
pub(crate) fn matches(pattern: &str, line: &str) -> bool {
    let mut pieces = pattern.split('…');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = after(first, line) else {
        return false;
    };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        let last = pieces.peek().is_none();
        let found = rest
            .char_indices()
            .map(|(at, _)| at)
            .chain([rest.len()])
            .find_map(|at| after(piece, &rest[at..]).filter(|rest| !last || rest.is_empty()));
        match found {
            Some(tail) => rest = tail,
            None => return false,
        }
    }
    true
}

/// What stands in `line` behind `piece`, if it begins with it.
fn after<'l>(piece: &str, line: &'l str) -> Option<&'l str> {
    let mut rest = line;
    for (n, text) in piece.split(CLOCK).enumerate() {
        if n > 0 {
            rest = after_clock(rest)?;
        }
        rest = rest.strip_prefix(text)?;
    }
    Some(rest)
}

fn after_clock(line: &str) -> Option<&str> {
    let rest = line.strip_prefix('[')?;
    let (clock, rest) = rest.split_once(']')?;
    let (hours, minutes) = clock.split_once(':')?;
    let two = |digits: &str, most: u8| {
        digits.len() == 2 && digits.parse::<u8>().is_ok_and(|number| number < most)
    };
    (two(hours, 24) && two(minutes, 60)).then_some(rest)
}

const CLOCK: &str = "[hh:mm]";

#[test]
fn patterns_say_what_they_mean() {
    for (pattern, line) in [
        ("hello", "hello"),
        ("[hh:mm] #lobby <a> hi", "[12:03] #lobby <a> hi"),
        ("…", ""),
        (":… 001 bob :…", ":groupchat.local 001 bob :Welcome"),
        ("…x", "axbx"),
        ("a…b…c", "abbc"),
    ] {
        assert!(matches(pattern, line), "{pattern} {line}");
    }
    for (pattern, line) in [
        ("hello", "hello "),
        ("[hh:mm] x", "[24:03] x"),
        ("[hh:mm] x", "[1:03] x"),
        ("a…b", "a"),
        ("a…b", "abc"),
        ("…x", "xb"),
    ] {
        assert!(!matches(pattern, line), "{pattern} {line}");
    }
}
