//! What there is to see.

use super::*;
use crate::client::chat::{Action, Input};
use ratatui_core::style::{Color, Modifier};

/// The rows of the messages alone: what stands between the two lines of a wide screen.
fn said(stage: &mut Stage) -> Vec<String> {
    let screen = stage.shows(99, 30);
    let rows = screen.lines().skip(1).take(27);
    let rows = rows.map(|row| row.split_once('│').map_or("", |(_, middle)| middle));
    rows.filter(|row| !row.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_group_in_three_sizes_and_back() {
    let mut stage = Stage::talking();
    stage.write("hello the");
    for (width, height, want) in [
        (80, 24, include_str!("../screens/80x24.txt")),
        (20, 5, include_str!("../screens/20x5.txt")),
        (200, 60, include_str!("../screens/200x60.txt")),
        (80, 24, include_str!("../screens/80x24.txt")),
    ] {
        let shown = stage.shows(width, height);
        assert_eq!(shown, want, "{width}x{height}\n{shown}");
        let row = height - 1;
        assert_eq!(stage.cursor, Some(Position::new(11, row)));
    }
}

#[test]
fn what_has_no_room_is_drawn_nowhere() {
    let mut stage = Stage::talking();
    for (width, height) in [(30, 6), (60, 3), (60, 2), (99, 1)] {
        let shown = stage.shows(width, height);
        assert!(!shown.contains("#lobby · Cake"), "{shown}");
        assert_eq!(shown.contains(" bob #2"), height >= 4, "{shown}");
    }
}

#[test]
fn how_far_a_long_text_is_said_is_seen() {
    let mut stage = Stage::talking();
    stage.input(Input::Lost(FIRST, None));
    stage.input(Input::Typed(&"line\n".repeat(50)));
    let shown = stage.shows(80, 24);
    let status = shown.lines().nth(22).expect("a status");
    let told = " bob #2 · 0 of 50 lines said, Esc stops · no connection to Example";
    assert!(status.starts_with(told), "{status}");
}

#[test]
fn what_becomes_of_ones_own_words_is_seen() {
    let mut stage = Stage::talking();
    stage.input(Input::Typed("on its way"));
    stage.hear(":irc 404 bob #lobby :Cannot send to channel");
    stage.input(Input::Typed("said"));
    stage.input(Input::Lost(FIRST, Some("the server closed it")));
    stage.input(Input::Typed("later"));
    let shown = said(&mut stage);
    let tail = &shown[shown.len() - 8..];
    assert_eq!(
        tail,
        [
            "12:03 ✗          bob │ on its way",
            "                     │ not sent: Cannot send to channel",
            "12:03             !! │ The server refused: #lobby: Cannot send to channel",
            "12:03 ✗          bob │ said",
            "                     │ not sent: the connection was lost before the server took",
            "                     │ it",
            "────────────────────────── not connected since 12:03 ──────────────────────────",
            "12:03 ○          bob │ later",
        ]
    );
}

#[test]
fn what_others_do_to_words_is_seen() {
    let mut stage = Stage::talking();
    stage.hear(
        "@msgid=g :carl!c@h PRIVMSG #lobby :one
        @msgid=h :carl!c@h PRIVMSG #lobby :secret
        :carl!c@h REDACT #lobby h :wrong window
        @+draft/react=👍;+draft/reply=g :alice!a@h TAGMSG #lobby
        @+draft/react=👍;+draft/reply=g :dee!a@h TAGMSG #lobby
        @+draft/react=\u{1b}[2J;+draft/reply=g :zoé!a@h TAGMSG #lobby
        @+draft/reply=unknown :alice!a@h PRIVMSG #lobby :indeed
        :alice!a@h PRIVMSG @#lobby :only for us
        :bot!b@h NOTICE #lobby :built",
    );
    let shown = said(&mut stage);
    assert_eq!(
        &shown[shown.len() - 7..],
        [
            "12:03           carl │ one",
            "                     │ 👍 alice, dee  �[2J zoé",
            "12:03           carl │ (taken back: wrong window)",
            "                     │ ┌ in answer to something earlier",
            "12:03          alice │ indeed",
            "12:03      (@) alice │ only for us",
            "12:03          -bot- │ built",
        ]
    );
}

#[test]
fn what_is_new_and_what_was_missed_is_marked() {
    let mut stage = Stage::talking();
    stage.act(Action::Attention(false));
    stage.hear(
        ":carl!c@h PRIVMSG #lobby :first
        :carl!c@h PRIVMSG #lobby :second",
    );
    let shown = said(&mut stage);
    let line = "─".repeat(37);
    assert_eq!(
        &shown[shown.len() - 3..],
        [
            format!("{line} new {line}"),
            "12:03           carl │ first".to_owned(),
            "12:03           carl │ second".to_owned(),
        ]
    );
}

#[test]
fn the_status_tells_what_is_wrong_first() {
    let mut stage = Stage::new();
    let status = |stage: &mut Stage, width| {
        let screen = stage.shows(width, 10);
        screen.lines().nth(8).expect("a row").to_owned()
    };
    assert_eq!(
        status(&mut stage, 80),
        " bob · connecting to irc.example:9000 …"
    );
    let mut stage = Stage::talking();
    assert_eq!(
        status(&mut stage, 80),
        " bob #2 · carl is typing · Example, connected"
    );
    stage.hear("@+typing=active :zoé!c@h TAGMSG #lobby\n@+typing=active :dee!c@h TAGMSG #lobby");
    assert!(status(&mut stage, 80).contains("carl, zoé and 1 more are typing"));
    stage.now.mono_ms += 60_000;
    assert_eq!(status(&mut stage, 80), " bob #2 · Example, connected");
    assert_eq!(
        status(&mut stage, 60),
        " bob #2 · #lobby · Example, con… [3 #rust @1 2] [4 dee @1 1]"
    );
    stage.input(Input::Lost(FIRST, Some("no route\u{1b}[1m")));
    let told = status(&mut stage, 80);
    assert!(
        told.starts_with(" bob #2 · no connection to Example; again in ")
            && told.ends_with(" s: no route�[1m"),
        "{told}"
    );
    let shown = stage.shows(80, 10);
    assert!(shown.starts_with(" 1 Example ✗"));
    assert!(shown.contains(" #lobby · not connected"), "{shown}");
    let mut stage = Stage::new();
    let refused = "irc.example:9000: Connection refused";
    stage.input(Input::Lost(FIRST, Some(refused)));
    let told = status(&mut stage, 80);
    assert!(told.ends_with(" s: Connection refused"), "{told}");
}

#[test]
fn colours_are_followed_and_mentions_stand_out() {
    let mut stage = Stage::talking();
    stage.drawing.set_theme(theme(theme::Depth::True));
    stage.hear(":carl!c@h PRIVMSG #lobby :x\u{3}4red\u{3} \u{2}bold\u{2} bob bobby");
    let screen = stage.buffer(99, 30, Hint::None, Over::Nothing);
    let y = screen.area.height - 3;
    let find = |what: &str| {
        let row: String = (0..99).map(|x| screen[(x, y)].symbol()).collect();
        let at = row
            .find(what)
            .map(|at| row[..at].chars().count())
            .expect("there");
        screen[(u16::try_from(at).expect("a column"), y)].style()
    };
    assert_eq!(find("red").fg, Some(Color::Rgb(255, 0, 0)));
    assert!(find("bold").add_modifier.contains(Modifier::BOLD));
    assert_eq!(find("bob ").bg, theme(theme::Depth::True).mention.bg);
    assert_eq!(find("bobby").bg, Some(Color::Reset));
}

#[test]
fn many_windows_scroll_with_the_one_that_is_active() {
    let mut stage = Stage::talking();
    for n in 0..30 {
        stage.hear(&format!(":p{n}!p@h PRIVMSG bob :psst"));
    }
    let left = |stage: &mut Stage| -> Vec<String> {
        let screen = stage.shows(80, 12);
        let rows = screen.lines().take(10);
        rows.map(|row| row.split('│').next().unwrap_or("").trim_end().to_owned())
            .collect()
    };
    let shown = left(&mut stage);
    assert_eq!(shown[1], "> 2 #lobby");
    assert_eq!(shown[9], "↓ 25     @25 25");
    let last = stage.chat.windows().last().expect("a window").id;
    stage.act(Action::Activate(last));
    let shown = left(&mut stage);
    assert_eq!(shown[0], "↑ 25     @23 24");
    assert_eq!(shown[9], ">   p29");
}

#[test]
fn what_is_where_can_be_asked() {
    let mut stage = Stage::talking();
    stage.shows(120, 30);
    let ids: Vec<WindowId> = stage
        .chat
        .windows()
        .iter()
        .map(|window| window.id)
        .collect();
    assert_eq!(stage.drawing.spot(3, 2), Spot::Window(ids[2]));
    assert_eq!(stage.drawing.spot(3, 9), Spot::Nothing);
    assert_eq!(stage.drawing.spot(60, 0), Spot::Topic);
    assert_eq!(stage.drawing.spot(60, 9), Spot::Messages);
    assert_eq!(stage.drawing.spot(119, 9), Spot::Members);
    assert_eq!(stage.drawing.spot(3, 29), Spot::Line);
    assert_eq!(stage.drawing.spot(3, 28), Spot::Nothing);
}

#[test]
fn the_line_grows_and_shows_where_one_is() {
    let mut stage = Stage::talking();
    stage.write("one\ntwo\nthree");
    let shown = stage.shows(40, 12);
    assert!(shown.ends_with("> one\n  two\n  three\n"), "{shown}");
    assert_eq!(stage.cursor, Some(Position::new(7, 11)));
    stage.line.above = 2;
    stage.line.below = 3;
    assert!(stage.shows(40, 12).ends_with("^ one\n  two\nv three\n"));
    // Laid out for a higher screen, it still shows the cursor.
    let shown = stage.shows(40, 4);
    assert!(shown.ends_with("^ three\n"), "{shown}");
    assert_eq!(stage.cursor, Some(Position::new(7, 3)));
}

#[test]
fn an_address_leads_to_itself_and_is_written_again_when_it_does_not() {
    let mut stage = Stage::talking();
    stage.hear(":alice!a@h PRIVMSG #lobby :look: \u{2}https\u{2}://a.example/b?c, quick");
    let mut painter = Painter::new(true);
    let mut painted = |stage: &mut Stage, over: Over<'_>| {
        let screen = stage.buffer(80, 24, Hint::None, over);
        let mut bytes = Vec::new();
        painter.paint(&screen, stage.drawing.links(), stage.cursor, &mut bytes);
        String::from_utf8(bytes)
            .expect("UTF-8")
            .replace('\x1b', "^")
    };
    let told = painted(&mut stage, Over::Nothing);
    assert_eq!(told.matches("^]8;id=").count(), 1, "{told}");
    let (_, link) = told.split_once("^]8;id=").expect("a link");
    let (link, after) = link.split_once("^]8;;^\\").expect("an end");
    let (_, link) = link
        .split_once(";https://a.example/b?c^\\")
        .expect("where it leads");
    assert_eq!(link, "https^[0m://a.example/b?c");
    assert!(after.starts_with(','), "{after}");
    // A box over it hides it, and what was hidden leads there again afterwards.
    let keys = vec![
        KeyHelp {
            keys: "Ctrl+W".to_owned(),
            does: "cuts",
        };
        40
    ];
    let help = Over::Help {
        keys: &keys,
        scroll: 0,
    };
    let over = painted(&mut stage, help);
    assert!(!over.contains("^]8;"), "{over}");
    assert_eq!(painted(&mut stage, help), "");
    let back = painted(&mut stage, Over::Nothing);
    assert!(
        back.contains(";https://a.example/b?c^\\https^[0m"),
        "{back}"
    );
    // Who does not want links has none.
    let screen = stage.buffer(80, 24, Hint::None, Over::Nothing);
    let mut bytes = Vec::new();
    Painter::new(false).paint(&screen, stage.drawing.links(), None, &mut bytes);
    assert!(!String::from_utf8_lossy(&bytes).contains("\x1b]"));
}
