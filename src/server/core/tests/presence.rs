//! What members are told of each other where they asked for it: AWAY, INVITE, the longer JOIN, WHO, WHOIS.

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

#[test]
fn who_was_away_before_it_came_comes_away() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", "away-notify no-implicit-names");
    world.join(1, "bob");
    world.read(0);
    world.connect(2);
    world.say(
        2,
        "CAP REQ draft/pre-away\r\nNICK carol\r\nUSER u 0 * :Real\r\nAWAY *\r\nCAP END\r\n",
    );
    world.hears(
        0,
        &[":carol!u@10.0.0.1 JOIN #lobby", ":carol!u@10.0.0.1 AWAY :*"],
    );
    let told = world.read(2);
    assert!(told.contains(" 306 carol :"), "{told}");
    world.holds(0, "PRIVMSG carol :hi", &[":irc.example 301 alice carol :*"]);
    world.read(1);
    world.say(1, "/msg carol hi\n");
    assert_eq!(world.read(1), "carol (#3) is away.\n");
    // Names are what it did not want.
    world.holds(0, "JOIN #ops", &[":alice!u@10.0.0.1 JOIN #ops"]);
}

#[test]
fn what_is_supported_can_be_asked_for_before_registration() {
    let mut world = World::new(Limits::default());
    world.connect(0);
    world.holds(0, "NICK alice", &[]);
    world.holds(
        0,
        "ISUPPORT",
        &[":irc.example 451 alice :You have not registered"],
    );
    world.say(
        0,
        "CAP REQ :draft/extended-isupport batch labeled-response\r\n",
    );
    world.read(0);
    world.say(0, "ISUPPORT\r\n");
    let told = world.read(0);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[0], ":irc.example BATCH +a1 draft/isupport");
    assert_eq!(lines[lines.len() - 1], ":irc.example BATCH -a1");
    for line in &lines[1..lines.len() - 1] {
        assert!(
            line.starts_with("@batch=a1 :irc.example 005 alice "),
            "{line}"
        );
    }
    // One batch is one answer already, of its own type.
    world.say(0, "@label=x ISUPPORT\r\n");
    let told = world.read(0);
    assert!(
        told.starts_with("@label=x :irc.example BATCH +a2 draft/isupport\r\n@batch=a2 "),
        "{told}"
    );
    assert!(told.ends_with("\r\n:irc.example BATCH -a2\r\n"), "{told}");
    // In a larger answer it keeps its own.
    world.say(
        0,
        "USER u 0 * :R\r\n@label=y CAP END\r\n@label=z VERSION\r\n",
    );
    let told = world.read(0);
    assert!(
        told.contains(
            "\r\n@label=z :irc.example BATCH +r6 labeled-response\r\n@batch=r6 :irc.example 351 "
        ),
        "{told}"
    );
    assert!(
        told.contains(
            "\r\n@batch=r6 :irc.example BATCH +a5 draft/isupport\r\n@batch=a5 :irc.example 005 "
        ),
        "{told}"
    );
}

#[test]
fn coming_and_going_is_told_once_to_each_who_is_there() {
    const CROWD: u32 = 60;
    let lines = |world: &mut World, seat| world.read(seat).matches("\r\n").count();
    let mut world = World::new(Limits::default());
    for seat in 0..=CROWD {
        world.irc(seat, &format!("m{seat}"), "multi-prefix");
        world.say(seat, "PART #lobby\r\n");
        world.read(seat);
    }
    for seat in 0..CROWD {
        world.say(seat, "JOIN #crowd\r\n");
        let told = world.read(seat);
        let names: usize = told
            .lines()
            .filter_map(|line| line.split_once(" = #crowd :"))
            .map(|(_, names)| names.split(' ').count())
            .sum();
        assert_eq!(names, seat as usize + 1);
        for (word, times) in [(" JOIN #crowd", 1), (" 366 ", 1)] {
            assert_eq!(told.matches(word).count(), times, "{told}");
        }
        // Nothing but the names takes more than one line.
        let of_names = told.matches(" 353 ").count();
        assert_eq!((told.lines().count(), of_names <= 2), (2 + of_names, true));
        for other in 0..seat {
            assert_eq!(lines(&mut world, other), 1);
        }
    }
    // Each tells the others of its going and nobody else, and nothing else where it does not coordinate.
    for seat in (1..CROWD).rev() {
        world.say(seat, "QUIT\r\n");
        world.read(seat);
        for other in 0..seat {
            assert_eq!(lines(&mut world, other), 1);
        }
    }
    assert_eq!(lines(&mut world, CROWD), 0, "it is not there");
}

#[test]
fn who_is_in_a_group_is_told_by_the_name_of_the_group() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", "");
    world.say(0, "JOIN #Ops\r\n");
    world.read(0);
    world.holds(
        0,
        "WHO #OPS",
        &[
            ":irc.example 352 alice #Ops u 10.0.0.1 irc.example alice H@ :0 Real",
            ":irc.example 315 alice #OPS :End of WHO list",
        ],
    );
}

#[test]
fn where_somebody_invisible_is_is_told_to_those_who_are_there() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", "");
    world.irc(1, "bob", "");
    world.say(1, "JOIN #ops\r\nMODE bob +i\r\n");
    world.read(1);
    for (seat, line, want) in [
        (0, "WHOIS bob", "319 alice bob :#lobby"),
        (1, "WHOIS bob", "319 bob bob :#lobby @#ops"),
        (0, "JOIN #ops", "366 alice #ops :"),
        (0, "WHOIS bob", "319 alice bob :#lobby @#ops"),
        (1, "MODE bob -i", "MODE bob -i"),
        (0, "PART #ops", "PART #ops"),
        (0, "WHOIS bob", "319 alice bob :#lobby @#ops"),
    ] {
        world.say(seat, &format!("{line}\r\n"));
        let told = world.read(seat);
        assert!(told.contains(&format!(" {want}")), "{line}: {told}");
        assert!(!told.contains(&format!(" {want} ")), "{line}: {told}");
    }
}
