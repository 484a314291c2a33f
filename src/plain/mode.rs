//! Modes and members, as people read of them: answers to `/mode` and `/whois`.

use crate::hub::event::{Listed, Whois};
use crate::hub::face::Face;
use crate::hub::mode::{Change, List, Shown};
use crate::hub::name::GroupName;
use crate::plain::clean::clean;
use crate::plain::event::line;
use crate::plain::table;

/// `alice (#1) set mode +m`
pub(super) fn changed(by: &Face, me: bool, changes: &[Change]) -> String {
    let by = if me { "You".to_owned() } else { by.to_string() };
    format!("{by} set mode {}", clean(&Shown(changes).to_string()))
}

/// What a group is set to.
pub(super) fn set(group: &GroupName, set: &[Change], out: &mut Vec<u8>) {
    let set = Shown(set).to_string();
    line(out, format_args!("{group} is {}.", clean(&set)));
}

/// A list of a group.
pub(super) fn list(group: &GroupName, list: List, masks: &[Listed], out: &mut Vec<u8>) {
    let what = match list {
        List::Bans => "is banned from",
        List::Exceptions => "is excepted from the bans of",
        List::Invitations => "may enter without an invitation to",
    };
    if masks.is_empty() {
        return line(out, format_args!("Nobody {what} {group}."));
    }
    for entry in masks {
        let mask = clean(&entry.mask);
        line(out, format_args!("{mask} {what} {group}, by {}.", entry.by));
    }
}

/// All about one member.
pub(super) fn whois(about: &Whois, out: &mut Vec<u8>) {
    let (row, who) = (&about.row, &about.row.who);
    let port = match row.listen {
        0 => String::new(),
        port => format!(", open to direct connections on port {port}"),
    };
    let real = match clean(&who.real) {
        real if *real == *who.name.as_str() => String::new(),
        real => format!(", by the name of {real}"),
    };
    let kind = if who.bot { " is a program" } else { " is" };
    let idle = table::idle(row.idle_s);
    line(
        out,
        format_args!(
            "{who}{kind} at {}{port}{real}, idle for {idle}.",
            row.address
        ),
    );
    if let Some(account) = &who.account {
        line(out, format_args!("{who} is logged in as {account}."));
    }
    let groups = about.groups.iter();
    let groups: Vec<String> = groups
        .map(|(group, ranks)| format!("{}{group}", ranks.sign()))
        .collect();
    if !groups.is_empty() {
        line(out, format_args!("{who} is in {}.", groups.join(", ")));
    }
    if let Some(reason) = &about.away {
        line(
            out,
            format_args!("{who} is away: {}", clean(reason.as_str())),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::face::Address;
    use crate::hub::id::MemberId;
    use crate::hub::mode::Ranks;
    use crate::hub::name::Name;

    fn read(write: impl FnOnce(&mut Vec<u8>)) -> Vec<String> {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out)
            .expect("UTF-8")
            .lines()
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn lists_and_members_are_told_in_sentences() {
        let group = GroupName::new("#dev").expect("a group");
        let bob = Name::new("bob").expect("a name");
        let masks = [Listed {
            mask: "x!*@*".into(),
            by: bob.clone(),
            unix_ms: 0,
        }];
        assert_eq!(
            read(|out| list(&group, List::Bans, &masks, out)),
            ["x!*@* is banned from #dev, by bob."]
        );
        assert_eq!(
            read(|out| list(&group, List::Invitations, &[], out)),
            ["Nobody may enter without an invitation to #dev."]
        );
        let who = std::rc::Rc::new(Face {
            id: MemberId::FIRST,
            name: bob,
            user: "b".into(),
            real: "Bob B.\u{1b}".into(),
            address: Address::Hidden("k3k4.hidden".into()),
            bot: false,
            account: Name::new("robert").ok(),
        });
        let about = Whois {
            row: crate::hub::event::Row {
                address: who.address.clone(),
                who,
                listen: 7000,
                coordinator: false,
                ranks: Ranks::NONE,
                you: false,
                away: true,
                operator: false,
                idle_s: 5,
                since_unix_ms: 0,
            },
            groups: vec![(group.clone(), Ranks::OPERATOR), (group, Ranks::NONE)],
            away: Some(crate::hub::text::Text::lossy("lunch", 9)),
            real_address: None,
        };
        let got = read(|out| whois(&about, out));
        assert!(got[0].starts_with("bob (#1) is at k3k4.hidden, open to direct connections on port 7000, by the name of Bob B."), "{got:?}");
        assert!(
            got[0].ends_with(", idle for 5s.") && !got[0].contains('\u{1b}'),
            "{got:?}"
        );
        assert_eq!(
            got[1..],
            [
                "bob (#1) is logged in as robert.",
                "bob (#1) is in @#dev, #dev.",
                "bob (#1) is away: lunch"
            ]
        );
    }
}
