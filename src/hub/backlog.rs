//! What was last said in a group: a ring bounded in messages and in bytes.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::hub::event::Spoken;
use crate::limits;

/// The recent messages of one group, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Backlog {
    spoken: VecDeque<Rc<Spoken>>,
    /// What they take up, as [`size`] counts it.
    bytes: usize,
}

impl Backlog {
    /// Remembers a message, forgetting the oldest ones where it would be too much: the bound is [`limits::BACKLOG_BYTES`],
    /// and where there are many `groups`, each one's share of [`limits::BACKLOG_ALL`].
    pub(crate) fn push(&mut self, spoken: Rc<Spoken>, groups: usize) {
        let most = limits::BACKLOG_BYTES.min(limits::BACKLOG_ALL / groups.max(1));
        self.bytes += size(&spoken);
        self.spoken.push_back(spoken);
        while self.spoken.len() > limits::BACKLOG_LINES || self.bytes > most {
            let Some(oldest) = self.spoken.pop_front() else {
                break;
            };
            self.bytes -= size(&oldest);
        }
    }

    /// The last `most` messages, oldest first.
    pub(crate) fn last(&self, most: usize) -> Vec<Rc<Spoken>> {
        let skip = self
            .spoken
            .len()
            .saturating_sub(most.min(limits::BACKLOG_ANSWER));
        self.spoken.iter().skip(skip).cloned().collect()
    }
}

/// What a message takes up, near enough: its words, and what is kept around them.
fn size(spoken: &Spoken) -> usize {
    spoken.text.as_str().len() + 2 * size_of::<Spoken>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::face::{Address, Face};
    use crate::hub::id::{MemberId, MessageId};
    use crate::hub::name::Name;
    use crate::hub::request::Kind;
    use crate::hub::text::Text;

    fn said(text: &str) -> Rc<Spoken> {
        let name = Name::new("a").expect("good");
        let face = Face {
            id: MemberId::FIRST,
            name,
            user: "a".into(),
            real: "a".into(),
            address: Address::Hidden("h".into()),
        };
        Rc::new(Spoken {
            id: MessageId::default(),
            from: Rc::new(face),
            kind: Kind::Text,
            text: Text::lossy(text, 1 << 20),
            tags: None,
            unix_ms: 0,
        })
    }

    #[test]
    fn it_keeps_the_newest_in_order() {
        let mut backlog = Backlog::default();
        for n in 0..limits::BACKLOG_LINES + 10 {
            backlog.push(said(&n.to_string()), 1);
        }
        let texts: Vec<_> = backlog.last(3).iter().map(|s| s.text.to_string()).collect();
        assert_eq!(texts, ["207", "208", "209"]);
        assert_eq!(backlog.spoken.len(), limits::BACKLOG_LINES);
        assert_eq!(backlog.last(usize::MAX).len(), limits::BACKLOG_ANSWER);
    }

    #[test]
    fn it_is_bounded_in_bytes_and_by_its_share() {
        let one = said(&"x".repeat(4096));
        for (groups, most) in [
            (1, limits::BACKLOG_BYTES),
            (limits::GROUPS, limits::BACKLOG_ALL / limits::GROUPS),
        ] {
            let mut backlog = Backlog::default();
            for _ in 0..100 {
                backlog.push(one.clone(), groups);
            }
            assert_eq!(backlog.spoken.len(), most / size(&one));
            assert_eq!(backlog.bytes, backlog.spoken.len() * size(&one));
        }
    }

    #[test]
    fn no_words_are_not_nothing() {
        assert!(size(&said("")) > size_of::<Spoken>());
    }
}
