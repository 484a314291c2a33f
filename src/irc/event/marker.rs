//! How far one has read (IRCv3 read-marker).

use crate::calendar;
use crate::hub::refusal::Refusal;
use crate::hub::request::Target;
use crate::irc::event::{View, history};
use crate::irc::message::Line;
use crate::irc::voice;

/// Writes up to which moment the reader has read ("`MARKREAD` server command").
pub(super) fn read(of: &str, unix_ms: Option<u64>, view: &View<'_>, out: &mut Vec<u8>) {
    let line = Line::from(out, "", &view.info.server_name, "MARKREAD").arg(of);
    match unix_ms {
        Some(ms) => line
            .arg(format_args!("timestamp={}", calendar::rfc3339(ms)))
            .end(),
        None => line.arg("*").end(),
    }
}

/// Writes that there is nothing there that the asker could read ("Errors and Warnings").
pub(super) fn refused(of: &Target, why: &Refusal, view: &View<'_>, out: &mut Vec<u8>) {
    Line::from(out, "", &view.info.server_name, "FAIL")
        .arg("MARKREAD")
        .arg("INVALID_PARAMS")
        .arg(voice::clip(&history::word(of)))
        .last(why);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::event::{Entered, Event, Heard, Reply};
    use crate::irc::capability::Caps;
    use crate::irc::testing::{group, heard, who};

    #[test]
    fn the_marker_is_told_when_asked_for_and_on_entering() {
        for (of, ms, want) in [
            (Heard::Group(group("#a")), None, "#a *"),
            (
                Heard::Member(who("bob", 2)),
                Some(5),
                "bob timestamp=1970-01-01T00:00:00.005Z",
            ),
        ] {
            let event = Event::Reply(Reply::Read(of, ms));
            let want = format!(":irc.example MARKREAD {want}");
            assert_eq!(heard(&event, Caps::READ_MARKER, false), [want]);
        }
        let entered = Event::Entered(Box::new(Entered {
            group: group("#a"),
            topic: None,
            secret: false,
            read: Some(5),
            present: Vec::new(),
        }));
        let with = heard(&entered, Caps::READ_MARKER, true);
        assert_eq!(
            with[0],
            ":irc.example MARKREAD #a timestamp=1970-01-01T00:00:00.005Z"
        );
        assert_eq!(with[1..], heard(&entered, Caps::NONE, true));
    }

    #[test]
    fn what_cannot_be_read_cannot_be_marked() {
        let of = Target::Group(group("#a"));
        let why = Refusal::NotInGroup(group("#a"));
        let event = Event::Refused(Refusal::CannotMark(Box::new((of, why))));
        assert_eq!(
            heard(&event, Caps::READ_MARKER, false),
            [":irc.example FAIL MARKREAD INVALID_PARAMS #a :You are not in #a."]
        );
    }
}
