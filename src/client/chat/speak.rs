//! What the user says, on its way: cut where it does not fit, paced, kept while there is no connection.

use super::caps::Caps;
use super::cut::{Cut, lines_of};
use super::entry::{Entry, Key, Kind, State};
use super::pour::AT_ONCE;
use super::server::ServerId;
use super::window::WindowId;
use super::wire::{Queued, Sending, UNSENT};
use super::{Chat, Output};
use crate::client::room::room;
use crate::irc::message::{Line, escape};
use crate::now::Now;

/// What stands around an action (Modern IRC, "CTCP").
const ACTION: (&str, &str) = ("\u{1}ACTION ", "\u{1}");

impl Chat {
    /// Says `text` in a window, or does it.
    pub(super) fn speak(
        &mut self,
        window: WindowId,
        text: &str,
        kind: &Kind,
        reply_to: Option<&str>,
        now: Now,
    ) {
        let Some(it) = self.window(window) else {
            return;
        };
        let Some(target) = it.target().map(str::to_owned) else {
            return self.speak_early(window, text, kind, now);
        };
        let (id, left) = (it.server, it.is_group() && it.left);
        if left {
            let start: String = text.chars().take(40).collect();
            return self.fail(
                window,
                format!("You are not in {target}, so this was not said: {start}"),
                now,
            );
        }
        let text = text.replace('\r', "");
        let text = text.trim_end_matches('\n');
        let cut = self.cut(id, &target, kind);
        let mut pieces: Vec<String> = cut.messages(text).take(AT_ONCE + 1).collect();
        let long = pieces.len() > AT_ONCE;
        let taken = if long {
            pieces.clear();
            self.begin_to_pour(window, text, kind, reply_to)
        } else {
            !server_is_full(self, id, pieces.len())
        };
        if !taken {
            return self.too_much(window, text, now);
        }
        for piece in pieces {
            let reply_to = reply_to.map(str::to_owned);
            let key = self.write_down(id, window, piece, kind, reply_to, now);
            let (Some(key), Some(server)) = (key, self.server_mut(id)) else {
                return;
            };
            server.wire.unsent.push_back((window, key));
        }
        if let Some(window) = self.window_mut(window) {
            window.unread_line = None;
            window.chosen = None;
        }
        self.send_unsent(id, now);
    }

    pub(super) fn too_much(&mut self, window: WindowId, text: &str, now: Now) {
        let start: String = text.chars().take(40).collect();
        let text = format!("Too much waits to be sent already; this was not said: {start}");
        self.fail(window, text, now);
    }

    /// Puts words of the user's into a window, not sent yet.
    pub(super) fn write_down(
        &mut self,
        id: ServerId,
        window: WindowId,
        text: String,
        kind: &Kind,
        reply_to: Option<String>,
        now: Now,
    ) -> Option<Key> {
        let server = self.server(id)?;
        let mut entry = Entry::new(kind.clone(), now.unix_ms, text);
        entry.from = Some(server.name.clone());
        entry.id = server.number;
        entry.mine = true;
        entry.state = State::Unsent;
        entry.reply_to = reply_to;
        self.tell(window, entry)
    }

    /// How what is said there is cut.
    pub(super) fn cut(&self, id: ServerId, target: &str, kind: &Kind) -> Cut {
        let room = self.room(id, target, kind);
        let several = self.server(id).and_then(|server| {
            let (bytes, lines) = server.supports.several;
            let able = server.caps.has(Caps::MULTILINE)
                && server.caps.has(Caps::BATCH)
                && *kind == Kind::Message;
            (able && lines > 1 && bytes >= room).then_some((bytes, lines))
        });
        Cut { room, several }
    }

    fn room(&self, id: ServerId, target: &str, kind: &Kind) -> usize {
        let Some(server) = self.server(id) else {
            return 0;
        };
        let around = if *kind == Kind::Action {
            ACTION.0.len() + ACTION.1.len()
        } else {
            0
        };
        let shorter = crate::limits::IRC_LINE - server.supports.line.min(crate::limits::IRC_LINE);
        room(&server.name, "PRIVMSG", target, around)
            .saturating_sub(shorter)
            .max(32)
    }

    /// Sends what waits for the connection, as far as its groups are entered.
    pub(super) fn send_unsent(&mut self, id: ServerId, now: Now) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        if !server.is_joined() || server.wire.unsent.is_empty() {
            return;
        }
        let waiting = std::mem::take(&mut server.wire.unsent);
        let mut kept = std::collections::VecDeque::new();
        for (window, key) in waiting {
            let Some(it) = self.window(window) else {
                continue;
            };
            if it.is_group() && !it.present || self.doubts(window) {
                kept.push_back((window, key));
            } else {
                self.transmit(id, window, key, now);
            }
        }
        if let Some(server) = self.server_mut(id) {
            server.wire.unsent = kept;
        }
    }

    /// Sends one entry.
    pub(super) fn transmit(&mut self, id: ServerId, window: WindowId, key: Key, now: Now) {
        let Some(it) = self.window(window) else {
            return;
        };
        let (Some(target), Some(at)) = (it.target(), it.place(key)) else {
            return;
        };
        let Some(entry) = it.entries.get(at) else {
            return;
        };
        let (target, entry) = (target.to_owned(), entry.clone());
        // What was said before it waited longer and stands behind it now.
        let overtaken = it.entries.range(at..).any(|it| it.mine && it.key < key);
        if entry.state != State::Unsent {
            return;
        }
        let room = self.room(id, &target, &entry.kind);
        let waited = now.unix_ms.saturating_sub(entry.unix_ms) > 1_000;
        if (waited || overtaken)
            && let Some(it) = self.window_mut(window)
        {
            it.move_to_end(key, now.unix_ms);
        }
        let Some(server) = self.servers.iter_mut().find(|it| it.id == id) else {
            return;
        };
        let caps = server.caps;
        let wire = &mut server.wire;
        wire.labels += 1;
        let label = wire.labels;
        let mut tags = String::new();
        if caps.has(Caps::LABELED_RESPONSE) && caps.has(Caps::BATCH) {
            tags = format!("label={label}");
        }
        if let Some(msgid) = entry
            .reply_to
            .as_deref()
            .filter(|_| caps.has(Caps::MESSAGE_TAGS))
        {
            let semicolon = if tags.is_empty() { "" } else { ";" };
            tags.push_str(&format!("{semicolon}+draft/reply={}", escape(msgid)));
        }
        let echoed = caps.has(Caps::ECHO_MESSAGE);
        let several = entry.text.contains('\n') || entry.text.len() > room;
        if several && caps.has(Caps::MULTILINE) {
            let reference = format!("m{label}");
            // One item of the queue, so that nothing comes between and nothing of it is left behind.
            let mut lines = 2;
            wire.put_saying(Some((window, key)), |out| {
                let line = Line::to_server(out, &tags, "BATCH").arg(format_args!("+{reference}"));
                line.arg("draft/multiline").arg(&target).end();
                for (piece, joined) in lines_of(&entry.text, room) {
                    let concat = if joined {
                        ";draft/multiline-concat"
                    } else {
                        ""
                    };
                    let tags = format!("batch={reference}{concat}");
                    Line::to_server(out, &tags, "PRIVMSG")
                        .arg(&target)
                        .last(piece);
                    lines += 1;
                }
                Line::to_server(out, "", "BATCH")
                    .arg(format_args!("-{reference}"))
                    .end();
            });
            if let Some(queued) = wire.queue.back_mut() {
                queued.lines = lines;
            }
        } else {
            let (before, after) = if entry.kind == Kind::Action {
                ACTION
            } else {
                ("", "")
            };
            wire.put_saying(Some((window, key)), |out| {
                let text = format!("{before}{}{after}", entry.text);
                Line::to_server(out, &tags, "PRIVMSG")
                    .arg(&target)
                    .last(text);
            });
        }
        if echoed {
            wire.sending.push_back(Sending { window, key, label });
        }
    }

    /// Sends what has leave to go.
    pub(super) fn pump(&mut self, now: Now) {
        let mut out = Vec::new();
        for server in &mut self.servers {
            let connected = matches!(server.link, super::Link::Registering | super::Link::Joined);
            let free = server.is_free();
            let wire = &mut server.wire;
            if !connected {
                wire.out.clear();
                continue;
            }
            while !wire.queue.is_empty() && (free || wire.pace.take(now.mono_ms)) {
                let Some(Queued { bytes, says, lines }) = wire.queue.pop_front() else {
                    break;
                };
                if !free {
                    wire.pace.owe(lines - 1);
                }
                wire.out.extend_from_slice(&bytes);
                if let Some((window, key)) = says {
                    let echoed = wire.sending.iter().any(|it| it.key == key);
                    out.push((window, key, echoed));
                }
            }
            if !wire.out.is_empty() {
                let bytes = std::mem::take(&mut wire.out);
                self.out.push_back(Output::Send(server.id, bytes));
            }
        }
        for (window, key, echoed) in out {
            if let Some(window) = self.window_mut(window) {
                let state = if echoed { State::Sending } else { State::Sent };
                if !echoed {
                    window.newest_ms = window.newest_ms.max(now.unix_ms);
                }
                window.change(key, |entry| entry.state = state);
                self.changed = true;
            }
        }
    }
}

/// Whether so many more may not wait.
fn server_is_full(chat: &Chat, id: ServerId, more: usize) -> bool {
    chat.server(id).is_none_or(|server| {
        let wire = &server.wire;
        let queued = wire.queue.iter().filter(|line| line.says.is_some()).count();
        wire.unsent.len() + wire.sending.len() + queued + more > UNSENT
    })
}
