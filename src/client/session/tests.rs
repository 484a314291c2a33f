//! Conversations with servers that exist on paper only.

use proptest::prelude::*;

use super::*;
use crate::client::{json, show};

/// A session, what it has sent and not been asked about yet, and what it has shown.
struct World {
    session: Session,
    now: Now,
    sent: Vec<String>,
    shown: Vec<String>,
    code: Option<u8>,
}

impl World {
    fn new(settings: Settings) -> World {
        let now = Now {
            mono_ms: 1_000_000,
            unix_ms: 43_380_000,
        };
        let mut world = World {
            session: Session::new(settings, now),
            now,
            sent: Vec::new(),
            shown: Vec::new(),
            code: None,
        };
        world.drain();
        world
    }

    fn drain(&mut self) {
        while let Some(output) = self.session.poll() {
            assert_eq!(self.code, None, "nothing comes after the end");
            match output {
                Output::Send(bytes) => {
                    let text = String::from_utf8(bytes).expect("UTF-8");
                    assert!(text.ends_with("\r\n"));
                    self.sent
                        .extend(text.split_terminator("\r\n").map(str::to_owned));
                }
                Output::Show(it) => {
                    let error = if it.kind == Kind::Error { "ERROR " } else { "" };
                    let text = show::show(&it, 0);
                    let text = text.strip_prefix("[12:03] ").unwrap_or(&text);
                    self.shown.push(format!("{error}{}", text.trim_end()));
                }
                Output::Done(code) => self.code = Some(code),
            }
        }
    }

    fn input(&mut self, input: Input<'_>) -> &mut World {
        self.session.handle(input, self.now);
        self.drain();
        self
    }

    fn hear(&mut self, lines: &str) -> &mut World {
        for line in lines.lines() {
            self.input(Input::Heard(line.trim().as_bytes()));
        }
        self
    }

    fn typed(&mut self, line: &str) -> &mut World {
        self.input(Input::Typed(line))
    }

    /// Goes to the next deadline.
    fn wait(&mut self) -> &mut World {
        self.now.mono_ms = self.session.deadline().expect("a deadline");
        self.input(Input::Tick)
    }

    fn sent(&mut self) -> Vec<String> {
        std::mem::take(&mut self.sent)
    }

    fn shown(&mut self) -> Vec<String> {
        std::mem::take(&mut self.shown)
    }
}

fn bob() -> Settings {
    Settings {
        name: "bob".to_owned(),
        commands: true,
        ..Settings::default()
    }
}

/// A script that is in `#lobby` of one of our servers.
fn chatting(settings: Settings) -> World {
    let mut world = World::new(settings);
    world.hear(OURS).hear(ENTERED);
    assert!(world.session.wants_input());
    world.sent();
    world.shown();
    world
}

const OURS: &str = "CAP * LS :multi-prefix server-time groupchat/members
    CAP bob ACK :groupchat/members server-time
    :irc 001 bob :Welcome
    :irc 005 bob CASEMAPPING=ascii LOBBY=#lobby :are supported by this server
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
    :irc PONG irc :groupchat-1";

#[test]
fn a_stay_on_our_server() {
    let mut world = World::new(Settings {
        password: Some("se cret".to_owned()),
        listen: Some(9002),
        ..bob()
    });
    assert_eq!(
        world.sent(),
        [
            "CAP LS 302",
            "PASS :se cret",
            "NICK bob",
            "USER bob 0 * :bob"
        ]
    );
    world.hear(OURS);
    assert_eq!(
        world.sent(),
        [
            "CAP REQ :server-time groupchat/members",
            "CAP END",
            "LISTEN 9002",
            "JOIN #lobby",
            "PING :groupchat-1"
        ]
    );
    assert_eq!(
        world.shown(),
        [
            "-- Be kind.",
            "-- You are bob (#2), connected from 127.0.0.1:50614.",
            "-- Your contact is alice (#1) at [::1]:50612, the coordinator of #lobby.",
        ]
    );
    assert!(!world.session.wants_input());
    world.hear(ENTERED);
    assert!(world.session.wants_input());
    assert_eq!(
        world.shown(),
        [
            "#lobby -- You joined",
            "#lobby -- topic: Today: cake",
            "#lobby -- here: alice (coordinator), bob"
        ]
    );
    world.typed("build ok").input(Input::EndOfInput);
    assert_eq!(
        world.sent(),
        ["PRIVMSG #lobby :build ok", "PING :groupchat-2"]
    );
    assert_eq!(world.code, None);
    world.hear(":irc PONG irc :groupchat-2");
    assert_eq!(world.sent(), ["QUIT"]);
    world.hear("ERROR :Closing link: quit").input(Input::Ended);
    assert_eq!((world.code, world.shown()), (Some(0), vec![]));
}

#[test]
fn lines_have_the_shapes_that_readme_promises() {
    let mut world = chatting(bob());
    world.hear(
        ":alice!a@h PRIVMSG #lobby :hello
        :alice!a@h PRIVMSG #lobby :\u{1}ACTION waves\u{1}
        :alice!a@h PRIVMSG bob :psst
        :alice!a@h PRIVMSG bob :\u{1}ACTION winks\u{1}
        :alice!a@h PRIVMSG bob :\u{1}VERSION\u{1}
        :bot!b@h NOTICE #lobby :built
        @time=1970-01-01T00:05:00.000Z :zoe!z@h JOIN #lobby
        :irc MEMBER 3 zoe h 5 0 - 0
        :zoe!z@h NICK eve
        :eve!z@h PART #lobby :gone
        :eve!z@h QUIT :quit: bye
        :alice!a@h TOPIC #lobby :cake
        :alice!a@h TOPIC #lobby :
        :alice!a@h KICK #lobby eve :spam
        :alice!a@h INVITE bob #ops
        :irc MODE #lobby +o bob
        :irc MODE #lobby +nt
        :alice!a@h QUIT",
    );
    assert_eq!(
        world.shown(),
        [
            "#lobby <alice> hello",
            "#lobby * alice waves",
            "*alice* psst",
            "*alice* * alice winks",
            "-- alice asks our program for VERSION (CTCP)",
            "#lobby -bot- built",
            "[00:05] #lobby -- zoe (#3) joined",
            "-- zoe (#3) is now called eve",
            "#lobby -- eve (#3) left: gone",
            "-- eve left (quit: bye)",
            "#lobby -- alice set the topic: cake",
            "#lobby -- alice cleared the topic",
            "#lobby -- eve was removed by alice: spam",
            "-- alice invites you to #ops: /join #ops",
            "#lobby -- You are now the coordinator of #lobby",
            "#lobby -- irc set the mode +nt",
            "-- alice left the server",
        ]
    );
    assert_eq!(world.sent(), [""; 0]);
}

#[test]
fn modes_are_told_and_only_the_server_names_a_coordinator() {
    let mut world = chatting(bob());
    world.hear(
        ":alice!a@h MODE #lobby +ov-m bob zoe
        :irc MODE #lobby +o bob
        :irc 324 bob #lobby +kn s3cret
        :irc 367 bob #lobby eve!*@* alice 5
        :irc 368 bob #lobby :End of channel ban list
        :irc 306 bob :You have been marked as being away
        :irc 311 bob alice a h * :Alice A.
        :irc 319 bob alice :@#lobby
        :irc 317 bob alice 7 5 :seconds idle, signon time
        :irc 696 bob #lobby l many :That is no good",
    );
    assert_eq!(
        world.shown(),
        [
            "#lobby -- alice set the mode +ov-m bob zoe",
            "#lobby -- You are now the coordinator of #lobby",
            "-- #lobby is set to +kn s3cret.",
            "-- ban in #lobby: eve!*@*",
            "-- #lobby: End of channel ban list",
            "-- You have been marked as being away",
            "-- alice is a@h (Alice A.)",
            "-- alice is in @#lobby",
            "-- alice is idle for 7 seconds",
            "ERROR -- The server refused: #lobby l many: That is no good",
        ]
    );
}

#[test]
fn a_new_listen_port_is_told() {
    let mut world = chatting(bob());
    world.hear(":irc MEMBER 1 alice 0::1 50612 7000 - 0\n:irc MEMBER 2 bob 127.0.0.1 50614 0 * 0");
    assert_eq!(
        world.shown(),
        [
            "-- alice (#1) accepts direct connections on port 7000",
            "-- You accept no direct connections any more"
        ]
    );
}

#[test]
fn a_number_is_told_only_of_those_we_share_a_group_with() {
    let mut world = World::new(Settings {
        numbers: true,
        ..bob()
    });
    world.hear(OURS).hear(ENTERED);
    let sent = world.sent();
    assert_eq!(sent.last().map(String::as_str), Some("MEMBERS #lobby"));
    world.hear(
        ":irc MEMBER 1 alice 0::1 50612 9001 @ 75
        :irc MEMBER 2 bob 127.0.0.1 50614 0 * 0
        :irc MEMBERS #lobby :End of MEMBERS",
    );
    world.shown();
    world.hear(
        ":alice!a@h TOPIC #lobby :cake
        :alice!a@h PART #lobby
        :alice!a@h INVITE bob #x
        :bob!b@h TOPIC #lobby :",
    );
    assert_eq!(
        world.shown(),
        [
            "#lobby -- alice (#1) set the topic: cake",
            "#lobby -- alice (#1) left",
            "-- alice invites you to #x: /join #x",
            "#lobby -- You cleared the topic",
        ]
    );
}

#[test]
fn tables_come_in_the_order_they_were_asked_for() {
    let mut world = chatting(bob());
    world
        .typed("/members #no")
        .typed("/members")
        .typed("/members all");
    world.hear(
        ":irc 403 bob #no :No such channel
        :irc MEMBER 2 bob 127.0.0.1 50614 0 * 0
        :irc MEMBERS #lobby :End of MEMBERS
        :irc MEMBER 1 alice h 5 0 - 3
        :irc MEMBERS * :End of MEMBERS",
    );
    let shown: Vec<String> = world.shown()[1..].to_vec();
    let names = |table: &String| {
        let rows = table.lines().skip(1);
        rows.filter_map(|row| row.split_whitespace().nth(1).map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        shown.iter().map(names).collect::<Vec<_>>(),
        [["bob"], ["alice"]]
    );
    assert!(world.session.tables.is_empty());
    // One that was refused does not wait for ever.
    world.typed("/members #no").input(Input::EndOfInput);
    world.hear(":irc 403 bob #no :No such channel\n:irc PONG irc :groupchat-2");
    assert!(world.session.tables.is_empty());
}

#[test]
fn somebody_who_comes_is_told_even_if_no_number_follows() {
    let mut world = chatting(bob());
    world.hear(":zoe!z@h JOIN #lobby\n:eve!e@h JOIN #lobby\n:irc MEMBER 4 eve h 5 0 - 0\n:yan!y@h JOIN #lobby");
    world.input(Input::Tick);
    assert_eq!(
        world.shown(),
        [
            "#lobby -- zoe joined",
            "#lobby -- eve (#4) joined",
            "#lobby -- yan joined"
        ]
    );
}

#[test]
fn the_first_member_is_told_so() {
    let mut world = World::new(bob());
    let alone = OURS
        .lines()
        .filter(|line| !line.contains("alice"))
        .collect::<Vec<_>>()
        .join("\n");
    world.hear(&alone).hear(ENTERED);
    assert_eq!(
        world.shown()[2..4],
        ["-- You are the first member here.", "#lobby -- You joined"]
    );
}

#[test]
fn an_old_server_knows_no_capabilities_and_sets_a_pace() {
    let mut world = World::new(Settings {
        groups: vec!["#a".to_owned(), "#b".to_owned()],
        ..bob()
    });
    world.sent();
    world.hear(
        ":irc.example 451 * CAP :You have not registered
        :irc.example 001 bob :Welcome
        :irc.example 251 bob :There are 3 users
        :irc.example 422 bob :MOTD File is missing",
    );
    assert_eq!(world.shown(), ["-- You are bob on irc.example."]);
    assert_eq!(world.sent(), ["JOIN #a", "JOIN #b", "PING :groupchat-1"]);
    world.hear(
        ":bob!~bob@h JOIN :#a\n:bob!~bob@h JOIN :#b\n:irc.example PONG irc.example :groupchat-1",
    );
    for n in 0..2 {
        assert!(world.session.wants_input());
        world.typed(&format!("line {n}"));
    }
    assert_eq!(world.sent(), ["PRIVMSG #a :line 0", "PRIVMSG #a :line 1"]);
    world.typed("line 2");
    assert_eq!((world.sent(), world.session.wants_input()), (vec![], false));
    let before = world.now.mono_ms;
    world.wait();
    assert_eq!(
        (world.sent(), world.now.mono_ms - before),
        (vec!["PRIVMSG #a :line 2".to_owned()], 2000)
    );
    // The server's own question does not wait in the queue.
    world.typed("line 3").hear("PING :x");
    assert_eq!(world.sent(), ["PONG :x"]);
    world.input(Input::EndOfInput);
    world.wait().wait();
    assert_eq!(world.sent(), ["PRIVMSG #a :line 3", "PING :groupchat-2"]);
    world.hear(":irc.example PONG irc.example groupchat-2");
    assert_eq!(world.sent(), ["QUIT"]);
    world.wait();
    assert_eq!(
        world.code,
        Some(0),
        "a server that does not hang up is not waited for for ever"
    );
}

#[test]
fn a_name_in_use_gets_a_mark() {
    let mut world = World::new(bob());
    world.sent();
    world.hear(
        ":irc 433 * bob :Nickname is already in use\n:irc 433 * bob_ :Nickname is already in use",
    );
    assert_eq!(world.sent(), ["NICK bob_", "NICK bob__"]);
    assert_eq!(
        world.shown(),
        [
            "-- The name bob is in use; trying bob_.",
            "-- The name bob_ is in use; trying bob__."
        ]
    );
    world.hear(":irc 001 bob__ :Welcome");
    assert!(world.session.is_me("BOB__"));
}

#[test]
fn a_name_that_is_cut_gets_its_mark_inside() {
    let mut world = World::new(Settings {
        name: "bobbobbobbob".to_owned(),
        ..bob()
    });
    world.sent();
    world.hear(":irc 433 * bobbobbob :in use");
    assert_eq!(world.sent(), ["NICK bobbobbo_"]);
    for _ in 0..20 {
        world.hear(":irc 433 * bobbobbo_ :in use");
    }
    assert_eq!(world.code, Some(1), "it ends some time");
}

#[test]
fn a_name_that_is_refused_ends_it() {
    let mut world = World::new(bob());
    world.hear(":irc 432 * bob :Erroneous nickname");
    assert_eq!(
        world.shown(),
        ["ERROR -- The server does not accept the name bob: Erroneous nickname"]
    );
    assert_eq!(world.code, Some(1));
    let mut world = World::new(Settings {
        name: "bartholomew".to_owned(),
        ..bob()
    });
    world.sent();
    world.hear(":irc 432 * bartholomew :Nickname too long, max. 9 characters");
    assert_eq!(
        (world.sent(), world.code),
        (vec!["NICK bartholom".to_owned()], None)
    );
}

#[test]
fn a_password_that_is_refused_ends_it_with_a_hint() {
    let mut world = World::new(bob());
    world.hear(":irc 464 * :Password incorrect");
    assert_eq!(
        world.shown(),
        [
            "ERROR -- The server wants a password (Password incorrect): pass it with --password-file."
        ]
    );
    assert_eq!(world.code, Some(1));
}

#[test]
fn a_server_that_says_nothing_is_left() {
    let mut world = World::new(bob());
    world.wait();
    assert_eq!(world.code, Some(1));
    assert!(world.shown()[0].contains("within 30 seconds"));
}

#[test]
fn without_a_lobby_and_a_group_there_is_a_hint_and_private_words_still_go() {
    let mut world = World::new(bob());
    world.hear(":irc 001 bob :hi\n:irc 422 bob :no MOTD\n:irc PONG irc :groupchat-1");
    assert!(world.session.wants_input());
    assert!(world.shown()[1].contains("--group"));
    world.sent();
    world
        .typed("/msg alice hi")
        .typed("hello?")
        .input(Input::EndOfInput);
    assert_eq!(world.sent(), ["PRIVMSG alice :hi", "PING :groupchat-2"]);
    assert_eq!(
        world.shown(),
        ["ERROR -- You are in no group, so this was not said: hello?"]
    );
    world.hear(":irc PONG irc :groupchat-2").input(Input::Ended);
    assert_eq!(world.code, Some(1));
}

#[test]
fn a_group_that_cannot_be_entered_ends_a_script() {
    let secret = || Settings {
        groups: vec!["#secret".to_owned()],
        ..bob()
    };
    let refusal = ":irc 001 bob :hi\n:irc 422 bob :no MOTD\n:irc 473 bob #secret :Invite only\n:irc PONG irc :groupchat-1";
    let mut world = World::new(secret());
    world.hear(refusal);
    assert_eq!(
        world.shown()[1..],
        [
            "ERROR -- The server refused: #secret: Invite only",
            "ERROR -- #secret could not be entered; nothing was sent."
        ]
    );
    world.input(Input::Ended);
    assert_eq!(world.code, Some(1));
    let mut world = World::new(Settings {
        interactive: true,
        ..secret()
    });
    world.hear(refusal);
    assert!(world.session.wants_input(), "a person can choose another");
}

#[test]
fn what_was_meant_for_a_group_that_is_refused_is_said_in_no_other() {
    let both = |interactive| Settings {
        groups: vec!["#secret".to_owned(), "#open".to_owned()],
        interactive,
        ..bob()
    };
    let half = ":bob!b@h JOIN #auto\n:irc 001 bob :hi\n:irc 422 bob :no MOTD
        :irc 473 bob #secret :Invite only\n:bob!b@h JOIN #open\n:irc PONG irc :groupchat-1";
    let mut world = World::new(both(false));
    world.hear(half);
    assert_eq!(
        world.shown()[2..],
        [
            "ERROR -- The server refused: #secret: Invite only",
            "#open -- You joined",
            "ERROR -- #secret could not be entered; nothing was sent."
        ]
    );
    assert_eq!(world.sent().last().map(String::as_str), Some("QUIT"));
    world.input(Input::Ended);
    assert_eq!(world.code, Some(1));
    let mut world = World::new(both(true));
    world.hear(half).sent();
    assert!(
        world
            .shown()
            .contains(&"-- What you type goes to #open now.".to_owned())
    );
    world.typed("hi");
    assert_eq!(world.sent(), ["PRIVMSG #open :hi"]);
}

#[test]
fn lines_go_to_the_first_group_whatever_else_the_server_puts_us_in() {
    let mut world = World::new(Settings {
        groups: vec!["#ops".to_owned()],
        ..bob()
    });
    world
        .hear(":irc 001 bob :hi\n:bob!b@h JOIN #auto\n:irc 422 bob :no MOTD\n:bob!b@h JOIN #Ops\n:irc PONG irc :groupchat-1")
        .sent();
    world.typed("hi");
    assert_eq!(world.sent(), ["PRIVMSG #Ops :hi"]);
}

#[test]
fn what_is_refused_counts_for_a_script_and_not_for_a_person() {
    for (interactive, code) in [(false, 1), (true, 0)] {
        let mut world = chatting(Settings {
            interactive,
            ..bob()
        });
        world.typed("/msg zed hi").typed("/quit bye now");
        world.hear(":irc 401 bob zed :No such nick\n:irc PONG irc :groupchat-2");
        assert_eq!(
            world.shown(),
            ["ERROR -- The server refused: zed: No such nick"]
        );
        assert_eq!(
            world.sent(),
            ["PRIVMSG zed :hi", "PING :groupchat-2", "QUIT :bye now"]
        );
        world.input(Input::Ended);
        assert_eq!(world.code, Some(code));
    }
}

#[test]
fn commands_become_lines() {
    let mut world = chatting(bob());
    for (typed, sent) in [
        ("//etc/hosts", "PRIVMSG #lobby :/etc/hosts"),
        ("  indented", "PRIVMSG #lobby :  indented"),
        ("/me waves", "PRIVMSG #lobby :\u{1}ACTION waves\u{1}"),
        ("/msg #7 hi", "PRIVMSG 7 :hi"),
        ("/msg 7 hi", "PRIVMSG 7 :hi"),
        ("/msg #ops hi", "PRIVMSG #ops :hi"),
        ("/name rob", "NICK rob"),
        ("/topic", "TOPIC #lobby"),
        ("/topic cake at 4", "TOPIC #lobby :cake at 4"),
        ("/groups", "LIST"),
        ("/members", "MEMBERS #lobby"),
        ("/members ops", "MEMBERS #ops"),
        ("/who all", "MEMBERS *"),
        ("/topic -", "TOPIC #lobby :"),
        ("/w #7 hi", "PRIVMSG 7 :hi"),
        ("/action waves", "PRIVMSG #lobby :\u{1}ACTION waves\u{1}"),
        ("/listen 7000", "LISTEN 7000"),
        ("/invite #7 ops", "INVITE 7 #ops"),
        ("/kick #7", "KICK #lobby 7"),
        ("/mode", "MODE #lobby"),
        ("/mode +ov-m #7 zoe", "MODE #lobby +ov-m 7 zoe"),
        ("/mode #ops b", "MODE #ops b"),
        ("/away", "AWAY"),
        ("/away to lunch", "AWAY :to lunch"),
        ("/whois #7", "WHOIS 7"),
        ("/invite zoe", "INVITE zoe #lobby"),
        ("/invite zoe #ops", "INVITE zoe #ops"),
        ("/remove eve so there", "KICK #lobby eve :so there"),
        ("/leave #ops bye", "PART #ops :bye"),
        ("/leave", "PART #lobby"),
    ] {
        world.typed(typed);
        assert_eq!(world.sent(), [sent], "{typed}");
    }
    for unsent in [
        "",
        "   ",
        "/help",
        "/history",
        "/mgs bob hi",
        "/msg a,b hi",
        "/name a b",
        "/listen",
        "/listen 70000",
        "/join #a,#b",
        "/me",
    ] {
        world.typed(unsent);
        assert_eq!(world.sent(), [""; 0], "{unsent}");
    }
    assert!(
        world
            .shown()
            .iter()
            .any(|line| line.contains("the nearest is /msg"))
    );
}

#[test]
fn a_group_with_another_name_is_the_same_group() {
    let mut world = World::new(bob());
    world.sent();
    world.hear("CAP * LS :batch draft/channel-rename");
    assert_eq!(world.sent(), ["CAP REQ :batch draft/channel-rename"]);
    let mut world = chatting(bob());
    world.shown();
    world.hear(
        ":zoe!z@h JOIN #lobby
        :irc MEMBER 3 zoe h 5 0 - 0
        :zoe!z@h RENAME #Lobby #hall :it grew",
    );
    world.typed("hello").typed("/join #HALL");
    assert_eq!(world.sent(), ["PRIVMSG #hall :hello"]);
    world.hear(":bob!b@h RENAME #hall #Hall :");
    assert_eq!(
        world.shown(),
        [
            "#lobby -- zoe (#3) joined",
            "#Lobby -- #Lobby is now called #hall (by zoe (#3)): it grew",
            "-- What you type goes to #hall now.",
            "#hall -- #hall is now called #Hall (by you)",
        ]
    );
    // Who is in it is known as before.
    world
        .hear(":bob!b@h PART #Hall")
        .hear(":zoe!z@h PRIVMSG bob :hi");
    assert!(!world.shown().join("\n").contains("#3"));
    // What is typed next is meant for the group by its new name, so it waits until that is known.
    let mut world = chatting(bob());
    world.typed("/rename ships").typed("/rename #hall it grew");
    assert_eq!(
        world.sent(),
        [
            "RENAME #lobby #ships",
            "PING :groupchat-2",
            "RENAME #lobby #hall :it grew",
            "PING :groupchat-3",
        ]
    );
    assert!(!world.session.wants_input());
    world
        .hear(":bob!b@h RENAME #lobby #ships :")
        .hear(":irc PONG irc :groupchat-3");
    assert!(world.session.wants_input());
    world.typed("hello");
    assert_eq!(world.sent(), ["PRIVMSG #ships :hello"]);
    // Another group is none of ours.
    let mut world = chatting(bob());
    world.hear(":zoe!z@h RENAME #a #b :").typed("hello");
    assert_eq!(world.sent(), ["PRIVMSG #lobby :hello"]);
}

#[test]
fn what_is_taken_back_is_told_by_who_said_it_and_when() {
    let mut world = World::new(bob());
    world.sent();
    world.hear("CAP * LS :draft/message-redaction message-tags");
    assert_eq!(
        world.sent(),
        ["CAP REQ :draft/message-redaction message-tags"]
    );
    let mut world = chatting(bob());
    world.hear(
        "@msgid=x-1;time=1970-01-01T11:00:00.000Z :alice!a@h PRIVMSG #lobby :one
        @msgid=x-2;time=1970-01-01T11:30:00.000Z :bob!b@h NOTICE #lobby :two
        @msgid=x-3;time=1970-01-01T11:45:00.000Z :alice!a@h PRIVMSG bob :psst",
    );
    world.shown();
    world.hear(
        ":alice!a@h REDACT #lobby x-1 :wrong  window
        :alice!a@h REDACT #lobby x-2
        :alice!a@h REDACT bob x-3
        :alice!a@h REDACT #lobby x-9",
    );
    assert_eq!(
        world.shown(),
        [
            "#lobby -- alice took back what it said at 11:00: wrong  window",
            "#lobby -- alice took back what you said at 11:30",
            "-- alice took back what it said at 11:45",
            "#lobby -- alice took back something that was said before",
        ]
    );
    // Only so many are remembered.
    for id in 0..500 {
        world.hear(&format!("@msgid=y-{id} :alice!a@h PRIVMSG #lobby :x"));
    }
    world.shown();
    world.hear(":alice!a@h REDACT #lobby x-3\n:alice!a@h REDACT #lobby y-0");
    assert_eq!(
        world.shown(),
        [
            "#lobby -- alice took back something that was said before",
            "#lobby -- alice took back what it said at 12:03",
        ]
    );
}

#[test]
fn history_is_asked_for_and_told() {
    let mut world = World::new(bob());
    world.sent();
    world.hear("CAP * LS :batch draft/chathistory=x draft/event-playback server-time");
    assert_eq!(
        world.sent(),
        ["CAP REQ :batch draft/chathistory server-time"]
    );
    let mut world = chatting(bob());
    world.typed("/history");
    assert_eq!(
        world.shown(),
        ["ERROR -- This server does not tell what was said before."]
    );
    world.hear("CAP bob ACK :batch draft/chathistory");
    world.typed("/history").typed("/last 5");
    assert_eq!(
        world.sent(),
        [
            "CHATHISTORY LATEST #lobby * 20",
            "CHATHISTORY LATEST #lobby * 5"
        ]
    );
    world.hear(
        ":irc BATCH +e1 chathistory #lobby
         @batch=e1;time=1970-01-01T09:03:00.000Z :alice!a@h PRIVMSG #lobby :early
         @batch=e1;time=1970-01-01T09:04:00.000Z :bob!b@h PRIVMSG #lobby :\u{1}ACTION was there\u{1}
         @batch=e1;time=1970-01-01T09:05:00.000Z :bob!b@h PART #lobby
         :irc BATCH -e1",
    );
    assert_eq!(
        world.shown(),
        [
            "[09:03] #lobby <alice> early",
            "[09:04] #lobby * bob was there"
        ],
        "and we are still in"
    );
    world.hear(":irc BATCH +e2 chathistory #lobby\n:irc BATCH -e2");
    world.hear(
        ":irc BATCH +n1 netsplit a b\n@batch=n1 :zed!z@h QUIT :a b\n:irc BATCH -n1\n:irc BATCH -e2",
    );
    assert_eq!(world.shown()[0], "-- Nothing was said in #lobby yet.");
    for wrong in ["/history x", "/history 0", "/history -1"] {
        world.typed(wrong);
        assert_eq!(world.sent(), [""; 0]);
        assert_eq!(world.shown(), ["ERROR -- Usage: /history [COUNT]"]);
    }
}

#[test]
fn what_others_write_does_nothing() {
    let mut world = chatting(Settings {
        commands: false,
        ..bob()
    });
    world
        .typed("/quit")
        .typed("//x")
        .typed(" ")
        .typed("/etc/passwd");
    assert_eq!(
        world.sent(),
        [
            "PRIVMSG #lobby :/quit",
            "PRIVMSG #lobby ://x",
            "PRIVMSG #lobby :/etc/passwd"
        ]
    );
}

#[test]
fn a_line_after_join_waits_for_the_answer_and_goes_nowhere_else() {
    let mut world = chatting(bob());
    world.typed("/join ops");
    assert_eq!(world.sent(), ["JOIN #ops", "PING :groupchat-2"]);
    assert!(!world.session.wants_input());
    world
        .hear(":bob!b@h JOIN #Ops\n:irc PONG irc :groupchat-2")
        .typed("hi");
    assert_eq!(world.sent(), ["PRIVMSG #Ops :hi"]);
    world.typed("/join #LOBBY").typed("hi");
    assert_eq!(world.sent(), ["PRIVMSG #lobby :hi"]);
    world.typed("/join #no");
    world.hear(":irc 475 bob #no :Cannot join\n:irc PONG irc :groupchat-3");
    world.sent();
    world.typed("for #no only");
    assert_eq!(world.sent(), [""; 0]);
}

#[test]
fn a_person_who_leaves_a_group_speaks_in_another_and_a_script_does_not() {
    for (interactive, sent) in [
        (true, vec!["PRIVMSG #lobby :hi".to_owned()]),
        (false, vec![]),
    ] {
        let mut world = chatting(Settings {
            interactive,
            ..bob()
        });
        world
            .typed("/join #x")
            .hear(":bob!b@h JOIN #x\n:irc PONG irc :groupchat-2");
        world.typed("/leave").hear(":bob!b@h PART #x");
        world.sent();
        world.typed("hi");
        assert_eq!(world.sent(), sent);
    }
}

#[test]
fn the_member_table_comes_from_member_lines_or_from_who() {
    let mut world = chatting(bob());
    world.typed("/members").hear(
        ":irc MEMBER 1 alice 0::1 50612 9001 @ 75
        :irc MEMBER 2 bob 127.0.0.1 50614 0 - 0
        :irc MEMBER nonsense
        :irc MEMBERS #lobby :End of MEMBERS",
    );
    assert_eq!(
        world.shown(),
        ["ID  NAME   ADDRESS          LISTEN  ROLE          IDLE\n\
          #1  alice  [::1]:50612      9001    coordinator   1m\n\
          #2  bob    127.0.0.1:50614  -       member (you)  0s"]
    );
    let mut world = chatting(bob());
    world.session.has_members = false;
    world.typed("/members").hear(
        ":irc 352 bob #lobby ~a host irc alice H@ :0 Alice
        :irc 352 bob #lobby ~b host irc bob G :0 Bob
        :irc 315 bob #lobby :End of WHO list",
    );
    assert_eq!(world.sent(), ["WHO #lobby"]);
    assert_eq!(
        world.shown(),
        ["ID  NAME   ADDRESS  LISTEN  ROLE          IDLE\n\
          -   alice  host     -       coordinator   -\n\
          -   bob    host     -       member (you)  - (away)"]
    );
}

#[test]
fn long_lines_arrive_whole() {
    let mut world = chatting(bob());
    let text = "Grüße und mehr ".repeat(100);
    world.typed(&text);
    let sent = world.sent();
    assert!(sent.len() > 3 && sent.iter().all(|line| line.len() <= 510));
    let pieces: String = sent
        .iter()
        .filter_map(|line| line.strip_prefix("PRIVMSG #lobby :"))
        .collect();
    assert_eq!(pieces, text);
}

#[test]
fn no_more_than_two_windows_are_on_their_way() {
    let mut world = chatting(bob());
    let mut given = 0;
    while world.session.wants_input() {
        world.typed("x");
        given += 1;
    }
    assert_eq!(given, 2 * WINDOW);
    world.hear(":irc PONG irc :groupchat-2");
    assert!(world.session.wants_input());
}

#[test]
fn staying_means_staying_after_the_input() {
    let mut world = chatting(Settings {
        stay: true,
        ..bob()
    });
    world.input(Input::EndOfInput);
    assert_eq!((world.sent(), world.code), (vec![], None));
    world.wait();
    assert_eq!(
        world.sent(),
        ["PING :groupchat-2"],
        "after long silence the server is asked whether it is there"
    );
    world.wait();
    assert_eq!(world.code, Some(1));
    assert!(world.shown()[0].contains("silent"));
}

#[test]
fn interrupting_quits_and_a_second_time_forces() {
    let mut world = chatting(bob());
    world.typed("last words").input(Input::Interrupted);
    assert_eq!(world.sent(), ["PRIVMSG #lobby :last words", "QUIT"]);
    world.input(Input::Ended);
    assert_eq!(world.code, Some(0));
    let mut world = chatting(bob());
    world.input(Input::Interrupted).input(Input::Interrupted);
    assert_eq!(world.code, Some(130));
    let mut world = chatting(bob());
    world.input(Input::Interrupted).wait();
    assert_eq!(world.code, Some(130));
}

#[test]
fn a_lost_connection_says_why() {
    let mut world = chatting(bob());
    world
        .hear("ERROR :Closing link: (the server is stopping)")
        .input(Input::Ended);
    assert_eq!(
        world.shown(),
        ["ERROR -- The server closed the connection: the server is stopping."]
    );
    for (interactive, unsure) in [
        (false, " It may not have taken the last lines."),
        (true, ""),
    ] {
        let mut world = chatting(Settings {
            interactive,
            ..bob()
        });
        world.typed("x").input(Input::Ended);
        assert_eq!(
            world.shown(),
            [format!(
                "ERROR -- The server closed the connection.{unsure}"
            )]
        );
    }
    let mut world = chatting(bob());
    world
        .input(Input::EndOfInput)
        .input(Input::Lost("Connection reset by peer"));
    assert_eq!(
        world.shown(),
        [
            "ERROR -- The connection to the server is lost: Connection reset by peer. It may not have taken the last lines."
        ]
    );
    assert_eq!(world.code, Some(1));
}

#[test]
fn output_that_nobody_reads_ends_a_filter_and_what_was_not_sent_is_told() {
    let rest = "ERROR -- Nobody reads the output any more; the rest of the input was not sent.";
    for (why, ended, shown, code) in [
        (None, false, vec![rest], 1),
        (None, true, vec![], 0),
        (
            Some("No space left on device"),
            true,
            vec!["ERROR -- Cannot write the output: No space left on device."],
            1,
        ),
    ] {
        let mut world = chatting(Settings {
            stay: true,
            ..bob()
        });
        if ended {
            world.input(Input::EndOfInput);
        }
        world.input(Input::Unread(why));
        assert_eq!(world.shown(), shown);
        world.hear(":irc PONG irc :groupchat-2").input(Input::Ended);
        assert_eq!(world.code, Some(code));
    }
}

/// Lines that look like a server's, more or less.
fn server_line() -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        "[A-Z]{3,7}|[0-9]{3}",
        proptest::sample::select(
            [
                "001", "005", "353", "366", "352", "332", "322", "376", "401", "432", "433",
                "JOIN", "PART", "KICK", "NICK", "MODE", "QUIT", "CAP", "PONG", "MEMBER", "MEMBERS",
                "PRIVMSG", "NOTICE", "TOPIC", "FAIL", "INVITE", "RENAME"
            ]
            .map(str::to_owned)
            .to_vec()
        ),
    ];
    let param = prop_oneof![
        "bob|#lobby|#a|LS|ACK|\\*|=|[+]o|LOBBY=#a|groupchat-[0-9]{1,20}|[0-9]{1,20}",
        "\\PC{0,8}",
        "[\u{0}-\u{9f}\u{202a}-\u{202e}]{0,8}",
    ];
    let lines = (
        proptest::option::of(":(bob|al)!a@h "),
        word,
        proptest::collection::vec(param, 0..9),
    )
        .prop_map(|(source, word, params)| {
            let source = source.unwrap_or_default();
            format!("{source}{word} {}", params.join(" ")).into_bytes()
        });
    prop_oneof![3 => lines, 1 => proptest::collection::vec(any::<u8>(), 0..80)]
}

proptest! {
    #[test]
    fn nothing_heard_panics_or_reaches_the_terminal_raw(lines in proptest::collection::vec(server_line(), 0..40), started in any::<bool>(),
                                                        typed in proptest::collection::vec("(/(msg|join|me|members|leave|topic) )?\\PC{0,12}", 0..10)) {
        let now = Now { mono_ms: 5, unix_ms: 5 };
        let mut session = Session::new(bob(), now);
        if started {
            for line in OURS.lines().chain(ENTERED.lines()) {
                session.handle(Input::Heard(line.trim().as_bytes()), now);
            }
        }
        let mut typed = typed.iter();
        for line in &lines {
            session.handle(Input::Heard(line), now);
            if session.wants_input() && let Some(line) = typed.next() {
                session.handle(Input::Typed(line), now);
            }
            let _ = session.deadline();
            while let Some(output) = session.poll() {
                match output {
                    Output::Show(it) => {
                        let table = it.kind == Kind::Members;
                        for text in [show::show(&it, 0), json::json(&it)] {
                            prop_assert!(text.ends_with('\n'));
                            prop_assert!(!text.chars().any(|c| c != '\n' && crate::plain::clean::is_unfit(c)));
                            prop_assert!(table || text.matches('\n').count() == 1);
                        }
                    }
                    Output::Send(bytes) => {
                        prop_assert!(bytes.split_inclusive(|b| *b == b'\n').all(|line| line.ends_with(b"\r\n") && line.len() <= 512));
                    }
                    Output::Done(_) => {}
                }
            }
        }
    }
}

#[test]
fn a_password_is_sent_when_it_is_asked_for_and_the_next_line_waits() {
    let mut world = chatting(bob());
    world.typed("/login robert open sesame");
    assert_eq!(world.sent()[..2], ["CAP REQ sasl", "AUTHENTICATE PLAIN"]);
    assert!(!world.session.wants_input());
    assert!(!format!("{:?}", world.session).contains("sesame"));
    world.hear("CAP bob ACK :sasl\nAUTHENTICATE +");
    // `\0robert\0open sesame`
    assert_eq!(world.sent()[0], "AUTHENTICATE AHJvYmVydABvcGVuIHNlc2FtZQ==");
    world.hear("AUTHENTICATE +");
    assert_eq!(world.sent(), [""; 0], "it is said once");
    world.hear(":irc 900 bob bob!bob@10.0.0.1 robert :You are now logged in as robert");
    world.hear(":irc 903 bob :SASL authentication successful");
    assert_eq!(world.sent(), ["NICK robert"]);
    assert_eq!(world.shown(), ["-- You are now logged in as robert"]);
    // With the name that one has there is nothing more to do.
    world.typed("/login sesame");
    world.sent();
    world.hear("AUTHENTICATE +\n:irc 903 bob :SASL authentication successful");
    assert_eq!(world.sent()[0], "AUTHENTICATE AGJvYgBzZXNhbWU=");
}

#[test]
fn what_fails_about_accounts_is_told() {
    let mut world = chatting(bob());
    world.typed("/login");
    world.typed("/register");
    assert_eq!(
        world.shown(),
        [
            "ERROR -- Usage: /login [NAME] PASSWORD",
            "ERROR -- Usage: /register PASSWORD"
        ]
    );
    world.typed("/login bob wrong").hear("AUTHENTICATE +");
    world.hear(":irc 904 bob :SASL authentication failed: Wrong account or password.");
    assert_eq!(
        world.shown(),
        ["ERROR -- The server refused: SASL authentication failed: Wrong account or password."]
    );
    world.sent();
    world.typed("/register open sesame");
    assert_eq!(world.sent()[0], "REGISTER * * :open sesame");
    world.hear(":irc FAIL REGISTER ACCOUNT_EXISTS bob :There is an account of that name already.");
    world.hear(":irc REGISTER SUCCESS bob :It is yours");
    assert_eq!(
        world.shown(),
        [
            "ERROR -- There is an account of that name already.",
            "-- It is yours"
        ]
    );
}
