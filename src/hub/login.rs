//! Logging in to accounts, in the words that dialects, hub and accounts share. The hub knows who is logged in and whose name
//! is whose; passwords are none of its business, and pass through.

use std::fmt;

use thiserror::Error;

use crate::hub::name::Name;
use crate::hub::request::Registration;
use crate::secret::Secret;

/// What somebody wants of the accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    /// To log in by a SASL mechanism, whose first message this is (RFC 4422).
    Begin(Mechanism, Secret),
    /// The next message of that.
    Go(Secret),
    /// To stop that.
    Abort,
    /// To log in with a password.
    Password {
        /// The account; the own name where there is none.
        account: Option<Name>,
        /// The password, as it was typed.
        password: Secret,
        /// For a guest: to become a member under the account's name at once.
        entering: Option<Box<Registration>>,
    },
}

impl Login {
    /// Whether it is about to try a password, rather than to go on or to stop.
    #[must_use]
    pub fn begins(&self) -> bool {
        matches!(self, Login::Begin(..) | Login::Password { .. })
    }
}

/// How SASL is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// RFC 4616: the password crosses the network.
    Plain,
    /// RFC 7677: it does not.
    ScramSha256,
}

impl Mechanism {
    /// Every mechanism, in the order they are told.
    pub const ALL: [Mechanism; 2] = [Mechanism::Plain, Mechanism::ScramSha256];

    /// Its name among SASL mechanisms.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Mechanism::Plain => "PLAIN",
            Mechanism::ScramSha256 => "SCRAM-SHA-256",
        }
    }

    /// The mechanism of that name, whatever its case.
    #[must_use]
    pub fn find(name: &str) -> Option<Mechanism> {
        let called = |one: &Mechanism| one.name().eq_ignore_ascii_case(name);
        Mechanism::ALL.into_iter().find(called)
    }

    /// Their names with commas between.
    #[must_use]
    pub fn list() -> String {
        Mechanism::ALL.map(Mechanism::name).join(",")
    }
}

/// How somebody came to be logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By SASL.
    Sasl,
    /// With a password.
    Password,
    /// By registering the account.
    Registered,
}

/// Why somebody was not logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LoginFault {
    /// No such account, or another password: which of them is not told.
    #[error("Wrong account or password.")]
    Wrong,
    /// What was said is no message of the mechanism.
    #[error("Your client and the server did not understand each other.")]
    Malformed,
    /// So many others are logging in that this one was not looked at.
    #[error("Too many people are logging in; try again in a moment.")]
    Busy,
    /// So many passwords were tried from there, wrong ones and ones not yet looked at, that none is for so many seconds.
    #[error("Too many passwords were tried from your address; try again in {0} s.")]
    Slowed(u64),
}

/// Why somebody does not have an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterFault {
    /// The name is an account's.
    Exists,
    /// The account would have another name than its owner.
    NotYourName,
    /// Logged in to an account already.
    LoggedIn,
    /// The password is guessed too easily, for this reason.
    Weak(&'static str),
    /// The password can be none, for this reason.
    Unacceptable(&'static str),
    /// There are as many accounts as there may be.
    Full,
    /// So many accounts were registered from there that there is none for so many seconds.
    Slowed(u64),
    /// So many others want something that this one was not looked at.
    Busy,
}

impl fmt::Display for RegisterFault {
    /// A sentence for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RegisterFault::Exists => f.write_str("There is an account of that name already."),
            RegisterFault::NotYourName => f.write_str("An account has the name of its owner."),
            RegisterFault::LoggedIn => f.write_str("You are logged in to an account already."),
            RegisterFault::Weak(why) => write!(f, "That password is too easy to guess: {why}."),
            RegisterFault::Unacceptable(why) => write!(f, "That cannot be a password: {why}."),
            RegisterFault::Full => f.write_str("There are as many accounts as this server takes."),
            RegisterFault::Slowed(seconds) => write!(
                f,
                "Too many accounts were registered from your address; try again in {} minutes.",
                minutes(*seconds)
            ),
            RegisterFault::Busy => {
                f.write_str("Too many people are registering; try again in a moment.")
            }
        }
    }
}

fn minutes(seconds: u64) -> u64 {
    seconds.div_ceil(60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mechanisms_are_found_by_name() {
        assert_eq!(Mechanism::find("plain"), Some(Mechanism::Plain));
        assert_eq!(
            Mechanism::find("SCRAM-SHA-256"),
            Some(Mechanism::ScramSha256)
        );
        assert_eq!(Mechanism::find("SCRAM-SHA-256-PLUS"), None);
        assert_eq!(Mechanism::list(), "PLAIN,SCRAM-SHA-256");
    }

    #[test]
    fn a_request_shows_no_password() {
        let login = Login::Password {
            account: None,
            password: Secret::from("sesame"),
            entering: None,
        };
        assert!(!format!("{login:?}").contains("sesame"));
    }
}
