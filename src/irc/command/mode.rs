//! MODE: what groups are set to, and what members set for themselves.
//!
//! What each letter means stands in the hub's tables ([`mode::TABLE`], [`user_mode::TABLE`]); here letters and parameters
//! are brought together, and the hub answers.

use crate::hub::mode;
use crate::hub::name::GroupName;
use crate::hub::request::{MemberRef, Query, Request};
use crate::hub::user_mode;
use crate::irc::command::Context;
use crate::irc::command::group::member;

/// `MODE <group or name> [modes] [arguments]` (Modern IRC, MODE).
pub(super) fn mode(context: &mut Context<'_, '_>) {
    let word = context.message.param(0).unwrap_or_default();
    if word.starts_with('#') {
        if let Some(group) = context.group(word) {
            of_group(context, group);
        }
    } else if let Some(who) = member(context, word) {
        of_member(context, who);
    }
}

fn of_group(context: &mut Context<'_, '_>, group: GroupName) {
    let Some(letters) = context.param(1) else {
        context.ask(Request::Ask(Query::Modes(group)));
        return;
    };
    let params = context.message.params();
    let wishes = mode::parse(letters, params.get(2..).unwrap_or_default());
    context.charge(wishes.len());
    context.ask(Request::SetModes(group, wishes));
}

/// Many clients ask for `+i` or `+w` by themselves when they connect; the parameters of USER are left alone (RFC 2812
/// section 3.1.3 would have them say so, Modern IRC, USER, does not).
fn of_member(context: &mut Context<'_, '_>, who: MemberRef) {
    let wishes = user_mode::parse(context.param(1).unwrap_or_default());
    context.ask(Request::SetUserModes(who, wishes));
}

#[cfg(test)]
mod tests {
    use crate::hub::mode::{Shown, Wish};
    use crate::hub::request::Request;
    use crate::irc::testing::Client;
    use crate::steps::Step;

    #[test]
    fn what_is_no_change_of_a_mode_is_answered() {
        Client::member().holds(
            r##"> MODE #a
                ? Ask(Modes("#a"))
                > MODE #a b
                ? SetModes("#a", [Tell(Bans)])
                > MODE #a +bbbb
                ? SetModes("#a", [Tell(Bans)])
                > MODE #a -xyz
                ? SetModes("#a", [Unknown('x')])
                > MODE alice
                ? SetUserModes(Name("alice"), [])
                > MODE 1
                ? SetUserModes(Id(MemberId(1)), [])
                > MODE ALICE +o
                ? SetUserModes(Name("ALICE"), [Change(Row { letter: 'o', mode: UserModes(8), given: true }, true)])
                > MODE b.b
                < :irc.example 401 alice b.b :No such nick/channel
                > MODE #
                < :irc.example 403 alice # :No such channel: it is empty
                > MODE
                < :irc.example 461 alice MODE :Not enough parameters"##,
        );
    }

    #[test]
    fn parameters_go_to_the_letters_that_take_one_and_each_costs() {
        let (steps, cost) = Client::member().feed(b"MODE #a +mov-k bob :carol");
        let [Step::Ask(Request::SetModes(_, wishes))] = steps.list() else {
            panic!("{:?}", steps.list());
        };
        let changes: Vec<_> = wishes
            .iter()
            .map(|wish| match wish {
                Wish::Change(row, on, param) => (
                    row.letter,
                    *on,
                    param.as_ref().map(crate::hub::text::Text::as_str),
                ),
                other => panic!("{other:?}"),
            })
            .collect();
        let want = [
            ('m', true, None),
            ('o', true, Some("bob")),
            ('v', true, Some("carol")),
            ('k', false, None),
        ];
        assert_eq!((changes.as_slice(), cost), (&want[..], 4));
        assert_eq!(Shown(&[]).letters(), "+");
    }
}
