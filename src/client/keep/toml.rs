//! What the user asked for in `client.toml`.

use std::path::PathBuf;

use ::toml::de::{DeTable, DeValue};

use crate::client::draw::theme::{Depth, Ground};
use crate::client::resolve::Place;

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
    /// How many colours.
    pub colours: Option<Depth>,
    /// The background.
    pub background: Option<Ground>,
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
    /// Join it in every run.
    pub connect: bool,
}

impl Toml {
    /// Reads the file's text.
    ///
    /// # Errors
    /// What is wrong and where, in words for the user.
    pub fn read(text: &str) -> Result<Toml, String> {
        let table = DeTable::parse(text).map_err(|why| {
            let at = why.span().map_or(0, |span| span.start);
            let line = text
                .get(..at)
                .map_or(0, |before| before.matches('\n').count())
                + 1;
            format!("line {line}: {}", why.message())
        })?;
        let mut toml = Toml::default();
        for (key, value) in table.get_ref() {
            let (key, value) = (key.get_ref().as_ref(), value.get_ref());
            match key {
                "name" => toml.name = Some(string(key, value)?),
                "notify" => toml.notify = strings(key, value)?,
                "bell" => toml.bell = Some(truth(key, value)?),
                "desktop" => toml.desktop = Some(truth(key, value)?),
                "title" => toml.title = Some(truth(key, value)?),
                "typing" => toml.typing = Some(truth(key, value)?),
                "mouse" => toml.mouse = truth(key, value)?,
                "colours" | "colors" => {
                    toml.colours = Some(match string(key, value)?.as_str() {
                        "none" => Depth::None,
                        "16" => Depth::Sixteen,
                        "256" => Depth::Many,
                        "all" => Depth::True,
                        _ => return Err(format!("{key} is \"none\", \"16\", \"256\" or \"all\"")),
                    });
                }
                "background" => {
                    toml.background = Some(match string(key, value)?.as_str() {
                        "dark" => Ground::Dark,
                        "light" => Ground::Light,
                        _ => return Err(format!("{key} is \"dark\" or \"light\"")),
                    });
                }
                "server" => {
                    let DeValue::Array(all) = value else {
                        return Err("a server begins with [[server]]".to_owned());
                    };
                    for one in all {
                        toml.servers.push(known(one.get_ref())?);
                    }
                }
                _ => return Err(format!("there is no setting {key:?}")),
            }
        }
        Ok(toml)
    }
}

fn known(value: &DeValue<'_>) -> Result<Known, String> {
    let DeValue::Table(table) = value else {
        return Err("a server begins with [[server]]".to_owned());
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
        connect: false,
    };
    for (key, value) in table {
        let (key, value) = (key.get_ref().as_ref(), value.get_ref());
        match key {
            "host" => place = Some(Place::parse(&string(key, value)?, None)?),
            "name" => known.name = Some(string(key, value)?),
            "groups" => known.groups = strings(key, value)?,
            "password-file" => known.password_file = Some(string(key, value)?.into()),
            "connect" => known.connect = truth(key, value)?,
            _ => return Err(format!("there is no setting {key:?} of a server")),
        }
    }
    known.place = place.ok_or("a server has no host")?;
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

    #[test]
    fn every_line_of_the_example_is_a_setting() {
        let example = super::super::EXAMPLE;
        assert_eq!(Toml::read(example), Ok(Toml::default()));
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
    }

    #[test]
    fn mistakes_are_told() {
        for (text, told) in [
            ("nmae = 1", "there is no setting \"nmae\""),
            ("name = 1", "name is a text in quotes"),
            ("bell = 1", "bell is true or false"),
            ("notify = 'x'", "notify is a list: [\"one\", \"two\"]"),
            ("[[server]]\nname = 'x'", "a server has no host"),
            ("server = 1", "a server begins with [[server]]"),
            ("background = 'pink'", "background is \"dark\" or \"light\""),
        ] {
            assert_eq!(Toml::read(text), Err(told.to_owned()), "{text}");
        }
        let told = Toml::read("name = 'a'\nx x").expect_err("wrong");
        assert!(told.starts_with("line 2: "), "{told}");
    }
}
