//! Which passwords an account may have.

use crate::account::prep::prepared;
use crate::hub::login::RegisterFault;
use crate::hub::name::Name;
use crate::limits;
use crate::secret::Secret;

/// A new password, prepared, or why it is none. There is no rule about which characters a password is made of: such rules make
/// passwords that people write down.
///
/// # Errors
/// When it is too short, too long, the account's own name, or holds what no password can.
pub fn chosen(given: &Secret, name: &Name) -> Result<Secret, RegisterFault> {
    if given.bytes().len() > limits::PASSWORD {
        return Err(RegisterFault::Unacceptable(TOO_LONG));
    }
    let password = prepared(given.bytes()).ok_or(RegisterFault::Unacceptable(
        "it holds a control character, or nothing that can be seen",
    ))?;
    if password.chars().count() < limits::PASSWORD_LEAST {
        return Err(RegisterFault::Weak(TOO_SHORT));
    }
    if password.eq_ignore_ascii_case(name.as_str()) {
        return Err(RegisterFault::Weak("it is the account's name"));
    }
    Ok(Secret::from(&*password))
}

const TOO_LONG: &str = "it is longer than 300 bytes";
const TOO_SHORT: &str = "it has fewer than 3 characters";
const _: () = assert!(limits::PASSWORD == 300 && limits::PASSWORD_LEAST == 3);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_taken_or_refused_with_the_reason() {
        let of = |given: &str| {
            let name = Name::new("bobby").expect("a name");
            let chosen = chosen(&Secret::from(given), &name)?;
            Ok(String::from_utf8_lossy(chosen.bytes()).into_owned())
        };
        for given in [
            "sesame",
            "bar",
            "\u{e9}\u{e9}\u{e9}",
            &"x".repeat(300),
            "a b c",
        ] {
            assert_eq!(of(given).as_deref(), Ok(given));
        }
        assert_eq!(of("se\u{ad}same").as_deref(), Ok("sesame"));
        for weak in ["ab", "a\u{ad}b", "bobby", "BOBBY"] {
            assert!(matches!(of(weak), Err(RegisterFault::Weak(_))), "{weak}");
        }
        for bad in ["", "a\u{7}bc", &"x".repeat(301)] {
            assert!(
                matches!(of(bad), Err(RegisterFault::Unacceptable(_))),
                "{bad}"
            );
        }
    }
}
