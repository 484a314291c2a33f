//! client
pub mod clock;
pub mod command;
pub mod direct;
pub mod happening;
pub mod json;
pub mod pace;
pub mod resolve;
pub mod session;
pub mod show;
pub mod split;
pub mod stdio;
