//! What characters are, as far as names go.

use unicode_normalization::char::is_combining_mark;

/// Whether a character leaves no mark of its own: controls, white space, fillers, and the formatting characters that hide
/// or turn around what stands beside them.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    if c.is_ascii() {
        return c == ' ' || c.is_ascii_control();
    }
    c.is_control()
        || c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character may stand in a member's name: a letter, mark or digit of any script, or what RFC 2812 section 2.3.1
/// allows besides.
#[must_use]
pub fn in_name(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '-' || is_special(c);
    }
    is_letter(c) || is_mark(c) || is_digit(c)
}

/// Whether a member's name may begin with a character.
pub(super) fn begins_name(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic() || is_special(c)
    } else {
        is_letter(c)
    }
}

/// RFC 2812 section 2.3.1, `special`.
fn is_special(c: char) -> bool {
    matches!(c, '_' | '[' | ']' | '{' | '}' | '\\' | '|' | '^' | '`')
}

/// A letter: what an identifier may begin with (Unicode Standard Annex 31, `XID_Start`), without the numbers that look
/// like words (`Ⅷ`) and without `ǃ`, which would end a name in `name!user@host` for everyone who looks at it.
pub(super) fn is_letter(c: char) -> bool {
    unicode_ident::is_xid_start(c) && !c.is_numeric() && !is_unseen(c) && c != '\u{1c3}'
}

/// A mark that belongs to the letter before it, as vowels do in many scripts. Those that enclose a letter are none of
/// these, nor are variation selectors, which nobody sees.
pub(super) fn is_mark(c: char) -> bool {
    is_combining_mark(c)
        && unicode_ident::is_xid_continue(c)
        && !is_unseen(c)
        && !matches!(c, '\u{fe0e}' | '\u{fe0f}')
}

/// A decimal digit of any script.
fn is_digit(c: char) -> bool {
    c.is_numeric() && unicode_ident::is_xid_continue(c) && !unicode_ident::is_xid_start(c)
}

/// Whether a letter is written from right to left: the blocks of those scripts (Unicode Standard Annex 9, section 3.2).
pub(super) fn is_leftward(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}
