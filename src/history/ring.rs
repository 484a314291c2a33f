//! What is kept of one place, oldest first.

use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use crate::history::kept::Kept;
use crate::history::texts::Texts;
use crate::hub::event::Event;
use crate::hub::id::MessageId;
use crate::hub::record::{Entry, Mark, Span, Wanted};

/// The newest entries of one place, in the order of their ids: what was said, and what else happened meanwhile. The two
/// are kept apart, so that no crowd that comes and goes takes the place of words.
#[derive(Debug, Default)]
pub(super) struct Ring {
    /// Words, what was added to them and that they were taken back.
    said: VecDeque<Kept>,
    /// Comings, goings and the like since the first of `said`: with nothing around them they are of no use.
    events: VecDeque<Kept>,
    /// The texts of `said`, in the same order and nothing else.
    texts: Texts,
    /// What all of them take up, as [`Kept::size`] tells it.
    bytes: usize,
}

/// A part of both lists.
#[derive(Clone, Debug)]
struct Part {
    said: Range<usize>,
    events: Range<usize>,
}

impl Part {
    /// The place behind so many entries of each list.
    fn edge(said: usize, events: usize) -> Part {
        Part {
            said: said..said,
            events: events..events,
        }
    }

    /// Whether it begins no later than another one.
    fn begins_before(&self, other: &Part) -> bool {
        self.said.start + self.events.start <= other.said.start + other.events.start
    }

    /// What lies between the end of one and the start of another.
    fn between(one: &Part, other: &Part) -> Part {
        Part {
            said: one.said.end..other.said.start,
            events: one.events.end..other.events.start,
        }
    }
}

impl Ring {
    /// Keeps an entry; what is not said only where something was said before.
    pub(super) fn push(&mut self, entry: Rc<Entry>) {
        let list = match is_said(&entry) {
            true => &mut self.said,
            false if self.said.is_empty() => return,
            false => &mut self.events,
        };
        let kept = Kept::new(entry, &mut self.texts);
        self.bytes += kept.size();
        list.push_back(kept);
    }

    /// Forgets the oldest entries until no more than these are left, so many of what was said and so many others; where it
    /// is about bytes, what was said comes last.
    pub(super) fn trim(&mut self, entries: usize, bytes: usize) {
        while self.said.len() > entries {
            self.forget_said();
        }
        while self.events.len() > entries || self.bytes > bytes && !self.events.is_empty() {
            self.forget_event();
        }
        while self.bytes > bytes && !self.said.is_empty() {
            self.forget_said();
        }
        self.forget_what_came_before();
        for list in [&mut self.said, &mut self.events] {
            // One that was long and is not any more gives the room back.
            if list.capacity() > 64 && list.len() < list.capacity() / 4 {
                list.shrink_to(list.len() * 2);
            }
        }
        self.texts.shrink();
    }

    /// Forgets the oldest of what was said.
    fn forget_said(&mut self) {
        if let Some(oldest) = self.said.pop_front() {
            self.bytes -= oldest.size();
            if let Some(text) = oldest.text() {
                self.texts.forget(text);
            }
        }
    }

    /// Forgets the oldest of what else happened.
    fn forget_event(&mut self) {
        if let Some(oldest) = self.events.pop_front() {
            self.bytes -= oldest.size();
        }
    }

    /// Forgets what happened before the first that was said.
    fn forget_what_came_before(&mut self) {
        // Mostly there is none, and then what was said need not be looked at: the oldest of it is in no cache any more.
        while let Some(oldest) = self.events.front()
            && (self.said.front()).is_none_or(|first| oldest.id < first.id)
        {
            self.forget_event();
        }
    }

    /// Changes every entry.
    pub(super) fn change_all(&mut self, change: impl Fn(&mut Event)) {
        let texts = std::mem::take(&mut self.texts);
        for kept in self.said.iter_mut().chain(&mut self.events) {
            let mut event = kept.entry(&texts).event.clone();
            change(&mut event);
            let entry = Entry {
                event,
                id: kept.id,
                unix_ms: kept.unix_ms,
            };
            *kept = Kept::new(Rc::new(entry), &mut self.texts);
        }
    }

    /// What was said under this number.
    pub(super) fn find(&self, id: MessageId) -> Option<Rc<Entry>> {
        let at = at(&self.said, Mark::Id(id)).start;
        let kept = self.said.get(at).filter(|kept| kept.id == id);
        kept.map(|kept| kept.entry(&self.texts))
    }

    /// Forgets what was said under this number.
    pub(super) fn remove(&mut self, id: MessageId) {
        let at = at(&self.said, Mark::Id(id)).start;
        if self.said.get(at).is_some_and(|kept| kept.id == id)
            && let Some(kept) = self.said.remove(at)
        {
            self.bytes -= kept.size();
            if let Some(text) = kept.text() {
                self.texts.remove(text);
                for later in self.said.range_mut(at..) {
                    later.move_up(text);
                }
            }
            self.forget_what_came_before();
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// How much was said, and how many other entries there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> (usize, usize) {
        (self.said.len(), self.events.len())
    }

    #[cfg(test)]
    pub(super) fn check(&self) {
        let each = self.said.iter().chain(&self.events);
        assert_eq!(each.map(Kept::size).sum::<usize>(), self.bytes);
        let spots = self.said.iter().filter_map(Kept::text);
        self.texts.check(spots);
        assert!(self.events.iter().all(|kept| kept.text().is_none()));
    }

    /// When words were last said, milliseconds since 1970-01-01 UTC.
    pub(super) fn last_words(&self) -> Option<u64> {
        let last = self.said.iter().rev().find(|kept| kept.is_words());
        last.map(|kept| kept.unix_ms)
    }

    /// A part of it, at most `most` entries, oldest first.
    pub(super) fn select(&self, span: Span, most: usize, wanted: Wanted) -> Vec<Rc<Entry>> {
        let (start, end) = self.edges();
        let (part, newest) = match span {
            Span::Latest(None) => (Part::between(&start, &end), true),
            Span::Latest(Some(mark)) => (Part::between(&self.at(mark), &end), true),
            Span::Before(mark) => (Part::between(&start, &self.at(mark)), true),
            Span::After(mark) => (Part::between(&self.at(mark), &end), false),
            Span::Between(from, to) => {
                let (from, to) = (self.at(from), self.at(to));
                if from.begins_before(&to) {
                    (Part::between(&from, &to), false)
                } else {
                    (Part::between(&to, &from), true)
                }
            }
            Span::Around(mark) => return self.around(&self.at(mark), most, wanted),
        };
        self.take(part, newest, most, wanted)
    }

    /// Half of them from before a mark, the rest from there on; where one side has less, the other gives more.
    fn around(&self, mark: &Part, most: usize, wanted: Wanted) -> Vec<Rc<Entry>> {
        let (start, end) = self.edges();
        let middle = Part::edge(mark.said.start, mark.events.start);
        let mut before = self.take(Part::between(&start, &middle), true, most, wanted);
        let mut after = self.take(Part::between(&middle, &end), false, most, wanted);
        let of_after = (most - most / 2).max(most.saturating_sub(before.len()));
        after.truncate(of_after);
        before.drain(..(before.len() + after.len()).saturating_sub(most));
        before.append(&mut after);
        before
    }

    /// At most so many entries of a part: its newest or its oldest ones.
    fn take(&self, part: Part, newest: bool, most: usize, wanted: Wanted) -> Vec<Rc<Entry>> {
        let within = |range: Range<usize>| range.start.min(range.end)..range.end;
        // Made anew for who asks, so only as many as are looked at.
        let takes = |kept: &Kept| Some(kept.entry(&self.texts)).filter(|entry| wanted.takes(entry));
        let said = self.said.range(within(part.said)).filter_map(takes);
        let events = self.events.range(within(part.events)).filter_map(takes);
        if !newest {
            return merged(said, events, |one, other| one < other)
                .take(most)
                .collect();
        }
        let mut taken: Vec<_> = merged(said.rev(), events.rev(), |one, other| one > other)
            .take(most)
            .collect();
        taken.reverse();
        taken
    }

    /// Its beginning and its end.
    fn edges(&self) -> (Part, Part) {
        let end = Part::edge(self.said.len(), self.events.len());
        (Part::edge(0, 0), end)
    }

    /// The entries at a mark; where there are none, nothing at the place where they would be.
    fn at(&self, mark: Mark) -> Part {
        Part {
            said: at(&self.said, mark),
            events: at(&self.events, mark),
        }
    }
}

/// Two lists as one, in the order that `first` says of two ids.
fn merged(
    one: impl Iterator<Item = Rc<Entry>>,
    other: impl Iterator<Item = Rc<Entry>>,
    first: impl Fn(MessageId, MessageId) -> bool,
) -> impl Iterator<Item = Rc<Entry>> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    std::iter::from_fn(move || {
        let from_one = match (one.peek(), other.peek()) {
            (Some(a), Some(b)) => first(a.id, b.id),
            (a, _) => a.is_some(),
        };
        if from_one { one.next() } else { other.next() }
    })
}

/// The entries of a list at a mark. Ids rise. Moments do, too, unless somebody sets the clock back; looked at one by one
/// they give an answer even then.
fn at(list: &VecDeque<Kept>, mark: Mark) -> Range<usize> {
    match mark {
        Mark::Id(id) => {
            let start = list.partition_point(|entry| entry.id < id);
            start..list.partition_point(|entry| entry.id <= id)
        }
        Mark::Time(ms) => {
            let first = |found: &dyn Fn(u64) -> bool| {
                let mut moments = list.iter().map(|entry| entry.unix_ms);
                moments.position(found).unwrap_or(list.len())
            };
            let start = first(&|at| at >= ms);
            start..first(&|at| at > ms).max(start)
        }
    }
}

/// Whether an entry is something that was said, or that it was taken back.
pub(super) fn is_said(entry: &Entry) -> bool {
    matches!(entry.event, Event::Said { .. } | Event::Redacted(_))
}
