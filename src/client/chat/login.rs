//! Capabilities, and logging in with them (IRCv3 capability-negotiation, sasl-3.1).

use super::Chat;
use super::caps::{self, Caps};
use super::hear::Heard;
use super::server::ServerId;
use crate::irc::message::Line;
use crate::now::Now;

/// Most bytes of one server's capabilities that are looked at.
const LISTED: usize = 16 * 1024;
/// Most bytes of capabilities asked for in one line.
const REQUEST: usize = 400;
/// Bytes of one `AUTHENTICATE` line (IRCv3 sasl-3.1, "The AUTHENTICATE command").
const CHUNK: usize = 400;

impl Chat {
    /// A CAP line: `CAP <us> LS [*] :<capabilities>`, `ACK`, `NAK`, `NEW`, `DEL`.
    pub(super) fn hear_cap(&mut self, heard: &Heard<'_>, now: Now) {
        let Some(server) = self.server_mut(heard.server) else {
            return;
        };
        let list = heard.last();
        match heard.param(1).to_ascii_uppercase().as_str() {
            subcommand @ ("LS" | "NEW") => {
                let greeting = &mut server.wire.greeting;
                greeting.listed = greeting.listed.saturating_add(list.len());
                if greeting.listed <= LISTED {
                    for word in list.split(' ') {
                        let (name, value) = word.split_once('=').unwrap_or((word, ""));
                        let Some(known) = caps::find(name) else {
                            continue;
                        };
                        if !greeting.offered.iter().any(|(_, cap)| *cap == known.1) {
                            greeting.offered.push(known);
                        }
                        match known.1 {
                            Caps::SASL => value.clone_into(&mut greeting.mechanisms),
                            Caps::MULTILINE => server.supports.hear_multiline(value),
                            _ => {}
                        }
                    }
                }
                let more = heard.param(2) == "*" && heard.message.params().len() > 3;
                if subcommand == "NEW" || !more {
                    self.ask_for_caps(heard.server);
                }
            }
            "ACK" => {
                for word in list.split(' ') {
                    match word.strip_prefix('-') {
                        Some(name) => {
                            if let Some((_, cap)) = caps::find(name) {
                                server.caps = server.caps.without(cap);
                            }
                        }
                        None => {
                            if let Some((_, cap)) = caps::find(word) {
                                server.caps = server.caps | cap;
                            }
                        }
                    }
                }
                self.request_answered(heard.server, now);
            }
            "NAK" => {
                // All of a request is refused for one word of it; alone, the others may be granted.
                let words: Vec<&str> = list.split(' ').filter(|word| !word.is_empty()).collect();
                if words.len() > 1 {
                    for word in words.into_iter().filter(|word| caps::find(word).is_some()) {
                        server.wire.greeting.requests += 1;
                        let out = &mut server.wire.out;
                        Line::to_server(out, "", "CAP").arg("REQ").last(word);
                    }
                }
                self.request_answered(heard.server, now);
            }
            "DEL" => {
                for (_, cap) in list.split(' ').filter_map(caps::find) {
                    server.caps = server.caps.without(cap);
                }
            }
            _ => {}
        }
    }

    pub(super) fn ask_for_caps(&mut self, id: ServerId) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let account = server.wanted.account.is_some();
        let greeting = &mut server.wire.greeting;
        let mut request = String::new();
        let mut lines = Vec::new();
        for (name, cap) in std::mem::take(&mut greeting.offered) {
            if cap == Caps::SASL && (!account || greeting.ended) {
                continue;
            }
            if request.len() + name.len() >= REQUEST {
                lines.push(std::mem::take(&mut request));
            }
            if !request.is_empty() {
                request.push(' ');
            }
            request.push_str(name);
        }
        if !request.is_empty() {
            lines.push(request);
        }
        greeting.requests += lines.len();
        for line in &lines {
            Line::to_server(&mut server.wire.out, "", "CAP")
                .arg("REQ")
                .last(line);
        }
        if lines.is_empty() {
            self.end_caps(id);
        }
    }

    pub(super) fn request_answered(&mut self, id: ServerId, now: Now) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        let greeting = &mut server.wire.greeting;
        greeting.requests = greeting.requests.saturating_sub(1);
        if greeting.requests > 0 || greeting.ended {
            return;
        }
        let log_in = server.wanted.account.is_some();
        if !log_in {
            return self.end_caps(id);
        }
        let plain = greeting.mechanisms.is_empty()
            || greeting
                .mechanisms
                .split(',')
                .any(|way| way.eq_ignore_ascii_case("PLAIN"));
        if server.caps.has(Caps::SASL) && plain {
            Line::to_server(&mut server.wire.out, "", "AUTHENTICATE")
                .arg("PLAIN")
                .end();
        } else {
            self.log_in_failed(id, "it offers no way that we know (SASL PLAIN)", now);
        }
    }

    pub(super) fn end_caps(&mut self, id: ServerId) {
        let Some(server) = self.server_mut(id) else {
            return;
        };
        if !std::mem::replace(&mut server.wire.greeting.ended, true) {
            Line::to_server(&mut server.wire.out, "", "CAP")
                .arg("END")
                .end();
        }
    }

    /// `AUTHENTICATE +`: the server wants to see who we are.
    pub(super) fn hear_authenticate(&mut self, heard: &Heard<'_>) {
        let Some(server) = self.server_mut(heard.server) else {
            return;
        };
        let Some(account) = server.wanted.account.clone() else {
            return;
        };
        if heard.param(0) != "+" || server.wire.greeting.ended {
            return;
        }
        let secret = base64(format!("\0{}\0{}", account.name, account.password).as_bytes());
        let out = &mut server.wire.out;
        let mut last = CHUNK;
        for chunk in secret.as_bytes().chunks(CHUNK) {
            last = chunk.len();
            let chunk = String::from_utf8_lossy(chunk);
            Line::to_server(out, "", "AUTHENTICATE").arg(chunk).end();
        }
        if last == CHUNK {
            // A full last line is followed by an empty one.
            Line::to_server(out, "", "AUTHENTICATE").arg("+").end();
        }
    }

    pub(super) fn log_in_failed(&mut self, id: ServerId, why: &str, now: Now) {
        if let Some(own) = self.own_window(id) {
            self.fail(
                own,
                format!("The server did not log us in: {why}. Going on without an account."),
                now,
            );
        }
        self.end_caps(id);
    }
}

/// Base64 with padding (RFC 4648 section 4).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let three = [
            group.first().copied().unwrap_or(0),
            group.get(1).copied().unwrap_or(0),
            group.get(2).copied().unwrap_or(0),
        ];
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for place in 0..4 {
            if place <= group.len() {
                let letter = (bits >> (18 - 6 * place)) & 63;
                out.push(char::from(LETTERS[letter as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_standard() {
        // RFC 4648 section 10.
        for (text, want) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), want);
        }
        assert_eq!(base64(b"\0jilles\0sesame"), "AGppbGxlcwBzZXNhbWU=");
    }
}
