//! Logging in and registering, with a keeper that works when it is told to.

use base64ct::{Base64, Encoding as _};

use super::*;
use crate::keeper::Done;

/// A message as AUTHENTICATE carries it.
fn coded(message: &str) -> String {
    Base64::encode_string(message.as_bytes())
}

impl World {
    /// alice has an account, and is not here any more.
    fn with_alice() -> World {
        let mut world = World::new(Limits::default());
        world.irc(0, "alice", "sasl");
        world.say(0, "REGISTER * * :open sesame\r\nQUIT\r\n");
        world.work();
        world.read(0);
        world.closed(0);
        world
    }

    /// Begins to log in with this password, to the point where the keeper has to check it.
    fn plain_sasl(&mut self, seat: u32, user: &str, password: &str) {
        self.say(seat, "AUTHENTICATE PLAIN\r\n");
        let told = self.read(seat);
        assert!(told.ends_with("AUTHENTICATE +\r\n"), "{told}");
        let message = coded(&format!("\0{user}\0{password}"));
        self.say(seat, &format!("AUTHENTICATE {message}\r\n"));
    }

    /// Somebody has connected and asked for capabilities.
    fn negotiates(&mut self, seat: u32, caps: &str) {
        self.connect(seat);
        self.say(seat, &format!("CAP REQ :{caps}\r\n"));
        self.read(seat);
    }
}

#[test]
fn a_name_is_registered_and_logged_in_to_with_plain() {
    let mut world = World::new(Limits::default());
    world.irc(0, "alice", "sasl");
    world.read(0);
    world.holds(0, "REGISTER * * :open sesame", &[]);
    world.work();
    world.hears(
        0,
        &[
            ":irc.example REGISTER SUCCESS alice :The account is yours, and you are logged in to it",
            ":irc.example 900 alice alice!u@10.0.0.1 alice :You are now logged in as alice",
        ],
    );
    world.say(0, "QUIT\r\n");
    world.closed(0);
    // In whatever order clients say things, they are logged in before they are welcomed.
    world.negotiates(1, "sasl");
    world.say(1, "NICK alice\r\nUSER u 0 * :Real\r\n");
    world.plain_sasl(1, "ALICE", "open sesame");
    world.say(1, "CAP END\r\n");
    world.hears(1, &[]);
    world.work();
    let told = world.read(1);
    let want = ":irc.example 900 alice alice!*@* alice :You are now logged in as alice\r\n\
                :irc.example 903 alice :SASL authentication successful\r\n\
                :irc.example 001 alice :";
    assert!(told.starts_with(want), "{told}");
}

#[test]
fn scram_needs_no_keeper() {
    let mut world = World::with_alice();
    world.negotiates(1, "sasl");
    world.holds(1, "AUTHENTICATE SCRAM-SHA-256", &["AUTHENTICATE +"]);
    let first = "n=alice,r=abc";
    world.say(
        1,
        &format!("AUTHENTICATE {}\r\n", coded(&format!("n,,{first}"))),
    );
    let told = world.read(1);
    let challenge = told.trim_end().strip_prefix("AUTHENTICATE ").expect("one");
    let challenge = Base64::decode_vec(challenge).expect("base64");
    let challenge = String::from_utf8(challenge).expect("UTF-8");
    let mut parts = challenge.split(',').map(|part| &part[2..]);
    let [nonce, salt, iterations] = [(); 3].map(|()| parts.next().expect("a part"));
    assert!(
        nonce.starts_with("abc") && nonce.len() == 3 + 24,
        "{challenge}"
    );
    let (proof, signature) = proof_of(
        "open sesame",
        &Base64::decode_vec(salt).expect("base64"),
        iterations.parse().expect("a number"),
        &format!("{first},{challenge},c=biws,r={nonce}"),
    );
    let last = coded(&format!("c=biws,r={nonce},p={proof}"));
    let answer = format!("AUTHENTICATE {}", coded(&format!("v={signature}")));
    world.holds(1, &format!("AUTHENTICATE {last}"), &[&answer]);
    world.holds(
        1,
        "AUTHENTICATE +",
        &[
            ":irc.example 900 * *!*@* alice :You are now logged in as alice",
            ":irc.example 903 * :SASL authentication successful",
        ],
    );
    assert!(world.ends.1.taken.is_empty());
}

/// What a client proves, and what the server is to answer (RFC 5802 section 3).
fn proof_of(password: &str, salt: &[u8], iterations: u32, said: &str) -> (String, String) {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    use sha2::{Digest as _, Sha256};
    let hmac = |key: &[u8], message: &[u8]| -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key");
        mac.update(message);
        mac.finalize().into_bytes().to_vec()
    };
    let mut salted = [0; 32];
    pbkdf2::pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, iterations, &mut salted);
    let client_key = hmac(&salted, b"Client Key");
    let signature = hmac(&Sha256::digest(&client_key), said.as_bytes());
    let proof: Vec<u8> = client_key
        .iter()
        .zip(signature)
        .map(|(a, b)| a ^ b)
        .collect();
    let server = hmac(&hmac(&salted, b"Server Key"), said.as_bytes());
    (
        Base64::encode_string(&proof),
        Base64::encode_string(&server),
    )
}

#[test]
fn wrong_passwords_are_told_alike_and_end_the_connection() {
    let mut world = World::with_alice();
    world.negotiates(1, "sasl");
    let wrong = ":irc.example 904 * :SASL authentication failed: Wrong account or password.";
    // Whether there is such an account is not told.
    for user in ["alice", "nobody", "not a name", "alice"] {
        world.plain_sasl(1, user, "sesame");
        world.hears(1, &[]);
        world.work();
        world.hears(1, &[wrong]);
    }
    // Neither does it help to come in meanwhile.
    world.say(1, "NICK bob\r\nUSER u 0 * :Real\r\nCAP END\r\n");
    world.read(1);
    world.plain_sasl(1, "alice", "sesame");
    world.work();
    let told = world.read(1);
    assert!(
        told.ends_with("ERROR :Closing link: (too many wrong passwords)\r\n"),
        "{told}"
    );
    assert!(world.is_closed(1));
}

#[test]
fn a_password_that_grows_when_it_is_prepared_is_just_wrong() {
    let mut world = World::with_alice();
    // In the form in which it is compared, this letter is eleven times as long.
    let long = |bytes: usize| "\u{fdfa}".repeat(bytes / 3);
    world.negotiates(1, "sasl");
    world.say(1, "AUTHENTICATE PLAIN\r\n");
    let message = coded(&format!("\0alice\0{}", long(1170)));
    for piece in message.as_bytes().chunks(400) {
        let piece = std::str::from_utf8(piece).expect("ASCII");
        world.say(1, &format!("AUTHENTICATE {piece}\r\n"));
    }
    world.work();
    assert!(
        world
            .read(1)
            .ends_with("failed: Wrong account or password.\r\n")
    );
    world.connect(2);
    world.say(2, &format!("/login alice {}\n", long(3900)));
    world.work();
    assert_eq!(world.read(2), "Wrong account or password.\n");
    // The longest that an account can have is still one.
    world.join(3, "bob");
    world.say(3, &format!("/register {}\n", long(300)));
    world.work();
    assert!(world.read(3).contains("The name bob is yours now"));
    world.say(3, &format!("/login bob {}\n", long(300)));
    world.work();
    assert_eq!(world.read(3), "You are logged in as bob.\n");
}

#[test]
fn who_gets_it_right_in_the_end_starts_anew() {
    let mut world = World::with_alice();
    world.negotiates(1, "sasl");
    world.say(1, "NICK bob\r\nUSER u 0 * :Real\r\nCAP END\r\n");
    for _ in 0..2 {
        for password in ["a", "b", "c", "d", "open sesame"] {
            world.plain_sasl(1, "alice", password);
            world.work();
            world.read(1);
            assert!(!world.is_closed(1));
        }
    }
}

#[test]
fn who_guesses_has_to_wait_longer_and_longer() {
    let mut world = World::with_alice();
    for seat in 1..=20 {
        world.negotiates(seat, "sasl");
        world.plain_sasl(seat, "alice", "sesame");
        world.work();
    }
    let mut seat = 21;
    for wait_s in [1, 2, 4] {
        world.negotiates(seat, "sasl");
        // Not even the right one is looked at, or it would be worth trying.
        world.plain_sasl(seat, "alice", "open sesame");
        let slowed = format!(
            ":irc.example 904 * :SASL authentication failed: Too many passwords were tried from your address; try again in {wait_s} s."
        );
        world.hears(seat, &[&slowed]);
        world.now.mono_ms += wait_s * 1000;
        world.plain_sasl(seat, "alice", "sesame");
        world.work();
        world.read(seat);
        seat += 1;
    }
    world.now.mono_ms += 8000;
    world.negotiates(seat, "sasl");
    world.plain_sasl(seat, "alice", "open sesame");
    world.work();
    assert!(world.read(seat).contains(" 903 "));
}

#[test]
fn many_may_log_in_at_once_from_one_address() {
    let mut world = World::with_alice();
    for seat in 1..=60 {
        world.negotiates(seat, "sasl");
        world.plain_sasl(seat, "alice", "open sesame");
        world.work();
        assert!(world.read(seat).contains(" 903 "), "{seat}");
    }
}

#[test]
fn one_address_does_not_keep_others_from_logging_in() {
    let mut world = World::with_alice();
    let busy = "Too many people are logging in; try again in a moment.\n";
    // A program of this host, whose tries are not counted, hangs up and comes back as fast as it can.
    let mut seats = 1..;
    let mut tries = |world: &mut World, ip| {
        let seat = seats.next().expect("another one");
        world.connect_from(seat, ip);
        world.say(seat, "/login alice x\n");
        let told = world.read(seat);
        let why = std::io::ErrorKind::ConnectionReset.into();
        world
            .core
            .lost(&mut world.ends, Seat(seat), &why, world.now);
        world.closed(seat);
        told
    };
    for _ in 0..limits::JOBS_ANYBODYS {
        assert_eq!(tries(&mut world, [127, 0, 0, 1]), "");
    }
    assert_eq!(tries(&mut world, [127, 0, 0, 1]), busy);
    for n in 1..=32 {
        assert_eq!(tries(&mut world, [10, 0, 0, n]), "", "{n}");
        assert_eq!(tries(&mut world, [10, 0, 0, n]), busy, "{n}");
    }
    assert_eq!(world.ends.1.taken.len(), limits::JOBS);
    assert_eq!(tries(&mut world, [10, 0, 0, 33]), busy);
    // What nobody waits for any more is done all the same, and makes room.
    world.work();
    assert_eq!(tries(&mut world, [10, 0, 0, 33]), "");
    assert_eq!(tries(&mut world, [127, 0, 0, 1]), busy);
}

#[test]
fn what_cannot_be_done_now_is_said() {
    let mut world = World::with_alice();
    world.irc(1, "bob", "sasl");
    world.read(1);
    world.ends.1.busy = true;
    world.holds(
        1,
        "REGISTER * * :hush hush",
        &[":irc.example FAIL REGISTER TEMPORARILY_UNAVAILABLE bob :Too many people are registering; try again in a moment."],
    );
    world.plain_sasl(1, "alice", "open sesame");
    let busy = ":irc.example 904 bob :SASL authentication failed: Too many people are logging in; try again in a moment.";
    world.hears(1, &[busy]);
    world.ends.1.busy = false;
    // The keeper died over it.
    for (line, told) in [
        ("AUTHENTICATE PLAIN\r\nAUTHENTICATE AGFsaWNlAHg=", busy),
        (
            "REGISTER * * :hush hush",
            ":irc.example FAIL REGISTER TEMPORARILY_UNAVAILABLE bob :Too many people are registering; try again in a moment.",
        ),
    ] {
        world.say(1, &format!("{line}\r\nPING 1\r\n"));
        world.read(1);
        let (ticket, _) = world.ends.1.taken.remove(0);
        world
            .core
            .done(&mut world.ends, ticket, &Done::Failed, world.now);
        world.hears(1, &[told, ":irc.example PONG irc.example :1"]);
    }
}

#[test]
fn accounts_are_for_members_of_that_name_who_have_none() {
    let mut world = World::with_alice();
    world.irc(1, "bob", "standard-replies");
    world.read(1);
    for (line, told) in [
        (
            "REGISTER alice * sesame",
            "ACCOUNT_NAME_MUST_BE_NICK alice :An account has the name of its owner.",
        ),
        (
            "REGISTER b.b * sesame",
            "ACCOUNT_NAME_MUST_BE_NICK b.b :An account has the name of its owner.",
        ),
        (
            "REGISTER * * bo",
            "WEAK_PASSWORD bob :That password is too easy to guess: it has fewer than 3 characters.",
        ),
        (
            "REGISTER Bob x@y BOB",
            "WEAK_PASSWORD bob :That password is too easy to guess: it is the account's name.",
        ),
        (
            "REGISTER * * :\u{1}bell",
            "UNACCEPTABLE_PASSWORD bob :That cannot be a password: it holds a control character, or nothing that can be seen.",
        ),
    ] {
        world.holds(1, line, &[&format!(":irc.example FAIL REGISTER {told}")]);
    }
    world.say(1, "REGISTER BOB * :hush hush\r\n");
    world.work();
    assert!(world.read(1).contains("REGISTER SUCCESS bob :"));
    let told = ":irc.example FAIL REGISTER ALREADY_AUTHENTICATED bob :You are logged in to an account already.";
    world.holds(1, "REGISTER * * :hush hush", &[told]);
}

#[test]
fn an_address_gets_only_so_many_accounts() {
    let mut world = World::new(Limits::default());
    let most = 3;
    for seat in 0..most {
        world.irc(seat, &format!("user{seat}x"), "sasl");
        world.say(seat, "REGISTER * * sesame\r\n");
        world.work();
        assert!(world.read(seat).contains("REGISTER SUCCESS"));
    }
    world.irc(most, "bob", "sasl");
    world.read(most);
    world.holds(most, "REGISTER * * sesame", &[":irc.example FAIL REGISTER TEMPORARILY_UNAVAILABLE bob :Too many accounts were registered from your address; try again in 20 minutes."]);
    world.now.mono_ms += 1_200_000;
    world.say(most, "REGISTER * * sesame\r\n");
    world.work();
    assert!(world.read(most).contains("REGISTER SUCCESS"));
}

#[test]
fn a_plain_member_logs_in_with_its_first_line_and_what_follows_waits() {
    let mut world = World::with_alice();
    world.irc(1, "carol", "server-time");
    world.read(1);
    world.connect(2);
    world.say(2, "alice\n");
    assert_eq!(
        world.read(2),
        "The name alice belongs to an account. Log in to it (/login alice PASSWORD), or choose another one.\n"
    );
    world.say(2, "/login alice open sesame\nhello\n/topic tea\n");
    assert_eq!(world.read(2), "");
    world.work();
    let told = world.read(2);
    assert!(
        told.starts_with("You are logged in as alice.\nYou are alice (#"),
        "{told}"
    );
    let told = world.read(1);
    assert!(told.contains("PRIVMSG #lobby :hello"), "{told}");
    assert!(!told.contains("TOPIC"), "{told}");
}

#[test]
fn who_hangs_up_after_a_password_is_there_until_it_is_checked() {
    let mut world = World::with_alice();
    world.irc(1, "carol", "server-time");
    for last in ["/login alice open sesame\n", "/login alice open sesame"] {
        world.connect(2);
        world.read(1);
        world.say(2, last);
        world.core.ended(&mut world.ends, Seat(2), world.now);
        assert!(!world.is_closed(2), "{last:?}");
        world.work();
        let told = world.read(2);
        assert!(told.starts_with("You are logged in as alice.\n"), "{told}");
        assert!(world.is_closed(2), "{last:?}");
        let told = world.read(1);
        assert!(
            told.contains(" JOIN #lobby") && told.contains(" QUIT "),
            "{told}"
        );
        world.closed(2);
    }
    // What it said after the password is said before it goes.
    world.connect(2);
    world.say(2, "/login alice open sesame\nhello");
    world.core.ended(&mut world.ends, Seat(2), world.now);
    world.work();
    let told = world.read(1);
    let (hello, quit) = (told.find(":hello\r\n"), told.find(" QUIT "));
    assert!(hello.is_some() && hello < quit, "{told}");
    // A connection that breaks meanwhile is gone at once.
    world.closed(2);
    world.connect(2);
    world.say(2, "/login alice open sesame\n");
    world.core.ended(&mut world.ends, Seat(2), world.now);
    let broken = std::io::ErrorKind::ConnectionReset.into();
    world
        .core
        .lost(&mut world.ends, Seat(2), &broken, world.now);
    assert!(world.is_closed(2));
    world.closed(2);
    world.work();
    assert_eq!(world.read(1), "");
}

#[test]
fn a_plain_member_registers_and_takes_its_name_back() {
    let mut world = World::new(Limits::default());
    world.join(0, "bob");
    world.say(0, "/register\n");
    assert_eq!(world.read(0), "Usage: /register PASSWORD\n");
    world.say(0, "/register sesame\n");
    world.work();
    assert_eq!(
        world.read(0),
        "The name bob is yours now, and you are logged in. Next time: /login bob PASSWORD\n"
    );
    world.join(1, "robert");
    world.say(1, "/name bob\n");
    let owned = "The name bob belongs to an account. Log in to it (/login bob PASSWORD), or choose another one.\n";
    assert_eq!(world.read(1), owned);
    world.say(1, "/login bob wrong\n");
    world.work();
    assert_eq!(world.read(1), "Wrong account or password.\n");
    world.read(0);
    world.say(1, "/login bob sesame\n");
    world.work();
    assert_eq!(
        world.read(0),
        "You are disconnected: the owner of the name bob came back on another connection.\n"
    );
    assert!(world.is_closed(0));
    let told = world.read(1);
    assert!(told.contains("You are logged in as bob.\n"), "{told}");
    assert!(told.contains("You are now called bob\n"), "{told}");
    assert!(
        told.contains("You are now the coordinator of #lobby\n"),
        "{told}"
    );
    // A password alone is for the name one has.
    world.say(1, "/login sesame\n");
    world.work();
    assert_eq!(world.read(1), "You are logged in as bob.\n");
    // A space before the slash makes no difference where others would hear the password.
    for line in [" /login sesame", "\t\u{a0}/LOGIN bob sesame"] {
        world.say(1, &format!("{line}\n"));
        world.work();
        assert_eq!(world.read(1), "You are logged in as bob.\n", "{line}");
    }
    world.say(1, "/whois bob\n");
    assert!(world.read(1).contains("is logged in as bob.\n"));
}

#[test]
fn a_guest_can_do_nothing_else_before_it_has_a_name() {
    let mut world = World::new(Limits::default());
    world.connect(0);
    let first = "Please type your name first. If it is your own: /login NAME PASSWORD\n";
    for line in ["/register sesame", "/help", "/msg bob hi"] {
        world.say(0, &format!("{line}\n"));
        assert_eq!(world.read(0), first, "{line}");
    }
    world.say(0, "/login sesame\n");
    assert_eq!(world.read(0), "Usage: /login NAME PASSWORD\n");
    world.say(0, "/login b.b sesame\n");
    world.work();
    assert_eq!(world.read(0), "Wrong account or password.\n");
}

#[test]
fn an_answer_for_who_is_gone_is_nobodys() {
    let mut world = World::with_alice();
    world.negotiates(1, "sasl");
    world.plain_sasl(1, "alice", "open sesame");
    world.core.lost(
        &mut world.ends,
        Seat(1),
        &std::io::ErrorKind::ConnectionReset.into(),
        world.now,
    );
    world.closed(1);
    world.negotiates(1, "sasl");
    world.plain_sasl(1, "alice", "wrong");
    world.work();
    world.hears(1, &[]);
    world.work();
    assert!(world.read(1).contains(" 904 "));
    // It registers an account and goes: there is none.
    world.irc(2, "bob", "sasl");
    world.say(2, "REGISTER * * sesame\r\n");
    world.core.lost(
        &mut world.ends,
        Seat(2),
        &std::io::ErrorKind::ConnectionReset.into(),
        world.now,
    );
    world.work();
    world.closed(2);
    world.irc(2, "bob", "sasl");
}

#[test]
fn who_is_logged_in_is_told_to_those_who_asked_for_it() {
    let mut world = World::with_alice();
    world.irc(1, "carol", "account-notify account-tag extended-join");
    world.irc(2, "dave", "server-time");
    world.irc(3, "robert", "sasl account-notify");
    for seat in 1..4 {
        world.read(seat);
    }
    world.plain_sasl(3, "alice", "open sesame");
    world.work();
    let account = ":robert!u@10.0.0.1 ACCOUNT alice";
    world.hears(
        3,
        &[
            ":irc.example 900 robert robert!u@10.0.0.1 alice :You are now logged in as alice",
            ":irc.example 903 robert :SASL authentication successful",
            account,
        ],
    );
    world.hears(1, &[account]);
    world.hears(2, &[]);
    world.say(
        3,
        "PRIVMSG #lobby :hi\r\nJOIN #ops\r\nINVITE carol #ops\r\nNICK bobby\r\n",
    );
    world.hears(
        1,
        &[
            "@account=alice :robert!u@10.0.0.1 PRIVMSG #lobby :hi",
            "@account=alice :robert!u@10.0.0.1 INVITE carol #ops",
            "@account=alice :robert!u@10.0.0.1 NICK bobby",
        ],
    );
    world.read(2);
    world.read(3);
    world.say(1, "JOIN #ops\r\n");
    world.read(1);
    world.say(3, "PART #ops\r\nJOIN #ops\r\n");
    let told = world.read(1);
    assert!(
        told.contains("@account=alice :bobby!u@10.0.0.1 JOIN #ops alice :Real\r\n"),
        "{told}"
    );
    world.say(1, "WHOIS bobby\r\nWHO bobby %na\r\nWHO dave %na\r\n");
    let told = world.read(1);
    assert!(
        told.contains(" 330 carol bobby alice :is logged in as\r\n"),
        "{told}"
    );
    assert!(told.contains(" 354 carol bobby alice\r\n"), "{told}");
    assert!(told.contains(" 354 carol dave 0\r\n"), "{told}");
}

#[test]
fn groups_can_be_for_those_who_are_logged_in() {
    let mut world = World::with_alice();
    world.irc(1, "carol", "server-time");
    world.irc(2, "robert", "sasl");
    world.say(
        1,
        "JOIN #ops\r\nMODE #ops +bb ~a:0 ~account:dave\r\nMODE #ops +b ~x:y\r\n",
    );
    let told = world.read(1);
    assert!(told.contains(" MODE #ops +bb ~a:0 ~a:dave\r\n"), "{told}");
    assert!(told.contains(" 696 carol #ops b ~x:y :"), "{told}");
    world.say(2, "JOIN #ops\r\n");
    assert!(world.read(2).contains(" 474 robert #ops :"));
    world.plain_sasl(2, "alice", "open sesame");
    world.work();
    world.say(2, "JOIN #ops\r\n");
    assert!(world.read(2).contains(" JOIN #ops\r\n"));
}

#[test]
fn an_exchange_ends_with_registration_and_can_be_begun_again() {
    let mut world = World::with_alice();
    world.negotiates(1, "sasl");
    world.say(
        1,
        "NICK bob\r\nUSER u 0 * :Real\r\nAUTHENTICATE SCRAM-SHA-256\r\n",
    );
    world.say(
        1,
        &format!("AUTHENTICATE {}\r\n", coded("n,,n=alice,r=abc")),
    );
    world.read(1);
    world.say(1, "CAP END\r\n");
    let told = world.read(1);
    assert!(
        told.starts_with(":irc.example 906 bob :SASL authentication aborted\r\n:irc.example 001 "),
        "{told}"
    );
    world.plain_sasl(1, "alice", "open sesame");
    world.work();
    assert!(world.read(1).contains(" 903 "));
    // Once more is no harm (sasl-3.2, "SASL Reauthentication").
    world.plain_sasl(1, "alice", "open sesame");
    world.work();
    assert!(world.read(1).contains(" 903 "));
    world.say(
        1,
        &format!(
            "AUTHENTICATE SCRAM-SHA-256\r\nAUTHENTICATE {}\r\n",
            coded("p=x,,n=alice,r=abc")
        ),
    );
    assert!(world.read(1).contains(" 904 bob :"));
    world.say(1, "AUTHENTICATE PLAIN\r\n");
    world.hears(1, &["AUTHENTICATE +"]);
}
