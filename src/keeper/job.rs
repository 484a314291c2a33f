//! What there is to do, and what came of it.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::keeper::frame::{self, Broken};
use crate::keeper::phc::Phc;
use crate::secret::Secret;

/// Most iterations of one derivation: about a second on a slow host.
pub const ITERATIONS: u32 = 1_000_000;

/// The first byte of each body.
const VERIFY: u8 = 1;
const DERIVE: u8 = 2;
const VERIFIED: u8 = 101;
const DERIVED: u8 = 102;
const FAILED: u8 = 103;

/// Something slow to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// Check a password against a hash. Answered with [`Done::Verified`].
    Verify {
        /// The hash, as [`Phc`] reads it.
        phc: String,
        /// What was given.
        password: Secret,
    },
    /// Derive the two keys that SCRAM-SHA-256 keeps (RFC 5802 section 3, RFC 7677). Answered with [`Done::Derived`].
    Derive {
        /// The password, normalized.
        password: Secret,
        /// The salt.
        salt: Vec<u8>,
        /// How often; 1 to [`ITERATIONS`].
        iterations: u32,
    },
}

/// What came of a [`Job`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// Whether it is the password.
    Verified(bool),
    /// The keys.
    Derived {
        /// `H(ClientKey)`.
        stored_key: [u8; 32],
        /// `HMAC(SaltedPassword, "Server Key")`.
        server_key: [u8; 32],
    },
    /// Nothing: the job made no sense, there was not enough memory, or the process that did it came to an end.
    Failed,
}

impl Job {
    /// Does it. Takes as long as it takes.
    #[must_use]
    pub fn run(&self) -> Done {
        match self {
            Job::Verify { phc, password } => match Phc::parse(phc) {
                Ok(phc) => phc.verify(password).map_or(Done::Failed, Done::Verified),
                Err(_) => Done::Failed,
            },
            Job::Derive { iterations, .. } if !(1..=ITERATIONS).contains(iterations) => {
                Done::Failed
            }
            Job::Derive {
                password,
                salt,
                iterations,
            } => {
                let mut salted = Zeroizing::new([0; 32]);
                pbkdf2::pbkdf2_hmac::<Sha256>(password.bytes(), salt, *iterations, &mut salted[..]);
                let client_key = Zeroizing::new(mac(&salted[..], b"Client Key"));
                Done::Derived {
                    stored_key: Sha256::digest(&client_key[..]).into(),
                    server_key: mac(&salted[..], b"Server Key"),
                }
            }
        }
    }

    /// As a frame.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        match self {
            Job::Verify { phc, password } => {
                frame::encode(VERIFY, &[phc.as_bytes(), password.bytes()])
            }
            Job::Derive {
                password,
                salt,
                iterations,
            } => frame::encode(DERIVE, &[password.bytes(), salt, &iterations.to_be_bytes()]),
        }
    }

    /// From the body of a frame.
    ///
    /// # Errors
    /// When it is no job.
    pub fn decode(body: &[u8]) -> Result<Job, Broken> {
        match body.first() {
            Some(&VERIFY) => {
                let [phc, password] = frame::fields(body)?;
                Ok(Job::Verify {
                    phc: std::str::from_utf8(phc).map_err(|_| Broken)?.to_owned(),
                    password: Secret::from(password),
                })
            }
            Some(&DERIVE) => {
                let [password, salt, iterations] = frame::fields(body)?;
                Ok(Job::Derive {
                    password: Secret::from(password),
                    salt: salt.to_vec(),
                    iterations: u32::from_be_bytes(iterations.try_into().map_err(|_| Broken)?),
                })
            }
            _ => Err(Broken),
        }
    }
}

impl Done {
    /// As a frame.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        match self {
            Done::Verified(right) => frame::encode(VERIFIED, &[&[u8::from(*right)]]),
            Done::Derived {
                stored_key,
                server_key,
            } => frame::encode(DERIVED, &[stored_key, server_key]),
            Done::Failed => frame::encode(FAILED, &[]),
        }
    }

    /// From the body of a frame.
    ///
    /// # Errors
    /// When it is no answer.
    pub fn decode(body: &[u8]) -> Result<Done, Broken> {
        let key = |field: &[u8]| field.try_into().map_err(|_| Broken);
        match body.first() {
            Some(&VERIFIED) => match frame::fields(body)? {
                [[0]] => Ok(Done::Verified(false)),
                [[1]] => Ok(Done::Verified(true)),
                _ => Err(Broken),
            },
            Some(&DERIVED) => {
                let [stored_key, server_key] = frame::fields(body)?;
                Ok(Done::Derived {
                    stored_key: key(stored_key)?,
                    server_key: key(server_key)?,
                })
            }
            Some(&FAILED) => frame::fields::<0>(body).map(|_| Done::Failed),
            _ => Err(Broken),
        }
    }
}

fn mac(key: &[u8], text: &[u8]) -> [u8; 32] {
    // A key may have any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return [0; 32];
    };
    mac.update(text);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64ct::{Base64, Encoding};

    const PHC: &str =
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$M0iJfWwX0/61FSBvCvLjOh4BKZDGk3svXNX+KnPuDno";

    fn verify(phc: &str, password: &str) -> Job {
        Job::Verify {
            phc: phc.to_owned(),
            password: Secret::from(password),
        }
    }

    fn derive(iterations: u32) -> Job {
        Job::Derive {
            password: Secret::from("pencil"),
            salt: Base64::decode_vec("W22ZaJ0SNY7soEsUEjb6gQ==").expect("the salt"),
            iterations,
        }
    }

    #[test]
    fn passwords_are_checked() {
        assert_eq!(verify(PHC, "hunter2").run(), Done::Verified(true));
        assert_eq!(verify(PHC, "hunter").run(), Done::Verified(false));
        assert_eq!(verify("hunter2", "hunter2").run(), Done::Failed);
    }

    /// The exchange of RFC 7677 section 3: what its client proves and its server signs follows from these keys.
    #[test]
    fn keys_are_those_of_the_specification() {
        let Done::Derived {
            stored_key,
            server_key,
        } = derive(4096).run()
        else {
            panic!("no keys");
        };
        let auth = b"n=user,r=rOprNGfwEbeRWgbNEkqO,\
            r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,\
            c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        let signature = mac(&server_key, auth);
        assert_eq!(
            Base64::encode_string(&signature),
            "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
        );
        let proof = Base64::decode_vec("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=").expect("it");
        let signed = mac(&stored_key, auth);
        let client_key: Vec<u8> = proof.iter().zip(signed).map(|(p, s)| p ^ s).collect();
        assert_eq!(stored_key[..], Sha256::digest(client_key)[..]);
    }

    #[test]
    fn nobody_is_kept_busy_for_ever() {
        assert_eq!(derive(0).run(), Done::Failed);
        assert_eq!(derive(ITERATIONS + 1).run(), Done::Failed);
    }

    #[test]
    fn jobs_and_answers_go_through_frames_unchanged() {
        for job in [verify(PHC, "hunter2"), verify("", ""), derive(u32::MAX)] {
            assert_eq!(Job::decode(&job.encode()[4..]), Ok(job));
        }
        for done in [
            Done::Verified(true),
            Done::Verified(false),
            derive(1).run(),
            Done::Failed,
        ] {
            assert_eq!(Done::decode(&done.encode()[4..]), Ok(done.clone()));
            assert_eq!(Job::decode(&done.encode()[4..]), Err(Broken));
        }
        assert_eq!(Done::decode(b"\x65\0\x01\x02"), Err(Broken));
        assert_eq!(Done::decode(&derive(1).encode()[4..]), Err(Broken));
    }
}
