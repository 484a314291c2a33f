//! Modes of groups and ranks of their members: the words for them, one row each, and how people write them.
//!
//! The letters are those of IRC, which every dialect uses where it lets people change modes: there is nothing shorter that
//! so many know. What a change takes and does is decided where it is made, in the hub (`set_mode.rs`).

use std::fmt;
use std::rc::Rc;

use crate::hub::request::MemberRef;
use crate::hub::text::Text;
use crate::limits;

/// How a mode takes parameters (Modern IRC, "Mode parameters"; the four parts of `CHANMODES`, and `PREFIX`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A: adds to a list or takes off it; without a parameter the list is told.
    List,
    /// B: always a parameter.
    Always,
    /// C: a parameter when it is set only.
    WhenSet,
    /// D: never a parameter.
    Never,
    /// A rank of a member, whose name is the parameter.
    Rank,
}

/// Who may change a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Whoever has [`Ranks::OPERATOR`] in the group, as its coordinator always has.
    Operator,
}

/// What a mode is, so far as the hub does something with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A list of masks.
    Masks(List),
    /// The word that opens the group.
    Key,
    /// The most members it takes.
    Limit,
    /// Something that is so or not.
    Flag(Flags),
    /// A rank.
    Rank(Ranks),
}

/// A row of [`TABLE`].
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// How people write it.
    pub letter: char,
    /// What parameter it takes.
    pub class: Class,
    /// Who may change it.
    pub right: Right,
    /// What it is.
    pub what: What,
    /// What it does, for people.
    pub help: &'static str,
}

/// Every mode of a group and every rank, in the order `CHANMODES` and `PREFIX` have them.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    row('b', Class::List, What::Masks(List::Bans), "who may neither enter nor speak"),
    row('e', Class::List, What::Masks(List::Exceptions), "whom no ban concerns"),
    row('I', Class::List, What::Masks(List::Invitations), "who needs no invitation"),
    row('k', Class::Always, What::Key, "the key that opens the group"),
    row('l', Class::WhenSet, What::Limit, "most members"),
    row('C', Class::Never, What::Flag(Flags::NO_CTCP), "no CTCP, save ACTION"),
    row('i', Class::Never, What::Flag(Flags::INVITE_ONLY), "by invitation only"),
    row('m', Class::Never, What::Flag(Flags::MODERATED), "only operators and those with a voice speak"),
    row('n', Class::Never, What::Flag(Flags::NO_OUTSIDERS), "nothing from outside"),
    row('s', Class::Never, What::Flag(Flags::SECRET), "not shown to outsiders"),
    row('t', Class::Never, What::Flag(Flags::TOPIC), "only operators set the topic"),
    row('o', Class::Rank, What::Rank(Ranks::OPERATOR), "may do all this"),
    row('v', Class::Rank, What::Rank(Ranks::VOICE), "may speak in spite of +m and of bans"),
];

const fn row(letter: char, class: Class, what: What, help: &'static str) -> Row {
    Row {
        letter,
        class,
        right: Right::Operator,
        what,
        help,
    }
}

/// The row of a letter. Case matters.
#[must_use]
pub fn find(letter: char) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.letter == letter)
}

/// The letters of one class, in the order of the table.
#[must_use]
pub fn letters(class: Class) -> String {
    let of_class = TABLE.iter().filter(|row| row.class == class);
    of_class.map(|row| row.letter).collect()
}

/// The lists of masks a group keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// `b`
    Bans,
    /// `e`
    Exceptions,
    /// `I`
    Invitations,
}

impl List {
    /// How many there are.
    pub const COUNT: usize = 3;

    /// Its letter.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            List::Bans => 'b',
            List::Exceptions => 'e',
            List::Invitations => 'I',
        }
    }
}

macro_rules! bits {
    ($type:ident, $($(#[$doc:meta])* $name:ident = $bit:expr;)*) => {
        impl $type {
            /// None of them.
            pub const NONE: $type = $type(0);
            $($(#[$doc])* pub const $name: $type = $type(1 << $bit);)*

            /// Whether all of `others` are in it.
            #[must_use]
            pub const fn contains(self, others: $type) -> bool {
                self.0 & others.0 == others.0
            }

            /// The same with `others` put in or taken out.
            #[must_use]
            pub const fn set(self, others: $type, on: bool) -> $type {
                if on { $type(self.0 | others.0) } else { $type(self.0 & !others.0) }
            }
        }
    };
}

/// Modes that are so or not. A new group is `+nt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags(u8);

bits! { Flags,
    /// `i`
    INVITE_ONLY = 0;
    /// `m`
    MODERATED = 1;
    /// `n`
    NO_OUTSIDERS = 2;
    /// `s`
    SECRET = 3;
    /// `t`
    TOPIC = 4;
    /// `C`
    NO_CTCP = 5;
}

impl Default for Flags {
    fn default() -> Self {
        Flags::NO_OUTSIDERS.set(Flags::TOPIC, true)
    }
}

/// The ranks of a member in a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ranks(u8);

bits! { Ranks,
    /// `o`, shown as `@`
    OPERATOR = 0;
    /// `v`, shown as `+`
    VOICE = 1;
}

/// Every rank, the highest first: its letter and its sign (`PREFIX`).
pub const RANKS: [(Ranks, char, char); 2] = [(Ranks::OPERATOR, 'o', '@'), (Ranks::VOICE, 'v', '+')];

impl Ranks {
    /// Whether it is at least `rank`.
    #[must_use]
    pub fn reaches(self, rank: Ranks) -> bool {
        // A higher rank has a lower bit.
        self.0 != 0 && self.0.trailing_zeros() <= rank.0.trailing_zeros()
    }

    /// The signs of all its ranks, the highest first.
    #[must_use]
    pub fn signs(self) -> &'static str {
        match (self.contains(Ranks::OPERATOR), self.contains(Ranks::VOICE)) {
            (true, true) => "@+",
            (true, false) => "@",
            (false, true) => "+",
            (false, false) => "",
        }
    }

    /// The sign of its highest rank.
    #[must_use]
    pub fn sign(self) -> &'static str {
        &self.signs()[..self.signs().len().min(1)]
    }

    /// The rank with this sign.
    #[must_use]
    pub fn of_sign(sign: char) -> Option<Ranks> {
        let known = RANKS.iter().find(|(_, _, known)| *known == sign);
        known.map(|(rank, _, _)| *rank)
    }
}

/// One thing that somebody wants to change, or to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Wants to know a list.
    Tell(List),
    /// A mode put on or taken off; the parameter where one was given.
    Change(&'static Row, bool, Option<Text>),
    /// A letter that is no mode.
    Unknown(char),
}

/// Reads changes as people write them: `+ov-m alice bob`. A letter that is no mode is told once however many there are;
/// what takes a parameter beyond [`limits::MODES`] is left out (Modern IRC, MODE; `MODES` of `ISUPPORT`).
#[must_use]
pub fn parse(letters: &str, params: &[&str]) -> Vec<Wish> {
    let mut params = params.iter().filter(|param| !param.is_empty());
    let (mut on, mut taking) = (true, 0);
    let mut wishes: Vec<Wish> = Vec::new();
    for letter in letters.chars() {
        let row = match letter {
            '+' | '-' => {
                on = letter == '+';
                continue;
            }
            _ => find(letter),
        };
        let Some(row) = row else {
            if !wishes.iter().any(|wish| matches!(wish, Wish::Unknown(_))) {
                wishes.push(Wish::Unknown(letter));
            }
            continue;
        };
        let takes = match row.class {
            Class::Never => false,
            Class::WhenSet => on,
            Class::List | Class::Always | Class::Rank => true,
        };
        let param = if takes { params.next() } else { None };
        let wish = match (row.what, param) {
            (What::Masks(list), None) => Wish::Tell(list),
            (_, None) => Wish::Change(row, on, None),
            (_, Some(param)) => {
                taking += 1;
                if taking > limits::MODES {
                    continue;
                }
                Wish::Change(row, on, Some(Text::lossy(param, limits::IRC_LINE)))
            }
        };
        // Without a parameter once is enough.
        if param.is_some() || !wishes.contains(&wish) {
            wishes.push(wish);
        }
    }
    wishes
}

/// A mode that was changed, or that is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Put on, or taken off.
    pub on: bool,
    /// Its letter.
    pub letter: char,
    /// Its parameter.
    pub param: Option<Rc<str>>,
}

/// Changes as people write them: `+ov-m alice bob`.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a>(pub &'a [Change]);

impl Shown<'_> {
    /// The letters with their signs.
    #[must_use]
    pub fn letters(&self) -> String {
        let mut out = String::new();
        let mut last = None;
        for change in self.0 {
            if last.replace(change.on) != Some(change.on) {
                out.push(if change.on { '+' } else { '-' });
            }
            out.push(change.letter);
        }
        if out.is_empty() {
            out.push('+');
        }
        out
    }

    /// The parameters.
    pub fn params(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|change| change.param.as_deref())
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.letters())?;
        self.params().try_for_each(|param| write!(f, " {param}"))
    }
}

/// The member a rank is for.
#[must_use]
pub(crate) fn member(param: &Text) -> Option<MemberRef> {
    MemberRef::parse(param.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(letters: &str, params: &[&str]) -> String {
        let one = |wish: &Wish| match wish {
            Wish::Tell(list) => format!("?{}", list.letter()),
            Wish::Unknown(letter) => format!("!{letter}"),
            Wish::Change(row, on, param) => {
                let sign = if *on { '+' } else { '-' };
                let param = param.as_ref().map_or("", Text::as_str);
                format!("{sign}{}{param}", row.letter)
            }
        };
        let all: Vec<String> = parse(letters, params).iter().map(one).collect();
        all.join(" ")
    }

    #[test]
    fn changes_are_read_as_they_are_written() {
        for (letters, params, want) in [
            ("+m", &[][..], "+m"),
            ("m", &[], "+m"),
            ("-m+i", &[], "-m +i"),
            ("+ov", &["alice", "bob"], "+oalice +vbob"),
            ("+o-v", &["alice"], "+oalice -v"),
            ("b", &[], "?b"),
            ("+bbb", &[], "?b"),
            ("-eI", &[], "?e ?I"),
            ("+b", &["a!*@*"], "+ba!*@*"),
            ("+kl", &["secret", "5"], "+ksecret +l5"),
            ("-lk", &["x"], "-l -kx"),
            ("+k", &[], "+k"),
            ("xyz+m", &[], "!x +m"),
            ("+", &[], ""),
            ("", &[], ""),
            ("mmmm", &[], "+m"),
            ("+o", &[""], "+o"),
        ] {
            assert_eq!(read(letters, params), want, "{letters} {params:?}");
        }
    }

    #[test]
    fn no_more_parameters_than_promised_are_taken() {
        let names: Vec<String> = (0..20).map(|n| format!("n{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let wishes = parse(&"v".repeat(20), &names);
        assert_eq!(wishes.len(), limits::MODES);
    }

    #[test]
    fn the_table_names_nothing_twice_and_agrees_with_ranks_and_lists() {
        let all: Vec<char> = TABLE.iter().map(|row| row.letter).collect();
        for (n, letter) in all.iter().enumerate() {
            assert!(!all[..n].contains(letter));
        }
        for (rank, letter, sign) in RANKS {
            assert_eq!(find(letter).map(|row| row.what), Some(What::Rank(rank)));
            assert_eq!(rank.signs(), sign.to_string());
            assert_eq!(Ranks::of_sign(sign), Some(rank));
        }
        for list in [List::Bans, List::Exceptions, List::Invitations] {
            let row = find(list.letter()).map(|row| (row.what, row.class));
            assert_eq!(row, Some((What::Masks(list), Class::List)));
        }
        assert_eq!(letters(Class::List), "beI");
    }

    #[test]
    fn ranks_reach_what_is_not_above_them() {
        let both = Ranks::OPERATOR.set(Ranks::VOICE, true);
        assert_eq!((both.sign(), both.signs()), ("@", "@+"));
        assert!(both.reaches(Ranks::OPERATOR) && both.reaches(Ranks::VOICE));
        assert!(Ranks::OPERATOR.reaches(Ranks::VOICE));
        assert!(!Ranks::VOICE.reaches(Ranks::OPERATOR));
        assert!(!Ranks::NONE.reaches(Ranks::VOICE));
    }

    #[test]
    fn changes_are_written_as_they_are_read() {
        let change = |on, letter, param: Option<&str>| Change {
            on,
            letter,
            param: param.map(Into::into),
        };
        let all = [
            change(true, 'o', Some("bob")),
            change(true, 'm', None),
            change(false, 'b', Some("x!*@*")),
        ];
        assert_eq!(Shown(&all).to_string(), "+om-b bob x!*@*");
        assert_eq!(Shown(&[]).to_string(), "+");
    }
}
