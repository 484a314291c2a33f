//! The core on a wire that leads nowhere.

mod anything;
mod bot;
mod labels;
mod logins;
mod operators;
mod presence;
mod promises;
mod rename;
mod turn;
mod watch;

use std::net::SocketAddr;
use std::time::Duration;

use super::*;
use crate::hub::name::GroupName;
use crate::keeper::{Busy, Job, Ticket};
use crate::limits::Limits;
use crate::net::Span;

/// What became of one connection.
#[derive(Debug, Default)]
struct End {
    /// What it has been sent and has not read.
    queue: Vec<u8>,
    /// It reads nothing: `queue` is never taken.
    stuck: bool,
    closed: bool,
    paused: bool,
    deadline: Option<u64>,
    room_wanted: Option<usize>,
    keep_alive: Option<(Duration, Duration)>,
}

/// Every end, the keeper, and how much the one has to be given that has waited longest.
#[derive(Debug, Default)]
struct Ends(Vec<End>, Jobs, usize);

/// Slow work that was given away, in order; nobody takes any while `busy`.
#[derive(Debug, Default)]
struct Jobs {
    taken: Vec<(Ticket, Job)>,
    busy: bool,
}

impl Ends {
    fn at(&mut self, seat: Seat) -> &mut End {
        if self.0.len() <= seat.index() {
            self.0.resize_with(seat.index() + 1, End::default);
        }
        &mut self.0[seat.index()]
    }
}

impl Wire for Ends {
    fn send(&mut self, seat: Seat, span: &Span) -> usize {
        let end = self.at(seat);
        if end.closed {
            return 0;
        }
        end.queue.extend(span.to_vec());
        end.queue.len()
    }
    fn cut(&mut self, seat: Seat) {
        self.at(seat).queue.clear();
    }
    fn close(&mut self, seat: Seat) {
        self.at(seat).closed = true;
    }
    fn backlog(&self) -> usize {
        self.2
    }
    fn queued(&self, seat: Seat) -> usize {
        self.0.get(seat.index()).map_or(0, |end| end.queue.len())
    }
    fn call_with_room(&mut self, seat: Seat, most: usize) {
        self.at(seat).room_wanted = Some(most);
    }
    fn pause(&mut self, seat: Seat) {
        self.at(seat).paused = true;
    }
    fn resume(&mut self, seat: Seat) {
        self.at(seat).paused = false;
    }
    fn set_deadline(&mut self, seat: Seat, at_ms: Option<u64>) {
        self.at(seat).deadline = at_ms;
    }
    fn keep_alive(&mut self, seat: Seat, idle: Duration, give_up: Duration) {
        self.at(seat).keep_alive = Some((idle, give_up));
    }
    fn work(&mut self, ticket: Ticket, job: Job) -> Result<(), Busy> {
        if self.1.busy {
            return Err(Busy);
        }
        self.1.taken.push((ticket, job));
        Ok(())
    }
}

/// A server, the ends of its connections, and the moment.
struct World {
    core: Core,
    ends: Ends,
    now: Now,
}

impl World {
    fn new(limits: Limits) -> World {
        let lobby = GroupName::new("#lobby").expect("a good name");
        let info = Info {
            limits,
            ..Info::new("irc.example", lobby.clone())
        };
        World {
            core: Core::new(info, Rules::new(lobby), Box::new(|bytes| bytes.fill(7))),
            ends: Ends::default(),
            now: Now::default(),
        }
    }

    /// Somebody connects, from an address that is counted.
    fn connect(&mut self, seat: u32) {
        self.connect_from(seat, [10, 0, 0, 1]);
    }

    fn connect_from(&mut self, seat: u32, ip: [u8; 4]) {
        *self.ends.at(Seat(seat)) = End::default();
        let address = SocketAddr::from((ip, 1000));
        self.core
            .accept(&mut self.ends, Seat(seat), address, self.now);
    }

    /// Somebody is a plain member.
    fn join(&mut self, seat: u32, name: &str) {
        self.connect(seat);
        self.say(seat, &format!("{name}\n"));
        let told = self.read(seat);
        assert!(told.starts_with("You are "), "{told}");
    }

    /// Somebody is an IRC member with these capabilities.
    fn irc(&mut self, seat: u32, name: &str, caps: &str) {
        self.connect(seat);
        let lines = format!("CAP REQ :{caps}\r\nNICK {name}\r\nUSER u 0 * :Real\r\nCAP END\r\n");
        self.say(seat, &lines);
        let told = self.read(seat);
        assert!(told.contains(" 001 "), "{told}");
    }

    /// Says an IRC line and holds what its author is told against these lines.
    #[track_caller]
    fn holds(&mut self, seat: u32, line: &str, want: &[&str]) {
        self.say(seat, &format!("{line}\r\n"));
        self.hears(seat, want);
    }

    /// Holds what somebody has been told and has not read against these lines.
    #[track_caller]
    fn hears(&mut self, seat: u32, want: &[&str]) {
        let told = self.read(seat);
        let told: Vec<&str> = told.split_terminator("\r\n").collect();
        assert_eq!(told, want);
    }

    fn say(&mut self, seat: u32, text: &str) {
        let seat = Seat(seat);
        self.core.take_turns(&mut self.ends, self.now);
        self.core
            .data(&mut self.ends, seat, text.as_bytes(), self.now);
    }

    /// The keeper does one job, the oldest.
    fn work(&mut self) {
        let (ticket, job) = self.ends.1.taken.remove(0);
        // What does not fit a frame ends the keeper.
        let job = Job::decode(&job.encode()[4..]).expect("a job");
        self.core.take_turns(&mut self.ends, self.now);
        self.core.done(&mut self.ends, ticket, &job.run(), self.now);
    }

    /// What this one has been told and has not read.
    fn read(&mut self, seat: u32) -> String {
        let end = self.ends.at(Seat(seat));
        assert!(!end.stuck, "it does not read");
        let told = std::mem::take(&mut end.queue);
        if end.room_wanted.take().is_some() {
            self.core.room(&mut self.ends, Seat(seat), self.now);
        }
        String::from_utf8(told).expect("UTF-8")
    }

    fn is_closed(&mut self, seat: u32) -> bool {
        self.ends.at(Seat(seat)).closed
    }

    fn closed(&mut self, seat: u32) {
        self.core.closed(Seat(seat));
    }

    /// Lets time pass; every deadline comes when it is due.
    fn pass(&mut self, ms: u64) {
        let end = self.now.mono_ms + ms;
        loop {
            let due = |(index, end): (usize, &End)| Some((end.deadline?, index));
            let next = self.ends.0.iter().enumerate().filter_map(due).min();
            let Some((at, index)) = next.filter(|&(at, _)| at <= end) else {
                break;
            };
            self.now.mono_ms = self.now.mono_ms.max(at);
            self.ends.0[index].deadline = None;
            let seat = Seat(u32::try_from(index).expect("few"));
            self.core.take_turns(&mut self.ends, self.now);
            self.core.due(&mut self.ends, seat, self.now);
        }
        self.now.mono_ms = end;
    }
}

#[test]
fn those_who_are_turned_away_take_nobodys_place() {
    for limits in [
        Limits {
            clients: 1,
            ..Limits::default()
        },
        Limits {
            per_address: 1,
            ..Limits::default()
        },
    ] {
        let mut world = World::new(limits);
        world.join(0, "alice");
        world.connect(1);
        let told = world.read(1);
        assert!(told.starts_with("ERROR :Closing link: ("), "{told}");
        assert!(world.is_closed(1));
        // The place is free, while the one that was turned away is still hanging up.
        world.say(0, "/quit\n");
        world.closed(0);
        world.join(2, "bob");
        world.closed(1);
        world.connect(3);
        assert!(world.is_closed(3), "bob has the place");
    }
}

#[test]
fn a_plain_member_that_vanishes_is_given_up_when_the_help_says() {
    let mut world = World::new(Limits {
        ping_interval_s: 100,
        ..Limits::default()
    });
    world.join(0, "alice");
    // Probed after 100 seconds, and after half as long again given up.
    assert_eq!(
        world.ends.at(Seat(0)).keep_alive,
        Some((Duration::from_secs(100), Duration::from_secs(50)))
    );
}

#[test]
fn no_line_of_a_web_request_is_chat_however_long_its_first() {
    let long = "a".repeat(2 * limits::PLAIN_LINE);
    for method in ["POST", "BREW", "VERSION-CONTROL", "patch"] {
        for blank in ["", "\r\n"] {
            let request =
                format!("{blank}{method} /{long} HTTP/1.1\r\nHost: x\r\n\r\nmallory\nhello\n");
            for pieces in [1, 2, 3] {
                let mut world = World::new(Limits::default());
                world.join(0, "alice");
                world.connect(1);
                for piece in request.as_bytes().chunks(request.len() / pieces + 1) {
                    world.say(1, std::str::from_utf8(piece).expect("ASCII"));
                }
                let told = world.read(1);
                assert!(told.starts_with("HTTP/1.1 400 "), "{method}: {told}");
                assert!(world.is_closed(1));
                assert_eq!(world.read(0), "");
            }
        }
    }
}

#[test]
fn a_first_line_that_is_too_long_is_refused_and_the_connection_stays() {
    let mut world = World::new(Limits::default());
    world.connect(0);
    world.say(0, &"a".repeat(limits::PLAIN_LINE + 10));
    // The rest of that line begins like a request, and is not looked at.
    world.say(0, "GET / HTTP/1.1\nalice\n");
    let told = world.read(0);
    assert!(told.starts_with("That line is longer than"), "{told}");
    assert!(told.contains("You are alice (#1)"), "{told}");
}

#[test]
fn an_answer_costs_as_much_as_it_is_long() {
    let limits = Limits {
        rate: 5,
        burst: 10,
        ..Limits::default()
    };
    let mut world = World::new(limits);
    world.core.set_motd(vec!["z".repeat(400); 145]);
    world.connect(0);
    world.say(0, "NICK alice\nUSER a 0 * :A\nMOTD\nPING 1\n");
    let told = world.read(0);
    assert!(told.len() > 115_000 && !told.contains("PONG"), "{told}");
    world.pass(1000);
    assert!(world.ends.at(Seat(0)).paused);
    world.pass(3000);
    assert!(world.read(0).contains("PONG"));
    assert!(!world.ends.at(Seat(0)).paused);
}

#[test]
fn telnet_commands_are_taken_out_of_what_waits_too() {
    let limits = Limits {
        rate: 1,
        burst: 2,
        ..Limits::default()
    };
    let mut world = World::new(limits);
    world.join(0, "alice");
    world.join(1, "bob");
    let now = world.now;
    for line in [&b"one\ntwo\n"[..], b"th\xff\xf1ree\n"] {
        world.core.data(&mut world.ends, Seat(0), line, now);
    }
    assert!(world.ends.at(Seat(0)).paused);
    world.pass(10_000);
    let heard = world.read(1);
    assert!(
        heard.contains("<alice> two") && heard.contains("<alice> three"),
        "{heard}"
    );
}

#[test]
fn neither_an_endless_line_nor_answers_nobody_asked_for_are_free() {
    for noise in ["a".repeat(4096), "PONG\n".repeat(500)] {
        let limits = Limits {
            rate: 10,
            burst: 10,
            ..Limits::default()
        };
        let mut world = World::new(limits);
        world.connect(0);
        world.say(0, "NICK alice\nUSER a 0 * :A\n");
        let mut heard = 0;
        while !world.ends.at(Seat(0)).paused {
            world.say(0, &noise);
            heard += 1;
            assert!(heard < 100, "it goes on for ever");
        }
    }
}

#[test]
fn one_long_answer_does_not_make_a_slow_reader_and_what_waits_behind_it_does() {
    let limits = Limits {
        send_queue: 2000,
        ..Limits::default()
    };
    let mut world = World::new(limits);
    world.join(0, "alice");
    world.join(1, "bob");
    world.read(0);
    for n in 0..20 {
        world.say(1, &format!("{n}{}\n", "x".repeat(200)));
        world.read(0);
    }
    world.say(0, "/history\n");
    assert!(!world.is_closed(0), "it had no time to read");
    assert!(world.read(0).len() > 4000);
    world.say(0, "/history\n");
    world.say(1, "more\n");
    assert!(world.is_closed(0), "it had");
    assert!(world.read(0).contains("reads too slowly"));
    let told = world.read(1);
    assert!(told.contains("alice (#1) left (reads too slowly"), "{told}");
}

/// Somebody who has asked for more than the outbox of a reader may hold, twice in one packet, in a group of many.
fn who_asks_for_a_crowd() -> World {
    let mut world = World::new(Limits {
        send_queue: 80 * 1024,
        per_address: 0,
        rate: 0,
        ..Limits::default()
    });
    world.irc(0, "alice", "batch labeled-response");
    for seat in 1..1000 {
        world.connect(seat);
        let real = "r".repeat(100);
        let name = format!("NICK m{seat}\r\nUSER u 0 * :{real}\r\n");
        world.say(seat, &name);
        for earlier in 0..=seat {
            world.ends.at(Seat(earlier)).queue.clear();
        }
    }
    world
}

#[test]
fn two_long_answers_in_one_packet_cut_nobody_off() {
    let mut world = who_asks_for_a_crowd();
    for label in ["", "@label=x "] {
        world.say(
            0,
            &format!("{label}WHO #lobby\r\n{label}WHO #lobby\r\nPING 1\r\n"),
        );
        world.say(1, "PRIVMSG #lobby :meanwhile\r\n");
        assert!(!world.is_closed(0) && world.ends.at(Seat(0)).paused);
        let mut parts = Vec::new();
        for _ in 0..3 {
            let told = world.read(0);
            parts.push((
                told.matches(" 352 ").count(),
                told.matches(" PONG ").count(),
            ));
        }
        assert_eq!(parts, [(1000, 0), (1000, 0), (0, 1)]);
        assert!(!world.ends.at(Seat(0)).paused);
        world.holds(0, "PING 2", &[":irc.example PONG irc.example :2"]);
    }
}

#[test]
fn who_takes_nothing_of_a_long_answer_is_given_up() {
    let mut world = who_asks_for_a_crowd();
    world.say(0, "WHO #lobby\r\nPING 1\r\n");
    // It takes a little, and gets as long again; then it takes nothing.
    world.pass(limits::UNREAD_MS - 1);
    world.ends.at(Seat(0)).queue.drain(..1000);
    world.pass(limits::UNREAD_MS);
    assert!(!world.is_closed(0));
    world.pass(limits::UNREAD_MS);
    assert!(world.is_closed(0));
    let told = world.read(0);
    assert!(
        told.contains("reads too slowly: nothing for 60 seconds"),
        "{told}"
    );
    assert!(!told.contains("PONG"), "{told}");
}

#[test]
fn several_slow_readers_go_at_once_the_speaker_among_them() {
    let limits = Limits {
        send_queue: 2000,
        ..Limits::default()
    };
    let mut world = World::new(limits);
    for (seat, name) in [(0, "alice"), (1, "bob"), (2, "carol"), (3, "dave")] {
        world.join(seat, name);
    }
    world.connect(4);
    world.say(
        4,
        "CAP REQ echo-message\nNICK erin\nUSER e 0 * :E\nCAP END\n",
    );
    for seat in 0..5 {
        world.read(seat);
    }
    // Nobody but dave reads.
    for n in 0..20 {
        world.say(4, &format!("PRIVMSG #lobby :{n}{}\r\n", "x".repeat(200)));
        world.read(3);
    }
    for seat in [0, 1, 2, 4] {
        assert!(world.is_closed(seat), "{seat}");
        assert!(world.read(seat).contains("reads too slowly"), "{seat}");
    }
    assert!(!world.is_closed(3));
    assert_eq!(world.core.hub().counts().members, 1);
    for seat in [0, 1, 2, 4] {
        world.closed(seat);
    }
    world.join(1, "bob");
    assert!(world.read(3).contains("bob (#6) joined"));
}

#[test]
fn a_plain_member_is_told_where_its_lines_go_after_it_left_or_was_removed() {
    let mut world = World::new(Limits::default());
    world.join(0, "alice");
    world.join(1, "bob");
    world.say(0, "/join #ops\n");
    world.say(1, "/join #ops\n");
    world.read(1);
    world.say(0, "/remove bob\n");
    let told = world.read(1);
    assert!(
        told.ends_with("You were removed by alice (#1)\nYou speak to #lobby now.\n"),
        "{told}"
    );
    world.read(0);
    world.say(1, "back here\n/leave\n/help x\nhello\n");
    assert!(world.read(0).contains("#lobby <bob> back here\n"));
    let told = world.read(1);
    assert!(
        told.contains("#lobby -- You left\nYou are in no group. Join one: /join #NAME\n"),
        "{told}"
    );
    assert!(told.ends_with("You are in no group. Join one: /join #NAME\n"));
    // Leaving another group than the current one changes nothing, and nothing is said of it.
    world.say(0, "/leave #lobby\n");
    let told = world.read(0);
    assert!(told.ends_with("#lobby -- You left\n"), "{told}");
    world.say(0, "/leave\n/join #ops\n");
    let told = world.read(0);
    assert!(
        told.ends_with("In #ops now: alice\n") && told.contains("You are in no group"),
        "{told}"
    );
}

#[test]
fn a_name_in_use_is_refused_without_asking_a_member_to_type_one() {
    let mut world = World::new(Limits::default());
    world.join(0, "alice");
    world.join(1, "bob");
    // Whatever a member types next is said, so it is not asked to type anything.
    world.say(1, "/name Alice\n");
    assert_eq!(
        world.read(1),
        "The name Alice is in use. Please choose another one.\n"
    );
    world.connect(2);
    world.say(2, "bob\n/quitter\ncarol\n");
    let told = world.read(2);
    assert!(told.contains("/quitter cannot be your name"), "{told}");
    assert!(told.contains("You are carol (#3)"), "{told}");
}
