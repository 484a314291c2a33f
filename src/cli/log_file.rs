//! Where log lines go: standard error, or a file that can be moved away and opened anew.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use log::LevelFilter;
use simplelog::{ConfigBuilder, WriteLogger};

/// Set by [`reopen`], looked at before each line. The logger owns the file, so this is the way to reach it.
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

/// Has the log file opened again by its name, for when it has been moved away.
pub fn reopen() {
    REOPEN.store(true, Ordering::Relaxed);
}

struct LogFile {
    path: PathBuf,
    file: File,
}

impl Write for LogFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if REOPEN.swap(false, Ordering::Relaxed)
            && let Ok(file) = open(&self.path)
        {
            self.file = file;
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
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
