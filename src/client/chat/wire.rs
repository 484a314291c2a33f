//! What is kept of one connection beside what the user sees of it.

/// One connection.
#[derive(Debug, Default)]
pub(super) struct Wire {}
