//! Web requests: recognised, and answered that this is not a web site.
//!
//! Browsers can be made to send a request to any port, with lines of an attacker's choosing in it. So whatever begins like
//! a request is treated as one and nothing else: no later byte of it reaches a decoder, and nothing of it is echoed.

/// Methods a browser or a tool begins with (RFC 9110 section 9.1, RFC 5789, WebDAV's PROPFIND, HTTP/2's PRI).
const METHODS: &[&str] = &[
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PROPFIND",
    "PRI",
];

/// What a web request is answered with, before the connection is closed.
pub const ANSWER: &str = "HTTP/1.1 400 Bad Request\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\
    Content-Length: 97\r\n\
    X-Content-Type-Options: nosniff\r\n\
    Connection: close\r\n\
    \r\n\
    This port is a group chat, not a web site. Join it with an IRC client, or with nc HOST and PORT.\n";

/// Whether the first bytes of a connection, though not a whole line, are those of a web request.
#[must_use]
pub fn begins(head: &[u8]) -> bool {
    let Some(space) = head.iter().position(|&byte| byte == b' ') else {
        return false;
    };
    let (method, rest) = (&head[..space], &head[space + 1..]);
    METHODS.iter().any(|known| known.as_bytes() == method)
        && rest
            .first()
            .is_some_and(|&byte| matches!(byte, b'/' | b'*') || byte.is_ascii_alphanumeric())
}

/// Whether a first line is that of a web request, whatever its method: three words, the last of which names HTTP
/// (RFC 9112 section 3).
#[must_use]
pub fn opens(line: &[u8]) -> bool {
    let mut words = line
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let last = words.clone().next_back().unwrap_or_default();
    let version = last
        .get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"HTTP/"));
    (version && words.nth(1).is_some() && line.first() != Some(&b'/'))
        || line.starts_with(b"GET ")
        || begins(line)
}

/// Whether a line of which only the beginning is known could be a web request, whatever its method.
#[must_use]
pub fn seems(head: &[u8]) -> bool {
    let mut words = head
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let target = words.nth(1).unwrap_or_default();
    matches!(target, [b'/' | b'*', ..])
        || target
            .get(..4)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"http"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_recognised_whatever_the_method() {
        for line in [
            "GET / HTTP/1.1",
            "POST /x HTTP/1.0",
            "PRI * HTTP/2.0",
            "BREW /pot HTTP/1.1",
            "GET /",
            "GET ",
            "get / http/1.1",
            "CONNECT a:1 HTTP/1.1",
            "OPTIONS * HTTP/1.1",
            "X  /  HTTP/9",
        ] {
            assert!(opens(line.as_bytes()), "{line}");
        }
        for line in [
            "alice",
            "GET",
            "Post",
            "hello there",
            "NICK a",
            "HTTP/1.1",
            "CAP LS 302",
            "",
        ] {
            assert!(!opens(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn a_request_is_known_before_its_first_line_ends() {
        assert!(begins(b"POST /aaaaaaaaaaa"));
        assert!(begins(b"GET http://"));
        assert!(
            !begins(b"POST") && !begins(b"POST ") && !begins(b"alice /") && !begins(b"PASS /x")
        );
    }

    #[test]
    fn the_beginning_of_a_long_line_tells_whether_it_may_be_a_request() {
        for head in ["BREW /aaaa", "x  /", "patch\thttp://a", "OPTIONS *"] {
            assert!(seems(head.as_bytes()), "{head}");
        }
        for head in ["", "aaaaaaaa", "/aaa", "hello there", "hello"] {
            assert!(!seems(head.as_bytes()), "{head}");
        }
    }

    #[test]
    fn the_answer_counts_its_bytes() {
        let (head, body) = ANSWER.split_once("\r\n\r\n").expect("a head and a body");
        assert!(
            head.contains(&format!("Content-Length: {}", body.len())),
            "{}",
            body.len()
        );
    }
}
