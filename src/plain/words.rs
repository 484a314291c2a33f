//! What somebody says, as a line: to a group, to one member, now or before.

use std::borrow::Cow;

use crate::hub::event::{Heard, Spoken};
use crate::hub::name::{GroupName, Name};
use crate::hub::request::Kind;
use crate::plain::clean::clean;
use crate::plain::event::line;

/// Appends what was said, behind the time `at`. Tags alone are nothing to read.
pub(super) fn said(at: &str, to: &Heard, words: &Spoken, out: &mut Vec<u8>) {
    let name = &words.from.name;
    let Some(shown) = Shown::of(words) else {
        return;
    };
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

/// Words, clean, by how they are shown.
enum Shown<'a> {
    Said(Cow<'a, str>),
    Done(Cow<'a, str>),
    Noted(Cow<'a, str>),
    /// A question of one program to another (CTCP), such as `VERSION`.
    Asked(Cow<'a, str>),
}

impl Shown<'_> {
    fn of(words: &Spoken) -> Option<Shown<'_>> {
        let text = words.text.as_str();
        let ctcp = text
            .strip_prefix('\u{1}')
            .map(|ctcp| ctcp.strip_suffix('\u{1}').unwrap_or(ctcp));
        match (words.kind, ctcp) {
            (Kind::Tag, _) => None,
            (Kind::Text, Some(ctcp)) => Some(Shown::Asked(clean(ctcp))),
            (Kind::Text, None) => Some(Shown::Said(clean(text))),
            (Kind::Action, _) => Some(Shown::Done(clean(text))),
            (Kind::Notice, ctcp) => Some(Shown::Noted(clean(ctcp.unwrap_or(text)))),
        }
    }
}
