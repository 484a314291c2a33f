//! A group chat for one small host: netcat, any IRC client and our own client meet on one port.
//!
//! # The way of a message
//!
//! ```text
//! net ─bytes→ line | web ─line→ irc | plain ─Request→ hub ─Event→ irc | plain ─bytes→ net
//! ```
//!
//! Bytes become a line, a line a request; the hub answers with events; each event becomes bytes once per form and is queued
//! for everyone who must hear it. Every arrow is an ordinary function that can be tested without a socket.
//!
//! # The parts, from the ground up
//!
//! A part knows only those above it in this list, and its neighbours where that is said; a test holds this.
//!
//! | part | what it is | what it knows |
//! |---|---|---|
//! | [`now`], [`calendar`], [`pieces`], [`commands`], [`limits`], [`secret`] | the moment a tick works in; moments as text; long text cut to fit; what can be typed after a slash; every bound; what is never shown | nothing |
//! | [`hub`] | members, groups, coordinators, who hears what: pure state | `now`, `limits`, `secret` |
//! | [`config`], [`info`] | settings of a server; what it tells of itself | the hub's words |
//! | [`mod@line`], [`steps`] | bytes to lines; what a decoded line comes to | the hub's words |
//! | [`history`] | what was said, kept in memory | the hub's words, `limits` |
//! | [`keeper`] | slow work and how a second process is asked for it | `secret` |
//! | [`account`] | names that belong to who knows a password | the hub's words, `keeper`, `limits`, `secret` |
//! | [`irc`], [`plain`], [`web`] | the formats: lines to requests, events to lines | the hub's words, `info`, `line`, `steps`; not each other |
//! | [`net`] | sockets, shared output, deadlines on somebody's poll | `limits` |
//! | [`dialect`] | which format a connection speaks | the formats |
//! | [`server`] | net, dialects and hub joined; the server program's loop | everything above |
//! | [`client`] | the client program: one session on lines, or windows of many servers on a full screen | everything above |
//! | [`cli`] | flags to settings, and to man pages and completions | `commands`, `config`, what the programs take |
//!
//! # What holds everywhere
//!
//! - **The pure parts do no I/O and read no clock.** `hub`, `irc`, `plain` and `web` take bytes and [`now::Now`] and return
//!   values. [`server::Core`] joins them without a socket, so a whole group can be simulated from one seed.
//! - **One loop, one thread.** One `mio::Poll` owns listeners, connections and signals. Nothing in it may block:
//!   what takes long is done by a second process ([`keeper`]) that is there only while it is needed.
//! - **A connection never hurts another.** Reads per tick, lines, queues and tables are bounded ([`limits`]); who sends too
//!   fast is read more slowly; who reads too slowly is disconnected with the reason.
//! - **Peers' faults are values**: a [`Refusal`](hub::refusal::Refusal) or a [`Departure`](hub::departure::Departure),
//!   never a panic.

pub mod account;
pub mod calendar;
pub mod cli;
pub mod client;
pub mod commands;
pub mod config;
pub mod dialect;
pub mod history;
pub mod hub;
pub mod info;
pub mod irc;
pub mod keeper;
pub mod limits;
pub mod line;
pub mod net;
pub mod now;
pub mod pieces;
pub mod plain;
pub mod secret;
pub mod server;
pub mod steps;
pub mod web;
