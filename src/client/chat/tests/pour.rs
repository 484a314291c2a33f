use super::*;

/// Lines `0` to `count - 1`.
fn lines(count: usize) -> String {
    let all: Vec<String> = (0..count).map(|n| format!("line {n}")).collect();
    all.join("\n")
}

/// Waits until the chat wants to be looked at again.
fn next(world: &mut World) {
    let due = world.chat.deadline().expect("a deadline");
    world.pass(due.saturating_sub(world.now.mono_ms));
}

/// Takes all that is said in `#lobby`, as a server does that tells it to everybody, until nothing more comes. Returns it.
fn told(world: &mut World) -> Vec<String> {
    let mut told = Vec::new();
    loop {
        let sent = world.sent();
        if sent.is_empty() {
            return told;
        }
        assert!(sent.len() <= 100, "{}", sent.len());
        for line in sent {
            let (label, text) = line.split_once(" PRIVMSG #lobby :").expect("a message");
            world.hear(&format!("{label} :bob!b@h PRIVMSG #lobby :{text}"));
            told.push(text.to_owned());
        }
    }
}

fn last(world: &World, title: &str) -> String {
    world.shows(title).pop().expect("an entry")
}

#[test]
fn a_long_text_goes_at_the_pace_of_the_server_and_all_of_it() {
    let mut world = World::old();
    let begun = world.now.mono_ms;
    world.typed(&lines(700));
    assert_eq!(world.sent().len(), 5, "what may go at once");
    // What is in the window is out: the rest does not fill it.
    assert_eq!(world.shows("#a").len(), 5);
    let window = world.id("#a");
    assert_eq!(world.chat.pouring(window), Some((5, 700)));
    let mut sent = 5;
    while world.chat.pouring(window).is_some() {
        next(&mut world);
        // The server is asked whether it is still there, and is.
        let answers: Vec<String> = (1..100)
            .map(|n| format!(":old PONG old :groupchat-{n}"))
            .collect();
        world.hear(&answers.join("\n"));
        let went = world.sent();
        assert!(went.len() <= 1, "{went:?}");
        for line in went {
            assert_eq!(line, format!("PRIVMSG #a :line {sent}"));
            sent += 1;
        }
    }
    assert_eq!(sent, 700);
    assert_eq!(world.now.mono_ms - begun, 695 * 2_000);
    assert_eq!(last(&world, "#a"), "<bob> line 699");
}

#[test]
fn our_server_is_told_as_fast_as_it_takes_it() {
    let mut world = World::ours();
    world.typed(&lines(1_000));
    let window = world.id("#lobby");
    assert_eq!(told(&mut world).join("\n"), lines(1_000));
    assert_eq!(world.chat.pouring(window), None);
    let shown = world.shows("#lobby");
    assert_eq!(shown.len(), 1_000);
    assert!(shown.iter().all(|it| !it.ends_with(']')), "all are taken");
}

#[test]
fn what_is_typed_meanwhile_goes_between() {
    let mut world = World::old();
    world.typed(&lines(50)).typed("sorry for the flood");
    world.sent();
    let mut sent = Vec::new();
    while sent.len() < 2 {
        next(&mut world);
        sent.extend(world.sent());
    }
    assert_eq!(
        sent,
        ["PRIVMSG #a :sorry for the flood", "PRIVMSG #a :line 5"]
    );
}

#[test]
fn the_rest_can_be_stopped_and_is_told_of() {
    let mut world = World::old();
    world.typed(&lines(50));
    world.sent();
    let window = world.id("#a");
    world.act(Action::Stop(Some(window)));
    assert_eq!(
        last(&world, "#a"),
        "!! Stopped: 45 of 50 lines were not said, from here on: line 5"
    );
    assert_eq!(world.chat.pouring(window), None);
    world.pass(20_000);
    assert_eq!(world.sent(), [""; 0], "not even one more");
    // Where nothing is being said there is nothing to stop.
    let before = world.shows("#a");
    world.act(Action::Stop(None));
    assert_eq!(world.shows("#a"), before);
}

#[test]
fn a_long_text_waits_for_the_connection() {
    let mut world = World::ours();
    world.lose("gone").typed(&lines(30));
    let window = world.id("#lobby");
    assert_eq!(world.chat.pouring(window), Some((0, 30)));
    assert_eq!(world.shows("#lobby"), ["-- away from 12:03 to now"]);
    world.pass(5_000).input(Input::Connected(FIRST)).hear(OURS);
    assert!(world.sent().iter().all(|it| !it.contains("PRIVMSG")));
    world.hear(":bob!b@h JOIN #lobby");
    let said = world.sent();
    let said = said.iter().filter(|it| it.contains("PRIVMSG"));
    assert_eq!(said.count(), 30);
}

#[test]
fn what_was_on_its_way_when_the_connection_went_comes_before_the_rest() {
    let mut world = World::ours();
    world.typed(&lines(150));
    assert_eq!(world.sent().len(), 100);
    world.hear("@label=1 :bob!b@h PRIVMSG #lobby :line 0");
    assert_eq!(world.sent().len(), 1);
    world
        .lose("gone")
        .pass(5_000)
        .input(Input::Connected(FIRST))
        .hear(OURS)
        .hear(":bob!b@h JOIN #lobby");
    assert!(world.sent().iter().all(|it| !it.contains("PRIVMSG")));
    // The first and the second have arrived, and nothing else.
    world.hear(
        ":irc BATCH +h chathistory #lobby
        @batch=h;msgid=x-1;time=1970-01-01T12:03:00.500Z :bob!b@h PRIVMSG #lobby :line 1
        :irc BATCH -h",
    );
    let want: Vec<String> = (2..150).map(|n| format!("line {n}")).collect();
    assert_eq!(told(&mut world), want);
}

#[test]
fn what_is_refused_is_not_gone_on_with() {
    let mut world = World::ours();
    world.typed(&lines(200));
    world.sent();
    world.hear("@label=1 :irc 404 bob #lobby :Cannot send to channel");
    let shown = world.shows("#lobby");
    assert_eq!(shown[0], "<bob> line 0 [failed: Cannot send to channel]");
    assert_eq!(
        last(&world, "#lobby"),
        "!! Stopped: 100 of 200 lines were not said, from here on: line 100"
    );
    // The same where servers do not say what it was.
    let mut world = World::old();
    world.typed(&lines(200));
    world.sent();
    world.hear(":old 404 bob #a :Cannot send to channel");
    assert_eq!(
        last(&world, "#a"),
        "!! Stopped: 195 of 200 lines were not said, from here on: line 5"
    );
    world.pass(60_000);
    assert_eq!(world.sent(), [""; 0]);
}

#[test]
fn leaving_ends_it_and_says_so() {
    for how in ["kicked", "closed", "left"] {
        let mut world = World::old();
        world.typed(&lines(50));
        world.sent();
        let window = world.id("#a");
        let told = match how {
            "kicked" => {
                world.hear(":ann!a@h KICK #a bob :flood");
                "#a"
            }
            "closed" => {
                world.act(Action::Close(window));
                "irc.example:9000"
            }
            _ => {
                world.typed("/leave");
                "irc.example:9000"
            }
        };
        assert_eq!(
            last(&world, told),
            "!! Stopped: 45 of 50 lines were not said, from here on: line 5",
            "{how}"
        );
        world.pass(60_000);
        let said = world.sent();
        assert!(!said.iter().any(|it| it.contains("PRIVMSG")), "{said:?}");
    }
}

#[test]
fn quitting_in_the_middle_has_to_be_meant() {
    let mut world = World::old();
    world.typed(&lines(50)).typed("/quit");
    assert!(!world.wants().contains(&Output::Quit));
    assert_eq!(
        world.shows("#a")[5..],
        [
            "!! Stopped: 45 of 50 lines were not said, from here on: line 5",
            "!! Not left yet, so that you see what was not said. /quit again leaves."
        ]
    );
    world.typed("/quit");
    assert!(world.wants().contains(&Output::Quit));
}

#[test]
fn long_texts_are_bounded_together() {
    let mut world = World::ours();
    world.lose("gone");
    let text = "x\n".repeat(512 * 1024);
    for _ in 0..4 {
        world.typed(&text);
    }
    world.typed(&lines(30));
    assert_eq!(
        world.shows("#lobby")[1],
        "!! Too much waits to be sent already; this was not said: line 0\nline 1\nline 2\nline 3\nline 4\nline "
            .replace('\n', " / ")
    );
    world.act(Action::Stop(None));
    let stopped = world.shows("#lobby");
    assert_eq!(stopped.len(), 6);
    assert!(stopped[2].starts_with("!! Stopped: 524288 of 524288 lines were not said"));
}

#[test]
fn a_long_text_in_messages_of_several_lines() {
    let mut world = World::ours();
    assert_eq!(world.chat.messages_of(&lines(300)), Some(300));
    world.hear(":irc CAP bob NEW :draft/multiline=max-bytes=4000,max-lines=10\n:irc CAP bob ACK :draft/multiline");
    world.sent();
    assert_eq!(world.chat.messages_of(&lines(300)), Some(30));
    world.typed(&lines(300));
    let mut said = Vec::new();
    loop {
        let sent = world.sent();
        if sent.is_empty() {
            break;
        }
        // Two messages of ten lines, then one for each that was taken.
        assert!(sent.len() <= 24, "{}", sent.len());
        for line in sent {
            if let Some((_, text)) = line.split_once(" PRIVMSG #lobby :") {
                said.push(text.to_owned());
            } else if let Some((label, _)) = line.split_once(" BATCH +") {
                world.hear(&format!("{label} :irc ACK"));
            }
        }
    }
    assert_eq!(said.join("\n"), lines(300));
}

#[test]
fn a_text_of_one_endless_line_is_said_to_its_end() {
    let mut world = World::ours();
    let text = "word ".repeat(5_000);
    world.typed(&text);
    assert_eq!(told(&mut world).concat().trim_end(), text.trim_end());
}
