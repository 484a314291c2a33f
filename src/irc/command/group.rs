//! Groups: JOIN, PART, TOPIC, NAMES, INVITE, KICK, RENAME.

use crate::hub::name::GroupName;
use crate::hub::request::{MemberRef, Query, Request};
use crate::hub::text::Text;
use crate::irc::command::Context;
use crate::irc::event::rename::fail;
use crate::irc::numeric::{ERR_NEEDMOREPARAMS, ERR_NOSUCHNICK, RPL_ENDOFNAMES};
use crate::limits;

/// `JOIN <groups> [keys]`: the first key is for the first group, and so on. `JOIN 0` leaves all (RFC 2812 section 3.2.1).
pub(super) fn join(context: &mut Context<'_, '_>) {
    let list = context.message.param(0).unwrap_or_default();
    if list == "0" {
        context.ask(Request::LeaveAll);
        return;
    }
    let keys: Vec<&str> = context.param(1).unwrap_or_default().split(',').collect();
    for word in context.list(list, false) {
        let Some(group) = context.group(word) else {
            continue;
        };
        let mut named = list.split(',').filter(|word| !word.is_empty());
        let place = named.position(|other| other == word);
        let key = place.and_then(|place| keys.get(place));
        context.ask(match key.filter(|key| !key.is_empty()) {
            None => Request::Join(group),
            Some(key) => Request::JoinWithKey(group, Text::lossy(key, limits::IRC_LINE)),
        });
    }
}

/// `PART <groups> [reason]`.
pub(super) fn part(context: &mut Context<'_, '_>) {
    let list = context.message.param(0).unwrap_or_default();
    let reason = reason(context, 1);
    for word in context.list(list, false) {
        if let Some(group) = context.group(word) {
            context.ask(Request::Leave(group, reason.clone()));
        }
    }
}

/// `TOPIC <group>` asks, `TOPIC <group> :` clears, `TOPIC <group> <topic>` sets, cut to the advertised `TOPICLEN`.
pub(super) fn topic(context: &mut Context<'_, '_>) {
    let word = context.message.param(0).unwrap_or_default();
    let Some(group) = context.group(word) else {
        return;
    };
    context.ask(match context.message.param(1) {
        None => Request::Ask(Query::Topic(group)),
        Some(text) => Request::SetTopic(group, Text::lossy(text, limits::TOPIC)),
    });
}

/// `NAMES <groups>`. Without one, nobody is listed: only `366` comes (Modern IRC, NAMES allows that).
pub(super) fn names(context: &mut Context<'_, '_>) {
    let Some(list) = context.param(0) else {
        context.refuse(RPL_ENDOFNAMES, "*");
        return;
    };
    for word in context.list(list, false) {
        match GroupName::new(word) {
            Ok(group) => context.ask(Request::Ask(Query::Names(group))),
            // A group that cannot be has nobody in it. NAMES knows no error (Modern IRC, NAMES).
            Err(_) => context.refuse(RPL_ENDOFNAMES, word),
        }
    }
}

/// `INVITE <name> <group>`; without parameters it lists the groups one was asked into.
pub(super) fn invite(context: &mut Context<'_, '_>) {
    match context.message.params() {
        [] => return context.ask(Request::Ask(Query::Invitations)),
        [_] => return context.refuse(ERR_NEEDMOREPARAMS, "INVITE"),
        _ => {}
    }
    let (who, word) = (
        context.message.param(0).unwrap_or_default(),
        context.message.param(1).unwrap_or_default(),
    );
    let Some(who) = member(context, who) else {
        return;
    };
    if let Some(group) = context.group(word) {
        context.ask(Request::Invite(group, who));
    }
}

/// `KICK <group> <names> [reason]`, or as many groups as names, taken in pairs (RFC 2812 section 3.2.8).
pub(super) fn kick(context: &mut Context<'_, '_>) {
    let (groups, names) = (
        context.message.param(0).unwrap_or_default(),
        context.message.param(1).unwrap_or_default(),
    );
    let reason = reason(context, 2);
    if !groups.contains(',') {
        let Some(group) = context.group(groups) else {
            return;
        };
        for name in context.list(names, false) {
            remove(context, group.clone(), name, reason.as_ref());
        }
        return;
    }
    let pairs: Vec<_> = groups.split(',').zip(names.split(',')).collect();
    if groups.split(',').count() != names.split(',').count() || pairs.len() > limits::TARGETS {
        context.refuse(ERR_NEEDMOREPARAMS, "KICK");
        return;
    }
    context.charge(pairs.len());
    for (group, name) in pairs {
        if let Some(group) = context.group(group) {
            remove(context, group, name, reason.as_ref());
        }
    }
}

fn remove(context: &mut Context<'_, '_>, group: GroupName, name: &str, reason: Option<&Text>) {
    if let Some(who) = member(context, name) {
        context.ask(Request::Remove(group, who, reason.cloned()));
    }
}

/// `RENAME <group> <new name> [reason]`.
pub(super) fn rename(context: &mut Context<'_, '_>) {
    let word = context.message.param(0).unwrap_or_default();
    let Some(was) = context.group(word) else {
        return;
    };
    let word = context.message.param(1).unwrap_or_default();
    let reason = reason(context, 2);
    match GroupName::new(word) {
        Ok(now) => context.ask(Request::RenameGroup(was, now, reason)),
        Err(fault) => {
            let (voice, caps) = (context.voice(), context.session.caps);
            let names = (was.as_str(), word);
            let why = format!("{was} cannot be called that: {fault}.");
            context
                .steps
                .reply(|out| fail(voice, caps, "CANNOT_RENAME", names, why, out));
        }
    }
}

/// A reference to a member, or the answer that there is nobody like that (401).
pub(super) fn member(context: &mut Context<'_, '_>, word: &str) -> Option<MemberRef> {
    let found = MemberRef::parse(word);
    if found.is_none() {
        context.refuse(ERR_NOSUCHNICK, word);
    }
    found
}

/// A reason, if there is one, cut to the advertised `KICKLEN`.
fn reason(context: &Context<'_, '_>, index: usize) -> Option<Text> {
    let text = context.param(index)?;
    Some(Text::lossy(text, limits::REASON))
}

#[cfg(test)]
mod tests {
    use crate::irc::capability::Caps;
    use crate::irc::testing::Client;

    #[test]
    fn joining_and_leaving() {
        Client::member().holds(
            r##"> JOIN #a,#b,,#A key1,key2
                ? JoinWithKey("#a", "key1")
                ? JoinWithKey("#b", "key2")
                > JOIN #a,#b,#c ,key2
                ? Join("#a")
                ? JoinWithKey("#b", "key2")
                ? Join("#c")
                > JOIN 0
                ? LeaveAll
                > JOIN lobby
                < :irc.example 403 alice lobby :No such channel: it has to begin with #
                > JOIN #,#c
                < :irc.example 403 alice # :No such channel: it is empty
                ? Join("#c")
                > JOIN :
                < :irc.example 461 alice JOIN :Not enough parameters
                > PART #a,#b :bye all
                ? Leave("#a", Some("bye all"))
                ? Leave("#b", Some("bye all"))
                > PART #a :
                ? Leave("#a", None)
                > PART a
                < :irc.example 403 alice a :No such channel: it has to begin with #"##,
        );
    }

    #[test]
    fn too_many_targets_are_told_and_the_rest_is_done() {
        let list: Vec<String> = (0..25).map(|n| format!("#{n}")).collect();
        let got = Client::member().answers(&format!("JOIN {}", list.join(",")));
        assert_eq!(got.matches("? Join").count(), 20);
        assert!(
            got.contains("< :irc.example 407 alice #20 :Too many targets"),
            "{got}"
        );
    }

    #[test]
    fn topics_are_asked_for_set_and_cleared() {
        Client::member().holds(
            r##"> TOPIC #a
                ? Ask(Topic("#a"))
                > TOPIC #a :
                ? SetTopic("#a", "")
                > TOPIC #a :on  ships
                ? SetTopic("#a", "on  ships")
                > TOPIC a :x
                < :irc.example 403 alice a :No such channel: it has to begin with #"##,
        );
        let got = Client::member().answers(&format!("TOPIC #a :{}", "ü".repeat(200)));
        assert_eq!(
            got,
            format!("? SetTopic(\"#a\", \"{}\")\n", "ü".repeat(150))
        );
    }

    #[test]
    fn groups_are_renamed() {
        Client::member().with(Caps::CHANNEL_RENAME).holds(
            r##"> RENAME #a #b :typo fix
                ? RenameGroup("#a", "#b", Some("typo fix"))
                > RENAME #a #A
                ? RenameGroup("#a", "#A", None)
                > RENAME #a #b :
                ? RenameGroup("#a", "#b", None)
                > RENAME #a
                < :irc.example 461 alice RENAME :Not enough parameters
                > RENAME a #b
                < :irc.example 403 alice a :No such channel: it has to begin with #
                > RENAME #a %b
                < :irc.example FAIL RENAME CANNOT_RENAME #a %b :#a cannot be called that: it has to begin with #.
                > RENAME #a :#b c
                < :irc.example FAIL RENAME CANNOT_RENAME #a * :#a cannot be called that: it may not contain ' '."##,
        );
        // Whoever did not ask for standard replies reads words.
        Client::member().holds(
            r##"> RENAME #a #b
                ? RenameGroup("#a", "#b", None)
                > RENAME #a b
                < :irc.example NOTICE alice :#a cannot be called that: it has to begin with #."##,
        );
    }

    #[test]
    fn names_of_groups() {
        Client::member().holds(
            r##"> NAMES
                < :irc.example 366 alice * :End of NAMES list
                > NAMES #a,b
                ? Ask(Names("#a"))
                < :irc.example 366 alice b :End of NAMES list"##,
        );
    }

    #[test]
    fn inviting_and_removing() {
        Client::member().holds(
            r##"> INVITE bob #a
                ? Invite("#a", Name("bob"))
                > INVITE 7 #a
                ? Invite("#a", Id(MemberId(7)))
                > INVITE b.b #a
                < :irc.example 401 alice b.b :No such nick/channel
                > INVITE bob a
                < :irc.example 403 alice a :No such channel: it has to begin with #
                > INVITE
                ? Ask(Invitations)
                > INVITE bob
                < :irc.example 461 alice INVITE :Not enough parameters
                > KICK #a bob,7 :too loud
                ? Remove("#a", Name("bob"), Some("too loud"))
                ? Remove("#a", Id(MemberId(7)), Some("too loud"))
                > KICK #a,#b bob,carol
                ? Remove("#a", Name("bob"), None)
                ? Remove("#b", Name("carol"), None)
                > KICK #a,#b bob
                < :irc.example 461 alice KICK :Not enough parameters
                > KICK #a ?
                < :irc.example 401 alice ? :No such nick/channel
                > KICK a bob
                < :irc.example 403 alice a :No such channel: it has to begin with #"##,
        );
    }
}
