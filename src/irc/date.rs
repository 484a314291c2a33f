//! Moments as text, by the names this dialect has for them.

pub(super) use crate::calendar::{human, rfc3339 as stamp};
