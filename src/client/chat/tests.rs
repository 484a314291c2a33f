//! Conversations with servers that exist on paper only, and with one that exists in memory.

mod command;
mod greet;
mod history;
mod login;
mod numeric;
mod ours;
mod people;
mod pour;
mod speak;
mod stay;
mod wild;
mod windows;
mod words;

use super::entry::{Kind, State};
use super::io::Account;
use super::*;
use crate::calendar;
use crate::client::resolve::Place;

/// The first server.
const FIRST: ServerId = ServerId(0);

/// A chat, and what it wanted done and was not asked about yet.
struct World {
    chat: Chat,
    now: Now,
    sent: Vec<String>,
    wants: Vec<Output>,
}

fn wanted(name: &str) -> Wanted {
    Wanted {
        place: Place {
            host: "irc.example".to_owned(),
            port: 9000,
        },
        name: name.to_owned(),
        groups: Vec::new(),
        password: None,
        account: None,
        listen: None,
    }
}

fn settings() -> Settings {
    Settings {
        servers: vec![wanted("bob")],
        ..Settings::default()
    }
}

impl World {
    fn new(settings: Settings) -> World {
        // 12:03 on the first day of 1970.
        let now = Now {
            mono_ms: 1_000_000,
            unix_ms: 43_380_000,
        };
        let mut world = World {
            chat: Chat::new(settings, now),
            now,
            sent: Vec::new(),
            wants: Vec::new(),
        };
        world.drain();
        world
    }

    /// A member of one of our servers, in `#lobby` with alice, nothing of it looked at yet.
    fn ours() -> World {
        World::new(settings()).member()
    }

    fn member(mut self) -> World {
        self.input(Input::Connected(FIRST)).hear(OURS).hear(ENTERED);
        self.sent.clear();
        self.wants.clear();
        self.clear("#lobby");
        self
    }

    /// A member of a server that knows nothing beyond RFC 1459, in `#a` with ann.
    fn old() -> World {
        let mut world = World::new(settings());
        world.input(Input::Connected(FIRST)).hear(OLD);
        world.typed("/join #a").hear(
            ":bob!b@h JOIN :#a
            :old 353 bob = #a :bob @ann
            :old 366 bob #a :End of /NAMES list.
            :old 352 bob #a u h old ann H@ :0 Ann
            :old 315 bob #a :End of /WHO list.",
        );
        world.sent.clear();
        world.wants.clear();
        // Whatever was spent is forgiven.
        world.now.mono_ms += 20_000;
        world.input(Input::Tick);
        world.clear("#a");
        world
    }

    fn drain(&mut self) {
        while let Some(output) = self.chat.poll() {
            match output {
                Output::Send(FIRST, bytes) => {
                    let text = String::from_utf8(bytes).expect("UTF-8");
                    assert!(text.ends_with("\r\n"));
                    let lines = text.split_terminator("\r\n");
                    // Asking for the lag is no part of a conversation.
                    let lines = lines.filter(|line| !line.starts_with("PING :groupchat-"));
                    self.sent.extend(lines.map(str::to_owned));
                }
                Output::Notice(Notice::Title(_)) => {}
                output => self.wants.push(output),
            }
        }
    }

    /// Passes over what goes to other servers.
    fn drain_other(&mut self) {
        while self.chat.poll().is_some() {}
    }

    fn input(&mut self, input: Input<'_>) -> &mut World {
        self.chat.handle(input, self.now);
        self.drain();
        self
    }

    fn hear(&mut self, lines: &str) -> &mut World {
        for line in lines.lines() {
            self.input(Input::Heard(FIRST, line.trim().as_bytes()));
        }
        self
    }

    fn typed(&mut self, text: &str) -> &mut World {
        self.input(Input::Typed(text))
    }

    fn act(&mut self, action: Action<'_>) -> &mut World {
        self.input(Input::Do(action))
    }

    /// Time passes, on both clocks.
    fn pass(&mut self, ms: u64) -> &mut World {
        self.now.mono_ms += ms;
        self.now.unix_ms += ms;
        self.input(Input::Tick)
    }

    fn lose(&mut self, why: &str) -> &mut World {
        self.input(Input::Lost(FIRST, Some(why)))
    }

    fn id(&self, title: &str) -> WindowId {
        let mut windows = self.chat.windows().iter();
        let found = windows.find(|window| self.chat.title_of(window) == title);
        found.unwrap_or_else(|| panic!("no window {title}")).id
    }

    fn at(&self, title: &str) -> &Window {
        self.chat.window(self.id(title)).expect("a window")
    }

    fn go(&mut self, title: &str) -> &mut World {
        let id = self.id(title);
        self.act(Action::Activate(id))
    }

    fn clear(&mut self, title: &str) {
        let id = self.id(title);
        self.chat.window_mut(id).expect("a window").clear();
    }

    fn sent(&mut self) -> Vec<String> {
        std::mem::take(&mut self.sent)
    }

    fn wants(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.wants)
    }

    /// What a window shows.
    fn shows(&self, title: &str) -> Vec<String> {
        self.at(title).entries.iter().map(shown).collect()
    }

    /// The windows with what is unread in them, the active one in brackets.
    fn tabs(&self) -> Vec<String> {
        let active = self.chat.active().map(|window| window.id);
        let tab = |window: &Window| {
            let title = self.chat.title_of(window);
            let counts = match (window.unread, window.mentions) {
                (0, 0) => String::new(),
                (unread, 0) => format!(" {unread}"),
                (unread, mentions) => format!(" {unread}!{mentions}"),
            };
            match active == Some(window.id) {
                true => format!("[{title}]{counts}"),
                false => format!("{title}{counts}"),
            }
        };
        self.chat.windows().iter().map(tab).collect()
    }

    /// The members of a window: rank, name, number, where.
    fn members(&self, title: &str) -> Vec<String> {
        let row = |member: &member::Member| {
            let mut row = format!("{}{}", member.ranks, member.name);
            if let Some(id) = member.id {
                row += &format!(" #{id}");
            }
            if !member.address.is_empty() {
                row += &format!(" {}", member.address);
            }
            for (is, word) in [
                (member.coordinator, "coordinator"),
                (member.away, "away"),
                (member.bot, "bot"),
                (member.you, "you"),
            ] {
                if is {
                    row += &format!(" {word}");
                }
            }
            row
        };
        self.at(title).members.iter().map(row).collect()
    }

    fn link(&self) -> &Link {
        &self.chat.servers()[0].link
    }
}

/// An entry as text.
fn shown(entry: &Entry) -> String {
    let from = entry.from.as_deref().unwrap_or_default();
    let text = entry.text.replace('\n', " / ");
    let text = match &entry.redacted {
        Some(reason) => format!("(taken back: {reason})"),
        None => text,
    };
    let only = entry.only.map(|sign| format!("{sign}")).unwrap_or_default();
    let mut line = match &entry.kind {
        Kind::Message => format!("{only}<{from}> {text}"),
        Kind::Action => format!("{only}* {from} {text}"),
        Kind::Notice => format!("{only}-{from}- {text}"),
        Kind::Error => format!("!! {text}"),
        Kind::Members(rows) => format!("-- {} members of {text}", rows.len()),
        Kind::Gap { until_ms } => {
            let clock = |unix_ms| calendar::hours_minutes(unix_ms, 0);
            let until = until_ms.map_or("now".to_owned(), clock);
            format!("-- away from {} to {until}", clock(entry.unix_ms))
        }
        _ => format!("-- {text}"),
    };
    if entry.mention {
        line = format!("> {line}");
    }
    if let Some(msgid) = &entry.reply_to {
        line += &format!(" [to {msgid}]");
    }
    for reaction in &entry.reactions {
        line += &format!(" [{} {}]", reaction.sign, reaction.from.join(" "));
    }
    match &entry.state {
        State::Sent => {}
        State::Unsent => line += " [unsent]",
        State::Sending => line += " [sending]",
        State::Failed(why) => line += &format!(" [failed: {why}]"),
    }
    line
}

const OURS: &str = "CAP * LS * :batch draft/chathistory draft/read-marker echo-message tls=x unknown
    CAP * LS :groupchat/members labeled-response message-tags multi-prefix server-time
    CAP bob ACK :batch draft/chathistory draft/read-marker echo-message groupchat/members labeled-response message-tags multi-prefix server-time
    :irc 001 bob :Welcome
    :irc 005 bob CASEMAPPING=ascii LOBBY=#lobby NETWORK=irc.example PREFIX=(ohv)@%+ STATUSMSG=@%+ CHANTYPES=# CHATHISTORY=3 :are supported
    :irc 042 bob 2 :your unique ID
    :irc 375 bob :- irc Message of the day -
    :irc 372 bob :- Be kind.
    :irc 376 bob :End of MOTD
    :irc MEMBER 2 bob 127.0.0.1 50614 0 * 0
    :irc MEMBER 1 alice 0::1 50612 9001 c@ 17";

const ENTERED: &str = ":bob!bob@h JOIN #lobby
    :irc 332 bob #lobby :Today: cake
    :irc 353 bob = #lobby :@alice bob
    :irc 366 bob #lobby :End of NAMES
    :irc BATCH +1 chathistory #lobby
    :irc BATCH -1
    :irc MEMBER 1 alice 0::1 50612 9001 @ 17
    :irc MEMBER 2 bob 127.0.0.1 50614 0 * 0
    :irc MEMBERS #lobby";

/// ngIRCd without its capabilities, more or less.
const OLD: &str = ":old 421 bob CAP :Unknown command
    :old NOTICE * :*** Looking up your hostname
    :old 001 bob :Welcome to the Internet Relay Network bob!~bob@h
    :old 002 bob :Your host is old, running version ngircd-26
    :old 003 bob :This server has been started today
    :old 004 bob old ngircd-26 abBc abeh
    :old 005 bob RFC2812 IRCD=ngIRCd CHARSET=UTF-8 CASEMAPPING=ascii PREFIX=(qaohv)~&@%+ CHANTYPES=#&+ :are supported on this server
    :old 251 bob :There are 2 users and 0 services on 1 servers
    :old 422 bob :MOTD file is missing";
