//! What the server tells of its members one by one: our introduction, those who come, and the member table.

use std::collections::HashSet;

use super::people::Introduction;
use super::{Phase, Session, same};
use crate::client::happening::{Happening, Kind, Row};
use crate::client::{introduce, read};
use crate::irc::message::{Line, Message};
use crate::now::Now;

/// Most rows of a member table that are kept until its end comes.
const ROWS: usize = 20_000;
/// Largest group whose members' numbers are asked for on entering it.
const NUMBERS: usize = 500;

/// A member table that was asked for.
#[derive(Debug)]
pub(super) struct Asked {
    /// The group, or `*` for the whole server.
    of: String,
    /// The user wants to see it.
    shown: bool,
    /// When this PING is answered, so is the question.
    by: u64,
}

impl Session {
    /// `MEMBER <id> <name> <ip> <port> <listen-port> <flags> <idle seconds>`: whoever has just come, our introduction, or
    /// a row of the table. The flags are signs and letters: `*` for us, `c` our contact, `@` a coordinator, `a` away.
    pub(super) fn hear_member(&mut self, message: &Message<'_>, now: Now) {
        let Some((mut row, contact)) = read::row(message) else {
            return;
        };
        row.you |= self.is_me(&row.name);
        if row.you {
            self.id = row.id;
        }
        let has_come = self.coming.take_if(|coming| {
            coming
                .from
                .as_deref()
                .is_some_and(|from| same(from, &row.name))
        });
        if let Some(coming) = has_come {
            let group = coming.group.as_deref().unwrap_or_default();
            if let Some(id) = row.id {
                self.people.learn(&row.name, id, group);
            }
            return self.show(Happening {
                id: row.id,
                ..coming
            });
        }
        if !self.tables.is_empty() {
            self.keep(row);
        } else if matches!(self.phase, Phase::Welcomed { .. } | Phase::Joining) {
            self.introduce_row(&row, contact, now);
        } else if let Some(port) = row.listen {
            // Told by itself, a row tells of a new listen port.
            let news = Happening {
                id: row.id,
                mine: row.you,
                ..Happening::new(Kind::Listen, now.unix_ms)
            };
            self.show(news.from(row.name).text(port.to_string()));
        }
    }

    fn introduce_row(&mut self, row: &Row, contact: bool, now: Now) {
        match self.introduction {
            Introduction::None if row.you => {
                self.introduction = Introduction::Me;
                self.inform(introduce::us(row), now);
            }
            Introduction::Me if contact => {
                self.introduction = Introduction::Over;
                self.inform(introduce::contact(row, self.lobby.as_deref()), now);
            }
            _ => {}
        }
    }

    /// Nothing more is introduced: without a contact we are the first.
    pub(super) fn end_introduction(&mut self, now: Now) {
        if self.introduction == Introduction::Me {
            self.introduction = Introduction::Over;
            self.inform(introduce::FIRST, now);
        }
    }

    /// Tells of somebody who came although no number followed.
    pub(super) fn tell_of_coming(&mut self) {
        if let Some(coming) = self.coming.take() {
            self.show(coming);
        }
    }

    /// A row of the table where the server has no better.
    pub(super) fn hear_who(&mut self, message: &Message<'_>) {
        let Some(mut row) = read::who(message) else {
            return;
        };
        if !self.tables.is_empty() {
            row.you = self.is_me(&row.name);
            self.keep(row);
        }
    }

    fn keep(&mut self, row: Row) {
        if self.rows.len() < ROWS {
            self.rows.push(row);
        }
    }

    /// Asks for the member table of a group, or of everyone (`*`).
    pub(super) fn ask_for_table(&mut self, of: &str, shown: bool) {
        let question = if self.has_members { "MEMBERS" } else { "WHO" };
        self.tables.push_back(Asked {
            of: of.to_owned(),
            shown,
            by: self.asked + 1,
        });
        self.put(|line| Line::to_server(line, "", question).arg(of).end());
    }

    /// We have entered a group with this many members: the numbers of those who came before us are not known yet.
    pub(super) fn ask_for_numbers(&mut self, group: &str, members: usize) {
        let worth = self.settings.numbers && self.has_members && (2..=NUMBERS).contains(&members);
        if worth && self.groups.iter().any(|known| same(known, group)) {
            self.ask_for_table(group, false);
        }
    }

    /// Questions that were asked before a PING that was answered are over, whatever the answers were.
    pub(super) fn forget_tables(&mut self) {
        if self.tables.iter().any(|asked| asked.by <= self.answered) {
            self.tables.retain(|asked| asked.by > self.answered);
            self.rows.clear();
        }
    }

    /// A table is complete. Those that were asked for before it were refused.
    pub(super) fn end_table(&mut self, of: Option<&str>, now: Now) {
        let of = of.unwrap_or("*");
        let Some(place) = self.tables.iter().position(|asked| same(&asked.of, of)) else {
            return;
        };
        let shown = self
            .tables
            .drain(..=place)
            .next_back()
            .is_some_and(|asked| asked.shown);
        let mut rows = std::mem::take(&mut self.rows);
        // Somebody's new listen port is told with the same word; the row of the answer came last.
        let mut seen = HashSet::new();
        rows.reverse();
        rows.retain(|row| row.id.is_none_or(|id| seen.insert(id)));
        rows.reverse();
        if self.groups.iter().any(|known| same(known, of)) {
            for row in &rows {
                if let Some(id) = row.id {
                    self.people.learn(&row.name, id, of);
                }
            }
        }
        if shown {
            let mut table = Happening::new(Kind::Members, now.unix_ms);
            table.group = Some(of.to_owned()).filter(|of| of != "*");
            table.rows = rows;
            self.show(table);
        }
    }
}
