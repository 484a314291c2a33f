//! Arriving and leaving: PASS, NICK, USER, PING, QUIT.

use crate::hub::name::Name;
use crate::hub::request::Request;
use crate::hub::text::Text;
use crate::irc::command::Context;
use crate::irc::message::Line;
use crate::irc::numeric::{
    ERR_ALREADYREGISTERED, ERR_ERRONEUSNICKNAME, ERR_NEEDMOREPARAMS, ERR_NONICKNAMEGIVEN,
    ERR_NOORIGIN,
};
use crate::irc::session::{Phase, User};
use crate::irc::voice::clip;
use crate::limits;

/// `PASS <password>`: kept until registration. The last one counts (Modern IRC, PASS).
pub(super) fn pass(context: &mut Context<'_, '_>) {
    let password = context.message.param(0).unwrap_or_default();
    if let Phase::Newcomer(newcomer) = &mut context.session.phase {
        newcomer.password = Some(Text::lossy(password, limits::IRC_LINE));
    }
}

/// `NICK <name>`: the first name, or another one.
pub(super) fn nick(context: &mut Context<'_, '_>) {
    let Some(word) = context.param(0) else {
        context.say(ERR_NONICKNAMEGIVEN);
        return;
    };
    match Name::new(word) {
        Ok(name) => {
            context.ask(Request::Claim(name));
            if let Phase::Newcomer(newcomer) = &mut context.session.phase {
                newcomer.named = true;
            }
            context.register();
        }
        Err(fault) => context.answer(ERR_ERRONEUSNICKNAME, |line| {
            line.arg(clip(word))
                .last(format_args!("{}: {fault}", ERR_ERRONEUSNICKNAME.text));
        }),
    }
}

/// `USER <user> 0 * <real name>`: once (Modern IRC, USER). Neither may be empty. Both are kept as far as they go; a user name
/// of nothing that a source can carry is replaced by the name.
pub(super) fn user(context: &mut Context<'_, '_>) {
    let (Some(word), Some(real)) = (context.param(0), context.param(3)) else {
        context.refuse(ERR_NEEDMOREPARAMS, "USER");
        return;
    };
    let Phase::Newcomer(newcomer) = &mut context.session.phase else {
        return;
    };
    if newcomer.user.is_some() {
        context.say(ERR_ALREADYREGISTERED);
        return;
    }
    let word: String = word.chars().filter(|&c| in_user(c)).collect();
    newcomer.user = Some(User {
        user: some(Text::lossy(&word, limits::USER)),
        real: some(Text::lossy(real, limits::REAL)),
    });
    context.register();
}

/// `PING <token>`: the token comes back (Modern IRC, PING).
pub(super) fn ping(context: &mut Context<'_, '_>) {
    let Some(token) = context.param(0) else {
        context.say(ERR_NOORIGIN);
        return;
    };
    let server = &context.info.server_name;
    context.steps.reply(|out| {
        Line::from(out, "", server, "PONG").arg(server).last(token);
    });
}

/// `QUIT [reason]`: for good, at any time.
pub(super) fn quit(context: &mut Context<'_, '_>) {
    let reason = context
        .param(0)
        .map(|reason| Text::lossy(reason, limits::REASON));
    context.ask(Request::Quit(reason));
}

/// Whether a character may stand in a user name, that is in `name!user@host`: RFC 2812 section 2.3.1 knows it in ASCII.
pub(super) fn in_user(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '!' | '@' | ':' | ',')
}

fn some(text: Text) -> Option<Text> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use crate::hub::name::Name;
    use crate::irc::message::{Line, Message};
    use crate::irc::testing::Client;
    use proptest::prelude::*;

    #[test]
    fn bad_names_are_refused_with_the_reason() {
        Client::new().holds(
            "> NICK
             < :irc.example 431 * :No nickname given
             > NICK :
             < :irc.example 431 * :No nickname given
             > NICK 9lives
             < :irc.example 432 * 9lives :Erroneous nickname: it has to begin with a letter
             > NICK a.b
             < :irc.example 432 * a.b :Erroneous nickname: it may not contain '.'
             > NICK a€b
             < :irc.example 432 * a€b :Erroneous nickname: it may not contain '€'
             > NICK aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
             < :irc.example 432 * aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa :Erroneous nickname: it is longer than 32 bytes",
        );
    }

    #[test]
    fn a_user_is_kept_as_far_as_a_source_can_carry_it() {
        Client::new().holds(
            r#"> USER a 0 *
               < :irc.example 461 * USER :Not enough parameters
               > USER : 0 * x
               < :irc.example 461 * USER :Not enough parameters
               > USER a 0 * :
               < :irc.example 461 * USER :Not enough parameters
               > USER a!b@c:d,éefghijklmnop 0 * :A B
               > USER again 0 * :A B
               < :irc.example 462 * :You may not register again
               > NICK alice
               ? Claim("alice")
               ? Register(Registration { user: Some("abcdefghij"), real: Some("A B"), password: None, away: None, enter_lobby: true })"#,
        );
        let got = Client::new().holds("> USER @! 0 * :A").answers("NICK a");
        assert!(got.contains("user: None, real: Some(\"A\")"), "{got}");
    }

    #[test]
    fn leaving_and_staying_alive_work_at_any_time() {
        for mut client in [Client::new(), Client::member()] {
            client.holds(
                r#"> PING
                   < :irc.example 409 %me% :No origin specified
                   > PING :a b
                   < :irc.example PONG irc.example :a b
                   > PONG irc.example
                   > ERROR :what
                   > QUIT
                   ? Quit(None)
                   > QUIT :
                   ? Quit(None)
                   > QUIT :good bye
                   ? Quit(Some("good bye"))"#
                    .replace("%me%", client.me())
                    .as_str(),
            );
        }
    }

    #[test]
    fn registering_twice_is_refused() {
        Client::member().holds(
            "> PASS late
             < :irc.example 462 alice :You may not register again
             > USER a 0 * :A
             < :irc.example 462 alice :You may not register again",
        );
    }

    #[test]
    fn a_name_may_be_in_any_script_and_is_composed() {
        Client::new().holds(
            r#"> NICK 日本
               ? Claim("日本")
               > NICK zoë
               ? Claim("zoë")
               > NICK שרה_a
               < :irc.example 432 * שרה_a :Erroneous nickname: it may not mix letters written to the right with letters written to the left"#
                .replace("\\u0308", "\u{308}")
                .as_str(),
        );
    }

    proptest! {
        #[test]
        fn a_name_survives_a_line(text in "[\\pL_][\\pL\\pM\\pN_-]{0,8}") {
            let Ok(name) = Name::new(&text) else { return Ok(()) };
            let mut out = Vec::new();
            let source = format!("{name}!user@host");
            Line::from(&mut out, "", &source, "NICK").arg(&name).end();
            let line = String::from_utf8(out).expect("UTF-8");
            let message = Message::parse(line.trim_end()).expect("a message");
            prop_assert_eq!(message.param(0), Some(name.as_str()));
            prop_assert_eq!(message.source.and_then(|source| source.split('!').next()), Some(name.as_str()));
        }
    }
}
