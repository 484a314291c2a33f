//! Every reason the hub says no, as a numeric: one row each.

use crate::hub::mode::{self, What};
use crate::hub::refusal::Refusal;
use crate::hub::request::MemberRef;
use crate::irc::event::{View, history, login, marker, redact, rename, watch};
use crate::irc::numeric::{
    ERR_ALREADYREGISTERED, ERR_BADCHANNELKEY, ERR_BANLISTFULL, ERR_BANNEDFROMCHAN, ERR_BANONCHAN,
    ERR_CANNOTSENDTOCHAN, ERR_CHANNELISFULL, ERR_CHANOPRIVSNEEDED, ERR_ERRONEUSNICKNAME,
    ERR_INVALIDMODEPARAM, ERR_INVITEONLYCHAN, ERR_MONLISTFULL, ERR_NICKNAMEINUSE, ERR_NOOPERHOST,
    ERR_NOPRIVILEGES, ERR_NOSUCHCHANNEL, ERR_NOSUCHNICK, ERR_NOTONCHANNEL, ERR_NOTREGISTERED,
    ERR_PASSWDMISMATCH, ERR_TOOMANYCHANNELS, ERR_UMODEUNKNOWNFLAG, ERR_UNAVAILRESOURCE,
    ERR_UNKNOWNMODE, ERR_USERNOTINCHANNEL, ERR_USERONCHANNEL, ERR_USERSDONTMATCH, RPL_TRYAGAIN,
};
use crate::irc::voice::clip;

/// Writes a refusal: its numeric, what it is about, the numeric's words or, where it has several meanings, [`own`] ones.
pub(super) fn refusal(refusal: &Refusal, view: &View<'_>, out: &mut Vec<u8>) {
    if let Refusal::NameLooksLike(name, other) = refusal {
        // The numeric of names in use: clients try another one then, and to them it comes to the same.
        return view
            .voice()
            .numeric(out, ERR_NICKNAMEINUSE)
            .arg(name)
            .last(format_args!("Nickname looks too much like {other}"));
    }
    if rename::refused(refusal, view, out) {
        return;
    }
    if let Refusal::LoginFailed(fault) = refusal {
        return login::failed(*fault, view, out);
    }
    if let Refusal::NoAccount(name, fault) = refusal {
        return login::no_account(name, *fault, view, out);
    }
    if let Refusal::WatchesTooMany(left_out) = refusal {
        return watch::full(left_out, view, out);
    }
    if let Refusal::CannotRecall(what) = refusal {
        return history::refused(&what.0, &what.1, view, out);
    }
    if let Refusal::CannotMark(what) = refusal {
        return marker::refused(&what.0, &what.1, view, out);
    }
    if let Refusal::TryAgain(command, seconds) = refusal {
        let s = if *seconds == 1 { "" } else { "s" };
        return view
            .voice()
            .numeric(out, RPL_TRYAGAIN)
            .arg(command)
            .last(format_args!(
                "Please wait {seconds} second{s} and try again"
            ));
    }
    if let Refusal::CannotRedact(what) = refusal {
        return redact::refused(&what.0, &what.1, view, out);
    }
    let (id, letter);
    let (numeric, words): (_, [&str; 3]) = match refusal {
        Refusal::NameInUse(name)
        | Refusal::NameLooksLike(name, _)
        | Refusal::NameOwned(name, _) => (ERR_NICKNAMEINUSE, [name.as_str(), "", ""]),
        Refusal::NameOfService(name) => (ERR_ERRONEUSNICKNAME, [name.as_str(), "", ""]),
        Refusal::BoundByBan(name, group) => (ERR_BANONCHAN, [name.as_str(), group.as_str(), ""]),
        Refusal::WrongPassword | Refusal::WrongOperatorPassword => {
            (ERR_PASSWDMISMATCH, ["", "", ""])
        }
        Refusal::NotRegistered => (ERR_NOTREGISTERED, ["", "", ""]),
        Refusal::AlreadyRegistered => (ERR_ALREADYREGISTERED, ["", "", ""]),
        Refusal::NoSuchMember(MemberRef::Name(name)) => (ERR_NOSUCHNICK, [name.as_str(), "", ""]),
        // In digits: `#7` would be a group here.
        Refusal::NoSuchMember(MemberRef::Id(number)) => {
            id = number.get().to_string();
            (ERR_NOSUCHNICK, [id.as_str(), "", ""])
        }
        Refusal::NoSuchGroup(group) => (ERR_NOSUCHCHANNEL, [group.as_str(), "", ""]),
        Refusal::NotInGroup(group) => (ERR_NOTONCHANNEL, [group.as_str(), "", ""]),
        Refusal::CannotSpeak(group)
        | Refusal::Moderated(group)
        | Refusal::Silenced(group)
        | Refusal::NoCtcp(group) => (ERR_CANNOTSENDTOCHAN, [group.as_str(), "", ""]),
        Refusal::TheyAreNotInGroup(name, group) => {
            (ERR_USERNOTINCHANNEL, [name.as_str(), group.as_str(), ""])
        }
        Refusal::AlreadyInGroup(name, group) => {
            (ERR_USERONCHANNEL, [name.as_str(), group.as_str(), ""])
        }
        Refusal::WatchesTooMany(_) => (ERR_MONLISTFULL, ["", "", ""]),
        Refusal::CannotRecall(_)
        | Refusal::CannotMark(_)
        | Refusal::TryAgain(..)
        | Refusal::GroupNameInUse(_)
        | Refusal::LobbyStays(_)
        | Refusal::CannotRedact(_)
        | Refusal::NoSuchMessage
        | Refusal::NotYourWords
        | Refusal::LoginFailed(_)
        | Refusal::NoAccount(..) => return,
        Refusal::NotServerOperator => (ERR_NOPRIVILEGES, ["", "", ""]),
        Refusal::NoOperators => (ERR_NOOPERHOST, ["", "", ""]),
        Refusal::NotOperator(group) | Refusal::Coordinates(group) => {
            (ERR_CHANOPRIVSNEEDED, [group.as_str(), "", ""])
        }
        Refusal::Banned(group) => (ERR_BANNEDFROMCHAN, [group.as_str(), "", ""]),
        Refusal::InviteOnly(group) => (ERR_INVITEONLYCHAN, [group.as_str(), "", ""]),
        Refusal::WrongKey(group) => (ERR_BADCHANNELKEY, [group.as_str(), "", ""]),
        Refusal::Full(group) => (ERR_CHANNELISFULL, [group.as_str(), "", ""]),
        Refusal::UnknownMode(unknown) => {
            letter = unknown.to_string();
            (ERR_UNKNOWNMODE, [letter.as_str(), "", ""])
        }
        Refusal::ModeLacks(group, mode) => {
            letter = mode.to_string();
            (ERR_INVALIDMODEPARAM, [group.as_str(), letter.as_str(), "*"])
        }
        Refusal::ModeParam(group, mode, param, _) => {
            let param = clip(param.as_str());
            // What could not be a parameter in the middle of a line is not repeated, and neither is what was to be secret.
            let secret = mode::find(*mode).is_some_and(|row| row.what == What::Key);
            let fits =
                !param.is_empty() && !param.starts_with(':') && !param.contains(' ') && !secret;
            let param = if fits { param } else { "*" };
            letter = mode.to_string();
            (
                ERR_INVALIDMODEPARAM,
                [group.as_str(), letter.as_str(), param],
            )
        }
        Refusal::ListFull(group, mode, _) => {
            letter = mode.to_string();
            (ERR_BANLISTFULL, [group.as_str(), letter.as_str(), ""])
        }
        Refusal::NobodyCalled(name) => (ERR_NOSUCHNICK, [clip(name.as_str()), "", ""]),
        Refusal::UnknownUserMode(_) => (ERR_UMODEUNKNOWNFLAG, ["", "", ""]),
        Refusal::NotYourself => (ERR_USERSDONTMATCH, ["", "", ""]),
        Refusal::TooManyGroups(group) => (ERR_TOOMANYCHANNELS, [group.as_str(), "", ""]),
        Refusal::ServerHasTooManyGroups(group) => (ERR_UNAVAILRESOURCE, [group.as_str(), "", ""]),
    };
    let mut line = view.voice().numeric(out, numeric);
    for word in words.into_iter().filter(|word| !word.is_empty()) {
        line = line.arg(word);
    }
    match own(refusal) {
        Some(text) => line.last(text),
        None => line.last(numeric.text),
    }
}

/// The words of a refusal whose numeric has several meanings.
fn own(refusal: &Refusal) -> Option<String> {
    let text = match refusal {
        Refusal::NameOwned(_, owner) => {
            format!("Nickname belongs to the account {owner}: log in to it, or choose another")
        }
        Refusal::NameOfService(_) => {
            "Nobody can be called that here: people send passwords to that name".to_owned()
        }
        Refusal::Moderated(_) => "Cannot send to channel: it is moderated (+m)".to_owned(),
        Refusal::Silenced(_) => "Cannot send to channel: you are banned (+b)".to_owned(),
        Refusal::NoCtcp(_) => "Cannot send to channel: it takes no CTCP (+C)".to_owned(),
        Refusal::Coordinates(_) => "Nobody can do that to the coordinator of a channel".to_owned(),
        Refusal::ModeLacks(..) => "That mode needs a parameter".to_owned(),
        Refusal::ModeParam(_, _, _, why) => format!("That is no good: {why}"),
        _ => return None,
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::event::Event;
    use crate::hub::id::MemberId;
    use crate::irc::capability::Caps;
    use crate::irc::testing::{group, heard, name, text};

    #[test]
    fn every_refusal_has_its_numeric() {
        let (bob, a) = (|| name("bob"), || group("#a"));
        for (refusal, want) in [
            (
                Refusal::NameInUse(bob()),
                "433 alice bob :Nickname is already in use",
            ),
            (
                Refusal::NameLooksLike(name("b0b"), bob()),
                "433 alice b0b :Nickname looks too much like bob",
            ),
            (
                Refusal::BoundByBan(name("rob"), a()),
                "435 alice rob #a :Cannot change nickname while banned (+b) on channel",
            ),
            (
                Refusal::NameOwned(name("b0b"), bob()),
                "433 alice b0b :Nickname belongs to the account bob: log in to it, or choose another",
            ),
            (
                Refusal::NameOfService(name("NickServ")),
                "432 alice NickServ :Nobody can be called that here: people send passwords to that name",
            ),
            (Refusal::WrongPassword, "464 alice :Password incorrect"),
            (Refusal::NotRegistered, "451 alice :You have not registered"),
            (
                Refusal::AlreadyRegistered,
                "462 alice :You may not register again",
            ),
            (
                Refusal::NoSuchMember(MemberRef::Name(bob())),
                "401 alice bob :No such nick/channel",
            ),
            (
                Refusal::NoSuchMember(MemberRef::Id(MemberId::FIRST)),
                "401 alice 1 :No such nick/channel",
            ),
            (Refusal::NoSuchGroup(a()), "403 alice #a :No such channel"),
            (
                Refusal::NotInGroup(a()),
                "442 alice #a :You're not on that channel",
            ),
            (
                Refusal::CannotSpeak(a()),
                "404 alice #a :Cannot send to channel: you are not in it",
            ),
            (
                Refusal::TheyAreNotInGroup(bob(), a()),
                "441 alice bob #a :They aren't on that channel",
            ),
            (
                Refusal::AlreadyInGroup(bob(), a()),
                "443 alice bob #a :is already on channel",
            ),
            (
                Refusal::NotOperator(a()),
                "482 alice #a :You're not an operator of that channel",
            ),
            (
                Refusal::Coordinates(a()),
                "482 alice #a :Nobody can do that to the coordinator of a channel",
            ),
            (
                Refusal::Moderated(a()),
                "404 alice #a :Cannot send to channel: it is moderated (+m)",
            ),
            (
                Refusal::Silenced(a()),
                "404 alice #a :Cannot send to channel: you are banned (+b)",
            ),
            (
                Refusal::NoCtcp(a()),
                "404 alice #a :Cannot send to channel: it takes no CTCP (+C)",
            ),
            (
                Refusal::Full(a()),
                "471 alice #a :Cannot join channel: it is full (+l)",
            ),
            (
                Refusal::UnknownMode('x'),
                "472 alice x :is unknown mode char to me",
            ),
            (
                Refusal::InviteOnly(a()),
                "473 alice #a :Cannot join channel: somebody has to invite you (+i)",
            ),
            (
                Refusal::Banned(a()),
                "474 alice #a :Cannot join channel: you are banned (+b)",
            ),
            (
                Refusal::WrongKey(a()),
                "475 alice #a :Cannot join channel: it needs the right key (+k)",
            ),
            (
                Refusal::ListFull(a(), 'b', text("x!*@*")),
                "478 alice #a b :Channel list is full",
            ),
            (
                Refusal::ModeLacks(a(), 'k'),
                "696 alice #a k * :That mode needs a parameter",
            ),
            (
                Refusal::ModeParam(a(), 'l', text("many"), "a limit is a number"),
                "696 alice #a l many :That is no good: a limit is a number",
            ),
            (
                Refusal::ModeParam(a(), 'k', text("a b"), "no spaces"),
                "696 alice #a k * :That is no good: no spaces",
            ),
            (
                Refusal::ModeParam(a(), 'k', text("secret,"), "no commas"),
                "696 alice #a k * :That is no good: no commas",
            ),
            (
                Refusal::NobodyCalled(text("b.b")),
                "401 alice b.b :No such nick/channel",
            ),
            (
                Refusal::UnknownUserMode('x'),
                "501 alice :Unknown MODE flag",
            ),
            (
                Refusal::NotYourself,
                "502 alice :Cannot see or change the modes of other users",
            ),
            (
                Refusal::NotServerOperator,
                "481 alice :Permission denied: you're not an IRC operator",
            ),
            (
                Refusal::NoOperators,
                "491 alice :There are no operators on this server",
            ),
            (
                Refusal::WrongOperatorPassword,
                "464 alice :Password incorrect",
            ),
            (
                Refusal::TryAgain("OPER", 1),
                "263 alice OPER :Please wait 1 second and try again",
            ),
            (
                Refusal::TryAgain("OPER", 60),
                "263 alice OPER :Please wait 60 seconds and try again",
            ),
            (
                Refusal::TooManyGroups(a()),
                "405 alice #a :You have joined too many channels",
            ),
            (
                Refusal::ServerHasTooManyGroups(a()),
                "437 alice #a :There are too many channels on this server",
            ),
        ] {
            let want = format!(":irc.example {want}");
            assert_eq!(heard(&Event::Refused(refusal), Caps::NONE, false), [want]);
        }
    }
}
