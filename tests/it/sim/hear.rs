//! What peers read, brought to words that belong to no dialect, and checked on the way.

/// One peer's ears.
#[derive(Debug, Default)]
pub(super) struct Ears {
    /// Bytes of a line whose end has not come.
    partial: Vec<u8>,
    irc: bool,
    /// May be sent tags.
    tagged: bool,
    /// What IRC calls it now.
    me: String,
    /// What was heard, as [`super::model::Person::heard`] says it.
    pub(super) heard: Vec<String>,
    /// Lines that are answers, since last taken.
    pub(super) answers: Vec<String>,
}

impl Ears {
    pub(super) fn new(irc: bool, tagged: bool) -> Ears {
        Ears {
            irc,
            tagged,
            ..Ears::default()
        }
    }

    /// Whether it may be sent tags, and messages of several pieces.
    pub(super) fn is_tagged(&self) -> bool {
        self.tagged
    }

    /// Reads bytes.
    pub(super) fn read(&mut self, bytes: &[u8]) {
        self.partial.extend_from_slice(bytes);
        while let Some(end) = self.partial.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = self.partial.drain(..=end).collect();
            let line = String::from_utf8(line).expect("lines are UTF-8");
            let line = line.strip_suffix('\n').expect("it ends there");
            // Before it has said anything, an IRC client is spoken to like a person.
            let as_person = ["Welcome to ", "You are disconnected: "]
                .iter()
                .any(|start| line.starts_with(start));
            if self.irc && !(self.me.is_empty() && as_person) {
                self.irc_line(line);
            } else {
                self.plain_line(line);
            }
        }
    }

    /// Nothing may be left over when a connection has been closed in good order.
    pub(super) fn ends_with_a_whole_line(&self) -> bool {
        self.partial.is_empty()
    }

    fn note(&mut self, said: String) {
        // The rest of a long text is dots: the pieces are put together again.
        let rest = said.rsplit(' ').next().unwrap_or_default();
        let head = &said[..said.len() - rest.len()];
        if !rest.is_empty()
            && rest.bytes().all(|byte| byte == b'.')
            && let Some(last) = self.heard.last_mut()
            && last.starts_with(head)
            && last.ends_with('.')
        {
            return last.push_str(rest);
        }
        self.heard.push(said);
    }

    fn plain_line(&mut self, line: &str) {
        let bad = line.chars().find(|&c| {
            c.is_control()
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
        });
        assert_eq!(bad, None, "{line:?} in a terminal");
        match plain(line) {
            Some(heard) => self.note(heard),
            None => self.answers.push(line.to_owned()),
        }
    }

    fn irc_line(&mut self, line: &str) {
        let line = line
            .strip_suffix('\r')
            .unwrap_or_else(|| panic!("no CR LF at the end of {line:?}"));
        assert!(!line.contains(['\r', '\0']), "{line:?}");
        let (tags, rest) = match line.strip_prefix('@') {
            Some(tagged) => tagged.split_once(' ').expect("something after the tags"),
            None => ("", line),
        };
        assert!(rest.len() + 2 <= 512, "{} bytes: {rest}", rest.len() + 2);
        assert!(
            tags.is_empty() || self.tagged,
            "tags for who wants none: {line}"
        );
        assert!(tags.len() < 8190 && !tags.contains(' '));
        let (source, rest) = match rest.strip_prefix(':') {
            Some(sourced) => sourced.split_once(' ').expect("something after the source"),
            None => ("", rest),
        };
        let (head, trailing) = match rest.split_once(" :") {
            Some((head, trailing)) => (head, Some(trailing)),
            None => (rest, None),
        };
        let mut words: Vec<&str> = head.split(' ').collect();
        words.extend(trailing);
        let (command, params) = words.split_first().expect("a command");
        let numeric = command.len() == 3 && command.bytes().all(|byte| byte.is_ascii_digit());
        assert!(
            numeric || !command.is_empty() && command.bytes().all(|byte| byte.is_ascii_uppercase()),
            "{line:?}"
        );
        assert!(params.len() <= 15, "{line:?}");
        // The pieces inside are told apart by nothing that matters here.
        if *command == "BATCH" {
            return;
        }
        let nick = source.split('!').next().unwrap_or_default();
        match irc(&self.me, nick, command, params) {
            Some(heard) => {
                if let ["renamed", "me", name] = heard.split(' ').collect::<Vec<_>>()[..] {
                    name.clone_into(&mut self.me);
                }
                self.note(heard);
            }
            None => {
                if *command == "001" {
                    params[0].clone_into(&mut self.me);
                }
                self.answers.push(line.to_owned());
            }
        }
    }
}

/// An IRC line as news; `None` when it is an answer.
fn irc(me: &str, nick: &str, command: &str, params: &[&str]) -> Option<String> {
    let who = |name: &str| {
        if name == me {
            "me".to_owned()
        } else {
            name.to_owned()
        }
    };
    let param = |n: usize| params.get(n).copied().unwrap_or_default();
    Some(match command {
        "042" => format!("welcome {me} {}", param(1)),
        "JOIN" if nick == me => format!("entered {}", param(0)),
        "JOIN" => format!("joined {} {nick}", param(0)),
        "PART" => format!("left {} {}", param(0), who(nick)),
        "KICK" => format!("removed {} {} by {nick}", param(0), who(param(1))),
        "QUIT" => format!("gone {nick}"),
        "NICK" => format!("renamed {} {}", who(nick), param(0)),
        "MODE" if !nick.contains('.') => {
            format!("mode {} {} {}", param(0), who(nick), params[1..].join(" "))
        }
        "MODE" => format!("coordinator {} {}", param(0), who(param(2))),
        "TOPIC" => format!("topic {} {} {}", param(0), who(nick), param(1)),
        "PRIVMSG" | "NOTICE" if !nick.contains('.') => {
            let (how, words) = match param(1).strip_prefix("\u{1}ACTION ") {
                Some(done) => ("did", done.strip_suffix('\u{1}').expect("its end")),
                None if command == "NOTICE" => ("noted", param(1)),
                None => ("said", param(1)),
            };
            match param(0) {
                group if group.starts_with('#') => format!("{how} {group} {} {words}", who(nick)),
                other if nick == me => format!("{how} to {other} {words}"),
                _ => format!("{how} privately {nick} {words}"),
            }
        }
        _ => return None,
    })
}

/// A plain line as news; `None` when it is an answer.
fn plain(line: &str) -> Option<String> {
    if let Some(intro) = line.strip_prefix("You are ") {
        let (name, rest) = intro.split_once(" (#")?;
        return Some(format!("welcome {name} {}", rest.split_once(')')?.0));
    }
    if let Some(rest) = line.strip_prefix("In ") {
        return Some(format!("entered {}", rest.split_once(" now: ")?.0));
    }
    // `[12:03] `
    let news = line.strip_prefix('[')?.get(7..)?;
    if let Some(private) = news.strip_prefix('*') {
        let (name, words) = private.split_once("* ")?;
        let (how, words) = manner(name, words);
        return Some(format!("{how} privately {name} {words}"));
    }
    if let Some(news) = news.strip_prefix("-- ") {
        return everywhere(news);
    }
    let (group, rest) = news.split_once(' ')?;
    let Some(news) = rest.strip_prefix("-- ") else {
        let (how, name, words) = said(rest)?;
        return Some(format!("{how} {group} {name} {words}"));
    };
    in_group(group, news).or_else(|| everywhere(news))
}

/// `<bob> hi`, `* bob waves`, `-bob- beep`.
fn said(rest: &str) -> Option<(&str, &str, &str)> {
    if let Some(rest) = rest.strip_prefix('<') {
        let (name, words) = rest.split_once("> ")?;
        return Some(("said", name, words));
    }
    if let Some(rest) = rest.strip_prefix("* ") {
        let (name, words) = rest.split_once(' ')?;
        return Some(("did", name, words));
    }
    let (name, words) = rest.strip_prefix('-')?.split_once("- ")?;
    Some(("noted", name, words))
}

/// How private words are meant, which their beginning shows.
fn manner<'w>(name: &str, words: &'w str) -> (&'static str, &'w str) {
    if let Some(done) = words.strip_prefix(&format!("* {name} ")) {
        ("did", done)
    } else if let Some(noted) = words.strip_prefix(&format!("-{name}- ")) {
        ("noted", noted)
    } else {
        ("said", words)
    }
}

fn in_group(group: &str, news: &str) -> Option<String> {
    if news == "You left" {
        return Some(format!("left {group} me"));
    }
    if let Some(rest) = news.strip_prefix("You were removed by ") {
        return Some(format!(
            "removed {group} me by {}",
            rest.split_once(" (#")?.0
        ));
    }
    if let Some(change) = news.strip_prefix("You set mode ") {
        return Some(format!("mode {group} me {change}"));
    }
    if news.starts_with("You are now the coordinator of ") {
        return Some(format!("coordinator {group} me"));
    }
    if let Some(topic) = topic(news, "You") {
        return Some(format!("topic {group} me {topic}"));
    }
    let (name, rest) = news.split_once(" (#")?;
    let (_, rest) = rest.split_once(") ")?;
    if rest == "joined" {
        return Some(format!("joined {group} {name}"));
    }
    if rest == "left" || rest.starts_with("left: ") {
        return Some(format!("left {group} {name}"));
    }
    if let Some(change) = rest.strip_prefix("set mode ") {
        return Some(format!("mode {group} {name} {change}"));
    }
    if let Some(by) = rest.strip_prefix("was removed by ") {
        return Some(format!(
            "removed {group} {name} by {}",
            by.split_once(" (#")?.0
        ));
    }
    if rest.starts_with("is now the coordinator of ") {
        return Some(format!("coordinator {group} {name}"));
    }
    let topic = topic(&format!("x {rest}"), "x")?;
    Some(format!("topic {group} {name} {topic}"))
}

fn topic<'t>(news: &'t str, who: &str) -> Option<String> {
    let rest: &'t str = news.strip_prefix(who)?.strip_prefix(' ')?;
    if rest == "cleared the topic" {
        return Some(String::new());
    }
    rest.strip_prefix("set the topic: ").map(str::to_owned)
}

/// News that may belong to no group, or to several.
fn everywhere(news: &str) -> Option<String> {
    if let Some(name) = news.strip_prefix("You are now called ") {
        return Some(format!("renamed me {name}"));
    }
    let (name, rest) = news.split_once(" (#")?;
    let (_, rest) = rest.split_once(") ")?;
    if rest.starts_with("left (") {
        return Some(format!("gone {name}"));
    }
    let now = rest.strip_prefix("is now called ")?;
    Some(format!("renamed {name} {now}"))
}
