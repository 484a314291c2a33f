//! What the dialects tell people about the server itself.

use crate::hub::name::GroupName;
use crate::limits::Limits;

/// Facts about this server that greetings, `VERSION`, `ISUPPORT`, `MOTD` and the like are made of.
#[derive(Clone, Debug)]
pub struct Info {
    /// The server's own name, as IRC prefixes and greetings show it: letters, digits, `.` and `-`, at least one `.`
    /// is usual, no spaces, never empty.
    pub server_name: String,
    /// Version of the program, such as `groupchat-0.1.0`.
    pub version: String,
    /// A word that no other run of the server has, so that its message ids are nobody else's. Letters and digits.
    pub instance: String,
    /// The group everyone lands in.
    pub lobby: GroupName,
    /// Whether an IRC client that does not say otherwise joins the lobby by itself.
    pub auto_join: bool,
    /// The message of the day, one entry per line, already free of control characters.
    pub motd: Vec<String>,
    /// When the server started, milliseconds since 1970-01-01 UTC.
    pub started_unix_ms: u64,
    /// What to add to UTC for the host's local time, seconds. The plain dialect shows local times.
    pub utc_offset_s: i32,
    /// Whether a password is asked for.
    pub password: bool,
    /// The bounds in force, for advertising them.
    pub limits: Limits,
}

impl Info {
    /// Facts for a server that was started with nothing configured; tests and hosts without flags begin here.
    #[must_use]
    pub fn new(server_name: &str, lobby: GroupName) -> Info {
        Info {
            server_name: server_name.to_owned(),
            version: concat!("groupchat-", env!("CARGO_PKG_VERSION")).to_owned(),
            instance: "0".to_owned(),
            lobby,
            auto_join: true,
            motd: Vec::new(),
            started_unix_ms: 0,
            utc_offset_s: 0,
            password: false,
            limits: Limits::default(),
        }
    }
}
