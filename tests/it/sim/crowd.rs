//! The crowd: random peers around one core, and the invariants that hold after each of their steps.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;

use groupchat::hub::Rules;
use groupchat::hub::id::Seat;
use groupchat::hub::name::GroupName;
use groupchat::info::Info;
use groupchat::now::Now;
use groupchat::server::Core;

use super::deed::{Caps, Deed};
use super::hear::Ears;
use super::model::{ACCOUNTS, LOBBY, Model};
use super::say;
use super::table::{End, Line, Table};
use crate::support::Random;

/// Bytes that may wait for one reader.
pub(super) const QUEUE: usize = 11_000;
/// Most peers at a time.
const CROWD: usize = 10;
/// Lines that one read may bring while everyone reads along, so that only who does not read falls behind.
const LINES_AT_ONCE: usize = 2;
/// A connection that gives no name for so long is ended.
const REGISTER_MS: u64 = 30_000;

/// Somebody at the other end.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) seat: u32,
    since_ms: u64,
    pub(super) irc: bool,
    /// Takes what it is sent.
    pub(super) reads: bool,
    pub(super) ears: Ears,
    /// Lines it is about to send, and what they mean.
    lines: VecDeque<(Vec<u8>, Deed)>,
    /// Bytes of the first of them that are sent already.
    pub(super) sent: usize,
    /// Its last words to us were not to be lost: it did not die and was not cut off.
    pub(super) whole: bool,
    /// Its seat is free again.
    pub(super) gone: bool,
}

/// A whole group chat on virtual time.
pub(super) struct Crowd {
    pub(super) random: Random,
    pub(super) core: Core,
    pub(super) table: Table,
    pub(super) model: Model,
    pub(super) peers: Vec<Peer>,
    now_ms: u64,
    words: u64,
    /// What happened, for when something goes wrong.
    pub(super) log: Vec<String>,
}

impl Crowd {
    pub(super) fn new(seed: u64) -> Crowd {
        let lobby = GroupName::new(LOBBY).expect("a group's name");
        let mut info = Info::new("sim.example", lobby.clone());
        info.limits.rate = 0;
        info.limits.ping_interval_s = 0;
        info.limits.send_queue = QUEUE;
        let mut crowd = Crowd {
            random: Random::new(seed),
            core: Core::new(info, Rules::new(lobby), Box::new(|bytes| bytes.fill(7))),
            table: Table {
                most: QUEUE,
                ..Table::default()
            },
            model: Model::new(),
            peers: Vec::new(),
            now_ms: 1,
            words: 0,
            log: Vec::new(),
        };
        if seed % 2 == 1 {
            // Nearly everything has to wait for its turn.
            crowd.core.set_turns(200, 1);
        }
        ACCOUNTS.iter().for_each(|name| crowd.make_account(name));
        crowd
    }

    /// Somebody comes, makes its name an account and goes.
    fn make_account(&mut self, name: &str) {
        let (seat, now) = (Seat(0), self.now());
        self.table.lines.insert(0, Line::default());
        let address = SocketAddr::from(([127, 0, 0, 1], 9));
        self.core.accept(&mut self.table, seat, address, now);
        let lines = format!("{name}\n/register {}\n", say::PASSWORD);
        self.core.data(&mut self.table, seat, lines.as_bytes(), now);
        self.work();
        self.core.ended(&mut self.table, seat, now);
        self.core.closed(seat);
        self.table.lines.clear();
        self.table.ends.clear();
    }

    /// The keeper does all it has to do, and everyone who waits gets its turn.
    pub(super) fn work(&mut self) {
        let now = self.now();
        loop {
            if self.core.is_owing() {
                self.log.push("somebody waits for its turn".to_owned());
                self.core.take_turns(&mut self.table, now);
            } else if let Some((ticket, done)) = self.table.next_job() {
                self.core.done(&mut self.table, ticket, &done, now);
            } else {
                break;
            }
        }
        self.core.take_turns(&mut self.table, now);
    }

    pub(super) fn now(&self) -> Now {
        Now {
            mono_ms: self.now_ms,
            unix_ms: 1_700_000_000_000 + self.now_ms,
        }
    }

    /// One thing happens, and everything must still be true.
    pub(super) fn step(&mut self) {
        match self.random.below(100) {
            0..12 => self.connect(),
            12..60 => self.speak(),
            60..66 => self.turn_away_or_back(),
            66..70 => self.end(),
            70..80 => self.pass_time(),
            80..88 => self.probe(),
            _ => {}
        }
        for who in 0..self.peers.len() {
            if self.random.chance(60) {
                self.deliver(who);
            }
        }
        self.settle();
        self.check();
    }

    /// Everyone sends what it has to send, reads what there is to read and leaves.
    pub(super) fn finish(&mut self) {
        for who in 0..self.peers.len() {
            self.peers[who].reads = true;
        }
        self.settle();
        for who in 0..self.peers.len() {
            while !self.peers[who].lines.is_empty() && self.listens(who) {
                self.deliver(who);
                self.settle();
            }
        }
        self.check();
        for who in 0..self.peers.len() {
            if self.listens(who) {
                self.hang_up(who);
                self.settle();
                self.check();
            }
        }
        assert!(self.peers.iter().all(|peer| peer.gone));
        assert!(self.table.lines.is_empty() && self.core.hub().counts().members == 0);
    }

    /// Whether the core still listens to a peer.
    fn listens(&self, who: usize) -> bool {
        let peer = &self.peers[who];
        !peer.gone && !self.table.lines[&peer.seat].closing
    }

    pub(super) fn someone(&mut self) -> Option<usize> {
        let here: Vec<usize> = (0..self.peers.len())
            .filter(|&who| self.listens(who))
            .collect();
        (!here.is_empty()).then(|| *self.random.pick(&here))
    }

    fn connect(&mut self) {
        if self.table.lines.len() >= CROWD {
            return;
        }
        let seat = (0..).find(|seat| !self.table.lines.contains_key(seat));
        let seat = seat.expect("there are many numbers");
        let who = self.peers.len();
        let irc = self.random.chance(50);
        let caps = Caps {
            echo: self.random.chance(40),
            members: self.random.chance(30),
            tagged: self.random.chance(50),
            sasl: false,
        };
        let (lines, tagged) = match irc {
            true => say::irc_opening(caps, &mut self.random),
            false => (vec![say::plain_opening(&mut self.random)], false),
        };
        self.log.push(format!(
            "{who} connects to seat {seat}, irc: {irc}, {caps:?}"
        ));
        self.peers.push(Peer {
            seat,
            since_ms: self.now_ms,
            irc,
            reads: true,
            ears: Ears::new(irc, tagged),
            lines: lines.into(),
            sent: 0,
            whole: true,
            gone: false,
        });
        self.table.lines.insert(seat, Line::default());
        self.model.arrive(who, irc);
        let port = 10_000 + u16::try_from(who % 50_000).expect("a port");
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let now = self.now();
        self.core.accept(&mut self.table, Seat(seat), address, now);
    }

    /// Somebody thinks of something to say.
    fn speak(&mut self) {
        let Some(who) = self.someone() else { return };
        let count = 1 + self.random.below(3);
        for _ in 0..count {
            self.words += 1;
            let peer = &mut self.peers[who];
            let member = self.model.is_member(who);
            let line = match (peer.irc, member) {
                (true, true) if peer.ears.is_tagged() && self.random.chance(15) => {
                    say::in_pieces(self.words, &mut self.random)
                }
                (true, _) => say::irc(self.words, member, &mut self.random),
                (false, false) if peer.lines.is_empty() => say::plain_opening(&mut self.random),
                (false, _) => say::plain(self.words, &mut self.random),
            };
            peer.lines.push_back(line);
        }
    }

    /// Somebody stops reading, or begins again.
    fn turn_away_or_back(&mut self) {
        let Some(who) = self.someone() else { return };
        if self.model.is_member(who) {
            self.peers[who].reads = !self.peers[who].reads && self.random.chance(30);
            let reads = self.peers[who].reads;
            self.log.push(format!("{who} reads: {reads}"));
            // Whoever looks again takes what has gathered before anybody speaks.
            self.settle();
        }
    }

    /// Somebody hangs up, or is lost.
    fn end(&mut self) {
        let Some(who) = self.someone() else { return };
        if self.random.chance(50) {
            return self.hang_up(who);
        }
        self.log.push(format!("{who} dies"));
        self.peers[who].whole = false;
        let why = io::Error::from(io::ErrorKind::ConnectionReset);
        let (seat, now) = (Seat(self.peers[who].seat), self.now());
        self.core.lost(&mut self.table, seat, &why, now);
        self.model.depart(who);
        self.follow_ends(None);
    }

    /// The end of what somebody sends: a line without its end counts.
    fn hang_up(&mut self, who: usize) {
        self.log.push(format!("{who} hangs up"));
        let now = self.now();
        let peer = &mut self.peers[who];
        let seat = Seat(peer.seat);
        let last = peer.lines.pop_front();
        if let Some((bytes, _)) = &last {
            let whole = bytes.strip_suffix(b"\n").unwrap_or(bytes);
            let whole = whole.strip_suffix(b"\r").unwrap_or(whole);
            // Nothing is left to send when only the LF is missing.
            let rest = whole.get(peer.sent..).unwrap_or_default();
            if !rest.is_empty() {
                self.core.data(&mut self.table, seat, rest, now);
            }
        }
        self.core.ended(&mut self.table, seat, now);
        self.work();
        if let Some((_, deed)) = last {
            self.log.push(format!("{who} ends with {deed:?}"));
            self.model.act(who, &deed);
        }
        self.follow_ends(Some(who));
        self.model.depart(who);
    }

    /// Some of what a peer has to send arrives, cut anywhere.
    fn deliver(&mut self, who: usize) {
        if !self.listens(who) || self.peers[who].lines.is_empty() {
            return;
        }
        assert!(!self.table.line(self.peers[who].seat).paused, "no rate");
        // One line at a time while somebody may fall behind because of it: the model is told line by line.
        let all_read = self.peers.iter().all(|peer| peer.gone || peer.reads);
        let lines = if all_read { LINES_AT_ONCE } else { 1 };
        let peer = &mut self.peers[who];
        let offered: Vec<u8> = peer
            .lines
            .iter()
            .take(lines)
            .flat_map(|(bytes, _)| bytes.iter().copied())
            .skip(peer.sent)
            .collect();
        let count = match self.random.below(3) {
            0 => 1 + self.random.below(offered.len().min(12)),
            1 => 1 + self.random.below(offered.len()),
            _ => offered.len(),
        };
        let count = count.min(offered.len());
        let peer = &mut self.peers[who];
        peer.sent += count;
        let mut deeds = Vec::new();
        while let Some((bytes, _)) = peer.lines.front()
            && peer.sent >= bytes.len()
        {
            peer.sent -= bytes.len();
            deeds.extend(peer.lines.pop_front().map(|(_, deed)| deed));
        }
        let (seat, now) = (Seat(peer.seat), self.now());
        self.core
            .data(&mut self.table, seat, &offered[..count], now);
        self.work();
        for deed in deeds {
            self.log.push(format!("{who} does {deed:?}"));
            self.model.act(who, &deed);
        }
        self.follow_ends(None);
        // Whoever reads has read before the next one speaks.
        self.settle();
    }

    /// Those who were cut off for reading too slowly are gone, in this order; and between them, when it was closed, the one
    /// who hung up.
    pub(super) fn follow_ends(&mut self, leaving: Option<usize>) {
        for (end, seat) in std::mem::take(&mut self.table.ends) {
            let mut peers = self.peers.iter_mut().enumerate();
            let found = peers.find(|(_, peer)| !peer.gone && peer.seat == seat);
            let (who, peer) = found.expect("somebody sits there");
            if end == End::Cut {
                self.log.push(format!("{who} is cut off"));
                assert!(!peer.reads, "{who} reads and was cut off");
                peer.whole = false;
            } else if leaving != Some(who) {
                continue;
            }
            self.model.depart(who);
        }
    }

    fn pass_time(&mut self) {
        self.now_ms += match self.random.below(10) {
            0 => 20_000,
            1..4 => 700,
            _ => 20,
        };
        while let Some((_, seat)) = self
            .table
            .lines
            .iter()
            .filter_map(|(seat, line)| Some((line.deadline?, *seat)))
            .min()
            .filter(|(at, _)| *at <= self.now_ms)
        {
            self.table.line(seat).deadline = None;
            let now = self.now();
            self.core.due(&mut self.table, Seat(seat), now);
            self.core.take_turns(&mut self.table, now);
        }
        for who in 0..self.peers.len() {
            let late = self.now_ms >= self.peers[who].since_ms + REGISTER_MS;
            let person = &self.model.people[&who];
            if late && person.here && person.id.is_none() {
                self.log.push(format!("{who} took too long"));
                self.model.depart(who);
            }
        }
        self.follow_ends(None);
    }

    /// Everyone reads who does; those the core has closed go.
    pub(super) fn settle(&mut self) {
        for who in 0..self.peers.len() {
            let peer = &mut self.peers[who];
            if peer.gone {
                continue;
            }
            let line = self.table.lines.get_mut(&peer.seat).expect("its line");
            let most = match peer.reads {
                true => usize::MAX,
                false if self.random.chance(1) => self.random.below(500),
                false => 0,
            };
            peer.ears.read(&line.take(most));
            assert!(!line.has_room(), "no answer is that long here");
            if line.closing && (peer.reads || self.random.chance(30)) {
                if peer.reads || self.random.chance(50) {
                    peer.ears.read(&line.take(usize::MAX));
                    assert!(
                        peer.ears.ends_with_a_whole_line(),
                        "{who} was left with half a line"
                    );
                } else {
                    // It never looked again.
                    peer.whole = false;
                }
                peer.gone = true;
                let seat = peer.seat;
                self.table.lines.remove(&seat);
                self.core.closed(Seat(seat));
            }
        }
    }
}
