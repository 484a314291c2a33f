//! Words typed in a server's own window while its first group is still to come: somebody who begins to talk at once means
//! to be heard. They stand there unsent, and are said in the group that one lands in.

use super::Chat;
use super::entry::{Key, Kind, State};
use super::server::{Link, ServerId};
use super::window::WindowId;
use crate::now::Now;

/// Most bytes of them on one server.
const BYTES: usize = 64 * 1024;

/// Something said before there was anybody to hear it.
#[derive(Debug)]
pub(super) struct Early {
    /// Where it stands in the server's window, unless that was cleared.
    key: Key,
    text: String,
    kind: Kind,
}

impl Chat {
    /// Keeps what is said in the window of a server until there is a group to say it in.
    pub(super) fn speak_early(&mut self, own: WindowId, text: &str, kind: &Kind, now: Now) {
        let id = self.window(own).map(|it| it.server);
        let Some((id, server)) = id.and_then(|id| Some((id, self.server(id)?))) else {
            return;
        };
        let wire = &server.wire;
        let a_group_comes = match server.link {
            Link::Connecting | Link::Registering => !wire.known,
            Link::Joined => !wire.entering.is_empty(),
            Link::Lost { next_ms, .. } => next_ms.is_some() && !wire.known,
            Link::Left => false,
        };
        if !a_group_comes {
            return self.fail(
                own,
                "Nobody hears you here: /join #GROUP, or /msg NAME TEXT.",
                now,
            );
        }
        let bytes: usize = wire.early.iter().map(|it| it.text.len()).sum();
        if bytes + text.len() > BYTES {
            return self.too_much(own, text, now);
        }
        if wire.early.is_empty() {
            self.inform(own, "This waits until you are in a group.", now);
        }
        let key = self.write_down(id, own, text.to_owned(), kind, None, now);
        if let (Some(key), Some(server)) = (key, self.server_mut(id)) {
            let (text, kind) = (text.to_owned(), kind.clone());
            server.wire.early.push(Early { key, text, kind });
        }
    }

    /// We are in a group: what was said too early is said there.
    pub(super) fn land(&mut self, id: ServerId, group: WindowId, now: Now) {
        for Early { key, text, kind } in self.take_early(id) {
            let own = self.own_window(id);
            if let Some(own) = own.and_then(|own| self.window_mut(own)) {
                own.take(key);
            }
            self.speak(group, &text, &kind, None, now);
        }
    }

    /// No group is going to be entered: what was said too early is not said, and why.
    pub(super) fn land_nowhere(&mut self, id: ServerId, why: &str) {
        for early in self.take_early(id) {
            let place = self.own_window(id).map(|own| (own, early.key));
            self.become_of(place, State::Failed(why.to_owned()));
        }
    }

    fn take_early(&mut self, id: ServerId) -> Vec<Early> {
        let server = self.server_mut(id);
        server.map_or_else(Vec::new, |it| std::mem::take(&mut it.wire.early))
    }
}
