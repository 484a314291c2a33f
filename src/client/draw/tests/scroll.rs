//! Moving through what was said.

use super::*;
use crate::client::chat::Action;

fn long() -> Stage {
    let mut stage = Stage::talking();
    for n in 0..5_000 {
        stage.hear(&format!(
            ":carl!c@h PRIVMSG #lobby :line {n} {}",
            "word ".repeat(n % 30)
        ));
    }
    stage
}

fn go(stage: &mut Stage, by: i32) -> String {
    let scroll = stage.drawing.scrolled(&stage.chat, by);
    stage.act(Action::Scroll(scroll));
    stage.shows(80, 24)
}

/// The rows of messages on a screen.
fn rows(screen: &str) -> Vec<&str> {
    let rows = screen.lines().skip(1).take(20);
    rows.map(|row| row.split_once('│').map_or("", |(_, middle)| middle))
        .collect()
}

#[test]
fn only_what_is_seen_is_wrapped() {
    let mut stage = long();
    let before = stage.drawing.wrapped.count;
    stage.shows(80, 24);
    assert!(stage.drawing.wrapped.count - before < 40);
    let before = stage.drawing.wrapped.count;
    for _ in 0..100 {
        stage.shows(80, 24);
    }
    assert_eq!(stage.drawing.wrapped.count, before);
    for _ in 0..100 {
        go(&mut stage, -10);
    }
    // Each entry once, however often it is drawn.
    assert!(stage.drawing.wrapped.count - before < 1_100);
    let before = stage.drawing.wrapped.count;
    for _ in 0..50 {
        go(&mut stage, 10);
    }
    assert_eq!(stage.drawing.wrapped.count, before);
}

#[test]
fn up_and_down_again_is_where_one_was() {
    let mut stage = long();
    let newest = stage.shows(80, 24);
    let up = go(&mut stage, -7);
    assert_ne!(up, newest);
    assert!(up.contains("End goes to the newest"), "{up}");
    // A row of one is a row of the other.
    let higher = go(&mut stage, -3);
    assert_eq!(rows(&up)[..17], rows(&higher)[3..20]);
    assert_eq!(go(&mut stage, 3), up);
    assert_eq!(go(&mut stage, 999), newest);
}

#[test]
fn new_words_move_nothing_while_one_reads_old_ones() {
    let mut stage = long();
    stage.shows(80, 24);
    let before = go(&mut stage, -50);
    stage.hear(
        ":carl!c@h PRIVMSG #lobby :newer
        :carl!c@h PRIVMSG #lobby :newest",
    );
    let after = stage.shows(80, 24);
    assert_eq!(rows(&before), rows(&after));
    assert!(after.contains("↓ 2 new"), "{after}");
    stage.act(Action::Scroll(Scroll::Newest));
    assert!(!stage.shows(80, 24).contains("↓ "));
}

#[test]
fn the_oldest_is_at_the_top_and_no_further() {
    let mut stage = Stage::talking();
    stage.shows(80, 12);
    let scroll = stage.drawing.oldest(&stage.chat);
    stage.act(Action::Scroll(scroll));
    let top = stage.shows(80, 12);
    assert!(rows(&top)[0].contains("Sunday, 22 November 2026"), "{top}");
    let scroll = stage.drawing.scrolled(&stage.chat, -5);
    stage.act(Action::Scroll(scroll));
    assert_eq!(stage.shows(80, 12), top);
    // On a higher screen everything fits, and nothing is left blank that could be filled.
    let high = stage.shows(80, 40);
    assert!(high.contains("good night") && high.contains("in the garden"));
    // What fits does not scroll.
    let mut stage = Stage::talking();
    stage.shows(80, 40);
    assert_eq!(stage.drawing.scrolled(&stage.chat, -5), Scroll::Newest);
}

#[test]
fn another_width_shows_the_same_place() {
    let mut stage = long();
    stage.shows(80, 24);
    let before = go(&mut stage, -200);
    let marked = rows(&before)[19].to_owned();
    let narrow = stage.shows(50, 24);
    let wide = stage.shows(80, 24);
    assert_eq!(before, wide);
    let word = |row: &str| {
        row.split_whitespace()
            .find(|word| word.parse::<u32>().is_ok())
            .map(str::to_owned)
    };
    if let Some(number) = word(&marked) {
        assert!(narrow.contains(&number), "{number} in {narrow}");
    }
}
