//! About one member: the answers to WHOIS and WHOWAS.

use std::fmt;

use crate::calendar;
use crate::hub::event::{Former, Whois};
use crate::hub::face::Address;
use crate::hub::name::Name;
use crate::irc::event::{View, as_it_is, in_lines};
use crate::irc::numeric::{
    ERR_WASNOSUCHNICK, RPL_AWAY, RPL_ENDOFWHOWAS, RPL_WHOISACCOUNT, RPL_WHOISACTUALLY,
    RPL_WHOISBOT, RPL_WHOISCHANNELS, RPL_WHOISHOST, RPL_WHOISIDLE, RPL_WHOISOPERATOR,
    RPL_WHOISSERVER, RPL_WHOISUSER, RPL_WHOWASUSER,
};

/// Modern IRC, WHOIS, without its end: a WHOIS for several members has one end, which the command writes. The member's number
/// and its listen port, which nothing in IRC stands for, go with what is said of the server, which is free to say anything:
/// so every client shows them, and none has to know of a line of its own for them.
pub(super) fn whois(about: &Whois, view: &View<'_>, out: &mut Vec<u8>) {
    let voice = view.voice();
    let (row, who) = (&about.row, &about.row.who);
    let info = view.info;
    voice
        .numeric(out, RPL_WHOISUSER)
        .arg(&who.name)
        .arg(&who.user)
        .arg(row.address.host())
        .arg("*")
        .last(&who.real);
    if !about.groups.is_empty() {
        let words = about.groups.iter().map(|(group, ranks)| {
            let sign = view.signs(*ranks);
            format!("{sign}{group}")
        });
        in_lines(out, words, as_it_is, |out| {
            voice.numeric(out, RPL_WHOISCHANNELS).arg(&who.name)
        });
    }
    voice
        .numeric(out, RPL_WHOISSERVER)
        .arg(&who.name)
        .arg(&info.server_name)
        .last(format_args!(
            "{}, as member {}{}",
            info.version,
            who.id,
            Open(row.listen)
        ));
    if row.operator {
        voice.about(out, RPL_WHOISOPERATOR, who.name.as_str());
    }
    if let Some(reason) = &about.away {
        voice.numeric(out, RPL_AWAY).arg(&who.name).last(reason);
    }
    if let Some(account) = &who.account {
        voice
            .numeric(out, RPL_WHOISACCOUNT)
            .arg(&who.name)
            .arg(account)
            .last(RPL_WHOISACCOUNT.text);
    }
    if who.bot {
        voice.about(out, RPL_WHOISBOT, who.name.as_str());
    }
    if let Some(address) = about.real_address {
        let (user, ip) = (&who.user, address.ip());
        voice
            .numeric(out, RPL_WHOISHOST)
            .arg(&who.name)
            .last(format_args!("is connecting from {user}@{ip} {ip}"));
        if matches!(who.address, Address::Hidden(_)) {
            voice
                .numeric(out, RPL_WHOISACTUALLY)
                .arg(&who.name)
                .arg(Address::Socket(address).host())
                .last(RPL_WHOISACTUALLY.text);
        }
    }
    voice
        .numeric(out, RPL_WHOISIDLE)
        .arg(&who.name)
        .arg(row.idle_s)
        .arg(row.since_unix_ms / 1000)
        .last(RPL_WHOISIDLE.text);
}

/// A listen port in words; nothing where there is none.
struct Open(u16);

impl fmt::Display for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            port => write!(f, ", open to direct connections on port {port}"),
        }
    }
}

/// Modern IRC, WHOWAS.
pub(super) fn whowas(name: &Name, former: &[Former], view: &View<'_>, out: &mut Vec<u8>) {
    let voice = view.voice();
    for Former { who, left_unix_ms } in former {
        voice
            .numeric(out, RPL_WHOWASUSER)
            .arg(&who.name)
            .arg(&who.user)
            .arg(who.address.host())
            .arg("*")
            .last(&who.real);
        voice
            .numeric(out, RPL_WHOISSERVER)
            .arg(&who.name)
            .arg(&view.info.server_name)
            .last(calendar::human(*left_unix_ms));
    }
    if former.is_empty() {
        voice.about(out, ERR_WASNOSUCHNICK, name.as_str());
    }
    voice.about(out, RPL_ENDOFWHOWAS, name.as_str());
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::hub::event::{Event, Reply};
    use crate::hub::face::Face;
    use crate::hub::mode::Ranks;
    use crate::irc::capability::Caps;
    use crate::irc::testing::{group, heard, name, row, text, who};

    fn told(reply: Reply) -> Vec<String> {
        heard(&Event::Reply(reply), Caps::NONE, false)
    }

    #[test]
    fn all_about_one_member() {
        let mut about = Whois {
            row: row(&who("bob", 2)),
            groups: vec![(group("#a"), Ranks::OPERATOR), (group("#b"), Ranks::NONE)],
            away: Some(text("at lunch")),
            real_address: None,
        };
        about.row.operator = true;
        assert_eq!(
            told(Reply::Whois(Box::new(about))),
            [
                ":irc.example 311 alice bob b 10.0.0.2 * :bob the 2".to_owned(),
                ":irc.example 319 alice bob :@#a #b".to_owned(),
                format!(
                    ":irc.example 312 alice bob irc.example :groupchat-{}, as member #2",
                    env!("CARGO_PKG_VERSION")
                ),
                ":irc.example 313 alice bob :is an IRC operator".to_owned(),
                ":irc.example 301 alice bob :at lunch".to_owned(),
                ":irc.example 317 alice bob 7 1769900000 :seconds idle, signon time".to_owned(),
            ]
        );
    }

    #[test]
    fn the_real_address_is_shown_to_those_who_may_know_it() {
        let got = told(Reply::Whois(Box::new(Whois {
            row: row(&who("alice", 1)),
            groups: Vec::new(),
            away: None,
            real_address: "10.9.9.9:1".parse().ok(),
        })));
        assert!(
            !got.iter()
                .any(|line| line.contains(" 319 ") || line.contains(" 301 "))
        );
        assert!(got.contains(
            &":irc.example 378 alice alice :is connecting from a@10.9.9.9 10.9.9.9".to_owned()
        ));
        assert!(
            !got.iter().any(|line| line.contains(" 338 ")),
            "it is seen there"
        );
        let hidden = Rc::new(Face {
            address: Address::Hidden("staff.example".into()),
            ..(*who("bob", 2)).clone()
        });
        let got = told(Reply::Whois(Box::new(Whois {
            row: row(&hidden),
            groups: Vec::new(),
            away: None,
            real_address: "[::1]:1".parse().ok(),
        })));
        for line in [
            ":irc.example 311 alice bob b staff.example * :bob the 2",
            ":irc.example 378 alice bob :is connecting from b@::1 ::1",
            ":irc.example 338 alice bob 0::1 :is actually using host",
        ] {
            assert!(got.iter().any(|got| got == line), "{got:#?}");
        }
    }

    #[test]
    fn the_number_and_the_listen_port_are_for_every_client() {
        for (listen, want) in [
            (0, "as member #2"),
            (
                7000,
                "as member #2, open to direct connections on port 7000",
            ),
        ] {
            let mut about = Whois {
                row: row(&who("bob", 2)),
                groups: Vec::new(),
                away: None,
                real_address: None,
            };
            about.row.listen = listen;
            let told = told(Reply::Whois(Box::new(about)));
            let version = env!("CARGO_PKG_VERSION");
            let line =
                format!(":irc.example 312 alice bob irc.example :groupchat-{version}, {want}");
            assert!(told.contains(&line), "{told:?}");
        }
    }

    #[test]
    fn those_who_left() {
        let former = vec![Former {
            who: who("bob", 2),
            left_unix_ms: 0,
        }];
        assert_eq!(
            told(Reply::Whowas(name("bob"), former)),
            [
                ":irc.example 314 alice bob b 10.0.0.2 * :bob the 2",
                ":irc.example 312 alice bob irc.example :Thursday, 1 January 1970, 00:00:00 UTC",
                ":irc.example 369 alice bob :End of WHOWAS",
            ]
        );
        assert_eq!(
            told(Reply::Whowas(name("bob"), Vec::new())),
            [
                ":irc.example 406 alice bob :There was no such nickname",
                ":irc.example 369 alice bob :End of WHOWAS",
            ]
        );
    }
}
