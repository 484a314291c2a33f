//! The terminal that a person sits at.
//!
//! [`keys`] is free of I/O and reads no clock.

pub mod keys;
