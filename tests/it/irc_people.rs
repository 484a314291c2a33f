//! Asking about people and about the server in IRC.

use crate::support::Server;

#[test]
fn who_lists_members_of_a_group_or_by_mask() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.plain("bob"));
    alice.sync();
    bob.send("/join #dev");
    bob.sync();
    alice.send("WHO #lobby");
    alice.expect_all(&[
        ":… 352 alice #lobby alice 127.0.0.1 groupchat.local alice H@ :0 alice of IRC",
        ":… 352 alice #lobby bob 127.0.0.1 groupchat.local bob H :0 bob",
        ":… 315 alice #lobby :…",
    ]);
    alice.send("WHO b*");
    alice.expect_all(&[
        ":… 352 alice … bob 127.0.0.1 … bob H…",
        ":… 315 alice b* :…",
    ]);
    alice.send("WHO #nowhere");
    alice.expect(":… 315 alice #nowhere :…");
}

#[test]
fn whois_tells_all_there_is() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.plain("bob"));
    bob.send("/listen 7000");
    bob.send("/join #dev");
    bob.sync();
    alice.sync();
    alice.send("WHOIS bob");
    alice.expect_all(&[
        ":… 311 alice bob bob 127.0.0.1 * …bob",
        ":… 319 alice bob :#lobby @#dev",
        ":… 312 alice bob groupchat.local :groupchat-…, as member #2, open to direct connections on port 7000",
        ":… 317 alice bob … :…",
        ":… 318 alice bob :…",
    ]);
    alice.send("WHOIS alice");
    let mine = alice.sync().join("\n");
    assert!(
        mine.contains(" 378 alice alice :is connecting from alice@127.0.0.1 127.0.0.1"),
        "{mine}"
    );
    alice.send("WHOIS nobody");
    alice.expect_all(&[":… 401 alice nobody :…", ":… 318 alice nobody :…"]);
    bob.send("/name rob");
    alice.await_line(":bob!… NICK …rob");
    alice.send("WHOWAS bob");
    alice.expect_all(&[
        ":… 314 alice bob bob 127.0.0.1 * …bob",
        ":… 312 alice bob …",
        ":… 369 alice bob :…",
    ]);
    bob.send("/name ROB");
    alice.await_line(":rob!… NICK …ROB");
    bob.send("/name bob");
    alice.await_line(":ROB!… NICK …bob");
    alice.send("WHOWAS rob");
    alice.expect_all(&[
        ":… 314 alice ROB bob 127.0.0.1 * …bob",
        ":… 312 alice ROB …",
        ":… 369 alice rob :…",
    ]);
    bob.send("/quit");
    bob.rest();
    alice.await_line(":bob!… QUIT :…");
    alice.send("WHOWAS bob");
    alice.expect_all(&[
        ":… 314 alice bob bob 127.0.0.1 * …bob",
        ":… 312 alice bob …",
        ":… 314 alice bob bob 127.0.0.1 * …bob",
        ":… 312 alice bob …",
        ":… 369 alice bob :…",
    ]);
    alice.send("WHOWAS nobody");
    alice.expect_all(&[":… 406 alice nobody :…", ":… 369 alice nobody :…"]);
}

#[test]
fn ison_and_userhost_say_who_is_here() {
    let server = Server::start(&[]);
    let (mut alice, _bob) = (server.irc("alice", &[]), server.plain("bob"));
    alice.sync();
    alice.send("ISON bob nobody ALICE");
    alice.expect(":… 303 alice :bob alice");
    alice.send("ISON :nobody at all");
    alice.expect(":… 303 alice :");
    alice.send("USERHOST bob nobody");
    alice.expect(":… 302 alice …bob=+bob@127.0.0.1");
    alice.send("AWAY :gone fishing");
    alice.expect(":… 306 alice :…");
    alice.send("USERHOST alice");
    alice.expect(":… 302 alice …alice=-alice@127.0.0.1");
}

#[test]
fn away_is_told_to_who_speaks_to_the_one_away() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    let mut carol = server.plain("carol");
    alice.sync();
    bob.sync();
    alice.send("AWAY :gone fishing");
    alice.expect(":… 306 alice :…");
    bob.send("PRIVMSG alice :hi");
    bob.expect(":… 301 bob alice :gone fishing");
    bob.send("NOTICE alice :hi");
    bob.expect_silence();
    carol.send("/msg alice hi");
    carol.expect("alice (#1) is away: gone fishing");
    carol.send("/members");
    carol.await_line("#1…(away)");
    alice.expect_all(&[
        ":bob!… PRIVMSG alice …hi",
        ":bob!… NOTICE alice …hi",
        ":carol!… PRIVMSG alice …hi",
    ]);
    alice.send("AWAY");
    alice.expect(":… 305 alice :…");
    bob.send("PRIVMSG alice :hi");
    bob.expect_silence();
}

#[test]
fn the_server_tells_about_itself() {
    let server = Server::start(&["--server-name", "chat.example"]);
    let mut alice = server.irc("alice", &[]);
    alice.send("VERSION");
    alice.expect(&format!(
        ":chat.example 351 alice groupchat-{} chat.example :…",
        env!("CARGO_PKG_VERSION")
    ));
    alice.sync();
    for (command, first, last) in [
        ("TIME", "391", "391"),
        ("ADMIN", "256", "259"),
        ("INFO", "371", "374"),
        ("LUSERS", "251", "266"),
        ("MOTD", "422", "422"),
    ] {
        alice.send(command);
        let answer = alice.sync();
        let numeric = |line: Option<&String>| {
            line.and_then(|line| line.split(' ').nth(1))
                .unwrap_or_default()
                .to_owned()
        };
        assert_eq!(numeric(answer.first()), first, "{command}: {answer:#?}");
        assert_eq!(numeric(answer.last()), last, "{command}: {answer:#?}");
    }
    alice.send("LUSERS");
    let counts = alice.sync().join("\n");
    assert!(counts.contains("There are 1 users"), "{counts}");
}
