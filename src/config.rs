//! What the server was told to be, resolved: nothing optional is left to guess.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use crate::hub::name::GroupName;
use crate::limits::Limits;

/// What makes `groupchat-server` the process that does slow work, rather than a server.
pub const KEEPER: &str = "keeper";

/// Settings of a server.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen, in this order; never empty. Port 0 picks a free one.
    pub listen: Vec<Place>,
    /// The server's name in greetings and IRC prefixes.
    pub server_name: String,
    /// The group everyone lands in.
    pub lobby: GroupName,
    /// Whether IRC clients enter the lobby by themselves.
    pub auto_join: bool,
    /// The message of the day; read at start and on SIGHUP.
    pub motd_file: Option<PathBuf>,
    /// The password, on the file's first line; read at start and on SIGHUP.
    pub password_file: Option<PathBuf>,
    /// Who may become an operator of the server, a line each; read at start and on SIGHUP.
    pub oper_file: Option<PathBuf>,
    /// The program that does slow work when it is run with the one argument [`KEEPER`]; `None` when there is none.
    pub keeper: Option<PathBuf>,
    /// Whether addresses are shown to their owners only.
    pub hide_addresses: bool,
    /// The bounds.
    pub limits: Limits,
}

impl Config {
    /// Settings for a server on one address, the rest as it is without flags.
    #[must_use]
    pub fn new(listen: SocketAddr, lobby: GroupName) -> Config {
        Config {
            listen: vec![Place::exactly(listen)],
            server_name: "groupchat".to_owned(),
            lobby,
            auto_join: true,
            motd_file: None,
            password_file: None,
            oper_file: None,
            keeper: None,
            hide_addresses: false,
            limits: Limits::default(),
        }
    }
}

/// One place to listen at: an address, or several that one word stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Never empty. One that this host does not have is passed over if another serves.
    pub addresses: Vec<SocketAddr>,
    /// Whether the first that works is enough. Otherwise all that work are used.
    pub one_is_enough: bool,
}

impl Place {
    /// One address.
    #[must_use]
    pub fn exactly(address: SocketAddr) -> Place {
        Place {
            addresses: vec![address],
            one_is_enough: true,
        }
    }

    /// Every address of this host: `[::]`, which takes IPv4 as well, or `0.0.0.0` on a host without IPv6.
    #[must_use]
    pub fn everywhere(port: u16) -> Place {
        Place {
            addresses: vec![
                SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)),
                SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)),
            ],
            one_is_enough: true,
        }
    }
}
