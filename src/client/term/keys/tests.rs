use proptest::prelude::*;

use super::*;

/// Everything `bytes` come to in one piece, silence at the end.
fn decode(bytes: &[u8]) -> Vec<Event> {
    in_pieces(&[bytes])
}

fn in_pieces(pieces: &[&[u8]]) -> Vec<Event> {
    let mut keys = Keys::new();
    let mut events = Vec::new();
    for piece in pieces {
        keys.feed(piece, 0, &mut events);
    }
    keys.fire(PARTIAL_MS, &mut events);
    events
}

/// Events as a person would write them down.
fn told(bytes: &[u8]) -> String {
    let told: Vec<String> = decode(bytes).iter().map(tell).collect();
    told.join(" ")
}

fn tell(event: &Event) -> String {
    match event {
        Event::Key(key) => key.to_string(),
        Event::Paste(paste) if paste.lost == 0 => format!("{:?}", paste.text),
        Event::Paste(paste) => format!("{:?}-{}", paste.text, paste.lost),
        Event::FocusIn => "in".to_owned(),
        Event::FocusOut => "out".to_owned(),
        Event::Mouse(mouse) => format!(
            "{:?}@{},{}{}",
            mouse.deed,
            mouse.column,
            mouse.row,
            if mouse.mods == Mods::NONE {
                String::new()
            } else {
                Key::new(Code::Up, mouse.mods).to_string().replace("Up", "")
            }
        ),
        Event::Reply(reply) => format!("{reply:?}"),
    }
}

/// What is sent, and what it is.
const CORPUS: &[(&[u8], &str)] = &[
    // Typing.
    (b"hi there", "h i Space t h e r e"),
    ("é日👩\u{200d}👧".as_bytes(), "é 日 👩 \u{200d} 👧"),
    (b"\r\t\x7f", "Enter Tab Backspace"),
    (
        b"\0\x01\x08\x0a\x1a",
        "Ctrl+Space Ctrl+A Ctrl+H Ctrl+J Ctrl+Z",
    ),
    (b"\x1c\x1d\x1e\x1f", "Ctrl+\\ Ctrl+] Ctrl+^ Ctrl+_"),
    // What is no UTF-8 is seen, once for each piece as the standard library counts them; C1 controls are not typed.
    (b"\xe9a\xff\xe2\x82b", "\u{fffd} a \u{fffd} \u{fffd} b"),
    (b"\xf0\x9f\x91", "\u{fffd}"),
    (b"\xc2\x9b31m\x9b", "3 1 m \u{fffd}"),
    (b"\xe2\x82\r", "\u{fffd} Enter"),
    // Escape and Alt.
    (b"\x1b", "Esc"),
    (b"\x1b\x1b", "Alt+Esc"),
    (b"\x1b\x1b\x1b", "Esc Alt+Esc"),
    (
        b"\x1ba\x1bA\x1b\r\x1b\x7f\x1b\t",
        "Alt+a Alt+A Alt+Enter Alt+Backspace Alt+Tab",
    ),
    (b"\x1b\x08\x1b\x1f\x1b ", "Ctrl+Alt+H Ctrl+Alt+_ Alt+Space"),
    ("\u{1b}é\u{1b}日".as_bytes(), "Alt+é Alt+日"),
    (b"\x1b\xffx", "Alt+\u{fffd} x"),
    (b"\x1b[", "Alt+["),
    (b"\x1bO", "Alt+O"),
    (b"\x1b]\x1bP\x1b_", "Alt+] Alt+P Alt+_"),
    (b"\x1b]hello\x1bPaul", "Alt+] h e l l o Alt+P a u l"),
    (b"\x1b\x1b[", "Esc Alt+["),
    (b"\x1b\x1bx", "Esc Alt+x"),
    (b"\x1b[\x1b[A", "Alt+[ Up"),
    ("\u{1b}[é\u{1b}Oé".as_bytes(), "Alt+[ é Alt+O é"),
    // xterm.
    (b"\x1b[A\x1b[B\x1b[C\x1b[D", "Up Down Right Left"),
    (
        b"\x1bOA\x1bOB\x1bOC\x1bOD\x1bOH\x1bOF",
        "Up Down Right Left Home End",
    ),
    (
        b"\x1b[H\x1b[F\x1b[2~\x1b[3~\x1b[5~\x1b[6~",
        "Home End Insert Delete PgUp PgDn",
    ),
    (
        b"\x1b[1;2A\x1b[1;3D\x1b[1;5C\x1b[1;6H\x1b[1;8F",
        "Shift+Up Alt+Left Ctrl+Right Ctrl+Shift+Home Ctrl+Alt+Shift+End",
    ),
    (
        b"\x1b[3;5~\x1b[5;3~\x1b[6;2~",
        "Ctrl+Delete Alt+PgUp Shift+PgDn",
    ),
    (b"\x1b[1;9A", "Super+Up"),
    (b"\x1b[5C\x1b[2D", "Ctrl+Right Shift+Left"),
    (b"\x1b[Z\x1b[1;6Z", "Shift+Tab Ctrl+Shift+Tab"),
    (
        b"\x1bOP\x1bOQ\x1bOR\x1bOS\x1b[15~\x1b[17~\x1b[21~\x1b[24~",
        "F1 F2 F3 F4 F5 F6 F10 F12",
    ),
    (
        b"\x1b[1;5P\x1b[1;2R\x1b[R\x1b[24;6~\x1bO2P\x1bO1;5Q",
        "Ctrl+F1 Shift+F3 F3 Ctrl+Shift+F12 Shift+F1 Ctrl+F2",
    ),
    (b"\x1b[25~\x1b[29~\x1b[31~\x1b[34~", "F13 F16 F17 F20"),
    (
        b"\x1bOM\x1bOp\x1bOy\x1bOk\x1bOX\x1bO ",
        "Enter 0 9 + = Space",
    ),
    // xterm, modifyOtherKeys, in both of its forms.
    (
        b"\x1b[27;5;9~\x1b[27;2;13~\x1b[27;6;65~\x1b[27;4;65~\x1b[27;5;27~",
        "Ctrl+Tab Shift+Enter Ctrl+Shift+A Alt+A Ctrl+Esc",
    ),
    (
        b"\x1b[27;2;33~\x1b[27;5;127~\x1b[105;5u\x1b[65;4u",
        "! Ctrl+Backspace Ctrl+I Alt+A",
    ),
    // rxvt.
    (
        b"\x1b[a\x1b[d\x1bOa\x1bOd\x1b[7~\x1b[8~\x1b[1~\x1b[4~",
        "Shift+Up Shift+Left Ctrl+Up Ctrl+Left Home End Home End",
    ),
    (
        b"\x1b[3^\x1b[3$\x1b[3@\x1b[7$\x1b[5^\x1b[11~\x1b[11^",
        "Ctrl+Delete Shift+Delete Ctrl+Shift+Delete Shift+Home Ctrl+PgUp F1 Ctrl+F1",
    ),
    (
        b"\x1b\x1b[A\x1b\x1bOa\x1b\x1b[3~\x1b\x1b[7^",
        "Alt+Up Ctrl+Alt+Up Alt+Delete Ctrl+Alt+Home",
    ),
    // The Linux console.
    (b"\x1b[[A\x1b[[E\x1b[[Fx", "F1 F5 x"),
    // kitty.
    (
        b"\x1b[97;5u\x1b[27u\x1b[13;2u\x1b[9;5u\x1b[127;3u",
        "Ctrl+A Esc Shift+Enter Ctrl+Tab Alt+Backspace",
    ),
    (
        b"\x1b[97;6u\x1b[97;4u\x1b[49:33;4u\x1b[49;4u\x1b[233;3u",
        "Ctrl+Shift+A Alt+A Alt+! Alt+Shift+1 Alt+é",
    ),
    (b"\x1b[97;1:1u\x1b[97;1:2u\x1b[97;1:3u", "a a"),
    (
        b"\x1b[1;1:3A\x1b[1;5:2A\x1b[3;1:3~\x1b[57399;5u\x1b[57414u",
        "Ctrl+Up Ctrl+0 Enter",
    ),
    (
        b"\x1b[57417;5u\x1b[57426u\x1b[57376u\x1b[57398u\x1b[57441;2u\x1b[57358u",
        "Ctrl+Left Delete F13 F35",
    ),
    (
        b"\x1b[97;65u\x1b[97;69u\x1b[97;9u\x1b[97;17u",
        "a Ctrl+A Super+a Super+a",
    ),
    (
        b"\x1b[u\x1b[1u\x1b[1114112u\x1b[55296;5u\x1b[99999999999999u",
        "",
    ),
    // Pastes.
    (
        b"\x1b[200~one\r\ntwo\rthree\n\tfour\x1b[201~x",
        "\"one\\ntwo\\nthree\\n\\tfour\" x",
    ),
    (b"\x1b[200~\x1b[201~", "\"\""),
    (
        b"\x1b[200~a\x1b[2Jb\x07\xc2\x9b\x1b[200~c\x1b\x1b[201~",
        "\"a[2Jb[200~c\"",
    ),
    (b"\x1b[200~\x1b[20\x1b[201\x1b[201~~", "\"[20[201\" ~"),
    (b"\x1b[200~\xff\xe6\x97\xa5\x1b[201~", "\"\u{fffd}日\""),
    (b"\x1b[201~\x1b[200~lost", ""),
    // Focus and mouse.
    (b"\x1b[I\x1b[O\x1b\x1b[O", "in out Esc out"),
    (
        b"\x1b[<0;1;1M\x1b[<0;1;1m\x1b[<2;300;100M",
        "Press(Left)@0,0 Release(Some(Left))@0,0 Press(Right)@299,99",
    ),
    (
        b"\x1b[<64;5;6M\x1b[<65;5;6M\x1b[<66;1;1M\x1b[<69;5;6M\x1b[<80;5;6M",
        "WheelUp@4,5 WheelDown@4,5 WheelLeft@0,0 WheelDown@4,5Shift+ WheelUp@4,5Ctrl+",
    ),
    (
        b"\x1b[<32;2;2M\x1b[<35;2;3M\x1b[<128;1;1M\x1b[<99;1;1M\x1b[<0;99999;1M",
        "Drag(Left)@1,1 Move@1,2 Press(Side(8))@0,0 WheelRight@0,0",
    ),
    (
        b"\x1b[M !!\x1b[M`\xf0\xff\x1b[M#!!x\x1b[32;2;3M",
        "Press(Left)@0,0 WheelUp@207,222 Release(None)@0,0 x Press(Left)@1,2",
    ),
    // Answers.
    (
        b"\x1b[?62;22c\x1b[?1u\x1b[?2026;2$y\x1b[>1;10;0c\x1b[0n\x1b[24;80R\x1b[1;80R\x1b[8;24;80t",
        "Attributes Keyboard(1) Mode(2026, 2)",
    ),
    (
        b"\x1b]11;rgb:0000/0000/0000\x07a\x1b]10;rgb:ff/ff/ff\x1b\\b",
        "Background(0, 0, 0) a b",
    ),
    (
        b"\x1b]11;rgb:fdfd/f6f6/e3e3\x1b\\\x1b]11;rgb:f/00/800\x07x",
        "Background(253, 246, 227) Background(255, 0, 127) x",
    ),
    (
        b"\x1b]11;rgb:0/0\x07\x1b]11;rgb:0/0/0/0\x07\x1b]11;rgb:00000/0/0\x07\x1b]11;rgb:+1/0/0\x07\x1b]11;?\x07\x1b]0;11;rgb:0/0/0\x07x",
        "x",
    ),
    (
        b"\x1bP>|xterm(390)\x1b\\a\x1bP1$r0m\x1b\\b\x1b_Gi=31;OK\x1b\\c",
        "a b c",
    ),
    (
        b"\x1b]11;rgb\rx\x1b]11;\x1b[A\x1b]4;\x1bx",
        "Enter x Up Alt+x",
    ),
    // What is unknown or broken is swallowed whole, and what ends it is not.
    (
        b"\x1b[99~\x1b[1;2;3;4;5;6q\x1b[ q\x1b[?1;2a\x1b[E\x1b[G\x1bOzx",
        "x",
    ),
    (
        b"\x1b[1;5\rx\x1b[1;\x1b[A\x1b[12\x18y",
        "Enter x Up Ctrl+X y",
    ),
    (b"\x1b[1<2Mx\x1b[1;5\xc3\xa9", "x é"),
    (b"\x1b[1;1", ""),
];

#[test]
fn what_terminals_send_is_understood() {
    for (bytes, want) in CORPUS {
        assert_eq!(told(bytes), *want, "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn events_do_not_depend_on_how_the_bytes_were_cut() {
    for (bytes, _) in CORPUS {
        let whole = decode(bytes);
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(in_pieces(&single), whole);
        for first in 0..=bytes.len() {
            for second in first..=bytes.len() {
                let pieces = [&bytes[..first], &bytes[first..second], &bytes[second..]];
                assert_eq!(in_pieces(&pieces), whole, "{pieces:?}");
            }
        }
    }
}

#[test]
fn silence_decides_what_an_escape_is() {
    let mut keys = Keys::new();
    let mut events = Vec::new();
    keys.feed(b"a", 0, &mut events);
    assert_eq!(keys.deadline(), None);
    keys.feed(b"\x1b", 100, &mut events);
    assert_eq!(keys.deadline(), Some(100 + ESCAPE_MS));
    keys.fire(100 + ESCAPE_MS - 1, &mut events);
    assert_eq!(events.len(), 1);
    keys.fire(100 + ESCAPE_MS, &mut events);
    assert_eq!(events[1], Event::Key(Key::plain(Code::Escape)));
    assert_eq!(keys.deadline(), None);
    // A loop that was late has read what came before it asks.
    events.clear();
    keys.feed(b"\x1b", 200, &mut events);
    keys.feed(b"[", 900, &mut events);
    assert_eq!(keys.deadline(), Some(900 + ESCAPE_MS));
    keys.feed(b"1", 910, &mut events);
    assert_eq!(keys.deadline(), Some(910 + PARTIAL_MS));
    keys.feed(b";5A", 1000, &mut events);
    assert_eq!(events, [Event::Key(Key::new(Code::Up, Mods::CTRL))]);
    assert_eq!(keys.deadline(), None);
}

#[test]
fn a_paste_is_waited_for_however_long_the_line_is_dead() {
    let mut keys = Keys::new();
    let mut events = Vec::new();
    keys.feed(b"\x1b[200~one\r", 0, &mut events);
    assert_eq!(keys.deadline(), None);
    keys.fire(u64::MAX, &mut events);
    assert_eq!(events, []);
    keys.feed(b"two\x1b[201~", 100_000, &mut events);
    assert!(matches!(&events[..], [Event::Paste(paste)] if paste.text == "one\ntwo"));
}

#[test]
fn a_paste_is_kept_up_to_its_bound_and_what_did_not_fit_is_told() {
    let mut keys = Keys::new();
    let mut events = Vec::new();
    keys.feed(b"\x1b[200~x", 0, &mut events);
    // Two bytes each, so that the last one that would fit is cut.
    let text = "é".repeat(PASTE);
    for piece in text.as_bytes().chunks(7001) {
        keys.feed(piece, 0, &mut events);
    }
    keys.feed(b"\x1b[201~y", 0, &mut events);
    let [Event::Paste(paste), Event::Key(_)] = &events[..] else {
        panic!("a paste and a key");
    };
    assert_eq!(paste.lost, 1 + PASTE);
    assert_eq!(paste.text.len(), PASTE - 1);
    assert!(paste.text.ends_with("éé"));
}

#[test]
fn what_never_ends_is_given_up() {
    // A control sequence, then a string, of more bytes than anybody sends.
    let mut bytes = b"\x1b[".to_vec();
    bytes.extend(b"1;".repeat(10_000));
    bytes.extend(b"~x\x1b]0;");
    bytes.extend(b"a".repeat(64 * 1024));
    bytes.extend(b"b");
    assert_eq!(told(&bytes), "x b");
    assert_eq!(
        told(&[&b"\x1b[1"[..], &b"1".repeat(100), b"\r"].concat()),
        "Enter"
    );
}

proptest! {
    /// Whatever comes, however it is cut.
    #[test]
    fn no_bytes_panic_and_no_cut_changes_anything(
        pieces in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>(), 0..12),
                prop::collection::vec(prop::sample::select(b"\x1b[O]P_M<?$~uA;:0123a\\\x07\r\xc3\xa9".to_vec()), 0..24),
                prop::sample::select(CORPUS).prop_map(|(bytes, _)| bytes.to_vec()),
            ],
            0..8,
        ),
    ) {
        let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
        let whole = pieces.concat();
        let events = decode(&whole);
        prop_assert_eq!(in_pieces(&pieces), events.clone());
        prop_assert!(events.len() <= whole.len());
        for event in &events {
            if let Event::Key(Key { code: Code::Char(c), .. }) = event {
                prop_assert!(!c.is_control());
            }
        }
    }
}
