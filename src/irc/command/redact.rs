//! Taking back what was said: REDACT (IRCv3 message-redaction).

use crate::hub::name::GroupName;
use crate::hub::request::{MemberRef, Redaction, Request, Target};
use crate::hub::text::Text;
use crate::irc::command::Context;
use crate::irc::message::Line;
use crate::irc::msgid;
use crate::irc::voice::clip;
use crate::limits;

/// `REDACT <target> <message id> [reason]`.
pub(super) fn redact(context: &mut Context<'_, '_>) {
    let word = context.message.param(0).unwrap_or_default();
    let called = context.message.param(1).unwrap_or_default();
    let of = if word.starts_with('#') {
        GroupName::new(word).ok().map(Target::Group)
    } else {
        MemberRef::parse(word).map(Target::Member)
    };
    let Some(of) = of else {
        let server = &context.info.server_name;
        return context.steps.reply(|out| {
            Line::from(out, "", server, "FAIL")
                .arg("REDACT")
                .arg("INVALID_TARGET")
                .arg(clip(word))
                .last("Nothing can be taken back there: nobody is called that");
        });
    };
    let reason = context.param(2);
    context.ask(Request::Redact(Redaction {
        of,
        id: msgid::parse(context.info, called),
        called: Text::lossy(called, limits::IRC_LINE),
        reason: reason.map(|reason| Text::lossy(reason, limits::REASON)),
    }));
}

#[cfg(test)]
mod tests {
    use crate::irc::capability::Caps;
    use crate::irc::testing::Client;

    #[test]
    fn what_was_said_is_taken_back_by_its_id() {
        Client::member().with(Caps::REDACTION).holds(
            r##"> REDACT #a 0-7
                ? Redact(Redaction { of: Group("#a"), id: Some(MessageId(7)), called: "0-7", reason: None })
                > redact bob 0-7 :wrong  window
                ? Redact(Redaction { of: Member(Name("bob")), id: Some(MessageId(7)), called: "0-7", reason: Some("wrong  window") })
                > REDACT #a nonsense :
                ? Redact(Redaction { of: Group("#a"), id: None, called: "nonsense", reason: None })
                > REDACT b.b 0-7
                < :irc.example FAIL REDACT INVALID_TARGET b.b :Nothing can be taken back there: nobody is called that
                > REDACT # 0-7
                < :irc.example FAIL REDACT INVALID_TARGET # :Nothing can be taken back there: nobody is called that
                > REDACT #a
                < :irc.example 461 alice REDACT :Not enough parameters"##,
        );
        Client::member().holds(
            r##"> REDACT #a 0-7
                < :irc.example 421 alice REDACT :Unknown command"##,
        );
    }
}
