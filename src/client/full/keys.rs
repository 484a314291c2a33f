//! What the user presses, given to the line, the chat, or whatever lies over them.

use super::Full;
use super::bindings::Deed;
use super::known::Acquainted;
use super::mode::Mode;
use crate::client::chat::entry::Key as EntryKey;
use crate::client::chat::window::Scroll;
use crate::client::chat::{Action, Input};
use crate::client::draw::Spot;
use crate::client::draw::theme::Ground;
use crate::client::edit::Outcome;
use crate::client::term::keys::{Button, Code, Deed as MouseDeed, Event, Key, Mouse, Reply};

/// How soon Ctrl+C has to be pressed again to leave, milliseconds.
const TWICE_MS: u64 = 3_000;
/// Rows that the wheel moves.
const WHEEL: i32 = 3;

impl Full {
    pub(super) fn pressed(&mut self, event: Event) {
        match event {
            Event::Key(key) => {
                self.words = None;
                self.dirty = true;
                if self.keymap.screen.find(key) != Some(Deed::Leave) {
                    self.leaving_ms = None;
                }
                self.key(key);
            }
            Event::Paste(paste) => self.pasted(paste),
            Event::FocusIn => self.give(Input::Do(Action::Attention(true))),
            Event::FocusOut => self.give(Input::Do(Action::Attention(false))),
            Event::Mouse(mouse) => self.mouse(mouse),
            Event::Reply(Reply::Background(red, green, blue)) if self.ask_ground => {
                let theme = self.drawing.theme().on(Ground::of_colour(red, green, blue));
                self.drawing.set_theme(theme);
                self.dirty = true;
            }
            Event::Reply(_) => {}
        }
    }

    fn key(&mut self, key: Key) {
        // What leaves does so from everywhere.
        match self.keymap.screen.find(key) {
            Some(Deed::Leave) => return self.leave(),
            Some(Deed::Stop) => {
                self.stop = true;
                return;
            }
            Some(Deed::Redraw) => return self.anew(),
            _ => {}
        }
        match std::mem::replace(&mut self.mode, Mode::Write) {
            Mode::Write => self.write(key),
            Mode::Help { scroll } => {
                if let Some(scroll) = self.leaf(key, Deed::Help, scroll) {
                    self.mode = Mode::Help { scroll };
                }
            }
            Mode::Members { scroll } => {
                if let Some(scroll) = self.leaf(key, Deed::Members, scroll) {
                    self.mode = Mode::Members { scroll };
                }
            }
            Mode::Topic { scroll } => {
                if let Some(scroll) = self.leaf(key, Deed::Topic, scroll) {
                    self.mode = Mode::Topic { scroll };
                }
            }
            Mode::Switch { query, chosen } => self.switch(key, query, chosen),
            Mode::Search { query } => self.search(key, query),
            Mode::Paste { text, .. } if key.code == Code::Enter => self.say_all(&text),
            Mode::Paste { .. } if key.code == Code::Escape => self.tell("Not sent."),
            asked @ Mode::Paste { .. } => self.mode = asked,
        }
    }

    fn write(&mut self, key: Key) {
        let known = Acquainted(&self.chat);
        let before = self.editor.text().len();
        match self.editor.handle(key, &known) {
            Outcome::Nothing | Outcome::Changed => {}
            Outcome::Full(lost) => {
                self.tell(format!("The line is full: {lost} bytes were left out."));
            }
            Outcome::Submit(text) => return self.give(Input::Typed(&text)),
            Outcome::Unhandled(key) => return self.unhandled(key),
        }
        if self.editor.text().len() != before {
            self.typing();
        }
    }

    /// Lets the chat know whether something is being written to others.
    pub(super) fn typing(&mut self) {
        let text = self.editor.text();
        let any = !text.trim().is_empty() && (!text.starts_with('/') || text.starts_with("//"));
        self.give(Input::Typing(any));
    }

    /// A key that the line has no use for.
    fn unhandled(&mut self, key: Key) {
        let Some(deed) = self.keymap.screen.find(key) else {
            return;
        };
        let page = i32::from(self.drawing.page().saturating_sub(1).max(1));
        match deed {
            Deed::Help => self.mode = Mode::Help { scroll: 0 },
            Deed::Members => self.mode = Mode::Members { scroll: 0 },
            Deed::Topic => self.mode = Mode::Topic { scroll: 0 },
            Deed::Nth(place) => self.give(Input::Do(Action::Nth(place))),
            Deed::Next => self.give(Input::Do(Action::Step(1))),
            Deed::Previous => self.give(Input::Do(Action::Step(-1))),
            Deed::Active => self.give(Input::Do(Action::NextActive)),
            Deed::MentionBefore => self.give(Input::Do(Action::Mention(false))),
            Deed::MentionAfter => self.give(Input::Do(Action::Mention(true))),
            Deed::Switch => {
                self.mode = Mode::Switch {
                    query: String::new(),
                    chosen: 0,
                }
            }
            Deed::Search => {
                self.mode = Mode::Search {
                    query: String::new(),
                }
            }
            Deed::PageUp => self.scroll(-page),
            Deed::PageDown => self.scroll(page),
            Deed::Oldest => {
                let scroll = self.drawing.oldest(&self.chat);
                self.give(Input::Do(Action::Scroll(scroll)));
            }
            Deed::Newest => self.give(Input::Do(Action::Scroll(Scroll::Newest))),
            Deed::ReplyOlder => self.choose(false),
            Deed::ReplyNewer => self.choose(true),
            Deed::Escape => self.escape(),
            Deed::Quit if self.chat.is_pouring() => self.give(Input::Do(Action::Stop(None))),
            Deed::Quit => self.give(Input::Do(Action::Quit)),
            // Done before.
            Deed::Redraw | Deed::Stop | Deed::Leave => {}
        }
    }

    pub(super) fn scroll(&mut self, by: i32) {
        let scroll = self.drawing.scrolled(&self.chat, by);
        self.give(Input::Do(Action::Scroll(scroll)));
    }

    /// Chooses what is answered next.
    fn choose(&mut self, newer: bool) {
        let Some(window) = self.chat.active() else {
            return;
        };
        let speech = window
            .entries
            .iter()
            .filter(|it| it.kind.is_speech() && it.msgid.is_some());
        let keys: Vec<EntryKey> = speech.map(|entry| entry.key).collect();
        let at = window
            .chosen
            .and_then(|chosen| keys.iter().position(|key| *key == chosen));
        let next = match (at, newer) {
            (None, true) => None,
            (None, false) => keys.len().checked_sub(1),
            (Some(at), false) => Some(at.saturating_sub(1)),
            (Some(at), true) => Some(at + 1).filter(|&at| at < keys.len()),
        };
        let chosen = next.and_then(|at| keys.get(at).copied());
        self.give(Input::Do(Action::Choose(chosen)));
    }

    /// Ends what is open, one thing at a time.
    fn escape(&mut self) {
        let Some(window) = self.chat.active() else {
            return;
        };
        let action = if self.chat.pouring(window.id).is_some() {
            Action::Stop(Some(window.id))
        } else if window.search.is_some() {
            Action::Search("")
        } else if window.chosen.is_some() {
            Action::Choose(None)
        } else {
            Action::Scroll(Scroll::Newest)
        };
        self.give(Input::Do(action));
    }

    fn leave(&mut self) {
        if let Mode::Paste { .. } = std::mem::replace(&mut self.mode, Mode::Write) {
            self.leaving_ms = None;
            return self.tell("Not sent.");
        }
        // Nobody who wants to stop a flood wants to wait for the second time, nor to lose what else is written.
        if self.chat.is_pouring() {
            self.leaving_ms = None;
            return self.give(Input::Do(Action::Stop(None)));
        }
        let again = self
            .leaving_ms
            .is_some_and(|at_ms| self.now.mono_ms < at_ms + TWICE_MS);
        if again {
            return self.give(Input::Do(Action::Quit));
        }
        self.leaving_ms = Some(self.now.mono_ms);
        if !self.editor.exchange(String::new()).is_empty() {
            self.give(Input::Typing(false));
        }
        let key = self.keymap.key(Deed::Leave);
        self.tell(key.map_or(String::new(), |key| format!("{key} again leaves.")));
    }

    fn mouse(&mut self, mouse: Mouse) {
        match mouse.deed {
            MouseDeed::WheelUp => self.scroll(-WHEEL),
            MouseDeed::WheelDown => self.scroll(WHEEL),
            MouseDeed::Press(Button::Left) => match self.drawing.spot(mouse.column, mouse.row) {
                Spot::Window(id) => self.give(Input::Do(Action::Activate(id))),
                Spot::Topic => {
                    self.mode = Mode::Topic { scroll: 0 };
                    self.dirty = true;
                }
                Spot::Members => {
                    self.mode = Mode::Members { scroll: 0 };
                    self.dirty = true;
                }
                _ => {}
            },
            _ => {}
        }
    }
}
