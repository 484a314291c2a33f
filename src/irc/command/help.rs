//! HELP, read off the table of commands.

use crate::irc::command::{Context, Row, TABLE, When, find};
use crate::irc::fit::packed;
use crate::irc::numeric::{ERR_HELPNOTFOUND, Numeric, RPL_ENDOFHELP, RPL_HELPSTART, RPL_HELPTXT};
use crate::limits;

/// `HELP [command]` (Modern IRC, HELP): all commands by name, or one of them. Commands that the client's capabilities do
/// not bring along do not exist for it.
pub(super) fn help(context: &mut Context<'_, '_>) {
    let caps = context.session.caps;
    let exists = |row: &&Row| caps.contains(row.needs);
    match context.param(0) {
        None | Some("*") => {
            let words = TABLE.iter().filter(exists).map(|row| row.word);
            tell(context, RPL_HELPSTART, "*", "These commands exist:");
            for words in packed(words, ROOM) {
                tell(context, RPL_HELPTXT, "*", &words);
            }
            tell(
                context,
                RPL_ENDOFHELP,
                "*",
                "HELP and one of them tells more",
            );
        }
        Some(word) => match find(word).filter(exists) {
            Some(row) => topic(context, row),
            None => context.refuse(ERR_HELPNOTFOUND, word),
        },
    }
}

fn topic(context: &mut Context<'_, '_>, row: &Row) {
    let usage = format!("{} {}", row.word, row.usage);
    tell(context, RPL_HELPSTART, row.word, usage.trim_end());
    if row.list {
        let most = format!(
            "Up to {} targets at once, with commas between",
            limits::TARGETS
        );
        tell(context, RPL_HELPTXT, row.word, &most);
    }
    if row.operators {
        let text = "For operators of the server only";
        tell(context, RPL_HELPTXT, row.word, text);
    }
    match row.when {
        When::Before => tell(context, RPL_HELPTXT, row.word, "Before registration only"),
        When::After => tell(context, RPL_HELPTXT, row.word, "After registration only"),
        When::Always => {}
    }
    let spec = format!("Described in: {}", row.spec);
    tell(context, RPL_ENDOFHELP, row.word, &spec);
}

fn tell(context: &mut Context<'_, '_>, numeric: Numeric, subject: &str, text: &str) {
    context.answer(numeric, |line| line.arg(subject).last(text));
}

/// Bytes of commands to a line.
const ROOM: usize = 300;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::irc::capability::Caps;
    use crate::irc::testing::Client;

    #[test]
    fn one_command_is_explained() {
        Client::member().holds(
            "> HELP topic
             < :irc.example 704 alice TOPIC :TOPIC <group> [topic]
             < :irc.example 705 alice TOPIC :After registration only
             < :irc.example 706 alice TOPIC :Described in: Modern IRC, TOPIC
             > HELP PONG
             < :irc.example 704 alice PONG :PONG [token]
             < :irc.example 706 alice PONG :Described in: Modern IRC, PONG
             > HELP SUMMON
             < :irc.example 524 alice SUMMON :No help on this; HELP alone lists the commands
             > HELP MEMBERS
             < :irc.example 524 alice MEMBERS :No help on this; HELP alone lists the commands",
        );
    }

    #[test]
    fn every_command_is_listed_and_explained() {
        let needs = TABLE.iter().fold(Caps::NONE, |caps, row| caps | row.needs);
        let mut client = Client::member().with(needs);
        let index = client.answers("HELP");
        for row in TABLE {
            assert!(
                index
                    .split_whitespace()
                    .any(|w| w.trim_start_matches(':') == row.word),
                "{index}"
            );
            let got = client.answers(&format!("HELP {}", row.word));
            let usage = format!(" 704 alice {0} :{0} {1}", row.word, row.usage);
            assert!(got.contains(usage.trim_end()), "{got}");
            assert!(got.contains(row.spec), "{got}");
        }
    }
}
