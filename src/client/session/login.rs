//! Accounts: `/register` and `/login`. A password is kept no longer than until it has been sent.

use zeroize::Zeroizing;

use super::{Session, same};
use crate::commands::name_and_password;
use crate::irc;
use crate::irc::message::{Line, Message};
use crate::now::Now;

/// A login that has been begun.
#[derive(PartialEq, Eq)]
pub(super) struct Login {
    /// The account, which is the name to take afterwards.
    name: String,
    /// What is said when the server asks for it; nothing once it was.
    message: Option<Zeroizing<Vec<u8>>>,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// Makes the name we have our own (IRCv3 account-registration).
    pub(super) fn register(&mut self, password: &str) {
        self.put(|line| {
            Line::to_server(line, "", "REGISTER")
                .arg("*")
                .arg("*")
                .last(password);
        });
        self.wait_for_answer();
    }

    /// Logs in by SASL PLAIN (RFC 4616), and takes the account's name. The capability is not asked for before it is needed.
    pub(super) fn log_in(&mut self, given: &str, now: Now) {
        let (name, password) = name_and_password(given);
        if password.is_empty() {
            return self.fail("Usage: /login [NAME] PASSWORD", now);
        }
        let name = name.unwrap_or(&self.me).to_owned();
        let mut message = Zeroizing::new(Vec::with_capacity(name.len() + password.len() + 2));
        for part in [name.as_bytes(), password.as_bytes()] {
            message.push(0);
            message.extend_from_slice(part);
        }
        self.login = Some(Login {
            name,
            message: Some(message),
        });
        self.put(|line| {
            Line::to_server(line, "", "CAP")
                .arg("REQ")
                .arg("sasl")
                .end();
        });
        self.put(|line| {
            Line::to_server(line, "", "AUTHENTICATE").arg("PLAIN").end();
        });
        self.wait_for_answer();
    }

    /// `AUTHENTICATE +`: the server wants to hear the message.
    pub(super) fn hear_authenticate(&mut self, message: &Message<'_>) {
        let asks = message.param(0) == Some("+");
        let said = self.login.as_mut().and_then(|login| login.message.take());
        if let Some(said) = said.filter(|_| asks) {
            self.put(|lines| irc::authenticate(&said, lines));
            self.wait_for_answer();
        }
    }

    /// `903`: we are logged in, and may be called so.
    pub(super) fn logged_in(&mut self) {
        if let Some(login) = self.login.take()
            && !same(&login.name, &self.me)
        {
            self.put(|line| Line::to_server(line, "", "NICK").arg(&login.name).end());
        }
    }

    /// The next line of the user is for after the answer.
    fn wait_for_answer(&mut self) {
        self.ask_whether_taken();
        self.gate = self.asked;
    }
}
