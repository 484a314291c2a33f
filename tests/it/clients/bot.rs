//! A bot in Python, on plain sockets: `bot.py`.

use std::process::{Command, Stdio};

use super::installed;
use crate::client::program::Client;
use crate::support::Server;

/// The bot, in the lobby.
#[track_caller]
pub(super) fn start(server: &Server, nick: &str) -> Client {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/clients/bot.py");
    let mut command = Command::new("python3");
    // Isolated: whatever Python the user has set up stays out of it.
    command.args(["-I", script, &server.port().to_string(), nick]);
    let mut bot = Client::run(&mut command, Stdio::null(), Stdio::piped());
    bot.await_line(&format!("… 366 {nick} #lobby …"));
    bot
}

#[test]
fn a_bot_is_a_member_like_any_other() {
    if !installed(&["python3"]) {
        return;
    }
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    alice.send("before");
    let mut bot = start(&server, "bot");
    alice.expect("[hh:mm] #lobby -- bot (#2) joined");
    alice.send("!ping");
    bot.await_line("alice PRIVMSG #lobby !ping");
    alice.expect("[hh:mm] #lobby <bot> alice: pong");
    alice.send("!say naïve 👋");
    alice.expect("[hh:mm] #lobby <bot> naïve 👋");
    alice.send("/me waves");
    bot.await_line("alice PRIVMSG #lobby \u{1}ACTION waves\u{1}");
    alice.send("/msg bot psst");
    bot.await_line("alice PRIVMSG bot psst");
    alice.send("!tell alice psst yourself");
    alice.expect("[hh:mm] *bot* psst yourself");
    alice.send("!tell nobody hi");
    bot.await_line("… 401 bot nobody …");
    alice.send("!topic mine");
    bot.await_line("… 482 bot #lobby …");
    alice.send("/topic Cake");
    alice.expect("[hh:mm] #lobby -- You set the topic: Cake");
    bot.await_line("alice TOPIC #lobby Cake");
    alice.send("!topic");
    bot.await_line("… 332 bot #lobby Cake");
    alice.send("!nick bender");
    bot.await_line("bot NICK bender");
    alice.expect("[hh:mm] #lobby -- bot (#2) is now called bender");
    alice.send("!who");
    bot.await_line("… 353 bender = #lobby @alice bender");
    alice.send("!join #ops");
    bot.await_line("… 353 bender = #ops @bender");
    alice.send("/history");
    for said in ["before", "!ping", "alice: pong", "!say …", "naïve 👋"] {
        alice.await_line(&format!("[hh:mm] #lobby <…> {said}"));
    }
    alice.await_line("…<alice> !join #ops");
    alice.send("!quit so long");
    alice.await_line("[hh:mm] -- bender (#2) left (quit: so long)");
    bot.await_line("… ERROR …");
    assert_eq!(bot.exits_with(0), "");
}
