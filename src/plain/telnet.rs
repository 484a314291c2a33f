//! Telnet negotiation, taken out before lines are looked for.
//!
//! A telnet client may send commands that begin with IAC (RFC 854); a subnegotiation such as the window size (RFC 1073)
//! can even contain the byte of a line feed. We negotiate nothing, so all of it is dropped, save one question: after Ctrl+C a
//! client shows nothing more until its timing mark (RFC 860) is answered. No byte of UTF-8 is 0xff, so text never begins a
//! command.

const IAC: u8 = 255;
const SB: u8 = 250;
const SE: u8 = 240;
const WILL: u8 = 251;
const WONT: u8 = 252;
const DO: u8 = 253;
const DONT: u8 = 254;
const TIMING_MARK: u8 = 6;

/// The answer to one who asks for a timing mark: that there is none is as good as one (RFC 860).
pub const NO_TIMING_MARK: [u8; 3] = [IAC, WONT, TIMING_MARK];

/// Where in a command the stream stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stripper(Place);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// In text.
    #[default]
    Text,
    /// After IAC.
    Command,
    /// After IAC and WILL, WONT or DONT: one byte names the option.
    Option,
    /// After IAC and DO: the same.
    Do,
    /// Between IAC SB and IAC SE.
    Sub,
    /// After IAC inside a subnegotiation.
    SubCommand,
}

impl Stripper {
    /// Whether `bytes` have to pass through [`Stripper::strip`]; mostly not, and then they can be used where they lie.
    #[must_use]
    pub fn concerns(&self, bytes: &[u8]) -> bool {
        self.0 != Place::Text || memchr::memchr(IAC, bytes).is_some()
    }

    /// Appends the text among `bytes` to `text`. Returns how many timing marks were asked for.
    #[must_use]
    pub fn strip(&mut self, bytes: &[u8], text: &mut Vec<u8>) -> usize {
        let mut marks = 0;
        for &byte in bytes {
            self.0 = match (self.0, byte) {
                (Place::Text, IAC) => Place::Command,
                (Place::Text, _) => {
                    text.push(byte);
                    Place::Text
                }
                (Place::Do, TIMING_MARK) => {
                    marks += 1;
                    Place::Text
                }
                (Place::Command, DO) => Place::Do,
                (Place::Command, WILL..=DONT) => Place::Option,
                (Place::Command, SB) => Place::Sub,
                // Two-byte commands, and a doubled IAC, which stands for the byte itself and is no UTF-8 either.
                (Place::Command | Place::Option | Place::Do, _) | (Place::SubCommand, SE) => {
                    Place::Text
                }
                (Place::Sub, IAC) => Place::SubCommand,
                (Place::Sub | Place::SubCommand, _) => Place::Sub,
            };
        }
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negotiation_vanishes_at_every_split() {
        // IAC DO ECHO, text, IAC SB NAWS 0 80 0 10 (a line feed!) IAC SE, text, IAC DO TIMING-MARK, IAC NOP, IAC IAC.
        let stream =
            b"\xff\xfd\x01ali\xff\xfa\x1f\x00\x50\x00\x0a\xff\xf0ce\xff\xfd\x06\xff\xf1\n\xff\xff!";
        for cut in 0..=stream.len() {
            let (mut stripper, mut text) = (Stripper::default(), Vec::new());
            let marks = stripper.strip(&stream[..cut], &mut text)
                + stripper.strip(&stream[cut..], &mut text);
            assert_eq!(marks, 1, "cut at {cut}");
            assert_eq!(text, b"alice\n!", "cut at {cut}");
            assert!(!stripper.concerns(b"text"));
        }
    }

    #[test]
    fn text_is_not_touched() {
        assert!(!Stripper::default().concerns("grüße\r\n".as_bytes()));
        assert!(Stripper::default().concerns(b"a\xff"));
    }
}
