//! Logging in after the welcome, by SASL PLAIN (RFC 4616; IRCv3 sasl-3.1): the same from line mode and from the full screen.

use zeroize::Zeroizing;

use crate::irc;
use crate::irc::message::Line;

/// A login that has been begun. Its password is kept no longer than until it has been sent.
#[derive(PartialEq, Eq)]
pub struct Login {
    /// The account, which is the name to take afterwards.
    pub name: String,
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

impl Login {
    /// A login to the account `name`.
    #[must_use]
    pub fn new(name: &str, password: &[u8]) -> Login {
        let mut message = Zeroizing::new(Vec::with_capacity(name.len() + password.len() + 2));
        for part in [name.as_bytes(), password] {
            message.push(0);
            message.extend_from_slice(part);
        }
        Login {
            name: name.to_owned(),
            message: Some(message),
        }
    }

    /// The lines that begin it. The capability is not asked for before it is needed.
    pub fn begin() -> [fn(&mut Vec<u8>); 2] {
        [
            |out| Line::to_server(out, "", "CAP").arg("REQ").arg("sasl").end(),
            |out| Line::to_server(out, "", "AUTHENTICATE").arg("PLAIN").end(),
        ]
    }

    /// The server has answered `AUTHENTICATE` with `word`. Writes what it is to hear, once, if it asks for it. Returns
    /// whether there was something to write.
    pub fn answer(&mut self, word: Option<&str>, out: &mut Vec<u8>) -> bool {
        let said = self.message.take().filter(|_| word == Some("+"));
        if let Some(said) = &said {
            irc::authenticate(said, out);
        }
        said.is_some()
    }
}

/// Writes the line that makes the name we have our own (IRCv3 account-registration).
pub fn register(password: &str, out: &mut Vec<u8>) {
    Line::to_server(out, "", "REGISTER")
        .arg("*")
        .arg("*")
        .last(password);
}
