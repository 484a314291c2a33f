//! The member table as text.

use unicode_width::UnicodeWidthStr as _;

/// One row: id, name, address, listen port, role, idle time.
pub type Columns = [String; 6];

const HEADER: [&str; 6] = ["ID", "NAME", "ADDRESS", "LISTEN", "ROLE", "IDLE"];

/// Appends the table, its columns as wide as what stands in them, with a header line. A wide character counts as two columns, as it
/// does on a terminal (Unicode Standard Annex 11).
pub fn members(rows: &[Columns], out: &mut Vec<u8>) {
    let mut widths = HEADER.map(str::len);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    line(HEADER, &widths, out);
    for row in rows {
        line(row.each_ref().map(String::as_str), &widths, out);
    }
}

fn line(cells: [&str; 6], widths: &[usize; 6], out: &mut Vec<u8>) {
    let last = cells.len() - 1;
    for (column, (cell, &width)) in cells.iter().zip(widths).enumerate() {
        out.extend_from_slice(cell.as_bytes());
        // Nothing follows the last column, so it needs no padding.
        if column < last {
            let padding = width.saturating_sub(cell.width()) + 2;
            out.extend(std::iter::repeat_n(b' ', padding));
        }
    }
    out.push(b'\n');
}

/// A span of time the way people say it, short: `12s`, `5m`, `3h`, `2d`.
#[must_use]
pub fn idle(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        3600..86_400 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let row = |cells: [&str; 6]| cells.map(str::to_owned);
        let mut out = Vec::new();
        let rows = [
            row([
                "#1",
                "alice",
                "127.0.0.1:50612",
                "7000",
                "coordinator",
                "3s",
            ]),
            row(["#12", "b", "[::1]:1", "-", "", "2d"]),
        ];
        members(&rows, &mut out);
        let want = "\
ID   NAME   ADDRESS          LISTEN  ROLE         IDLE
#1   alice  127.0.0.1:50612  7000    coordinator  3s
#12  b      [::1]:1          -                    2d
";
        assert_eq!(String::from_utf8_lossy(&out), want);
    }

    #[test]
    fn wide_letters_and_marks_take_the_room_they_take() {
        let row = |name: &str| ["#1", name, "a", "-", "member", "3s"].map(str::to_owned);
        let mut out = Vec::new();
        members(
            &[row("日本語"), row("zoë"), row("नमस्ते"), row("a")],
            &mut out,
        );
        let text = String::from_utf8(out).expect("UTF-8");
        let before = |line: &str| line.rsplit_once(" a ").map(|(before, _)| before.width());
        let widths: Vec<_> = text.lines().skip(1).map(before).collect();
        assert_eq!(widths, [Some(11); 4], "{text}");
    }

    #[test]
    fn spans_are_said_in_their_largest_unit() {
        let said: Vec<_> = [0, 59, 60, 3599, 3600, 86_399, 86_400, 900_000]
            .into_iter()
            .map(idle)
            .collect();
        assert_eq!(said, ["0s", "59s", "1m", "59m", "1h", "23h", "1d", "10d"]);
    }
}
