//! `groupchat-server hash-password`: a password in, its hash out.

use std::fs::File;
use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};
use std::os::fd::AsFd as _;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use crate::keeper::phc::{NEW_SALT, Phc};
use crate::limits;
use crate::secret::Secret;

/// Reads a password, one line, from standard input and prints its hash on standard output. At a terminal it is asked for
/// on standard error, twice, and not shown.
///
/// # Errors
/// A sentence, when there is no password, or none that could be used.
pub fn run() -> Result<(), String> {
    let password = if io::stdin().is_terminal() {
        let once = ask("Password: ")?;
        let again = ask("The same again: ")?;
        if once != again {
            return Err("the two passwords are not the same; nothing was done".to_owned());
        }
        once
    } else {
        let mut line = Zeroizing::new(Vec::with_capacity(1024));
        let most = u64::try_from(limits::PASSWORD + 2).unwrap_or(u64::MAX);
        io::stdin()
            .lock()
            .take(most)
            .read_until(b'\n', &mut line)
            .map_err(|error| format!("cannot read the password from standard input: {error}"))?;
        line
    };
    let password = checked(&password)?;
    let hash = Phc::new(&password, &salt()?)
        .ok_or_else(|| "there is not enough memory: hashing a password takes 7 MiB".to_owned())?;
    writeln!(io::stdout(), "{hash}")
        .map_err(|error| format!("cannot write the hash to standard output: {error}"))
}

/// The password without its line end, if it can be typed after `OPER`.
fn checked(line: &[u8]) -> Result<Secret, String> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let fault = if line.is_empty() {
        "the password is empty; type it, or send one line to standard input".to_owned()
    } else if line.len() > limits::PASSWORD {
        format!("the password is longer than {} bytes", limits::PASSWORD)
    } else if std::str::from_utf8(line).is_err() {
        "the password is not UTF-8, and could not be sent".to_owned()
    } else if line.iter().any(|&byte| matches!(byte, b'\r' | b'\n' | 0)) {
        "the password contains a line break or a NUL, and could not be sent".to_owned()
    } else {
        return Ok(Secret::from(line));
    };
    Err(fault)
}

/// Bytes that nobody can know before.
fn salt() -> Result<[u8; NEW_SALT], String> {
    let mut salt = [0; NEW_SALT];
    File::open("/dev/urandom")
        .and_then(|mut from| from.read_exact(&mut salt))
        .map_err(|error| format!("cannot read random bytes from /dev/urandom: {error}"))?;
    Ok(salt)
}

/// Asks for a line at the terminal and does not show it.
fn ask(prompt: &str) -> Result<Zeroizing<Vec<u8>>, String> {
    let fault = |error: io::Error| format!("cannot read the password from the terminal: {error}");
    // Where nobody sees the question it can be answered all the same.
    let _ = write!(io::stderr(), "{prompt}");
    let typed = Silent::begin()
        .and_then(|_silent| typed(io::stdin().lock()))
        .map_err(fault)?;
    let _ = writeln!(io::stderr());
    typed.ok_or_else(|| "no password was given; nothing was done".to_owned())
}

/// What is typed up to Enter or Ctrl+D; `None` after Ctrl+C. The terminal leaves editing and signals to us, so that
/// however this ends, it is set back.
fn typed(input: impl io::BufRead) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    // Made at a size that it does not outgrow, so that nothing is left behind.
    let mut line = Zeroizing::new(Vec::with_capacity(2 * limits::PASSWORD));
    for byte in input.bytes() {
        match byte? {
            b'\r' | b'\n' | 0x04 => break,
            0x03 => return Ok(None),
            // Backspace, and what Ctrl+U does everywhere.
            0x08 | 0x7f => while line.pop().is_some_and(|last| last & 0xc0 == 0x80) {},
            0x15 => line.clear(),
            byte if line.len() <= limits::PASSWORD => line.push(byte),
            _ => {}
        }
    }
    Ok(Some(line))
}

/// A terminal that shows nothing of what is typed. Set back when it is let go.
struct Silent(Termios);

impl Silent {
    fn begin() -> io::Result<Silent> {
        let stdin = io::stdin();
        let before = tcgetattr(stdin.as_fd())?;
        let mut silent = before.clone();
        silent.local_modes &= !(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
        tcsetattr(stdin.as_fd(), OptionalActions::Flush, &silent)?;
        Ok(Silent(before))
    }
}

impl Drop for Silent {
    fn drop(&mut self) {
        // There is nobody to tell, and nothing else to do.
        let _ = tcsetattr(io::stdin().as_fd(), OptionalActions::Flush, &self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_where_people_end_it() {
        for line in [&b"hunter2"[..], b"hunter2\n", b"hunter2\r\n"] {
            assert_eq!(checked(line), Ok(Secret::from("hunter2")));
        }
        assert_eq!(checked(b" two words "), Ok(Secret::from(" two words ")));
        let most = "x".repeat(limits::PASSWORD);
        assert!(checked(most.as_bytes()).is_ok());
        for (line, why) in [
            (&b"\n"[..], "empty"),
            (b"", "empty"),
            (format!("{most}x\n").as_bytes(), "longer than 300 bytes"),
            (b"\xff\n", "UTF-8"),
            (b"a\0b\n", "NUL"),
        ] {
            let fault = checked(line).expect_err(why);
            assert!(fault.contains(why), "{fault}");
        }
    }

    #[test]
    fn what_is_typed_can_be_mended_and_given_up() {
        let read = |bytes: &[u8]| {
            let line = typed(bytes).expect("no fault");
            line.map(|line| String::from_utf8_lossy(&line).into_owned())
        };
        assert_eq!(read(b"hunter2\rmore").as_deref(), Some("hunter2"));
        assert_eq!(
            read("hü\u{7f}unter3\u{8}2\n".as_bytes()).as_deref(),
            Some("hunter2")
        );
        assert_eq!(read(b"wrong\x15right\x04").as_deref(), Some("right"));
        assert_eq!(read(b"\x7f\x7fa").as_deref(), Some("a"));
        assert_eq!(read(b"hunter2\x03"), None);
        let long = "x".repeat(1000);
        let kept = read(long.as_bytes()).expect("a line");
        assert!(checked(kept.as_bytes()).is_err(), "not cut silently");
    }
}
