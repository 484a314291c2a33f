//! What came out: a table for people, or JSON for programs.

use std::fmt::Write as _;
use std::time::Duration;

/// A figure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// A number, shown with so many digits behind the point.
    Number(f64, usize),
    /// It could not be measured.
    Unknown,
}

/// The results of one scenario: named rows with a figure for each server.
#[derive(Debug)]
pub(crate) struct Report {
    scenario: &'static str,
    /// What was done, in a sentence.
    what: String,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
    notes: Vec<String>,
}

#[derive(Debug)]
struct Row {
    /// For programs.
    key: String,
    /// For people.
    label: String,
    values: Vec<Value>,
}

impl Value {
    /// A whole number.
    pub(crate) fn count(count: impl Into<u64>) -> Value {
        Value::Number(count.into() as f64, 0)
    }

    /// How many per second or per anything; unknown when there is nothing to divide by.
    pub(crate) fn per(count: f64, by: Option<f64>, digits: usize) -> Value {
        match by.filter(|&by| by > 0.0) {
            Some(by) => Value::Number(count / by, digits),
            None => Value::Unknown,
        }
    }

    /// A duration, shown in milliseconds.
    pub(crate) fn ms(took: Duration) -> Value {
        Value::Number(took.as_secs_f64() * 1000.0, 2)
    }

    /// A number that may be unknown.
    pub(crate) fn maybe(number: Option<f64>, digits: usize) -> Value {
        number.map_or(Value::Unknown, |number| Value::Number(number, digits))
    }

    fn shown(&self) -> String {
        match self {
            Value::Number(number, digits) => thousands(&format!("{number:.digits$}")),
            Value::Unknown => "-".to_owned(),
        }
    }

    fn json(&self) -> String {
        match self {
            Value::Number(number, digits) if number.is_finite() => format!("{number:.digits$}"),
            Value::Number(..) | Value::Unknown => "null".to_owned(),
        }
    }
}

impl Report {
    pub(crate) fn new(scenario: &'static str, what: String, columns: Vec<&'static str>) -> Report {
        Report {
            scenario,
            what,
            columns,
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a row with a figure for each column.
    pub(crate) fn row(&mut self, key: &str, label: &str, values: impl IntoIterator<Item = Value>) {
        self.rows.push(Row {
            key: key.to_owned(),
            label: label.to_owned(),
            values: values.into_iter().collect(),
        });
    }

    /// Adds a sentence below the table.
    pub(crate) fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// The table. With two columns there is a third: the first divided by the second.
    pub(crate) fn table(&self) -> String {
        let mut text = format!("{}: {}\n\n", self.scenario, self.what);
        let label = self
            .rows
            .iter()
            .map(|row| row.label.chars().count())
            .max()
            .unwrap_or(0);
        let mut head: Vec<String> = self.columns.iter().map(|&name| name.to_owned()).collect();
        if self.columns.len() == 2 {
            head.push("ratio".to_owned());
        }
        let mut lines = vec![(String::new(), head)];
        for row in &self.rows {
            let mut cells: Vec<String> = row.values.iter().map(Value::shown).collect();
            cells.extend(ratio(&row.values).map(|ratio| format!("{ratio:.2}")));
            lines.push((row.label.clone(), cells));
        }
        let columns = lines
            .iter()
            .map(|(_, cells)| cells.len())
            .max()
            .unwrap_or(0);
        let width = |column: usize| {
            let cells = lines.iter().filter_map(|(_, cells)| cells.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        // With one column its name says nothing.
        for (name, cells) in lines.iter().skip(usize::from(self.columns.len() == 1)) {
            let mut line = format!("{name:label$}");
            for (cell, width) in cells.iter().zip(&widths) {
                // Writing to a string does not fail.
                let _ = write!(line, "  {cell:>width$}");
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push('\n');
        for note in &self.notes {
            text.push_str(note);
            text.push('\n');
        }
        text
    }

    /// One JSON object on one line.
    pub(crate) fn json(&self) -> String {
        let mut text = format!(
            "{{\"scenario\":{},\"what\":{}",
            quoted(self.scenario),
            quoted(&self.what)
        );
        let object = |name: &str, values: Vec<(&str, String)>| {
            let fields: Vec<String> = values
                .into_iter()
                .map(|(key, value)| format!("{}:{value}", quoted(key)))
                .collect();
            format!(",{}:{{{}}}", quoted(name), fields.join(","))
        };
        for (place, name) in self.columns.iter().enumerate() {
            let values = self
                .rows
                .iter()
                .filter_map(|row| Some((row.key.as_str(), row.values.get(place)?.json())));
            text.push_str(&object(name, values.collect()));
        }
        if self.columns.len() == 2 {
            let ratios = self
                .rows
                .iter()
                .filter_map(|row| Some((row.key.as_str(), format!("{:.3}", ratio(&row.values)?))));
            text.push_str(&object("ratio", ratios.collect()));
        }
        let notes: Vec<String> = self.notes.iter().map(|note| quoted(note)).collect();
        let _ = write!(text, ",\"notes\":[{}]}}", notes.join(","));
        text
    }
}

/// The first figure divided by the second.
fn ratio(values: &[Value]) -> Option<f64> {
    match values {
        [Value::Number(ours, _), Value::Number(theirs, _)] if *theirs > 0.0 => Some(ours / theirs),
        _ => None,
    }
}

/// Puts a comma after every third digit.
pub(crate) fn thousands(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut text = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0
            && digit.is_ascii_digit()
            && (whole.len() - place).is_multiple_of(3)
            && !text.ends_with('-')
        {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign < ' ' => {
                // Writing to a string does not fail.
                let _ = write!(quoted, "\\u{:04x}", u32::from(sign));
            }
            sign => quoted.push(sign),
        }
    }
    quoted + "\""
}
