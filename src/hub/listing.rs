//! Which groups there are, as somebody may see them.

use crate::hub::Hub;
use crate::hub::event::{GroupRow, Reply};
use crate::hub::group::{Group, GroupKey};
use crate::hub::id::Seat;
use crate::hub::mask;
use crate::hub::name::GroupName;
use crate::hub::request::GroupFilter;
use crate::now::Now;

impl Hub {
    /// The groups that are named here, or all of them.
    pub(super) fn group_list(&self, asker: Seat, names: &[GroupName]) -> Reply {
        let rows = if names.is_empty() {
            let all = self.groups.iter();
            all.filter_map(|(key, group)| self.group_row(asker, key, group))
                .collect()
        } else {
            let named = names.iter().filter_map(|name| {
                let key = self.groups.find(name)?;
                self.group_row(asker, key, self.groups.get(key)?)
            });
            named.collect()
        };
        in_order(rows)
    }

    /// The groups that fit.
    pub(super) fn groups_where(&self, asker: Seat, filter: &GroupFilter, now: Now) -> Reply {
        let fitting = self
            .groups
            .iter()
            .filter(|(_, group)| fits(group, filter, now));
        in_order(
            fitting
                .filter_map(|(key, group)| self.group_row(asker, key, group))
                .collect(),
        )
    }

    fn group_row(&self, asker: Seat, key: GroupKey, group: &Group) -> Option<GroupRow> {
        let shown = !group.roster.is_empty() && self.sees_group(asker, key, group);
        shown.then(|| GroupRow {
            group: group.name.clone(),
            members: group.roster.len(),
            topic: group.topic.as_ref().map(|topic| topic.text.clone()),
            joined: self
                .member(asker)
                .is_some_and(|member| member.membership(key).is_some()),
        })
    }
}

fn in_order(mut rows: Vec<GroupRow>) -> Reply {
    rows.sort_by(|a, b| a.group.cmp(&b.group));
    Reply::Groups(rows)
}

/// Whether a group keeps every bound of the filter. A group without a topic has none that could be old or new.
fn fits(group: &Group, filter: &GroupFilter, now: Now) -> bool {
    let name = group.name.as_str();
    let matches = |mask: &crate::hub::text::Text| mask::matches(mask.as_str(), name);
    let minutes = |then: u64| now.unix_ms.saturating_sub(then) / 60_000;
    let (age, members) = (minutes(group.founded_unix_ms), group.roster.len() as u64);
    let topic_age = group.topic.as_ref().map(|topic| minutes(topic.unix_ms));
    let above = |bound: Option<u64>, value: Option<u64>| {
        bound.is_none_or(|bound| value.is_some_and(|value| value > bound))
    };
    let below = |bound: Option<u64>, value: Option<u64>| {
        bound.is_none_or(|bound| value.is_some_and(|value| value < bound))
    };
    (filter.fits.is_empty() || filter.fits.iter().any(matches))
        && !filter.fits_not.iter().any(matches)
        && above(filter.more_than, Some(members))
        && below(filter.fewer_than, Some(members))
        && above(filter.older_than, Some(age))
        && below(filter.younger_than, Some(age))
        && above(filter.topic_older_than, topic_age)
        && below(filter.topic_younger_than, topic_age)
}
