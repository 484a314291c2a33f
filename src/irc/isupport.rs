//! What the server supports, as `005` tells it: one row per token, each made from the bound that is enforced.

use crate::hub::mask::Account;
use crate::hub::mode::{self, Class, List, RANKS};
use crate::hub::user_mode::{self, UserModes};
use crate::info::Info;
use crate::irc::batch::{self, Reference};
use crate::irc::capability::Caps;
use crate::irc::command;
use crate::irc::numeric::RPL_ISUPPORT;
use crate::irc::voice::Voice;
use crate::limits;

/// One token (Modern IRC, "Feature Advertisement").
pub struct Row {
    /// Its name.
    pub token: &'static str,
    /// What stands after `=`; empty for nothing.
    pub value: fn(&Info) -> String,
}

/// Every token, by name.
///
/// `LOBBY` is ours: the group a newcomer is meant to enter, for clients that choose their groups themselves.
/// No client-only tag is denied, which is what it means that there is no `CLIENTTAGDENY` (IRCv3 message-tags).
/// What modes there are, and how they are written, comes from their own tables.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    Row { token: "ACCOUNTEXTBAN", value: |_| Account::LETTERS.join(",") },
    Row { token: "AWAYLEN", value: |_| limits::AWAY.to_string() },
    Row { token: "BOT", value: |_| user_mode::letter(UserModes::BOT) },
    Row { token: "CASEMAPPING", value: |_| "ascii".to_owned() },
    Row { token: "CHANLIMIT", value: |_| format!("#:{}", limits::GROUPS_PER_MEMBER) },
    Row { token: "CHANMODES", value: |_| CHANMODES.map(mode::letters).join(",") },
    Row { token: "CHANNELLEN", value: |_| limits::GROUP.to_string() },
    Row { token: "CHANTYPES", value: |_| "#".to_owned() },
    Row { token: "CHATHISTORY", value: |_| limits::HISTORY_ANSWER.to_string() },
    Row { token: "ELIST", value: |_| command::ELIST.to_owned() },
    Row { token: "EXCEPTS", value: |_| List::Exceptions.letter().to_string() },
    Row { token: "EXTBAN", value: |_| format!("{},{}", Account::SIGN, Account::LETTERS[0]) },
    Row { token: "HOSTLEN", value: |_| limits::HOST.to_string() },
    Row { token: "INVEX", value: |_| List::Invitations.letter().to_string() },
    Row { token: "KEYLEN", value: |_| limits::KEY.to_string() },
    Row { token: "KICKLEN", value: |_| limits::REASON.to_string() },
    Row { token: "LINELEN", value: |_| limits::IRC_LINE.to_string() },
    Row { token: "LOBBY", value: |info| info.lobby.to_string() },
    Row { token: "MAXLIST", value: |_| format!("{}:{}", mode::letters(Class::List), limits::MASKS) },
    Row { token: "MAXTARGETS", value: |_| limits::TARGETS.to_string() },
    Row { token: "MODES", value: |_| limits::MODES.to_string() },
    Row { token: "MONITOR", value: |_| limits::WATCHED.to_string() },
    Row { token: "MSGREFTYPES", value: |_| "msgid,timestamp".to_owned() },
    Row { token: "NAMELEN", value: |_| limits::REAL.to_string() },
    Row { token: "NETWORK", value: |info| info.server_name.clone() },
    Row { token: "NICKLEN", value: |_| limits::NAME.to_string() },
    Row { token: "PREFIX", value: |_| format!("({}){}", mode::letters(Class::Rank), signs()) },
    Row { token: "STATUSMSG", value: |_| signs() },
    Row { token: "TARGMAX", value: |_| targmax() },
    Row { token: "TOPICLEN", value: |_| limits::TOPIC.to_string() },
    Row { token: "USERLEN", value: |_| limits::USER.to_string() },
    Row { token: "UTF8ONLY", value: |_| String::new() },
    Row { token: "WHOX", value: |_| String::new() },
];

/// The classes of modes that `CHANMODES` lists, in its order (Modern IRC, `CHANMODES` Parameter).
const CHANMODES: [Class; 4] = [Class::List, Class::Always, Class::WhenSet, Class::Never];

/// The signs of the ranks, the highest first.
fn signs() -> String {
    RANKS.iter().map(|(_, _, sign)| sign).collect()
}

/// Who has both of these gets all `005` lines in batches.
pub(super) const IN_BATCH: Caps = Caps::EXTENDED_ISUPPORT.with(Caps::BATCH);

/// Writes the `005` lines; in a batch, which is referred to as given, where the recipient asked for that (IRCv3
/// extended-isupport, "`draft/isupport` batch").
pub(super) fn write(voice: Voice<'_>, caps: Caps, reference: Reference, out: &mut Vec<u8>) {
    if caps.contains(IN_BATCH) {
        let server = &voice.info.server_name;
        batch::within(out, server, reference, "draft/isupport", &[], |out| {
            lines(voice, out);
        });
    } else {
        lines(voice, out);
    }
}

fn lines(voice: Voice<'_>, out: &mut Vec<u8>) {
    let mut tokens = tokens(voice.info).into_iter().peekable();
    while tokens.peek().is_some() {
        let mut line = voice.numeric(out, RPL_ISUPPORT);
        for n in 0..PER_LINE {
            // One byte for the space before a token. The first is taken as it is, so that there is an end to it.
            let room = line.room().saturating_sub(RPL_ISUPPORT.text.len() + 1);
            match tokens.next_if(|token| n == 0 || token.len() <= room) {
                Some(token) => line = line.arg(token),
                None => break,
            }
        }
        line.last(RPL_ISUPPORT.text);
    }
}

/// The tokens with their values.
fn tokens(info: &Info) -> Vec<String> {
    TABLE
        .iter()
        .map(|row| match (row.value)(info) {
            value if value.is_empty() => row.token.to_owned(),
            value => format!("{}={}", row.token, escape(&value)),
        })
        .collect()
}

/// Commands that take a list of targets, each with the bound.
fn targmax() -> String {
    let rows = command::TABLE.iter().filter(|row| row.list);
    let bounds: Vec<_> = rows
        .map(|row| format!("{}:{}", row.word, limits::TARGETS))
        .collect();
    bounds.join(",")
}

/// Writes what a value cannot hold as `\xHH` (Modern IRC, `RPL_ISUPPORT`).
fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            ' ' => out.push_str("\\x20"),
            '=' => out.push_str("\\x3D"),
            '\\' => out.push_str("\\x5C"),
            other => out.push(other),
        }
    }
    out
}

/// Most tokens in a line: fifteen parameters less the recipient and the words at the end.
const PER_LINE: usize = 13;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::name::GroupName;
    use crate::irc::message::Message;

    fn info(lobby: &str) -> Info {
        Info::new("irc.example", GroupName::new(lobby).expect("a group"))
    }

    #[test]
    fn every_token_is_sent_once_in_lines_that_fit() {
        let info = info("#lobby");
        let mut out = Vec::new();
        lines(
            Voice {
                info: &info,
                to: "alice",
            },
            &mut out,
        );
        let text = String::from_utf8(out).expect("UTF-8");
        let mut sent = Vec::new();
        for line in text.lines() {
            assert!(line.len() + 2 <= limits::IRC_LINE);
            let message = Message::parse(line).expect("a message");
            let params = message.params();
            assert!(params.len() <= PER_LINE + 2);
            assert_eq!(params.last(), Some(&RPL_ISUPPORT.text));
            sent.extend(params[1..params.len() - 1].iter().map(|t| (*t).to_owned()));
        }
        assert_eq!(sent, tokens(&info));
        assert_eq!(sent.len(), TABLE.len());
        for token in [
            "ACCOUNTEXTBAN=a,account",
            "BOT=B",
            "CHANMODES=beI,k,l,Cimnst",
            "ELIST=CMNTU",
            "EXCEPTS=e",
            "EXTBAN=~,a",
            "INVEX=I",
            "MAXLIST=beI:100",
            "MODES=8",
            "PREFIX=(ov)@+",
            "STATUSMSG=@+",
        ] {
            assert!(sent.contains(&token.to_owned()), "{token}: {sent:?}");
        }
        assert!(sent.contains(&"LOBBY=#lobby".to_owned()) && sent.contains(&"UTF8ONLY".to_owned()));
    }

    #[test]
    fn a_client_only_tag_is_never_denied() {
        // Every one of them goes on: the transcripts of PRIVMSG and TAGMSG hold that.
        assert!(TABLE.iter().all(|row| row.token != "CLIENTTAGDENY"));
    }

    #[test]
    fn tokens_are_in_order_and_values_are_escaped() {
        assert!(TABLE.windows(2).all(|pair| pair[0].token < pair[1].token));
        assert!(tokens(&info("#a=b\\c")).contains(&"LOBBY=#a\\x3Db\\x5Cc".to_owned()));
    }
}
