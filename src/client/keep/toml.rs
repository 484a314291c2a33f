//! What the user asked for in `client.toml`.

use std::path::PathBuf;

use ::toml::de::{DeTable, DeValue};

use crate::client::bindings::Wish;
use crate::client::draw::theme::{Depth, Ground};
use crate::client::resolve::Place;
use crate::client::term::keys::{Key, NoKey};

/// The settings; `None` where nothing is said.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Toml {
    /// What others call the user.
    pub name: Option<String>,
    /// Words that count as mentions.
    pub notify: Vec<String>,
    /// Ring.
    pub bell: Option<bool>,
    /// Notify the desktop.
    pub desktop: Option<bool>,
    /// Count what is unread in the title.
    pub title: Option<bool>,
    /// Tell others that the user types.
    pub typing: Option<bool>,
    /// Take the mouse.
    pub mouse: bool,
    /// Tell the terminal of links.
    pub links: Option<bool>,
    /// How many colours.
    pub colours: Option<Depth>,
    /// The background.
    pub background: Option<Ground>,
    /// What keys do.
    pub keys: Vec<Wish>,
    /// Servers.
    pub servers: Vec<Known>,
}

/// What is known of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Where it is.
    pub place: Place,
    /// The name there.
    pub name: Option<String>,
    /// The groups to enter.
    pub groups: Vec<String>,
    /// File whose first line is the server's password.
    pub password_file: Option<PathBuf>,
    /// The account to log in to; else that of the name.
    pub account: Option<String>,
    /// File whose first line is the account's password.
    pub account_password_file: Option<PathBuf>,
    /// Join it in every run.
    pub connect: bool,
}

impl Toml {
    /// Reads the file's text.
    ///
    /// # Errors
    /// What is wrong and where, in words for the user.
    pub fn read(text: &str) -> Result<Toml, String> {
        let line_of = |at: usize| {
            let before = text.get(..at).unwrap_or(text);
            before.matches('\n').count() + 1
        };
        let table = DeTable::parse(text).map_err(|why| {
            let at = why.span().map_or(0, |span| span.start);
            format!("line {}: {}", line_of(at), why.message())
        })?;
        let mut toml = Toml::default();
        for (key, value) in table.get_ref() {
            let at = key.span().start;
            let (name, value) = (key.get_ref().as_ref(), value.get_ref());
            let read = match name {
                "server" => servers(value, at).map(|all| toml.servers = all),
                "keys" => keys(value, at, line_of).map(|all| toml.keys = all),
                _ => toml.set(name, value).map_err(|why| Fault { at, why }),
            };
            read.map_err(|it| format!("line {}: {}", line_of(it.at), it.why))?;
        }
        Ok(toml)
    }

    /// Takes one setting.
    fn set(&mut self, key: &str, value: &DeValue<'_>) -> Result<(), String> {
        match key {
            "name" => self.name = Some(string(key, value)?),
            "notify" => self.notify = strings(key, value)?,
            "bell" => self.bell = Some(truth(key, value)?),
            "desktop" => self.desktop = Some(truth(key, value)?),
            "title" => self.title = Some(truth(key, value)?),
            "typing" => self.typing = Some(truth(key, value)?),
            "mouse" => self.mouse = truth(key, value)?,
            "links" => self.links = Some(truth(key, value)?),
            "colours" | "colors" => {
                self.colours = Some(match string(key, value)?.as_str() {
                    "none" => Depth::None,
                    "16" => Depth::Sixteen,
                    "256" => Depth::Many,
                    "all" => Depth::True,
                    _ => return Err(format!("{key} is \"none\", \"16\", \"256\" or \"all\"")),
                });
            }
            "background" => {
                self.background = Some(match string(key, value)?.as_str() {
                    "dark" => Ground::Dark,
                    "light" => Ground::Light,
                    _ => return Err(format!("{key} is \"dark\" or \"light\"")),
                });
            }
            _ => return Err(format!("there is no setting {key:?}")),
        }
        Ok(())
    }
}

/// What is wrong with a setting, and where it stands, bytes from the beginning.
struct Fault {
    at: usize,
    why: String,
}

/// `[keys]`: what keys do by the names of what they do.
fn keys(
    value: &DeValue<'_>,
    at: usize,
    line_of: impl Fn(usize) -> usize,
) -> Result<Vec<Wish>, Fault> {
    let DeValue::Table(table) = value else {
        let why = "keys stand under [keys]".to_owned();
        return Err(Fault { at, why });
    };
    let mut wishes = Vec::new();
    for (name, value) in table {
        let at = name.span().start;
        let (name, value) = (name.get_ref().as_ref(), value.get_ref());
        let given = match value {
            DeValue::String(one) => Ok(vec![one.to_string()]),
            DeValue::Array(_) => strings(name, value),
            _ => Err(format!("{name} is a key in quotes, or a list of them")),
        };
        let keys = given.and_then(|all| {
            let keys = all.iter().map(|key| key.parse::<Key>());
            let keys: Result<Vec<Key>, NoKey> = keys.collect();
            keys.map_err(|why| format!("{name}: {why}"))
        });
        wishes.push(Wish {
            line: line_of(at),
            name: name.to_owned(),
            keys: keys.map_err(|why| Fault { at, why })?,
        });
    }
    Ok(wishes)
}

/// `[[server]]`, any number of times.
fn servers(value: &DeValue<'_>, at: usize) -> Result<Vec<Known>, Fault> {
    let DeValue::Array(all) = value else {
        let why = "a server begins with [[server]]".to_owned();
        return Err(Fault { at, why });
    };
    let each = all.iter().map(|it| known(it.get_ref(), it.span().start));
    each.collect()
}

fn known(value: &DeValue<'_>, at: usize) -> Result<Known, Fault> {
    let fault = |at: usize, why: &str| Fault {
        at,
        why: why.to_owned(),
    };
    let DeValue::Table(table) = value else {
        return Err(fault(at, "a server begins with [[server]]"));
    };
    let mut place = None;
    let mut known = Known {
        place: Place {
            host: String::new(),
            port: 0,
        },
        name: None,
        groups: Vec::new(),
        password_file: None,
        account: None,
        account_password_file: None,
        connect: false,
    };
    for (key, value) in table {
        let at = key.span().start;
        let (key, value) = (key.get_ref().as_ref(), value.get_ref());
        let read = match key {
            "host" => string(key, value)
                .and_then(|host| Place::parse(&host, None))
                .map(|it| place = Some(it)),
            "name" => string(key, value).map(|it| known.name = Some(it)),
            "groups" => strings(key, value).map(|it| known.groups = it),
            "password-file" => string(key, value).map(|it| known.password_file = Some(it.into())),
            "account" => string(key, value).map(|it| known.account = Some(it)),
            "account-password-file" => {
                string(key, value).map(|it| known.account_password_file = Some(it.into()))
            }
            "connect" => truth(key, value).map(|it| known.connect = it),
            _ => Err(format!("there is no setting {key:?} of a server")),
        };
        read.map_err(|why| Fault { at, why })?;
    }
    if known.account.is_some() && known.account_password_file.is_none() {
        return Err(fault(at, "an account has no account-password-file"));
    }
    known.place = place.ok_or_else(|| fault(at, "a server has no host"))?;
    Ok(known)
}

fn string(key: &str, value: &DeValue<'_>) -> Result<String, String> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        _ => Err(format!("{key} is a text in quotes")),
    }
}

fn strings(key: &str, value: &DeValue<'_>) -> Result<Vec<String>, String> {
    match value {
        DeValue::Array(all) => all.iter().map(|it| string(key, it.get_ref())).collect(),
        _ => Err(format!("{key} is a list: [\"one\", \"two\"]")),
    }
}

fn truth(key: &str, value: &DeValue<'_>) -> Result<bool, String> {
    match value {
        DeValue::Boolean(truth) => Ok(*truth),
        _ => Err(format!("{key} is true or false")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::full::keymap::Keymap;

    #[test]
    fn every_line_of_the_example_is_a_setting() {
        let example = super::super::example();
        assert_eq!(Toml::read(&example), Ok(Toml::default()));
        let all: String = example
            .lines()
            .filter_map(|line| line.strip_prefix('#'))
            .filter(|line| !line.starts_with(' '))
            .map(|line| format!("{line}\n"))
            .collect();
        let toml = Toml::read(&all).expect("good");
        assert_eq!(toml.name.as_deref(), Some("alice"));
        assert_eq!(toml.notify, ["deploy", "release"]);
        assert_eq!(toml.colours, Some(Depth::Many));
        let server = &toml.servers[0];
        assert_eq!(server.place.shown(), "irc.example.org:6667");
        assert!(server.connect);
        // Every key is there, and what is said is what is so without it.
        let usual = Keymap::default();
        assert_eq!(Keymap::with(&toml.keys), Ok(usual.clone()));
        let named = usual.help().len() + 8;
        assert_eq!(
            toml.keys.len(),
            named,
            "all but the windows have a row in the help"
        );
    }

    #[test]
    fn mistakes_are_told() {
        for (text, told) in [
            ("nmae = 1", "line 1: there is no setting \"nmae\""),
            ("name = 1", "line 1: name is a text in quotes"),
            ("bell = 1", "line 1: bell is true or false"),
            (
                "notify = 'x'",
                "line 1: notify is a list: [\"one\", \"two\"]",
            ),
            ("[[server]]\nname = 'x'", "line 1: a server has no host"),
            ("server = 1", "line 1: a server begins with [[server]]"),
            (
                "background = 'pink'",
                "line 1: background is \"dark\" or \"light\"",
            ),
            (
                "name = 'a'\n[[server]]\nhost = 'h'\nprot = 1",
                "line 4: there is no setting \"prot\" of a server",
            ),
            (
                "[[server]]\nhost = 'h'\naccount = 'a'",
                "line 1: an account has no account-password-file",
            ),
            ("keys = 1", "line 1: keys stand under [keys]"),
            (
                "[keys]\nhelp = 1",
                "line 2: help is a key in quotes, or a list of them",
            ),
        ] {
            assert_eq!(Toml::read(text), Err(told.to_owned()), "{text}");
        }
        let told = Toml::read("name = 'a'\nx x").expect_err("wrong");
        assert!(told.starts_with("line 2: "), "{told}");
        let told = Toml::read("[keys]\n\nhelp = 'Ctlr+H'").expect_err("wrong");
        assert!(
            told.starts_with("line 3: help: \"Ctlr+H\" is no key: a key is"),
            "{told}"
        );
    }
}
