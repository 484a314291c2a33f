//! The texts of one place, one after the other.
//!
//! Each in a box of its own would have to be fetched again to be forgotten, long after it has left every cache. Here the
//! oldest are forgotten by moving on, and nobody looks at them.

use std::collections::VecDeque;

/// Texts in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Texts {
    bytes: VecDeque<u8>,
    /// How many bytes were put in before the first one that is still here. It starts again from 0 at 4 GiB, which is far
    /// more than are ever here at a time.
    forgotten: u32,
}

/// Room that is not worth giving back.
const SMALL: usize = 1024;

/// Where a text is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    /// How many bytes were put in before it, counted as [`Texts`] does.
    begins: u32,
    len: u32,
}

impl Spot {
    pub(super) fn len(self) -> usize {
        self.len as usize
    }

    /// Where it is after a text before it was taken out.
    pub(super) fn after(self, removed: Spot) -> Spot {
        Spot {
            begins: self.begins.wrapping_sub(removed.len),
            ..self
        }
    }
}

impl Texts {
    /// Adds a text, given in parts. It may be as long as a message, no longer.
    pub(super) fn push(&mut self, parts: &[&str]) -> Spot {
        let len: usize = parts.iter().map(|part| part.len()).sum();
        let (here, room) = (self.bytes.len(), self.bytes.capacity());
        if here + len > room {
            // A quarter more than it takes, not twice as much: what is spare counts for nobody.
            self.bytes.reserve_exact(len + (here + len) / 4);
        }
        for part in parts {
            self.bytes.extend(part.as_bytes());
        }
        Spot {
            begins: self.forgotten.wrapping_add(here as u32),
            len: len as u32,
        }
    }

    /// A text.
    pub(super) fn get(&self, spot: Spot) -> String {
        let start = self.index(spot);
        let end = start + spot.len();
        let (front, back) = self.bytes.as_slices();
        let seam = front.len();
        let mut text = Vec::with_capacity(spot.len());
        text.extend_from_slice(&front[start.min(seam)..end.min(seam)]);
        text.extend_from_slice(&back[start.max(seam) - seam..end.max(seam) - seam]);
        // What went in as text comes out as text: nothing is lost here.
        String::from_utf8(text).unwrap_or_default()
    }

    /// Forgets the oldest text, which is at `spot`.
    pub(super) fn forget(&mut self, spot: Spot) {
        debug_assert_eq!(self.index(spot), 0, "{spot:?} is not the oldest");
        self.bytes.drain(..spot.len());
        self.forgotten = self.forgotten.wrapping_add(spot.len);
    }

    /// Takes a text out and leaves nothing of it. Those that came later move up: see [`Spot::after`].
    pub(super) fn remove(&mut self, spot: Spot) {
        let start = self.index(spot);
        let range = start..start + spot.len();
        // What takes its room may be shorter than it.
        self.bytes
            .range_mut(range.clone())
            .for_each(|byte| *byte = 0);
        self.bytes.drain(range);
        self.shrink();
    }

    /// Gives room back where there was much more than there is now.
    pub(super) fn shrink(&mut self) {
        let (here, room) = (self.bytes.len(), self.bytes.capacity());
        if room > SMALL && here * 2 < room {
            self.bytes.shrink_to(here + here / 4);
        }
    }

    /// How far from the first byte that is here a text begins.
    fn index(&self, spot: Spot) -> usize {
        spot.begins.wrapping_sub(self.forgotten) as usize
    }

    /// These are all texts there are, in their order, and they take up little more than they have to.
    #[cfg(test)]
    pub(super) fn check(&self, spots: impl Iterator<Item = Spot>) {
        let end = spots.fold(0, |end, spot| {
            assert_eq!(self.index(spot), end, "{spot:?}");
            end + spot.len()
        });
        assert_eq!(end, self.bytes.len());
        let room = self.bytes.capacity();
        assert!(room <= SMALL.max(end * 2), "room for {room}, {end} in use");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_given_back_to_the_byte() {
        let mut texts = Texts::default();
        let first = texts.push(&["a".repeat(323).as_str()]);
        let second = texts.push(&["b".repeat(536).as_str()]);
        assert_eq!(texts.bytes.capacity(), 1073);
        texts.forget(first);
        texts.shrink();
        texts.check([second].into_iter());
    }

    #[test]
    fn a_text_over_the_seam_is_whole() {
        let mut texts = Texts::default();
        let mut spots = VecDeque::new();
        let mut seams = 0;
        for n in 0..1000 {
            let text = format!("{n} ünï {}", "x".repeat(n % 7));
            spots.push_back((texts.push(&[&text]), text));
            if spots.len() > 5
                && let Some((oldest, _)) = spots.pop_front()
            {
                texts.forget(oldest);
            }
            let front = texts.bytes.as_slices().0.len();
            for (spot, text) in &spots {
                let start = texts.index(*spot);
                seams += usize::from(start < front && front < start + spot.len());
                assert_eq!(texts.get(*spot), *text);
            }
            texts.check(spots.iter().map(|(spot, _)| *spot));
        }
        assert!(seams > 10, "{seams}");
    }

    #[test]
    fn nothing_is_left_of_what_is_taken_out() {
        for taken in 0..3 {
            let mut texts = Texts::default();
            let secret = "secret ".repeat(9);
            let mut all = vec!["one", &secret, "three"];
            all.rotate_right(taken);
            let mut spots: Vec<Spot> = all.iter().map(|text| texts.push(&[text])).collect();
            let at = (taken + 1) % 3;
            let removed = spots.remove(at);
            all.remove(at);
            texts.remove(removed);
            for spot in &mut spots[at..] {
                *spot = spot.after(removed);
            }
            texts.check(spots.iter().copied());
            let left: Vec<String> = spots.iter().map(|spot| texts.get(*spot)).collect();
            assert_eq!(left, all);
            assert!(!texts.bytes.contains(&b's'));
        }
    }

    #[test]
    fn what_is_counted_may_start_again_from_0() {
        let mut texts = Texts {
            forgotten: u32::MAX - 4,
            ..Texts::default()
        };
        let [one, two, three] = ["one", "two", "three"].map(|text| texts.push(&[text]));
        texts.forget(one);
        texts.remove(two);
        let three = three.after(two);
        texts.check([three].into_iter());
        assert_eq!(texts.get(three), "three");
        texts.forget(three);
        assert_eq!((texts.bytes.len(), texts.forgotten), (0, 3));
    }

    #[test]
    fn room_is_given_back() {
        let mut texts = Texts::default();
        let long = texts.push(&[&"x".repeat(100_000)]);
        let short = texts.push(&["short"]);
        texts.forget(long);
        texts.shrink();
        assert!(texts.bytes.capacity() < 10, "{}", texts.bytes.capacity());
        assert_eq!(texts.get(short), "short");
    }
}
