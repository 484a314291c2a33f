//! The introduction: what a newcomer is told of itself and of its contact, in the same words in every dialect.

use crate::hub::event::Welcome;
use crate::hub::face::Address;

/// The two sentences a newcomer is greeted with: who it is, and whom it meets. Scripts rely on their form.
#[must_use]
pub fn introduction(welcome: &Welcome) -> [String; 2] {
    let me = format!(
        "You are {}, connected from {}.",
        welcome.me,
        Address::Socket(welcome.address)
    );
    let lobby = welcome.entering.as_ref().filter(|_| welcome.coordinates);
    let contact = match (&welcome.contact, lobby) {
        (None, None) => "You are the first member here.".to_owned(),
        (None, Some(lobby)) => {
            format!("You are the first member here, so you are the coordinator of {lobby}.")
        }
        (Some(contact), lobby) => {
            let met = format!(
                "Your contact is {} at {}",
                contact.row.who, contact.row.address
            );
            match (&contact.coordinates, lobby) {
                (Some(group), _) => format!("{met}, the coordinator of {group}."),
                (None, Some(lobby)) => format!("{met}; you are the coordinator of {lobby}."),
                (None, None) => format!("{met}."),
            }
        }
    };
    [me, contact]
}
