//! Everybody's client in one lobby.

use super::{bot, installed, irssi, netcat, weechat};
use crate::client::program::Client;
use crate::support::Server;

#[test]
fn everyone_sees_everyone() {
    if !installed(&["irssi", "weechat", "tmux", "nc", "python3"]) {
        return;
    }
    let server = Server::start(&[]);
    let mut netty = netcat(&server, "netty");
    let iris = irssi(&server, "iris");
    let wee = weechat(&server, "wee");
    let mut bot = bot::start(&server, "bot");
    let mut carl = Client::start(server.port(), &["--name", "carl"]);
    carl.await_line("[hh:mm] #lobby -- here: netty (coordinator), iris, wee, bot, carl");
    iris.await_text("carl [carl@127.0.0.1] has joined #lobby");
    wee.await_text("carl (carl) (carl@127.0.0.1) has joined #lobby");
    bot.await_line("carl JOIN #lobby");
    netty.await_line("[hh:mm] #lobby -- carl (#5) joined");

    // Each says a line after it has seen the one before, so everyone hears them in this order.
    netty.types("from netcat\n");
    iris.await_text("<@netty> from netcat");
    iris.types("from irssi");
    wee.await_text("iris | from irssi");
    wee.types("from weechat");
    carl.await_line("[hh:mm] #lobby <wee> from weechat");
    carl.types("from our client\n!say from the bot\n");
    iris.await_all(&[
        "< wee> from weechat",
        "< carl> from our client",
        "< bot> from the bot",
    ]);
    wee.await_all(&[
        "@netty | from netcat",
        "wee | from weechat",
        "carl | from our client",
        "bot | from the bot",
    ]);
    netty.await_line("[hh:mm] #lobby <iris> from irssi");
    netty.await_line("[hh:mm] #lobby <wee> from weechat");
    netty.await_line("[hh:mm] #lobby <carl> from our client");
    netty.await_line("[hh:mm] #lobby <bot> from the bot");
    carl.await_line("[hh:mm] #lobby <bot> from the bot");
    for said in [
        "netty PRIVMSG #lobby from netcat",
        "iris PRIVMSG #lobby from irssi",
        "wee PRIVMSG #lobby from weechat",
        "carl PRIVMSG #lobby from our client",
    ] {
        bot.await_line(said);
    }

    // Whoever comes later can ask for all of it.
    let mut late = netcat(&server, "late");
    late.types("/history\n");
    for said in [
        "<netty> from netcat",
        "<iris> from irssi",
        "<wee> from weechat",
        "<carl> from our client",
        "<carl> !say from the bot",
        "<bot> from the bot",
    ] {
        late.await_line(&format!("[hh:mm] #lobby {said}"));
    }

    // A whole round of whispers.
    iris.types("/quote PRIVMSG wee :psst wee");
    wee.await_text("3.  iris");
    wee.types("/quote PRIVMSG carl :psst carl");
    carl.await_line("[hh:mm] *wee* psst carl");
    carl.types("/msg netty psst netty\n");
    netty.await_line("[hh:mm] *carl* psst netty");
    netty.types("/msg bot psst bot\n");
    bot.await_line("netty PRIVMSG bot psst bot");
    netty.types("!tell iris psst iris\n");
    iris.types("/query bot");
    iris.await_text("<bot> psst iris");
    iris.types("/window 2");

    // New names and topics reach all.
    netty.types("/topic Cake\n/name nettie\n!nick bender\n");
    iris.types("/nick iry");
    wee.types("/nick whee");
    iris.await_all(&[
        "netty changed the topic of #lobby to: Cake",
        "netty is now known as nettie",
        "bot is now known as bender",
        "wee is now known as whee",
    ]);
    wee.await_all(&[
        "netty has changed topic for #lobby to \"Cake\"",
        "netty is now known as nettie",
        "bot is now known as bender",
        "iris is now known as iry",
    ]);
    carl.await_line("[hh:mm] #lobby -- netty set the topic: Cake");
    bot.await_line("netty TOPIC #lobby Cake");
    bot.await_line("bot NICK bender");

    // The coordinator goes, and irssi, the next one in, takes over on every screen.
    netty.ends();
    drop(netty);
    iris.await_text("ServerMode/#lobby [+o iry] by groupchat.local");
    wee.await_text("Mode #lobby [+o iry] by groupchat.local");
    bot.await_line("… MODE #lobby +o iry");
    late.await_line("[hh:mm] #lobby -- iry …coordinator of #lobby");
}
