//! What was said before: asked for on entering and after being away, and how far it was read (IRCv3 chathistory,
//! read-marker).

use super::caps::Caps;
use super::hear::Heard;
use super::server::ServerId;
use super::window::{Scroll, Which, WindowId};
use super::wire::Catching;
use super::{Chat, Output, Read, Save};
use crate::calendar;
use crate::irc::message::Line;
use crate::now::Now;

/// Messages asked for on entering a group for the first time, and by `/history` without a number.
const COUNT: usize = 50;
/// Most answers asked for to fill one gap.
const ROUNDS: u32 = 20;
/// Most answers awaited at a time.
const CATCHING: usize = 128;
/// Most conversations looked for after being away.
const TARGETS: usize = 50;
/// How far back before the last thing known is looked, milliseconds: two may have happened in the same one.
const OVERLAP_MS: u64 = 1;

impl Chat {
    /// Asks for what we missed in a window, or for a little of what was said when we know nothing of it.
    pub(super) fn catch_up(&mut self, id: ServerId, window: WindowId) {
        let Some(window) = self.window(window) else {
            return;
        };
        let Some(target) = window.target().map(str::to_owned) else {
            return;
        };
        let newest_ms = window.newest_ms;
        self.ask_for_history(id, &target, newest_ms, COUNT, None);
    }

    /// Asks for history of a target, after a moment if that is known. `asked_in` is where somebody waits for it.
    pub(super) fn ask_for_history(
        &mut self,
        id: ServerId,
        target: &str,
        after_ms: u64,
        count: usize,
        asked_in: Option<WindowId>,
    ) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let able = server.caps.has(Caps::CHATHISTORY) && server.caps.has(Caps::BATCH);
        if !able || server.wire.catching.len() >= CATCHING {
            return;
        }
        let gap = after_ms > 0;
        let count = if gap {
            server.supports.history
        } else {
            count.min(server.supports.history)
        };
        server.wire.catching.push(Catching {
            target: server.supports.fold(target),
            newest_ms: after_ms,
            rounds: 0,
            asked_in,
            gap,
            count,
        });
        server.wire.put(|out| ask(out, target, after_ms, count));
    }

    /// An answer of history is complete.
    pub(super) fn end_history(&mut self, id: ServerId, target: &str, count: usize, now: Now) {
        let window = self.find(id, target);
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let folded = server.supports.fold(target);
        let place = server
            .wire
            .catching
            .iter()
            .position(|it| it.target == folded);
        if let Some(place) = place {
            let catching = &mut server.wire.catching[place];
            catching.rounds += 1;
            // A full answer means that there is more. What does not get on would be asked for for ever.
            let newest_ms = catching.newest_ms;
            if catching.gap && count >= catching.count && catching.rounds < ROUNDS && newest_ms > 0
            {
                let count = catching.count;
                return server.wire.put(|out| ask(out, target, newest_ms, count));
            }
            let done = server.wire.catching.remove(place);
            if let (0, Some(window)) = (count, done.asked_in) {
                self.inform(window, format!("Nothing was said in {target} yet."), now);
            }
        }
        if let Some(window) = window {
            self.recount(window);
            self.settle(id, window, now);
        }
    }

    /// What came of the past tells how far the answer has come.
    pub(super) fn caught(&mut self, id: ServerId, target: &str, unix_ms: u64) {
        if let Some(server) = self.server_mut(id) {
            let folded = server.supports.fold(target);
            let mut catching = server.wire.catching.iter_mut();
            if let Some(it) = catching.find(|it| it.target == folded) {
                it.newest_ms = it.newest_ms.max(unix_ms);
            }
        }
    }

    /// History was refused. Whether that is news: of a conversation that was looked up unasked, its window tells more.
    pub(super) fn history_refused(&mut self, id: ServerId, target: &str, now: Now) -> bool {
        let window = self.find(id, target);
        let group = window.and_then(|it| self.window(it));
        let group = group.is_none_or(super::Window::is_group);
        let mut asked = group;
        if let Some(server) = self.server_mut(id) {
            let folded = server.supports.fold(target);
            server.wire.catching.retain(|it| {
                let refused = it.target == folded;
                asked |= refused && it.asked_in.is_some();
                !refused
            });
        }
        if window.is_some() {
            self.give_doubts_up(id, window, now);
        }
        asked
    }

    /// Asks who spoke to us alone while we were away.
    pub(super) fn look_for_conversations(&mut self, id: ServerId) {
        let newest = self.windows.iter().filter(|it| it.server == id);
        let newest_ms = newest.map(|it| it.newest_ms).max().unwrap_or(0);
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let since_ms = server
            .wire
            .lost_unix_ms
            .take()
            .map(|lost_ms| match newest_ms {
                // By the server's clock if we have heard it; ours may be wrong.
                0 => lost_ms,
                newest_ms => newest_ms.min(lost_ms),
            });
        let able = server.caps.has(Caps::CHATHISTORY) && server.caps.has(Caps::BATCH);
        if let Some(since_ms) = since_ms.filter(|_| able) {
            server.wire.put(|out| {
                let line = Line::to_server(out, "", "CHATHISTORY").arg("TARGETS");
                let line = line.arg(format_args!("timestamp={}", calendar::rfc3339(since_ms)));
                line.arg(format_args!("timestamp={}", calendar::rfc3339(FAR_MS)))
                    .arg(TARGETS)
                    .end();
            });
        }
    }

    /// `CHATHISTORY TARGETS <target> <time>`: something was said there.
    pub(super) fn hear_target(&mut self, heard: &Heard<'_>) {
        let (id, target) = (heard.server, heard.param(1));
        let Some(server) = self.server(id) else {
            return;
        };
        if !heard.param(0).eq_ignore_ascii_case("TARGETS") || server.supports.is_group(target) {
            return;
        }
        let said_ms = calendar::parse_rfc3339(heard.param(2)).unwrap_or(0);
        let window = self
            .find(id, target)
            .or_else(|| self.open(id, Which::Conversation(target.to_owned())));
        let Some(window) = window else { return };
        if self
            .window(window)
            .is_some_and(|window| window.newest_ms < said_ms)
        {
            self.catch_up(id, window);
        }
    }

    /// `MARKREAD <target> timestamp=<time>`: how far we have read it, on another screen perhaps.
    pub(super) fn hear_marker(&mut self, heard: &Heard<'_>) {
        let Some(id) = self.find(heard.server, heard.param(0)) else {
            return;
        };
        let moment = heard.param(1).strip_prefix("timestamp=");
        let Some(read_ms) = moment.and_then(calendar::parse_rfc3339) else {
            return;
        };
        if let Some(window) = self.window_mut(id) {
            window.marked_ms = window.marked_ms.max(read_ms);
            if read_ms > window.read_ms {
                window.read_ms = read_ms;
                self.recount(id);
            }
        }
    }

    /// Counts again what is unread.
    pub(super) fn recount(&mut self, id: WindowId) {
        let seen = self.sees(id);
        let Some(window) = self.window_mut(id) else {
            return;
        };
        if window.read_ms == 0 {
            // The first we hear of it: what was said before we came is not owed any reading.
            let past = window.entries.iter().filter(|entry| entry.past);
            match past.map(|entry| entry.unix_ms).max() {
                Some(newest_ms) => window.read_ms = newest_ms,
                None => return,
            }
        }
        let private = matches!(window.which, Which::Conversation(_));
        let read_ms = window.read_ms;
        let unread = window
            .entries
            .iter()
            .rev()
            .take_while(|entry| entry.unix_ms > read_ms);
        let unread = unread.filter(|entry| entry.kind.is_speech() && !entry.mine);
        let (mut count, mut mentions, mut line) = (0, 0, None);
        for entry in unread {
            count += 1;
            mentions += usize::from(entry.mention || private);
            line = Some(entry.key);
        }
        if seen {
            // It is being read right now; the line shows where that began.
            window.unread_line = line.or(window.unread_line);
            return;
        }
        window.unread = count;
        window.mentions = mentions;
        window.unread_line = line;
        self.changed = true;
    }

    /// Whether the user looks at the newest of a window.
    pub(super) fn sees(&self, id: WindowId) -> bool {
        let newest = self
            .window(id)
            .is_some_and(|window| window.scroll == Scroll::Newest);
        self.active == id && self.attention && newest
    }

    /// What is looked at is read.
    pub(super) fn read(&mut self) {
        let id = self.active;
        let sees = self.sees(id);
        let Some(window) = self.window_mut(id) else {
            return;
        };
        if !sees {
            return;
        }
        if window.unread > 0 || window.mentions > 0 {
            window.unread = 0;
            window.mentions = 0;
            self.changed = true;
        }
        let Some(window) = self.window_mut(id) else {
            return;
        };
        window.read_ms = window.read_ms.max(window.newest_ms);
    }

    /// Tells the server, and the disk, how far a window was read. Done on leaving it and now and then.
    pub(super) fn mark(&mut self, id: WindowId) {
        let Some(window) = self.window_mut(id) else {
            return;
        };
        let Some(target) = window.target().map(str::to_owned) else {
            return;
        };
        let (read_ms, server) = (window.read_ms, window.server);
        if read_ms <= window.marked_ms {
            return;
        }
        window.marked_ms = read_ms;
        let present = window.present || !window.is_group();
        let Some(server) = self.server_mut(server) else {
            return;
        };
        if server.caps.has(Caps::READ_MARKER) && server.is_joined() && present {
            server.wire.put(|out| {
                let line = Line::to_server(out, "", "MARKREAD").arg(&target);
                line.arg(format_args!("timestamp={}", calendar::rfc3339(read_ms)))
                    .end();
            });
        }
        let read = Read {
            server: server.wanted.place.shown(),
            target,
            unix_ms: read_ms,
        };
        self.out.push_back(Output::Save(Save::Read(read)));
    }
}

/// Later than anything that was said: 9999-12-31, the last day that a timestamp can name.
const FAR_MS: u64 = 253_402_214_400_000;

fn ask(out: &mut Vec<u8>, target: &str, after_ms: u64, count: usize) {
    let line = Line::to_server(out, "", "CHATHISTORY");
    if after_ms > 0 {
        let since = calendar::rfc3339(after_ms.saturating_sub(OVERLAP_MS));
        line.arg("AFTER")
            .arg(target)
            .arg(format_args!("timestamp={since}"))
            .arg(count)
            .end();
    } else {
        line.arg("LATEST").arg(target).arg("*").arg(count).end();
    }
}
