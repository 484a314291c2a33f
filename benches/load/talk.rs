//! Saying things and keeping the ledger: in a closed loop, as fast as they are heard, or in an open one, by the clock.

use std::time::{Duration, Instant};

use crate::crowd::{Crowd, Hear, Inattentive};
use crate::dialect::News;
use crate::histogram::Histogram;
use crate::ledger::{Ledger, stamp};
use crate::progress::Progress;

/// How long it is listened after everything was heard, for what comes twice.
const AFTER: Duration = Duration::from_millis(100);

/// To whom a sender speaks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Audience {
    /// The group that it is in, one of so many.
    Group(u32),
    /// The other member of its pair; there are so many pairs.
    Pair(u32),
}

/// A conversation of a crowd.
pub(crate) struct Talk {
    ledger: Ledger,
    audience: Audience,
    bytes: usize,
    text: String,
}

/// The name of a group.
pub(crate) fn group(number: u32) -> String {
    format!("#load{number}")
}

impl Talk {
    /// A conversation of `clients` members, of whom the first `senders` speak, with texts of so many bytes.
    pub(crate) fn new(
        clients: u32,
        senders: u32,
        window: u32,
        audience: Audience,
        bytes: u16,
    ) -> Talk {
        let (Audience::Group(groups) | Audience::Pair(groups)) = audience;
        Talk {
            ledger: Ledger::new(clients, groups, senders.min(clients), window),
            audience,
            bytes: usize::from(bytes),
            text: String::new(),
        }
    }

    /// How often anything was heard.
    pub(crate) fn deliveries(&self) -> u64 {
        self.ledger.deliveries()
    }

    fn say(&mut self, crowd: &mut Crowd, sender: u32) {
        let seq = self.ledger.send(sender);
        let mut text = std::mem::take(&mut self.text);
        stamp(sender, seq, self.bytes, &mut text);
        match self.audience {
            Audience::Group(groups) => crowd.say(sender, &group(sender % groups), &text),
            Audience::Pair(pairs) => {
                let partner = if sender < pairs {
                    sender + pairs
                } else {
                    sender - pairs
                };
                crowd.tell(sender, partner, &text);
            }
        }
        self.text = text;
    }

    /// Closed loop: says so many messages, each sender as many at a time as its window allows, until all are heard.
    pub(crate) fn fast(
        &mut self,
        crowd: &mut Crowd,
        messages: u32,
        progress: &mut Progress,
    ) -> Result<(), String> {
        let senders = self.ledger.senders();
        let mut left = messages;
        let mut turn = 0;
        loop {
            // Each in turn begins, so that none is always the last to get its share.
            for sender in (0..senders).map(|place| (place + turn) % senders) {
                while left > 0 && self.ledger.may_send(sender) {
                    self.say(crowd, sender);
                    left -= 1;
                }
            }
            turn += 1;
            if left == 0 && self.ledger.is_settled() {
                return self.ledger.compare_orders();
            }
            let mut listening = Listening {
                ledger: &mut self.ledger,
                others: &mut Inattentive,
            };
            crowd.turn(Duration::from_secs(1), &mut listening)?;
            crowd.stall(|| self.ledger.missing())?;
            progress.show(|| format!("{} of {messages} messages said", messages - left));
        }
    }

    /// Open loop: says so many messages a second for so long, whether or not they are heard, and writes down how long each
    /// took to each listener, from the moment when it was due: a server that is late makes nobody wait with the next
    /// question. `watch` is asked after every turn whether to end at once.
    pub(crate) fn paced<N: Hear>(
        &mut self,
        crowd: &mut Crowd,
        rate: u32,
        duration: Duration,
        took: &mut Histogram,
        news: &mut N,
        mut watch: impl FnMut(Duration, &N) -> bool,
    ) -> Result<(), String> {
        let senders = self.ledger.senders();
        let before = self.ledger.sent();
        let total = (duration.as_secs_f64() * f64::from(rate)).round() as u64;
        let start = Instant::now();
        let mut said = 0;
        let mut goes_on = true;
        let due = |number: u64| start + Duration::from_secs_f64(number as f64 / f64::from(rate));
        while goes_on || !self.ledger.is_settled() {
            let now = Instant::now();
            goes_on = goes_on && said < total && watch(now - start, news);
            while goes_on && said < total && due(said) <= now {
                let sender = ((before + said) % u64::from(senders)) as u32;
                if !self.ledger.may_send(sender) {
                    return Err(format!(
                        "the server is too far behind: {}; --rate asks for less",
                        self.ledger.missing()
                    ));
                }
                self.say(crowd, sender);
                said += 1;
            }
            let wait = match goes_on && said < total {
                true => due(said).saturating_duration_since(Instant::now()),
                false => Duration::from_millis(100),
            };
            let mut timing = Timing {
                ledger: &mut self.ledger,
                before,
                due: &due,
                took,
                news,
            };
            crowd.turn(wait.min(Duration::from_millis(100)), &mut timing)?;
            if !goes_on {
                crowd.stall(|| self.ledger.missing())?;
            }
        }
        self.ledger.compare_orders()
    }

    /// Listens for a moment to what should not come any more.
    pub(crate) fn listen_on(
        &mut self,
        crowd: &mut Crowd,
        others: &mut impl Hear,
    ) -> Result<(), String> {
        let mut listening = Listening {
            ledger: &mut self.ledger,
            others,
        };
        let end = Instant::now() + AFTER;
        while let Some(wait) = end.checked_duration_since(Instant::now()) {
            crowd.turn(wait, &mut listening)?;
        }
        Ok(())
    }
}

/// Keeps the ledger; those who do not belong to it are heard by `others`, as is everything else.
struct Listening<'a, N> {
    ledger: &'a mut Ledger,
    others: &'a mut N,
}

impl<N: Hear> Hear for Listening<'_, N> {
    #[inline]
    fn text(&mut self, who: u32, text: &[u8], at: Instant) -> Result<(), String> {
        if who >= self.ledger.clients() {
            return self.others.text(who, text, at);
        }
        self.ledger.hear(who, text).map(drop)
    }
    fn news(&mut self, who: u32, news: &News<'_>) -> Result<(), String> {
        self.others.news(who, news)
    }
    fn lost(&mut self, who: u32, why: &str) -> Result<(), String> {
        self.others.lost(who, why)
    }
}

/// Keeps the ledger and the time; those who do not belong to it are heard by `news` alone.
struct Timing<'a, D, N> {
    ledger: &'a mut Ledger,
    /// Messages that were said before this slice.
    before: u64,
    /// When the slice's message of this number was due.
    due: D,
    took: &'a mut Histogram,
    news: &'a mut N,
}

impl<D: Fn(u64) -> Instant, N: Hear> Hear for Timing<'_, D, N> {
    fn text(&mut self, who: u32, text: &[u8], at: Instant) -> Result<(), String> {
        if who >= self.ledger.clients() {
            return self.news.text(who, text, at);
        }
        let (sender, seq) = self.ledger.hear(who, text)?;
        let number = u64::from(seq) * u64::from(self.ledger.senders()) + u64::from(sender);
        let due = (self.due)(number.saturating_sub(self.before));
        self.took.record(at.saturating_duration_since(due));
        Ok(())
    }
    fn news(&mut self, who: u32, news: &News<'_>) -> Result<(), String> {
        self.news.news(who, news)
    }
    fn lost(&mut self, who: u32, why: &str) -> Result<(), String> {
        self.news.lost(who, why)
    }
}
