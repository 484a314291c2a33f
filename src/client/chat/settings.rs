//! Commands about the chat itself: whom to hear, what to notice, where to connect.

use std::num::NonZeroU16;

use super::io::Wanted;
use super::notice::{IGNORED, WORDS};
use super::server::Link;
use super::{Chat, Output, Save};
use crate::client::resolve::Place;
use crate::now::Now;

impl Chat {
    pub(super) fn ignore(&mut self, word: &str, now: Now) {
        if word.is_empty() {
            let text = match self.ignored.is_empty() {
                true => "Nobody is ignored.".to_owned(),
                false => format!("Ignored: {}", self.ignored.join(", ")),
            };
            return self.inform(self.active, text, now);
        }
        if word.contains(char::is_whitespace) {
            return self.fail(self.active, "Usage: /ignore [NAME | MASK]", now);
        }
        let known = self
            .ignored
            .iter()
            .position(|it| it.eq_ignore_ascii_case(word));
        let text = match known {
            Some(place) => {
                self.ignored.remove(place);
                format!("{word} is heard again.")
            }
            None if self.ignored.len() >= IGNORED => {
                return self.fail(
                    self.active,
                    "Too many are ignored already; hear somebody again first.",
                    now,
                );
            }
            None => {
                self.ignored.push(word.to_owned());
                format!("{word} is not heard any more. The same again, and it is.")
            }
        };
        self.out
            .push_back(Output::Save(Save::Ignored(self.ignored.clone())));
        self.inform(self.active, text, now);
    }

    /// `/notify`, `/notify bell off`, `/notify +word`, `/notify -word`
    pub(super) fn notify(&mut self, first: &str, rest: &str, now: Now) {
        let noticing = &mut self.noticing;
        let switch = match first {
            "bell" => Some(&mut noticing.bell),
            "desktop" => Some(&mut noticing.desktop),
            "title" => Some(&mut noticing.title),
            "typing" => Some(&mut noticing.typing),
            _ => None,
        };
        let word = first.get(1..).unwrap_or_default().to_owned();
        let known = |words: &[String]| words.iter().position(|it| it.eq_ignore_ascii_case(&word));
        match (switch, rest) {
            (Some(switch), "on") => *switch = true,
            (Some(switch), "off") => *switch = false,
            (None, "") if first.is_empty() => {}
            (None, "")
                if first.starts_with('+') && !word.is_empty() && noticing.words.len() < WORDS =>
            {
                if known(&noticing.words).is_none() {
                    noticing.words.push(word);
                }
            }
            (None, "") if first.starts_with('-') && known(&noticing.words).is_some() => {
                if let Some(place) = known(&noticing.words) {
                    noticing.words.remove(place);
                }
            }
            _ => {
                let usage = "Usage: /notify [bell|desktop|title|typing on|off | +WORD | -WORD]";
                return self.fail(self.active, usage, now);
            }
        }
        let it = &self.noticing;
        let on = |on: bool| if on { "on" } else { "off" };
        let words = if it.words.is_empty() {
            "none".to_owned()
        } else {
            it.words.join(", ")
        };
        let text = format!(
            "Bell {}, desktop {}, title {}, typing {}. Words beside your name: {words}.",
            on(it.bell),
            on(it.desktop),
            on(it.title),
            on(it.typing)
        );
        if !first.is_empty() {
            self.out
                .push_back(Output::Save(Save::Noticing(self.noticing.clone())));
        }
        self.inform(self.active, text, now);
    }

    /// Adds a server, or tries the one at hand again.
    pub(super) fn connect_to(&mut self, all: &str, now: Now) {
        let like = self.active().and_then(|window| self.server(window.server));
        if all.is_empty() {
            let Some(id) = like.map(|server| server.id) else {
                return;
            };
            let lost = like.is_some_and(|it| matches!(it.link, Link::Lost { .. } | Link::Left));
            return match lost {
                true => self.connect(id),
                false => self.inform(
                    self.active,
                    "This server is connected, or about to be.",
                    now,
                ),
            };
        }
        // `host port` is as good as `host:port`.
        let place = match all.split_once(char::is_whitespace) {
            Some((host, port)) => match port.trim().parse::<NonZeroU16>() {
                Ok(port) => Place::parse(host, Some(port.get())),
                Err(_) => Err(format!("'{port}' is not a port: a number from 1 to 65535")),
            },
            None => Place::parse(all, None),
        };
        let place = match place {
            Ok(place) => place,
            Err(why) => return self.fail(self.active, format!("{why}."), now),
        };
        if let Some(known) = self
            .servers
            .iter()
            .find(|server| server.wanted.place == place)
        {
            let (id, lost) = (
                known.id,
                matches!(known.link, Link::Lost { .. } | Link::Left),
            );
            if lost {
                self.connect(id);
            }
            if let Some(own) = self.own_window(id) {
                self.activate(own);
            }
            return;
        }
        let name = like
            .map_or("member", |server| &server.wanted.name)
            .to_owned();
        let wanted = Wanted {
            place,
            name,
            groups: Vec::new(),
            password: None,
            account: None,
            listen: like.and_then(|server| server.wanted.listen),
        };
        match self
            .add_server(wanted, now)
            .and_then(|id| self.own_window(id))
        {
            Some(own) => self.activate(own),
            None => self.fail(
                self.active,
                "Too many servers or windows are open; close one first.",
                now,
            ),
        }
    }
}
