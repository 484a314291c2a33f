//! An entry as rows: its gutter, its words, and what belongs to it.
//!
//! ```text
//! 12:03    ann │ words that go on
//!              │ in the next row
//! ────────────────── 3 new ───────
//! 12:04  !  bob┃ ann: a mention
//! 12:05     -- │ carl (#4), dee joined
//! ```

use ratatui_core::style::{Modifier, Style};

use crate::calendar;
use crate::client::chat::entry::{Entry, Kind, State};
use crate::client::draw::find::{hits, mentions};
use crate::client::draw::fit::{fit, shorten, width};
use crate::client::draw::link::links;
use crate::client::draw::rich;
use crate::client::draw::run::{Row, Run};
use crate::client::draw::theme::Theme;
use crate::client::draw::wrap::{wrap, wrap_hanging};
use crate::client::show;

/// What all entries of a window are drawn with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// Columns.
    pub(super) width: u16,
    pub(super) theme: Theme,
    /// Seconds ahead of UTC.
    pub(super) offset_s: i32,
    /// Words that are mentions: the user's name there, and those to look for.
    pub(super) words: Vec<String>,
    /// What is being looked for.
    pub(super) needle: Option<String>,
}

/// What one entry is drawn with, beside itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Around {
    /// It is the first of its day.
    pub(super) new_day: bool,
    /// It is the first that was not read, of so many.
    pub(super) unread: bool,
    /// What it answers: who said it, and what.
    pub(super) answers: Option<(String, String)>,
    /// It is the hit the search is at.
    pub(super) at_hit: bool,
    /// It is what will be answered.
    pub(super) chosen: bool,
    /// The name of whoever it is from in the form in which names are compared.
    pub(super) folded: String,
}

/// The width from which there is a column for names.
const COLUMNS_FROM: u16 = 44;
/// The width from which times are shown.
const TIMES_FROM: u16 = 30;
/// Most names that are told of one reaction.
const REACTORS: usize = 3;

/// The rows of an entry, at least one.
pub(super) fn rows(entry: &Entry, around: &Around, look: &Look) -> Vec<Row> {
    let mut rows = Vec::new();
    let theme = &look.theme;
    if around.new_day {
        let day = calendar::day(entry.unix_ms, look.offset_s);
        rows.push(ruler(&day, look.width, theme.dim, theme.heading));
    }
    if around.unread {
        rows.push(ruler("new", look.width, theme.new, theme.new));
    }
    match &entry.kind {
        Kind::Gap { until_ms } => {
            let clock = |ms| calendar::hours_minutes(ms, look.offset_s);
            let from = clock(entry.unix_ms);
            let told = match until_ms {
                Some(until) => format!("away from {from} to {}", clock(*until)),
                None => format!("not connected since {from}"),
            };
            rows.push(ruler(&told, look.width, theme.dim, theme.dim));
        }
        Kind::Members(members) => table(entry, &show::members(members), look, &mut rows),
        _ => said(entry, around, look, &mut rows),
    }
    rows
}

/// A line across with words in its middle.
fn ruler(words: &str, columns: u16, line: Style, style: Style) -> Row {
    let columns = usize::from(columns);
    let words = format!(" {} ", fit(words));
    let words = shorten(&words, columns);
    let room = columns - width(&words);
    let (left, right) = (room / 2, room - room / 2);
    vec![
        Run::new("─".repeat(left), line),
        Run::new(words.into_owned(), style),
        Run::new("─".repeat(right), line),
    ]
}

/// Text whose further rows are moved in, where there is room.
fn hang(runs: &[Run], columns: u16, indent: usize) -> Vec<Row> {
    let columns = usize::from(columns);
    let indent = if columns >= indent * 2 {
        indent
    } else {
        2.min(columns / 8)
    };
    wrap_hanging(runs, columns, indent)
}

fn table(entry: &Entry, table: &str, look: &Look, rows: &mut Vec<Row>) {
    let theme = &look.theme;
    if !entry.text.is_empty() {
        rows.extend(wrap(
            &[Run::new(entry.text.as_str(), theme.dim)],
            usize::from(look.width),
        ));
    }
    for (at, line) in table.lines().enumerate() {
        let style = if at == 0 { theme.heading } else { Style::new() };
        rows.extend(hang(&[Run::new(line, style)], look.width, 5));
    }
}

/// The columns before the words.
struct Gutter {
    time: usize,
    name: usize,
}

impl Gutter {
    fn of(look: &Look) -> Gutter {
        let columns = look.width;
        Gutter {
            time: if columns >= TIMES_FROM { 6 } else { 0 },
            name: match columns {
                0..COLUMNS_FROM => 0,
                columns => usize::from((columns / 6).clamp(8, 16)),
            },
        }
    }

    /// With the sign before the name and the line behind it.
    fn width(&self) -> usize {
        match self.name {
            0 => self.time,
            name => self.time + 1 + name + 3,
        }
    }
}

fn said(entry: &Entry, around: &Around, look: &Look, rows: &mut Vec<Row>) {
    let theme = &look.theme;
    let gutter = Gutter::of(look);
    let columns = usize::from(look.width);
    let mut runs = words(entry, look);
    if gutter.name == 0 {
        runs[0].splice(0..0, inline_name(entry, around, theme));
    }
    let mut body: Vec<Row> = Vec::new();
    if let Some((from, text)) = &around.answers {
        let room = columns.saturating_sub(gutter.width());
        let quote = match text.as_str() {
            "" => format!("┌ {from}"),
            text => format!("┌ {from}: {}", rich::plain(text).replace('\n', " ")),
        };
        body.push(vec![Run::new(
            shorten(&fit(&quote), room).into_owned(),
            theme.dim,
        )]);
    }
    // Where there is no column for names, further rows are moved in a little.
    let indent = if gutter.name == 0 {
        2.min(columns / 8)
    } else {
        0
    };
    let room = columns.saturating_sub(gutter.width());
    let named = body.len();
    for line in runs {
        body.extend(wrap_hanging(&line, room, indent));
    }
    for line in below(entry, theme) {
        body.extend(wrap(&line, room));
    }
    for (at, row) in body.into_iter().enumerate() {
        let mut whole = if at == named {
            head(entry, around, look, &gutter)
        } else {
            blank(entry, &gutter, theme)
        };
        whole.extend(row);
        rows.push(whole);
    }
}

/// The gutter of the row that names whoever speaks.
fn head(entry: &Entry, around: &Around, look: &Look, gutter: &Gutter) -> Row {
    let theme = &look.theme;
    let mut row = Vec::new();
    if gutter.time > 0 {
        let time = calendar::hours_minutes(entry.unix_ms, look.offset_s) + " ";
        row.push(Run::new(time, theme.dim));
    }
    if gutter.name == 0 {
        return row;
    }
    let (sign, sign_style) = sign(entry, around, theme);
    row.push(Run::new(sign, sign_style));
    let (name, style) = name(entry, around, theme);
    let name = fit(&name).into_owned();
    let name = shorten(&name, gutter.name);
    let blank = gutter.name - width(&name);
    row.push(Run::new(" ".repeat(blank), Style::new()));
    row.push(Run::new(name.into_owned(), style));
    row.push(Run::new(bar(entry), bar_style(entry, theme)));
    row
}

fn blank(entry: &Entry, gutter: &Gutter, theme: &Theme) -> Row {
    match gutter.name {
        0 if gutter.time == 0 => Vec::new(),
        0 => vec![Run::new(" ".repeat(gutter.time), Style::new())],
        name => vec![
            Run::new(" ".repeat(gutter.time + 1 + name), Style::new()),
            Run::new(bar(entry), bar_style(entry, theme)),
        ],
    }
}

fn bar(entry: &Entry) -> &'static str {
    if entry.mention { " ┃ " } else { " │ " }
}

fn bar_style(entry: &Entry, theme: &Theme) -> Style {
    if entry.mention { theme.new } else { theme.dim }
}

/// A sign for what is particular about an entry.
fn sign(entry: &Entry, around: &Around, theme: &Theme) -> (&'static str, Style) {
    match &entry.state {
        _ if around.chosen => (">", theme.new),
        _ if around.at_hit => ("»", theme.new),
        State::Failed(_) => ("✗", theme.error),
        State::Unsent => ("○", theme.new),
        State::Sending => ("…", theme.dim),
        State::Sent if entry.mention => ("!", theme.new),
        State::Sent => (" ", Style::new()),
    }
}

/// What stands where names do.
fn name(entry: &Entry, around: &Around, theme: &Theme) -> (String, Style) {
    let from = entry.from.as_deref().unwrap_or_default();
    let mut style = theme.name(&around.folded).add_modifier(Modifier::BOLD);
    if entry.mention {
        style = theme.mention;
    }
    match &entry.kind {
        Kind::Message => {
            let only = entry
                .only
                .map(|sign| format!("({sign}) "))
                .unwrap_or_default();
            (format!("{only}{from}"), style)
        }
        Kind::Action => ("*".to_owned(), style),
        Kind::Notice => (format!("-{from}-"), style),
        Kind::Error => ("!!".to_owned(), theme.error),
        _ => ("--".to_owned(), theme.dim),
    }
}

/// The name where it stands before the words.
fn inline_name(entry: &Entry, around: &Around, theme: &Theme) -> Vec<Run> {
    let (sign, sign_style) = sign(entry, around, theme);
    let (name, style) = name(entry, around, theme);
    let after = if matches!(entry.kind, Kind::Message) {
        ": "
    } else {
        " "
    };
    let mut runs = Vec::new();
    if sign != " " {
        runs.push(Run::new(sign, sign_style));
    }
    runs.push(Run::new(name, style));
    runs.push(Run::new(after, Style::new()));
    runs
}

/// The words, one list of runs for each of their lines; at least one.
fn words(entry: &Entry, look: &Look) -> Vec<Vec<Run>> {
    let theme = &look.theme;
    let from = entry.from.as_deref().unwrap_or_default();
    let faint = match &entry.state {
        State::Unsent | State::Sending => Style::new().patch(theme.dim),
        _ => Style::new(),
    };
    if let Some(why) = &entry.redacted {
        let why = rich::plain(why);
        let told = if why.is_empty() {
            "(taken back)".to_owned()
        } else {
            format!("(taken back: {why})")
        };
        let runs = vec![Run::new(told, theme.dim.add_modifier(Modifier::ITALIC))];
        return vec![runs];
    }
    let base = match &entry.kind {
        Kind::Message | Kind::Notice | Kind::Action => faint,
        Kind::Error => theme.error,
        Kind::Info => Style::new(),
        _ => theme.dim,
    };
    let text = match &entry.kind {
        Kind::Comings(comings) if entry.text.is_empty() => comings.words(),
        _ => entry.text.clone(),
    };
    let mut lines: Vec<Vec<Run>> = text
        .split('\n')
        .map(|line| {
            let runs = links(rich::runs(line.trim_end_matches('\r'), base, theme));
            let runs = if entry.kind.is_speech() && !entry.mine {
                mentions(runs, look)
            } else {
                runs
            };
            hits(runs, look)
        })
        .collect();
    if entry.kind == Kind::Action
        && let Some(first) = lines.first_mut()
    {
        first.insert(0, Run::new(format!("{from} "), base));
    }
    lines
}

/// What stands below the words.
fn below(entry: &Entry, theme: &Theme) -> Vec<Vec<Run>> {
    let mut lines = Vec::new();
    if let State::Failed(why) = &entry.state {
        let told = if why.is_empty() {
            "not sent".to_owned()
        } else {
            format!("not sent: {}", rich::plain(why))
        };
        lines.push(vec![Run::new(told, theme.error)]);
    }
    if !entry.reactions.is_empty() {
        let mut told = Vec::new();
        for reaction in &entry.reactions {
            let names = reaction.from.iter().take(REACTORS).map(String::as_str);
            let mut names: String = names.collect::<Vec<_>>().join(", ");
            let more = reaction.from.len().saturating_sub(REACTORS);
            if more > 0 {
                names.push_str(&format!(" +{more}"));
            }
            told.push(format!("{} {names}", rich::plain(&reaction.sign)));
        }
        lines.push(vec![Run::new(told.join("  "), theme.dim)]);
    }
    lines
}
