//! What keeps a connection's lines waiting, and what has been read of them meanwhile. Boxed: hardly anybody waits.

use crate::steps::Aside;

/// Why the lines of a connection wait, and what has come of them.
#[derive(Debug, Default)]
pub(crate) struct Wait {
    /// Bytes that were read and have not been heard.
    pub(crate) held: Vec<u8>,
    /// When its bucket allows the next line, milliseconds on the monotonic clock.
    pub(crate) resume_ms: Option<u64>,
    /// Work is done for its last line: the next one is heard when that is answered, so that all are answered in order.
    pub(crate) working: bool,
    /// It has more answers to read before its next line is heard.
    pub(crate) unread: Option<Unread>,
    /// What its last line came to, which a crowd has to be told of: it waits for its turn.
    pub(crate) turn: Option<Aside>,
    /// It will send nothing more, and leaves when it need not wait any longer.
    pub(crate) ended: bool,
}

/// Answers that somebody has to read before it is heard again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unread {
    /// How many bytes waited when it was looked last.
    pub(crate) left: usize,
    /// When there have to be fewer, milliseconds on the monotonic clock.
    pub(crate) look_ms: u64,
}

impl Wait {
    /// Whether its next line waits for something that has to happen, however long that takes.
    pub(crate) fn is_held_up(&self) -> bool {
        self.working || self.unread.is_some() || self.turn.is_some()
    }

    /// Whether its next line waits, for whatever reason.
    pub(crate) fn is_on(&self) -> bool {
        self.resume_ms.is_some() || self.is_held_up()
    }

    /// When something has to be done about it, milliseconds on the monotonic clock.
    pub(crate) fn deadline(&self) -> Option<u64> {
        let unread = self.unread.map(|unread| unread.look_ms);
        [self.resume_ms, unread].into_iter().flatten().min()
    }
}
