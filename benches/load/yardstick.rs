//! The yardstick: a server with nothing in it but the fan-out. What it does in a second is what this machine and its kernel
//! allow one thread to do.
//!
//! A connection sends `/ROOM` to enter a room and is answered with the same; `/` alone is answered, too. Whatever else it
//! sends, in whole lines, goes to everyone else in its room as it is: appended to one buffer per room and tick, and written
//! from there, once per recipient. No names, no limits, no history.

use std::collections::HashMap;
use std::io::{self, IoSlice, Read as _, Write as _};
use std::net::SocketAddr;
use std::time::Duration;

use mio::net::{TcpListener, TcpStream};
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Token};
use slab::Slab;
use socket2::{Domain, Socket, Type};

const LISTENER: Token = Token(usize::MAX - 1);
const STDIN: Token = Token(usize::MAX - 2);
/// Bytes that may wait for one who does not read. Only a broken run gets there.
const QUEUE: usize = 16 * 1024 * 1024;

/// The server.
pub(crate) struct Yardstick {
    poll: Poll,
    events: Events,
    listener: TcpListener,
    conns: Slab<Conn>,
    rooms: Vec<Room>,
    names: HashMap<Vec<u8>, usize>,
    /// Rooms in which something was said in this tick.
    loud: Vec<usize>,
    buffer: Vec<u8>,
}

struct Conn {
    stream: TcpStream,
    /// Which room, and which of its members.
    place: Option<(usize, usize)>,
    /// The beginning of a line.
    partial: Vec<u8>,
    /// Which parts of what was said in this tick it said itself.
    own: Vec<(usize, usize)>,
    /// What it could not take.
    pending: Vec<u8>,
}

#[derive(Default)]
struct Room {
    members: Vec<usize>,
    said: Vec<u8>,
}

/// Runs until standard input is closed. Where it listens is said on standard error.
pub(crate) fn run() -> Result<(), String> {
    let broken = |error: io::Error| format!("the yardstick: {error}");
    groupchat::net::descriptors::raise();
    let mut yardstick = Yardstick::new().map_err(broken)?;
    yardstick
        .poll
        .registry()
        .register(&mut SourceFd(&0), STDIN, Interest::READABLE)
        .map_err(broken)?;
    eprintln!(
        "yardstick: listening on {}",
        yardstick.address().map_err(broken)?
    );
    while yardstick.tick(None).map_err(broken)? {}
    Ok(())
}

impl Yardstick {
    /// Listens on a free port of loopback.
    pub(crate) fn new() -> io::Result<Yardstick> {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.set_nonblocking(true)?;
        socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into())?;
        socket.listen(4096)?;
        let mut listener = TcpListener::from_std(socket.into());
        let poll = Poll::new()?;
        poll.registry()
            .register(&mut listener, LISTENER, Interest::READABLE)?;
        Ok(Yardstick {
            poll,
            events: Events::with_capacity(4096),
            listener,
            conns: Slab::new(),
            rooms: Vec::new(),
            names: HashMap::new(),
            loud: Vec::new(),
            buffer: vec![0; 256 * 1024],
        })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Takes everything that has come, then writes it to everyone it is for. `false` when it is told to end.
    pub(crate) fn tick(&mut self, wait: Option<Duration>) -> io::Result<bool> {
        match self.poll.poll(&mut self.events, wait) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => return Err(error),
            _ => {}
        }
        let events = std::mem::replace(&mut self.events, Events::with_capacity(0));
        let mut goes_on = true;
        for event in &events {
            match event.token() {
                LISTENER => self.accept()?,
                // Nothing is ever said there: it is closed.
                STDIN => goes_on = false,
                Token(number) => {
                    if event.is_writable() && !self.catch_up(number)
                        || event.is_readable() && !self.read(number, event.is_read_closed())
                    {
                        self.remove(number);
                    }
                }
            }
        }
        self.events = events;
        for room in std::mem::take(&mut self.loud) {
            self.flush(room);
        }
        Ok(goes_on)
    }

    fn accept(&mut self) -> io::Result<()> {
        loop {
            let mut stream = match self.listener.accept() {
                Ok((stream, _)) => stream,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            };
            stream.set_nodelay(true)?;
            let entry = self.conns.vacant_entry();
            let both = Interest::READABLE | Interest::WRITABLE;
            self.poll
                .registry()
                .register(&mut stream, Token(entry.key()), both)?;
            entry.insert(Conn {
                stream,
                place: None,
                partial: Vec::new(),
                own: Vec::new(),
                pending: Vec::new(),
            });
        }
    }

    /// Reads what there is. `false` when the connection is at its end, which may come right behind: then it is `ending`.
    fn read(&mut self, number: usize, ending: bool) -> bool {
        let mut buffer = std::mem::take(&mut self.buffer);
        let mut alive = true;
        while let Some(conn) = self.conns.get_mut(number) {
            match conn.stream.read(&mut buffer) {
                Ok(0) => alive = false,
                Ok(len) => {
                    alive = self.take(number, &buffer[..len]);
                    if alive && (len == buffer.len() || ending) {
                        continue;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => alive = error.kind() == io::ErrorKind::WouldBlock,
            }
            break;
        }
        self.buffer = buffer;
        alive
    }

    fn take(&mut self, number: usize, bytes: &[u8]) -> bool {
        let conn = &mut self.conns[number];
        let Some(end) = memchr::memrchr(b'\n', bytes) else {
            conn.partial.extend_from_slice(bytes);
            return true;
        };
        let (lines, rest) = bytes.split_at(end + 1);
        let partial = std::mem::take(&mut conn.partial);
        conn.partial.extend_from_slice(rest);
        if partial.is_empty() && lines.starts_with(b"/") {
            return lines
                .split_inclusive(|&byte| byte == b'\n')
                .all(|line| self.command(number, line));
        }
        let Some((room, _)) = conn.place else {
            return true;
        };
        let said = &mut self.rooms[room].said;
        if said.is_empty() {
            self.loud.push(room);
        }
        let start = said.len();
        said.extend_from_slice(&partial);
        said.extend_from_slice(lines);
        match conn.own.last_mut() {
            Some((_, end)) if *end == start => *end = said.len(),
            _ => conn.own.push((start, said.len())),
        }
        true
    }

    fn command(&mut self, number: usize, line: &[u8]) -> bool {
        self.leave_room(number);
        let name = line[1..].trim_ascii();
        if !name.is_empty() {
            let next = self.names.len();
            let room = *self.names.entry(name.to_vec()).or_insert(next);
            if room == self.rooms.len() {
                self.rooms.push(Room::default());
            }
            self.conns[number].place = Some((room, self.rooms[room].members.len()));
            self.rooms[room].members.push(number);
        }
        put(&mut self.conns[number], &[IoSlice::new(line)])
    }

    /// Writes what was said in a room to each of its members, without what is its own.
    fn flush(&mut self, room: usize) {
        let mut said = std::mem::take(&mut self.rooms[room].said);
        let mut dead = Vec::new();
        for &number in &self.rooms[room].members {
            let conn = &mut self.conns[number];
            let alive = if conn.own.is_empty() {
                put(conn, &[IoSlice::new(&said)])
            } else {
                let own = std::mem::take(&mut conn.own);
                let starts = std::iter::once(0).chain(own.iter().map(|range| range.1));
                let ends = own.iter().map(|range| range.0).chain([said.len()]);
                let gaps = starts.zip(ends).filter(|(start, end)| start < end);
                let slices: Vec<_> = gaps
                    .map(|(start, end)| IoSlice::new(&said[start..end]))
                    .collect();
                slices.chunks(512).all(|slices| put(conn, slices))
            };
            if !alive {
                dead.push(number);
            }
        }
        said.clear();
        self.rooms[room].said = said;
        for number in dead {
            self.remove(number);
        }
    }

    /// Writes what could not be taken before.
    fn catch_up(&mut self, number: usize) -> bool {
        let Some(conn) = self
            .conns
            .get_mut(number)
            .filter(|conn| !conn.pending.is_empty())
        else {
            return true;
        };
        let pending = std::mem::take(&mut conn.pending);
        put(conn, &[IoSlice::new(&pending)])
    }

    fn remove(&mut self, number: usize) {
        if self.conns.contains(number) {
            self.leave_room(number);
            self.conns.remove(number);
        }
    }

    fn leave_room(&mut self, number: usize) {
        if let Some((room, place)) = self.conns[number].place.take() {
            let members = &mut self.rooms[room].members;
            members.swap_remove(place);
            if let Some(&moved) = members.get(place) {
                self.conns[moved].place = Some((room, place));
            }
        }
    }
}

/// One write; what is not taken waits. `false` when the connection is dead.
fn put(conn: &mut Conn, slices: &[IoSlice<'_>]) -> bool {
    let mut taken = 0;
    if conn.pending.is_empty() {
        let result = match slices {
            [one] => conn.stream.write(one),
            many => conn.stream.write_vectored(many),
        };
        taken = match result {
            Ok(taken) => taken,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => 0,
            Err(_) => return false,
        };
    }
    for slice in slices {
        let skipped = taken.min(slice.len());
        taken -= skipped;
        conn.pending.extend_from_slice(&slice[skipped..]);
    }
    conn.pending.len() <= QUEUE
}
