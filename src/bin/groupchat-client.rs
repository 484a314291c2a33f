//! `groupchat-client`: parse, resolve, run.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser;
use groupchat::cli::client::{Args, Fault};
use groupchat::cli::log_file;
use groupchat::client::app;

fn main() -> ExitCode {
    let args = Args::parse();
    // Without a logger the program works all the same.
    let _ = log_file::init(args.log_level.into(), None);
    let ran = args
        .resolve()
        .and_then(|config| app::run(config).map_err(|text| Fault { text, code: 1 }));
    match ran {
        Ok(code) => ExitCode::from(code),
        Err(fault) => {
            // Nothing else is left to be told where standard error is gone.
            let _ = writeln!(std::io::stderr(), "groupchat-client: {}", fault.text);
            ExitCode::from(fault.code)
        }
    }
}
