//! What the commands about work that waits take.

use clap::{Args, Subcommand};

use super::{FormatArguments, InstallationArguments};

/// What `due` takes.
#[derive(Debug, Args)]
pub(crate) struct DueArguments {
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

/// What `clues` takes.
#[derive(Debug, Args)]
pub(crate) struct CluesArguments {
    /// Each of them, with where it stands and by which road it came there
    #[arg(long)]
    pub(crate) each: bool,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
    #[command(flatten)]
    pub(crate) format: FormatArguments,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Letters {
    /// Let letters that were given up be tried again
    Retry(RetryArguments),
}

/// What `letters retry` takes.
#[derive(Debug, Args)]
pub(crate) struct RetryArguments {
    /// The number or the id of the case
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub(crate) case: Option<String>,
    /// Those of every case
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) installation: InstallationArguments,
}
