//! Accounts: `/register` and `/login`.

use super::{Session, same};
use crate::client::login::{self, Login};
use crate::commands::name_and_password;
use crate::irc::message::{Line, Message};
use crate::now::Now;

impl Session {
    /// Makes the name we have our own.
    pub(super) fn register(&mut self, password: &str) {
        self.put(|line| login::register(password, line));
        self.wait_for_answer();
    }

    /// Logs in, and takes the account's name.
    pub(super) fn log_in(&mut self, given: &str, now: Now) {
        let (name, password) = name_and_password(given);
        if password.is_empty() {
            return self.fail("Usage: /login [NAME] PASSWORD", now);
        }
        self.login = Some(Login::new(name.unwrap_or(&self.me), password.as_bytes()));
        for line in Login::begin() {
            self.put(line);
        }
        self.wait_for_answer();
    }

    /// `AUTHENTICATE +`: the server wants to hear the message.
    pub(super) fn hear_authenticate(&mut self, message: &Message<'_>) {
        let Some(mut login) = self.login.take() else {
            return;
        };
        let mut answer = Vec::new();
        if login.answer(message.param(0), &mut answer) {
            self.put(|lines| lines.extend_from_slice(&answer));
            self.wait_for_answer();
        }
        self.login = Some(login);
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
