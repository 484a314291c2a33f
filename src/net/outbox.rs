//! What one connection has yet to be told: ranges of shared chunks and a consumed prefix.
//!
//! The outbox knows nothing of sockets; whatever implements [`Write`] takes its bytes. An empty one owns no heap memory,
//! and one that is kept busy by a single group is one range whose end moves: no allocation and no reference count per
//! message.
//!
//! **Memory.** A thousand readers of the same lines refer to the same chunks. A reader that is stuck must not hold a
//! whole chunk for a few bytes of it either: once [`is_blocked`](Outbox::is_blocked), ranges that cover less than an
//! eighth of the chunk are copied when the next chunk begins. So a blocked outbox never pins more than eight times
//! what it has queued, and the first and the last chunk.

use std::cell::Ref;
use std::collections::VecDeque;
use std::io::{self, IoSlice, Write};

use super::chunk::Span;

/// Most ranges given to one write.
const SLICES: usize = 16;
/// A blocked outbox keeps a chunk if it wants at least one in this many of its bytes.
const SPARSE: usize = 8;

/// The bytes queued for one reader.
#[derive(Debug, Default)]
pub struct Outbox {
    /// The first range; `None` when nothing is queued.
    first: Option<Span>,
    /// The ranges behind the first; never an empty list.
    #[expect(
        clippy::box_collection,
        reason = "24 bytes less in each idle connection"
    )]
    more: Option<Box<VecDeque<Span>>>,
    /// Bytes in all ranges.
    queued: usize,
    /// The byte written last does not end a line.
    mid_line: bool,
    /// The last write took less than it was offered.
    blocked: bool,
}

/// How far a write came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flushed {
    /// Nothing is queued any more.
    Empty,
    /// All that was offered was taken, but there are more ranges than one write takes.
    More,
    /// The writer takes no more for now.
    Blocked,
}

impl Outbox {
    /// An outbox with nothing in it.
    #[must_use]
    pub fn new() -> Outbox {
        Outbox::default()
    }

    /// Bytes queued.
    #[must_use]
    pub fn len(&self) -> usize {
        self.queued
    }

    /// Whether nothing is queued.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// Whether the last write took less than it was offered.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.blocked
    }

    /// Queues `span` behind everything else. A span that begins where the last range ends only moves that end.
    #[inline]
    pub fn push(&mut self, span: &Span) {
        self.queued += span.len();
        if let Some(last) = self.last_mut()
            && last.absorb(span)
        {
            return;
        }
        if !span.is_empty() {
            self.add(span.clone());
        }
    }

    /// Offers what is queued in one write, several ranges at once if need be, and forgets what was taken.
    ///
    /// # Errors
    ///
    /// Whatever the writer says, save `WouldBlock` (the outcome is [`Flushed::Blocked`]) and `Interrupted` (tried again).
    pub fn write_to(&mut self, writer: &mut impl Write) -> io::Result<Flushed> {
        let Some(first) = &self.first else {
            self.blocked = false;
            return Ok(Flushed::Empty);
        };
        let (offered, taken) = match &self.more {
            None => (first.len(), retry(|| writer.write(&first.bytes()))?),
            Some(more) => {
                let mut held: [Option<Ref<'_, [u8]>>; SLICES] = [const { None }; SLICES];
                let spans = std::iter::once(first).chain(more.iter());
                for (place, span) in held.iter_mut().zip(spans) {
                    *place = Some(span.bytes());
                }
                let mut slices = [IoSlice::new(&[]); SLICES];
                let mut used = 0;
                for (slice, bytes) in slices.iter_mut().zip(held.iter().flatten()) {
                    *slice = IoSlice::new(bytes);
                    used += 1;
                }
                let slices = &slices[..used];
                let offered = slices.iter().map(|slice| slice.len()).sum();
                (offered, retry(|| writer.write_vectored(slices))?)
            }
        };
        self.consume(taken);
        if taken < offered {
            self.block();
            return Ok(Flushed::Blocked);
        }
        self.blocked = false;
        Ok(if self.is_empty() {
            Flushed::Empty
        } else {
            Flushed::More
        })
    }

    /// Treats the writer as one that takes nothing until further notice: its writability will be announced.
    pub fn block(&mut self) {
        if std::mem::replace(&mut self.blocked, true) {
            return;
        }
        // What was queued meanwhile may be scattered over many chunks; queue it again under the rule for blocked ones.
        for span in self.first.take().into_iter().chain(self.take_more()) {
            self.add(span);
        }
    }

    /// Drops everything but the rest of a line that has been partly written, so that something else can be said next.
    pub fn cut(&mut self) {
        let mut rest = std::mem::take(&mut self.queued);
        let spans = self.first.take().into_iter().chain(self.take_more());
        if !self.mid_line {
            return;
        }
        let mut kept = Outbox::default();
        for mut span in spans {
            let found = span.with(|bytes| memchr::memchr(b'\n', bytes));
            if let Some(at) = found {
                span.end = span.start + u32::try_from(at + 1).unwrap_or_default();
                rest = 0;
            }
            kept.push(&span);
            if rest == 0 {
                break;
            }
        }
        self.first = kept.first;
        self.more = kept.more;
        self.queued = kept.queued;
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        self.first = None;
        self.more = None;
        self.queued = 0;
    }

    fn add(&mut self, span: Span) {
        if self.blocked && self.last_mut().is_some_and(|last| !last.beside(&span)) {
            self.settle();
        }
        self.append(span);
    }

    fn append(&mut self, span: Span) {
        if self.first.is_none() {
            self.first = Some(span);
        } else {
            self.more.get_or_insert_default().push_back(span);
        }
    }

    /// Copies the last ranges if they hold a chunk of which they want little. Each range is looked at once, when the
    /// chunk after its own begins.
    fn settle(&mut self) {
        let Some(last) = self.backwards().next().cloned() else {
            return;
        };
        let tail = || self.backwards().take_while(|span| span.beside(&last));
        let wanted: usize = tail().map(Span::len).sum();
        if last.chunk.private || wanted * SPARSE >= last.chunk.len() {
            return;
        }
        let mut ranges = Vec::new();
        while self.last_mut().is_some_and(|span| span.beside(&last)) {
            ranges.extend(self.pop_back());
        }
        let mut copy = Vec::with_capacity(wanted);
        for span in ranges.iter().rev() {
            copy.extend_from_slice(&span.bytes());
        }
        if !self.last_mut().is_some_and(|before| before.extend(&copy)) {
            self.append(Span::private(copy));
        }
    }

    fn consume(&mut self, mut taken: usize) {
        self.queued -= taken;
        while taken > 0 {
            let Some(first) = &mut self.first else { return };
            let step = taken.min(first.len());
            if step == taken {
                self.mid_line = first.with(|bytes| bytes[step - 1] != b'\n');
            }
            taken -= step;
            first.start += u32::try_from(step).unwrap_or_default();
            if first.is_empty() {
                self.pop_front();
            }
        }
    }

    #[inline]
    fn last_mut(&mut self) -> Option<&mut Span> {
        match &mut self.more {
            None => self.first.as_mut(),
            Some(more) => more.back_mut(),
        }
    }

    fn pop_front(&mut self) {
        self.first = self.more.as_mut().and_then(|more| more.pop_front());
        self.free_more();
    }

    fn pop_back(&mut self) -> Option<Span> {
        let last = match &mut self.more {
            None => self.first.take(),
            Some(more) => more.pop_back(),
        };
        self.free_more();
        last
    }

    /// The ranges, last first.
    fn backwards(&self) -> impl Iterator<Item = &Span> {
        let more = self.more.iter().flat_map(|more| more.iter().rev());
        more.chain(&self.first)
    }

    fn free_more(&mut self) {
        self.more.take_if(|more| more.is_empty());
    }

    fn take_more(&mut self) -> VecDeque<Span> {
        self.more.take().map(|more| *more).unwrap_or_default()
    }
}

/// Writes until the outcome is not an interruption; a writer that would block took nothing.
fn retry(mut write: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match write() {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(0),
            outcome => return outcome,
        }
    }
}

#[cfg(test)]
mod tests;
