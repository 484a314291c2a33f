//! A group with another name, a bot, and a name that a ban holds, with the real server.

use crate::support::Server;

#[test]
fn a_renamed_group_is_the_same_group_to_everyone() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &["draft/channel-rename"]);
    let mut bob = server.irc("bob", &[]);
    let mut carol = server.plain("carol");
    for (peer, line) in [
        (&mut alice, "JOIN #boats"),
        (&mut bob, "JOIN #boats"),
        (&mut carol, "/join #boats"),
    ] {
        peer.send(line);
        peer.sync();
    }
    alice.send("TOPIC #boats :Sails");
    alice.sync();
    bob.sync();
    carol.sync();
    alice.send("RENAME #boats #ships :they grew");
    alice.expect(":alice!alice@127.0.0.1 RENAME #boats #ships :they grew");
    bob.expect(":bob!bob@127.0.0.1 PART #boats :they grew");
    bob.expect(":bob!bob@127.0.0.1 JOIN #ships");
    bob.expect(":… 332 * #ships :Sails");
    bob.expect(":… 333 * #ships alice!alice@127.0.0.1 …");
    bob.expect(":… 353 * = #ships :@alice bob carol");
    bob.expect(":… 366 * #ships :…");
    carol.expect("[hh:mm] #boats -- #boats is now called #ships (by alice (#1)): they grew");
    carol.send("ahoy");
    alice.expect(":carol!carol@127.0.0.1 PRIVMSG #ships :ahoy");
    bob.expect(":carol!carol@127.0.0.1 PRIVMSG #ships :ahoy");
    for (line, want) in [
        (
            "RENAME #ships #lobby",
            ":… FAIL RENAME CHANNEL_NAME_IN_USE #ships #lobby :…",
        ),
        (
            "RENAME #lobby #hall",
            ":… FAIL RENAME CANNOT_RENAME #lobby #hall :…",
        ),
        ("RENAME #boats #x", ":… 403 alice #boats :…"),
        ("RENAME #ships", ":… 461 alice RENAME :…"),
    ] {
        alice.send(line);
        alice.expect(want);
    }
    bob.send("RENAME #ships #mine");
    bob.expect(":… 482 bob #ships :…");
    // The old name is anybody's.
    bob.send("JOIN #boats");
    bob.await_line(":… 353 bob = #boats :@bob");
}

#[test]
fn a_bot_is_known_for_one() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (
        server.irc("alice", &["message-tags"]),
        server.irc("bob", &[]),
    );
    alice.sync();
    bob.send("MODE bob +B");
    bob.expect(":bob!bob@127.0.0.1 MODE bob +B");
    bob.send("PRIVMSG #lobby :beep");
    alice.expect("@bot;msgid=… :bob!bob@127.0.0.1 PRIVMSG #lobby :beep");
    bob.send("JOIN #chan");
    bob.sync();
    alice.send("JOIN #chan");
    alice.sync();
    alice.send("WHO #chan");
    alice.expect(":… 352 alice #chan bob 127.0.0.1 … bob H@B :0 …");
    alice.sync();
    bob.send("PART #chan");
    alice.expect("@bot :bob!bob@127.0.0.1 PART #chan");
    alice.send("WHOIS bob");
    alice.await_line(":… 335 alice bob :is a bot");
}

#[test]
fn who_is_banned_keeps_its_name_until_it_leaves() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    alice.send("MODE #lobby +b bob!*@*");
    bob.await_line("…MODE #lobby +b bob!*@*");
    bob.send("NICK rob");
    bob.expect(":… 435 bob rob #lobby :…");
    bob.send("PART #lobby");
    bob.send("NICK rob");
    bob.await_line(":bob!bob@127.0.0.1 NICK rob");
}
