//! The yardstick does what it is measured for.

use std::io::{Read as _, Write as _};
use std::net::TcpStream as Client;
use std::time::Duration;

use super::yardstick::Yardstick;

struct Room {
    yardstick: Yardstick,
    clients: Vec<Client>,
}

impl Room {
    fn of(count: usize) -> Room {
        let yardstick = Yardstick::new().expect("a free port");
        let mut room = Room {
            yardstick,
            clients: Vec::new(),
        };
        for number in 0..count {
            let address = room.yardstick.address().expect("an address");
            let client = Client::connect(address).expect("it listens");
            // It works only while nobody waits: this is one thread.
            client.set_nonblocking(true).expect("a socket");
            room.clients.push(client);
            room.say(number, "/room\n");
            assert_eq!(room.hear(number, 6), "/room\n");
        }
        room
    }

    fn say(&mut self, number: usize, text: &str) {
        self.clients[number]
            .write_all(text.as_bytes())
            .expect("it reads");
    }

    /// Lets it work until a client has so many bytes.
    fn hear(&mut self, number: usize, bytes: usize) -> String {
        let mut heard = vec![0; bytes];
        loop {
            self.yardstick
                .tick(Some(Duration::from_millis(1)))
                .expect("it works");
            if self.clients[number]
                .peek(&mut heard)
                .is_ok_and(|len| len == bytes)
            {
                self.clients[number]
                    .read_exact(&mut heard)
                    .expect("they are there");
                return String::from_utf8(heard).expect("text");
            }
        }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        for client in &self.clients {
            let more = (&mut &*client).read(&mut [0]);
            assert!(
                more.is_err(),
                "something was said to one who should not hear it"
            );
        }
    }
}

#[test]
fn everyone_else_hears_what_is_said_in_whole_lines() {
    let mut room = Room::of(3);
    room.say(0, "one\ntwo\nthr");
    assert_eq!(room.hear(1, 8), "one\ntwo\n");
    room.say(0, "ee\n");
    assert_eq!(room.hear(1, 6), "three\n");
    assert_eq!(room.hear(2, 14), "one\ntwo\nthree\n");
}

#[test]
fn what_several_say_in_one_tick_is_one_order_without_ones_own() {
    let mut room = Room::of(3);
    for (number, text) in [(0, "a\n"), (1, "b\n"), (0, "c\n")] {
        room.say(number, text);
    }
    let heard = room.hear(2, 6);
    let without = |own: &[char]| {
        heard
            .replace(own, "")
            .replace("\n\n", "\n")
            .trim_start()
            .to_owned()
    };
    assert_eq!(room.hear(0, 2), "b\n");
    assert_eq!(room.hear(1, 4), without(&['b']));
}

#[test]
fn whoever_has_left_hears_nothing() {
    let mut room = Room::of(3);
    room.say(0, "/\n");
    assert_eq!(room.hear(0, 2), "/\n");
    room.say(1, "gone\n");
    assert_eq!(room.hear(2, 5), "gone\n");
}
