//! Masks with `*` and `?`, as WHO and bans use them.

/// Whether `text` matches `mask`, without ASCII case: `*` stands for any characters, `?` for one.
///
/// Linear in practice and at worst the product of the two lengths: a mismatch goes back to the last `*` only.
pub(crate) fn matches(mask: &str, text: &str) -> bool {
    let (mask, text) = (mask.as_bytes(), text.as_bytes());
    let (mut m, mut t) = (0, 0);
    let mut retry = None;
    // A character may be several bytes, and `?` stands for all of them.
    let next = |mut t: usize| {
        t += 1;
        while text.get(t).is_some_and(|b| b & 0xc0 == 0x80) {
            t += 1;
        }
        t
    };
    while t < text.len() {
        if mask.get(m) == Some(&b'*') {
            m += 1;
            retry = Some((m, t));
        } else if mask.get(m) == Some(&b'?') {
            m += 1;
            t = next(t);
        } else if mask
            .get(m)
            .is_some_and(|c| c.eq_ignore_ascii_case(&text[t]))
        {
            m += 1;
            t += 1;
        } else if let Some((after_star, tried)) = retry {
            m = after_star;
            t = next(tried);
            retry = Some((m, t));
        } else {
            return false;
        }
    }
    mask[m..].iter().all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks() {
        for (mask, text) in [
            ("*", ""),
            ("*", "x"),
            ("a*c", "abbc"),
            ("A?c", "aBC"),
            ("*b*", "abc"),
            ("a**", "a"),
            ("z?ë", "zöë"),
            ("*?ë", "zöë"),
            ("", ""),
            ("zo?", "zoë"),
            ("*?x", "日本x"),
        ] {
            assert!(matches(mask, text), "{mask} {text}");
        }
        for (mask, text) in [
            ("a", "b"),
            ("a?", "a"),
            ("zo??", "zoë"),
            ("z??", "zö"),
            ("*???", "zö"),
            ("*b", "abc"),
            ("", "a"),
            ("a*c", "ab"),
        ] {
            assert!(!matches(mask, text), "{mask} {text}");
        }
        let hard = "*a".repeat(50);
        assert!(!matches(&hard, &"b".repeat(4000)));
    }
}
