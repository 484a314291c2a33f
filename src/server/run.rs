//! The server program: one poll, its signals, one server.

use std::io::{IsTerminal, Write as _};
use std::net::SocketAddr;

use log::info;
use mio::{Events, Poll, Token};

use crate::config::Config;
use crate::net::descriptors;
use crate::net::signal::{Signal, Signals};
use crate::server::{Clock, Server, StartError, Wanted};

const SIGNALS: Token = Token(0);
const FIRST_OWN: usize = 1;
/// Events taken from the system at once. What does not fit comes with the next poll.
const EVENTS: usize = 1024;

/// Runs a server until it is told to stop, by SIGINT, by SIGTERM or by an operator. `reopen_log` is called on
/// SIGHUP, and when an operator has the files read again.
///
/// # Errors
/// When it cannot start, or when the system's poll fails.
pub fn run(config: Config, reopen_log: impl Fn()) -> Result<(), StartError> {
    let broken = |error: std::io::Error| {
        StartError(format!(
            "the system cannot tell when sockets are ready: {error}"
        ))
    };
    let limit = descriptors::raise();
    let clock = Clock::start();
    let mut poll = Poll::new().map_err(broken)?;
    let wanted = [Signal::Interrupt, Signal::Terminate, Signal::HangUp];
    let mut signals = Signals::new(poll.registry(), SIGNALS, &wanted).map_err(broken)?;
    let registry = poll.registry().try_clone().map_err(broken)?;
    let mut server = Server::start(config, registry, FIRST_OWN, clock.now())?;
    announce(server.addresses());
    info!(
        "at most {} descriptors",
        limit.map_or_else(|| "unlimited".to_owned(), |limit| limit.to_string())
    );
    let mut events = Events::with_capacity(EVENTS);
    let mut stopping = false;
    loop {
        match poll.poll(&mut events, server.timeout(clock.now())) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(broken(error)),
        }
        let now = clock.now();
        for event in &events {
            if event.token() != SIGNALS {
                server.ready(event);
                continue;
            }
            for signal in signals.pending() {
                match signal {
                    Signal::HangUp => {
                        reopen_log();
                        server.reload();
                    }
                    _ if stopping => return Ok(()),
                    _ => {
                        stopping = true;
                        server.stop(now);
                    }
                }
            }
        }
        server.tick(now);
        match server.wanted() {
            Some(Wanted::Reload) => {
                reopen_log();
                server.reload();
            }
            Some(Wanted::Stop) => {
                stopping = true;
                server.stop(now);
            }
            None => {}
        }
        if server.is_stopped(now) {
            info!("stopped");
            return Ok(());
        }
    }
}

/// Says on standard error where it listens, in a line that scripts can read, and to a person how to join. Whatever the log
/// is set to: this is for whoever started the program. If nobody reads it, the chat goes on all the same.
fn announce(addresses: &[SocketAddr]) {
    let mut text = String::new();
    for address in addresses {
        text.push_str(&format!("groupchat-server: listening on {address}\n"));
    }
    if let Some(first) = addresses
        .first()
        .filter(|_| std::io::stderr().is_terminal())
    {
        let host = if first.ip().is_unspecified() {
            "HOST".to_owned()
        } else {
            first.ip().to_string()
        };
        let port = first.port();
        text.push_str(&format!(
            "  Join:  groupchat-client {host} {port}  |  nc {host} {port}  |  irssi -c {host} -p {port}\n  Stop:  Ctrl+C\n"
        ));
    }
    let _ = std::io::stderr().write_all(text.as_bytes());
}
