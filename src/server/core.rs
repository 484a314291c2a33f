//! The server without its sockets: peers, hub and dialects joined.
//!
//! Bytes come in by seat, bytes go out through a [`Wire`]. Like the hub it reads no clock and touches no socket, so a whole
//! group with all its faults can be simulated from one seed.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hashbrown::HashMap;
use log::{debug, info};

use crate::dialect::{self, Dialect};
use crate::hub::departure::Departure;
use crate::hub::event::Event;
use crate::hub::face::Address;
use crate::hub::id::Seat;
use crate::hub::io::{Input, Output, To};
use crate::hub::text::Text;
use crate::hub::{Hub, Rules};
use crate::info::Info;
use crate::limits;
use crate::line::Framed;
use crate::now::Now;
use crate::plain::clean::clean;
use crate::server::fanout::{Fanout, Telling};
use crate::server::peer::{self, Peer, Stage};
use crate::server::wire::Wire;
use crate::steps::{Me, Step, Steps};
use crate::{irc, plain};

/// Everything the server knows, save sockets and time.
#[derive(Debug)]
pub struct Core {
    info: Info,
    hub: Hub,
    peers: Vec<Option<Box<Peer>>>,
    fanout: Fanout,
    /// Connections per address, loopback left out.
    addresses: HashMap<IpAddr, usize>,
    connections: usize,
    steps: Steps,
    /// Seats whose reader has fallen too far behind, to be dealt with after the current fan-out.
    slow: Vec<Seat>,
}

impl Core {
    /// A server with nobody connected.
    #[must_use]
    pub fn new(info: Info, rules: Rules) -> Core {
        Core {
            info,
            hub: Hub::new(rules),
            peers: Vec::new(),
            fanout: Fanout::new(),
            addresses: HashMap::new(),
            connections: 0,
            steps: Steps::new(),
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

    /// Takes the host's distance from UTC, seconds, for the times that plain members are shown.
    pub fn set_utc_offset(&mut self, seconds: i32) {
        self.info.utc_offset_s = seconds;
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

    /// Bytes came from a seat.
    pub fn data<W: Wire>(&mut self, wire: &mut W, seat: Seat, bytes: &[u8], now: Now) {
        let Some(peer) = self.peer_mut(seat) else {
            return;
        };
        peer.heard_ms = now.mono_ms;
        if peer.stage == Stage::Pinged {
            peer.stage = Stage::Member;
        }
        if !peer.held.is_empty() {
            // Slowed, and more had been read already: it waits its turn.
            return peer.held.extend_from_slice(bytes);
        }
        if !matches!(peer.dialect, Dialect::Irc(_)) && peer.telnet.concerns(bytes) {
            let mut text = Vec::with_capacity(bytes.len());
            peer.telnet.strip(bytes, &mut text);
            return self.hear(wire, seat, &text, now);
        }
        self.hear(wire, seat, bytes, now);
    }

    /// Decodes what came, line by line, as long as the peer may speak and is there.
    fn hear<W: Wire>(&mut self, wire: &mut W, seat: Seat, mut input: &[u8], now: Now) {
        let mut steps = std::mem::take(&mut self.steps);
        let (rate, burst) = (self.info.limits.rate, self.info.limits.burst);
        while !input.is_empty() {
            let Some(peer) = self.peers.get_mut(seat.index()).and_then(Option::as_mut) else {
                break;
            };
            if peer.stage == Stage::Gone {
                break;
            }
            let wait = peer.bucket.wait_ms(rate, burst, now.mono_ms);
            if wait > 0 {
                peer.held = input.to_vec();
                peer.resume_ms = Some(now.mono_ms + wait);
                wire.pause(seat);
                wire.set_deadline(seat, peer.deadline(&self.info.limits));
                break;
            }
            let head = peer.head(input);
            if peer::sniff(&head, &mut steps) {
                self.take_steps(wire, seat, &mut steps, now);
                break;
            }
            let longest = peer.longest_line();
            let me = me(&self.hub, seat);
            let before = input.len();
            let cost = match peer.lines.next(&mut input, longest) {
                // What is thrown away is no line, and still no reason to listen for nothing.
                None => match peer.lines.is_skipping() {
                    true => times(before, longest).max(1),
                    false => break,
                },
                Some(Framed::Line(line)) => {
                    peer::decode(&mut peer.dialect, line, &me, &self.info, now, &mut steps)
                }
                Some(Framed::TooLong) => {
                    peer::too_long(&mut peer.dialect, &head, &me, &self.info, &mut steps);
                    1
                }
            };
            peer.bucket.spend(cost, rate, burst, now.mono_ms);
            self.take_steps(wire, seat, &mut steps, now);
        }
        self.steps = steps;
    }

    /// The peer will send nothing more: its last line counts even without a line end, then it leaves.
    pub fn ended<W: Wire>(&mut self, wire: &mut W, seat: Seat, now: Now) {
        let mut steps = std::mem::take(&mut self.steps);
        if let Some(peer) = self.peers.get_mut(seat.index()).and_then(Option::as_mut)
            && peer.stage != Stage::Gone
        {
            let longest = peer.longest_line();
            if let Some(Framed::Line(line)) = peer.lines.finish(longest) {
                peer::decode(
                    &mut peer.dialect,
                    line,
                    &me(&self.hub, seat),
                    &self.info,
                    now,
                    &mut steps,
                );
            }
            self.take_steps(wire, seat, &mut steps, now);
        }
        self.steps = steps;
        self.depart(wire, seat, Departure::HungUp, now);
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
        if let Some(group) = counted(peer.address.ip())
            && let Some(count) = self.addresses.get_mut(&group)
        {
            *count -= 1;
            if *count == 0 {
                self.addresses.remove(&group);
            }
        }
    }

    /// A deadline of a seat has come.
    pub fn due<W: Wire>(&mut self, wire: &mut W, seat: Seat, now: Now) {
        let Some(peer) = self.peer_mut(seat) else {
            return;
        };
        if peer.resume_ms.is_some_and(|at| at <= now.mono_ms) {
            peer.resume_ms = None;
            // It was not silent; we were not listening.
            peer.heard_ms = now.mono_ms;
            let held = std::mem::take(&mut peer.held);
            self.hear(wire, seat, &held, now);
            if self
                .peer_mut(seat)
                .is_some_and(|peer| peer.resume_ms.is_none())
            {
                wire.resume(seat);
            }
        }
        self.keep_time(wire, seat, now);
        let Some(deadline) = self.peers[seat.index()]
            .as_ref()
            .map(|peer| peer.deadline(&self.info.limits))
        else {
            return;
        };
        wire.set_deadline(seat, deadline);
    }

    /// Greets, pings and drops those whose time has come.
    fn keep_time<W: Wire>(&mut self, wire: &mut W, seat: Seat, now: Now) {
        let limits = self.info.limits.clone();
        let Some(peer) = self.peer_mut(seat) else {
            return;
        };
        let slowed = peer.resume_ms.is_some();
        let silent_ms = now.mono_ms.saturating_sub(peer.heard_ms);
        match peer.stage {
            Stage::Silent(since) if now.mono_ms >= since + limits::GREET_MS => {
                peer.stage = Stage::Guest(since);
                if matches!(peer.dialect, Dialect::Unknown) {
                    let info = &self.info;
                    self.fanout.write(wire, seat, |out| plain::greet(info, out));
                }
            }
            Stage::Guest(since) if now.mono_ms >= since + limits::REGISTER_MS => {
                self.depart(
                    wire,
                    seat,
                    Departure::Unregistered(limits::REGISTER_MS / 1000),
                    now,
                );
            }
            Stage::Member | Stage::Pinged if slowed => {}
            Stage::Pinged
                if limits
                    .silence_s()
                    .is_some_and(|silence| silent_ms >= silence * 1000) =>
            {
                self.depart(wire, seat, Departure::Silent(silent_ms / 1000), now);
            }
            Stage::Member
                if matches!(peer.dialect, Dialect::Irc(_))
                    && silent_ms >= limits.ping_interval_s * 1000
                    && limits.ping_interval_s > 0 =>
            {
                peer.stage = Stage::Pinged;
                let info = &self.info;
                self.fanout
                    .write(wire, seat, |out| irc::ping(&info.server_name, out));
            }
            _ => {}
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
                dialect::encode(&event, form, "*", now, info, out);
            });
            wire.close(seat);
        }
    }

    fn depart<W: Wire>(&mut self, wire: &mut W, seat: Seat, why: Departure, now: Now) {
        self.hub.handle(Input::Depart { seat, why }, now);
        self.drain(wire, now);
    }

    /// Does what a line came to.
    fn take_steps<W: Wire>(&mut self, wire: &mut W, seat: Seat, steps: &mut Steps, now: Now) {
        let mut list = steps.take();
        for step in list.drain(..) {
            if self.peer_mut(seat).is_none() {
                continue;
            }
            match step {
                Step::Reply(range) => {
                    let queued = self
                        .fanout
                        .write(wire, seat, |out| out.extend_from_slice(steps.bytes(&range)));
                    self.mind_queue(seat, queued, range.len());
                    self.charge(seat, range.len(), now);
                    self.drain(wire, now);
                }
                Step::Ask(request) => {
                    self.hub.handle(Input::Ask { seat, request }, now);
                    self.drain(wire, now);
                }
                Step::Close(why) => self.turn_away(wire, seat, why, now),
            }
        }
        steps.reset(list);
    }

    /// Ends a connection that has been told why in a language of its own.
    fn turn_away<W: Wire>(&mut self, wire: &mut W, seat: Seat, why: Departure, now: Now) {
        if let Some(peer) = self.peer_mut(seat) {
            info!("{} was turned away: {why}", peer.address);
            peer.stage = Stage::Gone;
            wire.close(seat);
        }
        self.depart(wire, seat, why, now);
    }

    /// Passes on all that the hub has to say.
    fn drain<W: Wire>(&mut self, wire: &mut W, now: Now) {
        loop {
            while let Some(output) = self.hub.poll() {
                match output {
                    Output::Tell { to, about, event } => {
                        let Core {
                            fanout,
                            hub,
                            peers,
                            info,
                            slow,
                            ..
                        } = self;
                        let audience = hub.audience(&to);
                        let telling = Telling {
                            event: &event,
                            about,
                            now,
                            peers,
                            hub,
                            info,
                        };
                        let written = fanout.tell(wire, telling, audience, slow);
                        if let (To::One(seat), Event::Reply(_) | Event::Entered(_)) = (&to, &event)
                        {
                            self.charge(*seat, written, now);
                        }
                        let audience = self.hub.audience(&to);
                        if let Some(seat) =
                            about.or(audience.first().copied().filter(|_| audience.len() == 1))
                        {
                            self.observe(wire, seat, &event, now);
                        }
                    }
                    Output::Close { seat, why } => self.close(wire, seat, &why),
                }
            }
            let Some(seat) = self.slow.pop() else { break };
            if self.peer_mut(seat).is_some() {
                wire.cut(seat);
                let why = Departure::SlowReader(self.info.limits.send_queue);
                self.hub.handle(Input::Depart { seat, why }, now);
            }
        }
    }

    /// Lets a connection's own session see what happened to it.
    fn observe<W: Wire>(&mut self, wire: &mut W, seat: Seat, event: &Event, now: Now) {
        let limits = &self.info.limits;
        let hub = &self.hub;
        let Some(peer) = self.peers.get_mut(seat.index()).and_then(Option::as_mut) else {
            return;
        };
        if let Dialect::Plain(session) = &mut peer.dialect
            && let Some(note) = session.observe(event, || hub.groups_of(seat).last().cloned())
        {
            self.fanout
                .write(wire, seat, |out| out.extend_from_slice(note.as_bytes()));
        }
        if let Event::Welcome(welcome) = event {
            info!("{} is {}", peer.address, welcome.me);
            peer.stage = Stage::Member;
            peer.heard_ms = now.mono_ms;
            if let (Dialect::Plain(_), Some(silence)) = (&peer.dialect, limits.silence_s()) {
                let idle = limits.ping_interval_s;
                wire.keep_alive(
                    seat,
                    Duration::from_secs(idle),
                    Duration::from_secs(silence - idle),
                );
            }
            wire.set_deadline(seat, peer.deadline(limits));
        }
    }

    fn close<W: Wire>(&mut self, wire: &mut W, seat: Seat, why: &Departure) {
        if let Some(peer) = self.peer_mut(seat) {
            info!("{} is gone: {}", peer.address, clean(&why.to_string()));
            peer.stage = Stage::Gone;
            peer.held = Vec::new();
            wire.close(seat);
        }
    }

    /// Remembers a reader that has fallen too far behind: one that had too much queued before `new` more bytes were.
    fn mind_queue(&mut self, seat: Seat, queued: usize, new: usize) {
        let most = self.info.limits.send_queue;
        if most > 0 && queued.saturating_sub(new) > most {
            self.slow.push(seat);
        }
    }

    /// Makes an answer cost as much as it is long, so that a short question cannot keep the server busy.
    fn charge(&mut self, seat: Seat, bytes: usize, now: Now) {
        let (rate, burst) = (self.info.limits.rate, self.info.limits.burst);
        if let Some(peer) = self.peer_mut(seat) {
            let cost = times(bytes, limits::ANSWER_PER_TOKEN);
            peer.bucket.spend(cost, rate, burst, now.mono_ms);
        }
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

/// What the hub knows of a connection.
fn me(hub: &Hub, seat: Seat) -> Me<'_> {
    let id = hub.id(seat);
    Me {
        name: hub.name(seat),
        id,
        registered: id.is_some(),
    }
}

/// What counts as one address: an IPv4 address, an IPv6 network of 64 bits. Loopback is never counted: many programs of
/// one host, or a whole proxy, may stand behind it.
fn counted(ip: IpAddr) -> Option<IpAddr> {
    match ip {
        _ if ip.is_loopback() => None,
        IpAddr::V4(_) => Some(ip),
        IpAddr::V6(v6) => Some(IpAddr::V6(Ipv6Addr::from_bits(
            v6.to_bits() & !u128::from(u64::MAX),
        ))),
    }
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
