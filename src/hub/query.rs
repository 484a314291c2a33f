//! Answering questions. Nothing here changes anything.

use crate::hub::Hub;
use crate::hub::event::{Names, Online, Present, Reply, Row, WhoRow, Whois};
use crate::hub::face::Address;
use crate::hub::group::GroupKey;
use crate::hub::id::Seat;
use crate::hub::mask;
use crate::hub::member::Membership;
use crate::hub::mode::{Flags, Ranks};
use crate::hub::name::{GroupName, Name};
use crate::hub::refusal::Refusal;
use crate::hub::request::{Fields, MemberRef, OnlineForm, Query, WhoMask};
use crate::hub::user_mode::UserModes;
use crate::now::Now;

impl Hub {
    pub(super) fn answer(&mut self, seat: Seat, query: Query, now: Now) {
        let answer = match query {
            Query::Members(group) => self.member_table(seat, group, now),
            Query::Names(group) => Ok(self.names_in(seat, group)),
            Query::Who(mask, fields) => Ok(self.who(seat, mask, fields, now)),
            Query::WhoOperates(mask, fields) => {
                let mut reply = self.who(seat, mask, fields, now);
                if let Reply::Who(_, _, rows) = &mut reply {
                    rows.retain(|row| row.row.operator);
                }
                Ok(reply)
            }
            Query::Operators => self.server_operators(seat),
            Query::Whois(who) => self.whois(seat, who, now),
            Query::Whowas(name, most) => Ok(self.whowas(name, most)),
            Query::Online(names, form) => Ok(self.online(&names, form)),
            Query::Groups(names) => Ok(self.group_list(seat, &names)),
            Query::GroupsWhere(filter) => Ok(self.groups_where(seat, &filter, now)),
            Query::Invitations => Ok(self.invitations(seat)),
            Query::Topic(group) => self.seek_visible(seat, &group).map(|key| {
                let topic = self.groups.get(key).and_then(|group| group.topic.clone());
                Reply::Topic(group, topic)
            }),
            Query::Modes(group) => self.modes(seat, group),
            Query::Counts => Ok(Reply::Counts(self.counts())),
            Query::History(recall) => return self.recall(seat, recall),
            Query::Marker(of) => return self.tell_marker(seat, of),
            Query::Latest(between, most) => return self.recall_latest(seat, between, most),
        };
        match answer {
            Ok(reply) => self.reply(seat, reply),
            Err(refusal) => self.refuse(seat, refusal),
        }
    }

    /// Who is in a group. Outsiders do not see those who do not wish it, and nobody at all in a secret group.
    fn names_in(&self, asker: Seat, name: GroupName) -> Reply {
        let key = self.seek_visible(asker, &name).ok();
        let found = key.and_then(|key| Some((key, self.groups.get(key)?)));
        let Some((key, group)) = found else {
            return Reply::Names(Box::new(Names {
                group: name,
                secret: false,
                present: Vec::new(),
            }));
        };
        let mut present = self.present(key);
        if self
            .member(asker)
            .is_none_or(|member| member.membership(key).is_none())
        {
            let seen = |one: &Present| {
                let seat = self.members.get(&one.who.id);
                seat.is_some_and(|&seat| self.sees_member(asker, seat))
            };
            present.retain(seen);
        }
        Reply::Names(Box::new(Names {
            group: name,
            secret: group.settings.flags.contains(Flags::SECRET),
            present,
        }))
    }

    fn modes(&self, asker: Seat, name: GroupName) -> Result<Reply, Refusal> {
        let key = self.seek_visible(asker, &name)?;
        let group = self
            .groups
            .get(key)
            .ok_or_else(|| Refusal::NoSuchGroup(name.clone()))?;
        let inside = self
            .member(asker)
            .is_some_and(|member| member.membership(key).is_some());
        let set = group.settings.shown(inside);
        Ok(Reply::Modes(name, set, group.founded_unix_ms))
    }

    /// One row of the member table, as `asker` may see it; `None` for whoever is not that member.
    pub(super) fn row(
        &self,
        asker: Option<Seat>,
        seat: Seat,
        group: Option<GroupKey>,
        now: Now,
    ) -> Option<Row> {
        let member = self.member(seat)?;
        let coordinates = |key| {
            let group = self.groups.get(key);
            group.is_some_and(|group| {
                group.coordinator() == Some(seat)
                    && asker.is_none_or(|asker| self.sees_group(asker, key, group))
            })
        };
        let coordinator = match group {
            Some(key) => coordinates(key),
            None => member.groups.iter().any(|m| coordinates(m.group)),
        };
        let you = asker == Some(seat);
        Some(Row {
            who: member.face.clone(),
            address: if you {
                Address::Socket(member.address())
            } else {
                member.face.address.clone()
            },
            listen: member.listen,
            coordinator,
            ranks: group.map_or(Ranks::NONE, |key| member.ranks(key)),
            you,
            away: member.away().is_some(),
            operator: member.modes.contains(UserModes::OPERATOR),
            idle_s: now.seconds_since(member.spoke_ms),
            since_unix_ms: member.since_unix_ms,
        })
    }

    fn member_table(
        &self,
        asker: Seat,
        group: Option<GroupName>,
        now: Now,
    ) -> Result<Reply, Refusal> {
        let rows = match &group {
            None => self
                .members
                .values()
                .filter(|&&seat| self.sees_member(asker, seat))
                .filter_map(|&seat| self.row(Some(asker), seat, None, now))
                .collect(),
            Some(name) => {
                let key = self.seek_visible(asker, name)?;
                self.group_rows(asker, key, now)
            }
        };
        Ok(Reply::Members(group, rows))
    }

    fn group_rows(&self, asker: Seat, key: GroupKey, now: Now) -> Vec<Row> {
        let Some(group) = self.groups.get(key) else {
            return Vec::new();
        };
        group
            .roster
            .iter()
            .filter(|&seat| self.sees_member(asker, seat))
            .filter_map(|seat| self.row(Some(asker), seat, Some(key), now))
            .collect()
    }

    fn who(&self, asker: Seat, mask: WhoMask, fields: Option<Fields>, now: Now) -> Reply {
        let rows = match &mask {
            WhoMask::Group(name) => {
                let rows = self
                    .seek_visible(asker, name)
                    .map(|key| self.group_rows(asker, key, now))
                    .unwrap_or_default();
                let named = self.groups.find(name).and_then(|key| self.groups.get(key));
                let named = named.map(|group| group.name.clone());
                rows.into_iter()
                    .map(|row| WhoRow {
                        row,
                        group: named.clone(),
                    })
                    .collect()
            }
            WhoMask::Name(mask) => {
                // Who asks for exactly this name knows it already.
                let exactly = |name: &str| name.eq_ignore_ascii_case(mask.as_str());
                let matching = |seat: &&Seat| {
                    self.name(**seat).is_some_and(|name| {
                        mask::matches(mask.as_str(), name.as_str())
                            && (self.sees_member(asker, **seat) || exactly(name.as_str()))
                    })
                };
                let visible = |m: &&Membership| {
                    let group = self.groups.get(m.group);
                    group.is_some_and(|group| self.sees_group(asker, m.group, group))
                };
                let row = |&seat: &Seat| {
                    let groups = &self.member(seat)?.groups;
                    let first = groups.iter().find(visible).map(|m| m.group);
                    let group = first
                        .and_then(|key| self.groups.get(key))
                        .map(|group| group.name.clone());
                    Some(WhoRow {
                        row: self.row(Some(asker), seat, first, now)?,
                        group,
                    })
                };
                self.members
                    .values()
                    .filter(matching)
                    .filter_map(row)
                    .collect()
            }
        };
        Reply::Who(mask, fields, rows)
    }

    fn whois(&self, asker: Seat, who: MemberRef, now: Now) -> Result<Reply, Refusal> {
        let seat = self.seek(who.clone())?;
        let (Some(member), Some(row)) = (self.member(seat), self.row(Some(asker), seat, None, now))
        else {
            return Err(Refusal::NoSuchMember(who));
        };
        // Where somebody is who does not wish to be seen is for those who are there, too (Modern IRC, "Invisible User Mode").
        let hides = member.modes.contains(UserModes::INVISIBLE) && asker != seat;
        let shares = |key| {
            self.member(asker)
                .is_some_and(|me| me.membership(key).is_some())
        };
        let groups = member.groups.iter().filter_map(|m| {
            let group = self.groups.get(m.group)?;
            let shown = self.sees_group(asker, m.group, group) && (!hides || shares(m.group));
            shown.then(|| (group.name.clone(), m.ranks))
        });
        Ok(Reply::Whois(Box::new(Whois {
            row,
            groups: groups.collect(),
            away: member.away().cloned(),
            real_address: (asker == seat || self.operates(asker)).then(|| member.address()),
        })))
    }

    fn whowas(&self, name: Name, most: usize) -> Reply {
        let most = if most == 0 { usize::MAX } else { most };
        let left = self
            .former
            .iter()
            .filter(|former| former.who.name == name)
            .take(most)
            .cloned()
            .collect();
        Reply::Whowas(name, left)
    }

    fn online(&self, names: &[Name], form: OnlineForm) -> Reply {
        let here = names.iter().filter_map(|name| {
            let member = self.member(*self.names.get(name)?)?;
            Some(Online {
                who: member.face.clone(),
                operator: member.modes.contains(UserModes::OPERATOR),
                away: member.away().is_some(),
            })
        });
        Reply::Online(form, here.collect())
    }
}
