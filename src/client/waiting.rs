//! Bytes that wait to be written.

/// How much may have been written before it is let go: each byte moves a bounded number of times.
const STEP: usize = 256 * 1024;

/// What waits, of which the beginning has been written already.
#[derive(Debug, Default)]
pub struct Waiting {
    bytes: Vec<u8>,
    /// Where what waits begins; everything is written where it is the end.
    start: usize,
}

impl Waiting {
    /// Puts bytes behind what waits.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// How many wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len() - self.start
    }

    /// Whether none wait.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first of them, at most so many.
    #[must_use]
    pub fn next(&self, most: usize) -> &[u8] {
        let waiting = &self.bytes[self.start..];
        &waiting[..waiting.len().min(most)]
    }

    /// So many have been written.
    pub fn wrote(&mut self, count: usize) {
        self.start = (self.start + count).min(self.bytes.len());
        if self.start == self.bytes.len() {
            // The room is kept for what comes next.
            self.bytes.clear();
            self.start = 0;
        } else if self.start > STEP {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
    }

    /// Lets room go beyond so many bytes.
    pub fn shrink(&mut self, keep: usize) {
        self.bytes.shrink_to(keep);
    }

    /// Throws away what waits, and the room for it.
    pub fn forget(&mut self) {
        *self = Waiting::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_goes_and_the_rest_stays_in_order() {
        let mut waiting = Waiting::default();
        let bytes: Vec<u8> = (0..=255).cycle().take(3 * STEP).collect();
        let mut written = Vec::new();
        for half in bytes.chunks(bytes.len() / 2) {
            waiting.push(half);
            for _ in 0..9 {
                let piece = waiting.next(STEP / 10).to_vec();
                waiting.wrote(piece.len());
                written.extend(piece);
            }
            assert!(
                waiting.bytes.len() <= waiting.len() + STEP,
                "a bounded part is kept"
            );
        }
        while !waiting.is_empty() {
            let piece = waiting.next(usize::MAX).to_vec();
            waiting.wrote(piece.len());
            written.extend(piece);
        }
        assert!(written == bytes && waiting.next(1).is_empty());
        waiting.push(b"x");
        waiting.forget();
        assert!(waiting.is_empty());
    }
}
