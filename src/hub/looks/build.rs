//! Packs what a name's characters can be taken for (UTS 39 section 4) into a table a tenth as large as the one it is read
//! from: `unicode-security` carries all of Unicode and a pointer for each entry, and a name holds few kinds of character.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use unicode_normalization::UnicodeNormalization as _;
use unicode_security::confusable_detection::skeleton;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=src/hub/looks/build.rs");
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
        write!(from, "{c:?},")?;
        write!(
            to,
            "({},{}),",
            u16::try_from(start)?,
            u8::try_from(looks.len())?
        )?;
        rows += 1;
    }
    let table = format!(
        "static FROM: [char; {rows}] = [{from}];\nstatic TO: [(u16, u8); {rows}] = [{to}];\nstatic TEXT: &str = {text:?};\n"
    );
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    std::fs::write(out.join("looks.rs"), table)?;
    Ok(())
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
