//! About one member: the answers to WHOIS and WHOWAS.

use crate::hub::event::{Former, Whois};
use crate::hub::name::Name;
use crate::irc::date;
use crate::irc::event::{View, in_lines};
use crate::irc::numeric::{
    ERR_WASNOSUCHNICK, RPL_AWAY, RPL_ENDOFWHOWAS, RPL_WHOISCHANNELS, RPL_WHOISHOST, RPL_WHOISIDLE,
    RPL_WHOISSERVER, RPL_WHOISSPECIAL, RPL_WHOISUSER, RPL_WHOWASUSER,
};

/// Modern IRC, WHOIS, without its end: a WHOIS for several members has one end, which the command writes.
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
        let words = about.groups.iter().map(|(group, coordinator)| {
            let sign = if *coordinator { "@" } else { "" };
            format!("{sign}{group}")
        });
        in_lines(out, words, |out| {
            voice.numeric(out, RPL_WHOISCHANNELS).arg(&who.name)
        });
    }
    voice
        .numeric(out, RPL_WHOISSERVER)
        .arg(&who.name)
        .arg(&info.server_name)
        .last(&info.version);
    if let Some(reason) = &about.away {
        voice.numeric(out, RPL_AWAY).arg(&who.name).last(reason);
    }
    if let Some(address) = about.real_address {
        let (user, ip) = (&who.user, address.ip());
        voice
            .numeric(out, RPL_WHOISHOST)
            .arg(&who.name)
            .last(format_args!("is connecting from {user}@{ip} {ip}"));
    }
    let line = voice.numeric(out, RPL_WHOISSPECIAL).arg(&who.name);
    match row.listen {
        0 => line.last(format_args!("is member {}", who.id)),
        port => line.last(format_args!(
            "is member {}, open to direct connections on port {port}",
            who.id
        )),
    }
    voice
        .numeric(out, RPL_WHOISIDLE)
        .arg(&who.name)
        .arg(row.idle_s)
        .arg(row.since_unix_ms / 1000)
        .last(RPL_WHOISIDLE.text);
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
            .last(date::human(*left_unix_ms));
    }
    if former.is_empty() {
        voice.about(out, ERR_WASNOSUCHNICK, name.as_str());
    }
    voice.about(out, RPL_ENDOFWHOWAS, name.as_str());
}
