//! The server's numbered answers. Numerics are named in the comments as in Modern IRC, "Numerics". None is passed over
//! silently but those that only frame others, or repeat what the screen shows.

use std::collections::VecDeque;

use super::entry::{Kind, State};
use super::hear::Heard;
use super::server::{Link, ServerId};
use super::window::WindowId;
use super::{Chat, Entry};
use crate::calendar;
use crate::client::answer;
use crate::client::happening::{self, Happening};
use crate::client::show;
use crate::now::Now;

impl Chat {
    pub(super) fn hear_numeric(&mut self, numeric: u16, heard: &Heard<'_>, now: Now) {
        let id = heard.server;
        let registering = self
            .server(id)
            .is_some_and(|it| it.link == Link::Registering);
        if registering && self.hear_greeting(numeric, heard, now) {
            return;
        }
        let (about, words) = (heard.param(1), heard.last());
        let naming = self
            .find(id, about)
            .and_then(|at| self.window(at))
            .is_some_and(|it| it.naming);
        let Some(server) = self.server_mut(id) else {
            return;
        };
        match numeric {
            // RPL_MYINFO: what 005 tells better
            4 => {}
            // RPL_ISUPPORT
            5 => {
                server.supports.hear(heard.message);
                if let (Some(network), Link::Joined) = (&server.supports.network, &server.link) {
                    server.shown.clone_from(network);
                }
            }
            // RPL_YOURID
            42 => server.number = about.parse().ok(),
            // RPL_MOTD
            372 => {
                let line = words.strip_prefix("- ").unwrap_or(words);
                self.own(heard, line);
            }
            // RPL_MOTDSTART, RPL_LISTSTART, and the ends of lists
            375 | 376 | 321 | 323 | 318 | 369 | 374 | 365 => {}
            // RPL_NOTOPIC, RPL_TOPIC
            331 => self.hear_topic_reply(heard, ""),
            332 => self.hear_topic_reply(heard, words),
            // RPL_CREATIONTIME, RPL_TOPICWHOTIME
            329 | 333 if naming => {}
            329 => self.answer(
                heard,
                format!("{about} was created on {}.", day(heard.param(2))),
            ),
            333 => {
                let by = heard.param(2).split('!').next().unwrap_or_default();
                self.answer(
                    heard,
                    format!("The topic was set by {by} on {}.", day(heard.param(3))),
                );
            }
            // RPL_NAMREPLY, RPL_ENDOFNAMES
            353 => self.hear_names(heard),
            366 => self.end_names(heard),
            // RPL_LIST
            322 => {
                let mut listed =
                    Happening::new(happening::Kind::Group, heard.unix_ms).text(heard.param(3));
                listed.count = heard.param(2).parse().ok();
                self.answer(heard, format!("{about} {}", show::words(&listed)));
            }
            // RPL_WHOREPLY, RPL_ENDOFWHO
            352 => self.hear_who(heard),
            315 => self.end_table(id, about, now),
            // RPL_UNAWAY, RPL_NOWAWAY
            305 | 306 => {
                server.away = numeric == 306;
                self.answer(heard, words);
            }
            // RPL_AWAY
            301 => {
                let text = answer::words(numeric, heard.message).unwrap_or_default();
                let window = self
                    .find(id, about)
                    .unwrap_or_else(|| self.answer_window(id));
                // Whoever is away is so for every line; once is enough.
                let told = self
                    .window(window)
                    .is_some_and(|it| it.newest_info().is_some_and(|entry| entry.text == text));
                if !told {
                    self.tell(window, Entry::new(Kind::Info, heard.unix_ms, text));
                }
            }
            // Statistics of the network
            1..=3 | 250..=255 | 265 | 266 => self.own(heard, plain(heard)),
            // ERR_NICKNAMEINUSE and the like, after a question that nobody typed
            433 | 436 | 437 if server.wire.regaining => server.wire.regaining = false,
            // RPL_SASLSUCCESS
            903 => self.logged_in(id, now),
            // RPL_LOGGEDOUT
            901 => {
                self.forget_account(id);
                self.answer(heard, heard.last());
            }
            // ERR_NICKLOCKED, ERR_SASLFAIL and the like
            902 | 904..=907 => {
                self.forget_hope(id);
                self.refused(numeric, heard, now);
            }
            400..=599 | 696 | 734 => self.refused(numeric, heard, now),
            _ => {
                let words = answer::words(numeric, heard.message).unwrap_or_else(|| plain(heard));
                self.answer(heard, words);
            }
        }
    }

    /// Tells something in the server's own window.
    fn own(&mut self, heard: &Heard<'_>, text: impl Into<String>) {
        if let Some(own) = self.own_window(heard.server) {
            self.tell(own, Entry::new(Kind::Info, heard.unix_ms, text));
        }
    }

    /// Tells something where it was asked, or in the window of the group that it is about.
    fn answer(&mut self, heard: &Heard<'_>, text: impl Into<String>) {
        let window = self.place_of(heard.server, heard.param(1));
        self.tell(window, Entry::new(Kind::Info, heard.unix_ms, text));
    }

    fn place_of(&self, id: ServerId, about: &str) -> WindowId {
        let group = self
            .server(id)
            .is_some_and(|it| it.supports.is_group(about));
        let of_it = self.find(id, about).filter(|_| group);
        of_it.unwrap_or_else(|| self.answer_window(id))
    }

    /// Something was refused.
    fn refused(&mut self, numeric: u16, heard: &Heard<'_>, now: Now) {
        let (id, about) = (heard.server, heard.param(1));
        let failed = State::Failed(heard.last().to_owned());
        // ERR_NOSUCHNICK, ERR_NOSUCHCHANNEL, ERR_CANNOTSENDTOCHAN, ERR_CANNOTSENDTOUSER
        let unsaid = matches!(numeric, 401 | 403 | 404 | 531);
        let told = self.resolve(heard, failed)
            || heard.label.is_none() && unsaid && self.refuse_first(id, about, heard.last());
        // ERR_NOSUCHNICK: who is not there need not know that one writes.
        if numeric == 401 {
            self.mark_present(id, about, false);
        }
        let place = if told { self.find(id, about) } else { None };
        let place = place.unwrap_or_else(|| self.place_of(id, about));
        self.fail(place, answer::refused(heard.message), now);
        // ERR_NOSUCHCHANNEL, ERR_TOOMANYCHANNELS, ERR_UNAVAILRESOURCE, ERR_CHANNELISFULL and the like, ERR_LINKCHANNEL
        if matches!(numeric, 403 | 405 | 437 | 470..=480 | 489) {
            self.not_entered(id, about, heard.last(), now);
        }
        // ERR_NOSUCHNICK and others end the table that was asked for.
        if matches!(numeric, 403 | 442)
            && let Some(server) = self.server_mut(id)
            && let Some(at) = server
                .wire
                .tables
                .iter()
                .position(|it| server.supports.same(&it.of, about))
        {
            server.wire.tables.remove(at);
        }
    }

    /// A group could not be entered: what waits to be said there will not be.
    fn not_entered(&mut self, id: ServerId, group: &str, why: &str, now: Now) {
        let window = self.find(id, group);
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let supports = &server.supports;
        server.wire.entering.retain(|it| !supports.same(it, group));
        if server.wire.entering.is_empty() {
            self.land_nowhere(id, why);
        }
        let Some(window) = window.filter(|at| self.window(*at).is_some_and(|it| !it.present))
        else {
            return;
        };
        if let Some(window) = self.window_mut(window) {
            window.left = true;
        }
        if let Some(server) = self.server_mut(id) {
            let waiting = std::mem::take(&mut server.wire.unsent).into_iter();
            let (lost, kept): (VecDeque<_>, VecDeque<_>) =
                waiting.partition(|(at, _)| *at == window);
            server.wire.unsent = kept;
            for place in lost {
                self.become_of(Some(place), State::Failed(why.to_owned()));
            }
        }
        self.give_doubts_up(id, Some(window), now);
    }

    /// `FAIL <command> <code> [<context>...] :<words>` (IRCv3 standard-replies).
    pub(super) fn hear_fail(&mut self, heard: &Heard<'_>, now: Now) {
        let id = heard.server;
        self.resolve(heard, State::Failed(heard.last().to_owned()));
        if heard.param(0).eq_ignore_ascii_case("CHATHISTORY") {
            let context = heard.message.params().get(2..).unwrap_or_default();
            let target = context
                .iter()
                .copied()
                .find(|word| self.find(id, word).is_some());
            if !self.history_refused(id, target.unwrap_or_default(), now) {
                return;
            }
        }
        if heard.param(0).eq_ignore_ascii_case("REGISTER") {
            self.forget_hope(id);
        }
        let context = heard.message.params().iter().skip(2).copied();
        let place = context.filter_map(|word| self.find(id, word)).next();
        let place = place.unwrap_or_else(|| self.answer_window(id));
        self.fail(place, heard.last(), now);
    }
}

/// A numeric that we have no words for, as it is.
fn plain(heard: &Heard<'_>) -> String {
    heard
        .message
        .params()
        .get(1..)
        .unwrap_or_default()
        .join(" ")
}

/// A moment that is told in seconds since 1970.
fn day(seconds: &str) -> String {
    let seconds: Option<u64> = seconds.parse().ok();
    let unix_ms = seconds.and_then(|seconds| seconds.checked_mul(1000));
    unix_ms.map_or_else(|| "an unknown day".to_owned(), calendar::human)
}
