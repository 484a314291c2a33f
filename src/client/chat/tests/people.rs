use super::*;

#[test]
fn comings_and_goings_are_one_line() {
    let mut world = World::ours();
    world.hear(
        ":carl!c@h JOIN #lobby
        :irc MEMBER 3 carl 10.0.0.3 5 0 - 0
        :dee!d@h JOIN #lobby
        :irc MEMBER 4 dee 10.0.0.4 5 0 - 0
        :carl!c@h NICK charles",
    );
    assert_eq!(
        world.shows("#lobby"),
        ["-- carl (#3), dee (#4) joined; carl (#3) is now called charles"]
    );
    assert_eq!(
        world.members("#lobby"),
        [
            "@alice #1 [::1]:50612 coordinator",
            "bob #2 127.0.0.1:50614 you",
            "charles #3 10.0.0.3:5",
            "dee #4 10.0.0.4:5"
        ]
    );
    world
        .hear(":dee!d@h QUIT :bye\n:alice!a@h PRIVMSG #lobby :so\n:charles!c@h PART #lobby :lunch");
    assert_eq!(
        world.shows("#lobby")[0],
        "-- carl (#3) joined; dee (#4) came and left: bye; carl (#3) is now called charles"
    );
    assert_eq!(
        world.shows("#lobby")[1..],
        ["<alice> so", "-- charles (#3) left: lunch"]
    );
    assert_eq!(world.at("#lobby").unread, 0, "nobody is counted for coming");
}

#[test]
fn who_leaves_without_a_word_is_told_without_a_colon() {
    let mut world = World::ours();
    world.hear(":alice!a@h QUIT :Quit: \n:irc NOTICE #lobby :so");
    assert_eq!(
        world.shows("#lobby"),
        ["-- alice (#1) left the server", "-- so"]
    );
}

#[test]
fn an_hour_apart_they_are_two_lines() {
    let mut world = World::old();
    world.hear("@time=1970-01-01T10:00:00.000Z :x!x@h JOIN #a\n@time=1970-01-01T11:00:00.000Z :y!y@h JOIN #a");
    assert_eq!(world.shows("#a"), ["-- x joined", "-- y joined"]);
}

#[test]
fn a_crowd_is_counted() {
    let mut world = World::old();
    for n in 0..100 {
        world.hear(&format!(":n{n}!x@h JOIN #a"));
    }
    let shown = world.shows("#a");
    assert_eq!(shown.len(), 1);
    assert!(
        shown[0].ends_with("joined; and 60 more came or went"),
        "{shown:?}"
    );
    assert_eq!(world.at("#a").members.len(), 102);
}

#[test]
fn being_removed() {
    let mut world = World::ours();
    world.hear(":alice!a@h KICK #lobby bob :enough");
    assert_eq!(
        world.shows("#lobby"),
        ["-- You were removed by alice: enough"]
    );
    assert!(world.members("#lobby").is_empty());
    world.typed("but");
    assert_eq!(
        world.shows("#lobby")[1],
        "!! You are not in #lobby, so this was not said: but"
    );
    assert_eq!(world.sent(), [""; 0]);
    // Coming back is the user's business, not the connection's.
    world
        .lose("gone")
        .pass(5_000)
        .input(Input::Connected(FIRST))
        .hear(OURS);
    assert!(!world.sent().contains(&"JOIN #lobby".to_owned()));
}

#[test]
fn ranks_come_and_go() {
    let mut world = World::old();
    world
        .hear(":ann!a@h JOIN #a\n:x!x@h JOIN #a\n:y!y@h JOIN #a\n:ann!a@h MODE #a +vo-k y bob key");
    assert_eq!(
        world.members("#a"),
        ["@bob you", "+y y@h", "ann a@h", "x x@h"]
    );
    assert_eq!(world.shows("#a")[1], "-- ann set the mode +vo-k y bob key");
    world.hear(":ann!a@h MODE #a +l-o 5 bob");
    assert_eq!(
        world.members("#a"),
        ["+y y@h", "ann a@h", "bob you", "x x@h"]
    );
}

#[test]
fn a_new_coordinator() {
    let mut world = World::ours();
    world.hear(":alice!a@h QUIT :quit: bye\n:irc MODE #lobby +o bob");
    assert_eq!(
        world.shows("#lobby"),
        [
            "-- alice (#1) left the server: quit: bye",
            "-- You are now the coordinator of #lobby"
        ]
    );
    assert_eq!(
        world.members("#lobby"),
        ["@bob #2 127.0.0.1:50614 coordinator you"]
    );
}

#[test]
fn who_is_away_and_where() {
    let mut world = World::ours();
    world.hear(":alice!a@h AWAY :tea");
    assert!(world.members("#lobby")[0].ends_with("coordinator away"));
    world.hear(":alice!a@h AWAY\n:alice!a@h CHGHOST a elsewhere\n:alice!a@h ACCOUNT al");
    assert_eq!(
        world.members("#lobby")[0],
        "@alice #1 a@elsewhere coordinator"
    );
    let account = world
        .at("#lobby")
        .members
        .iter()
        .next()
        .and_then(|it| it.account.clone());
    assert_eq!(account.as_deref(), Some("al"));
    assert_eq!(world.shows("#lobby"), [""; 0]);
}

#[test]
fn who_tells_what_names_do_not() {
    let mut world = World::new(settings());
    world
        .input(Input::Connected(FIRST))
        .hear(OLD)
        .typed("/join #a");
    world.sent();
    world.hear(":old 005 bob BOT=B :are supported\n:bob!b@h JOIN #a\n:old 353 bob = #a :bob @+ann x!u@host\n:old 366 bob #a :End");
    world.pass(10_000);
    assert_eq!(world.sent(), ["WHO #a"]);
    world.hear(":old 352 bob #a u h old ann GB@ :0 A\n:old 315 bob #a :End");
    assert_eq!(
        world.members("#a"),
        ["@+ann u@h away bot", "bob you", "x u@host"]
    );
}

#[test]
fn invitations() {
    let mut world = World::ours();
    world.hear(":alice!a@h INVITE bob #den\n:alice!a@h INVITE carl #lobby");
    assert_eq!(
        world.shows("#lobby"),
        [
            "-- alice (#1) invites you to #den: /join #den",
            "-- alice invites carl"
        ]
    );
}

#[test]
fn topics_and_new_names_for_groups() {
    let mut world = World::ours();
    world.hear(":alice!a@h TOPIC #lobby :more cake\n:alice!a@h RENAME #lobby #hall :bigger");
    assert_eq!(
        world.shows("#hall"),
        [
            "-- alice (#1) set the topic: more cake",
            "-- #lobby is now called #hall (by alice (#1)): bigger"
        ]
    );
    assert_eq!(world.at("#hall").topic, "more cake");
    world
        .typed("/topic")
        .hear(":irc 331 bob #hall :No topic is set");
    assert_eq!(world.shows("#hall")[2], "-- There is no topic");
    assert_eq!(world.at("#hall").topic, "");
}

#[test]
fn conversations_follow_names() {
    let mut world = World::old();
    world.hear(":ann!a@h PRIVMSG bob :psst\n:ann!a@h NICK anna");
    assert_eq!(
        world.shows("anna"),
        ["<ann> psst", "-- ann is now called anna"]
    );
    world.hear(":anna!a@h QUIT :gone");
    assert_eq!(
        world.shows("anna")[1],
        "-- ann is now called anna; anna left the server: gone"
    );
    assert!(!world.at("anna").present);
}

#[test]
fn a_modern_server_of_another_kind() {
    let mut world = World::new(Settings {
        servers: vec![Wanted {
            groups: vec!["#Test[1]".to_owned()],
            ..wanted("bob")
        }],
        ..Settings::default()
    });
    world.input(Input::Connected(FIRST));
    world.sent();
    world.hear(
        ":insp NOTICE * :*** Looking up your ident...
        PING :t1n3yX
        CAP 714AAAAAA LS :away-notify chghost extended-join multi-prefix userhost-in-names
        CAP 714AAAAAA ACK :away-notify chghost extended-join multi-prefix userhost-in-names
        :insp 001 bob :Welcome to the Local IRC Network bob!bob@127.0.0.1
        :insp 004 bob insp InspIRCd-3 iosw biklmnopstv :bklov
        :insp 005 bob AWAYLEN=200 CASEMAPPING=rfc1459 CHANMODES=b,k,l,imnpst CHANTYPES=# NETWORK=Local PREFIX=(ov)@+ STATUSMSG=@+ :are supported by this server
        :insp 396 bob 127.0.0.1 :is now your displayed host
        :insp 422 bob :ERR_NOMOTD
        :bob!bob@127.0.0.1 JOIN #Test[1] * :bob
        :insp 353 bob = #test{1} :@+ann!a@host bob!bob@127.0.0.1
        :insp 366 bob #test{1} :End of /NAMES list.",
    );
    assert_eq!(
        world.sent(),
        [
            "PONG :t1n3yX",
            "CAP REQ :away-notify chghost extended-join multi-prefix userhost-in-names",
            "CAP END",
            "JOIN #Test[1]",
            "WHO #test{1}"
        ]
    );
    assert_eq!(world.tabs(), ["Local", "[#Test[1]]"]);
    assert_eq!(
        world.shows("Local"),
        [
            "-- Welcome to the Local IRC Network bob!bob@127.0.0.1",
            "-- 127.0.0.1 is now your displayed host",
            "-- You are bob here."
        ]
    );
    world.hear(
        ":Carl[x]!c@h JOIN #test[1] carl :Carl
        :ann!a@host PRIVMSG #TEST{1} :hi
        :insp MODE #Test[1] +v carl{x}
        :carl{x}!c@h PRIVMSG BOB :psst
        :CARL[x]!c@h NICK dave",
    );
    assert_eq!(
        world.members("#Test[1]"),
        ["@+ann a@host", "+dave c@h", "bob bob@127.0.0.1 you"]
    );
    assert_eq!(
        world.shows("#Test[1]"),
        [
            "-- Carl[x] joined",
            "<ann> hi",
            "-- insp set the mode +v carl{x}",
            "-- CARL[x] is now called dave"
        ]
    );
    assert_eq!(world.tabs(), ["Local", "[#Test[1]]", "dave 1!1"]);
}

#[test]
fn a_split_of_the_network_is_one_line() {
    let mut world = World::old();
    world.hear(":x!x@h JOIN #a\n:y!y@h JOIN #a\n:ann!a@h PRIVMSG #a :hm");
    world.hear(
        ":old BATCH +s netsplit a.net b.net
        @batch=s :x!x@h QUIT :a.net b.net
        @batch=s :y!y@h QUIT :a.net b.net
        :old BATCH -s",
    );
    assert_eq!(world.shows("#a")[2], "-- x, y left the server: a.net b.net");
    assert_eq!(world.at("#a").members.len(), 2);
}

#[test]
fn names_that_are_no_names_are_not_kept() {
    let mut world = World::old();
    let long = "n".repeat(300);
    world.hear(&format!(
        ":{long}!{long}@h JOIN #a\n:x!{long}@h JOIN #a\n@+typing=active :{long}!x@h TAGMSG #a"
    ));
    assert_eq!(world.at("#a").members.len(), 3);
    assert!(
        world
            .at("#a")
            .members
            .iter()
            .all(|it| it.address.len() <= 256)
    );
    assert!(world.at("#a").typing.is_empty());
}

#[test]
fn programs_are_marked() {
    let mut world = World::ours();
    world.hear("@bot :beep!b@h JOIN #lobby\n@bot :alice!a@h PRIVMSG #lobby :1");
    assert_eq!(
        world.members("#lobby"),
        [
            "@alice #1 [::1]:50612 coordinator bot",
            "beep b@h bot",
            "bob #2 127.0.0.1:50614 you"
        ]
    );
}
