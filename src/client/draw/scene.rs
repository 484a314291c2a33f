//! All that a screen shows.

use crate::client::chat::Chat;
use crate::client::chat::window::WindowId;
use crate::commands::Command;
use crate::now::Now;

/// All that a screen shows. Words from the network, and words of the user, are given as they are: drawing cleans them.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The windows and what is in them.
    pub chat: &'a Chat,
    /// The line being written.
    pub line: &'a Line,
    /// Help with what is being written, in place of the status.
    pub hint: Hint<'a>,
    /// What lies over everything.
    pub over: Over<'a>,
    /// The moment.
    pub now: Now,
    /// The user's time zone, seconds ahead of UTC.
    pub offset_s: i32,
}

/// The line being written, laid out in the columns that [`line_room`](super::layout::line_room) tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its rows from top to bottom; none is an empty line.
    pub rows: Vec<String>,
    /// The cursor's column.
    pub column: usize,
    /// The cursor's row among `rows`.
    pub row: usize,
    /// Rows that did not fit above these.
    pub above: usize,
    /// Rows that did not fit below.
    pub below: usize,
}

/// Help with what is being written.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Hint<'a> {
    /// None: the status is shown.
    #[default]
    None,
    /// The command that is being written.
    Command(&'a Command),
    /// What a word may become.
    Candidates {
        /// All of it.
        labels: &'a [&'a str],
        /// What stands in the line.
        chosen: Option<usize>,
    },
    /// A search through what was sent.
    History {
        /// What is looked for.
        query: &'a str,
        /// Nothing more has it.
        failed: bool,
    },
    /// A search through the active window, as far as it is written. The cursor is in it.
    Search {
        /// What is looked for.
        query: &'a str,
    },
    /// Words to the user.
    Words(&'a str),
}

/// A row of the help on keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyHelp {
    /// The keys: `Ctrl+W`.
    pub keys: String,
    /// What they do.
    pub does: &'static str,
}

/// What lies over everything. Where it can be too long, `scroll` is how many of its rows are above the edge;
/// [`Drawing::over_rows`](super::Drawing::over_rows) says how far that may go.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Over<'a> {
    /// Nothing.
    #[default]
    Nothing,
    /// The keys and the commands.
    Help {
        /// The keys.
        keys: &'a [KeyHelp],
        /// Rows above the edge.
        scroll: usize,
    },
    /// A choice of windows. The cursor is in its query.
    Switcher {
        /// What is looked for.
        query: &'a str,
        /// Windows that fit it, the best first.
        found: &'a [WindowId],
        /// The place of the one Enter goes to.
        chosen: usize,
    },
    /// The question whether all of a paste is meant.
    Paste {
        /// What was pasted.
        text: &'a str,
        /// How many messages it makes.
        messages: usize,
        /// Bytes that were left out because nothing is pasted that is so long.
        lost: usize,
        /// How long it takes to say all of it, milliseconds.
        takes_ms: u64,
    },
    /// The member table of the active window.
    Members {
        /// Rows above the edge.
        scroll: usize,
    },
    /// The topic of the active window in full.
    Topic {
        /// Rows above the edge.
        scroll: usize,
    },
}
