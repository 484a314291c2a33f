//! The command line of `groupchat-client`. [`Args`] is what was typed; [`Args::resolve`] makes of it what is meant.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use log::LevelFilter;
use time::UtcOffset;

use crate::client::app::Config;
use crate::client::resolve::{Place, reason};
use crate::client::session::{Settings, name_from, with_sign};
use crate::limits;

/// What can be typed.
#[derive(Debug, Parser)]
#[command(
    name = "groupchat-client",
    version,
    about = "Talks on a groupchat server, or on any IRC server",
    long_about = ABOUT,
    after_help = MORE,
    after_long_help = EXAMPLES,
    max_term_width = 100,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    disable_help_flag = true
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,

    /// The server: a name or an IP address; host:port works too
    #[arg(required_unless_present = "write_config")]
    pub host: Option<String>,
    /// Its port [default: 9000]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    /// Its port, for those who are used to say it like this
    #[arg(short, long = "port", hide = true, value_name = "PORT", conflicts_with = "port",
          value_parser = clap::value_parser!(u16).range(1..))]
    pub port_flag: Option<u16>,
    /// What others call you [default: the login name]
    #[arg(short, long, hide_env = true, env = "GROUPCHAT_CLIENT_NAME")]
    pub name: Option<String>,
    /// A group to enter; repeatable [default: the lobby]
    #[arg(
        long_help = "A group to enter; can be given again. What you type goes to the first [default: the server's lobby]."
    )]
    #[arg(
        short,
        long = "group",
        hide_env = true,
        env = "GROUPCHAT_CLIENT_GROUP",
        value_name = "GROUP",
        value_delimiter = ','
    )]
    pub groups: Vec<String>,
    /// File whose first line is the server's password
    #[arg(
        long,
        hide_env = true,
        env = "GROUPCHAT_CLIENT_PASSWORD_FILE",
        value_name = "FILE"
    )]
    pub password_file: Option<PathBuf>,
    /// Accept direct connections there; 0 picks a port
    #[arg(
        long_help = "Accept direct connections on this port, and tell the members so; 0 picks one."
    )]
    #[arg(
        short,
        long,
        hide_env = true,
        env = "GROUPCHAT_CLIENT_LISTEN",
        value_name = "PORT"
    )]
    pub listen: Option<u16>,
    /// Lines, not the full screen: for screen readers
    #[arg(long_help = "Lines instead of the full screen, on a terminal too: for screen readers.")]
    #[arg(long, hide_env = true, env = "GROUPCHAT_CLIENT_PLAIN", value_parser = BoolishValueParser::new())]
    pub plain: bool,
    /// Print one JSON object per line
    #[arg(long_help = "Print one JSON object per line: time, kind, group, from, id, text.")]
    #[arg(long, hide_env = true, env = "GROUPCHAT_CLIENT_JSON", value_parser = BoolishValueParser::new())]
    pub json: bool,
    /// Say lines that begin with a slash as well
    #[arg(
        long_help = "Say lines that begin with a slash as well, instead of doing what they tell: for input that others write."
    )]
    #[arg(long, hide_env = true, env = "GROUPCHAT_CLIENT_NO_COMMANDS", value_parser = BoolishValueParser::new())]
    pub no_commands: bool,
    /// Stay when the input ends, to listen
    #[arg(long, hide_env = true, env = "GROUPCHAT_CLIENT_STAY", value_parser = BoolishValueParser::new())]
    pub stay: bool,
    /// Write a client.toml to be changed, and exit
    #[arg(
        long_help = "Write a client.toml with every setting of the full screen, to be changed by hand, and exit."
    )]
    #[arg(long, exclusive = true)]
    pub write_config: bool,
    /// How much to log, from off to trace
    #[arg(long_help = "How much to log: on standard error, or of the full screen in a file.")]
    #[arg(
        long,
        hide_env = true,
        env = "GROUPCHAT_CLIENT_LOG_LEVEL",
        value_name = "LEVEL",
        default_value = "warn",
        hide_possible_values = true
    )]
    pub log_level: Level,
    /// Print this help
    #[arg(short, long, action = ArgAction::HelpShort, global = true)]
    help: Option<bool>,
}

/// What else the program can do than talk.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Write man pages and shell completions of both programs below a directory, such as /usr/local/share
    #[command(hide = true)]
    InstallDocs {
        /// Where man/, bash-completion/, zsh/ and fish/ are
        share: PathBuf,
    },
}

/// How much is logged.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[allow(missing_docs, reason = "they say it themselves")]
pub enum Level {
    Off,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl From<Level> for LevelFilter {
    fn from(level: Level) -> LevelFilter {
        match level {
            Level::Off => LevelFilter::Off,
            Level::Error => LevelFilter::Error,
            Level::Warn => LevelFilter::Warn,
            Level::Info => LevelFilter::Info,
            Level::Debug => LevelFilter::Debug,
            Level::Trace => LevelFilter::Trace,
        }
    }
}

const MORE: &str = "F1 in the full screen lists keys and commands; more: man groupchat-client";

const ABOUT: &str = "\
Talks on a groupchat server, or on any IRC server. On a terminal it takes the full screen; F1 there lists keys and \
commands.

Elsewhere every line of standard input is said to the current group, and what happens is printed, one line each. At the \
end of the input the client waits until the server has taken every line.";

const EXAMPLES: &str = "Examples:
  groupchat-client chat.lan                                   talk in the lobby
  groupchat-client 10.0.0.1 9000 --name bob --group '#ops'    talk in #ops as bob
  printf 'build ok\\n' | groupchat-client host --name ci       say one line and be sure
  tail -f app.log | groupchat-client host --no-commands       say what others write
  groupchat-client host --json --stay < /dev/null | jq .text  listen from a script

Each flag can stand in the environment: --no-commands is GROUPCHAT_CLIENT_NO_COMMANDS=1.

Exit status: 0 all was taken, 1 something was refused or lost, 2 wrong usage, 130 interrupted twice.";

/// What keeps the program from starting.
#[derive(Debug)]
pub struct Fault {
    /// In words for the user.
    pub text: String,
    /// The exit code: 2 when it was typed wrong, 1 otherwise.
    pub code: u8,
}

impl Args {
    /// What is wanted instead of talking.
    #[must_use]
    pub fn instead(&self) -> Option<&Command> {
        self.command.as_ref()
    }

    /// Whether the full screen is meant: a person sits at a terminal that can show one, and nothing was asked for that only
    /// line mode does.
    #[must_use]
    pub fn wants_screen(&self) -> bool {
        let lines =
            self.plain || self.json || self.no_commands || self.stay || self.listen.is_some();
        let dumb = std::env::var("TERM").map_or(true, |term| term.is_empty() || term == "dumb");
        !lines && !dumb && std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
    }

    /// What is meant. Reads the password file, the environment's login name, the kind of standard input and the time zone.
    ///
    /// # Errors
    /// What is wrong, in words for the user.
    pub fn resolve(self) -> Result<Config, Fault> {
        let usage = |text: String| Fault {
            text: format!("{text}. See --help."),
            code: 2,
        };
        let host = self.host.unwrap_or_default();
        let place = Place::parse(&host, self.port.or(self.port_flag)).map_err(usage)?;
        let name = match self.name {
            Some(name) => word("name", &name, 4 * limits::NAME).map_err(usage)?,
            None => login_name(),
        };
        let groups = self
            .groups
            .iter()
            .map(|group| Ok(with_sign(&word("group", group, 4 * limits::GROUP)?)));
        let groups = groups
            .collect::<Result<Vec<String>, String>>()
            .map_err(usage)?;
        let password = self
            .password_file
            .map(|path| password(&path))
            .transpose()
            .map_err(|text| Fault { text, code: 1 })?;
        let interactive = std::io::stdin().is_terminal();
        let settings = Settings {
            name,
            groups,
            password,
            listen: None,
            interactive,
            // Whoever says a line and leaves has no use for them.
            numbers: interactive || self.json || self.stay,
            stay: self.stay,
            commands: !self.no_commands,
        };
        Ok(Config {
            place,
            settings,
            listen: self.listen,
            json: self.json,
            // Where the system does not tell, times are UTC.
            offset_s: UtcOffset::current_local_offset().map_or(0, UtcOffset::whole_seconds),
        })
    }
}

/// A name as a protocol can carry it. Whether it is a good one is the server's to say.
fn word(what: &str, text: &str, max: usize) -> Result<String, String> {
    let bad = |c: char| c.is_whitespace() || c.is_control() || c == ',';
    match text {
        "" => Err(format!("The {what} is empty")),
        text if text.contains(bad) || text.starts_with(':') => {
            Err(format!("'{}' cannot be a {what}", text.escape_debug()))
        }
        text if text.len() > max => Err(format!("The {what} is longer than {max} bytes")),
        text => Ok(text.to_owned()),
    }
}

fn login_name() -> String {
    ["LOGNAME", "USER"]
        .iter()
        .find_map(|key| name_from(&std::env::var(key).ok()?))
        .unwrap_or_else(|| "guest".to_owned())
}

/// The first line of a file.
pub(super) fn password(path: &Path) -> Result<String, String> {
    let text = std::fs::read_to_string(path).map_err(|why| {
        format!(
            "Cannot read the password file {}: {}",
            path.display(),
            reason(&why)
        )
    })?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(format!("The password file {} is empty", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn resolved(args: &[&str]) -> Result<Config, u8> {
        let all = ["groupchat-client"].iter().chain(args);
        let args = Args::try_parse_from(all).map_err(|_| 2)?;
        args.resolve().map_err(|fault| fault.code)
    }

    #[test]
    fn the_table_of_flags_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn the_environment_is_not_the_servers() {
        for arg in Args::command().get_arguments() {
            if let Some(key) = arg.get_env().and_then(|key| key.to_str()) {
                assert!(key.starts_with("GROUPCHAT_CLIENT_"), "{key}");
            }
        }
    }

    #[test]
    fn what_is_typed_becomes_what_is_meant() {
        let config = resolved(&[
            "host", "7", "-n", "bob", "-g", "ops", "--group", "&x,#y", "-l", "0",
        ])
        .expect("good");
        assert_eq!(config.place.shown(), "host:7");
        assert_eq!(config.settings.name, "bob");
        assert_eq!(config.settings.groups, ["#ops", "&x", "#y"]);
        assert_eq!(config.listen, Some(0));
        assert!(config.settings.commands);
        let config = resolved(&["-p", "7", "host", "--no-commands"]).expect("good");
        assert_eq!(config.place.shown(), "host:7");
        assert!(!config.settings.commands);
    }

    #[test]
    fn what_is_typed_wrong_is_wrong_usage() {
        for args in [
            &[][..],
            &["host", "0"],
            &["host", "x"],
            &["host", "7", "-p", "7"],
            &["host", "-n", ""],
            &["host", "-n", "a b"],
            &["host", "-g", "a b"],
            &["host:1", "2"],
            &["host", "--listen", "70000"],
            &["host", "--log-level", "loud"],
            &["host", "--nonsense"],
        ] {
            assert_eq!(resolved(args).err(), Some(2), "{args:?}");
        }
        assert_eq!(
            resolved(&["host", "--password-file", "/nonexistent"]).err(),
            Some(1)
        );
    }
}
