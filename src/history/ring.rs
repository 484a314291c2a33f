//! The entries of one place, oldest first.

use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use crate::hub::event::Event;
use crate::hub::id::MessageId;
use crate::hub::mode::Change;
use crate::hub::record::{Entry, Mark, Span, Wanted};

/// The newest entries of one place, in the order of their ids.
#[derive(Debug, Default)]
pub(super) struct Ring {
    entries: VecDeque<Rc<Entry>>,
    /// What they take up, as [`size`] counts it.
    bytes: usize,
}

impl Ring {
    pub(super) fn push(&mut self, entry: Rc<Entry>) {
        self.bytes += size(&entry);
        self.entries.push_back(entry);
    }

    /// Forgets the oldest entries until no more than these are left.
    pub(super) fn trim(&mut self, entries: usize, bytes: usize) {
        while self.entries.len() > entries || self.bytes > bytes {
            let Some(oldest) = self.entries.pop_front() else {
                break;
            };
            self.bytes -= size(&oldest);
        }
        // A ring that was long and is not any more gives the room back.
        if self.entries.capacity() > 64 && self.entries.len() < self.entries.capacity() / 4 {
            self.entries.shrink_to(self.entries.len() * 2);
        }
    }

    /// Changes every entry.
    pub(super) fn change_all(&mut self, change: impl Fn(&mut Event)) {
        for entry in &mut self.entries {
            let mut event = entry.event.clone();
            change(&mut event);
            *entry = Rc::new(Entry {
                event,
                id: entry.id,
                unix_ms: entry.unix_ms,
            });
        }
    }

    /// The entry of this number.
    pub(super) fn find(&self, id: MessageId) -> Option<&Rc<Entry>> {
        self.entries
            .get(self.at(Mark::Id(id)).start)
            .filter(|entry| entry.id == id)
    }

    /// Forgets the entry of this number.
    pub(super) fn remove(&mut self, id: MessageId) {
        let at = self.at(Mark::Id(id)).start;
        if self.find(id).is_some()
            && let Some(entry) = self.entries.remove(at)
        {
            self.bytes -= size(&entry);
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// When words were last said, milliseconds since 1970-01-01 UTC.
    pub(super) fn last_words(&self) -> Option<u64> {
        let last = self.entries.iter().rev().find(|e| e.words().is_some());
        last.map(|entry| entry.unix_ms)
    }

    /// A part of it, at most `most` entries, oldest first.
    pub(super) fn select(&self, span: Span, most: usize, wanted: Wanted) -> Vec<Rc<Entry>> {
        let all = 0..self.entries.len();
        let (range, newest) = match span {
            Span::Latest(None) => (all, true),
            Span::Latest(Some(mark)) => (self.at(mark).end..all.end, true),
            Span::Before(mark) => (0..self.at(mark).start, true),
            Span::After(mark) => (self.at(mark).end..all.end, false),
            Span::Between(from, to) => {
                let (from, to) = (self.at(from), self.at(to));
                if from.start <= to.start {
                    (from.end..to.start, false)
                } else {
                    (to.end..from.start, true)
                }
            }
            Span::Around(mark) => return self.around(self.at(mark).start, most, wanted),
        };
        self.take(range, newest, most, wanted)
    }

    /// Half of them from before `middle`, the rest from there on; where one side has less, the other gives more.
    fn around(&self, middle: usize, most: usize, wanted: Wanted) -> Vec<Rc<Entry>> {
        let mut before = self.take(0..middle, true, most, wanted);
        let mut after = self.take(middle..self.entries.len(), false, most, wanted);
        let of_after = (most - most / 2).max(most.saturating_sub(before.len()));
        after.truncate(of_after);
        before.drain(..(before.len() + after.len()).saturating_sub(most));
        before.append(&mut after);
        before
    }

    /// At most so many entries of a range: its newest or its oldest ones.
    fn take(
        &self,
        range: Range<usize>,
        newest: bool,
        most: usize,
        wanted: Wanted,
    ) -> Vec<Rc<Entry>> {
        if range.start >= range.end {
            return Vec::new();
        }
        let part = self
            .entries
            .range(range)
            .filter(|entry| wanted.takes(entry));
        if newest {
            let mut taken: Vec<_> = part.rev().take(most).cloned().collect();
            taken.reverse();
            taken
        } else {
            part.take(most).cloned().collect()
        }
    }

    /// The entries at a mark; where there are none, nothing at the place where they would be. Ids rise. Moments do, too,
    /// unless somebody sets the clock back; looked at one by one they give an answer even then.
    fn at(&self, mark: Mark) -> Range<usize> {
        let len = self.entries.len();
        match mark {
            Mark::Id(id) => {
                let start = self.entries.partition_point(|entry| entry.id < id);
                start..self.entries.partition_point(|entry| entry.id <= id)
            }
            Mark::Time(ms) => {
                let first = |found: &dyn Fn(u64) -> bool| {
                    let mut moments = self.entries.iter().map(|entry| entry.unix_ms);
                    moments.position(found).unwrap_or(len)
                };
                let start = first(&|at| at >= ms);
                start..first(&|at| at > ms).max(start)
            }
        }
    }
}

/// What an entry takes up, near enough: its words, or the modes it tells of, and what is kept around them.
pub(super) fn size(entry: &Entry) -> usize {
    let words = match &entry.event {
        Event::Said { words, .. } => {
            words.text.size() + words.tags.as_ref().map_or(0, |tags| tags.as_str().len())
        }
        Event::Modes { changes, .. } => {
            let each = changes.iter().map(|change| change.param.as_ref());
            each.map(|param| size_of::<Change>() + param.map_or(0, |param| param.len()))
                .sum()
        }
        _ => 0,
    };
    words + AROUND
}

/// Bytes of an entry besides its words: itself, the words' head, a name of its own, a reason.
const AROUND: usize = size_of::<Entry>() + 192;
