//! Groups as plain members meet them: coordinators, topics, several groups at once, what was said before.

use crate::support::Server;

#[test]
fn the_longest_standing_member_takes_over_and_everybody_is_told() {
    let server = Server::start(&[]);
    let (mut alice, mut bob, mut carol) = (
        server.plain("alice"),
        server.plain("bob"),
        server.plain("carol"),
    );
    bob.await_line("…carol (#3) joined");
    carol.sync();
    alice.send("/quit");
    alice.rest();
    bob.expect("[hh:mm] #lobby -- alice (#1) left (quit)");
    bob.expect("[hh:mm] #lobby -- You are now the coordinator of #lobby");
    carol.expect("[hh:mm] #lobby -- alice (#1) left (quit)");
    carol.expect("[hh:mm] #lobby -- bob (#2) is now the coordinator of #lobby");
    let mut dan = server.connect();
    dan.send("dan");
    dan.await_line(&format!(
        "Your contact is bob (#2) at {}, the coordinator of #lobby.",
        bob.address()
    ));
    // One who is not the coordinator leaves without any hand-over.
    carol.send("/quit");
    carol.rest();
    bob.await_line("[hh:mm] #lobby -- carol (#3) left (quit)");
    bob.expect_silence();
    bob.reset();
    dan.await_line("…bob (#2) left (lost connection…)");
    dan.expect("[hh:mm] #lobby -- You are now the coordinator of #lobby");
}

#[test]
fn leaving_a_group_hands_it_over_too() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    alice.sync();
    alice.send("/leave");
    alice.expect("[hh:mm] #lobby -- You left");
    alice.expect("You are in no group. Join one: /join #NAME");
    bob.expect("[hh:mm] #lobby -- alice (#1) left");
    bob.expect("[hh:mm] #lobby -- You are now the coordinator of #lobby");
    alice.send("anybody?");
    alice.expect("You are in no group. Join one: /join #NAME");
    alice.send("/join #lobby");
    alice.expect("In #lobby now: bob, alice");
    bob.expect("[hh:mm] #lobby -- alice (#1) joined");
    bob.expect_silence();
}

#[test]
fn a_lone_member_coordinates_a_group_it_founds() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    alice.sync();
    bob.send("/join #dev");
    bob.expect("In #dev now: bob");
    bob.send("/topic No meetings");
    bob.expect("[hh:mm] #dev -- You set the topic: No meetings");
    alice.send("/join dev");
    alice.expect_all(&[
        "Topic of #dev, set by bob: No meetings",
        "In #dev now: bob, alice",
    ]);
    bob.expect("[hh:mm] #dev -- alice (#1) joined");
    alice.send("/topic Meetings!");
    alice.expect("Only the coordinator and the operators of #dev may do that.");
    alice.send("/topic");
    alice.expect("Topic of #dev, set by bob: No meetings");
    bob.send("/topic -");
    bob.expect("[hh:mm] #dev -- You cleared the topic");
    alice.expect("[hh:mm] #dev -- bob (#2) cleared the topic");
    alice.send("/topic");
    alice.expect("#dev has no topic.");
}

#[test]
fn lines_go_to_the_group_entered_last() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    alice.sync();
    alice.send("/join #dev");
    alice.await_line("In #dev now: alice");
    alice.send("nobody is here yet");
    alice.send("/join #lobby");
    alice.expect("You speak to #lobby now.");
    alice.send("back");
    bob.expect("[hh:mm] #lobby <alice> back");
    bob.send("/join #dev");
    bob.expect("In #dev now: alice, bob");
    bob.send("/groups");
    bob.expect_all(&["* #dev (2 members)", "* #lobby (2 members)"]);
    bob.send("both groups hear when I rename, once");
    bob.send("/name robert");
    bob.sync();
    let heard = alice.sync();
    assert_eq!(heard.len(), 3, "{heard:#?}");
    assert_eq!(
        heard.iter().filter(|line| line.contains("robert")).count(),
        1,
        "{heard:#?}"
    );
}

#[test]
fn the_coordinator_and_nobody_else_removes_members() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    let mut carol = server.plain("carol");
    alice.sync();
    bob.sync();
    bob.send("/remove carol");
    bob.expect("Only the coordinator and the operators of #lobby may do that.");
    alice.send("/remove dan");
    alice.expect("Nobody here is called dan.");
    alice.send("/remove carol too loud");
    carol.expect("[hh:mm] #lobby -- You were removed by alice (#1): too loud");
    bob.expect("[hh:mm] #lobby -- carol (#3) was removed by alice (#1): too loud");
    carol.expect("You are in no group. Join one: /join #NAME");
    carol.send("hello?");
    carol.expect("You are in no group. Join one: /join #NAME");
    carol.send("/msg bob help");
    bob.expect("[hh:mm] *carol* help");
    // The coordinator may remove itself by number, which is a way of handing over.
    alice.send("/remove 1");
    bob.expect("[hh:mm] #lobby -- alice (#1) was removed by alice (#1)");
    bob.expect("[hh:mm] #lobby -- You are now the coordinator of #lobby");
}

#[test]
fn what_was_said_before_can_be_read_again() {
    let server = Server::start(&[]);
    let mut alice = server.plain("alice");
    alice.send("/history");
    alice.expect("Nothing was said in #lobby yet.");
    for line in ["one", "two", "/me counts", "/msg alice secret"] {
        alice.send(line);
    }
    alice.sync();
    let mut bob = server.plain("bob");
    bob.send("/history");
    bob.expect_all(&[
        "[hh:mm] #lobby <alice> one",
        "[hh:mm] #lobby <alice> two",
        "[hh:mm] #lobby * alice counts",
    ]);
    bob.send("/history 1");
    bob.expect("[hh:mm] #lobby * alice counts");
    bob.send("/history many");
    bob.expect("Usage: /history [COUNT]");
    bob.expect_silence();
}

#[test]
fn nobody_hears_what_is_said_elsewhere() {
    let server = Server::start(&[]);
    let (mut alice, mut bob) = (server.plain("alice"), server.plain("bob"));
    alice.send("/leave");
    alice.sync();
    bob.sync();
    bob.send("only the lobby hears this");
    bob.send("/topic and this");
    bob.send("/name robert");
    bob.sync();
    alice.expect_silence();
    alice.send("/msg nobody hi");
    alice.expect("Nobody here is called nobody.");
    alice.send("/msg 99 hi");
    alice.expect("Nobody here is called #99.");
    alice.send("/msg robert");
    alice.expect("Usage: /msg NAME|ID TEXT");
}
