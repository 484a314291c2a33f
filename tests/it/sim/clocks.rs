//! Deadlines on virtual time, and places per address: nobody waits thirty seconds for a test.

use groupchat::hub::id::Seat;
use groupchat::limits::Limits;

use super::world::{World, assert_like, unlimited};

#[test]
fn the_greeting_comes_after_one_second_of_silence() {
    let mut world = World::new(unlimited());
    world.connect(0);
    world.connect(1);
    world.pass(999);
    assert!(world.heard(0).is_empty());
    // Whoever has begun to speak IRC is not spoken to like a person.
    world.send(1, "CAP LS 302\r\n");
    world.heard(1);
    world.pass(1);
    assert_like(&world.heard(0), &["Welcome to …"]);
    assert!(world.heard(1).is_empty());
    world.pass(20_000);
    assert!(world.heard(0).is_empty() && world.heard(1).is_empty());
}

#[test]
fn whoever_gives_no_name_is_gone_after_thirty_seconds() {
    let mut world = World::new(unlimited());
    for seat in 0..3 {
        world.connect(seat);
    }
    world.send(1, "NICK alice\r\n");
    world.pass(20_000);
    // Talking does not help; only a name does.
    world.send(2, "not a name\n");
    world.send(1, "PING 1\r\n");
    world.pass(9_999);
    assert!((0..3).all(|seat| !world.closed(seat)));
    world.pass(1);
    assert!((0..3).all(|seat| world.closed(seat)));
    let last = |world: &mut World, seat| world.heard(seat).pop().unwrap_or_default();
    for seat in [0, 2] {
        let told = last(&mut world, seat);
        assert!(
            told.contains("no name was given within 30 seconds"),
            "{told}"
        );
    }
    let told = last(&mut world, 1);
    assert!(
        told.starts_with("ERROR :") && told.contains("30 seconds"),
        "{told}"
    );
    for seat in 0..3 {
        world.core.closed(Seat(seat));
        world.table.lines.remove(&seat);
    }
    // The name it had claimed is free.
    world.connect(0);
    world.send(0, "alice\n");
    assert_like(&world.heard(0), &["You are alice (#1), …", "…", "…"]);
    world.pass(100_000_000);
    assert!(!world.closed(0) && world.due().is_none());
}

#[test]
fn irc_members_are_pinged_and_dropped_and_plain_members_are_left_to_the_system() {
    let mut world = World::new(unlimited());
    world.connect(0);
    world.send(0, "alice\n");
    world.connect(1);
    world.send(1, "NICK bob\r\nUSER b 0 * :b\r\n");
    world.heard(0);
    world.heard(1);
    assert!(world.table.line(0).kept_alive && world.table.line(0).deadline.is_none());
    // The interval is 120 seconds; deadlines of a crowd are gathered on whole seconds.
    world.pass(119_000);
    assert!(world.heard(1).is_empty());
    world.pass(2_000);
    assert_like(&world.heard(1), &["PING …"]);
    world.pass(58_000);
    world.send(1, "PONG x\r\n");
    world.pass(119_000);
    assert!(world.heard(1).is_empty() && !world.closed(1));
    world.pass(2_000);
    assert_like(&world.heard(1), &["PING …"]);
    // Half as long again without an answer.
    world.pass(57_000);
    assert!(!world.closed(1));
    world.pass(3_000);
    assert!(world.closed(1));
    assert_like(&world.heard(1), &["ERROR :…timed out…180 seconds…"]);
    assert_like(
        &world.heard(0),
        &["…bob (#2) left (timed out: silent for 180 seconds)"],
    );
    world.pass(100_000_000);
    assert!(!world.closed(0), "a plain member may be silent");
}

#[test]
fn any_word_of_an_irc_member_counts_as_an_answer() {
    let mut world = World::new(unlimited());
    world.connect(0);
    world.send(0, "NICK bob\r\nUSER b 0 * :b\r\n");
    for _ in 0..20 {
        world.pass(100_000);
        world.send(0, "PRIVMSG #lobby :still here\r\n");
    }
    let heard = world.heard(0);
    assert!(!heard.iter().any(|line| line.starts_with("PING")));
    assert!(!world.closed(0));
}

#[test]
fn only_so_many_come_from_one_address_and_loopback_is_not_counted() {
    let mut world = World::new(Limits {
        per_address: 2,
        ..unlimited()
    });
    for (seat, address, let_in) in [
        (0, "10.0.0.1:1", true),
        (1, "[::ffff:10.0.0.1]:2", true),
        (2, "10.0.0.1:3", false),
        (3, "10.0.0.2:1", true),
        (4, "[2001:db8::1]:1", true),
        (5, "[2001:db8::2]:1", true),
        (6, "[2001:db8:0:0:ffff::3]:1", false),
        (7, "[2001:db8:0:1::1]:1", true),
        (8, "127.0.0.1:1", true),
        (9, "127.0.0.1:2", true),
        (10, "127.0.0.1:3", true),
        (11, "[::1]:1", true),
        (12, "[::1]:2", true),
        (13, "[::1]:3", true),
    ] {
        world.connect_from(seat, address);
        assert_eq!(!world.closed(seat), let_in, "{address}");
        if !let_in {
            let told = world.heard(seat).join("\n");
            assert!(told.starts_with("ERROR :"), "{told}");
            assert!(told.contains("too many connections from your address (at most 2)"));
        }
    }
    // A place is free once one of them has gone.
    let now = world.now();
    world.core.ended(&mut world.table, Seat(0), now);
    world.core.closed(Seat(0));
    world.table.lines.remove(&0);
    world.core.closed(Seat(2));
    world.table.lines.remove(&2);
    world.connect_from(0, "10.0.0.1:4");
    assert!(!world.closed(0));
}
