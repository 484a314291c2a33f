//! Which words are names, in many scripts.

use super::*;
use proptest::prelude::*;
use std::hash::BuildHasher;

#[test]
fn names_follow_the_irc_grammar() {
    for good in [
        "alice", "A", "_x", "[bot]", "a-1", "x9", "`", "\\o\\", "{a}|b^",
    ] {
        assert_eq!(Name::new(good).map(|n| n.to_string()), Ok(good.to_owned()));
    }
    assert_eq!(Name::new(""), Err(NameFault::Empty));
    assert_eq!(Name::new("9lives"), Err(NameFault::BadStart));
    assert_eq!(Name::new("-x"), Err(NameFault::BadStart));
    for (bad, c) in [
        ("a b", ' '),
        ("a!b", '!'),
        ("a@b", '@'),
        ("#a", '#'),
        ("a.b", '.'),
        ("a\u{1b}", '\u{1b}'),
    ] {
        assert_eq!(Name::new(bad), Err(NameFault::BadChar(c)));
    }
    assert!(Name::new(&"a".repeat(limits::NAME)).is_ok());
    assert_eq!(
        Name::new(&"a".repeat(limits::NAME + 1)),
        Err(NameFault::TooLong(limits::NAME))
    );
}

#[test]
fn group_names_hold_what_irc_can_carry_and_people_can_see() {
    for good in ["#lobby", "#2600", "##c", "#küche", "#日本", "#a!b"] {
        assert!(GroupName::new(good).is_ok(), "{good}");
    }
    assert_eq!(GroupName::new("lobby"), Err(NameFault::NoSign));
    assert_eq!(GroupName::new("#"), Err(NameFault::Empty));
    assert_eq!(GroupName::new(""), Err(NameFault::Empty));
    for bad in [
        "#a b",
        "#a,b",
        "#a\u{7}",
        "#a\u{200b}",
        "#a\u{202e}b",
        "#a\u{a0}b",
        "#a:b",
    ] {
        assert!(
            matches!(GroupName::new(bad), Err(NameFault::BadChar(_))),
            "{bad:?}"
        );
    }
    assert!(GroupName::new(&format!("#{}", "a".repeat(limits::GROUP))).is_err());
}

#[test]
fn names_compare_and_hash_without_case() {
    let (a, b) = (
        Name::new("Alice[]").expect("good"),
        Name::new("aLICE[]").expect("good"),
    );
    assert_eq!(a, b);
    assert_eq!(a.cmp(&b), std::cmp::Ordering::Equal);
    let build = hashbrown::DefaultHashBuilder::default();
    assert_eq!(build.hash_one(&a), build.hash_one(&b));
    // Only ASCII folds: that is what CASEMAPPING=ascii promises.
    assert_ne!(
        Name::new("a{").expect("good"),
        Name::new("a[").expect("good")
    );
    assert_ne!(
        GroupName::new("#Ä").expect("good"),
        GroupName::new("#ä").expect("good")
    );
}

#[test]
fn names_are_written_in_any_script() {
    for good in [
        "zoë",
        "Ångström",
        "ñandú",
        "Дмитрий",
        "Ελένη",
        "שרה",
        "علي",
        "محمد_۲",
        "नमस्ते",
        "ไพลิน",
        "தமிழ்",
        "日本語",
        "さくら",
        "김민준",
        "Նարե",
        "ქეთი",
        "ሰላም",
        "ᏣᎳᎩ",
        "ẹ\u{301}bun", // no composed letter for that in Unicode: NFC leaves the mark
        "𐐷𐐲𐑌",
        "a٣",
        "Straße",
        "[日本]",
        "аlice", // a Cyrillic letter among Latin ones: whether it can pass for somebody is for the hub to see
    ] {
        let name = Name::new(good);
        assert_eq!(name.map(|n| n.to_string()), Ok(good.to_owned()));
    }
}

#[test]
fn names_are_composed() {
    let (typed, sent) = ("e\u{301}lise", "\u{e9}lise");
    assert_eq!(Name::new(typed), Name::new(sent));
    assert_eq!(Name::new(typed).map(|n| n.as_str().len()), Ok(sent.len()));
    // Three jamo are a syllable; the ångström sign is a letter.
    let same = |a, b| assert_eq!(Name::new(a).map(|n| n.to_string()), Ok(String::from(b)));
    same("\u{1100}\u{1161}\u{11a8}", "각");
    same("\u{212b}", "Å");
    let group = GroupName::new("#cafe\u{301}").map(|g| g.to_string());
    assert_eq!(group.as_deref(), Ok("#caf\u{e9}"));
    // The bound is for what is kept.
    let long = format!("e\u{301}{}", "a".repeat(limits::NAME - 2));
    assert!(Name::new(&long).is_ok() && long.len() > limits::NAME);
    let many = "é".repeat(limits::NAME / 2 + 1);
    assert_eq!(Name::new(&many), Err(NameFault::TooLong(limits::NAME)));
}

#[test]
fn what_is_no_letter_is_in_no_name() {
    for (bad, c) in [
        ("a\u{200b}b", '\u{200b}'),  // zero width space
        ("a\u{200d}b", '\u{200d}'),  // zero width joiner
        ("a\u{202e}b", '\u{202e}'),  // right-to-left override
        ("a\u{2066}b", '\u{2066}'),  // isolate
        ("a\u{ad}b", '\u{ad}'),      // soft hyphen
        ("a\u{a0}b", '\u{a0}'),      // no-break space
        ("a\u{3000}b", '\u{3000}'),  // ideographic space
        ("a\u{85}", '\u{85}'),       // next line
        ("a\u{2028}", '\u{2028}'),   // line separator
        ("a\u{feff}", '\u{feff}'),   // byte order mark
        ("\u{3164}", '\u{3164}'),    // Hangul filler
        ("a\u{115f}", '\u{115f}'),   // Hangul initial filler
        ("a\u{34f}", '\u{34f}'),     // grapheme joiner
        ("a\u{fe0f}", '\u{fe0f}'),   // variation selector
        ("a\u{e0101}", '\u{e0101}'), // ideographic variation selector
        ("a\u{e0061}", '\u{e0061}'), // tag
        ("a\u{20dd}", '\u{20dd}'),   // enclosing circle
        ("a\u{1c3}b", '\u{1c3}'),    // a click that is an exclamation mark to the eye
        ("a\u{ff20}b", '\u{ff20}'),  // fullwidth @
        ("a\u{2019}b", '\u{2019}'),  // apostrophe
        ("\u{1f600}", '\u{1f600}'),  // emoji
        ("a\u{b2}", '\u{b2}'),       // superscript two
        ("\u{2167}", '\u{2167}'),    // Roman eight
        ("\u{24b6}", '\u{24b6}'),    // circled A
        ("a\u{e000}", '\u{e000}'),   // private use
        ("\u{301}a", '\u{301}'),     // a mark without a letter
        ("_\u{301}", '\u{301}'),
        ("a1\u{301}", '\u{301}'),
        ("a\u{203f}b", '\u{203f}'), // undertie
        ("a\u{b7}b", '\u{b7}'),     // middle dot
    ] {
        let want = match bad.chars().next() {
            Some('\u{301}') => NameFault::BadStart,
            _ => NameFault::BadChar(c),
        };
        assert_eq!(Name::new(bad), Err(want), "{}", bad.escape_unicode());
    }
    assert_eq!(Name::new("٣a"), Err(NameFault::BadStart));
    assert_eq!(Name::new("aשרה"), Err(NameFault::MixedDirections));
    let piled = format!("x{}", "\u{323}\u{301}".repeat(3));
    assert_eq!(
        Name::new(&piled),
        Err(NameFault::TooManyMarks(limits::MARKS))
    );
}

proptest! {
    #[test]
    fn a_name_is_visible_and_travels(text in "\\PC{1,12}|[\\pL\\pM\\pN_-]{1,12}|.{1,8}") {
        if let Ok(name) = Name::new(&text) {
            prop_assert!(!name.as_str().chars().any(is_unseen));
            prop_assert!(!name.as_str().contains([' ', ',', ':', '!', '@', '*', '?', '.', '#', '&', '$', '%', '~', '+']));
            prop_assert!(name.as_str().len() <= limits::NAME);
            // What was taken is taken again, as it is.
            prop_assert_eq!(Name::new(name.as_str()).map(|n| n.to_string()), Ok(name.to_string()));
        }
    }
}
