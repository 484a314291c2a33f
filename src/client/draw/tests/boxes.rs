//! What lies over the rest, and help with what is being written.

use super::*;
use crate::client::chat::Action;
use crate::commands::{self, Place};
use ratatui_core::buffer::Cell;

/// The inside of the box on a screen.
fn inside(stage: &mut Stage, over: Over<'_>) -> Vec<String> {
    let screen = stage.buffer(80, 24, Hint::None, over);
    let at = |x: u16, y: u16| screen[(x, y)].symbol();
    let places = (0..24).flat_map(|y| (0..79).map(move |x| (x, y)));
    let mut corners = places.filter(|(x, y)| at(*x, *y) == "┌" && at(*x + 1, *y) == "─");
    let (left, top) = corners.next().expect("a box");
    let rows = (top + 1..24).take_while(|y| at(left, *y) == "│");
    let row = |y| {
        let cells = (left + 1..80)
            .map(|x| at(x, y))
            .take_while(|symbol| *symbol != "│");
        cells.collect::<String>().trim_end().to_owned()
    };
    rows.map(row).collect()
}

/// The question about a paste that makes eight messages.
fn paste(text: &str, lost: usize, takes_ms: u64) -> Over<'_> {
    Over::Paste {
        text,
        messages: 8,
        lost,
        takes_ms,
    }
}

#[test]
fn the_help_has_every_key_and_command_and_scrolls() {
    let keys = [KeyHelp {
        keys: "Ctrl+W".to_owned(),
        does: "cuts back to the blank before",
    }];
    let mut stage = Stage::talking();
    let mut all = String::new();
    let mut scroll = 0;
    loop {
        all += &stage.over(
            80,
            24,
            Over::Help {
                keys: &keys,
                scroll,
            },
        );
        let (seen, rows) = stage.drawing.over_rows();
        scroll += seen;
        if scroll >= rows {
            break;
        }
    }
    assert!(all.contains("Ctrl+W      "), "{all}");
    for command in commands::at(Place::SCREEN) {
        assert!(all.contains(&command.usage()), "{} in {all}", command.word);
    }
    assert!(all.contains("↓ "));
    // Nobody scrolls beyond the end.
    let end = stage.over(
        80,
        24,
        Over::Help {
            keys: &keys,
            scroll: 9_999,
        },
    );
    assert!(end.contains("obeyed or hidden"), "{end}");
}

#[test]
fn the_switcher_shows_where_one_can_go() {
    let mut stage = Stage::talking();
    let found = stage.chat.matches("");
    let over = Over::Switcher {
        query: "",
        found: &found,
        chosen: 1,
    };
    assert_eq!(
        inside(&mut stage, over),
        [
            " >",
            "   #rust  Example                          @1 2",
            " > dee  Example                            @1 1",
            "   Example",
            "   #lobby  Example",
        ]
    );
    assert_eq!(stage.cursor, Some(Position::new(19, 9)));
    let over = Over::Switcher {
        query: "xyz",
        found: &[],
        chosen: 0,
    };
    assert_eq!(
        inside(&mut stage, over),
        [" > xyz", " nothing has these letters"]
    );
}

#[test]
fn the_member_table_has_all_that_is_known() {
    let mut stage = Stage::talking();
    assert_eq!(
        inside(&mut stage, Over::Members { scroll: 0 }),
        [
            " ID  NAME   ADDRESS          LISTEN  ROLE          IDLE",
            " #1  alice  127.0.0.1:50612  9001    coordinator   -",
            " -   +dee                    -       member        -",
            " #2  bob    127.0.0.1:50614  -       member (you)  -",
            " #3  carl   10.0.0.7:41000   -       member        -",
            " -   frank  f@h              -       member        -",
            " -   zoé                     -       member        - (away)",
        ]
    );
    // Where it does not fit, nothing of it is lost.
    let narrow = stage.over(30, 30, Over::Members { scroll: 0 });
    for part in ["127.0.0.1:50612", "9001", "coordinator"] {
        assert!(narrow.contains(part), "{part} in {narrow}");
    }
}

#[test]
fn a_paste_and_a_topic_are_shown_before_anything_is_done() {
    let mut stage = Stage::talking();
    let text = "one\n\u{1b}[2Jtwo\n3\n4\n5\n6\n7\n8";
    assert_eq!(
        inside(&mut stage, paste(text, 0, 0)),
        [
            " 8 lines, 23 bytes, as 8 messages:",
            " one",
            " �[2Jtwo",
            " 3",
            " 4",
            " 5",
            " 6",
            " … and 2 lines more",
        ]
    );
    let asked = inside(&mut stage, paste("one", 12, 1_390_000));
    assert_eq!(
        asked[2..],
        [
            " It is too long: its last 12 bytes were left out.",
            " This server wants to be told slowly: it takes 24 minutes. Esc stops it on",
            " the way."
        ]
    );
    let topic = inside(&mut stage, Over::Topic { scroll: 0 });
    assert_eq!(topic, [" Cake at five, in the garden"]);
}

#[test]
fn a_small_screen_is_all_box() {
    let mut stage = Stage::talking();
    assert_eq!(
        stage.over(20, 5, Over::Topic { scroll: 0 }),
        "topic of #lobby\nCake at five, in the\ngarden\n\n\n"
    );
    let asked = stage.over(20, 5, paste("one\ntwo", 0, 0));
    assert!(
        asked.starts_with("send all? Enter, Esc\n2 lines, 7 bytes, as"),
        "{asked}"
    );
}

#[test]
fn hints_take_the_place_of_the_status() {
    let mut stage = Stage::talking();
    let row = |screen: String| screen.lines().nth(22).expect("a row").to_owned();
    let command = commands::find("msg", Place::SCREEN).expect("known");
    assert_eq!(
        row(stage.hint(80, 24, Hint::Command(command))),
        " /msg NAME|ID TEXT   says something to one member alone"
    );
    let labels = ["alice", "bob", "carl"];
    let hint = Hint::Candidates {
        labels: &labels,
        chosen: Some(1),
    };
    assert_eq!(row(stage.hint(80, 24, hint)), "  alice >bob  carl");
    let many: Vec<String> = (0..50).map(|n| format!("member{n}")).collect();
    let labels: Vec<&str> = many.iter().map(String::as_str).collect();
    let hint = Hint::Candidates {
        labels: &labels,
        chosen: Some(30),
    };
    assert!(row(stage.hint(80, 24, hint)).contains(">member30"));
    let hint = Hint::History {
        query: "cake",
        failed: false,
    };
    assert_eq!(row(stage.hint(80, 24, hint)), " in what you sent: cake");
    let hint = Hint::Words("Paste\u{7}d");
    assert_eq!(row(stage.hint(80, 24, hint)), " Paste�d");
}

#[test]
fn a_search_shows_its_hits_and_where_it_is() {
    let mut stage = Stage::talking();
    stage.act(Action::Search("KITCHEN"));
    let screen = stage.buffer(80, 24, Hint::Search { query: "KITCHEN" }, Over::Nothing);
    assert_eq!(stage.cursor, Some(Position::new(16, 22)));
    let shown = text(&screen);
    let status = shown.lines().nth(22).expect("a row");
    assert!(
        status.starts_with(" search: KITCHEN") && status.ends_with("1 of 1"),
        "{status}"
    );
    let hit = shown
        .lines()
        .find(|row| row.contains("kitchen"))
        .expect("seen");
    assert!(hit.contains("08:07 »"), "{hit}");
    let y = shown
        .lines()
        .position(|row| row.contains("kitchen"))
        .expect("seen");
    let y = u16::try_from(y).expect("a row");
    let hit = theme(theme::Depth::None).hit.add_modifier;
    let marked: String = (0..80)
        .map(|x| &screen[(x, y)])
        .filter(|cell| cell.modifier.contains(hit))
        .map(Cell::symbol)
        .collect();
    assert_eq!(marked, "kitchen");
    let none = stage.hint(80, 24, Hint::Search { query: "other" });
    assert!(!none.contains("1 of 1"));
}
