//! Direct connections on the loop.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use super::{App, UPLOAD};
use crate::client::session::Session;
use crate::limits;
use crate::net::{Key, Listen, Net};

impl App {
    pub(super) fn admit(&mut self, key: Key, address: SocketAddr) {
        let Some(news) = self
            .directs
            .admit(key, address, self.now)
            .filter(|_| self.code.is_none())
        else {
            self.say_directly(key, "Too many are connected here already; try again later.");
            return self.net.close(key, self.now.mono_ms);
        };
        self.tell(&news);
        let name = self
            .session
            .as_ref()
            .map_or(self.config.settings.name.as_str(), Session::name);
        let greeting =
            format!("You are talking to {name} directly; each line you send is shown there.");
        self.say_directly(key, &greeting);
        if self.deaf {
            self.net.pause(key);
        }
    }

    pub(super) fn heard_directly(&mut self, key: Key, bytes: &[u8]) {
        let mut said = Vec::new();
        let refused = self
            .directs
            .hear(key, bytes, self.now, |happening| said.push(happening));
        for happening in said {
            self.tell(&happening);
        }
        if refused > 0 {
            self.say_directly(
                key,
                &format!(
                    "A line was longer than {} bytes and was not shown.",
                    limits::PLAIN_LINE
                ),
            );
        }
    }

    pub(super) fn part_from(&mut self, key: Key) {
        for happening in self.directs.end(key, self.now) {
            self.tell(&happening);
        }
    }

    fn say_directly(&mut self, key: Key, text: &str) {
        let line = self
            .arena
            .write(|out| out.extend_from_slice(format!("{text}\r\n").as_bytes()));
        // Whoever makes us complain without reading it is not worth more memory.
        if let Some(line) = line
            && self.net.send(key, &line) > UPLOAD
        {
            self.net.abort(key);
        }
    }
}

/// Listens on all interfaces, IPv6 and IPv4 where the system has both.
pub(super) fn listen(net: &mut Net, port: u16) -> io::Result<SocketAddr> {
    let how = Listen {
        backlog: 16,
        ..Listen::default()
    };
    let both = SocketAddr::new(Ipv6Addr::UNSPECIFIED.into(), port);
    match net.listen(both, &how) {
        Err(error) if error.kind() != io::ErrorKind::AddrInUse => {
            net.listen(SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), port), &how)
        }
        done => done,
    }
}
