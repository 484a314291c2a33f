//! Somebody at the other end of a socket.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use socket2::{Domain, SockRef, Socket, Type};

use super::{PATIENCE, matches};

/// Lines of the conversation shown when something goes wrong.
const SHOWN: usize = 80;
/// Bytes of each that are shown.
const WIDTH: usize = 300;

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gone {
    /// In good order.
    Closed,
    /// It was reset.
    Reset,
}

/// One connection to the server, and all that went over it.
#[derive(Debug)]
pub(crate) struct Peer {
    stream: TcpStream,
    /// What has come and has not been looked at.
    inbox: Vec<u8>,
    /// The conversation so far, `>` what was sent and `<` what was read.
    log: Vec<String>,
    /// Speaks IRC, so that lines end in CR LF.
    irc: bool,
    syncs: usize,
    /// What an IRC member was told on its way in.
    pub(crate) welcome: Vec<String>,
}

impl Peer {
    /// Connects over IPv4 loopback.
    #[track_caller]
    pub(crate) fn connect(port: u16) -> Peer {
        Peer::over(TcpStream::connect(("127.0.0.1", port)).expect("the server accepts"))
    }

    /// Connects over IPv6 loopback.
    #[track_caller]
    pub(crate) fn connect_v6(port: u16) -> Peer {
        Peer::over(TcpStream::connect(("::1", port)).expect("the server accepts"))
    }

    /// Connects with so small a receive buffer that little is needed to fill it.
    #[track_caller]
    pub(crate) fn connect_narrow(port: u16) -> Peer {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        socket.set_recv_buffer_size(4096).expect("a small buffer");
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        socket.connect(&address.into()).expect("the server accepts");
        Peer::over(socket.into())
    }

    fn over(stream: TcpStream) -> Peer {
        stream.set_nodelay(true).expect("a socket option");
        stream
            .set_write_timeout(Some(PATIENCE))
            .expect("a socket option");
        Peer {
            stream,
            inbox: Vec::new(),
            log: Vec::new(),
            irc: false,
            syncs: 0,
            welcome: Vec::new(),
        }
    }

    /// The address that the server sees.
    pub(crate) fn address(&self) -> SocketAddr {
        self.stream.local_addr().expect("a connected socket")
    }

    /// Registers with IRC, capabilities first.
    #[track_caller]
    pub(crate) fn register(&mut self, nick: &str, caps: &[&str]) {
        self.irc = true;
        if !caps.is_empty() {
            self.send("CAP LS 302");
            self.send(&format!("CAP REQ :{}", caps.join(" ")));
        }
        self.send(&format!("NICK {nick}"));
        self.send(&format!("USER {nick} 0 * :{nick} of IRC"));
        if !caps.is_empty() {
            self.await_line(":… CAP * ACK :…");
            self.send("CAP END");
        }
        self.await_line(":… 001 …");
        self.welcome = self.sync();
    }

    /// Calls itself an IRC client from here on.
    pub(crate) fn speaks_irc(&mut self) {
        self.irc = true;
    }

    /// Sends a line with the line end of its dialect.
    #[track_caller]
    pub(crate) fn send(&mut self, line: &str) {
        let end = if self.irc { "\r\n" } else { "\n" };
        self.send_bytes(format!("{line}{end}").as_bytes());
    }

    /// Sends bytes as they are.
    #[track_caller]
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        if let Err(error) = self.try_send(bytes) {
            self.fail(&format!("it could not send: {error}"));
        }
    }

    /// Gives up on sending after this time.
    pub(crate) fn set_write_patience(&self, patience: Duration) {
        self.stream
            .set_write_timeout(Some(patience))
            .expect("a socket option");
    }

    /// Sends bytes to a server that may have hung up.
    pub(crate) fn try_send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let shown = &bytes[..bytes.len().min(200)];
        self.log.push(format!("> {}", shown.escape_ascii()));
        self.stream.write_all(bytes)
    }

    /// The next line, without its end.
    #[track_caller]
    pub(crate) fn line(&mut self) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(line) = self.take_line() {
                return line;
            }
            match self.receive(until) {
                Ok(0) => self.fail("the server hung up while a line was awaited"),
                Ok(_) => {}
                Err(error) => self.fail(&format!("no line came: {error}")),
            }
        }
    }

    /// The next line has to be this one; see [`matches`].
    #[track_caller]
    pub(crate) fn expect(&mut self, pattern: &str) -> String {
        let line = self.line();
        if !matches(pattern, &line) {
            self.fail(&format!("expected {pattern:?}\n     came {line:?}"));
        }
        line
    }

    /// The next lines have to be these.
    #[track_caller]
    pub(crate) fn expect_all(&mut self, patterns: &[&str]) {
        for pattern in patterns {
            self.expect(pattern);
        }
    }

    /// Skips lines until this one comes.
    #[track_caller]
    pub(crate) fn await_line(&mut self, pattern: &str) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            while let Some(line) = self.take_line() {
                if matches(pattern, &line) {
                    return line;
                }
            }
            match self.receive(until) {
                Ok(0) => self.fail(&format!("the server hung up before {pattern:?}")),
                Ok(_) => {}
                Err(error) => self.fail(&format!("{pattern:?} did not come: {error}")),
            }
        }
    }

    /// Asks something that only itself hears the answer to, and returns what came before the answer. Everything sent so
    /// far has been dealt with then, and what others were told because of it is on its way.
    #[track_caller]
    pub(crate) fn sync(&mut self) -> Vec<String> {
        self.syncs += 1;
        let token = format!("sync-{}", self.syncs);
        let answer = if self.irc {
            self.send(&format!("PING {token}"));
            format!(":… PONG … {token}")
        } else {
            self.send(&format!("/{token}"));
            format!("There is no command /{token}…")
        };
        let mut before = Vec::new();
        loop {
            let line = self.line();
            if matches(&answer, &line) || matches(&answer.replace(" sync", " :sync"), &line) {
                return before;
            }
            before.push(line);
        }
    }

    /// Nothing may have come.
    #[track_caller]
    pub(crate) fn expect_silence(&mut self) {
        let heard = self.sync();
        if !heard.is_empty() {
            self.fail(&format!("expected silence, came {heard:?}"));
        }
    }

    /// Everything until the server hangs up, and how it did.
    #[track_caller]
    pub(crate) fn rest(&mut self) -> (String, Gone) {
        let until = Instant::now() + PATIENCE;
        let gone = loop {
            match self.receive(until) {
                Ok(0) => break Gone::Closed,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset => break Gone::Reset,
                Err(error) => self.fail(&format!("the server did not hang up: {error}")),
            }
        };
        let rest = String::from_utf8_lossy(&std::mem::take(&mut self.inbox)).into_owned();
        self.log
            .extend(rest.lines().map(|line| format!("< {line:?}")));
        self.log.push("< (end)".to_owned());
        (rest, gone)
    }

    /// The server has to hang up in good order, after this line or none.
    #[track_caller]
    pub(crate) fn expect_end(&mut self, patterns: &[&str]) {
        self.expect_all(patterns);
        let (rest, gone) = self.rest();
        if !rest.is_empty() || gone != Gone::Closed {
            self.fail(&format!(
                "expected the end, came {rest:?} and it was {gone:?}"
            ));
        }
    }

    /// Whether something comes within this time; a wait that shows that nothing does.
    #[track_caller]
    pub(crate) fn hears_within(&mut self, time: Duration) -> bool {
        if !self.inbox.is_empty() {
            return true;
        }
        match self.receive(Instant::now() + time) {
            Ok(count) => count > 0,
            Err(error) if error.kind() == io::ErrorKind::TimedOut => false,
            Err(error) => self.fail(&format!("lost: {error}")),
        }
    }

    /// Says that it will send nothing more.
    pub(crate) fn end(&mut self) {
        self.log.push("> (end)".to_owned());
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// Resets the connection: what the server sends from now on is refused.
    pub(crate) fn reset(self) {
        SockRef::from(&self.stream)
            .set_linger(Some(Duration::ZERO))
            .expect("a socket option");
    }

    /// One read, at the latest until then.
    fn receive(&mut self, until: Instant) -> io::Result<usize> {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        let mut buffer = [0; 64 * 1024];
        match self.stream.read(&mut buffer) {
            Ok(count) => {
                self.inbox.extend_from_slice(&buffer[..count]);
                Ok(count)
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                Err(io::ErrorKind::TimedOut.into())
            }
            Err(error) => Err(error),
        }
    }

    fn take_line(&mut self) -> Option<String> {
        let end = self.inbox.iter().position(|&byte| byte == b'\n')?;
        let mut line: Vec<u8> = self.inbox.drain(..=end).collect();
        line.pop();
        if self.irc && line.pop_if(|byte| *byte == b'\r').is_none() {
            self.fail(&format!("an IRC line without CR: {}", line.escape_ascii()));
        }
        match String::from_utf8(line) {
            Ok(line) => {
                self.log.push(format!("< {line:?}"));
                Some(line)
            }
            Err(error) => self.fail(&format!("not UTF-8: {}", error.as_bytes().escape_ascii())),
        }
    }

    /// Ends the test, showing the conversation.
    #[track_caller]
    pub(crate) fn fail(&self, why: &str) -> ! {
        let skipped = self.log.len().saturating_sub(SHOWN);
        let shown: Vec<_> = self.log[skipped..].iter().map(|line| cut(line)).collect();
        let unread = &self.inbox[..self.inbox.len().min(WIDTH)];
        panic!(
            "{}\nthe conversation ({skipped} lines left out):\n{}\nunread: {}",
            why.lines().map(cut).collect::<Vec<_>>().join("\n"),
            shown.join("\n"),
            unread.escape_ascii()
        );
    }
}

/// As much of a line as tells it from others.
fn cut(line: &str) -> &str {
    &line[..line.floor_char_boundary(WIDTH)]
}
