//! Reading again what was said, in IRC.

use crate::support::Server;

const CAPS: &[&str] = &["batch", "draft/chathistory", "message-tags", "server-time"];

#[test]
fn a_latecomer_reads_what_was_said_and_scrolls_back() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", CAPS);
    let mut bob = server.irc("bob", CAPS);
    alice.send("PRIVMSG #lobby :one");
    let one = bob.await_line("@time=…;msgid=… :alice!alice@127.0.0.1 PRIVMSG #lobby …one");
    alice.send("NOTICE #lobby :two");
    alice.send("@+x=y PRIVMSG #lobby :\u{1}ACTION three\u{1}");
    alice.send("TAGMSG #lobby");
    alice.send("NICK alicia");
    alice.send("PRIVMSG #lobby :four");
    alice.sync();
    let mut carol = server.irc("carol", CAPS);
    carol.sync();
    carol.send("CHATHISTORY LATEST #LOBBY * 3");
    carol.expect_all(&[
        ":… BATCH +… chathistory #lobby",
        "@batch=…;time=…;msgid=… :alice!alice@127.0.0.1 NOTICE #lobby …two",
        "@batch=…;time=…;msgid=…;+x=y :alice!alice@127.0.0.1 PRIVMSG #lobby :\u{1}ACTION three\u{1}",
        "@batch=…;time=…;msgid=… :alicia!alice@127.0.0.1 PRIVMSG #lobby …four",
        ":… BATCH -…",
    ]);
    // The message is the same as when it was said: its time, its id.
    let (tags, _) = one.split_once(' ').expect("tags");
    let (time, id) = tags[1..].split_once(';').expect("time and msgid");
    carol.send("CHATHISTORY LATEST #lobby * 100");
    carol.expect(":… BATCH +… chathistory #lobby");
    let again = carol.line();
    assert!(
        again.contains(&format!(";{time};{id} ")),
        "{again} is {one}"
    );
    carol.await_line(":… BATCH -…");
    carol.send(&format!("CHATHISTORY AFTER #lobby {id} 1"));
    carol.expect(":… BATCH +… chathistory #lobby");
    carol.expect("… NOTICE #lobby …two");
    carol.expect(":… BATCH -…");
    carol.send(&format!("CHATHISTORY BEFORE #lobby {id} 5"));
    carol.expect_all(&[":… BATCH +… chathistory #lobby", ":… BATCH -…"]);
    carol.send(&format!("CHATHISTORY AROUND #lobby {id} 2"));
    carol.expect(":… BATCH +… chathistory #lobby");
    carol.expect("… PRIVMSG #lobby …one");
    carol.expect("… NOTICE #lobby …two");
    carol.expect(":… BATCH -…");
    let future = "timestamp=2999-01-01T00:00:00.000Z";
    carol.send(&format!("CHATHISTORY BETWEEN #lobby {future} {id} 1"));
    carol.expect(":… BATCH +… chathistory #lobby");
    carol.expect("… PRIVMSG #lobby …four");
    carol.expect(":… BATCH -…");
}

#[test]
fn comings_and_goings_are_for_those_who_can_take_them() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", CAPS);
    // Who came before anything was said is of no use to anybody.
    alice.send("PRIVMSG #lobby :first");
    alice.sync();
    let mut bob = server.irc("bob", &[]);
    bob.send("PRIVMSG #lobby :hi");
    bob.send("NICK rob");
    bob.sync();
    alice.sync();
    alice.send("TOPIC #lobby :cake");
    alice.send("MODE #lobby +v rob");
    alice.sync();
    bob.send("QUIT :bye");
    alice.await_line("… QUIT …");
    let mut carol = server.irc("carol", &["draft/chathistory", "draft/event-playback"]);
    carol.sync();
    carol.send("CHATHISTORY LATEST #lobby * 50");
    carol.expect_all(&[
        ":alice!… PRIVMSG #lobby …first",
        ":bob!… JOIN #lobby",
        ":bob!… PRIVMSG #lobby …hi",
        ":bob!… NICK …rob",
        ":alice!… TOPIC #lobby …cake",
        ":alice!… MODE #lobby +v rob",
        ":rob!… QUIT …bye",
        ":carol!… JOIN #lobby",
    ]);
    carol.send("CHATHISTORY LATEST #lobby * 1");
    carol.expect(":carol!… JOIN #lobby");
    alice.sync();
    alice.send("CHATHISTORY LATEST #lobby * 1");
    alice.expect(":… BATCH +… chathistory #lobby");
    alice.expect("… PRIVMSG #lobby …hi");
    alice.expect(":… BATCH -…");
    let mut dan = server.plain("dan");
    dan.send("/history");
    dan.expect("[hh:mm] #lobby <alice> first");
    dan.expect("[hh:mm] #lobby <bob> hi");
    dan.expect_silence();
}

#[test]
fn what_is_played_back_is_known_by_the_id_it_had() {
    let caps = [CAPS, &["draft/event-playback"]].concat();
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &caps);
    alice.send("PRIVMSG #lobby :first");
    let mut bob = server.irc("bob", CAPS);
    let joined = alice.await_line("@time=…;msgid=… :bob!… JOIN #lobby");
    bob.send("NICK rob");
    bob.expect("@time=… :bob!… NICK …rob");
    let renamed = alice.expect("@time=…;msgid=… :bob!… NICK …rob");
    alice.send("CHATHISTORY LATEST #lobby * 2");
    alice.expect(":… BATCH +… chathistory #lobby");
    for live in [&joined, &renamed] {
        let again = alice.expect("@batch=…");
        assert!(
            again.ends_with(live.trim_start_matches('@')),
            "{live} {again}"
        );
    }
    alice.expect(":… BATCH -…");
    // And it is a mark like any other.
    let id = joined
        .split([';', ' '])
        .find_map(|tag| tag.strip_prefix("msgid="));
    let id = id.expect("an id");
    alice.send(&format!("CHATHISTORY AFTER #lobby msgid={id} 5"));
    alice.expect(":… BATCH +… chathistory #lobby");
    alice.expect("@batch=…:bob!… NICK …rob");
    alice.expect(":… BATCH -…");
}

#[test]
fn a_reaction_is_remembered_and_who_was_typing_is_not() {
    let caps = [CAPS, &["draft/event-playback"]].concat();
    let server = Server::start(&["--no-auto-join"]);
    let (mut alice, mut bob) = (server.irc("alice", &caps), server.irc("bob", CAPS));
    alice.send("JOIN #a");
    alice.send("PRIVMSG #a :hi");
    alice.sync();
    bob.send("JOIN #a");
    bob.sync();
    bob.send("@+typing=active TAGMSG #a");
    bob.send("@+draft/typing;+typing=done TAGMSG #a");
    bob.send("@+draft/reply=x;+draft/react=yes TAGMSG #a");
    bob.sync();
    alice.await_line("… TAGMSG #a");
    alice.await_line("… TAGMSG #a");
    alice.await_line("…;+draft/reply=x;+draft/react=yes :bob!… TAGMSG #a");
    alice.send("CHATHISTORY LATEST #a * 10");
    alice.expect_all(&[
        ":… BATCH +… chathistory #a",
        "@batch=…;time=… :alice!… PRIVMSG #a …hi",
        "@batch=…;time=… :bob!… JOIN #a",
        "@batch=…;msgid=…;+draft/reply=x;+draft/react=yes :bob!… TAGMSG #a",
        ":… BATCH -…",
    ]);
    bob.send("CHATHISTORY LATEST #a * 10");
    bob.expect_all(&[
        ":… BATCH +… chathistory #a",
        "@batch=…;time=… :alice!… PRIVMSG #a …hi",
        ":… BATCH -…",
    ]);
}

#[test]
fn a_conversation_is_for_the_two_and_ends_with_either() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", CAPS);
    let mut bob = server.irc("bob", &["draft/chathistory"]);
    let mut eve = server.irc("eve", CAPS);
    alice.send("PRIVMSG bob :psst");
    bob.await_line(":alice!… PRIVMSG bob …psst");
    bob.send("PRIVMSG alice :what");
    alice.await_line("… :bob!… PRIVMSG alice …what");
    alice.send("CHATHISTORY LATEST bob * 10");
    alice.expect_all(&[
        ":… BATCH +… chathistory bob",
        "@batch=…;time=…;msgid=… :alice!… PRIVMSG bob …psst",
        "@batch=…;time=…;msgid=… :bob!… PRIVMSG alice …what",
        ":… BATCH -…",
    ]);
    // Without batch, tags and times the words come as they are.
    bob.send("CHATHISTORY LATEST alice * 10");
    bob.expect_all(&[":alice!… PRIVMSG bob …psst", ":bob!… PRIVMSG alice …what"]);
    let forever = "timestamp=1970-01-01T00:00:00.000Z timestamp=2999-01-01T00:00:00.000Z";
    alice.send(&format!("CHATHISTORY TARGETS {forever} 10"));
    alice.expect_all(&[
        ":… BATCH +… draft/chathistory-targets",
        "@batch=… :… CHATHISTORY TARGETS bob 20…Z",
        ":… BATCH -…",
    ]);
    eve.sync();
    eve.send("CHATHISTORY LATEST bob * 10");
    eve.expect_all(&[":… BATCH +… chathistory bob", ":… BATCH -…"]);
    bob.end();
    alice.await_line("… :bob!… QUIT …");
    alice.send("CHATHISTORY LATEST bob * 10");
    alice.expect(":… FAIL CHATHISTORY INVALID_TARGET LATEST bob :…");
    // Somebody of the same name is somebody else.
    let mut other = server.irc("bob", CAPS);
    other.sync();
    other.send("CHATHISTORY LATEST alice * 10");
    other.expect_all(&[":… BATCH +… chathistory alice", ":… BATCH -…"]);
}

#[test]
fn what_one_may_not_read_is_refused() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &["draft/chathistory"]);
    let mut bob = server.irc("bob", &["draft/chathistory"]);
    let mut old = server.irc("old", &[]);
    alice.sync();
    bob.sync();
    old.sync();
    alice.send("JOIN #secret");
    alice.sync();
    bob.send("CHATHISTORY LATEST #secret * 10");
    bob.expect(":… FAIL CHATHISTORY INVALID_TARGET LATEST #secret :…");
    bob.send("CHATHISTORY BEFORE #nowhere timestamp=2020-01-01T00:00:00.000Z 10");
    bob.expect(":… FAIL CHATHISTORY INVALID_TARGET BEFORE #nowhere :…");
    bob.send("CHATHISTORY BEFORE #lobby msgid=fromelsewhere-7 10");
    bob.expect(":… FAIL CHATHISTORY MESSAGE_ERROR BEFORE #lobby msgid=fromelsewhere-7 :…");
    bob.send("CHATHISTORY LATEST #lobby");
    bob.expect(":… FAIL CHATHISTORY INVALID_PARAMS LATEST :…");
    old.send("CHATHISTORY LATEST #lobby * 10");
    old.expect(":… 421 old CHATHISTORY :…");
    bob.send("VERSION");
    let told = bob.sync().join("\n");
    assert!(!told.contains("FAIL"), "{told}");
}

#[test]
fn a_group_that_ends_takes_its_words_with_it() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", CAPS);
    alice.send("JOIN #x");
    alice.send("PRIVMSG #x :gone soon");
    alice.send("PART #x");
    alice.send("JOIN #x");
    alice.sync();
    alice.send("CHATHISTORY LATEST #x * 10");
    alice.expect_all(&[":… BATCH +… chathistory #x", ":… BATCH -…"]);
}

#[test]
fn how_far_one_has_read_is_remembered_while_one_is_here() {
    let server = Server::start(&["--no-auto-join"]);
    let mut alice = server.irc("alice", &["draft/read-marker"]);
    let mut bob = server.irc("bob", &["draft/read-marker"]);
    alice.send("JOIN #a");
    alice.expect(":alice!… JOIN #a");
    alice.expect(":… MARKREAD #a *");
    alice.expect(":… 353 alice …");
    alice.expect(":… 366 alice …");
    bob.sync();
    bob.send("MARKREAD #a");
    bob.expect(":… MARKREAD #a *");
    bob.send("MARKREAD #a timestamp=2026-01-01T00:00:00.000Z");
    bob.expect(":… FAIL MARKREAD INVALID_PARAMS #a :You are not in #a.");
    bob.send("JOIN #a");
    bob.sync();
    alice.await_line(":bob!… JOIN #a");
    let (early, late) = (
        "timestamp=2020-01-01T00:00:00.000Z",
        "timestamp=2021-01-01T00:00:00.000Z",
    );
    alice.send(&format!("MARKREAD #A {late}"));
    alice.expect(&format!(":… MARKREAD #a {late}"));
    // It goes forward only, and never beyond now.
    alice.send(&format!("MARKREAD #a {early}"));
    alice.expect(&format!(":… MARKREAD #a {late}"));
    alice.send("MARKREAD bob timestamp=2999-01-01T00:00:00.000Z");
    let told = alice.expect(":… MARKREAD bob timestamp=20…Z");
    assert!(!told.contains("2999"), "{told}");
    alice.send("PART #a");
    alice.expect(":alice!… PART #a");
    alice.send("JOIN #a");
    alice.expect(":alice!… JOIN #a");
    alice.expect(&format!(":… MARKREAD #a {late}"));
    // It is nobody else's business.
    bob.sync();
    bob.send("MARKREAD #a");
    bob.expect(":… MARKREAD #a *");
    bob.send("MARKREAD nobody");
    bob.expect(":… FAIL MARKREAD INVALID_PARAMS nobody :…");
}
