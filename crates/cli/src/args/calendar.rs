//! What the commands about calendars take.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{FormatArguments, InstallationArguments, RuleArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum Calendar {
    /// Say everything that is wrong with calendar files, and how many working days each year has
    Check(CalendarCheckArguments),
    /// Load the file of a new notice and list the open deadlines that move
    Load(LoadArguments),
}

/// What `calendar check` takes.
#[derive(Debug, Args)]
pub(crate) struct CalendarCheckArguments {
    /// Files or folders; by default the calendars in use
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What `calendar load` takes.
#[derive(Debug, Args)]
pub(crate) struct LoadArguments {
    /// The calendar file of the new notice
    pub(crate) file: PathBuf,
    /// Open limits as CSV, limit,from
    #[arg(long, value_name = "FILE")]
    pub(crate) clocks: Option<PathBuf>,
    /// Put the file into the data folder after listing
    #[arg(long)]
    pub(crate) write: bool,
    #[command(flatten)]
    pub(crate) rule: RuleArguments,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}
