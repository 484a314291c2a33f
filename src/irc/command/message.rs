//! Words: PRIVMSG, NOTICE, TAGMSG.

use crate::hub::mode::Ranks;
use crate::hub::name::GroupName;
use crate::hub::request::{Kind, MemberRef, Request, Say, Target};
use crate::hub::text::Text;
use crate::hub::words::Words;
use crate::irc::capability::Caps;
use crate::irc::command::Context;
use crate::irc::message::tags;
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
    let (kind, text) = meant(kind, words);
    let tags = client_tags(context);
    let kind = match &tags {
        Some(tags) if kind == Kind::Tag && is_lasting(tags.as_str()) => Kind::Reaction,
        _ => kind,
    };
    let say = |context: &mut Context<'_, '_>, word: &str| {
        if let Some(to) = target(context, word, silent) {
            let (text, tags) = (text.clone(), tags.clone());
            context.ask(Request::Say(Say {
                to,
                kind,
                text,
                tags,
            }));
        }
    };
    // Mostly it is one, which costs what a line costs anyway.
    if !targets.contains(',') {
        return say(context, targets);
    }
    for word in context.list(targets, silent) {
        say(context, word);
    }
}

/// The words of one line, and how they are meant.
pub(super) fn meant(kind: Kind, words: &str) -> (Kind, Words) {
    let (kind, words) = match action(words) {
        Some(done) if kind == Kind::Text => (Kind::Action, done),
        _ => (kind, words),
    };
    (kind, Text::lossy(words, limits::IRC_LINE).into())
}

/// A group, those of a rank in it (`@#group`, `+#group`; Modern IRC, `STATUSMSG` Parameter), a name, or a member's number in digits. What begins with `#` is a group here, even `#7`.
pub(super) fn target(context: &mut Context<'_, '_>, word: &str, silent: bool) -> Option<Target> {
    if word.starts_with('#') {
        return if silent {
            GroupName::new(word).ok().map(Target::Group)
        } else {
            context.group(word).map(Target::Group)
        };
    }
    if let Some((rank, word)) = ranked(word) {
        return if silent {
            GroupName::new(word)
                .ok()
                .map(|group| Target::Ranked(rank, group))
        } else {
            context.group(word).map(|group| Target::Ranked(rank, group))
        };
    }
    let found = MemberRef::parse(word).map(Target::Member);
    if found.is_none() && !silent {
        context.refuse(ERR_NOSUCHNICK, word);
    }
    found
}

/// The rank and the group of `@#group`. Of several signs the lowest rank counts: it is reached by the others.
fn ranked(word: &str) -> Option<(Ranks, &str)> {
    let (signs, group) = word.split_at(word.find('#')?);
    let ranks: Option<Vec<Ranks>> = signs.chars().map(Ranks::of_sign).collect();
    let ranks = ranks?;
    let lowest = ranks
        .iter()
        .find(|rank| ranks.iter().all(|other| other.reaches(**rank)));
    lowest.map(|&rank| (rank, group))
}

/// What was done, in CTCP ACTION (Modern IRC, "CTCP"; its final delimiter may be missing).
fn action(words: &str) -> Option<&str> {
    let done = words.strip_prefix("\u{1}ACTION ")?;
    let done = done.strip_suffix('\u{1}').unwrap_or(done);
    (!done.is_empty() && !done.contains('\u{1}')).then_some(done)
}

/// The client-only tags of a message, as they came (IRCv3 message-tags, "Client-only tags"). The others are dropped, as
/// are those without a well-formed key and, of equal ones, all but the last.
pub(super) fn client_tags(context: &Context<'_, '_>) -> Option<Text> {
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

/// Whether tags alone are worth remembering: a reaction to a message (IRCv3 client tags "react" and "reply"), or what its
/// author wants kept. That somebody is typing is of the moment.
fn is_lasting(all: &str) -> bool {
    let any = |names: &[&str]| tags(all).any(|(key, _)| names.contains(&key));
    let reacts = any(&["+draft/react", "+react", "+draft/unreact", "+unreact"]);
    let replies = any(&["+draft/reply", "+reply"]);
    (reacts && replies || any(&["+draft/persist"])) && !any(&["+typing"])
}

/// Whether a key is one of a client's own (IRCv3 message-tags, "Format").
fn is_client_only(key: &str) -> bool {
    key.strip_prefix('+').is_some_and(|rest| {
        let name = rest.rsplit('/').next().unwrap_or_default();
        let is_word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'/' | b'_');
        !name.is_empty() && rest.bytes().all(is_word)
    })
}

#[cfg(test)]
mod tests {
    use crate::irc::capability::Caps;
    use crate::irc::testing::Client;

    #[test]
    fn words_go_to_groups_names_and_numbers() {
        Client::member().holds(
            r##"> PRIVMSG #a,bob,2,BOB :hi  there
                ? Say(Say { to: Group("#a"), kind: Text, text: "hi  there", tags: None })
                ? Say(Say { to: Member(Name("bob")), kind: Text, text: "hi  there", tags: None })
                ? Say(Say { to: Member(Id(MemberId(2))), kind: Text, text: "hi  there", tags: None })
                > PRIVMSG #7 x
                ? Say(Say { to: Group("#7"), kind: Text, text: "x", tags: None })
                > PRIVMSG @#a,+#a,@+#b x
                ? Say(Say { to: Ranked(Ranks(1), "#a"), kind: Text, text: "x", tags: None })
                ? Say(Say { to: Ranked(Ranks(2), "#a"), kind: Text, text: "x", tags: None })
                ? Say(Say { to: Ranked(Ranks(2), "#b"), kind: Text, text: "x", tags: None })
                > NOTICE bob :beep
                ? Say(Say { to: Member(Name("bob")), kind: Notice, text: "beep", tags: None })"##,
        );
    }

    #[test]
    fn what_cannot_be_said_is_told() {
        Client::member().holds(
            "> PRIVMSG
             < :irc.example 411 alice :No recipient given (PRIVMSG)
             > privmsg :
             < :irc.example 411 alice :No recipient given (PRIVMSG)
             > PRIVMSG bob
             < :irc.example 412 alice :No text to send
             > PRIVMSG bob :
             < :irc.example 412 alice :No text to send
             > PRIVMSG b.b,%#a,@#,# :hi
             < :irc.example 401 alice b.b :No such nick/channel
             < :irc.example 401 alice %#a :No such nick/channel
             < :irc.example 403 alice # :No such channel: it is empty
             < :irc.example 403 alice # :No such channel: it is empty",
        );
        let list: Vec<String> = (0..22).map(|n| format!("n{n}")).collect();
        let got = Client::member().answers(&format!("PRIVMSG {} :x", list.join(",")));
        assert_eq!(got.matches("? Say").count(), 20);
        assert!(got.contains(" 407 alice n20 :Too many targets"), "{got}");
    }

    #[test]
    fn a_notice_is_never_answered() {
        let list: Vec<String> = (0..22).map(|n| format!("n{n}")).collect();
        let got = Client::member()
            .holds(
                "> NOTICE
                 > NOTICE bob
                 > NOTICE bob :
                 > NOTICE b.b,# :hi",
            )
            .answers(&format!("NOTICE {} :x", list.join(",")));
        assert!(!got.contains('<'), "{got}");
    }

    #[test]
    fn an_action_is_known_and_other_ctcp_is_left_alone() {
        Client::member().holds(
            r##"> PRIVMSG #a :␁ACTION waves␁
                ? Say(Say { to: Group("#a"), kind: Action, text: "waves", tags: None })
                > PRIVMSG #a :␁ACTION waves
                ? Say(Say { to: Group("#a"), kind: Action, text: "waves", tags: None })
                > PRIVMSG #a :␁VERSION␁
                ? Say(Say { to: Group("#a"), kind: Text, text: "␁VERSION␁", tags: None })
                > PRIVMSG #a :␁ACTION ␁
                ? Say(Say { to: Group("#a"), kind: Text, text: "␁ACTION ␁", tags: None })
                > PRIVMSG #a :␁ACTIONS x␁
                ? Say(Say { to: Group("#a"), kind: Text, text: "␁ACTIONS x␁", tags: None })
                > NOTICE #a :␁ACTION waves␁
                ? Say(Say { to: Group("#a"), kind: Notice, text: "␁ACTION waves␁", tags: None })"##,
        );
    }

    #[test]
    fn typing_replies_and_reactions_go_on() {
        // IRCv3 client tags "typing", "reply" and "react".
        Client::member().with(Caps::MESSAGE_TAGS).holds(
            r##"> @+typing=active TAGMSG #a
                ? Say(Say { to: Group("#a"), kind: Tag, text: "", tags: Some("+typing=active") })
                > @+typing=done TAGMSG bob
                ? Say(Say { to: Member(Name("bob")), kind: Tag, text: "", tags: Some("+typing=done") })
                > @+draft/reply=x-7;+draft/react=👋 TAGMSG #a
                ? Say(Say { to: Group("#a"), kind: Reaction, text: "", tags: Some("+draft/reply=x-7;+draft/react=👋") })
                > @+reply=x-7;+draft/unreact=👋 TAGMSG #a
                ? Say(Say { to: Group("#a"), kind: Reaction, text: "", tags: Some("+reply=x-7;+draft/unreact=👋") })
                > @+x=y;+draft/persist TAGMSG #a
                ? Say(Say { to: Group("#a"), kind: Reaction, text: "", tags: Some("+x=y;+draft/persist") })
                > @+typing=active;+draft/persist TAGMSG #a
                ? Say(Say { to: Group("#a"), kind: Tag, text: "", tags: Some("+typing=active;+draft/persist") })
                > @+draft/reply=x-7;+reply=x-7 PRIVMSG #a :yes
                ? Say(Say { to: Group("#a"), kind: Text, text: "yes", tags: Some("+draft/reply=x-7;+reply=x-7") })
                > @+draft/react=a\s\:b;+draft/unreact= TAGMSG #a
                ? Say(Say { to: Group("#a"), kind: Tag, text: "", tags: Some("+draft/react=a\\s\\:b;+draft/unreact=") })"##,
        );
    }

    #[test]
    fn only_a_clients_own_tags_go_on() {
        Client::member().with(Caps::MESSAGE_TAGS).holds(
            r##"> @time=2000;+a=b\sc;label=1;+example.com/x;+;+a!=1;+typing=active PRIVMSG #a x
                ? Say(Say { to: Group("#a"), kind: Text, text: "x", tags: Some("+a=b\\sc;+example.com/x;+typing=active") })
                > @+a=1;+b;+a=2 TAGMSG bob
                ? Say(Say { to: Member(Name("bob")), kind: Tag, text: "", tags: Some("+b;+a=2") })
                > TAGMSG #a
                ? Say(Say { to: Group("#a"), kind: Tag, text: "", tags: None })
                > @+a TAGMSG
                < :irc.example 411 alice :No recipient given (TAGMSG)"##,
        );
        Client::member().holds(
            r##"> @+a=b PRIVMSG #a x
                ? Say(Say { to: Group("#a"), kind: Text, text: "x", tags: None })
                > @+a TAGMSG #a
                < :irc.example 421 alice TAGMSG :Unknown command"##,
        );
    }
}
