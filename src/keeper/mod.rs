//! Slow work, and how the server and the process that does it talk about it.
//!
//! Checking a password takes tens of milliseconds on purpose, and the loop has microseconds. So the work is a [`Job`] that a
//! second process of the same program, the *keeper*, does: [`serve`] is all that process is. A job and its answer
//! ([`Done`]) are one frame each ([`frame`]), one job at a time.
//!
//! Nothing here knows a socket, a process or a clock: the server's side starts the keeper and puts it on its poll. What
//! stands in a job is taken for what the server wrote, and bounded all the same.

pub mod frame;
mod job;
pub mod phc;

use std::fmt;
use std::io::{self, Read, Write};

pub use job::{Done, ITERATIONS, Job};

use frame::Frames;

/// Which job an answer belongs to. The one who asks numbers its jobs and never uses a number again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// No more work is taken now: too much is waiting, or nobody is there to do it. Trying again later may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no more work is taken now")
    }
}

impl std::error::Error for Busy {}

/// Does one job after the other, as they come in, until there are no more. Blocks.
///
/// # Errors
/// When reading or writing fails, or when something comes in that is no job.
pub fn serve(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    let broken = |_| io::Error::new(io::ErrorKind::InvalidData, "this is no job");
    let mut frames = Frames::new();
    let mut buffer = zeroize::Zeroizing::new([0; 1024]);
    loop {
        while let Some(body) = frames.next().map_err(broken)? {
            let job = Job::decode(&body).map_err(broken)?;
            output.write_all(&job.run().encode())?;
            output.flush()?;
        }
        match input.read(&mut buffer[..]) {
            Ok(0) => return Ok(()),
            Ok(count) => frames.push(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    /// A reader that hands out one byte at a time.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else {
                return Ok(0);
            };
            buf[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn derive(password: &str) -> Job {
        Job::Derive {
            password: Secret::from(password),
            salt: vec![1, 2, 3],
            iterations: 1,
        }
    }

    #[test]
    fn jobs_are_answered_in_order_however_they_come_in() {
        let jobs = [derive("a"), derive("b"), derive("a")];
        let input: Vec<u8> = jobs.iter().flat_map(|job| job.encode().to_vec()).collect();
        let want: Vec<u8> = jobs
            .iter()
            .flat_map(|job| job.run().encode().to_vec())
            .collect();
        let mut whole = Vec::new();
        serve(&input[..], &mut whole).expect("good jobs");
        let mut dripped = Vec::new();
        serve(Drip(&input), &mut dripped).expect("good jobs");
        assert_eq!(whole, want);
        assert_eq!(dripped, want);
    }

    #[test]
    fn what_is_no_job_ends_the_work() {
        for input in [&b"hello there\n"[..], &[0, 0, 0, 1, 9], &[0xff; 8]] {
            let error = serve(input, Vec::new()).expect_err("no job");
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{input:?}");
        }
    }

    #[test]
    fn half_a_job_at_the_end_is_let_go() {
        let job = derive("a").encode();
        let mut out = Vec::new();
        serve(&job[..job.len() - 1], &mut out).expect("nothing wrong with that");
        assert!(out.is_empty());
    }
}
