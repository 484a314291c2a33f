//! Two chats on our own server, all in memory.

use std::net::SocketAddr;
use std::time::Duration;

use super::*;
use crate::hub::Rules;
use crate::hub::id::Seat;
use crate::hub::name::GroupName;
use crate::info::Info;
use crate::keeper::{Busy, Job, Ticket};
use crate::net::Span;
use crate::server::core::Core;
use crate::server::wire::Wire;

/// What the server has written to each connection.
#[derive(Default)]
struct Ends(Vec<(Vec<u8>, bool)>);

impl Ends {
    fn at(&mut self, seat: Seat) -> &mut (Vec<u8>, bool) {
        if self.0.len() <= seat.index() {
            self.0.resize_with(seat.index() + 1, Default::default);
        }
        &mut self.0[seat.index()]
    }
}

impl Wire for Ends {
    fn send(&mut self, seat: Seat, span: &Span) -> usize {
        self.at(seat).0.extend(span.to_vec());
        0
    }
    fn cut(&mut self, _: Seat) {}
    fn close(&mut self, seat: Seat) {
        self.at(seat).1 = true;
    }
    fn backlog(&self) -> usize {
        0
    }
    fn queued(&self, _: Seat) -> usize {
        0
    }
    fn call_with_room(&mut self, _: Seat, _: usize) {}
    fn pause(&mut self, _: Seat) {}
    fn resume(&mut self, _: Seat) {}
    fn set_deadline(&mut self, _: Seat, _: Option<u64>) {}
    fn keep_alive(&mut self, _: Seat, _: Duration, _: Duration) {}
    fn work(&mut self, _: Ticket, _: Job) -> Result<(), Busy> {
        Err(Busy)
    }
}

/// A server and the chats on it, each in the seat of its place.
struct Net {
    core: Core,
    ends: Ends,
    chats: Vec<World>,
    seats: Vec<Option<Seat>>,
    next: u32,
}

impl Net {
    fn new(names: &[&str]) -> Net {
        let lobby = GroupName::new("#lobby").expect("a good name");
        let worlds = names.iter().map(|name| {
            World::new(Settings {
                servers: vec![wanted(name)],
                ..Settings::default()
            })
        });
        let mut net = Net {
            core: Core::new(
                Info::new("irc.example", lobby.clone()),
                Rules::new(lobby),
                Box::new(|bytes| bytes.fill(7)),
            ),
            ends: Ends::default(),
            chats: worlds.collect(),
            seats: vec![None; names.len()],
            next: 0,
        };
        for place in 0..names.len() {
            net.connect(place);
        }
        net
    }

    fn connect(&mut self, place: usize) {
        let seat = Seat(self.next);
        self.next += 1;
        *self.ends.at(seat) = Default::default();
        let now = self.chats[place].now;
        let port = 5_000 + u16::try_from(seat.index()).expect("few seats");
        self.core.accept(
            &mut self.ends,
            seat,
            SocketAddr::from(([10, 0, 0, 1], port)),
            now,
        );
        self.seats[place] = Some(seat);
        self.chats[place].chat.handle(Input::Connected(FIRST), now);
        self.settle();
    }

    fn lose(&mut self, place: usize) {
        let now = self.chats[place].now;
        if let Some(seat) = self.seats[place].take() {
            self.core.lost(
                &mut self.ends,
                seat,
                &std::io::ErrorKind::ConnectionReset.into(),
                now,
            );
            self.core.closed(seat);
        }
        self.chats[place]
            .chat
            .handle(Input::Lost(FIRST, Some("reset")), now);
        self.settle();
    }

    fn typed(&mut self, place: usize, text: &str) {
        let now = self.chats[place].now;
        self.chats[place].chat.handle(Input::Typed(text), now);
        self.settle();
    }

    fn pass(&mut self, ms: u64) {
        for world in &mut self.chats {
            world.now.mono_ms += ms;
            world.now.unix_ms += ms;
            world.chat.handle(Input::Tick, world.now);
        }
        self.settle();
    }

    /// Carries lines to and fro until nobody has any more.
    fn settle(&mut self) {
        let mut quiet = false;
        while !quiet {
            quiet = true;
            for place in 0..self.chats.len() {
                let world = &mut self.chats[place];
                while let Some(output) = world.chat.poll() {
                    if let (Output::Send(_, bytes), Some(seat)) = (output, self.seats[place]) {
                        quiet = false;
                        self.core.data(&mut self.ends, seat, &bytes, world.now);
                    }
                }
                let Some(seat) = self.seats[place] else {
                    continue;
                };
                let bytes = std::mem::take(&mut self.ends.at(seat).0);
                for line in bytes
                    .split(|byte| *byte == b'\n')
                    .filter(|line| !line.is_empty())
                {
                    quiet = false;
                    let line = line.strip_suffix(b"\r").unwrap_or(line);
                    world.chat.handle(Input::Heard(FIRST, line), world.now);
                }
            }
        }
    }
}

#[test]
fn two_chats_and_the_server() {
    let mut net = Net::new(&["alice", "bob"]);
    assert_eq!(net.chats[1].tabs(), ["irc.example", "[#lobby]"]);
    assert_eq!(
        net.chats[0].members("#lobby"),
        [
            "@alice #1 10.0.0.1:5000 coordinator you",
            "bob #2 10.0.0.1:5001"
        ]
    );
    assert_eq!(
        net.chats[1].members("#lobby"),
        [
            "@alice #1 10.0.0.1:5000 coordinator",
            "bob #2 10.0.0.1:5001 you"
        ]
    );
    net.typed(0, "hello bob");
    net.typed(1, "/reply hi");
    net.typed(1, "/react :+1:");
    net.typed(1, "/msg alice psst");
    net.typed(0, "/me waves");
    let msgid = net.chats[0].at("#lobby").entries[1]
        .msgid
        .clone()
        .expect("an id");
    let want = [
        "<alice> hello bob [:+1: bob]".to_owned(),
        format!("> <bob> hi [to {msgid}]"),
        "* alice waves".to_owned(),
    ];
    assert_eq!(net.chats[0].shows("#lobby")[1..], want);
    assert_eq!(net.chats[0].shows("bob"), ["<bob> psst"]);
    assert_eq!(net.chats[1].shows("alice"), ["<bob> psst"]);
}

#[test]
fn a_gap_is_filled_by_our_server() {
    let mut net = Net::new(&["alice", "bob"]);
    net.typed(0, "before");
    net.pass(1_000);
    net.lose(1);
    net.typed(1, "typed offline");
    for n in 0..250 {
        net.pass(10);
        net.typed(0, &format!("missed {n}"));
    }
    net.typed(0, "/msg bob lost");
    net.pass(60_000);
    net.connect(1);
    let shown = net.chats[1].shows("#lobby");
    let said: Vec<&String> = shown.iter().filter(|line| line.contains('<')).collect();
    assert_eq!(said.len(), 252, "{said:?}");
    assert_eq!(said[0], "<alice> before");
    assert!((0..250).all(|n| *said[n + 1] == format!("<alice> missed {n}")));
    assert_eq!(said[251], "<bob> typed offline");
    assert!(
        shown.contains(&"-- away from 12:03 to 12:04".to_owned()),
        "{shown:?}"
    );
    assert_eq!(net.chats[1].at("#lobby").unread, 0);
}

#[test]
fn several_lines_and_words_taken_back_on_our_server() {
    let mut net = Net::new(&["alice", "bob"]);
    net.typed(0, "one\ntwo\n\nfour");
    let want = ["<alice> one / two /  / four"];
    assert_eq!(net.chats[0].shows("#lobby")[1..], want);
    assert_eq!(net.chats[1].shows("#lobby"), want);
    net.typed(0, "/redact wrong window");
    assert_eq!(
        net.chats[1].shows("#lobby"),
        ["<alice> (taken back: wrong window)"]
    );
    // The lobby keeps its name; another group need not.
    net.typed(0, "/join den");
    net.typed(1, "/join den");
    net.typed(0, "/rename hall bigger");
    for world in &net.chats {
        assert_eq!(world.tabs(), ["irc.example", "#lobby", "[#hall]"]);
        let last = world.shows("#hall").last().cloned();
        assert!(last.is_some_and(|it| it.starts_with("-- #den is now called #hall")));
    }
}

#[test]
fn a_long_text_arrives_whole_and_in_order() {
    let mut net = Net::new(&["alice", "bob"]);
    // As many lines as the server takes without slowing down whoever says them.
    let lines: Vec<String> = (0..800).map(|n| format!("line {n}")).collect();
    net.typed(0, &lines.join("\n"));
    let heard = net.chats[1].shows("#lobby");
    assert_eq!(heard.len(), 8, "messages of a hundred lines");
    let heard = heard.join(" / ").replace("<alice> ", "");
    assert!(heard == lines.join(" / "));
    assert!(!net.chats[0].chat.is_pouring());
}
