//! MODE: what groups and members are, and that it cannot be changed yet.
//!
//! Every group is `+nt` and its coordinator `+o` by order of arrival; members have no modes. Changes are refused with the
//! numeric for each, so that no client waits for an answer.

use crate::hub::name::{GroupName, Name};
use crate::hub::request::{MemberRef, Query, Request};
use crate::irc::command::Context;
use crate::irc::command::group::member;
use crate::irc::numeric::{
    ERR_CHANOPRIVSNEEDED, ERR_UMODEUNKNOWNFLAG, ERR_UNKNOWNMODE, ERR_USERSDONTMATCH,
    RPL_ENDOFBANLIST, RPL_UMODEIS,
};

/// `MODE <group or name> [modes] [arguments]` (Modern IRC, MODE).
pub(super) fn mode(context: &mut Context<'_, '_>) {
    let word = context.message.param(0).unwrap_or_default();
    if word.starts_with('#') {
        if let Some(group) = context.group(word) {
            of_group(context, group);
        }
    } else if let Some(who) = member(context, word) {
        of_member(context, &who);
    }
}

fn of_group(context: &mut Context<'_, '_>, group: GroupName) {
    let Some(modes) = context.param(1) else {
        context.ask(Request::Ask(Query::Modes(group)));
        return;
    };
    // The first letter is what is answered: an answer each to hundreds of letters would be a way to make the server talk.
    for letter in modes.chars() {
        match letter {
            '+' | '-' => {}
            // The list of bans is asked for by clients that enter; it is empty.
            'b' if context.param(2).is_none() => {
                context.refuse(RPL_ENDOFBANLIST, group.as_str());
                return;
            }
            'n' | 't' | 'o' => {
                context.answer(ERR_CHANOPRIVSNEEDED, |line| {
                    line.arg(&group).last(FIXED);
                });
                return;
            }
            unknown => {
                context.answer(ERR_UNKNOWNMODE, |line| {
                    line.arg(unknown).last(ERR_UNKNOWNMODE.text);
                });
                return;
            }
        }
    }
}

fn of_member(context: &mut Context<'_, '_>, who: &MemberRef) {
    let me = match who {
        MemberRef::Name(name) => context.me.name.is_some_and(|mine: &Name| mine == name),
        MemberRef::Id(id) => context.me.id == Some(*id),
    };
    // Many clients ask for `+i` or `+w` by themselves when they connect (RFC 2812 section 3.1.3 lets USER do so). We have no
    // such modes, and say so by telling the modes that are set rather than with an error that its user did not cause.
    let harmless = |modes: &str| modes.chars().all(|c| matches!(c, '+' | '-' | 'i' | 'w'));
    if !me {
        context.say(ERR_USERSDONTMATCH);
    } else if context.param(1).is_none_or(harmless) {
        context.answer(RPL_UMODEIS, |line| line.arg("+").end());
    } else {
        context.say(ERR_UMODEUNKNOWNFLAG);
    }
}

const FIXED: &str =
    "Nobody can change that: a channel is +nt, and +o is for its longest-standing member";

#[cfg(test)]
mod tests {
    use crate::irc::testing::Client;

    #[test]
    fn modes_are_told_and_not_changed() {
        Client::member().holds(
            r##"> MODE #a
                ? Ask(Modes("#a"))
                > MODE #a b
                < :irc.example 368 alice #a :End of channel ban list
                > MODE #a +b
                < :irc.example 368 alice #a :End of channel ban list
                > MODE #a bbbb
                < :irc.example 368 alice #a :End of channel ban list
                > MODE #a bo
                < :irc.example 368 alice #a :End of channel ban list
                > MODE #a +b x!*@*
                < :irc.example 472 alice b :is unknown mode char to me
                > MODE #a -xyz
                < :irc.example 472 alice x :is unknown mode char to me
                > MODE #a +o bob
                < :irc.example 482 alice #a :Nobody can change that: a channel is +nt, and +o is for its longest-standing member
                > MODE alice
                < :irc.example 221 alice +
                > MODE 1
                < :irc.example 221 alice +
                > MODE ALICE +i
                < :irc.example 221 alice +
                > MODE ALICE -w+i
                < :irc.example 221 alice +
                > MODE ALICE +o
                < :irc.example 501 alice :Unknown MODE flag
                > MODE bob
                < :irc.example 502 alice :Cannot see or change the modes of other users
                > MODE b.b
                < :irc.example 401 alice b.b :No such nick/channel
                > MODE #
                < :irc.example 403 alice # :No such channel: it is empty"##,
        );
    }
}
