//! The hub's whole surface: what goes in, what comes out.

use std::net::SocketAddr;
use std::ops::Range;
use std::rc::Rc;

use crate::hub::departure::Departure;
use crate::hub::event::Event;
use crate::hub::face::Who;
use crate::hub::id::{MessageId, Seat};
use crate::hub::login::{How, Login, LoginFault, RegisterFault};
use crate::hub::name::Name;
use crate::hub::record::{Entry, Keeping, Lookup};
use crate::hub::request::{Redaction, Request};
use crate::hub::text::Text;
use crate::secret::Secret;

/// Something the hub has to know.
#[derive(Clone, Debug)]
pub enum Input {
    /// A connection took this seat.
    Arrive {
        /// Its seat; free until now.
        seat: Seat,
        /// Where it comes from, [canonical](crate::hub::face::Address::canonical).
        address: SocketAddr,
    },
    /// A connection asks for something.
    Ask {
        /// Its seat.
        seat: Seat,
        /// What it asks.
        request: Request,
    },
    /// A connection is gone, or is to go. Ignored when the hub has let go of the seat already.
    Depart {
        /// Its seat.
        seat: Seat,
        /// Why.
        why: Departure,
    },
    /// An operator's password was checked, or could not be; the answer to [`Output::Verify`].
    Verified {
        /// Who gave it.
        seat: Seat,
        /// The operator's name that was given.
        name: Text,
        /// How it went.
        verdict: Verdict,
    },
    /// History has looked for a [`Lookup::Message`]. Ignored when whoever asked is gone.
    Found {
        /// Who asked.
        seat: Seat,
        /// What it wants to do with it.
        wish: Box<Redaction>,
        /// The message, if it is kept.
        entry: Option<Rc<Entry>>,
    },
    /// There is an account of this name: the name is for those who are logged in to it.
    Account(Name),
    /// Somebody has proved to be the owner of an account.
    LoggedIn {
        /// Its seat. Ignored when the hub has let go of it already.
        seat: Seat,
        /// The account.
        account: Name,
        /// By which way.
        how: How,
    },
    /// Somebody could not; the other answer to [`Output::Login`].
    LoginFailed {
        /// Its seat.
        seat: Seat,
        /// Why.
        fault: LoginFault,
    },
    /// Somebody does not have an account now; where it has, [`Input::Account`] and [`Input::LoggedIn`] answer
    /// [`Output::Register`].
    NotRegistered {
        /// Its seat.
        seat: Seat,
        /// The name it would have had.
        name: Name,
        /// Why.
        fault: RegisterFault,
    },
}

/// What came of checking a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the password.
    Right,
    /// It is not.
    Wrong,
    /// Nobody could look.
    None,
}

/// Something that follows from an [`Input`]. To be drained with [`Hub::poll`](crate::hub::Hub::poll) before the next.
#[derive(Clone, Debug)]
pub enum Output {
    /// Tell an event.
    Tell {
        /// Whom; see [`Hub::audience`](crate::hub::Hub::audience).
        to: To,
        /// The seat the event is about: who spoke, who joined, who takes over. Dialects tell it in other words than the rest.
        about: Option<Seat>,
        /// What.
        event: Event,
        /// The number that it is kept under, if it is; words carry their own.
        id: Option<MessageId>,
    },
    /// Hand this to history.
    Keep(Keeping),
    /// Look this up in history and tell the seat, unless it is gone by then; of a [`Lookup::Message`] tell the hub.
    Recall {
        /// Who asked.
        seat: Seat,
        /// What.
        what: Lookup,
    },
    /// Find out whether this is the password of that operator, and come back with [`Input::Verified`]. That takes its time;
    /// it must not come before this was drained.
    Verify {
        /// Who gave it.
        seat: Seat,
        /// The operator's name that was given.
        name: Text,
        /// The password that was given.
        password: Text,
    },
    /// Read the files again.
    Reload,
    /// Ask the accounts for this, and tell the seat.
    Login {
        /// Who asked.
        seat: Seat,
        /// For what.
        login: Login,
    },
    /// Make an account of this name. It is the name of who asked, and no account's.
    Register {
        /// Who asked.
        seat: Seat,
        /// The name.
        name: Name,
        /// The password, as it was given.
        password: Secret,
    },
    /// Stop the server.
    Stop {
        /// Who says so.
        by: Who,
    },
    /// The hub has let go of this seat: send what is queued, then close. The seat may be used again once it is closed.
    Close {
        /// Which.
        seat: Seat,
        /// Why; it has been told already.
        why: Departure,
    },
}

/// Whom an event is for. Cheap to hold; the seats themselves stay with the hub until the next input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// One seat.
    One(Seat),
    /// Many seats, each once.
    Many(Range<usize>),
}
