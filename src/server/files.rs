//! The files a server reads: at start, and again on SIGHUP.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use log::warn;

use crate::plain::clean::clean;
use crate::server::operators::Operators;

/// The bit of a file's mode that lets everybody read it.
const OTHERS_READ: u32 = 0o004;
/// Lines of a message of the day that are kept, and bytes of each.
const MOTD_LINES: usize = 200;
const MOTD_LINE: usize = 400;

/// Reads the message of the day.
///
/// # Errors
/// A sentence saying which file could not be used and why.
pub(super) fn motd(path: &Path) -> Result<Vec<String>, String> {
    let text = read(path, "message of the day")?;
    let cut = |line: &str| {
        let line = clean(line.trim_end()).into_owned();
        line[..line.floor_char_boundary(MOTD_LINE)].to_owned()
    };
    Ok(text.lines().take(MOTD_LINES).map(cut).collect())
}

/// Reads the password: the first line, without its line end.
///
/// # Errors
/// A sentence saying which file could not be used and why.
pub(super) fn password(path: &Path) -> Result<String, String> {
    let text = read(path, "password")?;
    // A person at a plain prompt cannot be asked to type invisible spaces.
    let password = text.lines().next().unwrap_or_default().trim();
    if password.is_empty() {
        return Err(format!(
            "the password file {} is empty: its first line is the password",
            path.display()
        ));
    }
    Ok(password.to_owned())
}

/// Reads who may become an operator.
///
/// # Errors
/// A sentence saying which file, or which line of it, could not be used and why.
pub(super) fn operators(path: &Path) -> Result<Operators, String> {
    let text = read(path, "operator")?;
    let mode = fs::metadata(path).map(|of| of.permissions().mode());
    if mode.is_ok_and(|mode| mode & OTHERS_READ != 0) {
        warn!(
            "everybody on this host can read the operator file {}; keep it to yourself: chmod 600 {0}",
            path.display()
        );
    }
    Operators::parse(&text).map_err(|(line, why)| {
        format!(
            "line {line} of the operator file {} is no good: {why}",
            path.display()
        )
    })
}

fn read(path: &Path, what: &str) -> Result<String, String> {
    fs::read_to_string(path)
        .map_err(|error| format!("cannot read the {what} file {}: {error}", path.display()))
}
