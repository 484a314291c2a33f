//! What a plain member can do besides speaking: one row per command.

use crate::hub::name::GroupName;
use crate::hub::request::{Kind, MemberRef, Query, Request, Target};
use crate::hub::text::Text;
use crate::limits;
use crate::plain::clean::clean;
use crate::plain::session::{Session, say, send};
use crate::steps::Steps;

/// One command.
struct Command {
    /// What is typed after the slash.
    word: &'static str,
    /// What others call it.
    aliases: &'static [&'static str],
    /// Its parameters, for the help.
    usage: &'static str,
    /// What it does, for the help.
    help: &'static str,
    /// Flood tokens it costs.
    cost: u32,
    /// Does it. `false` when the parameters make no sense, so that the usage is shown.
    run: fn(&mut Session, &str, &mut Steps) -> bool,
}

const COMMANDS: &[Command] = &[
    Command {
        word: "help",
        aliases: &["h", "?", "commands"],
        usage: "",
        help: "shows this",
        cost: 1,
        run: help,
    },
    Command {
        word: "name",
        aliases: &["nick"],
        usage: "NAME",
        help: "takes another name",
        cost: 2,
        run: name,
    },
    Command {
        word: "join",
        aliases: &["j"],
        usage: "#GROUP",
        help: "enters a group and speaks to it from now on",
        cost: 2,
        run: join,
    },
    Command {
        word: "leave",
        aliases: &["part"],
        usage: "[#GROUP] [REASON]",
        help: "leaves a group",
        cost: 2,
        run: leave,
    },
    Command {
        word: "groups",
        aliases: &["list"],
        usage: "",
        help: "lists the groups",
        cost: 4,
        run: groups,
    },
    Command {
        word: "members",
        aliases: &["who", "names", "users"],
        usage: "[#GROUP | all]",
        help: "lists who is here",
        cost: 4,
        run: members,
    },
    Command {
        word: "msg",
        aliases: &["m", "w", "query", "tell"],
        usage: "NAME|ID TEXT",
        help: "says something to one member alone",
        cost: 1,
        run: msg,
    },
    Command {
        word: "me",
        aliases: &["action"],
        usage: "TEXT",
        help: "says what you do: * alice waves",
        cost: 1,
        run: me,
    },
    Command {
        word: "topic",
        aliases: &[],
        usage: "[TEXT | -]",
        help: "shows, sets or clears (-) the topic",
        cost: 1,
        run: topic,
    },
    Command {
        word: "history",
        aliases: &["last"],
        usage: "[COUNT]",
        help: "shows what was said before",
        cost: 4,
        run: history,
    },
    Command {
        word: "remove",
        aliases: &["kick"],
        usage: "NAME|ID [REASON]",
        help: "removes somebody (coordinator only)",
        cost: 1,
        run: remove,
    },
    Command {
        word: "listen",
        aliases: &[],
        usage: "PORT",
        help: "tells the port you accept connections on (0: none)",
        cost: 1,
        run: listen,
    },
    Command {
        word: "quit",
        aliases: &["exit", "bye", "disconnect"],
        usage: "[REASON]",
        help: "leaves; so does Ctrl+C",
        cost: 1,
        run: quit,
    },
];

/// Messages that `/history` shows when no number is given.
const HISTORY: usize = 20;

/// Runs what stands after the slash. Returns its cost.
pub(super) fn run(session: &mut Session, line: &str, steps: &mut Steps) -> u32 {
    let (word, rest) = split(line);
    let wanted = word.to_ascii_lowercase();
    let known = |c: &&Command| c.word == wanted || c.aliases.contains(&&*wanted);
    let Some(command) = COMMANDS.iter().find(known) else {
        let (shown, near) = (clean(word), nearest(&wanted));
        say(
            steps,
            &format!(
                "There is no command /{shown}; the nearest is /{near}. /help lists them all. To say a line that begins with a slash, double it."
            ),
        );
        return 1;
    };
    if !(command.run)(session, rest, steps) {
        say(
            steps,
            format!("Usage: /{} {}", command.word, command.usage).trim_end(),
        );
    }
    command.cost
}

/// The first word, and what follows it without the spaces around.
fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace)
        .map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}

/// The command whose word, or other name, takes the fewest changes to get from `word`.
fn nearest(word: &str) -> &'static str {
    // Commands are short; a line as long as a novel is nearest to whatever its beginning is nearest to.
    let word = &word.as_bytes()[..word.len().min(32)];
    let names = |c: &Command| {
        std::iter::once(&c.word)
            .chain(c.aliases)
            .map(|name| changes(word, name.as_bytes()))
            .min()
    };
    COMMANDS
        .iter()
        .min_by_key(|c| names(c))
        .map_or("help", |c| c.word)
}

/// Levenshtein distance in bytes.
fn changes(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

/// Reads a group's name; the sign may be left out.
fn group(word: &str, steps: &mut Steps) -> Option<GroupName> {
    let signed = if word.starts_with('#') {
        word.to_owned()
    } else {
        format!("#{word}")
    };
    match GroupName::new(&signed) {
        Ok(name) => Some(name),
        Err(fault) => {
            say(
                steps,
                &format!("{} cannot be a group: {fault}.", clean(&signed)),
            );
            None
        }
    }
}

/// The current group, or an answer that there is none.
fn current(session: &Session, steps: &mut Steps) -> Option<GroupName> {
    let current = session.current().cloned();
    if current.is_none() {
        say(steps, "You are in no group. Join one: /join #NAME");
    }
    current
}

/// Reads a member's name or id.
fn member(word: &str, steps: &mut Steps) -> Option<MemberRef> {
    let member = MemberRef::parse(word);
    if member.is_none() {
        say(steps, &format!("Nobody here is called {}.", clean(word)));
    }
    member
}

fn reason(text: &str) -> Option<Text> {
    (!text.is_empty()).then(|| Text::lossy(text, limits::REASON))
}

fn help(_: &mut Session, _: &str, steps: &mut Steps) -> bool {
    let row = |c: &Command| format!("  {:<26}{}", format!("/{} {}", c.word, c.usage), c.help);
    say(
        steps,
        "A line is said to your current group; a line beginning with / does something:",
    );
    for command in COMMANDS {
        say(steps, &row(command));
    }
    say(
        steps,
        "//text says /text. A member's number works wherever its name does.",
    );
    true
}

fn name(_: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    if rest.is_empty() {
        return false;
    }
    match crate::hub::name::Name::new(rest) {
        Ok(name) => steps.ask(Request::Claim(name)),
        Err(fault) => say(
            steps,
            &format!("{} cannot be your name: {fault}.", clean(rest)),
        ),
    }
    true
}

fn join(_: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let (word, more) = split(rest);
    if word.is_empty() || !more.is_empty() {
        return false;
    }
    if let Some(group) = group(word, steps) {
        steps.ask(Request::Join(group));
    }
    true
}

fn leave(session: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let (word, after) = split(rest);
    let (group, why) = if word.starts_with('#') {
        (group(word, steps), after)
    } else {
        (current(session, steps), rest)
    };
    if let Some(group) = group {
        steps.ask(Request::Leave(group, reason(why)));
    }
    true
}

fn groups(_: &mut Session, _: &str, steps: &mut Steps) -> bool {
    steps.ask(Request::Ask(Query::Groups(Vec::new())));
    true
}

fn members(session: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let asked = match rest {
        "" => current(session, steps).map(Some),
        "all" | "*" => Some(None),
        word => group(word, steps).map(Some),
    };
    if let Some(asked) = asked {
        steps.ask(Request::Ask(Query::Members(asked)));
    }
    true
}

fn msg(_: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let (word, text) = split(rest);
    if text.is_empty() {
        return false;
    }
    if let Some(member) = member(word, steps) {
        send(Target::Member(member), Kind::Text, text, steps);
    }
    true
}

fn me(session: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    if !rest.is_empty() {
        session.say(Kind::Action, rest, steps);
    }
    !rest.is_empty()
}

fn topic(session: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let Some(group) = current(session, steps) else {
        return true;
    };
    match rest {
        "" => steps.ask(Request::Ask(Query::Topic(group))),
        "-" => steps.ask(Request::SetTopic(group, Text::lossy("", 0))),
        text => match Text::new(text, limits::TOPIC) {
            Ok(text) => steps.ask(Request::SetTopic(group, text)),
            Err(fault) => say(steps, &format!("That cannot be the topic: {fault}.")),
        },
    }
    true
}

fn history(session: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let count = if rest.is_empty() {
        Some(HISTORY)
    } else {
        rest.parse().ok()
    };
    let Some(count) = count else { return false };
    if let Some(group) = current(session, steps) {
        steps.ask(Request::Ask(Query::History(group, count)));
    }
    true
}

fn remove(session: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let (word, why) = split(rest);
    if word.is_empty() {
        return false;
    }
    let Some(group) = current(session, steps) else {
        return true;
    };
    if let Some(member) = member(word, steps) {
        steps.ask(Request::Remove(group, member, reason(why)));
    }
    true
}

fn listen(_: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    match rest.parse() {
        Ok(port) => steps.ask(Request::Listen(port)),
        Err(_) => return false,
    }
    true
}

fn quit(_: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    steps.ask(Request::Quit(reason(rest)));
    true
}

#[cfg(test)]
mod tests;
