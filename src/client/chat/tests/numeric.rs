use super::*;

#[test]
fn numbers_become_words() {
    for (line, want) in [
        (":s 301 bob ann :lunch", "-- ann is away: lunch"),
        (
            ":s 306 bob :You have been marked as being away",
            "-- You have been marked as being away",
        ),
        (":s 311 bob ann u h * :Ann A", "-- ann is u@h (Ann A)"),
        (":s 317 bob ann 17 1 :idle", "-- ann is idle for 17 seconds"),
        (":s 319 bob ann :@#a", "-- ann is in @#a"),
        (
            ":s 330 bob ann al :is logged in as",
            "-- ann is logged in as al",
        ),
        (":s 322 bob #z 3 :Zed", "-- #z 3 here: Zed"),
        (":s 324 bob #a +nt", "-- #a is set to +nt."),
        (
            ":s 329 bob #a 0",
            "-- #a was created on Thursday, 1 January 1970, 00:00:00 UTC.",
        ),
        (
            ":s 333 bob #a ann!u@h 0",
            "-- The topic was set by ann on Thursday, 1 January 1970, 00:00:00 UTC.",
        ),
        (
            ":s 333 bob #a ann x",
            "-- The topic was set by ann on an unknown day.",
        ),
        (":s 341 bob carl #a", "-- carl is invited to #a."),
        (":s 367 bob #a *!*@x ann 1", "-- ban in #a: *!*@x"),
        (
            ":s 432 bob x#y :Erroneous nickname",
            "!! The server refused: x#y: Erroneous nickname",
        ),
        (
            ":s 482 bob #a :You're not an operator",
            "!! The server refused: #a: You're not an operator",
        ),
        (
            ":s 999 bob something new :indeed",
            "-- something new indeed",
        ),
        (
            ":s 381 bob :You are now an IRC operator",
            "-- You are now an IRC operator",
        ),
        (":s FAIL X Y :No way", "!! No way"),
        (":s NOTE X Y :By the way", "-- By the way"),
    ] {
        let mut world = World::old();
        world.hear(line);
        assert_eq!(world.shows("#a"), [want], "{line}");
    }
}

#[test]
fn what_frames_others_is_not_shown() {
    for line in [
        ":s 4 bob",
        ":s 004 bob s v a b",
        ":s 005 bob X=1 :are supported",
        ":s 375 bob :-",
        ":s 376 bob :End",
        ":s 318 bob ann :End of WHOIS",
        ":s 323 bob :End of LIST",
        ":s 366 bob #a :End",
        ":s 315 bob #a :End",
    ] {
        let mut world = World::old();
        world.hear(line);
        assert_eq!(world.shows("#a"), [""; 0], "{line}");
    }
}

#[test]
fn words_nobody_knows_are_shown_as_they_are() {
    let mut world = World::old();
    world.hear(":ann!a@h WALLOPS :the roof is on fire");
    assert_eq!(
        world.shows("irc.example:9000").last().map(String::as_str),
        Some("-- ann WALLOPS the roof is on fire")
    );
}

#[test]
fn somebody_who_is_away_is_told_of_once() {
    let mut world = World::old();
    world.typed("/query ann");
    world.hear(":s 301 bob ann :lunch\n:s 301 bob ann :lunch");
    assert_eq!(world.shows("ann"), ["-- ann is away: lunch"]);
}

#[test]
fn being_away_is_known() {
    let mut world = World::old();
    world.hear(":s 306 bob :away");
    assert!(world.chat.servers()[0].away);
    world.hear(":s 305 bob :back");
    assert!(!world.chat.servers()[0].away);
}
