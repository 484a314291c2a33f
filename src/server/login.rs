//! How far one connection has come with logging in.

use crate::account::exchange::Exchange;
use crate::account::verifier::Salt;
use crate::hub::login::How;
use crate::hub::name::Name;
use crate::hub::request::Registration;

/// What is under way between a connection and the accounts.
#[derive(Debug)]
pub(crate) enum Login {
    /// It proves who it is.
    Proving(Box<Proving>),
    /// It gets an account of this name; the salt is for its password.
    Registering(Name, Salt),
}

/// Somebody proves who it is.
#[derive(Debug)]
pub(crate) struct Proving {
    /// How far it has come.
    pub(crate) exchange: Exchange,
    /// By which way.
    pub(crate) how: How,
    /// How to become a member afterwards.
    pub(crate) entering: Option<Box<Registration>>,
}
