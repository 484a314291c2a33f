//! What the server was told to be, resolved: nothing optional is left to guess.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::hub::name::GroupName;
use crate::limits::Limits;

/// Settings of a server.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen, in this order; never empty. Port 0 picks a free one.
    pub listen: Vec<SocketAddr>,
    /// Whether `listen` is what was asked for. If not it is the default, `[::]` for IPv4 and IPv6, and on a host without
    /// IPv6 `0.0.0.0` serves instead.
    pub listen_exactly: bool,
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
            listen: vec![listen],
            listen_exactly: true,
            server_name: "groupchat".to_owned(),
            lobby,
            auto_join: true,
            motd_file: None,
            password_file: None,
            hide_addresses: false,
            limits: Limits::default(),
        }
    }
}
