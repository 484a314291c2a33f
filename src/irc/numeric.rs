//! The numeric replies: one row each, with the words that go with it where they are always the same.

use std::fmt;

/// A numeric reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numeric {
    /// What the protocol documents call it.
    pub name: &'static str,
    /// Its number.
    pub code: u16,
    /// Its usual last parameter; empty where each reply has its own.
    pub text: &'static str,
}

impl fmt::Display for Numeric {
    /// Three digits, as on the wire.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.code)
    }
}

macro_rules! numerics {
    ($($name:ident $code:literal $text:literal)*) => {
        $(
            #[doc = concat!("`", $code, "` (Modern IRC, \"Numerics\").")]
            pub const $name: Numeric = Numeric { name: stringify!($name), code: $code, text: $text };
        )*

        /// Every numeric that is ever sent, by number.
        pub const TABLE: &[Numeric] = &[$($name),*];
    };
}

numerics! {
    RPL_WELCOME 1 ""
    RPL_YOURHOST 2 ""
    RPL_CREATED 3 ""
    RPL_MYINFO 4 ""
    RPL_ISUPPORT 5 "are supported by this server"
    RPL_YOURID 42 "your unique ID"
    RPL_ENDOFSTATS 219 "End of STATS report"
    RPL_UMODEIS 221 ""
    RPL_STATSUPTIME 242 ""
    RPL_STATSOLINE 243 ""
    RPL_LUSERCLIENT 251 ""
    RPL_LUSEROP 252 "operator(s) online"
    RPL_LUSERUNKNOWN 253 "unknown connection(s)"
    RPL_LUSERCHANNELS 254 "channels formed"
    RPL_LUSERME 255 ""
    RPL_ADMINME 256 "Administrative info"
    RPL_ADMINLOC1 257 ""
    RPL_ADMINLOC2 258 ""
    RPL_ADMINEMAIL 259 ""
    RPL_TRYAGAIN 263 ""
    RPL_LOCALUSERS 265 ""
    RPL_GLOBALUSERS 266 ""
    RPL_AWAY 301 ""
    RPL_USERHOST 302 ""
    RPL_ISON 303 ""
    RPL_UNAWAY 305 "You are no longer marked as being away"
    RPL_NOWAWAY 306 "You have been marked as being away"
    RPL_WHOISUSER 311 ""
    RPL_WHOISSERVER 312 ""
    RPL_WHOISOPERATOR 313 "is an IRC operator"
    RPL_WHOWASUSER 314 ""
    RPL_ENDOFWHO 315 "End of WHO list"
    RPL_WHOISIDLE 317 "seconds idle, signon time"
    RPL_ENDOFWHOIS 318 "End of WHOIS list"
    RPL_WHOISCHANNELS 319 ""
    RPL_LISTSTART 321 "Users  Name"
    RPL_LIST 322 ""
    RPL_LISTEND 323 "End of LIST"
    RPL_CHANNELMODEIS 324 ""
    RPL_CREATIONTIME 329 ""
    RPL_WHOISACCOUNT 330 "is logged in as"
    RPL_NOTOPIC 331 "No topic is set"
    RPL_TOPIC 332 ""
    RPL_TOPICWHOTIME 333 ""
    RPL_WHOISBOT 335 "is a bot"
    RPL_INVITELIST 336 ""
    RPL_ENDOFINVITELIST 337 "End of INVITE list"
    RPL_WHOISACTUALLY 338 "is actually using host"
    RPL_INVITING 341 ""
    RPL_INVEXLIST 346 ""
    RPL_ENDOFINVEXLIST 347 "End of channel invite exception list"
    RPL_EXCEPTLIST 348 ""
    RPL_ENDOFEXCEPTLIST 349 "End of channel exception list"
    RPL_VERSION 351 ""
    RPL_WHOREPLY 352 ""
    RPL_NAMREPLY 353 ""
    RPL_WHOSPCRPL 354 ""
    RPL_LINKS 364 ""
    RPL_ENDOFLINKS 365 "End of LINKS list"
    RPL_ENDOFNAMES 366 "End of NAMES list"
    RPL_BANLIST 367 ""
    RPL_ENDOFBANLIST 368 "End of channel ban list"
    RPL_ENDOFWHOWAS 369 "End of WHOWAS"
    RPL_INFO 371 ""
    RPL_MOTD 372 ""
    RPL_ENDOFINFO 374 "End of INFO list"
    RPL_MOTDSTART 375 ""
    RPL_ENDOFMOTD 376 "End of MOTD command"
    RPL_WHOISHOST 378 ""
    RPL_YOUREOPER 381 "You are now an IRC operator"
    RPL_REHASHING 382 "Rehashing"
    RPL_TIME 391 ""
    RPL_HOSTHIDDEN 396 "is now your displayed host"
    ERR_NOSUCHNICK 401 "No such nick/channel"
    ERR_NOSUCHSERVER 402 "No such server"
    ERR_NOSUCHCHANNEL 403 "No such channel"
    ERR_CANNOTSENDTOCHAN 404 "Cannot send to channel: you are not in it"
    ERR_TOOMANYCHANNELS 405 "You have joined too many channels"
    ERR_WASNOSUCHNICK 406 "There was no such nickname"
    ERR_TOOMANYTARGETS 407 "Too many targets: this one and those after it were left out"
    ERR_NOORIGIN 409 "No origin specified"
    ERR_INVALIDCAPCMD 410 "Invalid CAP command"
    ERR_NORECIPIENT 411 "No recipient given"
    ERR_NOTEXTTOSEND 412 "No text to send"
    ERR_INPUTTOOLONG 417 "Input line was too long"
    ERR_UNKNOWNCOMMAND 421 "Unknown command"
    ERR_NOMOTD 422 "There is no message of the day"
    ERR_NONICKNAMEGIVEN 431 "No nickname given"
    ERR_ERRONEUSNICKNAME 432 "Erroneous nickname"
    ERR_NICKNAMEINUSE 433 "Nickname is already in use"
    ERR_BANONCHAN 435 "Cannot change nickname while banned (+b) on channel"
    ERR_UNAVAILRESOURCE 437 "There are too many channels on this server"
    ERR_USERNOTINCHANNEL 441 "They aren't on that channel"
    ERR_NOTONCHANNEL 442 "You're not on that channel"
    ERR_USERONCHANNEL 443 "is already on channel"
    ERR_NOTREGISTERED 451 "You have not registered"
    ERR_NEEDMOREPARAMS 461 "Not enough parameters"
    ERR_ALREADYREGISTERED 462 "You may not register again"
    ERR_PASSWDMISMATCH 464 "Password incorrect"
    ERR_CHANNELISFULL 471 "Cannot join channel: it is full (+l)"
    ERR_UNKNOWNMODE 472 "is unknown mode char to me"
    ERR_INVITEONLYCHAN 473 "Cannot join channel: somebody has to invite you (+i)"
    ERR_BANNEDFROMCHAN 474 "Cannot join channel: you are banned (+b)"
    ERR_BADCHANNELKEY 475 "Cannot join channel: it needs the right key (+k)"
    ERR_BANLISTFULL 478 "Channel list is full"
    ERR_NOPRIVILEGES 481 "Permission denied: you're not an IRC operator"
    ERR_CHANOPRIVSNEEDED 482 "You're not an operator of that channel"
    ERR_CANTKILLSERVER 483 "You can't kill a server"
    ERR_NOOPERHOST 491 "There are no operators on this server"
    ERR_UMODEUNKNOWNFLAG 501 "Unknown MODE flag"
    ERR_USERSDONTMATCH 502 "Cannot see or change the modes of other users"
    ERR_HELPNOTFOUND 524 "No help on this; HELP alone lists the commands"
    ERR_INVALIDMODEPARAM 696 "That parameter is no good"
    RPL_HELPSTART 704 ""
    RPL_HELPTXT 705 ""
    RPL_ENDOFHELP 706 ""
    RPL_MONONLINE 730 ""
    RPL_MONOFFLINE 731 ""
    RPL_MONLIST 732 ""
    RPL_ENDOFMONLIST 733 "End of MONITOR list"
    ERR_MONLISTFULL 734 "Monitor list is full"
    RPL_LOGGEDIN 900 ""
    RPL_SASLSUCCESS 903 "SASL authentication successful"
    ERR_SASLFAIL 904 "SASL authentication failed"
    ERR_SASLTOOLONG 905 "SASL message too long"
    ERR_SASLABORTED 906 "SASL authentication aborted"
    RPL_SASLMECHS 908 "are available SASL mechanisms"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_names_nothing_twice() {
        for pair in TABLE.windows(2) {
            assert!(pair[0].code < pair[1].code, "{pair:?}");
        }
        for row in TABLE {
            let (start, error) = (
                &row.name[..4],
                (400..700).contains(&row.code) || [734, 904, 905, 906].contains(&row.code),
            );
            assert_eq!(start, if error { "ERR_" } else { "RPL_" }, "{row:?}");
            assert!(
                !error || !row.text.is_empty(),
                "an error says something: {row:?}"
            );
        }
        assert_eq!(RPL_WELCOME.to_string(), "001");
    }
}
