//! How the crowd speaks, and what it understands: bytes and values, no socket.
//!
//! Only what any server of a dialect is bound to say is relied on, so that others can be loaded, too.

use clap::ValueEnum;

/// The language of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Dialect {
    // RFC 1459 and what followed it.
    Irc,
    // Our own for people with netcat.
    Plain,
    // The yardstick's: a line `/ROOM` enters a room and is answered with itself; any other line goes to the others there.
    #[value(skip)]
    Bare,
}

/// What a member is told, other than what somebody says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News<'a> {
    /// It is a member now.
    Welcome,
    /// It is in the group that it asked for.
    Entered,
    /// It has to answer with this.
    Ping(&'a [u8]),
    /// This member has come to the group.
    Came(u32),
    /// This member has left the group or the server.
    Left(u32),
    /// Members that are in the group, words with marks before them.
    Names(&'a [u8]),
    /// The server will not have it.
    Refused,
    /// Anything else.
    Other,
}

impl Dialect {
    /// What a newcomer says first.
    pub(crate) fn greeting(self, number: u32) -> String {
        match self {
            Dialect::Irc => format!("NICK m{number}\r\nUSER m 0 * :m\r\n"),
            // Plain members land in the lobby, which would be one more group, with everybody in it.
            Dialect::Plain => format!("m{number}\n/leave\n"),
            Dialect::Bare => "/\n".to_owned(),
        }
    }

    /// Asks to enter a group.
    pub(crate) fn join(self, group: &str) -> String {
        match self {
            Dialect::Irc => format!("JOIN {group}\r\n"),
            Dialect::Plain => format!("/join {group}\n"),
            Dialect::Bare => format!("/{group}\n"),
        }
    }

    /// Leaves a group.
    pub(crate) fn part(self, group: &str) -> String {
        match self {
            Dialect::Irc => format!("PART {group}\r\n"),
            Dialect::Plain => format!("/leave {group}\n"),
            Dialect::Bare => "/\n".to_owned(),
        }
    }

    /// Leaves for good.
    pub(crate) fn quit(self) -> &'static str {
        match self {
            Dialect::Irc => "QUIT\r\n",
            Dialect::Plain => "/quit\n",
            Dialect::Bare => "/quit\n",
        }
    }

    /// Answers a [`News::Ping`].
    pub(crate) fn pong(self, token: &[u8]) -> Vec<u8> {
        [b"PONG ", token, b"\r\n"].concat()
    }

    /// Says something to a group.
    pub(crate) fn say(self, group: &str, text: &str, out: &mut String) {
        match self {
            Dialect::Irc => out.extend(["PRIVMSG ", group, " :", text, "\r\n"]),
            Dialect::Plain | Dialect::Bare => out.extend([text, "\n"]),
        }
    }

    /// Says something to a member alone. The yardstick has only rooms: a pair has one to itself.
    pub(crate) fn tell(self, number: u32, text: &str, out: &mut String) {
        match self {
            Dialect::Irc => out.extend(["PRIVMSG m", &number.to_string(), " :", text, "\r\n"]),
            Dialect::Plain => out.extend(["/msg m", &number.to_string(), " ", text, "\n"]),
            Dialect::Bare => out.extend([text, "\n"]),
        }
    }

    /// The text, if the line is what another member said. This is asked of every line.
    #[inline]
    pub(crate) fn text(self, line: &[u8]) -> Option<&[u8]> {
        match self {
            Dialect::Irc => {
                let (_, rest) = cut(line.strip_prefix(b":")?, b' ')?;
                let (_, rest) = cut(rest.strip_prefix(b"PRIVMSG ")?, b' ')?;
                Some(rest.strip_prefix(b":").unwrap_or(rest))
            }
            Dialect::Plain => {
                let (_, rest) = cut(line.strip_prefix(b"[")?, b' ')?;
                if let Some(rest) = rest.strip_prefix(b"*") {
                    return cut(rest, b'*')?.1.strip_prefix(b" ");
                }
                let (_, rest) = cut(rest, b' ')?;
                Some(cut(rest.strip_prefix(b"<")?, b'>')?.1.strip_prefix(b" ")?)
            }
            Dialect::Bare => (!line.starts_with(b"/")).then_some(line),
        }
    }

    /// What a line says that is not somebody's text.
    pub(crate) fn news(self, line: &[u8]) -> News<'_> {
        match self {
            Dialect::Irc => irc(line),
            Dialect::Plain => plain(line),
            Dialect::Bare if line == b"/" => News::Welcome,
            Dialect::Bare => News::Entered,
        }
    }
}

fn irc(line: &[u8]) -> News<'_> {
    let (prefix, rest) = match line.strip_prefix(b":").and_then(|line| cut(line, b' ')) {
        Some((prefix, rest)) => (prefix, rest),
        None => (&b""[..], line),
    };
    let (command, params) = cut(rest, b' ').unwrap_or((rest, b""));
    let who = || member(prefix.split(|&byte| byte == b'!').next()?);
    match command {
        b"PING" => News::Ping(params),
        b"JOIN" => who().map_or(News::Other, News::Came),
        b"PART" | b"QUIT" => who().map_or(News::Other, News::Left),
        b"353" => match memchr::memmem::find(params, b" :") {
            Some(at) => News::Names(&params[at + 2..]),
            None => News::Other,
        },
        b"366" => News::Entered,
        // The end of the message of the day, or that there is none: the last word of every greeting.
        b"376" | b"422" => News::Welcome,
        b"ERROR" | [b'4' | b'5', _, _] => News::Refused,
        _ => News::Other,
    }
}

fn plain(line: &[u8]) -> News<'_> {
    if line.starts_with(b"In #") {
        return News::Entered;
    }
    if line.starts_with(b"You are disconnected") {
        return News::Refused;
    }
    // `[12:03] #group -- m5 (#7) joined`
    let Some(at) = memchr::memmem::find(line, b"-- ") else {
        return News::Other;
    };
    let what = &line[at + 3..];
    if what == b"You left" {
        return News::Welcome;
    }
    let mut words = what.split(|&byte| byte == b' ');
    match (words.next().and_then(member), words.nth(1)) {
        (Some(who), Some(b"joined")) => News::Came(who),
        (Some(who), Some(b"left")) => News::Left(who),
        _ => News::Other,
    }
}

/// The number in a member's name, which may have marks of rank before it.
pub(crate) fn member(name: &[u8]) -> Option<u32> {
    let digits = name.trim_ascii_start();
    let digits = digits.strip_prefix(b"@").unwrap_or(digits);
    let digits = digits.strip_prefix(b"+").unwrap_or(digits);
    number(digits.strip_prefix(b"m")?)
}

/// A number in decimal, nothing else.
#[inline]
pub(crate) fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u32, |sum, &digit| {
        let digit = digit.is_ascii_digit().then(|| u32::from(digit - b'0'))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}

/// What stands before and after the first `at`.
#[inline]
fn cut(bytes: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let place = memchr::memchr(at, bytes)?;
    Some((&bytes[..place], &bytes[place + 1..]))
}
