//! Logging in again by itself.

use super::*;

const PLAIN: &str = "AUTHENTICATE AGJvYgBzZXNhbWU=";

/// Somebody who has logged in as bob, whose password is sesame.
fn logged_in() -> World {
    let mut world = World::ours();
    world.typed("/login sesame");
    assert_eq!(world.sent(), ["CAP REQ sasl", "AUTHENTICATE PLAIN"]);
    world.hear("CAP bob ACK :sasl\nAUTHENTICATE +");
    assert_eq!(world.sent(), [PLAIN]);
    world.hear(":irc 903 bob :SASL authentication successful");
    world
}

/// The connection goes and comes back.
fn come_back(world: &mut World) {
    world
        .lose("gone")
        .pass(60_000)
        .input(Input::Connected(FIRST));
    world.sent();
}

/// The same, and the server says what it knows. What is asked for is returned.
fn back(world: &mut World) -> Vec<String> {
    come_back(world);
    world.hear("CAP * LS :sasl=PLAIN batch");
    world.sent()
}

/// The same where nobody is to be logged in.
fn nobody_is_logged_in(mut world: World) {
    assert_eq!(back(&mut world), ["CAP REQ :batch"]);
    world.hear("CAP * ACK :batch\nAUTHENTICATE +");
    assert_eq!(world.sent(), ["CAP END"]);
    assert_eq!(world.chat.servers()[0].wanted.account, None);
}

#[test]
fn who_has_logged_in_is_logged_in_again_on_the_next_connection() {
    let mut world = logged_in();
    assert_eq!(
        world.shows("#lobby"),
        [
            "-- Whenever the connection is made anew, you are logged in to bob again, until you leave."
        ]
    );
    for _ in 0..2 {
        assert_eq!(back(&mut world), ["CAP REQ :sasl batch"]);
        world.hear("CAP * ACK :sasl batch\nAUTHENTICATE +");
        assert_eq!(world.sent(), ["AUTHENTICATE PLAIN", PLAIN]);
        world.hear(":irc 903 bob :SASL authentication successful");
        assert_eq!(world.sent(), ["CAP END"]);
    }
    assert!(!format!("{:?}", world.chat).contains("sesame"));
    assert!(
        !format!("{:?}", world.wants()).contains("sesame"),
        "nothing to be remembered"
    );
}

#[test]
fn whoever_sits_on_the_name_makes_way() {
    let mut world = logged_in();
    come_back(&mut world);
    // Our own connection is not known to be dead yet.
    world.hear(":irc 433 * bob :Nickname is already in use\nCAP * LS :sasl");
    assert_eq!(world.sent(), ["CAP REQ :sasl"], "no other name is tried");
    world.hear("CAP * ACK :sasl\nAUTHENTICATE +\n:irc 903 * :SASL authentication successful");
    assert_eq!(
        world.sent(),
        ["AUTHENTICATE PLAIN", PLAIN, "NICK bob", "CAP END"]
    );
    // Who is refused then looks for another.
    world.hear(":irc 433 * bob :Nickname is already in use");
    assert_eq!(world.sent(), ["NICK bob_"]);
}

#[test]
fn a_password_that_is_wrong_is_said_once() {
    let mut world = logged_in();
    come_back(&mut world);
    world.hear(
        ":irc 433 * bob :Nickname is already in use
        CAP * LS :sasl
        CAP * ACK :sasl
        AUTHENTICATE +
        :irc 904 * :SASL authentication failed",
    );
    assert_eq!(
        world.sent(),
        [
            "CAP REQ :sasl",
            "AUTHENTICATE PLAIN",
            PLAIN,
            "NICK bob_",
            "CAP END"
        ]
    );
    nobody_is_logged_in(world);
}

#[test]
fn what_was_not_right_at_first_is_not_tried_again() {
    let mut world = World::ours();
    world.typed("/login sesame");
    world.hear("CAP bob ACK :sasl\nAUTHENTICATE +\n:irc 904 bob :Wrong");
    // A success that belongs to nothing changes nothing.
    world.hear(":irc 903 bob :SASL authentication successful");
    world.sent();
    nobody_is_logged_in(world);
}

#[test]
fn a_wrong_password_leaves_the_login_there_is() {
    let mut world = logged_in();
    world
        .typed("/login other wrong")
        .hear("CAP bob ACK :sasl\nAUTHENTICATE +\n:irc 904 bob :Wrong");
    assert_eq!(back(&mut world), ["CAP REQ :sasl batch"]);
}

#[test]
fn a_connection_that_goes_in_the_middle_leaves_nothing() {
    let mut world = World::ours();
    world
        .typed("/login sesame")
        .hear("CAP bob ACK :sasl\nAUTHENTICATE +");
    nobody_is_logged_in(world);
}

#[test]
fn who_is_logged_out_stays_so() {
    for line in [
        ":irc 901 bob bob!b@h :You are now logged out",
        ":bob!b@h ACCOUNT *",
    ] {
        let mut world = logged_in();
        world.hear(line);
        world.sent();
        nobody_is_logged_in(world);
    }
    // Others are logged out for themselves.
    let mut world = logged_in();
    world.hear(":alice!b@h ACCOUNT *");
    assert_eq!(back(&mut world), ["CAP REQ :sasl batch"]);
}

#[test]
fn a_new_account_is_logged_in_to_as_well() {
    let mut world = World::ours();
    world
        .typed("/register sesame")
        .hear(":irc REGISTER SUCCESS bob :It is yours");
    world.sent();
    assert_eq!(back(&mut world), ["CAP REQ :sasl batch"]);
    let mut world = World::ours();
    world
        .typed("/register sesame")
        .hear(":irc FAIL REGISTER ACCOUNT_EXISTS bob :There is one");
    world.sent();
    nobody_is_logged_in(world);
}

#[test]
fn leaving_lets_the_password_go() {
    let mut world = logged_in();
    world.typed("/quit");
    assert_eq!(world.chat.servers()[0].wanted.account, None);
}

#[test]
fn a_server_without_time_for_passwords_does_not_make_us_forget_ours() {
    let mut world = logged_in();
    back(&mut world);
    world.hear(
        "CAP * ACK :sasl batch
        AUTHENTICATE +
        :irc 904 * :SASL authentication failed: Too many people are logging in; try again in a moment.",
    );
    assert_eq!(world.sent().last().map(String::as_str), Some("CAP END"));
    let told = world.shows("irc.example").pop().expect("something");
    assert!(told.ends_with("Going on without an account."), "{told}");
    assert_eq!(back(&mut world), ["CAP REQ :sasl batch"]);
}
