//! The connection to the server: trying its addresses, then carrying lines.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use log::{debug, info};

use super::{App, Link};
use crate::client::happening::{Happening, Kind};
use crate::client::resolve::{TRY_MS, reason};
use crate::client::session::{Input, SERVER_LINE, Session};
use crate::line::Framed;
use crate::net::{self, Key};

/// Silence after which the kernel probes the server's host, and how long it goes on.
const PROBE: Duration = Duration::from_secs(60);
const GIVE_UP: Duration = Duration::from_secs(120);

impl App {
    /// Tries the next address; reports when there is none.
    pub(super) fn try_next(&mut self) {
        while let Some(address) = self.attempts.next_address() {
            info!("connecting to {address}");
            match self.net.connect(address) {
                Ok(key) => {
                    self.net.set_deadline(key, Some(self.now.mono_ms + TRY_MS));
                    self.link = Link::Trying(key, address);
                    return;
                }
                Err(why) => self.attempts.failed(address, why),
            }
        }
        self.link = Link::Gone;
        let report = Happening::new(Kind::Error, self.now.unix_ms).text(self.attempts.report());
        self.tell(&report);
        self.code = Some(1);
    }

    pub(super) fn happened(&mut self, happening: net::Happening, buf: &[u8]) {
        match (happening, self.link) {
            (net::Happening::Connected { key }, Link::Trying(trying, address)) if key == trying => {
                self.connected(key, address);
            }
            (net::Happening::Lost { key, why }, Link::Trying(trying, address)) if key == trying => {
                self.attempts.failed(address, why);
                self.try_next();
            }
            (net::Happening::Due { key }, Link::Trying(trying, address)) if key == trying => {
                self.net.abort(key);
                self.attempts
                    .failed(address, io::ErrorKind::TimedOut.into());
                self.try_next();
            }
            (net::Happening::Data { key, len }, Link::Open(server)) if key == server => {
                self.heard(buf.get(..len).unwrap_or_default());
            }
            (net::Happening::Ended { key }, Link::Open(server)) if key == server => {
                self.give(Input::Ended);
            }
            (net::Happening::Lost { key, why }, Link::Open(server)) if key == server => {
                let why = reason(&why);
                self.give(Input::Lost(&why));
            }
            (net::Happening::Closed { key }, Link::Open(server)) if key == server => {
                self.link = Link::Gone;
            }
            (net::Happening::Accepted { key, address }, _) => self.admit(key, address),
            (net::Happening::Data { key, len }, _) => {
                self.heard_directly(key, buf.get(..len).unwrap_or_default());
            }
            (net::Happening::Ended { key }, _) => {
                self.net.close(key, self.now.mono_ms);
                self.part_from(key);
            }
            (net::Happening::Lost { key, .. } | net::Happening::Closed { key }, _) => {
                self.part_from(key);
            }
            (
                net::Happening::Connected { .. }
                | net::Happening::Room { .. }
                | net::Happening::Due { .. },
                _,
            ) => {}
        }
    }

    fn connected(&mut self, key: Key, address: SocketAddr) {
        info!("connected to {address}");
        self.net.set_deadline(key, None);
        // Only the kernel notices a host that vanished while we have nothing to say; the session asks as well.
        if let Err(why) = self.net.keep_alive(key, PROBE, GIVE_UP) {
            debug!("no keepalive: {why}");
        }
        self.link = Link::Open(key);
        self.session = Some(Session::new(self.config.settings.clone(), self.now));
        self.draw();
    }

    fn heard(&mut self, bytes: &[u8]) {
        let mut bytes = bytes;
        let mut lines = std::mem::take(&mut self.lines);
        while let Some(framed) = lines.next(&mut bytes, SERVER_LINE) {
            match framed {
                Framed::Line(line) => self.give(Input::Heard(line)),
                Framed::TooLong(_) => debug!("the server sent a line that is too long"),
            }
        }
        self.lines = lines;
    }
}
