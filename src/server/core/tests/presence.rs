//! What members are told of each other where they asked for it: AWAY, INVITE, the longer JOIN.

use super::*;

#[test]
fn away_is_told_to_those_who_share_a_group_and_asked_for_it() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", "away-notify");
    world.irc(1, "bob", "away-notify");
    world.irc(2, "carol", "server-time");
    world.join(3, "dave");
    for seat in 0..4 {
        world.read(seat);
    }
    // Both groups are shared, and it is told once.
    for seat in [0, 1] {
        world.say(seat, "JOIN #ops\r\n");
        world.read(seat);
    }
    world.read(0);
    let told = ":irc.example 306 bob :You have been marked as being away";
    world.holds(1, "AWAY :at lunch", &[told]);
    world.hears(0, &[":bob!u@10.0.0.1 AWAY :at lunch"]);
    // Nothing changes.
    world.holds(1, "AWAY :at lunch", &[told]);
    world.hears(0, &[]);
    world.say(1, "AWAY :at sea\r\nAWAY\r\nAWAY\r\n");
    world.hears(0, &[":bob!u@10.0.0.1 AWAY :at sea", ":bob!u@10.0.0.1 AWAY"]);
    world.hears(2, &[]);
    assert_eq!(world.read(3), "");
    world.say(0, "PART #lobby\r\nPART #ops\r\n");
    world.read(0);
    world.say(1, "AWAY :gone\r\n");
    world.hears(0, &[]);
}

#[test]
fn who_enters_away_is_said_to_be() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", "away-notify extended-join");
    world.irc(1, "bob", "away-notify");
    world.irc(2, "carol", "multi-prefix");
    world.say(1, "AWAY :at lunch\r\nPART #lobby\r\n");
    for seat in 0..3 {
        world.read(seat);
    }
    world.say(1, "JOIN #lobby\r\n");
    world.hears(
        0,
        &[
            ":bob!u@10.0.0.1 JOIN #lobby * :Real",
            ":bob!u@10.0.0.1 AWAY :at lunch",
        ],
    );
    world.hears(2, &[":bob!u@10.0.0.1 JOIN #lobby"]);
    let own = world.read(1);
    assert!(
        own.contains("JOIN #lobby") && !own.contains("AWAY"),
        "{own}"
    );
}

#[test]
fn invitations_are_told_in_the_group() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", "invite-notify");
    world.irc(1, "bob", "invite-notify");
    world.irc(2, "carol", "multi-prefix");
    world.join(3, "dave");
    for seat in [0, 1, 2] {
        world.say(seat, "JOIN #ops\r\n");
    }
    world.say(3, "/join #ops\n");
    world.irc(4, "erin", "multi-prefix");
    for seat in 0..5 {
        world.read(seat);
    }
    let told = ":bob!u@10.0.0.1 INVITE erin #ops";
    world.holds(
        1,
        "INVITE erin #ops",
        &[":irc.example 341 bob erin #ops", told],
    );
    world.hears(0, &[told]);
    world.hears(2, &[]);
    assert_eq!(world.read(3), "");
    world.hears(4, &[told]);
}

#[test]
fn a_new_real_name_is_told_to_those_who_asked_for_it() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", "setname batch labeled-response");
    world.irc(1, "bob", "setname server-time");
    world.irc(2, "carol", "batch labeled-response");
    world.join(3, "dave");
    for seat in 0..4 {
        world.read(seat);
    }
    let told = ":alice!u@10.0.0.1 SETNAME :Alice A.";
    let labelled = format!("@label=x {told}");
    world.holds(0, "@label=x SETNAME :Alice A.", &[&labelled]);
    let timed = format!("@time=1970-01-01T00:00:00.000Z {told}");
    world.hears(1, &[&timed]);
    world.hears(2, &[]);
    assert_eq!(world.read(3), "");
    // Nothing is told to one that does not know of it, and the name is another all the same.
    world.holds(2, "@label=x SETNAME Carol", &["@label=x :irc.example ACK"]);
    world.say(0, "WHOIS carol\r\n");
    let told = world.read(0);
    assert!(
        told.contains("SETNAME :Carol")
            && told.contains(" 311 alice carol u 10.0.0.1 * :Carol\r\n"),
        "{told}"
    );
}
