//! What nobody would send, and somebody will.

use proptest::prelude::*;

/// Text of what is hidden, wide, joined, turned around or obeyed by terminals.
pub(in crate::client) fn wild() -> impl Strategy<Value = String> {
    let obeyed = r"[\x1b\x9b](\[\??[0-9]{0,4}[A-Zhlnt]|\](52;c;|0;|4;1;)evil(\x07|\x1b\\)|[Pc7])";
    let shown = "\\PC|[\u{1}-\u{9}\u{b}\u{c}\u{e}-\u{1f}\u{7f}-\u{9f}\u{300}-\u{30f}\u{200b}-\u{206f}\u{fe0f}\u{1100}-\u{11ff}\u{e0001}-\u{e007f}]|\u{3}[0-9]{1,2}(,[0-9]{1,2})?|[👩🏽‍❤️क्ष🇩ﾞ日 ]|bob|https?://[!-~]{1,30} ";
    prop::string::string_regex(&format!("({shown}|{obeyed}){{0,80}}")).expect("a pattern")
}

/// Lines that carry wild text wherever a server can put it.
pub(in crate::client) fn lines() -> impl Strategy<Value = Vec<String>> {
    let line = (wild(), wild(), 0..10_u8).prop_map(|(text, other, shape)| {
        let word: String = other
            .chars()
            .filter(|c| !matches!(c, ' ' | ':' | '!' | ';'))
            .take(20)
            .collect();
        let name = if word.is_empty() {
            "x".to_owned()
        } else {
            word
        };
        match shape {
            0..4 => format!("@msgid=m;+draft/reply=b :{name}!u@h PRIVMSG #lobby :{text}"),
            4 => format!(":alice!a@h TOPIC #lobby :{text}"),
            5 => format!(":{name}!u@h JOIN #lobby"),
            6 => format!(":{name}!u@h PRIVMSG bob :{text}"),
            7 => format!("@+draft/react={name};+draft/reply=b :{name}!u@h TAGMSG #lobby"),
            8 => format!(":{name}!u@h QUIT :{text}"),
            _ => format!("@+typing=active :{name}!u@h TAGMSG #lobby"),
        }
    });
    prop::collection::vec(line, 0..12)
}
