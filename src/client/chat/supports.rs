//! What a server supports, as its `005` lines tell it (Modern IRC, "Feature Advertisement").
//!
//! Until they come, what every server of RFC 1459 does is taken for granted.

use crate::client::tokens;
use crate::irc::message::Message;
use crate::limits;

/// Which letters mean the same in names (Modern IRC, `CASEMAPPING` Parameter).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Folding {
    /// A to Z only.
    Ascii,
    /// `{}|^` are the small forms of `[]\~` as well.
    #[default]
    Rfc1459,
    /// The same without `~` and `^`.
    StrictRfc1459,
}

impl Folding {
    /// The form in which names are compared.
    #[must_use]
    pub fn fold(self, name: &str) -> String {
        let fold = |c: char| match c {
            'A'..='Z' => c.to_ascii_lowercase(),
            '[' if self != Folding::Ascii => '{',
            ']' if self != Folding::Ascii => '}',
            '\\' if self != Folding::Ascii => '|',
            '~' if self == Folding::Rfc1459 => '^',
            c => c,
        };
        name.chars().map(fold).collect()
    }

    /// Whether two names mean the same.
    #[must_use]
    pub fn same(self, a: &str, b: &str) -> bool {
        a == b || a.len() == b.len() && self.fold(a) == self.fold(b)
    }
}

/// What a mode letter of a group takes (Modern IRC, `CHANMODES` Parameter).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A rank and the sign of it: takes a name.
    Rank(char),
    /// A parameter, always.
    Always,
    /// A parameter when it is set.
    WhenSet,
    /// None.
    Never,
}

/// What one server supports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supports {
    /// Which names are the same.
    pub folding: Folding,
    /// Letters of ranks and their signs, the highest first.
    pub ranks: Vec<(char, char)>,
    /// What names of groups begin with.
    pub group_signs: String,
    /// Signs before a group's name that address a part of it.
    pub part_signs: String,
    /// The name of the network.
    pub network: Option<String>,
    /// The group a newcomer is meant to enter; servers of ours tell it.
    pub lobby: Option<String>,
    /// Longest line, bytes with its end.
    pub line: usize,
    /// Longest name, bytes.
    pub name: Option<usize>,
    /// Most entries in one answer from history.
    pub history: usize,
    /// `WHO` takes fields.
    pub whox: bool,
    /// The letter in `WHO` that marks programs.
    pub bot: Option<char>,
    /// Most bytes and lines of a message of several lines (IRCv3 multiline, "Capabilities").
    pub several: (usize, usize),
    always: String,
    when_set: String,
}

impl Default for Supports {
    fn default() -> Supports {
        Supports {
            folding: Folding::default(),
            ranks: vec![('o', '@'), ('v', '+')],
            group_signs: "#&".to_owned(),
            part_signs: String::new(),
            network: None,
            lobby: None,
            line: limits::IRC_LINE,
            name: None,
            history: limits::HISTORY_ANSWER,
            whox: false,
            bot: None,
            several: (4096, 24),
            always: "beIqk".to_owned(),
            when_set: "l".to_owned(),
        }
    }
}

/// Most ranks that are looked at.
const RANKS: usize = 16;
/// Longest word of a token that is kept, bytes.
const WORD: usize = 256;

impl Supports {
    /// Takes the tokens of a `005` line. What makes no sense is passed over.
    pub fn hear(&mut self, message: &Message<'_>) {
        for (token, value) in tokens::tokens(message) {
            if value.len() <= WORD {
                self.take(token, &value);
            }
        }
    }

    fn take(&mut self, token: &str, value: &str) {
        let word = || Some(value.to_owned()).filter(|value| !value.is_empty());
        match token {
            "CASEMAPPING" => {
                self.folding = match value {
                    "rfc1459" => Folding::Rfc1459,
                    "strict-rfc1459" | "rfc1459-strict" => Folding::StrictRfc1459,
                    _ => Folding::Ascii,
                }
            }
            "PREFIX" => {
                let (letters, signs) = value
                    .strip_prefix('(')
                    .and_then(|value| value.split_once(')'))
                    .unwrap_or_default();
                self.ranks = letters.chars().zip(signs.chars()).take(RANKS).collect();
            }
            "CHANTYPES" => value.clone_into(&mut self.group_signs),
            "STATUSMSG" => value.clone_into(&mut self.part_signs),
            "CHANMODES" => {
                let mut classes = value.split(',');
                let list = classes.next().unwrap_or_default();
                self.always = list.to_owned() + classes.next().unwrap_or_default();
                self.when_set = classes.next().unwrap_or_default().to_owned();
            }
            "NETWORK" => self.network = word(),
            "LOBBY" => self.lobby = word(),
            "LINELEN" => {
                let line = value.parse().unwrap_or(limits::IRC_LINE);
                // Lines are written no longer than IRC_LINE, whatever the server takes.
                self.line = line.clamp(128, limits::IRC_LINE);
            }
            "NICKLEN" | "MAXNICKLEN" => self.name = value.parse().ok().filter(|&len| len > 0),
            "CHATHISTORY" | "draft/CHATHISTORY" => {
                let most = value.parse().unwrap_or(0);
                self.history = match most {
                    0 => limits::HISTORY_ANSWER,
                    most => most.min(limits::HISTORY_ANSWER),
                };
            }
            "WHOX" => self.whox = true,
            "BOT" => self.bot = value.chars().next(),
            _ => {}
        }
    }

    /// Takes the value of the capability `multiline`: `max-bytes=4096,max-lines=24`.
    pub fn hear_multiline(&mut self, value: &str) {
        for part in value.split(',') {
            match part.split_once('=') {
                Some(("max-bytes", most)) => {
                    self.several.0 = most.parse().unwrap_or(self.several.0).min(64 * 1024);
                }
                Some(("max-lines", most)) => {
                    self.several.1 = most.parse().unwrap_or(self.several.1).clamp(1, 1000);
                }
                _ => {}
            }
        }
    }

    /// The form in which names are compared.
    #[must_use]
    pub fn fold(&self, name: &str) -> String {
        self.folding.fold(name)
    }

    /// Whether two names mean the same.
    #[must_use]
    pub fn same(&self, a: &str, b: &str) -> bool {
        self.folding.same(a, b)
    }

    /// Whether a word is the name of a group.
    #[must_use]
    pub fn is_group(&self, word: &str) -> bool {
        word.starts_with(|c| self.group_signs.contains(c))
    }

    /// A target without the sign that addresses a part of a group, and that sign.
    #[must_use]
    pub fn part<'t>(&self, target: &'t str) -> (Option<char>, &'t str) {
        let first = target.chars().next();
        match first {
            Some(sign)
                if self.part_signs.contains(sign) && self.is_group(&target[sign.len_utf8()..]) =>
            {
                (Some(sign), &target[sign.len_utf8()..])
            }
            _ => (None, target),
        }
    }

    /// The signs of ranks that stand before a name, and the name.
    #[must_use]
    pub fn ranked<'w>(&self, word: &'w str) -> (&'w str, &'w str) {
        let is_sign = |c| self.ranks.iter().any(|(_, sign)| *sign == c);
        let at = word.find(|c| !is_sign(c)).unwrap_or(word.len());
        word.split_at(at)
    }

    /// How high a member with these signs stands, 0 for the highest.
    #[must_use]
    pub fn height(&self, signs: &str) -> u8 {
        let place = self
            .ranks
            .iter()
            .position(|(_, sign)| signs.contains(*sign));
        u8::try_from(place.unwrap_or(self.ranks.len())).unwrap_or(u8::MAX)
    }

    /// `signs` with one more or one less, the highest first.
    #[must_use]
    pub fn with_rank(&self, signs: &str, sign: char, add: bool) -> String {
        let has = |c: char| if c == sign { add } else { signs.contains(c) };
        let known = self.ranks.iter().map(|(_, sign)| *sign);
        known.filter(|c| has(*c)).collect()
    }

    /// What a mode letter of a group takes.
    #[must_use]
    pub fn takes(&self, letter: char) -> Takes {
        match self.ranks.iter().find(|(known, _)| *known == letter) {
            Some((_, sign)) => Takes::Rank(*sign),
            None if self.always.contains(letter) => Takes::Always,
            None if self.when_set.contains(letter) => Takes::WhenSet,
            None => Takes::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(tokens: &str) -> Supports {
        let mut supports = Supports::default();
        let line = format!(":irc 005 bob {tokens} :are supported by this server");
        supports.hear(&Message::parse(&line).expect("a message"));
        supports
    }

    #[test]
    fn names_fold_as_the_server_says() {
        assert!(Folding::Rfc1459.same("Bob[x]\\~", "bob{X}|^"));
        assert!(!Folding::StrictRfc1459.same("a~", "a^"));
        assert!(!heard("CASEMAPPING=ascii").same("a[", "a{"));
        assert!(!heard("CASEMAPPING=precis").same("É", "é"));
        assert!(heard("CASEMAPPING=rfc1459").same("[", "{"));
    }

    #[test]
    fn ranks_are_read_with_their_signs() {
        let net = heard("PREFIX=(Yqaohv)!~&@%+ STATUSMSG=@+ CHANTYPES=#");
        assert_eq!(net.ranked("~@ann"), ("~@", "ann"));
        assert_eq!(net.height("+"), 5);
        assert!(net.height("@+") < net.height("%"));
        assert_eq!(net.with_rank("@", '+', true), "@+");
        assert_eq!(net.with_rank("@+", '@', false), "+");
        assert_eq!(net.part("@#ops"), (Some('@'), "#ops"));
        assert_eq!(net.part("@bob"), (None, "@bob"));
        assert!(!net.is_group("&x"));
        assert_eq!(heard("PREFIX=").ranked("@ann"), ("", "@ann"));
    }

    #[test]
    fn modes_take_what_the_server_says() {
        let net = heard("CHANMODES=beI,k,lj,imnt");
        assert_eq!(net.takes('b'), Takes::Always);
        assert_eq!(net.takes('k'), Takes::Always);
        assert_eq!(net.takes('j'), Takes::WhenSet);
        assert_eq!(net.takes('n'), Takes::Never);
        assert_eq!(net.takes('o'), Takes::Rank('@'));
    }

    #[test]
    fn nonsense_is_passed_over() {
        let net = heard("LINELEN=0 NICKLEN=x CHATHISTORY=0 PREFIX=nonsense BOT= NETWORK=");
        assert_eq!((net.line, net.name, net.history), (128, None, 100));
        assert_eq!((net.bot, net.network), (None, None));
        let mut net = Supports::default();
        net.hear_multiline("max-bytes=999999999,max-lines=0,x,=");
        assert_eq!(net.several, (65536, 1));
    }
}
