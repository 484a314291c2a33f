//! `groupchat-client`: parse, resolve, run.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser;
use groupchat::cli::client::{Args, Command, Fault};
use groupchat::cli::{docs, log_file, screen};
use groupchat::client::{app, full, keep};

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(code) => ExitCode::from(code),
        Err(fault) => {
            // Nothing else is left to be told where standard error is gone.
            let _ = writeln!(std::io::stderr(), "groupchat-client: {}", fault.text);
            ExitCode::from(fault.code)
        }
    }
}

fn run(args: Args) -> Result<u8, Fault> {
    let fault = |text| Fault { text, code: 1 };
    if let Some(Command::InstallDocs { share }) = args.instead() {
        for path in docs::install(share).map_err(fault)? {
            let _ = writeln!(std::io::stdout(), "{}", path.display());
        }
        return Ok(0);
    }
    if args.write_config {
        let path = keep::create_settings().map_err(fault)?;
        let _ = writeln!(std::io::stdout(), "{}", path.display());
        return Ok(0);
    }
    let level = args.log_level.into();
    let (on_screen, named) = (args.wants_screen(), args.name.is_some());
    let config = args.resolve()?;
    // Without a logger the program works all the same.
    if !on_screen {
        let _ = log_file::init(level, None);
        return app::run(config).map_err(fault);
    }
    let config = screen::config(&config, named)?;
    if let Some(path) = config.keep.log_file() {
        let _ = log_file::init(level, Some(&path));
    }
    full::run(config).map_err(fault)
}
