//! One socket: what is read from it, what it has yet to be told, and how it ends.
//!
//! A connection decides what an outcome means in its phase; [`Net`](super::Net) keeps the lists and the deadlines.

use std::io::{self, Read};
use std::net::Shutdown;

use mio::net::TcpStream;

use super::outbox::{Flushed, Outbox};
use super::readiness::Readiness;

/// A connection.
#[derive(Debug)]
pub(super) struct Conn {
    pub(super) stream: TcpStream,
    pub(super) outbox: Outbox,
    phase: Phase,
    pub(super) readiness: Readiness,
    /// The peer has said that it will send nothing more.
    ended: bool,
    /// It stands in the list of those to be flushed. It stands there once.
    pub(super) dirty: bool,
    /// Writability is announced. It stays so once it was needed: edges cost nothing while nothing is blocked.
    pub(super) writable_wanted: bool,
    /// It is to be told when no more than so many bytes are queued.
    pub(super) room_wanted: Option<u32>,
}

/// Where in its life a connection is.
#[derive(Debug)]
enum Phase {
    /// Our own connect is under way; words can be queued.
    Connecting,
    /// Both sides may speak.
    Open,
    /// Writing failed for this reason. What the peer sent before is still read, then the loss is told.
    Broken(io::Error),
    /// The last words are on their way; what the peer still says is thrown away.
    Closing,
    /// The last words were taken by the kernel; the peer's end is awaited, lest unread input destroys them.
    Lingering,
    /// To be freed when the tick ends.
    Doomed,
}

/// What came of reading.
#[derive(Debug)]
pub(super) enum Took {
    /// Nothing that anyone has to know.
    Nothing,
    /// So many bytes.
    Data(usize),
    /// The peer will send nothing more.
    Ended,
    /// Our connect succeeded.
    Connected,
    /// The connection is gone.
    Lost(io::Error),
    /// A closing connection has nothing left to wait for.
    Finished,
}

/// What came of flushing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrote {
    /// Nothing is left to be done now.
    Done,
    /// Flush again in the next tick.
    Again,
    /// Flush again once the kernel announces room.
    Wait,
    /// The connection has nothing left to wait for.
    Finished,
}

impl Conn {
    /// A connection that is `open`, or else on its way to being so.
    pub(super) fn new(stream: TcpStream, open: bool) -> Conn {
        let mut conn = Conn {
            stream,
            outbox: Outbox::new(),
            phase: if open { Phase::Open } else { Phase::Connecting },
            readiness: Readiness::default(),
            ended: false,
            dirty: false,
            writable_wanted: !open,
            room_wanted: None,
        };
        if !open {
            conn.outbox.block();
        }
        conn
    }

    /// Whether words can be queued.
    #[inline]
    pub(super) fn listens(&self) -> bool {
        matches!(self.phase, Phase::Open | Phase::Connecting)
    }

    /// Whether it is being closed, or is about to be freed.
    pub(super) fn is_leaving(&self) -> bool {
        matches!(
            self.phase,
            Phase::Closing | Phase::Lingering | Phase::Doomed
        )
    }

    pub(super) fn is_doomed(&self) -> bool {
        matches!(self.phase, Phase::Doomed)
    }

    /// Notes an event. Returns whether a flush is worth trying.
    pub(super) fn offer(&mut self, event: &mio::event::Event) -> bool {
        let dead = event.is_error() || event.is_write_closed();
        if matches!(self.phase, Phase::Connecting) {
            self.readiness.offer(false);
            return false;
        }
        if dead || !self.ended && (event.is_readable() || event.is_read_closed()) {
            self.readiness.offer(dead || event.is_read_closed());
        }
        self.outbox.is_blocked() && (event.is_writable() || dead)
    }

    /// Reads once, into `buf`. Asked only when it was on the list of those to be read.
    pub(super) fn take(&mut self, buf: &mut [u8]) -> Took {
        match &self.phase {
            Phase::Doomed => return Took::Nothing,
            Phase::Connecting => return self.check_connect(),
            _ if self.readiness.is_paused() => return Took::Nothing,
            _ if self.ended => return self.check_ended(),
            _ => {}
        }
        match self.read(buf) {
            Ok(0) => {
                self.ended = true;
                self.readiness.drained();
                match &mut self.phase {
                    Phase::Open => Took::Ended,
                    Phase::Broken(why) => Took::Lost(take_error(why)),
                    Phase::Closing => Took::Nothing,
                    _ => Took::Finished,
                }
            }
            Ok(taken) => {
                self.readiness.took(taken, buf.len());
                if self.is_leaving() {
                    Took::Nothing
                } else {
                    Took::Data(taken)
                }
            }
            Err(error) => {
                self.readiness.drained();
                match &mut self.phase {
                    Phase::Broken(why) => Took::Lost(take_error(why)),
                    _ if error.kind() == io::ErrorKind::WouldBlock => Took::Nothing,
                    Phase::Open => Took::Lost(error),
                    _ => Took::Finished,
                }
            }
        }
    }

    /// Writes once.
    pub(super) fn flush(&mut self) -> Wrote {
        if !self.listens() && !matches!(self.phase, Phase::Closing) {
            return Wrote::Done;
        }
        match self.outbox.write_to(&mut self.stream) {
            Ok(Flushed::More) => Wrote::Again,
            Ok(Flushed::Blocked) => Wrote::Wait,
            Ok(Flushed::Empty) if matches!(self.phase, Phase::Closing) => self.hang_up(),
            Ok(Flushed::Empty) => Wrote::Done,
            Err(error) => self.break_off(error),
        }
    }

    /// Begins the graceful end. Returns whether there is anything to wait for.
    pub(super) fn close(&mut self) -> bool {
        match self.phase {
            Phase::Open => {
                self.phase = Phase::Closing;
                self.readiness.resume();
                true
            }
            Phase::Connecting | Phase::Broken(_) => false,
            Phase::Closing | Phase::Lingering | Phase::Doomed => true,
        }
    }

    /// Ends it: nothing more is read, written or told.
    pub(super) fn doom(&mut self) {
        self.phase = Phase::Doomed;
        self.outbox.clear();
    }

    /// The last words are out: says so, and waits for the peer to do the same unless it has.
    fn hang_up(&mut self) -> Wrote {
        if self.ended || self.stream.shutdown(Shutdown::Write).is_err() {
            return Wrote::Finished;
        }
        self.phase = Phase::Lingering;
        Wrote::Done
    }

    /// Writing failed. The peer's own last words may still wait to be read; only after them is the loss told.
    pub(super) fn break_off(&mut self, why: io::Error) -> Wrote {
        self.outbox.clear();
        if self.is_leaving() {
            return Wrote::Finished;
        }
        self.phase = Phase::Broken(why);
        self.readiness.offer(true);
        Wrote::Done
    }

    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.stream.read(buf) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => return outcome,
            }
        }
    }

    /// Whether our connect came to an end, as `mio::net::TcpStream::connect` says to find out.
    fn check_connect(&mut self) -> Took {
        self.readiness.drained();
        match self.stream.take_error() {
            Ok(Some(error)) | Err(error) => return Took::Lost(error),
            Ok(None) => {}
        }
        match self.stream.peer_addr() {
            Ok(_) => {
                self.phase = Phase::Open;
                // The announcement may have told of input as well.
                self.readiness.offer(false);
                Took::Connected
            }
            Err(error) if error.kind() == io::ErrorKind::NotConnected => Took::Nothing,
            Err(error) if error.raw_os_error() == Some(IN_PROGRESS) => Took::Nothing,
            Err(error) => Took::Lost(error),
        }
    }

    /// Something happened after the peer's end, when only errors can.
    fn check_ended(&mut self) -> Took {
        self.readiness.drained();
        match &mut self.phase {
            Phase::Broken(why) => Took::Lost(take_error(why)),
            Phase::Open => match self.stream.take_error() {
                Ok(Some(error)) | Err(error) => Took::Lost(error),
                Ok(None) => Took::Nothing,
            },
            _ => Took::Nothing,
        }
    }
}

const IN_PROGRESS: i32 = rustix::io::Errno::INPROGRESS.raw_os_error();

fn take_error(why: &mut io::Error) -> io::Error {
    std::mem::replace(why, io::ErrorKind::BrokenPipe.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_idle_connection_is_small() {
        let size = size_of::<Conn>();
        assert!(size <= 96, "{size} bytes");
    }
}
