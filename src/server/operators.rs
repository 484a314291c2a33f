//! Who may become an operator of the server, and by which password.

use std::collections::BTreeMap;

use crate::keeper::phc::Phc;
use crate::limits;

/// Names and the hashes of their passwords.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operators(BTreeMap<String, String>);

impl Operators {
    /// Reads them: a line each, `name:hash`. Empty lines and those that begin with `#` are passed over.
    ///
    /// # Errors
    /// The number of the first line that is no good, counted from 1, and why.
    pub fn parse(text: &str) -> Result<Operators, (usize, String)> {
        let mut operators = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fault = |why: String| (number, why);
            let (name, hash) = line.split_once(':').ok_or_else(|| {
                fault(
                    "it is not of the form name:hash; lines that begin with # are left out"
                        .to_owned(),
                )
            })?;
            let (name, hash) = (name.trim(), hash.trim());
            let fits = (1..=limits::NAME).contains(&name.len());
            if !fits || name.chars().any(|c| c.is_whitespace() || c.is_control()) {
                return Err(fault(format!(
                    "an operator's name has 1 to {} bytes and no spaces",
                    limits::NAME
                )));
            }
            Phc::parse(hash).map_err(|why| fault(why.to_string()))?;
            if operators.insert(name.to_owned(), hash.to_owned()).is_some() {
                return Err(fault(format!("{name} stands in the file twice")));
            }
        }
        Ok(Operators(operators))
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The hash of an operator's password. Names are compared with case.
    #[must_use]
    pub fn hash(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Somebody's hash.
    #[must_use]
    pub fn any_hash(&self) -> Option<&str> {
        self.0.values().next().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str =
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$M0iJfWwX0/61FSBvCvLjOh4BKZDGk3svXNX+KnPuDno";

    #[test]
    fn a_line_is_an_operator_a_comment_or_nothing() {
        let text = format!("# ours\n\n  alice : {HASH} \r\nBob:{HASH}\n#carol:x\n");
        let operators = Operators::parse(&text).expect("good lines");
        assert_eq!(operators.hash("alice"), Some(HASH));
        assert_eq!(operators.hash("Bob"), Some(HASH));
        assert_eq!(operators.hash("bob"), None);
        assert_eq!(operators.hash("carol"), None);
        assert_eq!(operators.any_hash(), Some(HASH));
        let nobody = Operators::parse("# nobody\n").expect("nobody is fine");
        assert!(nobody.is_empty() && nobody.any_hash().is_none());
    }

    #[test]
    fn a_bad_line_is_named_with_the_reason() {
        for (line, why) in [
            ("alice", "name:hash"),
            ("alice:hunter2", "hash-password"),
            (
                "alice:$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
                "too much",
            ),
            (&format!(":{HASH}"), "1 to 32 bytes"),
            (&format!("a b:{HASH}"), "no spaces"),
            (&format!("{}:{HASH}", "x".repeat(33)), "1 to 32 bytes"),
            (&format!("good:{HASH}"), "twice"),
        ] {
            let text = format!("good:{HASH}\n# two\n{line}\n");
            let (number, fault) = Operators::parse(&text).expect_err(line);
            assert_eq!(number, 3, "{line}");
            assert!(fault.contains(why), "{fault}");
        }
    }
}
