//! Who knows whom: every member must be told of everyone who is in its group exactly once, as it enters or as the other does.
//! No socket and no clock.

use super::dialect::{News, member};

/// What the members of one group know.
#[derive(Debug)]
pub(crate) struct Rosters {
    clients: u32,
    /// Per member, a bit for each other.
    known: Vec<u64>,
    /// Per member: how many it knows.
    counts: Vec<u32>,
    /// Words `JOIN` and `PART` or `QUIT`, whoever was told them.
    pub(crate) came: u64,
    pub(crate) left: u64,
}

impl Rosters {
    /// Nobody knows anybody.
    pub(crate) fn new(clients: u32) -> Rosters {
        let words = clients.div_ceil(64) as usize;
        Rosters {
            clients,
            known: vec![0; words * clients as usize],
            counts: vec![0; clients as usize],
            came: 0,
            left: 0,
        }
    }

    /// Notes what a member is told.
    ///
    /// # Errors
    /// When it was told before, or goes against what it was told before.
    pub(crate) fn hear(&mut self, who: u32, news: &News<'_>) -> Result<(), String> {
        self.count_only(news);
        // One is told of oneself twice: by one's own coming and among the names.
        let fault = match *news {
            News::Came(other) if !self.learn(who, other) && who != other => {
                format!("member {who} was told twice that {other} has come")
            }
            News::Left(other) if !self.forget(who, other) => {
                format!("member {who} was told that {other} has left, of whom it knew nothing")
            }
            News::Names(list) => {
                let mut others = list.split(|&byte| byte == b' ').filter_map(member);
                let twice = others.find(|&other| !self.learn(who, other) && who != other);
                let Some(other) = twice else { return Ok(()) };
                format!("member {who} finds {other} among the names, whom it knew already")
            }
            _ => return Ok(()),
        };
        Err(fault)
    }

    /// Notes only that something was told, not to whom.
    pub(crate) fn count_only(&mut self, news: &News<'_>) {
        self.came += u64::from(matches!(news, News::Came(_)));
        self.left += u64::from(matches!(news, News::Left(_)));
    }

    /// How many a member knows.
    pub(crate) fn count(&self, who: u32) -> u32 {
        self.counts[who as usize]
    }

    /// How many others a member knows.
    pub(crate) fn others(&self, who: u32) -> u32 {
        let itself = self.known[who as usize * self.words() + who as usize / 64] >> (who % 64) & 1;
        self.count(who) - itself as u32
    }

    /// The first member that does not know everybody.
    pub(crate) fn ignorant(&self) -> Option<u32> {
        (0..self.clients).find(|&who| self.count(who) < self.clients)
    }

    /// Has a member know nobody any more: it has left.
    pub(crate) fn clear(&mut self, who: u32) {
        let words = self.words();
        self.known[who as usize * words..][..words].fill(0);
        self.counts[who as usize] = 0;
    }

    fn learn(&mut self, who: u32, other: u32) -> bool {
        self.put(who, other, true)
    }

    fn forget(&mut self, who: u32, other: u32) -> bool {
        self.put(who, other, false)
    }

    /// Sets a bit; `false` when it was so already.
    fn put(&mut self, who: u32, other: u32, known: bool) -> bool {
        if other >= self.clients {
            // A bystander is nobody of ours.
            return true;
        }
        let place = who as usize * self.words() + other as usize / 64;
        let (word, bit) = (&mut self.known[place], 1 << (other % 64));
        if (*word & bit != 0) == known {
            return false;
        }
        *word ^= bit;
        let count = &mut self.counts[who as usize];
        *count = if known { *count + 1 } else { *count - 1 };
        true
    }

    fn words(&self) -> usize {
        self.clients.div_ceil(64) as usize
    }
}
