//! The capability `groupchat/members`: what our own client lives on.

use crate::support::{Peer, Server, matches};

/// The `MEMBER` and `MEMBERS` lines among what was heard.
fn rows(heard: &[String]) -> Vec<String> {
    let rows = heard.iter().filter(|line| line.contains(" MEMBER"));
    rows.cloned().collect()
}

/// A client with the capability.
#[track_caller]
fn client(server: &Server, name: &str) -> Peer {
    server.irc(name, &["groupchat/members"])
}

#[test]
fn the_introduction_comes_as_rows() {
    let server = Server::start(&[]);
    let alice = client(&server, "alice");
    let mine = |peer: &Peer, id: u64, name: &str| {
        let port = peer.address().port();
        format!(":groupchat.local MEMBER {id} {name} 127.0.0.1 {port} 0 * 0")
    };
    assert_eq!(
        rows(&alice.welcome),
        [mine(&alice, 1, "alice")],
        "{:#?}",
        alice.welcome
    );
    let heard = alice.welcome.join("\n");
    assert!(
        !heard.contains(" NOTICE ") && !heard.contains(" JOIN "),
        "{heard}"
    );
    assert!(
        heard.contains("LOBBY=#lobby"),
        "the lobby is advertised: {heard}"
    );
    let bob = client(&server, "bob");
    let introduced = rows(&bob.welcome);
    assert_eq!(introduced.len(), 2, "{introduced:#?}");
    assert_eq!(introduced[0], mine(&bob, 2, "bob"));
    let port = alice.address().port();
    let contact = format!(":groupchat.local MEMBER 1 alice 127.0.0.1 {port} 0 …c… …");
    assert!(
        matches(&contact, &introduced[1]),
        "{contact}\n{introduced:#?}"
    );
}

#[test]
fn the_member_table_is_asked_for_with_members() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (client(&server, "alice"), client(&server, "bob"));
    alice.send("JOIN #lobby");
    alice.sync();
    bob.send("JOIN #lobby");
    bob.send("AWAY :tea");
    bob.sync();
    let mut carol = server.plain("carol");
    carol.send("/join #dev");
    carol.send("/leave #lobby");
    carol.sync();
    alice.sync();
    alice.send("MEMBERS #lobby");
    let table = alice.sync();
    let (a, b) = (alice.address().port(), bob.address().port());
    let c = carol.address().port();
    let alice_row = format!(":groupchat.local MEMBER 1 alice 127.0.0.1 {a} 0 *@ …");
    let bob_row = format!(":groupchat.local MEMBER 2 bob 127.0.0.1 {b} 0 a …");
    let carol_row = format!(":groupchat.local MEMBER 3 carol 127.0.0.1 {c} 0 @ …");
    let expect = |table: &[String], rows: &[&str]| {
        assert_eq!(table.len(), rows.len(), "{table:#?}");
        for (line, row) in table.iter().zip(rows) {
            assert!(matches(row, line), "{row}\n{table:#?}");
        }
    };
    expect(
        &table,
        &[&alice_row, &bob_row, ":groupchat.local MEMBERS #lobby :…"],
    );
    alice.send("MEMBERS");
    let table = alice.sync();
    expect(
        &table,
        &[
            &alice_row,
            &bob_row,
            &carol_row,
            ":groupchat.local MEMBERS * :…",
        ],
    );
    alice.send("MEMBERS #nowhere");
    alice.expect(":… 403 alice #nowhere :…");
}

#[test]
fn a_listen_port_is_told_to_everyone_who_shares_a_group() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (client(&server, "alice"), client(&server, "bob"));
    let mut carol = server.plain("carol");
    for peer in [&mut alice, &mut bob] {
        peer.send("JOIN #lobby");
        peer.sync();
    }
    alice.sync();
    carol.sync();
    alice.send("LISTEN 7000");
    let row = format!(
        ":groupchat.local MEMBER 1 alice 127.0.0.1 {} 7000 ",
        alice.address().port()
    );
    alice.expect(&format!("{row}*…"));
    bob.expect(&format!("{row}…"));
    carol.expect("[hh:mm] -- alice (#1) accepts direct connections on port 7000");
    // Those who come later learn it with the join, or from the table.
    let mut dan = client(&server, "dan");
    dan.send("JOIN #lobby");
    dan.sync();
    dan.send("MEMBERS #lobby");
    assert!(dan.sync().iter().any(|line| line.starts_with(&row)));
    dan.send("LISTEN 7001");
    dan.sync();
    dan.send("PART #lobby");
    dan.send("JOIN #lobby");
    let port = dan.address().port();
    bob.await_line(&format!(
        ":groupchat.local MEMBER 4 dan 127.0.0.1 {port} 7001 …"
    ));
    alice.send("LISTEN 0");
    bob.await_line(&row.replace("7000 ", "0 …"));
    for wrong in ["LISTEN 70000", "LISTEN -1", "LISTEN x"] {
        alice.send(wrong);
        alice.await_line(":… FAIL LISTEN …");
    }
}

#[test]
fn without_the_capability_the_commands_do_not_exist() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &[]);
    for command in ["MEMBERS", "LISTEN 7000"] {
        alice.send(command);
        alice.expect(":… 421 alice …");
    }
    let mut bob = client(&server, "bob");
    bob.send("LISTEN 7000");
    bob.send("JOIN #lobby");
    bob.sync();
    let heard = alice.sync();
    assert_eq!(heard.len(), 1, "no MEMBER line: {heard:#?}");
}

#[test]
fn hidden_addresses_are_hidden_in_rows_too() {
    let server = Server::start(&["--hide-addresses"]);
    let mut alice = client(&server, "alice");
    let port = alice.address().port();
    assert_eq!(
        rows(&alice.welcome),
        [format!(
            ":groupchat.local MEMBER 1 alice 127.0.0.1 {port} 0 * 0"
        )]
    );
    let bob = client(&server, "bob");
    let introduced = rows(&bob.welcome);
    assert!(
        matches(
            ":groupchat.local MEMBER 1 alice ….hidden 0 0 …c… …",
            &introduced[1]
        ),
        "{introduced:#?}"
    );
    alice.send("MEMBERS");
    let table = alice.sync();
    assert!(
        table[0].contains("127.0.0.1") && table[1].contains(".hidden 0 0 "),
        "{table:#?}"
    );
}
