//! Capability negotiation: CAP.

use crate::irc::capability::{self, Caps};
use crate::irc::command::Context;
use crate::irc::fit;
use crate::irc::message::Line;
use crate::irc::numeric::ERR_INVALIDCAPCMD;
use crate::irc::session::Phase;

/// `CAP <subcommand> ...` (IRCv3 capability-negotiation, "The CAP command").
pub(super) fn cap(context: &mut Context<'_, '_>) {
    let word = context.message.param(0).unwrap_or_default();
    let is = |other: &str| word.eq_ignore_ascii_case(other);
    if is("LS") {
        ls(context);
    } else if is("LIST") {
        list(context);
    } else if is("REQ") {
        req(context);
    } else if is("END") {
        suspend(context, false);
        context.register();
    } else {
        context.refuse(ERR_INVALIDCAPCMD, if word.is_empty() { "*" } else { word });
    }
}

/// "The CAP LS subcommand". A version of 302 or more is remembered for the life of the connection; whether values and
/// continued lines are sent is for each request to say.
fn ls(context: &mut Context<'_, '_>) {
    let version = context.param(1).and_then(|v| v.parse::<u32>().ok());
    let new = version.is_some_and(|version| version >= 302);
    if new {
        context.session.cap_302 = true;
        context.session.caps = context.session.caps.with(Caps::CAP_NOTIFY);
    }
    suspend(context, true);
    let names: Vec<String> = capability::TABLE
        .iter()
        .map(|row| match (row.value)(context.info).filter(|_| new) {
            Some(value) => format!("{}={value}", row.name),
            None => row.name.to_owned(),
        })
        .collect();
    reply(context, "LS", &names, new);
}

/// "The CAP LIST subcommand".
fn list(context: &mut Context<'_, '_>) {
    let caps = context.session.caps;
    let names: Vec<String> = capability::TABLE
        .iter()
        .filter(|row| caps.contains(row.cap))
        .map(|row| row.name.to_owned())
        .collect();
    let continued = context.session.cap_302;
    reply(context, "LIST", &names, continued);
}

/// "The CAP REQ subcommand": all of it or nothing.
fn req(context: &mut Context<'_, '_>) {
    suspend(context, true);
    let asked = context.message.param(1).unwrap_or_default();
    let names: Vec<&str> = asked.split(' ').filter(|word| !word.is_empty()).collect();
    let granted = names.iter().try_fold(context.session.caps, |caps, name| {
        match name.strip_prefix('-') {
            // What comes with 302 stays with it.
            Some("cap-notify") if context.session.cap_302 => None,
            Some(name) => Some(caps.without(capability::find(name)?)),
            None => Some(caps.with(capability::find(name)?)),
        }
    });
    let verdict = if granted.is_some() { "ACK" } else { "NAK" };
    reply(context, verdict, &names, false);
    // After the last ACK, not before ("The CAP ACK subcommand").
    if let Some(caps) = granted {
        context.session.caps = caps;
    }
}

/// Holds registration back, or lets it go on.
fn suspend(context: &mut Context<'_, '_>, held: bool) {
    if let Phase::Newcomer(newcomer) = &mut context.session.phase {
        newcomer.negotiating = held;
    }
}

/// Writes a list of capabilities. Where `continued` lines are understood, all but the last are marked with `*`
/// ("Multiline replies to CAP LS and CAP LIST").
fn reply(context: &mut Context<'_, '_>, word: &str, names: &[impl AsRef<str>], continued: bool) {
    let (server, me) = (&context.info.server_name, context.me.shown());
    context.steps.reply(|out| {
        let room = fit::room(|out| begin(out, server, me, word, true));
        let entries = fit::packed(names, room);
        for (n, entry) in entries.iter().enumerate() {
            let more = continued && n + 1 < entries.len();
            begin(out, server, me, word, more).last(entry);
        }
    });
}

fn begin<'o>(out: &'o mut Vec<u8>, server: &str, me: &str, word: &str, more: bool) -> Line<'o> {
    let line = Line::from(out, "", server, "CAP").arg(me).arg(word);
    if more { line.arg("*") } else { line }
}

#[cfg(test)]
mod tests {
    use crate::irc::capability::Caps;
    use crate::irc::testing::Client;

    #[test]
    fn capabilities_are_listed_asked_for_and_given_up() {
        Client::new().holds(
            "> CAP LS
             < :irc.example CAP * LS :account-notify account-tag away-notify batch cap-notify chghost draft/account-registration draft/channel-rename draft/chathistory draft/event-playback draft/extended-isupport draft/message-redaction draft/multiline draft/no-implicit-names draft/pre-away draft/read-marker echo-message extended-join extended-monitor groupchat/members invite-notify labeled-response message-tags multi-prefix no-implicit-names sasl server-time setname standard-replies userhost-in-names
             > CAP LIST
             < :irc.example CAP * LIST :
             > CAP REQ :server-time  message-tags cap-notify 
             < :irc.example CAP * ACK :server-time message-tags cap-notify
             > cap list
             < :irc.example CAP * LIST :cap-notify message-tags server-time
             > CAP REQ :-server-time -cap-notify -multi-prefix
             < :irc.example CAP * ACK :-server-time -cap-notify -multi-prefix
             > CAP LIST
             < :irc.example CAP * LIST :message-tags
             > CAP REQ :
             < :irc.example CAP * ACK :",
        );
    }

    #[test]
    fn a_request_is_granted_whole_or_not_at_all() {
        let mut client = Client::member();
        client.holds(
            "> CAP REQ :server-time tls
             < :irc.example CAP alice NAK :server-time tls
             > CAP REQ Server-Time
             < :irc.example CAP alice NAK :Server-Time
             > CAP REQ -
             < :irc.example CAP alice NAK :-
             > CAP LIST
             < :irc.example CAP alice LIST :",
        );
        assert_eq!(client.session.caps(), Caps::NONE);
    }

    #[test]
    fn version_302_brings_cap_notify_and_keeps_it() {
        Client::new().holds(
            "> CAP LS 307
             < :irc.example CAP * LS * :account-notify account-tag away-notify batch cap-notify chghost draft/account-registration draft/channel-rename draft/chathistory draft/event-playback draft/extended-isupport draft/message-redaction draft/multiline=max-bytes=8192,max-lines=100 draft/no-implicit-names draft/pre-away draft/read-marker echo-message extended-join extended-monitor groupchat/members invite-notify labeled-response message-tags multi-prefix no-implicit-names sasl=PLAIN,SCRAM-SHA-256 server-time setname
             < :irc.example CAP * LS :standard-replies userhost-in-names
             > CAP LIST
             < :irc.example CAP * LIST :cap-notify
             > CAP REQ :-cap-notify
             < :irc.example CAP * NAK :-cap-notify",
        );
    }

    #[test]
    fn other_subcommands_are_invalid() {
        Client::member().holds(
            "> CAP FOO
             < :irc.example 410 alice FOO :Invalid CAP command
             > CAP :
             < :irc.example 410 alice * :Invalid CAP command
             > CAP
             < :irc.example 461 alice CAP :Not enough parameters",
        );
    }

    #[test]
    fn long_requests_are_answered_in_several_lines() {
        let asked = "server-time ".repeat(41);
        let got = Client::new().answers(&format!("CAP REQ :{asked}"));
        assert_eq!(got.matches("server-time").count(), 41);
        assert_eq!(
            got.lines()
                .filter(|l| l.starts_with("< :irc.example CAP * ACK :"))
                .count(),
            2
        );
    }
}
