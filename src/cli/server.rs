//! The flags of `groupchat-server`.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Parser, Subcommand};
use log::LevelFilter;

use crate::config::{Config, KEEPER, Place};
use crate::hub::name::GroupName;
use crate::limits::Limits;

/// What was typed.
#[derive(Debug, Parser)]
#[command(
    name = "groupchat-server",
    version,
    about = "A group chat on one port, for nc, IRC clients and groupchat-client alike",
    long_about = None,
    after_help = "Examples:\n  \
        groupchat-server                      listen on port 9000 of every address\n  \
        groupchat-server -p 0                 pick a free port and say which\n  \
        groupchat-server --host 127.0.0.1     only for this computer\n  \
        groupchat-server --hide-addresses --password-file secret.txt   for the open internet\n\n\
        0 means no limit in every limit. Each option can be set in the environment too: --max-clients as\n\
        GROUPCHAT_MAX_CLIENTS. Signals: TERM and INT stop (twice: at once); HUP opens the log file anew and\n\
        reads the message of the day, the password and the operators again.",
    max_term_width = 100,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,

    /// Port to listen on; 0 picks a free one
    #[arg(
        short,
        long,
        value_name = "PORT",
        default_value_t = 9000,
        env = "GROUPCHAT_PORT",
        hide_env = true
    )]
    port: u16,
    /// Address or host name to listen on; may be given several times [default: every address, IPv4 and IPv6]
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "GROUPCHAT_HOST",
        hide_env = true,
        value_delimiter = ','
    )]
    host: Vec<String>,

    /// The server's name in greetings and IRC prefixes
    #[arg(long, value_name = "NAME", default_value = "groupchat.local", env = "GROUPCHAT_SERVER_NAME", hide_env = true,
          value_parser = server_name, help_heading = "The chat")]
    server_name: String,
    /// The group everyone lands in
    #[arg(long, value_name = "GROUP", default_value = "#lobby", env = "GROUPCHAT_LOBBY", hide_env = true,
          value_parser = group_name, help_heading = "The chat")]
    lobby: String,
    /// IRC clients join only the groups they ask for, not the lobby by themselves
    #[arg(
        long,
        value_parser = BoolishValueParser::new(), env = "GROUPCHAT_NO_AUTO_JOIN",
        hide_env = true,
        help_heading = "The chat"
    )]
    no_auto_join: bool,
    /// Message of the day
    #[arg(
        long,
        value_name = "FILE",
        env = "GROUPCHAT_MOTD",
        hide_env = true,
        help_heading = "The chat"
    )]
    motd: Option<PathBuf>,
    /// Ask newcomers for the password on this file's first line
    #[arg(
        long,
        value_name = "FILE",
        env = "GROUPCHAT_PASSWORD_FILE",
        hide_env = true,
        help_heading = "The chat"
    )]
    password_file: Option<PathBuf>,
    /// Let those in this file become operators of the server: a line each, name:hash (see hash-password)
    #[arg(
        long,
        value_name = "FILE",
        env = "GROUPCHAT_OPER_FILE",
        hide_env = true,
        help_heading = "The chat"
    )]
    oper_file: Option<PathBuf>,
    /// Show a stable word instead of each member's address to everyone but itself and operators of the server
    #[arg(
        long,
        value_parser = BoolishValueParser::new(), env = "GROUPCHAT_HIDE_ADDRESSES",
        hide_env = true,
        help_heading = "The chat"
    )]
    hide_addresses: bool,

    /// Most connections at a time
    #[arg(long, value_name = "COUNT", default_value_t = Limits::default().clients, env = "GROUPCHAT_MAX_CLIENTS", hide_env = true, help_heading = "Limits")]
    max_clients: usize,
    /// Most connections at a time from one address (loopback is not counted)
    #[arg(long, value_name = "COUNT", default_value_t = Limits::default().per_address, env = "GROUPCHAT_MAX_PER_ADDRESS", hide_env = true, help_heading = "Limits")]
    max_per_address: usize,
    /// Most bytes waiting for one reader; past that it is disconnected
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().send_queue, env = "GROUPCHAT_SEND_QUEUE", hide_env = true, help_heading = "Limits")]
    send_queue: usize,
    /// Bytes the kernel may hold for one reader besides (Linux doubles it; 0: leave it to the kernel)
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().socket_buffer, env = "GROUPCHAT_SOCKET_BUFFER", hide_env = true, help_heading = "Limits")]
    socket_buffer: usize,
    /// Probe members that have been silent this long; half as long again without an answer, and they are dropped
    #[arg(long, value_name = "SECONDS", default_value_t = Limits::default().ping_interval_s, env = "GROUPCHAT_PING_INTERVAL", hide_env = true,
          value_parser = clap::value_parser!(u64).range(..=1_000_000), help_heading = "Limits")]
    ping_interval: u64,
    /// Lines a second one member may send in the long run; faster ones are read more slowly, none is lost
    #[arg(long, value_name = "LINES", default_value_t = Limits::default().rate, env = "GROUPCHAT_RATE", hide_env = true, help_heading = "Limits")]
    rate: u32,
    /// Lines one member may send at once before --rate counts
    #[arg(long, value_name = "LINES", default_value_t = Limits::default().burst, env = "GROUPCHAT_BURST", hide_env = true, help_heading = "Limits")]
    burst: u32,

    /// How much to log: off, error, warn, info, debug or trace
    #[arg(
        long,
        value_name = "LEVEL",
        default_value = "warn",
        env = "GROUPCHAT_LOG_LEVEL",
        hide_env = true,
        help_heading = "Log"
    )]
    log_level: LevelFilter,
    /// Log to this file instead of standard error
    #[arg(
        long,
        value_name = "FILE",
        env = "GROUPCHAT_LOG_FILE",
        hide_env = true,
        help_heading = "Log"
    )]
    log_file: Option<PathBuf>,
    /// Log more; twice for even more
    #[arg(short, long, action = ArgAction::Count, env = "GROUPCHAT_VERBOSE", hide_env = true, help_heading = "Log")]
    verbose: u8,
    /// Log errors only, unless --verbose is given too
    #[arg(
        short,
        long,
        value_parser = BoolishValueParser::new(), env = "GROUPCHAT_QUIET",
        hide_env = true,
        help_heading = "Log"
    )]
    quiet: bool,
}

/// What else the program can do than serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Read a password from standard input and print its hash, for --oper-file
    #[command(
        long_about = "Reads a password, one line, from standard input and prints its hash, for a line of --oper-file:\n\n  \
        printf 'alice:%s\\n' \"$(groupchat-server hash-password)\" >> opers.txt; chmod 600 opers.txt\n\n\
        Checking a password against it takes 7 MiB and, on a small host, about a tenth of a second, beside the chat."
    )]
    HashPassword,
    /// Check passwords for a running server, which starts this by itself
    #[command(name = KEEPER, hide = true)]
    Keeper,
}

/// How to log.
#[derive(Debug)]
pub struct Logging {
    /// What to log.
    pub level: LevelFilter,
    /// Where; standard error if nowhere else.
    pub file: Option<PathBuf>,
}

impl Args {
    /// What is wanted instead of a server.
    #[must_use]
    pub fn instead(&self) -> Option<Command> {
        self.command
    }

    /// Resolves what was typed. Host names are looked up.
    ///
    /// # Errors
    /// A sentence, when a host is not known.
    pub fn resolve(self) -> Result<(Config, Logging), String> {
        let mut listen = Vec::new();
        for host in &self.host {
            listen.push(look_up(host, self.port)?);
        }
        if listen.is_empty() {
            listen.push(Place::everywhere(self.port));
        }
        let level = match (self.quiet, self.verbose) {
            (true, 0) => LevelFilter::Error,
            (false, 0) => self.log_level,
            (_, 1) => self.log_level.max(LevelFilter::Info),
            (_, 2) => self.log_level.max(LevelFilter::Debug),
            _ => LevelFilter::Trace,
        };
        let config = Config {
            listen,
            server_name: self.server_name,
            lobby: GroupName::new(&self.lobby).map_err(|fault| fault.to_string())?,
            auto_join: !self.no_auto_join,
            motd_file: self.motd,
            password_file: self.password_file,
            oper_file: self.oper_file,
            keeper: this_program(),
            hide_addresses: self.hide_addresses,
            limits: Limits {
                clients: self.max_clients,
                per_address: self.max_per_address,
                send_queue: self.send_queue,
                socket_buffer: self.socket_buffer,
                ping_interval_s: self.ping_interval,
                rate: self.rate,
                burst: self.burst,
            },
        };
        Ok((
            config,
            Logging {
                level,
                file: self.log_file,
            },
        ))
    }
}

/// The program that is running: the very same, even when another has taken its place on disk since.
fn this_program() -> Option<PathBuf> {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() {
        return Some(running);
    }
    std::env::current_exe().ok()
}

/// The addresses of a host. IPv6 may stand in brackets.
fn look_up(host: &str, port: u16) -> Result<Place, String> {
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    if let Ok(ip) = bare.unwrap_or(host).parse::<IpAddr>() {
        return Ok(Place::exactly(SocketAddr::new(ip, port)));
    }
    let found = (host, port)
        .to_socket_addrs()
        .map_err(|error| format!("cannot listen on {host}: {error} (see --host)"))?;
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for address in found {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    Ok(Place {
        addresses,
        one_is_enough: false,
    })
}

/// Kept as text: a group's name is shared within one thread, and what clap holds could be sent to another.
fn group_name(text: &str) -> Result<String, String> {
    GroupName::new(text)
        .map(|_| text.to_owned())
        .map_err(|fault| fault.to_string())
}

/// A server's name goes into every IRC prefix: letters, digits, `.` and `-`, at most 63 bytes (RFC 2812 section 1.1).
fn server_name(text: &str) -> Result<String, String> {
    let fits = !text.is_empty() && text.len() <= 63 && !text.starts_with('-');
    if fits
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
    {
        return Ok(text.to_owned());
    }
    Err("1 to 63 letters, digits, dots and hyphens".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parsed(flags: &[&str]) -> (Config, Logging) {
        let args = Args::try_parse_from(std::iter::once(&"groupchat-server").chain(flags))
            .expect("good flags");
        args.resolve().expect("good settings")
    }

    #[test]
    fn the_flags_are_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn without_flags_it_listens_everywhere() {
        let (config, logging) = parsed(&[]);
        assert_eq!(config.listen, [Place::everywhere(9000)]);
        assert!(config.auto_join && !config.hide_addresses);
        assert_eq!(
            (config.limits, logging.level),
            (Limits::default(), LevelFilter::Warn)
        );
    }

    #[test]
    fn hosts_may_be_repeated_and_ipv6_bracketed() {
        let (config, _) = parsed(&["--host", "127.0.0.1", "--host", "[::1]", "-p", "0"]);
        let want = ["127.0.0.1:0", "[::1]:0"];
        let want = want.map(|a| Place::exactly(a.parse().expect("an address")));
        assert_eq!(config.listen, want);
    }

    #[test]
    fn verbosity_adds_up() {
        for (flags, level) in [
            (&["-v"][..], LevelFilter::Info),
            (&["-vv"], LevelFilter::Debug),
            (&["-vvv"], LevelFilter::Trace),
            (&["-q"], LevelFilter::Error),
            (&["-q", "-v"], LevelFilter::Info),
            (&["--log-level", "off"], LevelFilter::Off),
            (&["--log-level", "trace", "-v"], LevelFilter::Trace),
        ] {
            assert_eq!(parsed(flags).1.level, level, "{flags:?}");
        }
    }

    #[test]
    fn nonsense_is_a_usage_error() {
        for flags in [
            &["--port", "70000"][..],
            &["--lobby", "lobby"],
            &["--server-name", "a b"],
            &["--nope"],
            &["--rate", "-1"],
        ] {
            let error = Args::try_parse_from(std::iter::once(&"groupchat-server").chain(flags))
                .expect_err("bad flags");
            assert_eq!(error.exit_code(), 2, "{flags:?}");
        }
    }
}
