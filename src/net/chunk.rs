//! Shared bytes: what is said is encoded once, here, and queued to each reader as a range.
//!
//! An [`Arena`] appends to one chunk at a time. Nothing that lies in a chunk is changed while anyone refers to it, so a
//! [`Span`] stays true for as long as it lives. Give every encoded form an arena of its own: what one reader gets then
//! lies side by side, and its outbox only moves the end of a range.
//!
//! Chunks belong to one thread and do no I/O.

use std::cell::{Ref, RefCell};
use std::rc::Rc;

/// Size a chunk may reach before the next one is begun, bytes.
pub const CHUNK: usize = 64 * 1024;
/// Fill at which a chunk takes no further write, bytes: the rest is room for the write that passes it.
const FULL: usize = CHUNK - 4 * 1024;

/// Where encoded bytes are put.
#[derive(Debug, Default)]
pub struct Arena {
    chunk: Rc<Chunk>,
}

impl Arena {
    /// An arena that owns no memory yet.
    #[must_use]
    pub fn new() -> Arena {
        Arena::default()
    }

    /// Lets `encode` append to the current chunk and returns what it appended, `None` when that was nothing.
    ///
    /// `encode` must only append, and must not read a span of this arena meanwhile. A chunk that nobody refers to any
    /// more is used again from its start. A single write of more than 4 KiB may make a chunk larger than [`CHUNK`].
    pub fn write(&mut self, encode: impl FnOnce(&mut Vec<u8>)) -> Option<Span> {
        self.make_room();
        let mut bytes = self.chunk.bytes.borrow_mut();
        let start = position(bytes.len());
        encode(&mut bytes);
        let end = position(bytes.len());
        debug_assert!(start <= end, "an arena is only appended to");
        drop(bytes);
        (start < end).then(|| Span {
            chunk: Rc::clone(&self.chunk),
            start,
            end,
        })
    }

    fn make_room(&mut self) {
        let alone = Rc::strong_count(&self.chunk) == 1;
        let mut bytes = self.chunk.bytes.borrow_mut();
        if alone && bytes.capacity() <= 2 * CHUNK {
            bytes.clear();
        } else if alone || bytes.len() >= FULL {
            drop(bytes);
            self.chunk = Rc::default();
        }
    }
}

/// A piece of a chunk. Cloning it copies no bytes; while it lives, so does its chunk.
#[derive(Clone, Debug)]
pub struct Span {
    pub(super) chunk: Rc<Chunk>,
    /// Never beyond `end`.
    pub(super) start: u32,
    /// Never beyond the end of the chunk.
    pub(super) end: u32,
}

impl Span {
    /// Bytes in it.
    #[must_use]
    pub fn len(&self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Shows the bytes to `look`, which must not write to the same arena.
    pub fn with<T>(&self, look: impl FnOnce(&[u8]) -> T) -> T {
        look(&self.bytes())
    }

    /// A copy of the bytes.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        self.bytes().to_vec()
    }

    /// The bytes, borrowed: no arena may write to their chunk meanwhile.
    pub(super) fn bytes(&self) -> Ref<'_, [u8]> {
        Ref::map(self.chunk.bytes.borrow(), |bytes| {
            &bytes[self.start as usize..self.end as usize]
        })
    }

    /// Bytes that belong to one outbox alone.
    pub(super) fn private(bytes: Vec<u8>) -> Span {
        let end = position(bytes.len());
        let chunk = Chunk {
            bytes: RefCell::new(bytes),
            private: true,
        };
        Span {
            chunk: Rc::new(chunk),
            start: 0,
            end,
        }
    }

    /// Grows over `next` if that begins where this ends.
    #[inline]
    pub(super) fn absorb(&mut self, next: &Span) -> bool {
        let touches = self.end == next.start && Rc::ptr_eq(&self.chunk, &next.chunk);
        if touches {
            self.end = next.end;
        }
        touches
    }

    /// Whether both lie in one chunk.
    pub(super) fn beside(&self, other: &Span) -> bool {
        Rc::ptr_eq(&self.chunk, &other.chunk)
    }

    /// Appends to private bytes if there is room behind them.
    pub(super) fn extend(&mut self, more: &[u8]) -> bool {
        let mut bytes = self.chunk.bytes.borrow_mut();
        let fits = self.chunk.private && self.end as usize == bytes.len() && bytes.len() < FULL;
        if fits {
            bytes.extend_from_slice(more);
            self.end = position(bytes.len());
        }
        fits
    }
}

/// Bytes with several owners.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    bytes: RefCell<Vec<u8>>,
    /// One outbox owns it and may append; otherwise it is an arena's.
    pub(super) private: bool,
}

impl Chunk {
    /// Bytes in it, wanted or not.
    pub(super) fn len(&self) -> usize {
        self.bytes.borrow().len()
    }
}

/// A place in a chunk. 32 bits keep a queued range at 16 bytes.
fn position(at: usize) -> u32 {
    u32::try_from(at).expect("one write stays far below 4 GiB: every line and answer is bounded")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(arena: &mut Arena, text: &[u8]) -> Span {
        arena
            .write(|out| out.extend_from_slice(text))
            .expect("not empty")
    }

    #[test]
    fn spans_show_what_was_written() {
        let mut arena = Arena::new();
        let one = say(&mut arena, b"one");
        let two = say(&mut arena, b"two!");
        assert_eq!((one.to_vec(), one.len()), (b"one".to_vec(), 3));
        two.with(|bytes| assert_eq!(bytes, b"two!"));
        assert!(one.beside(&two));
        assert!(arena.write(|_| ()).is_none());
    }

    #[test]
    fn a_full_chunk_is_left_and_a_free_one_used_again() {
        let mut arena = Arena::new();
        let first = say(&mut arena, &[b'a'; FULL]);
        let second = say(&mut arena, b"b");
        assert!(!first.beside(&second));
        let address = Rc::as_ptr(&second.chunk);
        drop(second);
        let third = say(&mut arena, b"c");
        assert_eq!(Rc::as_ptr(&third.chunk), address);
        assert_eq!((third.start, third.to_vec()), (0, b"c".to_vec()));
        assert_eq!(first.to_vec(), [b'a'; FULL]);
    }

    #[test]
    fn a_chunk_blown_up_by_one_write_is_not_kept() {
        let mut arena = Arena::new();
        assert_eq!(say(&mut arena, &[b'a'; 5 * CHUNK]).len(), 5 * CHUNK);
        let _ = say(&mut arena, b"b");
        assert!(arena.chunk.bytes.borrow().capacity() <= CHUNK);
    }
}
