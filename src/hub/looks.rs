//! What a name looks like, so that nobody can pass for somebody else.
//!
//! Two names can be taken for each other when their skeletons are the same (Unicode Technical Standard 39, section 4,
//! "Confusable Detection"): the Cyrillic `аlісе` has the skeleton of `alice`, `rn` that of `m`, `０` that of `O`. Whole
//! names are compared, so a name that mixes scripts needs no rule of its own: it is as good as any until somebody whose
//! name looks the same is here.

#[cfg(test)]
mod make;
mod table;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::decompose_compatible;

use table::{FROM, TEXT, TO};

/// The skeletons of a name; names that share one look alike.
///
/// There are two, because case hides some likenesses and makes others: `AIice` is `alice` to the eye as it stands, `ÉLISE`
/// is `élise` once its case is gone. They are mostly the same.
pub(super) fn skeletons(name: &str) -> [String; 2] {
    let folded = skeleton(fold(name).chars());
    let seen: String = skeleton(name.chars());
    let seen = skeleton(fold(&seen).chars());
    [folded, seen]
}

/// UTS 39 section 4, `skeleton`. Nothing invisible is in a name that could have to be left out. A character that is taken
/// for nothing else is taken for its parts, without regard to form (normalization form KD), as `ａ` for `a`; that finds a
/// few likenesses more and makes the table a good deal smaller.
fn skeleton(name: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    for c in name.nfd() {
        match looks(c) {
            Some(text) => out.push_str(text),
            None => decompose_compatible(c, |part| match looks(part) {
                Some(text) => out.push_str(text),
                None => out.push(part),
            }),
        }
    }
    out.nfd().collect()
}

/// What a character is taken for, if for anything else.
fn looks(c: char) -> Option<&'static str> {
    let at = FROM.binary_search(&c).ok()?;
    let (start, len) = TO[at];
    let start = usize::from(start);
    TEXT.get(start..start + usize::from(len))
}

/// Without case: by way of capitals, so that `ς` and `σ`, `ß` and `ss` come out the same.
fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.chars()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(a: &str, b: &str) -> bool {
        let (a, b) = (skeletons(a), skeletons(b));
        a.iter().any(|a| b.contains(a))
    }

    #[test]
    fn look_alikes_are_seen() {
        for (a, b) in [
            ("alice", "\u{430}lice"),                   // Cyrillic а
            ("alice", "\u{430}l\u{456}\u{441}\u{435}"), // Cyrillic аlісе
            ("bob", "b\u{3bf}b"),                       // Greek omicron
            ("bob", "b\u{585}b"),                       // Armenian օ
            ("bob", "b0b"),                             // nought
            ("BOB", "\u{412}\u{41e}\u{412}"),           // Cyrillic ВОВ
            ("alice", "AIice"),                         // capital i
            ("alice", "a1ice"),                         // one
            ("alice", "a|ice"),                         // bar
            ("mark", "rnark"),
            ("Mark", "rnark"),
            ("alice", "\u{ff41}lice"),    // fullwidth a
            ("alice", "\u{1d41a}lice"),   // mathematical a
            ("\u{e9}lise", "\u{c9}LISE"), // É, é
            ("\u{3c3}\u{3ac}\u{3c2}", "\u{3a3}\u{386}\u{3a3}"), // σάς, ΣΆΣ
            ("stra\u{df}e", "STRASSE"),
            (
                "\u{43f}\u{435}\u{442}\u{440}",
                "\u{41f}\u{415}\u{422}\u{420}",
            ), // петр, ПЕТР
        ] {
            assert!(
                alike(a, b),
                "{a} {b}: {:?} {:?}",
                skeletons(a),
                skeletons(b)
            );
        }
    }

    #[test]
    fn different_names_stay_different() {
        for (a, b) in [
            ("alice", "alicia"),
            ("zoe", "zo\u{eb}"),
            ("alice", "alice_"),
            ("m", "n"),
            ("a-b", "a_b"),
            ("user1", "user2"),
            ("\u{438}\u{432}\u{430}\u{43d}", "ivan"), // иван
            ("\u{65e5}\u{672c}", "\u{65e5}\u{6728}"), // 日本, 日木
        ] {
            assert!(!alike(a, b), "{a} {b}");
        }
    }

    #[test]
    fn what_is_confusable_by_the_standard_is_alike() {
        for c in ('\u{80}'..=char::MAX).filter(|&c| crate::hub::letter::in_name(c)) {
            let text = String::from(c);
            let standard: String = unicode_security::skeleton(&text).collect();
            // Skeletons of what looks alike are the same; ours may find more.
            assert_eq!(skeleton(text.chars()), skeleton(standard.chars()), "{c:?}");
        }
    }

    #[test]
    fn the_table_is_in_order_and_small() {
        assert!(FROM.windows(2).all(|pair| pair[0] < pair[1]));
        let bytes = size_of_val(&FROM) + size_of_val(&TO) + TEXT.len();
        assert!(bytes < 40 * 1024, "{bytes} bytes");
    }
}
