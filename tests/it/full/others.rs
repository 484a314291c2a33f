//! Servers that others wrote, and several at once: ngircd, which knows few of the extensions that ours has.

use std::net::TcpListener;
use std::process::Command;

use super::member;
use super::terminal::Terminal;
use crate::clients::{installed, path};
use crate::support::{Peer, Process, Scratch, Server};

/// A running ngircd. Killed when dropped.
struct Ngircd {
    _process: Process,
    port: u16,
    _scratch: Scratch,
}

impl Ngircd {
    /// Starts one on a port that is free. It takes no port 0, so the number may be somebody else's by then: another is tried.
    #[track_caller]
    fn start() -> Ngircd {
        let free = || {
            let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
            listener.local_addr().expect("an address").port()
        };
        let started = (0..5).find_map(|_| Ngircd::on(free()).ok());
        started.expect("ngircd starts")
    }

    /// Starts one there.
    fn on(port: u16) -> Result<Ngircd, String> {
        let scratch = Scratch::short("ngircd");
        let settings = format!(
            "[Global]\nName = irc.example\nInfo = an example\nListen = 127.0.0.1\nPorts = {port}\nMotdPhrase = Hello\n\
             [Limits]\nMaxPenaltyTime = 0\n[Options]\nDNS = no\nIdent = no\nPAM = no\n"
        );
        let settings = scratch.file("ngircd.conf", settings.as_bytes());
        let mut ngircd = Command::new("ngircd");
        ngircd.args(["-n", "-f", &settings]).env("PATH", path());
        let process = Process::spawn(&mut ngircd);
        process.stdout.until(|said| said.contains(" ready.\n"))?;
        Ok(Ngircd {
            _process: process,
            port,
            _scratch: scratch,
        })
    }

    /// Somebody else, in a group.
    #[track_caller]
    fn peer(&self, name: &str, group: &str) -> Peer {
        let mut peer = Peer::connect(self.port);
        peer.register(name, &[]);
        peer.send(&format!("JOIN {group}"));
        peer.await_line(":… 366 …");
        peer
    }

    /// A client that is in `#den`.
    #[track_caller]
    fn member(&self, name: &str) -> Terminal {
        let flags = ["--group", "#den"];
        let mut terminal = Terminal::start(self.port, name, &flags);
        terminal.await_text("> 2 #den");
        terminal.await_text("connected");
        terminal.await_text("here");
        terminal
    }
}

#[test]
fn the_client_is_at_home_on_ngircd() {
    if !installed(&["ngircd"]) {
        return;
    }
    let server = Ngircd::start();
    // Whoever comes first is the operator.
    let mut alice = server.member("alice");
    let mut carl = server.peer("carl", "#den");
    let mut bob = server.member("bob");
    alice.await_text("bob joined");

    alice.types("hello, zoë 日本\r");
    carl.await_line(":alice!… PRIVMSG #den :hello, zoë 日本");
    bob.await_text("alice │ hello, zoë 日本");
    alice.await_text("alice │ hello, zoë 日本");
    carl.send("PRIVMSG #den :bob: hi both");
    alice.await_text("carl │ bob: hi both");
    bob.await_text("carl ┃ bob: hi both");
    bob.types("/me waves\r");
    carl.await_line(":bob!… PRIVMSG #den :\u{1}ACTION waves\u{1}");
    alice.await_text("* │ bob waves");
    bob.types("/msg carl psst\r");
    carl.await_line(":bob!… PRIVMSG carl :psst");
    carl.send("PRIVMSG bob :hush");
    bob.types("\x1b3");
    bob.await_text("carl │ hush");
    bob.types("\x1b2");

    alice.types("/members\r");
    alice.await_text("ADDRESS");
    alice.await_text("carl");
    alice.types("/groups\r");
    alice.await_text("#den 3 here");
    alice.types("/topic Cake at four\r");
    carl.await_line(":alice!… TOPIC #den :Cake at four");
    bob.await_text("#den · Cake at four");
    bob.types("/topic Tea\r");
    alice.await_text("#den · Tea");

    alice.types("/away lunch\r");
    alice.await_text("away");
    bob.types("/query alice are you there?\r");
    bob.await_text("lunch");
    bob.types("\x1b2");
    alice.types("/away\r");
    alice.types("/name ally\r");
    carl.await_line(":alice!… NICK :ally");
    bob.await_text("alice is now called ally");
    alice.await_text("ally ·");

    alice.types("/kick bob out you go\r");
    carl.await_line(":ally!… KICK #den bob :out you go");
    bob.await_text("out you go");
    bob.types("/join #den\r");
    carl.await_line(":bob!… JOIN …#den");
    bob.types("/quit so long\r");
    assert_eq!(bob.await_end(), Some(0));
    carl.await_line(":bob!… QUIT :…so long…");

    // What is said meanwhile is kept, and said once the server is there again.
    let port = server.port;
    drop(server);
    alice.await_text("no connection to");
    alice.types("kept for later\r");
    alice.await_text("kept for later");
    let server = Ngircd::on(port).expect("ngircd starts again");
    let mut carl = server.peer("carl", "#den");
    carl.await_line(":ally!… PRIVMSG #den :kept for later");
    alice.await_text("connected");
    carl.send("PRIVMSG #den :welcome back");
    alice.await_text("carl │ welcome back");
}

#[test]
fn several_servers_at_once() {
    let (first, second) = (
        Server::start(&[]),
        Server::start(&["--server-name", "second.example", "--lobby", "#hall"]),
    );
    let mut carl = first.plain("carl");
    let mut dee = second.connect();
    dee.send("dee");
    dee.await_line("In #hall now: dee");
    let mut alice = member(&first, "alice");
    alice.types(&format!("/connect 127.0.0.1:{}\r", second.port()));
    alice.await_text("#hall");
    alice.await_text("second.example");
    dee.await_line("[hh:mm] #hall -- alice (#2) joined");
    // What is typed goes where one looks, and what comes is heard wherever one is.
    alice.await_text("> 4 #hall");
    alice.types("hello, hall\r");
    dee.await_line("[hh:mm] #hall <alice> hello, hall");
    carl.send("anybody in the lobby?");
    alice.types("\x1b2");
    alice.await_text("carl │ anybody in the lobby?");
    alice.types("hello, lobby\r");
    carl.await_line("[hh:mm] #lobby <alice> hello, lobby");
    dee.send("alice: and here?");
    // A mention elsewhere is counted there.
    alice.await_text("#hall      @1 1");
    // One that goes takes nothing of the other with it.
    drop(second);
    alice.await_text("second.example ✗");
    alice.types("still here\r");
    carl.await_line("[hh:mm] #lobby <alice> still here");
    if !installed(&["ngircd"]) {
        return;
    }
    let third = Ngircd::start();
    let mut eve = third.peer("eve", "#den");
    alice.types(&format!("/connect 127.0.0.1:{}\r", third.port));
    // It names no lobby, so its own window is the active one.
    alice.await_text(">5 127.0.0.1:");
    alice.await_text("This server names no lobby");
    alice.types("/join #den\r");
    eve.await_line(":alice!… JOIN …#den");
    alice.await_text("> 6 #den");
    alice.types("hello, den\r");
    eve.await_line(":alice!… PRIVMSG #den :hello, den");
}
