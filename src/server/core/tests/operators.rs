//! Becoming an operator: work that is done elsewhere while the chat goes on.

use super::*;
use crate::keeper::Done;
use crate::server::operators::Operators;

/// Of `hunter2`.
const HASH: &str =
    "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$M0iJfWwX0/61FSBvCvLjOh4BKZDGk3svXNX+KnPuDno";

fn world() -> World {
    let mut world = World::new(Limits::default());
    world.has_operator();
    world
}

impl World {
    /// Lets the operator root in, whose password is `hunter2`.
    pub(super) fn has_operator(&mut self) {
        let operators = Operators::parse(&format!("root:{HASH}\n"));
        self.core.set_operators(operators.expect("good operators"));
    }

    /// Does all the work there is.
    pub(super) fn work_all(&mut self) {
        while !self.ends.1.taken.is_empty() {
            self.work();
        }
    }

    /// The tickets of the work that was given away and is not done.
    fn tickets(&self) -> Vec<Ticket> {
        self.ends
            .1
            .taken
            .iter()
            .map(|(ticket, _)| *ticket)
            .collect()
    }

    fn becomes_operator(&mut self, seat: u32) {
        self.say(seat, "OPER root hunter2\r\n");
        self.work();
        let told = self.read(seat);
        assert!(told.contains(" 381 "), "{told}");
    }
}

const YOU_ARE: &str = ":irc.example 381 alice :You are now an IRC operator";
const PLUS_O: &str = ":alice!u@10.0.0.1 MODE alice +o";
const WRONG: &str = ":irc.example 464 alice :Password incorrect";

#[test]
fn the_chat_goes_on_while_a_password_is_checked() {
    let mut world = world();
    world.irc(0, "alice", "batch");
    world.irc(1, "bob", "batch");
    world.read(0);
    world.holds(0, "OPER root hunter2", &[]);
    world.holds(1, "PRIVMSG alice :hi", &[]);
    world.hears(0, &[":bob!u@10.0.0.1 PRIVMSG alice :hi"]);
    // Her own lines are answered in order.
    assert!(!world.ends.at(Seat(0)).paused);
    world.holds(0, "PING 1", &[]);
    assert!(world.ends.at(Seat(0)).paused);
    world.say(0, "PING 2\r\n");
    world.work();
    let pong = [1, 2].map(|n| format!(":irc.example PONG irc.example :{n}"));
    world.hears(0, &[YOU_ARE, PLUS_O, &pong[0], &pong[1]]);
    assert!(!world.ends.at(Seat(0)).paused);
    world.holds(0, "MODE alice", &[":irc.example 221 alice +o"]);
    world.hears(1, &[]);
}

#[test]
fn wrong_passwords_and_unknown_names_are_answered_alike() {
    let mut world = world();
    world.irc(0, "alice", "batch");
    for line in ["OPER root hunter3", "OPER toor hunter2"] {
        world.holds(0, line, &[]);
        assert!(matches!(world.ends.1.taken[..], [(_, Job::Verify { .. })]));
        world.work();
        world.hears(0, &[WRONG]);
    }
    world.holds(0, "MODE alice", &[":irc.example 221 alice +"]);
}

#[test]
fn who_tries_again_and_again_waits_and_then_has_to_go() {
    let mut world = world();
    world.irc(0, "alice", "batch");
    let wait = |seconds: u64| {
        let s = if seconds == 1 { "" } else { "s" };
        format!(":irc.example 263 alice OPER :Please wait {seconds} second{s} and try again")
    };
    for (tries, seconds) in [0, 0, 1, 2].into_iter().enumerate() {
        if seconds > 0 {
            world.holds(0, "OPER root a", &[&wait(seconds)]);
            assert!(world.tickets().is_empty(), "it was not looked at");
            world.pass(seconds * 1000);
        }
        world.holds(0, "OPER root a", &[]);
        world.work();
        world.hears(0, &[WRONG]);
        assert!(!world.is_closed(0), "after {tries}");
    }
    // Another connection from the same address is no way around it.
    world.irc(1, "alice2", "batch");
    world.read(0);
    world.holds(
        1,
        "OPER root hunter2",
        &[&wait(4).replace("alice", "alice2")],
    );
    world.pass(4000);
    world.holds(0, "OPER root a", &[]);
    world.work();
    world.hears(0, &["ERROR :Closing link: (too many wrong passwords)"]);
    assert!(world.is_closed(0));
    // It was long enough for somebody who knows it.
    world.pass(8000);
    world.read(1);
    world.holds(1, "OPER root hunter2", &[]);
    world.work();
    assert!(world.read(1).contains(" 381 alice2 "));
}

#[test]
fn work_that_nobody_can_do_is_told_and_costs_no_try() {
    let mut world = world();
    world.irc(0, "alice", "batch");
    world.ends.1.busy = true;
    let busy = ":irc.example 263 alice OPER :Please wait 1 second and try again";
    for _ in 0..10 {
        world.holds(0, "OPER root hunter2", &[busy]);
    }
    world.ends.1.busy = false;
    world.holds(0, "OPER root hunter2", &[]);
    let ticket = world.tickets()[0];
    world.ends.1.taken.clear();
    world
        .core
        .done(&mut world.ends, ticket, &Done::Failed, world.now);
    world.hears(0, &[busy]);
    // A result that was told already, or never asked for, is nobody's.
    for ticket in [ticket, Ticket(1000)] {
        world
            .core
            .done(&mut world.ends, ticket, &Done::Verified(true), world.now);
        world.hears(0, &[]);
    }
    world.holds(0, "OPER root hunter2", &[]);
    world.work();
    world.hears(0, &[YOU_ARE, PLUS_O]);
}

#[test]
fn a_result_for_somebody_who_is_gone_reaches_nobody_else() {
    let mut world = world();
    world.irc(0, "alice", "batch");
    world.holds(0, "OPER root hunter2", &[]);
    let broken = std::io::ErrorKind::ConnectionReset.into();
    world
        .core
        .lost(&mut world.ends, Seat(0), &broken, world.now);
    world.closed(0);
    world.irc(0, "mallory", "batch");
    world.work();
    world.hears(0, &[]);
    world.holds(0, "MODE mallory", &[":irc.example 221 mallory +"]);
}

#[test]
fn the_answer_carries_the_label_of_the_question() {
    let mut world = world();
    world.irc(0, "alice", "batch labeled-response");
    world.holds(0, "@label=a OPER root hunter3", &[]);
    world.holds(0, "@label=b PING 1", &[]);
    world.work();
    let pong = "@label=b :irc.example PONG irc.example :1";
    world.hears(0, &[&format!("@label=a {WRONG}"), pong]);
    world.holds(0, "@label=c OPER root hunter2", &[]);
    world.work();
    let told = world.read(0);
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 4, "{told}");
    assert!(
        lines[0].starts_with("@label=c :irc.example BATCH +"),
        "{told}"
    );
    assert!(
        lines[1].ends_with(YOU_ARE) && lines[2].ends_with(PLUS_O),
        "{told}"
    );
    world.ends.1.busy = true;
    world.holds(
        0,
        "@label=d OPER root hunter2",
        &["@label=d :irc.example 263 alice OPER :Please wait 1 second and try again"],
    );
}

#[test]
fn without_operators_nobody_becomes_one() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", "batch");
    let none = ":irc.example 491 alice :There are no operators on this server";
    world.holds(0, "OPER root hunter2", &[none]);
    let operators = Operators::parse("# nobody\n").expect("no operators");
    world.core.set_operators(operators);
    world.holds(0, "OPER root hunter2", &[none]);
    assert!(world.tickets().is_empty());
}

#[test]
fn an_operator_can_lay_it_down_and_nobody_can_take_it_up() {
    let mut world = world();
    world.irc(0, "alice", "batch");
    world.holds(0, "MODE alice +o", &[":irc.example 221 alice +"]);
    world.holds(0, "MODE alice +oi", &[":alice!u@10.0.0.1 MODE alice +i"]);
    world.holds(0, "OPER root hunter2", &[]);
    world.work();
    world.hears(0, &[YOU_ARE, PLUS_O]);
    let operators = |world: &mut World| {
        world.say(0, "LUSERS\r\n");
        let told = world.read(0);
        told.lines()
            .find(|line| line.contains(" 252 "))
            .map(str::to_owned)
    };
    let count = |n: u8| Some(format!(":irc.example 252 alice {n} :operator(s) online"));
    assert_eq!(operators(&mut world), count(1));
    world.holds(0, "MODE alice -o", &[":alice!u@10.0.0.1 MODE alice -o"]);
    assert_eq!(operators(&mut world), count(0));
}

#[test]
fn who_waits_for_a_check_is_not_taken_for_silent() {
    let mut world = world();
    world.irc(0, "alice", "batch");
    world.holds(0, "OPER root hunter2", &[]);
    world.say(0, "PING 1\r\n");
    world.pass(300_000);
    assert!(!world.is_closed(0));
    world.read(0);
    world.work();
    world.pass(100_000);
    assert!(world.read(0).ends_with(" PONG irc.example :1\r\n"));
    assert!(!world.is_closed(0));
}

#[test]
fn who_is_slowed_and_waits_for_a_check_is_heard_once_in_order() {
    let mut world = World::new(Limits {
        rate: 1,
        burst: 8,
        ..Limits::default()
    });
    world
        .core
        .set_operators(Operators::parse(&format!("root:{HASH}\n")).expect("good operators"));
    world.irc(0, "alice", "batch");
    world.pass(60_000);
    world.read(0);
    let pings = "PING 0\r\n".repeat(12);
    world.say(0, &format!("{pings}OPER root hunter2\r\nPING 1\r\n"));
    world.pass(60_000);
    assert_eq!(world.read(0).matches(" PONG ").count(), 12);
    assert!(
        world.ends.at(Seat(0)).paused,
        "there is still a check to wait for"
    );
    world.work();
    world.pass(60_000);
    let told = world.read(0);
    assert_eq!(told.matches(" PONG ").count(), 1, "{told}");
    assert!(told.find(" 381 ") < told.find(" PONG "), "{told}");
    assert!(!world.ends.at(Seat(0)).paused);
}

#[test]
fn what_is_for_operators_is_refused_to_all_others() {
    let mut world = world();
    world.irc(0, "alice", "batch");
    world.irc(1, "bob", "batch");
    world.read(0);
    let orders = crate::irc::command::TABLE
        .iter()
        .filter(|row| row.operators);
    let mut seen = 0;
    for row in orders {
        seen += 1;
        let line = format!("{} bob b host.example", row.word);
        world.holds(
            0,
            &line,
            &[":irc.example 481 alice :Permission denied: you're not an IRC operator"],
        );
    }
    assert_eq!(seen, 5);
    world.holds(
        0,
        "STATS o",
        &[
            ":irc.example 481 alice :Permission denied: you're not an IRC operator",
            ":irc.example 219 alice o :End of STATS report",
        ],
    );
    world.hears(1, &[]);
    assert!(!world.is_closed(1) && world.core.wanted().is_none());
}

#[test]
fn who_is_killed_and_all_around_hear_by_whom_and_why() {
    let mut world = world();
    world.irc(0, "alice", "batch");
    world.irc(1, "bob", "batch");
    world.join(2, "carol");
    world.becomes_operator(0);
    world.holds(
        0,
        "KILL nobody :x",
        &[":irc.example 401 alice nobody :No such nick/channel"],
    );
    world.read(1);
    world.holds(
        0,
        "KILL bob :spam, again",
        &[":bob!u@10.0.0.1 QUIT :Killed (alice (spam, again))"],
    );
    world.hears(1, &["ERROR :Closing link: (Killed (alice (spam, again)))"]);
    assert!(world.is_closed(1));
    let told = world.read(2);
    assert!(
        told.ends_with(" #lobby -- bob (#2) left (Killed (alice (spam, again)))\n"),
        "{told}"
    );
    world.say(0, "KILL carol :bye\r\n");
    assert_eq!(
        world.read(2),
        "You are disconnected: Killed (alice (bye)).\n"
    );
    world.read(0);
    // Oneself, too: then it is the last that is heard.
    world.holds(
        0,
        "KILL alice :done",
        &["ERROR :Closing link: (Killed (alice (done)))"],
    );
}

#[test]
fn words_to_all_reach_operators_and_those_who_wish_it() {
    let mut world = world();
    world.irc(0, "alice", "batch");
    world.irc(1, "bob", "batch");
    world.irc(2, "carol", "batch");
    world.becomes_operator(0);
    world.say(1, "MODE bob +w\r\n");
    world.read(1);
    world.read(2);
    let told = ":alice!u@10.0.0.1 WALLOPS :back in five minutes";
    world.holds(0, "WALLOPS :back in five minutes", &[told]);
    world.hears(1, &[told]);
    world.hears(2, &[]);
}

#[test]
fn operators_see_more_and_are_seen() {
    let mut world = world();
    world.core = Core::new(
        Info::new("irc.example", GroupName::new("#lobby").expect("a group")),
        Rules {
            cloak: Some(Box::new(|_| "hidden.example".into())),
            ..Rules::new(GroupName::new("#lobby").expect("a group"))
        },
        Box::new(|bytes| bytes.fill(7)),
    );
    world.has_operator();
    world.irc(0, "alice", "batch");
    world.irc(1, "bob", "batch");
    world.say(1, "PART #lobby\r\nMODE bob +i\r\n");
    world.read(1);
    world.read(0);
    let all = |world: &mut World, seat, line: &str| {
        world.say(seat, &format!("{line}\r\n"));
        world.read(seat)
    };
    assert!(!all(&mut world, 0, "WHO").contains(" bob "));
    assert!(!all(&mut world, 0, "WHOIS bob").contains("10.0.0.1"));
    world.holds(0, "WHO * o", &[":irc.example 315 alice * :End of WHO list"]);
    world.becomes_operator(0);
    assert!(all(&mut world, 0, "WHO").contains(" bob H :0 Real"));
    let about = all(&mut world, 0, "WHOIS bob");
    assert!(
        about.contains(" 378 alice bob :is connecting from u@10.0.0.1 10.0.0.1\r\n"),
        "{about}"
    );
    assert!(
        about.contains(" 338 alice bob 10.0.0.1 :is actually using host\r\n"),
        "{about}"
    );
    world.holds(
        0,
        "STATS o",
        &[
            ":irc.example 243 alice O alice!u@hidden.example * root",
            ":irc.example 219 alice o :End of STATS report",
        ],
    );
    // What others see of it.
    let row = ":irc.example 352 bob #lobby u hidden.example irc.example alice H*@ :0 Real";
    world.holds(
        1,
        "WHO * o",
        &[row, ":irc.example 315 bob * :End of WHO list"],
    );
    assert!(all(&mut world, 1, "WHOIS alice").contains(" 313 bob alice :is an IRC operator\r\n"));
    assert!(!all(&mut world, 1, "WHOIS alice").contains("10.0.0.1"));
    world.holds(
        1,
        "USERHOST alice",
        &[":irc.example 302 bob :alice*=+u@hidden.example"],
    );
    world.say(0, "MODE alice -o\r\n");
    world.read(0);
    assert!(!all(&mut world, 0, "WHO").contains(" bob "));
    assert!(all(&mut world, 0, "KILL bob :x").contains(" 481 "));
}

#[test]
fn another_host_is_told_each_in_the_form_it_knows() {
    let mut world = world();
    world.irc(0, "alice", "batch");
    world.irc(1, "bob", "chghost");
    world.irc(2, "carol", "chghost");
    world.irc(3, "dan", "extended-join");
    world.join(4, "erin");
    world.becomes_operator(0);
    world.say(0, "MODE #lobby +v bob\r\n");
    for seat in 0..5 {
        world.read(seat);
    }
    world.holds(
        0,
        "CHGHOST bob b2 staff.example",
        &[
            ":bob!u@10.0.0.1 QUIT :Changing host",
            ":bob!b2@staff.example JOIN #lobby",
            ":irc.example MODE #lobby +v bob",
        ],
    );
    let told = ":bob!u@10.0.0.1 CHGHOST b2 staff.example";
    world.hears(1, &[told]);
    world.hears(2, &[told]);
    world.hears(
        3,
        &[
            ":bob!u@10.0.0.1 QUIT :Changing host",
            ":bob!b2@staff.example JOIN #lobby * :Real",
            ":irc.example MODE #lobby +v bob",
        ],
    );
    assert_eq!(world.read(4), "", "people are shown by their names");
    world.holds(1, "PRIVMSG alice :hi", &[]);
    world.hears(0, &[":bob!b2@staff.example PRIVMSG alice :hi"]);
    // The same again is nothing new, and who does not know of it hears its own host in words.
    world.holds(0, "CHGHOST bob b2 staff.example", &[]);
    world.hears(2, &[]);
    world.say(0, "CHGHOST dan d ship.example\r\n");
    world.hears(
        3,
        &[":irc.example 396 dan ship.example :is now your displayed host"],
    );
}

#[test]
fn the_server_reads_its_files_or_stops_when_an_operator_says_so() {
    let mut world = world();
    world.irc(0, "alice", "batch");
    world.becomes_operator(0);
    assert_eq!(world.core.wanted(), None);
    world.holds(0, "REHASH", &[":irc.example 382 alice files :Rehashing"]);
    assert_eq!(world.core.wanted(), Some(Wanted::Reload));
    assert_eq!(world.core.wanted(), None, "once");
    world.holds(0, "DIE", &[]);
    assert_eq!(world.core.wanted(), Some(Wanted::Stop));
}

#[test]
fn who_watches_from_afar_hears_of_a_host_and_of_no_leaving() {
    let mut world = world();
    world.irc(0, "alice", "batch");
    for (seat, name, caps) in [
        (1, "bob", "extended-monitor chghost"),
        (2, "carol", "extended-monitor"),
        (3, "dan", "chghost"),
    ] {
        world.irc(seat, name, caps);
        world.say(seat, "PART #lobby\r\nMONITOR + alice\r\n");
    }
    world.becomes_operator(0);
    for seat in 0..4 {
        world.read(seat);
    }
    world.say(0, "CHGHOST alice a staff.example\r\n");
    world.hears(1, &[":alice!u@10.0.0.1 CHGHOST a staff.example"]);
    world.hears(2, &[]);
    world.hears(3, &[]);
}

#[test]
fn another_host_is_no_way_around_a_ban() {
    let mut world = world();
    for (seat, name) in [(0, "alice"), (1, "bob"), (2, "carol")] {
        world.irc(seat, name, "batch");
    }
    world.becomes_operator(0);
    world.say(1, "JOIN #a\r\nMODE #a +b *!*@10.0.0.*\r\n");
    world.say(0, "CHGHOST carol c staff.example\r\n");
    for line in ["JOIN #a", "NICK caroline", "JOIN #a"] {
        world.say(2, &format!("{line}\r\n"));
    }
    let told = world.read(2);
    assert_eq!(told.matches(" 474 ").count(), 2, "{told}");
    // What others see now counts as well, for a ban and for what opens one.
    world.say(1, "MODE #a +e *!*@*.example\r\n");
    world.say(2, "JOIN #a\r\n");
    assert!(world.read(2).contains(" JOIN #a"));
    world.say(
        1,
        "MODE #a -eb *!*@*.example *!*@10.0.0.*\r\nMODE #a +b *!*@staff.example\r\n",
    );
    world.say(2, "PRIVMSG #a :hi\r\n");
    assert!(world.read(2).contains(" 404 caroline #a "));
    // Another host still does not make her anew: she is known by the one she came with, and by the last.
    world.say(0, "CHGHOST caroline c crew.example\r\n");
    world.say(1, "MODE #a -b+b *!*@staff.example *!u@10.0.0.1\r\n");
    world.read(2);
    world.say(2, "PRIVMSG #a :hi\r\n");
    assert!(world.read(2).contains(" 404 caroline #a "));
}

#[test]
fn an_operator_of_the_server_takes_back_what_it_can_read() {
    const CAPS: &str = "draft/message-redaction message-tags batch";
    let mut world = world();
    for (seat, name) in [(0, "alice"), (1, "bob"), (2, "carol")] {
        world.irc(seat, name, CAPS);
    }
    world.say(1, "JOIN #a\r\n");
    world.becomes_operator(0);
    let said = |world: &mut World| {
        world.say(1, "PRIVMSG #a,carol :words\r\n");
        let told = world.read(2);
        let ids: Vec<String> = told
            .split("msgid=")
            .skip(1)
            .map(|rest| rest.split([';', ' ']).next().unwrap_or_default().to_owned())
            .collect();
        ids
    };
    world.say(2, "JOIN #a\r\n");
    world.read(2);
    let ids = said(&mut world);
    let redact = |target: &str, id: &str| format!("REDACT {target} {id} :spam\r\n");
    world.read(0);
    world.say(0, &redact("#a", &ids[0]));
    let told = world.read(0);
    assert!(
        told.starts_with("FAIL REDACT ") || told.contains(" FAIL REDACT "),
        "{told}"
    );
    world.say(0, "JOIN #a\r\n");
    world.read(0);
    world.say(0, &redact("#a", &ids[0]));
    let told = world.read(2);
    assert!(
        told.contains(&format!(" REDACT #a {} :spam", ids[0])),
        "{told}"
    );
    // What two others say to each other is none of its business.
    world.read(0);
    world.say(0, &redact("carol", &ids[1]));
    assert!(world.read(0).contains("UNKNOWN_MSGID"));
    world.hears(2, &[]);
}
