//! Accounts: names that are one's own, over whatever one speaks.

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::support::{Peer, Server};

/// Somebody who has connected and asked for SASL.
#[track_caller]
fn negotiating(server: &Server) -> Peer {
    let mut peer = server.newcomer();
    peer.send("CAP LS 302");
    peer.await_line(":… CAP * LS * :…sasl=PLAIN,SCRAM-SHA-256…");
    peer.await_line(":… CAP * LS :…");
    peer.send("CAP REQ :sasl");
    peer.expect(":… CAP * ACK :sasl");
    peer
}

/// Sends what SASL PLAIN says, in pieces.
#[track_caller]
fn plain(peer: &mut Peer, account: &str, password: &str) {
    peer.send("AUTHENTICATE PLAIN");
    peer.await_line("AUTHENTICATE +");
    let message = Base64::encode_string(format!("\0{account}\0{password}").as_bytes());
    let mut rest = message.as_str();
    while let Some((piece, after)) = rest.split_at_checked(400) {
        peer.send(&format!("AUTHENTICATE {piece}"));
        rest = after;
    }
    let last = if rest.is_empty() { "+" } else { rest };
    peer.send(&format!("AUTHENTICATE {last}"));
}

/// Makes an account and leaves.
#[track_caller]
fn account(server: &Server, name: &str, password: &str) {
    let mut peer = server.irc(name, &[]);
    peer.send(&format!("REGISTER * * :{password}"));
    peer.await_line(&format!(":… REGISTER SUCCESS {name} :…"));
    peer.send("QUIT");
    peer.rest();
}

/// The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677).
struct Scram {
    bare: String,
    password: String,
    /// What the server has to prove.
    signature: String,
}

impl Scram {
    fn new(account: &str, password: &str) -> Scram {
        Scram {
            bare: format!("n={account},r=fyko+d2lbbFgONRv9qkxdawL"),
            password: password.to_owned(),
            signature: String::new(),
        }
    }

    fn first(&self) -> String {
        Base64::encode_string(format!("n,,{}", self.bare).as_bytes())
    }

    /// Answers the challenge.
    fn last(&mut self, challenge: &str) -> String {
        let hmac = |key: &[u8], message: &[u8]| -> Vec<u8> {
            let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key will do");
            mac.update(message);
            mac.finalize().into_bytes().to_vec()
        };
        let challenge = Base64::decode_vec(challenge).expect("base64");
        let challenge = String::from_utf8(challenge).expect("UTF-8");
        let part = |name: &str| {
            let mut parts = challenge.split(',');
            let found = parts.find_map(|part| part.strip_prefix(name));
            found.unwrap_or_else(|| panic!("no {name} in {challenge}"))
        };
        let salt = Base64::decode_vec(part("s=")).expect("base64");
        let iterations = part("i=").parse().expect("a number");
        let mut salted = [0; 32];
        pbkdf2::pbkdf2_hmac::<Sha256>(self.password.as_bytes(), &salt, iterations, &mut salted);
        let unproved = format!("c=biws,r={}", part("r="));
        let said = format!("{},{challenge},{unproved}", self.bare);
        let client_key = hmac(&salted, b"Client Key");
        let mask = hmac(&Sha256::digest(&client_key), said.as_bytes());
        let proof: Vec<u8> = client_key.iter().zip(mask).map(|(a, b)| a ^ b).collect();
        let server = hmac(&hmac(&salted, b"Server Key"), said.as_bytes());
        self.signature = Base64::encode_string(&server);
        let last = format!("{unproved},p={}", Base64::encode_string(&proof));
        Base64::encode_string(last.as_bytes())
    }

    /// Whether the server has proved to know the password's verifier.
    fn believes(&self, last: &str) -> bool {
        let last = Base64::decode_vec(last).expect("base64");
        last == format!("v={}", self.signature).into_bytes()
    }
}

#[test]
fn clients_log_in_with_plain_before_they_are_welcomed() {
    let server = Server::start(&[]);
    account(&server, "alice", "open sesame");
    // A long password takes several pieces, and one of 400 bytes exactly is followed by an empty one.
    account(&server, "bob", &"bar".repeat(100));
    account(&server, "zoe", &"é".repeat(146));
    for (name, password) in [
        ("alice", "open sesame".to_owned()),
        ("bob", "bar".repeat(100)),
        ("zoe", "é".repeat(146)),
    ] {
        let mut peer = negotiating(&server);
        peer.send(&format!("NICK {name}"));
        peer.send(&format!("USER {name} 0 * :{name}"));
        plain(&mut peer, name, &password);
        // What follows is answered in order, however long the check takes.
        peer.send("CAP END");
        peer.expect_all(&[
            &format!(":… 900 {name} {name}!*@* {name} :You are now logged in as {name}"),
            &format!(":… 903 {name} :SASL authentication successful"),
            &format!(":… 001 {name} :…"),
        ]);
    }
    let mut peer = negotiating(&server);
    plain(&mut peer, "alice", "open Sesame");
    peer.expect(":… 904 * :SASL authentication failed: Wrong account or password.");
    plain(&mut peer, "nobody", "open sesame");
    peer.expect(":… 904 * :SASL authentication failed: Wrong account or password.");
    // Who mixes them up has typed the password for the name.
    plain(&mut peer, "sesame", "alice");
    peer.expect(":… 904 * :SASL authentication failed: Wrong account or password.");
    let said = server.stderr();
    for account in ["account alice", "an account that does not exist"] {
        let want = format!("gave a wrong password for {account}\n");
        assert!(said.contains(&want), "{said}");
    }
    assert!(!said.to_lowercase().contains("sesame"), "{said}");
}

#[test]
fn clients_log_in_with_scram() {
    let server = Server::start(&[]);
    account(&server, "alice", "open sesame");
    for (password, right) in [("open sesame", true), ("open", false)] {
        let mut peer = negotiating(&server);
        let mut scram = Scram::new("alice", password);
        peer.send("AUTHENTICATE SCRAM-SHA-256");
        peer.expect("AUTHENTICATE +");
        peer.send(&format!("AUTHENTICATE {}", scram.first()));
        let challenge = peer.expect("AUTHENTICATE …");
        let answer = scram.last(challenge.trim_start_matches("AUTHENTICATE "));
        peer.send(&format!("AUTHENTICATE {answer}"));
        if !right {
            peer.expect(":… 904 * :…");
            continue;
        }
        let last = peer.expect("AUTHENTICATE …");
        assert!(scram.believes(last.trim_start_matches("AUTHENTICATE ")));
        peer.send("AUTHENTICATE +");
        peer.expect_all(&[":… 900 * *!*@* alice :…", ":… 903 * :…"]);
    }
}

#[test]
fn a_dead_connection_makes_way_for_its_owner() {
    let server = Server::start(&[]);
    let mut carol = server.plain("carol");
    let mut ghost = server.irc("bob", &[]);
    ghost.send("REGISTER bob * sesame");
    ghost.await_line(":… 900 bob bob!bob@127.0.0.1 bob :…");
    // Somebody else does not get the name, or what looks like it.
    for name in ["bob", "BOB", "b0b"] {
        let mut other = server.newcomer();
        other.send(&format!("NICK {name}"));
        other.send("USER x 0 * :x");
        other.expect(&format!(
            ":… 433 * {name} :Nickname belongs to the account bob: …"
        ));
        other.send("NICK rob");
        other.await_line(":… 001 rob :…");
        other.send("QUIT");
        other.rest();
    }
    let mut owner = negotiating(&server);
    owner.send("NICK bob");
    owner.send("USER bob 0 * :Bob");
    plain(&mut owner, "bob", "sesame");
    owner.send("CAP END");
    owner.await_line(":… 001 bob :…");
    ghost.await_line(
        "ERROR :Closing link: (the owner of the name bob came back on another connection)",
    );
    carol.await_line("[hh:mm] #lobby -- bob (#2) left (the owner of the name bob came back on another connection)");
    carol.await_line("[hh:mm] #lobby -- bob (#…) joined");
}

#[test]
fn people_with_netcat_and_irc_clients_share_accounts() {
    let server = Server::start(&[]);
    let mut alice = server.irc("alice", &["account-notify", "account-tag", "extended-join"]);
    let mut bob = server.plain("bob");
    alice.await_line(":bob!bob@127.0.0.1 JOIN #lobby * :bob");
    bob.send("/register sesame");
    bob.expect("The name bob is yours now, and you are logged in. Next time: /login bob PASSWORD");
    alice.expect(":bob!bob@127.0.0.1 ACCOUNT bob");
    bob.send("hello");
    alice.expect("@account=bob :bob!bob@127.0.0.1 PRIVMSG #lobby :hello");
    alice.send("WHOIS bob");
    alice.await_line(":… 330 alice bob bob :is logged in as");
    alice.send("WHO bob %na");
    alice.await_line(":… 354 alice bob bob");
    // A script logs in and speaks in one breath.
    let mut script = server.connect();
    script.send_bytes(b"/login bob sesame\nI am bob\n/quit\n");
    script.await_line("You are logged in as bob.");
    bob.await_line(
        "You are disconnected: the owner of the name bob came back on another connection.",
    );
    alice.await_line("@account=bob :bob!bob@127.0.0.1 JOIN #lobby bob :bob");
    alice.await_line("@account=bob :bob!bob@127.0.0.1 PRIVMSG #lobby :I am bob");
    let mut other = server.connect();
    other.send("bob");
    other.expect("The name bob belongs to an account. Log in to it (/login bob PASSWORD), or choose another one.");
    other.send("/login bob wrong");
    other.expect("Wrong account or password.");
    other.send("robert");
    other.await_line("In #lobby now: …");
    alice.send("MODE #lobby +b ~a:0");
    alice.await_line(":alice!… MODE #lobby +b ~a:0");
    other.send("hm");
    other.await_line("You cannot speak in #lobby: you are banned from it.");
}

#[test]
fn a_stranger_without_the_servers_password_disconnects_nobody() {
    let scratch = crate::support::Scratch::new("accounts-password");
    let file = scratch.file("password", b"hush\n");
    let server = Server::start(&["--password-file", &file]);
    let mut bob = server.connect();
    for line in ["hush", "bob", "/register sesame"] {
        bob.send(line);
    }
    bob.await_line("The name bob is yours now…");
    let mut stranger = server.connect();
    stranger.send("guess");
    stranger.send("/login bob sesame");
    stranger.await_line("You are logged in as bob.");
    stranger.expect("You are disconnected: wrong or missing password.");
    bob.sync();
}
