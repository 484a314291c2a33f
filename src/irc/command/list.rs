//! LIST and its conditions.

use crate::hub::name::GroupName;
use crate::hub::request::{GroupFilter, Query, Request};
use crate::hub::text::Text;
use crate::irc::command::Context;
use crate::irc::numeric::{RPL_LISTEND, RPL_LISTSTART};
use crate::limits;

/// The conditions that [`list`] understands, as `ELIST` of `ISUPPORT` names them (Modern IRC, `ELIST` Parameter): age of
/// the group, masks, masks that must not fit, age of the topic, number of members.
pub(in crate::irc) const ELIST: &str = "CMNTU";

/// `LIST [groups and conditions]` (Modern IRC, LIST). Every condition has to be kept.
pub(super) fn list(context: &mut Context<'_, '_>) {
    let Some(list) = context.param(0) else {
        context.ask(Request::Ask(Query::Groups(Vec::new())));
        return;
    };
    let words = context.list(list, false);
    let mut filter = GroupFilter::default();
    let mut names = Vec::new();
    let (mut conditions, mut named) = (false, false);
    for word in words {
        if condition(word, &mut filter) {
            conditions = true;
            continue;
        }
        named = true;
        if let Ok(name) = GroupName::new(word) {
            filter.fits.push(Text::lossy(word, limits::IRC_LINE));
            names.push(name);
        }
    }
    if conditions && (!named || !filter.fits.is_empty()) {
        context.ask(Request::Ask(Query::GroupsWhere(Box::new(filter))));
    } else if names.is_empty() {
        // Asking the hub for none of them would be asking for all.
        context.answer(RPL_LISTSTART, |line| {
            line.arg("Channel").last(RPL_LISTSTART.text);
        });
        context.say(RPL_LISTEND);
    } else {
        context.ask(Request::Ask(Query::Groups(names)));
    }
}

/// Adds a condition to the filter. `false` for what is none.
fn condition(word: &str, filter: &mut GroupFilter) -> bool {
    let bounds = [
        (">", &mut filter.more_than),
        ("<", &mut filter.fewer_than),
        ("C>", &mut filter.older_than),
        ("C<", &mut filter.younger_than),
        ("T>", &mut filter.topic_older_than),
        ("T<", &mut filter.topic_younger_than),
    ];
    for (sign, bound) in bounds {
        let number = word
            .strip_prefix(sign)
            .and_then(|digits| digits.parse().ok());
        if let Some(number) = number {
            *bound = Some(number);
            return true;
        }
    }
    let (mask, masks) = match word.strip_prefix('!') {
        Some(mask) => (mask, &mut filter.fits_not),
        None if word.contains(['*', '?']) => (word, &mut filter.fits),
        None => return false,
    };
    masks.push(Text::lossy(mask, limits::IRC_LINE));
    true
}

#[cfg(test)]
mod tests {
    use crate::irc::testing::Client;

    #[test]
    fn groups_are_named_or_described() {
        let mut client = Client::member();
        client.holds(
            r##"> LIST
                ? Ask(Groups([]))
                > LIST #a,#b
                ? Ask(Groups(["#a", "#b"]))
                > LIST a
                < :irc.example 321 alice Channel :Users  Name
                < :irc.example 323 alice :End of LIST
                > LIST >x
                < :irc.example 321 alice Channel :Users  Name
                < :irc.example 323 alice :End of LIST"##,
        );
        for (line, want) in [
            (
                "LIST >3",
                "fits: [], fits_not: [], more_than: Some(3), fewer_than: None",
            ),
            ("LIST >3,<9", "more_than: Some(3), fewer_than: Some(9)"),
            (
                "LIST C>5,C<60",
                "older_than: Some(5), younger_than: Some(60)",
            ),
            (
                "LIST T>5,T<60",
                "topic_older_than: Some(5), topic_younger_than: Some(60)",
            ),
            ("LIST *dev*,!#x*", "fits: [\"*dev*\"], fits_not: [\"#x*\"]"),
            (
                "LIST #a,>3",
                "fits: [\"#a\"], fits_not: [], more_than: Some(3)",
            ),
        ] {
            let got = client.answers(line);
            assert!(
                got.starts_with("? Ask(GroupsWhere(") && got.contains(want),
                "{line}: {got}"
            );
        }
    }
}
