//! Words: PRIVMSG, NOTICE, TAGMSG.

use crate::hub::name::GroupName;
use crate::hub::request::{Kind, MemberRef, Request, Say, Target};
use crate::hub::text::Text;
use crate::irc::capability::Caps;
use crate::irc::command::Context;
use crate::irc::numeric::{ERR_NORECIPIENT, ERR_NOSUCHNICK, ERR_NOTEXTTOSEND};
use crate::limits;

/// `PRIVMSG <targets> <text>`.
pub(super) fn privmsg(context: &mut Context<'_, '_>) {
    say(context, Kind::Text);
}

/// `NOTICE <targets> <text>`: like PRIVMSG, and never answered with an error (RFC 2812 section 3.3.2).
pub(super) fn notice(context: &mut Context<'_, '_>) {
    say(context, Kind::Notice);
}

/// `TAGMSG <targets>`.
pub(super) fn tagmsg(context: &mut Context<'_, '_>) {
    say(context, Kind::Tag);
}

fn say(context: &mut Context<'_, '_>, kind: Kind) {
    let silent = kind == Kind::Notice;
    let Some(targets) = context.param(0) else {
        if !silent {
            let word = context.message.command.to_ascii_uppercase();
            context.answer(ERR_NORECIPIENT, |line| {
                line.last(format_args!("{} ({word})", ERR_NORECIPIENT.text));
            });
        }
        return;
    };
    let words = match kind {
        Kind::Tag => "",
        _ => context.message.param(1).unwrap_or_default(),
    };
    if words.is_empty() && kind != Kind::Tag {
        if !silent {
            context.say(ERR_NOTEXTTOSEND);
        }
        return;
    }
    let (kind, words) = match action(words) {
        Some(done) if kind == Kind::Text => (Kind::Action, done),
        _ => (kind, words),
    };
    let text = Text::lossy(words, limits::IRC_LINE);
    let tags = client_tags(context);
    for word in context.list(targets, silent) {
        if let Some(to) = target(context, word, silent) {
            context.ask(Request::Say(Say {
                to,
                kind,
                text: text.clone(),
                tags: tags.clone(),
            }));
        }
    }
}

/// A group, a name, or a member's number in digits. What begins with `#` is a group here, even `#7`.
fn target(context: &mut Context<'_, '_>, word: &str, silent: bool) -> Option<Target> {
    if word.starts_with('#') {
        return if silent {
            GroupName::new(word).ok().map(Target::Group)
        } else {
            context.group(word).map(Target::Group)
        };
    }
    let found = MemberRef::parse(word).map(Target::Member);
    if found.is_none() && !silent {
        context.refuse(ERR_NOSUCHNICK, word);
    }
    found
}

/// What was done, in CTCP ACTION (Modern IRC, "CTCP"; its final delimiter may be missing).
fn action(words: &str) -> Option<&str> {
    let done = words.strip_prefix("\u{1}ACTION ")?;
    let done = done.strip_suffix('\u{1}').unwrap_or(done);
    (!done.is_empty() && !done.contains('\u{1}')).then_some(done)
}

/// The client-only tags of a message, as they came (IRCv3 message-tags, "Client-only tags"). The others are dropped, as
/// are those without a well-formed key and, of equal ones, all but the last.
fn client_tags(context: &Context<'_, '_>) -> Option<Text> {
    if !context.session.caps.contains(Caps::MESSAGE_TAGS) {
        return None;
    }
    let key = |tag: &'_ str| tag.split('=').next().map_or(0, str::len);
    let mut kept: Vec<&str> = Vec::new();
    for tag in context.message.tags.split(';') {
        let (name, value) = tag.split_at(key(tag));
        if !is_client_only(name) || value.contains(char::is_control) {
            continue;
        }
        kept.retain(|other| other[..key(other)] != *name);
        kept.push(tag);
    }
    let joined = kept.join(";");
    // The line's own bound has been kept, so this does not cut.
    (!joined.is_empty()).then(|| Text::lossy(&joined, limits::IRC_TAGS_IN))
}

/// Whether a key is one of a client's own (IRCv3 message-tags, "Format").
fn is_client_only(key: &str) -> bool {
    key.strip_prefix('+').is_some_and(|rest| {
        let name = rest.rsplit('/').next().unwrap_or_default();
        let is_word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'/' | b'_');
        !name.is_empty() && rest.bytes().all(is_word)
    })
}
