//! What was taken back (IRCv3 message-redaction).

use crate::hub::event::Redacted;
use crate::hub::refusal::Refusal;
use crate::hub::request::{Kind, Redaction};
use crate::irc::capability::Caps;
use crate::irc::event::{Source, View, history};
use crate::irc::message::Line;
use crate::irc::msgid::MsgId;
use crate::irc::voice::clip;

/// Which capabilities change how it is written.
pub(super) const RELEVANT: Caps = Caps::SERVER_TIME
    .with(Caps::MESSAGE_TAGS)
    .with(Caps::REDACTION);

/// Writes that a message was taken back ("Command"); in words where the command is not understood ("Fallback"), for
/// whoever reads there still has the message before its eyes. Reactions are not worth words.
pub(super) fn redacted(what: &Redacted, view: &View<'_>, out: &mut Vec<u8>) {
    let to = what.to.name();
    if !view.caps.contains(Caps::REDACTION) {
        if matches!(what.kind, Kind::Text | Kind::Action | Kind::Notice) {
            Line::from(out, &view.tags(), &view.info.server_name, "NOTICE")
                .arg(to)
                .last(in_words(what, view));
        }
        return;
    }
    let mut tags = view.tags_of(&what.by);
    if view.caps.contains(Caps::MESSAGE_TAGS) {
        let semicolon = if tags.is_empty() { "" } else { ";" };
        tags.push_str(&format!(
            "{semicolon}msgid={}",
            MsgId::new(view.info, what.id)
        ));
    }
    let line = Line::from(out, &tags, Source(&what.by), "REDACT")
        .arg(to)
        .arg(MsgId::new(view.info, what.words));
    match &what.reason {
        Some(reason) => line.last(reason),
        None => line.end(),
    }
}

/// `bob took back what it said 5 minutes ago: reason`. How long ago is true in every time zone.
fn in_words(what: &Redacted, view: &View<'_>) -> String {
    let Redacted { by, of, .. } = what;
    let whose = match by.id == of.id {
        true => "it",
        false => of.name.as_str(),
    };
    let s = view.now.unix_ms.saturating_sub(what.said_unix_ms) / 1000;
    let (count, unit) = match s {
        0..60 => (s, "second"),
        60..3600 => (s / 60, "minute"),
        3600..86400 => (s / 3600, "hour"),
        _ => (s / 86400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    let why = what.reason.as_ref().map(|reason| format!(": {reason}"));
    let why = why.unwrap_or_default();
    format!(
        "{} took back what {whose} said {count} {unit}{plural} ago{why}",
        by.name
    )
}

/// Writes that a message is not taken back ("Errors").
pub(super) fn refused(wish: &Redaction, why: &Refusal, view: &View<'_>, out: &mut Vec<u8>) {
    let code = match why {
        Refusal::NoSuchMessage => "UNKNOWN_MSGID",
        Refusal::NotYourWords => "REDACT_FORBIDDEN",
        _ => "INVALID_TARGET",
    };
    let of = history::word(&wish.of);
    let line = Line::from(out, "", &view.info.server_name, "FAIL")
        .arg("REDACT")
        .arg(code)
        .arg(clip(&of));
    let line = match code {
        "INVALID_TARGET" => line,
        _ => line.arg(clip(wish.called.as_str())),
    };
    line.last(format_args!("Nothing was taken back: {why}"));
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::hub::event::{Event, Heard};
    use crate::hub::id::MessageId;
    use crate::hub::request::{MemberRef, Target};
    use crate::irc::testing::{NOW, group, heard, name, text, who};

    fn taken_back(by: &str, reason: Option<&str>, ago_ms: u64) -> Redacted {
        let by = who(by, if by == "bob" { 2 } else { 3 });
        Redacted {
            id: MessageId::new(9),
            by,
            to: Heard::Group(group("#lobby")),
            words: MessageId::new(7),
            kind: Kind::Text,
            of: who("bob", 2),
            said_unix_ms: NOW.unix_ms - ago_ms,
            reason: reason.map(text),
        }
    }

    #[test]
    fn it_is_told_by_the_id_of_the_message() {
        let event = Event::Redacted(Rc::new(taken_back("bob", None, 0)));
        let want = ":bob!b@10.0.0.2 REDACT #lobby 0-7";
        assert_eq!(heard(&event, Caps::REDACTION, false), [want]);
        // It is told to whoever took it back, too, even without an echo: it need not have been granted.
        assert_eq!(heard(&event, Caps::REDACTION, true), [want]);
        let caps = Caps::REDACTION | Caps::MESSAGE_TAGS | Caps::SERVER_TIME;
        let event = Event::Redacted(Rc::new(taken_back("alice", Some("spam, again"), 0)));
        assert_eq!(
            heard(&event, caps, false),
            [
                "@time=2026-01-31T23:59:59.999Z;msgid=0-9 :alice!a@10.0.0.3 REDACT #lobby 0-7 :spam, again"
            ]
        );
        let to_carol = Redacted {
            to: Heard::Member(who("carol", 4)),
            ..taken_back("bob", None, 0)
        };
        assert_eq!(
            heard(&Event::Redacted(Rc::new(to_carol)), Caps::REDACTION, false),
            [":bob!b@10.0.0.2 REDACT carol 0-7"]
        );
    }

    #[test]
    fn who_does_not_know_of_it_is_told_in_words() {
        for (what, want) in [
            (
                taken_back("bob", None, 999),
                "bob took back what it said 0 seconds ago",
            ),
            (
                taken_back("bob", None, 61_000),
                "bob took back what it said 1 minute ago",
            ),
            (
                taken_back("alice", Some("spam"), 7_200_000),
                "alice took back what bob said 2 hours ago: spam",
            ),
            (
                taken_back("bob", None, 300_000_000),
                "bob took back what it said 3 days ago",
            ),
        ] {
            let want = format!(":irc.example NOTICE #lobby :{want}");
            assert_eq!(
                heard(&Event::Redacted(Rc::new(what)), Caps::NONE, false),
                [want]
            );
        }
        let reaction = Redacted {
            kind: Kind::Reaction,
            ..taken_back("bob", None, 0)
        };
        let reaction = Event::Redacted(Rc::new(reaction));
        assert_eq!(heard(&reaction, Caps::NONE, false), [""; 0]);
        assert_eq!(heard(&reaction, Caps::REDACTION, false).len(), 1);
    }

    #[test]
    fn every_refusal_has_its_code() {
        let lobby = || Target::Group(group("#lobby"));
        for (of, why, want) in [
            (
                lobby(),
                Refusal::NotInGroup(group("#lobby")),
                "INVALID_TARGET #lobby :Nothing was taken back: You are not in #lobby.",
            ),
            (
                lobby(),
                Refusal::NoSuchMessage,
                "UNKNOWN_MSGID #lobby 0-7 :Nothing was taken back: There is no such message, or it was said too long ago.",
            ),
            (
                Target::Member(MemberRef::Name(name("bob"))),
                Refusal::NotYourWords,
                "REDACT_FORBIDDEN bob 0-7 :Nothing was taken back: Only its author and operators may take that back.",
            ),
        ] {
            let wish = Redaction {
                of,
                id: None,
                called: text("0-7"),
                reason: None,
            };
            let event = Event::Refused(Refusal::CannotRedact(Box::new((wish, why))));
            assert_eq!(
                heard(&event, Caps::REDACTION, false),
                [format!(":irc.example FAIL REDACT {want}")]
            );
        }
    }
}
