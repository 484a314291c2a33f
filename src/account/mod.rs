//! Accounts: names that belong to who knows a password.
//!
//! The table is asked and answers with values ([`Question`], [`Answer`]); whoever asks must be ready for the answer to come
//! later, as it will from a store on a disk. Today's table is kept in memory: accounts live as long as the server. Around it
//! stands all that logging in takes: what is kept of a password ([`verifier`]), which passwords there are ([`password`]), how
//! somebody proves to know one ([`exchange`]). Nothing in here does I/O, reads a clock, rolls
//! dice or takes long.

pub mod exchange;
pub mod password;
pub mod prep;
pub mod scram;
pub mod verifier;

use hashbrown::HashMap;

use crate::account::verifier::Verifier;
use crate::hub::name::Name;
use crate::limits;

/// One account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name, as its owner wrote it.
    pub name: Name,
    /// What is kept of its password.
    pub verifier: Verifier,
}

/// What the table can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// The account of this name.
    Find(Name),
    /// To keep a new account.
    Create(Account),
}

/// What it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The account that was asked for, if there is one.
    Found(Option<Account>),
    /// It is kept.
    Created(Name),
    /// It is not: there is one of that name.
    Exists,
    /// It is not: there are [`limits::ACCOUNTS`] already.
    Full,
}

/// Every account, in memory.
#[derive(Debug, Default)]
pub struct Accounts(HashMap<Name, Verifier>);

impl Accounts {
    /// No accounts yet.
    #[must_use]
    pub fn new() -> Accounts {
        Accounts::default()
    }

    /// Answers a question.
    pub fn answer(&mut self, question: Question) -> Answer {
        match question {
            Question::Find(name) => {
                Answer::Found(self.0.get_key_value(&name).map(|(name, verifier)| Account {
                    name: name.clone(),
                    verifier: verifier.clone(),
                }))
            }
            Question::Create(account) if self.0.contains_key(&account.name) => Answer::Exists,
            Question::Create(_) if self.0.len() >= limits::ACCOUNTS => Answer::Full,
            Question::Create(Account { name, verifier }) => {
                self.0.insert(name.clone(), verifier);
                Answer::Created(name)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str) -> Account {
        Account {
            name: Name::new(name).expect("a name"),
            verifier: Verifier::made_up(&[0; 32], name),
        }
    }

    #[test]
    fn accounts_are_kept_and_found_whatever_the_case() {
        let mut accounts = Accounts::new();
        let bob = account("Bob");
        let find = |name| Question::Find(account(name).name);
        assert_eq!(accounts.answer(find("bob")), Answer::Found(None));
        let created = accounts.answer(Question::Create(bob.clone()));
        assert_eq!(created, Answer::Created(bob.name.clone()));
        assert_eq!(accounts.answer(find("bOB")), Answer::Found(Some(bob)));
        assert_eq!(accounts.answer(find("rob")), Answer::Found(None));
        let again = accounts.answer(Question::Create(account("BOB")));
        assert_eq!(again, Answer::Exists);
    }

    #[test]
    fn there_are_no_more_accounts_than_there_may_be() {
        let mut accounts = Accounts::new();
        let verifier = account("a").verifier;
        let mut create = |n: usize| {
            let name = Name::new(&format!("n{n}")).expect("a name");
            let verifier = verifier.clone();
            accounts.answer(Question::Create(Account { name, verifier }))
        };
        for n in 0..limits::ACCOUNTS {
            assert!(matches!(create(n), Answer::Created(_)));
        }
        assert_eq!(create(limits::ACCOUNTS), Answer::Full);
        assert_eq!(create(1), Answer::Exists);
    }
}
