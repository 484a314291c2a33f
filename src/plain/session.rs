//! One plain connection: its lines, and which group it speaks to.

use crate::commands::{self, Verb, first_word};
use crate::hub::event::{Event, Reply};
use crate::hub::login::Login;
use crate::hub::name::{GroupName, Name};
use crate::hub::request::{Kind, Registration, Request, Say, Target};
use crate::hub::text::Text;
use crate::info::Info;
use crate::limits;
use crate::plain::command;
use crate::secret::Secret;
use crate::steps::Steps;

/// What a plain connection has to remember.
#[derive(Debug, Default)]
pub struct Session {
    /// The password it gave, until it is a member.
    password: Option<Text>,
    /// The group its lines go to.
    current: Option<GroupName>,
}

impl Session {
    /// A connection that has said nothing.
    #[must_use]
    pub fn new() -> Session {
        Session::default()
    }

    /// The group its lines go to.
    #[must_use]
    pub fn current(&self) -> Option<&GroupName> {
        self.current.as_ref()
    }

    /// Decodes one line. Returns what it costs in flood tokens.
    pub fn decode(&mut self, line: &[u8], registered: bool, info: &Info, steps: &mut Steps) -> u32 {
        // Telnet ends a line typed in character mode with CR NUL (RFC 854).
        let line = line.strip_suffix(b"\r\0").unwrap_or(line);
        let Ok(line) = std::str::from_utf8(line) else {
            say(
                steps,
                "That line is not UTF-8 text, so nobody was told. Please set your terminal to UTF-8.",
            );
            return 1;
        };
        if line.contains(['\0', '\r']) {
            say(
                steps,
                "That line contains a NUL or a carriage return, so nobody was told.",
            );
            return 1;
        }
        if line.trim().is_empty() {
            return 1;
        }
        if !registered {
            self.introduce(line.trim(), info, steps);
            return 1;
        }
        match commands::guarded(line).strip_prefix('/') {
            None => self.say(Kind::Text, line, steps),
            Some(literal) if literal.starts_with('/') => self.say(Kind::Text, literal, steps),
            Some(command) => return command::run(self, command, steps),
        }
        1
    }

    /// Answers a line that was longer than [`limits::PLAIN_LINE`].
    pub fn too_long(&self, steps: &mut Steps) {
        let most = limits::PLAIN_LINE;
        say(
            steps,
            &format!(
                "That line is longer than {most} bytes, so nobody was told. Please send it in pieces."
            ),
        );
    }

    /// Notices what happened to its own member. `rest` gives a group it is still in, for when it left the current one:
    /// then its lines go there, and the answer is what to tell it, lest it says things to the wrong people.
    #[must_use]
    pub fn observe(
        &mut self,
        event: &Event,
        rest: impl FnOnce() -> Option<GroupName>,
    ) -> Option<String> {
        match event {
            Event::Entered(entered) => self.current = Some(entered.group.clone()),
            Event::Reply(Reply::AlreadyIn(group)) => self.current = Some(group.clone()),
            Event::Moved { was, now, .. } if self.current.as_ref() == Some(was) => {
                self.current = Some(now.clone());
            }
            Event::Welcome(_) => self.password = None,
            Event::Left { group, .. } | Event::Removed { group, .. }
                if self.current.as_ref() == Some(group) =>
            {
                self.current = rest();
                return Some(match &self.current {
                    Some(group) => format!("You speak to {group} now.\n"),
                    None => format!("{NOWHERE}\n"),
                });
            }
            _ => {}
        }
        None
    }

    /// The lines before it is a member: the password where one is asked for, then the name.
    fn introduce(&mut self, line: &str, info: &Info, steps: &mut Steps) {
        let (word, rest) = first_word(line);
        let command = word
            .strip_prefix('/')
            .and_then(|word| commands::find(word, commands::Place::PLAIN));
        let verb = command.map(|command| command.verb);
        if verb == Some(Verb::Quit) {
            let reason = (!rest.is_empty()).then(|| Text::lossy(rest, limits::REASON));
            return steps.ask(Request::Quit(reason));
        }
        if info.password && self.password.is_none() {
            self.password = Some(Text::lossy(line, limits::PLAIN_LINE));
            return;
        }
        let registration = Registration {
            password: self.password.clone(),
            enter_lobby: true,
            ..Registration::default()
        };
        match verb {
            Some(Verb::Login) => return log_in(rest, registration, steps),
            Some(_) => return say(steps, FIRST),
            None => {}
        }
        match Name::new(line) {
            Ok(name) => {
                steps.ask(Request::Claim(name));
                steps.ask(Request::Register(registration));
            }
            Err(fault) => {
                let name = super::clean::clean(line);
                say(
                    steps,
                    &format!("{name} cannot be your name: {fault}. Please type another one."),
                );
            }
        }
    }

    /// Says something to the current group.
    pub(super) fn say(&self, kind: Kind, text: &str, steps: &mut Steps) {
        match &self.current {
            None => say(steps, NOWHERE),
            Some(group) => send(Target::Group(group.clone()), kind, text, steps),
        }
    }
}

/// Comes in under the name of an account.
fn log_in(rest: &str, registration: Registration, steps: &mut Steps) {
    let (Some(account), password) = commands::name_and_password(rest) else {
        return say(steps, "Usage: /login NAME PASSWORD");
    };
    steps.ask(Request::Login(Login::Password {
        account: Name::new(account).ok(),
        password: Secret::from(password),
        entering: Some(Box::new(registration)),
    }));
}

/// Told to who has not given a name and does something else.
const FIRST: &str = "Please type your name first. If it is your own: /login NAME PASSWORD";

/// Told to a member whose lines go nowhere.
pub(super) const NOWHERE: &str = "You are in no group. Join one: /join #NAME";

/// Hands words to the hub.
pub(super) fn send(to: Target, kind: Kind, text: &str, steps: &mut Steps) {
    match Text::new(text, limits::PLAIN_LINE) {
        Ok(text) => steps.ask(Request::Say(Say {
            to,
            kind,
            text: text.into(),
            tags: None,
        })),
        Err(fault) => say(steps, &format!("Nobody was told: {fault}.")),
    }
}

/// Answers with one line.
pub(super) fn say(steps: &mut Steps, line: &str) {
    steps.reply(|out| {
        out.extend_from_slice(line.as_bytes());
        out.push(b'\n');
    });
}
