//! What the tests of the dialect share with those of the server.

use proptest::prelude::*;

use crate::commands::{COMMANDS, Command};

/// Lines of people, with every command there is and without. None has a line end in it.
pub(crate) fn any_line() -> impl Strategy<Value = Vec<u8>> {
    let words = COMMANDS.iter().flat_map(Command::names);
    let word = proptest::sample::select(words.collect::<Vec<_>>());
    let param = prop_oneof![
        "#(lobby|a|b)|alice|bob|1|2|all|-|[+-][beIklimnstCov]{1,3}",
        "\\PC{0,200}",
    ];
    let command = (word, proptest::collection::vec(param, 0..4))
        .prop_map(|(word, params)| format!("/{word} {}", params.join(" ")).into_bytes());
    prop_oneof![3 => command, 1 => "\\PC{0,900}".prop_map(String::into_bytes)]
}
