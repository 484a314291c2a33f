//! What the user types, read: words to say, or a command. Nothing is sent from here.

/// A line, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed<'a> {
    /// Nothing to say.
    Blank,
    /// Say this in the current group.
    Say(&'a str),
    /// Do this.
    Do(Verb, Args<'a>),
    /// No such command; the nearest one that exists, if any is near.
    Unknown(&'a str, Option<&'static Command>),
    /// A command that lacks a parameter.
    Lacking(&'static Command),
}

/// What follows the command's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Args<'a> {
    /// The first word, empty when there is none.
    pub first: &'a str,
    /// What follows the first word.
    pub rest: &'a str,
    /// All of it.
    pub all: &'a str,
}

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Lists the commands.
    Help,
    /// Takes another name.
    Name,
    /// Enters a group, or speaks in another one.
    Join,
    /// Leaves a group.
    Leave,
    /// Lists the groups.
    Groups,
    /// Shows the member table.
    Members,
    /// Speaks to one member.
    Msg,
    /// Acts.
    Me,
    /// Shows or sets the topic.
    Topic,
    /// Shows what was said.
    History,
    /// Asks somebody in.
    Invite,
    /// Removes somebody.
    Remove,
    /// Leaves for good.
    Quit,
}

/// A row of [`COMMANDS`].
#[derive(Debug, PartialEq, Eq)]
pub struct Command {
    /// What is typed after the slash.
    pub word: &'static str,
    /// What those who come from IRC type.
    pub aliases: &'static [&'static str],
    /// What follows.
    pub params: &'static str,
    /// Words or texts that must follow.
    pub least: usize,
    /// What it is for.
    pub help: &'static str,
    /// What it does.
    pub verb: Verb,
}

/// Every command there is, in the order `/help` shows them.
#[rustfmt::skip]
pub const COMMANDS: [Command; 13] = [
    Command { word: "help",    aliases: &[],               params: "",                 least: 0, verb: Verb::Help,    help: "shows this list" },
    Command { word: "name",    aliases: &["nick"],         params: "NAME",             least: 1, verb: Verb::Name,    help: "takes another name" },
    Command { word: "join",    aliases: &["j"],            params: "#GROUP",           least: 1, verb: Verb::Join,    help: "enters a group; what you type goes there from now on" },
    Command { word: "leave",   aliases: &["part"],         params: "[#GROUP]",         least: 0, verb: Verb::Leave,   help: "leaves a group" },
    Command { word: "groups",  aliases: &["list"],         params: "",                 least: 0, verb: Verb::Groups,  help: "lists the groups" },
    Command { word: "members", aliases: &["who", "names"], params: "[#GROUP]",         least: 0, verb: Verb::Members, help: "shows who is in a group, and from where" },
    Command { word: "msg",     aliases: &["query"],        params: "NAME TEXT",        least: 2, verb: Verb::Msg,     help: "says something to one member alone" },
    Command { word: "me",      aliases: &[],               params: "TEXT",             least: 1, verb: Verb::Me,      help: "tells what you do: /me waves" },
    Command { word: "topic",   aliases: &[],               params: "[TEXT]",           least: 0, verb: Verb::Topic,   help: "shows the group's topic, or sets it" },
    Command { word: "history", aliases: &[],               params: "",                 least: 0, verb: Verb::History, help: "shows what was said before (not over IRC yet)" },
    Command { word: "invite",  aliases: &[],               params: "NAME",             least: 1, verb: Verb::Invite,  help: "asks somebody into the group" },
    Command { word: "remove",  aliases: &["kick"],         params: "NAME [REASON]",    least: 1, verb: Verb::Remove,  help: "removes somebody from the group (its coordinator may)" },
    Command { word: "quit",    aliases: &["exit"],         params: "[REASON]",         least: 0, verb: Verb::Quit,    help: "leaves" },
];

impl Command {
    /// How it is typed.
    #[must_use]
    pub fn usage(&self) -> String {
        format!("/{} {}", self.word, self.params)
            .trim_end()
            .to_owned()
    }
}

/// Reads a line. A slash begins a command; two begin words that begin with one slash.
#[must_use]
pub fn read(line: &str) -> Typed<'_> {
    if line.trim().is_empty() {
        return Typed::Blank;
    }
    let Some(after) = line.strip_prefix('/') else {
        return Typed::Say(line);
    };
    if after.starts_with('/') {
        return Typed::Say(after);
    }
    let (word, all) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
    let all = all.trim();
    let is = |command: &&Command| {
        let mut words = std::iter::once(&command.word).chain(command.aliases);
        words.any(|known| known.eq_ignore_ascii_case(word))
    };
    let Some(command) = COMMANDS.iter().find(is) else {
        return Typed::Unknown(word, nearest(word));
    };
    let (first, rest) = first_word(all);
    let given = usize::from(!first.is_empty()) + usize::from(!rest.is_empty());
    if given < command.least {
        return Typed::Lacking(command);
    }
    Typed::Do(command.verb, Args { first, rest, all })
}

/// The lines of `/help`.
pub fn help() -> impl Iterator<Item = String> {
    let commands = COMMANDS
        .iter()
        .map(|command| format!("{:21} {}", command.usage(), command.help));
    let others = ["//TEXT                says something that begins with a slash"];
    commands.chain(others.map(str::to_owned))
}

fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim())
}

/// The command whose word or alias is at most two slips away.
fn nearest(word: &str) -> Option<&'static Command> {
    if word.len() > 12 {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let near = |command: &'static Command| {
        let words = std::iter::once(&command.word).chain(command.aliases);
        let slips = words
            .map(|known| {
                if !word.is_empty() && known.starts_with(&word) {
                    0
                } else {
                    slips(&word, known)
                }
            })
            .min()?;
        // In a word of two letters, two slips leave nothing of it.
        (slips <= 2 && slips < word.chars().count()).then_some((slips, command))
    };
    COMMANDS
        .iter()
        .filter_map(near)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, command)| command)
}

/// Letters to add, drop, change or swap with their neighbour to make `a` of `b` (optimal string alignment).
fn slips(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let changed = usize::from(a[i - 1] != b[j - 1]);
                let mut least = (table[i - 1][j] + 1)
                    .min(table[i][j - 1] + 1)
                    .min(table[i - 1][j - 1] + changed);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    table[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_words_or_commands() {
        assert_eq!(read("  hello "), Typed::Say("  hello "));
        assert_eq!(read("//etc/hosts"), Typed::Say("/etc/hosts"));
        assert_eq!(read(" /quit"), Typed::Say(" /quit"));
        for blank in ["", " ", "\t"] {
            assert_eq!(read(blank), Typed::Blank);
        }
        let args = Args {
            first: "bob",
            rest: "hi  there",
            all: "bob  hi  there",
        };
        assert_eq!(read("/msg bob  hi  there "), Typed::Do(Verb::Msg, args));
        let none = Args {
            first: "",
            rest: "",
            all: "",
        };
        assert_eq!(read("/QUIT"), Typed::Do(Verb::Quit, none));
        assert_eq!(read("/part"), Typed::Do(Verb::Leave, none));
    }

    #[test]
    fn what_lacks_a_parameter_is_named() {
        for (line, word) in [
            ("/msg", "msg"),
            ("/msg bob", "msg"),
            ("/msg bob  ", "msg"),
            ("/me ", "me"),
            ("/join", "join"),
        ] {
            assert!(
                matches!(read(line), Typed::Lacking(command) if command.word == word),
                "{line}"
            );
        }
    }

    #[test]
    fn an_unknown_command_is_named_with_its_nearest() {
        let near = |line| match read(line) {
            Typed::Unknown(_, near) => near.map(|command| command.word),
            other => panic!("{line}: {other:?}"),
        };
        for (line, want) in [
            ("/mgs bob hi", Some("msg")),
            ("/hlep", Some("help")),
            ("/member", Some("members")),
            ("/joni #a", Some("join")),
            ("/kik bob", Some("remove")),
            ("/hist", Some("history")),
            ("/h", Some("help")),
            ("/xyzzy", None),
            ("/", None),
            ("/ quit", None),
            ("/usr/local/bin/something", None),
        ] {
            assert_eq!(near(line), want, "{line}");
        }
    }

    #[test]
    fn help_fits_a_small_terminal() {
        let lines: Vec<String> = help().collect();
        assert!(
            lines.len() <= 23 && lines.iter().all(|line| line.len() <= 76),
            "{lines:#?}"
        );
    }

    proptest! {
        #[test]
        fn nothing_typed_panics(line in "/?/?\\PC{0,20}") {
            let _ = read(&line);
        }
    }
}
