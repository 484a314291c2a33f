//! What is told of those one watches without sharing a group with them (IRCv3 extended-monitor).

use super::*;

/// bob, in no group, is watched by alice (who asked for everything), carol (who did not ask for what is told of those one
/// watches), dave (who did not ask for what is told of anybody) and erin (who asked and watches nobody).
fn watched() -> World {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", "extended-monitor away-notify setname");
    world.irc(1, "bob", "setname");
    world.irc(2, "carol", "away-notify setname");
    world.irc(3, "dave", "extended-monitor");
    world.irc(4, "erin", "extended-monitor away-notify setname");
    for seat in [0, 2, 3] {
        world.say(seat, "MONITOR + BOB\r\n");
    }
    world.say(1, "PART #lobby\r\n");
    for seat in 0..5 {
        world.read(seat);
    }
    world
}

impl World {
    fn hears_nothing(&mut self, seats: &[u32]) {
        for &seat in seats {
            self.hears(seat, &[]);
        }
    }
}

#[test]
fn who_is_watched_is_told_of_from_afar() {
    let mut world = watched();
    world.say(
        1,
        "AWAY :at sea\r\nAWAY :at sea\r\nAWAY\r\nSETNAME :Bob B.\r\n",
    );
    world.hears(
        0,
        &[
            ":bob!u@10.0.0.1 AWAY :at sea",
            ":bob!u@10.0.0.1 AWAY",
            ":bob!u@10.0.0.1 SETNAME :Bob B.",
        ],
    );
    world.hears_nothing(&[2, 3, 4]);
    world.say(0, "MONITOR - bob\r\n");
    world.say(1, "AWAY :gone\r\n");
    world.hears_nothing(&[0, 2, 3, 4]);
}

#[test]
fn who_is_near_and_watches_hears_it_once() {
    let mut world = watched();
    for seat in [0, 1] {
        world.say(seat, "JOIN #ops,#more\r\n");
    }
    world.say(1, "MONITOR + bob\r\n");
    for seat in 0..5 {
        world.read(seat);
    }
    world.say(1, "AWAY :at sea\r\n");
    world.hears(0, &[":bob!u@10.0.0.1 AWAY :at sea"]);
    // Nor does one hear of oneself what one's answer says.
    let own = ":irc.example 306 bob :You have been marked as being away";
    world.hears(1, &[own]);
    world.holds(1, "SETNAME :B", &[":bob!u@10.0.0.1 SETNAME :B"]);
    world.hears(0, &[":bob!u@10.0.0.1 SETNAME :B"]);
    world.hears_nothing(&[2, 3, 4]);
}

#[test]
fn a_name_is_watched_and_not_whoever_had_it() {
    let mut world = watched();
    world.say(1, "NICK rob\r\nAWAY :at sea\r\n");
    let gone = ":irc.example 731 * :bob";
    for seat in [0, 2, 3] {
        world.hears(seat, &[gone]);
    }
    world.say(1, "NICK Bob\r\nAWAY\r\n");
    let back = ":irc.example 730 * :Bob!u@10.0.0.1";
    world.hears(0, &[back, ":Bob!u@10.0.0.1 AWAY"]);
    world.hears(2, &[back]);
}
