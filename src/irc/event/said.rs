//! Words on the wire: PRIVMSG, NOTICE, TAGMSG.

use crate::hub::event::Heard;
use crate::hub::face::Face;
use crate::hub::request::Kind;
use crate::hub::text::Text;
use crate::irc::capability::Caps;
use crate::irc::event::{Source, View};
use crate::irc::fit;
use crate::irc::message::Line;

/// Which capabilities change how words are written.
pub(super) fn relevant(kind: Kind, tagged: bool) -> Caps {
    let always = Caps::SERVER_TIME | Caps::ECHO_MESSAGE;
    if tagged || kind == Kind::Tag {
        always | Caps::MESSAGE_TAGS
    } else {
        always
    }
}

/// Writes words, in several lines where one cannot hold them: a plain line may be eight times as long as an IRC line, and
/// even an IRC client's own line grows by its source. The pieces put together are the text.
pub(super) fn said(
    from: &Face,
    to: &Heard,
    kind: Kind,
    text: &Text,
    tags: Option<&Text>,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    // Who speaks to itself hears itself in any case.
    let to_self = matches!(to, Heard::Member(who) if who.id == from.id);
    if view.about_me && !to_self && !view.caps.contains(Caps::ECHO_MESSAGE) {
        return;
    }
    let tags = all_tags(tags, view);
    let target = match to {
        Heard::Group(group) => group.as_str(),
        Heard::Member(who) => who.name.as_str(),
    };
    let (command, before, after) = match kind {
        Kind::Text => ("PRIVMSG", "", ""),
        Kind::Action => ("PRIVMSG", "\u{1}ACTION ", "\u{1}"),
        Kind::Notice => ("NOTICE", "", ""),
        Kind::Tag => {
            if view.caps.contains(Caps::MESSAGE_TAGS) {
                Line::from(out, &tags, Source(from), "TAGMSG")
                    .arg(target)
                    .end();
            }
            return;
        }
    };
    let source = Source(from).to_string();
    let room = fit::room(|out| Line::from(out, "", &source, command).arg(target));
    let room = room.saturating_sub(before.len() + after.len());
    for piece in fit::pieces(text.as_str(), room) {
        Line::from(out, &tags, &source, command)
            .arg(target)
            .last(format_args!("{before}{piece}{after}"));
    }
}

/// The server's tags, then the client's own (IRCv3 message-tags, "Client-only tags").
fn all_tags(theirs: Option<&Text>, view: &View<'_>) -> String {
    let mut tags = view.tags();
    if let Some(theirs) = theirs.filter(|_| view.caps.contains(Caps::MESSAGE_TAGS)) {
        if !tags.is_empty() {
            tags.push(';');
        }
        tags.push_str(theirs.as_str());
    }
    tags
}
