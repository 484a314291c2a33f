//! Who says that it is a program (IRCv3 bot-mode).

use super::*;

#[test]
fn what_a_bot_does_is_marked_until_it_is_none() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", "message-tags away-notify");
    world.irc(1, "bob", "message-tags echo-message");
    world.irc(2, "carol", "away-notify");
    world.join(3, "dave");
    let forget = |world: &mut World| (0..4).for_each(|seat| drop(world.read(seat)));
    forget(&mut world);
    world.holds(1, "MODE bob +B", &["@bot :bob!u@10.0.0.1 MODE bob +B"]);
    world.say(1, "PRIVMSG #lobby :beep\r\n");
    let told = world.read(0);
    assert!(told.starts_with("@bot;msgid="), "{told}");
    assert!(told.ends_with(" :bob!u@10.0.0.1 PRIVMSG #lobby :beep\r\n"));
    assert!(world.read(1).starts_with("@bot;msgid="));
    world.hears(2, &[":bob!u@10.0.0.1 PRIVMSG #lobby :beep"]);
    assert_eq!(world.read(3), "[00:00] #lobby <bob> beep\n");
    world.say(1, "PRIVMSG alice :boop\r\n");
    assert!(world.read(0).starts_with("@bot;msgid="));
    world.read(1);
    // Whatever it does.
    world.say(
        1,
        "AWAY :off\r\nJOIN #ops\r\nPART #ops\r\nNICK rob\r\nPART #lobby :bye\r\n",
    );
    world.hears(
        0,
        &[
            "@bot :bob!u@10.0.0.1 AWAY :off",
            "@bot :bob!u@10.0.0.1 NICK rob",
            "@bot :rob!u@10.0.0.1 PART #lobby :bye",
        ],
    );
    world.hears(
        2,
        &[
            ":bob!u@10.0.0.1 AWAY :off",
            ":bob!u@10.0.0.1 NICK rob",
            ":rob!u@10.0.0.1 PART #lobby :bye",
        ],
    );
    world.say(1, "JOIN #lobby\r\nAWAY\r\n");
    forget(&mut world);
    world.say(0, "WHO #lobby\r\n");
    let told = world.read(0);
    assert!(told.contains(" rob HB :0 Real\r\n"), "{told}");
    assert_eq!(told.matches("B :0 ").count(), 1, "{told}");
    world.say(0, "WHO rob %nf\r\nWHOIS rob\r\n");
    let told = world.read(0);
    assert!(told.contains(" 354 alice rob HB\r\n"), "{told}");
    assert!(told.contains(" 335 alice rob :is a bot\r\n"), "{told}");
    world.say(3, "/whois rob\n");
    assert!(world.read(3).starts_with("rob (#2) is a program at "));
    world.holds(1, "MODE rob -B", &[":rob!u@10.0.0.1 MODE rob -B"]);
    world.say(1, "NICK bob\r\n");
    world.hears(0, &[":rob!u@10.0.0.1 NICK bob"]);
    world.say(0, "WHOIS bob\r\n");
    assert!(!world.read(0).contains(" 335 "));
}
