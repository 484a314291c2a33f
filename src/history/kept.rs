//! One entry as it is kept: the words of it lie with those of the others, in [`Texts`].
//!
//! Words are most of what is kept, and in boxes they take up half as much again. Entries are made anew for those who ask.

use std::rc::Rc;

use crate::history::texts::{Spot, Texts};
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
}

#[derive(Debug)]
enum What {
    Said {
        kind: Kind,
        to: Heard,
        from: Who,
        /// Where the words are, and the tags if there are any, with [`TAGS`] before them.
        text: Spot,
    },
    Other {
        entry: Rc<Entry>,
        /// What it takes up, as [`size`] counts it.
        size: u32,
    },
}

/// Stands between words and tags: neither can contain it.
const TAGS: &str = "\0";

impl Kept {
    /// An entry whose words are put to those of the others.
    pub(super) fn new(entry: Rc<Entry>, texts: &mut Texts) -> Kept {
        Kept {
            id: entry.id,
            unix_ms: entry.unix_ms,
            what: match &entry.event {
                Event::Said { to, words }
                    if words.id == entry.id && words.unix_ms == entry.unix_ms =>
                {
                    What::Said {
                        kind: words.kind,
                        to: to.clone(),
                        from: words.from.clone(),
                        text: match &words.tags {
                            None => texts.push(&[words.text.to_kept()]),
                            Some(tags) => texts.push(&[words.text.to_kept(), TAGS, tags.as_str()]),
                        },
                    }
                }
                _ => What::Other {
                    size: u32::try_from(size(&entry)).unwrap_or(u32::MAX),
                    entry,
                },
            },
        }
    }

    /// The entry as it came.
    pub(super) fn entry(&self, texts: &Texts) -> Rc<Entry> {
        let (kind, to, from, text) = match &self.what {
            What::Other { entry, .. } => return entry.clone(),
            What::Said {
                kind,
                to,
                from,
                text,
            } => (*kind, to.clone(), from.clone(), texts.get(*text)),
        };
        let (text, tags) = match text.split_once(TAGS) {
            None => (&*text, None),
            Some((text, tags)) => (text, Some(Text::lossy(tags, tags.len()))),
        };
        Rc::new(Entry {
            id: self.id,
            unix_ms: self.unix_ms,
            event: Event::Said {
                to,
                words: Rc::new(Spoken {
                    id: self.id,
                    from,
                    kind,
                    text: Words::from_kept(text),
                    tags,
                    unix_ms: self.unix_ms,
                }),
            },
        })
    }

    /// Where its words are, if it is something that was said.
    pub(super) fn text(&self) -> Option<Spot> {
        match self.what {
            What::Said { text, .. } => Some(text),
            What::Other { .. } => None,
        }
    }

    /// Notes that what was said before it, at `removed`, was taken out.
    pub(super) fn move_up(&mut self, removed: Spot) {
        if let What::Said { text, .. } = &mut self.what {
            *text = text.after(removed);
        }
    }

    /// Whether it is words, not tags alone.
    pub(super) fn is_words(&self) -> bool {
        match &self.what {
            What::Said { kind, .. } => matches!(kind, Kind::Text | Kind::Action | Kind::Notice),
            What::Other { entry, .. } => entry.words().is_some(),
        }
    }

    /// What it takes up.
    pub(super) fn size(&self) -> usize {
        match &self.what {
            What::Said { text, .. } => text.len() + AROUND,
            What::Other { size, .. } => *size as usize,
        }
    }
}

/// What an entry takes up, near enough: its words, or the modes it tells of, and what is kept around them.
pub(super) fn size(entry: &Entry) -> usize {
    let words = match &entry.event {
        Event::Said { words, .. } => {
            words.text.size()
                + words
                    .tags
                    .as_ref()
                    .map_or(0, |tags| 1 + tags.as_str().len())
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
        assert!(size <= 64, "{size} bytes");
    }
}
