//! One IRC connection, as far as the dialect has to remember it: capabilities, and what was said before registration.
//!
//! Who the connection is and what it may do is the hub's to know; it comes in as [`Me`] with each line.

use memchr::{memchr, memchr2, memrchr};
use zeroize::Zeroizing;

use crate::hub::login::Mechanism;
use crate::hub::request::Registration;
use crate::hub::text::Text;
use crate::info::Info;
use crate::irc::capability::Caps;
use crate::irc::command::{self, Context};
use crate::irc::message::{Message, MessageFault, escape, tags, unescape};
use crate::irc::multiline::{Draft, Fault};
use crate::irc::numeric::{ERR_INPUTTOOLONG, ERR_UNKNOWNCOMMAND};
use crate::irc::voice::Voice;
use crate::limits;
use crate::now::Now;
use crate::steps::{Me, Steps};

/// One IRC connection.
#[derive(Debug)]
pub struct Session {
    pub(super) caps: Caps,
    /// `CAP LS` came with 302 or more: `cap-notify` belongs to that and cannot be given up (IRCv3
    /// capability-negotiation, "cap-notify").
    pub(super) cap_302: bool,
    pub(super) phase: Phase,
    /// A message of several lines under way.
    pub(super) draft: Option<Box<Draft>>,
    /// What has come of a message of a login; nothing between messages.
    pub(super) sasl: Option<Box<Sasl>>,
}

/// A message of a login on its way in (IRCv3 sasl-3.1, "The AUTHENTICATE command").
#[derive(Debug, Default)]
pub(super) struct Sasl {
    /// The mechanism, while its first message is on its way.
    pub(super) begun: Option<Mechanism>,
    /// The base64 so far; at most [`limits::SASL`] bytes.
    pub(super) text: Zeroizing<String>,
}

/// How far a connection has come.
#[derive(Debug)]
pub(super) enum Phase {
    /// Not a member yet.
    Newcomer(Box<Newcomer>),
    /// A member; what it told of itself is the hub's now.
    Member,
}

/// What a connection has said of itself before registration (Modern IRC, "Connection Registration").
#[derive(Debug, Default)]
pub(super) struct Newcomer {
    /// A `NICK` went to the hub. Whether the name was free is not known here.
    pub(super) named: bool,
    /// From `USER`.
    pub(super) user: Option<User>,
    /// From `PASS`; the last one counts.
    pub(super) password: Option<Text>,
    /// From `AWAY`, which counts from registration on.
    pub(super) away: Option<Text>,
    /// Between `CAP LS` or `CAP REQ` and `CAP END`: registration waits.
    pub(super) negotiating: bool,
}

/// What `USER` said; nothing where the hub should use the name instead.
#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) user: Option<Text>,
    pub(super) real: Option<Text>,
}

impl Default for Session {
    fn default() -> Self {
        Session {
            caps: Caps::NONE,
            cap_302: false,
            phase: Phase::Newcomer(Box::default()),
            draft: None,
            sasl: None,
        }
    }
}

impl Session {
    /// A connection that has said nothing.
    #[must_use]
    pub fn new() -> Session {
        Session::default()
    }

    /// The capabilities in force.
    #[must_use]
    pub fn caps(&self) -> Caps {
        self.caps
    }

    /// Decodes one line, given without its line end. What follows from it is added to `steps`, in order; a reply after a
    /// request is to be sent after what the hub answered to that request. Returns what the line costs its sender in
    /// flood tokens.
    pub fn decode(
        &mut self,
        line: &[u8],
        me: &Me<'_>,
        info: &Info,
        now: Now,
        steps: &mut Steps,
    ) -> u32 {
        if me.registered {
            self.phase = Phase::Member;
        }
        if let Some(label) = self.label(line) {
            steps.label(&label);
        }
        if !fits(line) {
            input_too_long(me, info, steps);
            self.lose(info, steps);
            return LINE_COST;
        }
        let voice = Voice {
            info,
            to: me.shown(),
        };
        let Ok(text) = std::str::from_utf8(line) else {
            steps.reply(|out| voice.fail(out, command_of(line), "INVALID_UTF8", NOT_UTF8));
            self.lose(info, steps);
            return LINE_COST;
        };
        if memchr2(b'\r', 0, line).is_some() {
            // No extension knows of this one, so it is for those who take any.
            let standard = self.caps.contains(Caps::STANDARD_REPLIES);
            steps.reply(|out| match standard {
                true => voice.fail(out, command_of(line), "INVALID_CHARACTER", BREAKS),
                false => voice.notice(out, BREAKS),
            });
            self.lose(info, steps);
            return LINE_COST;
        }
        match Message::parse(text) {
            Ok(message) => command::run(Context {
                session: self,
                me,
                info,
                now,
                steps,
                message: &message,
                cost: LINE_COST,
            }),
            Err(MessageFault::Empty) => {
                // What is ignored is not acknowledged either.
                steps.take_label();
                LINE_COST
            }
            Err(MessageFault::BadCommand) => {
                let word = command_of(line);
                steps.reply(|out| voice.about(out, ERR_UNKNOWNCOMMAND, word));
                LINE_COST
            }
        }
    }

    /// The label that the answer to a line carries, escaped (IRCv3 labeled-response, "Tags"): any line's, even where it is
    /// no message. The capability depends on `batch`.
    fn label(&self, line: &[u8]) -> Option<String> {
        let tagged = line.strip_prefix(b"@")?;
        if !self.caps.contains(Caps::LABELED_RESPONSE | Caps::BATCH) {
            return None;
        }
        // Where the line ends among its tags, the last one may have been cut.
        let end = memchr(b' ', tagged).or_else(|| memrchr(b';', tagged))?;
        let raw = std::str::from_utf8(&tagged[..end]).ok()?;
        let (_, value) = tags(raw).filter(|(key, _)| *key == "label").last()?;
        let value = unescape(value);
        (1..=limits::LABEL)
            .contains(&value.len())
            .then(|| escape(&value))
    }

    /// Answers a line that was too long to be kept (417), of which this is the beginning.
    pub fn too_long(&mut self, line: &[u8], me: &Me<'_>, info: &Info, steps: &mut Steps) {
        if let Some(label) = self.label(line) {
            steps.label(&label);
        }
        input_too_long(me, info, steps);
        self.lose(info, steps);
    }

    /// Gives up the message under way, if there is one: a line of it may have been lost.
    fn lose(&mut self, info: &Info, steps: &mut Steps) {
        if self.draft.as_ref().is_some_and(|draft| !draft.failed) {
            command::give_up(
                self,
                info,
                steps,
                &Fault::Invalid("one of its lines was rejected"),
            );
        }
    }

    /// How to become a member, if all that this takes was said. The hub ignores it while no name is claimed, so that
    /// after a refused `NICK` the next one asks again.
    pub(super) fn registration(&self, info: &Info) -> Option<Registration> {
        let Phase::Newcomer(newcomer) = &self.phase else {
            return None;
        };
        if newcomer.negotiating || !newcomer.named {
            return None;
        }
        let User { user, real } = newcomer.user.clone()?;
        Some(Registration {
            user,
            real,
            password: newcomer.password.clone(),
            away: newcomer.away.clone(),
            enter_lobby: info.auto_join && !self.caps.contains(Caps::MEMBERS),
        })
    }
}

fn input_too_long(me: &Me<'_>, info: &Info, steps: &mut Steps) {
    let voice = Voice {
        info,
        to: me.shown(),
    };
    steps.reply(|out| voice.plain(out, ERR_INPUTTOOLONG));
}

/// Whether a line keeps both of its bounds: tags (IRCv3 message-tags, "Size limit") and the rest (RFC 2812 section 2.3).
fn fits(line: &[u8]) -> bool {
    let tagged = line.first() == Some(&b'@');
    let tags = match line.iter().position(|&b| b == b' ') {
        Some(space) if tagged => space + 1,
        None if tagged => line.len(),
        _ => 0,
    };
    tags <= limits::IRC_TAGS_IN && line.len() - tags <= limits::IRC_LINE - 2
}

/// What seems to be the command of a line that is no message; `*` where nothing does.
fn command_of(line: &[u8]) -> &str {
    line.split(|&b| b == b' ')
        .filter(|word| !word.is_empty())
        .find(|word| !word.starts_with(b"@") && !word.starts_with(b":"))
        .and_then(|word| std::str::from_utf8(word).ok())
        .filter(|word| !word.contains(char::is_control))
        .unwrap_or("*")
}

/// What a line costs that no command's row speaks of.
const LINE_COST: u32 = 1;
const NOT_UTF8: &str = "Message rejected: it is not UTF-8";
const BREAKS: &str = "Message rejected: there is a CR or a NUL in it";

#[cfg(test)]
mod tests {
    use crate::irc::capability::Caps;
    use crate::irc::testing::Client;
    use crate::limits;

    #[test]
    fn a_member_that_says_nothing_costs_next_to_nothing() {
        assert!(size_of::<super::Session>() <= 32);
    }

    #[test]
    fn registration_in_the_usual_order() {
        Client::new().holds(
            r#"> NICK alice
               ? Claim("alice")
               ! name alice
               > USER al 0 * :Alice A.
               ? Register(Registration { user: Some("al"), real: Some("Alice A."), password: None, away: None, enter_lobby: true })
               ! member 1
               > NICK alicia
               ? Claim("alicia")"#,
        );
    }

    #[test]
    fn registration_the_other_way_round_with_a_password() {
        Client::new().holds(
            r#"> PASS wrong
               > PASS s3cret
               > USER al 0 * :Al
               > NICK alice
               ? Claim("alice")
               ? Register(Registration { user: Some("al"), real: Some("Al"), password: Some("s3cret"), away: None, enter_lobby: true })"#,
        );
    }

    #[test]
    fn a_refused_name_is_followed_by_another_try() {
        Client::new().holds(
            r#"> USER al 0 * :Al
               > NICK alice
               ? Claim("alice")
               ? Register(Registration { user: Some("al"), real: Some("Al"), password: None, away: None, enter_lobby: true })
               > NICK alice_
               ? Claim("alice_")
               ? Register(Registration { user: Some("al"), real: Some("Al"), password: None, away: None, enter_lobby: true })"#,
        );
    }

    #[test]
    fn negotiation_holds_registration_back() {
        Client::new().holds(
            r#"> CAP REQ groupchat/members
               < :irc.example CAP * ACK :groupchat/members
               > NICK alice
               ? Claim("alice")
               ! name alice
               > USER al 0 * :Al
               > CAP END
               ? Register(Registration { user: Some("al"), real: Some("Al"), password: None, away: None, enter_lobby: false })
               ! member 1
               > CAP END
               > CAP LS
               < :irc.example CAP alice LS :account-notify account-tag away-notify batch cap-notify chghost draft/account-registration draft/channel-rename draft/chathistory draft/event-playback draft/extended-isupport draft/message-redaction draft/multiline draft/no-implicit-names draft/pre-away draft/read-marker echo-message extended-join extended-monitor groupchat/members invite-notify labeled-response message-tags multi-prefix no-implicit-names sasl server-time setname standard-replies userhost-in-names
               > USER al 0 * :Al
               < :irc.example 462 alice :You may not register again"#,
        );
    }

    /// Every order of these.
    fn orders<'a>(lines: &[&'a str]) -> Vec<Vec<&'a str>> {
        if lines.is_empty() {
            return vec![Vec::new()];
        }
        let mut all = Vec::new();
        for (n, first) in lines.iter().enumerate() {
            for mut rest in orders(&[&lines[..n], &lines[n + 1..]].concat()) {
                rest.insert(0, first);
                all.push(rest);
            }
        }
        all
    }

    #[test]
    fn registration_is_asked_for_as_soon_as_all_is_said_in_any_order() {
        let lines = [
            "CAP REQ :server-time",
            "CAP END",
            "PASS s3cret",
            "NICK alice",
            "USER al 0 * :Al",
            "PING x",
            "JOIN #early",
        ];
        for order in orders(&lines) {
            let mut client = Client::new();
            let (mut held, mut asked) = (false, false);
            let mut said = Vec::new();
            for line in order {
                let got = client.answers(line);
                said.push(line);
                match line {
                    "CAP REQ :server-time" => held = true,
                    "CAP END" => held = false,
                    "PING x" => assert!(got.contains(" PONG "), "{said:?}: {got}"),
                    "JOIN #early" => assert!(got.contains(" 451 * "), "{said:?}: {got}"),
                    _ => {}
                }
                let has = |line| said.contains(&line);
                asked = has("NICK alice") && has("USER al 0 * :Al") && !held;
                assert_eq!(got.contains("? Register"), asked, "{said:?}: {got}");
                if asked {
                    // What is said of it afterwards is too late (Modern IRC, PASS).
                    let password = got.contains("password: Some(\"s3cret\")");
                    assert_eq!(password, has("PASS s3cret"), "{said:?}: {got}");
                    break;
                }
            }
            assert!(asked || held, "{said:?}");
        }
    }

    #[test]
    fn the_lobby_is_for_those_who_do_not_choose() {
        let mut client = Client::new();
        client.info.auto_join = false;
        let got = client.answers("USER a 0 * :A") + &client.answers("NICK alice");
        assert!(got.contains("enter_lobby: false"), "{got}");
    }

    #[test]
    fn both_bounds_of_a_line_are_kept_and_nothing_is_cut() {
        let mut client = Client::member().with(Caps::MESSAGE_TAGS);
        let too_long = "< :irc.example 417 alice :Input line was too long\n";
        let most = limits::IRC_LINE - 2 - "PRIVMSG #a :".len();
        let fits = format!("PRIVMSG #a :{}", "x".repeat(most));
        assert!(client.answers(&fits).starts_with("? Say"));
        assert_eq!(client.answers(&format!("{fits}x")), too_long);
        // `@+a=` and the space after the tags count.
        let value = "y".repeat(limits::IRC_TAGS_IN - 5);
        let got = client.answers(&format!("@+a={value} {fits}"));
        assert!(
            got.contains(&format!("tags: Some(\"+a={value}\")")),
            "{got}"
        );
        assert_eq!(client.answers(&format!("@+a={value}y {fits}")), too_long);
        assert_eq!(client.answers(&"@".repeat(5000)), too_long);
    }

    #[test]
    fn what_no_line_can_hold_is_refused_by_name() {
        let mut client = Client::member().with(Caps::STANDARD_REPLIES);
        for (line, want) in [
            (
                &b"PRIVMSG #a :\xff"[..],
                "FAIL PRIVMSG INVALID_UTF8 :Message rejected: it is not UTF-8",
            ),
            (
                b"@a :b USER \xc3 0 * :x",
                "FAIL USER INVALID_UTF8 :Message rejected: it is not UTF-8",
            ),
            // A lone surrogate is no character.
            (
                b"PRIVMSG #a :\xed\xa0\xbd",
                "FAIL PRIVMSG INVALID_UTF8 :Message rejected: it is not UTF-8",
            ),
            (
                b"\xfe\xff",
                "FAIL * INVALID_UTF8 :Message rejected: it is not UTF-8",
            ),
            (
                b"PRIVMSG #a :one\rQUIT",
                "FAIL PRIVMSG INVALID_CHARACTER :Message rejected: there is a CR or a NUL in it",
            ),
            (
                b"QUIT\0",
                "FAIL * INVALID_CHARACTER :Message rejected: there is a CR or a NUL in it",
            ),
        ] {
            let (steps, cost) = client.feed(line);
            let got = crate::irc::testing::shown(&steps);
            assert_eq!((got, cost), (format!("< :irc.example {want}\n"), 1));
        }
        assert_eq!(
            Client::member().answers("QUIT\0"),
            "< :irc.example NOTICE alice :Message rejected: there is a CR or a NUL in it\n"
        );
    }
}
