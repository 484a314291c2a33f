//! Many connections to one server on one poll, as cheap as they can be: the generator must not tire before the server.
//!
//! They share nothing with the server's `net`, whose work they check. What is sent in a turn is written at its end, once per
//! connection; what has come is read until the kernel has no more, and handed out in lines.

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use groupchat::line::{Framed, Lines};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use socket2::{Domain, SockRef, Socket, Type};

use crate::alarm::Alarm;

/// A line that is longer than this is not a chat's.
const LONGEST: usize = 16 * 1024;
/// Read at once, bytes.
const BUFFER: usize = 256 * 1024;
/// Connections from one source address. The kernel looks for a free port among some 28,000 and takes its time when many
/// are in use.
const PER_SOURCE: usize = 4_000;

const ALARM: Token = Token(usize::MAX - 1);

/// What is done with what comes.
pub(crate) trait Ears {
    /// A line without its end, read at this moment.
    fn line(&mut self, ends: &mut Ends, who: u32, line: &[u8], at: Instant) -> Result<(), String>;
    /// The connection is no more, for this reason.
    fn lost(&mut self, who: u32, why: &str) -> Result<(), String>;
}

/// The connections and their poll.
pub(crate) struct Wires {
    poll: Poll,
    events: Events,
    alarm: Alarm,
    buffer: Vec<u8>,
    /// Bytes that have come.
    pub(crate) bytes: u64,
    pub(crate) ends: Ends,
}

/// The connections: what can be written to.
pub(crate) struct Ends {
    list: Vec<End>,
    /// Those with something to write, once each.
    dirty: Vec<u32>,
}

struct End {
    stream: Option<TcpStream>,
    lines: Lines,
    out: Vec<u8>,
    /// In the list of the dirty, or waiting for room.
    listed: bool,
    /// It never reads again.
    deaf: bool,
}

impl Wires {
    pub(crate) fn new() -> io::Result<Wires> {
        let poll = Poll::new()?;
        Ok(Wires {
            alarm: Alarm::new(poll.registry(), ALARM)?,
            poll,
            events: Events::with_capacity(4096),
            buffer: vec![0; BUFFER],
            bytes: 0,
            ends: Ends {
                list: Vec::new(),
                dirty: Vec::new(),
            },
        })
    }

    /// Begins one more connection, numbered in the order of beginning. What is sent before it is made waits.
    pub(crate) fn connect(&mut self, address: SocketAddr) -> io::Result<u32> {
        let number = self.ends.list.len();
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        socket.set_nonblocking(true)?;
        socket.set_tcp_nodelay(true)?;
        // Whoever is dropped is gone at once and leaves no port in TIME_WAIT.
        socket.set_linger(Some(Duration::ZERO))?;
        if let Some(source) = source(number, address) {
            socket.bind(&source.into())?;
        }
        match socket.connect(&address.into()) {
            Err(error)
                if error.raw_os_error() != Some(rustix::io::Errno::INPROGRESS.raw_os_error()) =>
            {
                return Err(error);
            }
            _ => {}
        }
        let mut stream = TcpStream::from_std(socket.into());
        let both = Interest::READABLE | Interest::WRITABLE;
        self.poll
            .registry()
            .register(&mut stream, Token(number), both)?;
        self.ends.list.push(End {
            stream: Some(stream),
            lines: Lines::new(),
            out: Vec::new(),
            listed: false,
            deaf: false,
        });
        Ok(number as u32)
    }

    /// One turn: writes what was said, waits at most so long, and reads everything that has come.
    pub(crate) fn turn(&mut self, wait: Duration, ears: &mut impl Ears) -> Result<(), String> {
        self.ends.flush(ears)?;
        let broken =
            |error: io::Error| format!("the system cannot tell when sockets are ready: {error}");
        if !wait.is_zero() {
            self.alarm.set(wait).map_err(broken)?;
        }
        match self.poll.poll(&mut self.events, Some(wait)) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                return Err(broken(error));
            }
            _ => {}
        }
        for event in &self.events {
            if event.token() == ALARM {
                continue;
            }
            let who = event.token().0 as u32;
            let end = &mut self.ends.list[who as usize];
            if event.is_writable() && !end.out.is_empty() && !end.listed {
                end.listed = true;
                self.ends.dirty.push(who);
            }
            if !event.is_readable() && !event.is_read_closed() && !event.is_error() {
                continue;
            }
            let ending = event.is_read_closed() || event.is_error();
            loop {
                let end = &mut self.ends.list[who as usize];
                let Some(stream) = end.stream.as_mut().filter(|_| !end.deaf) else {
                    break;
                };
                match stream.read(&mut self.buffer) {
                    Ok(0) => {
                        end.stream = None;
                        ears.lost(who, "the server closed it")?;
                    }
                    Ok(len) => {
                        self.bytes += len as u64;
                        hand_out(&mut self.ends, who, &self.buffer[..len], ears)?;
                        // A stream that gave less than was asked for is empty, and the next bytes are announced (epoll(7));
                        // but its end may have been announced together with these.
                        if len < self.buffer.len() && !ending {
                            break;
                        }
                    }
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => {
                        end.stream = None;
                        ears.lost(who, &error.to_string())?;
                    }
                }
            }
        }
        Ok(())
    }
}

fn hand_out(
    ends: &mut Ends,
    who: u32,
    mut input: &[u8],
    ears: &mut impl Ears,
) -> Result<(), String> {
    let at = Instant::now();
    let mut lines = std::mem::take(&mut ends.list[who as usize].lines);
    while let Some(framed) = lines.next(&mut input, LONGEST) {
        match framed {
            Framed::Line(line) => ears.line(ends, who, line, at)?,
            Framed::TooLong(_) => {
                return Err(format!("member {who} was sent a line without an end"));
            }
        }
    }
    ends.list[who as usize].lines = lines;
    Ok(())
}

impl Ends {
    /// How many connections were begun.
    pub(crate) fn len(&self) -> u32 {
        self.list.len() as u32
    }

    /// Lets `write` append to what a connection sends at the end of the turn.
    pub(crate) fn send(&mut self, who: u32, bytes: &[u8]) {
        let end = &mut self.list[who as usize];
        end.out.extend_from_slice(bytes);
        if !end.listed {
            end.listed = true;
            self.dirty.push(who);
        }
    }

    /// Has a connection read nothing from now on, with as small a buffer as the kernel allows.
    pub(crate) fn deafen(&mut self, who: u32) {
        let end = &mut self.list[who as usize];
        end.deaf = true;
        if let Some(stream) = &end.stream {
            // Where it cannot be made small, it only takes longer until it is full.
            let _ = SockRef::from(stream).set_recv_buffer_size(1);
        }
    }

    /// Ends a connection at once.
    pub(crate) fn drop(&mut self, who: u32) {
        self.list[who as usize].stream = None;
    }

    fn flush(&mut self, ears: &mut impl Ears) -> Result<(), String> {
        for who in std::mem::take(&mut self.dirty) {
            let end = &mut self.list[who as usize];
            end.listed = false;
            let Some(stream) = &mut end.stream else {
                continue;
            };
            match stream.write(&end.out) {
                Ok(len) if len == end.out.len() => end.out = Vec::new(),
                Ok(len) => drop(end.out.drain(..len)),
                Err(error) if waits(&error) => {}
                Err(error) => {
                    end.stream = None;
                    ears.lost(who, &error.to_string())?;
                }
            }
        }
        Ok(())
    }
}

/// Whether writing is only not possible yet: without room, or before the connection is made.
fn waits(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, NotConnected, WouldBlock};
    matches!(error.kind(), WouldBlock | NotConnected | Interrupted)
}

/// Where the `number`th connection to loopback comes from; `None` to let the kernel choose.
fn source(number: usize, to: SocketAddr) -> Option<SocketAddr> {
    let block = u16::try_from(number / PER_SOURCE)
        .ok()
        .filter(|&block| block > 0)?;
    let [high, low] = block.to_be_bytes();
    match to.ip() {
        // Only Linux has the whole of 127/8 without being told.
        IpAddr::V4(ip) if ip.is_loopback() && cfg!(target_os = "linux") => {
            Some(SocketAddr::from((Ipv4Addr::new(127, 1, high, low), 0)))
        }
        _ => None,
    }
}
