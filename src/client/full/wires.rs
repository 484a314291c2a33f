//! The connections to servers: trying their addresses, then carrying lines to the chat and from it.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use log::{debug, info};

use super::Full;
use crate::client::chat::Input;
use crate::client::chat::server::ServerId;
use crate::client::resolve::{Attempts, Place, TRY_MS, reason};
use crate::client::session::SERVER_LINE;
use crate::line::{Framed, Lines};
use crate::net::{Happening, Key};

/// Silence after which the kernel probes the server's host, and how long it goes on.
const PROBE: Duration = Duration::from_secs(60);
const GIVE_UP: Duration = Duration::from_secs(120);

/// One connection, or the attempt at one.
#[derive(Debug)]
pub(super) struct Wire {
    id: ServerId,
    key: Key,
    link: Link,
    lines: Lines,
}

/// How a connection is.
#[derive(Debug)]
enum Link {
    /// Being made to this address; these are left.
    Trying(SocketAddr, Attempts),
    /// There.
    Open,
}

/// The addresses that a place came to.
pub(super) type Known = (Place, Vec<SocketAddr>);

impl Full {
    /// Begins to connect. A host that was not looked up before is looked up now, which asks the system and may wait: the
    /// screen says meanwhile that it is connecting. Addresses that are known are not asked for again.
    pub(super) fn connect(&mut self, id: ServerId) {
        let Some(place) = self.chat.server(id).map(|it| it.wanted.place.clone()) else {
            return;
        };
        let known = self.known.iter().find(|(known, _)| *known == place);
        let addresses = match known {
            Some((_, addresses)) => Ok(addresses.clone()),
            None => place.resolve(),
        };
        match addresses {
            Ok(addresses) => {
                if known.is_none() {
                    self.known.push((place.clone(), addresses.clone()));
                }
                self.try_next(id, Attempts::new(place, addresses));
            }
            Err(why) => self.lost(id, &format!("its address is not known ({})", reason(&why))),
        }
    }

    fn try_next(&mut self, id: ServerId, mut attempts: Attempts) {
        while let Some(address) = attempts.next_address() {
            info!("connecting to {address}");
            match self.net.connect(address) {
                Ok(key) => {
                    self.net.set_deadline(key, Some(self.now.mono_ms + TRY_MS));
                    return self.wires.push(Wire {
                        id,
                        key,
                        link: Link::Trying(address, attempts),
                        lines: Lines::new(),
                    });
                }
                Err(why) => attempts.failed(address, why),
            }
        }
        self.lost(id, &attempts.reasons());
    }

    fn lost(&mut self, id: ServerId, why: &str) {
        info!("no connection: {why}");
        self.give(Input::Lost(id, Some(why)));
    }

    /// An attempt failed: the next address is tried.
    fn failed(&mut self, at: usize, why: io::Error) {
        let wire = self.wires.swap_remove(at);
        match wire.link {
            Link::Trying(address, mut attempts) => {
                attempts.failed(address, why);
                self.try_next(wire.id, attempts);
            }
            Link::Open => self.lost(wire.id, &reason(&why)),
        }
    }

    pub(super) fn happened(&mut self, happening: Happening, buf: &[u8]) {
        let key = match happening {
            Happening::Accepted { key, .. }
            | Happening::Connected { key }
            | Happening::Data { key, .. }
            | Happening::Ended { key }
            | Happening::Lost { key, .. }
            | Happening::Due { key }
            | Happening::Room { key }
            | Happening::Closed { key } => key,
        };
        // What comes on a connection that was given up is for nobody.
        let Some(at) = self.wires.iter().position(|wire| wire.key == key) else {
            return;
        };
        let id = self.wires[at].id;
        match happening {
            Happening::Connected { .. } => {
                info!("connected");
                self.net.set_deadline(key, None);
                if let Err(why) = self.net.keep_alive(key, PROBE, GIVE_UP) {
                    debug!("no keepalive: {why}");
                }
                self.wires[at].link = Link::Open;
                self.give(Input::Connected(id));
            }
            Happening::Data { len, .. } => self.heard(at, buf.get(..len).unwrap_or_default()),
            Happening::Ended { .. } => {
                self.wires.swap_remove(at);
                self.net.close(key, self.now.mono_ms);
                self.give(Input::Lost(id, None));
            }
            Happening::Lost { why, .. } => self.failed(at, why),
            Happening::Due { .. } => {
                self.net.abort(key);
                self.failed(at, io::ErrorKind::TimedOut.into());
            }
            Happening::Closed { .. } => {
                self.wires.swap_remove(at);
            }
            Happening::Accepted { .. } | Happening::Room { .. } => {}
        }
    }

    fn heard(&mut self, at: usize, mut bytes: &[u8]) {
        let id = self.wires[at].id;
        let mut lines = std::mem::take(&mut self.wires[at].lines);
        while let Some(framed) = lines.next(&mut bytes, SERVER_LINE) {
            match framed {
                Framed::Line(line) => self.chat.handle(Input::Heard(id, line), self.now),
                Framed::TooLong(_) => debug!("the server sent a line that is too long"),
            }
        }
        self.wires[at].lines = lines;
        self.act();
    }

    pub(super) fn send(&mut self, id: ServerId, bytes: &[u8]) {
        let Some(wire) = self.wires.iter().find(|wire| wire.id == id) else {
            return;
        };
        if let Some(span) = self.arena.write(|out| out.extend_from_slice(bytes)) {
            self.net.send(wire.key, &span);
        }
    }

    pub(super) fn hang_up(&mut self, id: ServerId) {
        if let Some(at) = self.wires.iter().position(|wire| wire.id == id) {
            let wire = self.wires.swap_remove(at);
            self.net.close(wire.key, self.now.mono_ms);
        }
    }
}
