//! groupchat
pub mod cli;
pub mod client;
pub mod config;
pub mod dialect;
pub mod hub;
pub mod info;
pub mod irc;
pub mod limits;
pub mod line;
pub mod net;
pub mod now;
pub mod plain;
pub mod server;
pub mod steps;
pub mod web;
