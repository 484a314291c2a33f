//! What a decoded line comes to: answers that need nobody else, and requests for the hub, in order.

use std::ops::Range;

use crate::hub::departure::Departure;
use crate::hub::id::MemberId;
use crate::hub::name::Name;
use crate::hub::request::Request;

/// What the hub knows of the connection whose line is decoded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Me<'a> {
    /// Its name, taken or only claimed.
    pub name: Option<&'a Name>,
    /// Its number.
    pub id: Option<MemberId>,
    /// Whether it is a member.
    pub registered: bool,
    /// Whether it has begun to log in, so that the server waits for what it says next.
    pub logging_in: bool,
}

impl<'a> Me<'a> {
    /// The name as an answer addresses it; `*` while there is none.
    #[must_use]
    pub fn shown(&self) -> &'a str {
        self.name.map_or("*", Name::as_str)
    }
}

/// One consequence of a line.
#[derive(Debug)]
pub enum Step {
    /// Send these bytes of [`Steps::bytes`] back.
    Reply(Range<usize>),
    /// Hand this to the hub.
    Ask(Request),
    /// Close the connection: what was spoken is not chat. The reply before it has told why.
    Close(Departure),
}

/// The consequences of a line, gathered in a buffer that is used again for the next.
#[derive(Debug, Default)]
pub struct Steps {
    bytes: Vec<u8>,
    list: Vec<Step>,
    label: Option<Box<str>>,
    /// The last [`Steps::number`].
    number: u64,
}

/// The consequences of a line that wait for their time.
#[derive(Debug)]
pub struct Aside {
    bytes: Vec<u8>,
    list: Vec<Step>,
    label: Option<Box<str>>,
}

impl Steps {
    /// An empty list.
    #[must_use]
    pub fn new() -> Steps {
        Steps::default()
    }

    /// Adds an answer, written by `write`. Answers that follow each other become one.
    pub fn reply(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.bytes.len();
        write(&mut self.bytes);
        let end = self.bytes.len();
        match self.list.last_mut() {
            _ if start == end => {}
            Some(Step::Reply(range)) if range.end == start => range.end = end,
            _ => self.list.push(Step::Reply(start..end)),
        }
    }

    /// Adds a request.
    pub fn ask(&mut self, request: Request) {
        self.list.push(Step::Ask(request));
    }

    /// Ends the connection.
    pub fn close(&mut self, why: Departure) {
        self.list.push(Step::Close(why));
    }

    /// Has everything that its author is told because of this line carry a label, escaped already.
    pub fn label(&mut self, label: &str) {
        self.label = Some(label.into());
    }

    /// Takes the label, if there is one. It is for one line.
    pub fn take_label(&mut self) -> Option<Box<str>> {
        self.label.take()
    }

    /// A number that was not given before.
    pub fn number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    /// The steps in order.
    #[must_use]
    pub fn list(&self) -> &[Step] {
        &self.list
    }

    /// Takes the steps, leaving the bytes they refer to.
    pub fn take(&mut self) -> Vec<Step> {
        std::mem::take(&mut self.list)
    }

    /// The bytes of an answer.
    #[must_use]
    pub fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }

    /// Takes out all that follows from a line, to be put back when its time has come.
    pub fn set_aside(&mut self) -> Aside {
        Aside {
            bytes: std::mem::take(&mut self.bytes),
            list: std::mem::take(&mut self.list),
            label: self.label.take(),
        }
    }

    /// Puts back what was set aside, in place of what there is.
    pub fn put_back(&mut self, aside: Aside) {
        self.bytes = aside.bytes;
        self.list = aside.list;
        self.label = aside.label;
    }

    /// Forgets everything; `list` is a list from [`Steps::take`], whose memory is used again.
    pub fn reset(&mut self, mut list: Vec<Step>) {
        list.clear();
        self.list = list;
        self.bytes.clear();
    }
}
