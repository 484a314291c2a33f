//! How far one has read: MARKREAD (IRCv3 read-marker).

use crate::calendar;
use crate::hub::name::GroupName;
use crate::hub::request::{MemberRef, Query, Request, Target};
use crate::irc::command::Context;
use crate::irc::message::Line;
use crate::irc::voice::clip;

/// `MARKREAD <target> [timestamp=<time>]`: asks for the marker, or sets it.
pub(super) fn markread(context: &mut Context<'_, '_>) {
    let Some(word) = context.param(0) else {
        return fail(context, "NEED_MORE_PARAMS", None, "Missing parameters");
    };
    let of = if word.starts_with('#') {
        GroupName::new(word).ok().map(Target::Group)
    } else {
        MemberRef::parse(word).map(Target::Member)
    };
    let Some(of) = of else {
        return fail(
            context,
            "INVALID_PARAMS",
            Some(word),
            "Nobody is called that",
        );
    };
    let Some(given) = context.param(1) else {
        return context.ask(Request::Ask(Query::Marker(of)));
    };
    let time = given.strip_prefix("timestamp=");
    match time.and_then(calendar::parse_rfc3339) {
        Some(unix_ms) => context.ask(Request::MarkRead(of, unix_ms)),
        None => fail(context, "INVALID_PARAMS", Some(given), "Invalid timestamp"),
    }
}

fn fail(context: &mut Context<'_, '_>, code: &str, about: Option<&str>, text: &str) {
    let server = &context.info.server_name;
    context.steps.reply(|out| {
        let line = Line::from(out, "", server, "FAIL")
            .arg("MARKREAD")
            .arg(code);
        about.into_iter().map(clip).fold(line, Line::arg).last(text);
    });
}

#[cfg(test)]
mod tests {
    use crate::irc::capability::Caps;
    use crate::irc::testing::Client;

    #[test]
    fn the_marker_is_asked_for_and_set() {
        Client::member().with(Caps::READ_MARKER).holds(
            r##"> MARKREAD #a
                ? Ask(Marker(Group("#a")))
                > MARKREAD bob timestamp=1970-01-01T00:00:01.500Z
                ? MarkRead(Member(Name("bob")), 1500)
                > MARKREAD
                < :irc.example FAIL MARKREAD NEED_MORE_PARAMS :Missing parameters
                > MARKREAD b.b
                < :irc.example FAIL MARKREAD INVALID_PARAMS b.b :Nobody is called that
                > MARKREAD #a *
                < :irc.example FAIL MARKREAD INVALID_PARAMS * :Invalid timestamp
                > MARKREAD #a timestamp=soon
                < :irc.example FAIL MARKREAD INVALID_PARAMS timestamp=soon :Invalid timestamp"##,
        );
    }
}
