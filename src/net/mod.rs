//! Sockets: accepting, connecting, reading, writing and ending connections on somebody else's poll.
//!
//! [`Net`] knows no dialect and no hub; it moves bytes and keeps deadlines, for both programs alike. It reads no clock and
//! never waits: the program polls, says what time it is, and drives one tick:
//!
//! 1. poll for at most [`Net::timeout`], read the clock once;
//! 2. give every event whose token is the net's to [`Net::ready`];
//! 3. call [`Net::next`] until it returns `None`, and act on each [`Happening`] with [`Net::send`], [`Net::close`] and
//!    the like: nothing is written yet;
//! 4. [`Net::finish`]: outboxes that changed are written, each once, as many as the budget of a tick allows and those who
//!    asked something first; the others keep their turn. The doomed are freed.
//!
//! What is said is encoded into an [`Arena`] and sent as a [`Span`] of it to any number of connections.
//!
//! Every bound is the caller's (`queued`) or in [`crate::limits`]. A fault of one connection ends only that one.

mod chunk;
mod conn;
mod conns;
pub mod descriptors;
mod listener;
mod outbox;
mod readiness;
pub mod signal;
mod tick;
mod timers;

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
use socket2::{SockRef, TcpKeepalive};

use crate::limits;

pub use chunk::{Arena, CHUNK, Span};
pub use conns::Key;
pub use listener::Listen;
pub use outbox::{Flushed, Outbox};
pub use timers::Timers;

use conn::Conn;
use conns::Conns;
use listener::Listener;

/// How many tokens belong to one [`Net`], from its first on. Another net on the same poll begins behind them.
pub const TOKENS: usize = 1 << 28;
/// The first of a net's tokens are for listeners, so many.
const LISTENERS: usize = 64;

/// Something that happened on the net.
#[derive(Debug)]
pub enum Happening {
    /// Somebody connected.
    Accepted {
        /// The new connection.
        key: Key,
        /// Where from, as the kernel reports it: IPv4 comes as `::ffff:…` on a listener for both.
        address: SocketAddr,
    },
    /// Our own [`Net::connect`] succeeded.
    Connected {
        /// The connection.
        key: Key,
    },
    /// Bytes came in: the first `len` of the buffer.
    Data {
        /// Where from.
        key: Key,
        /// How many bytes, at least one.
        len: usize,
    },
    /// The peer will send nothing more; it may still listen.
    Ended {
        /// Who said so.
        key: Key,
    },
    /// The connection failed, or could not be made. [`Happening::Closed`] follows.
    Lost {
        /// The connection.
        key: Key,
        /// Why.
        why: io::Error,
    },
    /// No more bytes are queued than were given to [`Net::tell_room`], which is over with this.
    Room {
        /// Where there is room.
        key: Key,
    },
    /// The deadline has passed that was set with [`Net::set_deadline`]. It is no longer set.
    Due {
        /// Whose deadline.
        key: Key,
    },
    /// The last word about a connection, however it ended; told once for each. Its key may be used again from now on.
    Closed {
        /// The key that is free now.
        key: Key,
    },
}

/// Listeners and connections.
#[derive(Debug)]
pub struct Net {
    registry: Registry,
    first_token: usize,
    listeners: Vec<Listener>,
    conns: Conns,
    /// To be read in this tick. Each is marked and stands here or in `later`, once.
    to_read: VecDeque<Key>,
    /// To be read in the next tick.
    later: Vec<Key>,
    /// To be flushed, in this order, as far as a tick's budget goes. Each is marked and stands here once.
    dirty: VecDeque<Key>,
    /// To be flushed when this tick ends, before those in `dirty`, whose marks and places they keep: those who asked
    /// something in this tick. Some may have nothing to be told.
    askers: Vec<Key>,
    /// To be flushed after them, as far as half the budget goes: those with much to be told. They keep their places, too.
    laden: Vec<Key>,
    /// [`limits::FLUSH_PER_TICK`].
    flush_per_tick: usize,
    /// How many more ends are told in this tick: [`limits::ENDS_PER_TICK`] at its beginning.
    ends: usize,
    /// Those that have room, as was asked for.
    roomy: Vec<Key>,
    /// Deadlines set by the program; of a closing connection, the end of its linger.
    timers: Timers<Key>,
    /// The moment of the last `next`, milliseconds.
    now_ms: u64,
}

impl Net {
    /// A net without listeners and connections, whose tokens are [`TOKENS`] from `first_token` on.
    #[must_use]
    pub fn new(registry: Registry, first_token: usize) -> Net {
        Net {
            registry,
            first_token,
            listeners: Vec::new(),
            conns: Conns::default(),
            to_read: VecDeque::new(),
            later: Vec::new(),
            dirty: VecDeque::new(),
            askers: Vec::new(),
            laden: Vec::new(),
            flush_per_tick: limits::FLUSH_PER_TICK,
            ends: limits::ENDS_PER_TICK,
            roomy: Vec::new(),
            timers: Timers::new(),
            now_ms: 0,
        }
    }

    /// Listens at `address` and returns the real one, with the port that was given for 0. At most 64 listeners.
    ///
    /// # Errors
    ///
    /// When the system refuses, such as for an address in use.
    pub fn listen(&mut self, address: SocketAddr, how: &Listen) -> io::Result<SocketAddr> {
        if self.listeners.len() == LISTENERS {
            return Err(io::Error::other("too many listeners"));
        }
        let mut listener = Listener::bind(address, how)?;
        let token = Token(self.first_token + self.listeners.len());
        self.registry
            .register(&mut listener.socket, token, Interest::READABLE)?;
        let address = listener.socket.local_addr()?;
        self.listeners.push(listener);
        Ok(address)
    }

    /// Closes all listeners. Connections stay.
    pub fn stop_listening(&mut self) {
        for mut listener in self.listeners.drain(..) {
            // It is closed either way.
            let _ = self.registry.deregister(&mut listener.socket);
        }
    }

    /// Begins to connect; [`Happening::Connected`] or [`Happening::Lost`] follows. What is sent before waits.
    ///
    /// # Errors
    ///
    /// When it fails at once, such as for want of a route or of descriptors.
    pub fn connect(&mut self, address: SocketAddr) -> io::Result<Key> {
        let stream = TcpStream::connect(address)?;
        // A failure only costs speed.
        let _ = stream.set_nodelay(true);
        self.admit(stream, false)
    }

    /// Queues `span` for a connection; written when the tick ends, or a few ticks later when very many are spoken to at
    /// once, together with what came until then. Returns how many bytes it has not taken: those that are queued, if the
    /// last write took less than it was offered, else 0. Whoever has only not been written to yet is not behind.
    ///
    /// This is called for each member of a group and each message: usually it moves the end of a range.
    #[inline]
    pub fn send(&mut self, key: Key, span: &Span) -> usize {
        let Some(conn) = self.conns.get_mut(key).filter(|conn| conn.listens()) else {
            return 0;
        };
        let before = conn.outbox.len();
        conn.outbox.push(span);
        let queued = conn.outbox.len();
        if !conn.outbox.is_blocked() {
            tick::line_up(&mut self.dirty, key, conn);
            if before < limits::FLUSH_SOON && queued >= limits::FLUSH_SOON {
                self.laden.push(key);
            }
        }
        if conn.outbox.is_blocked() { queued } else { 0 }
    }

    /// Bytes queued for the connection that has waited longest to be written to.
    #[must_use]
    pub fn backlog(&self) -> usize {
        self.dirty.front().map_or(0, |&key| self.queued(key))
    }

    /// Bytes queued for a connection.
    #[must_use]
    pub fn queued(&self, key: Key) -> usize {
        self.conns.get(key).map_or(0, |conn| conn.outbox.len())
    }

    /// Has [`Happening::Room`] told once no more than `most` bytes are queued for a connection, after it was written to or
    /// writing failed; not if it is closed before that.
    pub fn tell_room(&mut self, key: Key, most: usize) {
        if let Some(conn) = self.conns.get_mut(key).filter(|conn| conn.listens()) {
            conn.room_wanted = Some(u32::try_from(most).unwrap_or(u32::MAX));
            if !conn.outbox.is_blocked() {
                tick::line_up(&mut self.dirty, key, conn);
            }
        }
    }

    /// Drops what is queued for a connection, save the rest of a line that is partly written. See [`Outbox::cut`].
    pub fn cut(&mut self, key: Key) {
        if let Some(conn) = self.conns.get_mut(key) {
            conn.outbox.cut();
        }
    }

    /// Ends a connection in good order: what is queued is written, then the peer gets [`limits::LINGER_MS`] in all to take
    /// it and to hang up. What it still sends is thrown away, its deadline is dropped, and only
    /// [`Happening::Closed`] is told. A connection that is not made yet, or that writing has failed on, ends like one
    /// that is aborted.
    pub fn close(&mut self, key: Key, now_ms: u64) {
        let Some(conn) = self.conns.get_mut(key) else {
            return;
        };
        if conn.is_leaving() {
            return;
        }
        if !conn.close() {
            return self.conns.doom(key);
        }
        self.timers
            .set(key, now_ms.saturating_add(limits::LINGER_MS));
        if !conn.outbox.is_blocked() {
            tick::line_up(&mut self.dirty, key, conn);
        }
        self.enlist(key);
    }

    /// Ends a connection when the tick ends, whatever is queued. Only [`Happening::Closed`] is told.
    pub fn abort(&mut self, key: Key) {
        self.conns.doom(key);
    }

    /// Reads nothing from a connection until it is resumed. The peer's end, and most losses, stay unknown meanwhile, so
    /// pause only until some moment.
    pub fn pause(&mut self, key: Key) {
        if let Some(conn) = self.conns.get_mut(key).filter(|conn| !conn.is_leaving()) {
            conn.readiness.pause();
        }
    }

    /// Reads on, from the next tick.
    pub fn resume(&mut self, key: Key) {
        if let Some(conn) = self.conns.get_mut(key) {
            conn.readiness.resume();
            self.enlist(key);
        }
    }

    /// Sets the moment when [`Happening::Due`] is told of a connection, in place of any earlier; `None` for never. A moment
    /// that has passed means the next millisecond. Nothing happens if the connection is being closed.
    pub fn set_deadline(&mut self, key: Key, at_ms: Option<u64>) {
        if self.conns.get(key).is_none_or(Conn::is_leaving) {
            return;
        }
        match at_ms {
            // One that could fire in the tick that set it could do so for ever.
            Some(at_ms) => self.timers.set(key, at_ms.max(self.now_ms + 1)),
            None => self.timers.clear(key),
        }
    }

    /// Has the kernel probe a peer that is silent for `idle`, and give it up at most about `idle + give_up` after its last
    /// sign of life, or when what was sent to it has not been taken for as long. Whole seconds, at least one each.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub fn keep_alive(&self, key: Key, idle: Duration, give_up: Duration) -> io::Result<()> {
        let Some(conn) = self.conns.get(key) else {
            return Ok(());
        };
        let second = Duration::from_secs(1);
        let (idle, give_up) = (idle.max(second), give_up.max(second));
        let probes = TcpKeepalive::new()
            .with_time(idle)
            .with_interval((give_up / PROBES).max(second))
            .with_retries(PROBES);
        let socket = SockRef::from(&conn.stream);
        socket.set_tcp_keepalive(&probes)?;
        #[cfg(target_os = "linux")]
        socket.set_tcp_user_timeout(Some(idle + give_up))?;
        Ok(())
    }

    /// Connections whose [`Happening::Closed`] has not been told.
    #[must_use]
    pub fn len(&self) -> usize {
        self.conns.len()
    }

    /// Whether there is no connection.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.conns.len() == 0
    }

    /// Puts a connection on the poll and into the slab.
    fn admit(&mut self, mut stream: TcpStream, open: bool) -> io::Result<Key> {
        let key = self.conns.vacant(TOKENS - LISTENERS);
        let key = key.ok_or_else(|| io::Error::other("too many connections"))?;
        let interest = if open {
            Interest::READABLE
        } else {
            Interest::READABLE | Interest::WRITABLE
        };
        self.registry
            .register(&mut stream, self.token(key), interest)?;
        self.conns.insert(key, Conn::new(stream, open));
        Ok(key)
    }

    fn token(&self, key: Key) -> Token {
        Token(self.first_token + LISTENERS + usize::from(key))
    }

    /// Has a connection read in the next tick if there may be something.
    fn enlist(&mut self, key: Key) {
        if let Some(conn) = self.conns.get_mut(key)
            && conn.readiness.enlist()
        {
            self.later.push(key);
        }
    }
}

/// Probes that a silent peer may leave unanswered.
const PROBES: u32 = 3;

#[cfg(test)]
mod tests;
