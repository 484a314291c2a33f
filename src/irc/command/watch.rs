//! Watching names: MONITOR.

use crate::hub::name::Name;
use crate::hub::request::{Request, Watch};
use crate::irc::command::Context;
use crate::irc::numeric::{ERR_NEEDMOREPARAMS, RPL_MONOFFLINE};
use crate::irc::voice::clip;

/// `MONITOR + names`, `MONITOR - names`, `MONITOR C`, `L` or `S` (IRCv3 monitor). A word that can be nobody's name, such as
/// a mask, is not watched ("MONITOR Command": a target has to be a valid name), and whoever adds one is told what is true of
/// it: nobody of that name is here (731).
pub(super) fn monitor(context: &mut Context<'_, '_>) {
    let modifier = context.param(0).unwrap_or_default();
    let watch = match modifier {
        "+" | "-" => {
            let Some(list) = context.param(1) else {
                context.refuse(ERR_NEEDMOREPARAMS, "MONITOR");
                return;
            };
            let names = names(context, list, modifier == "+");
            if names.is_empty() {
                return;
            }
            context.charge(names.len().div_ceil(PER_TOKEN));
            match modifier {
                "+" => Watch::Add(names),
                _ => Watch::Remove(names),
            }
        }
        "C" | "c" => Watch::Clear,
        "L" | "l" => Watch::List,
        "S" | "s" => Watch::Status,
        _ => {
            let voice = context.voice();
            context.steps.reply(|out| {
                voice.fail(
                    out,
                    "MONITOR",
                    "UNKNOWN_MODIFIER",
                    format_args!("{} is none of + - C L S", clip(modifier)),
                );
            });
            return;
        }
    };
    context.ask(Request::Watch(watch));
}

fn names(context: &mut Context<'_, '_>, list: &str, adds: bool) -> Vec<Name> {
    let mut names = Vec::new();
    for word in list.split(',').filter(|word| !word.is_empty()) {
        match Name::new(word) {
            Ok(name) => names.push(name),
            Err(_) if adds => context.answer(RPL_MONOFFLINE, |line| line.last(clip(word))),
            Err(_) => {}
        }
    }
    names
}

/// Names that one flood token pays for.
const PER_TOKEN: usize = 10;

#[cfg(test)]
mod tests {
    use crate::irc::testing::Client;

    #[test]
    fn names_are_watched() {
        Client::member().holds(
            r#"> MONITOR + bob,carol,,bob
               ? Watch(Add(["bob", "carol", "bob"]))
               > MONITOR - bob
               ? Watch(Remove(["bob"]))
               > MONITOR C
               ? Watch(Clear)
               > monitor l
               ? Watch(List)
               > MONITOR S
               ? Watch(Status)
               > MONITOR + b.b,zoë
               < :irc.example 731 alice :b.b
               ? Watch(Add(["zoë"]))
               > MONITOR + *!user@host
               < :irc.example 731 alice :*!user@host
               > MONITOR - b*b
               > MONITOR +
               < :irc.example 461 alice MONITOR :Not enough parameters
               > MONITOR - :
               < :irc.example 461 alice MONITOR :Not enough parameters
               > MONITOR
               < :irc.example 461 alice MONITOR :Not enough parameters
               > MONITOR X
               < :irc.example FAIL MONITOR UNKNOWN_MODIFIER :X is none of + - C L S
               > MONITOR +bob
               < :irc.example FAIL MONITOR UNKNOWN_MODIFIER :+bob is none of + - C L S"#,
        );
    }

    #[test]
    fn long_lists_cost_more() {
        let mut client = Client::member();
        assert_eq!(client.cost("MONITOR + a,b,c"), 1);
        let names: Vec<String> = (0..41).map(|n| format!("n{n}")).collect();
        assert_eq!(client.cost(&format!("MONITOR + {}", names.join(","))), 5);
    }
}
