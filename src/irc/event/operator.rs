//! What operators of the server do to members, and what they are told: CHGHOST, and who is one.

use crate::hub::event::Reply;
use crate::hub::face::Face;
use crate::hub::mode::{Change, RANKS, Ranks};
use crate::hub::name::GroupName;
use crate::hub::text::Text;
use crate::irc::capability::Caps;
use crate::irc::event::{View, mode, news};
use crate::irc::numeric::{RPL_HOSTHIDDEN, RPL_REHASHING, RPL_STATSOLINE, RPL_YOUREOPER};
use crate::irc::voice::Voice;

/// What changes how it is written that somebody is in a group as before: all that changes a `JOIN` and what follows it.
pub(super) const STILL_IN: Caps = Caps::SERVER_TIME
    .with(Caps::CHGHOST)
    .with(Caps::EXTENDED_JOIN)
    .with(Caps::MEMBERS)
    .with(Caps::AWAY_NOTIFY);

/// IRCv3 chghost. Others who do not know of it see a `QUIT`, and [`still_in`] after it ("Fallback when the `chghost`
/// capability has not been negotiated"); the member itself is told how it is seen now.
pub(super) fn dressed(was: &Face, now: &Face, view: &View<'_>, out: &mut Vec<u8>) {
    let host = now.address.host();
    if view.caps.contains(Caps::CHGHOST) {
        view.does(out, was, "CHGHOST")
            .arg(&now.user)
            .arg(host)
            .end();
    } else if view.about_me {
        let to = now.name.as_str();
        let voice = Voice { to, ..view.voice() };
        voice
            .numeric(out, RPL_HOSTHIDDEN)
            .arg(host)
            .last(RPL_HOSTHIDDEN.text);
    } else {
        view.does(out, was, "QUIT").last("Changing host");
    }
}

/// The rest of what takes the place of `CHGHOST`: `JOIN`, `MODE` for the ranks, and `AWAY` where that is asked for.
pub(super) fn still_in(
    who: &Face,
    group: &GroupName,
    (listen, ranks): (u16, Ranks),
    away: Option<&Text>,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    if view.caps.contains(Caps::CHGHOST) {
        return;
    }
    news::joined(who, group, listen, view, out);
    let changes: Vec<Change> = RANKS
        .iter()
        .filter(|(rank, _, _)| ranks.contains(*rank))
        .map(|&(_, letter, _)| Change {
            on: true,
            letter,
            param: Some(who.name.as_str().into()),
        })
        .collect();
    if !changes.is_empty() {
        mode::by_server(group, &changes, view, out);
    }
    if away.is_some() {
        news::away(who, away, view, out);
    }
}

/// `381`, `382` and `243`.
pub(super) fn answer(reply: &Reply, view: &View<'_>, out: &mut Vec<u8>) {
    let voice = view.voice();
    match reply {
        Reply::Operator => voice.plain(out, RPL_YOUREOPER),
        Reply::Reloading => voice.about(out, RPL_REHASHING, "files"),
        Reply::Operators(operators) => {
            for (who, name) in operators {
                voice
                    .numeric(out, RPL_STATSOLINE)
                    .arg("O")
                    .arg(super::Source(who))
                    .arg("*")
                    .arg(name)
                    .end();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::event::Event;
    use crate::hub::face::Address;
    use crate::irc::testing::{group, heard, text, who};
    use std::rc::Rc;

    fn dressed() -> Event {
        let was = who("bob", 2);
        let now = Rc::new(Face {
            user: "b2".into(),
            address: Address::Hidden("staff.example".into()),
            ..(*was).clone()
        });
        Event::Dressed { was, now }
    }

    fn still_in(ranks: Ranks, away: Option<&str>) -> Event {
        Event::StillIn {
            who: who("bob", 2),
            group: group("#a"),
            listen: 7000,
            ranks,
            away: away.map(text),
        }
    }

    #[test]
    fn another_host_is_told_in_one_line_or_as_leaving_and_coming() {
        let told = ":bob!b@10.0.0.2 CHGHOST b2 staff.example";
        for about_me in [false, true] {
            assert_eq!(heard(&dressed(), Caps::CHGHOST, about_me), [told]);
        }
        assert_eq!(
            heard(&dressed(), Caps::NONE, false),
            [":bob!b@10.0.0.2 QUIT :Changing host"]
        );
        assert_eq!(
            heard(&dressed(), Caps::NONE, true),
            [":irc.example 396 bob staff.example :is now your displayed host"]
        );
        let operator = Ranks::OPERATOR.set(Ranks::VOICE, true);
        assert_eq!(
            heard(
                &still_in(operator, Some("at lunch")),
                Caps::AWAY_NOTIFY,
                false
            ),
            [
                ":bob!b@10.0.0.2 JOIN #a",
                ":irc.example MODE #a +ov bob bob",
                ":bob!b@10.0.0.2 AWAY :at lunch",
            ]
        );
        assert_eq!(
            heard(
                &still_in(Ranks::NONE, Some("at lunch")),
                Caps::EXTENDED_JOIN,
                false
            ),
            [":bob!b@10.0.0.2 JOIN #a * :bob the 2"]
        );
        let every = STILL_IN;
        assert_eq!(heard(&still_in(operator, Some("x")), every, false), [""; 0]);
    }

    #[test]
    fn operators_are_listed_with_the_names_they_took() {
        let reply = Reply::Operators(vec![(who("bob", 2), text("root"))]);
        assert_eq!(
            heard(&Event::Reply(reply), Caps::NONE, false),
            [":irc.example 243 alice O bob!b@10.0.0.2 * root"]
        );
        let reply = Reply::Reloading;
        assert_eq!(
            heard(&Event::Reply(reply), Caps::NONE, false),
            [":irc.example 382 alice files :Rehashing"]
        );
    }

    #[test]
    fn words_to_all_are_said_by_the_operator() {
        let event = Event::Announced {
            by: who("bob", 2),
            text: text("back soon"),
        };
        assert_eq!(
            heard(&event, Caps::NONE, false),
            [":bob!b@10.0.0.2 WALLOPS :back soon"]
        );
    }
}
