//! A crowd of members: connecting them, getting them into groups, saying something, hearing what they are told.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::dialect::{Dialect, News};
use crate::machine;
use crate::progress::Progress;
use crate::wires::{Ears, Ends, Wires};

/// Nothing has come for so long: something is lost.
pub(crate) const STALLED: Duration = Duration::from_secs(10);

/// What is done with what members hear.
pub(crate) trait Hear {
    /// A text that another member said.
    fn text(&mut self, who: u32, text: &[u8], at: Instant) -> Result<(), String> {
        let _ = (at, text);
        Err(format!("member {who} heard a message before anybody spoke"))
    }
    /// Something else.
    fn news(&mut self, who: u32, news: &News<'_>) -> Result<(), String> {
        let _ = (who, news);
        Ok(())
    }
    /// The server will not have something.
    fn refused(&mut self, who: u32, line: &[u8]) -> Result<(), String> {
        let line = String::from_utf8_lossy(line);
        Err(format!("the server told member {who}: {line}"))
    }
    /// A connection was closed.
    fn lost(&mut self, who: u32, why: &str) -> Result<(), String> {
        Err(format!("the connection of member {who} was lost: {why}"))
    }
}

/// Members of one server.
pub(crate) struct Crowd {
    wires: Wires,
    address: SocketAddr,
    pub(crate) dialect: Dialect,
    /// What is added to a text for the yardstick, so that what it delivers is as long as what the server delivers.
    pub(crate) pad: usize,
    pub(crate) deadline: Instant,
    /// The moment when something came last.
    heard: Instant,
    draft: String,
    /// Who has been welcomed, by number.
    welcome: Vec<bool>,
}

impl Crowd {
    /// A crowd that gives up at `deadline`.
    pub(crate) fn new(
        address: SocketAddr,
        dialect: Dialect,
        deadline: Instant,
    ) -> Result<Crowd, String> {
        Ok(Crowd {
            wires: Wires::new().map_err(|error| format!("cannot poll: {error}"))?,
            address,
            dialect,
            pad: 0,
            deadline,
            heard: Instant::now(),
            draft: String::new(),
            welcome: Vec::new(),
        })
    }

    /// How many connections were begun.
    pub(crate) fn count(&self) -> u32 {
        self.wires.ends.len()
    }

    /// How many of them are members of the server, or were.
    pub(crate) fn welcomed(&self) -> u32 {
        self.welcome.iter().filter(|&&welcome| welcome).count() as u32
    }

    /// Bytes that have come for anybody.
    pub(crate) fn bytes(&self) -> u64 {
        self.wires.bytes
    }

    /// Connects until there are `count`, with at most `under_way` at a time that are no members yet, and waits until all are.
    ///
    /// # Errors
    /// What stopped it. Those who are members by then stay.
    pub(crate) fn connect(
        &mut self,
        count: u32,
        under_way: u32,
        progress: &mut Progress,
    ) -> Result<(), String> {
        let mut stopped = Ok(());
        let mut done = self.welcomed();
        let already = self.count() - done;
        self.heard = Instant::now();
        loop {
            while stopped.is_ok()
                && self.count() < count
                && self.count() - already - done < under_way
            {
                stopped = self.begin();
            }
            if self.count() - already == done {
                return stopped;
            }
            let mut welcome = std::mem::take(&mut self.welcome);
            let mut coming = Coming {
                welcome: &mut welcome,
                done,
            };
            let result = self.turn(Duration::from_secs(1), &mut coming);
            done = coming.done;
            self.welcome = welcome;
            let silent = || "the server does not answer newcomers any more".to_owned();
            if let Err(why) = result.and_then(|()| self.stall(silent)) {
                for who in 0..self.count() {
                    if !self.welcome[who as usize] {
                        self.wires.ends.drop(who);
                    }
                }
                return Err(why);
            }
            progress.show(|| format!("{done} of {count} connected"));
        }
    }

    fn begin(&mut self) -> Result<(), String> {
        machine::room(self.count())?;
        let number = self
            .wires
            .connect(self.address)
            .map_err(|error| machine::explain(&error))?;
        self.welcome.push(false);
        self.send(number, self.dialect.greeting(number).as_bytes());
        Ok(())
    }

    /// Has members from `first` on enter the group that `group` names for each, so many at a time, and waits until all are in.
    pub(crate) fn join(
        &mut self,
        first: u32,
        under_way: u32,
        group: impl Fn(u32) -> String,
        hear: &mut impl Hear,
        progress: &mut Progress,
    ) -> Result<(), String> {
        let mut outside: Vec<u32> = (first..self.count())
            .filter(|&who| self.welcome[who as usize])
            .collect();
        outside.reverse();
        let count = outside.len() as u32;
        let mut joining = Joining {
            done: 0,
            then: hear,
        };
        self.heard = Instant::now();
        while joining.done < count {
            let asked = count - outside.len() as u32;
            for _ in asked - joining.done..under_way {
                let Some(who) = outside.pop() else { break };
                self.send(who, self.dialect.join(&group(who)).as_bytes());
            }
            self.turn(Duration::from_secs(1), &mut joining)?;
            self.stall(|| {
                format!(
                    "{} of {count} wait to get into their groups",
                    count - joining.done
                )
            })?;
            progress.show(|| format!("{} of {count} joined", joining.done));
        }
        Ok(())
    }

    /// Sends a member's bytes as they are.
    pub(crate) fn send(&mut self, who: u32, bytes: &[u8]) {
        self.wires.ends.send(who, bytes);
    }

    /// Has a member say something to a group.
    pub(crate) fn say(&mut self, who: u32, group: &str, text: &str) {
        self.speak(
            who,
            |dialect, text, out| dialect.say(group, text, out),
            text,
        );
    }

    /// Has a member say something to another one.
    pub(crate) fn tell(&mut self, who: u32, to: u32, text: &str) {
        self.speak(who, |dialect, text, out| dialect.tell(to, text, out), text);
    }

    fn speak(&mut self, who: u32, write: impl FnOnce(Dialect, &str, &mut String), text: &str) {
        let mut draft = std::mem::take(&mut self.draft);
        draft.clear();
        match self.pad {
            0 => write(self.dialect, text, &mut draft),
            pad => write(
                self.dialect,
                &format!("{text}{}", "-".repeat(pad)),
                &mut draft,
            ),
        }
        self.send(who, draft.as_bytes());
        self.draft = draft;
    }

    /// Has a member read nothing from now on.
    pub(crate) fn deafen(&mut self, who: u32) {
        self.wires.ends.deafen(who);
    }

    /// One turn, waiting at most so long. Pings are answered.
    pub(crate) fn turn(&mut self, wait: Duration, hear: &mut impl Hear) -> Result<(), String> {
        if Instant::now() > self.deadline {
            return Err("it took too long; --seconds allows more".to_owned());
        }
        let before = self.wires.bytes;
        let mut ears = Attentive {
            dialect: self.dialect,
            hear,
        };
        self.wires.turn(wait, &mut ears)?;
        if self.wires.bytes != before {
            self.heard = Instant::now();
        }
        Ok(())
    }

    /// An error when nothing has come for long, though something must.
    pub(crate) fn stall(&self, missing: impl FnOnce() -> String) -> Result<(), String> {
        if self.heard.elapsed() < STALLED {
            return Ok(());
        }
        Err(format!(
            "nothing came for {} s: {}",
            STALLED.as_secs(),
            missing()
        ))
    }
}

/// Sorts lines.
struct Attentive<'a, H> {
    dialect: Dialect,
    hear: &'a mut H,
}

impl<H: Hear> Ears for Attentive<'_, H> {
    #[inline]
    fn line(&mut self, ends: &mut Ends, who: u32, line: &[u8], at: Instant) -> Result<(), String> {
        if let Some(text) = self.dialect.text(line) {
            return self.hear.text(who, text, at);
        }
        match self.dialect.news(line) {
            News::Ping(token) => {
                ends.send(who, &self.dialect.pong(token));
                Ok(())
            }
            News::Refused => self.hear.refused(who, line),
            news => self.hear.news(who, &news),
        }
    }

    fn lost(&mut self, who: u32, why: &str) -> Result<(), String> {
        self.hear.lost(who, why)
    }
}

/// Counts those who are welcomed.
struct Coming<'a> {
    welcome: &'a mut [bool],
    done: u32,
}

impl Hear for Coming<'_> {
    fn news(&mut self, who: u32, news: &News<'_>) -> Result<(), String> {
        if *news == News::Welcome && !std::mem::replace(&mut self.welcome[who as usize], true) {
            self.done += 1;
        }
        Ok(())
    }

    fn lost(&mut self, who: u32, why: &str) -> Result<(), String> {
        Err(format!("the server does not take newcomer {who}: {why}"))
    }
}

/// Counts those who are in their group, and passes everything on.
struct Joining<'a, H> {
    done: u32,
    then: &'a mut H,
}

impl<H: Hear> Hear for Joining<'_, H> {
    fn text(&mut self, who: u32, text: &[u8], at: Instant) -> Result<(), String> {
        self.then.text(who, text, at)
    }
    fn news(&mut self, who: u32, news: &News<'_>) -> Result<(), String> {
        self.done += u32::from(*news == News::Entered);
        self.then.news(who, news)
    }
    fn lost(&mut self, who: u32, why: &str) -> Result<(), String> {
        self.then.lost(who, why)
    }
}

/// Hears nothing of interest.
pub(crate) struct Inattentive;

impl Hear for Inattentive {}
