//! SCRAM-SHA-256, the server's side (RFC 5802, RFC 7677): two messages of the client, two answers, no I/O and no dice. The
//! password never crosses the network, and what crosses it is of no use to who listens, unless the password is easily guessed.
//!
//! ```text
//! client-first   n,,n=user,r=cnonce
//! server-first   r=cnonce+snonce,s=salt,i=iterations
//! client-final   c=biws,r=cnonce+snonce,p=proof
//! server-final   v=signature
//! ```

use base64ct::{Base64, Encoding as _};
use thiserror::Error;

use crate::account::verifier::{Key, Verifier};

/// What is wrong with a message: in the words of RFC 5802 section 7, `server-error-value`. They are for the log; an IRC
/// client is told by a numeric that it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// Not of the form that the standard describes.
    #[error("invalid-encoding")]
    Encoding,
    /// The user name has a `=` that stands for nothing.
    #[error("invalid-username-encoding")]
    UserEncoding,
    /// An extension without which the client does not go on.
    #[error("extensions-not-supported")]
    Extensions,
    /// The client wants to bind to a channel, which was not offered.
    #[error("channel-binding-not-supported")]
    Binding,
    /// The binding is not that of the first message.
    #[error("channel-bindings-dont-match")]
    BindingDiffers,
    /// The nonce is not the one that was given, or the client acts for somebody else than it is.
    #[error("other-error")]
    Other,
    /// The proof does not fit the password.
    #[error("invalid-proof")]
    Proof,
}

/// What the client said first.
#[derive(Debug)]
pub struct First {
    /// The `gs2-header` with its last comma.
    header: Box<str>,
    /// What follows it.
    bare: Box<str>,
    nonce: Box<str>,
    /// Whom the client says it is.
    pub user: Box<str>,
}

/// What is remembered between the challenge and its proof.
pub struct Challenged {
    /// `c=` as it has to come back.
    binding: String,
    nonce: String,
    /// `client-first-message-bare , server-first-message ,` of `AuthMessage`.
    said: String,
    verifier: Verifier,
}

impl First {
    /// Reads the client's first message.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(message: &[u8]) -> Result<First, Fault> {
        let text = std::str::from_utf8(message).map_err(|_| Fault::Encoding)?;
        if text.contains('\0') {
            return Err(Fault::Encoding);
        }
        let (flag, rest) = text.split_once(',').ok_or(Fault::Encoding)?;
        match flag {
            "n" | "y" => {}
            _ if flag.starts_with("p=") => return Err(Fault::Binding),
            _ => return Err(Fault::Encoding),
        }
        let (acting_for, bare) = rest.split_once(',').ok_or(Fault::Encoding)?;
        let header = &text[..text.len() - bare.len()];
        if bare.starts_with("m=") {
            return Err(Fault::Extensions);
        }
        let mut parts = bare.split(',');
        let user = user_name(attribute(parts.next(), "n=")?)?;
        let nonce = attribute(parts.next(), "r=")?;
        // A nonce has no comma, which has been split at.
        if nonce.is_empty()
            || !nonce.bytes().all(|b| b.is_ascii_graphic())
            || !parts.all(is_extension)
        {
            return Err(Fault::Encoding);
        }
        if !acting_for.is_empty() {
            let acting_for = user_name(attribute(Some(acting_for), "a=")?)?;
            if !acting_for.eq_ignore_ascii_case(&user) {
                return Err(Fault::Other);
            }
        }
        Ok(First {
            header: header.into(),
            bare: bare.into(),
            nonce: nonce.into(),
            user: user.into(),
        })
    }

    /// Answers with a challenge. `nonce` is to be one that was never given before and cannot be guessed, without commas.
    #[must_use]
    pub fn challenge(self, verifier: Verifier, nonce: &str) -> (Challenged, Vec<u8>) {
        let nonce = format!("{}{nonce}", self.nonce);
        let salt = Base64::encode_string(&verifier.salt);
        let challenge = format!("r={nonce},s={salt},i={}", verifier.iterations);
        let challenged = Challenged {
            binding: Base64::encode_string(self.header.as_bytes()),
            nonce,
            said: format!("{},{challenge},", self.bare),
            verifier,
        };
        (challenged, challenge.into_bytes())
    }
}

impl Challenged {
    /// Checks the client's proof. Returns the server's own, which ends the exchange.
    ///
    /// # Errors
    /// What is wrong with the message, the proof among it.
    pub fn prove(&self, message: &[u8]) -> Result<Vec<u8>, Fault> {
        let text = std::str::from_utf8(message).map_err(|_| Fault::Encoding)?;
        let (unproved, proof) = text.rsplit_once(",p=").ok_or(Fault::Encoding)?;
        let mut parts = unproved.split(',');
        let binding = attribute(parts.next(), "c=")?;
        let nonce = attribute(parts.next(), "r=")?;
        if !parts.all(is_extension) {
            return Err(Fault::Encoding);
        }
        let mut key: Key = Key::default();
        let proof = Base64::decode(proof, &mut key).map_err(|_| Fault::Encoding)?;
        if proof.len() != Key::default().len() {
            return Err(Fault::Encoding);
        }
        if binding != self.binding {
            return Err(Fault::BindingDiffers);
        }
        if nonce != self.nonce {
            return Err(Fault::Other);
        }
        let auth_message = format!("{}{unproved}", self.said);
        if !self.verifier.proves(&key, auth_message.as_bytes()) {
            return Err(Fault::Proof);
        }
        let signature = self.verifier.signature(auth_message.as_bytes());
        Ok(format!("v={}", Base64::encode_string(&signature)).into_bytes())
    }
}

impl std::fmt::Debug for Challenged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Challenged")
    }
}

/// The value of an attribute that has to be there.
fn attribute<'m>(part: Option<&'m str>, name: &str) -> Result<&'m str, Fault> {
    part.and_then(|part| part.strip_prefix(name))
        .ok_or(Fault::Encoding)
}

/// `attr-val`: extensions that may be ignored are ignored.
fn is_extension(part: &str) -> bool {
    let mut chars = part.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.next() == Some('=')
        && part.len() > 2
}

/// `saslname`: `=2C` is a comma, `=3D` the sign itself, and there is no other use of it.
fn user_name(encoded: &str) -> Result<String, Fault> {
    let mut pieces = encoded.split('=');
    let mut name = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (sign, rest) = match (piece.strip_prefix("2C"), piece.strip_prefix("3D")) {
            (Some(rest), _) => (',', rest),
            (_, Some(rest)) => ('=', rest),
            (None, None) => return Err(Fault::UserEncoding),
        };
        name.push(sign);
        name.push_str(rest);
    }
    if name.is_empty() {
        return Err(Fault::UserEncoding);
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::account::verifier::tests::of;

    /// RFC 7677 section 3: user `user`, password `pencil`.
    const CLIENT_FIRST: &[u8] = b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
    const SERVER_NONCE: &str = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    const SERVER_FIRST: &str =
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    const CLIENT_FINAL: &str = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    const SERVER_FINAL: &str = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    fn pencil() -> Verifier {
        let mut salt = [0; 16];
        Base64::decode("W22ZaJ0SNY7soEsUEjb6gQ==", &mut salt).expect("base64");
        of("pencil", salt, 4096)
    }

    fn challenged() -> Challenged {
        let first = First::parse(CLIENT_FIRST).expect("a good message");
        first.challenge(pencil(), SERVER_NONCE).0
    }

    #[test]
    fn the_example_of_the_standard() {
        let first = First::parse(CLIENT_FIRST).expect("a good message");
        assert_eq!(&*first.user, "user");
        let (challenged, challenge) = first.challenge(pencil(), SERVER_NONCE);
        assert_eq!(String::from_utf8_lossy(&challenge), SERVER_FIRST);
        let last = challenged.prove(CLIENT_FINAL.as_bytes()).expect("a proof");
        assert_eq!(String::from_utf8_lossy(&last), SERVER_FINAL);
    }

    #[test]
    fn first_messages_are_read_to_the_letter() {
        for good in [
            "n,,n=user,r=abc",
            "y,,n=user,r=abc",
            "n,a=user,n=user,r=abc",
            "n,a=USER,n=user,r=abc",
            "n,,n=user,r=abc,x=ignored",
        ] {
            assert!(First::parse(good.as_bytes()).is_ok(), "{good}");
        }
        let user =
            |encoded: &str| First::parse(format!("n,,n={encoded},r=x").as_bytes()).map(|f| f.user);
        assert_eq!(user("a=2Cb=3Dc").as_deref(), Ok("a,b=c"));
        for (bad, why) in [
            ("", Fault::Encoding),
            ("n", Fault::Encoding),
            ("n,", Fault::Encoding),
            ("n,,", Fault::Encoding),
            ("x,,n=user,r=abc", Fault::Encoding),
            ("N,,n=user,r=abc", Fault::Encoding),
            ("p=tls-unique,,n=user,r=abc", Fault::Binding),
            ("p,,n=user,r=abc", Fault::Encoding),
            ("n,,m=x,n=user,r=abc", Fault::Extensions),
            ("n,,r=abc,n=user", Fault::Encoding),
            ("n,,n=user", Fault::Encoding),
            ("n,,n=user,r=", Fault::Encoding),
            ("n,,n=user,r=a b", Fault::Encoding),
            ("n,,n=user,r=\u{e9}", Fault::Encoding),
            ("n,,n=user,r=abc,", Fault::Encoding),
            ("n,,n=user,r=abc,x", Fault::Encoding),
            ("n,,n=,r=abc", Fault::UserEncoding),
            ("n,,n=a=b,r=abc", Fault::UserEncoding),
            ("n,,n=a=,r=abc", Fault::UserEncoding),
            ("n,,n=a=2c,r=abc", Fault::UserEncoding),
            ("n,a=other,n=user,r=abc", Fault::Other),
            ("n,user,n=user,r=abc", Fault::Encoding),
            ("n,,n=us\0er,r=abc", Fault::Encoding),
        ] {
            assert_eq!(
                First::parse(bad.as_bytes()).map(|f| f.user),
                Err(why),
                "{bad:?}"
            );
        }
        assert!(First::parse(b"n,,n=\xff,r=abc").is_err());
    }

    #[test]
    fn last_messages_are_read_to_the_letter() {
        let (unproved, proof) = CLIENT_FINAL.rsplit_once(",p=").expect("a proof");
        let nonce = unproved.split_once(",r=").expect("a nonce").1;
        for (bad, why) in [
            (String::new(), Fault::Encoding),
            (unproved.to_owned(), Fault::Encoding),
            (format!("{unproved},p="), Fault::Encoding),
            (format!("{unproved},p={proof}="), Fault::Encoding),
            (
                format!("{unproved},p={}", proof.trim_end_matches('=')),
                Fault::Encoding,
            ),
            (
                format!("{unproved},p={}A=", &proof[..proof.len() - 1]),
                Fault::Encoding,
            ),
            (format!("{unproved},p= {proof}"), Fault::Encoding),
            (format!("{unproved},p=AAAA"), Fault::Encoding),
            (format!("{unproved},p={proof},x=1"), Fault::Encoding),
            (format!("{unproved},bad,p={proof}"), Fault::Encoding),
            (format!("r={nonce},c=biws,p={proof}"), Fault::Encoding),
            (format!("c=eSws,r={nonce},p={proof}"), Fault::BindingDiffers),
            (format!("c=,r={nonce},p={proof}"), Fault::BindingDiffers),
            (format!("c=biws,r={nonce}x,p={proof}"), Fault::Other),
            (
                format!("c=biws,r=rOprNGfwEbeRWgbNEkqO,p={proof}"),
                Fault::Other,
            ),
            (format!("c=biws,r={nonce},x=1,p={proof}"), Fault::Proof),
            (
                format!("{unproved},p={}", proof.replace('d', "e")),
                Fault::Proof,
            ),
        ] {
            assert_eq!(challenged().prove(bad.as_bytes()), Err(why), "{bad:?}");
        }
        assert_eq!(challenged().prove(b"\xff,p=x"), Err(Fault::Encoding));
    }

    #[test]
    fn who_knows_what_is_kept_cannot_pass_for_the_client() {
        // The server key and the stored key are all that a thief of the table has.
        let kept = pencil();
        let challenged = challenged();
        let unproved = CLIENT_FINAL.rsplit_once(",p=").expect("a proof").0;
        let message = format!("{}{unproved}", challenged.said);
        for key in [kept.stored_key, kept.server_key] {
            let thief = Verifier {
                server_key: key,
                ..kept.clone()
            };
            let proof = Base64::encode_string(&thief.signature(message.as_bytes()));
            let last = format!("{unproved},p={proof}");
            assert_eq!(challenged.prove(last.as_bytes()), Err(Fault::Proof));
        }
    }

    proptest! {
        #[test]
        fn no_message_panics(bytes in proptest::collection::vec(any::<u8>(), 0..80), text in "[nyp=,a-z0-9+/=]{0,80}") {
            for message in [&bytes[..], text.as_bytes()] {
                if let Ok(first) = First::parse(message) {
                    let (challenged, _) = first.challenge(pencil_cheap(), "x");
                    prop_assert!(challenged.prove(message).is_err());
                }
                prop_assert!(challenged_cheap().prove(message).is_err());
                let framed = [b"c=biws,r=abcx,p=".as_slice(), message].concat();
                prop_assert!(challenged_cheap().prove(&framed).is_err());
            }
        }
    }

    fn pencil_cheap() -> Verifier {
        Verifier::made_up(&[1; 32], "user")
    }

    fn challenged_cheap() -> Challenged {
        let first = First::parse(b"n,,n=user,r=abc").expect("a good message");
        first.challenge(pencil_cheap(), "x").0
    }
}
