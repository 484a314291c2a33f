//! The server program. See `groupchat-server --help`.

use std::process::ExitCode;

use clap::Parser;
use groupchat::cli::server::{Args, Command};
use groupchat::cli::{hash_password, log_file};
use groupchat::server;

fn main() -> ExitCode {
    match start(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("groupchat-server: {why}");
            ExitCode::FAILURE
        }
    }
}

fn start(args: Args) -> Result<(), String> {
    match args.instead() {
        None => serve(args),
        Some(Command::HashPassword) => hash_password::run(),
        Some(Command::Keeper) => server::keeper::run()
            .map_err(|error| format!("this is for a running server to start: {error}")),
    }
}

fn serve(args: Args) -> Result<(), String> {
    let (config, logging) = args.resolve()?;
    log_file::init(logging.level, logging.file.as_deref()).map_err(|error| {
        let path = logging.file.as_deref().unwrap_or("standard error".as_ref());
        format!("cannot log to {}: {error} (see --log-file)", path.display())
    })?;
    server::run(config, log_file::reopen).map_err(|why| why.to_string())
}
