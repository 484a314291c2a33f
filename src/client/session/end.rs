//! How a session ends, and how it notices that it has.

use super::greet::Registering;
use super::{INTERRUPT_MS, Output, Phase, REGISTER_MS, Session};
use crate::client::read::bare;
use crate::irc::message::Line;
use crate::now::Now;

/// Silence after which the server is asked whether it is there.
const SILENCE_MS: u64 = 120_000;
/// Time the server gets for an answer. Long, because a server that slows us down answers late.
const ANSWER_MS: u64 = 180_000;
/// Exit code of a departure that the server did not wait to see.
const FORCED: u8 = 130;

impl Session {
    pub(super) fn patience_ms(&self) -> u64 {
        if self.asked > self.answered {
            ANSWER_MS
        } else {
            SILENCE_MS
        }
    }

    pub(super) fn look_at_the_clock(&mut self, now: Now) {
        let late = |until_ms: u64| now.mono_ms >= until_ms;
        match &self.phase {
            Phase::Registering(Registering { until_ms, .. }) | Phase::Welcomed { until_ms }
                if late(*until_ms) =>
            {
                let seconds = REGISTER_MS / 1000;
                self.die(
                    &format!("The server did not let us in within {seconds} seconds; is it a chat server?"),
                    now,
                );
            }
            Phase::Quitting { until_ms, code } if late(*until_ms) => self.finish(*code),
            Phase::Joining | Phase::Chatting | Phase::Settling
                if late(self.stirred_ms + self.patience_ms()) =>
            {
                if self.asked > self.answered {
                    let seconds = ANSWER_MS / 1000;
                    self.die(
                        &format!(
                            "The connection is lost: the server was silent for {seconds} seconds."
                        ),
                        now,
                    );
                } else {
                    self.ask_whether_taken();
                }
            }
            _ => {}
        }
    }

    /// Sends QUIT and gives the server some time to close.
    pub(super) fn quit(&mut self, patience_ms: u64, code: u8, now: Now) {
        let line = Line::to_server(&mut self.out, "", "QUIT");
        if self.quit_reason.is_empty() {
            line.end();
        } else {
            line.last(&self.quit_reason);
        }
        self.queue.clear();
        self.phase = Phase::Quitting {
            until_ms: now.mono_ms + patience_ms,
            code,
        };
    }

    pub(super) fn interrupted(&mut self, now: Now) {
        if matches!(self.phase, Phase::Quitting { .. }) {
            return self.finish(FORCED);
        }
        self.quit(INTERRUPT_MS, FORCED, now);
    }

    /// Nothing we tell can be read any more. Filters end then; but nobody shall believe that what was not read was sent.
    pub(super) fn unread(&mut self, why: Option<&str>, now: Now) {
        if let Some(why) = why {
            self.fail(format!("Cannot write the output: {why}."), now);
        }
        if !self.input_read && !self.input_ended && !self.settings.interactive {
            self.fail(
                "Nobody reads the output any more; the rest of the input was not sent.",
                now,
            );
        }
        self.input_ended = true;
    }

    /// The connection is over.
    pub(super) fn gone(&mut self, why: Option<&str>, now: Now) {
        match self.phase {
            // Forced means that the server did not close in time; here it did.
            Phase::Quitting { code, .. } => self.finish(if code == FORCED { 0 } else { code }),
            _ => {
                let why = match (self.last_words.take(), why) {
                    (Some(words), _) => {
                        format!("The server closed the connection: {}.", bare(&words))
                    }
                    (None, Some(why)) => format!("The connection to the server is lost: {why}."),
                    (None, None) => "The server closed the connection.".to_owned(),
                };
                let asked = self.answered < self.asked;
                // A person sees what was answered; lines that were typed long ago are no worry.
                let untold = self.since_asked > 0 && !self.settings.interactive;
                let spoken = matches!(self.phase, Phase::Chatting | Phase::Settling);
                let unsure = if spoken && (asked || untold || !self.queue.is_empty()) {
                    " It may not have taken the last lines."
                } else {
                    ""
                };
                self.die(&format!("{why}{unsure}"), now);
            }
        }
    }

    /// Ends because of something that nothing can be done about.
    pub(super) fn die(&mut self, why: &str, now: Now) {
        self.fail(why, now);
        self.finish(1);
    }

    pub(super) fn finish(&mut self, code: u8) {
        self.phase = Phase::Done;
        self.told.push_back(Output::Done(code));
    }

    pub(super) fn exit_code(&self) -> u8 {
        u8::from(self.failed && !self.settings.interactive)
    }
}
