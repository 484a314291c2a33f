//! Every reason the hub says no, as a numeric: one row each.

use crate::hub::refusal::Refusal;
use crate::hub::request::MemberRef;
use crate::irc::event::{View, history, marker, watch};
use crate::irc::numeric::{
    ERR_ALREADYREGISTERED, ERR_CANNOTSENDTOCHAN, ERR_CHANOPRIVSNEEDED, ERR_MONLISTFULL,
    ERR_NICKNAMEINUSE, ERR_NOSUCHCHANNEL, ERR_NOSUCHNICK, ERR_NOTONCHANNEL, ERR_NOTREGISTERED,
    ERR_PASSWDMISMATCH, ERR_TOOMANYCHANNELS, ERR_UNAVAILRESOURCE, ERR_USERNOTINCHANNEL,
    ERR_USERONCHANNEL,
};

/// Writes a refusal: its numeric, what it is about, the numeric's words.
pub(super) fn refusal(refusal: &Refusal, view: &View<'_>, out: &mut Vec<u8>) {
    if let Refusal::NameLooksLike(name, other) = refusal {
        // The numeric of names in use: clients try another one then, and to them it comes to the same.
        return view
            .voice()
            .numeric(out, ERR_NICKNAMEINUSE)
            .arg(name)
            .last(format_args!("Nickname looks too much like {other}"));
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
    let id;
    let (numeric, words): (_, [&str; 2]) = match refusal {
        Refusal::NameInUse(name) | Refusal::NameLooksLike(name, _) => {
            (ERR_NICKNAMEINUSE, [name.as_str(), ""])
        }
        Refusal::WrongPassword => (ERR_PASSWDMISMATCH, ["", ""]),
        Refusal::NotRegistered => (ERR_NOTREGISTERED, ["", ""]),
        Refusal::AlreadyRegistered => (ERR_ALREADYREGISTERED, ["", ""]),
        Refusal::NoSuchMember(MemberRef::Name(name)) => (ERR_NOSUCHNICK, [name.as_str(), ""]),
        // In digits: `#7` would be a group here.
        Refusal::NoSuchMember(MemberRef::Id(number)) => {
            id = number.get().to_string();
            (ERR_NOSUCHNICK, [id.as_str(), ""])
        }
        Refusal::NoSuchGroup(group) => (ERR_NOSUCHCHANNEL, [group.as_str(), ""]),
        Refusal::NotInGroup(group) => (ERR_NOTONCHANNEL, [group.as_str(), ""]),
        Refusal::CannotSpeak(group) => (ERR_CANNOTSENDTOCHAN, [group.as_str(), ""]),
        Refusal::TheyAreNotInGroup(name, group) => {
            (ERR_USERNOTINCHANNEL, [name.as_str(), group.as_str()])
        }
        Refusal::AlreadyInGroup(name, group) => {
            (ERR_USERONCHANNEL, [name.as_str(), group.as_str()])
        }
        Refusal::WatchesTooMany(_) => (ERR_MONLISTFULL, ["", ""]),
        Refusal::NotCoordinator(group) => (ERR_CHANOPRIVSNEEDED, [group.as_str(), ""]),
        Refusal::CannotRecall(_) | Refusal::CannotMark(_) => return,
        Refusal::TooManyGroups(group) => (ERR_TOOMANYCHANNELS, [group.as_str(), ""]),
        Refusal::ServerHasTooManyGroups(group) => (ERR_UNAVAILRESOURCE, [group.as_str(), ""]),
    };
    let mut line = view.voice().numeric(out, numeric);
    for word in words.into_iter().filter(|word| !word.is_empty()) {
        line = line.arg(word);
    }
    line.last(numeric.text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::event::Event;
    use crate::hub::id::MemberId;
    use crate::irc::capability::Caps;
    use crate::irc::testing::{group, heard, name};

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
                Refusal::NotCoordinator(a()),
                "482 alice #a :You're not the coordinator of that channel",
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
