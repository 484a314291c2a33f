//! Where the server is: what was typed, the addresses it comes to, and what came of trying them.
//!
//! Looking up a host's addresses asks the system and may take a while, so it is done before the loop begins. Trying them
//! is up to the loop; [`Attempts`] only keeps the list.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr, ToSocketAddrs};

/// The port when none is given.
pub const PORT: u16 = 9000;
/// Time one address gets, milliseconds.
pub const TRY_MS: u64 = 5_000;
/// Most addresses tried.
const MOST: usize = 16;

/// A server as the user named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// A name or an IP address, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl Place {
    /// Reads `host`, `host:port`, an IP address, or an IPv6 address in brackets with or without `:port`; `port` is what
    /// was given beside it.
    ///
    /// # Errors
    /// What is wrong with it, in words for the user.
    pub fn parse(text: &str, port: Option<u16>) -> Result<Place, String> {
        let (host, inner) = match text.strip_prefix('[') {
            Some(rest) => {
                let (host, rest) = rest
                    .split_once(']')
                    .ok_or_else(|| format!("'{text}' lacks its closing bracket"))?;
                host.split('%')
                    .next()
                    .unwrap_or_default()
                    .parse::<Ipv6Addr>()
                    .map_err(|_| format!("'{host}' is not an IPv6 address"))?;
                let inner = match rest {
                    "" => None,
                    rest => Some(
                        rest.strip_prefix(':')
                            .ok_or_else(|| format!("'{text}' is not a host"))?,
                    ),
                };
                (host, inner)
            }
            // More than one colon: an IPv6 address, which has no room for a port.
            None if text.matches(':').count() > 1 => (text, None),
            None => match text.split_once(':') {
                Some((host, inner)) => (host, Some(inner)),
                None => (text, None),
            },
        };
        if host.is_empty()
            || host.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/')
        {
            return Err(format!(
                "'{text}' is not a host; give a name or an IP address"
            ));
        }
        let inner = inner
            .map(|inner| {
                inner
                    .parse()
                    .map_err(|_| format!("'{inner}' is not a port"))
            })
            .transpose()?;
        let port = match (inner, port) {
            (Some(a), Some(b)) if a != b => {
                return Err(format!("two ports are given, {a} and {b}"));
            }
            (inner, port) => inner.or(port).unwrap_or(PORT),
        };
        if port == 0 {
            return Err("port 0 cannot be connected to".to_owned());
        }
        Ok(Place {
            host: host.to_owned(),
            port,
        })
    }

    /// The addresses of the host, in the system's order of preference.
    ///
    /// # Errors
    /// When the system knows none.
    pub fn resolve(&self) -> io::Result<Vec<SocketAddr>> {
        let mut found = Vec::new();
        for address in (self.host.as_str(), self.port).to_socket_addrs()? {
            if !found.contains(&address) && found.len() < MOST {
                found.push(address);
            }
        }
        if found.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "it has no address"));
        }
        Ok(found)
    }

    /// How it is written: `host:port`.
    #[must_use]
    pub fn shown(&self) -> String {
        match self.host.parse::<IpAddr>() {
            Ok(IpAddr::V6(ip)) => SocketAddr::new(ip.into(), self.port).to_string(),
            _ => format!("{}:{}", self.host, self.port),
        }
    }
}

/// The addresses still to be tried, and why the others failed.
#[derive(Debug)]
pub struct Attempts {
    place: Place,
    left: VecDeque<SocketAddr>,
    failed: Vec<(SocketAddr, io::Error)>,
}

impl Attempts {
    /// All of `addresses` are to be tried, in this order.
    #[must_use]
    pub fn new(place: Place, addresses: Vec<SocketAddr>) -> Attempts {
        Attempts {
            place,
            left: addresses.into(),
            failed: Vec::new(),
        }
    }

    /// The address to try next.
    pub fn next_address(&mut self) -> Option<SocketAddr> {
        self.left.pop_front()
    }

    /// Notes that one failed.
    pub fn failed(&mut self, address: SocketAddr, why: io::Error) {
        self.failed.push((address, why));
    }

    /// Why each of them failed.
    #[must_use]
    pub fn reasons(&self) -> String {
        let each: Vec<String> = self
            .failed
            .iter()
            .map(|(address, why)| match why.kind() {
                io::ErrorKind::TimedOut => format!("{address}: no answer"),
                _ => format!("{address}: {}", reason(why)),
            })
            .collect();
        each.join("; ")
    }

    /// What happened and what to do about it, once none is left.
    #[must_use]
    pub fn report(&self) -> String {
        let all = |kind| self.failed.iter().all(|(_, why)| why.kind() == kind);
        let hint = if all(io::ErrorKind::ConnectionRefused) {
            "Nothing listens there: is the server running, and is the port right?"
        } else if all(io::ErrorKind::TimedOut) {
            "Is the address right, and does a firewall let port and host through?"
        } else {
            "Is the address right, and is there a network?"
        };
        format!(
            "Cannot connect to {} ({}). {hint}",
            self.place.shown(),
            self.reasons()
        )
    }
}

/// An error in the system's words, without its number.
#[must_use]
pub fn reason(why: &io::Error) -> String {
    let text = why.to_string();
    match text.split_once(" (os error") {
        Some((words, _)) => words.to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_as_people_write_them() {
        for (text, port, want) in [
            ("chat", None, "chat:9000"),
            ("chat", Some(1), "chat:1"),
            ("chat:7", None, "chat:7"),
            ("chat:7", Some(7), "chat:7"),
            ("10.0.0.1", None, "10.0.0.1:9000"),
            ("10.0.0.1:7", None, "10.0.0.1:7"),
            ("::1", None, "[::1]:9000"),
            ("::1", Some(7), "[::1]:7"),
            ("[::1]", None, "[::1]:9000"),
            ("[::1]:7", None, "[::1]:7"),
        ] {
            assert_eq!(
                Place::parse(text, port).map(|place| place.shown()),
                Ok(want.to_owned()),
                "{text}"
            );
        }
        for bad in [
            "",
            ":7",
            "a b",
            "chat:",
            "chat:x",
            "chat:0",
            "chat:65536",
            "[::1",
            "[::1]7",
            "[chat]:7",
            "http://chat",
            "a\n",
        ] {
            assert!(Place::parse(bad, None).is_err(), "{bad:?}");
        }
        assert!(Place::parse("chat:7", Some(8)).is_err());
    }

    #[test]
    fn addresses_need_no_looking_up() {
        let place = Place::parse("127.0.0.1:7", None).expect("good");
        assert_eq!(
            place.resolve().expect("an address"),
            ["127.0.0.1:7".parse().expect("good")]
        );
    }

    #[test]
    fn the_report_names_every_failure() {
        let place = Place::parse("chat", None).expect("good");
        let addresses: Vec<SocketAddr> = ["[::1]:9000", "127.0.0.1:9000"]
            .map(|a| a.parse().expect("good"))
            .to_vec();
        let mut attempts = Attempts::new(place, addresses);
        for _ in 0..2 {
            let address = attempts.next_address().expect("one more");
            attempts.failed(address, io::Error::from_raw_os_error(111));
        }
        assert_eq!(attempts.next_address(), None);
        let report = attempts.report();
        assert!(
            report.starts_with(
                "Cannot connect to chat:9000 ([::1]:9000: Connection refused; 127.0.0.1:9000: "
            ),
            "{report}"
        );
        assert!(report.contains("is the server running"));
    }
}
