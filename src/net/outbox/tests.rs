use super::*;
use crate::net::chunk::{Arena, CHUNK};
use proptest::prelude::*;
use std::collections::HashSet;
use std::rc::Rc;

/// Takes bytes as long as it has room, like a socket.
#[derive(Default)]
struct Peer {
    got: Vec<u8>,
    room: usize,
}

impl Write for Peer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_vectored(&[IoSlice::new(bytes)])
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        let mut taken = 0;
        for slice in slices {
            let step = slice.len().min(self.room);
            self.got.extend_from_slice(&slice[..step]);
            self.room -= step;
            taken += step;
        }
        if taken == 0 {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Peer {
    fn take(&mut self, outbox: &mut Outbox, room: usize) -> Flushed {
        self.room = room;
        outbox.write_to(self).expect("the peer only blocks")
    }
}

fn say(arena: &mut Arena, text: &str) -> Span {
    arena
        .write(|out| out.extend_from_slice(text.as_bytes()))
        .expect("not empty")
}

fn ranges(outbox: &Outbox) -> usize {
    outbox.backwards().count()
}

/// The chunks that some outboxes hold, each counted once, bytes.
fn held<'a>(outboxes: impl IntoIterator<Item = &'a Outbox>) -> usize {
    let mut seen = HashSet::new();
    let spans = outboxes.into_iter().flat_map(Outbox::backwards);
    spans
        .filter(|span| seen.insert(Rc::as_ptr(&span.chunk)))
        .map(|span| span.chunk.len())
        .sum()
}

#[test]
fn touching_spans_become_one_range() {
    let (mut arena, mut outbox) = (Arena::new(), Outbox::new());
    for _ in 0..100 {
        outbox.push(&say(&mut arena, "to everyone\n"));
    }
    assert_eq!((ranges(&outbox), outbox.len()), (1, 1200));
    let skipped = say(&mut arena, "to somebody else\n");
    outbox.push(&say(&mut arena, "again to everyone\n"));
    assert_eq!(ranges(&outbox), 2);
    drop(skipped);
    let mut peer = Peer::default();
    assert_eq!(peer.take(&mut outbox, CHUNK), Flushed::Empty);
    assert!(outbox.is_empty() && outbox.first.is_none() && outbox.more.is_none());
    assert!(peer.got.ends_with(b"to everyone\nagain to everyone\n"));
}

#[test]
fn an_empty_outbox_is_small() {
    assert!(size_of::<Outbox>() <= 40);
}

#[test]
fn one_write_takes_sixteen_ranges() {
    let (mut a, mut b, mut outbox) = (Arena::new(), Arena::new(), Outbox::new());
    for _ in 0..10 {
        outbox.push(&say(&mut a, "a"));
        outbox.push(&say(&mut b, "b"));
    }
    let mut peer = Peer::default();
    assert_eq!(peer.take(&mut outbox, 100), Flushed::More);
    assert_eq!((peer.got.len(), outbox.len()), (16, 4));
    assert!(!outbox.is_blocked());
    assert_eq!(peer.take(&mut outbox, 100), Flushed::Empty);
    assert_eq!(peer.got, b"ab".repeat(10));
}

/// Four ranges in three chunks: "on", "e\n", "two\n", "three\n".
fn scattered() -> (Outbox, &'static [u8]) {
    let (mut a, mut b, mut outbox) = (Arena::new(), Arena::new(), Outbox::new());
    outbox.push(&say(&mut a, "on"));
    outbox.push(&say(&mut b, "e\n"));
    outbox.push(&say(&mut a, "two\n"));
    let unheard = say(&mut a, "not for us\n");
    outbox.push(&say(&mut a, "three\n"));
    drop(unheard);
    assert_eq!(ranges(&outbox), 4);
    (outbox, b"one\ntwo\nthree\n")
}

#[test]
fn every_split_of_partial_writes_gives_the_same_bytes() {
    let whole = scattered().1;
    for first in 0..=whole.len() {
        for second in 0..=whole.len() {
            let (mut outbox, mut peer) = (scattered().0, Peer::default());
            for room in [first, second, whole.len()] {
                let flushed = peer.take(&mut outbox, room);
                assert_eq!(outbox.len() + peer.got.len(), whole.len());
                assert_eq!(flushed == Flushed::Empty, outbox.is_empty());
                assert_eq!(flushed == Flushed::Blocked, outbox.is_blocked());
            }
            assert_eq!(peer.got, whole, "split at {first} and {second}");
        }
    }
}

#[test]
fn a_cut_at_any_place_breaks_no_line() {
    let whole = scattered().1;
    for at in 0..=whole.len() {
        let (mut outbox, mut peer) = (scattered().0, Peer::default());
        peer.take(&mut outbox, at);
        outbox.cut();
        outbox.push(&say(&mut Arena::new(), "bye\n"));
        assert_eq!(peer.take(&mut outbox, 100), Flushed::Empty);
        let line_end = (at..=whole.len()).find(|&end| end == 0 || whole[end - 1] == b'\n');
        let mut want = whole[..line_end.expect("the last one")].to_vec();
        want.extend_from_slice(b"bye\n");
        assert_eq!(peer.got, want, "cut at {at}");
    }
}

#[test]
fn a_cut_keeps_a_line_whose_end_has_not_been_queued() {
    let (mut outbox, mut peer) = (Outbox::new(), Peer::default());
    outbox.push(&say(&mut Arena::new(), "half a line"));
    peer.take(&mut outbox, 4);
    outbox.cut();
    assert_eq!(outbox.len(), 7);
}

#[test]
fn interruptions_are_tried_again_and_errors_told() {
    struct Odd(Vec<io::ErrorKind>);
    impl Write for Odd {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0
                .pop()
                .map_or(Ok(bytes.len()), |kind| Err(kind.into()))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut outbox = Outbox::new();
    outbox.push(&say(&mut Arena::new(), "x\n"));
    let broken = Odd(vec![io::ErrorKind::BrokenPipe]).0;
    assert!(outbox.write_to(&mut Odd(broken)).is_err());
    let interrupted = vec![io::ErrorKind::Interrupted; 3];
    let flushed = outbox.write_to(&mut Odd(interrupted));
    assert_eq!(flushed.ok(), Some(Flushed::Empty));
}

#[test]
fn a_thousand_stuck_readers_of_a_group_hold_one_copy() {
    let mut arena = Arena::new();
    let mut readers: Vec<Outbox> = (0..1000).map(|_| Outbox::new()).collect();
    readers.iter_mut().for_each(Outbox::block);
    let line = format!("{}\n", "x".repeat(99));
    let mut said = 0;
    while said < 512 * 1024 {
        let span = say(&mut arena, &line);
        said += span.len();
        readers.iter_mut().for_each(|reader| reader.push(&span));
        // Something in between is for one of them only.
        readers[0].push(&say(&mut arena, "psst\n"));
    }
    assert!(readers.iter().all(|reader| reader.len() >= said));
    let held = held(&readers);
    assert!(held <= said + said / 8 + 2 * CHUNK, "{held} bytes");
}

#[test]
fn a_stuck_reader_does_not_hold_chunks_for_crumbs() {
    for blocked_from_the_start in [true, false] {
        let (mut arena, mut outbox, mut want) = (Arena::new(), Outbox::new(), Vec::new());
        if blocked_from_the_start {
            outbox.block();
        }
        let noise = "n".repeat(1000);
        for i in 0..3000 {
            let words = format!("for us {i}\n");
            // Several crumbs in each chunk of 64 KiB, and nothing else of it.
            if i % 20 == 0 {
                outbox.push(&say(&mut arena, &words));
                want.extend_from_slice(words.as_bytes());
            }
            say(&mut arena, &noise);
        }
        outbox.block();
        let held = held([&outbox]);
        assert!(held <= SPARSE * outbox.len() + 2 * CHUNK, "{held} bytes");
        assert!(held <= 2 * CHUNK + want.len(), "the crumbs lie together");
        let mut peer = Peer::default();
        while peer.take(&mut outbox, 100) != Flushed::Empty {}
        assert_eq!(peer.got, want);
    }
}

proptest! {
    /// Any course of pushing from two arenas, partial writes and cuts keeps order, whole lines and the bound on memory.
    #[test]
    fn any_course_keeps_the_bytes(steps in proptest::collection::vec((0u8..8, 1usize..3000), 1..200)) {
        let mut arenas = [Arena::new(), Arena::new()];
        let (mut outbox, mut peer) = (Outbox::new(), Peer::default());
        // Everything that is still to come or has come, as the peer must see it.
        let mut want: Vec<u8> = Vec::new();
        for (i, (action, size)) in steps.into_iter().enumerate() {
            match action {
                0..=3 => {
                    let line = format!("{i}:{}\n", "l".repeat(size));
                    let arena = &mut arenas[usize::from(action & 1)];
                    outbox.push(&say(arena, &line));
                    want.extend_from_slice(line.as_bytes());
                    if action > 1 {
                        say(arena, &"z".repeat(size * 4));
                    }
                }
                4..=6 => { peer.take(&mut outbox, size * 2); }
                _ => {
                    let sent = peer.got.len();
                    let end = (sent..=want.len()).find(|&end| end == 0 || want[end - 1] == b'\n');
                    want.truncate(end.unwrap_or(want.len()));
                    outbox.cut();
                }
            }
            prop_assert_eq!(outbox.len() + peer.got.len(), want.len());
            prop_assert_eq!(outbox.len(), outbox.backwards().map(Span::len).sum::<usize>());
            prop_assert_eq!(outbox.is_empty(), peer.got.len() == want.len());
            if outbox.is_blocked() {
                prop_assert!(held([&outbox]) <= SPARSE * outbox.len() + 3 * CHUNK);
            }
        }
        while peer.take(&mut outbox, usize::MAX) != Flushed::Empty {}
        prop_assert_eq!(peer.got, want);
    }
}
