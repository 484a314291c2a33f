//! What Tab makes of the word before the cursor.

use std::ops::Range;

use super::{emoji, text};
use crate::commands::{self, Place};

/// Most candidates that are gone through.
const MOST: usize = 200;

/// Who and what can be meant, as far as whoever owns the line knows.
pub trait Known {
    /// Names of the members of the group that is being written to, those who spoke most recently first.
    fn names(&self) -> Vec<&str>;
    /// Names of groups, those we are in first.
    fn groups(&self) -> Vec<&str>;
}

/// Something that a word may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What is put in its place, with what has to follow.
    pub text: String,
    /// What a list of candidates shows.
    pub label: String,
}

/// Candidates being gone through.
#[derive(Debug)]
pub(super) struct Cycle {
    pub(super) candidates: Vec<Candidate>,
    /// The word as it was written.
    pub(super) range: Range<usize>,
    /// The one that stands in the line; behind the last, the word as it was written.
    pub(super) chosen: usize,
}

impl Cycle {
    /// What the word before `cursor` may become. `None` when that is nothing.
    pub(super) fn begin(line: &str, cursor: usize, known: &dyn Known) -> Option<Cycle> {
        let (range, mut candidates) = candidates(line, cursor, known);
        // What follows the word already is not put in twice.
        if line[cursor..].starts_with(char::is_whitespace) {
            for candidate in &mut candidates {
                let kept = candidate.text.trim_end_matches(' ').len();
                candidate.text.truncate(kept);
            }
        }
        candidates.truncate(MOST);
        (!candidates.is_empty()).then_some(Cycle {
            chosen: candidates.len(),
            candidates,
            range,
        })
    }

    /// Goes to the next candidate, or the one before. Returns its text; `None` is the word as it was written.
    pub(super) fn turn(&mut self, back: bool) -> Option<&str> {
        let places = self.candidates.len() + 1;
        self.chosen = (self.chosen + if back { places - 1 } else { 1 }) % places;
        let chosen = self.candidates.get(self.chosen)?;
        Some(&chosen.text)
    }
}

/// What a parameter of a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Name,
    Group,
}

fn candidates(line: &str, cursor: usize, known: &dyn Known) -> (Range<usize>, Vec<Candidate>) {
    let start = text::solid_word_start(line, cursor);
    let word = &line[start..cursor];
    let commanding = line.starts_with('/') && !line.starts_with("//");
    if commanding && start == 0 {
        // In front of the slash there is nothing to complete.
        let candidates = word.strip_prefix('/').map(of_commands);
        return (start..cursor, candidates.unwrap_or_default());
    }
    if let Some((colon, name)) = emoji::opened(word) {
        let emoji = emoji::beginning_with(name).map(|(name, emoji)| Candidate {
            text: emoji.to_owned(),
            label: format!(":{name}: {emoji}"),
        });
        return (start + colon..cursor, emoji.collect());
    }
    let wanted = if commanding {
        parameter(line, start)
    } else {
        Wanted::Name
    };
    if word.starts_with('#') || wanted == Wanted::Group {
        return (start..cursor, of_groups(word, known));
    }
    // As people address each other elsewhere; the sign stays what they wrote.
    let (at, name) = match word.strip_prefix('@') {
        Some(name) => (start + 1, name),
        None => (start, word),
    };
    let suffix = if at == 0 { ": " } else { " " };
    (at..cursor, matching(name, known.names(), suffix))
}

fn of_commands(word: &str) -> Vec<Candidate> {
    let begins = |name: &str| {
        name.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let by_word = commands::at(Place::SCREEN)
        .filter(|command| begins(command.word))
        .map(|command| (command.word, command));
    let others = commands::at(Place::SCREEN).filter(|command| !begins(command.word));
    let by_alias = others.filter_map(|command| {
        let mut aliases = command.aliases.iter();
        aliases
            .find(|alias| begins(alias))
            .map(|&alias| (alias, command))
    });
    let candidate = |(name, command): (&str, &commands::Command)| Candidate {
        text: format!(
            "/{name}{}",
            if command.params.is_empty() { "" } else { " " }
        ),
        label: format!("/{name}"),
    };
    by_word.chain(by_alias).map(candidate).collect()
}

/// What the parameter that begins at `start` is, going by the command's own row.
fn parameter(line: &str, start: usize) -> Wanted {
    let mut before = line[1..start].split_whitespace();
    let command = before
        .next()
        .and_then(|word| commands::find(word, Place::SCREEN));
    let mut wanted = command
        .map_or("", |command| command.params)
        .split_whitespace();
    match wanted.nth(before.count()) {
        Some(parameter) if parameter.contains('#') => Wanted::Group,
        _ => Wanted::Name,
    }
}

fn of_groups(word: &str, known: &dyn Known) -> Vec<Candidate> {
    // Who leaves the sign out where only a group can stand means one all the same.
    let signed = if word.starts_with('#') {
        word.to_owned()
    } else {
        format!("#{word}")
    };
    matching(&signed, known.groups(), " ")
}

fn matching(word: &str, all: Vec<&str>, suffix: &str) -> Vec<Candidate> {
    let wanted = word.to_lowercase();
    let mut candidates: Vec<Candidate> = Vec::new();
    for name in all {
        let again = candidates.iter().any(|candidate| candidate.label == name);
        if !again && candidates.len() < MOST && name.to_lowercase().starts_with(&wanted) {
            candidates.push(Candidate {
                text: format!("{name}{suffix}"),
                label: name.to_owned(),
            });
        }
    }
    candidates
}
