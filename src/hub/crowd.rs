//! How many a request concerns, before it is carried out: what concerns a crowd may have to wait.

use crate::hub::Hub;
use crate::hub::id::Seat;
use crate::hub::name::GroupName;
use crate::hub::request::{Query, Request, WhoMask};

impl Hub {
    /// About how many have to be told of a request, or are told of in the answer.
    ///
    /// Words count as nothing: nobody is to wait before it can speak, and the rate bounds them.
    #[must_use]
    pub fn crowd(&self, seat: Seat, request: &Request) -> usize {
        match request {
            Request::Register(registration) if registration.enter_lobby => {
                self.crowd_in(&self.rules.lobby)
            }
            Request::Join(group)
            | Request::JoinWithKey(group, _)
            | Request::Leave(group, _)
            | Request::SetTopic(group, _)
            | Request::RenameGroup(group, ..)
            | Request::Invite(group, _) => self.crowd_in(group),
            Request::Claim(_)
            | Request::Login(_)
            | Request::LeaveAll
            | Request::Away(_)
            | Request::SetRealName(_)
            | Request::Listen(_)
            | Request::SetUserModes(..)
            | Request::Quit(_) => self.crowd_around(seat),
            Request::Ask(query) => self.crowd_asked_for(query),
            // What keeps order is not to wait for what it is to end.
            Request::Order(_)
            | Request::Remove(..)
            | Request::SetModes(..)
            | Request::Register(_)
            | Request::CreateAccount(..)
            | Request::Say(_)
            | Request::Redact(_)
            | Request::Watch(_)
            | Request::MarkRead(..)
            | Request::Operate(..) => 0,
        }
    }

    fn crowd_asked_for(&self, query: &Query) -> usize {
        match query {
            Query::Members(Some(group)) | Query::Names(group) => self.crowd_in(group),
            Query::Who(mask, _) | Query::WhoOperates(mask, _) => match mask {
                WhoMask::Group(group) => self.crowd_in(group),
                WhoMask::Name(_) => self.members.len(),
            },
            Query::Members(None) | Query::Operators => self.members.len(),
            Query::Groups(_) | Query::GroupsWhere(_) | Query::Invitations => self.groups.len(),
            Query::Whois(_)
            | Query::Whowas(..)
            | Query::Online(..)
            | Query::Topic(_)
            | Query::Modes(_)
            | Query::Counts
            | Query::History(_)
            | Query::Marker(_)
            | Query::Latest(..) => 0,
        }
    }

    fn crowd_in(&self, group: &GroupName) -> usize {
        let group = self.groups.find(group).and_then(|key| self.groups.get(key));
        group.map_or(0, |group| group.roster.len())
    }

    fn crowd_around(&self, seat: Seat) -> usize {
        let groups = self.member(seat).map_or(&[][..], |member| &member.groups);
        let groups = groups.iter().filter_map(|m| self.groups.get(m.group));
        groups.map(|group| group.roster.len()).sum()
    }
}
