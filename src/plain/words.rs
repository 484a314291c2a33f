//! What somebody says, as lines: to a group, to one member, now or before; and that it was taken back.

use std::borrow::Cow;

use crate::calendar::hours_minutes;
use crate::hub::event::{Heard, Redacted, Spoken};
use crate::hub::name::{GroupName, Name};
use crate::hub::request::Kind;
use crate::info::Info;
use crate::plain::clean::clean;
use crate::plain::event::{because, line, place};

/// Appends what was said, behind the time `at`. Each of several lines has the name before it: where only the first had it,
/// one could put words into the mouth of others, and what looks for words by name would miss the rest. Blank ones are left
/// out. Tags alone are nothing to read.
pub(super) fn said(at: &str, to: &Heard, words: &Spoken, out: &mut Vec<u8>) {
    let lines = words.text.lines();
    let blank = |line: &str| words.text.single().is_none() && line.is_empty();
    for text in lines.filter(|line| !blank(line)) {
        if let Some(shown) = Shown::of(words.kind, &text) {
            one(at, to, &words.from.name, shown, out);
        }
    }
}

/// Appends one line of what was said.
fn one(at: &str, to: &Heard, name: &Name, shown: Shown<'_>, out: &mut Vec<u8>) {
    match to {
        Heard::Group(group) => in_group(at, "", group, name, shown, out),
        Heard::Ranked(rank, group) => in_group(at, rank.sign(), group, name, shown, out),
        Heard::Member(_) => match shown {
            Shown::Said(text) => line(out, format_args!("{at} *{name}* {text}")),
            Shown::Done(text) => line(out, format_args!("{at} *{name}* * {name} {text}")),
            Shown::Noted(text) => line(out, format_args!("{at} *{name}* -{name}- {text}")),
            Shown::Asked(text) => line(
                out,
                format_args!("{at} *{name}* asked your program: {text}"),
            ),
        },
    }
}

/// Appends what was said to a group, or, behind their sign, to those of a rank in it.
fn in_group(
    at: &str,
    sign: &str,
    group: &GroupName,
    name: &Name,
    shown: Shown<'_>,
    out: &mut Vec<u8>,
) {
    match shown {
        Shown::Said(text) => line(out, format_args!("{at} {sign}{group} <{name}> {text}")),
        Shown::Done(text) => line(out, format_args!("{at} {sign}{group} * {name} {text}")),
        Shown::Noted(text) => line(out, format_args!("{at} {sign}{group} -{name}- {text}")),
        Shown::Asked(text) => line(
            out,
            format_args!("{at} {sign}{group} -- {name} asked your program: {text}"),
        ),
    }
}

/// What was taken back, without the words. Reactions were not shown, so it is nothing to anyone when one goes.
pub(super) fn redacted(at: &str, what: &Redacted, me: bool, info: &Info, out: &mut Vec<u8>) {
    if matches!(what.kind, Kind::Tag | Kind::Reaction) {
        return;
    }
    let place = match &what.to {
        Heard::Group(group) | Heard::Ranked(_, group) => place(Some(group)),
        Heard::Member(_) => String::new(),
    };
    let by = if me {
        "You".to_owned()
    } else {
        what.by.to_string()
    };
    let whose = match what.by.id == what.of.id {
        true if me => "you".to_owned(),
        true => "it".to_owned(),
        false => what.of.to_string(),
    };
    let then = hours_minutes(what.said_unix_ms, info.utc_offset_s);
    let why = because(what.reason.as_ref());
    line(
        out,
        format_args!("{at} {place}-- {by} took back what {whose} said at {then}{why}"),
    );
}

/// Words, clean, by how they are shown.
enum Shown<'a> {
    Said(Cow<'a, str>),
    Done(Cow<'a, str>),
    Noted(Cow<'a, str>),
    /// A question of one program to another (CTCP), such as `VERSION`.
    Asked(Cow<'a, str>),
}

impl Shown<'_> {
    fn of(kind: Kind, text: &str) -> Option<Shown<'_>> {
        let ctcp = text
            .strip_prefix('\u{1}')
            .map(|ctcp| ctcp.strip_suffix('\u{1}').unwrap_or(ctcp));
        match (kind, ctcp) {
            (Kind::Tag | Kind::Reaction, _) => None,
            (Kind::Text, Some(ctcp)) => Some(Shown::Asked(clean(ctcp))),
            (Kind::Text, None) => Some(Shown::Said(clean(text))),
            (Kind::Action, _) => Some(Shown::Done(clean(text))),
            (Kind::Notice, ctcp) => Some(Shown::Noted(clean(ctcp.unwrap_or(text)))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::hub::face::{Address, Face};
    use crate::hub::id::{MemberId, MessageId};
    use crate::hub::words::Composer;

    fn told(kind: Kind, to: &Heard, pieces: &[(&str, bool)]) -> String {
        let mut composer = Composer::default();
        for (piece, glued) in pieces {
            composer.add(piece, *glued);
        }
        let words = Spoken {
            id: MessageId::new(7),
            from: Rc::new(Face {
                id: MemberId::FIRST,
                name: Name::new("bob").expect("good"),
                user: "b".into(),
                real: "b".into(),
                address: Address::Hidden("h".into()),
                bot: false,
                account: None,
            }),
            kind,
            text: composer.finish().expect("something"),
            tags: None,
            unix_ms: 0,
        };
        let mut out = Vec::new();
        said("[12:03]", to, &words, &mut out);
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn each_of_several_lines_says_whose_it_is() {
        let lobby = Heard::Group(GroupName::new("#lobby").expect("good"));
        let pieces = [
            ("fn main() {", false),
            ("", false),
            ("    [12:03] #lobby <alice> ", false),
            ("I owe you", true),
            ("\u{1b}[2J\u{1}", false),
        ];
        assert_eq!(
            told(Kind::Text, &lobby, &pieces),
            "[12:03] #lobby <bob> fn main() {\n\
             [12:03] #lobby <bob>     [12:03] #lobby <alice> I owe you\n\
             [12:03] #lobby <bob> \u{fffd}[2J\u{fffd}\n"
        );
        assert_eq!(
            told(Kind::Notice, &lobby, &[("a", false), ("b", false)]),
            "[12:03] #lobby -bob- a\n[12:03] #lobby -bob- b\n"
        );
    }

    #[test]
    fn tags_alone_are_nothing_to_read() {
        let lobby = Heard::Group(GroupName::new("#lobby").expect("good"));
        for kind in [Kind::Tag, Kind::Reaction] {
            assert_eq!(told(kind, &lobby, &[("x", false)]), "");
        }
    }
}
