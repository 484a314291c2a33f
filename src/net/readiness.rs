//! What the kernel offered on one connection, and what of it we still owe.
//!
//! Readiness is announced once, at its edge; whatever is not taken must be remembered here.

/// The state of one connection's reading side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Readiness {
    /// There may be something to read.
    readable: bool,
    /// An end or an error lies behind what there is to read: a short read has not drained it.
    hangup: bool,
    /// The program does not want anything for now.
    paused: bool,
    /// The connection stands in the list of those to be read. It stands there once.
    listed: bool,
}

impl Readiness {
    /// The kernel says that there is something to read.
    pub(super) fn offer(&mut self, hangup: bool) {
        self.readable = true;
        self.hangup |= hangup;
    }

    /// `taken` bytes were read into a room for `room`.
    ///
    /// A short read means that nothing is left, and saves the call that would say so; should more come, so will a new
    /// announcement.
    pub(super) fn took(&mut self, taken: usize, room: usize) {
        self.readable = taken == room || self.hangup;
    }

    /// There was nothing to read, or there never will be.
    pub(super) fn drained(&mut self) {
        self.readable = false;
        self.hangup = false;
    }

    /// Whether an end or an error is to be found, so far as the kernel has told.
    pub(super) fn is_ending(self) -> bool {
        self.hangup
    }

    pub(super) fn pause(&mut self) {
        self.paused = true;
    }

    pub(super) fn resume(&mut self) {
        self.paused = false;
    }

    pub(super) fn is_paused(self) -> bool {
        self.paused
    }

    /// Whether the connection has to be put on the list; it counts as standing there afterwards.
    pub(super) fn enlist(&mut self) -> bool {
        let wanted = self.readable && !self.paused && !self.listed;
        self.listed |= wanted;
        wanted
    }

    /// The connection was taken off the list.
    pub(super) fn unlisted(&mut self) {
        self.listed = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_over_is_owed() {
        let mut readiness = Readiness::default();
        assert!(!readiness.enlist());
        readiness.offer(false);
        assert!(readiness.enlist());
        assert!(!readiness.enlist(), "it stands on the list once");
        readiness.unlisted();
        readiness.took(10, 10);
        assert!(readiness.enlist());
        readiness.unlisted();
        readiness.took(9, 10);
        assert!(!readiness.enlist());
    }

    #[test]
    fn a_short_read_does_not_hide_the_end() {
        let mut readiness = Readiness::default();
        readiness.offer(true);
        readiness.took(1, 10);
        assert!(readiness.enlist());
        readiness.unlisted();
        readiness.drained();
        assert!(!readiness.enlist());
    }

    #[test]
    fn a_pause_remembers() {
        let mut readiness = Readiness::default();
        readiness.pause();
        readiness.offer(false);
        assert!(readiness.is_paused() && !readiness.enlist());
        readiness.resume();
        assert!(readiness.enlist());
    }
}
