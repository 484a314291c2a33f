//! One entry as it is kept: words in one piece, without the two boxes they come in.
//!
//! Words are most of what is kept, and in boxes they take up half as much again. Entries are made anew for those who ask.

use std::rc::Rc;

use crate::hub::event::{Event, Heard, Spoken};
use crate::hub::face::Who;
use crate::hub::id::MessageId;
use crate::hub::mode::Change;
use crate::hub::record::Entry;
use crate::hub::request::Kind;
use crate::hub::text::Text;
use crate::hub::words::Words;

/// An entry.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) id: MessageId,
    pub(super) unix_ms: u64,
    what: What,
    /// What it takes up, as [`size`] counts it.
    size: u32,
}

#[derive(Debug)]
enum What {
    Said {
        kind: Kind,
        to: Heard,
        from: Who,
        text: Words,
        tags: Option<Text>,
    },
    Other(Rc<Entry>),
}

impl Kept {
    pub(super) fn new(entry: Rc<Entry>) -> Kept {
        Kept {
            id: entry.id,
            unix_ms: entry.unix_ms,
            size: u32::try_from(size(&entry)).unwrap_or(u32::MAX),
            what: match &entry.event {
                Event::Said { to, words }
                    if words.id == entry.id && words.unix_ms == entry.unix_ms =>
                {
                    What::Said {
                        kind: words.kind,
                        to: to.clone(),
                        from: words.from.clone(),
                        text: words.text.clone(),
                        tags: words.tags.clone(),
                    }
                }
                _ => What::Other(entry),
            },
        }
    }

    /// The entry as it came.
    pub(super) fn entry(&self) -> Rc<Entry> {
        match &self.what {
            What::Other(entry) => entry.clone(),
            What::Said {
                kind,
                to,
                from,
                text,
                tags,
            } => Rc::new(Entry {
                id: self.id,
                unix_ms: self.unix_ms,
                event: Event::Said {
                    to: to.clone(),
                    words: Rc::new(Spoken {
                        id: self.id,
                        from: from.clone(),
                        kind: *kind,
                        text: text.clone(),
                        tags: tags.clone(),
                        unix_ms: self.unix_ms,
                    }),
                },
            }),
        }
    }

    /// Whether it is words, not tags alone.
    pub(super) fn is_words(&self) -> bool {
        match &self.what {
            What::Said { kind, .. } => matches!(kind, Kind::Text | Kind::Action | Kind::Notice),
            What::Other(entry) => entry.words().is_some(),
        }
    }

    /// What it takes up.
    pub(super) fn size(&self) -> usize {
        self.size as usize
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_words_is_small() {
        let size = size_of::<Kept>();
        assert!(size <= 104, "{size} bytes");
    }
}
