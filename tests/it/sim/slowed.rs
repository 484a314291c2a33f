//! Those who speak too fast, on virtual time.

use groupchat::limits::Limits;

use super::world::World;
use crate::support::{Random, matches};

#[test]
fn whoever_speaks_too_fast_waits_and_loses_nothing() {
    let mut world = World::new(Limits {
        rate: 10,
        burst: 5,
        ..Limits::default()
    });
    for (seat, name) in ["alice\n", "bob\n"].iter().enumerate() {
        let seat = u32::try_from(seat).expect("a seat");
        world.connect(seat);
        world.send(seat, name);
    }
    world.pass(10_000);
    world.heard(0);
    let lines: String = (0..25).map(|n| format!("line {n}\n")).collect();
    world.send(1, &lines);
    let mut heard = world.heard(0);
    assert_eq!(heard.len(), 5, "the burst: {heard:#?}");
    assert!(world.table.line(1).paused, "its connection is not read");
    for second in 1..=2 {
        world.pass(1_000);
        heard.extend(world.heard(0));
        assert_eq!(heard.len(), 5 + 10 * second, "ten a second");
    }
    for (n, line) in heard.iter().enumerate() {
        assert!(matches(&format!("[hh:mm] #lobby <bob> line {n}"), line));
    }
    world.pass(100);
    assert!(!world.table.line(1).paused, "it is read again");
    assert!(world.due().is_none(), "no timer is left");
}

#[test]
fn waiting_for_the_rate_is_not_silence() {
    let mut world = World::new(Limits {
        rate: 1,
        burst: 1,
        ping_interval_s: 10,
        ..Limits::default()
    });
    world.connect(0);
    world.send(0, "NICK bob\r\n");
    world.pass(1_000);
    world.send(0, "USER b 0 * :b\r\n");
    world.pass(1_000);
    let lines = "PRIVMSG #lobby :x\r\n".repeat(100);
    world.send(0, &lines);
    world.pass(95_000);
    assert!(!world.closed(0), "{:#?}", world.heard(0));
}

#[test]
fn a_crowd_that_is_slowed_loses_nothing_and_keeps_one_order() {
    for seed in 0..20 {
        let mut random = Random::new(seed);
        let mut world = World::new(Limits {
            rate: 20,
            burst: 3,
            ..Limits::default()
        });
        let members = 4;
        for seat in 0..members {
            world.connect(seat);
            let hello = match seat % 2 {
                0 => format!("m{seat}\n"),
                _ => {
                    format!("CAP REQ :echo-message\r\nNICK m{seat}\r\nUSER m 0 * :m\r\nCAP END\r\n")
                }
            };
            world.send(seat, &hello);
            world.pass(2_000);
        }
        // What each is about to send, to be cut anywhere.
        let mut streams: Vec<Vec<u8>> = (0..members)
            .map(|seat| {
                let words = (0..40).map(|n| match seat % 2 {
                    0 => format!("<{seat}.{n}>\n"),
                    _ => format!("PRIVMSG #lobby :<{seat}.{n}>\r\n"),
                });
                words.collect::<String>().into_bytes()
            })
            .collect();
        while streams.iter().any(|stream| !stream.is_empty()) {
            let seat = random.below(streams.len());
            let stream = &mut streams[seat];
            let number = u32::try_from(seat).expect("a seat");
            if !world.table.line(number).paused {
                let count = random.below(200).min(stream.len());
                let text = String::from_utf8(stream.drain(..count).collect()).expect("ASCII");
                world.send(number, &text);
            }
            let ms = u64::try_from(random.below(60)).expect("a short time");
            world.pass(ms);
        }
        world.pass(60_000);
        let said = |line: &String| Some(line[line.rfind('<')?..].to_owned());
        let heard: Vec<Vec<String>> = (0..members)
            .map(|seat| world.heard(seat).iter().filter_map(said).collect())
            .collect();
        let heard: Vec<Vec<String>> = heard
            .into_iter()
            .map(|words| {
                words
                    .into_iter()
                    .filter(|word| word.contains('.'))
                    .collect()
            })
            .collect();
        assert_eq!(heard[1].len(), 160, "seed {seed}: IRC with echo hears all");
        for seat in 0..members {
            let expected: Vec<&String> = heard[1]
                .iter()
                .filter(|word| seat % 2 == 1 || !word.starts_with(&format!("<{seat}.")))
                .collect();
            let heard: Vec<&String> = heard[usize::try_from(seat).expect("a seat")]
                .iter()
                .collect();
            assert_eq!(heard, expected, "seed {seed}, as {seat} heard it");
        }
    }
}
