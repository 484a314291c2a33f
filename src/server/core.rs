//! The server without its sockets: peers, hub and dialects joined.
//!
//! Bytes come in by seat, bytes go out through a [`Wire`]. Like the hub it reads no clock and touches no socket, so a whole
//! group with all its faults can be simulated from one seed.

mod hear;
mod label;
mod login;
mod recall;
mod tell;
mod time;
mod turn;
mod work;

use std::net::{IpAddr, SocketAddr};

use hashbrown::HashMap;
use log::{debug, info};

use crate::dialect;
use crate::history::History;
use crate::hub::departure::Departure;
use crate::hub::event::Event;
use crate::hub::face::Address;
use crate::hub::id::Seat;
use crate::hub::io::Input;
use crate::hub::text::Text;
use crate::hub::{Hub, Rules};
use crate::info::Info;
use crate::irc;
use crate::limits;
use crate::now::Now;
use crate::server::core::login::Door;
use crate::server::core::turn::Turns;
use crate::server::core::work::Works;
use crate::server::fanout::Fanout;
use crate::server::operators::Operators;
use crate::server::peer::{Peer, Stage};
use crate::server::wire::Wire;
use crate::steps::Steps;

/// What an operator of the server wants of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// That it reads its files again.
    Reload,
    /// That it stops.
    Stop,
}
pub use login::Chance;

/// Everything the server knows, save sockets and time.
#[derive(Debug)]
pub struct Core {
    info: Info,
    hub: Hub,
    history: History,
    peers: Vec<Option<Box<Peer>>>,
    fanout: Fanout,
    /// Connections per address, loopback left out.
    addresses: HashMap<IpAddr, usize>,
    connections: usize,
    steps: Steps,
    /// What an operator wants of the server.
    wanted: Option<Wanted>,
    operators: Operators,
    works: Works,
    turns: Turns,
    door: Door,
    /// Seats whose reader has fallen too far behind, to be dealt with after the current fan-out.
    slow: Vec<Seat>,
}

impl Core {
    /// A server with nobody connected. `chance` is for what nobody may guess.
    #[must_use]
    pub fn new(info: Info, rules: Rules, chance: Chance) -> Core {
        Core {
            info,
            hub: Hub::new(rules),
            history: History::new(),
            peers: Vec::new(),
            fanout: Fanout::new(),
            addresses: HashMap::new(),
            connections: 0,
            steps: Steps::new(),
            wanted: None,
            operators: Operators::default(),
            works: Works::default(),
            turns: Turns::default(),
            door: Door::new(chance),
            slow: Vec::new(),
        }
    }

    /// The state of the chat.
    #[must_use]
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// Facts about this server.
    #[must_use]
    pub fn info(&self) -> &Info {
        &self.info
    }

    /// Takes another message of the day.
    pub fn set_motd(&mut self, motd: Vec<String>) {
        self.info.motd = motd;
    }

    /// Takes another password, or none, for those who come from now on.
    pub fn set_password(&mut self, password: Option<String>) {
        self.info.password = password.is_some();
        self.hub.set_password(password);
    }

    /// Takes others, or none, who may become operators from now on. Who is one stays one.
    pub fn set_operators(&mut self, operators: Operators) {
        self.hub.set_operators(!operators.is_empty());
        self.operators = operators;
    }

    /// Takes the host's distance from UTC, seconds, for the times that plain members are shown.
    pub fn set_utc_offset(&mut self, seconds: i32) {
        self.info.utc_offset_s = seconds;
    }

    /// What an operator wants, told once. To be looked at when the tick is over.
    pub fn wanted(&mut self) -> Option<Wanted> {
        self.wanted.take()
    }

    /// A connection took a free seat.
    pub fn accept<W: Wire>(&mut self, wire: &mut W, seat: Seat, address: SocketAddr, now: Now) {
        let address = Address::canonical(address);
        if self.peers.len() <= seat.index() {
            self.peers.resize_with(seat.index() + 1, || None);
        }
        if let Some(why) = self.refusal(address.ip()) {
            // It takes no place, and nothing is remembered of it: those who try again and again must not keep out
            // those who could come in.
            info!("{address} was turned away: {why}");
            self.fanout
                .write(wire, seat, |out| dialect::turn_away(&why, out));
            wire.close(seat);
            return;
        }
        debug!("{address} connected");
        self.connections += 1;
        if let Some(group) = counted(address.ip()) {
            *self.addresses.entry(group).or_insert(0) += 1;
        }
        let peer = Box::new(Peer::new(address, now));
        wire.set_deadline(seat, peer.deadline(&self.info.limits));
        self.peers[seat.index()] = Some(peer);
        self.hub.handle(Input::Arrive { seat, address }, now);
        self.drain(wire, now);
    }

    /// Why somebody from this address cannot be let in.
    fn refusal(&self, ip: IpAddr) -> Option<Departure> {
        let limits = &self.info.limits;
        if limits.clients > 0 && self.connections >= limits.clients {
            return Some(Departure::Full(limits.clients));
        }
        let from_there = counted(ip)
            .and_then(|group| self.addresses.get(&group).copied())
            .unwrap_or(0);
        (limits.per_address > 0 && from_there >= limits.per_address)
            .then_some(Departure::TooManyFromAddress(limits.per_address))
    }

    /// The connection broke.
    pub fn lost<W: Wire>(&mut self, wire: &mut W, seat: Seat, why: &std::io::Error, now: Now) {
        let why = Departure::Lost(Text::lossy(&reason(why), limits::REASON));
        self.depart(wire, seat, why, now);
    }

    /// The seat is free again.
    pub fn closed(&mut self, seat: Seat) {
        let Some(peer) = self.peers.get_mut(seat.index()).and_then(Option::take) else {
            return;
        };
        self.connections -= 1;
        self.works.forget(seat);
        if let Some(group) = counted(peer.address.ip())
            && let Some(count) = self.addresses.get_mut(&group)
        {
            *count -= 1;
            if *count == 0 {
                self.addresses.remove(&group);
            }
        }
    }

    /// Tells everyone that the server stops, and closes every connection.
    pub fn stop<W: Wire>(&mut self, wire: &mut W, now: Now) {
        // One farewell each, rather than everyone hearing of everyone else.
        for index in 0..self.peers.len() {
            let Some(peer) = self.peers[index]
                .as_mut()
                .filter(|peer| peer.stage != Stage::Gone)
            else {
                continue;
            };
            peer.stage = Stage::Gone;
            let seat = Seat(u32::try_from(index).expect("seats are numbered by u32"));
            let event = Event::Farewell(Departure::Stopping);
            let form = peer.dialect.form(irc::Relevance::of(&event), true);
            let info = &self.info;
            self.fanout.write(wire, seat, |out| {
                dialect::encode((&event, None), form, "*", now, info, 0, out);
            });
            wire.close(seat);
        }
    }

    fn depart<W: Wire>(&mut self, wire: &mut W, seat: Seat, why: Departure, now: Now) {
        self.hub.handle(Input::Depart { seat, why }, now);
        self.drain(wire, now);
    }

    /// A connection that is still spoken with.
    fn peer_mut(&mut self, seat: Seat) -> Option<&mut Peer> {
        self.peers
            .get_mut(seat.index())?
            .as_deref_mut()
            .filter(|peer| peer.stage != Stage::Gone)
    }
}

/// How many times `part` goes into `whole`.
fn times(whole: usize, part: usize) -> u32 {
    u32::try_from(whole / part).unwrap_or(u32::MAX)
}

/// What connections are counted by ([`Address::network`]). Loopback is never counted: many programs of
/// one host, or a whole proxy, may stand behind it.
fn counted(ip: IpAddr) -> Option<IpAddr> {
    (!ip.is_loopback()).then(|| Address::network(ip))
}

/// An error in words that fit into a sentence.
fn reason(why: &std::io::Error) -> String {
    match why.kind() {
        std::io::ErrorKind::ConnectionReset => "connection reset".to_owned(),
        std::io::ErrorKind::TimedOut => "no answer".to_owned(),
        std::io::ErrorKind::BrokenPipe => "connection closed".to_owned(),
        _ => why.to_string(),
    }
}

#[cfg(test)]
mod tests;
