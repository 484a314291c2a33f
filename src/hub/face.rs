//! A member as the others see it.

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::rc::Rc;

use crate::hub::id::MemberId;
use crate::hub::name::Name;

/// Where a member's connection comes from, as somebody may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// IP address and port.
    Socket(SocketAddr),
    /// A word that stands for the IP address, the same for everyone from there, telling nothing more.
    Hidden(Rc<str>),
}

impl Address {
    /// The IP address, or the word for it. IPv6 that would begin with a colon gets a `0` in front, because a colon at
    /// the start of an IRC parameter has a meaning of its own.
    #[must_use]
    pub fn host(&self) -> Cow<'_, str> {
        match self {
            Address::Socket(SocketAddr::V4(address)) => {
                let mut text = String::with_capacity("255.255.255.255".len());
                dotted(*address.ip(), |digit| text.push(char::from(digit)));
                Cow::Owned(text)
            }
            Address::Socket(SocketAddr::V6(address)) => {
                let ip = address.ip().to_string();
                if ip.starts_with(':') {
                    Cow::Owned(format!("0{ip}"))
                } else {
                    Cow::Owned(ip)
                }
            }
            Address::Hidden(word) => Cow::Borrowed(word),
        }
    }

    /// Appends what [`Address::host`] tells.
    pub fn put_host(&self, out: &mut Vec<u8>) {
        match self {
            Address::Socket(SocketAddr::V4(address)) => {
                dotted(*address.ip(), |digit| out.push(digit));
            }
            _ => out.extend_from_slice(self.host().as_bytes()),
        }
    }

    /// The port, 0 where it is hidden.
    #[must_use]
    pub fn port(&self) -> u16 {
        match self {
            Address::Socket(address) => address.port(),
            Address::Hidden(_) => 0,
        }
    }

    /// What counts as one address where many would be too easy to come by: an IPv4 address, an IPv6 network of 64 bits.
    #[must_use]
    pub fn network(ip: IpAddr) -> IpAddr {
        match ip.to_canonical() {
            v4 @ IpAddr::V4(_) => v4,
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        }
    }

    /// The address a socket reports, with IPv4 that came through an IPv6 socket written as IPv4.
    #[must_use]
    pub fn canonical(address: SocketAddr) -> SocketAddr {
        match address.ip().to_canonical() {
            v4 @ IpAddr::V4(_) => SocketAddr::new(v4, address.port()),
            IpAddr::V6(_) => address,
        }
    }
}

/// An IPv4 address as everyone writes it. It stands in the source of every line, and this is several times cheaper than
/// formatting it.
#[inline]
fn dotted(ip: Ipv4Addr, mut push: impl FnMut(u8)) {
    for (place, octet) in ip.octets().into_iter().enumerate() {
        if place > 0 {
            push(b'.');
        }
        if octet >= 100 {
            push(b'0' + octet / 100);
        }
        if octet >= 10 {
            push(b'0' + octet / 10 % 10);
        }
        push(b'0' + octet % 10);
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Socket(address) => f.pad(&address.to_string()),
            Address::Hidden(word) => f.pad(word),
        }
    }
}

/// What others see of a member. It does not change while it is shared: being called something else makes a new one.
#[derive(Clone, Debug)]
pub struct Face {
    /// The member's number.
    pub id: MemberId,
    /// The member's name.
    pub name: Name,
    /// The IRC user name; made from the name where the dialect has none. ASCII without spaces, `@` or `!`.
    pub user: Rc<str>,
    /// The IRC real name; the name itself where the dialect has none.
    pub real: Rc<str>,
    /// Where it comes from, as others may know it.
    pub address: Address,
    /// Whether it is a program, by its own account.
    pub bot: bool,
    /// The account it is logged in to.
    pub account: Option<Name>,
}

/// A shared [`Face`].
pub type Who = Rc<Face>;

impl fmt::Display for Face {
    /// `alice (#1)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_never_begin_with_a_colon() {
        let at = |text: &str| Address::Socket(text.parse().expect("an address"));
        assert_eq!(at("[::1]:5").host(), "0::1");
        assert_eq!(at("[::1]:5").to_string(), "[::1]:5");
        assert_eq!(at("127.0.0.1:5").host(), "127.0.0.1");
        assert_eq!(Address::Hidden("abc.hidden".into()).port(), 0);
    }

    #[test]
    fn every_octet_is_written_as_the_standard_library_does() {
        for octet in 0..=255 {
            let ip = Ipv4Addr::new(octet, 255 - octet, octet / 3, 0);
            let mut put = Vec::new();
            let address = Address::Socket((ip, 7).into());
            address.put_host(&mut put);
            assert_eq!(put, ip.to_string().into_bytes());
            assert_eq!(address.host(), ip.to_string());
        }
    }

    #[test]
    fn mapped_addresses_are_shown_as_ipv4() {
        let mapped = "[::ffff:10.0.0.1]:7".parse().expect("an address");
        assert_eq!(Address::canonical(mapped).to_string(), "10.0.0.1:7");
        let v6 = "[2001:db8::1]:7".parse().expect("an address");
        assert_eq!(Address::canonical(v6), v6);
    }
}
