//! What a plain member can do besides speaking: one function per command.

use crate::commands::{self, Place, Verb, first_word};
use crate::hub::login::Login;
use crate::hub::mode;
use crate::hub::name::{GroupName, Name};
use crate::hub::record::{Recall, Span, Wanted};
use crate::hub::request::{Kind, MemberRef, Query, Request, Target};
use crate::hub::text::Text;
use crate::limits;
use crate::plain::clean::clean;
use crate::plain::session::{NOWHERE, Session, say, send};
use crate::secret::Secret;
use crate::steps::Steps;

/// Does something. `false` when the parameters make no sense, so that the usage is shown.
type Run = fn(&mut Session, &str, &mut Steps) -> bool;

/// How a command is done, and the flood tokens it costs.
fn doing(verb: Verb) -> (Run, u32) {
    match verb {
        Verb::Help => (help, 1),
        Verb::Name => (name, 2),
        Verb::Join => (join, 2),
        Verb::Leave => (leave, 2),
        Verb::Groups => (groups, 4),
        Verb::Members => (members, 4),
        Verb::Msg => (msg, 1),
        Verb::Me => (me, 1),
        Verb::Topic => (topic, 1),
        Verb::History => (history, 4),
        Verb::Rename => (rename, 5),
        Verb::Invite => (invite, 1),
        Verb::Remove => (remove, 1),
        Verb::Mode => (mode, 2),
        Verb::Away => (away, 1),
        Verb::Whois => (whois, 1),
        Verb::Register => (register, 2),
        Verb::Login => (login, 2),
        Verb::Listen => (listen, 1),
        Verb::Quit => (quit, 1),
        // Only the client's full screen has these: no row of theirs is found here.
        Verb::Query
        | Verb::Reply
        | Verb::React
        | Verb::Redact
        | Verb::Ignore
        | Verb::Search
        | Verb::Clear
        | Verb::Notify
        | Verb::Connect => (|_, _, _| false, 1),
    }
}

/// Messages that `/history` shows when no number is given.
const HISTORY: usize = 20;

/// Runs what stands after the slash. Returns its cost.
pub(super) fn run(session: &mut Session, line: &str, steps: &mut Steps) -> u32 {
    let (word, rest) = first_word(line);
    let Some(command) = commands::find(word, Place::PLAIN) else {
        say(steps, &commands::unknown(&clean(word), Place::PLAIN));
        return 1;
    };
    let (run, cost) = doing(command.verb);
    if !run(session, rest, steps) {
        say(steps, &format!("Usage: {}", command.usage()));
    }
    cost
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
        say(steps, NOWHERE);
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
    for line in commands::help(Place::PLAIN) {
        say(steps, &line);
    }
    true
}

fn name(_: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    if rest.is_empty() {
        return false;
    }
    match Name::new(rest) {
        Ok(name) => steps.ask(Request::Claim(name)),
        Err(fault) => say(
            steps,
            &format!("{} cannot be your name: {fault}.", clean(rest)),
        ),
    }
    true
}

fn join(_: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let (word, key) = first_word(rest);
    if word.is_empty() || key.contains(char::is_whitespace) {
        return false;
    }
    if let Some(group) = group(word, steps) {
        steps.ask(match key {
            "" => Request::Join(group),
            key => Request::JoinWithKey(group, Text::lossy(key, limits::KEY)),
        });
    }
    true
}

fn leave(session: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let (word, after) = first_word(rest);
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
    let (word, text) = first_word(rest);
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
        rest.parse().ok().filter(|&count| count > 0)
    };
    let Some(count) = count else { return false };
    if let Some(group) = current(session, steps) {
        steps.ask(Request::Ask(Query::History(Recall {
            of: Target::Group(group),
            span: Span::Latest(None),
            most: count,
            wanted: Wanted::WORDS,
        })));
    }
    true
}

fn invite(session: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let (word, where_to) = first_word(rest);
    if word.is_empty() {
        return false;
    }
    let group = match where_to {
        "" => current(session, steps),
        word => group(word, steps),
    };
    if let Some(group) = group
        && let Some(member) = member(word, steps)
    {
        steps.ask(Request::Invite(group, member));
    }
    true
}

fn rename(session: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let (word, why) = first_word(rest);
    if word.is_empty() {
        return false;
    }
    if let Some(was) = current(session, steps)
        && let Some(now) = group(word, steps)
    {
        steps.ask(Request::RenameGroup(was, now, reason(why)));
    }
    true
}

fn remove(session: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let (word, why) = first_word(rest);
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

fn mode(session: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let (word, after) = first_word(rest);
    let (group, changes) = match word.starts_with('#') {
        true => (group(word, steps), after),
        false => (current(session, steps), rest),
    };
    let Some(group) = group else { return true };
    let mut words = changes.split_whitespace();
    let letters = words.next();
    let params: Vec<&str> = words.collect();
    steps.ask(match letters {
        None => Request::Ask(Query::Modes(group)),
        Some(letters) => Request::SetModes(group, mode::parse(letters, &params)),
    });
    true
}

fn away(_: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let reason = (!rest.is_empty()).then(|| Text::lossy(rest, limits::AWAY));
    steps.ask(Request::Away(reason));
    true
}

fn whois(_: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    if rest.is_empty() {
        return false;
    }
    if let Some(member) = member(rest, steps) {
        steps.ask(Request::Ask(Query::Whois(member)));
    }
    true
}

fn register(_: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    if !rest.is_empty() {
        steps.ask(Request::CreateAccount(None, Secret::from(rest)));
    }
    !rest.is_empty()
}

fn login(_: &mut Session, rest: &str, steps: &mut Steps) -> bool {
    let (account, password) = commands::name_and_password(rest);
    if !password.is_empty() {
        steps.ask(Request::Login(Login::Password {
            account: account.and_then(|account| Name::new(account).ok()),
            password: Secret::from(password),
            entering: None,
        }));
    }
    !password.is_empty()
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
