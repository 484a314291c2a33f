//! What the server's core wants of whoever owns the sockets.

use std::time::Duration;

use crate::hub::id::Seat;
use crate::keeper::{Busy, Job, Ticket};
use crate::net::Span;

/// The way out of [`Core`](crate::server::core::Core): connections by seat, bytes, deadlines and slow work, nothing else.
///
/// [`Net`](crate::net::Net) stands behind it in the server, a table of byte vectors in the simulation.
pub trait Wire {
    /// Queues bytes. Returns how many the connection has not taken though they were offered to it.
    fn send(&mut self, seat: Seat, span: &Span) -> usize;
    /// Throws away what is queued, save the rest of a line that is partly out.
    fn cut(&mut self, seat: Seat);
    /// Sends what is queued, then closes. No more is heard from that connection.
    fn close(&mut self, seat: Seat);
    /// Bytes that are queued for the connection that has waited longest to be offered some.
    fn backlog(&self) -> usize;
    /// Bytes that are queued for that connection.
    fn queued(&self, seat: Seat) -> usize;
    /// Calls [`Core::room`](crate::server::core::Core::room) once no more than so many bytes are queued for that
    /// connection, never at once.
    fn call_with_room(&mut self, seat: Seat, most: usize);
    /// Reads nothing more until told otherwise.
    fn pause(&mut self, seat: Seat);
    /// Reads again.
    fn resume(&mut self, seat: Seat);
    /// Calls back at that moment, milliseconds on the monotonic clock, and at no other.
    fn set_deadline(&mut self, seat: Seat, at_ms: Option<u64>);
    /// Has the system find out that the peer has vanished: it probes after `idle` of silence, and gives up when there is
    /// no answer for `give_up` more.
    fn keep_alive(&mut self, seat: Seat, idle: Duration, give_up: Duration);
    /// Has slow work done by somebody else. It is answered with [`Core::done`](crate::server::core::Core::done) later, never
    /// at once, exactly once, whatever becomes of it.
    ///
    /// # Errors
    /// When there is too much to do already, or nobody to do it.
    fn work(&mut self, ticket: Ticket, job: Job) -> Result<(), Busy>;
}
