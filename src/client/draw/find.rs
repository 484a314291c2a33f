//! Words to mark among what was said: mentions, and what is looked for.

use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use crate::client::draw::entry::Look;
use crate::client::draw::run::{Run, mark};

/// Marks the words that are mentions.
pub(super) fn mentions(runs: Vec<Run>, look: &Look) -> Vec<Run> {
    let text: String = runs.iter().map(Run::text).collect();
    let mut places: Vec<Range<usize>> = Vec::new();
    for word in &look.words {
        places.extend(
            find(&text, word)
                .into_iter()
                .filter(|place| stands_alone(&text, place)),
        );
    }
    mark(runs, &apart(places), look.theme.mention)
}

/// Marks what is looked for.
pub(super) fn hits(runs: Vec<Run>, look: &Look) -> Vec<Run> {
    let Some(needle) = &look.needle else {
        return runs;
    };
    let text: String = runs.iter().map(Run::text).collect();
    let places = find(&text, needle);
    mark(runs, &apart(places), look.theme.hit)
}

/// In order, without those that overlap an earlier one.
fn apart(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_by_key(|place| place.start);
    let mut end = 0;
    places.retain(|place| {
        let keep = place.start >= end;
        if keep {
            end = place.end;
        }
        keep
    });
    places
}

/// Where `needle` is in `text`, whatever the case.
fn find(text: &str, needle: &str) -> Vec<Range<usize>> {
    if needle.is_empty() {
        return Vec::new();
    }
    let wanted: Vec<char> = needle.chars().flat_map(char::to_lowercase).collect();
    let mut places = Vec::new();
    let mut from = 0;
    while let Some(c) = text[from..].chars().next() {
        let start = from;
        from += c.len_utf8();
        if let Some(length) = starts_with(&text[start..], &wanted) {
            from = start + length;
            // Half of what people take for one character is not what anybody looks for.
            if is_boundary(text, start) && is_boundary(text, from) {
                places.push(start..from);
            }
        }
    }
    places
}

fn is_boundary(text: &str, at: usize) -> bool {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    cursor.is_boundary(text, 0) == Ok(true)
}

/// How many bytes of `text` its beginning `wanted`, in lower case, takes.
fn starts_with(text: &str, wanted: &[char]) -> Option<usize> {
    let mut left = wanted;
    for (at, c) in text.char_indices() {
        if left.is_empty() {
            return Some(at);
        }
        for lower in c.to_lowercase() {
            left = left.strip_prefix(&[lower])?;
        }
    }
    left.is_empty().then_some(text.len())
}

/// Whether no letter touches what stands there.
fn stands_alone(text: &str, place: &Range<usize>) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    !part(text[..place.start].chars().next_back()) && !part(text[place.end..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_found_in_any_case() {
        for (text, needle, want) in [
            ("Bob, bob!", "bob", &[(0, 3), (5, 8)][..]),
            ("ÉTÉ été", "été", &[(0, 5), (6, 11)]),
            ("İx", "x", &[(2, 3)]),
            ("aaa", "aa", &[(0, 2)]),
            ("abc", "", &[]),
            ("ab", "abc", &[]),
            ("日本", "本", &[(3, 6)]),
            ("bob\u{301} bob🏽 bob", "bob", &[(14, 17)]),
        ] {
            let found: Vec<(usize, usize)> = find(text, needle)
                .into_iter()
                .map(|place| (place.start, place.end))
                .collect();
            assert_eq!(found, want, "{text} {needle}");
        }
    }

    #[test]
    fn a_part_of_a_word_is_no_mention() {
        for (text, want) in [
            ("bob", true),
            ("bob: hi", true),
            ("@bob?", true),
            ("bobby", false),
            ("kebob", false),
            ("bob_", false),
        ] {
            let place = find(text, "bob").remove(0);
            assert_eq!(stands_alone(text, &place), want, "{text}");
        }
    }

    #[test]
    fn what_overlaps_is_marked_once() {
        assert_eq!(apart(vec![4..6, 0..3, 2..5]), [0..3, 4..6]);
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_was_looked_for(text in "[aAbéÉİß日 ]{0,30}", needle in "[aAbéÉİß日]{1,3}") {
            for place in find(&text, &needle) {
                prop_assert_eq!(text[place].to_lowercase(), needle.to_lowercase());
            }
        }
    }
}
