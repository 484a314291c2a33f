//! Accounts: AUTHENTICATE, REGISTER.

use base64ct::{Base64, Encoding as _};

use crate::hub::login::{Login, Mechanism};
use crate::hub::request::Request;
use crate::hub::text::Text;
use crate::irc::command::Context;
use crate::irc::event::CHUNK;
use crate::irc::message::Line;
use crate::irc::numeric::{
    ERR_NEEDMOREPARAMS, ERR_SASLABORTED, ERR_SASLFAIL, ERR_SASLTOOLONG, RPL_SASLMECHS,
};
use crate::irc::session::Sasl;
use crate::limits;
use crate::secret::Secret;

/// `AUTHENTICATE <mechanism>`, then `AUTHENTICATE <base64>` for each message (IRCv3 sasl-3.1, sasl-3.2). Both mechanisms let
/// the client speak first, so that the first answer is known here. It may be begun anew at any time ("SASL Reauthentication").
pub(super) fn authenticate(context: &mut Context<'_, '_>) {
    let Some(word) = context.param(0) else {
        context.refuse(ERR_NEEDMOREPARAMS, "AUTHENTICATE");
        return;
    };
    let sasl = context.session.sasl.take();
    if sasl.is_none() && !context.me.logging_in {
        return begin(context, word);
    }
    if word == "*" {
        abort(context);
        return context.say(ERR_SASLABORTED);
    }
    let mut sasl = sasl.unwrap_or_default();
    if word.len() > CHUNK || sasl.text.len() + word.len() > limits::SASL {
        abort(context);
        return context.say(ERR_SASLTOOLONG);
    }
    if word != "+" {
        sasl.text.push_str(word);
    }
    if word.len() == CHUNK {
        context.session.sasl = Some(sasl);
        return;
    }
    let Ok(message) = Base64::decode_vec(&sasl.text) else {
        abort(context);
        return context.say(ERR_SASLFAIL);
    };
    let message = Secret::from(&*message);
    context.ask(Request::Login(match sasl.begun {
        Some(mechanism) => Login::Begin(mechanism, message),
        None => Login::Go(message),
    }));
}

fn begin(context: &mut Context<'_, '_>, word: &str) {
    if word == "*" {
        return context.say(ERR_SASLABORTED);
    }
    let Some(mechanism) = Mechanism::find(word) else {
        context.answer(RPL_SASLMECHS, |line| {
            line.arg(Mechanism::list()).last(RPL_SASLMECHS.text);
        });
        return context.say(ERR_SASLFAIL);
    };
    context.session.sasl = Some(Box::new(Sasl {
        begun: Some(mechanism),
        ..Sasl::default()
    }));
    context
        .steps
        .reply(|out| Line::to_server(out, "", "AUTHENTICATE").arg("+").end());
}

/// Stops what is under way, if anything is, and says so.
pub(super) fn give_up(context: &mut Context<'_, '_>) {
    if context.session.sasl.take().is_some() || context.me.logging_in {
        abort(context);
        context.say(ERR_SASLABORTED);
    }
}

/// Stops what the server knows of.
fn abort(context: &mut Context<'_, '_>) {
    if context.me.logging_in {
        context.ask(Request::Login(Login::Abort));
    }
}

/// `REGISTER <account> <email> <password>` (IRCv3 account-registration). Members only: who comes in is seen to at the door.
/// The address is not looked at, since nothing is ever sent there.
pub(super) fn register(context: &mut Context<'_, '_>) {
    let [account, _, password] = [0, 1, 2].map(|n| context.message.param(n).unwrap_or_default());
    if !context.me.registered {
        let voice = context.voice();
        context.steps.reply(|out| {
            let why = "Please come in first";
            voice.fail_about(
                out,
                "REGISTER",
                "COMPLETE_CONNECTION_REQUIRED",
                account,
                why,
            );
        });
        return;
    }
    let account = (account != "*").then(|| Text::lossy(account, limits::IRC_LINE));
    context.ask(Request::CreateAccount(account, Secret::from(password)));
}

#[cfg(test)]
mod tests {
    use crate::irc::capability::Caps;
    use crate::irc::testing::Client;

    #[test]
    fn plain_is_one_message() {
        Client::new().with(Caps::SASL).holds(
            "> AUTHENTICATE PLAIN
             < AUTHENTICATE +
             > AUTHENTICATE amlsbGVzAGppbGxlcwBzZXNhbWU=
             ? Login(Begin(Plain, Secret(…)))
             > AUTHENTICATE plain
             < AUTHENTICATE +
             > AUTHENTICATE +
             ? Login(Begin(Plain, Secret(…)))",
        );
    }

    #[test]
    fn scram_goes_back_and_forth() {
        Client::member().with(Caps::SASL).holds(
            "> AUTHENTICATE SCRAM-SHA-256
             < AUTHENTICATE +
             > AUTHENTICATE biwsbj1hLHI9Yg==
             ? Login(Begin(ScramSha256, Secret(…)))
             ! login begun
             > AUTHENTICATE Yz1iaXdz
             ? Login(Go(Secret(…)))
             > AUTHENTICATE +
             ? Login(Go(Secret(…)))
             ! login over
             > AUTHENTICATE PLAIN
             < AUTHENTICATE +",
        );
    }

    #[test]
    fn other_mechanisms_are_not_there() {
        Client::new().with(Caps::SASL).holds(
            "> AUTHENTICATE FOO
             < :irc.example 908 * PLAIN,SCRAM-SHA-256 :are available SASL mechanisms
             < :irc.example 904 * :SASL authentication failed
             > AUTHENTICATE *
             < :irc.example 906 * :SASL authentication aborted
             > AUTHENTICATE
             < :irc.example 461 * AUTHENTICATE :Not enough parameters
             > AUTHENTICATE :
             < :irc.example 461 * AUTHENTICATE :Not enough parameters",
        );
        assert!(
            Client::new()
                .answers("AUTHENTICATE PLAIN")
                .contains(" 421 ")
        );
    }

    #[test]
    fn long_messages_come_in_pieces_of_400() {
        let full = "A".repeat(400);
        let mut client = Client::new().with(Caps::SASL);
        assert_eq!(client.answers("AUTHENTICATE PLAIN"), "< AUTHENTICATE +\n");
        assert_eq!(client.answers(&format!("AUTHENTICATE {full}")), "");
        let asked = "? Login(Begin(Plain, Secret(…)))\n";
        assert_eq!(client.answers("AUTHENTICATE +"), asked);
        client.answers("AUTHENTICATE PLAIN");
        assert_eq!(client.answers(&format!("AUTHENTICATE {full}")), "");
        assert_eq!(client.answers("AUTHENTICATE AAAA"), asked);
        // Longer pieces, and more of them, are too long; what comes then begins anew.
        let too_long = "< :irc.example 905 * :SASL message too long\n";
        client.answers("AUTHENTICATE PLAIN");
        assert_eq!(client.answers(&format!("AUTHENTICATE {full}A")), too_long);
        client.answers("AUTHENTICATE PLAIN");
        for _ in 0..4 {
            assert_eq!(client.answers(&format!("AUTHENTICATE {full}")), "");
        }
        assert_eq!(client.answers("AUTHENTICATE AAAA"), too_long);
        assert_eq!(client.answers("AUTHENTICATE PLAIN"), "< AUTHENTICATE +\n");
    }

    #[test]
    fn an_exchange_can_be_given_up() {
        Client::new().with(Caps::SASL).holds(
            "> AUTHENTICATE PLAIN
             < AUTHENTICATE +
             > AUTHENTICATE *
             < :irc.example 906 * :SASL authentication aborted
             ! login begun
             > AUTHENTICATE *
             ? Login(Abort)
             < :irc.example 906 * :SASL authentication aborted",
        );
    }

    #[test]
    fn what_is_not_base64_fails() {
        for bad in [
            "====",
            "A",
            "AA",
            "AAA",
            "AB==",
            "AAAA=",
            "a_-b",
            "AAAA AAAA",
            "é",
        ] {
            Client::new().with(Caps::SASL).holds(&format!(
                "> AUTHENTICATE PLAIN
                 < AUTHENTICATE +
                 > AUTHENTICATE :{bad}
                 < :irc.example 904 * :SASL authentication failed
                 ! login begun
                 > AUTHENTICATE :{bad}
                 ? Login(Abort)
                 < :irc.example 904 * :SASL authentication failed"
            ));
        }
    }

    #[test]
    fn who_comes_in_meanwhile_comes_in_without() {
        Client::new().with(Caps::SASL).holds(
            r#"> CAP REQ sasl
               < :irc.example CAP * ACK :sasl
               > NICK alice
               ? Claim("alice")
               ! name alice
               > USER al 0 * :Al
               > AUTHENTICATE PLAIN
               < AUTHENTICATE +
               > CAP END
               < :irc.example 906 alice :SASL authentication aborted
               ? Register(Registration { user: Some("al"), real: Some("Al"), password: None, away: None, enter_lobby: true })"#,
        );
        Client::new().with(Caps::SASL).holds(
            r#"> NICK alice
               ? Claim("alice")
               ! name alice
               ! login begun
               > USER al 0 * :Al
               ? Login(Abort)
               < :irc.example 906 alice :SASL authentication aborted
               ? Register(Registration { user: Some("al"), real: Some("Al"), password: None, away: None, enter_lobby: true })"#,
        );
    }

    #[test]
    fn accounts_are_registered_by_members() {
        Client::member().holds(
            r#"> REGISTER * * sesame
               ? CreateAccount(None, Secret(…))
               > register alice alice@irc.example :open sesame
               ? CreateAccount(Some("alice"), Secret(…))
               > REGISTER bob *
               < :irc.example 461 alice REGISTER :Not enough parameters"#,
        );
        Client::new().holds(
            "> REGISTER * * sesame
             < :irc.example FAIL REGISTER COMPLETE_CONNECTION_REQUIRED * :Please come in first",
        );
    }
}
