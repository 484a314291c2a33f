//! Where log lines go: standard error, or a file that can be moved away and opened anew.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use log::LevelFilter;
use simplelog::{ConfigBuilder, WriteLogger};

/// Set by [`reopen`], looked at before each line and each flush. The logger owns the file, so this is the way to reach it.
static REOPEN: AtomicBool = AtomicBool::new(false);

/// Begins to log. Times are in UTC.
///
/// # Errors
/// When the file cannot be opened for appending; it is created with mode 0600.
pub fn init(level: LevelFilter, file: Option<&Path>) -> io::Result<()> {
    let mut config = ConfigBuilder::new();
    config
        .set_time_format_rfc3339()
        .set_target_level(LevelFilter::Off)
        .set_location_level(LevelFilter::Off);
    config.set_thread_level(LevelFilter::Off);
    let config = config.build();
    let begun = match file {
        None => WriteLogger::init(level, config, io::stderr()),
        Some(path) => WriteLogger::init(
            level,
            config,
            LogFile {
                path: path.to_owned(),
                file: open(path)?,
            },
        ),
    };
    // A second logger in one process can only be a test's; the first one stays.
    begun.or(Ok(()))
}

/// Opens the log file again by its name, for when it has been moved away.
pub fn reopen() {
    REOPEN.store(true, Ordering::Relaxed);
    // Now, rather than with the next line: whoever moved the file wants to be rid of it.
    log::logger().flush();
}

struct LogFile {
    path: PathBuf,
    file: File,
}

impl LogFile {
    /// Opens the file again if that was asked for. If it cannot be, the old one goes on, and says why.
    fn follow(&mut self) {
        if !REOPEN.swap(false, Ordering::Relaxed) {
            return;
        }
        match open(&self.path) {
            Ok(file) => self.file = file,
            Err(error) => {
                let path = self.path.display();
                // Where it cannot be written either, there is nobody left to tell.
                let _ = writeln!(self.file, "[ERROR] cannot log to {path}: {error}");
            }
        }
    }
}

impl Write for LogFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.follow();
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.follow();
        self.file.flush()
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_that_was_moved_away_is_there_again_at_once() {
        let dir = std::env::temp_dir().join(format!("groupchat-log-{}", std::process::id()));
        fs::create_dir_all(&dir).expect("a place");
        let (path, moved) = (dir.join("log"), dir.join("log.1"));
        let mut log = LogFile {
            file: open(&path).expect("a file"),
            path: path.clone(),
        };
        log.write_all(b"before\n").expect("written");
        fs::rename(&path, &moved).expect("moved");
        reopen();
        log.flush().expect("flushed");
        assert_eq!(fs::read_to_string(&path).expect("there again"), "");
        log.write_all(b"after\n").expect("written");
        assert_eq!(fs::read_to_string(&path).expect("there"), "after\n");
        assert_eq!(fs::read_to_string(&moved).expect("there"), "before\n");
        fs::remove_dir_all(&dir).expect("removed");
    }
}
