//! irssi, in a terminal.

use super::{installed, irssi, irssi_with};
use crate::support::Server;

#[test]
fn irssi_shows_what_happens() {
    if !installed(&["irssi", "tmux"]) {
        return;
    }
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    alice.send("/topic Cake at noon");
    let iris = irssi(&server, "iris");
    iris.await_all(&[
        "iris […@127.0.0.1] has joined #lobby",
        "Topic for #lobby: Cake at noon",
        "Topic set by alice [alice@127.0.0.1]",
        "[@alice] [ iris]",
        "Join to #lobby was synced in … secs",
    ]);
    alice.await_line("[hh:mm] #lobby -- iris (#2) joined");

    alice.send("hello naïve 👋");
    iris.await_text("<@alice> hello naïve 👋");
    alice.send("/me waves");
    iris.await_text("* alice waves");
    iris.types("hello nc é👋");
    alice.expect("[hh:mm] #lobby <iris> hello nc é👋");
    iris.types("/me nods");
    alice.expect("[hh:mm] #lobby * iris nods");
    iris.types("/nick iry");
    alice.expect("[hh:mm] #lobby -- iris (#2) is now called iry");
    iris.await_text("You're now known as iry");
    alice.send("/name al");
    iris.await_text("alice is now known as al");
    iris.types("/topic mine");
    iris.await_text("#lobby …operator");
    alice.send("/topic Tea");
    iris.await_text("al changed the topic of #lobby to: Tea");
    iris.types("/topic");
    iris.await_text("Topic for #lobby: Tea");
    iris.types("/names");
    iris.await_text("[@al] [ iry]");

    alice.send("/msg iry psst");
    iris.await_text("Act: 1,3");
    iris.types("/window 3");
    iris.await_text("<al> psst");
    iris.types("psst yourself");
    alice.await_line("[hh:mm] *iry* psst yourself");
    iris.types("/whois al");
    iris.await_all(&["channels : @#lobby", "[groupchat-…]", "End of WHOIS"]);

    iris.types("/join #ops");
    iris.await_all(&["iry […@127.0.0.1] has joined #ops", "[@iry]"]);
    alice.send("/join #ops");
    iris.await_text("al [alice@127.0.0.1] has joined #ops");
    iris.types("/kick al out you go");
    alice.await_line("…#ops …iry …out you go…");
    iris.await_text("al was kicked from #ops by iry [out you go]");
    iris.types("/part");
    iris.await_text("[iry(+i)] [3:127/al]");
    iris.types("/window goto #lobby");
    iris.await_text("#lobby(+nt)");
    alice.send("/quit dinner");
    iris.await_text("al [alice@127.0.0.1] has quit [Quit: dinner]");
    iris.await_text("ServerMode/#lobby [+o iry] by groupchat.local");
    let mut bob = server.plain("bob");
    iris.types("/quit so long");
    bob.await_line("[hh:mm] #lobby -- iry (#2) left (quit: so long)");
    iris.await_end();
}

#[test]
fn irssi_shows_who_it_is_and_its_contact() {
    if !installed(&["irssi", "tmux"]) {
        return;
    }
    let server = Server::start(&[]);
    let alice = server.plain("alice");
    let iris = irssi(&server, "iris");
    iris.types("/window 1");
    iris.await_all(&[
        "Welcome to groupchat.local, iris",
        "!groupchat.local You are iris (#2), connected from 127.0.0.1:",
        &format!(
            "!groupchat.local Your contact is alice (#1) at {}, the coordinator of #lobby.",
            alice.address()
        ),
        "Mode change [+i] for user iris",
    ]);
}

#[test]
fn irssi_logs_in_with_plain() {
    if !installed(&["irssi", "tmux"]) {
        return;
    }
    let server = Server::start(&[]);
    let mut ghost = server.plain("iris");
    ghost.send("/register sesame");
    ghost.await_line("The name iris is yours now…");
    let network = format!(
        "chatnets = {{ gc = {{ type = \"IRC\"; sasl_mechanism = \"PLAIN\"; sasl_username = \"iris\"; sasl_password = \"sesame\"; }}; }};
         servers = ( {{ address = \"127.0.0.1\"; chatnet = \"gc\"; port = \"{}\"; autoconnect = \"yes\"; }} );",
        server.port()
    );
    let iris = irssi_with(&network, &["-n", "iris"], "iris", "gc");
    ghost.await_line("You are disconnected: the owner of the name iris came back …");
    iris.types("/window 1");
    iris.await_all(&[
        "You are now logged in as iris",
        "SASL authentication succeeded",
    ]);
}
