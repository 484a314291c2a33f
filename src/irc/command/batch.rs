//! Messages of several lines: BATCH and the lines inside (IRCv3 multiline).

use crate::hub::request::{Kind, Request, Say};
use crate::info::Info;
use crate::irc::command::{Context, message};
use crate::irc::message::Line;
use crate::irc::multiline::{self, CONCAT, Draft, Fault, IN_BATCH};
use crate::irc::session::Session;
use crate::irc::voice::clip;
use crate::limits;
use crate::steps::Steps;

/// `BATCH +<reference> draft/multiline <target>`, `BATCH -<reference>`.
pub(super) fn batch(context: &mut Context<'_, '_>) {
    let word = context.message.param(0).unwrap_or_default();
    match (word.get(..1), word.get(1..)) {
        (Some("+"), Some(reference)) if !reference.is_empty() => open(context, reference),
        (Some("-"), Some(reference)) if !reference.is_empty() => close(context, reference),
        _ => fail(
            context,
            &Fault::Invalid("BATCH takes +reference or -reference"),
        ),
    }
}

/// Begins a message. What its author is told of it carries the label of this line, and comes when it ends.
fn open(context: &mut Context<'_, '_>, reference: &str) {
    if context
        .session
        .draft
        .as_ref()
        .is_some_and(|draft| !draft.failed)
    {
        return fail(context, &Fault::Invalid("another one has not ended"));
    }
    context.session.draft = None;
    if context.message.param(1) != Some(multiline::BATCH) {
        return fail(
            context,
            &Fault::Invalid("only draft/multiline is taken from clients"),
        );
    }
    let target = context.param(2).filter(|target| !target.contains(','));
    let Some(target) = target else {
        return fail(context, &Fault::Invalid("it has to have one recipient"));
    };
    let tags = message::client_tags(context);
    let label = context.steps.take_label();
    let draft = Draft::new(reference, target, label, tags);
    context.session.draft = Some(Box::new(draft));
}

/// Ends a message and says it.
fn close(context: &mut Context<'_, '_>, reference: &str) {
    let Some(mut draft) = context
        .session
        .draft
        .take_if(|draft| draft.reference == reference)
    else {
        if context
            .session
            .draft
            .as_ref()
            .is_none_or(|draft| !draft.failed)
        {
            fail(
                context,
                &Fault::Invalid("no batch of that reference is open"),
            );
        }
        return;
    };
    if draft.failed {
        return;
    }
    if let Some(label) = &draft.label {
        context.steps.label(label);
    }
    match draft.finish() {
        Ok((kind, text)) => {
            let silent = kind == Kind::Notice;
            let (kind, text) = match text.single() {
                Some(line) => message::meant(kind, line),
                None => (kind, text),
            };
            if let Some(to) = message::target(context, &draft.target, silent) {
                let tags = draft.tags;
                context.ask(Request::Say(Say {
                    to,
                    kind,
                    text,
                    tags,
                }));
            }
        }
        Err(fault) => fail(context, &fault),
    }
}

/// Takes a line that is part of a message of several lines, or has to do with one otherwise. `false` when it is to be
/// carried out as it is.
pub(super) fn takes(context: &mut Context<'_, '_>, word: &str) -> bool {
    if !context.session.caps.contains(IN_BATCH) {
        return false;
    }
    let reference = context.message.tag("batch");
    let kind = match word {
        "PRIVMSG" => Some(Kind::Text),
        "NOTICE" => Some(Kind::Notice),
        _ => None,
    };
    let Some(draft) = &mut context.session.draft else {
        // A line of a batch that never was is none of its own.
        if reference.is_some() {
            fail(context, &Fault::Invalid("no batch is open"));
        }
        return reference.is_some();
    };
    let mine = reference.as_ref() == Some(&draft.reference);
    if draft.failed {
        return reference.is_some();
    }
    let added = match kind {
        Some(kind) if mine => {
            let target = context.message.param(0).unwrap_or_default();
            let text = context.message.param(1).unwrap_or_default();
            let glued = context.message.tag(CONCAT).is_some();
            draft.add(kind, target, text, glued)
        }
        // What keeps the connection alive, or ends it, may come at any time.
        None if ["BATCH", "PING", "PONG", "QUIT"].contains(&word) => return false,
        _ => Err(Fault::Invalid(
            "there is a line in it that is none of its own",
        )),
    };
    if let Err(fault) = added {
        fail(context, &fault);
    }
    true
}

/// Tells what is wrong with a message, once, and gives up the one that is under way.
fn fail(context: &mut Context<'_, '_>, fault: &Fault) {
    give_up(context.session, context.info, context.steps, fault);
}

/// The same, for lines that are no message.
pub(in crate::irc) fn give_up(
    session: &mut Session,
    info: &Info,
    steps: &mut Steps,
    fault: &Fault,
) {
    let mut target = String::new();
    if let Some(draft) = session.draft.as_mut().filter(|draft| !draft.failed) {
        if let Some(label) = draft.label.take() {
            steps.label(&label);
        }
        target.clone_from(&draft.target);
        **draft = Draft::new(&draft.reference, "", None, None);
        draft.failed = true;
    }
    let server = &info.server_name;
    steps.reply(|out| {
        let line = Line::from(out, "", server, "FAIL").arg("BATCH");
        match fault {
            Fault::MaxBytes => line
                .arg("MULTILINE_MAX_BYTES")
                .arg(limits::MULTILINE_BYTES)
                .last("Nobody was told: the message is too long"),
            Fault::MaxLines => line
                .arg("MULTILINE_MAX_LINES")
                .arg(limits::MULTILINE_LINES)
                .last("Nobody was told: the message has too many lines"),
            Fault::Target(given) => line
                .arg("MULTILINE_INVALID_TARGET")
                .arg(clip(&target))
                .arg(clip(given))
                .last("Nobody was told: the lines of the message go to different recipients"),
            Fault::Invalid(why) => line
                .arg("MULTILINE_INVALID")
                .last(format_args!("Nobody was told: {why}")),
        }
    });
}

#[cfg(test)]
mod tests {
    use super::IN_BATCH;
    use crate::irc::capability::Caps;
    use crate::irc::testing::Client;
    use crate::limits;

    fn client() -> Client {
        Client::member().with(IN_BATCH | Caps::MESSAGE_TAGS | Caps::LABELED_RESPONSE)
    }

    #[test]
    fn lines_between_the_ends_are_one_message() {
        client().holds(
            r##"> @+x=y BATCH +123 draft/multiline #a
                > @batch=123 PRIVMSG #a hello
                > @batch=123 privmsg #A :
                > @batch=123 PRIVMSG #a :how is 
                > PING 1
                < :irc.example PONG irc.example :1
                > @batch=123;draft/multiline-concat PRIVMSG #a :everyone?
                > BATCH -123
                ? Say(Say { to: Group("#a"), kind: Text, text: ["hello", "", "how is ", +"everyone?"], tags: Some("+x=y") })
                > BATCH +1 draft/multiline @#a
                > @batch=1 NOTICE @#a :one
                > @batch=1 NOTICE @#a :two
                > BATCH -1
                ? Say(Say { to: Ranked(Ranks(1), "#a"), kind: Notice, text: ["one", "two"], tags: None })
                > PRIVMSG #a :single
                ? Say(Say { to: Group("#a"), kind: Text, text: "single", tags: None })"##,
        );
    }

    #[test]
    fn one_line_alone_is_what_it_would_be_without_a_batch() {
        client().holds(
            r##"> BATCH +1 draft/multiline bob
                > @batch=1 PRIVMSG bob :␁ACTION waves␁
                > BATCH -1
                ? Say(Say { to: Member(Name("bob")), kind: Action, text: "waves", tags: None })"##,
        );
    }

    #[test]
    fn the_label_of_the_first_line_is_that_of_the_message() {
        let mut client = client();
        let (mut begun, _) = client.feed(b"@label=x BATCH +1 draft/multiline #a");
        assert_eq!(begun.take_label(), None, "the answer comes at the end");
        let (mut inside, _) = client.feed(b"@batch=1 PRIVMSG #a :one");
        assert_eq!(inside.take_label(), None);
        let (mut ended, _) = client.feed(b"BATCH -1");
        assert_eq!(ended.take_label().as_deref(), Some("x"));
        client.feed(b"@label=y BATCH +1 draft/multiline #a");
        let (mut wrong, _) = client.feed(b"@batch=1 PRIVMSG #b :one");
        assert_eq!(wrong.take_label().as_deref(), Some("y"));
        let (mut ended, _) = client.feed(b"BATCH -1");
        assert_eq!(ended.take_label(), None, "it has been answered");
    }

    #[test]
    fn what_is_wrong_is_told_once_and_nobody_hears_the_rest() {
        client().holds(
            r##"> BATCH +123 draft/multiline #a
                > @batch=231 PRIVMSG #a :hi
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: there is a line in it that is none of its own
                > @batch=123 PRIVMSG #a :more
                > BATCH -123
                > @batch=123 PRIVMSG #a :after the end
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: no batch is open
                > BATCH +1 draft/multiline #foo
                > @batch=1 PRIVMSG #bar hello
                < :irc.example FAIL BATCH MULTILINE_INVALID_TARGET #foo #bar :Nobody was told: the lines of the message go to different recipients
                > BATCH +1 draft/multiline #a
                > @batch=1 PRIVMSG #a :hi
                > @batch=1;draft/multiline-concat PRIVMSG #a :
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: a blank line cannot be joined to another
                > BATCH +1 draft/multiline #a
                > @batch=1 PRIVMSG #a :hi
                > @batch=1 NOTICE #a :hi
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: its lines are not all PRIVMSG or all NOTICE
                > BATCH +1 draft/multiline #a
                > @batch=1 TAGMSG #a
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: there is a line in it that is none of its own
                > BATCH +1 draft/multiline #a
                > PRIVMSG #a :outside
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: there is a line in it that is none of its own
                > PRIVMSG #a :outside
                ? Say(Say { to: Group("#a"), kind: Text, text: "outside", tags: None })
                > BATCH +1 draft/multiline #a
                > @batch=1 PRIVMSG #a :
                > BATCH -1
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: there is nothing in it
                > BATCH +1 draft/multiline #a
                > BATCH -1
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: there is nothing in it"##,
        );
    }

    #[test]
    fn batches_are_opened_and_closed_one_after_the_other() {
        client().holds(
            r##"> BATCH
                < :irc.example 461 alice BATCH :Not enough parameters
                > BATCH 1
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: BATCH takes +reference or -reference
                > BATCH +
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: BATCH takes +reference or -reference
                > BATCH é
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: BATCH takes +reference or -reference
                > BATCH +1 chathistory #a
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: only draft/multiline is taken from clients
                > BATCH +1 draft/multiline
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: it has to have one recipient
                > BATCH +1 draft/multiline #a,#b
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: it has to have one recipient
                > BATCH -1
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: no batch of that reference is open
                > BATCH +1 draft/multiline #a
                > @batch=1 BATCH +2 draft/multiline #a
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: another one has not ended
                > @batch=2 PRIVMSG #a :inside
                > BATCH -2
                > BATCH -1
                > BATCH +1 draft/multiline #a
                > BATCH -2
                < :irc.example FAIL BATCH MULTILINE_INVALID :Nobody was told: no batch of that reference is open
                > BATCH -1
                > BATCH +1 draft/multiline b.b
                > @batch=1 PRIVMSG b.b :hi
                > BATCH -1
                < :irc.example 401 alice b.b :No such nick/channel"##,
        );
        Client::member().with(Caps::BATCH).holds(
            r##"> BATCH +1 draft/multiline #a
                < :irc.example 421 alice BATCH :Unknown command
                > @batch=1 PRIVMSG #a :as ever
                ? Say(Say { to: Group("#a"), kind: Text, text: "as ever", tags: None })"##,
        );
    }

    #[test]
    fn a_line_that_cannot_be_taken_takes_the_message_with_it() {
        for bad in [
            &b"@batch=1 PRIVMSG #a :\xff"[..],
            &[b'x'; 600],
            b"@batch=1 PRIVMSG #a :a\rb",
        ] {
            let mut client = client();
            client.answers("BATCH +1 draft/multiline #a");
            client.answers("@batch=1 PRIVMSG #a :one");
            let (steps, _) = client.feed(bad);
            let got = crate::irc::testing::shown(&steps);
            let lost =
                "FAIL BATCH MULTILINE_INVALID :Nobody was told: one of its lines was rejected\n";
            assert!(got.ends_with(lost) && got.lines().count() == 2, "{got}");
            assert_eq!(client.answers("BATCH -1"), "");
        }
    }

    #[test]
    fn both_bounds_are_told_and_each_line_is_paid_for() {
        let mut client = client();
        client.answers("BATCH +1 draft/multiline #a");
        for _ in 0..limits::MULTILINE_LINES {
            assert_eq!(client.cost("@batch=1 PRIVMSG #a hi"), 1);
        }
        assert_eq!(
            client.answers("@batch=1 PRIVMSG #a hi"),
            ":irc.example FAIL BATCH MULTILINE_MAX_LINES 100 :Nobody was told: the message has too many lines\n"
                .replace(":irc", "< :irc")
        );
        assert_eq!(client.answers("@batch=1 PRIVMSG #a hi"), "");
        client.answers("BATCH +2 draft/multiline #a");
        let line = format!("@batch=2 PRIVMSG #a :{}", "x".repeat(408));
        let got: String = (0..21).map(|_| client.answers(&line)).collect();
        assert_eq!(
            got,
            "< :irc.example FAIL BATCH MULTILINE_MAX_BYTES 8192 :Nobody was told: the message is too long\n"
        );
        let draft = client.session.draft.as_ref().expect("under way");
        assert!(
            draft.failed && draft.target.is_empty(),
            "nothing of it is kept"
        );
    }
}
