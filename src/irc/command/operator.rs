//! Operators of the server: OPER, and what only they may do: KILL, WALLOPS, CHGHOST, REHASH, DIE.
//!
//! Who may is the hub's to know; it refuses all others (481).

use crate::hub::request::{Order, Request};
use crate::hub::text::Text;
use crate::irc::command::Context;
use crate::irc::command::group::member;
use crate::irc::command::registration::in_user;
use crate::irc::numeric::{ERR_CANTKILLSERVER, ERR_NEEDMOREPARAMS};
use crate::limits;

/// `OPER <name> <password>` (Modern IRC, OPER). Answered when the password has been checked, which takes a moment.
pub(super) fn oper(context: &mut Context<'_, '_>) {
    let [name, password] = [0, 1].map(|index| {
        let word = context.message.param(index).unwrap_or_default();
        Text::lossy(word, limits::IRC_LINE)
    });
    context.ask(Request::Operate(name, password));
}

/// `KILL <name> <comment>` (Modern IRC, KILL).
pub(super) fn kill(context: &mut Context<'_, '_>) {
    let word = context.message.param(0).unwrap_or_default();
    if word.eq_ignore_ascii_case(&context.info.server_name) {
        context.say(ERR_CANTKILLSERVER);
        return;
    }
    let comment = context.message.param(1).unwrap_or_default();
    let comment = Text::lossy(comment, limits::REASON);
    if let Some(who) = member(context, word) {
        context.ask(Request::Order(Order::Kill(who, comment)));
    }
}

/// `WALLOPS <text>` (Modern IRC, WALLOPS).
pub(super) fn wallops(context: &mut Context<'_, '_>) {
    let Some(text) = context.param(0) else {
        context.refuse(ERR_NEEDMOREPARAMS, "WALLOPS");
        return;
    };
    let text = Text::lossy(text, limits::IRC_LINE);
    context.ask(Request::Order(Order::Announce(text)));
}

/// `CHGHOST <name> <user> <host>`: what others see of a member, told as IRCv3 chghost has it. A host is a word like those
/// that stand for addresses.
pub(super) fn chghost(context: &mut Context<'_, '_>) {
    let [word, user, host] =
        [0, 1, 2].map(|index| context.message.param(index).unwrap_or_default());
    let fits = |word: &str, most: usize, fits: fn(char) -> bool| {
        (1..=most).contains(&word.len()) && word.chars().all(fits)
    };
    let good = fits(user, limits::USER, in_user)
        && fits(host, limits::HOST, in_host)
        && !host.starts_with([':', '.', '-']);
    if !good {
        let voice = context.voice();
        let why = format_args!(
            "a user has 1 to {} visible characters of ASCII without ! @ : and comma, a host 1 to {} letters, digits and \
             . - : / _, and begins with none of . - :",
            limits::USER,
            limits::HOST
        );
        return context
            .steps
            .reply(|out| voice.notice(out, format_args!("CHGHOST: {why}")));
    }
    let (user, host) = (
        Text::lossy(user, limits::USER),
        Text::lossy(host, limits::HOST),
    );
    if let Some(who) = member(context, word) {
        context.ask(Request::Order(Order::Dress(who, user, host)));
    }
}

/// `REHASH` (Modern IRC, REHASH): reads the message of the day, the password and the operators again, as SIGHUP does.
pub(super) fn rehash(context: &mut Context<'_, '_>) {
    context.ask(Request::Order(Order::Reload));
}

/// `DIE` (RFC 2812 section 4.3): stops the server, as SIGTERM does.
pub(super) fn die(context: &mut Context<'_, '_>) {
    context.ask(Request::Order(Order::Stop));
}

/// Whether a character may stand in a host.
fn in_host(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '/' | '_')
}

#[cfg(test)]
mod tests {
    use crate::irc::testing::Client;

    #[test]
    fn a_name_and_a_password_make_an_operator() {
        Client::member().holds(
            r#"> OPER alice hunter2
               ? Operate("alice", "hunter2")
               > OPER alice :a long one
               ? Operate("alice", "a long one")
               > OPER alice
               < :irc.example 461 alice OPER :Not enough parameters
               > OPER
               < :irc.example 461 alice OPER :Not enough parameters"#,
        );
        Client::new().holds(
            "> OPER alice hunter2
             < :irc.example 451 * :You have not registered",
        );
    }

    #[test]
    fn orders_are_asked_of_the_hub() {
        Client::member().holds(
            r#"> KILL bob :spam, again
               ? Order(Kill(Name("bob"), "spam, again"))
               > KILL 2 spam
               ? Order(Kill(Id(MemberId(2)), "spam"))
               > KILL irc.example :no
               < :irc.example 483 alice :You can't kill a server
               > KILL b.b :no
               < :irc.example 401 alice b.b :No such nick/channel
               > KILL bob
               < :irc.example 461 alice KILL :Not enough parameters
               > WALLOPS :back in five minutes
               ? Order(Announce("back in five minutes"))
               > WALLOPS :
               < :irc.example 461 alice WALLOPS :Not enough parameters
               > WALLOPS
               < :irc.example 461 alice WALLOPS :Not enough parameters
               > CHGHOST bob b staff.example
               ? Order(Dress(Name("bob"), "b", "staff.example"))
               > CHGHOST b.b b staff.example
               < :irc.example 401 alice b.b :No such nick/channel
               > CHGHOST bob b
               < :irc.example 461 alice CHGHOST :Not enough parameters
               > REHASH
               ? Order(Reload)
               > DIE
               ? Order(Stop)"#,
        );
    }

    #[test]
    fn what_could_not_stand_in_a_source_is_no_user_and_no_host() {
        let long = format!("b {}", "h".repeat(64));
        for wrong in [
            "b@d host",
            "b! host",
            "bb :a host",
            "b :",
            "b .host",
            "b -host",
            "b h\u{e4}st",
            "b h!st",
            "b h@st",
            "bbbbbbbbbbb host",
            "b :host with spaces",
            &long,
        ] {
            let got = Client::member().answers(&format!("CHGHOST bob {wrong}"));
            assert!(
                got.starts_with("< :irc.example NOTICE alice :CHGHOST: a user has ")
                    && got.lines().count() == 1,
                "{wrong}: {got}"
            );
        }
    }
}
