//! The introduction, in words: who we are, and whom a newcomer is introduced to.

use crate::client::happening::Row;

/// There is nobody to be introduced to.
pub const FIRST: &str = "You are the first member here.";

/// Who we are.
#[must_use]
pub fn us(row: &Row) -> String {
    let Row { name, address, .. } = row;
    format!("You are {name}{}, connected from {address}.", number(row))
}

/// Who our contact is. `lobby` is the group it may coordinate.
#[must_use]
pub fn contact(row: &Row, lobby: Option<&str>) -> String {
    let role = match lobby {
        Some(lobby) if row.coordinator => format!(", the coordinator of {lobby}"),
        _ => String::new(),
    };
    let Row { name, address, .. } = row;
    format!("Your contact is {name}{} at {address}{role}.", number(row))
}

fn number(row: &Row) -> String {
    row.id.map(|id| format!(" (#{id})")).unwrap_or_default()
}
