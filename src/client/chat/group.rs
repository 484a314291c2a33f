//! What groups are set to: modes, ranks, topics, names.

use super::Chat;
use super::caps::Caps;
use super::hear::Heard;
use super::server::ServerId;
use super::supports::Takes;
use super::window::{Which, WindowId};
use crate::client::happening::{Happening, Kind};

impl Chat {
    /// `MODE #group +o bob`: ranks, and whatever else, told as it is.
    pub(super) fn hear_mode(&mut self, heard: &Heard<'_>) {
        let (id, target) = (heard.server, heard.param(0));
        let Some(server) = self.server(id) else {
            return;
        };
        let by = match heard.from() {
            "" => "The server",
            from => from,
        };
        let modes = heard
            .message
            .params()
            .get(1..)
            .unwrap_or_default()
            .join(" ");
        if !server.supports.is_group(target) {
            if let Some(own) = self.own_window(id) {
                self.event(heard, own, format!("{by} set your mode {modes}"));
            }
            return;
        }
        let Some(window) = self.find(id, target) else {
            return;
        };
        // On a server of ours the server itself says who coordinates; members make each other operators.
        let ours = server.caps.has(Caps::MEMBERS);
        let coordinates = ours && !heard.by_member();
        let mut given = heard.message.params().iter().skip(2);
        let (mut adding, mut others) = (true, false);
        let mut ranks: Vec<(&str, char, bool)> = Vec::new();
        for mode in heard.param(1).chars() {
            match mode {
                '+' | '-' => adding = mode == '+',
                mode => match server.supports.takes(mode) {
                    Takes::Rank(sign) => {
                        if let Some(name) = given.next() {
                            ranks.push((name, sign, adding));
                        }
                        others |= !(coordinates && mode == 'o');
                    }
                    Takes::Always => {
                        given.next();
                        others = true;
                    }
                    Takes::WhenSet => {
                        if adding {
                            given.next();
                        }
                        others = true;
                    }
                    Takes::Never => others = true,
                },
            }
        }
        for (name, sign, add) in ranks {
            if !heard.past {
                self.rank(id, window, name, sign, add);
            }
            if coordinates && sign == '@' && add {
                let new = self.told(heard, Kind::Coordinator, name).group(target);
                self.event(heard, window, Chat::told_words(&new));
                if !heard.past {
                    self.coordinates(id, window, name);
                }
            }
        }
        if others {
            self.event(heard, window, format!("{by} set the mode {modes}"));
        }
    }

    fn rank(&mut self, id: ServerId, window: WindowId, name: &str, sign: char, add: bool) {
        let Some(server) = self.server(id) else {
            return;
        };
        let folded = server.supports.fold(name);
        let Some(member) = self.window(window).and_then(|it| it.members.get(&folded)) else {
            return;
        };
        let mut member = member.clone();
        member.ranks = server.supports.with_rank(&member.ranks, sign, add);
        if sign == '@' && !add {
            member.coordinator = false;
        }
        let place = server.supports.height(&member.ranks);
        if let Some(window) = self.window_mut(window) {
            window.members.put(folded, place, member, true);
        }
    }

    /// `name` is the one that coordinates a group.
    pub(super) fn coordinates(&mut self, id: ServerId, window: WindowId, name: &str) {
        let Some(server) = self.server(id) else {
            return;
        };
        let folded = server.supports.fold(name);
        let former = self.window(window).and_then(|window| {
            let mut members = window.members.iter();
            members
                .find(|member| member.coordinator)
                .map(|member| member.name.clone())
        });
        let former = former.map(|name| server.supports.fold(&name));
        if let Some(window) = self.window_mut(window) {
            if let Some(former) = former.filter(|former| *former != folded) {
                window
                    .members
                    .change(&former, |member| member.coordinator = false);
            }
            window
                .members
                .change(&folded, |member| member.coordinator = true);
        }
    }

    pub(super) fn hear_topic(&mut self, heard: &Heard<'_>) {
        let Some(id) = self.find(heard.server, heard.param(0)) else {
            return;
        };
        let text = heard.param(1);
        let topic = self.told(heard, Kind::Topic, heard.from()).text(text);
        self.event(heard, id, Chat::told_words(&topic));
        if !heard.past
            && let Some(window) = self.window_mut(id)
        {
            text.clone_into(&mut window.topic);
        }
    }

    /// The topic of a group that we enter or asked about: `332 us #group :topic`, `331 us #group :No topic is set`.
    pub(super) fn hear_topic_reply(&mut self, heard: &Heard<'_>, text: &str) {
        let Some(id) = self.find(heard.server, heard.param(1)) else {
            return;
        };
        let Some(window) = self.window_mut(id) else {
            return;
        };
        let entering = window.naming;
        let same = window.topic == text || window.topic.is_empty();
        text.clone_into(&mut window.topic);
        // On entering it is on the screen anyway.
        if !(entering && (same || text.is_empty())) {
            let topic = Happening::new(Kind::Topic, heard.unix_ms).text(text);
            self.event(heard, id, Chat::told_words(&topic));
        }
    }

    /// IRCv3 channel-rename: `RENAME #old #new :reason`.
    pub(super) fn hear_rename(&mut self, heard: &Heard<'_>) {
        let (old, new) = (heard.param(0), heard.param(1));
        let Some(id) = self
            .find(heard.server, old)
            .filter(|_| !heard.past && !new.is_empty())
        else {
            return;
        };
        if let Some(window) = self.window_mut(id) {
            window.which = Which::Group(new.to_owned());
        }
        let mut renamed = self.told(heard, Kind::GroupRename, heard.from());
        renamed = renamed.group(old).text(new);
        renamed.reason = heard
            .message
            .param(2)
            .filter(|why| !why.is_empty())
            .map(str::to_owned);
        self.event(heard, id, Chat::told_words(&renamed));
    }
}
