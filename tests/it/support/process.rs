//! Child processes, and what they say.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};

use super::PATIENCE;

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Exit {
    /// Its exit code; `None` when a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A child process whose output is collected. Killed when dropped.
#[derive(Debug)]
pub(crate) struct Process {
    pub(super) child: Child,
    pub(crate) stdout: Heard,
    pub(super) stderr: Heard,
    /// It has ended and that has been taken note of.
    pub(super) reaped: bool,
}

impl Process {
    #[track_caller]
    pub(crate) fn spawn(command: &mut Command) -> Process {
        // Whoever runs the tests may have set some of them.
        let set: Vec<_> = command.get_envs().map(|(key, _)| key.to_owned()).collect();
        for (key, _) in std::env::vars_os() {
            if key.to_string_lossy().starts_with("GROUPCHAT_") && !set.contains(&key) {
                command.env_remove(key);
            }
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stdout = Heard::listen(child.stdout.take().expect("a pipe"));
        let stderr = Heard::listen(child.stderr.take().expect("a pipe"));
        Process {
            child,
            stdout,
            stderr,
            reaped: false,
        }
    }

    #[track_caller]
    pub(super) fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.expect("a process id"), signal).expect("the process is there");
    }

    #[track_caller]
    pub(super) fn await_stderr(&self, text: &str) -> String {
        match self.stderr.until(|said| said.contains(text)) {
            Ok(said) => said,
            Err(said) => panic!("the server has not said {text:?} on stderr, but:\n{said}"),
        }
    }

    #[track_caller]
    pub(super) fn exit(&mut self) -> Exit {
        let ended = self.stderr.end().and_then(|()| self.stdout.end());
        if ended.is_err() {
            panic!(
                "the server has not ended; it said:\n{}",
                self.stderr.so_far()
            );
        }
        // Its pipes are closed, so it is about to be gone.
        let status = self.child.wait().expect("a child");
        self.reaped = true;
        Exit {
            code: status.code(),
            stdout: self.stdout.so_far(),
            stderr: self.stderr.so_far(),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if !self.reaped {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// What comes out of a pipe.
#[derive(Debug)]
pub(crate) struct Heard(Arc<(Mutex<Said>, Condvar)>);

#[derive(Debug, Default)]
struct Said {
    text: String,
    ended: bool,
}

impl Heard {
    fn listen(mut pipe: impl Read + Send + 'static) -> Heard {
        let shared = Arc::new((Mutex::new(Said::default()), Condvar::new()));
        let writer = Arc::clone(&shared);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let count = pipe.read(&mut buffer).unwrap_or(0);
                let mut said = writer.0.lock().unwrap_or_else(PoisonError::into_inner);
                said.text
                    .push_str(&String::from_utf8_lossy(&buffer[..count]));
                said.ended = count == 0;
                writer.1.notify_all();
                if count == 0 {
                    return;
                }
            }
        });
        Heard(shared)
    }

    pub(super) fn so_far(&self) -> String {
        let said = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        said.text.clone()
    }

    /// Waits until `enough` of the text; what there is otherwise.
    pub(crate) fn until(&self, enough: impl Fn(&str) -> bool) -> Result<String, String> {
        let said = self.wait(|said| enough(&said.text) || said.ended);
        if enough(&said) { Ok(said) } else { Err(said) }
    }

    fn end(&self) -> Result<(), ()> {
        self.wait(|said| said.ended);
        let said = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        said.ended.then_some(()).ok_or(())
    }

    fn wait(&self, enough: impl Fn(&Said) -> bool) -> String {
        let until = Instant::now() + PATIENCE;
        let mut said = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        while !enough(&said) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            said = self
                .0
                .1
                .wait_timeout(said, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        said.text.clone()
    }
}
