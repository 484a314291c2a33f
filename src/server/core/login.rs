//! Logging in and registering accounts: the table of accounts, the keeper and the hub, joined.
//!
//! The hub says who may try and tells what came of it; here is what happens in between. While an answer is waited for, nothing
//! more is heard from the connection: lines that follow a password are worked off when it is known whose they are.

use base64ct::{Base64, Encoding as _};
use log::{info, warn};

use crate::account::exchange::{Exchange, Next};
use crate::account::verifier::{ITERATIONS, Key, Salt, Verifier, derivation};
use crate::account::{Account, Accounts, Answer, Question, password};
use crate::hub::event::{Event, Reply};
use crate::hub::id::Seat;
use crate::hub::io::Input;
use crate::hub::login::{self, How, LoginFault, RegisterFault};
use crate::hub::name::Name;
use crate::hub::request::Request;
use crate::keeper::{Done, Job};
use crate::now::Now;
use crate::secret::Secret;
use crate::server::core::Core;
use crate::server::core::work::Purpose;
use crate::server::fanout::Telling;
use crate::server::login::{Login, Proving};
use crate::server::wire::Wire;

/// Fills bytes with what nobody can guess.
pub type Chance = Box<dyn FnMut(&mut [u8])>;

/// What the server knows of accounts, besides who is logged in.
pub(super) struct Door {
    accounts: Accounts,
    chance: Chance,
    /// For what is made up of accounts that do not exist.
    secret: Key,
}

impl Door {
    pub(super) fn new(mut chance: Chance) -> Door {
        let mut secret = Key::default();
        chance(&mut secret);
        Door {
            accounts: Accounts::new(),
            chance,
            secret,
        }
    }

    /// A word for one exchange (RFC 5802 section 5.1, `s-nonce`).
    fn nonce(&mut self) -> String {
        let mut bytes = [0; 18];
        (self.chance)(&mut bytes);
        Base64::encode_string(&bytes)
    }
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Door")
            .field("accounts", &self.accounts)
            .finish_non_exhaustive()
    }
}

impl Core {
    /// Goes on with logging somebody in.
    pub(super) fn login<W: Wire>(
        &mut self,
        wire: &mut W,
        seat: Seat,
        what: login::Login,
        now: Now,
    ) {
        match what {
            login::Login::Abort => {
                self.take_login(seat);
            }
            login::Login::Begin(mechanism, message) => {
                match Exchange::begin(mechanism, message.bytes()) {
                    Ok(exchange) => self.prove(wire, seat, exchange, How::Sasl, None, now),
                    Err(fault) => self.fail(seat, fault, now),
                }
            }
            login::Login::Go(message) => {
                if let Some(Login::Proving(mut proving)) = self.take_login(seat) {
                    let next = proving.exchange.go(message.bytes());
                    self.go_on(wire, seat, proving, next, now);
                }
            }
            login::Login::Password {
                account,
                password,
                entering,
            } => {
                let user = account.as_ref().or_else(|| self.hub.name(seat));
                let exchange = Exchange::password(user.map_or("", Name::as_str), password.bytes());
                self.prove(wire, seat, exchange, How::Password, entering, now);
            }
        }
    }

    /// Begins to register an account for somebody who may have one of this name.
    pub(super) fn register_account<W: Wire>(
        &mut self,
        wire: &mut W,
        seat: Seat,
        name: Name,
        given: &Secret,
        now: Now,
    ) {
        let password = match password::chosen(given, &name) {
            Ok(password) => password,
            Err(fault) => return self.not_registered(seat, name, fault, now),
        };
        let mut salt = Salt::default();
        (self.door.chance)(&mut salt);
        let job = derivation(password, &salt, ITERATIONS);
        self.work_for(wire, seat, Login::Registering(name, salt), job);
    }

    /// The keeper has done its work for somebody; `None` where it took none. The hub has to be drained afterwards.
    pub(super) fn login_worked<W: Wire>(
        &mut self,
        wire: &mut W,
        seat: Seat,
        done: Option<&Done>,
        now: Now,
    ) {
        let keys = match done {
            Some(Done::Derived {
                stored_key,
                server_key,
            }) => Some((*stored_key, *server_key)),
            _ => None,
        };
        match (self.take_login(seat), keys) {
            (Some(Login::Proving(mut proving)), Some((stored_key, _))) => {
                let next = proving.exchange.derived(&stored_key);
                self.go_on(wire, seat, proving, next, now);
            }
            (Some(Login::Registering(name, salt)), Some((stored_key, server_key))) => {
                let verifier = Verifier {
                    salt,
                    iterations: ITERATIONS,
                    stored_key,
                    server_key,
                };
                self.set_login(seat, Login::Registering(name.clone(), salt));
                let account = Account { name, verifier };
                self.ask_accounts(wire, seat, Question::Create(account), now);
            }
            (Some(Login::Proving(_)), None) => self.fail(seat, LoginFault::Busy, now),
            (Some(Login::Registering(name, _)), None) => {
                self.not_registered(seat, name, RegisterFault::Busy, now);
            }
            (None, _) => {}
        }
    }

    /// Begins to find out who somebody is.
    fn prove<W: Wire>(
        &mut self,
        wire: &mut W,
        seat: Seat,
        exchange: Exchange,
        how: How,
        entering: Option<Box<crate::hub::request::Registration>>,
        now: Now,
    ) {
        let asked = Name::new(exchange.user()).ok();
        let proving = Proving {
            exchange,
            how,
            entering,
        };
        self.set_login(seat, Login::Proving(Box::new(proving)));
        match asked {
            Some(name) => self.ask_accounts(wire, seat, Question::Find(name), now),
            // What is no name is nobody's.
            None => self.answered(wire, seat, Answer::Found(None), now),
        }
    }

    /// Asks the table of accounts. One that has to look on a disk will have its answer brought to [`Core::answered`] later.
    fn ask_accounts<W: Wire>(&mut self, wire: &mut W, seat: Seat, question: Question, now: Now) {
        let answer = self.door.accounts.answer(question);
        self.answered(wire, seat, answer, now);
    }

    /// The table of accounts has answered.
    fn answered<W: Wire>(&mut self, wire: &mut W, seat: Seat, answer: Answer, now: Now) {
        match (self.take_login(seat), answer) {
            (Some(Login::Proving(mut proving)), Answer::Found(account)) => {
                let nonce = self.door.nonce();
                let next = proving.exchange.found(account, &self.door.secret, &nonce);
                self.go_on(wire, seat, proving, next, now);
            }
            (Some(Login::Registering(..)), Answer::Created(name)) => {
                if let Some(peer) = self.peer_mut(seat) {
                    info!("{} registered the account {name}", peer.address);
                }
                self.tell_hub(wire, Input::Account(name.clone()), now);
                let (account, how) = (name, How::Registered);
                self.tell_hub(wire, Input::LoggedIn { seat, account, how }, now);
            }
            (Some(Login::Registering(name, _)), Answer::Exists) => {
                self.not_registered(seat, name, RegisterFault::Exists, now);
            }
            (Some(Login::Registering(name, _)), Answer::Full) => {
                self.not_registered(seat, name, RegisterFault::Full, now);
            }
            _ => {}
        }
    }

    /// Does what an exchange asks for next.
    fn go_on<W: Wire>(
        &mut self,
        wire: &mut W,
        seat: Seat,
        mut proving: Box<Proving>,
        next: Next,
        now: Now,
    ) {
        match next {
            Next::Work(job) => self.work_for(wire, seat, Login::Proving(proving), job),
            Next::Say(message) => {
                self.set_login(seat, Login::Proving(proving));
                self.tell_one(wire, seat, &Event::Reply(Reply::Challenge(message)), now);
            }
            Next::Failed(fault) => {
                if fault == LoginFault::Wrong {
                    self.note_wrong_password(seat, proving.exchange.user());
                }
                self.fail(seat, fault, now);
            }
            Next::Proved(account) => {
                if let Some(peer) = self.peer_mut(seat) {
                    info!("{} is logged in as {account}", peer.address);
                }
                let how = proving.how;
                let input = Input::LoggedIn {
                    seat,
                    account: account.clone(),
                    how,
                };
                self.tell_hub(wire, input, now);
                if how == How::Password {
                    // Who types a password wants to be called so; who speaks IRC says so.
                    let request = Request::Claim(account);
                    self.tell_hub(wire, Input::Ask { seat, request }, now);
                }
                if let Some(registration) = proving.entering.take() {
                    let request = Request::Register(*registration);
                    self.tell_hub(wire, Input::Ask { seat, request }, now);
                }
            }
        }
    }

    /// Puts a wrong password into the log: not what was given for the name of an account that does not exist, for that may
    /// be the password, or half of it.
    fn note_wrong_password(&mut self, seat: Seat, user: &str) {
        let account = Name::new(user).ok();
        let account = account.filter(|name| self.hub.owner(name) == Some(name));
        if let Some(peer) = self.peer_mut(seat) {
            match account {
                Some(name) => warn!("{} gave a wrong password for account {name}", peer.address),
                None => warn!(
                    "{} gave a wrong password for an account that does not exist",
                    peer.address
                ),
            }
        }
    }

    fn tell_hub<W: Wire>(&mut self, wire: &mut W, input: Input, now: Now) {
        self.hub.handle(input, now);
        self.pass_on(wire, now);
    }

    fn fail(&mut self, seat: Seat, fault: LoginFault, now: Now) {
        self.hub.handle(Input::LoginFailed { seat, fault }, now);
    }

    fn not_registered(&mut self, seat: Seat, name: Name, fault: RegisterFault, now: Now) {
        let input = Input::NotRegistered { seat, name, fault };
        self.hub.handle(input, now);
    }

    /// Has something done that takes long.
    fn work_for<W: Wire>(&mut self, wire: &mut W, seat: Seat, login: Login, job: Job) {
        self.set_login(seat, login);
        self.work(wire, seat, Purpose::Login, job);
    }

    /// Takes what is under way, leaving nothing.
    fn take_login(&mut self, seat: Seat) -> Option<Login> {
        self.peer_mut(seat)?.login.take().map(|login| *login)
    }

    fn set_login(&mut self, seat: Seat, login: Login) {
        if let Some(peer) = self.peer_mut(seat) {
            peer.login = Some(Box::new(login));
        }
    }

    /// Tells one connection something that is not the hub's to tell. Returns how many bytes that took.
    pub(super) fn tell_one<W: Wire>(
        &mut self,
        wire: &mut W,
        seat: Seat,
        event: &Event,
        now: Now,
    ) -> usize {
        let telling = Telling {
            event,
            id: None,
            about: None,
            now,
            peers: &self.peers,
            hub: &self.hub,
            info: &self.info,
        };
        self.fanout.tell(wire, telling, &[seat], &mut self.slow)
    }
}
