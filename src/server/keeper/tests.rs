//! Processes that are no keepers, or bad ones, on a clock of our own.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use mio::{Events, Poll};

use super::*;
use crate::secret::Secret;

struct World {
    poll: Poll,
    keeper: Keeper,
    now_ms: u64,
}

impl World {
    fn new(program: Option<&Path>) -> World {
        let poll = Poll::new().expect("a poll");
        let registry = poll.registry().try_clone().expect("its registry");
        World {
            poll,
            keeper: Keeper::new(registry, Token(7), program.map(Path::to_owned)),
            now_ms: 1000,
        }
    }

    fn work(&mut self, ticket: u64) -> Result<(), Busy> {
        let job = Job::Verify {
            phc: String::new(),
            password: Secret::from("x"),
        };
        self.keeper.work(Ticket(ticket), job, self.now_ms)
    }

    /// What is answered without waiting.
    fn next(&mut self) -> Option<(u64, Done)> {
        let (ticket, done) = self.keeper.next(self.now_ms)?;
        Some((ticket.0, done))
    }

    /// What is answered once the process has done something.
    fn answer(&mut self) -> (u64, Done) {
        let mut events = Events::with_capacity(4);
        loop {
            if let Some(answer) = self.next() {
                return answer;
            }
            let patience = Duration::from_secs(20);
            match self.poll.poll(&mut events, Some(patience)) {
                Ok(()) => assert!(!events.is_empty(), "nothing happens"),
                // Another test raises signals.
                Err(error) => assert_eq!(error.kind(), io::ErrorKind::Interrupted),
            }
            self.keeper.ready();
        }
    }
}

/// A program that answers its first job, whatever it is, and takes all others in silence.
fn one_answer() -> std::path::PathBuf {
    let path = std::env::temp_dir().join(format!("groupchat-keeper-{}", std::process::id()));
    let script = "#!/bin/sh\nhead -c 1 >/dev/null\nprintf '\\000\\000\\000\\004\\145\\000\\001\\001' >&0\nexec cat >/dev/null\n";
    std::fs::write(&path, script).expect("a file");
    let mode = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(&path, mode).expect("a mode");
    path
}

#[test]
fn without_a_program_nothing_is_taken() {
    let mut world = World::new(None);
    assert_eq!(world.work(1), Err(Busy));
    assert_eq!((world.next(), world.keeper.timeout(0)), (None, None));
}

#[test]
fn what_cannot_be_started_or_ends_at_once_is_given_a_rest_that_grows() {
    for program in ["/nonexistent/keeper", "/bin/false"] {
        let mut world = World::new(Some(Path::new(program)));
        for pause_s in [1, 2, 4, 8, 16, 32, 60, 60] {
            assert_eq!(world.work(1), Ok(()), "{program}");
            assert_eq!(world.work(2), Ok(()));
            // Those that wait are not left to it either.
            assert_eq!(world.answer(), (1, Done::Failed));
            assert_eq!(world.next(), Some((2, Done::Failed)));
            assert_eq!(world.work(3), Err(Busy));
            world.now_ms += pause_s * 1000 - 1;
            assert_eq!(world.work(3), Err(Busy), "{program} after {pause_s} s");
            world.now_ms += 1;
        }
    }
}

#[test]
fn what_takes_too_long_is_ended() {
    // It says something for ever and listens to nobody.
    let mut world = World::new(Some(Path::new("/usr/bin/yes")));
    assert_eq!(world.work(1), Ok(()));
    assert_eq!(world.next(), None);
    let left = world.keeper.timeout(world.now_ms);
    assert_eq!(left, Some(Duration::from_millis(limits::JOB_MS)));
    world.now_ms += limits::JOB_MS - 1;
    assert_eq!(world.next(), None);
    world.now_ms += 1;
    assert_eq!(world.next(), Some((1, Done::Failed)));
    assert!(world.keeper.process.is_none());
}

#[test]
fn no_more_is_taken_than_may_wait_and_each_is_answered_in_turn() {
    let program = one_answer();
    let mut world = World::new(Some(&program));
    let most = u64::try_from(limits::JOBS).expect("few");
    for ticket in 1..=most {
        assert_eq!(world.work(ticket), Ok(()));
    }
    assert_eq!(world.work(most + 1), Err(Busy));
    assert_eq!(world.answer(), (1, Done::Verified(true)));
    assert_eq!(world.work(most + 1), Ok(()));
    // The second is never answered; the process has been of use, so the third starts another.
    world.now_ms += limits::JOB_MS - 1;
    assert_eq!(world.next(), None);
    world.now_ms += 1;
    assert_eq!(world.next(), Some((2, Done::Failed)));
    assert_eq!(world.answer(), (3, Done::Verified(true)));
}

#[test]
fn what_has_nothing_to_do_is_let_go_and_nothing_is_left_of_it() {
    let program = one_answer();
    let mut world = World::new(Some(&program));
    assert_eq!(world.keeper.timeout(world.now_ms), None, "nothing is due");
    assert!(world.keeper.process.is_none(), "nothing is started");
    assert_eq!(world.work(1), Ok(()));
    assert_eq!(world.answer(), (1, Done::Verified(true)));
    assert_eq!(world.next(), None);
    let left = world.keeper.timeout(world.now_ms);
    assert_eq!(left, Some(Duration::from_millis(limits::KEEPER_IDLE_MS)));
    world.now_ms += limits::KEEPER_IDLE_MS - 1;
    assert_eq!(world.next(), None);
    assert!(world.keeper.process.is_some());
    world.now_ms += 1;
    assert_eq!(world.next(), None);
    assert!(world.keeper.process.is_none());
    while let Some(soon) = world.keeper.timeout(world.now_ms) {
        assert!(soon <= Duration::from_millis(REAP_MS));
        std::thread::yield_now();
        world.now_ms += REAP_MS;
        assert_eq!(world.next(), None);
    }
    assert!(world.keeper.ending.is_empty());
    assert_eq!(world.work(2), Ok(()));
    assert_eq!(
        world.answer(),
        (2, Done::Verified(true)),
        "and there is another"
    );
}
