//! Names in every script, and names that look like somebody else's.

use crate::support::Server;

#[test]
fn people_are_called_what_they_are_called() {
    let server = Server::start(&[]);
    let (mut zoe, mut taro) = (server.plain("zoë"), server.irc("日本", &[]));
    zoe.expect("[hh:mm] #lobby -- 日本 (#2) joined");
    zoe.send("/msg 日本 hi");
    taro.await_line(":zoë!zo@127.0.0.1 PRIVMSG 日本 :hi");
    taro.send("PRIVMSG zoë :hi");
    zoe.expect("[hh:mm] *日本* hi");
    taro.send("WHOIS zoë");
    taro.expect(":… 311 日本 zoë zo 127.0.0.1 * :zoë");
    taro.send("WHO zo?");
    taro.await_line(":… 352 日本 #lobby zo 127.0.0.1 … zoë H@ :0 zoë");
}

#[test]
fn columns_hold_wide_letters() {
    let server = Server::start(&[]);
    let (mut zoe, _taro) = (server.plain("zoë"), server.plain("日本語"));
    zoe.sync();
    zoe.send("/members");
    zoe.expect_all(&[
        "ID  NAME    ADDRESS…",
        "#1  zoë     127.0.0.1:…",
        "#2  日本語  127.0.0.1:…",
    ]);
}

#[test]
fn however_a_letter_is_typed_it_is_the_same_letter() {
    let server = Server::start(&[]);
    let mut elise = server.connect();
    elise.send("e\u{301}lise");
    elise.expect("You are \u{e9}lise (#1), connected from …");
    let mut other = server.connect();
    other.send("\u{e9}lise");
    other.expect("The name élise is in use. Please choose another one.");
    elise.send("/join #cafe\u{301}");
    elise.await_line("In #caf\u{e9} now: élise");
    elise.send("/join #caf\u{e9}");
    elise.await_line("You speak to #café now.");
}

#[test]
fn nobody_passes_for_somebody_else() {
    let server = Server::start(&[]);
    let (mut alice, mut other) = (server.plain("alice"), server.connect());
    for alike in [
        "\u{430}lice",
        "al\u{456}ce",
        "\u{ff41}lice",
        "AIice",
        "a1ice",
    ] {
        other.send(alike);
        other.expect(&format!(
            "The name {alike} looks too much like alice, which is in use. Please choose another one."
        ));
    }
    other.send("alicia");
    other.await_line("In #lobby now: alice, alicia");
    alice.expect("[hh:mm] #lobby -- alicia (#2) joined");
    other.send("/name \u{430}lice");
    other.expect("The name \u{430}lice looks too much like alice, which is in use. Please choose another one.");
    // One's own name in other letters is one's own.
    alice.send("/name \u{430}lice");
    alice.expect("[hh:mm] #lobby -- You are now called \u{430}lice");
    other.await_line("[hh:mm] #lobby -- alice (#1) is now called \u{430}lice");
    other.send("/name alice");
    other.expect("The name alice looks too much like \u{430}lice, which is in use. Please choose another one.");
    // Whoever leaves takes its looks along.
    alice.send("/quit");
    alice.rest();
    other.await_line("[hh:mm] #lobby -- \u{430}lice (#1) left (…");
    other.await_line("[hh:mm] #lobby -- You are now the coordinator of #lobby");
    other.send("/name alice");
    other.expect("[hh:mm] #lobby -- You are now called alice");
}

#[test]
fn an_irc_client_tries_another_name() {
    let server = Server::start(&[]);
    let _bob = server.plain("bob");
    let mut other = server.connect();
    other.speaks_irc();
    other.send("NICK b0b");
    other.expect(":… 433 * b0b :Nickname looks too much like bob");
    other.send("USER zoë 0 * :Zoë");
    other.send("NICK b0b_");
    other.await_line(":… 001 b0b_ :…");
    other.sync();
    other.send("NICK b\u{200b}b");
    other.expect(":… 432 b0b_ b\u{200b}b :Erroneous nickname: it may not contain '\\u{200b}'");
    other.send("NICK воb");
    other.expect(":b0b_!zo@127.0.0.1 NICK воb");
}
