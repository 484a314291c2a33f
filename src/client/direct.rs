//! Those who connect to the user's own port: what they say is shown, and nothing else comes of it.
//!
//! It keeps who they are and frames their lines; accepting, reading and closing are the loop's.

use std::net::SocketAddr;

use crate::client::happening::{Happening, Kind};
use crate::hub::face::Address;
use crate::limits;
use crate::line::{Framed, Lines};
use crate::net::Key;
use crate::now::Now;

/// Most of them at a time.
pub const MOST: usize = 8;

/// Everyone who is connected directly.
#[derive(Debug, Default)]
pub struct Directs {
    peers: Vec<Peer>,
}

#[derive(Debug)]
struct Peer {
    key: Key,
    address: SocketAddr,
    lines: Lines,
}

impl Directs {
    /// Whether a connection is one of them.
    #[must_use]
    pub fn holds(&self, key: Key) -> bool {
        self.peers.iter().any(|peer| peer.key == key)
    }

    /// Everyone's connection.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.peers.iter().map(|peer| peer.key)
    }

    /// Lets one in and returns what to tell the user; nothing when there are too many already.
    pub fn admit(&mut self, key: Key, address: SocketAddr, now: Now) -> Option<Happening> {
        if self.peers.len() >= MOST {
            return None;
        }
        let address = Address::canonical(address);
        self.peers.push(Peer {
            key,
            address,
            lines: Lines::new(),
        });
        Some(told(
            now,
            &format!("{address} is connected to you directly."),
        ))
    }

    /// Takes bytes of one. Returns how many lines were too long to be shown.
    pub fn hear(
        &mut self,
        key: Key,
        bytes: &[u8],
        now: Now,
        mut show: impl FnMut(Happening),
    ) -> usize {
        let Some(peer) = self.peers.iter_mut().find(|peer| peer.key == key) else {
            return 0;
        };
        let mut bytes = bytes;
        let mut refused = 0;
        while let Some(framed) = peer.lines.next(&mut bytes, limits::PLAIN_LINE) {
            match framed {
                Framed::Line(line) => show(said(peer.address, line, now)),
                Framed::TooLong(_) => refused += 1,
            }
        }
        refused
    }

    /// Forgets one whose connection is over and returns what is left to tell the user: its last line, and that it left.
    pub fn end(&mut self, key: Key, now: Now) -> Vec<Happening> {
        let Some(place) = self.peers.iter().position(|peer| peer.key == key) else {
            return Vec::new();
        };
        let mut peer = self.peers.remove(place);
        let mut left = Vec::new();
        if let Some(Framed::Line(line)) = peer.lines.finish(limits::PLAIN_LINE) {
            left.push(said(peer.address, line, now));
        }
        left.push(told(
            now,
            &format!("{} is no longer connected to you.", peer.address),
        ));
        left
    }
}

fn said(address: SocketAddr, line: &[u8], now: Now) -> Happening {
    Happening::new(Kind::Direct, now.unix_ms)
        .from(address.to_string())
        .text(String::from_utf8_lossy(line))
}

fn told(now: Now, text: &str) -> Happening {
    Happening::new(Kind::Info, now.unix_ms).text(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_framed_for_each_and_their_number_is_bounded() {
        let mut directs = Directs::default();
        let address: SocketAddr = "[::ffff:127.0.0.1]:5".parse().expect("an address");
        let now = Now::default();
        for key in 0..8 {
            let told = directs.admit(Key(key), address, now).expect("room");
            assert_eq!(
                told.text.as_deref(),
                Some("127.0.0.1:5 is connected to you directly.")
            );
        }
        assert!(directs.admit(Key(8), address, now).is_none() && !directs.holds(Key(8)));
        let mut shown = Vec::new();
        directs.hear(Key(1), b"he", now, |it| shown.push(it));
        directs.hear(Key(2), b"x\n", now, |it| shown.push(it));
        directs.hear(Key(1), b"llo\nand \xff", now, |it| shown.push(it));
        assert_eq!(directs.hear(Key(3), &[b'a'; 5000], now, |_| {}), 1);
        shown.extend(directs.end(Key(1), now));
        let texts: Vec<&str> = shown.iter().filter_map(|it| it.text.as_deref()).collect();
        assert_eq!(
            texts,
            [
                "x",
                "hello",
                "and \u{fffd}",
                "127.0.0.1:5 is no longer connected to you."
            ]
        );
        assert!(directs.end(Key(1), now).is_empty());
        assert!(directs.admit(Key(8), address, now).is_some());
    }
}
