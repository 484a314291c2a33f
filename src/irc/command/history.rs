//! What was said before: CHATHISTORY (IRCv3 chathistory).
//!
//! The draft's own words for what is wrong are kept, as standard replies. Whether the asker may read what it asks for is
//! the hub's to say.

use crate::calendar;
use crate::hub::name::GroupName;
use crate::hub::record::{Mark, Recall, Span, Wanted};
use crate::hub::request::{MemberRef, Query, Request, Target};
use crate::irc::capability::Caps;
use crate::irc::command::Context;
use crate::irc::message::Line;
use crate::irc::msgid;
use crate::irc::voice::clip;

/// How a subcommand looks at its place.
enum Form {
    /// With one selector, or `*` for none.
    Open(fn(Option<Mark>) -> Span),
    /// With one selector.
    One(fn(Mark) -> Span),
    /// With two.
    Two(fn(Mark, Mark) -> Span),
    /// Not at a place, but for places, with two moments.
    Targets,
}

/// Every subcommand ("Subcommands").
#[rustfmt::skip]
const SUBCOMMANDS: &[(&str, Form)] = &[
    ("AFTER", Form::One(Span::After)),
    ("AROUND", Form::One(Span::Around)),
    ("BEFORE", Form::One(Span::Before)),
    ("BETWEEN", Form::Two(Span::Between)),
    ("LATEST", Form::Open(Span::Latest)),
    ("TARGETS", Form::Targets),
];

impl Form {
    /// Parameters, the subcommand and the limit included.
    fn params(&self) -> usize {
        match self {
            Form::Open(_) | Form::One(_) | Form::Targets => 4,
            Form::Two(_) => 5,
        }
    }
}

/// The subcommand that asks for a span.
pub(in crate::irc) fn subcommand(span: Span) -> &'static str {
    match span {
        Span::Latest(_) => "LATEST",
        Span::Before(_) => "BEFORE",
        Span::After(_) => "AFTER",
        Span::Around(_) => "AROUND",
        Span::Between(..) => "BETWEEN",
    }
}

/// `CHATHISTORY <subcommand> <target> <selector> [<selector>] <limit>`, `CHATHISTORY TARGETS <from> <to> <limit>`.
pub(super) fn chathistory(context: &mut Context<'_, '_>) {
    match read(context) {
        Ok(query) => context.ask(Request::Ask(query)),
        Err(fault) => {
            let server = &context.info.server_name;
            context.steps.reply(|out| {
                let line = Line::from(out, "", server, "FAIL")
                    .arg("CHATHISTORY")
                    .arg(fault.code);
                let about = fault.about.iter().map(|word| clip(word));
                about.fold(line, Line::arg).last(fault.text);
            });
        }
    }
}

/// Why a command makes no sense ("Errors and Warnings").
struct Fault<'m> {
    code: &'static str,
    about: Vec<&'m str>,
    text: &'static str,
}

fn read<'m>(context: &Context<'_, 'm>) -> Result<Query, Fault<'m>> {
    let params = context.message.params();
    let given = params.first().copied().unwrap_or("*");
    let invalid = |about: Option<&'m str>, text| Fault {
        code: "INVALID_PARAMS",
        about: std::iter::once(given).chain(about).collect(),
        text,
    };
    let known = |(word, _): &&(&str, Form)| word.eq_ignore_ascii_case(given);
    let (_, form) = SUBCOMMANDS
        .iter()
        .find(known)
        .ok_or_else(|| invalid(None, "Unknown command"))?;
    match params.len().cmp(&form.params()) {
        std::cmp::Ordering::Less => return Err(invalid(None, "Insufficient parameters")),
        std::cmp::Ordering::Greater => return Err(invalid(None, "Too many parameters")),
        std::cmp::Ordering::Equal => {}
    }
    let limit = params[params.len() - 1];
    let most = limit.parse().ok().filter(|&most| most > 0);
    let most: usize = most.ok_or_else(|| invalid(Some(limit), "Invalid limit"))?;
    let time = |word: &'m str| {
        let value = word.strip_prefix("timestamp=");
        let time = value.and_then(calendar::parse_rfc3339);
        time.ok_or_else(|| invalid(Some(word), "Invalid timestamp"))
    };
    if let Form::Targets = form {
        let between = (time(params[1])?, time(params[2])?);
        return Ok(Query::Latest(between, most));
    }
    let target = params[1];
    let fault = |code, word: Option<&'m str>, text| Fault {
        code,
        about: [given, target].into_iter().chain(word).collect(),
        text,
    };
    let of = if target.starts_with('#') {
        GroupName::new(target).ok().map(Target::Group)
    } else {
        MemberRef::parse(target).map(Target::Member)
    };
    let no_place = || fault("INVALID_TARGET", None, "Messages could not be retrieved");
    let of = of.ok_or_else(no_place)?;
    let mark = |word: &'m str| {
        if let Some(id) = word.strip_prefix("msgid=") {
            // Also one of an earlier run of the server, of which nothing is kept.
            let unknown = || fault("MESSAGE_ERROR", Some(word), "There is no such message");
            return msgid::parse(context.info, id)
                .map(Mark::Id)
                .ok_or_else(unknown);
        }
        if word.starts_with("timestamp=") {
            return time(word).map(Mark::Time);
        }
        let text = "Messages are referred to by msgid= or timestamp=";
        Err(fault("INVALID_MSGREFTYPE", Some(word), text))
    };
    let span = match form {
        Form::Open(span) if params[2] == "*" => span(None),
        Form::Open(span) => span(Some(mark(params[2])?)),
        Form::One(span) => span(mark(params[2])?),
        Form::Two(span) => span(mark(params[2])?, mark(params[3])?),
        Form::Targets => return Err(invalid(None, "Unknown command")),
    };
    Ok(Query::History(Recall {
        of,
        span,
        most,
        wanted: wanted(context.session.caps),
    }))
}

/// What can be told again besides words: what the asker is told when it happens.
fn wanted(caps: Caps) -> Wanted {
    let also = |cap| caps.contains(Caps::EVENT_PLAYBACK | cap);
    Wanted {
        events: also(Caps::NONE),
        reactions: also(Caps::MESSAGE_TAGS),
        redactions: also(Caps::REDACTION),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::irc::testing::Client;

    #[test]
    fn every_subcommand_asks_for_its_part() {
        Client::member().with(Caps::CHATHISTORY).holds(
            r##"> CHATHISTORY LATEST #a * 50
                ? Ask(History(Recall { of: Group("#a"), span: Latest(None), most: 50, wanted: Words }))
                > chathistory latest bob msgid=0-7 1
                ? Ask(History(Recall { of: Member(Name("bob")), span: Latest(Some(Id(MessageId(7)))), most: 1, wanted: Words }))
                > CHATHISTORY BEFORE #a timestamp=1970-01-01T00:00:01.500Z 1000000
                ? Ask(History(Recall { of: Group("#a"), span: Before(Time(1500)), most: 1000000, wanted: Words }))
                > CHATHISTORY AFTER 2 msgid=0-0 5
                ? Ask(History(Recall { of: Member(Id(MemberId(2))), span: After(Id(MessageId(0))), most: 5, wanted: Words }))
                > CHATHISTORY AROUND #a msgid=0-3 5
                ? Ask(History(Recall { of: Group("#a"), span: Around(Id(MessageId(3))), most: 5, wanted: Words }))
                > CHATHISTORY BETWEEN #a msgid=0-3 timestamp=1970-01-01T00:00:02.000Z 5
                ? Ask(History(Recall { of: Group("#a"), span: Between(Id(MessageId(3)), Time(2000)), most: 5, wanted: Words }))
                > CHATHISTORY TARGETS timestamp=1970-01-01T00:00:02.000Z timestamp=1970-01-01T00:00:01.000Z 5
                ? Ask(Latest((2000, 1000), 5))"##,
        );
    }

    #[test]
    fn who_can_take_events_asks_for_them() {
        Client::member()
            .with(Caps::CHATHISTORY | Caps::EVENT_PLAYBACK)
            .holds(
                r##"> CHATHISTORY LATEST #a * 50
                ? Ask(History(Recall { of: Group("#a"), span: Latest(None), most: 50, wanted: Words+Events }))"##,
            );
        Client::member()
            .with(Caps::CHATHISTORY | Caps::EVENT_PLAYBACK | Caps::MESSAGE_TAGS | Caps::REDACTION)
            .holds(
                r##"> CHATHISTORY LATEST #a * 50
                ? Ask(History(Recall { of: Group("#a"), span: Latest(None), most: 50, wanted: Words+Events+Reactions+Redactions }))"##,
            );
        Client::member()
            .with(Caps::CHATHISTORY | Caps::MESSAGE_TAGS | Caps::REDACTION)
            .holds(
                r##"> CHATHISTORY LATEST #a * 50
                ? Ask(History(Recall { of: Group("#a"), span: Latest(None), most: 50, wanted: Words }))"##,
            );
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        let mut client = Client::member().with(Caps::CHATHISTORY);
        let time = "timestamp=1970-01-01T00:00:02.000Z";
        for (line, want) in [
            ("", "INVALID_PARAMS * :Unknown command"),
            ("OLDEST #a * 5", "INVALID_PARAMS OLDEST :Unknown command"),
            ("LATEST", "INVALID_PARAMS LATEST :Insufficient parameters"),
            (
                "latest #a *",
                "INVALID_PARAMS latest :Insufficient parameters",
            ),
            (
                "LATEST #a * 5 5",
                "INVALID_PARAMS LATEST :Too many parameters",
            ),
            (
                "BETWEEN #a msgid=0-1 5",
                "INVALID_PARAMS BETWEEN :Insufficient parameters",
            ),
            ("LATEST #a * 0", "INVALID_PARAMS LATEST 0 :Invalid limit"),
            ("LATEST #a * -1", "INVALID_PARAMS LATEST -1 :Invalid limit"),
            (
                "LATEST #a * :a b",
                "INVALID_PARAMS LATEST a_b :Invalid limit",
            ),
            (
                "BEFORE #a * 5",
                "INVALID_MSGREFTYPE BEFORE #a * :Messages are referred to by msgid= or timestamp=",
            ),
            (
                "BEFORE #a id=7 5",
                "INVALID_MSGREFTYPE BEFORE #a id=7 :Messages are referred to by msgid= or timestamp=",
            ),
            (
                "AFTER #a timestamp=now 5",
                "INVALID_PARAMS AFTER timestamp=now :Invalid timestamp",
            ),
            (
                "AROUND bob msgid=1-7 5",
                "MESSAGE_ERROR AROUND bob msgid=1-7 :There is no such message",
            ),
            (
                "AROUND b.b msgid=0-7 5",
                "INVALID_TARGET AROUND b.b :Messages could not be retrieved",
            ),
            (
                "AROUND # msgid=0-7 5",
                "INVALID_TARGET AROUND # :Messages could not be retrieved",
            ),
            (
                "TARGETS msgid=0-7 timestamp=x 5",
                "INVALID_PARAMS TARGETS msgid=0-7 :Invalid timestamp",
            ),
            (
                &format!("TARGETS {time} x 5"),
                "INVALID_PARAMS TARGETS x :Invalid timestamp",
            ),
            (
                &format!("TARGETS {time} 5"),
                "INVALID_PARAMS TARGETS :Insufficient parameters",
            ),
        ] {
            let got = client.answers(&format!("CHATHISTORY {line}"));
            let want = format!("< :irc.example FAIL CHATHISTORY {want}\n");
            assert_eq!(got, want, "{line}");
        }
    }

    #[test]
    fn a_span_knows_its_subcommand() {
        let mark = Mark::Time(0);
        for (word, form) in SUBCOMMANDS {
            let span = match form {
                Form::Open(span) => span(Some(mark)),
                Form::One(span) => span(mark),
                Form::Two(span) => span(mark, mark),
                Form::Targets => continue,
            };
            assert_eq!(subcommand(span), *word);
        }
    }
}
