//! What reaches a terminal beside text: what its model was told to do.

use vt100::{Callbacks, Screen};

/// What was done to a terminal beside drawing on it.
#[derive(Debug, Default)]
pub(super) struct Signs {
    /// What it was called.
    pub(super) titles: Vec<String>,
    /// How often it rang.
    pub(super) bells: usize,
    /// What the desktop was told.
    pub(super) notes: Vec<String>,
    /// What the client has no business with: clipboards, palettes, reports, modes, controls.
    pub(super) harm: Vec<String>,
}

impl Signs {
    fn harm(&mut self, what: String) {
        self.harm.push(what);
    }
}

/// Sequences that the client writes and the model does not know: synchronized updates, focus reports, lines that wrap,
/// the keyboard protocol. Each as its intermediate, parameter and end.
const KNOWN: [(u8, u16, char); 9] = [
    (b'?', 2026, 'h'),
    (b'?', 2026, 'l'),
    (b'?', 1004, 'h'),
    (b'?', 1004, 'l'),
    (b'?', 7, 'h'),
    (b'?', 7, 'l'),
    (b'>', 1, 'u'),
    // Without a parameter, which the model takes for 0.
    (b'<', 0, 'u'),
    (b'<', 1, 'u'),
];

impl Callbacks for Signs {
    fn audible_bell(&mut self, _: &mut Screen) {
        self.bells += 1;
    }

    fn visual_bell(&mut self, _: &mut Screen) {
        self.harm("visual bell".to_owned());
    }

    fn resize(&mut self, _: &mut Screen, request: (u16, u16)) {
        self.harm(format!("resize to {request:?}"));
    }

    fn set_window_icon_name(&mut self, _: &mut Screen, name: &[u8]) {
        self.harm(format!("icon {}", name.escape_ascii()));
    }

    fn set_window_title(&mut self, _: &mut Screen, title: &[u8]) {
        self.titles
            .push(String::from_utf8_lossy(title).into_owned());
    }

    fn copy_to_clipboard(&mut self, _: &mut Screen, _: &[u8], data: &[u8]) {
        self.harm(format!("clipboard {}", data.escape_ascii()));
    }

    fn paste_from_clipboard(&mut self, _: &mut Screen, _: &[u8]) {
        self.harm("clipboard asked for".to_owned());
    }

    fn unhandled_char(&mut self, _: &mut Screen, c: char) {
        self.harm(format!("character {c:?}"));
    }

    fn unhandled_control(&mut self, _: &mut Screen, control: u8) {
        self.harm(format!("control {control:#04x}"));
    }

    fn unhandled_escape(&mut self, _: &mut Screen, first: Option<u8>, second: Option<u8>, end: u8) {
        // The end of a string, by itself as well: it ends what may have been cut.
        if (first, second, end) != (None, None, b'\\') {
            self.harm(format!("escape {first:?} {second:?} {end:?}"));
        }
    }

    fn unhandled_csi(
        &mut self,
        _: &mut Screen,
        first: Option<u8>,
        second: Option<u8>,
        params: &[&[u16]],
        end: char,
    ) {
        let number = params.first().and_then(|it| it.first()).copied();
        let known = |&(sign, param, last): &(u8, u16, char)| {
            (first, number.unwrap_or(0), end) == (Some(sign), param, last)
        };
        // Crossed out (9) is a look that the model does not know.
        let crossed = (first, second, end) == (None, None, 'm') && params.contains(&&[9][..]);
        let single = second.is_none() && params.len() <= 1;
        if !(crossed || single && KNOWN.iter().any(known)) {
            self.harm(format!("sequence {first:?} {second:?} {params:?} {end:?}"));
        }
    }

    fn unhandled_osc(&mut self, _: &mut Screen, params: &[&[u8]]) {
        let text: Vec<_> = params
            .iter()
            .map(|it| String::from_utf8_lossy(it))
            .collect();
        let text = text.join(";");
        if let Some(title) = text.strip_prefix("2;") {
            // The model takes titles without semicolons only.
            self.titles.push(title.to_owned());
        } else if text == "11;?" {
            // The client asks whether the terminal is light or dark.
        } else if text == "8;;" || text.starts_with("8;id=") {
            // An address that is shown leads there.
        } else if text.starts_with("9;groupchat: ") || text.starts_with("777;notify;") {
            self.notes.push(text);
        } else {
            self.harm(format!("command {text:?}"));
        }
    }
}
