//! What is kept of a password: enough to see that somebody knows it, too little to pass for that somebody elsewhere.
//!
//! RFC 5802 section 3 with SHA-256 (RFC 7677). Everything here takes microseconds; what takes milliseconds on purpose, coming
//! from a password to its keys, is work for the [keeper](crate::keeper).

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::keeper::Job;
use crate::secret::Secret;

/// A digest, or a key as long as one.
pub type Key = [u8; 32];

/// How often the slow function is run for a new account. RFC 7677 section 4 asks for at least 4,096; more costs who guesses
/// more, and a small host and its clients too. What it comes to is in the README.
pub const ITERATIONS: u32 = 15_000;

/// What makes two accounts with the same password differ.
pub type Salt = [u8; 16];

/// What is kept of a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Verifier {
    /// Mixed with the password.
    pub salt: Salt,
    /// How often the slow function was run.
    pub iterations: u32,
    /// What the client is known by: "StoredKey".
    pub stored_key: Key,
    /// What the server is known by: "ServerKey".
    pub server_key: Key,
}

impl Verifier {
    /// A verifier that no password fits, for an account that does not exist: always the same for the same name, so that who
    /// asks twice learns nothing (RFC 5802 section 5.1, of salts). `secret` is known to nobody.
    #[must_use]
    pub fn made_up(secret: &Key, name: &str) -> Verifier {
        let name = name.to_lowercase();
        let part = |what: &str| hmac(secret, format!("{what} {name}").as_bytes());
        let mut salt = Salt::default();
        salt.copy_from_slice(&part("salt")[..Salt::default().len()]);
        Verifier {
            salt,
            iterations: ITERATIONS,
            stored_key: part("stored"),
            server_key: part("server"),
        }
    }

    /// The work that shows whether this is the password: its answer is for [`Verifier::fits`].
    #[must_use]
    pub fn work(&self, password: Secret) -> Job {
        derivation(password, &self.salt, self.iterations)
    }

    /// Whether the password that this key was derived from is the one.
    #[must_use]
    pub fn fits(&self, stored_key: &Key) -> bool {
        self.stored_key.ct_eq(stored_key).into()
    }

    /// Whether a client's proof is the one that `auth_message` asks for ("ClientProof").
    #[must_use]
    pub fn proves(&self, proof: &Key, auth_message: &[u8]) -> bool {
        let mut client_key = hmac(&self.stored_key, auth_message);
        for (byte, mask) in client_key.iter_mut().zip(proof) {
            *byte ^= mask;
        }
        let stored_key: Key = Sha256::digest(client_key).into();
        self.fits(&stored_key)
    }

    /// What shows the client that the server knows it ("ServerSignature").
    #[must_use]
    pub fn signature(&self, auth_message: &[u8]) -> Key {
        hmac(&self.server_key, auth_message)
    }
}

impl fmt::Debug for Verifier {
    /// Shows no keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verifier({} iterations)", self.iterations)
    }
}

/// The work of coming from a [prepared](super::prep::prepared) password to its keys.
#[must_use]
pub fn derivation(password: Secret, salt: &Salt, iterations: u32) -> Job {
    Job::Derive {
        password,
        salt: salt.to_vec(),
        iterations,
    }
}

/// HMAC-SHA-256.
fn hmac(key: &Key, message: &[u8]) -> Key {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key may have any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::keeper::Done;

    /// The verifier of a password.
    pub(in crate::account) fn of(password: &str, salt: Salt, iterations: u32) -> Verifier {
        let Done::Derived {
            stored_key,
            server_key,
        } = derivation(Secret::from(password), &salt, iterations).run()
        else {
            panic!("no keys");
        };
        Verifier {
            salt,
            iterations,
            stored_key,
            server_key,
        }
    }

    #[test]
    fn a_verifier_knows_its_password_and_no_other() {
        let verifier = of("sesame", [7; 16], 10);
        for (password, fits) in [("sesame", true), ("Sesame", false), ("sesame ", false)] {
            let Done::Derived { stored_key, .. } = verifier.work(Secret::from(password)).run()
            else {
                panic!("no keys");
            };
            assert_eq!(verifier.fits(&stored_key), fits, "{password}");
        }
        assert_ne!(verifier, of("sesame", [8; 16], 10));
        assert_ne!(verifier, of("sesame", [7; 16], 11));
        assert_eq!(format!("{verifier:?}"), "Verifier(10 iterations)");
    }

    #[test]
    fn what_is_made_up_stays_the_same() {
        let made_up = Verifier::made_up(&[1; 32], "bob");
        assert_eq!(made_up, Verifier::made_up(&[1; 32], "BOB"));
        assert_ne!(made_up.salt, Verifier::made_up(&[1; 32], "rob").salt);
        assert_ne!(made_up.salt, Verifier::made_up(&[2; 32], "bob").salt);
        assert_ne!(made_up.stored_key, made_up.server_key);
    }
}
