//! The two sentences that introduce a newcomer, the same in every dialect that tells them to a person.

use crate::hub::event::Welcome;

/// Who the newcomer is, and whom it meets: exactly two lines, so that scripts and people can rely on them.
#[must_use]
pub fn introduction(welcome: &Welcome) -> [String; 2] {
    [
        format!(
            "You are {}, connected from {}.",
            welcome.me, welcome.address
        ),
        meeting(welcome),
    ]
}

fn meeting(welcome: &Welcome) -> String {
    // What the newcomer is about to coordinate.
    let mine = welcome.entering.as_ref().filter(|_| welcome.coordinates);
    let Some(contact) = &welcome.contact else {
        let first = "You are the first member here";
        return match mine {
            Some(group) => format!("{first}, so you are the coordinator of {group}."),
            None => format!("{first}."),
        };
    };
    let (who, address) = (&contact.row.who, &contact.row.address);
    let mut text = format!("Your contact is {who} at {address}");
    if let Some(group) = &contact.coordinates {
        text.push_str(&format!(", the coordinator of {group}"));
    }
    if let Some(group) = mine {
        text.push_str(&format!("; you are the coordinator of {group}"));
    }
    text.push('.');
    text
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::hub::event::{Contact, Counts, Row};
    use crate::hub::face::{Address, Face, Who};
    use crate::hub::id::MemberId;
    use crate::hub::name::{GroupName, Name};

    fn who(name: &str, id: u64) -> Who {
        Rc::new(Face {
            id: MemberId::new(id).expect("not 0"),
            name: Name::new(name).expect("a name"),
            user: name.into(),
            real: name.into(),
            address: Address::Hidden("a.hidden".into()),
            bot: false,
            account: None,
        })
    }

    fn group(name: &str) -> GroupName {
        GroupName::new(name).expect("a group")
    }

    /// The sentence about bob's contact alice.
    fn meets(contact: Option<Option<&str>>, entering: Option<&str>, coordinates: bool) -> String {
        let contact = contact.map(|coordinates| Contact {
            row: Row {
                who: who("alice", 1),
                address: Address::Socket("127.0.0.1:50612".parse().expect("an address")),
                listen: 0,
                coordinator: coordinates.is_some(),
                ranks: crate::hub::mode::Ranks::NONE,
                operator: false,
                you: false,
                away: false,
                idle_s: 0,
                since_unix_ms: 0,
            },
            coordinates: coordinates.map(group),
        });
        let [you, meets] = introduction(&Welcome {
            me: who("bob", 2),
            address: "127.0.0.1:50614".parse().expect("an address"),
            contact,
            entering: entering.map(group),
            coordinates,
            counts: Counts::default(),
        });
        assert_eq!(you, "You are bob (#2), connected from 127.0.0.1:50614.");
        meets
    }

    #[test]
    fn a_newcomer_learns_whom_it_meets() {
        for (contact, entering, coordinates, want) in [
            (
                None,
                Some("#lobby"),
                true,
                "You are the first member here, so you are the coordinator of #lobby.",
            ),
            (None, None, false, "You are the first member here."),
            (
                Some(Some("#lobby")),
                Some("#lobby"),
                false,
                "Your contact is alice (#1) at 127.0.0.1:50612, the coordinator of #lobby.",
            ),
            (
                Some(None),
                None,
                false,
                "Your contact is alice (#1) at 127.0.0.1:50612.",
            ),
            (
                Some(None),
                Some("#lobby"),
                true,
                "Your contact is alice (#1) at 127.0.0.1:50612; you are the coordinator of #lobby.",
            ),
            (
                Some(Some("#dev")),
                Some("#lobby"),
                true,
                "Your contact is alice (#1) at 127.0.0.1:50612, the coordinator of #dev; you are the coordinator of #lobby.",
            ),
        ] {
            assert_eq!(meets(contact, entering, coordinates), want);
        }
    }
}
