//! Every bound the server keeps, in one place.
//!
//! The constants are part of the protocol we speak and are the same for everyone; [`Limits`] holds what a flag can change.
//! Nothing that a peer can make grow lacks a row here.

/// Longest name, bytes of UTF-8. Advertised as `NICKLEN`.
pub const NAME: usize = 32;
/// Most marks on one letter of a name (Unicode Technical Standard 39 section 5.4).
pub const MARKS: usize = 4;
/// Longest IRC user name kept from `USER`, bytes. Advertised as `USERLEN`.
pub const USER: usize = 10;
/// Longest host that an operator of the server gives a member, bytes. Advertised as `HOSTLEN`.
pub const HOST: usize = 63;
/// Longest real name kept from `USER` and taken from `SETNAME`, bytes. Advertised as `NAMELEN`.
pub const REAL: usize = 150;
/// Longest group name with its `#`, bytes. Advertised as `CHANNELLEN`.
pub const GROUP: usize = 64;
/// Longest topic, bytes. Advertised as `TOPICLEN`. With the longest names and addresses before it, it still fits a line.
pub const TOPIC: usize = 300;
/// Longest away text, bytes. Advertised as `AWAYLEN`.
pub const AWAY: usize = 200;
/// Longest reason for leaving, removing or quitting, bytes. Advertised as `KICKLEN`.
pub const REASON: usize = 250;
/// Longest line of the plain dialect, bytes, without its line end.
pub const PLAIN_LINE: usize = 4096;
/// Longest IRC line, bytes, with its CR LF and without tags (RFC 2812 section 2.3).
pub const IRC_LINE: usize = 512;
/// Longest tag part of an incoming IRC line, bytes, with `@` and the space after it (IRCv3 message-tags, "Size limit":
/// 4,094 of data for a client's line; servers may send 8,191 in all).
pub const IRC_TAGS_IN: usize = 4096;
/// Longest label of a line, bytes (IRCv3 labeled-response, "Tag value").
pub const LABEL: usize = 64;
/// Longest message of several IRC lines, bytes, with one for each line break. Advertised as `max-bytes` of
/// `draft/multiline`.
pub const MULTILINE_BYTES: usize = 8192;
/// Most lines of such a message. Advertised as `max-lines`.
pub const MULTILINE_LINES: usize = 100;
/// Most groups one member may be in. Advertised as `CHANLIMIT`.
pub const GROUPS_PER_MEMBER: usize = 50;
/// Most groups that exist at a time.
pub const GROUPS: usize = 10_000;
/// Most targets of one message, groups of one JOIN, names of one ISON and so on. Advertised in `TARGMAX`.
pub const TARGETS: usize = 20;
/// Most names one member may watch. Advertised as `MONITOR`.
pub const WATCHED: usize = 100;
/// Most modes with a parameter that one command changes. Advertised as `MODES`.
pub const MODES: usize = 8;
/// Most masks in the lists of one group, all taken together. Advertised as `MAXLIST`.
pub const MASKS: usize = 100;
/// Most masks in the lists of all groups.
pub const MASKS_ALL: usize = 100_000;
/// Longest mask, bytes.
pub const MASK: usize = 128;
/// Longest key of a group, bytes. Advertised as `KEYLEN`.
pub const KEY: usize = 32;
/// Longest operator's password, bytes: what `OPER` has room for.
pub const PASSWORD: usize = 300;
/// Most invitations that a group remembers until somebody comes.
pub const INVITED: usize = 64;
/// Names that members had, until they left or took others, remembered for WHOWAS.
pub const FORMER: usize = 256;
/// What is remembered per group: so many messages, and so many comings and goings since the first of them.
pub const HISTORY_ENTRIES: usize = 1000;
/// Bytes remembered per group.
pub const HISTORY_BYTES: usize = 512 * 1024;
/// Bytes that all groups share for what they remember: where there are many, each one's part is smaller.
pub const HISTORY_ALL: usize = 64 * 1024 * 1024;
/// What is remembered per private conversation.
pub const HISTORY_PAIR_ENTRIES: usize = 200;
/// Bytes remembered per private conversation.
pub const HISTORY_PAIR_BYTES: usize = 64 * 1024;
/// Bytes that all private conversations share.
pub const HISTORY_PAIRS_ALL: usize = 32 * 1024 * 1024;
/// Private conversations remembered per member; with one more, the one that has been silent longest is forgotten.
pub const HISTORY_PAIRS: usize = 50;
/// Read markers remembered per member; with one more, the one set longest ago is forgotten.
pub const MARKERS: usize = 100;
/// Most accounts.
pub const ACCOUNTS: usize = 10_000;
/// Shortest password of an account, characters.
pub const PASSWORD_LEAST: usize = 3;
/// Longest message of a login in IRC, bytes of base64.
pub const SASL: usize = 1600;
/// Entries in one answer from history. Advertised as `CHATHISTORY`.
pub const HISTORY_ANSWER: usize = 100;
/// Bytes of an answer that cost its asker one flood token more.
pub const ANSWER_PER_TOKEN: usize = 4096;
/// Bytes that may wait for a connection after an answer to it, and its next line is still read; with more it waits until
/// so many are left.
pub const UNREAD_ANSWER: usize = 64 * 1024;
/// Time in which a connection whose lines wait for that has to take something, milliseconds.
pub const UNREAD_MS: u64 = 60_000;
/// Most bytes read from one connection in one tick.
pub const READ_PER_TICK: usize = 16 * 1024;
/// Most bytes written in one tick beside what is for those who said something in it, about 5 milliseconds' worth.
pub const FLUSH_PER_TICK: usize = 4 * 1024 * 1024;
/// What one write costs besides, as bytes: no tick makes more than 512.
pub const FLUSH_COST: usize = 8 * 1024;
/// Bytes queued for one connection with which it comes before others to be written to; while the one that has waited longest
/// has so many, crowds are told only one thing more in a tick, besides words.
pub const FLUSH_SOON: usize = 64 * 1024;
/// How much is told in one tick before those who want more of a crowd have to wait for the next, in deliveries and half
/// bytes written for them; about 5 milliseconds' worth.
pub const TOLD_PER_TICK: usize = 512 * 1024;
/// How much is told in one tick before even words wait for the next, in the same measure: some 40 milliseconds' worth.
pub const TOLD_AT_MOST: usize = 8 * TOLD_PER_TICK;
/// Nobody waits for a turn whose request concerns no more members than this.
pub const CROWD: usize = 256;
/// Most ends of connections that are told in one tick.
pub const ENDS_PER_TICK: usize = 64;
/// Most connections accepted from one listener in one tick.
pub const ACCEPTS_PER_TICK: usize = 64;
/// Silence after which a new connection is greeted in the plain dialect, milliseconds.
pub const GREET_MS: u64 = 1_000;
/// Time from connecting to being a member, milliseconds.
pub const REGISTER_MS: u64 = 30_000;
/// Time a closing connection gets to take its last words and to hang up, milliseconds.
pub const LINGER_MS: u64 = 5_000;
/// Time between accepting attempts while descriptors have run out, milliseconds.
pub const ACCEPT_RETRY_MS: u64 = 500;
/// Time a stopping server gives its members to take the news, milliseconds.
pub const STOP_MS: u64 = 1_500;
/// Most pieces of slow work, such as passwords to be checked, that wait or are being done at a time.
pub const JOBS: usize = 64;
/// How many of them anybody may have asked for; what goes beyond is for addresses (IPv4 address, IPv6 /64) for which nothing
/// is being done, so that no one address keeps the others from logging in.
pub const JOBS_ANYBODYS: usize = 32;
/// Time one of them may take, milliseconds.
pub const JOB_MS: u64 = 30_000;
/// Most addresses for which it is remembered how many passwords were tried from there.
pub const ATTEMPTS: usize = 1024;
/// Wrong operator's passwords with which a connection is ended.
pub const WRONG_PASSWORDS: u32 = 5;
/// Time after which the process that does them is let go when there are no more, milliseconds.
pub const KEEPER_IDLE_MS: u64 = 60_000;
/// Longest pause before that process is started again when it keeps ending, milliseconds.
pub const KEEPER_PAUSE_MS: u64 = 60_000;

/// The bounds a flag can change. `0` means "no limit" in each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most connections at a time.
    pub clients: usize,
    /// Most connections at a time from one address (IPv4 address, IPv6 /64). Loopback is never counted.
    pub per_address: usize,
    /// Most bytes that may wait for one reader when there is more to tell it; with more it is disconnected.
    pub send_queue: usize,
    /// Bytes the kernel may hold for one reader beside that, as asked of it: Linux doubles it, for its own bookkeeping. With
    /// 0 the kernel decides, and lets it grow to megabytes.
    pub socket_buffer: usize,
    /// Seconds of silence after which a member is probed. One that stays silent for half as long again is dropped.
    pub ping_interval_s: u64,
    /// Lines per second one member may send in the long run.
    pub rate: u32,
    /// Lines one member may send at once before `rate` slows it.
    pub burst: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits::DEFAULT
    }
}

impl Limits {
    /// What holds where nothing else is said.
    pub const DEFAULT: Limits = Limits {
        clients: 0,
        per_address: 128,
        send_queue: 1024 * 1024,
        socket_buffer: 64 * 1024,
        ping_interval_s: 120,
        rate: 100,
        burst: 1000,
    };

    /// Seconds of silence after which a member is dropped; `None` when silence is allowed for ever.
    #[must_use]
    pub fn silence_s(&self) -> Option<u64> {
        (self.ping_interval_s > 0).then(|| {
            self.ping_interval_s
                .saturating_add(self.ping_interval_s.div_ceil(2))
        })
    }
}
