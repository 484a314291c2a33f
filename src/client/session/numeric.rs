//! The server's numbered answers. Numerics are named in the comments as in Modern IRC, "Numerics".

use super::{Phase, Session, same};
use crate::client::answer;
use crate::client::happening::{Happening, Kind};
use crate::irc::message::Message;
use crate::now::Now;

impl Session {
    pub(super) fn hear_numeric(&mut self, numeric: u16, message: &Message<'_>, now: Now) {
        let registering = matches!(self.phase, Phase::Registering(_));
        if registering && self.hear_greeting(numeric, message, now) {
            return;
        }
        let words = message.params().last().copied().unwrap_or_default();
        let group = message.param(1).unwrap_or_default();
        let at = |kind| Happening::new(kind, now.unix_ms);
        match numeric {
            // RPL_ISUPPORT
            5 => self.hear_isupport(message),
            // RPL_YOURID
            42 => {
                self.id = group.parse().ok();
            }
            // RPL_MOTD
            372 => self.inform(words.strip_prefix("- ").unwrap_or(words), now),
            // RPL_ENDOFMOTD, ERR_NOMOTD
            376 | 422 => {
                if matches!(self.phase, Phase::Welcomed { .. }) {
                    self.welcomed(message, now);
                }
            }
            // RPL_NOTOPIC, RPL_TOPIC
            331 => self.show(at(Kind::Topic).group(group)),
            332 => self.show(at(Kind::Topic).group(group).text(words)),
            // RPL_NAMREPLY, RPL_ENDOFNAMES
            353 => self.hear_names(message),
            366 => self.end_names(group, now),
            // RPL_LIST
            322 => {
                let mut listed = at(Kind::Group)
                    .group(group)
                    .text(message.param(3).unwrap_or_default());
                listed.count = message.param(2).and_then(|count| count.parse().ok());
                self.show(listed);
            }
            // RPL_WHOREPLY, RPL_ENDOFWHO
            352 => self.hear_who(message),
            315 => self.end_table(Some(group), now),
            // RPL_SASLSUCCESS
            903 => self.logged_in(),
            400..=599 | 696 | 904..=906 => self.refused(numeric, message, now),
            _ => {
                if let Some(words) = answer::words(numeric, message) {
                    self.inform(words, now);
                }
            }
        }
    }

    /// Something was refused.
    fn refused(&mut self, numeric: u16, message: &Message<'_>, now: Now) {
        self.fail(answer::refused(message), now);
        // ERR_NOSUCHCHANNEL, ERR_TOOMANYCHANNELS, ERR_UNAVAILRESOURCE, ERR_CHANNELISFULL and the like, ERR_LINKCHANNEL
        let join = matches!(numeric, 403 | 405 | 437 | 470..=480 | 489);
        let group = message.param(1).unwrap_or_default();
        let is_in = self.groups.iter().any(|known| same(known, group));
        if join && !is_in {
            self.fall_silent(group, now);
        }
    }

    /// The welcome is over.
    fn welcomed(&mut self, message: &Message<'_>, now: Now) {
        if !self.has_members {
            let server = message.source.unwrap_or("this server");
            self.inform(format!("You are {} on {server}.", self.me), now);
        }
        self.enter_groups(now);
    }
}
