//! Fitting what is long into lines that are not.

use crate::irc::message::Line;

/// Bytes that the last parameter of the line begun by `begin` can take.
pub(super) fn room(begin: impl FnOnce(&mut Vec<u8>) -> Line<'_>) -> usize {
    begin(&mut Vec::new()).room()
}

/// Words, as many to an entry as `room` bytes hold with spaces between them. There is always one entry, perhaps empty,
/// because the answers made of them are: no names is an answer too.
pub(super) fn packed<W: AsRef<str>>(
    words: impl IntoIterator<Item = W>,
    room: usize,
) -> Vec<String> {
    let mut entries = vec![String::new()];
    for word in words {
        let word = word.as_ref();
        match entries.last_mut() {
            Some(entry) if entry.is_empty() => entry.push_str(word),
            Some(entry) if entry.len() + 1 + word.len() <= room => {
                entry.push(' ');
                entry.push_str(word);
            }
            _ => entries.push(word.to_owned()),
        }
    }
    entries
}

/// `text` in pieces of at most `room` bytes. Put together they are the text again, byte for byte; none ends inside a
/// character, and none inside a word where a space is near. A text of nothing is one piece.
pub(super) fn pieces(text: &str, room: usize) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let cut = cut(text, room);
        rest = (cut < text.len()).then(|| &text[cut..]);
        Some(&text[..cut])
    })
}

/// Where the first piece of `text` ends.
fn cut(text: &str, room: usize) -> usize {
    if text.len() <= room {
        return text.len();
    }
    let most = text.floor_char_boundary(room);
    if most == 0 {
        // Not even one character fits. A line too long is cut by who writes it; a loop without end would be worse.
        return text.chars().next().map_or(text.len(), char::len_utf8);
    }
    let window = text.floor_char_boundary(most.saturating_sub(NEAR));
    match text[window..most].rfind(' ') {
        Some(space) => window + space + 1,
        None => most,
    }
}

/// How far back a space is worth looking for, bytes.
const NEAR: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_is_cut_after_a_space_that_is_near() {
        let got: Vec<_> = pieces("one two three", 9).collect();
        assert_eq!(got, ["one two ", "three"]);
        let got: Vec<_> = pieces("ünïcode", 4).collect();
        assert_eq!(got, ["ün", "ïco", "de"]);
        assert_eq!(pieces("", 9).collect::<Vec<_>>(), [""]);
        let far = format!("a {}", "x".repeat(200));
        assert_eq!(pieces(&far, 100).next().map(str::len), Some(100));
    }

    #[test]
    fn words_fill_entries() {
        assert_eq!(packed(["aa", "bb", "cc"], 5), ["aa bb", "cc"]);
        assert_eq!(packed(["aa", "bb", "cc"], 1), ["aa", "bb", "cc"]);
        assert_eq!(packed([""; 0], 5), [""]);
    }

    proptest! {
        #[test]
        fn pieces_put_together_are_the_text(text in "[a-z ü日\u{1f600}]{0,300}", room in 0usize..90) {
            let got: Vec<_> = pieces(&text, room).collect();
            prop_assert_eq!(got.concat(), text.as_str());
            if room >= 4 {
                prop_assert!(got.iter().all(|piece| piece.len() <= room));
            }
            prop_assert!(got.len() == 1 || got.iter().all(|piece| !piece.is_empty()));
        }
    }
}
