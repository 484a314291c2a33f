//! A group with another name, as each dialect and every capability has it.

use super::*;

const PLAIN: u32 = 9;

/// alice and bob know of renaming and carol does not; dave is a person; all of them are in `#boats`, which alice founded.
fn boats() -> World {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", "draft/channel-rename");
    world.irc(1, "bob", "draft/channel-rename server-time");
    world.irc(2, "carol", "extended-join message-tags");
    world.join(PLAIN, "dave");
    for seat in [0, 1, 2] {
        world.say(seat, "JOIN #boats\r\n");
    }
    world.say(PLAIN, "/join #boats\n");
    world.forget();
    world
}

impl World {
    /// Whatever anybody has been told is of no interest.
    fn forget(&mut self) {
        for seat in 0..=PLAIN {
            self.read(seat);
        }
    }
}

#[test]
fn each_hears_of_it_in_its_own_way_and_once() {
    let mut world = boats();
    world.say(0, "TOPIC #boats :Sails\r\n");
    world.forget();
    world.holds(
        0,
        "RENAME #boats #Ships :they grew",
        &[":alice!u@10.0.0.1 RENAME #boats #Ships :they grew"],
    );
    world.hears(
        1,
        &["@time=1970-01-01T00:00:00.000Z :alice!u@10.0.0.1 RENAME #boats #Ships :they grew"],
    );
    world.hears(
        2,
        &[
            ":carol!u@10.0.0.1 PART #boats :they grew",
            ":carol!u@10.0.0.1 JOIN #Ships * :Real",
            ":irc.example 332 * #Ships :Sails",
            ":irc.example 333 * #Ships alice!u@10.0.0.1 0",
            ":irc.example 353 * = #Ships :@alice bob carol dave",
            ":irc.example 366 * #Ships :End of NAMES list",
        ],
    );
    assert_eq!(
        world.read(PLAIN),
        "[00:00] #boats -- #boats is now called #Ships (by alice (#1)): they grew\n"
    );
    // A person's lines go on to the same people.
    world.say(PLAIN, "ahoy\n");
    world.hears(0, &[":dave!dave@10.0.0.1 PRIVMSG #Ships :ahoy"]);
    world.read(1);
    world.holds(
        1,
        "NAMES #boats",
        &[":irc.example 366 bob #boats :End of NAMES list"],
    );
    // The old name is free, and means nothing any more.
    world.holds(
        1,
        "PRIVMSG #boats :hi",
        &[":irc.example 403 bob #boats :No such channel"],
    );
    world.say(1, "JOIN #boats\r\n");
    assert!(world.read(1).contains(" 353 bob = #boats :@bob\r\n"));
}

#[test]
fn a_person_renames_the_group_it_speaks_to() {
    let mut world = boats();
    world.say(0, "MODE #boats +o dave\r\n");
    world.forget();
    world.say(PLAIN, "/rename ships\n");
    assert_eq!(
        world.read(PLAIN),
        "[00:00] #boats -- #boats is now called #ships (by you)\n"
    );
    world.hears(0, &[":dave!dave@10.0.0.1 RENAME #boats #ships :"]);
    assert!(
        world
            .read(2)
            .starts_with(":carol!u@10.0.0.1 PART #boats\r\n")
    );
    world.say(PLAIN, "/rename\n/rename #a,b\n/rename #lobby\nhello\n");
    assert_eq!(
        world.read(PLAIN),
        "Usage: /rename #NEWNAME [REASON]\n#a,b cannot be a group: it may not contain ','.\n#ships cannot be called #lobby: there is such a group already.\n"
    );
    world.hears(0, &[":dave!dave@10.0.0.1 PRIVMSG #ships :hello"]);
}

#[test]
fn who_may_not_is_told_why() {
    let mut world = boats();
    for (seat, line, want) in [
        (
            1,
            "RENAME #boats #ships",
            ":irc.example 482 bob #boats :You're not an operator of that channel",
        ),
        (
            0,
            "RENAME #none #ships",
            ":irc.example 403 alice #none :No such channel",
        ),
        (
            0,
            "RENAME #boats",
            ":irc.example 461 alice RENAME :Not enough parameters",
        ),
        (
            0,
            "RENAME #BOATS #Lobby",
            ":irc.example FAIL RENAME CHANNEL_NAME_IN_USE #boats #Lobby :#boats cannot be called #Lobby: there is such a group already.",
        ),
        (
            0,
            "RENAME #boats boats",
            ":irc.example FAIL RENAME CANNOT_RENAME #boats boats :#boats cannot be called that: it has to begin with #.",
        ),
        (
            0,
            "RENAME #lobby #hall",
            ":irc.example FAIL RENAME CANNOT_RENAME #lobby #hall :#lobby keeps its name: everyone who comes here is put there.",
        ),
    ] {
        world.holds(seat, line, &[want]);
    }
    world.say(1, "PART #boats\r\n");
    world.forget();
    let want = ":irc.example 442 bob #boats :You're not on that channel";
    world.holds(1, "RENAME #boats #ships", &[want]);
    // Nothing is different, and nobody is told.
    world.holds(0, "RENAME #boats #boats", &[]);
    world.hears(2, &[]);
}

#[test]
fn letters_of_another_case_are_told_to_those_who_know_of_renaming() {
    let mut world = boats();
    let told = |from: &str, to: &str| format!(":alice!u@10.0.0.1 RENAME {from} {to} :");
    world.holds(0, "RENAME #boats #Boats", &[&told("#boats", "#Boats")]);
    world.hears(2, &[]);
    world.say(0, "JOIN #boats\r\nWHOIS alice\r\n");
    assert!(
        world
            .read(0)
            .contains(" 319 alice alice :@#lobby @#Boats\r\n")
    );
    // The lobby may be written otherwise, too.
    world.holds(0, "RENAME #lobby #LOBBY", &[&told("#lobby", "#LOBBY")]);
    world.join(3, "erin");
    assert!(world.read(0).contains(" JOIN #LOBBY\r\n"));
}

#[test]
fn who_knows_of_no_renaming_may_rename_all_the_same() {
    let mut world = boats();
    world.say(0, "MODE #boats +so carol\r\n");
    world.forget();
    world.holds(
        2,
        "RENAME #boats #ships",
        &[
            ":carol!u@10.0.0.1 PART #boats",
            ":carol!u@10.0.0.1 JOIN #ships * :Real",
            ":irc.example 353 * @ #ships :@alice bob @carol dave",
            ":irc.example 366 * #ships :End of NAMES list",
        ],
    );
    world.hears(0, &[":carol!u@10.0.0.1 RENAME #boats #ships :"]);
    world.holds(
        2,
        "RENAME #ships #lobby",
        &[":irc.example NOTICE carol :#ships cannot be called #lobby: there is such a group already."],
    );
}

#[test]
fn all_that_a_group_is_moves_with_it() {
    let mut world = boats();
    world.irc(
        3,
        "erin",
        "draft/channel-rename draft/chathistory batch draft/read-marker server-time",
    );
    world.say(3, "JOIN #boats\r\n");
    world.now.unix_ms = 5_000;
    world.say(0, "PRIVMSG #boats :one\r\n");
    world.say(0, "MODE #boats +iklb word 7 mallory!*@*\r\n");
    world.irc(4, "frank", "multi-prefix");
    world.say(0, "INVITE frank #boats\r\n");
    world.now.unix_ms = 9_000;
    world.say(3, "MARKREAD #boats timestamp=1970-01-01T00:00:05.000Z\r\n");
    // erin had been in another group of the new name.
    world.say(
        3,
        "JOIN #ships\r\nMARKREAD #ships timestamp=1970-01-01T00:00:01.000Z\r\nPART #ships\r\n",
    );
    world.say(1, "MONITOR + alice\r\n");
    world.forget();
    world.say(0, "RENAME #boats #ships\r\n");
    world.hears(
        1,
        &["@time=1970-01-01T00:00:09.000Z :alice!u@10.0.0.1 RENAME #boats #ships :"],
    );
    world.forget();
    world.holds(
        3,
        "MARKREAD #ships",
        &[":irc.example MARKREAD #ships timestamp=1970-01-01T00:00:05.000Z"],
    );
    world.say(3, "CHATHISTORY LATEST #ships * 10\r\n");
    let told = world.read(3);
    assert!(
        told.contains("time=1970-01-01T00:00:05.000Z :alice!u@10.0.0.1 PRIVMSG #ships :one\r\n"),
        "{told}"
    );
    world.say(3, "CHATHISTORY LATEST #boats * 10\r\n");
    assert!(world.read(3).contains("FAIL CHATHISTORY INVALID_TARGET "));
    world.say(PLAIN, "/history\n");
    assert_eq!(world.read(PLAIN), "[00:00] #ships <alice> one\n");
    world.holds(
        0,
        "MODE #ships",
        &[
            ":irc.example 324 alice #ships +klint word 7",
            ":irc.example 329 alice #ships 0",
        ],
    );
    world.say(0, "MODE #ships b\r\n");
    assert!(
        world
            .read(0)
            .contains(" 367 alice #ships mallory!*@* alice ")
    );
    world.holds(
        4,
        "INVITE",
        &[
            ":irc.example 336 frank #ships",
            ":irc.example 337 frank :End of INVITE list",
        ],
    );
    world.say(4, "JOIN #ships word\r\n");
    assert!(world.read(4).contains(" JOIN #ships\r\n"));
    // Members of the group are still members of it when they go.
    world.forget();
    world.say(0, "QUIT\r\n");
    let told = world.read(1);
    assert!(
        told.contains(" QUIT ") && told.contains("MODE #ships +o bob"),
        "{told}"
    );
}

#[test]
fn what_a_whole_crowd_is_told_of_it_is_written_once() {
    const CROWD: u32 = 100;
    let mut world = World::new(Limits::default());
    for seat in 0..CROWD {
        world.irc(seat, &format!("m{seat}"), "multi-prefix");
    }
    world.say(0, "JOIN #boats\r\n");
    for seat in 1..CROWD {
        world.say(seat, "JOIN #boats\r\n");
    }
    for seat in 0..CROWD {
        world.read(seat);
    }
    world.say(0, "RENAME #boats #ships\r\n");
    let mut first = String::new();
    for seat in 0..CROWD {
        let told = world.read(seat);
        let head =
            format!(":m{seat}!u@10.0.0.1 PART #boats\r\n:m{seat}!u@10.0.0.1 JOIN #ships\r\n");
        let rest = told.strip_prefix(&head).expect(&told).to_owned();
        if seat == 0 {
            first = rest;
            continue;
        }
        assert_eq!(rest, first);
    }
    assert_eq!(
        first.matches("353 * = #ships :").count(),
        first.lines().count() - 1
    );
}

#[test]
fn who_renames_a_crowd_pays_for_the_names_that_it_makes_everybody_read() {
    // How many lines are left to whoever renamed a group of so many before it is slowed.
    let left = |others: u32, caps: &str| {
        let limits = Limits {
            rate: 1,
            burst: 60,
            ..Limits::default()
        };
        let mut world = World::new(limits);
        for seat in 0..=others {
            let name = format!("m{seat}{}", "x".repeat(25));
            world.irc(seat, &name, caps);
            world.say(seat, "JOIN #boats\r\n");
        }
        world.pass(60_000);
        world.say(0, "RENAME #boats #ships\r\n");
        let mut lines = 0;
        while !world.ends.at(Seat(0)).paused {
            world.say(0, "PONG 1\r\nPONG 1\r\n");
            lines += 2;
        }
        lines
    };
    let alone = left(0, "multi-prefix");
    let in_a_crowd = left(100, "multi-prefix");
    assert!(in_a_crowd < alone, "{in_a_crowd} of {alone}");
    // Those who know of renaming are told one line.
    assert_eq!(left(100, "draft/channel-rename"), alone);
}
