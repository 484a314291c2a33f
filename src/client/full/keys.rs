//! What the user presses and pastes, given to the line, the chat, or whatever lies over them.

use unicode_segmentation::UnicodeSegmentation as _;

use super::Full;
use super::bindings::Deed;
use crate::client::chat::entry::Key as EntryKey;
use crate::client::chat::window::Scroll;
use crate::client::chat::{Action, Chat, Input};
use crate::client::draw::Spot;
use crate::client::draw::theme::Ground;
use crate::client::edit::{Known, Outcome};
use crate::client::term::keys::{Button, Code, Deed as MouseDeed, Event, Key, Mouse, Paste, Reply};
use crate::limits;
use crate::pieces::pieces;

/// Messages that a paste may make without being asked about.
const ASKED_FROM: usize = 3;
/// How soon Ctrl+C has to be pressed again to leave, milliseconds.
const TWICE_MS: u64 = 3_000;
/// Rows that the wheel moves.
const WHEEL: i32 = 3;
/// Longest query, bytes.
const QUERY: usize = 200;

/// What the keys go to.
#[derive(Debug)]
pub(super) enum Mode {
    /// The line.
    Write,
    /// The help.
    Help { scroll: usize },
    /// The member table.
    Members { scroll: usize },
    /// The topic.
    Topic { scroll: usize },
    /// The choice of windows.
    Switch { query: String, chosen: usize },
    /// The search through the messages.
    Search { query: String },
    /// The question about a paste: what would be said, as how many messages, how long that takes, and how many bytes were
    /// too much for anybody.
    Paste {
        text: String,
        messages: usize,
        takes_ms: u64,
        lost: usize,
    },
}

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
    fn typing(&mut self) {
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
        self.mode = Mode::Write;
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

    /// A key over something that is only read. Returns how far it is scrolled; `None` closes it.
    fn leaf(&mut self, key: Key, own: Deed, scroll: usize) -> Option<usize> {
        let (seen, rows) = self.drawing.over_rows();
        let most = rows.saturating_sub(seen);
        let page = seen.saturating_sub(1).max(1);
        let scroll = scroll.min(most);
        let moved = match key.code {
            Code::Up => scroll.saturating_sub(1),
            Code::Down => scroll + 1,
            Code::PageUp => scroll.saturating_sub(page),
            Code::PageDown | Code::Char(' ') => scroll + page,
            Code::Home => 0,
            Code::End => most,
            Code::Escape | Code::Enter | Code::Char('q') => return None,
            _ if self.keymap.screen.find(key) == Some(own) => return None,
            _ => scroll,
        };
        Some(moved.min(most))
    }

    fn switch(&mut self, key: Key, mut query: String, chosen: usize) {
        let found = self.chat.matches(&query);
        let last = found.len().saturating_sub(1);
        let mut chosen = chosen.min(last);
        match key.code {
            Code::Escape => return,
            Code::Enter => {
                if let Some(&id) = found.get(chosen) {
                    self.give(Input::Do(Action::Activate(id)));
                }
                return;
            }
            Code::Up => chosen = chosen.checked_sub(1).unwrap_or(last),
            Code::Down | Code::Tab => chosen = if chosen == last { 0 } else { chosen + 1 },
            _ if self.keymap.screen.find(key) == Some(Deed::Switch) => {
                chosen = if chosen == last { 0 } else { chosen + 1 }
            }
            _ if edit_query(&mut query, key) => chosen = 0,
            _ => {}
        }
        self.mode = Mode::Switch { query, chosen };
    }

    fn search(&mut self, key: Key, mut query: String) {
        let current = self
            .chat
            .active()
            .and_then(|window| window.search.as_ref())
            .is_some_and(|search| search.query == query.trim());
        match key.code {
            Code::Escape => {
                self.give(Input::Do(Action::Search("")));
                return self.give(Input::Do(Action::Scroll(Scroll::Newest)));
            }
            Code::Enter | Code::Up if current => self.give(Input::Do(Action::Hit(false))),
            Code::Down if current => self.give(Input::Do(Action::Hit(true))),
            Code::Enter | Code::Up => self.give(Input::Do(Action::Search(&query))),
            Code::PageUp | Code::PageDown => {
                let page = i32::from(self.drawing.page().saturating_sub(1).max(1));
                self.scroll(if key.code == Code::PageUp {
                    -page
                } else {
                    page
                });
            }
            _ if self.keymap.screen.find(key) == Some(Deed::Search) && current => {
                self.give(Input::Do(Action::Hit(false)));
            }
            _ => {
                edit_query(&mut query, key);
            }
        }
        self.mode = Mode::Search { query };
    }

    fn pasted(&mut self, paste: Paste) {
        self.dirty = true;
        match &mut self.mode {
            Mode::Switch { query, .. } | Mode::Search { query } => {
                for c in paste.text.chars().filter(|c| !c.is_control()) {
                    push(query, c);
                }
                return;
            }
            Mode::Write => {}
            // Whatever was open is closed by going on.
            _ => self.mode = Mode::Write,
        }
        let messages = messages(&paste.text);
        if messages <= ASKED_FROM {
            if let Outcome::Full(lost) = self.editor.paste(&paste.text) {
                self.tell(format!("The line is full: {lost} bytes were left out."));
            }
            return self.typing();
        }
        self.mode = Mode::Paste {
            messages: self.chat.messages_of(&paste.text).unwrap_or(messages),
            takes_ms: self.chat.takes_ms(messages),
            text: paste.text,
            lost: paste.lost,
        };
    }

    /// Says what was pasted, with what was written around it.
    fn say_all(&mut self, text: &str) {
        let alone = self.editor.text().trim().is_empty();
        let mut all = self.editor.take_with(text);
        // Nothing that was pasted is a command.
        if alone && all.starts_with('/') {
            all.insert(0, '/');
        }
        self.give(Input::Typed(&all));
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

/// How many messages a text makes where a server takes one line at a time.
fn messages(text: &str) -> usize {
    let lines = text.split('\n').filter(|line| !line.trim().is_empty());
    lines
        .map(|line| pieces(line, limits::IRC_LINE - 100).count())
        .sum()
}

/// Changes a query by a key. `false` for a key that means nothing to it.
fn edit_query(query: &mut String, key: Key) -> bool {
    if key == Key::ctrl('u') {
        query.clear();
    } else if key.code == Code::Backspace || key == Key::ctrl('h') {
        let end = query
            .grapheme_indices(true)
            .next_back()
            .map_or(0, |(at, _)| at);
        query.truncate(end);
    } else if let Some(c) = key.typed().filter(|c| !c.is_control()) {
        push(query, c);
    } else {
        return false;
    }
    true
}

fn push(query: &mut String, c: char) {
    if query.len() + c.len_utf8() <= QUERY {
        query.push(c);
    }
}

/// Whom and what the line can complete: those of the active window's server.
struct Acquainted<'a>(&'a Chat);

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_makes_as_many_messages_as_it_has_lines_or_pieces() {
        for (text, want) in [("", 0), ("one", 1), ("one\n\n two\n", 2), ("a\nb\nc\nd", 4)] {
            assert_eq!(messages(text), want, "{text:?}");
        }
        assert_eq!(messages(&"x".repeat(1_000)), 3);
    }

    #[test]
    fn a_query_is_edited_by_characters_and_bounded() {
        let mut query = String::new();
        for c in "e\u{301}x".chars() {
            assert!(edit_query(&mut query, Key::plain(Code::Char(c))));
        }
        assert!(edit_query(&mut query, Key::plain(Code::Backspace)));
        assert!(edit_query(&mut query, Key::ctrl('h')));
        assert_eq!(query, "");
        assert!(!edit_query(&mut query, Key::plain(Code::Up)));
        for _ in 0..1_000 {
            edit_query(&mut query, Key::plain(Code::Char('é')));
        }
        assert_eq!(query.len(), QUERY);
    }
}
