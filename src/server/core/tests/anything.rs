//! Whatever anybody types: nothing panics, and everybody hears whole, well-formed lines that keep every bound.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::*;
use crate::irc::capability;
use crate::irc::message::Message;
use crate::irc::numeric;
use crate::irc::testing::{any_line, well_formed};
use crate::plain;

/// Who they are: three speak IRC and one is a person.
const NAMES: [&str; 4] = ["alice", "bob", "carol", "dave"];
const PERSON: u32 = 3;

/// What the server says besides numerics.
const WORDS: &[&str] = &[
    "ACK",
    "AUTHENTICATE",
    "AWAY",
    "BATCH",
    "CAP",
    "CHATHISTORY",
    "ERROR",
    "FAIL",
    "INVITE",
    "JOIN",
    "KICK",
    "MARKREAD",
    "MEMBER",
    "MEMBERS",
    "MODE",
    "NICK",
    "NOTE",
    "NOTICE",
    "PART",
    "PING",
    "PONG",
    "PRIVMSG",
    "QUIT",
    "RENAME",
    "SETNAME",
    "TAGMSG",
    "TOPIC",
    "WARN",
];

/// Some of the capabilities: a bit for each.
fn caps(bits: u64) -> String {
    let chosen = capability::TABLE.iter().enumerate();
    let names: Vec<_> = chosen
        .filter(|(n, _)| bits >> n & 1 == 1)
        .map(|(_, row)| row.name)
        .collect();
    names.join(" ")
}

impl World {
    fn come(&mut self, seat: u32, bits: u64) {
        self.connect(seat);
        let name = NAMES[seat as usize];
        if seat == PERSON {
            return self.say(seat, &format!("{name}\n"));
        }
        let caps = caps(bits);
        self.say(
            seat,
            &format!("CAP REQ :{caps}\r\nNICK {name}\r\nUSER u 0 * :Real\r\nCAP END\r\nJOIN #lobby,#a\r\n"),
        );
    }

    /// Holds what everybody hears to the rules.
    fn hears_well(&mut self) -> Result<(), TestCaseError> {
        for seat in 0..NAMES.len() {
            let seat = u32::try_from(seat).expect("few");
            let told = std::mem::take(&mut self.ends.at(Seat(seat)).queue);
            if seat == PERSON {
                let text = String::from_utf8(told).expect("UTF-8");
                prop_assert!(text.is_empty() || text.ends_with('\n'));
                prop_assert!(
                    !text.contains(|c: char| c.is_control() && c != '\n'),
                    "{}",
                    text
                );
                continue;
            }
            for line in well_formed(&told)? {
                let message = Message::parse(&line).expect("it is well-formed");
                let code = message.command.parse();
                let known = WORDS.contains(&message.command)
                    || code
                        .is_ok_and(|code: u16| numeric::TABLE.iter().any(|row| row.code == code));
                prop_assert!(known && message.source_name() != Some("evil"), "{}", line);
            }
        }
        Ok(())
    }
}

proptest! {
    // Each is a long conversation of four.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whoever_types_whatever_everybody_hears_lines(
        bits in proptest::array::uniform3(any::<u64>()),
        lines in proptest::collection::vec((0..3u32, any_line(), plain::testing::any_line(), any::<bool>()), 1..40),
    ) {
        let mut world = World::new(Limits { rate: 0, ..Limits::default() });
        for seat in 0..=PERSON {
            world.come(seat, *bits.get(seat as usize).unwrap_or(&0));
        }
        world.hears_well()?;
        for (seat, line, words, person) in lines {
            let (seat, mut line) = if person { (PERSON, words) } else { (seat, line) };
            line.push(b'\n');
            let now = world.now;
            world.core.data(&mut world.ends, Seat(seat), &line, now);
            world.now.unix_ms += 1;
            world.hears_well()?;
            if world.is_closed(seat) {
                world.closed(seat);
                world.come(seat, *bits.get(seat as usize).unwrap_or(&0));
                world.hears_well()?;
            }
        }
    }
}
