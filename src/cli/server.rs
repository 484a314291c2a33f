//! The flags of `groupchat-server`.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;

use log::LevelFilter;

use super::flags::{Command, Flag, Program, Takes, Typed};
use crate::config::{Config, KEEPER, Place};
use crate::hub::name::GroupName;
use crate::limits::Limits;

/// Reads a password and prints its hash instead of serving.
pub const HASH_PASSWORD: &str = "hash-password";

/// What can be typed.
pub static PROGRAM: Program = Program {
    name: "groupchat-server",
    about: "A group chat on one port, for nc, IRC clients and groupchat-client alike",
    examples: "\
Examples:
  groupchat-server                      listen on port 9000 of every address
  groupchat-server -p 0                 pick a free port and say which
  groupchat-server --host 127.0.0.1     only for this computer
  groupchat-server --hide-addresses --password-file secret.txt   for the open internet

0 means no limit in every limit. Each option can be set in the environment too: --max-clients as
GROUPCHAT_MAX_CLIENTS. Signals: TERM and INT stop (twice: at once); HUP opens the log file anew and
reads the message of the day, the password and the operators again.",
    environment: "GROUPCHAT_",
    flags: FLAGS,
    commands: &[
        Command {
            name: HASH_PASSWORD,
            about: Some("Read a password from standard input and print its hash, for --oper-file"),
            more: "\
Reads a password, one line, from standard input and prints its hash, for a line of --oper-file:

  printf 'alice:%s\\n' \"$(groupchat-server hash-password)\" >> opers.txt; chmod 600 opers.txt

Checking a password against it takes 7 MiB and, on a small host, about a tenth of a second, beside
the chat.",
        },
        Command {
            name: KEEPER,
            about: None,
            more: "Checks passwords for a running server, which starts this by itself.",
        },
    ],
};

const OPTIONS: &str = "Options";
const CHAT: &str = "The chat";
const LIMITS: &str = "Limits";
const LOG: &str = "Log";

const DEFAULT: Limits = Limits::DEFAULT;

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    flag(OPTIONS, "port", number("PORT", u16::MAX as u64, 9000), "Port to listen on; 0 picks a free one").short('p'),
    flag(OPTIONS, "host", Takes::Texts { name: "ADDRESS" }, "Address or host name to listen on; may be given several times [default: every address, IPv4 and IPv6]"),

    flag(CHAT, "server-name", text("NAME", "groupchat.local", server_name), "The server's name in greetings and IRC prefixes"),
    flag(CHAT, "lobby", text("GROUP", "#lobby", group_name), "The group everyone lands in"),
    flag(CHAT, "no-auto-join", Takes::Nothing, "IRC clients join only the groups they ask for, not the lobby by themselves"),
    flag(CHAT, "motd", Takes::File, "Message of the day"),
    flag(CHAT, "password-file", Takes::File, "Ask newcomers for the password on this file's first line"),
    flag(CHAT, "oper-file", Takes::File, "Let those in this file become operators of the server: a line each, name:hash (see hash-password)"),
    flag(CHAT, "hide-addresses", Takes::Nothing, "Show a stable word instead of each member's address to everyone but itself and operators of the server"),

    flag(LIMITS, "max-clients", size("COUNT", DEFAULT.clients), "Most connections at a time"),
    flag(LIMITS, "max-per-address", size("COUNT", DEFAULT.per_address), "Most connections at a time from one address (loopback is not counted)"),
    flag(LIMITS, "send-queue", size("BYTES", DEFAULT.send_queue), "Most bytes waiting for one reader; past that it is disconnected"),
    flag(LIMITS, "socket-buffer", size("BYTES", DEFAULT.socket_buffer), "Bytes the kernel may hold for one reader besides (Linux doubles it; 0: leave it to the kernel)"),
    flag(LIMITS, "ping-interval", number("SECONDS", 1_000_000, DEFAULT.ping_interval_s), "Probe members that have been silent this long; half as long again without an answer, and they are dropped"),
    flag(LIMITS, "rate", number("LINES", u32::MAX as u64, DEFAULT.rate as u64), "Lines a second one member may send in the long run; faster ones are read more slowly, none is lost"),
    flag(LIMITS, "burst", number("LINES", u32::MAX as u64, DEFAULT.burst as u64), "Lines one member may send at once before --rate counts"),

    flag(LOG, "log-level", text("LEVEL", "warn", log_level), "How much to log: off, error, warn, info, debug or trace"),
    flag(LOG, "log-file", Takes::File, "Log to this file instead of standard error"),
    flag(LOG, "verbose", Takes::Again, "Log more; twice for even more").short('v'),
    flag(LOG, "quiet", Takes::Nothing, "Log errors only, unless --verbose is given too").short('q'),
];

const fn flag(heading: &'static str, long: &'static str, takes: Takes, help: &'static str) -> Flag {
    Flag {
        long,
        short: None,
        takes,
        heading,
        help,
    }
}

impl Flag {
    const fn short(self, letter: char) -> Flag {
        Flag {
            short: Some(letter),
            ..self
        }
    }
}

const fn number(name: &'static str, most: u64, default: u64) -> Takes {
    Takes::Number {
        name,
        most,
        default,
    }
}

const fn size(name: &'static str, default: usize) -> Takes {
    number(name, usize::MAX as u64, default as u64)
}

const fn text(
    name: &'static str,
    default: &'static str,
    check: fn(&str) -> Result<(), String>,
) -> Takes {
    Takes::Text {
        name,
        default,
        check,
    }
}

/// How to log.
#[derive(Debug)]
pub struct Logging {
    /// What to log.
    pub level: LevelFilter,
    /// Where; standard error if nowhere else.
    pub file: Option<PathBuf>,
}

/// What is meant by what was typed. Host names are looked up.
///
/// # Errors
/// A sentence, when a host is not known.
pub fn resolve(typed: &Typed) -> Result<(Config, Logging), String> {
    let port = u16::try_from(typed.number("port")).unwrap_or(u16::MAX);
    let lines = |long: &str| u32::try_from(typed.number(long)).unwrap_or(u32::MAX);
    let mut listen = Vec::new();
    for host in &typed.texts("host") {
        listen.push(look_up(host, port)?);
    }
    if listen.is_empty() {
        listen.push(Place::everywhere(port));
    }
    let level = typed.text("log-level").parse().unwrap_or(LevelFilter::Warn);
    let level = match (typed.has("quiet"), typed.count("verbose")) {
        (true, 0) => LevelFilter::Error,
        (false, 0) => level,
        (_, 1) => level.max(LevelFilter::Info),
        (_, 2) => level.max(LevelFilter::Debug),
        _ => LevelFilter::Trace,
    };
    let config = Config {
        listen,
        server_name: typed.text("server-name"),
        lobby: GroupName::new(&typed.text("lobby")).map_err(|fault| fault.to_string())?,
        auto_join: !typed.has("no-auto-join"),
        motd_file: typed.file("motd"),
        password_file: typed.file("password-file"),
        oper_file: typed.file("oper-file"),
        keeper: this_program(),
        hide_addresses: typed.has("hide-addresses"),
        limits: Limits {
            clients: typed.size("max-clients"),
            per_address: typed.size("max-per-address"),
            send_queue: typed.size("send-queue"),
            socket_buffer: typed.size("socket-buffer"),
            ping_interval_s: typed.number("ping-interval"),
            rate: lines("rate"),
            burst: lines("burst"),
        },
    };
    let file = typed.file("log-file");
    Ok((config, Logging { level, file }))
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

fn group_name(text: &str) -> Result<(), String> {
    GroupName::new(text)
        .map(drop)
        .map_err(|fault| fault.to_string())
}

/// A server's name goes into every IRC prefix: letters, digits, `.` and `-`, at most 63 bytes (RFC 2812 section 1.1).
fn server_name(text: &str) -> Result<(), String> {
    let fits = !text.is_empty() && text.len() <= 63 && !text.starts_with('-');
    let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    if fits && text.bytes().all(good) {
        return Ok(());
    }
    Err("1 to 63 letters, digits, dots and hyphens".to_owned())
}

fn log_level(text: &str) -> Result<(), String> {
    text.parse::<LevelFilter>()
        .map(drop)
        .map_err(|_| "it is off, error, warn, info, debug or trace".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::flags::{Misuse, Wish};

    fn read(words: &[&str]) -> Result<Wish, Misuse> {
        PROGRAM.read(words.iter().map(Into::into), &|_| None)
    }

    fn parsed(flags: &[&str]) -> (Config, Logging) {
        let Ok(Wish::Run(typed)) = read(flags) else {
            panic!("{flags:?}: {:?}", read(flags));
        };
        resolve(&typed).expect("good settings")
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
            assert!(read(flags).is_err(), "{flags:?}");
        }
    }
}
