//! What a group is set to: its flags, and, made only where somebody wants them, its key, its limit and its lists.

use std::rc::Rc;

use crate::hub::event::Listed;
use crate::hub::face::Face;
use crate::hub::id::MemberId;
use crate::hub::mask::{self, Account};
use crate::hub::member::Guises;
use crate::hub::mode::{Change, Flags, List, TABLE, What};
use crate::hub::name::Name;
use crate::hub::text::Text;
use crate::limits;

/// The modes of one group. A group that is `+nt` and no more owns no heap for them.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// Those that are so or not.
    pub(crate) flags: Flags,
    rare: Option<Box<Rare>>,
}

/// What few groups have.
#[derive(Debug, Default)]
struct Rare {
    key: Option<Text>,
    /// Most members; 0 for no limit.
    limit: u32,
    /// The masks of each [`List`], oldest first; [`limits::MASKS`] at most in all.
    lists: [Vec<Listed>; List::COUNT],
    /// Who was asked in and has not come, oldest first; [`limits::INVITED`] at most. Ids are never given twice, so those
    /// who left the server do no harm.
    invited: Vec<MemberId>,
}

impl Settings {
    /// Whether not everyone may enter, or know of it.
    pub(crate) fn is_closed(&self) -> bool {
        self.flags.contains(Flags::INVITE_ONLY)
            || self.flags.contains(Flags::SECRET)
            || self.key().is_some()
    }

    /// The word that opens the group.
    pub(crate) fn key(&self) -> Option<&Text> {
        self.rare.as_ref()?.key.as_ref()
    }

    /// Sets the key, or takes it off. Whether that changed something.
    pub(crate) fn set_key(&mut self, key: Option<Text>) -> bool {
        let changes = self.key() != key.as_ref();
        if changes {
            self.rare().key = key;
        }
        changes
    }

    /// The most members it takes; `None` for any number.
    pub(crate) fn limit(&self) -> Option<u32> {
        let limit = self.rare.as_ref()?.limit;
        (limit > 0).then_some(limit)
    }

    /// Sets the limit, or takes it off with `None`. Whether that changed something.
    pub(crate) fn set_limit(&mut self, limit: Option<u32>) -> bool {
        let changes = self.limit() != limit;
        if changes {
            self.rare().limit = limit.unwrap_or(0);
        }
        changes
    }

    /// The masks of a list, oldest first.
    pub(crate) fn list(&self, list: List) -> &[Listed] {
        self.rare
            .as_ref()
            .map_or(&[], |rare| &rare.lists[list as usize])
    }

    /// How many masks there are in all lists.
    pub(crate) fn masks(&self) -> usize {
        let lists = self.rare.as_ref().map(|rare| rare.lists.iter());
        lists.map_or(0, |lists| lists.map(Vec::len).sum())
    }

    /// Adds a mask. Whether it was not there; `None` when there is no room.
    pub(crate) fn add(&mut self, list: List, entry: Listed) -> Option<bool> {
        if self.find(list, &entry.mask).is_some() {
            return Some(false);
        }
        if self.masks() >= limits::MASKS {
            return None;
        }
        self.rare().lists[list as usize].push(entry);
        Some(true)
    }

    /// Takes a mask off, and returns it as it was written when it was added.
    pub(crate) fn take(&mut self, list: List, mask: &str) -> Option<Rc<str>> {
        let at = self.find(list, mask)?;
        let entry = self.rare().lists[list as usize].remove(at);
        Some(entry.mask)
    }

    fn find(&self, list: List, mask: &str) -> Option<usize> {
        let same = |entry: &Listed| entry.mask.eq_ignore_ascii_case(mask);
        self.list(list).iter().position(same)
    }

    /// Whether somebody is on a list: as others see it, or with the user and host that it came with.
    pub(crate) fn lists(&self, list: List, who: Guises<'_>) -> bool {
        let masks = self.list(list);
        if masks.is_empty() {
            return false;
        }
        let listed = |as_seen: &Face| {
            let (user, host) = (&as_seen.user, as_seen.address.host());
            let source = format!("{}!{user}@{host}", who.face.name);
            masks.iter().any(|entry| match Account::parse(&entry.mask) {
                Some(account) => account.fits(who.face.account.as_ref()),
                None => mask::matches(&entry.mask, &source),
            })
        };
        listed(who.face) || who.came_as.is_some_and(listed)
    }

    /// Whether somebody is banned, and no exception made for it.
    pub(crate) fn bans(&self, who: Guises<'_>) -> bool {
        self.lists(List::Bans, who) && !self.lists(List::Exceptions, who)
    }

    /// Whether somebody was asked in.
    pub(crate) fn has_invited(&self, id: MemberId) -> bool {
        let rare = self.rare.as_ref();
        rare.is_some_and(|rare| rare.invited.contains(&id))
    }

    /// Remembers that somebody was asked in, and forgets whoever was asked longest ago if there are too many.
    pub(crate) fn invite(&mut self, id: MemberId) {
        if self.has_invited(id) {
            return;
        }
        let invited = &mut self.rare().invited;
        if invited.len() >= limits::INVITED {
            invited.remove(0);
        }
        invited.push(id);
    }

    /// An invitation is good for one entrance.
    pub(crate) fn has_entered(&mut self, id: MemberId) {
        if self.has_invited(id) {
            self.rare().invited.retain(|&other| other != id);
        }
    }

    /// What is set, as somebody may see it: the key is for members only.
    pub(crate) fn shown(&self, member: bool) -> Vec<Change> {
        let set = TABLE.iter().filter_map(|row| {
            let param = match row.what {
                What::Flag(flag) => self.flags.contains(flag).then_some(None),
                What::Key => self
                    .key()
                    .map(|key| Some(if member { key.as_str() } else { "*" }.into())),
                What::Limit => self.limit().map(|limit| Some(limit.to_string().into())),
                What::Masks(_) | What::Rank(_) => None,
            }?;
            Some(Change {
                on: true,
                letter: row.letter,
                param,
            })
        });
        set.collect()
    }

    fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }
}

/// A mask as it is kept: `name!user@host`, with `*` for what was left out (Modern IRC, "Ban channel mode"), or
/// `~a:account`. `None` for what
/// can be none.
pub(crate) fn whole_mask(given: &str) -> Option<Rc<str>> {
    let visible = |c: char| !crate::hub::name::is_unseen(c);
    if given.is_empty() || !given.chars().all(visible) || given.starts_with(':') {
        return None;
    }
    if let Some(account) = Account::parse(given) {
        let mask = account.kept();
        return (mask.len() <= limits::MASK).then(|| mask.into());
    }
    // A name has no such sign, so that this would be a mask that nobody fits.
    if given.starts_with(Account::SIGN) {
        return None;
    }
    let (name, rest) = match given.split_once('!') {
        Some((name, rest)) => (name, rest),
        None if given.contains('@') => ("*", given),
        // An address alone is more than a name can be.
        None if Name::new(given).is_err() && given.contains(['.', ':']) => {
            return bounded("*", "*", given);
        }
        None => (given, "*"),
    };
    let (user, host) = rest.split_once('@').unwrap_or((rest, "*"));
    bounded(name, user, host)
}

fn bounded(name: &str, user: &str, host: &str) -> Option<Rc<str>> {
    let part = |part: &str| {
        if part.is_empty() {
            "*".to_owned()
        } else {
            part.to_owned()
        }
    };
    let mask = format!("{}!{}@{}", part(name), part(user), part(host));
    (mask.len() <= limits::MASK).then(|| mask.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::face::Address;

    fn face(name: &str, address: Address) -> Face {
        Face {
            id: MemberId::FIRST,
            name: Name::new(name).expect("a name"),
            user: "user".into(),
            real: "".into(),
            address,
            bot: false,
            account: None,
        }
    }

    fn listed(mask: &str) -> Listed {
        Listed {
            mask: mask.into(),
            by: Name::new("op").expect("a name"),
            unix_ms: 0,
        }
    }

    fn seen(face: &Face) -> Guises<'_> {
        let came_as = None;
        Guises { face, came_as }
    }

    #[test]
    fn masks_are_completed() {
        for (given, want) in [
            ("bob", Some("bob!*@*")),
            ("b*b", Some("b*b!*@*")),
            ("bob!u", Some("bob!u@*")),
            ("u@h", Some("*!u@h")),
            ("bob!u@h", Some("bob!u@h")),
            ("!@", Some("*!*@*")),
            ("*@10.0.0.*", Some("*!*@10.0.0.*")),
            ("10.0.0.1", Some("*!*@10.0.0.1")),
            ("~a:bob", Some("~a:bob")),
            ("~account:b*", Some("~a:b*")),
            ("~q:bob!*@*", None),
            ("~a:", None),
            ("2001:db8::1", Some("*!*@2001:db8::1")),
            ("", None),
            (":x", None),
            ("a b", None),
            ("a\u{7}b", None),
            ("a\u{202e}b", None),
        ] {
            assert_eq!(whole_mask(given).as_deref(), want, "{given:?}");
        }
        assert_eq!(whole_mask(&"x".repeat(limits::MASK)), None);
    }

    #[test]
    fn bans_match_what_others_see() {
        let open = face(
            "bob",
            Address::Socket("10.0.0.7:99".parse().expect("an address")),
        );
        let hidden = face("bob", Address::Hidden("k3k4.hidden".into()));
        for (mask, bans_open, bans_hidden) in [
            ("bob!*@*", true, true),
            ("BOB!*@*", true, true),
            ("b?b!us*@*", true, true),
            ("*!*@10.0.0.*", true, false),
            ("*!*@10.0.0.7", true, false),
            ("*!*@10.0.0.70", false, false),
            ("*!*@*.hidden", false, true),
            ("*!*@k3k4.hidden", false, true),
            ("carol!*@*", false, false),
            ("*!root@*", false, false),
        ] {
            let mut settings = Settings::default();
            assert_eq!(settings.add(List::Bans, listed(mask)), Some(true));
            let [open, hidden] = [&open, &hidden].map(seen);
            assert_eq!(settings.bans(open), bans_open, "{mask}");
            assert_eq!(settings.bans(hidden), bans_hidden, "{mask}");
            settings.add(List::Exceptions, listed("bob!*@*"));
            assert!(!settings.bans(open) && !settings.bans(hidden));
        }
    }

    #[test]
    fn bans_match_accounts() {
        let nobody = face("bob", Address::Hidden("k3k4.hidden".into()));
        let bob = Face {
            account: Some(nobody.name.clone()),
            ..nobody.clone()
        };
        for (mask, bans_bob, bans_nobody) in [
            ("~a:bob", true, false),
            ("~a:*", true, false),
            ("~a:0", false, true),
            ("*!*@*", true, true),
            ("~a:carol", false, false),
        ] {
            let mut settings = Settings::default();
            settings.add(List::Bans, listed(mask));
            let got = (settings.bans(seen(&bob)), settings.bans(seen(&nobody)));
            assert_eq!(got, (bans_bob, bans_nobody), "{mask}");
            settings.add(List::Exceptions, listed("~a:b?b"));
            assert!(!settings.bans(seen(&bob)));
        }
    }

    #[test]
    fn lists_are_bounded_and_hold_nothing_twice() {
        let mut settings = Settings::default();
        assert!(settings.rare.is_none());
        assert_eq!(settings.add(List::Bans, listed("a!*@*")), Some(true));
        assert_eq!(settings.add(List::Bans, listed("A!*@*")), Some(false));
        for n in 1..limits::MASKS {
            assert_eq!(
                settings.add(List::Exceptions, listed(&format!("n{n}!*@*"))),
                Some(true)
            );
        }
        assert_eq!(settings.add(List::Invitations, listed("z!*@*")), None);
        assert_eq!(settings.take(List::Bans, "A!*@*").as_deref(), Some("a!*@*"));
        assert_eq!(settings.take(List::Bans, "a!*@*"), None);
        assert_eq!(settings.add(List::Invitations, listed("z!*@*")), Some(true));
    }

    #[test]
    fn invitations_are_bounded_and_used_once() {
        let id = |n: usize| MemberId::new(n as u64).expect("not 0");
        let mut settings = Settings::default();
        for n in 1..=limits::INVITED + 1 {
            settings.invite(id(n));
            settings.invite(id(n));
        }
        assert!(!settings.has_invited(id(1)), "the oldest is forgotten");
        assert!(settings.has_invited(id(2)));
        settings.has_entered(id(2));
        assert!(!settings.has_invited(id(2)));
    }

    #[test]
    fn a_key_is_for_members() {
        let mut settings = Settings::default();
        let key = Text::lossy("s3cret", 10);
        assert!(settings.set_key(Some(key.clone())) && !settings.set_key(Some(key)));
        assert!(settings.set_limit(Some(5)));
        let shown = |member| crate::hub::mode::Shown(&settings.shown(member)).to_string();
        assert_eq!(shown(true), "+klnt s3cret 5");
        assert_eq!(shown(false), "+klnt * 5");
    }
}
