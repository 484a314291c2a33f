//! client
pub mod clock;
pub mod command;
pub mod happening;
pub mod json;
pub mod pace;
pub mod session;
pub mod show;
pub mod split;
