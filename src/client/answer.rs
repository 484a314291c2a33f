//! Numbered answers in words for people. Numerics are named in the comments as in Modern IRC, "Numerics".
//!
//! Here are those that tell something to whoever asked. Those that change what a client knows are its own business.

use crate::irc::message::Message;

/// What a numeric says; `None` when it is not one of those that people ask for.
#[must_use]
pub fn words(numeric: u16, message: &Message<'_>) -> Option<String> {
    let words = message.params().last().copied().unwrap_or_default();
    let about = message.param(1).unwrap_or_default();
    let second = message.param(2).unwrap_or_default();
    Some(match numeric {
        // RPL_INVITING
        341 => format!("{about} is invited to {second}."),
        // RPL_AWAY
        301 => format!("{about} is away: {words}"),
        // RPL_UNAWAY, RPL_NOWAWAY
        305 | 306 => words.to_owned(),
        // RPL_LOGGEDIN
        900 => words.to_owned(),
        // RPL_UMODEIS, RPL_CHANNELMODEIS
        221 => format!("You are set to {about}."),
        324 => {
            let set = message.params().get(2..).unwrap_or_default().join(" ");
            format!("{about} is set to {set}.")
        }
        // RPL_BANLIST, RPL_EXCEPTLIST, RPL_INVEXLIST, and their ends
        367 => format!("ban in {about}: {second}"),
        348 => format!("exception in {about}: {second}"),
        346 => format!("invitation in {about}: {second}"),
        368 | 349 | 347 => format!("{about}: {words}"),
        // RPL_WHOISUSER, RPL_WHOISSERVER, RPL_WHOISIDLE, RPL_WHOISCHANNELS and what else is told of somebody
        311 => {
            let at = message.params().get(2..4).unwrap_or_default().join("@");
            format!("{about} is {at} ({words})")
        }
        317 => format!("{about} is idle for {second} seconds"),
        319 => format!("{about} is in {words}"),
        330 => format!("{about} is logged in as {second}"),
        313 | 320 | 335 | 338 | 378 | 671 => format!("{about} {words}"),
        _ => return None,
    })
}

/// Why something was refused. The parameters between our name and the words say what it was about.
#[must_use]
pub fn refused(message: &Message<'_>) -> String {
    let params = message.params();
    let words = params.last().copied().unwrap_or_default();
    let about = params
        .get(1..params.len().saturating_sub(1))
        .unwrap_or_default()
        .join(" ");
    if about.is_empty() {
        format!("The server refused: {words}")
    } else {
        format!("The server refused: {about}: {words}")
    }
}
