//! What was last said in a group: a ring bounded in messages and in bytes.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::hub::event::Spoken;
use crate::limits;

/// The recent messages of one group, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Backlog {
    spoken: VecDeque<Rc<Spoken>>,
    bytes: usize,
}

impl Backlog {
    /// Remembers a message, forgetting the oldest ones where it would be too much.
    pub(crate) fn push(&mut self, spoken: Spoken) {
        self.bytes += spoken.text.as_str().len();
        self.spoken.push_back(Rc::new(spoken));
        while self.spoken.len() > limits::BACKLOG_LINES || self.bytes > limits::BACKLOG_BYTES {
            let Some(oldest) = self.spoken.pop_front() else {
                break;
            };
            self.bytes -= oldest.text.as_str().len();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::face::{Address, Face};
    use crate::hub::id::MemberId;
    use crate::hub::name::Name;
    use crate::hub::request::Kind;
    use crate::hub::text::Text;

    fn said(text: &str) -> Spoken {
        let name = Name::new("a").expect("good");
        let face = Face {
            id: MemberId::FIRST,
            name,
            user: "a".into(),
            real: "a".into(),
            address: Address::Hidden("h".into()),
        };
        Spoken {
            from: Rc::new(face),
            kind: Kind::Text,
            text: Text::lossy(text, 1 << 20),
            unix_ms: 0,
        }
    }

    #[test]
    fn it_keeps_the_newest_in_order() {
        let mut backlog = Backlog::default();
        for n in 0..limits::BACKLOG_LINES + 10 {
            backlog.push(said(&n.to_string()));
        }
        let texts: Vec<_> = backlog.last(3).iter().map(|s| s.text.to_string()).collect();
        assert_eq!(texts, ["207", "208", "209"]);
        assert_eq!(backlog.spoken.len(), limits::BACKLOG_LINES);
        assert_eq!(backlog.last(usize::MAX).len(), limits::BACKLOG_ANSWER);
    }

    #[test]
    fn it_is_bounded_in_bytes() {
        let mut backlog = Backlog::default();
        for _ in 0..100 {
            backlog.push(said(&"x".repeat(4096)));
        }
        assert_eq!(backlog.spoken.len(), limits::BACKLOG_BYTES / 4096);
        assert_eq!(backlog.bytes, limits::BACKLOG_BYTES);
    }
}
