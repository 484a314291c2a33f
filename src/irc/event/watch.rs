//! Who of those somebody watches comes, goes and is here (IRCv3 monitor).

use crate::hub::event::Event;
use crate::hub::face::{Face, Who};
use crate::hub::name::Name;
use crate::irc::capability::Caps;
use crate::irc::event::{Source, View, encode};
use crate::irc::fit;
use crate::irc::message::Line;
use crate::irc::numeric::{
    ERR_MONLISTFULL, Numeric, RPL_ENDOFMONLIST, RPL_MONLIST, RPL_MONOFFLINE, RPL_MONONLINE,
};
use crate::irc::voice::Voice;
use crate::limits;

/// A watched name has a member now. Addressed to `*`, so that all who watch it are sent the same bytes.
pub(super) fn appeared(who: &Face, view: &View<'_>, out: &mut Vec<u8>) {
    everyone(view).numeric(out, RPL_MONONLINE).last(Source(who));
}

/// A watched name has none any more.
pub(super) fn vanished(name: &Name, view: &View<'_>, out: &mut Vec<u8>) {
    everyone(view).numeric(out, RPL_MONOFFLINE).last(name);
}

/// What is told of those one watches, in the form that it has for those who share a group with them, and only where that
/// was asked for (IRCv3 extended-monitor).
pub(super) fn from_afar(event: &Event, view: &View<'_>, out: &mut Vec<u8>) {
    // In its other form it would be as if the one had gone.
    let seems_gone = matches!(event, Event::Dressed { .. }) && !view.caps.contains(Caps::CHGHOST);
    if view.caps.contains(Caps::EXTENDED_MONITOR) && !seems_gone {
        let of_another = View {
            about_me: false,
            ..*view
        };
        encode(event, &of_another, out);
    }
}

fn everyone<'a>(view: &View<'a>) -> Voice<'a> {
    Voice {
        info: view.info,
        to: "*",
    }
}

/// The answer to `MONITOR +` and `MONITOR S`.
pub(super) fn presence(here: &[Who], gone: &[Name], view: &View<'_>, out: &mut Vec<u8>) {
    let here = here.iter().map(|who| Source(who).to_string());
    listed(RPL_MONONLINE, here, view, out);
    listed(RPL_MONOFFLINE, gone.iter().map(Name::to_string), view, out);
}

/// The answer to `MONITOR L`.
pub(super) fn watched(names: &[Name], view: &View<'_>, out: &mut Vec<u8>) {
    listed(RPL_MONLIST, names.iter().map(Name::to_string), view, out);
    view.voice().plain(out, RPL_ENDOFMONLIST);
}

/// What was left out of a `MONITOR +`: in as many lines as it takes, since each repeats names as they came.
pub(super) fn full(left_out: &[Name], view: &View<'_>, out: &mut Vec<u8>) {
    fn begin<'o>(view: &View<'_>, out: &'o mut Vec<u8>) -> Line<'o> {
        let line = view.voice().numeric(out, ERR_MONLISTFULL);
        line.arg(limits::WATCHED)
    }
    let room = fit::room(|out| begin(view, out)).saturating_sub(ERR_MONLISTFULL.text.len() + 1);
    for names in fit::joined(left_out.iter().map(Name::as_str), room, ',') {
        begin(view, out).arg(names).last(ERR_MONLISTFULL.text);
    }
}

/// Lines with a list in each; none for an empty one.
fn listed(
    numeric: Numeric,
    words: impl ExactSizeIterator<Item = String>,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    if words.len() == 0 {
        return;
    }
    let room = fit::room(|out| view.voice().numeric(out, numeric));
    for entry in fit::joined(words, room, ',') {
        view.voice().numeric(out, numeric).last(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::event::Reply;
    use crate::hub::refusal::Refusal;
    use crate::irc::testing::{heard, name, who};

    #[test]
    fn coming_and_going() {
        let told = |event: Event| heard(&event, Caps::NONE, false);
        assert_eq!(
            told(Event::Appeared(who("bob", 2))),
            [":irc.example 730 * :bob!b@10.0.0.2"]
        );
        assert_eq!(
            told(Event::Vanished(name("bob"))),
            [":irc.example 731 * :bob"]
        );
        let reply = |reply| told(Event::Reply(reply));
        assert_eq!(
            reply(Reply::Presence(
                vec![who("bob", 2), who("carol", 3)],
                vec![name("dave"), name("eve")]
            )),
            [
                ":irc.example 730 alice :bob!b@10.0.0.2,carol!c@10.0.0.3",
                ":irc.example 731 alice :dave,eve"
            ]
        );
        assert_eq!(
            reply(Reply::Presence(Vec::new(), Vec::new())),
            Vec::<String>::new()
        );
        assert_eq!(
            reply(Reply::Watched(vec![name("bob"), name("Eve")])),
            [
                ":irc.example 732 alice :bob,Eve",
                ":irc.example 733 alice :End of MONITOR list"
            ]
        );
        assert_eq!(
            reply(Reply::Watched(Vec::new())),
            [":irc.example 733 alice :End of MONITOR list"]
        );
        assert_eq!(
            told(Event::Refused(Refusal::WatchesTooMany(vec![
                name("bob"),
                name("eve")
            ]))),
            [":irc.example 734 alice 100 bob,eve :Monitor list is full"]
        );
    }

    #[test]
    fn a_long_list_fills_lines_and_loses_nobody() {
        let names: Vec<Name> = (0..100)
            .map(|n| name(&format!("{}{n}", "n".repeat(29))))
            .collect();
        for (event, numeric) in [
            (Event::Reply(Reply::Watched(names.clone())), " 732 "),
            (
                Event::Refused(Refusal::WatchesTooMany(names.clone())),
                " 734 ",
            ),
        ] {
            let lines = heard(&event, Caps::NONE, false);
            assert!(lines.iter().all(|line| line.len() <= 510), "{lines:#?}");
            let lines: Vec<_> = lines.iter().filter(|l| l.contains(numeric)).collect();
            let all = lines.iter().flat_map(|l| l.split([' ', ',', ':']));
            let all = all.filter(|word| word.starts_with("nnn")).count();
            assert_eq!((all, lines.len() > 6), (100, true), "{lines:#?}");
        }
    }
}
