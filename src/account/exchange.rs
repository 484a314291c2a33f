//! Somebody proves to be who it says: one exchange of a SASL mechanism, step by step. What a step needs of others, an account
//! from the table or keys from the [keeper](crate::keeper), is asked for by its outcome and handed in when it is there.

use log::debug;

use crate::account::Account;
use crate::account::prep::prepared;
use crate::account::scram::{self, Challenged, First};
use crate::account::verifier::{Key, Verifier};
use crate::hub::login::{LoginFault, Mechanism};
use crate::hub::name::Name;
use crate::keeper::Job;
use crate::limits;
use crate::secret::Secret;

/// An exchange that has begun.
#[derive(Debug)]
pub struct Exchange {
    /// Whom the client says it is.
    user: Box<str>,
    state: State,
}

/// What the exchange waits for.
#[derive(Debug)]
enum State {
    /// The account, to check this password.
    Plain(Secret),
    /// The password's keys, to compare them.
    Derived(Option<Name>, Verifier),
    /// The account, to make a challenge.
    Scram(First),
    /// The client's proof.
    Challenged(Option<Name>, Challenged),
    /// The client's word that it believes the server.
    Proved(Name),
    /// Nothing more.
    Over,
}

/// What comes next.
#[derive(Debug)]
pub enum Next {
    /// Have this done, and come back with [`Exchange::derived`].
    Work(Job),
    /// Say this to the client, and come back with [`Exchange::go`].
    Say(Vec<u8>),
    /// It is the owner of this account.
    Proved(Name),
    /// It is not, or cannot be understood.
    Failed(LoginFault),
}

impl Exchange {
    /// Begins with the client's first message. Then comes [`Exchange::found`].
    ///
    /// # Errors
    /// When it is no first message of the mechanism.
    pub fn begin(mechanism: Mechanism, message: &[u8]) -> Result<Exchange, LoginFault> {
        match mechanism {
            Mechanism::Plain => {
                let (user, password) = plain(message).ok_or(LoginFault::Malformed)?;
                Ok(Exchange::password(user, password))
            }
            Mechanism::ScramSha256 => {
                let first = First::parse(message).map_err(failed)?;
                Ok(Exchange {
                    user: first.user.clone(),
                    state: State::Scram(first),
                })
            }
        }
    }

    /// Begins with a password as it was typed. Then comes [`Exchange::found`].
    #[must_use]
    pub fn password(user: &str, password: &[u8]) -> Exchange {
        // What cannot be a password is nobody's, and takes as long to be found wrong as any other. One that is too long can
        // be none, and preparing it could make it longer than a job may be.
        let possible = (password.len() <= limits::PASSWORD).then_some(password);
        let password = possible.and_then(prepared).unwrap_or_default();
        Exchange {
            user: user.into(),
            state: State::Plain(Secret::from(&*password)),
        }
    }

    /// Whom the client says it is, as it says it.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// Whether the next message has to come from the client.
    #[must_use]
    pub fn waits_for_client(&self) -> bool {
        matches!(self.state, State::Challenged(..) | State::Proved(_))
    }

    /// The account of the user, or nothing where there is none. `secret` is for those; see [`Verifier::made_up`]. `nonce` is
    /// for this exchange alone; see [`First::challenge`].
    pub fn found(&mut self, account: Option<Account>, secret: &Key, nonce: &str) -> Next {
        let (name, verifier) = match account {
            Some(Account { name, verifier }) => (Some(name), verifier),
            None => (None, Verifier::made_up(secret, &self.user)),
        };
        match self.take() {
            State::Plain(password) => {
                let work = verifier.work(password);
                self.state = State::Derived(name, verifier);
                Next::Work(work)
            }
            State::Scram(first) => {
                let (challenged, challenge) = first.challenge(verifier, nonce);
                self.state = State::Challenged(name, challenged);
                Next::Say(challenge)
            }
            _ => Next::Failed(LoginFault::Malformed),
        }
    }

    /// The keys of the password.
    pub fn derived(&mut self, stored_key: &Key) -> Next {
        match self.take() {
            State::Derived(Some(name), verifier) if verifier.fits(stored_key) => Next::Proved(name),
            _ => Next::Failed(LoginFault::Wrong),
        }
    }

    /// The client's next message.
    pub fn go(&mut self, message: &[u8]) -> Next {
        match self.take() {
            State::Challenged(name, challenged) => match (challenged.prove(message), name) {
                (Ok(last), Some(name)) => {
                    self.state = State::Proved(name);
                    Next::Say(last)
                }
                (Ok(_), None) => Next::Failed(LoginFault::Wrong),
                (Err(fault), _) => Next::Failed(failed(fault)),
            },
            // It has nothing more to say than that it heard (RFC 4422 section 5, "outcome").
            State::Proved(name) if message.is_empty() => Next::Proved(name),
            _ => Next::Failed(LoginFault::Malformed),
        }
    }

    fn take(&mut self) -> State {
        std::mem::replace(&mut self.state, State::Over)
    }
}

/// Why an exchange failed, for a person. The exact words are for the log.
fn failed(fault: scram::Fault) -> LoginFault {
    debug!("SCRAM: {fault}");
    match fault {
        scram::Fault::Proof => LoginFault::Wrong,
        _ => LoginFault::Malformed,
    }
}

/// Reads the message of PLAIN: `[authzid] NUL authcid NUL passwd` (RFC 4616 section 2). Nobody acts for anybody else.
fn plain(message: &[u8]) -> Option<(&str, &[u8])> {
    let mut parts = message.splitn(3, |byte| *byte == 0);
    let (acting_for, user, password) = (parts.next()?, parts.next()?, parts.next()?);
    let itself = acting_for.is_empty() || acting_for.eq_ignore_ascii_case(user);
    let user = std::str::from_utf8(user)
        .ok()
        .filter(|user| !user.is_empty())?;
    (itself && !password.is_empty() && !password.contains(&0)).then_some((user, password))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::account::verifier::tests::of;
    use crate::keeper::Done;

    const SECRET: Key = [9; 32];

    fn bob() -> Account {
        Account {
            name: Name::new("Bob").expect("a name"),
            verifier: of("sesame", [7; 16], 5),
        }
    }

    /// How PLAIN ends.
    fn told(message: &[u8], account: Option<Account>) -> Next {
        let mut exchange = match Exchange::begin(Mechanism::Plain, message) {
            Ok(exchange) => exchange,
            Err(fault) => return Next::Failed(fault),
        };
        let Next::Work(job) = exchange.found(account, &SECRET, "x") else {
            panic!("there is work");
        };
        let Done::Derived { stored_key, .. } = job.run() else {
            panic!("no keys");
        };
        exchange.derived(&stored_key)
    }

    #[test]
    fn plain_is_one_message() {
        for good in [
            &b"\0bob\0sesame"[..],
            b"bob\0bob\0sesame",
            b"BOB\0bob\0ses\xc2\xadame",
        ] {
            assert!(
                matches!(told(good, Some(bob())), Next::Proved(name) if name.as_str() == "Bob")
            );
        }
        for wrong in [&b"\0bob\0Sesame"[..], b"\0bob\0\x07", b"\0bob\0\xff"] {
            let next = told(wrong, Some(bob()));
            assert!(matches!(next, Next::Failed(LoginFault::Wrong)), "{next:?}");
        }
        for bad in [
            &b""[..],
            b"bob",
            b"\0bob",
            b"\0bob\0",
            b"\0\0sesame",
            b"rob\0bob\0sesame",
            b"\0b\xff\0sesame",
            b"\0bob\0ses\0ame",
        ] {
            let next = told(bad, Some(bob()));
            assert!(
                matches!(next, Next::Failed(LoginFault::Malformed)),
                "{next:?}"
            );
        }
    }

    #[test]
    fn an_account_that_does_not_exist_fails_like_a_wrong_password() {
        let next = told(b"\0bob\0sesame", None);
        assert!(matches!(next, Next::Failed(LoginFault::Wrong)), "{next:?}");
        let challenge = |nonce| {
            let first = b"n,,n=nobody,r=abc";
            let mut exchange = Exchange::begin(Mechanism::ScramSha256, first).expect("good");
            match exchange.found(None, &SECRET, nonce) {
                Next::Say(said) => String::from_utf8(said).expect("UTF-8"),
                next => panic!("{next:?}"),
            }
        };
        let (one, other) = (challenge("x"), challenge("y"));
        assert!(
            one.starts_with("r=abcx,s=") && one.ends_with(",i=15000"),
            "{one}"
        );
        assert_eq!(
            one.split_once(','),
            Some(("r=abcx", other.split_once(',').expect("parts").1))
        );
    }

    #[test]
    fn what_comes_out_of_turn_fails() {
        let mut exchange = Exchange::password("bob", b"sesame");
        assert!(!exchange.waits_for_client());
        assert!(matches!(
            exchange.go(b""),
            Next::Failed(LoginFault::Malformed)
        ));
        assert!(matches!(
            exchange.found(Some(bob()), &SECRET, "x"),
            Next::Failed(_)
        ));
        assert!(matches!(exchange.derived(&[0; 32]), Next::Failed(_)));
    }

    proptest! {
        #[test]
        fn no_message_panics_and_none_proves_anything(
            first in proptest::collection::vec(any::<u8>(), 0..40), next in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            for mechanism in Mechanism::ALL {
                for first in [&first[..], b"n,,n=bob,r=abc", b"\0bob\0x"] {
                    let Ok(mut exchange) = Exchange::begin(mechanism, first) else { continue };
                    let _ = exchange.found(Some(bob()), &SECRET, "x");
                    let proved = matches!(exchange.go(&next), Next::Proved(_))
                        || matches!(exchange.go(b""), Next::Proved(_));
                    prop_assert!(!proved);
                }
            }
        }
    }
}
