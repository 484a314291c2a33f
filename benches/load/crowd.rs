//! A crowd of members on one poll: connecting them, getting them into the group, and reading what they hear.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use groupchat::line::{Framed, Lines};
use groupchat::net::{Arena, Happening, Key, Net};
use mio::{Events, Poll};

use crate::Dialect;

/// The group everyone is in.
const GROUP: &str = "#load";
/// How many members are on their way into the group at a time.
const AT_A_TIME: u32 = 64;
/// A line that is longer than this is not ours.
const LONGEST: usize = 16 * 1024;

/// Members in one group.
pub(crate) struct Crowd {
    poll: Poll,
    events: Events,
    net: Net,
    arena: Arena,
    dialect: Dialect,
    start: Instant,
    members: Vec<Member>,
    /// Which member a connection belongs to.
    owners: Vec<Option<u32>>,
    buffer: Vec<u8>,
    deadline: Instant,
}

struct Member {
    key: Key,
    lines: Lines,
    joined: bool,
}

impl Crowd {
    /// Connects so many members and waits until all of them are in the group.
    pub(crate) fn gather(
        address: SocketAddr,
        dialect: Dialect,
        count: u32,
        limit: Duration,
    ) -> Result<Crowd, String> {
        groupchat::net::descriptors::raise();
        let broken = |error: std::io::Error| error.to_string();
        let poll = Poll::new().map_err(broken)?;
        let net = Net::new(poll.registry().try_clone().map_err(broken)?, 0);
        let start = Instant::now();
        let mut crowd = Crowd {
            poll,
            events: Events::with_capacity(4096),
            net,
            arena: Arena::new(),
            dialect,
            start,
            members: Vec::new(),
            owners: Vec::new(),
            buffer: vec![0; 256 * 1024],
            deadline: start + limit,
        };
        let mut joined = 0;
        while joined < count {
            while crowd.members.len() < count as usize && crowd.count() - joined < AT_A_TIME {
                crowd.add(address)?;
            }
            crowd.turn(|_, _, line, entered| {
                joined += u32::from(entered);
                match line {
                    line if line.starts_with(b"ERROR") => {
                        Err(String::from_utf8_lossy(line).into_owned())
                    }
                    _ => Ok(()),
                }
            })?;
        }
        Ok(crowd)
    }

    /// How many members there are.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.members.len()).unwrap_or(u32::MAX)
    }

    fn add(&mut self, address: SocketAddr) -> Result<(), String> {
        let number = self.count();
        let key = self
            .net
            .connect(address)
            .map_err(|error| format!("member {number} cannot connect: {error}"))?;
        let slot = usize::from(key);
        if self.owners.len() <= slot {
            self.owners.resize(slot + 1, None);
        }
        self.owners[slot] = Some(number);
        self.members.push(Member {
            key,
            lines: Lines::new(),
            joined: false,
        });
        let greeting = match self.dialect {
            Dialect::Irc => format!("NICK m{number}\r\nUSER m 0 * :m\r\n"),
            Dialect::Plain => format!("m{number}\n/leave\n/join {GROUP}\n"),
        };
        self.send(number, &greeting);
        Ok(())
    }

    /// Sends bytes as they are.
    fn send(&mut self, member: u32, bytes: &str) {
        if let Some(span) = self
            .arena
            .write(|out| out.extend_from_slice(bytes.as_bytes()))
        {
            self.net.send(self.members[member as usize].key, &span);
        }
    }

    /// Has a member say something to the group.
    pub(crate) fn say(&mut self, member: u32, text: &str) {
        match self.dialect {
            Dialect::Irc => self.send(member, &format!("PRIVMSG {GROUP} :{text}\r\n")),
            Dialect::Plain => self.send(member, &format!("{text}\n")),
        }
    }

    /// One turn of the loop. `hear` is given each line that a member is told: the crowd, the member, the line, and whether
    /// the member has just entered the group.
    pub(crate) fn turn(
        &mut self,
        mut hear: impl FnMut(&mut Crowd, u32, &[u8], bool) -> Result<(), String>,
    ) -> Result<(), String> {
        self.net.finish();
        let now = self.start.elapsed().as_millis() as u64;
        let wait = self.net.timeout(now).unwrap_or(Duration::from_secs(1));
        if Instant::now() > self.deadline {
            return Err("it took too long; see --seconds".to_owned());
        }
        match self.poll.poll(&mut self.events, Some(wait)) {
            Err(error) if error.kind() != std::io::ErrorKind::Interrupted => {
                return Err(error.to_string());
            }
            _ => {}
        }
        for event in &self.events {
            self.net.ready(event);
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        let mut result = Ok(());
        while let Some(happening) = self.net.next(now, &mut buffer) {
            match happening {
                Happening::Data { key, len } => result = self.read(key, &buffer[..len], &mut hear),
                Happening::Lost { why, .. } => {
                    result = Err(format!("a connection was lost: {why}"));
                }
                Happening::Ended { .. } => {
                    result = Err("the server closed a connection".to_owned());
                }
                _ => {}
            }
            if result.is_err() {
                break;
            }
        }
        self.buffer = buffer;
        result
    }

    fn read(
        &mut self,
        key: Key,
        mut input: &[u8],
        hear: &mut impl FnMut(&mut Crowd, u32, &[u8], bool) -> Result<(), String>,
    ) -> Result<(), String> {
        let Some(Some(number)) = self.owners.get(usize::from(key)).copied() else {
            return Ok(());
        };
        let mut lines = std::mem::take(&mut self.members[number as usize].lines);
        while let Some(framed) = lines.next(&mut input, LONGEST) {
            let Framed::Line(line) = framed else {
                return Err("the server sent an endless line".to_owned());
            };
            let entered = self.attend(number, line);
            hear(self, number, line, entered)?;
        }
        self.members[number as usize].lines = lines;
        Ok(())
    }

    /// Answers what has to be answered. Returns whether the member has just entered the group.
    fn attend(&mut self, number: u32, line: &[u8]) -> bool {
        let entered = match self.dialect {
            Dialect::Plain => line.starts_with(b"In #load now"),
            Dialect::Irc => {
                if let Some(token) = line.strip_prefix(b"PING ") {
                    let pong = format!("PONG {}\r\n", String::from_utf8_lossy(token));
                    self.send(number, &pong);
                    return false;
                }
                let numeric = line.split(|&byte| byte == b' ').nth(1).unwrap_or_default();
                if matches!(numeric, b"376" | b"422") {
                    self.send(number, &format!("JOIN {GROUP}\r\n"));
                }
                numeric == b"366"
            }
        };
        let member = &mut self.members[number as usize];
        entered && !std::mem::replace(&mut member.joined, true)
    }
}

/// The text in a line that carries a message to the group, in either dialect.
pub(crate) fn message(line: &[u8], dialect: Dialect) -> Option<&[u8]> {
    let (mark, start): (&[u8], &[u8]) = match dialect {
        Dialect::Irc => (b" PRIVMSG #load :", b":"),
        Dialect::Plain => (b" #load <", b"["),
    };
    if !line.starts_with(start) {
        return None;
    }
    let at = memchr::memmem::find(line, mark)? + mark.len();
    match dialect {
        Dialect::Irc => Some(&line[at..]),
        Dialect::Plain => memchr::memmem::find(&line[at..], b"> ").map(|end| &line[at + end + 2..]),
    }
}
