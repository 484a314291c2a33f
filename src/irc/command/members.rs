//! The capability `groupchat/members`: MEMBERS, LISTEN.

use crate::hub::request::{Query, Request};
use crate::irc::command::Context;

/// `MEMBERS [group]`: the member table of a group, or of the whole server.
pub(super) fn members(context: &mut Context<'_, '_>) {
    let group = match context.param(0) {
        None | Some("*") => None,
        Some(word) => match context.group(word) {
            Some(group) => Some(group),
            None => return,
        },
    };
    context.ask(Request::Ask(Query::Members(group)));
}

/// `LISTEN <port>`: where the client accepts direct connections; 0 for no longer.
pub(super) fn listen(context: &mut Context<'_, '_>) {
    let word = context.message.param(0).unwrap_or_default();
    match word.parse() {
        Ok(port) => context.ask(Request::Listen(port)),
        Err(_) => {
            let voice = context.voice();
            let text = "The port has to be a number from 0 to 65535";
            context
                .steps
                .reply(|out| voice.fail(out, "LISTEN", "INVALID_PORT", text));
        }
    }
}
