//! Accounts on the wire: AUTHENTICATE, ACCOUNT, 900 and 903, what became of REGISTER.

use base64ct::{Base64, Encoding as _};

use crate::hub::face::Face;
use crate::hub::login::{How, LoginFault, RegisterFault};
use crate::hub::name::Name;
use crate::hub::text::Text;
use crate::irc::capability::Caps;
use crate::irc::event::{Source, View};
use crate::irc::message::Line;
use crate::irc::numeric::{ERR_SASLFAIL, RPL_LOGGEDIN, RPL_SASLSUCCESS};

/// Most bytes of base64 in one `AUTHENTICATE` (IRCv3 sasl-3.1, "The AUTHENTICATE command").
pub(in crate::irc) const CHUNK: usize = 400;

/// Writes a message of a mechanism, in either direction: in pieces, and where the last of them is full, an empty one ends it
/// (IRCv3 sasl-3.1, "The AUTHENTICATE command").
pub fn authenticate(message: &[u8], out: &mut Vec<u8>) {
    let text = Base64::encode_string(message);
    let mut rest = text.as_str();
    while let Some((piece, after)) = rest.split_at_checked(CHUNK) {
        Line::to_server(out, "", "AUTHENTICATE").arg(piece).end();
        rest = after;
    }
    let last = if rest.is_empty() { "+" } else { rest };
    Line::to_server(out, "", "AUTHENTICATE").arg(last).end();
}

/// IRCv3 sasl-3.1, "Numerics"; IRCv3 account-registration, `REGISTER SUCCESS`. A guest has no user name or host yet.
pub(super) fn logged_in(
    me: Option<&Face>,
    account: &Name,
    how: How,
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    let voice = view.voice();
    if how == How::Registered {
        Line::from(out, "", &view.info.server_name, "REGISTER")
            .arg("SUCCESS")
            .arg(account)
            .last("The account is yours, and you are logged in to it");
    }
    let line = voice.numeric(out, RPL_LOGGEDIN);
    let line = match me {
        Some(me) => line.arg(Source(me)),
        None => line.arg(format_args!("{}!*@*", view.to)),
    };
    line.arg(account)
        .last(format_args!("You are now logged in as {account}"));
    if how == How::Sasl {
        voice.plain(out, RPL_SASLSUCCESS);
    }
}

/// IRCv3 account-notify.
pub(super) fn account(was: &Face, now: &Face, view: &View<'_>, out: &mut Vec<u8>) {
    if view.caps.contains(Caps::ACCOUNT_NOTIFY) {
        let line = view.does(out, was, "ACCOUNT");
        match &now.account {
            Some(account) => line.arg(account).end(),
            None => line.arg("*").end(),
        }
    }
}

/// Why SASL failed: one numeric, with the words that tell more.
pub(super) fn failed(fault: LoginFault, view: &View<'_>, out: &mut Vec<u8>) {
    view.voice()
        .numeric(out, ERR_SASLFAIL)
        .last(format_args!("{}: {fault}", ERR_SASLFAIL.text));
}

/// IRCv3 account-registration, `FAIL REGISTER`.
pub(super) fn no_account(name: &Text, fault: RegisterFault, view: &View<'_>, out: &mut Vec<u8>) {
    let code = match fault {
        RegisterFault::Exists => "ACCOUNT_EXISTS",
        RegisterFault::NotYourName => "ACCOUNT_NAME_MUST_BE_NICK",
        RegisterFault::LoggedIn => "ALREADY_AUTHENTICATED",
        RegisterFault::Weak(_) => "WEAK_PASSWORD",
        RegisterFault::Unacceptable(_) => "UNACCEPTABLE_PASSWORD",
        RegisterFault::Full | RegisterFault::Slowed(_) | RegisterFault::Busy => {
            "TEMPORARILY_UNAVAILABLE"
        }
    };
    view.voice()
        .fail_about(out, "REGISTER", code, name.as_str(), fault);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::event::{Event, Reply};
    use crate::hub::refusal::Refusal;
    use crate::irc::testing::{heard, logged_in, name, text, who};

    fn told(event: &Event) -> Vec<String> {
        heard(event, Caps::NONE, true)
    }

    #[test]
    fn challenges_come_in_pieces() {
        let say = |bytes| told(&Event::Reply(Reply::Challenge(bytes)));
        assert_eq!(say(Vec::new()), ["AUTHENTICATE +"]);
        assert_eq!(say(b"r=abc".to_vec()), ["AUTHENTICATE cj1hYmM="]);
        // 300 bytes are 400 of base64.
        let full = format!("AUTHENTICATE {}", "AAAA".repeat(100));
        assert_eq!(say(vec![0; 300]), [&*full, "AUTHENTICATE +"]);
        assert_eq!(say(vec![0; 303]), [&*full, "AUTHENTICATE AAAA"]);
        assert_eq!(say(vec![0; 297]), [full[..full.len() - 4].to_owned()]);
    }

    #[test]
    fn who_is_logged_in_is_told_how() {
        let event = |me, how| Event::LoggedIn {
            me,
            account: name("Alice"),
            how,
        };
        let alice = || Some(who("alice", 1));
        let is = ":irc.example 900 alice alice!a@10.0.0.1 Alice :You are now logged in as Alice";
        assert_eq!(
            told(&event(alice(), How::Sasl)),
            [is, ":irc.example 903 alice :SASL authentication successful"]
        );
        assert_eq!(
            told(&event(alice(), How::Registered)),
            [
                ":irc.example REGISTER SUCCESS Alice :The account is yours, and you are logged in to it",
                is
            ]
        );
        assert_eq!(
            told(&event(None, How::Sasl))[0],
            ":irc.example 900 alice alice!*@* Alice :You are now logged in as Alice"
        );
    }

    #[test]
    fn others_are_told_of_an_account_and_the_tag_is_the_one_before() {
        let (bob, now) = (who("bob", 2), logged_in("bob", 2, "Robert"));
        let news = |was| Event::Account {
            was,
            now: now.clone(),
        };
        let caps = Caps::ACCOUNT_NOTIFY | Caps::ACCOUNT_TAG;
        assert_eq!(heard(&news(bob), Caps::NONE, false), [""; 0]);
        let before = logged_in("bob", 2, "bo\\b");
        assert_eq!(
            heard(&news(before), caps, false),
            ["@account=bo\\\\b :bob!b@10.0.0.2 ACCOUNT Robert"]
        );
        assert_eq!(
            heard(&news(who("bob", 2)), caps, false),
            [":bob!b@10.0.0.2 ACCOUNT Robert"]
        );
    }

    #[test]
    fn what_fails_is_told_with_the_reason() {
        for (refusal, want) in [
            (
                Refusal::LoginFailed(LoginFault::Wrong),
                "904 alice :SASL authentication failed: Wrong account or password.",
            ),
            (
                Refusal::LoginFailed(LoginFault::Slowed(60)),
                "904 alice :SASL authentication failed: Too many passwords were tried from your address; try again in 60 s.",
            ),
            (
                Refusal::NoAccount(text("bob"), RegisterFault::Exists),
                "FAIL REGISTER ACCOUNT_EXISTS bob :There is an account of that name already.",
            ),
            (
                Refusal::NoAccount(text("bob"), RegisterFault::NotYourName),
                "FAIL REGISTER ACCOUNT_NAME_MUST_BE_NICK bob :An account has the name of its owner.",
            ),
            (
                Refusal::NoAccount(text("bob"), RegisterFault::LoggedIn),
                "FAIL REGISTER ALREADY_AUTHENTICATED bob :You are logged in to an account already.",
            ),
            (
                Refusal::NoAccount(text("bob"), RegisterFault::Weak("it is short")),
                "FAIL REGISTER WEAK_PASSWORD bob :That password is too easy to guess: it is short.",
            ),
            (
                Refusal::NoAccount(text("bob"), RegisterFault::Unacceptable("it is long")),
                "FAIL REGISTER UNACCEPTABLE_PASSWORD bob :That cannot be a password: it is long.",
            ),
            (
                Refusal::NoAccount(text("bob"), RegisterFault::Full),
                "FAIL REGISTER TEMPORARILY_UNAVAILABLE bob :There are as many accounts as this server takes.",
            ),
        ] {
            let want = format!(":irc.example {want}");
            assert_eq!(told(&Event::Refused(refusal)), [want]);
        }
    }
}
