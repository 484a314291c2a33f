//! Fitting what is long into lines that are not.

use crate::irc::message::Line;
pub(super) use crate::pieces::pieces;

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
    joined(words, room, ' ')
}

/// The same with another sign between the words.
pub(super) fn joined<W: AsRef<str>>(
    words: impl IntoIterator<Item = W>,
    room: usize,
    sign: char,
) -> Vec<String> {
    let mut entries = vec![String::new()];
    for word in words {
        let word = word.as_ref();
        match entries.last_mut() {
            Some(entry) if entry.is_empty() => entry.push_str(word),
            Some(entry) if entry.len() + sign.len_utf8() + word.len() <= room => {
                entry.push(sign);
                entry.push_str(word);
            }
            _ => entries.push(word.to_owned()),
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fill_entries() {
        assert_eq!(packed(["aa", "bb", "cc"], 5), ["aa bb", "cc"]);
        assert_eq!(packed(["aa", "bb", "cc"], 1), ["aa", "bb", "cc"]);
        assert_eq!(packed([""; 0], 5), [""]);
    }
}
