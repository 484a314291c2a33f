//! Words on the wire: PRIVMSG, NOTICE, TAGMSG.

use std::fmt::Write as _;

use crate::hub::event::{Heard, Spoken};
use crate::hub::request::Kind;
use crate::irc::batch::{self, Reference};
use crate::irc::capability::Caps;
use crate::irc::event::{Source, View};
use crate::irc::fit;
use crate::irc::message::{Head, Line};
use crate::irc::msgid::MsgId;
use crate::irc::multiline::{self, IN_BATCH};

/// Which capabilities change how words are written, beside those of [`together`].
pub(super) const RELEVANT: Caps = Caps::SERVER_TIME
    .with(Caps::ECHO_MESSAGE)
    .with(Caps::MESSAGE_TAGS);

/// Which capabilities change how these words are written, but only together.
pub(super) fn together(words: &Spoken) -> Caps {
    match words.text.single() {
        Some(_) => Caps::NONE,
        None => IN_BATCH,
    }
}

/// Writes words, in several lines where one cannot hold them: a plain line may be eight times as long as an IRC line, and
/// even an IRC client's own line grows by its source. The pieces put together are the text. Words of several lines come as
/// they were sent: as one batch where that is understood (IRCv3 multiline), else line by line. The message's id stands on
/// the first line alone, for no two may have the same (IRCv3 message-ids, "Format").
pub(super) fn said(to: &Heard, words: &Spoken, view: &View<'_>, out: &mut Vec<u8>) {
    let from = &words.from;
    if view.about_me && !view.caps.contains(Caps::ECHO_MESSAGE) {
        return;
    }
    let target = match to {
        Heard::Ranked(rank, group) => &format!("{}{group}", rank.sign()),
        Heard::Group(_) | Heard::Member(_) => to.name(),
    };
    let (command, before, after) = match words.kind {
        Kind::Text => ("PRIVMSG", "", ""),
        Kind::Action => ("PRIVMSG", "\u{1}ACTION ", "\u{1}"),
        Kind::Notice => ("NOTICE", "", ""),
        Kind::Tag | Kind::Reaction => {
            if view.caps.contains(Caps::MESSAGE_TAGS) {
                Line::from(out, &tags(words, true, view), Source(from), "TAGMSG")
                    .arg(target)
                    .end();
            }
            return;
        }
    };
    let head = Head::new(|out| Source(from).put(out), command, target);
    let room = head.room.saturating_sub(before.len() + after.len());
    if view.caps.contains(IN_BATCH) && words.text.single().is_none() {
        let reference = Reference::message(words.id);
        let tags = tags(words, true, view);
        let source = Source(from).to_string();
        batch::open(out, &source, &tags, reference, multiline::BATCH, &[target]);
        for piece in words.text.pieces() {
            let mut glued = piece.glued;
            for part in fit::pieces(piece.text, room) {
                let concat = if glued { multiline::CONCAT } else { "" };
                let semicolon = if glued { ";" } else { "" };
                let tags = format!("batch={reference}{semicolon}{concat}");
                Line::with_head(out, &tags, &head).last_of(&[part]);
                glued = true;
            }
        }
        return batch::close(out, &view.info.server_name, reference);
    }
    let mut first = true;
    // A blank line would be no message at all (IRCv3 multiline, "Fallback").
    let said = words.text.pieces().filter(|piece| !piece.text.is_empty());
    for part in said.flat_map(|piece| fit::pieces(piece.text, room)) {
        Line::with_head(out, &tags(words, first, view), &head).last_of(&[before, part, after]);
        first = false;
    }
}

/// The server's tags, and on the first line `msgid` and the client's own (IRCv3 message-tags, "Client-only tags"). On the
/// others they could be made to be a hundred times what was sent.
fn tags(words: &Spoken, first: bool, view: &View<'_>) -> String {
    let mut tags = view.tags_of(&words.from);
    let mut add = |tag: std::fmt::Arguments<'_>| {
        let semicolon = if tags.is_empty() { "" } else { ";" };
        // Writing to a String cannot fail.
        let _ = write!(tags, "{semicolon}{tag}");
    };
    if view.caps.contains(Caps::MESSAGE_TAGS) {
        if first {
            add(format_args!("msgid={}", MsgId::new(view.info, words.id)));
        }
        if let Some(theirs) = words.tags.as_ref().filter(|_| first) {
            add(format_args!("{theirs}"));
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::event::Event;
    use crate::irc::testing::{bot, group, heard, spoken, spoken_lines, who};
    use crate::limits;

    fn words(to: Heard, kind: Kind, words: &str, tags: Option<&str>) -> Event {
        Event::Said {
            to,
            words: spoken(&who("bob", 2), kind, words, tags),
        }
    }

    fn lobby() -> Heard {
        Heard::Group(group("#lobby"))
    }

    #[test]
    fn words_are_told_by_kind() {
        let none = Caps::NONE;
        for (kind, want) in [
            (Kind::Text, ":bob!b@10.0.0.2 PRIVMSG #lobby :waves  :)"),
            (
                Kind::Action,
                ":bob!b@10.0.0.2 PRIVMSG #lobby :\u{1}ACTION waves  :)\u{1}",
            ),
            (Kind::Notice, ":bob!b@10.0.0.2 NOTICE #lobby :waves  :)"),
        ] {
            let event = words(lobby(), kind, "waves  :)", Some("+a=b"));
            assert_eq!(heard(&event, none, false), [want]);
            assert_eq!(heard(&event, none, true), [""; 0], "no echo was asked for");
            assert_eq!(heard(&event, Caps::ECHO_MESSAGE, true), [want]);
            let tagged = format!("@msgid=0-7;+a=b {want}");
            assert_eq!(heard(&event, Caps::MESSAGE_TAGS, false), [tagged]);
        }
        let tags = words(lobby(), Kind::Tag, "", Some("+a=b"));
        assert_eq!(heard(&tags, none, false), [""; 0]);
        assert_eq!(
            heard(&tags, Caps::MESSAGE_TAGS | Caps::SERVER_TIME, false),
            ["@time=2026-01-31T23:59:59.999Z;msgid=0-7;+a=b :bob!b@10.0.0.2 TAGMSG #lobby"]
        );
        assert_eq!(heard(&tags, Caps::MESSAGE_TAGS, true), [""; 0]);
    }

    #[test]
    fn what_a_bot_says_is_tagged_for_those_who_know_tags() {
        let event = Event::Said {
            to: lobby(),
            words: spoken(&bot("bob", 2), Kind::Text, "beep", None),
        };
        let want = ":bob!b@10.0.0.2 PRIVMSG #lobby :beep";
        assert_eq!(heard(&event, Caps::SERVER_TIME, false).len(), 1);
        assert_eq!(heard(&event, Caps::NONE, false), [want]);
        let tagged = format!("@bot;msgid=0-7 {want}");
        assert_eq!(heard(&event, Caps::MESSAGE_TAGS, false), [tagged]);
    }

    #[test]
    fn private_words_name_the_one_they_are_for() {
        let event = words(Heard::Member(who("alice", 1)), Kind::Text, "psst", None);
        let want = [":bob!b@10.0.0.2 PRIVMSG alice :psst"];
        assert_eq!(heard(&event, Caps::NONE, false), want);
        assert_eq!(heard(&event, Caps::ECHO_MESSAGE, true), want);
    }

    #[test]
    fn words_to_oneself_arrive_and_are_echoed() {
        let event = words(Heard::Member(who("bob", 2)), Kind::Text, "note", None);
        let want = [":bob!b@10.0.0.2 PRIVMSG bob :note"];
        assert_eq!(heard(&event, Caps::NONE, false), want);
        assert_eq!(heard(&event, Caps::NONE, true), [""; 0]);
        assert_eq!(heard(&event, Caps::ECHO_MESSAGE, true), want);
    }

    #[test]
    fn what_is_too_long_for_a_line_comes_in_pieces() {
        let long = "wörd ".repeat(500);
        for (kind, before, after) in [
            (Kind::Text, "", ""),
            (Kind::Action, "\u{1}ACTION ", "\u{1}"),
        ] {
            let got = heard(
                &words(lobby(), kind, &long, Some("+a")),
                Caps::MESSAGE_TAGS,
                false,
            );
            let mut joined = String::new();
            for (n, line) in got.iter().enumerate() {
                // The id and the author's own tags belong to one line only.
                let tags = if n == 0 { "@msgid=0-7;+a " } else { "" };
                let rest = line.strip_prefix(tags).expect("tags on the first");
                assert!(rest.len() <= 510);
                let piece = rest
                    .strip_prefix(":bob!b@10.0.0.2 PRIVMSG #lobby :")
                    .and_then(|rest| rest.strip_prefix(before)?.strip_suffix(after))
                    .expect("the same form for each");
                assert!(
                    n + 1 == got.len() || rest.len() > 510 - 20,
                    "lines are filled"
                );
                assert!(piece.ends_with(' '), "no word is cut");
                joined.push_str(piece);
            }
            assert!(got.len() > 5);
            assert_eq!(joined, long);
        }
    }

    fn several(pieces: &[&str], kind: Kind) -> Event {
        Event::Said {
            to: lobby(),
            words: spoken_lines(&who("bob", 2), kind, pieces, Some("+a=b")),
        }
    }

    #[test]
    fn several_lines_are_one_batch_as_they_were_sent() {
        let event = several(&["", "#how is ", "+everyone?", ":)"], Kind::Text);
        let caps = Caps::MESSAGE_TAGS | Caps::SERVER_TIME;
        let tags = "@time=2026-01-31T23:59:59.999Z;msgid=0-7;+a=b";
        assert_eq!(
            heard(&event, caps | IN_BATCH, false),
            [
                &format!("{tags} :bob!b@10.0.0.2 BATCH +m7 draft/multiline #lobby"),
                "@batch=m7 :bob!b@10.0.0.2 PRIVMSG #lobby :",
                "@batch=m7 :bob!b@10.0.0.2 PRIVMSG #lobby :#how is ",
                "@batch=m7;draft/multiline-concat :bob!b@10.0.0.2 PRIVMSG #lobby :everyone?",
                "@batch=m7 :bob!b@10.0.0.2 PRIVMSG #lobby ::)",
                ":irc.example BATCH -m7",
            ]
        );
        assert_eq!(heard(&event, IN_BATCH, true), [""; 0]);
        let echo = heard(&event, IN_BATCH | Caps::ECHO_MESSAGE, true);
        assert_eq!(echo.len(), 6);
    }

    #[test]
    fn several_lines_are_single_ones_to_the_others() {
        let event = several(&["", "#how is ", "+everyone?", ":)"], Kind::Notice);
        let time = "time=2026-01-31T23:59:59.999Z";
        for alone in [Caps::NONE, Caps::BATCH, Caps::MULTILINE] {
            assert_eq!(
                heard(
                    &event,
                    Caps::MESSAGE_TAGS | Caps::SERVER_TIME | alone,
                    false
                ),
                [
                    format!("@{time};msgid=0-7;+a=b :bob!b@10.0.0.2 NOTICE #lobby :#how is "),
                    format!("@{time} :bob!b@10.0.0.2 NOTICE #lobby :everyone?"),
                    format!("@{time} :bob!b@10.0.0.2 NOTICE #lobby ::)"),
                ]
            );
        }
    }

    #[test]
    fn no_tags_are_repeated_for_each_of_many_lines() {
        let tags = format!("+a={}", "b".repeat(4000));
        let pieces = vec!["x"; limits::MULTILINE_LINES];
        let words = spoken_lines(&who("bob", 2), Kind::Text, &pieces, Some(&tags));
        let event = Event::Said { to: lobby(), words };
        let got = heard(&event, Caps::MESSAGE_TAGS, false).concat();
        assert!((4000..10_000).contains(&got.len()), "{}", got.len());
    }

    #[test]
    fn a_line_that_grew_too_long_goes_on_in_the_next() {
        let long = "x".repeat(limits::IRC_LINE);
        let event = several(&[&long, "end"], Kind::Text);
        let got = heard(&event, IN_BATCH, false);
        let text = |line: &str| line.split_once("#lobby :").map(|(_, text)| text.to_owned());
        assert!(got[1].starts_with("@batch=m7 :bob"));
        assert!(got[2].starts_with("@batch=m7;draft/multiline-concat :bob"));
        assert_eq!(
            text(&got[1]).zip(text(&got[2])).map(|(a, b)| a + &b),
            Some(long)
        );
        assert_eq!(got[3], "@batch=m7 :bob!b@10.0.0.2 PRIVMSG #lobby :end");
    }
}
