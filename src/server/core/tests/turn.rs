//! Turns with what crowds have to be told.

use super::*;

impl World {
    /// Bytes come in the same tick as the ones before.
    fn adds(&mut self, seat: u32, text: &str) {
        self.core
            .data(&mut self.ends, Seat(seat), text.as_bytes(), self.now);
    }

    fn turns(&mut self) {
        self.core.take_turns(&mut self.ends, self.now);
    }

    /// A group of three, who have read all, and a bystander; everything that two have to be told of waits once a tick has
    /// told anything.
    fn small_crowd() -> World {
        let mut world = World::new(Limits::default());
        for (seat, name) in ["alice", "bob", "carol", "dave"].into_iter().enumerate() {
            let seat = u32::try_from(seat).expect("few");
            world.irc(seat, name, "labeled-response batch");
        }
        world.say(3, "PART #lobby\r\n");
        for seat in 0..4 {
            world.read(seat);
        }
        world.core.set_turns(1, 1);
        world.turns();
        world
    }
}

const AWAY: &str = "AWAY :x\r\n";

#[test]
fn what_a_crowd_has_to_be_told_waits_and_nothing_else_does() {
    let mut world = World::small_crowd();
    world.adds(0, "TOPIC #lobby :tea\r\n");
    assert!(world.read(2).contains("TOPIC #lobby :tea"), "the first");
    world.read(1);
    world.adds(1, "@label=7 PART #lobby :bye\r\nPRIVMSG dave :after\r\n");
    assert!(world.core.is_owing() && world.ends.at(Seat(1)).paused);
    world.hears(2, &[]);
    world.hears(3, &[]);
    // Who asks is answered, and who speaks is heard.
    world.adds(3, "PING :there\r\n");
    world.hears(3, &[":irc.example PONG irc.example :there"]);
    world.adds(0, "PRIVMSG #lobby :hi\r\n");
    world.hears(2, &[":alice!u@10.0.0.1 PRIVMSG #lobby :hi"]);
    world.read(1);
    world.turns();
    world.hears(2, &[":bob!u@10.0.0.1 PART #lobby :bye"]);
    world.hears(3, &[":bob!u@10.0.0.1 PRIVMSG dave :after"]);
    world.hears(1, &["@label=7 :bob!u@10.0.0.1 PART #lobby :bye"]);
    assert!(!world.core.is_owing() && !world.ends.at(Seat(1)).paused);
}

#[test]
fn turns_are_taken_in_order_and_each_once() {
    let mut world = World::small_crowd();
    world.adds(0, AWAY);
    world.adds(2, "PART #lobby\r\nJOIN #lobby\r\n");
    world.adds(1, "PART #lobby\r\n");
    world.turns();
    world.hears(
        0,
        &[
            ":irc.example 306 alice :You have been marked as being away",
            ":carol!u@10.0.0.1 PART #lobby",
        ],
    );
    // Its second wish stands behind what others wished before it was made.
    world.turns();
    world.hears(0, &[":bob!u@10.0.0.1 PART #lobby"]);
    world.turns();
    world.hears(0, &[":carol!u@10.0.0.1 JOIN #lobby"]);
    world.turns();
    assert!(!world.core.is_owing());
}

#[test]
fn crowds_are_told_one_new_thing_at_a_time_before_they_were_given_what_they_were_told() {
    let mut world = World::small_crowd();
    world.adds(0, AWAY);
    world.adds(1, "PART #lobby\r\n");
    world.adds(2, "PART #lobby\r\n");
    world.core.set_turns(1000, 1);
    // However long that takes: else a group that never falls silent could keep everyone from coming and going.
    world.ends.2 = limits::FLUSH_SOON;
    world.read(0);
    world.turns();
    world.hears(0, &[":bob!u@10.0.0.1 PART #lobby"]);
    world.turns();
    world.hears(0, &[":carol!u@10.0.0.1 PART #lobby"]);
    world.adds(1, "JOIN #lobby\r\n");
    world.adds(2, "JOIN #lobby\r\n");
    world.hears(0, &[":bob!u@10.0.0.1 JOIN #lobby"]);
    world.ends.2 -= 1;
    world.turns();
    world.hears(0, &[":carol!u@10.0.0.1 JOIN #lobby"]);
}

#[test]
fn a_guest_that_waits_for_its_turn_is_not_sent_away_for_that() {
    let mut world = World::small_crowd();
    world.adds(0, AWAY);
    world.connect(4);
    world.adds(4, "NICK erin\r\nUSER u 0 * :Erin\r\n");
    assert!(world.core.is_owing(), "the lobby is to be told");
    let deadline = world.ends.at(Seat(4)).deadline.expect("the greeting");
    for at in [deadline, limits::REGISTER_MS] {
        world.now.mono_ms = at;
        world.core.due(&mut world.ends, Seat(4), world.now);
        assert_eq!(world.ends.at(Seat(4)).deadline, None, "{at}");
    }
    assert!(!world.is_closed(4));
    world.turns();
    let told = world.read(4);
    assert!(told.contains(" 001 erin "), "{told}");
    assert!(world.ends.at(Seat(4)).deadline.is_some(), "it is a member");
}

#[test]
fn who_spoke_too_fast_goes_on_speaking_while_crowds_are_told_other_things() {
    let mut world = World::small_crowd();
    world.adds(1, &"PING x\r\n".repeat(1000));
    world.adds(1, "PRIVMSG #lobby :at last\r\n");
    world.adds(0, AWAY);
    world.hears(2, &[]);
    world.now.mono_ms += 1000;
    world.core.due(&mut world.ends, Seat(1), world.now);
    world.hears(2, &[":bob!u@10.0.0.1 PRIVMSG #lobby :at last"]);
    assert!(!world.ends.at(Seat(1)).paused);
}

#[test]
fn who_goes_while_it_waits_is_gone() {
    let mut world = World::small_crowd();
    world.adds(0, AWAY);
    world.adds(1, "PART #lobby :never told\r\n");
    let why = std::io::ErrorKind::ConnectionReset.into();
    world.core.lost(&mut world.ends, Seat(1), &why, world.now);
    world.hears(
        2,
        &[":bob!u@10.0.0.1 QUIT :lost connection: connection reset"],
    );
    world.core.closed(Seat(1));
    // Somebody else takes the seat, and finds nobody's turn in it.
    world.connect(1);
    world.turns();
    world.hears(2, &[]);
    world.hears(1, &[]);
    assert!(!world.core.is_owing());
}

#[test]
fn who_hangs_up_while_it_waits_says_what_it_had_to_say() {
    let mut world = World::small_crowd();
    world.adds(0, AWAY);
    world.adds(1, "NICK bert\r\nPRIVMSG dave :last words\r\n");
    world.core.ended(&mut world.ends, Seat(1), world.now);
    world.hears(2, &[]);
    world.turns();
    world.hears(
        2,
        &[
            ":bob!u@10.0.0.1 NICK bert",
            ":bert!u@10.0.0.1 QUIT :hung up",
        ],
    );
    world.hears(3, &[":bert!u@10.0.0.1 PRIVMSG dave :last words"]);
    assert!(world.is_closed(1));
}

#[test]
fn a_crowd_that_falls_silent_is_let_go_in_portions() {
    let mut world = World::small_crowd();
    world.pass(120_000);
    world.now.mono_ms += 60_000;
    world.turns();
    for (seat, gone) in [(0, true), (1, false)] {
        world.core.due(&mut world.ends, Seat(seat), world.now);
        assert_eq!(world.is_closed(seat), gone, "{seat}");
    }
    assert_eq!(world.ends.at(Seat(1)).deadline, Some(world.now.mono_ms));
    world.turns();
    world.core.due(&mut world.ends, Seat(1), world.now);
    assert!(world.is_closed(1));
}

#[test]
fn even_words_wait_when_a_tick_has_told_very_much() {
    let mut world = World::small_crowd();
    world.core.turns.set_ceiling(10);
    world.turns();
    world.adds(0, "PRIVMSG #lobby :1\r\nPRIVMSG #lobby :2\r\nPRIV");
    world.adds(1, "PING :later\r\n");
    world.adds(0, "MSG #lobby :3\r\n");
    let said = |n: u32| format!(":alice!u@10.0.0.1 PRIVMSG #lobby :{n}");
    world.hears(2, &[&said(1)]);
    assert!(
        world.ends.at(Seat(0)).paused,
        "nothing more is read from it"
    );
    world.read(1);
    for n in [2, 3] {
        world.pass(1);
        world.hears(2, &[&said(n)]);
    }
    assert!(world.read(1).contains("PONG"), "it had its part, too");
    assert!(!world.ends.at(Seat(0)).paused);
    assert!(!world.ends.at(Seat(1)).paused);
}
