//! The decoder: which bytes belong together.

use super::control::{self, Meaning};
use super::paste::Pasting;
use super::text::{Step, Utf8};
use super::{Code, Event, Key, Mods, Mouse};

/// How long an `ESC` may be the beginning of something, milliseconds. Fingers are slower, cables are faster.
pub const ESCAPE_MS: u64 = 30;
/// How long anything else that has begun is waited for, milliseconds. Nobody types it by hand, so it is long enough for a
/// slow line.
pub const PARTIAL_MS: u64 = 500;

/// Most bytes of a control sequence that are looked at; a longer one means nothing.
const LONGEST: usize = 64;
/// Most bytes of a string (an answer in `OSC`, `DCS` or `APC`) that are swallowed; then it has been none.
const STRING: usize = 64 * 1024;

const BEL: u8 = 0x07;
const ESC: u8 = 0x1b;
const DEL: u8 = 0x7f;

/// The decoder. Its memory is bounded by [`PASTE`](super::PASTE).
#[derive(Debug)]
pub struct Keys {
    state: State,
    /// An `ESC` stood right before the character that is being read.
    alt: bool,
    text: Utf8,
    /// What has come of a sequence after its introducer.
    held: [u8; LONGEST],
    len: usize,
    pasting: Pasting,
    /// When bytes came last.
    at_ms: u64,
}

/// What has been read. `alt` says that one more `ESC` stood in front, as rxvt does it for Alt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing, or a part of a character.
    Ground,
    /// `ESC`.
    Escape { alt: bool },
    /// `ESC [`.
    Csi { alt: bool },
    /// `ESC [` and more than anybody sends.
    Endless,
    /// `ESC [ [`: a function key of the Linux console.
    Console,
    /// `ESC [ M`: three bytes of an old mouse report follow.
    OldMouse,
    /// `ESC O`.
    Ss3 { alt: bool },
    /// `ESC` and this byte, which begins a string if the next one fits.
    Introduced(u8),
    /// In a string, after so many bytes of it. `escaped` says that the last one was an `ESC`, `osc` that it is an `OSC`,
    /// whose beginning is held.
    String {
        bytes: usize,
        escaped: bool,
        osc: bool,
    },
    /// Between the marks of a paste.
    Paste,
}

impl Default for Keys {
    fn default() -> Keys {
        Keys::new()
    }
}

impl Keys {
    /// A decoder that has seen nothing.
    #[must_use]
    pub fn new() -> Keys {
        Keys {
            state: State::Ground,
            alt: false,
            text: Utf8::default(),
            held: [0; LONGEST],
            len: 0,
            pasting: Pasting::default(),
            at_ms: 0,
        }
    }

    /// Takes bytes that came at `now_ms` and appends what they come to: fewer events than bytes.
    pub fn feed(&mut self, bytes: &[u8], now_ms: u64, events: &mut Vec<Event>) {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            self.at_ms = now_ms;
            if self.state == State::Paste {
                let (taken, paste) = self.pasting.take(rest);
                rest = &rest[taken..];
                if let Some(paste) = paste {
                    self.state = State::Ground;
                    events.push(Event::Paste(paste));
                }
            } else {
                rest = after;
                // A byte that ends one thing may begin another; that one takes it, whatever it is.
                while !self.step(byte, events) {}
            }
        }
    }

    /// When silence would decide what has come, on the clock of [`feed`](Self::feed).
    ///
    /// There is none in a paste: however long the line was dead, what follows must not be taken for typing.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        let wait = match self.state {
            State::Ground if self.text.is_empty() => return None,
            State::Paste => return None,
            State::Escape { .. } | State::Introduced(_) => ESCAPE_MS,
            State::Csi { .. } | State::Ss3 { .. } if self.len == 0 => ESCAPE_MS,
            _ => PARTIAL_MS,
        };
        Some(self.at_ms.saturating_add(wait))
    }

    /// Lets silence decide if the deadline has passed: `ESC` alone was the Escape key, `ESC [` was Alt+[; longer pieces
    /// are thrown away. To be called when nothing is left to read.
    pub fn fire(&mut self, now_ms: u64, events: &mut Vec<Event>) {
        if self.deadline().is_none_or(|deadline| now_ms < deadline) {
            return;
        }
        if let State::Escape { alt } = self.state {
            let mods = if alt { Mods::ALT } else { Mods::NONE };
            events.push(Event::Key(Key::new(Code::Escape, mods)));
            self.state = State::Ground;
        }
        self.abandon(events);
    }

    /// Goes back to the ground. What could have been typed by hand is told, the rest is thrown away.
    fn abandon(&mut self, events: &mut Vec<Event>) {
        let typed = match self.state {
            State::Csi { alt } if self.len == 0 => Some((alt, b'[')),
            State::Ss3 { alt } if self.len == 0 => Some((alt, b'O')),
            State::Introduced(byte) => Some((false, byte)),
            _ => None,
        };
        if let Some((escape_first, byte)) = typed {
            if escape_first {
                events.push(Event::Key(Key::plain(Code::Escape)));
            }
            events.push(Event::Key(Key::alt(char::from(byte))));
        }
        if self.text.clear() {
            self.put(char::REPLACEMENT_CHARACTER, events);
        }
        self.alt = false;
        self.enter(State::Ground);
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.len = 0;
    }

    /// Takes a byte outside a paste. Returns whether it was used; if not, it has ended what came before it.
    fn step(&mut self, byte: u8, events: &mut Vec<Event>) -> bool {
        match self.state {
            State::Ground => return self.ground(byte, events),
            State::Escape { alt } => return self.escape(byte, alt, events),
            // Strings know an ESC of their own.
            State::String {
                bytes,
                escaped,
                osc,
            } => {
                return self.string(byte, bytes, escaped, osc, events);
            }
            State::Introduced(introducer) => {
                if !control::begins_string(introducer, byte) {
                    self.abandon(events);
                    return false;
                }
                let osc = introducer == b']';
                self.enter(State::String {
                    bytes: 0,
                    escaped: false,
                    osc,
                });
                if osc {
                    self.hold(byte);
                }
            }
            // No sequence contains a control character or anything beyond ASCII.
            _ if byte < 0x20 || byte == DEL || (byte > DEL && self.state != State::OldMouse) => {
                self.abandon(events);
                return false;
            }
            State::Csi { alt } => self.csi(byte, alt, events),
            State::Ss3 { alt } => match byte {
                b'0'..=b'9' | b';' => self.hold(byte),
                last => {
                    let meaning = control::ss3(&self.held[..self.len], last);
                    self.mean(meaning, alt, events);
                }
            },
            State::Console => {
                self.mean(control::console(byte), false, events);
            }
            State::OldMouse => {
                self.hold(byte);
                if self.len == 3 {
                    let [code, column, row] = [0, 1, 2].map(|at| u32::from(self.held[at]) - 32);
                    let meaning = Mouse::read(code, column, row, false).map(Event::Mouse);
                    self.mean(
                        meaning.map_or(Meaning::Nothing, Meaning::Event),
                        false,
                        events,
                    );
                }
            }
            State::Endless => {
                if byte >= 0x40 {
                    self.enter(State::Ground);
                }
            }
            // `feed` has taken it.
            State::Paste => {}
        }
        true
    }

    fn ground(&mut self, byte: u8, events: &mut Vec<Event>) -> bool {
        match byte {
            0..0x20 | DEL => {
                if !self.text.is_empty() {
                    self.abandon(events);
                    return false;
                }
                if byte == ESC {
                    self.enter(State::Escape { alt: false });
                } else {
                    self.press(control::key(byte), events);
                }
            }
            _ => match self.text.push(byte) {
                Step::Partly => {}
                Step::Char(c) => self.put(c, events),
                Step::Bad => self.put(char::REPLACEMENT_CHARACTER, events),
                Step::BadBefore => {
                    self.put(char::REPLACEMENT_CHARACTER, events);
                    return false;
                }
            },
        }
        true
    }

    fn escape(&mut self, byte: u8, alt: bool, events: &mut Vec<Event>) -> bool {
        match byte {
            ESC if !alt => self.enter(State::Escape { alt: true }),
            b'[' => self.enter(State::Csi { alt }),
            b'O' => self.enter(State::Ss3 { alt }),
            // Two in front of anything else are the Escape key and an Alt.
            _ if alt => {
                events.push(Event::Key(Key::plain(Code::Escape)));
                self.enter(State::Escape { alt: false });
                return false;
            }
            b']' | b'P' | b'_' => self.enter(State::Introduced(byte)),
            _ => {
                self.alt = true;
                self.enter(State::Ground);
                return false;
            }
        }
        true
    }

    fn string(
        &mut self,
        byte: u8,
        bytes: usize,
        escaped: bool,
        osc: bool,
        events: &mut Vec<Event>,
    ) -> bool {
        let meaning = match (byte, osc) {
            (b'\\', true) if escaped => control::osc(&self.held[..self.len]),
            (BEL, true) if !escaped => control::osc(&self.held[..self.len]),
            _ => Meaning::Nothing,
        };
        match byte {
            b'\\' if escaped => self.mean(meaning, false, events),
            _ if escaped => {
                self.enter(State::Escape { alt: false });
                return false;
            }
            BEL => self.mean(meaning, false, events),
            // Answers are printable. Whoever presses Return is not part of one.
            0..0x20 if byte != ESC => {
                self.enter(State::Ground);
                return false;
            }
            _ if bytes >= STRING => self.enter(State::Ground),
            _ => {
                // Of an answer that is longer than any that means something, the beginning is enough.
                if let Some(place) = self.held.get_mut(self.len).filter(|_| osc && byte != ESC) {
                    *place = byte;
                    self.len += 1;
                }
                self.state = State::String {
                    bytes: bytes + 1,
                    escaped: byte == ESC,
                    osc,
                }
            }
        }
        true
    }

    fn csi(&mut self, byte: u8, alt: bool, events: &mut Vec<Event>) {
        let held = &self.held[..self.len];
        match byte {
            b'[' if held.is_empty() => self.enter(State::Console),
            b'M' if held.is_empty() => self.enter(State::OldMouse),
            // rxvt ends Shift with a navigation key like this; in standard sequences it comes before the end.
            b'$' if !held.is_empty() && held.iter().all(u8::is_ascii_digit) => {
                let meaning = control::csi(held, byte);
                self.mean(meaning, alt, events);
            }
            0x20..0x40 => self.hold(byte),
            _ => {
                let meaning = control::csi(held, byte);
                self.mean(meaning, alt, events);
            }
        }
    }

    fn hold(&mut self, byte: u8) {
        match self.held.get_mut(self.len) {
            Some(place) => {
                *place = byte;
                self.len += 1;
            }
            None => self.enter(State::Endless),
        }
    }

    /// A sequence is complete.
    fn mean(&mut self, meaning: Meaning, alt: bool, events: &mut Vec<Event>) {
        self.enter(State::Ground);
        match meaning {
            Meaning::Event(Event::Key(key)) => {
                self.alt = alt;
                self.press(key, events);
            }
            meaning => {
                // The second ESC began something of the terminal's own; the first was the key.
                if alt {
                    events.push(Event::Key(Key::plain(Code::Escape)));
                }
                match meaning {
                    Meaning::Event(event) => events.push(event),
                    Meaning::PasteBegins => self.state = State::Paste,
                    Meaning::Nothing => {}
                }
            }
        }
    }

    /// A character is complete.
    fn put(&mut self, c: char, events: &mut Vec<Event>) {
        // C1 controls are no characters that anybody types.
        if c.is_control() {
            self.alt = false;
        } else {
            self.press(Key::plain(Code::Char(c)), events);
        }
    }

    fn press(&mut self, mut key: Key, events: &mut Vec<Event>) {
        if std::mem::take(&mut self.alt) {
            key.mods = key.mods | Mods::ALT;
        }
        events.push(Event::Key(key));
    }
}
