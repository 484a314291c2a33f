//! Packs what a name's characters can be taken for (UTS 39 section 4) into a table a tenth as large as the one it is read
//! from: `unicode-security` carries all of Unicode and a pointer for each entry, and a name holds few kinds of character.
//! So that crate is needed for tests alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization as _;
use unicode_security::confusable_detection::skeleton;

/// The text of `table.rs`.
fn table() -> String {
    let mut text = String::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let (mut from, mut to) = (String::new(), String::new());
    let mut rows = 0;
    for c in ('\0'..=char::MAX).filter(|&c| in_name(c)) {
        let looks = last(c);
        // What only comes of taking a character apart needs no row: that is done without one.
        let parts = c.nfkd();
        let is_itself = parts.clone().eq([c]);
        let without: String = match is_itself {
            true => String::from(c),
            false => parts.map(last).collect(),
        };
        if looks == without {
            continue;
        }
        let start = *known.entry(looks.clone()).or_insert_with(|| {
            let found = text.find(&looks);
            if found.is_none() {
                text.push_str(&looks);
            }
            found.unwrap_or(text.len() - looks.len())
        });
        let _ = write!(from, "{c:?},");
        let start = u16::try_from(start).expect("TEXT is short");
        let _ = write!(to, "({start},{}),", looks.len());
        rows += 1;
    }
    let skip = "#[rustfmt::skip]\npub(super) static";
    format!(
        "//! FROM, in order; TO, where in TEXT each leads. Made by `make.rs` beside it: change nothing here by hand.\n\n\
         {skip} FROM: [char; {rows}] = [{from}];\n{skip} TO: [(u16, u8); {rows}] = [{to}];\n{skip} TEXT: &str = {text:?};\n"
    )
}

/// What a character is taken for in the end: what it is taken for may have parts that are taken for something else.
fn last(c: char) -> String {
    let mut looks: String = skeleton(c.encode_utf8(&mut [0; 4])).collect();
    loop {
        let parts: String = looks.nfkd().collect();
        let next: String = skeleton(&parts).collect();
        if next == looks {
            return looks;
        }
        looks = next;
    }
}

/// Whether a character may be met in a name that was taken apart (NFD). A few more do no harm.
fn in_name(c: char) -> bool {
    let is_whole = || c.nfd().eq([c]);
    (unicode_ident::is_xid_continue(c) || c.is_ascii_punctuation()) && is_whole()
}

/// When this fails because `unicode-security` follows a newer standard, what it prints is the new `table.rs`.
#[test]
#[allow(
    clippy::print_stdout,
    reason = "the table is for whoever has to replace the file"
)]
fn the_table_is_what_the_standard_says() {
    let made = table();
    if made != include_str!("table.rs") {
        println!("{made}");
        panic!("the table is another one; the new one is printed above");
    }
}
