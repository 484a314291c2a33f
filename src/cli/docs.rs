//! Man pages and shell completions of both programs, made from their tables of flags.
//!
//! Only the client makes them, also the server's: so the server carries nothing of what makes them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, Command, CommandFactory as _, ValueHint};
use clap_complete::Shell;
use clap_mangen::Man;

use super::flags::{Flag, Program, Takes};
use super::{client, server};
use crate::client::resolve::reason;

/// A file, by its place in a directory like `/usr/share`.
#[derive(Debug)]
pub struct Document {
    /// Its place.
    pub path: PathBuf,
    /// What is in it.
    pub text: Vec<u8>,
}

/// Where each shell looks for completions: before the program's name, and behind it.
const SHELLS: [(Shell, &str, &str); 3] = [
    (Shell::Bash, "bash-completion/completions/", ""),
    (Shell::Zsh, "zsh/site-functions/_", ""),
    (Shell::Fish, "fish/vendor_completions.d/", ".fish"),
];

/// All of them.
///
/// # Errors
/// None is to be expected: everything is written to memory.
pub fn documents() -> io::Result<Vec<Document>> {
    let mut all = Vec::new();
    for program in [client::Args::command(), command(&server::PROGRAM)] {
        let program = visible(&program);
        let name = program.get_name().to_owned();
        for (shell, before, after) in SHELLS {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut program.clone(), &name, &mut text);
            all.push(Document {
                path: format!("{before}{name}{after}").into(),
                text,
            });
        }
        let further = program.get_subcommands().map(|it| {
            // As the page is called, and as it is typed.
            let page = kept(&format!("{name}-{}", it.get_name()));
            let typed = format!("{name} {}", it.get_name());
            it.clone().name(page).bin_name(typed)
        });
        let further: Vec<Command> = further.collect();
        for page in std::iter::once(program).chain(further) {
            all.push(manual(page)?);
        }
    }
    Ok(all)
}

/// Writes them below a directory like `/usr/share`. Returns where, in words for the user as any error.
///
/// # Errors
/// What cannot be written, and why.
pub fn install(share: &Path) -> Result<Vec<PathBuf>, String> {
    let all = documents().map_err(|why| format!("Cannot make the documents: {}", reason(&why)))?;
    let write = |document: Document| {
        let path = share.join(&document.path);
        let folder = path.parent().unwrap_or(share);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, &document.text))
            .map_err(|why| format!("Cannot write {}: {}", path.display(), reason(&why)))?;
        Ok(path)
    };
    all.into_iter().map(write).collect()
}

/// The server's table in the words of the generators.
#[must_use]
pub fn command(program: &'static Program) -> Command {
    let further = program.commands.iter().filter_map(|it| {
        let shown = Command::new(it.name).about(it.about?);
        Some(shown.long_about(it.more).disable_version_flag(true))
    });
    Command::new(program.name)
        .version(env!("CARGO_PKG_VERSION"))
        .about(program.about)
        .after_help(program.examples)
        .args(program.flags.iter().map(|flag| argument(program, flag)))
        .subcommands(further)
}

fn argument(program: &Program, flag: &'static Flag) -> Arg {
    let arg = Arg::new(flag.long)
        .long(flag.long)
        .short(flag.short)
        .help(flag.help)
        .help_heading(flag.heading)
        .env(kept(&program.key(flag)));
    let arg = match flag.value_name() {
        Some(name) => arg.value_name(name),
        None => arg,
    };
    let arg = match flag.default() {
        Some(default) => arg.default_value(kept(&default)),
        None => arg,
    };
    match flag.takes {
        Takes::Nothing => arg.action(ArgAction::SetTrue),
        Takes::Again => arg.action(ArgAction::Count),
        Takes::Texts { .. } => arg.action(ArgAction::Append),
        Takes::File => arg.value_hint(ValueHint::FilePath),
        Takes::Number { .. } | Takes::Text { .. } => arg,
    }
}

fn manual(page: Command) -> io::Result<Document> {
    let path = format!("man/man1/{}.1", page.get_name()).into();
    let notes = page.get_after_long_help().or(page.get_after_help());
    let notes = notes.map(ToString::to_string).unwrap_or_default();
    let has_subcommands = page.has_subcommands();
    // There is room to say of each flag by which variable it can be set.
    let page = Man::new(page.mut_args(|arg| arg.hide_env(false))).manual("groupchat");
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    if has_subcommands {
        page.render_subcommands_section(&mut text)?;
    }
    if !notes.is_empty() {
        text.extend(verbatim("NOTES", &notes).into_bytes());
    }
    Ok(Document { path, text })
}

/// A section whose lines stay as they are: examples would not survive being set as a paragraph.
fn verbatim(heading: &str, text: &str) -> String {
    let mut section = format!(".SH {heading}\n.nf\n");
    for line in text.lines() {
        // What begins with a dot or a quote is an order.
        section += "\\&";
        section += &line.replace('\\', "\\e").replace('-', "\\-");
        section += "\n";
    }
    section + ".fi\n"
}

/// A program as people are to know it, without what is hidden.
fn visible(program: &Command) -> Command {
    let mut shown = Command::new(kept(program.get_name()))
        .disable_help_subcommand(true)
        .disable_help_flag(program.is_disable_help_flag_set())
        .version(kept(program.get_version().unwrap_or_default()))
        .args(program.get_arguments().filter(|it| !it.is_hide_set()));
    if let Some(text) = program.get_about() {
        shown = shown.about(text.clone());
    }
    if let Some(text) = program.get_long_about() {
        shown = shown.long_about(text.clone());
    }
    if let Some(text) = program.get_after_long_help() {
        shown = shown.after_long_help(text.clone());
    } else if let Some(text) = program.get_after_help() {
        shown = shown.after_help(text.clone());
    }
    let further = program.get_subcommands().filter(|it| !it.is_hide_set());
    shown.subcommands(further.map(visible))
}

/// A name that stays. The tables take no other without a feature that would make both programs larger, and this one ends when
/// all is written.
fn kept(name: &str) -> &'static str {
    name.to_owned().leak()
}
