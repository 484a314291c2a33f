//! Both dialects in one group.

use crate::support::Server;

#[test]
fn plain_and_irc_members_hear_each_other() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let mut bob = server.irc("bob", &[]);
    alice.expect("[hh:mm] #lobby -- bob (#2) joined");
    alice.send("hello bob");
    bob.expect(":alice!alice@127.0.0.1 PRIVMSG #lobby :hello bob");
    bob.send("PRIVMSG #lobby :hello alice");
    alice.expect("[hh:mm] #lobby <bob> hello alice");
    alice.send("/me waves");
    bob.expect(":alice!… PRIVMSG #lobby :\u{1}ACTION waves\u{1}");
    bob.send("PRIVMSG #lobby :\u{1}ACTION waves back\u{1}");
    alice.expect("[hh:mm] #lobby * bob waves back");
    alice.send("/msg bob psst");
    bob.expect(":alice!… PRIVMSG bob …psst");
    bob.send("PRIVMSG 1 :psst yourself");
    alice.expect("[hh:mm] *bob* psst yourself");
    bob.send("NOTICE #lobby :beep");
    alice.expect("[hh:mm] #lobby -bob- beep");
    bob.send("PRIVMSG alice :\u{1}VERSION\u{1}");
    alice.expect("[hh:mm] *bob* asked your program: VERSION");
    alice.send("/topic Noon");
    bob.expect(":alice!… TOPIC #lobby …Noon");
    alice.send("/name alicia");
    bob.expect(":alice!alice@127.0.0.1 NICK …alicia");
    bob.send("NICK robert");
    alice.await_line("[hh:mm] #lobby -- bob (#2) is now called robert");
    alice.send("/remove robert bye");
    bob.await_line(":alicia!… KICK #lobby robert …bye");
    bob.send("JOIN #lobby");
    alice.await_line("[hh:mm] #lobby -- robert (#2) joined");
    bob.sync();
    alice.send("/quit dinner");
    alice.rest();
    bob.expect(":alicia!… QUIT :…dinner");
    bob.expect(":… MODE #lobby +o robert");
}

#[test]
fn a_contact_may_speak_the_other_dialect() {
    let server = Server::start(&[]);
    let alice = server.irc("alice", &[]);
    let mut bob = server.connect();
    bob.send("bob");
    bob.await_line(&format!(
        "Your contact is alice (#1) at {}, the coordinator of #lobby.",
        alice.address()
    ));
    let server = Server::start(&[]);
    let alice = server.plain("alice");
    let bob = server.irc("bob", &["server-time"]);
    let contact = format!(
        ":Your contact is alice (#1) at {}, the coordinator of #lobby.",
        alice.address()
    );
    assert!(
        bob.welcome
            .iter()
            .any(|line| line.contains(" NOTICE bob ") && line.ends_with(&contact)),
        "{:#?}",
        bob.welcome
    );
}

#[test]
fn a_long_plain_line_reaches_irc_in_pieces_that_join_to_the_same_text() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    let mut bob = server.irc("bob", &["server-time", "message-tags"]);
    let mut carol = server.plain("carol");
    alice.sync();
    bob.sync();
    // Characters of every length, so that any careless cut shows.
    let text: String = "aé€👋 ".chars().cycle().take(1800).collect();
    let text = text[..text.floor_char_boundary(4086)].trim_end();
    for (line, before, after) in [
        (text.to_owned(), "", ""),
        (
            format!("/me {}", text.trim_start()),
            "\u{1}ACTION ",
            "\u{1}",
        ),
        (format!("/msg bob {text}"), "", ""),
    ] {
        let line = &line[..line.floor_char_boundary(4096)];
        alice.send(line);
        alice.sync();
        let mut joined = String::new();
        let pieces = bob.sync();
        for piece in &pieces {
            let (tags, rest) = piece.split_once(' ').expect("tags");
            assert!(tags.starts_with("@time="), "{piece}");
            assert!(rest.len() + 2 <= 512, "{} bytes: {rest}", rest.len() + 2);
            let (_, words) = rest.split_once(" :").expect("words");
            let words = words
                .strip_prefix(before)
                .expect("what the action begins with");
            joined.push_str(
                words
                    .strip_suffix(after)
                    .expect("what the action ends with"),
            );
        }
        let said = line
            .strip_prefix("/me ")
            .or(line.strip_prefix("/msg bob "))
            .unwrap_or(line);
        assert!(pieces.len() >= 9, "{} pieces", pieces.len());
        assert_eq!(joined, said);
    }
    assert_eq!(carol.sync().len(), 2, "one line each for plain members");
}

#[test]
fn everyone_hears_one_order_of_events() {
    let server = Server::start(&["--rate", "0"]);
    let mut peers: Vec<_> = (0..6)
        .map(|n| {
            if n % 2 == 0 {
                server.plain(&format!("m{n}"))
            } else {
                server.irc(&format!("m{n}"), &["echo-message"])
            }
        })
        .collect();
    for peer in &mut peers {
        peer.sync();
    }
    for round in 0..200 {
        for (n, peer) in peers.iter_mut().enumerate() {
            let words = format!("<{n}-{round}>");
            match n % 2 {
                0 => peer.send(&words),
                _ => peer.send(&format!("PRIVMSG #lobby :{words}")),
            }
        }
    }
    let mut heard: Vec<Vec<String>> = vec![Vec::new(); peers.len()];
    for _ in 0..2 {
        // The second time everything that the others said has been dealt with.
        for (heard, peer) in heard.iter_mut().zip(&mut peers) {
            heard.extend(peer.sync().iter().filter_map(|line| {
                let from = line.rfind('<')?;
                Some(line[from..].to_owned())
            }));
        }
    }
    let whole = heard[1].clone();
    assert_eq!(whole.len(), 1200, "IRC with echo hears all");
    for (n, heard) in heard.iter().enumerate() {
        let mine = format!("<{n}-");
        let expected: Vec<_> = match n % 2 {
            0 => whole
                .iter()
                .filter(|words| !words.starts_with(&mine))
                .cloned()
                .collect(),
            _ => whole.clone(),
        };
        assert_eq!(*heard, expected, "as m{n} heard it");
    }
}
