//! WeeChat, in a terminal.

use super::{installed, weechat, weechat_with};
use crate::support::Server;

#[test]
fn weechat_shows_what_happens() {
    if !installed(&["weechat", "tmux"]) {
        return;
    }
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    alice.send("/topic Cake at noon");
    let wee = weechat(&server, "wee");
    wee.await_all(&[
        "wee (…@127.0.0.1) has joined #lobby",
        "Topic for #lobby is \"Cake at noon\"",
        "Topic set by alice (alice@127.0.0.1) on ",
        "Channel #lobby: 2 nicks (1 op, 0 voices, 1 normal)",
        "│@alice",
    ]);
    alice.await_line("[hh:mm] #lobby -- wee (#2) joined");

    alice.send("hello naïve 👋");
    wee.await_text("@alice | hello naïve 👋");
    alice.send("/me waves");
    wee.await_text("* | alice waves");
    wee.types("hello nc é👋");
    alice.expect("[hh:mm] #lobby <wee> hello nc é👋");
    wee.types("/me nods");
    alice.expect("[hh:mm] #lobby * wee nods");
    wee.types("/nick whee");
    alice.expect("[hh:mm] #lobby -- wee (#2) is now called whee");
    wee.await_text("You are now known as whee");
    alice.send("/name al");
    wee.await_text("alice is now known as al");
    wee.types("/topic mine");
    wee.await_text("#lobby: …operator");
    alice.send("/topic Tea");
    wee.await_text("al has changed topic for #lobby from \"Cake at noon\" to \"Tea\"");
    wee.types("/names");
    wee.await_text("Nicks #lobby: [@al whee]");

    alice.send("/msg whee psst");
    wee.await_text("3.  al");
    wee.types("/buffer al");
    wee.await_text("al | psst");
    wee.types("psst yourself");
    alice.await_line("[hh:mm] *whee* psst yourself");
    wee.types("/whois al");
    wee.types("/buffer gc");
    wee.await_all(&[
        "[al] @#lobby",
        "[al] groupchat.local (groupchat-…)",
        "[al] End of WHOIS",
    ]);

    wee.types("/join #ops");
    wee.await_text("whee (…@127.0.0.1) has joined #ops");
    alice.send("/join #ops");
    wee.await_text("al (alice) (alice@127.0.0.1) has joined #ops");
    wee.types("/kick al out you go");
    alice.await_line("…#ops …whee …out you go…");
    wee.await_text("whee has kicked al (out you go)");
    wee.types("/part");
    wee.await_text("whee (…@127.0.0.1) has left #ops");
    wee.types("/buffer #lobby");
    wee.await_text(":#lobby(+nt){2}");
    alice.send("/quit dinner");
    wee.await_text("al (alice@127.0.0.1) has quit (Quit: dinner)");
    wee.await_text("Mode #lobby [+o whee] by groupchat.local");
    let mut bob = server.plain("bob");
    wee.types("/quit so long");
    bob.await_line("[hh:mm] #lobby -- whee (#2) left (quit: so long)");
    wee.await_end();
}

#[test]
fn weechat_shows_who_it_is_and_its_contact() {
    if !installed(&["weechat", "tmux"]) {
        return;
    }
    let server = Server::start(&[]);
    let alice = server.plain("alice");
    let wee = weechat(&server, "wee");
    wee.types("/buffer gc");
    wee.await_all(&[
        "Welcome to groupchat.local, wee",
        "groupchat.local: You are wee (#2), connected from 127.0.0.1:",
        &format!(
            "groupchat.local: Your contact is alice (#1) at {}, the coordinator of #lobby.",
            alice.address()
        ),
    ]);
}

#[test]
fn weechat_logs_in_with_scram() {
    if !installed(&["weechat", "tmux"]) {
        return;
    }
    let server = Server::start(&[]);
    let mut ghost = server.plain("wee");
    ghost.send("/register open sesame");
    ghost.await_line("The name wee is yours now…");
    let sasl = [
        "/set irc.server.gc.sasl_mechanism scram-sha-256",
        "/set irc.server.gc.sasl_username wee",
        "/set irc.server.gc.sasl_password \"open sesame\"",
    ];
    let wee = weechat_with(&server, "wee", &sasl);
    ghost.await_line("You are disconnected: the owner of the name wee came back …");
    wee.types("/buffer gc");
    wee.await_all(&[
        "You are now logged in as wee",
        "SASL authentication successful",
    ]);
}
