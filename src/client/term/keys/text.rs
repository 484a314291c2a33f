//! Characters from bytes that come one at a time.

/// A character of which bytes are missing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Utf8 {
    bytes: [u8; 4],
    len: usize,
}

/// What a byte came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// More bytes are needed.
    Partly,
    /// A character.
    Char(char),
    /// What came so far is no UTF-8 and this byte, too, belongs to that.
    Bad,
    /// What came before is no UTF-8; this byte begins anew.
    BadBefore,
}

impl Utf8 {
    /// Takes a byte. After anything but [`Step::Partly`] it is empty again.
    pub(super) fn push(&mut self, byte: u8) -> Step {
        self.bytes[self.len] = byte;
        self.len += 1;
        match std::str::from_utf8(&self.bytes[..self.len]) {
            Ok(text) => {
                let c = text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
                self.len = 0;
                Step::Char(c)
            }
            Err(error) => match error.error_len() {
                None => Step::Partly,
                Some(_) => {
                    let first = self.len == 1;
                    self.len = 0;
                    if first { Step::Bad } else { Step::BadBefore }
                }
            },
        }
    }

    /// Forgets what came so far. Returns whether there was anything.
    pub(super) fn clear(&mut self) -> bool {
        std::mem::take(&mut self.len) > 0
    }

    pub(super) fn is_empty(self) -> bool {
        self.len == 0
    }
}
