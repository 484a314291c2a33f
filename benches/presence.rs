//! Members of one group who come and go quickly, in memory: `cargo bench --bench presence`.
//!
//! What this costs is the telling: everybody who is there hears of everybody who comes or goes. So the items counted are
//! deliveries, and where the items per second stay the same for groups of any size, the cost is linear in them.

mod memory;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use groupchat::hub::id::Seat;
use groupchat::now::Now;
use groupchat::server::Core;

use crate::memory::{Boxes, lobby};

fn main() {
    divan::main();
}

/// Lines that arrive between two moments in which everything is written.
const TICK: usize = 64;

/// Members that speak IRC and are in no group.
fn crowd(members: usize) -> (Core, Boxes) {
    lobby(members, |n| {
        format!("NICK m{n}\r\nUSER m 0 * :m\r\nPART #lobby\r\n")
    })
}

/// Each member says its line, a tick's worth at a time. The order is that of a stride through the crowd, which is neither
/// that of arrival nor its reverse.
fn each(core: &mut Core, boxes: &mut Boxes, members: usize, line: &str) {
    const STRIDE: usize = 7919;
    for n in 0..members {
        let seat = Seat(u32::try_from(n * STRIDE % members).expect("small"));
        core.data(boxes, seat, line.as_bytes(), Now::default());
        if n % TICK == 0 {
            boxes.end_tick(core);
        }
    }
    boxes.end_tick(core);
    boxes.drain();
}

/// All of them do something that is the same for each crowd of that size; `before` they did something else.
fn bench(bencher: Bencher<'_, '_>, members: usize, before: &[&str], line: &str) {
    let ready = || {
        let (mut core, mut boxes) = crowd(members);
        for line in before {
            each(&mut core, &mut boxes, members, line);
        }
        (boxes.bytes, boxes.deliveries) = (0, 0);
        (core, boxes)
    };
    let (mut core, mut boxes) = ready();
    each(&mut core, &mut boxes, members, line);
    bencher
        .counter(ItemsCount::new(boxes.deliveries))
        .counter(BytesCount::new(boxes.bytes))
        .with_inputs(ready)
        .bench_local_values(|(mut core, mut boxes)| {
            each(&mut core, &mut boxes, members, line);
            (core, boxes)
        });
}

const SIZES: [usize; 4] = [500, 1_000, 2_000, 4_000];

/// Everybody enters one group, one after the other, without being told who is there.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn join(bencher: Bencher<'_, '_>, members: usize) {
    let nameless = "CAP REQ no-implicit-names\r\n";
    bench(bencher, members, &[nameless], "JOIN #crowd\r\n");
}

/// The same with the names, of which those who come tell each other as many as there are lines of JOIN.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn join_with_names(bencher: Bencher<'_, '_>, members: usize) {
    bench(bencher, members, &[], "JOIN #crowd\r\n");
}

/// Everybody leaves the server.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn quit(bencher: Bencher<'_, '_>, members: usize) {
    bench(bencher, members, &["JOIN #crowd\r\n"], "QUIT\r\n");
}

/// One asks who is in the group: the items are names.
#[divan::bench(args = [1_000, 10_000], sample_count = 20)]
fn names(bencher: Bencher<'_, '_>, members: usize) {
    let (mut core, mut boxes) = lobby(members, |n| format!("NICK m{n}\r\nUSER m 0 * :m\r\n"));
    bencher.counter(ItemsCount::new(members)).bench_local(|| {
        core.data(&mut boxes, Seat(0), b"NAMES #lobby\r\n", Now::default());
        boxes.end_tick(&mut core);
    });
}
