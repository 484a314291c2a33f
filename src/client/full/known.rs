//! Whom and what the line can complete.

use crate::client::chat::Chat;
use crate::client::edit::Known;

/// Whom and what the line can complete: those of the active window's server.
pub(super) struct Acquainted<'a>(pub(super) &'a Chat);

impl Known for Acquainted<'_> {
    fn names(&self) -> Vec<&str> {
        let Some(window) = self.0.active() else {
            return Vec::new();
        };
        let me = self.0.server(window.server);
        let spoke = window
            .entries
            .iter()
            .rev()
            .filter(|it| it.kind.is_speech() && !it.mine);
        let spoke = spoke.take(500).filter_map(|it| it.from.as_deref());
        let there: Vec<&str> = window.members.iter().map(|it| it.name.as_str()).collect();
        let is_there = |name: &&str| there.contains(name) || !window.is_group();
        let mut names: Vec<&str> = Vec::new();
        for name in spoke.filter(is_there).chain(there.iter().copied()) {
            if !names.contains(&name) && !me.is_some_and(|it| it.is_me(name)) {
                names.push(name);
            }
        }
        names
    }

    fn groups(&self) -> Vec<&str> {
        let Some(active) = self.0.active() else {
            return Vec::new();
        };
        let windows = self.0.windows().iter();
        let groups = windows.filter(|it| it.server == active.server && it.is_group());
        groups.filter_map(|it| it.target()).collect()
    }
}
