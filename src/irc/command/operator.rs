//! Operators of the server: OPER.

use crate::hub::request::Request;
use crate::hub::text::Text;
use crate::irc::command::Context;
use crate::limits;

/// `OPER <name> <password>` (Modern IRC, OPER). Answered when the password has been checked, which takes a moment.
pub(super) fn oper(context: &mut Context<'_, '_>) {
    let [name, password] = [0, 1].map(|index| {
        let word = context.message.param(index).unwrap_or_default();
        Text::lossy(word, limits::IRC_LINE)
    });
    context.ask(Request::Operate(name, password));
}

#[cfg(test)]
mod tests {
    use crate::irc::testing::Client;

    #[test]
    fn a_name_and_a_password_make_an_operator() {
        Client::member().holds(
            r#"> OPER alice hunter2
               ? Operate("alice", "hunter2")
               > OPER alice :a long one
               ? Operate("alice", "a long one")
               > OPER alice
               < :irc.example 461 alice OPER :Not enough parameters
               > OPER
               < :irc.example 461 alice OPER :Not enough parameters"#,
        );
        Client::new().holds(
            "> OPER alice hunter2
             < :irc.example 451 * :You have not registered",
        );
    }
}
