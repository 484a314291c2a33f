//! Groups and words in IRC.

use crate::support::Server;

#[test]
fn join_part_and_names() {
    let server = Server::start(&["--no-auto-join"]);
    let (mut alice, mut bob) = (
        server.irc("alice", &[]),
        server.irc("bob", &["userhost-in-names"]),
    );
    alice.send("JOIN #dev");
    alice.expect_all(&[
        ":alice!alice@127.0.0.1 JOIN #dev",
        ":… 353 alice = #dev …@alice",
        ":… 366 alice #dev :…",
    ]);
    bob.send("JOIN #Dev,#ops");
    bob.expect_all(&[
        ":bob!bob@127.0.0.1 JOIN #dev",
        ":… 353 bob = #dev :@alice!alice@127.0.0.1 bob!bob@127.0.0.1",
        ":… 366 bob #dev :…",
        ":bob!bob@127.0.0.1 JOIN #ops",
        ":… 353 bob = #ops …@bob!bob@127.0.0.1",
        ":… 366 bob #ops :…",
    ]);
    alice.expect(":bob!bob@127.0.0.1 JOIN #dev");
    alice.send("NAMES #dev");
    alice.expect_all(&[":… 353 alice = #dev :@alice bob", ":… 366 alice #dev :…"]);
    alice.send("NAMES #nowhere");
    alice.expect(":… 366 alice #nowhere :…");
    // Once more is not an error and tells nobody anything.
    bob.send("JOIN #dev");
    bob.expect_silence();
    bob.send("PART #dev :too busy");
    bob.expect(":bob!bob@127.0.0.1 PART #dev :too busy");
    alice.expect(":bob!bob@127.0.0.1 PART #dev :too busy");
    bob.send("PART #dev");
    bob.expect(":… 442 bob #dev :…");
    bob.send("JOIN 0");
    bob.expect(":bob!bob@127.0.0.1 PART #ops");
}

#[test]
fn words_go_to_everyone_but_their_author() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    alice.sync();
    alice.send("PRIVMSG #lobby :hello");
    alice.send("PRIVMSG bob :psst");
    alice.send("PRIVMSG 2 :by number");
    alice.send("NOTICE #lobby :beep");
    alice.send("PRIVMSG #lobby :\u{1}ACTION waves\u{1}");
    alice.send("PRIVMSG #lobby,bob :both");
    alice.expect_silence();
    bob.expect_all(&[
        ":alice!alice@127.0.0.1 PRIVMSG #lobby …hello",
        ":alice!alice@127.0.0.1 PRIVMSG bob …psst",
        ":alice!alice@127.0.0.1 PRIVMSG bob :by number",
        ":alice!alice@127.0.0.1 NOTICE #lobby …beep",
        ":alice!alice@127.0.0.1 PRIVMSG #lobby :\u{1}ACTION waves\u{1}",
        ":alice!alice@127.0.0.1 PRIVMSG #lobby …both",
        ":alice!alice@127.0.0.1 PRIVMSG bob …both",
    ]);
    bob.expect_silence();
}

#[test]
fn capabilities_change_what_is_sent() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &["echo-message", "message-tags"]);
    let mut bob = server.irc("bob", &["server-time"]);
    let mut carol = server.irc("carol", &["message-tags"]);
    let mut dan = server.irc("dan", &[]);
    alice.sync();
    bob.sync();
    carol.sync();
    alice.send("@+typing=active;dropped=1;+x PRIVMSG #lobby :hello");
    alice.expect("@msgid=…;+typing=active;+x :alice!… PRIVMSG #lobby …hello");
    bob.expect("@time=20…-…-…T…:…:….…Z :alice!… PRIVMSG #lobby …hello");
    carol.expect("@msgid=…;+typing=active;+x :alice!… PRIVMSG #lobby …hello");
    dan.expect(":alice!… PRIVMSG #lobby …hello");
    alice.send("@+typing=done TAGMSG #lobby");
    alice.expect("@msgid=…;+typing=done :alice!… TAGMSG #lobby");
    carol.expect("@msgid=…;+typing=done :alice!… TAGMSG #lobby");
    bob.expect_silence();
    dan.expect_silence();
    alice.send("PRIVMSG dan :psst");
    alice.expect("@msgid=… :alice!… PRIVMSG dan …psst");
    dan.expect(":alice!… PRIVMSG dan …psst");
    dan.send("TAGMSG #lobby");
    dan.expect(":… 421 dan TAGMSG :…");
}

#[test]
fn the_topic_is_the_coordinators_to_set() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    alice.sync();
    bob.send("TOPIC #lobby");
    bob.expect(":… 331 bob #lobby :…");
    bob.send("TOPIC #lobby :mine");
    bob.expect(":… 482 bob #lobby :…");
    alice.send("TOPIC #lobby :Release at noon");
    alice.expect(":alice!… TOPIC #lobby :Release at noon");
    bob.expect(":alice!… TOPIC #lobby :Release at noon");
    bob.send("TOPIC #lobby");
    bob.expect_all(&[
        ":… 332 bob #lobby :Release at noon",
        ":… 333 bob #lobby alice!alice@127.0.0.1 …",
    ]);
    let carol = server.irc("carol", &[]);
    let heard = carol.welcome.join("\n");
    assert!(
        heard.contains(" 332 carol #lobby :Release at noon\n"),
        "{heard}"
    );
    alice.await_line(":carol!… JOIN #lobby");
    alice.send("TOPIC #lobby :");
    alice.expect(":alice!… TOPIC #lobby :");
}

#[test]
fn the_coordinator_hands_over_by_leaving() {
    let server = Server::start(&[]);
    let (mut alice, mut bob, mut carol) = (
        server.irc("alice", &[]),
        server.irc("bob", &[]),
        server.irc("carol", &[]),
    );
    alice.sync();
    bob.sync();
    bob.send("KICK #lobby carol");
    bob.expect(":… 482 bob #lobby :…");
    alice.send("KICK #lobby carol :too loud");
    for peer in [&mut alice, &mut bob, &mut carol] {
        peer.expect(":alice!… KICK #lobby carol :too loud");
    }
    alice.send("KICK #lobby carol");
    alice.expect(":… 441 alice carol #lobby :…");
    carol.send("PRIVMSG #lobby :hello?");
    carol.expect(":… 404 carol #lobby :…");
    alice.send("PART #lobby");
    bob.expect(":alice!… PART #lobby");
    bob.expect(":… MODE #lobby +o bob");
    bob.send("KICK #lobby alice");
    bob.expect(":… 441 bob alice #lobby :…");
    bob.send("NAMES #lobby");
    bob.expect(":… 353 bob = #lobby …@bob");
}

#[test]
fn invitations_reach_the_invited() {
    let server = Server::start(&["--no-auto-join"]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    let mut carol = server.plain("carol");
    alice.send("JOIN #dev");
    alice.sync();
    alice.send("INVITE bob #dev");
    alice.expect(":… 341 alice bob #dev");
    bob.expect(":alice!… INVITE bob …#dev");
    alice.send("INVITE carol #dev");
    alice.expect(":… 341 alice carol #dev");
    carol.expect("[hh:mm] -- alice (#1) invites you to #dev: /join #dev");
    bob.send("INVITE carol #dev");
    bob.expect(":… 442 bob #dev :…");
}

#[test]
fn groups_are_listed_with_size_and_topic() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    alice.send("JOIN #dev");
    alice.send("TOPIC #dev :No meetings");
    alice.sync();
    bob.send("LIST");
    bob.expect_all(&[
        ":… 321 bob Channel :…",
        ":… 322 bob #dev 1 :No meetings",
        ":… 322 bob #lobby 2 :",
        ":… 323 bob :…",
    ]);
    bob.send("LIST #dev");
    bob.expect_all(&[":… 321 …", ":… 322 bob #dev 1 :No meetings", ":… 323 …"]);
    bob.send("LIST #nowhere");
    bob.expect_all(&[":… 321 …", ":… 323 …"]);
    bob.send("MODE #dev");
    bob.expect_all(&[":… 324 bob #dev +nt", ":… 329 bob #dev …"]);
    bob.send("MODE #dev b");
    bob.expect(":… 368 bob #dev :…");
}

#[test]
fn nobody_is_in_more_groups_than_it_may() {
    let server = Server::start(&["--no-auto-join", "--rate", "0"]);
    let mut alice = server.irc("alice", &[]);
    let limit: usize = alice
        .welcome
        .iter()
        .find_map(|line| line.split_once("CHANLIMIT=#:")?.1.split(' ').next())
        .and_then(|limit| limit.parse().ok())
        .expect("a limit is advertised");
    for n in 0..limit {
        alice.send(&format!("JOIN #g{n}"));
        alice.await_line(":… 366 …");
    }
    alice.send("JOIN #more");
    alice.expect(":… 405 alice #more :…");
}
