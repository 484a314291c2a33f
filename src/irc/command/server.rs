//! Asking about the server: MOTD, LUSERS, VERSION, ISUPPORT, TIME, ADMIN, INFO, LINKS, STATS.

use crate::calendar;
use crate::hub::mask::matches;
use crate::hub::request::{Query, Request};
use crate::irc::batch::Reference;
use crate::irc::command::Context;
use crate::irc::numeric::{
    ERR_NOSUCHSERVER, RPL_ADMINEMAIL, RPL_ADMINLOC1, RPL_ADMINLOC2, RPL_ADMINME, RPL_ENDOFINFO,
    RPL_ENDOFLINKS, RPL_ENDOFSTATS, RPL_INFO, RPL_LINKS, RPL_STATSUPTIME, RPL_TIME, RPL_VERSION,
};
use crate::irc::{event, isupport};

/// `MOTD [server]`.
pub(super) fn motd(context: &mut Context<'_, '_>) {
    if is_us(context) {
        let voice = context.voice();
        context.steps.reply(|out| event::motd(voice, out));
    }
}

/// `LUSERS`. Its parameters ask about other servers of a network, of which there are none (RFC 2812 section 3.4.2).
pub(super) fn lusers(context: &mut Context<'_, '_>) {
    context.ask(Request::Ask(Query::Counts));
}

/// `VERSION [server]`: the program, and what it supports again.
pub(super) fn version(context: &mut Context<'_, '_>) {
    if !is_us(context) {
        return;
    }
    let info = context.info;
    context.answer(RPL_VERSION, |line| {
        line.arg(&info.version)
            .arg(&info.server_name)
            .last(env!("CARGO_PKG_DESCRIPTION"));
    });
    isupport(context);
}

/// `ISUPPORT`: what the server supports, before registration too where that was asked for (IRCv3 extended-isupport,
/// "`ISUPPORT` command").
pub(super) fn isupport(context: &mut Context<'_, '_>) {
    let (voice, caps) = (context.voice(), context.session.caps);
    let reference = Reference::answer(context.steps.number());
    context
        .steps
        .reply(|out| isupport::write(voice, caps, reference, out));
}

/// `TIME [server]`.
pub(super) fn time(context: &mut Context<'_, '_>) {
    if is_us(context) {
        let (info, now) = (context.info, context.now);
        context.answer(RPL_TIME, |line| {
            line.arg(&info.server_name)
                .last(calendar::human(now.unix_ms));
        });
    }
}

/// `ADMIN [server]`. Nobody has to say who they are to run a server, so the answer says just that.
pub(super) fn admin(context: &mut Context<'_, '_>) {
    if !is_us(context) {
        return;
    }
    let info = context.info;
    context.answer(RPL_ADMINME, |line| {
        line.arg(&info.server_name).last(RPL_ADMINME.text);
    });
    context.answer(RPL_ADMINLOC1, |line| line.last(&info.version));
    context.answer(RPL_ADMINLOC2, |line| line.last(&info.server_name));
    context.answer(RPL_ADMINEMAIL, |line| {
        line.last("Ask whoever started this server; no address was left");
    });
}

/// `INFO [server]`.
pub(super) fn info(context: &mut Context<'_, '_>) {
    if !is_us(context) {
        return;
    }
    let info = context.info;
    for text in [
        info.version.clone(),
        env!("CARGO_PKG_DESCRIPTION").to_owned(),
        format!("Here since {}", calendar::human(info.started_unix_ms)),
    ] {
        context.answer(RPL_INFO, |line| line.last(text));
    }
    context.say(RPL_ENDOFINFO);
}

/// `LINKS [[server] mask]`: of all servers whose name matches there is one.
pub(super) fn links(context: &mut Context<'_, '_>) {
    let mask = context.param(1).or(context.param(0)).unwrap_or("*");
    let info = context.info;
    if matches(mask, &info.server_name) {
        context.answer(RPL_LINKS, |line| {
            line.arg(&info.server_name)
                .arg(&info.server_name)
                .last(format_args!("0 {}", info.version));
        });
    }
    context.refuse(RPL_ENDOFLINKS, mask);
}

/// `STATS <letter> [server]`: `u` is how long the server has been running, `o`, for operators of the server, who is one.
/// There is nothing to tell about the others.
pub(super) fn stats(context: &mut Context<'_, '_>) {
    let letter = context.param(0).unwrap_or("*");
    if letter.eq_ignore_ascii_case("u") {
        let up = context
            .now
            .unix_ms
            .saturating_sub(context.info.started_unix_ms)
            / 1000;
        let (days, hours, minutes) = (up / 86_400, up / 3600 % 24, up / 60 % 60);
        context.answer(RPL_STATSUPTIME, |line| {
            line.last(format_args!(
                "Server Up {days} days {hours}:{minutes:02}:{:02}",
                up % 60
            ));
        });
    }
    if letter.eq_ignore_ascii_case("o") {
        context.ask(Request::Ask(Query::Operators));
    }
    context.refuse(RPL_ENDOFSTATS, letter);
}

/// Whether a question is for this server, as it is when no server is named, when a mask fits its name (Modern IRC, VERSION),
/// and when it is meant for the server of the asker; the answer that there is no other (402) if not.
fn is_us(context: &mut Context<'_, '_>) -> bool {
    let Some(word) = context.param(0) else {
        return true;
    };
    let known =
        matches(word, &context.info.server_name) || word.eq_ignore_ascii_case(context.me.shown());
    if !known {
        context.refuse(ERR_NOSUCHSERVER, word);
    }
    known
}

#[cfg(test)]
mod tests {
    use crate::irc::testing::{Client, NOW};

    #[test]
    fn asking_about_the_server() {
        let mut client = Client::member();
        client.info.version = "groupchat-9".to_owned();
        client.holds(
            r##"> MOTD
                < :irc.example 422 alice :There is no message of the day
                > MOTD other.example
                < :irc.example 402 alice other.example :No such server
                > LUSERS
                ? Ask(Counts)
                > TIME *.EXAMPLE
                < :irc.example 391 alice irc.example :Saturday, 31 January 2026, 23:59:59 UTC
                > ADMIN
                < :irc.example 256 alice irc.example :Administrative info
                < :irc.example 257 alice :groupchat-9
                < :irc.example 258 alice :irc.example
                < :irc.example 259 alice :Ask whoever started this server; no address was left"##,
        );
        let version = client.answers("VERSION");
        assert!(version.starts_with("< :irc.example 351 alice groupchat-9 irc.example :"));
        assert!(version.contains(" 005 alice ") && version.contains(" LOBBY=#lobby "));
        let info = client.answers("INFO *");
        assert!(info.starts_with("< :irc.example 371 alice :groupchat-9\n"));
        assert!(info.ends_with("< :irc.example 374 alice :End of INFO list\n"));
    }

    #[test]
    fn links_and_stats_tell_of_one_server() {
        let mut client = Client::member();
        client.info.version = "groupchat-9".to_owned();
        client.info.started_unix_ms = NOW.unix_ms - 93_784_000;
        client.holds(
            r##"> LINKS
                < :irc.example 364 alice irc.example irc.example :0 groupchat-9
                < :irc.example 365 alice * :End of LINKS list
                > LINKS *.example
                < :irc.example 364 alice irc.example irc.example :0 groupchat-9
                < :irc.example 365 alice *.example :End of LINKS list
                > LINKS irc.example other.*
                < :irc.example 365 alice other.* :End of LINKS list
                > STATS u
                < :irc.example 242 alice :Server Up 1 days 2:03:04
                < :irc.example 219 alice u :End of STATS report
                > STATS o
                ? Ask(Operators)
                < :irc.example 219 alice o :End of STATS report
                > STATS l
                < :irc.example 219 alice l :End of STATS report
                > STATS
                < :irc.example 461 alice STATS :Not enough parameters"##,
        );
    }

    #[test]
    fn a_message_of_the_day_is_told_whole() {
        let mut client = Client::member();
        client.info.motd = vec!["Welcome.".to_owned(), "z".repeat(600)];
        let got = client.answers("MOTD");
        assert!(got.starts_with(
            "< :irc.example 375 alice :- irc.example Message of the day -\n< :irc.example 372 alice :- Welcome.\n"
        ));
        assert_eq!(got.matches('z').count(), 600);
        assert!(got.ends_with("< :irc.example 376 alice :End of MOTD command\n"));
    }
}
