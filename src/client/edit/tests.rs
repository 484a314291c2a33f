use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::*;
use crate::client::bindings::Bound as _;
use crate::plain::clean::clean;

struct Friends;

impl Known for Friends {
    fn names(&self) -> Vec<&str> {
        vec!["bob", "Alice", "älva", "albert", "alice"]
    }

    fn groups(&self) -> Vec<&str> {
        vec!["#lobby", "#lab", "#Über"]
    }
}

fn key(name: &str) -> Key {
    name.parse().expect(name)
}

/// An editor with what `written` says, its cursor at the bar.
fn editor(written: &str) -> Editor {
    let mut editor = Editor::default();
    put(&mut editor, written);
    editor
}

fn put(editor: &mut Editor, written: &str) {
    let bar = written.find('|').unwrap_or(written.len());
    editor.exchange(written.replacen('|', "", 1));
    editor.buffer.go(bar);
}

/// What the editor says, a bar at its cursor.
fn written(editor: &Editor) -> String {
    let mut text = editor.text().to_owned();
    text.insert(editor.cursor(), '|');
    text
}

fn press(editor: &mut Editor, keys: &str) -> Outcome {
    let outcomes = keys
        .split(' ')
        .map(|name| editor.handle(key(name), &Friends));
    outcomes.last().expect("a key")
}

/// Types text letter by letter.
fn write(editor: &mut Editor, text: &str) {
    for c in text.chars() {
        editor.handle(Key::plain(Code::Char(c)), &Friends);
    }
}

fn send(editor: &mut Editor, lines: &[&str]) {
    for line in lines {
        editor.paste(line);
        assert_eq!(press(editor, "Enter"), Outcome::Submit((*line).to_owned()));
    }
}

/// Text, keys, and what it is then.
const TABLE: &[(&str, &str, &str)] = &[
    ("|", "h i Space t h e r e", "hi there|"),
    ("a|c", "b", "ab|c"),
    // Moving.
    ("ab|", "Left", "a|b"),
    ("ab|", "Ctrl+B Ctrl+B Ctrl+B", "|ab"),
    ("|ab", "Right Ctrl+F Ctrl+F", "ab|"),
    ("one two|", "Ctrl+A", "|one two"),
    ("|one two", "Ctrl+E", "one two|"),
    ("one\ntwo th|ree\nfour", "Home", "one\n|two three\nfour"),
    ("one\ntwo th|ree\nfour", "End", "one\ntwo three|\nfour"),
    ("|one, two_2  three", "Alt+f", "one|, two_2  three"),
    (
        "|one, two_2  three",
        "Alt+f Alt+f Ctrl+Right",
        "one, two_2  three|",
    ),
    ("one, two_2  |three", "Alt+b", "one, |two_2  three"),
    (
        "one, two_2  th|ree",
        "Ctrl+Left Ctrl+Left Alt+b",
        "|one, two_2  three",
    ),
    // One character is what a person takes for one: a letter with its marks, a family, a flag, a wide letter.
    ("e\u{301}\u{323}x|", "Left Left", "|e\u{301}\u{323}x"),
    ("|e\u{301}\u{323}x", "Right", "e\u{301}\u{323}|x"),
    (
        "👩\u{200d}👩\u{200d}👧!|",
        "Left Left",
        "|👩\u{200d}👩\u{200d}👧!",
    ),
    ("🇩🇪🇫🇷|", "Left", "🇩🇪|🇫🇷"),
    ("日本|語", "Left Backspace", "|本語"),
    ("👍🏽|", "Backspace", "|"),
    ("שלום| x", "Left Left", "של|ום x"),
    ("नमस्ते|", "Backspace", "नम|"),
    // Deleting.
    ("ab|c", "Backspace", "a|c"),
    ("ab|c", "Ctrl+H Delete", "a|"),
    ("|e\u{301}b", "Ctrl+D", "|b"),
    ("a|\nb", "Delete", "a|b"),
    ("a\n|b", "Backspace", "a|b"),
    // What was apart may be one character afterwards; the cursor stands behind it.
    ("e|x\u{301}", "Delete", "e|"),
    ("ex|y\u{301}", "Backspace", "e|y\u{301}"),
    ("|\u{301}", "e", "e\u{301}|"),
    ("🇩|x🇪", "Delete", "🇩🇪|"),
    ("👩|👧", "\u{200d}", "👩\u{200d}👧|"),
    // Cutting and putting back.
    ("one two-three|", "Ctrl+W", "one |"),
    ("one two-three|", "Alt+Backspace", "one two-|"),
    ("one  two  |", "Ctrl+W", "one  |"),
    ("one |two three", "Alt+d", "one | three"),
    ("one| two three", "Alt+d", "one| three"),
    ("one two| three", "Ctrl+U", "| three"),
    ("one two| three", "Ctrl+K", "one two|"),
    ("one\ntwo|\nthree", "Ctrl+U", "one\n|\nthree"),
    ("o|ne\ntwo", "Ctrl+K", "o|\ntwo"),
    ("o|\ntwo", "Ctrl+K", "o|two"),
    ("one two|", "Ctrl+W Ctrl+Y", "one two|"),
    (
        "one two three|",
        "Ctrl+W Ctrl+W Ctrl+A Ctrl+Y",
        "two three|one ",
    ),
    (
        "one two| three",
        "Ctrl+W Ctrl+K Ctrl+A Ctrl+Y",
        "two three|one ",
    ),
    ("one two|", "Ctrl+W Left Right Ctrl+U Ctrl+Y", "one |"),
    ("one two|", "Ctrl+W Left Right Ctrl+U Ctrl+Y Alt+y", "two|"),
    (
        "one two|",
        "Ctrl+W Left Right Ctrl+U Ctrl+Y Alt+y Alt+y",
        "one |",
    ),
    ("one two|", "Ctrl+W Left Right Ctrl+U x Alt+y", "x|"),
    (
        "one two|",
        "Ctrl+W Left Right Ctrl+U Ctrl+Y Alt+y Ctrl+_ Ctrl+_",
        "one |",
    ),
    // Swapping.
    ("ab|", "Ctrl+T", "ba|"),
    ("a|b", "Ctrl+T", "ba|"),
    ("a|bc", "Ctrl+T", "ba|c"),
    ("|ab", "Ctrl+T", "|ab"),
    ("a|", "Ctrl+T", "a|"),
    ("x\nab|\ny", "Ctrl+T", "x\nba|\ny"),
    ("x\n|ab", "Ctrl+T", "x\n|ab"),
    ("e\u{301}日|", "Ctrl+T", "日e\u{301}|"),
    // Undoing: a word at a time as it was typed, everything else by itself.
    ("|", "o n e Space t w o Ctrl+_", "one |"),
    ("|", "o n e Space t w o Ctrl+_ Ctrl+_", "|"),
    ("|", "o n e Space t w o Ctrl+_ Ctrl+_ Alt+_", "one |"),
    ("|", "a b Left Left c Ctrl+_", "|ab"),
    ("abc|", "Backspace Backspace Ctrl+_", "abc|"),
    ("|abc", "Delete Delete Ctrl+/", "|abc"),
    ("a b|", "Ctrl+W Ctrl+U Ctrl+_", "a |"),
    ("a b|", "Ctrl+W Ctrl+U Ctrl+Shift+_ Ctrl+Shift+-", "a b|"),
    ("a b|", "Ctrl+W Ctrl+_ x Alt+_", "a bx|"),
    // Lines.
    ("a|b", "Alt+Enter", "a\n|b"),
    ("a|b", "Shift+Enter", "a\n|b"),
    ("one\ntwo|", "Up", "one|\ntwo"),
    ("o|ne\ntwo", "Down", "one\nt|wo"),
    (
        "long line|\nx\nlong line",
        "Down Down",
        "long line\nx\nlong line|",
    ),
    (
        "long line|\nx\nlong line",
        "Down Up",
        "long line|\nx\nlong line",
    ),
    ("日本|\nabcdef", "Down", "日本\nabcd|ef"),
    ("abc|\n日本", "Down", "abc\n日|本"),
    // Emoji, by name.
    ("|", "Space : h e a r t :", " ❤️|"),
    ("|", ": h e a r t : Ctrl+_", ":heart:|"),
    ("|", "1 0 : 1 0 0 :", "10:100:|"),
    ("|", "x : : t e a :", "x::tea:|"),
    ("|", ": n o n e :", ":none:|"),
    ("(|) x:", ": t e a :", "(🍵|) x:"),
    // Keys told apart by Shift alone do the same where they have nothing of their own.
    ("ab|", "Shift+Backspace Shift+Left", "|a"),
    // What means nothing changes nothing.
    ("ab|", "PgUp Alt+x Super+a F1 Alt+Left Ctrl+L Esc", "ab|"),
];

#[test]
fn keys_do_what_their_rows_say() {
    for (before, keys, after) in TABLE {
        let mut editor = editor(before);
        press(&mut editor, keys);
        assert_eq!(written(&editor), *after, "{before:?} {keys}");
    }
}

#[test]
fn every_deed_has_a_row_and_no_key_has_two() {
    let mut keys: Vec<Key> = Vec::new();
    for binding in Deed::TABLE {
        for &key in binding.keys {
            assert!(!keys.contains(&key), "{key}");
            keys.push(key);
        }
        assert!(
            TABLE_NAMES.iter().any(|&(deed, _)| deed == binding.deed),
            "{:?}",
            binding.deed
        );
    }
    let bindings = Bindings::<Deed>::default();
    for (deed, name) in TABLE_NAMES {
        assert_eq!(bindings.find(key(name)), Some(deed), "{name}");
    }
}

/// What people expect of the keys they know, beside [`TABLE`].
const TABLE_NAMES: [(Deed, &str); 25] = [
    (Deed::Submit, "Enter"),
    (Deed::Newline, "Alt+Enter"),
    (Deed::Left, "Ctrl+B"),
    (Deed::Right, "Ctrl+F"),
    (Deed::WordLeft, "Alt+b"),
    (Deed::WordRight, "Alt+f"),
    (Deed::Start, "Ctrl+A"),
    (Deed::End, "Ctrl+E"),
    (Deed::Up, "Up"),
    (Deed::Down, "Down"),
    (Deed::Backspace, "Backspace"),
    (Deed::Delete, "Ctrl+D"),
    (Deed::CutSolid, "Ctrl+W"),
    (Deed::CutWordBack, "Ctrl+Backspace"),
    (Deed::CutWord, "Ctrl+Delete"),
    (Deed::CutToStart, "Ctrl+U"),
    (Deed::CutToEnd, "Ctrl+K"),
    (Deed::Yank, "Ctrl+Y"),
    (Deed::YankOlder, "Alt+y"),
    (Deed::Transpose, "Ctrl+T"),
    (Deed::Undo, "Ctrl+_"),
    (Deed::Redo, "Alt+_"),
    (Deed::Complete, "Tab"),
    (Deed::CompleteBack, "Shift+Tab"),
    (Deed::Search, "Ctrl+R"),
];

#[test]
fn on_an_empty_line_keys_that_need_text_are_free() {
    for name in [
        "Enter",
        "Ctrl+K",
        "Ctrl+D",
        "Home",
        "End",
        "Ctrl+F",
        "Left",
        "Backspace",
        "Alt+d",
    ] {
        assert_eq!(
            press(&mut Editor::default(), name),
            Outcome::Unhandled(key(name))
        );
    }
    // In a text they are not, even where they have nothing to do.
    for name in ["Ctrl+K", "Ctrl+F", "Ctrl+D", "End", "Alt+d"] {
        assert_eq!(press(&mut editor("x|"), name), Outcome::Nothing, "{name}");
    }
    for name in ["Up", "Down", "Ctrl+Y", "Alt+y", "Ctrl+_", "Alt+_"] {
        assert_eq!(
            press(&mut Editor::default(), name),
            Outcome::Nothing,
            "{name}"
        );
    }
    for name in ["PgUp", "Esc", "Alt+Left", "Ctrl+P", "Ctrl+C", "Alt+1"] {
        assert_eq!(
            press(&mut editor("x|"), name),
            Outcome::Unhandled(key(name))
        );
    }
}

#[test]
fn enter_hands_the_line_over() {
    let mut editor = editor("one\ntwo|");
    assert_eq!(
        press(&mut editor, "Enter"),
        Outcome::Submit("one\ntwo".to_owned())
    );
    assert_eq!(written(&editor), "|");
    // What was sent is not to be undone.
    assert_eq!(press(&mut editor, "Ctrl+_"), Outcome::Nothing);
    // Blanks are cleared, not sent.
    assert_eq!(press(&mut editor, "Space Enter"), Outcome::Changed);
    assert_eq!(
        (written(&editor).as_str(), editor.history().len()),
        ("|", 1)
    );
}

#[test]
fn pastes_are_put_in_whole_and_can_be_undone() {
    let mut editor = editor("a|d");
    assert_eq!(editor.paste("b\r\n\x1b[2Jc\t\r\u{9b}"), Outcome::Changed);
    assert_eq!(written(&editor), "ab\n[2Jc\t\n|d");
    press(&mut editor, "Ctrl+_");
    assert_eq!(written(&editor), "a|d");
}

#[test]
fn the_text_has_a_bound_and_what_did_not_fit_is_told() {
    let mut editor = Editor::default();
    assert_eq!(editor.paste(&"é".repeat(LENGTH)), Outcome::Full(LENGTH));
    assert_eq!(editor.text().len(), LENGTH);
    assert_eq!(press(&mut editor, "x"), Outcome::Full(1));
    assert_eq!(press(&mut editor, "Alt+Enter"), Outcome::Full(1));
    press(&mut editor, "Ctrl+U Ctrl+Y");
    assert_eq!(press(&mut editor, "Ctrl+Y"), Outcome::Full(LENGTH));
    assert_eq!(press(&mut editor, "Ctrl+_ Backspace x x"), Outcome::Changed);
    assert_eq!(editor.text().len(), LENGTH);
    assert_eq!(editor.exchange("x".repeat(LENGTH + 5)).len(), LENGTH);
    assert_eq!(editor.text().len(), LENGTH);
}

#[test]
fn up_and_down_go_through_what_was_sent() {
    let mut editor = Editor::default();
    send(&mut editor, &["one", "two\nlines", "three", "one"]);
    assert_eq!(editor.history().len(), 3);
    write(&mut editor, "unfinished");
    for (name, want) in [
        ("Up", "one|"),
        ("Up", "three|"),
        ("Up", "two\nlines|"),
        ("Up", "two\nlines|"),
        ("Down", "three|"),
        // A line that was changed on the way stays so until one is sent.
        ("!", "three!|"),
        ("Up", "two\nlines|"),
        ("Down", "three!|"),
        ("Down", "one|"),
        ("Down", "unfinished|"),
        ("Down", "unfinished|"),
        ("Up", "one|"),
        ("Ctrl+_", "unfinished|"),
    ] {
        press(&mut editor, name);
        assert_eq!(written(&editor), want, "{name}");
    }
    press(&mut editor, "Enter Up Up Up");
    assert_eq!(editor.text(), "three");
    // Whoever moved in a line that was called back moves on in it.
    press(&mut editor, "Up Left Up");
    assert_eq!(written(&editor), "two|\nlines");
}

#[test]
fn history_is_bounded_and_keeps_what_is_worth_it() {
    let mut history = History::default();
    history.push(" not this");
    history.push("");
    history.push(&"x".repeat(history::LONGEST + 1));
    assert!(history.is_empty());
    for number in 0..history::LINES + 10 {
        history.push(&number.to_string());
    }
    assert_eq!(
        (history.len(), history.line(history::LINES)),
        (history::LINES, Some("10"))
    );
    for number in 0..100 {
        history.push(&format!("{number}{}", "x".repeat(history::LONGEST - 10)));
    }
    assert!(history.encode().len() <= history::BYTES + history::LINES);
    assert_eq!(history.len(), history::BYTES / history::LONGEST);
}

#[test]
fn written_history_is_read_back() {
    let mut history = History::default();
    for line in [
        "plain",
        "two\nlines",
        r"back\slash \n",
        "日本 👩\u{200d}👧\t.",
    ] {
        history.push(line);
    }
    let text = history.encode();
    assert_eq!(
        text,
        "plain\ntwo\\nlines\nback\\\\slash \\\\n\n日本 👩\u{200d}👧\t.\n"
    );
    let again = History::decode(&text);
    assert_eq!(again.encode(), text);
    assert_eq!(again.line(3), Some("two\nlines"));
    // Whatever else stands in the file.
    let odd = History::decode("a\\\n\\x\r\n\n\x1b[2Jb\0\nlast");
    let lines: Vec<_> = (1..=odd.len()).filter_map(|back| odd.line(back)).collect();
    assert_eq!(lines, ["last", "[2Jb", "\\x", "a\\"]);
}

#[test]
fn passwords_are_not_written_down() {
    let mut history = History::default();
    for line in [
        "/oper alice secret",
        "/OPER alice secret2",
        "/msg NickServ identify secret",
        "/join #vault secret",
        "/quote PASS secret",
    ] {
        history.push(line);
    }
    for line in ["/join #vault", "oper is fun", "/msg bob hi", "//oper x"] {
        history.push(line);
    }
    assert_eq!(history.len(), 9, "they can be called back");
    assert_eq!(
        history.encode(),
        "/join #vault\noper is fun\n/msg bob hi\n//oper x\n"
    );
}

#[test]
fn what_was_sent_is_found_letter_by_letter() {
    let mut editor = Editor::default();
    send(&mut editor, &["make test", "Make clean", "ls", "make"]);
    write(&mut editor, "draft");
    let state = |editor: &Editor| {
        let view = editor.view(40, 1, clean);
        let searching = editor
            .searching()
            .map(|(query, failed)| format!("{query}{}", if failed { "?" } else { "" }));
        (
            searching.unwrap_or("-".to_owned()),
            view.rows.concat(),
            view.column,
        )
    };
    for (name, want) in [
        ("Ctrl+R", ("", "draft", 5)),
        ("k", ("k", "make", 2)),
        ("E", ("kE", "make", 2)),
        ("Space", ("kE ", "Make clean", 2)),
        ("Backspace", ("kE", "make", 2)),
        ("Ctrl+R", ("kE", "Make clean", 2)),
        ("Ctrl+R", ("kE", "make test", 2)),
        ("Ctrl+R", ("kE?", "make test", 2)),
        ("Ctrl+S", ("kE", "Make clean", 2)),
        ("Ctrl+G", ("-", "draft", 5)),
        ("Ctrl+R", ("", "draft", 5)),
        ("z", ("z?", "draft", 5)),
        ("Esc", ("-", "draft", 5)),
        ("Ctrl+R", ("", "draft", 5)),
        ("t", ("t", "make test", 8)),
        // Found, not sent.
        ("Enter", ("-", "make test", 8)),
        ("Down", ("-", "Make clean", 10)),
        ("Down", ("-", "ls", 2)),
        ("Down", ("-", "make", 4)),
        ("Down", ("-", "draft", 5)),
        // Once more the same.
        ("Ctrl+R", ("", "draft", 5)),
        ("Ctrl+R", ("t", "make test", 8)),
        ("Left", ("-", "make test", 7)),
    ] {
        press(&mut editor, name);
        let want = (want.0.to_owned(), want.1.to_owned(), want.2);
        assert_eq!(state(&editor), want, "{name}");
    }
    press(&mut editor, "Ctrl+R m");
    assert_eq!(press(&mut editor, "F1"), Outcome::Unhandled(key("F1")));
    assert_eq!((editor.searching(), editor.text()), (None, "make"));
}

/// What was written, how often Tab was pressed (negative: Shift+Tab), and what it is then.
const COMPLETIONS: &[(&str, i32, &str)] = &[
    ("|", 1, "bob: |"),
    ("al|", 1, "Alice: |"),
    ("AL|", 2, "albert: |"),
    ("al|", 3, "alice: |"),
    ("al|", 4, "al|"),
    ("al|", 5, "Alice: |"),
    ("al|", -1, "alice: |"),
    ("al|", -2, "albert: |"),
    ("Ä|", 1, "älva: |"),
    ("hi bo|", 1, "hi bob |"),
    ("hi bo| there", 1, "hi bob| there"),
    ("bo| there", 1, "bob:| there"),
    ("hi @bo|", 1, "hi @bob |"),
    ("@bo|", 1, "@bob |"),
    ("x\nbo|", 1, "x\nbob |"),
    ("zz|", 1, "zz|"),
    ("see #l|", 1, "see #lobby |"),
    ("see #l|", 2, "see #lab |"),
    ("#ü|", 1, "#Über |"),
    ("/me|", 1, "/members |"),
    ("/J|", 1, "/join |"),
    ("/ni|", 1, "/nick |"),
    ("/he|", 1, "/help|"),
    ("//j|", 1, "//j|"),
    ("|/j", 1, "|/j"),
    ("/|j", 1, "/help|j"),
    ("/msg |", 1, "/msg bob |"),
    ("/msg b|", 1, "/msg bob |"),
    ("/msg bob al|", 1, "/msg bob Alice |"),
    ("/join |", 1, "/join #lobby |"),
    ("/join la|", 1, "/join #lab |"),
    ("/invite bob |", 1, "/invite bob #lobby |"),
    ("/members |", 2, "/members #lab |"),
    (":smil|", 1, "😄|"),
    ("well :hear|", 1, "well ❤️|"),
    ("well :hear|", 2, "well 😍|"),
    ("well (:hear|", 1, "well (❤️|"),
    ("10:3|", 1, "10:3|"),
];

#[test]
fn tab_completes_what_can_be_meant() {
    for &(before, tabs, after) in COMPLETIONS {
        let mut editor = editor(before);
        for _ in 0..tabs.abs() {
            press(&mut editor, if tabs > 0 { "Tab" } else { "Shift+Tab" });
        }
        assert_eq!(written(&editor), after, "{before} {tabs}");
    }
}

#[test]
fn candidates_are_shown_kept_and_taken_back() {
    let mut editor = editor("al|");
    press(&mut editor, "Tab Tab");
    let (candidates, chosen) = editor.completion().expect("candidates");
    let labels: Vec<_> = candidates
        .iter()
        .map(|candidate| candidate.label.as_str())
        .collect();
    assert_eq!(
        (labels, chosen),
        (vec!["Alice", "albert", "alice"], Some(1))
    );
    // Going on writing keeps what stands there, and all of it is one thing to undo.
    press(&mut editor, "h i");
    assert!(editor.completion().is_none());
    press(&mut editor, "Ctrl+_");
    assert_eq!(written(&editor), "albert: |");
    press(&mut editor, "Ctrl+_");
    assert_eq!(written(&editor), "al|");
    // Escape takes it back.
    press(&mut editor, "Tab Tab");
    assert_eq!(press(&mut editor, "Esc"), Outcome::Changed);
    assert_eq!(
        (written(&editor).as_str(), editor.completion().is_none()),
        ("al|", true)
    );
    assert_eq!(press(&mut editor, "Esc"), Outcome::Unhandled(key("Esc")));
    // Enter sends what stands there.
    assert_eq!(
        press(&mut editor, "Tab Enter"),
        Outcome::Submit("Alice: ".to_owned())
    );
    // With one candidate there is no list; with none nothing happens.
    put(&mut editor, "bo|");
    press(&mut editor, "Tab");
    assert!(editor.completion().is_none());
    put(&mut editor, "zz|");
    assert_eq!(press(&mut editor, "Tab"), Outcome::Nothing);
    put(&mut editor, ":hear|");
    press(&mut editor, "Tab");
    let (candidates, _) = editor.completion().expect("candidates");
    assert_eq!(candidates[0].label, ":heart: ❤️");
}

#[test]
fn a_command_that_is_being_written_is_known() {
    for (line, want) in [
        ("/msg|", Some("msg")),
        ("/KICK bob|", Some("remove")),
        ("/m|", Some("msg")),
        ("/nothing|", None),
        ("//msg|", None),
        ("msg|", None),
        ("/|", None),
    ] {
        assert_eq!(
            editor(line).hint().map(|command| command.word),
            want,
            "{line}"
        );
    }
}

#[test]
fn emoji_have_one_name_each_way_in_order_and_are_one_character() {
    for pair in emoji::EMOJI.windows(2) {
        assert!(pair[0].0 < pair[1].0, "{pair:?}");
    }
    for (name, emoji) in emoji::EMOJI {
        assert_eq!(emoji.graphemes(true).count(), 1, "{name}");
        assert_eq!(emoji.width(), 2, "{name}");
        assert_eq!(emoji::opened(&format!(":{name}")), Some((0, name)));
        assert_eq!(emoji::find(name), Some(emoji));
    }
}

/// Text with its cursor, width, height, and what is seen: rows, the cursor shown as a bar.
const VIEWS: &[(&str, usize, usize, &[&str])] = &[
    ("|", 10, 3, &["|"]),
    ("abc|", 10, 3, &["abc|"]),
    // The last column is the cursor's.
    ("abcd|", 5, 3, &["abcd|"]),
    ("abcde|", 5, 3, &["abcd", "e|"]),
    ("abcd|e", 5, 3, &["abcd", "|e"]),
    ("ab\ncd|", 10, 3, &["ab", "cd|"]),
    ("ab|\ncd", 10, 3, &["ab|", "cd"]),
    ("abcd|\n", 5, 3, &["abcd|", ""]),
    ("abcd\n|", 5, 3, &["abcd", "|"]),
    ("\n\n|", 5, 3, &["", "", "|"]),
    // Wide letters do not stand half in a row.
    ("日本語|", 6, 3, &["日本", "語|"]),
    ("a日本|語", 6, 3, &["a日本", "|語"]),
    ("日本|", 2, 3, &["\u{fffd}", "\u{fffd}|"]),
    // Letters that run together into one, wider than the row.
    ("ᄀᄀ🏽🏽|", 7, 3, &["\u{fffd}|"]),
    (
        "e\u{301}e\u{301}e\u{301}|",
        3,
        3,
        &["e\u{301}e\u{301}", "e\u{301}|"],
    ),
    (
        "👩\u{200d}👩\u{200d}👧x|",
        4,
        3,
        &["👩\u{200d}👩\u{200d}👧x|"],
    ),
    ("שלום|", 3, 3, &["של", "ום|"]),
    ("a\tb|", 7, 3, &["a    b|"]),
    ("a\u{202e}b|", 7, 3, &["a\u{fffd}b|"]),
    // One row of many: those around the cursor.
    ("a\nb\nc\nd|\ne", 5, 1, &["d|"]),
    ("a\nb\nc|\nd\ne", 5, 3, &["b", "c|", "d"]),
    ("|a\nb\nc\nd\ne", 5, 3, &["|a", "b", "c"]),
    ("a\nb\nc\nd\ne|", 5, 3, &["c", "d", "e|"]),
    // No room at all.
    ("ab|", 0, 0, &["|"]),
    ("ab|", 1, 2, &["b", "|"]),
];

#[test]
fn rows_break_where_the_terminal_ends() {
    for &(before, width, height, rows) in VIEWS {
        let editor = editor(before);
        let view = editor.view(width, height, clean);
        let mut want: Vec<String> = rows.iter().map(|&row| row.to_owned()).collect();
        let row = want
            .iter()
            .position(|row| row.contains('|'))
            .expect("a cursor");
        if width > 1 {
            let column = want[row].split('|').next().expect("text").width();
            assert_eq!((view.row, view.column), (row, column), "{before:?} {width}");
            want[row] = want[row].replace('|', "");
            assert_eq!(view.rows, want, "{before:?} {width}");
        }
        assert!(view.column <= width.saturating_sub(1) && view.row < view.rows.len());
        assert!(view.rows.len() <= height.max(1));
        let all = editor.view(width, 1000, clean).rows.len();
        assert_eq!(view.above + view.rows.len() + view.below, all);
    }
}

fn any_key() -> impl Strategy<Value = Key> {
    let bound: Vec<Key> = Deed::TABLE
        .iter()
        .flat_map(|binding| binding.keys)
        .copied()
        .collect();
    let letters: Vec<char> =
        "ab :/#@|x日e\u{301}\u{200d}👩👧🇩🇪🏽\u{fe0f}ש\u{600}\u{1100}\u{1161}न\u{94d}"
            .chars()
            .collect();
    let free = ["Esc", "F1", "Ctrl+G", "Ctrl+S", "PgUp", "Alt+x"];
    prop_oneof![
        4 => prop::sample::select(letters).prop_map(|c| Key::plain(Code::Char(c))),
        4 => prop::sample::select(bound),
        1 => prop::sample::select(free.to_vec()).prop_map(key),
    ]
}

fn is_sound(editor: &Editor) -> bool {
    let (text, cursor) = (editor.text(), editor.cursor());
    let mut places = text.grapheme_indices(true).map(|(at, _)| at);
    cursor == text.len() || places.any(|at| at == cursor)
}

proptest! {
    #[test]
    fn the_cursor_stands_between_characters_whatever_is_pressed(keys in prop::collection::vec(any_key(), 0..80)) {
        let mut editor = Editor::default();
        send(&mut editor, &["abc", "日本\nab", ":x /join"]);
        for key in keys {
            editor.handle(key, &Friends);
            prop_assert!(is_sound(&editor), "{:?} after {key}", written(&editor));
            let view = editor.view(7, 3, clean);
            prop_assert!(view.rows.len() <= 3 && view.row < view.rows.len() && view.column < 7);
            for row in &view.rows {
                prop_assert!(row.width() <= 7, "{row:?}");
                prop_assert!(!row.contains(char::is_control));
            }
        }
    }

    /// Undoing goes back through texts that were there, down to the first, and doing again comes back.
    #[test]
    fn everything_can_be_undone_and_done_again(keys in prop::collection::vec(any_key(), 0..60)) {
        let mut editor = Editor::default();
        let mut seen = vec![String::new()];
        for key in keys {
            let deed = editor.bindings.find(key);
            if matches!(deed, Some(Deed::Submit | Deed::Undo | Deed::Redo)) {
                continue;
            }
            editor.handle(key, &Friends);
            seen.push(editor.text().to_owned());
        }
        // Whatever is open is closed.
        press(&mut editor, "Right Left");
        let last = editor.text().to_owned();
        while press(&mut editor, "Ctrl+_") == Outcome::Changed {
            // What a colon made an emoji of stood there for a moment.
            let was_there = seen.iter().any(|text| text == editor.text());
            prop_assert!(was_there || editor.text().contains(':'), "{:?}", editor.text());
            prop_assert!(is_sound(&editor));
        }
        prop_assert_eq!(editor.text(), "");
        while press(&mut editor, "Alt+_") == Outcome::Changed {
            prop_assert!(is_sound(&editor));
        }
        prop_assert_eq!(editor.text(), last);
    }

    #[test]
    fn no_text_panics_at_any_width(text in "\\PC{0,40}(\n\\PC{0,20}){0,3}", width in 0_usize..30, height in 0_usize..5) {
        let mut editor = Editor::default();
        editor.paste(&text);
        for name in ["Ctrl+T", "Ctrl+W", "Alt+b", "Up", "Ctrl+_"] {
            press(&mut editor, name);
            let view = editor.view(width, height, clean);
            prop_assert!(view.column <= width.saturating_sub(1) && view.row < view.rows.len());
        }
    }

    #[test]
    fn any_history_is_read_back(lines in prop::collection::vec("(\\PC|\n|\\\\){1,20}", 0..10)) {
        let mut history = History::default();
        for line in &lines {
            history.push(line);
        }
        let text = history.encode();
        prop_assert_eq!(History::decode(&text).encode(), text);
    }
}

#[test]
fn a_paste_can_be_taken_with_what_stands_around_it_however_long_it_is() {
    let mut editor = editor("a z");
    press(&mut editor, "Left");
    let long = "é\r\n".repeat(LENGTH);
    let all = editor.take_with(&long);
    assert_eq!(all, format!("a {}z", "é\n".repeat(LENGTH)));
    assert_eq!((editor.text(), editor.cursor()), ("", 0));
}

#[test]
fn keys_do_what_the_user_wants_of_them() {
    let mut bindings = Bindings::<Deed>::default();
    bindings.take(key("Ctrl+E"), |_| false);
    bindings.set(Deed::CutToEnd, &[key("Ctrl+E")]);
    let mut editor = Editor::new(bindings, History::default());
    put(&mut editor, "one| two");
    assert_eq!(
        press(&mut editor, "Ctrl+K"),
        Outcome::Unhandled(key("Ctrl+K"))
    );
    press(&mut editor, "Ctrl+E");
    assert_eq!(written(&editor), "one|");
}
