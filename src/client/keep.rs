//! What is remembered beyond a run: what the user asked for in `client.toml`, and what was noted in the state directory.
//!
//! Nothing is written where the user keeps settings but on request. What is noted goes into files that only the user can
//! read, each written whole beside itself and then put in its place. A file that cannot be read is as good as none; what
//! cannot be written is told to the log.

mod toml;

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use log::warn;

use crate::client::chat::{Read, Save};
use crate::client::edit::history::History;
use crate::client::full::keymap;
pub use toml::{Known, Toml};

/// What a new `client.toml` says but for the keys.
const SETTINGS: &str = include_str!("keep/client.toml");
/// Longest file that is read, bytes.
const LONGEST: u64 = 1024 * 1024;
/// Most servers whose names, and most places whose read positions are remembered.
const NAMES: usize = 200;
const READ: usize = 1_000;

/// The state directory.
#[derive(Debug, Default)]
pub struct Keep {
    /// `None` where there is no home: nothing is remembered.
    folder: Option<PathBuf>,
    names: Vec<(String, String)>,
    read: Vec<Read>,
    ignored: Vec<String>,
}

/// A directory for the user's files: `variable` of the environment, or else `home` under the home directory.
fn user_folder(variable: &str, home: &str) -> Option<PathBuf> {
    let folder = |variable: &str| {
        let path = PathBuf::from(std::env::var_os(variable)?);
        // XDG Base Directory Specification: relative paths are to be passed over.
        path.is_absolute().then_some(path)
    };
    let folder = folder(variable).or_else(|| Some(folder("HOME")?.join(home)));
    Some(folder?.join("groupchat"))
}

/// Where the settings are.
#[must_use]
pub fn config_path() -> Option<PathBuf> {
    Some(user_folder("XDG_CONFIG_HOME", ".config")?.join("client.toml"))
}

/// Where things are noted.
#[must_use]
pub fn state_folder() -> Option<PathBuf> {
    user_folder("XDG_STATE_HOME", ".local/state")
}

/// Reads the settings. There need not be any.
///
/// # Errors
/// What is wrong with the file, in words for the user.
pub fn settings() -> Result<Toml, String> {
    let Some(path) = config_path() else {
        return Ok(Toml::default());
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(Toml::default()),
        Err(why) => return Err(format!("Cannot read {}: {why}", path.display())),
    };
    Toml::read(&text).map_err(|why| in_settings(&why))
}

/// What is wrong in the settings, with where they are.
#[must_use]
pub fn in_settings(why: &str) -> String {
    let path = config_path().unwrap_or_default();
    format!("{}: {why}", path.display())
}

/// What a new `client.toml` says: every setting, each of them left out.
#[must_use]
pub fn example() -> String {
    format!("{SETTINGS}{}", keymap::settings())
}

/// Writes a `client.toml` to begin with, if there is none. Returns where.
///
/// # Errors
/// Why it cannot be written, in words for the user.
pub fn create_settings() -> Result<PathBuf, String> {
    let path = config_path().ok_or("There is no home directory to write settings to")?;
    let written = (|| {
        make_folder(path.parent().unwrap_or(Path::new("/")))?;
        let mut open = OpenOptions::new();
        let mut file = open.write(true).create_new(true).mode(0o600).open(&path)?;
        file.write_all(example().as_bytes())
    })();
    match written {
        Ok(()) => Ok(path),
        Err(why) if why.kind() == io::ErrorKind::AlreadyExists => Err(format!(
            "{} is there already; it was left as it is",
            path.display()
        )),
        Err(why) => Err(format!("Cannot write {}: {why}", path.display())),
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

impl Keep {
    /// What was noted in `folder`.
    #[must_use]
    pub fn open(folder: Option<PathBuf>) -> Keep {
        let mut keep = Keep {
            folder,
            ..Keep::default()
        };
        let names = keep.get("names");
        keep.names = names
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .take(NAMES)
            .map(|(server, name)| (server.to_owned(), name.to_owned()))
            .collect();
        let read = keep.get("read");
        keep.read = read.lines().filter_map(read_line).take(READ).collect();
        keep.ignored = keep.get("ignored").lines().map(str::to_owned).collect();
        keep
    }

    /// Where log lines go, with the directory made.
    #[must_use]
    pub fn log_file(&self) -> Option<PathBuf> {
        let folder = self.folder.as_ref()?;
        make_folder(folder).ok()?;
        Some(folder.join("log"))
    }

    /// What was typed in earlier runs.
    #[must_use]
    pub fn history(&self) -> History {
        History::decode(&self.get("history"))
    }

    /// Notes what was typed. Lines that may hold a password are left out.
    pub fn put_history(&self, history: &History) {
        self.put("history", &history.encode());
    }

    /// The name that the user had on a server last.
    #[must_use]
    pub fn name(&self, server: &str) -> Option<&str> {
        let mut names = self.names.iter();
        let (_, name) = names.find(|(known, _)| known == server)?;
        Some(name)
    }

    /// How far everything was read.
    #[must_use]
    pub fn read(&self) -> &[Read] {
        &self.read
    }

    /// Those who are not heard.
    #[must_use]
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// Notes something.
    pub fn save(&mut self, save: Save) {
        let fits = |text: &str| !text.contains(char::is_control);
        match save {
            Save::Name { server, name } if fits(&server) && fits(&name) => {
                self.names.retain(|(known, _)| *known != server);
                self.names.insert(0, (server, name));
                self.names.truncate(NAMES);
                let lines = self
                    .names
                    .iter()
                    .map(|(server, name)| format!("{server}\t{name}\n"));
                self.put("names", &lines.collect::<String>());
            }
            Save::Read(read) if fits(&read.server) && fits(&read.target) => {
                self.read
                    .retain(|it| it.server != read.server || it.target != read.target);
                self.read.insert(0, read);
                self.read.truncate(READ);
                let lines = self
                    .read
                    .iter()
                    .map(|it| format!("{}\t{}\t{}\n", it.unix_ms, it.server, it.target));
                self.put("read", &lines.collect::<String>());
            }
            Save::Ignored(all) => {
                self.ignored = all;
                self.ignored.retain(|it| fits(it));
                self.put(
                    "ignored",
                    &self
                        .ignored
                        .iter()
                        .map(|it| format!("{it}\n"))
                        .collect::<String>(),
                );
            }
            // What is noticed in every run stands in the settings, which are the user's to write.
            Save::Noticing(_) | Save::Name { .. } | Save::Read(_) => {}
        }
    }

    fn get(&self, file: &str) -> String {
        let Some(folder) = &self.folder else {
            return String::new();
        };
        let path = folder.join(file);
        let short = fs::metadata(&path).is_ok_and(|it| it.len() <= LONGEST);
        let bytes = if short {
            fs::read(&path)
        } else {
            Ok(Vec::new())
        };
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    }

    fn put(&self, file: &str, text: &str) {
        let Some(folder) = &self.folder else {
            return;
        };
        let (path, beside) = (folder.join(file), folder.join(format!("{file}.new")));
        let written = (|| {
            make_folder(folder)?;
            let mut open = OpenOptions::new();
            let mut out = open
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&beside)?;
            out.write_all(text.as_bytes())?;
            fs::rename(&beside, &path)
        })();
        if let Err(why) = written {
            warn!("cannot write {}: {why}", path.display());
        }
    }
}

/// `<milliseconds>\t<server>\t<target>`
fn read_line(line: &str) -> Option<Read> {
    let mut parts = line.split('\t');
    let unix_ms = parts.next()?.parse().ok()?;
    Some(Read {
        unix_ms,
        server: parts.next()?.to_owned(),
        target: parts.next()?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn what_was_noted_is_there_in_the_next_run_and_for_nobody_else() {
        let folder = std::env::temp_dir().join(format!("groupchat-keep-{}", std::process::id()));
        let mut keep = Keep::open(Some(folder.clone()));
        assert_eq!(keep.name("h:1"), None);
        let name = |server: &str, name: &str| Save::Name {
            server: server.to_owned(),
            name: name.to_owned(),
        };
        let read = Read {
            server: "h:1".to_owned(),
            target: "#a b".to_owned(),
            unix_ms: 7,
        };
        for save in [
            name("h:1", "old"),
            name("h:1", "zoë"),
            name("h:2", "evil\nh:1\tmallory"),
            Save::Read(read.clone()),
            Save::Ignored(vec!["eve".to_owned()]),
        ] {
            keep.save(save);
        }
        let mut history = History::default();
        history.push("hello\nyou");
        history.push("/login bob sesame");
        keep.put_history(&history);
        let again = Keep::open(Some(folder.clone()));
        assert_eq!(again.name("h:1"), Some("zoë"));
        assert_eq!(again.name("h:2"), None);
        assert_eq!(again.read(), [read]);
        assert_eq!(again.ignored(), ["eve"]);
        assert_eq!(again.history().encode(), "hello\\nyou\n");
        for file in fs::read_dir(&folder).expect("a folder").flatten() {
            let mode = file.metadata().expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{:?}", file.path());
        }
        fs::remove_dir_all(&folder).expect("gone");
    }

    #[test]
    fn whatever_stands_in_the_files_is_taken_as_well_as_it_can_be() {
        assert_eq!(read_line("x\ty\tz"), None);
        assert_eq!(read_line("1\ty"), None);
        let none = Keep::open(None);
        assert_eq!((none.name("h"), none.log_file()), (None, None));
    }
}
