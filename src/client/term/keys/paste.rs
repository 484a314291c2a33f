//! Pasted text, between `CSI 200 ~` and `CSI 201 ~` (xterm, "Bracketed Paste Mode").

use memchr::memchr;

/// Most bytes of one paste that are kept.
pub const PASTE: usize = 1024 * 1024;

/// What ends a paste.
const END: &[u8] = b"\x1b[201~";

/// Text that was pasted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paste {
    /// What can be used of it: lines end with `\n`, and but for that and tabs there is no control character in it. What
    /// was not UTF-8 is `U+FFFD`.
    pub text: String,
    /// Bytes that did not fit in [`PASTE`].
    pub lost: usize,
}

/// A paste that has not ended.
#[derive(Debug, Default)]
pub(super) struct Pasting {
    bytes: Vec<u8>,
    lost: usize,
    /// Bytes of [`END`] that the last bytes may be. They are not in `bytes` yet.
    matched: usize,
}

impl Pasting {
    /// Takes bytes up to the end of the paste. Returns how many, and the paste if it has ended.
    pub(super) fn take(&mut self, bytes: &[u8]) -> (usize, Option<Paste>) {
        let mut at = 0;
        while at < bytes.len() {
            if self.matched == 0 {
                let text = memchr(END[0], &bytes[at..]).unwrap_or(bytes.len() - at);
                self.keep(&bytes[at..at + text]);
                at += text;
                if at == bytes.len() {
                    break;
                }
            }
            if bytes[at] == END[self.matched] {
                self.matched += 1;
                at += 1;
                if self.matched == END.len() {
                    return (at, Some(self.finish()));
                }
            } else {
                // Only the first byte of the end is an ESC, so nothing that was matched begins another one.
                let matched = std::mem::take(&mut self.matched);
                self.keep(&END[..matched]);
            }
        }
        (at, None)
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = PASTE - self.bytes.len();
        let kept = bytes.len().min(room);
        self.bytes.extend_from_slice(&bytes[..kept]);
        self.lost = self.lost.saturating_add(bytes.len() - kept);
    }

    fn finish(&mut self) -> Paste {
        let Pasting { bytes, lost, .. } = std::mem::take(self);
        let mut text = String::with_capacity(bytes.len());
        let mut after_return = false;
        // A character cut by the bound is no mistake of who pasted.
        let bytes = if lost > 0 { whole(&bytes) } else { &bytes };
        for c in String::from_utf8_lossy(bytes).chars() {
            match c {
                '\n' if after_return => {}
                '\r' | '\n' => text.push('\n'),
                '\t' => text.push(c),
                c if c.is_control() => {}
                c => text.push(c),
            }
            after_return = c == '\r';
        }
        Paste { text, lost }
    }
}

/// `bytes` without the beginning of a character at their end.
fn whole(bytes: &[u8]) -> &[u8] {
    let begun = bytes
        .iter()
        .rev()
        .take(4)
        .position(|byte| byte & 0xc0 != 0x80);
    let Some(begun) = begun.map(|back| bytes.len() - 1 - back) else {
        return bytes;
    };
    match std::str::from_utf8(&bytes[begun..]) {
        Err(error) if error.error_len().is_none() => &bytes[..begun],
        _ => bytes,
    }
}
