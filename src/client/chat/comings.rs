//! Comings and goings, folded: a busy group's joins and parts are one line, not forty.

/// Most comings and goings whose names are kept in one entry; the rest is counted.
const KEPT: usize = 40;
/// Comings and goings further apart than this are told apart, milliseconds.
const NEAR_MS: u64 = 60 * 60 * 1000;

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Entered the group.
    Joined,
    /// Left the group, for this reason.
    Left(String),
    /// Left the server, for this reason.
    Quit(String),
    /// Is called this now.
    Renamed(String),
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// Who, by the name it had then.
    pub name: String,
    /// Its number.
    pub id: Option<u64>,
    /// What it did.
    pub what: What,
    /// It is the user.
    pub mine: bool,
    /// When, milliseconds since 1970 UTC.
    pub unix_ms: u64,
    /// The server's id for it.
    pub msgid: Option<String>,
}

/// Comings and goings that follow one another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comings {
    /// The first of them, in order.
    pub list: Vec<Coming>,
    /// How many more there were.
    pub more: usize,
    /// When the last one happened, milliseconds since 1970 UTC.
    pub until_ms: u64,
}

impl Comings {
    /// One of them.
    #[must_use]
    pub fn one(coming: Coming) -> Comings {
        Comings {
            until_ms: coming.unix_ms,
            list: vec![coming],
            more: 0,
        }
    }

    /// Whether something that happened at `unix_ms` belongs to those that began at `from_ms`.
    #[must_use]
    pub fn reaches(&self, from_ms: u64, unix_ms: u64) -> bool {
        unix_ms >= from_ms && unix_ms - from_ms < NEAR_MS
    }

    pub(super) fn push(&mut self, coming: Coming) {
        self.until_ms = self.until_ms.max(coming.unix_ms);
        if self.list.len() < KEPT {
            self.list.push(coming);
        } else {
            self.more += 1;
        }
    }

    /// Whether this one is among them, told at the same moment.
    pub(super) fn has(&self, coming: &Coming) -> bool {
        let same = |it: &Coming| {
            it.unix_ms == coming.unix_ms && it.name == coming.name && it.what == coming.what
        };
        self.list.iter().any(same)
    }

    /// The ids of those that have one.
    pub(super) fn msgids(&self) -> impl Iterator<Item = &String> {
        self.list.iter().filter_map(|coming| coming.msgid.as_ref())
    }

    /// The number of whoever came last under this name is known now.
    pub(super) fn number(&mut self, name: &str, id: u64) -> bool {
        let last = self.list.iter_mut().rev().find(|it| it.name == name);
        match last {
            Some(it) if it.id.is_none() => {
                it.id = Some(id);
                true
            }
            _ => false,
        }
    }

    pub(super) fn weight(&self) -> usize {
        let of = |coming: &Coming| {
            let what = match &coming.what {
                What::Joined => 0,
                What::Left(text) | What::Quit(text) | What::Renamed(text) => text.len(),
            };
            size_of::<Coming>()
                + coming.name.len()
                + what
                + coming.msgid.as_ref().map_or(0, String::len)
        };
        self.list.iter().map(of).sum()
    }

    /// All of it in words: `ann (#4), bob joined; carl left: bye; dee is now called d`.
    #[must_use]
    pub fn words(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        // Who came and left again, or left and came back, is told once.
        let mut told: Vec<(&str, Fate, &Coming)> = Vec::new();
        for coming in &self.list {
            let seen = told
                .iter_mut()
                .rev()
                .find(|(name, _, _)| *name == coming.name);
            match (seen, &coming.what) {
                (_, What::Renamed(_)) => told.push(("", Fate::Renamed, coming)),
                (Some((_, fate, last)), what) => {
                    *fate = fate.then(what);
                    *last = coming;
                }
                (None, what) => told.push((&coming.name, Fate::first(what), coming)),
            }
        }
        // Those of one sort are told together, where the first of them stands.
        let mut done: Vec<Fate> = Vec::new();
        for (_, fate, first) in &told {
            if let What::Renamed(to) = &first.what {
                let are = if first.mine { "are" } else { "is" };
                parts.push(format!("{} {are} now called {to}", first.who()));
            } else if !done.contains(fate) {
                done.push(*fate);
                // Whoever had the same reason is told of together: a network that breaks takes many at once.
                let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
                for (_, _, coming) in told.iter().filter(|(_, of, _)| of == fate) {
                    let why = match &coming.what {
                        What::Left(why) | What::Quit(why) => why,
                        _ => "",
                    };
                    match reasons.iter_mut().find(|(known, _)| *known == why) {
                        Some((_, names)) => names.push(coming.who()),
                        None => reasons.push((why, vec![coming.who()])),
                    }
                }
                for (why, names) in reasons {
                    let colon = if why.is_empty() { "" } else { ": " };
                    parts.push(format!("{} {}{colon}{why}", names.join(", "), fate.words()));
                }
            }
        }
        if self.more > 0 {
            parts.push(format!("and {} more came or went", self.more));
        }
        parts.join("; ")
    }
}

impl Coming {
    fn who(&self) -> String {
        match self.id {
            _ if self.mine => "You".to_owned(),
            Some(id) => format!("{} (#{id})", self.name),
            None => self.name.clone(),
        }
    }
}

/// What became of somebody.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Joined,
    Left,
    Quit,
    Visited,
    Back,
    Renamed,
}

impl Fate {
    fn first(what: &What) -> Fate {
        match what {
            What::Joined => Fate::Joined,
            What::Left(_) => Fate::Left,
            What::Quit(_) => Fate::Quit,
            What::Renamed(_) => Fate::Renamed,
        }
    }

    fn then(self, what: &What) -> Fate {
        match (self, what) {
            (Fate::Joined | Fate::Visited, What::Left(_) | What::Quit(_)) => Fate::Visited,
            (Fate::Left | Fate::Quit | Fate::Back, What::Joined) => Fate::Back,
            (Fate::Visited, What::Joined) => Fate::Joined,
            (_, what) => Fate::first(what),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Fate::Joined => "joined",
            Fate::Left => "left",
            Fate::Quit => "left the server",
            Fate::Visited => "came and left",
            Fate::Back => "left and came back",
            Fate::Renamed => "",
        }
    }
}
