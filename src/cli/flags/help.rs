//! What a program tells of its command line.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use super::{Command, Flag, Program, Takes, Wish};

/// Columns that are used where there are more.
const WIDEST: usize = 100;
/// Columns that a flag's explanation gets at least.
const NARROWEST: usize = 30;

/// The rows that every program has.
const OWN: [(&str, &str); 2] = [
    ("-h, --help", "Print help"),
    ("-V, --version", "Print version"),
];

impl Program {
    /// All there is to know, as wide as the terminal on standard output allows.
    pub(super) fn help(&self) -> Wish {
        Wish::Told(self.help_within(columns()))
    }

    /// All there is to know, in lines of so many columns where words allow it.
    #[must_use]
    pub fn help_within(&self, columns: usize) -> String {
        let mut out = format!("{}\n\n{}", self.about, self.usage());
        let listed = self.commands.iter().filter_map(|command| {
            let about = command.about?;
            Some((command.name.to_owned(), about.to_owned()))
        });
        table(&mut out, "Commands", &listed.collect::<Vec<_>>(), columns);
        let mut flags = self.flags;
        while let Some(first) = flags.first() {
            let same = flags
                .iter()
                .take_while(|flag| flag.heading == first.heading);
            let (these, rest) = flags.split_at(same.count());
            let mut rows: Vec<_> = these.iter().map(row).collect();
            if flags.len() == self.flags.len() {
                rows.extend(OWN.map(|(left, right)| (left.to_owned(), right.to_owned())));
            }
            table(&mut out, first.heading, &rows, columns);
            flags = rest;
        }
        let _ = write!(out, "\n{}\n", self.examples);
        out
    }

    /// All there is to know of a command.
    pub(super) fn help_of(&self, command: &Command) -> Wish {
        let (program, name) = (self.name, command.name);
        let mut out = format!("{}\n\nUsage: {program} {name}\n", command.more);
        let own = [(OWN[0].0.to_owned(), OWN[0].1.to_owned())];
        table(&mut out, "Options", &own, WIDEST);
        Wish::Told(out)
    }

    /// How it is called, with a line end.
    pub(super) fn usage(&self) -> String {
        let name = self.name;
        let mut usage = format!("Usage: {name} [OPTIONS]\n");
        if self.commands.iter().any(|command| command.about.is_some()) {
            let _ = writeln!(usage, "       {name} <COMMAND>");
        }
        usage
    }
}

/// Says something on standard output. Nobody is left to tell when that does not take it.
pub fn tell(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// What is said of a flag.
fn row(flag: &Flag) -> (String, String) {
    let mut left = match flag.short {
        Some(letter) => format!("-{letter}, {}", flag.shown()),
        None => format!("    {}", flag.shown()),
    };
    if matches!(flag.takes, Takes::Again) {
        left.push_str("...");
    }
    let right = match flag.default() {
        Some(default) => format!("{} [default: {default}]", flag.help),
        None => flag.help.to_owned(),
    };
    (left, right)
}

/// Writes two columns under a heading, the second broken into lines.
fn table(out: &mut String, heading: &str, rows: &[(String, String)], columns: usize) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{heading}:");
    let left = rows.iter().map(|(left, _)| left.len()).max().unwrap_or(0);
    let room = columns.saturating_sub(left + 4).max(NARROWEST);
    for (name, text) in rows {
        let _ = write!(out, "  {name:left$}  ");
        let mut used = 0;
        for word in text.split(' ') {
            if used > 0 && used + 1 + word.len() > room {
                let _ = write!(out, "\n{:indent$}", "", indent = left + 4);
                used = 0;
            } else if used > 0 {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += word.len();
        }
        out.push('\n');
    }
}

/// Columns of the terminal on standard output, or of none.
fn columns() -> usize {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok();
    let terminal = size.map(|size| usize::from(size.ws_col));
    let typed = || std::env::var("COLUMNS").ok()?.parse().ok();
    let columns = terminal.filter(|&columns| columns > 0).or_else(typed);
    columns.unwrap_or(WIDEST).min(WIDEST)
}
