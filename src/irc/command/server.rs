//! Asking about the server: MOTD, LUSERS, VERSION, TIME, ADMIN, INFO.

use crate::hub::request::{Query, Request};
use crate::irc::command::Context;
use crate::irc::numeric::{
    ERR_NOSUCHSERVER, RPL_ADMINEMAIL, RPL_ADMINLOC1, RPL_ADMINLOC2, RPL_ADMINME, RPL_ENDOFINFO,
    RPL_INFO, RPL_TIME, RPL_VERSION,
};
use crate::irc::{date, event, isupport};

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
    let voice = context.voice();
    context.steps.reply(|out| isupport::write(voice, out));
}

/// `TIME [server]`.
pub(super) fn time(context: &mut Context<'_, '_>) {
    if is_us(context) {
        let (info, now) = (context.info, context.now);
        context.answer(RPL_TIME, |line| {
            line.arg(&info.server_name).last(date::human(now.unix_ms));
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
        format!("Here since {}", date::human(info.started_unix_ms)),
    ] {
        context.answer(RPL_INFO, |line| line.last(text));
    }
    context.say(RPL_ENDOFINFO);
}

/// Whether a question is for this server, as it is when no server is named; the answer that there is no other (402) if not.
fn is_us(context: &mut Context<'_, '_>) -> bool {
    let Some(word) = context.param(0) else {
        return true;
    };
    let known = word == "*"
        || word.eq_ignore_ascii_case(&context.info.server_name)
        || word.eq_ignore_ascii_case(context.me.shown());
    if !known {
        context.refuse(ERR_NOSUCHSERVER, word);
    }
    known
}
