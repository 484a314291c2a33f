//! What peers say: random lines of both dialects, with what they mean; and what answers say.

use base64ct::{Base64, Encoding as _};

use super::deed::{Caps, Deed};
use super::model::ACCOUNTS;
use crate::support::Random;

/// Few enough that they collide, some only in case.
const NAMES: &[&str] = &[
    "alice", "Alice", "bob", "BOB", "carol", "dan", "eve", "frank", "grace", "heidi", "ivan",
    "judy",
];
const GROUPS: &[&str] = &["#lobby", "#Lobby", "#dev", "#DEV", "#ops", "#tea"];

/// The password of every account.
pub(super) const PASSWORD: &str = "sesame";

type Said = (Vec<u8>, Deed);

fn line(text: &str, end: &str, deed: Deed) -> Said {
    (format!("{text}{end}").into_bytes(), deed)
}

/// A word that is said once only, sometimes with so much behind it that it has to be cut.
fn words(n: u64, most: usize, random: &mut Random) -> String {
    let dots = if random.chance(25) {
        random.below(most)
    } else {
        0
    };
    format!("t{n}{}", ".".repeat(dots))
}

fn somebody(n: u64, random: &mut Random) -> String {
    match random.below(4) {
        0 => (1 + random.below(usize::try_from(n).expect("a count").min(20))).to_string(),
        _ => (*random.pick(NAMES)).to_owned(),
    }
}

fn name(random: &mut Random) -> String {
    (*random.pick(NAMES)).to_owned()
}

fn group(random: &mut Random) -> String {
    (*random.pick(GROUPS)).to_owned()
}

/// Logging in, in the plain dialect.
fn plain_login(end: &str, random: &mut Random) -> Said {
    let account = (*random.pick(&ACCOUNTS)).to_owned();
    line(
        &format!("/login {account} {PASSWORD}"),
        end,
        Deed::LogIn(account),
    )
}

/// Logging in by SASL: two lines, of which the second does it.
fn sasl(end: &str, random: &mut Random) -> Said {
    let account = (*random.pick(&ACCOUNTS)).to_owned();
    let message = Base64::encode_string(format!("\0{account}\0{PASSWORD}").as_bytes());
    line(
        &format!("AUTHENTICATE PLAIN{end}AUTHENTICATE {message}"),
        end,
        Deed::Sasl(account),
    )
}

/// How a person begins.
pub(super) fn plain_opening(random: &mut Random) -> Said {
    let end = *random.pick(&["\n", "\r\n"]);
    if random.chance(15) {
        return plain_login(end, random);
    }
    let name = name(random);
    line(&name.clone(), end, Deed::Word(name))
}

/// How an IRC client begins, and whether it may be sent tags.
pub(super) fn irc_opening(caps: Caps, random: &mut Random) -> (Vec<Said>, bool) {
    let end = *random.pick(&["\r\n", "\n"]);
    let name = name(random);
    let mut lines = vec![
        line(&format!("NICK {name}"), end, Deed::Claim(name)),
        line("USER u 0 * :Real Name", end, Deed::User),
    ];
    if random.chance(30) {
        lines.swap(0, 1);
    }
    let mut asked = vec!["multi-prefix"];
    let caps = Caps {
        sasl: random.chance(70),
        ..caps
    };
    for (set, cap) in [
        (caps.echo, "echo-message"),
        (caps.members, "groupchat/members"),
        (caps.sasl, "sasl"),
        (
            caps.tagged,
            "server-time message-tags batch draft/multiline",
        ),
    ] {
        if set {
            asked.push(cap);
        }
    }
    if asked.len() == 1 && random.chance(50) {
        return (lines, false);
    }
    let request = format!("CAP REQ :{}", asked.join(" "));
    lines.insert(0, line("CAP LS 302", end, Deed::Hold(Caps::default())));
    lines.insert(
        1 + random.below(lines.len()),
        line(&request, end, Deed::Hold(caps)),
    );
    if random.chance(30) {
        lines.push(sasl(end, random));
    }
    lines.push(line("CAP END", end, Deed::Release));
    (lines, caps.tagged)
}

/// A change of a mode: as it is written, and what it means. Groups are closed less often than they are opened.
fn mode(n: u64, group: Option<String>, random: &mut Random) -> (String, Deed) {
    let (letter, param) = match random.below(10) {
        0 => ('i', None),
        1 | 2 => ('m', None),
        3 => ('k', Some((*random.pick(&["sesame", "open"])).to_owned())),
        4 | 5 => ('b', Some(name(random))),
        6..8 => ('o', Some(somebody(n, random))),
        _ => ('v', Some(somebody(n, random))),
    };
    let closes = !matches!(letter, 'o' | 'v');
    let on = random.chance(if closes { 35 } else { 75 });
    let sign = if on { '+' } else { '-' };
    let written = param
        .as_ref()
        .map_or(String::new(), |param| format!(" {param}"));
    (
        format!("{sign}{letter}{written}"),
        Deed::Set(group, on, letter, param),
    )
}

/// Something that a person types.
pub(super) fn plain(n: u64, random: &mut Random) -> Said {
    let end = *random.pick(&["\n", "\r\n"]);
    if random.chance(4) {
        return plain_login(end, random);
    }
    let words = words(n, 4000, random);
    let (text, deed) = match random.below(44) {
        0..14 => (words.clone(), Deed::Word(words)),
        14..16 => (format!("/me {words}"), Deed::Say(None, "did", words)),
        16..20 => {
            let who = somebody(n, random);
            (
                format!("/msg {who} {words}"),
                Deed::Tell(who, "said", words),
            )
        }
        20..23 => {
            let name = name(random);
            (format!("/name {name}"), Deed::Claim(name))
        }
        23..27 => {
            let group = group(random);
            (format!("/join {group}"), Deed::Join(group))
        }
        27 => ("/leave".to_owned(), Deed::Leave(None)),
        28 => {
            let group = group(random);
            (format!("/leave {group} t{n}"), Deed::Leave(Some(group)))
        }
        29..31 => (format!("/topic t{n}"), Deed::Topic(None, format!("t{n}"))),
        31 => ("/topic -".to_owned(), Deed::Topic(None, String::new())),
        32..34 => {
            let who = somebody(n, random);
            (format!("/remove {who} t{n}"), Deed::Remove(None, who))
        }
        34 => (format!("/quit t{n}"), Deed::Quit),
        40..43 => {
            let (change, deed) = mode(n, None, random);
            (format!("/mode {change}"), deed)
        }
        43 => {
            let group = group(random);
            (
                format!("/join {group} sesame"),
                Deed::JoinWithKey(group, "sesame".to_owned()),
            )
        }
        _ => return noise(PLAIN_NOISE, 5000, end, random),
    };
    line(&text, end, deed)
}

/// A message that an IRC client sends in two pieces, as one batch.
pub(super) fn in_pieces(n: u64, random: &mut Random) -> Said {
    let end = *random.pick(&["\r\n", "\n"]);
    let mut dots = || ".".repeat(1 + random.below(440));
    let (first, rest) = (format!("t{n}{}", dots()), dots());
    let group = random.chance(70).then(|| group(random));
    let to = group.clone().unwrap_or_else(|| somebody(n, random));
    let lines = [
        format!("BATCH +{n} draft/multiline {to}"),
        format!("@batch={n} PRIVMSG {to} :{first}"),
        format!("@batch={n};draft/multiline-concat PRIVMSG {to} :{rest}"),
        format!("BATCH -{n}"),
    ];
    let words = first + &rest;
    let deed = match group {
        Some(_) => Deed::Say(group, "said", words),
        None => Deed::Tell(to, "said", words),
    };
    line(&lines.join(end), end, deed)
}

/// Something that an IRC client sends.
pub(super) fn irc(n: u64, member: bool, random: &mut Random) -> Said {
    let end = *random.pick(&["\r\n", "\n"]);
    if random.chance(5) {
        return sasl(end, random);
    }
    if !member && random.chance(60) {
        let name = name(random);
        return line(&format!("NICK {name}"), end, Deed::Claim(name));
    }
    let words = words(n, 440, random);
    let to = group(random);
    let (text, deed) = match random.below(46) {
        0..12 => (
            format!("PRIVMSG {to} :{words}"),
            Deed::Say(Some(to), "said", words),
        ),
        12..14 => (
            format!("PRIVMSG {to} :\u{1}ACTION {words}\u{1}"),
            Deed::Say(Some(to), "did", words),
        ),
        14..16 => (
            format!("NOTICE {to} :{words}"),
            Deed::Say(Some(to), "noted", words),
        ),
        16..19 => {
            let who = somebody(n, random);
            (
                format!("PRIVMSG {who} :{words}"),
                Deed::Tell(who, "said", words),
            )
        }
        19 => {
            let who = somebody(n, random);
            (
                format!("NOTICE {who} :{words}"),
                Deed::Tell(who, "noted", words),
            )
        }
        20..23 => {
            let name = name(random);
            (format!("NICK {name}"), Deed::Claim(name))
        }
        23..27 => (format!("JOIN {to}"), Deed::Join(to)),
        27..29 => (format!("PART {to} :t{n}"), Deed::Leave(Some(to))),
        29..31 => (
            format!("TOPIC {to} :t{n}"),
            Deed::Topic(Some(to), format!("t{n}")),
        ),
        31..34 => {
            let who = somebody(n, random);
            (
                format!("KICK {to} {who} :t{n}"),
                Deed::Remove(Some(to), who),
            )
        }
        34 => (format!("QUIT :t{n}"), Deed::Quit),
        40..45 => {
            let (change, deed) = mode(n, Some(to.clone()), random);
            (format!("MODE {to} {change}"), deed)
        }
        45 => (
            format!("JOIN {to} open"),
            Deed::JoinWithKey(to, "open".to_owned()),
        ),
        _ => return noise(IRC_NOISE, 6000, end, random),
    };
    line(&text, end, deed)
}

const PLAIN_NOISE: &[&[u8]] = &[
    b"",
    b"/help",
    b"/members",
    b"/members all",
    b"/groups",
    b"/topic",
    b"/nonsense",
    b"/listen 7000",
    b"/msg nobody hi",
    b"/join bad,name",
    b"caf\xe9",
    b"nul\0nul",
];

const IRC_NOISE: &[&[u8]] = &[
    b"",
    b"PING 1",
    b"WHO *",
    b"LIST",
    b"LUSERS",
    b"AWAY :tea",
    b"AWAY",
    b"MODE #lobby",
    b"WHOIS alice",
    b"LISTEN 7000",
    b"MEMBERS",
    b"PRIVMSG nobody :hi",
    b"PRIVMSG #lobby :caf\xe9",
    b"FROBNICATE",
    b"PONG 1",
];

fn noise(from: &[&[u8]], long: usize, end: &str, random: &mut Random) -> Said {
    let mut bytes = random.pick(from).to_vec();
    if random.chance(10) {
        bytes = vec![b'x'; long];
    }
    bytes.extend_from_slice(end.as_bytes());
    (bytes, Deed::Noise)
}

/// Who is in a group, and who is an operator, as NAMES tells.
pub(super) fn names(answers: &[String]) -> Vec<(String, bool)> {
    let lists = answers.iter().filter(|line| line.contains(" 353 "));
    let words = lists.filter_map(|line| {
        let (_, list) = line.split_once(" = #")?.1.split_once(' ')?;
        Some(list.trim_start_matches(':').split(' '))
    });
    words
        .flatten()
        .map(|word| {
            let name = word.trim_start_matches(['@', '+']);
            (name.to_owned(), word.starts_with('@'))
        })
        .collect()
}

/// Who is in a group, and who coordinates it, as the member table tells.
pub(super) fn rows(answers: &[String]) -> Vec<(String, bool)> {
    let rows = answers.iter().filter(|line| line.starts_with('#'));
    rows.map(|row| {
        let cells: Vec<&str> = row.split_whitespace().collect();
        (cells[1].to_owned(), cells[4] == "coordinator")
    })
    .collect()
}
