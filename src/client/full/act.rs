//! The chat and the rest: what it is given, what it wants done, and what changes with its windows.

use super::Full;
use super::mode::Mode;
use crate::client::chat::{Input, Output};

/// Time that servers get to read our good-bye, milliseconds.
const LEAVE_MS: u64 = 1_000;
/// How long words to the user stand in the status line, milliseconds.
const WORDS_MS: u64 = 4_000;

impl Full {
    /// Gives the chat something and does what it wants done.
    pub(super) fn give(&mut self, input: Input<'_>) {
        self.chat.handle(input, self.now);
        self.act();
    }

    /// Does what the chat wants done.
    pub(super) fn act(&mut self) {
        while let Some(output) = self.chat.poll() {
            match output {
                Output::Connect(id) => self.wanted.push(id),
                Output::Send(id, bytes) => self.send(id, &bytes),
                Output::Close(id) => self.hang_up(id),
                Output::Notice(notice) => self.notice(&notice),
                Output::Save(save) => self.keep.save(save),
                Output::Help => {
                    self.mode = Mode::Help { scroll: 0 };
                    self.dirty = true;
                }
                Output::Quit => {
                    self.gone_by_ms.get_or_insert(self.now.mono_ms + LEAVE_MS);
                }
            }
        }
        self.dirty |= self.chat.changed();
        self.follow();
    }

    /// Keeps what is being written with its window.
    fn follow(&mut self) {
        let active = self.chat.active().map(|window| window.id);
        if active == self.window {
            return;
        }
        let before = std::mem::replace(&mut self.window, active);
        self.dirty = true;
        let draft = active.and_then(|id| self.drafts.remove(&id));
        // Nobody is heard in a server's own window: what is written there, while the connection is made, is meant for the
        // group that comes.
        let mute =
            before.is_none_or(|id| self.chat.window(id).is_none_or(|it| it.target().is_none()));
        if mute && draft.is_none() {
            return;
        }
        let text = self.editor.exchange(draft.unwrap_or_default());
        if let Some(before) = before.filter(|_| !text.is_empty()) {
            self.drafts.insert(before, text);
        }
        let chat = &self.chat;
        self.drafts.retain(|id, _| chat.window(*id).is_some());
    }

    /// Tells the user something in the status line.
    pub(super) fn tell(&mut self, words: impl Into<String>) {
        self.words = Some((words.into(), self.now.mono_ms + WORDS_MS));
        self.dirty = true;
    }
}
