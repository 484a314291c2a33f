//! Modes in IRC, and the same through the plain dialect.

use crate::support::Server;

#[test]
fn a_group_is_set_and_everyone_is_told_once() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    let mut carol = server.plain("carol");
    alice.sync();
    bob.sync();
    alice.send("MODE #lobby +mkl-t s3cret 9");
    let told = ":alice!alice@127.0.0.1 MODE #lobby +mkl-t s3cret 9";
    alice.expect(told);
    bob.expect(told);
    carol.expect("[…] #lobby -- alice (#1) set mode +mkl-t s3cret 9");
    bob.send("MODE #lobby");
    bob.expect_all(&[":… 324 bob #lobby +klmn s3cret 9", ":… 329 bob #lobby …"]);
    let mut dan = server.irc("dan", &[]);
    dan.send("MODE #lobby");
    dan.expect_all(&[":… 324 dan #lobby +klmn * 9", ":… 329 dan #lobby …"]);
    dan.send("JOIN #lobby");
    dan.expect(":… 475 dan #lobby :…");
    dan.send("JOIN #dev,#lobby x,s3cret");
    dan.await_line(":dan!… JOIN #lobby");
    alice.expect(":dan!… JOIN #lobby");
    alice.send("MODE #lobby +v-k dan *");
    alice.expect(":alice!… MODE #lobby +v-k dan *");
    alice.send("MODE #lobby +m");
    alice.expect_silence();
}

#[test]
fn what_is_refused_has_its_numeric() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    alice.sync();
    bob.sync();
    for (line, want) in [
        ("MODE #lobby +m", "482 bob #lobby :…"),
        ("MODE #nowhere +m", "403 bob #nowhere :…"),
        ("MODE alice", "502 bob :…"),
        ("MODE zed", "401 bob zed :…"),
        ("MODE bob +z", "501 bob :…"),
        ("KICK #lobby alice", "482 bob #lobby :…"),
        ("INVITE bob", "461 bob INVITE :…"),
        ("INVITE zed #lobby", "401 bob zed :…"),
        ("INVITE alice #lobby", "443 bob alice #lobby :…"),
        ("INVITE alice #nowhere", "403 bob #nowhere :…"),
    ] {
        bob.send(line);
        bob.expect(&format!(":… {want}"));
    }
    for (line, want) in [
        ("MODE #lobby +x", "472 alice x :…"),
        ("MODE #lobby +k", "696 alice #lobby k * :…"),
        ("MODE #lobby +k a,b", "696 alice #lobby k * :…"),
        ("MODE #lobby +k :", "696 alice #lobby k * :…"),
        ("MODE #lobby +l -3", "696 alice #lobby l -3 :…"),
        ("MODE #lobby +o zed", "401 alice zed :…"),
        ("MODE #lobby -o alice", "482 alice #lobby :…"),
    ] {
        alice.send(line);
        alice.expect(&format!(":… {want}"));
    }
    bob.send("PART #lobby");
    bob.expect(":bob!… PART #lobby");
    alice.expect(":bob!… PART #lobby");
    alice.send("MODE #lobby +v bob");
    alice.expect(":… 441 alice bob #lobby :…");
    bob.send("MODE #lobby +m");
    bob.expect(":… 442 bob #lobby :…");
}

#[test]
fn lists_are_kept_told_and_held_against_newcomers() {
    let server = Server::start(&["--no-auto-join"]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    alice.send("JOIN #dev");
    alice.await_line(":… 366 …");
    alice.send("MODE #dev b");
    alice.expect(":… 368 alice #dev :…");
    alice.send("MODE #dev +bbe bob *!*@192.0.2.* carol");
    alice.expect(":alice!… MODE #dev +bbe bob!*@* *!*@192.0.2.* carol!*@*");
    alice.send("MODE #dev +b");
    alice.expect_all(&[
        ":… 367 alice #dev bob!*@* alice …",
        ":… 367 alice #dev *!*@192.0.2.* alice …",
        ":… 368 alice #dev :…",
    ]);
    alice.send("MODE #dev eI");
    alice.expect_all(&[
        ":… 348 alice #dev carol!*@* alice …",
        ":… 349 alice #dev :…",
        ":… 347 alice #dev :…",
    ]);
    bob.send("JOIN #dev");
    bob.expect(":… 474 bob #dev :…");
    alice.send("MODE #dev -b+iI BOB carol!*@*");
    alice.expect(":alice!… MODE #dev -b+iI bob!*@* carol!*@*");
    bob.send("JOIN #dev");
    bob.expect(":… 473 bob #dev :…");
    alice.send("INVITE bob #dev");
    alice.expect(":… 341 alice bob #dev");
    bob.expect(":alice!… INVITE bob #dev");
    bob.send("INVITE");
    bob.expect_all(&[":… 336 bob #dev", ":… 337 bob :…"]);
    bob.send("JOIN #dev");
    bob.await_line(":… 366 bob #dev :…");
    alice.expect(":bob!… JOIN #dev");
    bob.send("INVITE");
    bob.expect(":… 337 bob :…");
    alice.send("MODE #dev +l-i 2");
    alice.expect(":alice!… MODE #dev +l-i 2");
    let mut carol = server.irc("carol", &[]);
    carol.send("JOIN #dev");
    carol.expect(":… 471 carol #dev :…");
}

#[test]
fn bans_hold_where_addresses_are_hidden() {
    let server = Server::start(&["--hide-addresses"]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    bob.sync();
    bob.send("PRIVMSG alice :x");
    let line = alice.await_line(":bob!… PRIVMSG alice …");
    let host = line.split(['@', ' ']).nth(1).expect("a host").to_owned();
    assert!(!host.contains("127.0.0.1"), "{host}");
    // The real address says nothing to anybody, so it cannot be found out by banning it.
    alice.send("MODE #lobby +b *!*@127.0.0.1");
    alice.expect(":alice!… MODE #lobby +b *!*@127.0.0.1");
    bob.await_line(":alice!… MODE …");
    bob.send("PRIVMSG #lobby :still here");
    alice.expect(":bob!… PRIVMSG #lobby …still here");
    alice.send(&format!("MODE #lobby +b *!*@{host}"));
    alice.expect(":alice!… MODE #lobby +b …");
    bob.await_line(":alice!… MODE …");
    bob.send("PRIVMSG #lobby :and now");
    bob.expect(":… 404 bob #lobby :…");
    alice.expect_silence();
}

#[test]
fn who_may_speak_and_to_whom() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    let mut carol = server.irc("carol", &[]);
    alice.sync();
    bob.sync();
    carol.sync();
    alice.send("MODE #lobby +mv bob");
    for peer in [&mut alice, &mut bob, &mut carol] {
        peer.expect(":alice!… MODE #lobby +mv bob");
    }
    carol.send("PRIVMSG #lobby :hello?");
    carol.expect(":… 404 carol #lobby :…(+m)");
    carol.send("NOTICE #lobby :hello?");
    carol.expect_silence();
    bob.send("PRIVMSG #lobby :hello");
    alice.expect(":bob!… PRIVMSG #lobby …hello");
    carol.expect(":bob!… PRIVMSG #lobby …hello");
    bob.send("PRIVMSG @#lobby :for operators");
    alice.expect(":bob!… PRIVMSG @#lobby :for operators");
    alice.send("NOTICE +#lobby :for voices");
    bob.expect(":alice!… NOTICE +#lobby :for voices");
    alice.send("MODE #lobby -m+C");
    for peer in [&mut alice, &mut bob, &mut carol] {
        peer.expect(":alice!… MODE #lobby -m+C");
    }
    carol.send("PRIVMSG #lobby :\u{1}VERSION\u{1}");
    carol.expect(":… 404 carol #lobby :…(+C)");
    carol.send("PRIVMSG #lobby :\u{1}ACTION waves\u{1}");
    alice.expect(":carol!… PRIVMSG #lobby :\u{1}ACTION waves\u{1}");
}

#[test]
fn signs_are_shown_one_or_all() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &["multi-prefix", "userhost-in-names"]);
    let mut bob = server.irc("bob", &[]);
    bob.sync();
    alice.sync();
    alice.send("MODE #lobby +vvs alice bob");
    alice.expect(":alice!… MODE #lobby +vvs alice bob");
    bob.expect(":alice!… MODE #lobby +vvs alice bob");
    alice.send("NAMES #lobby");
    alice.expect(":… 353 alice @ #lobby :@+alice!alice@127.0.0.1 +bob!bob@127.0.0.1");
    alice.expect(":… 366 …");
    bob.send("NAMES #lobby");
    bob.expect_all(&[":… 353 bob @ #lobby :@alice +bob", ":… 366 …"]);
    alice.send("WHO alice");
    alice.expect(":… 352 alice #lobby alice 127.0.0.1 … alice H@+ :0 …");
    alice.expect(":… 315 …");
    bob.send("WHO alice");
    bob.expect(":… 352 bob #lobby alice 127.0.0.1 … alice H@ :0 …");
    bob.expect(":… 315 …");
    // Outsiders know nothing of a secret group.
    bob.send("PART #lobby");
    bob.expect(":bob!… PART #lobby");
    bob.send("NAMES #lobby");
    bob.expect(":… 366 bob #lobby :…");
    bob.send("LIST");
    bob.expect_all(&[":… 321 …", ":… 323 …"]);
    bob.send("WHOIS alice");
    let about = bob.sync().join("\n");
    assert!(
        about.contains(" 311 bob alice ") && !about.contains(" 319 "),
        "{about}"
    );
    bob.send("MODE #lobby");
    bob.expect(":… 403 bob #lobby :…");
}

#[test]
fn members_set_their_own_modes() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &[]);
    let mut bob = server.irc("bob", &[]);
    alice.sync();
    alice.send("MODE alice");
    alice.expect(":… 221 alice +");
    alice.send("MODE ALICE +iwB");
    alice.expect(":alice!… MODE alice +Biw");
    alice.send("MODE alice");
    alice.expect(":… 221 alice +Biw");
    bob.send("WHOIS alice");
    let about = bob.sync().join("\n");
    assert!(about.contains(" 335 bob alice :is a bot"), "{about}");
    bob.send("PART #lobby");
    bob.expect(":bob!… PART #lobby");
    bob.send("WHO *");
    let seen = bob.sync().join("\n");
    assert!(
        seen.contains(" bob H ") && !seen.contains(" alice H"),
        "{seen}"
    );
    bob.send("NAMES #lobby");
    bob.expect(":… 366 bob #lobby :…");
}

#[test]
fn groups_are_listed_by_what_they_are() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.irc("alice", &[]), server.irc("bob", &[]));
    alice.send("JOIN #dev");
    alice.await_line(":… 366 alice #dev :…");
    bob.sync();
    for (line, group) in [
        ("LIST >1", "#lobby 2"),
        ("LIST <2", "#dev 1"),
        ("LIST #d*", "#dev 1"),
        ("LIST !#d*", "#lobby 2"),
        ("LIST C<5,#dev", "#dev 1"),
    ] {
        bob.send(line);
        bob.expect_all(&[":… 321 …", &format!(":… 322 bob {group} …"), ":… 323 …"]);
    }
    for line in ["LIST C>5", "LIST T<5", "LIST >5"] {
        bob.send(line);
        bob.expect_all(&[":… 321 …", ":… 323 …"]);
    }
}

#[test]
fn the_next_in_line_becomes_an_operator_if_it_was_none() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &[]);
    let mut bob = server.irc("bob", &[]);
    let mut carol = server.irc("carol", &[]);
    let mut dan = server.plain("dan");
    alice.sync();
    bob.sync();
    carol.sync();
    alice.send("MODE #lobby +o bob");
    bob.expect(":alice!… MODE #lobby +o bob");
    carol.expect(":alice!… MODE #lobby +o bob");
    dan.expect("[…] #lobby -- alice (#1) set mode +o bob");
    alice.send("PART #lobby");
    carol.expect(":alice!… PART #lobby");
    dan.expect("[…] #lobby -- alice (#1) left");
    dan.expect("[…] #lobby -- bob (#2) is now the coordinator of #lobby");
    bob.expect(":alice!… PART #lobby");
    bob.send("QUIT");
    carol.expect(":bob!… QUIT …");
    carol.expect(":… MODE #lobby +o carol");
    dan.expect("[…] #lobby -- bob (#2) left (quit)");
    dan.expect("[…] #lobby -- carol (#3) is now the coordinator of #lobby");
}

#[test]
fn people_have_the_same_commands() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    alice.expect("[…] #lobby -- bob (#2) joined");
    alice.send("/mode +m");
    alice.expect("[…] #lobby -- You set mode +m");
    bob.expect("[…] #lobby -- alice (#1) set mode +m");
    bob.send("hello?");
    bob.expect("You cannot speak in #lobby: only operators and those with a voice may.");
    bob.send("/mode -m");
    bob.expect("Only the coordinator and the operators of #lobby may do that.");
    bob.send("/mode");
    bob.expect("#lobby is +mnt.");
    alice.send("/mode #lobby -m+o #2");
    alice.expect("[…] #lobby -- You set mode -m+o bob");
    bob.expect("[…] #lobby -- alice (#1) set mode -m+o bob");
    bob.send("/members");
    let table = bob.sync().join("\n");
    assert!(
        table.contains("coordinator") && table.contains("operator"),
        "{table}"
    );
    bob.send("/mode +b carol");
    bob.expect("[…] #lobby -- You set mode +b carol!*@*");
    bob.send("/mode b");
    bob.expect("carol!*@* is banned from #lobby, by bob.");
    let mut carol = server.connect();
    carol.send("carol");
    carol.await_line("You cannot join #lobby: you are banned from it.");
    carol.send("hello");
    carol.expect("You are in no group. Join one: /join #NAME");
    bob.send("/away lunch");
    bob.expect("You are away now.");
    carol.send("/whois bob");
    carol.expect("bob (#2) is at 127.0.0.1:…, idle for …s.");
    carol.expect("bob (#2) is in @#lobby.");
    carol.expect("bob (#2) is away: lunch");
    bob.send("/away");
    bob.expect("You are back.");
    bob.send("/mode +x");
    bob.expect("There is no mode x.");
    bob.send("/mode -b carol");
    bob.expect("[…] #lobby -- You set mode -b carol!*@*");
    bob.send("/mode +k s3cret");
    bob.expect("[…] #lobby -- You set mode +k s3cret");
    carol.send("/join #lobby s3cret");
    carol.expect("In #lobby now: alice, bob, carol");
}
