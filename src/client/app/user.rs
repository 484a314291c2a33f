//! The user's side of the loop: lines in, news out, and who waits for whom.

use log::debug;

use super::{App, Link, UPLOAD};
use crate::client::happening::{Happening, Kind};
use crate::client::session::{Input, Session};
use crate::client::stdio::{Break, Given};
use crate::client::{json, show};
use crate::plain::clean::clean;

/// Bytes waiting for standard output above which nothing is read that would add to them.
const DOWNLOAD: usize = 1024 * 1024;

impl App {
    /// Holds up or lets go those who feed standard output.
    pub(super) fn watch_output(&mut self) {
        if let Some(why) = self.output.broken()
            && !self.unread
        {
            self.unread = true;
            let why = match why {
                Break::Unread => None,
                Break::Failed(why) => Some(why.clone()),
            };
            self.give(Input::Unread(why.as_deref()));
        }
        let full = self.output.len() > DOWNLOAD;
        if full != self.deaf {
            self.deaf = full;
            debug!(
                "standard output: {} bytes wait, deaf: {full}",
                self.output.len()
            );
            let server = match self.link {
                Link::Open(key) => Some(key),
                _ => None,
            };
            for key in self.directs.keys().chain(server) {
                if full {
                    self.net.pause(key);
                } else {
                    self.net.resume(key);
                }
            }
        }
        if full {
            self.give(Input::Deaf);
        }
    }

    pub(super) fn wants_input(&self) -> bool {
        let Link::Open(key) = self.link else {
            return false;
        };
        self.code.is_none()
            && self.session.as_ref().is_some_and(Session::wants_input)
            && self.net.queued(key) <= UPLOAD
            && !self.deaf
    }

    pub(super) fn read_input(&mut self) {
        self.input.refill();
        while self.wants_input() {
            let Some(session) = &mut self.session else {
                return;
            };
            match self.input.take() {
                Given::Line(line) => session.handle(Input::Typed(line), self.now),
                Given::Unusable(why) => session.handle(Input::Unusable(&why), self.now),
                Given::End => session.handle(Input::EndOfInput, self.now),
                Given::Partly => {}
                Given::Nothing => return,
            }
            self.draw();
        }
    }

    /// Tells the user. What went wrong is told on standard error; programs find it in their stream as well.
    pub(super) fn tell(&mut self, happening: &Happening) {
        if happening.kind == Kind::Error {
            let text = happening.text.as_deref().unwrap_or_default();
            self.errors
                .push(&format!("groupchat-client: {}\n", clean(text)));
        }
        if self.config.json {
            self.output.push(&json::json(happening));
        } else if happening.kind != Kind::Error {
            self.output
                .push(&show::show(happening, self.config.offset_s));
        }
    }
}
