//! Events as lines for people.

use std::io::Write as _;
use std::rc::Rc;

use crate::calendar::hours_minutes;
use crate::hub::departure::Departure;
use crate::hub::event::{Entered, Event, GroupRow, Heard, Reply, Row, Welcome};
use crate::hub::login::How;
use crate::hub::name::GroupName;
use crate::hub::record::Entry;
use crate::hub::refusal::Refusal;
use crate::info::Info;
use crate::now::Now;
use crate::plain::clean::clean;
use crate::plain::{mode, table, words};

/// For whom an event is written.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The event is about the member who reads it.
    pub about_me: bool,
    /// The moment it happened.
    pub now: Now,
    /// The server.
    pub info: &'a Info,
}

/// Names shown when entering a group; `/members` shows the rest.
const PRESENT: usize = 30;

/// Greets somebody who has been silent since connecting.
pub fn greet(info: &Info, out: &mut Vec<u8>) {
    let what = if info.password {
        "the password, press Enter, and then your name"
    } else {
        "your name and press Enter"
    };
    line(
        out,
        format_args!("Welcome to {}. Please type {what}.", info.server_name),
    );
}

/// Appends what this member reads of an event: any number of lines, none when it is none of its business.
pub fn encode(event: &Event, view: &View<'_>, out: &mut Vec<u8>) {
    let at = clock(view.now.unix_ms, view.info);
    let me = view.about_me;
    match event {
        Event::Welcome(welcome) => introduce(welcome, view.info, out),
        Event::Joined { .. } if me => {}
        Event::Joined { who, group, .. } => line(out, format_args!("{at} {group} -- {who} joined")),
        Event::Entered(entered) => enter(entered, out),
        Event::Left { group, .. } if me => line(out, format_args!("{at} {group} -- You left")),
        Event::Left { who, group, reason } => {
            line(
                out,
                format_args!("{at} {group} -- {who} left{}", because(reason.as_ref())),
            );
        }
        Event::Removed {
            who,
            group,
            by,
            reason,
        } => {
            let why = because(reason.as_ref());
            match me {
                true => line(
                    out,
                    format_args!("{at} {group} -- You were removed by {by}{why}"),
                ),
                false => line(
                    out,
                    format_args!("{at} {group} -- {who} was removed by {by}{why}"),
                ),
            }
        }
        Event::Gone { who, group, why } => {
            line(
                out,
                format_args!(
                    "{at} {}-- {who} left ({})",
                    place(group.as_ref()),
                    clean(&why.to_string())
                ),
            );
        }
        Event::Renamed { was, now, group } => {
            let (place, name) = (place(group.as_ref()), &now.name);
            match me {
                true => line(
                    out,
                    format_args!("{at} {place}-- You are now called {name}"),
                ),
                false => line(
                    out,
                    format_args!("{at} {place}-- {was} is now called {name}"),
                ),
            }
        }
        Event::GroupRenamed {
            by,
            was,
            now,
            reason,
        } => {
            let by = if me { "you".to_owned() } else { by.to_string() };
            let why = because(reason.as_ref());
            line(
                out,
                format_args!("{at} {was} -- {was} is now called {now} (by {by}){why}"),
            );
        }
        // It is for clients that know of no renaming.
        Event::Moved { .. } | Event::Surroundings(_) => {}
        Event::Coordinator { group, .. } if me => {
            line(
                out,
                format_args!("{at} {group} -- You are now the coordinator of {group}"),
            );
        }
        Event::Modes { by, group, changes } => {
            let news = mode::changed(by, me, changes);
            line(out, format_args!("{at} {group} -- {news}"));
        }
        // Only IRC has them.
        Event::UserModes { .. } => {}
        Event::Coordinator { who, group, .. } => {
            line(
                out,
                format_args!("{at} {group} -- {who} is now the coordinator of {group}"),
            );
        }
        Event::Topic { who, group, text } => {
            let who = if me {
                "You".to_owned()
            } else {
                who.to_string()
            };
            match text.is_empty() {
                true => line(out, format_args!("{at} {group} -- {who} cleared the topic")),
                false => line(
                    out,
                    format_args!(
                        "{at} {group} -- {who} set the topic: {}",
                        clean(text.as_str())
                    ),
                ),
            }
        }
        // One's own words stand on the terminal already.
        Event::Said { .. } if me => {}
        Event::Said { to, words } => words::said(&at, to, words, out),
        Event::Redacted(what) => words::redacted(&at, what, me, view.info, out),
        // Who is away is seen in the member table, and told to who speaks to it.
        Event::Away { .. } => {}
        // People are shown by their names only.
        Event::RealName { .. } => {}
        // It concerns the one who is invited.
        Event::Invited { .. } if !me => {}
        Event::Invited { by, group, .. } => line(
            out,
            format_args!("{at} -- {by} invites you to {group}: /join {group}"),
        ),
        Event::Listening(row) => {
            let who = if me {
                "You accept".to_owned()
            } else {
                format!("{} accepts", row.who)
            };
            match row.listen {
                0 => line(
                    out,
                    format_args!("{at} -- {who} no direct connections any more"),
                ),
                port => line(
                    out,
                    format_args!("{at} -- {who} direct connections on port {port}"),
                ),
            }
        }
        // People are shown by their names only.
        Event::Dressed { .. } | Event::StillIn { .. } => {}
        Event::Announced { by, text } => {
            line(
                out,
                format_args!("{at} -- {by} to everyone: {}", clean(text.as_str())),
            );
        }
        // Who is logged in is seen with /whois.
        Event::Account { .. } => {}
        Event::LoggedIn { account, how, .. } => match how {
            How::Registered => line(
                out,
                format_args!(
                    "The name {account} is yours now, and you are logged in. Next time: /login {account} PASSWORD"
                ),
            ),
            How::Sasl | How::Password => line(out, format_args!("You are logged in as {account}.")),
        },
        // Only IRC members can watch names.
        Event::Appeared(_) | Event::Vanished(_) | Event::Watched(_) => {}
        Event::Reply(reply) => answer(reply, view, out),
        Event::Refused(Refusal::WrongPassword) => {} // Its farewell says the same.
        Event::Refused(
            refusal @ (Refusal::NameInUse(_)
            | Refusal::NameLooksLike(..)
            | Refusal::NameOfService(_)),
        ) => {
            line(out, format_args!("{refusal} Please choose another one."));
        }
        Event::Refused(refusal @ Refusal::NameOwned(_, owner)) => line(
            out,
            format_args!(
                "{refusal} Log in to it (/login {owner} PASSWORD), or choose another one."
            ),
        ),
        Event::Refused(refusal) => line(out, format_args!("{refusal}")),
        Event::Farewell(Departure::Quit(_) | Departure::HungUp) => {
            line(out, format_args!("Goodbye."));
        }
        Event::Farewell(why) => line(
            out,
            format_args!("You are disconnected: {}.", clean(&why.to_string())),
        ),
    }
}

fn introduce(welcome: &Welcome, info: &Info, out: &mut Vec<u8>) {
    for sentence in crate::hub::introduction::introduction(welcome) {
        line(out, format_args!("{sentence}"));
    }
    for motd in &info.motd {
        line(out, format_args!("{}", clean(motd)));
    }
}

fn enter(entered: &Entered, out: &mut Vec<u8>) {
    let group = &entered.group;
    if let Some(topic) = &entered.topic {
        line(
            out,
            format_args!(
                "Topic of {group}, set by {}: {}",
                topic.by.name,
                clean(topic.text.as_str())
            ),
        );
    }
    let names: Vec<&str> = entered
        .present
        .iter()
        .take(PRESENT)
        .map(|present| present.who.name.as_str())
        .collect();
    let more = match entered.present.len().saturating_sub(PRESENT) {
        0 => String::new(),
        more => format!(" and {more} more (/members shows all)"),
    };
    line(
        out,
        format_args!("In {group} now: {}{more}", names.join(", ")),
    );
}

fn answer(reply: &Reply, view: &View<'_>, out: &mut Vec<u8>) {
    match reply {
        // Only IRC has them.
        Reply::Operator | Reply::Operators(_) | Reply::Reloading => {}
        Reply::Members(_, rows) => {
            table::members(&rows.iter().map(columns).collect::<Vec<_>>(), out);
        }
        Reply::Groups(rows) if rows.is_empty() => line(out, format_args!("There are no groups.")),
        Reply::Groups(rows) => groups(rows, out),
        Reply::Topic(group, None) => line(out, format_args!("{group} has no topic.")),
        Reply::Topic(group, Some(topic)) => {
            line(
                out,
                format_args!(
                    "Topic of {group}, set by {}: {}",
                    topic.by.name,
                    clean(topic.text.as_str())
                ),
            );
        }
        Reply::History(of, entries) => remember(of, entries, view.info, out),
        Reply::AlreadyIn(group) => line(out, format_args!("You speak to {group} now.")),
        // An IRC client that is away without a reason says so with a star.
        Reply::TheyAreAway(who, reason) if reason.as_str() == "*" => {
            line(out, format_args!("{who} is away."));
        }
        Reply::TheyAreAway(who, reason) => line(
            out,
            format_args!("{who} is away: {}", clean(reason.as_str())),
        ),
        Reply::Away(true) => line(out, format_args!("You are away now.")),
        Reply::Away(false) => line(out, format_args!("You are back.")),
        Reply::Inviting(who, group) => line(out, format_args!("{who} was told of {group}.")),
        Reply::Whois(about) => mode::whois(about, out),
        Reply::Modes(group, set, _) => mode::set(group, set, out),
        Reply::Masks(group, list, masks) => mode::list(group, *list, masks, out),
        Reply::Unchanged => line(out, format_args!("That is so already.")),
        // Answers to questions that only IRC has.
        Reply::Challenge(_)
        | Reply::Names(..)
        | Reply::Who(..)
        | Reply::Watched(_)
        | Reply::Presence(..)
        | Reply::Whowas(..)
        | Reply::Online(..)
        | Reply::Latest(_)
        | Reply::Read(..)
        | Reply::UserModes(_)
        | Reply::Invitations(_)
        | Reply::Counts(_) => {}
    }
}

fn columns(row: &Row) -> table::Columns {
    let listen = if row.listen == 0 {
        "-".to_owned()
    } else {
        row.listen.to_string()
    };
    let role = match row.ranks.sign() {
        _ if row.coordinator => "coordinator",
        "@" => "operator",
        "+" => "voice",
        _ => "member",
    };
    let away = if row.away { " (away)" } else { "" };
    let (id, name, address) = (
        row.who.id.to_string(),
        row.who.name.to_string(),
        row.address.to_string(),
    );
    [
        id,
        name,
        address,
        listen,
        role.to_owned(),
        table::idle(row.idle_s) + away,
    ]
}

fn groups(rows: &[GroupRow], out: &mut Vec<u8>) {
    for row in rows {
        let sign = if row.joined { '*' } else { ' ' };
        let people = if row.members == 1 {
            "member"
        } else {
            "members"
        };
        let topic = row
            .topic
            .as_ref()
            .map_or_else(String::new, |topic| format!(": {}", clean(topic.as_str())));
        line(
            out,
            format_args!("{sign} {} ({} {people}){topic}", row.group, row.members),
        );
    }
}

/// What was said before; comings and goings are left out.
fn remember(of: &Heard, entries: &[Rc<Entry>], info: &Info, out: &mut Vec<u8>) {
    if entries.is_empty() {
        match of {
            Heard::Group(group) | Heard::Ranked(_, group) => {
                line(out, format_args!("Nothing was said in {group} yet."));
            }
            Heard::Member(who) => line(
                out,
                format_args!("Nothing was said between you and {who} yet."),
            ),
        }
    }
    for (to, one) in entries.iter().filter_map(|entry| entry.words()) {
        words::said(&clock(one.unix_ms, info), to, one, out);
    }
}

/// `[12:03]`, in the host's local time.
fn clock(unix_ms: u64, info: &Info) -> String {
    format!("[{}]", hours_minutes(unix_ms, info.utc_offset_s))
}

/// The group something happened in, with a space behind it; nothing when it happened everywhere.
pub(super) fn place(group: Option<&GroupName>) -> String {
    group.map_or_else(String::new, |group| format!("{group} "))
}

/// A reason, behind a colon.
pub(super) fn because(reason: Option<&crate::hub::text::Text>) -> String {
    reason
        .filter(|reason| !reason.is_empty())
        .map_or_else(String::new, |reason| {
            format!(": {}", clean(reason.as_str()))
        })
}

/// Appends one line.
pub(super) fn line(out: &mut Vec<u8>, what: std::fmt::Arguments<'_>) {
    // Writing to a Vec cannot fail.
    let _ = out.write_fmt(what);
    out.push(b'\n');
}
