//! `cargo xtask`: everything around the code that cargo cannot do, so that one command is the whole of the checks.

mod browsers;
mod check;
mod debian;
mod edges;
mod faults;
mod judges;
mod metadata;
mod mutants;
mod planted;
mod postgres;
mod run;
mod test;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::browsers::HowMuch;
use crate::faults::Length;
use crate::run::Error;

/// Checks and tests of the workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
enum Task {
    /// Format, lints, documentation, house rules, dependency directions: everything but the tests.
    Check,
    /// All tests of the workspace on both databases, the shipped definitions, then the judges from outside.
    Test,
    /// The judges from outside alone: clients of other cities and a fuzzer, on a server of their own.
    Judges,
    /// Pages in a real browser, held against the bars: accessibility, sizes, the tasks without scripts and by keyboard.
    Browsers {
        /// Write the table of bars into docs/reference/pages.md.
        #[arg(long)]
        write: bool,
        /// Every page in both languages and every size of text, not a sample.
        #[arg(long)]
        all: bool,
    },
    /// Pictures of every page on a desktop and on a phone, below target/browsers/pictures.
    Screenshots,
    /// House rules on files: length, opening lines, links, manifests.
    Tidy,
    /// Which crate may depend on which.
    Edges,
    /// The real program under load, killed, without power, with its database stopped: shortly, or for hours.
    Faults {
        /// For how many hours; each harness once and shortly if absent.
        #[arg(long, value_name = "N")]
        hours: Option<f64>,
        /// Of the first run; those after it have the next.
        #[arg(long, value_name = "S")]
        seed: Option<u64>,
    },
    /// What becomes of every mutant of the shipped workflows; writes docs/reference/mutants.md.
    Mutants,
    /// Defects that are planted on purpose, each of which a test must find; builds a copy of the tree in target/planted.
    MutantsPlanted {
        /// Only this one.
        #[arg(long, value_name = "NAME")]
        only: Option<String>,
    },
}

fn main() -> ExitCode {
    match perform(Arguments::parse().task) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            run::say(&format!("xtask cannot go on: {error}"));
            ExitCode::from(2)
        }
    }
}

/// True if nothing was found.
fn perform(task: Task) -> Result<bool, Error> {
    let root = run::workspace_root()?;
    match task {
        Task::Check => check::check(&root),
        Task::Test => test::test(&root),
        Task::Judges => judges::alone(&root),
        Task::Browsers { write, all } => {
            let how_much = if all { HowMuch::Everything } else { HowMuch::Sample };
            browsers::alone(&root, how_much, write)
        }
        Task::Screenshots => browsers::pictures(&root),
        Task::Tidy => tidy::tidy(&root),
        Task::Edges => edges::edges(&root),
        Task::Faults { hours, seed } => faults::faults(&root, Length { hours, seed }),
        Task::Mutants => mutants::mutants(&root),
        Task::MutantsPlanted { only } => planted::planted(&root, only.as_deref()),
    }
}
