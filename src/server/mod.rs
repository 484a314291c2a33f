//! The server: listeners and connections, dialects and the hub, joined into one value that lives on anybody's poll.
//!
//! [`Core`] decides, [`Net`] moves bytes, and [`Server`] carries things between the two, once per tick. [`run()`] is the
//! whole program: a poll, the signals and one server.

mod chance;
mod clock;
pub mod core;
mod fanout;
mod files;
pub mod keeper;
mod listen;
mod login;
pub mod operators;
mod peer;
mod run;
mod wait;
pub mod wire;

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use log::{error, info, warn};
use mio::event::Event;
use mio::{Registry, Token};

use crate::config::Config;
use crate::hub::Rules;
use crate::hub::id::Seat;
use crate::info::Info;
use crate::keeper::{Busy, Job, Ticket};
use crate::limits;
use crate::net::{self, Happening, Key, Net, Span};
use crate::now::Now;
use crate::server::keeper::Keeper;

pub use clock::Clock;
pub use core::{Chance, Core, Wanted};
pub use run::run;
pub use wire::Wire;

/// Why a server cannot start, in words for whoever started it.
#[derive(Debug)]
pub struct StartError(String);

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StartError {}

/// How many tokens of a poll belong to one [`Server`], from its first on.
pub const TOKENS: usize = net::TOKENS + 1;

/// A running server.
#[derive(Debug)]
pub struct Server {
    config: Config,
    net: Net,
    core: Core,
    keeper: Keeper,
    addresses: Vec<SocketAddr>,
    /// What was just read; every connection reads through it.
    buffer: Box<[u8]>,
    /// When to give up on those who do not take the farewell, milliseconds on the monotonic clock.
    stopping: Option<u64>,
    /// The hour, since 1970, for which the distance from UTC was looked up.
    hour: u64,
}

impl Server {
    /// Reads the files and listens. The tokens from `first_token` on, [`TOKENS`] of them, are its own.
    ///
    /// # Errors
    /// When a file cannot be read, or an address cannot be listened at.
    pub fn start(
        config: Config,
        registry: Registry,
        first_token: usize,
        now: Now,
    ) -> Result<Server, StartError> {
        let password = config
            .password_file
            .as_deref()
            .map(files::password)
            .transpose()
            .map_err(StartError)?;
        let motd = config
            .motd_file
            .as_deref()
            .map(files::motd)
            .transpose()
            .map_err(StartError)?;
        let operators = config
            .oper_file
            .as_deref()
            .map(files::operators)
            .transpose()
            .map_err(StartError)?;
        let of_keeper = registry
            .try_clone()
            .map_err(|error| StartError(format!("the system's poll cannot be shared: {error}")))?;
        let token = Token(first_token + net::TOKENS);
        let keeper = Keeper::new(of_keeper, token, config.keeper.clone());
        let mut net = Net::new(registry, first_token);
        let addresses = listen::listen(&mut net, &config.listen, config.limits.socket_buffer)?;
        let info = Info {
            instance: chance::instance(),
            auto_join: config.auto_join,
            motd: motd.unwrap_or_default(),
            started_unix_ms: now.unix_ms,
            utc_offset_s: clock::utc_offset_s(),
            password: password.is_some(),
            limits: config.limits.clone(),
            ..Info::new(&config.server_name, config.lobby.clone())
        };
        chance::check().map_err(StartError)?;
        let cloak = config.hide_addresses.then(chance::cloak);
        let mut core = Core::new(
            info,
            Rules {
                password,
                cloak,
                ..Rules::new(config.lobby.clone())
            },
            Box::new(chance::fill),
        );
        core.set_operators(operators.unwrap_or_default());
        let buffer = vec![0; limits::READ_PER_TICK].into_boxed_slice();
        Ok(Server {
            config,
            net,
            core,
            keeper,
            addresses,
            buffer,
            stopping: None,
            hour: now.unix_s() / 3600,
        })
    }

    /// Where it listens, with the real ports.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Whether a token of the poll is the server's.
    #[must_use]
    pub fn owns(&self, token: Token) -> bool {
        self.net.owns(token) || self.keeper.owns(token)
    }

    /// Notes what the poll found ready.
    pub fn ready(&mut self, event: &Event) {
        if self.keeper.owns(event.token()) {
            self.keeper.ready();
        } else {
            self.net.ready(event);
        }
    }

    /// Does everything there is to do at this moment.
    pub fn tick(&mut self, now: Now) {
        if now.unix_s() / 3600 != self.hour {
            // Summer time begins and ends on the hour.
            self.hour = now.unix_s() / 3600;
            self.core.set_utc_offset(clock::utc_offset_s());
        }
        let Server {
            net,
            core,
            keeper,
            buffer,
            ..
        } = self;
        let mut wire = NetWire {
            net,
            keeper,
            now_ms: now.mono_ms,
        };
        core.take_turns(&mut wire, now);
        while let Some(happening) = net.next(now.mono_ms, buffer) {
            let mut wire = NetWire {
                net,
                keeper,
                now_ms: now.mono_ms,
            };
            match happening {
                Happening::Accepted { key, address } => {
                    core.accept(&mut wire, seat(key), address, now);
                }
                Happening::Data { key, len } => {
                    core.data(&mut wire, seat(key), &buffer[..len], now);
                }
                Happening::Ended { key } => core.ended(&mut wire, seat(key), now),
                Happening::Lost { key, why } => core.lost(&mut wire, seat(key), &why, now),
                Happening::Due { key } => core.due(&mut wire, seat(key), now),
                Happening::Room { key } => core.room(&mut wire, seat(key), now),
                Happening::Closed { key } => core.closed(seat(key)),
                // A server connects to nobody.
                Happening::Connected { .. } => {}
            }
        }
        while let Some((ticket, done)) = keeper.next(now.mono_ms) {
            let mut wire = NetWire {
                net,
                keeper,
                now_ms: now.mono_ms,
            };
            core.done(&mut wire, ticket, &done, now);
        }
        if core.is_owing() && net.backlog() < limits::FLUSH_SOON {
            net.finish_briefly();
        } else {
            net.finish();
        }
    }

    /// What an operator wants of the server, told once.
    pub fn wanted(&mut self) -> Option<Wanted> {
        self.core.wanted()
    }

    /// How long the poll may wait; `None` for as long as nothing happens.
    #[must_use]
    pub fn timeout(&self, now: Now) -> Option<Duration> {
        if self.core.is_owing() {
            return Some(Duration::ZERO);
        }
        let stop = self
            .stopping
            .map(|at| Duration::from_millis(at.saturating_sub(now.mono_ms)));
        let (net, keeper) = (
            self.net.timeout(now.mono_ms),
            self.keeper.timeout(now.mono_ms),
        );
        [net, keeper, stop].into_iter().flatten().min()
    }

    /// Reads its files again. What cannot be read stays as it was.
    pub fn reload(&mut self) {
        if let Some(path) = &self.config.motd_file {
            match files::motd(path) {
                Ok(motd) => self.core.set_motd(motd),
                Err(why) => error!("the message of the day stays as it was: {why}"),
            }
        }
        if let Some(path) = &self.config.password_file {
            match files::password(path) {
                Ok(password) => self.core.set_password(Some(password)),
                Err(why) => error!("the password stays as it was: {why}"),
            }
        }
        if let Some(path) = &self.config.oper_file {
            match files::operators(path) {
                Ok(operators) => self.core.set_operators(operators),
                Err(why) => error!("the operators stay as they were: {why}"),
            }
        }
        info!("read the files again");
    }

    /// Stops: nobody is let in any more, everyone is told and closed. Over when [`Server::is_stopped`].
    pub fn stop(&mut self, now: Now) {
        if self.stopping.is_some() {
            return;
        }
        info!("stopping; {} connections are told", self.net.len());
        self.stopping = Some(now.mono_ms + limits::STOP_MS);
        self.net.stop_listening();
        self.core.stop(
            &mut NetWire {
                net: &mut self.net,
                keeper: &mut self.keeper,
                now_ms: now.mono_ms,
            },
            now,
        );
        self.net.finish();
    }

    /// Whether everyone has taken the farewell, or had the time to.
    #[must_use]
    pub fn is_stopped(&self, now: Now) -> bool {
        self.stopping
            .is_some_and(|at| self.net.is_empty() || now.mono_ms >= at)
    }
}

/// A connection's key is its seat.
fn seat(key: Key) -> Seat {
    Seat(key.0)
}

/// The sockets, as the core sees them.
struct NetWire<'a> {
    net: &'a mut Net,
    keeper: &'a mut Keeper,
    now_ms: u64,
}

impl Wire for NetWire<'_> {
    #[inline]
    fn send(&mut self, seat: Seat, span: &Span) -> usize {
        self.net.send(Key(seat.0), span)
    }

    fn cut(&mut self, seat: Seat) {
        self.net.cut(Key(seat.0));
    }

    fn close(&mut self, seat: Seat) {
        self.net.close(Key(seat.0), self.now_ms);
    }

    fn backlog(&self) -> usize {
        self.net.backlog()
    }

    fn queued(&self, seat: Seat) -> usize {
        self.net.queued(Key(seat.0))
    }

    fn call_with_room(&mut self, seat: Seat, most: usize) {
        self.net.tell_room(Key(seat.0), most);
    }

    fn pause(&mut self, seat: Seat) {
        self.net.pause(Key(seat.0));
    }

    fn resume(&mut self, seat: Seat) {
        self.net.resume(Key(seat.0));
    }

    fn set_deadline(&mut self, seat: Seat, at_ms: Option<u64>) {
        self.net.set_deadline(Key(seat.0), at_ms);
    }

    fn keep_alive(&mut self, seat: Seat, idle: Duration, give_up: Duration) {
        if let Err(error) = self.net.keep_alive(Key(seat.0), idle, give_up) {
            warn!("a vanished member may be noticed late: {error}");
        }
    }

    fn work(&mut self, ticket: Ticket, job: Job) -> Result<(), Busy> {
        self.keeper.work(ticket, job, self.now_ms)
    }
}
