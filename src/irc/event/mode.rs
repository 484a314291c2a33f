//! Modes on the wire: MODE, and what answers it.

use crate::hub::event::Listed;
use crate::hub::face::Face;
use crate::hub::mode::{Change, List, Shown};
use crate::hub::name::GroupName;
use crate::irc::event::{Source, View};
use crate::irc::fit;
use crate::irc::message::Line;
use crate::irc::numeric::{
    Numeric, RPL_BANLIST, RPL_CHANNELMODEIS, RPL_CREATIONTIME, RPL_ENDOFBANLIST,
    RPL_ENDOFEXCEPTLIST, RPL_ENDOFINVEXLIST, RPL_EXCEPTLIST, RPL_INVEXLIST, RPL_UMODEIS,
};

/// Modern IRC, MODE: what somebody changed in a group, in as many lines as that needs. Its number stands on the first alone,
/// for no two lines may have the same (IRCv3 message-ids, "Format").
pub(super) fn changed(
    by: &Face,
    group: &GroupName,
    changes: &[Change],
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    let source = Source(by).to_string();
    let room = fit::room(|out| Line::from(out, "", &source, "MODE").arg(group));
    let mut view = *view;
    let mut rest = changes;
    while !rest.is_empty() {
        let (now, later) = rest.split_at(fitting(rest, room));
        let line = Line::from(out, &view.tags_of(by), &source, "MODE").arg(group);
        write(line, now);
        rest = later;
        view.id = None;
    }
}

/// Modern IRC, MODE: the same by the server itself, in one line.
pub(super) fn by_server(group: &GroupName, changes: &[Change], view: &View<'_>, out: &mut Vec<u8>) {
    let server = &view.info.server_name;
    write(
        Line::from(out, &view.tags(), server, "MODE").arg(group),
        changes,
    );
}

/// How many changes fit, one at least.
fn fitting(changes: &[Change], room: usize) -> usize {
    // A letter, a sign, and a space before the parameter; the colon that `room` counts is not needed.
    let cost = |change: &Change| 2 + change.param.as_ref().map_or(0, |param| param.len() + 1);
    let mut used = 0;
    let fits = changes.iter().take_while(|change| {
        used += cost(change);
        used <= room
    });
    fits.count().max(1)
}

fn write(line: Line<'_>, changes: &[Change]) {
    let shown = Shown(changes);
    shown
        .params()
        .fold(line.arg(shown.letters()), Line::arg)
        .end();
}

/// Modern IRC, MODE: what a member set for itself.
pub(super) fn own(who: &Face, changes: &[Change], view: &View<'_>, out: &mut Vec<u8>) {
    write(view.does(out, who, "MODE").arg(&who.name), changes);
}

/// `221`
pub(super) fn own_set(set: &[Change], view: &View<'_>, out: &mut Vec<u8>) {
    write(view.voice().numeric(out, RPL_UMODEIS), set);
}

/// `324` and `329`
pub(super) fn set(
    group: &GroupName,
    set: &[Change],
    founded: u64,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    write(view.voice().numeric(out, RPL_CHANNELMODEIS).arg(group), set);
    view.voice()
        .numeric(out, RPL_CREATIONTIME)
        .arg(group)
        .arg(founded / 1000)
        .end();
}

/// `367` `368`, `348` `349`, `346` `347`
pub(super) fn list(
    group: &GroupName,
    list: List,
    masks: &[Listed],
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    let (one, end): (Numeric, Numeric) = match list {
        List::Bans => (RPL_BANLIST, RPL_ENDOFBANLIST),
        List::Exceptions => (RPL_EXCEPTLIST, RPL_ENDOFEXCEPTLIST),
        List::Invitations => (RPL_INVEXLIST, RPL_ENDOFINVEXLIST),
    };
    for entry in masks {
        view.voice()
            .numeric(out, one)
            .arg(group)
            .arg(&entry.mask)
            .arg(&entry.by)
            .arg(entry.unix_ms / 1000)
            .end();
    }
    view.voice().about(out, end, group.as_str());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::event::{Event, Reply};
    use crate::irc::capability::Caps;
    use crate::irc::testing::{group, heard, name, who};

    fn change(on: bool, letter: char, param: Option<&str>) -> Change {
        Change {
            on,
            letter,
            param: param.map(Into::into),
        }
    }

    fn told(reply: Reply) -> Vec<String> {
        heard(&Event::Reply(reply), Caps::NONE, false)
    }

    #[test]
    fn changes_are_told_in_one_line() {
        let modes = |changes: Vec<Change>| Event::Modes {
            by: who("bob", 2),
            group: group("#a"),
            changes: changes.into(),
        };
        let event = modes(vec![
            change(true, 'o', Some("carol")),
            change(true, 'm', None),
            change(false, 'k', Some("*")),
        ]);
        assert_eq!(
            heard(&event, Caps::NONE, false),
            [":bob!b@10.0.0.2 MODE #a +om-k carol *"]
        );
        let got = heard(&event, Caps::SERVER_TIME, true);
        assert_eq!(
            got,
            ["@time=2026-01-31T23:59:59.999Z :bob!b@10.0.0.2 MODE #a +om-k carol *"]
        );
        // Too many for one.
        let mask = |n: usize| format!("{n}{}!*@*", "x".repeat(120));
        let many: Vec<Change> = (0..8).map(|n| change(true, 'b', Some(&mask(n)))).collect();
        let got = heard(&modes(many), Caps::NONE, false);
        assert!(
            got.len() > 1 && got.iter().all(|line| line.len() <= 510),
            "{got:#?}"
        );
        for n in 0..8 {
            assert_eq!(got.iter().filter(|line| line.contains(&mask(n))).count(), 1);
        }
        assert!(got[0].contains(" MODE #a +bbb 0xxx"), "{got:#?}");
    }

    #[test]
    fn what_is_set_is_told() {
        let set = vec![
            change(true, 'k', Some("s3cret")),
            change(true, 'n', None),
            change(true, 't', None),
        ];
        assert_eq!(
            told(Reply::Modes(group("#a"), set, 1_769_903_999_999)),
            [
                ":irc.example 324 alice #a +knt s3cret",
                ":irc.example 329 alice #a 1769903999"
            ]
        );
        assert_eq!(
            told(Reply::Modes(group("#a"), Vec::new(), 0))[0],
            ":irc.example 324 alice #a +"
        );
        assert_eq!(
            told(Reply::UserModes(Vec::new())),
            [":irc.example 221 alice +"]
        );
        assert_eq!(
            told(Reply::UserModes(vec![
                change(true, 'B', None),
                change(true, 'i', None)
            ])),
            [":irc.example 221 alice +Bi"]
        );
        let own = Event::UserModes {
            who: who("alice", 1),
            changes: vec![change(true, 'i', None), change(false, 'w', None)].into(),
        };
        assert_eq!(
            heard(&own, Caps::NONE, true),
            [":alice!a@10.0.0.1 MODE alice +i-w"]
        );
    }

    #[test]
    fn lists_are_told_with_their_ends() {
        let masks = || {
            vec![Listed {
                mask: "x!*@*".into(),
                by: name("bob"),
                unix_ms: 5_500,
            }]
        };
        for (list, one, end, text) in [
            (List::Bans, 367, 368, "End of channel ban list"),
            (List::Exceptions, 348, 349, "End of channel exception list"),
            (
                List::Invitations,
                346,
                347,
                "End of channel invite exception list",
            ),
        ] {
            assert_eq!(
                told(Reply::Masks(group("#a"), list, masks())),
                [
                    format!(":irc.example {one} alice #a x!*@* bob 5"),
                    format!(":irc.example {end} alice #a :{text}"),
                ]
            );
        }
    }
}
