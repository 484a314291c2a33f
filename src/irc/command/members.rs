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

#[cfg(test)]
mod tests {
    use crate::irc::capability::Caps;
    use crate::irc::testing::Client;

    #[test]
    fn the_table_and_the_port() {
        Client::member().with(Caps::MEMBERS).holds(
            r##"> MEMBERS
                ? Ask(Members(None))
                > MEMBERS *
                ? Ask(Members(None))
                > MEMBERS #a
                ? Ask(Members(Some("#a")))
                > MEMBERS a
                < :irc.example 403 alice a :No such channel: it has to begin with #
                > LISTEN 7000
                ? Listen(7000)
                > LISTEN 0
                ? Listen(0)
                > LISTEN 65536
                < :irc.example FAIL LISTEN INVALID_PORT :The port has to be a number from 0 to 65535
                > LISTEN -1
                < :irc.example FAIL LISTEN INVALID_PORT :The port has to be a number from 0 to 65535"##,
        );
    }
}
