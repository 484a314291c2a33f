//! What can be typed after a slash: the same words in the plain dialect and in our own client, whatever its shape.
//!
//! This is only the words, what they are called, where they mean something and what they are for; doing it is the business
//! of whoever reads them.

/// Where commands are typed. A row of [`COMMANDS`] names every place it applies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(u8);

impl Place {
    /// The plain dialect: the server reads them.
    pub const PLAIN: Place = Place(1);
    /// The client's line mode.
    pub const LINE: Place = Place(1 << 1);
    /// The client's full screen.
    pub const SCREEN: Place = Place(1 << 2);
    /// Wherever commands are typed.
    const ALL: Place = Place(0b111);

    /// Whether the two have a place in common.
    #[must_use]
    pub const fn meets(self, other: Place) -> bool {
        self.0 & other.0 != 0
    }
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
    /// Shows, sets or clears the topic.
    Topic,
    /// Shows what was said.
    History,
    /// Gives a group another name.
    Rename,
    /// Asks somebody in.
    Invite,
    /// Removes somebody.
    Remove,
    /// Shows and changes what a group is set to, and ranks in it.
    Mode,
    /// Is away, or back.
    Away,
    /// Tells all about one member.
    Whois,
    /// Gets an account of the member's name.
    Register,
    /// Logs in to an account.
    Login,
    /// Tells where the member accepts connections.
    Listen,
    /// Opens a conversation.
    Query,
    /// Answers what was said.
    Reply,
    /// Gives what was said a sign.
    React,
    /// Takes back what was said.
    Redact,
    /// Does not hear somebody any more, or again.
    Ignore,
    /// Looks for words in what was said.
    Search,
    /// Empties a window.
    Clear,
    /// Chooses what is noticed.
    Notify,
    /// Adds a server, or tries again.
    Connect,
    /// Leaves for good.
    Quit,
}

/// A row of [`COMMANDS`].
#[derive(Debug, PartialEq, Eq)]
pub struct Command {
    /// What it does.
    pub verb: Verb,
    /// Where it can be typed.
    pub at: Place,
    /// What is typed after the slash.
    pub word: &'static str,
    /// What others call it.
    pub aliases: &'static [&'static str],
    /// Its parameters, those that can be left out in brackets.
    pub params: &'static str,
    /// What it is for.
    pub help: &'static str,
}

/// Every command there is, in the order the help shows them.
#[rustfmt::skip]
pub const COMMANDS: [Command; 29] = [
    Command { verb: Verb::Help,    at: Place::ALL, word: "help",    aliases: &["h", "?", "commands"],           params: "",                   help: "shows this" },
    Command { verb: Verb::Name,    at: Place::ALL, word: "name",    aliases: &["nick"],                         params: "NAME",               help: "takes another name" },
    Command { verb: Verb::Join,    at: Place::ALL, word: "join",    aliases: &["j"],                            params: "#GROUP [KEY]",       help: "enters a group and speaks to it from now on" },
    Command { verb: Verb::Leave,   at: Place::ALL, word: "leave",   aliases: &["part"],                         params: "[#GROUP] [REASON]",  help: "leaves a group" },
    Command { verb: Verb::Groups,  at: Place::ALL, word: "groups",  aliases: &["list"],                         params: "",                   help: "lists the groups" },
    Command { verb: Verb::Members, at: Place::ALL, word: "members", aliases: &["who", "names", "users"],        params: "[#GROUP | all]",     help: "lists who is here" },
    Command { verb: Verb::Msg,     at: Place::ALL, word: "msg",     aliases: &["m", "w", "query", "tell"],      params: "NAME|ID TEXT",       help: "says something to one member alone" },
    Command { verb: Verb::Me,      at: Place::ALL, word: "me",      aliases: &["action"],                       params: "TEXT",               help: "says what you do: * alice waves" },
    Command { verb: Verb::Topic,   at: Place::ALL, word: "topic",   aliases: &[],                               params: "[TEXT | -]",         help: "shows, sets or clears (-) the topic" },
    Command { verb: Verb::History, at: Place::ALL, word: "history", aliases: &["last"],                         params: "[COUNT]",            help: "shows what was said before" },
    Command { verb: Verb::Rename,  at: Place::ALL, word: "rename",  aliases: &[],                               params: "#NEWNAME [REASON]",  help: "gives the group another name (operators only)" },
    Command { verb: Verb::Invite,  at: Place::ALL, word: "invite",  aliases: &[],                               params: "NAME|ID [#GROUP]",   help: "asks somebody into a group" },
    Command { verb: Verb::Remove,  at: Place::ALL, word: "remove",  aliases: &["kick"],                         params: "NAME|ID [REASON]",   help: "removes somebody (operators only)" },
    Command { verb: Verb::Mode,    at: Place::ALL, word: "mode",    aliases: &[],                               params: "[#GROUP] [+X NAME]", help: "shows or sets modes: +m +i +t, +o NAME, +b MASK" },
    Command { verb: Verb::Away,    at: Place::ALL, word: "away",    aliases: &[],                               params: "[TEXT]",             help: "says why you do not answer; alone: back again" },
    Command { verb: Verb::Whois,   at: Place::ALL, word: "whois",   aliases: &[],                               params: "NAME|ID",            help: "tells about one member" },
    Command { verb: Verb::Register, at: Place::ALL, word: "register", aliases: &[],                             params: "PASSWORD",           help: "makes your name your own from now on" },
    Command { verb: Verb::Login,   at: Place::ALL, word: "login",   aliases: &["identify"],                     params: "[NAME] PASSWORD",    help: "takes the name that is your own" },
    Command { verb: Verb::Listen,  at: Place::ALL, word: "listen",  aliases: &[],                               params: "PORT",               help: "tells the port you accept connections on (0: none)" },
    Command { verb: Verb::Query,   at: Place::SCREEN, word: "query", aliases: &["q"],            params: "NAME|ID [TEXT]",     help: "opens a conversation with one member" },
    Command { verb: Verb::Reply,   at: Place::SCREEN, word: "reply", aliases: &["re"],           params: "[^N] TEXT",          help: "answers what was said last, or the Nth last (^2)" },
    Command { verb: Verb::React,   at: Place::SCREEN, word: "react", aliases: &[],               params: "[^N] SIGN",          help: "gives what was said a sign: /react :+1:" },
    Command { verb: Verb::Redact,  at: Place::SCREEN, word: "redact", aliases: &["delete"],      params: "[^N] [REASON]",      help: "takes back what you said last" },
    Command { verb: Verb::Ignore,  at: Place::SCREEN, word: "ignore", aliases: &["unignore"],    params: "[NAME | MASK]",      help: "hears somebody no more, or again; alone: whom" },
    Command { verb: Verb::Search,  at: Place::SCREEN, word: "search", aliases: &["find"],        params: "[TEXT]",             help: "looks for words in this window; alone: ends it" },
    Command { verb: Verb::Clear,   at: Place::SCREEN, word: "clear", aliases: &[],               params: "",                   help: "empties this window" },
    Command { verb: Verb::Notify,  at: Place::SCREEN, word: "notify", aliases: &[],              params: "[WHAT on|off | +WORD | -WORD]", help: "bell, desktop, title, typing; words" },
    Command { verb: Verb::Connect, at: Place::SCREEN, word: "connect", aliases: &["server"],     params: "[HOST[:PORT]]",      help: "adds a server; alone: tries this one again" },
    Command { verb: Verb::Quit,    at: Place::ALL, word: "quit",    aliases: &["exit", "bye", "disconnect"],    params: "[REASON]",           help: "leaves; so does Ctrl+C" },
];

impl Command {
    /// How it is typed.
    #[must_use]
    pub fn usage(&self) -> String {
        format!("/{} {}", self.word, self.params)
            .trim_end()
            .to_owned()
    }

    /// How many parameters cannot be left out.
    #[must_use]
    pub fn least(&self) -> usize {
        let words = self.params.split_whitespace();
        words.take_while(|word| !word.starts_with('[')).count()
    }

    /// Its word and its other names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.word).chain(self.aliases.iter().copied())
    }
}

/// The commands that can be typed there.
pub fn at(place: Place) -> impl Iterator<Item = &'static Command> + Clone {
    COMMANDS
        .iter()
        .filter(move |command| command.at.meets(place))
}

/// The command that goes by this name there, whatever its case. A command's own word comes before what others are also
/// called: `/query` says something where there are no windows to open.
#[must_use]
pub fn find(word: &str, place: Place) -> Option<&'static Command> {
    let is = |name: &&str| name.eq_ignore_ascii_case(word);
    let by_word = at(place).find(|command| is(&command.word));
    by_word.or_else(|| at(place).find(|command| command.aliases.iter().any(&is)))
}

/// What to answer to a word that is no command: it is named, with the nearest one.
#[must_use]
pub fn unknown(word: &str, place: Place) -> String {
    let near = nearest(word, place);
    let end = word.floor_char_boundary(SHOWN);
    let (shown, more) = (&word[..end], if end < word.len() { "…" } else { "" });
    format!(
        "There is no command /{shown}{more}; the nearest is /{near}. /help lists them all. To say a line that begins with a slash, double it."
    )
}

/// The lines of the help.
pub fn help(place: Place) -> impl Iterator<Item = String> {
    let rows = at(place).map(|command| format!("  {:<26}{}", command.usage(), command.help));
    let first = "A line is said to your current group; a line beginning with / does something:";
    let last = "//text says /text. A member's number works wherever its name does.";
    std::iter::once(first.to_owned())
        .chain(rows)
        .chain(std::iter::once(last.to_owned()))
}

/// The first word, and what follows it without the spaces around.
#[must_use]
pub fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace)
        .map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}

/// The line as it is to be read: without the spaces before its slash if it is a command with a password, which others would
/// hear otherwise. Any other line keeps them, and is said.
#[must_use]
pub fn guarded(line: &str) -> &str {
    let trimmed = line.trim_start();
    let command = trimmed.strip_prefix('/').map(first_word);
    match command.and_then(|(word, _)| find(word, Place::ALL)) {
        Some(command) if matches!(command.verb, Verb::Register | Verb::Login) => trimmed,
        _ => line,
    }
}

/// What `/login` is given: a name and a password, or a password alone.
#[must_use]
pub fn name_and_password(rest: &str) -> (Option<&str>, &str) {
    match first_word(rest) {
        (password, "") => (None, password),
        (name, password) => (Some(name), password),
    }
}

/// Bytes of an unknown word that are shown.
const SHOWN: usize = 60;
/// Letters of an unknown word that are looked at: commands are short, and a line as long as a novel is nearest to
/// whatever its beginning is nearest to.
const LOOKED_AT: usize = 16;

/// The command one of whose names takes the fewest slips to become `word`, or is what `word` begins.
fn nearest(word: &str, place: Place) -> &'static str {
    let word: Vec<char> = word.to_ascii_lowercase().chars().take(LOOKED_AT).collect();
    let distance = |command: &&Command| {
        let slips = command.names().map(|name| {
            let name: Vec<char> = name.chars().collect();
            if !word.is_empty() && name.starts_with(&word) {
                0
            } else {
                slips(&word, &name)
            }
        });
        slips.min()
    };
    at(place)
        .min_by_key(distance)
        .map_or("help", |command| command.word)
}

/// Letters to add, drop, change or swap with their neighbour to make `a` of `b` (optimal string alignment).
pub(crate) fn slips(a: &[char], b: &[char]) -> usize {
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

    #[test]
    fn names_are_unique() {
        let unique = |mut names: Vec<&str>| {
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all);
        };
        unique(COMMANDS.iter().map(|command| command.word).collect());
        unique(
            COMMANDS
                .iter()
                .flat_map(|command| command.aliases)
                .copied()
                .collect(),
        );
        // Where all places have a command, no word hides another's.
        unique(at(Place::PLAIN).flat_map(Command::names).collect());
    }

    #[test]
    fn a_word_means_what_it_can_mean_there() {
        let word = |name, place| find(name, place).map(|command| command.word);
        assert_eq!(word("query", Place::SCREEN), Some("query"));
        assert_eq!(word("query", Place::LINE), Some("msg"));
        assert_eq!(word("react", Place::PLAIN), None);
        assert_eq!(word("react", Place::SCREEN), Some("react"));
    }

    #[test]
    fn commands_are_found_by_any_name_in_any_case() {
        let word = |name| find(name, Place::PLAIN).map(|command| command.word);
        for (name, want) in [
            ("help", Some("help")),
            ("NICK", Some("name")),
            ("?", Some("help")),
            ("hel", None),
            ("", None),
        ] {
            assert_eq!(word(name), want, "{name}");
        }
    }

    #[test]
    fn the_nearest_is_what_was_meant() {
        for (word, want) in [
            ("mgs", "msg"),
            ("hlep", "help"),
            ("nmae", "name"),
            ("member", "members"),
            ("joni", "join"),
            ("kik", "remove"),
            ("hist", "history"),
            ("TOPICS", "topic"),
        ] {
            assert_eq!(nearest(word, Place::PLAIN), want, "{word}");
        }
        for word in ["", "é", &"x".repeat(5000)] {
            assert!(find(nearest(word, Place::LINE), Place::LINE).is_some());
        }
    }

    #[test]
    fn what_is_unknown_is_named_but_not_at_any_length() {
        assert_eq!(
            unknown("mgs", Place::PLAIN),
            "There is no command /mgs; the nearest is /msg. /help lists them all. To say a line that begins with a slash, double it."
        );
        assert!(unknown(&"ü".repeat(2000), Place::SCREEN).len() < 250);
    }

    #[test]
    fn usage_tells_what_cannot_be_left_out() {
        let least = |word| find(word, Place::ALL).map(Command::least);
        assert_eq!(
            [least("help"), least("msg"), least("remove"), least("topic")],
            [Some(0), Some(2), Some(1), Some(0)]
        );
    }

    #[test]
    fn help_fits_a_terminal() {
        for (place, most) in [(Place::PLAIN, 24), (Place::LINE, 24), (Place::SCREEN, 40)] {
            let lines: Vec<String> = help(place).collect();
            assert!(lines.len() < most, "{}", lines.len());
            // The client puts the time in front, `[12:03] -- `.
            assert!(
                lines.iter().all(|line| line.chars().count() <= 80),
                "{lines:#?}"
            );
            for command in at(place) {
                assert!(
                    lines
                        .iter()
                        .any(|line| line.contains(&format!("/{}", command.word)))
                );
            }
        }
    }
}
