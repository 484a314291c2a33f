//! Watching names, choosing the fields of WHO, and asking for help, over real sockets.

use crate::support::Server;

#[test]
fn a_watched_name_is_told_of_when_it_comes_and_goes() {
    let server = Server::start(&["--no-auto-join"]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    assert!(alice.welcome.join("\n").contains(" MONITOR=100 "));
    alice.send("MONITOR + BOB,carol,zoë");
    alice.expect_all(&[":… 730 alice :bob!bob@127.0.0.1", ":… 731 alice :carol,zoë"]);
    // They share no group, so nothing else tells alice.
    let mut carol = server.irc("carol", &[]);
    alice.expect(":… 730 * :carol!carol@127.0.0.1");
    bob.send("NICK Bob");
    bob.await_line(":bob!… NICK Bob");
    bob.send("NICK robert");
    bob.await_line(":Bob!… NICK robert");
    alice.expect(":… 731 * :Bob");
    bob.send("NICK zoë");
    alice.expect(":… 730 * :zoë!bob@127.0.0.1");
    carol.send("QUIT");
    alice.expect(":… 731 * :carol");
    alice.send("MONITOR S");
    alice.expect_all(&[":… 730 alice :zoë!bob@127.0.0.1", ":… 731 alice :BOB,carol"]);
    alice.send("MONITOR L");
    alice.expect_all(&[":… 732 alice :BOB,carol,zoë", ":… 733 alice :…"]);
    alice.send("MONITOR - zoë,nobody");
    bob.send("NICK bob");
    alice.expect(":… 730 * :bob!bob@127.0.0.1");
    alice.send("MONITOR C");
    alice.send("MONITOR L");
    alice.expect(":… 733 alice :…");
    bob.send("QUIT");
    bob.rest();
    alice.expect_silence();
}

#[test]
fn a_list_of_watched_names_has_an_end() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &[]);
    for ten in 0..10 {
        let names: Vec<String> = (0..10).map(|one| format!("n{ten}{one}")).collect();
        alice.send(&format!("MONITOR + {}", names.join(",")));
        alice.expect(&format!(":… 731 alice :{}", names.join(",")));
    }
    alice.send("MONITOR + n00,x,y");
    alice.expect_all(&[
        ":… 731 alice :n00",
        ":… 734 alice 100 x,y :Monitor list is full",
    ]);
    alice.send("MONITOR - n00");
    alice.send("MONITOR + x,y");
    alice.expect_all(&[
        ":… 731 alice :x",
        ":… 734 alice 100 y :Monitor list is full",
    ]);
    alice.send("MONITOR");
    alice.expect(":… 461 alice MONITOR :…");
    alice.send("MONITOR + a!b");
    alice.expect(":… 731 alice …a!b");
    alice.send("MONITOR * bob");
    alice.expect(":… FAIL MONITOR UNKNOWN_MODIFIER :…");
}

#[test]
fn a_watcher_that_left_is_forgotten() {
    let server = Server::start(&["--no-auto-join"]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    alice.send("MONITOR + carol,alice");
    alice.expect_all(&[":… 730 alice :alice!alice@127.0.0.1", ":… 731 alice :carol"]);
    alice.send("QUIT");
    alice.rest();
    // Whoever sits in its seat now has not asked for anything.
    let mut carol = server.irc("carol", &[]);
    assert!(!carol.welcome.join("\n").contains(" 730 "));
    carol.expect_silence();
    bob.expect_silence();
}

#[test]
fn who_answers_with_the_fields_asked_for() {
    let server = Server::start(&[]);
    let (mut alice, _bob) = (server.irc("alice", &[]), server.plain("bob"));
    assert!(alice.welcome.join("\n").contains(" WHOX "));
    alice.sync();
    alice.send("WHO #lobby %tcuihsnfar,7");
    alice.expect_all(&[
        ":… 354 alice 7 #lobby alice 127.0.0.1 127.0.0.1 groupchat.local alice H@ 0 :alice of IRC",
        ":… 354 alice 7 #lobby bob 127.0.0.1 127.0.0.1 groupchat.local bob H 0 :bob",
        ":… 315 alice #lobby :…",
    ]);
    alice.send("WHO bob %na");
    alice.expect_all(&[":… 354 alice bob 0", ":… 315 alice bob :…"]);
}

#[test]
fn hidden_addresses_stay_hidden() {
    let server = Server::start(&["--hide-addresses"]);
    let (mut alice, _bob) = (server.irc("alice", &[]), server.plain("bob"));
    alice.sync();
    alice.send("WHO bob %i");
    alice.expect(":… 354 alice 255.255.255.255");
    alice.expect(":… 315 alice bob :…");
    alice.send("MONITOR + bob");
    let got = alice.expect(":… 730 alice :bob!bob@…");
    assert!(!got.contains("127.0.0.1"), "{got}");
}

#[test]
fn help_links_and_stats() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &[]);
    alice.send("HELP");
    alice.expect(":… 704 alice * :…");
    let list = alice.expect(":… 705 alice * :…");
    assert!(list.contains("JOIN"), "{list}");
    alice.await_line(":… 706 alice * :…");
    alice.send("HELP monitor");
    alice.expect(":… 704 alice MONITOR :MONITOR + <name>…");
    alice.await_line(":… 706 alice MONITOR :…");
    alice.send("HELP nonsense");
    alice.expect(":… 524 alice nonsense :…");
    alice.send("LINKS");
    alice.expect_all(&[
        ":… 364 alice groupchat.local groupchat.local :0 groupchat-…",
        ":… 365 alice * :…",
    ]);
    alice.send("STATS u");
    alice.expect_all(&[":… 242 alice :Server Up 0 days 0:00:…", ":… 219 alice u :…"]);
}

#[test]
fn who_is_watched_is_told_of_from_afar_and_near_by_once() {
    let server = Server::start(&["--no-auto-join"]);
    let caps = ["extended-monitor", "away-notify", "setname"];
    let mut alice = server.irc("alice", &caps);
    let mut bob = server.irc("bob", &[]);
    alice.send("MONITOR + bob");
    alice.expect(":… 730 alice :bob!bob@127.0.0.1");
    bob.send("AWAY :at sea");
    alice.expect(":bob!bob@127.0.0.1 AWAY :at sea");
    for peer in [&mut alice, &mut bob] {
        peer.send("JOIN #ops");
        peer.sync();
    }
    alice.sync();
    bob.send("AWAY");
    bob.send("SETNAME :Bob B.");
    bob.sync();
    alice.expect_all(&[
        ":bob!bob@127.0.0.1 AWAY",
        ":bob!bob@127.0.0.1 SETNAME :Bob B.",
    ]);
    alice.expect_silence();
}
