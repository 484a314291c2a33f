//! A group with another name (IRCv3 channel-rename): `RENAME` for those who know of it; the others leave one group and
//! enter another.

use crate::hub::event::Entered;
use crate::hub::face::{Face, Who};
use crate::hub::name::GroupName;
use crate::hub::refusal::Refusal;
use crate::hub::text::Text;
use crate::irc::capability::Caps;
use crate::irc::event::{View, marker, news, reply};
use crate::irc::message::Line;
use crate::irc::voice::{Voice, clip};

/// Those with one of these read `FAIL`.
pub(super) const STANDARD: Caps = Caps::CHANNEL_RENAME.with(Caps::STANDARD_REPLIES);

/// `RENAME <was> <now> :<reason>`, the reason always there ("Messages").
pub(super) fn renamed(
    by: &Face,
    was: &GroupName,
    now: &GroupName,
    reason: Option<&Text>,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    if view.caps.contains(Caps::CHANNEL_RENAME) {
        view.does(out, by, "RENAME")
            .arg(was)
            .arg(now)
            .last(reason.map_or("", Text::as_str));
    }
}

/// The same to one who knows of no renaming: it leaves and enters ("Fallback"). Another case of the letters is no other
/// name.
pub(super) fn moved(
    who: &Who,
    was: &GroupName,
    now: &GroupName,
    reason: Option<&Text>,
    read: Option<u64>,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    if view.caps.contains(Caps::CHANNEL_RENAME) || was == now {
        return;
    }
    // What it is told of others who come is not for one's own coming.
    let view = &View {
        about_me: true,
        ..*view
    };
    news::left(who, was, reason, view, out);
    news::joined(who, now, 0, view, out);
    if view.caps.contains(Caps::READ_MARKER) {
        marker::read(now.as_str(), read, view, out);
    }
}

/// What follows its JOIN. It is addressed to `*`, so that it is written once for a whole group and not once for each.
pub(super) fn surroundings(found: &Entered, view: &View<'_>, out: &mut Vec<u8>) {
    if !view.caps.contains(Caps::CHANNEL_RENAME) {
        let everyone = View { to: "*", ..*view };
        reply::surroundings(found, &everyone, out);
    }
}

/// Why a group keeps its name ("Errors"). `false` where that is no matter of renaming.
pub(super) fn refused(refusal: &Refusal, view: &View<'_>, out: &mut Vec<u8>) -> bool {
    let (code, names) = match refusal {
        Refusal::GroupNameInUse(names) => ("CHANNEL_NAME_IN_USE", names),
        Refusal::LobbyStays(names) => ("CANNOT_RENAME", names),
        _ => return false,
    };
    let names = (names.0.as_str(), names.1.as_str());
    fail(view.voice(), view.caps, code, names, refusal, out);
    true
}

/// Writes that a group keeps its name; in words alone to those who do not read `FAIL`.
pub(in crate::irc) fn fail(
    voice: Voice<'_>,
    caps: Caps,
    code: &str,
    (was, now): (&str, &str),
    why: impl std::fmt::Display,
    out: &mut Vec<u8>,
) {
    if !caps.meets(STANDARD) {
        return voice.notice(out, why);
    }
    // What could not be a parameter in the middle of a line is not repeated.
    let fits = !now.is_empty() && !now.starts_with(':') && !now.contains(' ');
    Line::from(out, "", &voice.info.server_name, "FAIL")
        .arg("RENAME")
        .arg(code)
        .arg(clip(was))
        .arg(if fits { clip(now) } else { "*" })
        .last(why);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::event::{Event, Present, Topic};
    use crate::hub::mode::Ranks;
    use crate::irc::testing::{group, heard, text, who};

    fn moved(to: &str, reason: Option<&str>) -> Event {
        Event::Moved {
            who: who("bob", 2),
            was: group("#a"),
            now: group(to),
            reason: reason.map(text),
            read: None,
        }
    }

    #[test]
    fn those_who_know_of_renaming_hear_one_line() {
        let renamed = |reason: Option<&str>| Event::GroupRenamed {
            by: who("bob", 2),
            was: group("#a"),
            now: group("#b"),
            reason: reason.map(text),
        };
        let caps = Caps::CHANNEL_RENAME;
        for about_me in [false, true] {
            assert_eq!(
                heard(&renamed(Some("typo")), caps, about_me),
                [":bob!b@10.0.0.2 RENAME #a #b :typo"]
            );
            assert_eq!(
                heard(&renamed(None), caps, about_me),
                [":bob!b@10.0.0.2 RENAME #a #b :"]
            );
            assert_eq!(heard(&renamed(None), Caps::NONE, about_me), [""; 0]);
        }
        assert_eq!(heard(&moved("#b", None), caps, true), [""; 0]);
    }

    #[test]
    fn the_others_leave_and_enter() {
        let told = |event: &Event, caps| heard(event, caps, true);
        assert_eq!(
            told(&moved("#b", Some("typo")), Caps::NONE),
            [":bob!b@10.0.0.2 PART #a :typo", ":bob!b@10.0.0.2 JOIN #b"]
        );
        assert_eq!(
            told(
                &moved("#b", None),
                Caps::EXTENDED_JOIN | Caps::READ_MARKER | Caps::MEMBERS
            ),
            [
                ":bob!b@10.0.0.2 PART #a",
                ":bob!b@10.0.0.2 JOIN #b * :bob the 2",
                ":irc.example MARKREAD #b *",
            ]
        );
        assert_eq!(told(&moved("#A", Some("x")), Caps::NONE), [""; 0]);
        let found = Event::Surroundings(Box::new(Entered {
            group: group("#b"),
            topic: Some(Topic {
                text: text("on ships"),
                by: who("bob", 2),
                unix_ms: 1_500,
            }),
            read: Some(5),
            secret: false,
            present: vec![Present {
                who: who("bob", 2),
                ranks: Ranks::OPERATOR,
            }],
        }));
        let topic = [
            ":irc.example 332 * #b :on ships",
            ":irc.example 333 * #b bob!b@10.0.0.2 1",
        ];
        let names = [
            ":irc.example 353 * = #b :@bob",
            ":irc.example 366 * #b :End of NAMES list",
        ];
        assert_eq!(told(&found, Caps::READ_MARKER), [topic, names].concat());
        assert_eq!(told(&found, Caps::NO_IMPLICIT_NAMES), topic);
        assert_eq!(told(&found, Caps::CHANNEL_RENAME), [""; 0]);
    }

    #[test]
    fn refusals_name_both() {
        let names = || Box::new((group("#a"), group("#b")));
        let told = |refusal, caps| heard(&Event::Refused(refusal), caps, false);
        for caps in [Caps::CHANNEL_RENAME, Caps::STANDARD_REPLIES] {
            assert_eq!(
                told(Refusal::GroupNameInUse(names()), caps),
                [
                    ":irc.example FAIL RENAME CHANNEL_NAME_IN_USE #a #b :#a cannot be called #b: there is such a group already."
                ]
            );
        }
        assert_eq!(
            told(Refusal::LobbyStays(names()), Caps::CHANNEL_RENAME),
            [
                ":irc.example FAIL RENAME CANNOT_RENAME #a #b :#a keeps its name: everyone who comes here is put there."
            ]
        );
        assert_eq!(
            told(Refusal::GroupNameInUse(names()), Caps::NONE),
            [":irc.example NOTICE alice :#a cannot be called #b: there is such a group already."]
        );
    }
}
