//! The one binary `bihuan`: reads the command line, does what it says, and ends with a code that scripts can use.

mod agencies;
mod args;
mod bench;
mod cases;
mod causes;
mod cells;
mod commands;
mod copies;
mod data;
mod draft;
mod events;
mod failure;
mod findings;
mod help;
mod import;
mod installation;
mod language;
mod ledgers;
mod limit;
mod made;
mod moment;
mod output;
mod progress;
mod records;
mod table;
mod usage;
mod walk;
mod whatif;
mod words;
mod workflows;

use std::process::ExitCode;

use clap::FromArgMatches;

use args::Arguments;
use failure::Answer;
use output::Output;

fn main() -> ExitCode {
    let typed: Vec<String> =
        std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let output = Output { language: language::of(&typed, |name| std::env::var(name).ok()) };
    let parsed = help::command(output.language)
        .try_get_matches()
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => return usage::explain(&error, output),
    };
    match commands::run(&arguments, output) {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(failure) => {
            // Whoever reads our output has enough of it: `bihuan … | head`.
            if !matches!(failure, failure::Failure::Closed) {
                output.complain(&failure);
            }
            ExitCode::from(failure.exit_code())
        }
    }
}
