//! A core, a few connections and a clock of our own.

use std::net::SocketAddr;

use groupchat::hub::Rules;
use groupchat::hub::id::Seat;
use groupchat::hub::name::GroupName;
use groupchat::info::Info;
use groupchat::limits::Limits;
use groupchat::now::Now;
use groupchat::server::Core;

use super::model::LOBBY;
use super::table::{Line, Table};
use crate::support::matches;

/// A server whose clock is ours.
pub(super) struct World {
    pub(super) core: Core,
    pub(super) table: Table,
    now_ms: u64,
}

impl World {
    pub(super) fn new(limits: Limits) -> World {
        let lobby = GroupName::new(LOBBY).expect("a group's name");
        let mut info = Info::new("sim.example", lobby.clone());
        info.limits = limits;
        World {
            core: Core::new(info, Rules::new(lobby), Box::new(|bytes| bytes.fill(7))),
            table: Table::default(),
            now_ms: 123,
        }
    }

    pub(super) fn now(&self) -> Now {
        Now {
            mono_ms: self.now_ms,
            unix_ms: self.now_ms,
        }
    }

    pub(super) fn connect_from(&mut self, seat: u32, address: &str) {
        self.table.lines.insert(seat, Line::default());
        let address: SocketAddr = address.parse().expect("an address");
        let now = self.now();
        self.core.accept(&mut self.table, Seat(seat), address, now);
    }

    pub(super) fn connect(&mut self, seat: u32) {
        self.connect_from(seat, "10.0.0.1:1000");
    }

    pub(super) fn send(&mut self, seat: u32, text: &str) {
        assert!(!self.table.line(seat).paused, "nobody reads from it");
        let now = self.now();
        self.core.take_turns(&mut self.table, now);
        self.core
            .data(&mut self.table, Seat(seat), text.as_bytes(), now);
    }

    /// What has come since last asked.
    pub(super) fn heard(&mut self, seat: u32) -> Vec<String> {
        let bytes = self.table.line(seat).take(usize::MAX);
        if self.table.line(seat).has_room() {
            let now = self.now();
            self.core.room(&mut self.table, Seat(seat), now);
        }
        let text = String::from_utf8(bytes).expect("UTF-8");
        text.lines().map(str::to_owned).collect()
    }

    /// Lets this much time pass, calling back at each deadline on its very millisecond.
    pub(super) fn pass(&mut self, ms: u64) {
        let until = self.now_ms + ms;
        while let Some((at, seat)) = self.due().filter(|(at, _)| *at <= until) {
            assert!(at >= self.now_ms, "a deadline in the past would be a loop");
            self.now_ms = at;
            self.table.line(seat).deadline = None;
            let now = self.now();
            self.core.take_turns(&mut self.table, now);
            self.core.due(&mut self.table, Seat(seat), now);
            let again = self.table.line(seat).deadline;
            assert!(again.is_none_or(|next| next > at), "seat {seat} at {at}");
        }
        self.now_ms = until;
    }

    pub(super) fn due(&self) -> Option<(u64, u32)> {
        let lines = self.table.lines.iter();
        lines
            .filter_map(|(seat, line)| Some((line.deadline?, *seat)))
            .min()
    }

    pub(super) fn closed(&mut self, seat: u32) -> bool {
        self.table.line(seat).closing
    }
}

pub(super) fn unlimited() -> Limits {
    Limits {
        rate: 0,
        ..Limits::default()
    }
}

#[track_caller]
pub(super) fn assert_like(lines: &[String], patterns: &[&str]) {
    let like = lines.len() == patterns.len()
        && lines
            .iter()
            .zip(patterns)
            .all(|(line, pattern)| matches(pattern, line));
    assert!(like, "{lines:#?}\nare not {patterns:#?}");
}
