//! Long text in pieces that fit where the whole does not.

/// How far back a space is worth looking for, bytes.
const NEAR: usize = 64;

/// `text` in pieces of at most `room` bytes. Put together they are the text again, byte for byte; none ends inside a
/// character, and none inside a word where a space is near. A text of nothing is one piece.
pub fn pieces(text: &str, room: usize) -> impl Iterator<Item = &str> {
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
    match text[window..most].rfind(' ').map(|space| window + space) {
        // A piece of spaces alone is one that nobody sees.
        Some(space) if !text[..space].trim_start().is_empty() => space + 1,
        _ => most,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut_up(text: &str, room: usize) -> Vec<&str> {
        pieces(text, room).collect()
    }

    #[test]
    fn text_is_cut_after_a_space_that_is_near() {
        assert_eq!(cut_up("one two three", 9), ["one two ", "three"]);
        assert_eq!(cut_up("ünïcode", 4), ["ün", "ïco", "de"]);
        assert_eq!(cut_up("0123456789", 10), ["0123456789"]);
        assert_eq!(cut_up("", 9), [""]);
        assert_eq!(cut_up("    abc", 5), ["    a", "bc"]);
        let far = format!("a {}", "x".repeat(200));
        assert_eq!(pieces(&far, 100).next().map(str::len), Some(100));
    }

    proptest! {
        #[test]
        fn pieces_put_together_are_the_text(text in "[a-z ü日\u{1f600}]{0,300}|(\\PC| ){0,100}", room in 0usize..90) {
            let got = cut_up(&text, room);
            prop_assert_eq!(got.concat(), text.as_str());
            if room >= 4 {
                prop_assert!(got.iter().all(|piece| piece.len() <= room));
            }
            prop_assert!(got.len() == 1 || got.iter().all(|piece| !piece.is_empty()));
        }
    }
}
