//! The server program. See `groupchat-server --help`.

use std::process::ExitCode;

use groupchat::cli::flags::{Misuse, Typed, Wish, help};
use groupchat::cli::server::{HASH_PASSWORD, PROGRAM, resolve};
use groupchat::cli::{hash_password, log_file};
use groupchat::server;

fn main() -> ExitCode {
    let typed = std::env::args_os().skip(1);
    let done = match PROGRAM.read(typed, &|key| std::env::var_os(key)) {
        Ok(Wish::Run(typed)) => serve(&typed),
        Ok(Wish::Command(HASH_PASSWORD)) => hash_password::run(),
        Ok(Wish::Command(_)) => server::keeper::run()
            .map_err(|error| format!("this is for a running server to start: {error}")),
        Ok(Wish::Told(text)) => {
            help::tell(&text);
            Ok(())
        }
        Err(Misuse(text)) => {
            eprint!("{text}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("groupchat-server: {why}");
            ExitCode::FAILURE
        }
    }
}

fn serve(typed: &Typed) -> Result<(), String> {
    let (config, logging) = resolve(typed)?;
    log_file::init(logging.level, logging.file.as_deref()).map_err(|error| {
        let path = logging.file.as_deref().unwrap_or("standard error".as_ref());
        format!("cannot log to {}: {error} (see --log-file)", path.display())
    })?;
    server::run(config, log_file::reopen).map_err(|why| why.to_string())
}
