//! Commands as transcripts: a line in, answers and requests out.

use super::*;
use crate::hub::event::{Entered, Event};
use crate::info::Info;
use crate::steps::Step;

fn lobby() -> GroupName {
    GroupName::new("#lobby").expect("good")
}

/// A member in the lobby types a line.
fn typed(line: &str) -> Vec<String> {
    let info = Info::new("test.local", lobby());
    let mut session = Session::new();
    let entered = Entered {
        group: lobby(),
        topic: None,
        read: None,
        secret: false,
        present: Vec::new(),
    };
    let note = session.observe(&Event::Entered(Box::new(entered)), || None);
    assert_eq!(note, None, "the list of those present says enough");
    run_line(&mut session, line.as_bytes(), true, &info)
}

fn run_line(session: &mut Session, line: &[u8], registered: bool, info: &Info) -> Vec<String> {
    let mut steps = Steps::new();
    session.decode(line, registered, info, &mut steps);
    let list = steps.take();
    let show = |step: &Step| match step {
        Step::Reply(range) => format!(
            "> {}",
            String::from_utf8_lossy(steps.bytes(range)).trim_end()
        ),
        Step::Ask(request) => format!("{request:?}"),
        Step::Close(why) => format!("close: {why}"),
    };
    list.iter().map(show).collect()
}

#[test]
fn lines_are_said_and_slashes_doubled() {
    let say = |text: &str| {
        format!("Say(Say {{ to: Group(\"#lobby\"), kind: Text, text: {text:?}, tags: None }})")
    };
    assert_eq!(typed("hello  you "), [say("hello  you ")]);
    assert_eq!(typed("//help"), [say("/help")]);
    assert_eq!(typed("   "), [""; 0]);
    assert_eq!(
        typed("/me waves"),
        [say("waves").replace("Text,", "Action,")]
    );
    assert_eq!(
        typed("/msg 2 hi there"),
        [say("hi there").replace("Group(\"#lobby\")", "Member(Id(MemberId(2)))")]
    );
    assert_eq!(typed("/MSG #2 hi"), typed("/m 2 hi"));
    assert_eq!(
        typed("/tell bob hi"),
        [say("hi").replace("Group(\"#lobby\")", "Member(Name(\"bob\"))")]
    );
}

#[test]
fn commands_become_requests() {
    for (line, request) in [
        ("/name bob", "Claim(\"bob\")"),
        ("/join ops", "Join(\"#ops\")"),
        ("/j #ops", "Join(\"#ops\")"),
        ("/leave", "Leave(\"#lobby\", None)"),
        ("/leave so long", "Leave(\"#lobby\", Some(\"so long\"))"),
        ("/part #ops so long", "Leave(\"#ops\", Some(\"so long\"))"),
        ("/groups", "Ask(Groups([]))"),
        ("/members", "Ask(Members(Some(\"#lobby\")))"),
        ("/who all", "Ask(Members(None))"),
        ("/members ops", "Ask(Members(Some(\"#ops\")))"),
        ("/topic", "Ask(Topic(\"#lobby\"))"),
        ("/topic new one", "SetTopic(\"#lobby\", \"new one\")"),
        ("/topic -", "SetTopic(\"#lobby\", \"\")"),
        (
            "/history",
            r##"Ask(History(Recall { of: Group("#lobby"), span: Latest(None), most: 20, wanted: Words }))"##,
        ),
        (
            "/history 5",
            r##"Ask(History(Recall { of: Group("#lobby"), span: Latest(None), most: 5, wanted: Words }))"##,
        ),
        (
            "/kick bob too loud",
            "Remove(\"#lobby\", Name(\"bob\"), Some(\"too loud\"))",
        ),
        ("/invite bob", "Invite(\"#lobby\", Name(\"bob\"))"),
        ("/invite #7 ops", "Invite(\"#ops\", Id(MemberId(7)))"),
        ("/listen 7000", "Listen(7000)"),
        ("/quit", "Quit(None)"),
        ("/bye see you", "Quit(Some(\"see you\"))"),
    ] {
        assert_eq!(typed(line), [request], "{line}");
    }
}

#[test]
fn nonsense_is_answered() {
    for (line, answer) in [
        (
            "/nmae bob",
            "> There is no command /nmae; the nearest is /name. /help lists",
        ),
        ("/\u{1b}[2J", "> There is no command /\u{fffd}[2J;"),
        ("/", "> There is no command /;"),
        ("/name", "> Usage: /name NAME"),
        (
            "/name a b",
            "> a b cannot be your name: it may not contain ' '.",
        ),
        ("/msg bob", "> Usage: /msg NAME|ID TEXT"),
        ("/msg 2x hi", "> Nobody here is called 2x."),
        ("/join", "> Usage: /join #GROUP"),
        (
            "/join a,b",
            "> #a,b cannot be a group: it may not contain ','.",
        ),
        ("/history x", "> Usage: /history [COUNT]"),
        ("/listen 70000", "> Usage: /listen PORT"),
        ("/me", "> Usage: /me TEXT"),
        ("/invite", "> Usage: /invite NAME|ID [#GROUP]"),
    ] {
        let answers = typed(line);
        assert!(
            answers.len() == 1 && answers[0].starts_with(answer),
            "{line}: {answers:?}"
        );
    }
}

#[test]
fn help_lists_the_commands() {
    let want: Vec<String> = commands::help(commands::Place::PLAIN).collect();
    assert_eq!(typed("/help"), [format!("> {}", want.join("\n"))]);
}

#[test]
fn a_newcomer_gives_its_password_and_then_its_name() {
    let mut info = Info::new("test.local", lobby());
    let mut session = Session::new();
    let register = |password: &str| {
        format!(
            "Register(Registration {{ user: None, real: None, password: {password}, away: None, enter_lobby: true }})"
        )
    };
    assert_eq!(
        run_line(&mut session, b" alice ", false, &info),
        ["Claim(\"alice\")".to_owned(), register("None")]
    );
    assert_eq!(
        run_line(&mut session, b"9lives", false, &info),
        ["> 9lives cannot be your name: it has to begin with a letter. Please type another one."]
    );
    info.password = true;
    assert_eq!(
        run_line(&mut session, b"open sesame", false, &info),
        [""; 0]
    );
    assert_eq!(
        run_line(&mut session, b"bob", false, &info),
        [
            "Claim(\"bob\")".to_owned(),
            register("Some(\"open sesame\")")
        ]
    );
    assert_eq!(
        run_line(&mut session, b"/quit", false, &info),
        ["Quit(None)"]
    );
}

#[test]
fn lines_that_cannot_be_passed_on_are_refused() {
    let info = Info::new("test.local", lobby());
    for line in [&b"caf\xe9"[..], b"a\0b", b"a\rb"] {
        let answers = run_line(&mut Session::new(), line, true, &info);
        assert!(
            answers.len() == 1 && answers[0].contains("nobody was told"),
            "{answers:?}"
        );
    }
}

#[test]
fn accounts_are_made_and_logged_in_to() {
    assert_eq!(
        typed("/register open sesame"),
        ["CreateAccount(None, Secret(…))"]
    );
    assert_eq!(typed("/register"), ["> Usage: /register PASSWORD"]);
    let password = |account: &str| {
        format!("Login(Password {{ account: {account}, password: Secret(…), entering: None }})")
    };
    assert_eq!(typed("/login sesame"), [password("None")]);
    assert_eq!(typed("/login bob open sesame"), [password("Some(\"bob\")")]);
    assert_eq!(typed("/login "), ["> Usage: /login [NAME] PASSWORD"]);
}

#[test]
fn a_guest_may_log_in_with_its_first_line() {
    let mut info = Info::new("test.local", lobby());
    let mut session = Session::new();
    let mut guest = |line: &str, info: &Info| run_line(&mut session, line.as_bytes(), false, info);
    let login = |password: &str| {
        format!(
            "Login(Password {{ account: Some(\"bob\"), password: Secret(…), entering: Some(Registration {{ user: None, real: None, password: {password}, away: None, enter_lobby: true }}) }})"
        )
    };
    assert_eq!(guest("/login bob sesame", &info), [login("None")]);
    assert_eq!(guest("/quit tea", &info), ["Quit(Some(\"tea\"))"]);
    // Where the server has a password, that comes first.
    info.password = true;
    assert_eq!(guest("hush", &info), [""; 0]);
    assert_eq!(guest("/login bob sesame", &info), [login("Some(\"hush\")")]);
}
