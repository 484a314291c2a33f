//! Answering questions. Nothing here changes anything.

use crate::hub::Hub;
use crate::hub::event::{GroupRow, Online, Reply, Row, WhoRow, Whois};
use crate::hub::face::Address;
use crate::hub::group::GroupKey;
use crate::hub::id::Seat;
use crate::hub::mask;
use crate::hub::name::{GroupName, Name};
use crate::hub::refusal::Refusal;
use crate::hub::request::{Fields, MemberRef, OnlineForm, Query, WhoMask};
use crate::now::Now;

impl Hub {
    pub(super) fn answer(&mut self, seat: Seat, query: Query, now: Now) {
        let answer = match query {
            Query::Members(group) => self.member_table(seat, group, now),
            Query::Names(group) => {
                let present = self
                    .groups
                    .find(&group)
                    .map(|key| self.present(key))
                    .unwrap_or_default();
                Ok(Reply::Names(group, present))
            }
            Query::Who(mask, fields) => Ok(self.who(seat, mask, fields, now)),
            Query::Whois(who) => self.whois(seat, who, now),
            Query::Whowas(name, most) => Ok(self.whowas(name, most)),
            Query::Online(names, form) => Ok(self.online(&names, form)),
            Query::Groups(names) => Ok(self.group_list(seat, &names)),
            Query::Topic(group) => self.seek_group(&group).map(|key| {
                let topic = self.groups.get(key).and_then(|group| group.topic.clone());
                Reply::Topic(group, topic)
            }),
            Query::Modes(group) => self.seek_group(&group).map(|key| {
                let founded = self
                    .groups
                    .get(key)
                    .map_or(0, |group| group.founded_unix_ms);
                Reply::Modes(group, founded)
            }),
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
            self.groups
                .get(key)
                .and_then(super::group::Group::coordinator)
                == Some(seat)
        };
        let coordinator = match group {
            Some(key) => coordinates(key),
            None => member.groups.iter().any(|m| coordinates(m.group)),
        };
        let you = asker == Some(seat);
        Some(Row {
            who: member.face.clone(),
            address: if you {
                Address::Socket(member.address)
            } else {
                member.face.address.clone()
            },
            listen: member.listen,
            coordinator,
            you,
            away: member.away.is_some(),
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
                .filter_map(|&seat| self.row(Some(asker), seat, None, now))
                .collect(),
            Some(name) => {
                let key = self.seek_group(name)?;
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
            .filter_map(|seat| self.row(Some(asker), seat, Some(key), now))
            .collect()
    }

    fn who(&self, asker: Seat, mask: WhoMask, fields: Option<Fields>, now: Now) -> Reply {
        let rows = match &mask {
            WhoMask::Group(name) => {
                let rows = self
                    .groups
                    .find(name)
                    .map(|key| self.group_rows(asker, key, now))
                    .unwrap_or_default();
                rows.into_iter()
                    .map(|row| WhoRow {
                        row,
                        group: Some(name.clone()),
                    })
                    .collect()
            }
            WhoMask::Name(mask) => {
                let matching = |seat: &&Seat| {
                    self.name(**seat)
                        .is_some_and(|name| mask::matches(mask.as_str(), name.as_str()))
                };
                let row = |&seat: &Seat| {
                    let first = self.member(seat)?.groups.first().map(|m| m.group);
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
        let groups = member.groups.iter().filter_map(|m| {
            let group = self.groups.get(m.group)?;
            Some((group.name.clone(), group.coordinator() == Some(seat)))
        });
        Ok(Reply::Whois(Box::new(Whois {
            row,
            groups: groups.collect(),
            away: member.away.clone(),
            real_address: (asker == seat).then_some(member.address),
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
                away: member.away.is_some(),
            })
        });
        Reply::Online(form, here.collect())
    }

    fn group_list(&self, asker: Seat, names: &[GroupName]) -> Reply {
        let member = self.member(asker);
        let row = |key: GroupKey| {
            let group = self
                .groups
                .get(key)
                .filter(|group| !group.roster.is_empty())?;
            Some(GroupRow {
                group: group.name.clone(),
                members: group.roster.len(),
                topic: group.topic.as_ref().map(|topic| topic.text.clone()),
                joined: member.is_some_and(|member| member.membership(key).is_some()),
            })
        };
        let mut rows: Vec<GroupRow> = if names.is_empty() {
            self.groups.iter().filter_map(|(key, _)| row(key)).collect()
        } else {
            names
                .iter()
                .filter_map(|name| self.groups.find(name))
                .filter_map(row)
                .collect()
        };
        rows.sort_by(|a, b| a.group.cmp(&b.group));
        Reply::Groups(rows)
    }
}
