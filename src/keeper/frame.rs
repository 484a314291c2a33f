//! One job or one answer as bytes: its length, then its body.
//!
//! ```text
//! frame = length (4 bytes, big endian) body
//! body  = kind (1 byte) *field
//! field = length (2 bytes, big endian) bytes
//! ```
//!
//! Both ends are the same program, so there is no version; what does not fit is an error all the same. The buffers hold
//! passwords, and are wiped when they are let go.

use zeroize::Zeroizing;

/// Longest body, bytes. More than the longest password, hash and salt together.
pub const BODY: usize = 8192;
/// Bytes of a frame before its body.
const LENGTH: usize = 4;

/// Bytes that are no frame, or no job. The connection they came on is of no use any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// Writes a frame. What does not fit is left out: the other end finds too few fields then, rather than others.
#[must_use]
pub fn encode(kind: u8, fields: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    // Made at its full size: a buffer that grows leaves its old bytes behind.
    let mut out = Zeroizing::new(Vec::with_capacity(LENGTH + BODY));
    out.extend_from_slice(&[0; LENGTH]);
    out.push(kind);
    for field in fields {
        if out.len() + 2 + field.len() > LENGTH + BODY {
            break;
        }
        // No field is longer than a body.
        let length = u16::try_from(field.len()).unwrap_or(0);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(field);
    }
    let length = u32::try_from(out.len() - LENGTH).unwrap_or(0);
    out[..LENGTH].copy_from_slice(&length.to_be_bytes());
    out
}

/// Takes a body apart into its kind and exactly `N` fields.
///
/// # Errors
/// When there are not so many, or bytes are left over.
pub fn fields<const N: usize>(body: &[u8]) -> Result<[&[u8]; N], Broken> {
    let (_, mut rest) = body.split_first().ok_or(Broken)?;
    let mut found = [&[][..]; N];
    for field in &mut found {
        let (length, after) = rest.split_first_chunk().ok_or(Broken)?;
        let length = usize::from(u16::from_be_bytes(*length));
        (*field, rest) = after.split_at_checked(length).ok_or(Broken)?;
    }
    rest.is_empty().then_some(found).ok_or(Broken)
}

/// What has come in and is not a whole frame yet. At most one frame and what was pushed behind it.
#[derive(Debug)]
pub struct Frames(Zeroizing<Vec<u8>>);

impl Default for Frames {
    fn default() -> Frames {
        Frames::new()
    }
}

impl Frames {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Frames {
        Frames(Zeroizing::new(Vec::with_capacity(LENGTH + BODY)))
    }

    /// Adds what came in.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Takes the next whole body, if there is one. It has at least one byte.
    ///
    /// # Errors
    /// When what stands there can never become a frame.
    #[allow(
        clippy::should_implement_trait,
        reason = "an iterator cannot be pushed to"
    )]
    pub fn next(&mut self) -> Result<Option<Zeroizing<Vec<u8>>>, Broken> {
        let Some((length, rest)) = self.0.split_first_chunk::<LENGTH>() else {
            return Ok(None);
        };
        let length = u32::from_be_bytes(*length) as usize;
        if !(1..=BODY).contains(&length) {
            return Err(Broken);
        }
        let Some(body) = rest.get(..length) else {
            return Ok(None);
        };
        let body = Zeroizing::new(body.to_vec());
        self.0.drain(..LENGTH + length);
        Ok(Some(body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(frames: &mut Frames) -> Vec<Vec<u8>> {
        let mut bodies = Vec::new();
        while let Some(body) = frames.next().expect("good frames") {
            bodies.push(body.to_vec());
        }
        bodies
    }

    #[test]
    fn a_frame_is_its_length_its_kind_and_its_fields() {
        let frame = encode(7, &[b"ab", b"", b"c"]);
        assert_eq!(frame[..], *b"\0\0\0\x0a\x07\0\x02ab\0\0\0\x01c");
        assert_eq!(fields(&frame[4..]), Ok([&b"ab"[..], b"", b"c"]));
        assert_eq!(fields::<2>(&frame[4..]), Err(Broken));
        assert_eq!(fields::<4>(&frame[4..]), Err(Broken));
        assert_eq!(fields::<0>(b""), Err(Broken));
    }

    #[test]
    fn frames_come_out_whole_wherever_they_were_split() {
        let frames = [
            encode(1, &[b"one"]),
            encode(2, &[]),
            encode(3, &[b"x", b"y"]),
        ];
        let bytes: Vec<u8> = frames.iter().flat_map(|frame| frame.to_vec()).collect();
        let want: Vec<Vec<u8>> = frames.iter().map(|frame| frame[4..].to_vec()).collect();
        for first in 0..=bytes.len() {
            for second in first..=bytes.len() {
                let mut frames = Frames::new();
                let mut got = Vec::new();
                for part in [&bytes[..first], &bytes[first..second], &bytes[second..]] {
                    frames.push(part);
                    got.extend(all(&mut frames));
                }
                assert_eq!(got, want, "split at {first} and {second}");
            }
        }
    }

    #[test]
    fn no_frame_is_empty_or_longer_than_it_may_be() {
        for length in [0u32, 8193, u32::MAX] {
            let mut frames = Frames::new();
            frames.push(&length.to_be_bytes());
            assert_eq!(frames.next(), Err(Broken), "{length}");
        }
        for length in [BODY - 2, 70_000] {
            let long = encode(1, &[b"y", &vec![b'x'; length]]);
            assert_eq!(fields::<2>(&long[4..]), Err(Broken));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut frames = Frames::new();
            frames.push(&bytes);
            while let Ok(Some(body)) = frames.next() {
                let _ = fields::<2>(&body);
                prop_assert!(!body.is_empty());
            }
        }
    }
}
