//! The server's numbered answers. Numerics are named in the comments as in Modern IRC, "Numerics".

use super::{Phase, Session, same};
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
            // RPL_INVITING
            341 => {
                let to = message.param(2).unwrap_or_default();
                self.inform(format!("{group} is invited to {to}."), now);
            }
            // RPL_AWAY
            301 => self.inform(format!("{group} is away: {words}"), now),
            // RPL_NOWAWAY, RPL_UNAWAY
            305 | 306 => self.inform(words, now),
            // RPL_UMODEIS, RPL_CHANNELMODEIS
            221 => self.inform(format!("You are set to {group}."), now),
            324 => {
                let set = message.params().get(2..).unwrap_or_default().join(" ");
                self.inform(format!("{group} is set to {set}."), now);
            }
            // RPL_BANLIST, RPL_EXCEPTLIST, RPL_INVEXLIST, and their ends
            367 | 348 | 346 => {
                let list = match numeric {
                    367 => "ban",
                    348 => "exception",
                    _ => "invitation",
                };
                let mask = message.param(2).unwrap_or_default();
                self.inform(format!("{list} in {group}: {mask}"), now);
            }
            368 | 349 | 347 => self.inform(format!("{group}: {words}"), now),
            // RPL_WHOISUSER, RPL_WHOISCHANNELS and what else is told of somebody
            311 => {
                let at = message.params().get(2..4).unwrap_or_default().join("@");
                self.inform(format!("{group} is {at} ({words})"), now);
            }
            319 => self.inform(format!("{group} is in {words}"), now),
            // RPL_WHOISACCOUNT
            330 => {
                let account = message.param(2).unwrap_or_default();
                self.inform(format!("{group} {words} {account}"), now);
            }
            313 | 320 | 335 | 338 | 378 | 671 => {
                self.inform(format!("{group} {words}"), now);
            }
            317 => {
                let idle = message.param(2).unwrap_or_default();
                self.inform(format!("{group} is idle for {idle} seconds"), now);
            }
            // RPL_LOGGEDIN, RPL_SASLSUCCESS
            900 => self.inform(words, now),
            903 => self.logged_in(),
            400..=599 | 696 | 904..=906 => self.refused(numeric, message, now),
            _ => {}
        }
    }

    /// Something was refused. The parameters between our name and the words say what it was about.
    fn refused(&mut self, numeric: u16, message: &Message<'_>, now: Now) {
        let params = message.params();
        let words = params.last().copied().unwrap_or_default();
        let about = params
            .get(1..params.len().saturating_sub(1))
            .unwrap_or_default();
        let about = about.join(" ");
        let text = if about.is_empty() {
            words.to_owned()
        } else {
            format!("{about}: {words}")
        };
        self.fail(format!("The server refused: {text}"), now);
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

/// The number of a numeric command.
pub(super) fn number(command: &str) -> Option<u16> {
    let is = command.len() == 3 && command.bytes().all(|b| b.is_ascii_digit());
    is.then(|| command.parse().ok()).flatten()
}
