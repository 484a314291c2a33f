//! Password hashes as people keep them: `$argon2id$v=19$m=7168,t=5,p=1$SALT$HASH`.
//!
//! The form is the one of the PHC string format; the function is Argon2id, version 19 (RFC 9106). Other functions are
//! refused, and so are costs that would keep a small host busy: whoever writes a hash into a file decides what each wrong
//! password costs.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use base64ct::{Base64Unpadded, Encoding};
use subtle::ConstantTimeEq;
use thiserror::Error;

use crate::secret::Secret;

/// Most memory that checking one password may take, KiB.
pub const MEMORY_KIB: u32 = 64 * 1024;
/// Most memory times passes, KiB: what it takes in time. About a second and a half on a slow host.
pub const WORK_KIB: u32 = 512 * 1024;
/// Most lanes. They cost nothing by themselves: there is one thread.
const LANES: u32 = 16;
/// Bytes of a salt, and of a hash.
const SALT: std::ops::RangeInclusive<usize> = 8..=64;
const HASH: std::ops::RangeInclusive<usize> = 16..=64;
/// Bytes of the salt that a new hash needs.
pub const NEW_SALT: usize = 16;
/// What a new hash costs: one of the settings that OWASP's password storage cheat sheet holds equally good, the one with
/// the least memory. 7 MiB, in five passes, on one lane.
const NEW: (u32, u32, u32) = (7 * 1024, 5, 1);

/// Why a text is no hash that passwords can be checked against.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// Another function.
    #[error("it is no argon2id hash; make one with: groupchat-server hash-password")]
    Function,
    /// Another version of the function.
    #[error("only version 19 of argon2id is known (v=19)")]
    Version,
    /// Not of the form at all.
    #[error("it is no hash in the form $argon2id$v=19$m=7168,t=5,p=1$SALT$HASH")]
    Form,
    /// Costs out of bounds.
    #[error(
        "checking it would take too much: memory of at most {MEMORY_KIB} KiB (m), memory times passes (m × t) of at most \
         {WORK_KIB} KiB and at most {LANES} lanes (p) are allowed"
    )]
    Cost,
}

/// One hash: all that is needed to check a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Phc {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Phc {
    /// Reads a hash.
    ///
    /// # Errors
    /// When it is none, when it is of another function, or when checking it would cost too much.
    pub fn parse(text: &str) -> Result<Phc, Fault> {
        let text = text.strip_prefix("$argon2id$").ok_or(Fault::Function)?;
        let (version, text) = text.split_once('$').ok_or(Fault::Form)?;
        match version.strip_prefix("v=") {
            Some("19") => {}
            Some(_) => return Err(Fault::Version),
            None => return Err(Fault::Form),
        }
        let mut parts = text.split('$');
        let (Some(costs), Some(salt), Some(hash), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Fault::Form);
        };
        let mut costs = costs.split(',');
        let mut cost = |key: &str| -> Result<u32, Fault> {
            let value = costs.next().and_then(|part| part.strip_prefix(key));
            let digits = value.filter(|value| value.bytes().all(|b| b.is_ascii_digit()));
            let digits = digits.filter(|digits| !digits.is_empty());
            // A number that is too long is a cost that is too high.
            digits.map_or(Err(Fault::Form), |digits| {
                digits.parse().map_err(|_| Fault::Cost)
            })
        };
        let (memory_kib, passes, lanes) = (cost("m=")?, cost("t=")?, cost("p=")?);
        if costs.next().is_some() {
            return Err(Fault::Form);
        }
        let decode = |text| Base64Unpadded::decode_vec(text).map_err(|_| Fault::Form);
        let (salt, hash) = (decode(salt)?, decode(hash)?);
        if !SALT.contains(&salt.len()) || !HASH.contains(&hash.len()) {
            return Err(Fault::Form);
        }
        let work = u64::from(memory_kib) * u64::from(passes);
        let affordable = memory_kib <= MEMORY_KIB
            && work <= u64::from(WORK_KIB)
            && (1..=LANES).contains(&lanes)
            && passes >= 1
            && memory_kib >= 8 * lanes;
        let phc = Phc {
            memory_kib,
            passes,
            lanes,
            salt,
            hash,
        };
        affordable.then_some(phc).ok_or(Fault::Cost)
    }

    /// The hash of a password, at the cost we have chosen, with a salt that nobody could have known before; `None` when there
    /// is not enough memory. Slow.
    #[must_use]
    pub fn new(password: &Secret, salt: &[u8; NEW_SALT]) -> Option<Phc> {
        let (memory_kib, passes, lanes) = NEW;
        let mut phc = Phc {
            memory_kib,
            passes,
            lanes,
            salt: salt.to_vec(),
            hash: vec![0; 32],
        };
        phc.hash = phc.compute(password)?;
        Some(phc)
    }

    /// Whether this is the password; `None` when there is not enough memory to find out. Slow.
    #[must_use]
    pub fn verify(&self, password: &Secret) -> Option<bool> {
        let hash = self.compute(password)?;
        Some(bool::from(hash.ct_eq(&self.hash)))
    }

    /// `None` when there is not enough memory. All costs and lengths that get here are ones that the function takes.
    fn compute(&self, password: &Secret) -> Option<Vec<u8>> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, None).ok()?;
        let mut hash = vec![0; self.hash.len()];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(password.bytes(), &self.salt, &mut hash)
            .ok()?;
        Some(hash)
    }
}

impl fmt::Display for Phc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "$argon2id$v=19$m={},t={},p={}${}${}",
            self.memory_kib,
            self.passes,
            self.lanes,
            Base64Unpadded::encode_string(&self.salt),
            Base64Unpadded::encode_string(&self.hash)
        )
    }
}

impl fmt::Debug for Phc {
    /// Not the hash: whoever has it can try passwords in peace.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Phc")
            .field("memory_kib", &self.memory_kib)
            .field("passes", &self.passes)
            .field("lanes", &self.lanes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by the reference implementation: `printf hunter2 | argon2 saltsalt -id -t 1 -k 64 -p 1 -e`.
    const KNOWN: &str =
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$M0iJfWwX0/61FSBvCvLjOh4BKZDGk3svXNX+KnPuDno";

    #[test]
    fn a_hash_of_another_program_is_understood() {
        let phc = Phc::parse(KNOWN).expect("a hash");
        assert_eq!(phc.to_string(), KNOWN);
        for (password, right) in [("hunter2", true), ("hunter3", false), ("", false)] {
            assert_eq!(phc.verify(&Secret::from(password)), Some(right));
        }
    }

    #[test]
    fn a_new_hash_is_of_its_password_and_its_salt() {
        let (password, salt) = (Secret::from("påss wörd"), [7; NEW_SALT]);
        let phc = Phc::new(&password, &salt).expect("memory");
        let text = phc.to_string();
        assert!(text.starts_with("$argon2id$v=19$m=7168,t=5,p=1$"), "{text}");
        let again = Phc::parse(&text).expect("our own");
        assert_eq!(again, phc);
        assert_eq!(again.verify(&password), Some(true));
        assert_eq!(again.verify(&Secret::from("pass word")), Some(false));
        assert_ne!(Phc::new(&password, &[8; NEW_SALT]), Some(phc.clone()));
        assert!(!format!("{phc:?}").contains(&text[31..40]));
    }

    #[test]
    fn what_cannot_be_checked_is_refused_with_the_reason() {
        let with =
            |costs: &str| format!("$argon2id$v=19${costs}$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA");
        for costs in ["m=8,t=1,p=1", "m=65536,t=8,p=4", "m=32768,t=16,p=1"] {
            assert!(Phc::parse(&with(costs)).is_ok(), "{costs}");
        }
        for (text, fault) in [
            ("", Fault::Function),
            ("hunter2", Fault::Function),
            ("$2b$12$abcdefghijklmnopqrstuv", Fault::Function),
            (
                "$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAA",
                Fault::Function,
            ),
            ("$argon2id$", Fault::Form),
            (
                "$argon2id$v=16$m=8,t=1,p=1$c2FsdHNhbHQ$AAAA",
                Fault::Version,
            ),
            ("$argon2id$m=8,t=1,p=1$c2FsdHNhbHQ$AAAA", Fault::Form),
            ("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ", Fault::Form),
            ("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAA", Fault::Form),
            (
                "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
                Fault::Form,
            ),
            (
                "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA$",
                Fault::Form,
            ),
            (
                "$argon2id$v=19$m=8,t=1,p=1$c2Fs*HNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
                Fault::Form,
            ),
            (&with("t=1,m=8,p=1"), Fault::Form),
            (&with("m=8,t=1"), Fault::Form),
            (&with("m=8,t=1,p=1,data=AA"), Fault::Form),
            (&with("m=+8,t=1,p=1"), Fault::Form),
            (&with("m=,t=1,p=1"), Fault::Form),
            (&with("m=65537,t=1,p=1"), Fault::Cost),
            (&with("m=65536,t=9,p=1"), Fault::Cost),
            (&with("m=99999999999,t=1,p=1"), Fault::Cost),
            (&with("m=8,t=4294967295,p=1"), Fault::Cost),
            (&with("m=8,t=0,p=1"), Fault::Cost),
            (&with("m=8,t=1,p=0"), Fault::Cost),
            (&with("m=8,t=1,p=2"), Fault::Cost),
            (&with("m=1024,t=1,p=17"), Fault::Cost),
        ] {
            assert_eq!(Phc::parse(text).expect_err(text), fault, "{text}");
        }
    }
}
