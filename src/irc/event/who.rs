//! The answers to WHO: the usual one, and the one with fields of the asker's choice.

use crate::hub::event::{Row, WhoRow};
use crate::hub::face::Address;
use crate::hub::name::{GroupName, Name};
use crate::hub::request::{Fields, WhoMask};
use crate::hub::user_mode::{self, UserModes};
use crate::irc::event::View;
use crate::irc::numeric::{RPL_ENDOFWHO, RPL_WHOREPLY, RPL_WHOSPCRPL};

/// Modern IRC, WHO.
pub(super) fn who(
    mask: &WhoMask,
    fields: Option<&Fields>,
    rows: &[WhoRow],
    view: &View<'_>,
    out: &mut Vec<u8>,
) {
    for row in rows {
        match fields {
            Some(fields) => chosen(fields, row, view, out),
            None => usual(row, view, out),
        }
    }
    let mask = match mask {
        WhoMask::Group(group) => group.as_str(),
        WhoMask::Name(mask) => mask.as_str(),
    };
    view.voice().about(out, RPL_ENDOFWHO, mask);
}

/// `H` here or `G` gone, `*` for an operator of the server, the signs of ranks, the letter of its mode for a bot (IRCv3 bot-mode).
fn flags(row: &Row, view: &View<'_>) -> String {
    let here = if row.away { 'G' } else { 'H' };
    let signs = view.signs(row.ranks);
    let operator = if row.operator { "*" } else { "" };
    let bot = match row.who.bot {
        true => user_mode::letter(UserModes::BOT),
        false => String::new(),
    };
    format!("{here}{operator}{signs}{bot}")
}

fn shown(group: Option<&GroupName>) -> &str {
    group.map_or("*", GroupName::as_str)
}

fn usual(WhoRow { row, group }: &WhoRow, view: &View<'_>, out: &mut Vec<u8>) {
    view.voice()
        .numeric(out, RPL_WHOREPLY)
        .arg(shown(group.as_ref()))
        .arg(&row.who.user)
        .arg(row.address.host())
        .arg(&view.info.server_name)
        .arg(&row.who.name)
        .arg(flags(row, view))
        .last(format_args!("0 {}", row.who.real));
}

/// IRCv3 WHOX, `RPL_WHOSPCRPL`: the fields in the order of that document, whatever order they were asked in. Clients that
/// ask for all there ever were get two that are not in it: `d`, how many servers away a member is, and `o`, the level of
/// an operator, of which there are none.
fn chosen(fields: &Fields, WhoRow { row, group }: &WhoRow, view: &View<'_>, out: &mut Vec<u8>) {
    let asked = |letter: char| fields.letters.as_str().contains(letter);
    let mut line = view.voice().numeric(out, RPL_WHOSPCRPL);
    if asked('t') {
        line = line.arg(&fields.token);
    }
    if asked('c') {
        line = line.arg(shown(group.as_ref()));
    }
    if asked('u') {
        line = line.arg(&row.who.user);
    }
    if asked('i') {
        line = match &row.address {
            Address::Socket(_) => line.arg(row.address.host()),
            Address::Hidden(_) => line.arg("255.255.255.255"),
        };
    }
    if asked('h') {
        line = line.arg(row.address.host());
    }
    if asked('s') {
        line = line.arg(&view.info.server_name);
    }
    if asked('n') {
        line = line.arg(&row.who.name);
    }
    if asked('f') {
        line = line.arg(flags(row, view));
    }
    if asked('d') {
        line = line.arg("0");
    }
    if asked('l') {
        line = line.arg(row.idle_s);
    }
    if asked('a') {
        line = line.arg(row.who.account.as_ref().map_or("0", Name::as_str));
    }
    if asked('o') {
        line = line.arg("n/a");
    }
    match asked('r') {
        true => line.last(&row.who.real),
        false => line.end(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::event::{Event, Reply};
    use crate::hub::mode::Ranks;
    use crate::irc::capability::Caps;
    use crate::irc::testing::{bot, group, heard, row, text, who};

    fn told(reply: Reply, caps: Caps) -> Vec<String> {
        heard(&Event::Reply(reply), caps, false)
    }

    #[test]
    fn who_answers() {
        let mut bob = row(&bot("bob", 2));
        (bob.ranks, bob.away, bob.operator) = (Ranks::OPERATOR, true, true);
        let rows = vec![
            WhoRow {
                row: bob,
                group: Some(group("#a")),
            },
            WhoRow {
                row: row(&who("carol", 3)),
                group: None,
            },
        ];
        assert_eq!(
            told(Reply::Who(WhoMask::Name(text("*")), None, rows), Caps::NONE),
            [
                ":irc.example 352 alice #a b 10.0.0.2 irc.example bob G*@B :0 bob the 2",
                ":irc.example 352 alice * c 10.0.0.3 irc.example carol H :0 carol the 3",
                ":irc.example 315 alice * :End of WHO list",
            ]
        );
        assert_eq!(
            told(
                Reply::Who(WhoMask::Group(group("#a")), None, Vec::new()),
                Caps::NONE
            ),
            [":irc.example 315 alice #a :End of WHO list"]
        );
    }

    #[test]
    fn fields_are_told_in_their_own_order() {
        let rows = || {
            let mut bob = row(&who("bob", 2));
            bob.ranks = Ranks::OPERATOR;
            let mut carol = row(&who("carol", 3));
            carol.address = Address::Hidden("abc.hidden".into());
            vec![
                WhoRow {
                    row: bob,
                    group: Some(group("#a")),
                },
                WhoRow {
                    row: carol,
                    group: None,
                },
            ]
        };
        for (letters, token, want) in [
            (
                "tcuihsnflar",
                "152",
                [
                    "152 #a b 10.0.0.2 10.0.0.2 irc.example bob H@ 7 0 :bob the 2",
                    "152 * c 255.255.255.255 abc.hidden irc.example carol H 7 0 :carol the 3",
                ],
            ),
            ("nXt", "1", ["1 bob", "1 carol"]),
            (
                "ordafn",
                "",
                ["bob H@ 0 0 n/a :bob the 2", "carol H 0 0 n/a :carol the 3"],
            ),
            ("fan", "", ["bob H@ 0", "carol H 0"]),
        ] {
            let fields = Fields {
                letters: text(letters),
                token: text(token),
            };
            let mask = WhoMask::Name(text("*"));
            let got = told(Reply::Who(mask, Some(fields), rows()), Caps::NONE);
            let want = want.map(|want| format!(":irc.example 354 alice {want}"));
            assert_eq!(got[..2], want);
            assert_eq!(got[2], ":irc.example 315 alice * :End of WHO list");
        }
    }
}
