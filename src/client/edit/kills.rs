//! What was cut, to be put back: the kill ring.

use std::collections::VecDeque;

/// Most pieces kept.
const PIECES: usize = 32;
/// Most bytes of them all.
const KEPT: usize = 256 * 1024;

/// On which side of the cursor something was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

/// Pieces that were cut, the latest first.
#[derive(Debug, Default)]
pub(super) struct Kills {
    pieces: VecDeque<String>,
}

impl Kills {
    /// Keeps a piece. What is cut right after another cut is one piece with it.
    pub(super) fn push(&mut self, piece: &str, side: Side, goes_on: bool) {
        match self.pieces.front_mut().filter(|_| goes_on) {
            Some(last) if side == Side::Before => last.insert_str(0, piece),
            Some(last) => last.push_str(piece),
            None => self.pieces.push_front(piece.to_owned()),
        }
        let mut kept: usize = self.pieces.iter().map(String::len).sum();
        while self.pieces.len() > PIECES || kept > KEPT {
            kept -= self.pieces.pop_back().map_or(kept, |oldest| oldest.len());
        }
    }

    /// The latest piece.
    pub(super) fn latest(&self) -> Option<&str> {
        self.pieces.front().map(String::as_str)
    }

    /// Puts the latest piece behind the others and returns the one that is in front now.
    pub(super) fn turn(&mut self) -> Option<&str> {
        self.pieces.rotate_left(1.min(self.pieces.len()));
        self.latest()
    }
}
