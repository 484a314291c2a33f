//! A net on a real poll, with peers on the loopback interface. The clock is ours; waiting is polling.

use super::*;
use mio::{Events, Poll};
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream as Peer};

/// What happened, in a form that can be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Note {
    Accepted(Key),
    Connected(Key),
    Data(Key, Vec<u8>),
    Ended(Key),
    Lost(Key, ErrorKind),
    Due(Key),
    Room(Key),
    Closed(Key),
}

struct World {
    poll: Poll,
    net: Net,
    address: SocketAddr,
    now_ms: u64,
    room: usize,
    /// Everything that happened.
    notes: Vec<Note>,
    arena: Arena,
}

impl Net {
    /// The peer's address, as the kernel knows it.
    fn peer_address(&self, key: Key) -> Option<SocketAddr> {
        self.conns.get(key)?.stream.peer_addr().ok()
    }
}

impl World {
    fn new() -> World {
        let poll = Poll::new().expect("poll");
        let registry = poll.registry().try_clone().expect("registry");
        let mut net = Net::new(registry, 10);
        let any = "127.0.0.1:0".parse().expect("address");
        let address = net.listen(any, &Listen::default()).expect("listen");
        World {
            poll,
            net,
            address,
            now_ms: 1,
            room: limits::READ_PER_TICK,
            notes: Vec::new(),
            arena: Arena::new(),
        }
    }

    /// One tick. Returns what happened in it.
    fn tick(&mut self) -> Vec<Note> {
        let mut events = Events::with_capacity(256);
        let patience = Duration::from_millis(20);
        let timeout = self.net.timeout(self.now_ms).unwrap_or(patience);
        self.poll
            .poll(&mut events, Some(timeout.min(patience)))
            .expect("poll");
        for event in &events {
            assert!(self.net.owns(event.token()));
            self.net.ready(event);
        }
        let mut buf = vec![0; self.room];
        let mut notes = Vec::new();
        while let Some(happening) = self.net.next(self.now_ms, &mut buf) {
            notes.push(match happening {
                Happening::Accepted { key, .. } => Note::Accepted(key),
                Happening::Connected { key } => Note::Connected(key),
                Happening::Data { key, len } => Note::Data(key, buf[..len].to_vec()),
                Happening::Ended { key } => Note::Ended(key),
                Happening::Lost { key, why } => Note::Lost(key, why.kind()),
                Happening::Due { key } => Note::Due(key),
                Happening::Room { key } => Note::Room(key),
                Happening::Closed { key } => Note::Closed(key),
            });
            assert!(notes.len() < 100_000, "a tick has an end");
        }
        self.net.finish();
        self.notes.extend(notes.iter().cloned());
        notes
    }

    /// Ticks until `done`, which may do the peers' part.
    fn until(&mut self, mut done: impl FnMut(&mut World) -> bool) {
        for _ in 0..2_000 {
            if done(self) {
                return;
            }
            self.tick();
        }
        panic!("it did not happen; what did: {:?}", self.notes);
    }

    fn happened(&mut self, note: &Note) {
        self.until(|world| world.notes.contains(note));
    }

    /// A few more ticks, for what must not happen.
    fn rest(&mut self) {
        for _ in 0..5 {
            self.tick();
        }
    }

    /// A new peer, its blocking calls bounded.
    fn peer(&mut self) -> (Key, Peer) {
        let peer = Peer::connect(self.address).expect("connect");
        let bound = Some(Duration::from_secs(10));
        peer.set_read_timeout(bound).expect("bounded");
        peer.set_write_timeout(bound).expect("bounded");
        let port = peer.local_addr().expect("address").port();
        let mut key = None;
        self.until(|world| {
            let accepted = world.notes.iter().filter_map(|note| match note {
                Note::Accepted(key) => Some(*key),
                _ => None,
            });
            let ours = |key: &Key| {
                world
                    .net
                    .peer_address(*key)
                    .is_some_and(|a| a.port() == port)
            };
            key = accepted.collect::<Vec<_>>().into_iter().find(ours);
            key.is_some()
        });
        (key.expect("accepted"), peer)
    }

    fn send(&mut self, key: Key, text: &str) -> usize {
        let span = self
            .arena
            .write(|out| out.extend_from_slice(text.as_bytes()));
        self.net.send(key, &span.expect("not empty"))
    }

    /// All bytes that came from one peer.
    fn got(&self, from: Key) -> Vec<u8> {
        let data = self.notes.iter().filter_map(|note| match note {
            Note::Data(key, bytes) if *key == from => Some(bytes.as_slice()),
            _ => None,
        });
        data.collect::<Vec<_>>().concat()
    }

    fn count(&self, wanted: &Note) -> usize {
        self.notes.iter().filter(|note| *note == wanted).count()
    }
}

/// Reads what there is without waiting. `None` when the other side has ended.
fn sip(peer: &mut Peer) -> Option<Vec<u8>> {
    peer.set_nonblocking(true).expect("mode");
    let mut buf = vec![0; 256 * 1024];
    let sip = match peer.read(&mut buf) {
        Ok(0) => None,
        Ok(len) => Some(buf[..len].to_vec()),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Some(Vec::new()),
        Err(error) => panic!("the peer was cut off: {error}"),
    };
    peer.set_nonblocking(false).expect("mode");
    sip
}

/// Writes until the kernel takes no more. Returns how much it took.
fn pour(peer: &mut Peer) -> usize {
    peer.set_nonblocking(true).expect("mode");
    let mut poured = 0;
    while let Ok(taken) = peer.write(&[b'p'; 64 * 1024]) {
        poured += taken;
    }
    peer.set_nonblocking(false).expect("mode");
    poured
}

fn reset(peer: Peer) {
    let socket = socket2::Socket::from(peer);
    socket.set_linger(Some(Duration::ZERO)).expect("linger");
}

#[test]
fn single_bytes_come_whole_both_ways() {
    let mut world = World::new();
    let (key, mut peer) = world.peer();
    let words = b"one\r\ntwo\n";
    for at in 0..words.len() {
        peer.write_all(&words[at..=at]).expect("written");
        world.until(|world| world.got(key).len() == at + 1);
    }
    assert_eq!(world.got(key), words);
    for byte in ["h", "i", "\n"] {
        world.send(key, byte);
        world.tick();
    }
    let mut got = [0; 3];
    peer.read_exact(&mut got).expect("read");
    assert_eq!(&got, b"hi\n");
}

#[test]
fn a_flood_takes_one_portion_per_tick_and_starves_nobody() {
    let mut world = World::new();
    let (flooder, mut flood) = world.peer();
    let (quiet, mut peer) = world.peer();
    let poured = pour(&mut flood);
    assert!(poured > 10 * world.room);
    peer.write_all(b"hello\n").expect("written");
    let first = world.tick();
    let portions = |notes: &[Note]| {
        let is_flood = |note: &&Note| matches!(note, Note::Data(key, _) if *key == flooder);
        notes.iter().filter(is_flood).count()
    };
    assert!(first.contains(&Note::Data(quiet, b"hello\n".to_vec())));
    assert_eq!(portions(&first), 1);
    assert_eq!(
        world.net.timeout(world.now_ms),
        Some(Duration::ZERO),
        "owed"
    );
    world.until(|world| {
        assert!(portions(&world.tick()) <= 1);
        world.got(flooder).len() == poured
    });
    world.rest();
    assert_eq!(world.net.timeout(world.now_ms), None);
}

#[test]
fn a_reader_that_never_reads_hurts_nobody_and_is_cut_at_a_line() {
    let mut world = World::new();
    let (slow, mut slow_peer) = world.peer();
    let (quick, mut quick_peer) = world.peer();
    let line = format!("{}\n", "x".repeat(9_999));
    let (mut said, mut heard) = (0, 0);
    world.until(|world| {
        let mut queued = 0;
        for _ in 0..10 {
            queued = world.send(slow, &line);
            world.send(quick, &line);
            said += line.len();
        }
        heard += sip(&mut quick_peer).expect("open").len();
        queued > 1024 * 1024
    });
    assert_eq!(world.net.queued(slow), world.send(slow, "y\n") - 2);
    world.until(|_| {
        heard += sip(&mut quick_peer).expect("open").len();
        heard == said
    });
    assert_eq!(world.net.queued(quick), 0);

    world.net.cut(slow);
    assert!(world.send(slow, "too slow\n") <= line.len() + 9);
    world.net.close(slow, world.now_ms);
    let mut got = Vec::new();
    world.until(|_| match sip(&mut slow_peer) {
        Some(bytes) => {
            got.extend(bytes);
            false
        }
        None => true,
    });
    let text = String::from_utf8(got).expect("text");
    let mut lines: Vec<_> = text.split_inclusive('\n').collect();
    assert_eq!(lines.pop(), Some("too slow\n"));
    assert!(lines.iter().all(|got| *got == line), "no line is broken");
    drop(slow_peer);
    world.happened(&Note::Closed(slow));
}

#[test]
fn a_reset_in_the_middle_of_a_line_ends_that_connection_only() {
    let mut world = World::new();
    let (key, mut peer) = world.peer();
    let (other, mut witness) = world.peer();
    peer.write_all(b"half a li").expect("written");
    world.until(|world| world.got(key) == b"half a li");
    reset(peer);
    world.happened(&Note::Closed(key));
    assert_eq!(world.count(&Note::Lost(key, ErrorKind::ConnectionReset)), 1);
    assert_eq!(world.count(&Note::Closed(key)), 1);
    assert_eq!(world.send(key, "nobody\n"), 0);
    witness.write_all(b"still here\n").expect("written");
    world.until(|world| world.got(other) == b"still here\n");
    assert_eq!(world.net.len(), 1);
}

#[test]
fn a_reset_after_the_peers_end_is_noticed() {
    let mut world = World::new();
    let (key, peer) = world.peer();
    peer.shutdown(Shutdown::Write).expect("ended");
    world.happened(&Note::Ended(key));
    reset(peer);
    world.happened(&Note::Closed(key));
    assert!(
        world
            .notes
            .iter()
            .any(|note| matches!(note, Note::Lost(k, _) if *k == key))
    );
}

#[test]
fn a_half_closed_connection_gets_its_answer() {
    let mut world = World::new();
    let (key, mut peer) = world.peer();
    peer.write_all(b"last question").expect("written");
    peer.shutdown(Shutdown::Write).expect("ended");
    world.happened(&Note::Ended(key));
    assert_eq!(world.got(key), b"last question");
    world.send(key, "answer\n");
    world.tick();
    world.send(key, "bye\n");
    world.net.close(key, world.now_ms);
    assert_eq!(world.send(key, "too late\n"), 0);
    world.happened(&Note::Closed(key));
    let mut got = String::new();
    peer.read_to_string(&mut got).expect("in good order");
    assert_eq!(got, "answer\nbye\n");
}

#[test]
fn last_words_arrive_although_input_is_pending() {
    let mut world = World::new();
    let (key, mut peer) = world.peer();
    world.net.pause(key);
    let poured = pour(&mut peer);
    assert!(poured > 0);
    world.rest();
    assert_eq!(world.got(key), b"", "paused");
    world.send(key, "you talk too much\n");
    world.net.close(key, world.now_ms);
    let mut got = Vec::new();
    // The peer goes on talking while it is being closed.
    world.until(|_| {
        peer.set_nonblocking(true).expect("mode");
        let _ = peer.write(b"and another thing\n");
        match sip(&mut peer) {
            Some(bytes) => {
                got.extend(bytes);
                false
            }
            None => true,
        }
    });
    assert_eq!(got, b"you talk too much\n");
    assert_eq!(
        world.got(key),
        b"",
        "nothing is told of a closing connection"
    );
    drop(peer);
    world.happened(&Note::Closed(key));
    assert_eq!(world.count(&Note::Closed(key)), 1);
}

#[test]
fn a_peer_that_does_not_hang_up_is_waited_for_only_so_long() {
    let mut world = World::new();
    let (key, peer) = world.peer();
    world.net.set_deadline(key, Some(100));
    world.net.close(key, world.now_ms);
    world.now_ms += limits::LINGER_MS - 1;
    world.rest();
    assert_eq!(world.count(&Note::Closed(key)), 0);
    world.now_ms += 1;
    world.happened(&Note::Closed(key));
    assert_eq!(world.count(&Note::Due(key)), 0, "its own deadline is gone");
    assert!(world.net.is_empty());
    drop(peer);
}

#[test]
fn what_a_peer_said_is_heard_although_writing_to_it_fails() {
    let mut world = World::new();
    let (key, mut peer) = world.peer();
    world.net.pause(key);
    peer.write_all(b"my last words\n").expect("written");
    drop(peer);
    // The first write provokes a reset, a later one fails.
    for _ in 0..5 {
        world.send(key, "are you there?\n");
        world.tick();
    }
    assert_eq!(world.got(key), b"");
    world.net.resume(key);
    world.happened(&Note::Closed(key));
    assert_eq!(world.got(key), b"my last words\n");
    assert_eq!(world.count(&Note::Lost(key, ErrorKind::BrokenPipe)), 1);
}

#[test]
fn room_is_told_once_when_enough_was_taken() {
    let mut world = World::new();
    let (key, mut peer) = world.peer();
    let (line, most) = (format!("{}\n", "x".repeat(9_999)), 50_000);
    // As much as the system takes and more.
    world.until(|world| {
        world.send(key, &line);
        world.net.queued(key) > 10 * most
    });
    world.net.tell_room(key, most);
    world.rest();
    assert_eq!(world.count(&Note::Room(key)), 0);
    world.until(|world| {
        sip(&mut peer);
        world.notes.contains(&Note::Room(key))
    });
    assert!(world.net.queued(key) <= most);
    world.until(|world| {
        sip(&mut peer);
        world.net.queued(key) == 0
    });
    world.rest();
    assert_eq!(world.count(&Note::Room(key)), 1);
    // Where writing fails there is room, too: what follows from it is told once it is read again.
    world.until(|world| {
        world.send(key, &line);
        world.net.queued(key) > 10 * most
    });
    world.net.pause(key);
    world.net.tell_room(key, most);
    drop(peer);
    world.until(|world| world.count(&Note::Room(key)) == 2);
    world.net.resume(key);
    world.happened(&Note::Closed(key));
}

#[test]
fn a_pause_loses_nothing() {
    let mut world = World::new();
    let (key, mut peer) = world.peer();
    world.room = 1000;
    let words: Vec<u8> = (0..50_000u32).map(|at| (at % 251) as u8).collect();
    peer.write_all(&words).expect("written");
    peer.shutdown(Shutdown::Write).expect("ended");
    world.until(|world| !world.got(key).is_empty());
    for _ in 0..20 {
        world.net.pause(key);
        let before = world.got(key).len();
        world.rest();
        assert_eq!(world.got(key).len(), before);
        assert_eq!(
            world.net.timeout(world.now_ms),
            None,
            "no spinning meanwhile"
        );
        world.net.resume(key);
        assert_eq!(world.net.timeout(world.now_ms), Some(Duration::ZERO));
        world.tick();
        world.tick();
        assert!(world.got(key).len() > before);
    }
    world.happened(&Note::Ended(key));
    assert_eq!(world.got(key), words);
}

#[test]
fn deadlines_come_once_and_an_idle_net_does_nothing() {
    let mut world = World::new();
    let (a, _a) = world.peer();
    let (b, _b) = world.peer();
    world.rest();
    assert_eq!(world.net.timeout(world.now_ms), None);
    world.net.set_deadline(a, Some(1_000));
    world.net.set_deadline(b, Some(2_000));
    world.net.set_deadline(a, Some(3_000));
    assert_eq!(world.net.timeout(500), Some(Duration::from_millis(1_500)));
    world.now_ms = 2_500;
    assert_eq!(world.tick(), [Note::Due(b)]);
    world.net.set_deadline(a, None);
    world.net.set_deadline(b, Some(7));
    assert_eq!(world.tick(), [], "a moment that has passed means the next");
    world.now_ms += 1;
    assert_eq!(world.tick(), [Note::Due(b)]);
    assert_eq!(world.net.timeout(world.now_ms), None);
}

#[test]
fn a_key_is_not_given_again_before_its_end_was_told() {
    let mut world = World::new();
    let (key, _peer) = world.peer();
    world.net.abort(key);
    world.net.abort(key);
    let early = world.net.connect(world.address).expect("begun");
    assert_ne!(early, key);
    world.net.finish();
    let still = world.net.connect(world.address).expect("begun");
    assert_ne!(still, key, "freed, but not told");
    let notes = world.tick();
    assert_eq!(notes[0], Note::Closed(key));
    assert_eq!(world.count(&Note::Closed(key)), 1);
    world.until(|world| {
        world
            .notes
            .iter()
            .filter(|note| matches!(note, Note::Accepted(_)))
            .count()
            == 3
    });
    assert!(
        world
            .notes
            .iter()
            .rev()
            .any(|note| *note == Note::Accepted(key)),
        "used again"
    );
}

#[test]
fn our_own_connections_are_made_and_what_was_said_before_waits() {
    let mut world = World::new();
    let client = world.net.connect(world.address).expect("begun");
    world.send(client, "hello\n");
    world.happened(&Note::Connected(client));
    let is_data = |note: &Note| matches!(note, Note::Data(_, words) if words == b"hello\n");
    world.until(|world| world.notes.iter().any(is_data));
    assert_eq!(world.net.peer_address(client), Some(world.address));
    assert!(
        world
            .net
            .keep_alive(client, Duration::from_secs(60), Duration::from_secs(30))
            .is_ok()
    );
    world.net.close(client, world.now_ms);
    // The other end is ours as well, and hangs up in return.
    world.until(|world| {
        world
            .notes
            .iter()
            .any(|note| matches!(note, Note::Ended(_)))
    });
    let Some(Note::Ended(server)) = world
        .notes
        .iter()
        .find(|note| matches!(note, Note::Ended(_)))
        .cloned()
    else {
        panic!("just seen");
    };
    world.net.close(server, world.now_ms);
    world.happened(&Note::Closed(client));
    world.happened(&Note::Closed(server));
    assert!(world.net.is_empty());
}

#[test]
fn a_refused_connection_is_lost_and_a_stopped_listener_refuses() {
    let mut world = World::new();
    world.net.stop_listening();
    let key = world.net.connect(world.address).expect("begun");
    world.happened(&Note::Closed(key));
    assert_eq!(
        world.notes,
        [
            Note::Lost(key, ErrorKind::ConnectionRefused),
            Note::Closed(key)
        ]
    );
}

#[test]
fn a_crowd_comes_in_in_portions() {
    let mut world = World::new();
    let crowd: Vec<_> = (0..200)
        .map(|_| Peer::connect(world.address).expect("connect"))
        .collect();
    let mut portions = Vec::new();
    world.until(|world| {
        portions.push(world.tick().len());
        world.net.len() == crowd.len()
    });
    assert!(
        portions
            .iter()
            .all(|&portion| portion <= limits::ACCEPTS_PER_TICK)
    );
    drop(crowd);
    world.until(|world| {
        world
            .notes
            .iter()
            .filter(|note| matches!(note, Note::Ended(_)))
            .count()
            == 200
    });
    for key in 0..200 {
        world.net.abort(Key(key));
    }
    world.until(|world| world.net.is_empty());
}

#[test]
fn what_is_accepted_does_not_wait_to_send_small_words() {
    let mut world = World::new();
    let (key, _peer) = world.peer();
    let conn = world.net.conns.get(key).expect("open");
    assert!(conn.stream.nodelay().expect("asked"));
}

#[test]
fn many_ranges_go_out_in_order() {
    let mut world = World::new();
    let (key, mut peer) = world.peer();
    let (mut other, mut want) = (Arena::new(), String::new());
    for i in 0..50 {
        let words = format!("{i}\n");
        want += &words;
        let arena = if i % 2 == 0 {
            &mut world.arena
        } else {
            &mut other
        };
        let span = arena.write(|out| out.extend_from_slice(words.as_bytes()));
        world.net.send(key, &span.expect("not empty"));
    }
    world.until(|world| world.net.queued(key) == 0);
    world.net.close(key, world.now_ms);
    world.tick();
    let mut got = String::new();
    peer.read_to_string(&mut got).expect("in good order");
    assert_eq!(got, want);
}

#[test]
fn two_nets_share_a_poll_and_ipv4_comes_in_on_ipv6() {
    let mut world = World::new();
    let registry = world.poll.registry().try_clone().expect("registry");
    let mut second = Net::new(registry, 10 + TOKENS);
    assert!(!second.owns(Token(10 + TOKENS - 1)) && second.owns(Token(10 + TOKENS)));
    assert!(!world.net.owns(Token(9)) && !world.net.owns(Token(10 + TOKENS)));
    let any = "[::]:0".parse().expect("address");
    let Ok(address) = second.listen(any, &Listen::default()) else {
        return; // A machine without IPv6.
    };
    let _peer = Peer::connect(("127.0.0.1", address.port())).expect("both families");
    let mut events = Events::with_capacity(8);
    for _ in 0..100 {
        world
            .poll
            .poll(&mut events, Some(Duration::from_millis(100)))
            .expect("poll");
        for event in &events {
            if second.owns(event.token()) {
                second.ready(event);
            }
        }
        if let Some(Happening::Accepted { address, .. }) = second.next(1, &mut [0; 16]) {
            assert_eq!(address.ip().to_canonical().to_string(), "127.0.0.1");
            return;
        }
    }
    panic!("nobody came in");
}

#[test]
fn a_tick_writes_a_portion_and_everyone_has_a_turn() {
    let mut world = World::new();
    let mut peers: Vec<_> = (0..4).map(|_| world.peer()).collect();
    world.rest();
    world.net.flush_per_tick = 1;
    let keys: Vec<_> = peers.iter().map(|(key, _)| *key).collect();
    for &key in &keys {
        world.send(key, "a\n");
    }
    for written in 1..=keys.len() {
        // Who is told more while it waits keeps its place, and who was written to goes behind all others.
        for &key in &keys {
            world.send(key, "b\n");
        }
        world.net.finish();
        let waiting = keys.iter().map(|&key| world.net.queued(key) > 0);
        let wanted: Vec<_> = (0..keys.len()).map(|at| at + 1 != written).collect();
        assert_eq!(waiting.collect::<Vec<_>>(), wanted, "write {written}");
    }
    assert_eq!(world.net.timeout(world.now_ms), Some(Duration::ZERO));
    world.until(|world| world.net.dirty.is_empty());
    for (_, peer) in &mut peers {
        let mut got = [0; 10];
        peer.read_exact(&mut got).expect("all of it");
        assert_eq!(&got, b"a\nb\nb\nb\nb\n");
    }
}

#[test]
fn who_asks_and_who_has_much_to_hear_do_not_wait() {
    let mut world = World::new();
    let (idle, _idle) = world.peer();
    let (asking, mut peer) = world.peer();
    let (behind, _behind) = world.peer();
    world.rest();
    world.net.flush_per_tick = 0;
    for key in [idle, asking, behind] {
        world.send(key, "news\n");
    }
    world.send(behind, &"x".repeat(limits::FLUSH_SOON / 2));
    world.rest();
    assert!(world.net.queued(behind) > 0);
    peer.write_all(b"ask\n").expect("room");
    world.happened(&Note::Data(asking, b"ask\n".to_vec()));
    assert_eq!(world.net.queued(idle), 5);
    assert_eq!(world.net.queued(asking), 0);
    world.net.flush_per_tick = 1;
    world.send(behind, &"x".repeat(limits::FLUSH_SOON / 2));
    let before = world.net.queued(behind);
    world.net.finish();
    assert!(world.net.queued(behind) < before);
    assert_eq!(
        world.net.queued(idle),
        5,
        "its turn comes with the next write"
    );
    // Their places in the list do no harm when their turn comes.
    world.until(|world| world.net.dirty.is_empty() && world.net.queued(idle) == 0);
}

#[test]
fn those_with_much_to_hear_leave_room_for_the_others() {
    let mut world = World::new();
    let (waiting, _waiting) = world.peer();
    let (laden, _laden) = world.peer();
    world.rest();
    world.net.flush_per_tick = 2;
    world.send(waiting, "news\n");
    world.send(laden, &"x".repeat(limits::FLUSH_SOON));
    world.net.finish();
    assert!(world.net.queued(laden) < limits::FLUSH_SOON);
    assert_eq!(world.net.queued(waiting), 0, "others are laden every time");
}

#[test]
fn a_crowd_that_goes_is_told_in_portions_and_others_are_heard_in_between() {
    let mut world = World::new();
    let crowd: Vec<_> = (0..limits::ENDS_PER_TICK + 9)
        .map(|_| world.peer())
        .collect();
    let (other, mut peer) = world.peer();
    let keys: Vec<_> = crowd.iter().map(|(key, _)| *key).collect();
    drop(crowd);
    peer.write_all(b"ask\n").expect("room");
    let ends = |notes: &[Note]| {
        let end = |note: &&Note| matches!(note, Note::Ended(_) | Note::Lost(..));
        notes.iter().filter(end).count()
    };
    let (mut told, mut asked) = (0, None);
    while told < keys.len() {
        let notes = world.tick();
        let some = ends(&notes);
        assert!(some <= limits::ENDS_PER_TICK, "{some} ends in one tick");
        told += some;
        if notes.contains(&Note::Data(other, b"ask\n".to_vec())) {
            asked = Some(told);
        }
    }
    assert!(asked.is_some_and(|before| before < keys.len()), "{asked:?}");
    for key in keys {
        assert_eq!(ends(&world.notes), told);
        world.net.abort(key);
    }
}

#[test]
fn only_who_does_not_take_what_it_is_offered_is_behind() {
    let mut world = World::new();
    let (key, _peer) = world.peer();
    world.rest();
    let much = "x".repeat(limits::FLUSH_SOON);
    assert_eq!(world.send(key, &much), 0, "it has not been offered it");
    assert_eq!(world.net.backlog(), much.len());
    let mut behind = 0;
    for _ in 0..1_000 {
        behind = world.send(key, &much);
        if behind > 0 {
            break;
        }
        world.net.finish();
    }
    assert!(behind > 0, "it reads nothing");
    assert_eq!(world.net.queued(key), behind);
    assert_eq!(world.net.backlog(), 0, "it is not our turn");
}

#[test]
fn a_send_buffer_is_inherited() {
    let mut world = World::new();
    let any = "127.0.0.1:0".parse().expect("address");
    let how = Listen {
        send_buffer: 32 * 1024,
        ..Listen::default()
    };
    world.address = world.net.listen(any, &how).expect("listen");
    let (key, _peer) = world.peer();
    let conn = world.net.conns.get(key).expect("there");
    let size = SockRef::from(&conn.stream).send_buffer_size();
    // Linux doubles it.
    assert!(matches!(size, Ok(32_768 | 65_536)), "{size:?}");
}
