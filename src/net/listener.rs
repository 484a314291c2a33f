//! Accepting, within a budget, and what to do when descriptors run out.

use std::io;
use std::net::SocketAddr;

use mio::net::{TcpListener, TcpStream};
use rustix::io::Errno;
use socket2::{Domain, Protocol, Socket, Type};

use crate::limits;

/// How to listen.
#[derive(Clone, Copy, Debug)]
pub struct Listen {
    /// On `[::]`: leave IPv4 alone, so that somebody else can listen there. Otherwise IPv4 comes in too.
    pub only_v6: bool,
    /// Connections that the kernel completes before we accept them. The kernel has a bound of its own.
    pub backlog: i32,
    /// Bytes that the kernel may hold for one reader who does not take them; 0 leaves it to the kernel, which goes up to
    /// megabytes.
    pub send_buffer: usize,
}

impl Default for Listen {
    fn default() -> Listen {
        Listen {
            only_v6: false,
            backlog: 4096,
            send_buffer: 0,
        }
    }
}

/// A listening socket.
#[derive(Debug)]
pub(super) struct Listener {
    pub(super) socket: TcpListener,
    pub(super) accepting: Accepting,
}

impl Listener {
    /// Binds and listens. Options set here are inherited by what is accepted, which saves a call each.
    pub(super) fn bind(address: SocketAddr, how: &Listen) -> io::Result<Listener> {
        let socket = Socket::new(
            Domain::for_address(address),
            Type::STREAM,
            Some(Protocol::TCP),
        )?;
        socket.set_nonblocking(true)?;
        socket.set_reuse_address(true)?;
        if address.is_ipv6() {
            socket.set_only_v6(how.only_v6)?;
        }
        socket.set_tcp_nodelay(true)?;
        if how.send_buffer > 0 {
            // The kernel's own bound applies.
            socket.set_send_buffer_size(how.send_buffer.min(i32::MAX as usize))?;
        }
        socket.bind(&address.into())?;
        socket.listen(how.backlog)?;
        Ok(Listener {
            socket: TcpListener::from_std(socket.into()),
            accepting: Accepting::default(),
        })
    }

    /// Accepts one connection if the budget of this tick allows and there is one.
    pub(super) fn accept(&mut self, now_ms: u64) -> Option<(TcpStream, SocketAddr)> {
        while self.accepting.may(now_ms) {
            match self.socket.accept() {
                Ok((stream, address)) => {
                    // Inherited on Linux; where it is not, a failure only costs speed.
                    #[cfg(not(target_os = "linux"))]
                    let _ = stream.set_nodelay(true);
                    return Some((stream, address));
                }
                Err(error) => match Fault::of(&error) {
                    Fault::None => self.drained(),
                    Fault::Theirs => {}
                    Fault::Ours => self.failed(&error, now_ms),
                },
            }
        }
        None
    }

    /// Takes a pause because something ran out.
    pub(super) fn failed(&mut self, error: &io::Error, now_ms: u64) {
        if self.accepting.failed(now_ms) {
            let at = self.socket.local_addr().map(|at| at.to_string());
            let at = at.unwrap_or_default();
            log::warn!("cannot accept connections on {at}: {error}; waiting until some close");
        }
    }

    fn drained(&mut self) {
        if self.accepting.drained() {
            let at = self.socket.local_addr().map(|at| at.to_string());
            log::info!("accepting connections on {} again", at.unwrap_or_default());
        }
    }
}

/// When a listener may accept. Knows no socket.
#[derive(Debug)]
pub(super) struct Accepting {
    /// Connections may be waiting.
    ready: bool,
    /// Attempts left in this tick.
    left: usize,
    /// Something ran out; not to be tried again before this moment, milliseconds.
    retry_at_ms: Option<u64>,
    /// Something ran out and those who waited then have not all come in: nothing is logged again until they have.
    short: bool,
}

impl Default for Accepting {
    fn default() -> Accepting {
        Accepting {
            ready: false,
            left: limits::ACCEPTS_PER_TICK,
            retry_at_ms: None,
            short: false,
        }
    }
}

impl Accepting {
    /// The kernel says that connections are waiting.
    pub(super) fn offer(&mut self) {
        self.ready = true;
    }

    /// Whether to try once more in this tick. Counts as a try.
    fn may(&mut self, now_ms: u64) -> bool {
        if !self.ready || self.left == 0 || self.retry_at_ms.is_some_and(|at| at > now_ms) {
            return false;
        }
        self.retry_at_ms = None;
        self.left -= 1;
        true
    }

    /// Nobody is waiting. Returns whether that ends a shortage.
    fn drained(&mut self) -> bool {
        self.ready = false;
        std::mem::take(&mut self.short)
    }

    /// Something ran out. Returns whether that is news.
    fn failed(&mut self, now_ms: u64) -> bool {
        self.retry_at_ms = Some(now_ms.saturating_add(limits::ACCEPT_RETRY_MS));
        !std::mem::replace(&mut self.short, true)
    }

    /// A connection was closed: what ran out may be there again.
    pub(super) fn retry(&mut self) {
        self.retry_at_ms = None;
    }

    /// A new tick begins.
    pub(super) fn refill(&mut self) {
        self.left = limits::ACCEPTS_PER_TICK;
    }

    /// When accepting should go on, milliseconds; `None` when the kernel will tell. Now is 0.
    pub(super) fn due_ms(&self) -> Option<u64> {
        self.ready.then(|| self.retry_at_ms.unwrap_or(0))
    }
}

/// Whose fault it is that nothing was accepted.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
    /// Nobody is there.
    None,
    /// That of a peer that is gone, or of its network: go on with the next.
    Theirs,
    /// Descriptors or memory have run out, or worse: trying again at once would spin.
    Ours,
}

impl Fault {
    /// `accept(2)` lists the errors that are a new connection's own.
    fn of(error: &io::Error) -> Fault {
        match Errno::from_io_error(error) {
            Some(Errno::AGAIN) => Fault::None,
            Some(
                Errno::INTR
                | Errno::CONNABORTED
                | Errno::CONNRESET
                | Errno::PROTO
                | Errno::PERM
                | Errno::NETDOWN
                | Errno::NETUNREACH
                | Errno::HOSTDOWN
                | Errno::HOSTUNREACH
                | Errno::NOPROTOOPT
                | Errno::OPNOTSUPP
                | Errno::TIMEDOUT,
            ) => Fault::Theirs,
            _ => Fault::Ours,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_accepts_a_bounded_number() {
        let mut accepting = Accepting::default();
        assert!(!accepting.may(0), "nobody was announced");
        accepting.offer();
        let tries = (0..1000).filter(|_| accepting.may(0)).count();
        assert_eq!(tries, limits::ACCEPTS_PER_TICK);
        assert_eq!(accepting.due_ms(), Some(0), "the rest is owed at once");
        accepting.refill();
        assert!(accepting.may(0));
        assert!(!accepting.drained());
        assert_eq!(accepting.due_ms(), None);
    }

    #[test]
    fn a_shortage_pauses_is_told_once_and_ends() {
        let mut accepting = Accepting::default();
        accepting.offer();
        assert!(accepting.may(1000));
        assert!(accepting.failed(1000), "news");
        assert!(!accepting.may(1000), "no spinning");
        accepting.refill();
        assert_eq!(accepting.due_ms(), Some(1000 + limits::ACCEPT_RETRY_MS));
        assert!(!accepting.may(1001));
        assert!(accepting.may(1000 + limits::ACCEPT_RETRY_MS));
        assert!(!accepting.failed(2000), "known");
        accepting.retry();
        assert_eq!(accepting.due_ms(), Some(0), "a connection was closed");
        assert!(accepting.may(2001), "one comes in");
        assert!(accepting.may(2001));
        assert!(!accepting.failed(2001), "still the same shortage");
        accepting.retry();
        assert!(accepting.may(2002));
        assert!(accepting.drained(), "everyone is in: told");
        assert!(!accepting.drained(), "once");
        accepting.offer();
        assert!(accepting.may(2003) && accepting.failed(2003), "news again");
    }

    #[test]
    fn faults_are_told_apart() {
        let of = |errno: Errno| Fault::of(&errno.into());
        assert_eq!(of(Errno::AGAIN), Fault::None);
        assert_eq!(of(Errno::CONNABORTED), Fault::Theirs);
        for ours in [Errno::MFILE, Errno::NFILE, Errno::NOBUFS, Errno::NOMEM] {
            assert_eq!(of(ours), Fault::Ours);
        }
        assert_eq!(of(Errno::INVAL), Fault::Ours, "unknown ones must not spin");
    }
}
