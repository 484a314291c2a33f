//! Where log lines go: standard error, or a file that can be moved away and opened anew.
//!
//! The loop must never wait for a log line. A file takes what it is given; standard error may be a pipe that nobody reads,
//! or a terminal held with Ctrl+S, so it is asked first whether it takes anything.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use log::LevelFilter;
use rustix::event::{PollFd, PollFlags, Timespec};
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
    let place: Box<dyn Write + Send> = match file {
        None => Box::new(Patient::new(rustix::stdio::stderr())),
        Some(path) => Box::new(LogFile {
            path: path.to_owned(),
            file: open(path)?,
        }),
    };
    // A second logger in one process can only be a test's; the first one stays.
    WriteLogger::init(level, config, place).or(Ok(()))
}

/// Opens the log file again by its name, for when it has been moved away.
pub fn reopen() {
    REOPEN.store(true, Ordering::Relaxed);
    // Now, rather than with the next line: whoever moved the file wants to be rid of it.
    log::logger().flush();
}

/// Bytes that may wait for a reader of standard error.
const WAITING: usize = 64 * 1024;
/// A pipe that takes anything takes this much without making us wait (POSIX `PIPE_BUF` on Linux; at least 512 elsewhere).
const AT_ONCE: usize = if cfg!(target_os = "linux") { 4096 } else { 512 };

/// A place that may not take anything just now. What it does not take waits, up to [`WAITING`]; beyond that lines are lost,
/// and their number is told.
struct Patient<F> {
    place: F,
    waiting: Vec<u8>,
    /// The line being put together.
    line: Vec<u8>,
    lost: u64,
}

impl<F: AsFd> Patient<F> {
    fn new(place: F) -> Patient<F> {
        Patient {
            place,
            waiting: Vec::new(),
            line: Vec::new(),
            lost: 0,
        }
    }

    fn end_line(&mut self) {
        self.pass_on();
        if self.waiting.len() + self.line.len() > WAITING {
            self.lost += 1;
            self.line.clear();
            return;
        }
        if self.lost > 0 {
            let note = format!(
                "[WARN] {} log lines were lost: nobody read them\n",
                self.lost
            );
            self.waiting.extend_from_slice(note.as_bytes());
            self.lost = 0;
        }
        self.waiting.append(&mut self.line);
        self.pass_on();
    }

    /// Writes as much as the place takes.
    fn pass_on(&mut self) {
        while !self.waiting.is_empty() && self.takes_something() {
            let portion = &self.waiting[..self.waiting.len().min(AT_ONCE)];
            match rustix::io::write(&self.place, portion) {
                Ok(taken) => drop(self.waiting.drain(..taken)),
                Err(rustix::io::Errno::INTR) => {}
                // There is nobody left to tell.
                Err(_) => self.waiting.clear(),
            }
        }
    }

    fn takes_something(&self) -> bool {
        let mut asked = [PollFd::new(&self.place, PollFlags::OUT)];
        rustix::event::poll(&mut asked, Some(&Timespec::default())).is_ok_and(|ready| ready > 0)
    }
}

impl<F: AsFd> Write for Patient<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A line comes in several pieces.
        self.line.extend_from_slice(bytes);
        if self.line.ends_with(b"\n") {
            self.end_line();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on();
        Ok(())
    }
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
    use std::io::Read;

    #[test]
    fn nobody_waits_for_a_reader_that_does_not_read() {
        let (mut reader, writer) = io::pipe().expect("a pipe");
        let mut log = Patient::new(writer);
        let line = format!("{}\n", "x".repeat(99));
        // More than the pipe and the buffer hold together; an ordinary write would wait for ever.
        for _ in 0..4000 {
            log.write_all(line.as_bytes()).expect("it takes everything");
        }
        assert!(log.lost > 0 && log.waiting.len() <= WAITING);
        let mut said = Vec::new();
        let mut buffer = vec![0; 1 << 20];
        for _ in 0..20 {
            let count = reader.read(&mut buffer).expect("there is something");
            said.extend_from_slice(&buffer[..count]);
            log.write_all(b"on\n").expect("it takes everything");
        }
        let said = String::from_utf8(said).expect("text");
        assert!(said.contains("log lines were lost"), "the loss is told");
        assert!(
            said.lines()
                .all(|l| l.len() == 99 || l == "on" || l.contains("lost")),
            "lines stay whole"
        );
    }

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
