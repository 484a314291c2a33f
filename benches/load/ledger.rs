//! Who said what, and who has heard it: every message exactly once, in order per sender, in one order for a whole group.
//!
//! Members are numbered; member `n` is in group `n % groups`, and the first `senders` of all speak. A message is a text that
//! begins with its sender's number and its own; nobody hears what it says itself. No socket and no clock.

/// Digits of the sender's number at the beginning of a text, and of the message's, which follows.
const DIGITS: usize = 8;
/// A text is never shorter than this, bytes.
pub(crate) const SHORTEST: usize = 2 * DIGITS + 1;

/// What is expected and what was heard.
#[derive(Debug)]
pub(crate) struct Ledger {
    groups: u32,
    window: u32,
    /// Most senders that one group has: the length of a row of `next`.
    stride: usize,
    speakers: Vec<Speaker>,
    /// Per sender, a ring: how many have heard each of the messages that are on their way.
    heard: Vec<u32>,
    /// The size of such a ring, a power of two: at least the window.
    ring: usize,
    /// Per listener and sender of its group: the message that must come next.
    next: Vec<u32>,
    listeners: Vec<Listener>,
    /// Per group.
    logs: Vec<Log>,
    sent: u64,
    done: u64,
    deliveries: u64,
}

/// The order that the others of a group are compared with.
#[derive(Debug)]
struct Log {
    /// The group's first member that does not speak.
    scribe: u32,
    /// What it has heard since the last comparison.
    heard: Vec<(u32, u32)>,
}

#[derive(Clone, Copy, Debug)]
struct Listener {
    group: u32,
    /// A fingerprint of the order in which it has heard everything since the last comparison.
    order: u64,
}

#[derive(Debug)]
struct Speaker {
    group: u32,
    /// Its place among the speakers of its group.
    place: u32,
    sent: u32,
    /// Messages that everyone has heard.
    done: u32,
    listeners: u32,
}

impl Ledger {
    /// A ledger in which nothing was said. At most `window` messages of a sender may be on their way.
    pub(crate) fn new(clients: u32, groups: u32, senders: u32, window: u32) -> Ledger {
        let size = |group: u32| clients / groups + u32::from(group < clients % groups);
        let speaker = |number| Speaker {
            group: number % groups,
            place: number / groups,
            sent: 0,
            done: 0,
            listeners: size(number % groups) - 1,
        };
        let log = |group| Log {
            scribe: senders + (groups + group - senders % groups) % groups,
            heard: Vec::new(),
        };
        let listener = |number| Listener {
            group: number % groups,
            order: 0,
        };
        let ring = window.next_power_of_two() as usize;
        let stride = senders.div_ceil(groups) as usize;
        Ledger {
            groups,
            window,
            stride,
            speakers: (0..senders).map(speaker).collect(),
            heard: vec![0; senders as usize * ring],
            ring,
            next: vec![0; clients as usize * stride],
            listeners: (0..clients).map(listener).collect(),
            logs: (0..groups).map(log).collect(),
            sent: 0,
            done: 0,
            deliveries: 0,
        }
    }

    /// How many listen; all do.
    pub(crate) fn clients(&self) -> u32 {
        self.listeners.len() as u32
    }

    /// How many speak.
    pub(crate) fn senders(&self) -> u32 {
        self.speakers.len() as u32
    }

    /// Whether a sender has fewer messages on their way than it may.
    pub(crate) fn may_send(&self, sender: u32) -> bool {
        let speaker = &self.speakers[sender as usize];
        speaker.sent - speaker.done < self.window
    }

    /// Notes that a sender says something, and returns the number of that message.
    pub(crate) fn send(&mut self, sender: u32) -> u32 {
        let speaker = &mut self.speakers[sender as usize];
        let seq = speaker.sent;
        speaker.sent += 1;
        self.sent += 1;
        let place = self.place(sender, seq);
        self.heard[place] = 0;
        seq
    }

    /// Notes that a listener has heard a text, and returns its sender and number.
    #[inline]
    pub(crate) fn hear(&mut self, listener: u32, text: &[u8]) -> Result<(u32, u32), String> {
        let Some((sender, seq)) = read_stamp(text) else {
            return Err(format!("a message nobody sent: {}", text.escape_ascii()));
        };
        let place = self.place(sender, seq);
        let Some(speaker) = self.speakers.get_mut(sender as usize) else {
            return Err(format!("a message of {sender}, who does not speak"));
        };
        let hearer = &mut self.listeners[listener as usize];
        if speaker.group != hearer.group {
            return Err(format!(
                "member {listener} heard a message to another group"
            ));
        }
        if sender == listener {
            return Err(format!("member {listener} heard its own message {seq}"));
        }
        let next = &mut self.next[listener as usize * self.stride + speaker.place as usize];
        if seq != *next || seq >= speaker.sent {
            return Err(disorder(listener, sender, seq, *next, speaker.sent));
        }
        *next += 1;
        hearer.order = mix(hearer.order, sender, seq);
        let log = &mut self.logs[hearer.group as usize];
        if listener == log.scribe {
            log.heard.push((sender, seq));
        }
        self.deliveries += 1;
        let heard = &mut self.heard[place];
        *heard += 1;
        if *heard == speaker.listeners {
            speaker.done += 1;
            self.done += 1;
        }
        Ok((sender, seq))
    }

    /// Where it is counted how many have heard a message.
    fn place(&self, sender: u32, seq: u32) -> usize {
        sender as usize * self.ring + (seq as usize & (self.ring - 1))
    }

    /// How often anything was heard.
    pub(crate) fn deliveries(&self) -> u64 {
        self.deliveries
    }

    /// Messages sent.
    pub(crate) fn sent(&self) -> u64 {
        self.sent
    }

    /// Whether everyone has heard everything.
    pub(crate) fn is_settled(&self) -> bool {
        self.done == self.sent
    }

    /// Compares the orders in which the members of a group have heard what was said since the last comparison. Only when
    /// everything was heard.
    pub(crate) fn compare_orders(&mut self) -> Result<(), String> {
        debug_assert!(self.is_settled(), "some are not told everything yet");
        for group in 0..self.groups {
            let log = std::mem::take(&mut self.logs[group as usize].heard);
            let clients = self.clients();
            let all = fingerprint(&log, None);
            for member in (group..clients).step_by(self.groups as usize) {
                let speaks = (member as usize) < self.speakers.len();
                // A sender has heard the same without its own; where everyone speaks there is no log to compare with.
                let expected = match speaks {
                    false => all,
                    true if log.is_empty() => self.listeners[member as usize].order,
                    true => fingerprint(&log, Some(member)),
                };
                if std::mem::take(&mut self.listeners[member as usize].order) != expected {
                    return Err(format!(
                        "member {member} heard group {group} in another order than the others"
                    ));
                }
            }
        }
        Ok(())
    }

    /// What is missing, for a message; when nothing comes any more.
    pub(crate) fn missing(&self) -> String {
        let mut missing = 0;
        let mut example = None;
        for (sender, speaker) in self.speakers.iter().enumerate() {
            for seq in speaker.done..speaker.sent {
                let heard = self.heard[self.place(sender as u32, seq)];
                let lacking = u64::from(speaker.listeners - heard);
                missing += lacking;
                if lacking > 0 {
                    example.get_or_insert((sender, seq, lacking));
                }
            }
        }
        match example {
            Some((sender, seq, few)) => format!(
                "{missing} deliveries are missing, the first of message {seq} of sender {sender}, which {few} have not heard"
            ),
            None => "nothing is missing".to_owned(),
        }
    }
}

#[cold]
fn disorder(listener: u32, sender: u32, seq: u32, next: u32, sent: u32) -> String {
    let what = if seq < next {
        "twice, or late"
    } else if seq >= sent {
        "that nobody has sent"
    } else {
        "too early: some are lost or out of order"
    };
    format!("member {listener} heard message {seq} of sender {sender} {what} (expected {next})")
}

fn fingerprint(log: &[(u32, u32)], without: Option<u32>) -> u64 {
    let others = log.iter().filter(|(sender, _)| Some(*sender) != without);
    others.fold(0, |order, &(sender, seq)| mix(order, sender, seq))
}

#[inline]
fn mix(order: u64, sender: u32, seq: u32) -> u64 {
    // Fowler, Noll and Vo's prime; what is mixed in differs for any two messages.
    order.wrapping_mul(0x0100_0000_01b3) ^ ((u64::from(sender) << 32) | u64::from(seq))
}

/// Writes a text of so many bytes that begins with the numbers.
pub(crate) fn stamp(sender: u32, seq: u32, bytes: usize, out: &mut String) {
    use std::fmt::Write as _;
    out.clear();
    // Writing to a string does not fail.
    let _ = write!(out, "{sender:0DIGITS$}{seq:0DIGITS$} ");
    out.extend(std::iter::repeat_n('x', bytes.saturating_sub(out.len())));
}

/// The numbers at the beginning of a text.
#[inline]
fn read_stamp(text: &[u8]) -> Option<(u32, u32)> {
    let (sender, rest) = text.split_first_chunk()?;
    let (seq, rest) = rest.split_first_chunk()?;
    let sender = eight_digits(u64::from_be_bytes(*sender))?;
    rest.starts_with(b" ")
        .then_some((sender, eight_digits(u64::from_be_bytes(*seq))?))
}

/// A number of eight digits, all at once: this is asked of every delivery.
#[inline]
fn eight_digits(text: u64) -> Option<u32> {
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    const HIGH: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    // A digit's upper half is 3, and stays so with 6 more.
    let digits = text & HIGH == ZEROS && text.wrapping_add(0x0606_0606_0606_0606) & HIGH == ZEROS;
    // Neighbours are put together, then pairs, then fours; the first digit is the highest byte.
    let ones = text.wrapping_sub(ZEROS);
    let tens = (ones & 0x00ff_00ff_00ff_00ff) + 10 * (ones >> 8 & 0x00ff_00ff_00ff_00ff);
    let hundreds = (tens & 0x0000_ffff_0000_ffff) + 100 * (tens >> 16 & 0x0000_ffff_0000_ffff);
    let all = (hundreds & 0xffff_ffff) + 10_000 * (hundreds >> 32);
    digits.then_some(all as u32)
}
