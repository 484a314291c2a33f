//! What is shown: frames, and what catches attention outside of them.

use ratatui_core::buffer::Buffer;

use super::mode::Mode;
use super::{FRAME_MS, Full, Notify};
use crate::client::chat::Notice;
use crate::client::draw::fit::fit;
use crate::client::draw::layout::line_room;
use crate::client::draw::{Hint, Line, Over, Scene, paint};

impl Full {
    /// Draws a frame, if there is something new to see and the terminal has taken the last one.
    pub(super) fn draw(&mut self) {
        let now_ms = self.now.mono_ms;
        let gone = self.blind || self.gone_by_ms.is_some();
        if gone
            || !self.dirty
            || !self.screen.wants_frame()
            || now_ms < self.framed_ms + FRAME_MS && self.framed_ms > 0
        {
            self.screen.advance();
            return;
        }
        self.dirty = false;
        self.framed_ms = now_ms.max(1);
        let size = self.tty.size();
        let (columns, rows) = line_room(size.columns, size.rows);
        let view = self
            .editor
            .view(usize::from(columns), usize::from(rows), fit);
        let line = Line {
            rows: view.rows,
            column: view.column,
            row: view.row,
            above: view.above,
            below: view.below,
        };
        let candidates = self.editor.completion();
        let labels: Vec<&str> = candidates
            .iter()
            .flat_map(|(all, _)| all.iter().map(|it| it.label.as_str()))
            .collect();
        let hint = if let Mode::Search { query } = &self.mode {
            Hint::Search { query }
        } else if let Some((query, failed)) = self.editor.searching() {
            Hint::History { query, failed }
        } else if let Some((_, chosen)) = candidates {
            Hint::Candidates {
                labels: &labels,
                chosen,
            }
        } else if let Some((words, _)) = &self.words {
            Hint::Words(words)
        } else if let Some(command) = self.editor.hint() {
            Hint::Command(command)
        } else {
            Hint::None
        };
        let keys = match self.mode {
            Mode::Help { .. } => self.keymap.help(),
            _ => Vec::new(),
        };
        let found = match &self.mode {
            Mode::Switch { query, .. } => self.chat.matches(query),
            _ => Vec::new(),
        };
        let over = match &self.mode {
            Mode::Write | Mode::Search { .. } => Over::Nothing,
            Mode::Help { scroll } => Over::Help {
                keys: &keys,
                scroll: *scroll,
            },
            Mode::Members { scroll } => Over::Members { scroll: *scroll },
            Mode::Topic { scroll } => Over::Topic { scroll: *scroll },
            Mode::Switch { query, chosen } => Over::Switcher {
                query,
                found: &found,
                chosen: (*chosen).min(found.len().saturating_sub(1)),
            },
            Mode::Paste {
                text,
                messages,
                takes_ms,
                lost,
            } => Over::Paste {
                text,
                messages: *messages,
                takes_ms: *takes_ms,
                lost: *lost,
            },
        };
        let scene = Scene {
            chat: &self.chat,
            line: &line,
            hint,
            over,
            now: self.now,
            offset_s: self.offset_s,
        };
        let mut cells = Buffer::empty(paint::screen(size.columns, size.rows));
        let cursor = self.drawing.draw(&scene, &mut cells);
        let mut bytes = Vec::new();
        let links = self.drawing.links();
        self.painter.paint(&cells, links, cursor, &mut bytes);
        // Writing to it only gathers.
        let _ = std::io::Write::write_all(&mut self.screen, &bytes);
        self.screen.advance();
        if let Some(why) = self.screen.broken() {
            log::info!("the terminal is gone: {why}");
            self.blind = true;
            self.give(crate::client::chat::Input::Do(
                crate::client::chat::Action::Quit,
            ));
        }
    }

    /// Catches the user's attention.
    pub(super) fn notice(&mut self, notice: &Notice) {
        let sequence = match notice {
            Notice::Bell => b"\x07".to_vec(),
            Notice::Title(title) => paint::title(title),
            Notice::Desktop { title, body } => desktop(self.notify, title, body),
        };
        self.screen.sign(&sequence);
    }
}

/// The sequence that notifies the desktop. Whatever is in the words is made harmless.
fn desktop(notify: Notify, title: &str, body: &str) -> Vec<u8> {
    let (title, body) = (fit(title), fit(body));
    match notify {
        // Behind a digit, ConEmu and Windows Terminal look for something else than words.
        Notify::Osc9 => format!("\x1b]9;groupchat: {title}: {body}\x1b\\"),
        Notify::Osc777 => {
            let title = title.replace(';', ",");
            format!("\x1b]777;notify;{title};{body}\x1b\\")
        }
    }
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_said_ends_a_notification_or_begins_a_sequence() {
        for notify in [Notify::Osc9, Notify::Osc777] {
            let made = desktop(notify, "eve;x\x1b\\", "\x07\x1b]0;evil\x07\u{9c}\u{9d}");
            let text = String::from_utf8(made).expect("text");
            let inner = text.strip_prefix("\x1b]").expect("a beginning");
            let inner = inner.strip_suffix("\x1b\\").expect("an end");
            assert!(!inner.chars().any(char::is_control), "{text:?}");
        }
        let made = desktop(Notify::Osc777, "a;b", "c;d");
        assert_eq!(made, b"\x1b]777;notify;a,b;c;d\x1b\\");
    }
}
