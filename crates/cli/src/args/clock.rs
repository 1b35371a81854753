//! What the commands about deadlines take.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::FormatArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum Clock {
    /// Print the deadline of a limit, and why it is this day
    Explain(ExplainArguments),
    /// Read limit,from rows as CSV and write limit,from,deadline rows; a faulty row is left empty
    Batch(BatchArguments),
}

/// How a limit on the command line is counted.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct RuleArguments {
    /// Leave a last day that is a rest day where it is, instead of moving it to the next working day
    #[arg(long)]
    pub(crate) no_roll: bool,
    /// Let the last day end with office hours instead of at 24:00
    #[arg(long)]
    pub(crate) close: bool,
}

/// What `clock explain` takes.
#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// The limit: a number and hour, work_hour, calendar_day, work_day or month
    #[arg(long)]
    pub(crate) limit: String,
    /// What it counts from: an instant (RFC 3339 or local) or a day
    #[arg(long, value_name = "TIME")]
    pub(crate) from: String,
    /// An extension, as a limit; may be given several times
    #[arg(long, value_name = "LIMIT")]
    pub(crate) extend: Vec<String>,
    /// A pause that does not count; a day as its end is the last; may be given several times
    #[arg(long, value_name = "FROM/UNTIL")]
    pub(crate) pause: Vec<String>,
    #[command(flatten)]
    pub(crate) rule: RuleArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What `clock batch` takes.
#[derive(Debug, Args)]
pub(crate) struct BatchArguments {
    /// The CSV file; standard input if absent
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) rule: RuleArguments,
}
