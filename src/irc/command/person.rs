//! Asking about members, being away, and who one really is: WHO, WHOIS, WHOWAS, ISON, USERHOST, AWAY, SETNAME.

use crate::hub::name::{GroupName, Name};
use crate::hub::request::{Fields, OnlineForm, Query, Request, WhoMask};
use crate::hub::text::Text;
use crate::irc::command::Context;
use crate::irc::command::group::member;
use crate::irc::numeric::{
    ERR_NONICKNAMEGIVEN, ERR_TOOMANYTARGETS, ERR_WASNOSUCHNICK, RPL_ENDOFWHO, RPL_ENDOFWHOIS,
    RPL_ENDOFWHOWAS, RPL_NOWAWAY, RPL_UNAWAY,
};
use crate::irc::session::Phase;
use crate::limits;

/// `WHO [group or mask] [o][%fields[,token]]`; no mask, `*` and `0` are everyone (RFC 1459 section 4.5.1). Fields are those
/// of IRCv3 WHOX; of the letters before them only `o` means something:
/// operators of the server and nobody else.
pub(super) fn who(context: &mut Context<'_, '_>) {
    let mask = match context.param(0) {
        None | Some("0") => "*",
        Some(mask) => mask,
    };
    let (flags, fields) = match context.param(1).map(|how| how.split_once('%')) {
        Some(Some((flags, fields))) => (flags, Some(whox(fields))),
        Some(None) => (context.param(1).unwrap_or_default(), None),
        None => ("", None),
    };
    let operators = flags.contains('o');
    let asked = match GroupName::new(mask) {
        Ok(group) => Some(WhoMask::Group(group)),
        // What begins like a group and cannot be one has nobody in it.
        Err(_) if mask.starts_with('#') => None,
        Err(_) => Some(WhoMask::Name(Text::lossy(mask, limits::IRC_LINE))),
    };
    match asked {
        Some(asked) if operators => context.ask(Request::Ask(Query::WhoOperates(asked, fields))),
        Some(asked) => context.ask(Request::Ask(Query::Who(asked, fields))),
        None => context.refuse(RPL_ENDOFWHO, mask),
    }
}

/// IRCv3 WHOX: letters and, behind a comma, the token. One that is none is `0`, the token of those who gave none.
fn whox(given: &str) -> Fields {
    let (letters, token) = given.split_once(',').unwrap_or((given, ""));
    let good = (1..=3).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_digit());
    Fields {
        letters: Text::lossy(letters, limits::IRC_LINE),
        token: Text::lossy(if good { token } else { "0" }, limits::IRC_LINE),
    }
}

/// `WHOIS [server] <names>`. The hub answers for each, or refuses (401); the end of it all is told here.
pub(super) fn whois(context: &mut Context<'_, '_>) {
    let Some(list) = context.param(1).or(context.param(0)) else {
        context.say(ERR_NONICKNAMEGIVEN);
        return;
    };
    for word in context.list(list, false) {
        if let Some(who) = member(context, word) {
            context.ask(Request::Ask(Query::Whois(who)));
        }
    }
    context.refuse(RPL_ENDOFWHOIS, list);
}

/// `WHOWAS <name> [count]`; a count that is no positive number is all of them (RFC 2812 section 3.6.3).
pub(super) fn whowas(context: &mut Context<'_, '_>) {
    let Some(word) = context.param(0) else {
        context.say(ERR_NONICKNAMEGIVEN);
        return;
    };
    match Name::new(word) {
        Ok(name) => {
            let count = context.param(1).and_then(|n| n.parse().ok()).unwrap_or(0);
            context.ask(Request::Ask(Query::Whowas(name, count)));
        }
        Err(_) => {
            context.refuse(ERR_WASNOSUCHNICK, word);
            context.refuse(RPL_ENDOFWHOWAS, word);
        }
    }
}

/// `ISON <names>`: which of them are here.
pub(super) fn ison(context: &mut Context<'_, '_>) {
    online(context, OnlineForm::Ison);
}

/// `USERHOST <names>`: where those of them that are here come from.
pub(super) fn userhost(context: &mut Context<'_, '_>) {
    online(context, OnlineForm::Userhost);
}

/// Names are words, whether each is a parameter or several share the last.
fn online(context: &mut Context<'_, '_>, form: OnlineForm) {
    let words = context.message.params().iter().flat_map(|p| p.split(' '));
    let mut words = words.filter(|word| !word.is_empty());
    let names = words
        .by_ref()
        .take(limits::TARGETS)
        .filter_map(|word| Name::new(word).ok())
        .collect();
    let beyond = words.next();
    context.ask(Request::Ask(Query::Online(names, form)));
    if let Some(word) = beyond {
        context.refuse(ERR_TOOMANYTARGETS, word);
    }
}

/// `AWAY [reason]`; without a reason, or with an empty one, back again. Before registration it is remembered until then
/// (IRCv3 pre-away, "Implementation"). The reason `*`, that there is none, is passed on as it is.
pub(super) fn away(context: &mut Context<'_, '_>) {
    let reason = context
        .param(0)
        .map(|reason| Text::lossy(reason, limits::AWAY));
    let Phase::Newcomer(newcomer) = &mut context.session.phase else {
        context.ask(Request::Away(reason));
        return;
    };
    newcomer.away = reason;
    let away = newcomer.away.is_some();
    context.say(if away { RPL_NOWAWAY } else { RPL_UNAWAY });
}

/// `SETNAME <real name>` (IRCv3 setname). What cannot be one is refused whole, not cut ("Errors").
pub(super) fn setname(context: &mut Context<'_, '_>) {
    match context.param(0).map(|real| Text::new(real, limits::REAL)) {
        Some(Ok(real)) => context.ask(Request::SetRealName(real)),
        Some(Err(_)) | None => {
            let voice = context.voice();
            context.steps.reply(|out| {
                let most = limits::REAL;
                let why = format_args!("A real name has 1 to {most} bytes");
                voice.fail(out, "SETNAME", "INVALID_REALNAME", why);
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::irc::capability::Caps;
    use crate::irc::testing::Client;

    #[test]
    fn asking_about_members() {
        Client::member().holds(
            r##"> WHO
                ? Ask(Who(Name("*"), None))
                > WHO 0
                ? Ask(Who(Name("*"), None))
                > WHO #a %tcuhnf,152
                ? Ask(Who(Group("#a"), Some(Fields { letters: "tcuhnf", token: "152" })))
                > WHO b* x%nt
                ? Ask(Who(Name("b*"), Some(Fields { letters: "nt", token: "0" })))
                > WHO b* %n,12345
                ? Ask(Who(Name("b*"), Some(Fields { letters: "n", token: "0" })))
                > WHO b* o%n
                ? Ask(WhoOperates(Name("b*"), Some(Fields { letters: "n", token: "0" })))
                > WHO b* x
                ? Ask(Who(Name("b*"), None))
                > WHO b?b*
                ? Ask(Who(Name("b?b*"), None))
                > WHO * o
                ? Ask(WhoOperates(Name("*"), None))
                > WHO #
                < :irc.example 315 alice # :End of WHO list
                > WHOIS bob
                ? Ask(Whois(Name("bob")))
                < :irc.example 318 alice bob :End of WHOIS list
                > WHOIS bob bob
                ? Ask(Whois(Name("bob")))
                < :irc.example 318 alice bob :End of WHOIS list
                > WHOIS 2,b.b
                ? Ask(Whois(Id(MemberId(2))))
                < :irc.example 401 alice b.b :No such nick/channel
                < :irc.example 318 alice 2,b.b :End of WHOIS list
                > WHOIS
                < :irc.example 431 alice :No nickname given
                > WHOWAS bob
                ? Ask(Whowas("bob", 0))
                > WHOWAS bob 2
                ? Ask(Whowas("bob", 2))
                > WHOWAS bob -1
                ? Ask(Whowas("bob", 0))
                > WHOWAS b.b
                < :irc.example 406 alice b.b :There was no such nickname
                < :irc.example 369 alice b.b :End of WHOWAS
                > WHOWAS
                < :irc.example 431 alice :No nickname given"##,
        );
    }

    #[test]
    fn a_real_name_is_taken_whole_or_not_at_all() {
        Client::member().holds(
            "> SETNAME :Alice A.
             ? SetRealName(\"Alice A.\")
             > SETNAME Alice
             ? SetRealName(\"Alice\")
             > SETNAME :
             < :irc.example FAIL SETNAME INVALID_REALNAME :A real name has 1 to 150 bytes
             > SETNAME
             < :irc.example 461 alice SETNAME :Not enough parameters",
        );
        let (most, beyond) = ("x".repeat(150), "x".repeat(151));
        let got = Client::member().answers(&format!("SETNAME {most}"));
        assert!(got.starts_with("? SetRealName(\"xx"), "{got}");
        let got = Client::member().answers(&format!("SETNAME {beyond}"));
        assert!(got.contains(" INVALID_REALNAME :"), "{got}");
    }

    #[test]
    fn who_asked_for_it_is_away_before_it_is_there() {
        Client::new().with(Caps::PRE_AWAY).holds(
            r#"> AWAY :at lunch
               < :irc.example 306 * :You have been marked as being away
               > AWAY
               < :irc.example 305 * :You are no longer marked as being away
               > AWAY *
               < :irc.example 306 * :You have been marked as being away
               > USER al 0 * :Al
               > NICK alice
               ? Claim("alice")
               ? Register(Registration { user: Some("al"), real: Some("Al"), password: None, away: Some("*"), enter_lobby: true })
               ! name alice
               ! member 1
               > AWAY *
               ? Away(Some("*"))"#,
        );
        Client::new().holds(
            "> AWAY *
             < :irc.example 451 * :You have not registered",
        );
    }

    #[test]
    fn presence_takes_names_in_any_way() {
        Client::member().holds(
            r##"> ISON bob b.b :carol  dave
                ? Ask(Online(["bob", "carol", "dave"], Ison))
                > USERHOST bob
                ? Ask(Online(["bob"], Userhost))
                > ISON :
                ? Ask(Online([], Ison))
                > AWAY :lunch
                ? Away(Some("lunch"))
                > AWAY :
                ? Away(None)
                > AWAY
                ? Away(None)"##,
        );
        let names: Vec<String> = (0..21).map(|n| format!("n{n}")).collect();
        let got = Client::member().answers(&format!("ISON :{}", names.join(" ")));
        assert!(
            got.contains("\"n19\"]") && got.contains(" 407 alice n20 :"),
            "{got}"
        );
    }
}
