//! Who may know whom: the shape of the crate, held by reading its `use` lines and paths.

use std::fs;
use std::path::{Path, PathBuf};

use groupchat::irc::numeric;

use crate::support::read;

/// One row per module: what it may name of the others, `*` for all that stand under it. Its own parts it may always name.
const TABLE: &[(&str, &[&str])] = &[
    // Ground.
    ("calendar", &[]),
    ("pieces", &[]),
    ("commands", &[]),
    // State.
    ("now", &[]),
    ("limits", &[]),
    ("secret", &[]),
    ("hub", &["limits", "now", "secret"]),
    ("config", &["hub", "limits"]),
    ("info", &["hub", "limits"]),
    // Formats.
    ("line", &["limits"]),
    ("steps", &["hub"]),
    ("history", &["hub", "limits"]),
    ("keeper", &["secret"]),
    ("account", &["hub", "keeper", "limits", "secret"]),
    ("web", &["limits"]),
    (
        "plain",
        &[
            "calendar", "commands", "hub", "info", "limits", "line", "now", "secret", "steps",
        ],
    ),
    (
        "irc",
        &[
            "calendar", "hub", "info", "limits", "line", "now", "pieces", "secret", "steps",
        ],
    ),
    // Wires.
    ("net", &["limits"]),
    // Where formats meet.
    (
        "dialect",
        &[
            "hub", "info", "irc", "limits", "now", "plain", "steps", "web",
        ],
    ),
    // Shells.
    (
        "server",
        &[
            "account", "config", "dialect", "history", "hub", "info", "irc", "keeper", "limits",
            "line", "net", "now", "plain", "secret", "steps", "web",
        ],
    ),
    (
        "client",
        &[
            "calendar", "commands", "config", "dialect", "hub", "info", "irc", "keeper", "limits",
            "line", "net", "now", "pieces", "plain", "secret", "server", "steps",
        ],
    ),
    // Doors.
    (
        "cli",
        &[
            "client", "commands", "config", "hub", "keeper", "limits", "secret",
        ],
    ),
    ("bin", &["*"]),
    ("lib", &["*"]),
];

/// Formats speak the hub's words and never hold a hub.
const FORMATS: &[&str] = &[
    "line", "steps", "history", "account", "web", "plain", "irc", "dialect",
];

/// Parts without I/O, clock and dice, beyond [`FORMATS`]: modules, files, and folders with a slash at the end.
const PURE: &[&str] = &[
    "calendar",
    "pieces",
    "commands",
    "now",
    "limits",
    "secret",
    "config",
    "info",
    "hub",
    "keeper",
    "client/bindings.rs",
    "client/chat.rs",
    "client/chat/",
    "client/draw.rs",
    "client/draw/",
    "server/core.rs",
    "server/operators.rs",
    "server/fanout.rs",
    "server/login.rs",
    "server/peer.rs",
    "server/wire.rs",
    "client/edit.rs",
    "client/edit/",
    "client/term/keys.rs",
    "client/term/keys/",
    "client/waiting.rs",
];

/// What a pure part must not name.
const IMPURE: &[&str] = &[
    "std::net::Tcp",
    "std::net::Udp",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "mio",
    "socket2",
    "rustix",
    "signal_hook",
    "std::fs",
    "std::thread",
    "std::process",
    "Instant",
    "SystemTime",
    "UtcOffset",
    "RandomState",
];

/// One source file.
struct Source {
    /// Its path under `src`.
    path: String,
    /// Its text, with comments blanked out.
    text: String,
}

impl Source {
    /// The module of the crate that it is part of.
    fn module(&self) -> &str {
        let top = self.path.split('/').next().unwrap_or_default();
        top.strip_suffix(".rs").unwrap_or(top)
    }

    fn at(&self, offset: usize) -> String {
        let line = self.text[..offset].matches('\n').count() + 1;
        format!("src/{}:{line}", self.path)
    }

    /// Every path into the crate, with its place.
    fn paths(&self) -> Vec<(usize, String)> {
        let root = if self.module() == "bin" {
            "groupchat::"
        } else {
            "crate::"
        };
        let mut found = Vec::new();
        for (at, _) in self.text.match_indices(root) {
            if !self.text[..at].ends_with(is_word) {
                expand(&self.text, at + root.len(), "", &mut found);
            }
        }
        found
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Adds the paths that begin at `at`, `a::{b, c::d}` being `a::b` and `a::c::d`. Returns where they end.
fn expand(text: &str, mut at: usize, before: &str, found: &mut Vec<(usize, String)>) -> usize {
    let skip = |at: usize| at + (text[at..].len() - text[at..].trim_start().len());
    at = skip(at);
    if !text[at..].starts_with('{') {
        let rest = &text[at..];
        let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let path = format!("{before}{}", &rest[..word]);
        return match rest[word..].strip_prefix("::") {
            Some(_) => expand(text, at + word + 2, &format!("{path}::"), found),
            None => {
                found.push((at, path));
                at + word
            }
        };
    }
    at += 1;
    loop {
        at = skip(at);
        match text.as_bytes().get(at) {
            None | Some(b'}') => return at + 1,
            Some(b',') => at += 1,
            Some(_) => {
                let end = expand(text, at, before, found);
                // `as` and whatever else is not a path.
                let rest = &text[end..];
                at = end + rest.find([',', '}']).unwrap_or(rest.len());
            }
        }
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open: Vec<PathBuf> = vec![root.clone()];
    let mut sources = Vec::new();
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let under = path.strip_prefix(&root).expect("under src");
                let blank = |line: &str| match line.trim_start().starts_with("//") {
                    true => "\n".to_owned(),
                    false => format!("{line}\n"),
                };
                sources.push(Source {
                    path: under.to_str().expect("UTF-8").to_owned(),
                    text: read(&path).lines().map(blank).collect(),
                });
            }
        }
    }
    assert!(sources.len() > 50, "the sources are found");
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn nobody(offenders: &[String]) {
    assert!(offenders.is_empty(), "\n{}\n", offenders.join("\n"));
}

#[test]
fn each_module_knows_only_what_stands_under_it() {
    let mut offenders = Vec::new();
    for source in sources() {
        let module = source.module();
        let Some((_, allowed)) = TABLE.iter().find(|(name, _)| *name == module) else {
            offenders.push(format!("src/{}: no row for {module}", source.path));
            continue;
        };
        for (at, path) in source.paths() {
            let other = path.split("::").next().unwrap_or_default();
            let known = TABLE.iter().any(|(name, _)| *name == other);
            let may = other == module || allowed.contains(&"*") || allowed.contains(&other);
            // A name that is no module is a macro of the crate.
            if known && !may {
                offenders.push(format!("{}: {module} names {path}", source.at(at)));
            }
        }
    }
    nobody(&offenders);
}

#[test]
fn formats_speak_the_hubs_words_and_hold_no_hub() {
    let mut offenders = Vec::new();
    for source in sources() {
        if !FORMATS.contains(&source.module()) {
            continue;
        }
        for (at, path) in source.paths() {
            if matches!(&*path, "hub" | "hub::Hub" | "hub::Rules") || path.starts_with("hub::io") {
                offenders.push(format!("{}: {path}", source.at(at)));
            }
        }
    }
    nobody(&offenders);
}

#[test]
fn pure_parts_touch_no_socket_no_file_and_no_clock() {
    let mut offenders = Vec::new();
    for source in sources() {
        let module = source.module();
        if !(FORMATS.contains(&module)
            || PURE.contains(&module)
            || PURE.contains(&source.path.as_str())
            || PURE
                .iter()
                .any(|part| part.ends_with('/') && source.path.starts_with(part)))
        {
            continue;
        }
        for word in IMPURE {
            for (at, _) in source.text.match_indices(word) {
                let alone = !source.text[..at].ends_with(is_word)
                    && (word.ends_with("Tcp")
                        || word.ends_with("Udp")
                        || !source.text[at + word.len()..].starts_with(is_word));
                if alone {
                    offenders.push(format!("{}: {word}", source.at(at)));
                }
            }
        }
    }
    nobody(&offenders);
}

#[test]
fn every_numeric_is_said_by_somebody() {
    let dialect = |source: &Source| {
        let tests = source.path.ends_with("tests.rs") || source.path == "irc/numeric.rs";
        source.path.starts_with("irc/") && !tests
    };
    let said: String = sources()
        .iter()
        .filter(|source| dialect(source))
        .filter_map(|source| source.text.split("#[cfg(test)]").next())
        .collect();
    let mut unsaid = Vec::new();
    for row in numeric::TABLE {
        let is_word_at = |at: usize| !said[at + row.name.len()..].starts_with(is_word);
        if !said.match_indices(row.name).any(|(at, _)| is_word_at(at)) {
            unsaid.push(row.name);
        }
    }
    assert!(unsaid.is_empty(), "nobody says {unsaid:?}");
}

#[test]
fn paths_are_read_as_the_compiler_reads_them() {
    let source = Source {
        path: "server/x.rs".to_owned(),
        text: "use crate::{irc, hub::{Hub, io::{Input, Output as O}}};\nlet x = crate::net::Net::new();\nmycrate::no::no;\n"
            .to_owned(),
    };
    let paths: Vec<String> = source.paths().into_iter().map(|(_, path)| path).collect();
    assert_eq!(
        paths,
        [
            "irc",
            "hub::Hub",
            "hub::io::Input",
            "hub::io::Output",
            "net::Net::new"
        ]
    );
    assert_eq!(source.module(), "server");
    assert_eq!(source.at(source.text.len() - 2), "src/server/x.rs:3");
}
