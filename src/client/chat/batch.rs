//! Lines that belong together (IRCv3 batch): history, several lines of one message, answers to one question.

use super::hear::Heard;
use super::server::ServerId;
use super::words::Said;
use super::{Chat, Entry, entry};
use crate::irc::message::Message;
use crate::now::Now;

/// Most batches open at a time on one connection.
const OPEN: usize = 32;
/// Most bytes of one message of several lines.
const SEVERAL: usize = 64 * 1024;

/// An open batch.
#[derive(Debug)]
pub(super) struct Batch {
    reference: String,
    kind: Kind,
    /// Its first parameter.
    about: String,
    /// The line it answers.
    label: Option<String>,
    /// The batch it is in.
    parent: Option<String>,
    /// Lines of it so far.
    count: usize,
}

#[derive(Debug)]
enum Kind {
    /// chathistory: what was said before.
    Past,
    /// multiline: one message.
    Several(Box<Several>),
    /// Whatever else: its lines mean what they mean alone.
    Other,
}

/// A message whose lines are coming in.
#[derive(Debug)]
struct Several {
    /// The line that opened the batch: its source and tags are the message's.
    opening: String,
    text: String,
    notice: bool,
    any: bool,
}

impl Chat {
    /// `BATCH +<reference> <type> [<parameter>...]`, `BATCH -<reference>`
    pub(super) fn hear_batch(&mut self, heard: &Heard<'_>, now: Now) {
        let word = heard.param(0);
        if let Some(reference) = word.strip_prefix('+') {
            self.open_batch(reference, heard);
        } else if let Some(reference) = word.strip_prefix('-') {
            let Some(server) = self.server_mut(heard.server) else {
                return;
            };
            let batches = &mut server.wire.batches;
            let Some(at) = batches.iter().position(|it| it.reference == reference) else {
                return;
            };
            let batch = batches.remove(at);
            match batch.kind {
                Kind::Past => self.end_history(heard.server, &batch.about, batch.count, now),
                Kind::Several(several) => {
                    let (label, of) = (batch.label, heard.of.clone());
                    self.end_several(heard.server, &several, &batch.about, label, of, now);
                }
                Kind::Other => {}
            }
        }
    }

    fn open_batch(&mut self, reference: &str, heard: &Heard<'_>) {
        let kind = match heard.param(1) {
            "chathistory" | "draft/chathistory-targets" => Kind::Past,
            "draft/multiline" | "multiline" => Kind::Several(Box::new(Several {
                opening: heard.line.to_owned(),
                text: String::new(),
                notice: false,
                any: false,
            })),
            _ => Kind::Other,
        };
        let batch = Batch {
            reference: reference.to_owned(),
            kind,
            about: heard.param(2).to_owned(),
            label: heard.label.clone(),
            parent: heard.message.tag("batch"),
            count: 0,
        };
        if let Some(server) = self.server_mut(heard.server) {
            let batches = &mut server.wire.batches;
            if batches.len() >= OPEN {
                // Whoever never closes them loses the oldest.
                batches.remove(0);
            }
            batches.push(batch);
        }
    }

    /// What the batches around a line say of it: whose past it is of, and which line it answers.
    pub(super) fn batched(
        &mut self,
        id: ServerId,
        message: &Message<'_>,
    ) -> (Option<String>, Option<String>) {
        let label = message.tag("label");
        let Some(first) = message.tag("batch") else {
            return (None, label);
        };
        let Some(server) = self.server_mut(id) else {
            return (None, label);
        };
        let (mut of, mut label) = (None, label);
        let mut next = Some(first);
        // No chain is longer than there are batches, even where the server has them go round.
        for depth in 0..OPEN {
            let Some(reference) = next else { break };
            let batches = &mut server.wire.batches;
            let Some(batch) = batches.iter_mut().find(|it| it.reference == reference) else {
                break;
            };
            if depth == 0 {
                batch.count += 1;
            }
            if matches!(batch.kind, Kind::Past) {
                of = Some(batch.about.clone());
            }
            label = label.or_else(|| batch.label.clone());
            next = batch.parent.clone();
        }
        (of, label)
    }

    /// Takes a line of a message of several. `false` when it is in no such batch.
    pub(super) fn gather(&mut self, heard: &Heard<'_>) -> bool {
        let is_words = heard.is("PRIVMSG") || heard.is("NOTICE");
        let Some(reference) = heard.message.tag("batch").filter(|_| is_words) else {
            return false;
        };
        let Some(server) = self.server_mut(heard.server) else {
            return false;
        };
        let batch = server
            .wire
            .batches
            .iter_mut()
            .find(|it| it.reference == reference);
        let Some(Kind::Several(several)) = batch.map(|batch| &mut batch.kind) else {
            return false;
        };
        let joined = ["draft/multiline-concat", "multiline-concat"];
        let joined = joined.iter().any(|tag| heard.message.tag(tag).is_some());
        if several.any && !joined {
            several.text.push('\n');
        }
        several.any = true;
        several.notice = heard.is("NOTICE");
        let room = SEVERAL.saturating_sub(several.text.len());
        let line = heard.param(1);
        several
            .text
            .push_str(&line[..line.floor_char_boundary(room)]);
        true
    }

    fn end_several(
        &mut self,
        id: ServerId,
        several: &Several,
        target: &str,
        label: Option<String>,
        of: Option<String>,
        now: Now,
    ) {
        let Ok(message) = Message::parse(&several.opening) else {
            return;
        };
        let opening = Heard::new(id, &several.opening, &message, of, label, now);
        let said = Said {
            target,
            text: &several.text,
            kind: if several.notice {
                entry::Kind::Notice
            } else {
                entry::Kind::Message
            },
        };
        self.said(&opening, &said);
    }

    /// Tells something in a window, at the moment the line tells of.
    pub(super) fn event(
        &mut self,
        heard: &Heard<'_>,
        window: super::WindowId,
        text: impl Into<String>,
    ) {
        let mut event = Entry::new(entry::Kind::Event, heard.unix_ms, text);
        event.past = heard.past;
        event.msgid = heard.message.tag("msgid");
        if !self.is_known(window, &event) {
            self.tell(window, event);
        }
    }
}
