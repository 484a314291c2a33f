//! Programs that others wrote, against ours: mostly clients with the real server, and what their users see on their screens.
//!
//! A machine need not have them: a test then says which program it left out, and passes. With `GROUPCHAT_TEST_CLIENTS=require`
//! in the environment, as in `.ci/run`, a missing program is a failure.

mod bot;
mod irssi;
mod screen;
mod together;
mod weechat;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::client::program::Client;
use crate::support::{Scratch, Server};
use screen::Screen;

/// Whether all these programs are there. Names those that are not, once each and past the test harness, which would keep it
/// to itself.
#[track_caller]
pub(crate) fn installed(programs: &[&'static str]) -> bool {
    static NAMED: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    let missing: Vec<_> = programs.iter().filter(|name| !in_path(name)).collect();
    let demanded = std::env::var("GROUPCHAT_TEST_CLIENTS").is_ok_and(|value| value == "require");
    assert!(
        !demanded || missing.is_empty(),
        "not installed, and required: {missing:?}"
    );
    let mut named = NAMED.lock().unwrap_or_else(PoisonError::into_inner);
    for name in &missing {
        if named.insert(name) {
            let _ = writeln!(std::io::stderr(), "left out: {name} is not installed");
        }
    }
    missing.is_empty()
}

/// Whether a program is in the path.
pub(crate) fn in_path(program: &str) -> bool {
    std::env::split_paths(&path()).any(|dir| dir.join(program).is_file())
}

/// Where programs are, servers too, which not every user has in the path.
pub(crate) fn path() -> OsString {
    let mut path = std::env::var_os("PATH").unwrap_or_default();
    path.push(":/usr/sbin");
    path
}

/// irssi in its lobby, as README says how.
#[track_caller]
fn irssi(server: &Server, nick: &str) -> Screen {
    let port = server.port().to_string();
    let flags = ["-c", "127.0.0.1", "-p", &port, "-n", nick];
    irssi_with("", &flags, nick, "127")
}

/// irssi in its lobby, with more in its configuration, these flags and this name for the server.
#[track_caller]
fn irssi_with(config: &str, flags: &[&str], nick: &str, network: &str) -> Screen {
    let scratch = Scratch::short(&format!("irssi-{nick}"));
    // By itself irssi sends no more than a command in two seconds, and several when it joins.
    let hasty = "settings = { \"irc/core\" = { cmd_queue_speed = \"10msec\"; }; };";
    scratch.file("config", format!("{hasty}\n{config}").as_bytes());
    let home = scratch.path("").display().to_string();
    let flags = [&["--home", &home], flags].concat();
    let screen = Screen::start(scratch, "irssi", &flags);
    screen.await_text(&format!("[{nick}] [1:{network} …"));
    screen.await_text("Act: 2");
    screen.types("/window 2");
    screen.await_text(&format!("{nick}(+i)] [2:{network}/#lobby(+nt)]"));
    screen
}

/// WeeChat in its lobby, as README says how.
#[track_caller]
fn weechat(server: &Server, nick: &str) -> Screen {
    weechat_with(server, nick, &[])
}

/// WeeChat in its lobby, after these commands.
#[track_caller]
fn weechat_with(server: &Server, nick: &str, commands: &[&str]) -> Screen {
    let scratch = Scratch::short(&format!("weechat-{nick}"));
    let home = scratch.path("").display().to_string();
    let add = format!("/server add gc 127.0.0.1/{} -notls", server.port());
    let nicks = format!("/set irc.server.gc.nicks {nick}");
    let first = [
        &add,
        &nicks,
        // By itself WeeChat says no more than a line in two seconds.
        "/set irc.server.gc.anti_flood_prio_high 0",
        // It takes two lines that come at once for a paste, and asks.
        "/set weechat.look.paste_max_lines -1",
    ];
    let all = first.iter().chain(commands).chain(&["/connect gc"]);
    let run = all.flat_map(|command| ["--run-command", command]);
    let flags: Vec<&str> = ["--dir", &home].into_iter().chain(run).collect();
    let screen = Screen::start(scratch, "weechat", &flags);
    screen.await_text("[irc/gc] 2:#lobby(+nt){");
    screen
}

/// netcat, past its introduction.
#[track_caller]
fn netcat(server: &Server, name: &str) -> Client {
    let mut command = Command::new("nc");
    command.args(["127.0.0.1", &server.port().to_string()]);
    let mut client = Client::run(&mut command, Stdio::piped(), Stdio::piped());
    client.types(format!("{name}\n"));
    client.await_line("In #lobby now: …");
    client
}
